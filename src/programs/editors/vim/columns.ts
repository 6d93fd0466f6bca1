// Characters and screen columns: tabs reach to the next stop, wide characters take two columns, control characters show as
// `^X`.

import { characterWidth } from '../../../base/width.ts';

/** What a character looks like when it stands at a column. */
export function shown(character: string, column: number, tabStop: number): string {
  if (character === '\t') return ' '.repeat(tabStop - (column % tabStop));
  const code = character.codePointAt(0) ?? 0;
  if (code < 32) return `^${String.fromCharCode(code + 64)}`;
  if (code === 127) return '^?';
  if (code >= 0x80 && code < 0xa0) return `<${code.toString(16)}>`;
  // A byte that was not UTF-8.
  if (code >= 0xdc80 && code <= 0xdcff) return `<${(code - 0xdc00).toString(16)}>`;
  return character;
}

export function widthOf(character: string, column: number, tabStop: number): number {
  if (character === '\t') return tabStop - (column % tabStop);
  const code = character.codePointAt(0) ?? 0;
  if (code >= 32 && code < 127) return 1;
  const text = shown(character, column, tabStop);
  return text === character ? characterWidth(character) : text.length;
}

/** The column where the character at `ch` begins. */
export function columnOf(text: string, ch: number, tabStop: number): number {
  let column = 0;
  let at = 0;
  for (const character of text) {
    if (at >= ch) break;
    column += widthOf(character, column, tabStop);
    at += character.length;
  }
  return column;
}

/** The character that covers a column; the end of the text when it is shorter. */
export function columnAt(text: string, wanted: number, tabStop: number): number {
  let column = 0;
  let at = 0;
  for (const character of text) {
    const width = widthOf(character, column, tabStop);
    if (column + width > wanted) return at;
    column += width;
    at += character.length;
  }
  return at;
}
