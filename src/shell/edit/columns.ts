// Candidates in columns as readline lists them: sorted downwards, each column as wide as the longest name and two
// blanks.
//
//   bin   etc   lib
//   boot  home  tmp

import { textWidth } from '../../base/width.ts';
import type { Candidate } from './completions.ts';

export const PAGE_PROMPT = '--More--';

export function columnsOf(candidates: readonly Candidate[], screenColumns: number): string[] {
  const names = candidates.map((one) => one.shown ?? one.word);
  // A slash behind a directory does not count: readline adds it while printing.
  const width = Math.max(...names.map((name) => textWidth(name.replace(/\/$/, '')))) + 2;
  let columns = Math.max(1, Math.floor(screenColumns / width));
  if (columns !== 1 && columns * width === screenColumns) columns--;
  const height = Math.ceil(names.length / columns);
  return Array.from({ length: height }, (_, row) => {
    let text = '';
    for (let column = 0; column < columns; column++) {
      const name = names[row + column * height];
      if (name === undefined) break;
      text += name;
      if (column + 1 < columns) text += ' '.repeat(Math.max(0, width - textWidth(name)));
    }
    return text;
  });
}
