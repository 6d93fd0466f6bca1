// column: lists in columns (as many as fit), tables with aligned columns, and tables as JSON.

import { textWidth } from '../../base/width.ts';
import type { ExitCode, Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { NotSimulated } from '../getopt.ts';
import { Failure, type Invocation, reason, utility } from '../utility.ts';

export const column: Program = utility(
  {
    usage: '[options] [<file>...]',
    suite: 'util-linux 2.39.3',
    options: [
      't,table',
      'n,table-name=',
      'O,table-order=',
      'C,table-column=',
      'N,table-columns=',
      'l,table-columns-limit=',
      'E,table-noextreme=',
      'd,table-noheadings',
      'e,table-header-repeat',
      'H,table-hide=',
      'R,table-right=',
      'T,table-truncate=',
      'W,table-wrap=',
      'L,keep-empty-lines',
      'J,json',
      '!r,tree=',
      '!i,tree-id=',
      '!p,tree-parent=',
      'c,output-width=',
      'o,output-separator=',
      's,separator=',
      'x,fillrows',
    ],
  },
  work,
);

function* work(run: Invocation): Task<ExitCode> {
  for (const name of ['table-column', 'table-truncate', 'table-wrap', 'table-noextreme'])
    if (run.has(name)) throw new NotSimulated(`--${name}`);
  const widthText = run.value('output-width');
  if (widthText !== undefined && !/^(\d+|unlimited)$/.test(widthText))
    throw new Failure(`invalid columns argument: '${widthText}'`);
  const limitText = run.value('table-columns-limit');
  if (limitText !== undefined && !/^[1-9]\d*$/.test(limitText))
    throw new Failure(
      limitText === '0' ? 'columns limit must be greater than zero' : `invalid columns limit argument: '${limitText}'`,
    );
  if (run.has('json') && !run.has('table-columns')) throw new Failure('option --table-columns required for --json');
  const needsTable = [
    'table-order',
    'table-columns',
    'table-hide',
    'table-right',
    'table-noheadings',
    'table-columns-limit',
  ].some((name) => run.has(name));
  const isTable = run.has('table') || run.has('json');
  if (needsTable && !isTable) throw new Failure('option --table required for all --table-*');
  if (isTable && run.has('fillrows')) throw new Failure('mutually exclusive arguments: --table --fillrows');
  const lines: string[] = [];
  for (const path of run.inputs) {
    try {
      // `-` is a name like any other here.
      const name = path === '-' && run.operands.length > 0 ? './-' : path;
      const text = new TextDecoder().decode(yield* run.bytesOf(name));
      const read = text.split('\n');
      if (read.at(-1) === '') read.pop();
      lines.push(...read);
    } catch (error) {
      const why = reason(error);
      yield* run.complain(why === 'Is a directory' ? `read failed: ${why}` : `${path}: ${why}`);
    }
  }
  const kept = run.has('keep-empty-lines') ? lines : lines.filter((line) => line.trim() !== '');
  if (isTable) {
    const table = arrange(run, rowsOf(run, kept));
    yield* run.print(run.has('json') ? asJson(run, table) : asTable(run, table));
    return run.status;
  }
  const width = Number(widthText ?? run.process.environment.get('COLUMNS') ?? '80') || 80;
  yield* run.print(fill(kept, width, run.has('fillrows')));
  return run.status;
}

/** Runs of blanks are one separator; a separator that was given counts each time. */
function rowsOf(run: Invocation, lines: readonly string[]): string[][] {
  const separator = run.value('separator');
  const limit = Number(run.value('table-columns-limit') ?? Number.POSITIVE_INFINITY);
  return lines.map((line) => {
    const cells: string[] = [];
    let rest = separator === undefined ? line.replace(/^[ \t]+/, '') : line;
    while (cells.length < limit - 1) {
      const at =
        separator === undefined ? rest.search(/[ \t]/) : [...rest].findIndex((letter) => separator.includes(letter));
      if (at < 0) break;
      cells.push(rest.slice(0, at));
      rest = rest.slice(at + 1);
      // What a limit leaves over is the last cell, as it stands.
      if (separator === undefined && cells.length < limit - 1) rest = rest.replace(/^[ \t]+/, '');
    }
    if (rest !== '' || separator !== undefined || cells.length === 0) cells.push(rest);
    return cells;
  });
}

interface Table {
  readonly names: readonly string[] | undefined;
  readonly rows: readonly (readonly string[])[];
  readonly rightAligned: ReadonlySet<number>;
  /** Columns in the order they are shown. */
  readonly order: readonly number[];
}

function arrange(run: Invocation, rows: readonly (readonly string[])[]): Table {
  const names = run.value('table-columns')?.split(',');
  const count = Math.max(0, names?.length ?? 0, ...rows.map((row) => row.length));
  const find = (word: string): number => {
    const byName = names?.indexOf(word) ?? -1;
    if (byName >= 0) return byName;
    if (/^-\d+$/.test(word) && Number(word) < 0) return count + Number(word);
    if (/^\d+$/.test(word) && Number(word) >= 1 && Number(word) <= count) return Number(word) - 1;
    throw new Failure(`undefined column name '${word}'`);
  };
  const all = Array.from({ length: count }, (_, index) => index);
  const listed = (name: string): number[] => {
    const value = run.value(name);
    if (value === undefined) return [];
    return value === '-' ? all.filter((index) => names?.[index] === undefined) : value.split(',').map(find);
  };
  const first = listed('table-order');
  const hidden = new Set(listed('table-hide'));
  return {
    names,
    rows,
    rightAligned: new Set(listed('table-right')),
    order: [...first, ...all.filter((index) => !first.includes(index))].filter((index) => !hidden.has(index)),
  };
}

function asTable(run: Invocation, { names, rows, rightAligned, order }: Table): string {
  const between = run.value('output-separator') ?? '  ';
  const shown = names && !run.has('table-noheadings') ? [names, ...rows] : rows;
  const widths = new Map(
    order.map((index) => [index, Math.max(0, ...shown.map((row) => textWidth(row[index] ?? '')))]),
  );
  return shown
    .map((row) => {
      if (row.length === 1 && row[0] === '' && run.has('keep-empty-lines')) return '\n';
      const cells = order.map((index, place) => {
        const cell = row[index] ?? '';
        const gap = ' '.repeat(widths.get(index)! - textWidth(cell));
        if (rightAligned.has(index)) return gap + cell;
        return place === order.length - 1 ? cell : cell + gap;
      });
      return `${cells.join(between)}\n`;
    })
    .join('');
}

function asJson(run: Invocation, { names, rows, order }: Table): string {
  const title = run.value('table-name') ?? 'table';
  const text = (value: string) => JSON.stringify(value);
  const objects = rows.map((row) => {
    const members = order.map((index) => {
      const name = (names?.[index] ?? '').toLowerCase();
      const value = row[index];
      return `         ${text(name)}: ${value === undefined || value === '' ? 'null' : text(value)}`;
    });
    return `{\n${members.join(',\n')}\n      }`;
  });
  const body = objects.length === 0 ? '' : `\n      ${objects.join(',')}`;
  return `{\n   ${text(title)}: [${body}\n   ]\n}\n`;
}

/** Columns as wide as the longest entry, rounded up to a tab. */
function fill(entries: readonly string[], width: number, across: boolean): string {
  const longest = Math.max(0, ...entries.map(textWidth));
  const step = (Math.floor(longest / 8) + 1) * 8;
  const columns = Math.max(1, Math.floor(width / step));
  const rows = Math.ceil(entries.length / columns);
  let text = '';
  for (let row = 0; row < rows; row++) {
    const line: string[] = [];
    for (let index = 0; index < columns; index++) {
      const entry = entries[across ? row * columns + index : index * rows + row];
      if (entry !== undefined) line.push(entry);
    }
    const cells = line.map((entry, index) =>
      index === line.length - 1 ? entry : entry + '\t'.repeat(Math.ceil((step - textWidth(entry)) / 8)),
    );
    text += `${cells.join('')}\n`;
  }
  return text;
}
