// diff: the shortest way from one file to another, in the normal or the unified form.

import { joinPath } from '../../base/path-names.ts';
import { strftime } from '../../base/strftime.ts';
import type { ExitCode, Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { inspect, intoDirectory, lookAt, namesIn } from '../coreutils/tree.ts';
import { UsageError } from '../getopt.ts';
import { quotedIfNeeded } from '../quote.ts';
import { Failure, type Invocation, reason, utility } from '../utility.ts';
import { type Change, changesBetween } from './line-changes.ts';

export const diff: Program = utility(
  {
    usage: '[OPTION]... FILES',
    suite: 'GNU diffutils 3.10',
    usageStatus: 2,
    hint: (name) => `${name}: Try '${name} --help' for more information.`,
    options: [
      'normal',
      'q,brief',
      's,report-identical-files',
      '!c',
      '!C,context=',
      'u',
      'U,unified[=]',
      '!e,ed',
      '!n,rcs',
      '!y,side-by-side',
      '!W,width=',
      'r,recursive',
      'N,new-file',
      'i,ignore-case',
      'w,ignore-all-space',
      'b,ignore-space-change',
      'B,ignore-blank-lines',
      'a,text',
      'label=',
      'L=',
      'color[=]',
      'x,exclude=',
      '!strip-trailing-cr',
      't,expand-tabs',
      'd,minimal',
    ],
    rewrite: (words) => words.flatMap((word) => (/^-[uU]\d+$/.test(word) ? [`--unified=${word.slice(2)}`] : [word])),
  },
  function* (run) {
    const words = run.operands;
    if (words.length < 2)
      throw new UsageError(
        words.length === 0 ? `missing operand after '${run.name}'` : `missing operand after '${words[0]}'`,
      );
    if (words.length > 2) throw new UsageError(`extra operand '${words[2]}'`);
    let [left, right] = words;
    const isDirectory = (path: string) => path !== '-' && lookAt(run, path, true)?.type === 'directory';
    if (isDirectory(left) && isDirectory(right)) return yield* compareDirectories(run, left, right);
    if (isDirectory(left)) left = intoDirectory(left, right);
    else if (isDirectory(right)) right = intoDirectory(right, left);
    return yield* compareFiles(run, left, right);
  },
);

function* compareDirectories(run: Invocation, left: string, right: string): Task<ExitCode> {
  const excluded = new Set(run.values('exclude'));
  const names = [...new Set([...namesIn(run, left), ...namesIn(run, right)])]
    .filter((name) => !excluded.has(name))
    .sort();
  let status = 0;
  for (const name of names) {
    const [a, b] = [joinPath(left, name), joinPath(right, name)];
    const [one, other] = [lookAt(run, a, true), lookAt(run, b, true)];
    if ((!one || !other) && !run.has('new-file')) {
      yield* run.print(`Only in ${one ? left : right}: ${name}\n`);
      status = Math.max(status, 1);
    } else if (one?.type === 'directory' && other?.type === 'directory') {
      if (run.has('recursive')) status = Math.max(status, yield* compareDirectories(run, a, b));
      else yield* run.print(`Common subdirectories: ${a} and ${b}\n`);
    } else {
      const flags = run.options.map((option) => (option.typed === '-U' ? `-U${option.value}` : option.typed)).join(' ');
      status = Math.max(
        status,
        yield* compareFiles(run, a, b, `${run.name} ${flags} ${quotedIfNeeded(a)} ${quotedIfNeeded(b)}\n`),
      );
    }
  }
  return status;
}

interface Side {
  readonly path: string;
  readonly lines: readonly string[];
  readonly complete: boolean;
  readonly time: number;
  readonly isBinary: boolean;
}

function* readSide(run: Invocation, path: string): Task<Side | undefined> {
  try {
    const exists = path === '-' || lookAt(run, path, true) !== undefined;
    if (!exists && run.has('new-file')) return { path, lines: [], complete: true, time: 0, isBinary: false };
    const input = run.open(path);
    const text = yield* input.text();
    input.close();
    const lines = text.split('\n');
    const complete = lines.at(-1) === '';
    if (complete) lines.pop();
    const now = run.process.simulation.epoch + run.process.simulation.now;
    const time = path === '-' ? now : inspect(run, path, true).mtime;
    return { path, lines, complete, time, isBinary: text.slice(0, 8192).includes('\0') && !run.has('text') };
  } catch (error) {
    yield* run.complain(`${path}: ${reason(error)}`, 2);
    return undefined;
  }
}

function* compareFiles(run: Invocation, left: string, right: string, heading = ''): Task<ExitCode> {
  const a = yield* readSide(run, left);
  const b = yield* readSide(run, right);
  if (!a || !b) return 2;
  const same =
    a.complete === b.complete &&
    a.lines.length === b.lines.length &&
    a.lines.every((line, index) => line === b.lines[index]);
  if (same) {
    if (run.has('report-identical-files')) yield* run.print(`Files ${left} and ${right} are identical\n`);
    return 0;
  }
  if (a.isBinary || b.isBinary) {
    yield* run.print(
      run.has('brief') ? `Files ${left} and ${right} differ\n` : `Binary files ${left} and ${right} differ\n`,
    );
    return 1;
  }
  const key = lineKey(run);
  // A last line without its newline differs from the same line with one.
  const keys = (side: Side) =>
    side.lines.map((line, index) => (index === side.lines.length - 1 && !side.complete ? `${key(line)}\0` : key(line)));
  let changes = changesBetween(keys(a), keys(b));
  if (run.has('ignore-blank-lines')) {
    const isBlank = (lines: readonly string[], from: number, to: number) =>
      lines.slice(from, to).every((line) => line === '');
    changes = changes.filter(
      (change) =>
        !isBlank(a.lines, change.fromStart, change.fromEnd) || !isBlank(b.lines, change.toStart, change.toEnd),
    );
  }
  if (changes.length === 0) return 0;
  if (run.has('brief')) {
    yield* run.print(`Files ${left} and ${right} differ\n`);
    return 1;
  }
  yield* run.print(heading);
  if (run.has('u') || run.has('unified')) yield* printUnified(run, a, b, changes);
  else yield* printNormal(run, a, b, changes);
  return 1;
}

function lineKey(run: Invocation): (line: string) => string {
  const all = run.has('ignore-all-space');
  const some = run.has('ignore-space-change');
  const fold = run.has('ignore-case');
  return (line) => {
    let key = line;
    if (all) key = key.replaceAll(/\s+/g, '');
    else if (some) key = key.replaceAll(/\s+/g, ' ').trimEnd();
    return fold ? key.toLowerCase() : key;
  };
}

const NO_NEWLINE = '\\ No newline at end of file\n';

const shown = (mark: string, side: Side, index: number): string =>
  `${mark}${side.lines[index]}\n${index === side.lines.length - 1 && !side.complete ? NO_NEWLINE : ''}`;

const range = (start: number, end: number): string =>
  end - start > 1 ? `${start + 1},${end}` : String(end - start === 1 ? start + 1 : start);

function* printNormal(run: Invocation, a: Side, b: Side, changes: readonly Change[]): Task<void> {
  for (const { fromStart, fromEnd, toStart, toEnd } of changes) {
    const letter = fromStart === fromEnd ? 'a' : toStart === toEnd ? 'd' : 'c';
    let text = `${range(fromStart, fromEnd)}${letter}${range(toStart, toEnd)}\n`;
    for (let index = fromStart; index < fromEnd; index++) text += shown('< ', a, index);
    if (letter === 'c') text += '---\n';
    for (let index = toStart; index < toEnd; index++) text += shown('> ', b, index);
    yield* run.print(text);
  }
}

function* printUnified(run: Invocation, a: Side, b: Side, changes: readonly Change[]): Task<void> {
  const given = run.value('unified');
  if (given && !/^\d+$/.test(given)) throw new Failure(`invalid context length '${given}'`, 2);
  const around = given ? Number(given) : 3;
  const labels = [...run.values('label'), ...run.values('L')];
  const title = (side: Side, label: string | undefined) =>
    label ?? `${side.path}\t${strftime('%Y-%m-%d %H:%M:%S.%N %z', side.time)}`;
  yield* run.print(`--- ${title(a, labels[0])}\n+++ ${title(b, labels[1])}\n`);
  for (let first = 0; first < changes.length; ) {
    let last = first;
    while (last + 1 < changes.length && changes[last + 1].fromStart - changes[last].fromEnd <= 2 * around) last++;
    const start = Math.max(0, changes[first].fromStart - around);
    const end = Math.min(a.lines.length, changes[last].fromEnd + around);
    const toStart = Math.max(0, changes[first].toStart - (changes[first].fromStart - start));
    const toEnd = changes[last].toEnd + (end - changes[last].fromEnd);
    const span = (from: number, to: number) =>
      `${to - from === 0 ? from : from + 1}${to - from === 1 ? '' : `,${to - from}`}`;
    let text = `@@ -${span(start, end)} +${span(toStart, toEnd)} @@\n`;
    let at = start;
    for (const change of changes.slice(first, last + 1)) {
      for (; at < change.fromStart; at++) text += shown(' ', a, at);
      for (; at < change.fromEnd; at++) text += shown('-', a, at);
      for (let index = change.toStart; index < change.toEnd; index++) text += shown('+', b, index);
    }
    for (; at < end; at++) text += shown(' ', a, at);
    yield* run.print(text);
    first = last + 1;
  }
}
