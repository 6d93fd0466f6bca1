// pr: text in pages, with a heading and in columns.

import { strftime } from '../../base/strftime.ts';
import type { ExitCode, Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { inspect } from '../coreutils/tree.ts';
import { quote } from '../quote.ts';
import { Failure, type Invocation, utility } from '../utility.ts';

const HEADING = 5;
const FOOTING = 5;

export const pr: Program = utility(
  {
    usage: '[OPTION]... [FILE]...',
    options: [
      'pages=',
      'columns=',
      'a,across',
      '!c,show-control-chars',
      'd,double-space',
      'D,date-format=',
      '!e,expand-tabs[=]',
      'F,f,form-feed',
      'h,header=',
      '!i,output-tabs[=]',
      'J,join-lines',
      'l,length=',
      'm,merge',
      'n,number-lines[=]',
      'N,first-line-number=',
      'o,indent=',
      'r,no-file-warnings',
      's,separator[=]',
      '!S,sep-string[=]',
      't,omit-header',
      'T,omit-pagination',
      '!v,show-nonprinting',
      'w,width=',
      'W,page-width=',
    ],
    rewrite: (words) =>
      words.flatMap((word) =>
        /^-\d+$/.test(word)
          ? [`--columns=${word.slice(1)}`]
          : /^\+\d/.test(word)
            ? [`--pages=${word.slice(1)}`]
            : [word],
      ),
  },
  work,
);

function* work(run: Invocation): Task<ExitCode> {
  const number = (name: string, otherwise: number, what: string): number => {
    const text = run.value(name);
    if (text === undefined) return otherwise;
    if (!/^\d+$/.test(text) || (Number(text) === 0 && name !== 'indent')) throw new Failure(`${what} ${quote(text)}`);
    return Number(text);
  };
  const length = number('length', 66, "'-l PAGE_LENGTH' invalid number of lines:");
  const width = run.has('page-width')
    ? number('page-width', 72, "'-W PAGE_WIDTH' invalid number of characters:")
    : number('width', 72, "'-w PAGE_WIDTH' invalid number of characters:");
  const columns = number('columns', 1, 'invalid number of columns:');
  const indent = number('indent', 0, "'-o MARGIN' invalid line offset:");
  if (run.has('merge') && run.has('columns'))
    throw new Failure('cannot specify number of columns when printing in parallel');
  if (run.has('merge') && run.has('across'))
    throw new Failure('cannot specify both printing across and printing in parallel');
  const isBare = run.has('omit-header') || run.has('omit-pagination') || length <= HEADING + FOOTING;
  const body = (isBare ? length : length - HEADING - FOOTING) / (run.has('double-space') ? 2 : 1);
  const numbering = run.has('number-lines') ? run.value('number-lines')! : undefined;
  const [, mark, digits] = /^(\D?)(\d*)$/.exec(numbering ?? '') ?? [];
  const numberWidth = Number(digits || 5);
  let lineNumber = number('first-line-number', 1, "'-N NUMBER' invalid starting line number:");
  const separator = run.has('separator') ? run.value('separator') || '\t' : undefined;
  const [firstPage, lastPage] = (run.value('pages') ?? '1').split(':').map(Number);

  const texts: { readonly path: string; readonly lines: readonly string[]; readonly time: number }[] = [];
  yield* run.eachInput(run.inputs, function* (input, path) {
    const text = yield* input.text();
    const lines = text.split('\n');
    if (lines.at(-1) === '') lines.pop();
    const now = run.process.simulation.epoch + run.process.simulation.now;
    texts.push({ path, lines, time: path === '-' ? now : inspect(run, path, true).mtime });
  });
  if (texts.length === 0) return run.status;
  const numbered = (line: string): string =>
    numbering === undefined
      ? line
      : `${String(lineNumber++).slice(-numberWidth).padStart(numberWidth)}${mark || '\t'}${line}`;

  /** Cells of one row, cut to their column and set beside each other. */
  const row = (cells: readonly string[], count: number): string => {
    if (count === 1) return cells[0];
    if (separator !== undefined) return cells.join(separator);
    const gap = 1;
    const room = Math.floor((width - (count - 1) * gap) / count);
    let text = '';
    let reached = 0;
    cells.forEach((cell, index) => {
      const shown = run.has('join-lines') ? cell : [...cell].slice(0, room).join('');
      const start = index * (room + gap);
      text += blanks(reached, start) + shown;
      reached = Math.max(start, reached) + [...shown].length;
    });
    return text;
  };
  const put = function* (name: string, time: number, rows: readonly string[]): Task<void> {
    const perPage = Math.max(1, Math.floor(body));
    for (let page = 1, at = 0; at < rows.length; page++, at += perPage) {
      if (page < firstPage || (lastPage !== undefined && page > lastPage)) continue;
      const lines = rows.slice(at, at + perPage);
      const margin = ' '.repeat(indent);
      let text = isBare ? '' : `\n\n${margin}${heading(run, name, time, page, width)}\n\n\n`;
      for (const line of lines) text += `${margin}${line}\n${run.has('double-space') ? '\n' : ''}`;
      if (!isBare) {
        const missing = perPage - lines.length;
        text += run.has('form-feed') ? '\f' : '\n'.repeat(missing * (run.has('double-space') ? 2 : 1) + FOOTING);
      }
      yield* run.print(text);
    }
  };

  if (run.has('merge')) {
    const count = Math.max(...texts.map(({ lines }) => lines.length));
    const rows = Array.from({ length: count }, (_, index) => {
      const cells = texts.map(({ lines }) => lines[index] ?? '');
      return numbered(row(cells, texts.length));
    });
    const now = run.process.simulation.epoch + run.process.simulation.now;
    yield* put('', now, rows);
    return run.status;
  }
  for (const { path, lines, time } of texts) {
    const cells = lines.map(numbered);
    yield* put(
      path === '-' ? '' : path,
      time,
      columns === 1 ? cells : inPages(cells, columns, Math.floor(body), run.has('across'), row),
    );
  }
  return run.status;
}

/** Down each column of a page, the last page balanced; or across. */
function inPages(
  cells: readonly string[],
  columns: number,
  perPage: number,
  across: boolean,
  row: (cells: readonly string[], count: number) => string,
): string[] {
  const rows: string[] = [];
  for (let at = 0; at < cells.length; at += columns * perPage) {
    const page = cells.slice(at, at + columns * perPage);
    const height = Math.ceil(page.length / columns);
    // Where the last page does not divide, the first columns are one longer.
    const extra = page.length % columns || columns;
    const starts = Array.from({ length: columns }, (_, column) =>
      column <= extra ? column * height : extra * height + (column - extra) * (height - 1),
    );
    for (let line = 0; line < height; line++) {
      rows.push(
        row(
          across
            ? page.slice(line * columns, (line + 1) * columns)
            : starts.flatMap((start, column) =>
                start + line < (starts[column + 1] ?? page.length) ? [page[start + line]] : [],
              ),
          columns,
        ),
      );
    }
  }
  return rows;
}

/** Date at the left, name in the middle, page at the right. */
function heading(run: Invocation, name: string, time: number, page: number, width: number): string {
  const date = strftime(run.value('date-format')?.replace(/^\+/, '') ?? '%Y-%m-%d %H:%M', time);
  const title = run.value('header') ?? name;
  const right = `Page ${page}`;
  const room = Math.max(0, width - date.length - [...title].length - right.length);
  const before = Math.floor(room / 2);
  return `${date}${' '.repeat(before)}${title}${' '.repeat(room - before)}${right}`;
}

/** From column to column, with tabs where they reach. */
function blanks(from: number, to: number): string {
  let text = '';
  let at = from;
  while (at < to) {
    const stop = (Math.floor(at / 8) + 1) * 8;
    if (stop <= to && to - at > 1) {
      text += '\t';
      at = stop;
    } else {
      text += ' ';
      at++;
    }
  }
  return text;
}
