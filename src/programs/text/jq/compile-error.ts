// What is wrong with a program, before it runs.

/** One complaint of the compiler and where in the program it points. */
export class CompileError extends Error {
  override readonly name = 'CompileError';
  readonly at: number;
  /** A second complaint that goes with it. */
  readonly also: CompileError | undefined;
  constructor(message: string, at: number, also?: CompileError) {
    super(message);
    this.at = at;
    this.also = also;
  }
}
