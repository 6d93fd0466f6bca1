// The escapes of $'…': what `\n`, `\x41`, `\u00e9`, `\cA` and their like stand for.

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '?': '?',
};

/** Bytes above 127 that do not make UTF-8 stay what they are (see base/raw-text). */
export function ansiEscapes(text: string, character: (byte: number) => string): string {
  return text.replaceAll(
    /\\(?:([abeEfnrtv\\'"?])|([0-7]{1,3})|x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|c([\s\S]))/g,
    (_all, simple?: string, octal?: string, hex?: string, short?: string, long?: string, control?: string) => {
      if (simple !== undefined) return SIMPLE[simple];
      if (octal !== undefined) return character(Number.parseInt(octal, 8) & 255);
      if (hex !== undefined) return character(Number.parseInt(hex, 16));
      if (control !== undefined) return String.fromCharCode(control.toUpperCase().charCodeAt(0) & 31);
      return String.fromCodePoint(Number.parseInt(short ?? long ?? '0', 16));
    },
  );
}
