// Backslash escapes of echo and printf. Bytes that are no ASCII leave as base/raw-text carries them.

export interface Escape {
  readonly text: string;
  readonly end: number;
  /** `\c`: no further output. */
  readonly stops: boolean;
}

const LETTERS: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

/** The escape at `text[at]`, a backslash. echo and %b want octal as \0NNN; a printf format as \NNN and knows \". */
export function readEscape(text: string, at: number, dialect: 'echo' | 'format' | 'argument'): Escape {
  const letter = text[at + 1];
  const found = (what: string, length: number) => ({ text: what, end: at + 1 + length, stops: false });
  if (letter === undefined) return found('\\', 0);
  if (letter === 'c') return { text: '', end: text.length, stops: true };
  if (letter in LETTERS) return found(LETTERS[letter], 1);
  if (letter === '"' && dialect !== 'echo') return found('"', 1);
  const rest = text.slice(at + 1);
  const octal = dialect === 'echo' ? /^0([0-7]{0,3})/ : dialect === 'argument' ? /^0?([0-7]{1,3})|^0/ : /^([0-7]{1,3})/;
  const digits = octal.exec(rest);
  if (digits) return found(byteText(Number.parseInt(digits[1] || '0', 8)), digits[0].length);
  const hexadecimal = /^x([0-9a-fA-F]{1,2})/.exec(rest);
  if (hexadecimal) return found(byteText(Number.parseInt(hexadecimal[1], 16)), hexadecimal[0].length);
  const unicode = dialect === 'echo' ? undefined : /^(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(rest);
  if (unicode) return found(String.fromCodePoint(Number.parseInt(unicode[1] ?? unicode[2], 16)), unicode[0].length);
  return found(`\\${letter}`, 1);
}

const byteText = (byte: number): string =>
  String.fromCharCode((byte & 0xff) < 0x80 ? byte & 0xff : 0xdc00 + (byte & 0xff));
