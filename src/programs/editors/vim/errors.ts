// A command that vim refuses, in vim's words: `E486: Pattern not found: foo`.

export class ExError extends Error {
  override readonly name = 'ExError';
}
