/** The command line, or a file it names, is wrong: one or more lines that say what to do. Exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
