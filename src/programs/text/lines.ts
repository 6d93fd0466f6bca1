// Small filters that look at one line, or one file, at a time: tac, rev, fold, paste, comm.

import { concat } from '../../base/bytes.ts';
import type { Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { UsageError } from '../getopt.ts';
import { quote, quoted, quotedIfNeeded } from '../quote.ts';
import { Failure, type Input, type Invocation, type Line, reason, utility } from '../utility.ts';
import { compile } from './regex.ts';

function* readLines(run: Invocation, path: string, terminator = 10): Task<string[]> {
  const lines: string[] = [];
  const input = open(run, path);
  try {
    for (;;) {
      const line = yield* input.line(terminator);
      if (!line) return lines;
      lines.push(line.text);
    }
  } catch (error) {
    throw new Failure(`${quotedIfNeeded(path)}: ${reason(error)}`);
  } finally {
    input.close();
  }
}

function open(run: Invocation, path: string): Input {
  try {
    return run.open(path);
  } catch (error) {
    throw new Failure(`${quotedIfNeeded(path)}: ${reason(error)}`);
  }
}

export const tac: Program = utility(
  { usage: '[OPTION]... [FILE]...', options: ['b,before', 'r,regex', 's,separator='] },
  function* (run) {
    const separator = run.value('separator') ?? '\n';
    if (run.has('regex') && separator === '') throw new Failure('separator cannot be empty');
    const pattern = run.has('regex')
      ? compile(separator, 'basic', 'g')
      : new RegExp(separator === '' ? '\\0' : separator.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'g');
    yield* run.eachInput(
      run.inputs,
      function* (input, path) {
        if (input.file.kind === 'directory') {
          yield* run.complain(`${quotedIfNeeded(path)}: read error: Invalid argument`);
          return;
        }
        const text = yield* input.text();
        const pieces: string[] = [];
        let from = 0;
        for (const match of text.matchAll(pattern)) {
          const cut = run.has('before') ? match.index : match.index + match[0].length;
          pieces.push(text.slice(from, cut));
          from = cut;
        }
        pieces.push(text.slice(from));
        yield* run.print(pieces.reverse().join(''));
      },
      (path) => `failed to open ${quoted(path)} for reading`,
    );
  },
);

export const rev: Program = utility({ usage: '[options] [file ...]', suite: 'util-linux 2.39.3' }, function* (run) {
  // `-` is a name like any other here.
  const paths = run.operands.map((path) => (path === '-' ? './-' : path));
  yield* run.eachInput(
    paths.length > 0 ? paths : ['-'],
    function* (input, path) {
      if (input.file.kind === 'directory') {
        yield* run.complain(`${path}: 0: Is a directory`);
        return;
      }
      for (;;) {
        const line = yield* input.line();
        if (!line) return;
        yield* run.print([...line.text].reverse().join('') + (line.complete ? '\n' : ''));
      }
    },
    (path) => `cannot open ${path === './-' ? '-' : path}`,
  );
});

export const fold: Program = utility(
  {
    usage: '[OPTION]... [FILE]...',
    options: ['b,bytes', 's,spaces', 'w,width='],
    rewrite: (words) => words.flatMap((word) => (/^-\d+$/.test(word) ? ['-w', word.slice(1)] : [word])),
  },
  function* (run) {
    const text = run.value('width') ?? '80';
    if (!/^[1-9]\d*$/.test(text)) {
      throw new Failure(
        `invalid number of columns: ${quote(text)}${/^0+$/.test(text) ? ': Numerical result out of range' : ''}`,
      );
    }
    const width = Number(text);
    yield* run.eachInput(run.inputs, function* (input) {
      for (;;) {
        const line = yield* input.lineBytes();
        if (!line) return;
        for (const row of folded(line, width, run.has('spaces'), run.has('bytes'))) yield* run.print(row);
      }
    });
  },
);

const [BACKSPACE, TAB, NEWLINE, RETURN, SPACE] = [8, 9, 10, 13, 32];

/** The rows of a line, each but the last with a newline of its own. coreutils count bytes, and columns only for tabs. */
function folded(line: Uint8Array, width: number, atBlanks: boolean, countsBytes: boolean): Uint8Array[] {
  const rows: Uint8Array[] = [];
  const after = (column: number, byte: number): number => {
    if (countsBytes) return column + 1;
    if (byte === BACKSPACE) return Math.max(0, column - 1);
    if (byte === RETURN) return 0;
    return byte === TAB ? column + 8 - (column % 8) : column + 1;
  };
  let from = 0;
  let column = 0;
  const cut = (end: number) => {
    rows.push(concat([line.subarray(from, end), Uint8Array.of(NEWLINE)]));
    from = end;
    column = 0;
  };
  for (let at = 0; at < line.length; at++) {
    const byte = line[at];
    if (byte === NEWLINE) break;
    while (after(column, byte) > width && at > from) {
      let blank = at - 1;
      while (atBlanks && blank >= from && line[blank] !== SPACE && line[blank] !== TAB) blank--;
      if (!atBlanks || blank < from) {
        cut(at);
        break;
      }
      cut(blank + 1);
      for (let moved = from; moved < at; moved++) column = after(column, line[moved]);
    }
    column = after(column, byte);
  }
  rows.push(line.subarray(from));
  return rows;
}

export const paste: Program = utility(
  { usage: '[OPTION]... [FILE]...', options: ['d,delimiters=', 's,serial', 'z,zero-terminated'] },
  function* (run) {
    const delimiters = [
      ...(run.value('delimiters') ?? '\t').replaceAll(
        /\\([nt0\\])/g,
        (_, one: string) => ({ n: '\n', t: '\t', '0': '\0', '\\': '\\' })[one] ?? one,
      ),
    ];
    const between = (index: number) => {
      const one = delimiters.length > 0 ? delimiters[index % delimiters.length] : '';
      return one === '\0' ? '' : one;
    };
    const end = run.has('zero-terminated') ? '\0' : '\n';
    const joined = (parts: readonly string[]) =>
      parts.map((part, index) => (index > 0 ? between(index - 1) : '') + part).join('') + end;
    if (run.has('serial')) {
      for (const path of run.inputs) yield* run.print(joined(yield* readLines(run, path)));
      return;
    }
    // The same `-` twice takes lines in turn.
    const opened = new Map<string, Input>();
    const inputs = run.inputs.map((path) => {
      const input = (path === '-' ? opened.get(path) : undefined) ?? open(run, path);
      opened.set(path, input);
      return input;
    });
    for (;;) {
      const parts: string[] = [];
      let any = false;
      for (const input of inputs) {
        const line = yield* nextLine(input, end.charCodeAt(0), run.inputs[inputs.indexOf(input)]);
        any ||= line !== undefined;
        parts.push(line?.text ?? '');
      }
      if (!any) break;
      yield* run.print(joined(parts));
    }
    for (const input of new Set(inputs)) input.close();
  },
);

function* nextLine(input: Input, terminator: number, path: string): Task<Line | undefined> {
  try {
    return yield* input.line(terminator);
  } catch (error) {
    throw new Failure(`${quotedIfNeeded(path)}: ${reason(error)}`);
  }
}

export const comm: Program = utility(
  {
    usage: '[OPTION]... FILE1 FILE2',
    options: ['1', '2', '3', 'check-order', 'nocheck-order', 'output-delimiter=', 'total', 'z,zero-terminated'],
  },
  function* (run) {
    const [left, right, extra] = run.operands;
    if (left === undefined) throw new UsageError('missing operand');
    if (right === undefined) throw new UsageError(`missing operand after ${quote(left)}`);
    if (extra !== undefined) throw new UsageError(`extra operand ${quote(extra)}`);
    const terminator = run.has('zero-terminated') ? 0 : 10;
    const end = String.fromCharCode(terminator);
    const files = [yield* readLines(run, left, terminator), yield* readLines(run, right, terminator)];
    const delimiter = (run.value('output-delimiter') ?? '\t') || '\0';
    const shown = ['1', '2', '3'].map((column) => !run.has(column));
    const at = [0, 0];
    const total = [0, 0, 0];
    const warned = [false, false];
    const put = function* (column: number, text: string): Task<void> {
      total[column]++;
      if (shown[column])
        yield* run.print(`${delimiter.repeat(shown.slice(0, column).filter(Boolean).length)}${text}${end}`);
    };
    let disorder = false;
    // As long as every line has its partner nobody minds the order.
    let unpaired = false;
    const check = function* (file: number): Task<void> {
      const here = at[file];
      if (
        run.has('nocheck-order') ||
        !(unpaired || run.has('check-order')) ||
        warned[file] ||
        here === 0 ||
        here >= files[file].length ||
        files[file][here] >= files[file][here - 1]
      )
        return;
      if (run.has('check-order')) throw new Failure(`file ${file + 1} is not in sorted order`);
      warned[file] = true;
      disorder = true;
      yield* run.complain(`file ${file + 1} is not in sorted order`);
    };
    while (at[0] < files[0].length || at[1] < files[1].length) {
      const [a, b] = [files[0][at[0]], files[1][at[1]]];
      const column = b === undefined || (a !== undefined && a < b) ? 0 : a === undefined || b < a ? 1 : 2;
      unpaired ||= column !== 2;
      yield* put(column, column === 1 ? b : a);
      if (column !== 1) at[0]++;
      if (column !== 0) at[1]++;
      if (column !== 1) yield* check(0);
      if (column !== 0) yield* check(1);
    }
    if (run.has('total')) yield* run.print(`${total.join(delimiter)}${delimiter}total${end}`);
    if (disorder) throw new Failure('input is not in sorted order');
  },
);
