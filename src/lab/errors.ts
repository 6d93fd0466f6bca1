// What can be wrong with a content file, as opposed to with us.

/** A content file that cannot be used; one line per problem, `file:line: what`. */
export class ContentError extends Error {
  override readonly name = 'ContentError';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** The scene could not be set: the lab's own fault. */
export class PrepareError extends Error {
  override readonly name = 'PrepareError';
}
