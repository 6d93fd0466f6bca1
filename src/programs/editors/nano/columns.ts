// Where characters stand on the screen: tabs, wide and control characters.

import { characterWidth } from '../../../base/width.ts';

/** Columns the character takes at this column; control characters are shown as two. */
function widthAt(character: string, column: number, tabSize: number): number {
  if (character === '\t') return tabSize - (column % tabSize);
  const code = character.codePointAt(0) ?? 0;
  if (code < 32 || code === 127) return 2;
  return characterWidth(character);
}

export function columnOf(text: string, index: number, tabSize: number): number {
  let column = 0;
  for (const character of text.slice(0, index)) column += widthAt(character, column, tabSize);
  return column;
}

/** The index of the character that covers a column. */
export function indexAt(text: string, wanted: number, tabSize: number): number {
  let column = 0;
  let index = 0;
  for (const character of text) {
    const width = widthAt(character, column, tabSize);
    if (column + width > wanted) break;
    column += width;
    index += character.length;
  }
  return index;
}

/** What is seen of a text from one column on, at most `room` columns: tabs as blanks, control characters as `^A`. */
export function shown(text: string, from: number, room: number, tabSize: number): string {
  let result = '';
  let column = 0;
  for (const character of text) {
    const width = widthAt(character, column, tabSize);
    const end = column + width;
    if (end > from + room) break;
    if (end > from) {
      const code = character.codePointAt(0) ?? 0;
      // A wide character cut in two by the edge leaves a blank.
      if (character === '\t' || column < from) result += ' '.repeat(end - Math.max(column, from));
      else result += code < 32 ? `^${String.fromCharCode(code + 64)}` : code === 127 ? '^?' : character;
    }
    column = end;
  }
  return result;
}
