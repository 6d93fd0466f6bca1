/** Stops at the cause when we, not the learner, are wrong. The message names the values. */
export function assert(claim: unknown, message: string): asserts claim {
  if (!claim) throw new AssertionError(message);
}

export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

/** For the branch of a switch that the types say cannot be reached. */
export function never(value: never): never {
  throw new AssertionError(`unexpected value ${JSON.stringify(value)}`);
}
