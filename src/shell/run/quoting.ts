// Values written so that the shell would read them back: `'a b'`, `$'a\tb'`, `a\ b`.

/** `printf %q`, completion. */
export function quoteWithBackslashes(text: string): string {
  if (text === '') return "''";
  if (/[\x00-\x1f\x7f]|[\udc80-\udcff]/.test(text)) return ansiQuote(text);
  return text
    .replaceAll(/[^\w@%+=:./~#\u0080-\uffff-]/g, '\\$&')
    .replace(/^[~#]/, '\\$&')
    .replaceAll(/(?<=[:=])~/g, '\\~');
}

/** `${x@Q}`, `set`, `alias`: single quotes always, or $'…'. */
export function quoteSingly(text: string): string {
  if (/[\x00-\x1f\x7f]|[\udc80-\udcff]/.test(text)) return ansiQuote(text);
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** `trap`, `alias`: single quotes, whatever is inside. */
export const quotePlainly = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** `set` and xtrace: only where needed. */
export function quoteIfNeeded(text: string): string {
  if (text === '') return "''";
  if (/^[\w@%+=:./,\u0080-\udc7f\ue000-\uffff-]+$/.test(text) && !text.startsWith('~')) return text;
  return quoteSingly(text);
}

/** `declare -p`: double quotes. */
export function quoteDoubly(text: string): string {
  if (/[\x00-\x1f\x7f]|[\udc80-\udcff]/.test(text)) return ansiQuote(text);
  return `"${text.replaceAll(/["\\$`]/g, '\\$&')}"`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\E',
  '\\': '\\\\',
  "'": "\\'",
};

export function ansiQuote(text: string): string {
  const body = text.replaceAll(/[\x00-\x1f\x7f\\']|[\udc80-\udcff]/g, (character) => {
    const known = ESCAPES[character];
    if (known) return known;
    const code = character.charCodeAt(0);
    return `\\${(code > 255 ? code - 0xdc00 : code).toString(8).padStart(3, '0')}`;
  });
  return `$'${body}'`;
}
