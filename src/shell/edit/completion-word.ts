// The word that Tab is about: where it starts, what it means without its quotes, and how a completed word is written in
// its place.
//
//   cat "my fi|        starts behind the quote, means `my fi`, ends with `" `
//   cp --to=/et|       starts behind the `=`
//   ls my\ d|          means `my d`; `my dir` is written `my\ dir`

export const WORD_BREAKS = ' \t\n"\'><=;|&(:';
const COMMAND_BEGINS_AFTER = ';|&{(`';
const NEEDS_BACKSLASH = /[\s\\"'><=;|&()[\]{}#$`?*!~:]/g;

/** Words after which a command follows; the list is that of bash-completion, which Ubuntu's login shells load. */
const LEADERS: ReadonlySet<string> = new Set(
  'command do else eval exec nice nohup sudo then time watch xargs'.split(' '),
);

export interface WordPlace {
  /** Index of the word, behind an open quote. */
  readonly start: number;
  /** As typed. */
  readonly raw: string;
  /** Without quotes and backslashes. */
  readonly word: string;
  /** The quote that is open at the point. */
  readonly quote: '' | "'" | '"';
  readonly isCommand: boolean;
}

export function findWord(text: string, breaks: string): WordPlace {
  let start = 0;
  let quote: WordPlace['quote'] = '';
  let opened = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (quote !== '') {
      if (character === '\\' && quote === '"') at++;
      else if (character === quote) quote = '';
    } else if (character === '\\') at++;
    else if (character === '"' || character === "'") {
      quote = character;
      opened = at + 1;
    } else if (breaks.includes(character) || character === '`') start = at + 1;
  }
  const before = text.slice(0, quote === '' ? start : Math.max(start, opened - 1));
  const from = quote === '' ? start : opened;
  const raw = text.slice(from);
  return { start: from, raw, word: unquoted(raw, quote), quote, isCommand: isCommandPosition(before) };
}

function isCommandPosition(before: string): boolean {
  const line = before.trimEnd();
  if (line === '' || COMMAND_BEGINS_AFTER.includes(line.at(-1)!)) return !/[<>]&$|>\|$/.test(line);
  if (line.length === before.length) return false;
  const words = line
    .split(new RegExp(`[${COMMAND_BEGINS_AFTER}]`))
    .at(-1)!
    .trim()
    .split(/\s+/);
  return words.every((word) => /^[A-Za-z_]\w*=/.test(word) || LEADERS.has(word));
}

/** Removes quotes and backslashes; `quote` is open at the start. */
export function unquoted(raw: string, open: WordPlace['quote'] = ''): string {
  let quote: string = open;
  let word = '';
  for (let at = 0; at < raw.length; at++) {
    const character = raw[at];
    if (quote === "'") {
      if (character === "'") quote = '';
      else word += character;
    } else if (character === '\\' && (quote === '' || '"\\$`'.includes(raw[at + 1] ?? ''))) word += raw[++at] ?? '';
    else if (character === '"') quote = quote === '"' ? '' : '"';
    else if (character === "'" && quote === '') quote = "'";
    else word += character;
  }
  return word;
}

/** A name as it must be written at that place. */
export function quotedFor(quote: WordPlace['quote'], name: string): string {
  if (quote === "'") return name.replaceAll("'", "'\\''");
  if (quote === '"') return name.replaceAll(/["\\$`]/g, '\\$&');
  return name.replaceAll(NEEDS_BACKSLASH, (character) => (character === '\n' ? "$'\\n'" : `\\${character}`));
}
