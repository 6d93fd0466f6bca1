// Aligns cells that end in tabs, as Go's text/tabwriter does with blanks for padding: a column is a run of
// consecutive lines that have a cell there, and is as wide as its widest cell.
//
//   a:\tx        a:    x
//   long:\ty     long: y      (padding 2)

export interface TabwriterOptions {
  /** Narrowest column, padding included. */
  readonly minimum: number;
  readonly padding: number;
}

/** The text after a line's last tab belongs to no column and is never padded. */
export function alignColumns(text: string, options: TabwriterOptions): string {
  const lines = text.split('\n').map((line) => line.split('\t'));
  const out: string[] = [];
  block(lines, 0, lines.length, [], options, out);
  return out.join('\n');
}

/** Lays out lines `from` up to `to`, whose first columns have the given widths. */
function block(
  lines: readonly (readonly string[])[],
  from: number,
  to: number,
  widths: readonly number[],
  options: TabwriterOptions,
  out: string[],
): void {
  const column = widths.length;
  const hasCell = (at: number) => column < lines[at].length - 1;
  let done = from;
  for (let at = from; at < to; at++) {
    if (!hasCell(at)) continue;
    for (; done < at; done++) out.push(joined(lines[done], widths));
    let width = options.minimum;
    for (; at < to && hasCell(at); at++) width = Math.max(width, length(lines[at][column]) + options.padding);
    block(lines, done, at, [...widths, width], options, out);
    done = at;
    at--;
  }
  for (; done < to; done++) out.push(joined(lines[done], widths));
}

const joined = (cells: readonly string[], widths: readonly number[]): string =>
  cells
    .map((cell, at) => (at < widths.length ? cell + ' '.repeat(Math.max(0, widths[at] - length(cell))) : cell))
    .join('');

const length = (text: string): number => [...text].length;
