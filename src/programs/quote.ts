// How GNU tools write names in messages and listings (gnulib's quotearg, in a UTF-8 locale).

/** Always in quotes, as in `cannot access 'a b'`: quoteaf. */
export function quoted(name: string): string {
  if (needsEscapes(name)) return shellEscaped(name);
  if (!name.includes("'")) return `'${name}'`;
  return /["\\`$!]/.test(name) ? `'${name.replaceAll("'", "'\\''")}'` : `"${name}"`;
}

/** In quotes only where a shell would need them, as in `cat: 'a b': Is a directory`: quotef. */
export function quotedIfNeeded(name: string): string {
  return name === '' || SPECIAL.test(name) || needsEscapes(name) ? quoted(name) : name;
}

const SPECIAL = /^[#~]|^[{}]$|[\s!"$&'()*;<=>?[\\^`|]/;

/** gnulib's `quote`, for words that are no file names: invalid mode: ‘x’. Curly in UTF-8 locales. */
export function quote(text: string): string {
  return `‘${text
    .replaceAll('\\', '\\\\')
    .replaceAll('’', '\\’')
    .replaceAll(/[\0-\x1f\x7f]/g, cEscape)}’`;
}

const needsEscapes = (name: string): boolean => /[\0-\x1f\x7f]|\p{Surrogate}/u.test(name);

/** `a\nb` → 'a'$'\n''b' */
function shellEscaped(name: string): string {
  let text = "'";
  let escaping = false;
  for (const character of name) {
    if (needsEscapes(character)) {
      text += `${escaping ? '' : "'$'"}${cEscape(character)}`;
      escaping = true;
      continue;
    }
    text += escaping ? "''" : '';
    text += character === "'" ? "'\\''" : character;
    escaping = false;
  }
  return `${text}'`;
}

const LETTERS: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
};

export function cEscape(character: string): string {
  const letter = LETTERS[character];
  if (letter) return letter;
  const code = character.charCodeAt(0) & 0xff;
  return `\\${code.toString(8).padStart(3, '0')}`;
}
