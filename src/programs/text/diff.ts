// diff: what has to change in one file to make it the other. Here: which files are compared, and what counts as
// equal; diff-styles.ts prints it.

import { joinPath } from '../../base/path-names.ts';
import type { ExitCode, Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { inspect, intoDirectory, lookAt, namesIn } from '../coreutils/tree.ts';
import { UsageError } from '../getopt.ts';
import { quotedIfNeeded } from '../quote.ts';
import { Failure, type Invocation, reason, utility } from '../utility.ts';
import { printDifferences, type Side, type Style } from './diff-styles.ts';
import { globMatches } from './grep.ts';
import { changesBetween } from './line-changes.ts';
import { compile, RegexError } from './regex.ts';

/** `-u3` and `-C5` hold their number; `-u` and `-c` alone mean three lines. */
const rewritten = (word: string): string =>
  /^-[uU]\d+$/.test(word)
    ? `--unified=${word.slice(2)}`
    : /^-[cC]\d+$/.test(word)
      ? `--context=${word.slice(2)}`
      : word;

const STYLE_OPTIONS: Readonly<Record<string, Style>> = {
  normal: 'normal',
  c: 'context',
  C: 'context',
  context: 'context',
  u: 'unified',
  U: 'unified',
  unified: 'unified',
  ed: 'ed',
  'forward-ed': 'forward-ed',
  rcs: 'rcs',
  'side-by-side': 'side-by-side',
};

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
      'c',
      'C=',
      'context[=]',
      'u',
      'U=',
      'unified[=]',
      'e,ed',
      'f,forward-ed',
      'n,rcs',
      'y,side-by-side',
      'W,width=',
      'left-column',
      'suppress-common-lines',
      '!p,show-c-function',
      '!F,show-function-line=',
      'label=',
      'L=',
      't,expand-tabs',
      'T,initial-tab',
      '!tabsize=',
      '!suppress-blank-empty',
      '!l,paginate',
      'r,recursive',
      '!no-dereference',
      'N,new-file',
      'P,unidirectional-new-file',
      '!ignore-file-name-case',
      '!no-ignore-file-name-case',
      'x,exclude=',
      'X,exclude-from=',
      'S,starting-file=',
      'from-file=',
      'to-file=',
      'i,ignore-case',
      'E,ignore-tab-expansion',
      'Z,ignore-trailing-space',
      'b,ignore-space-change',
      'w,ignore-all-space',
      'B,ignore-blank-lines',
      'I,ignore-matching-lines=',
      'a,text',
      'strip-trailing-cr',
      '!D,ifdef=',
      '!line-format=',
      '!old-line-format=',
      '!new-line-format=',
      '!unchanged-line-format=',
      '!old-group-format=',
      '!new-group-format=',
      '!unchanged-group-format=',
      '!changed-group-format=',
      '!horizon-lines=',
      'd,minimal',
      'H,speed-large-files',
      'color[=]',
      '!palette=',
    ],
    rewrite: (words) => words.map(rewritten),
  },
  work,
);

interface Comparison {
  readonly style: Style;
  /** What two lines must share to be equal. */
  readonly keyOf: (line: string) => string;
  /** A change of nothing but such lines is none. */
  readonly isIgnored: (line: string) => boolean;
  readonly excluded: readonly string[];
  /** The options, as `diff -r` repeats them above each pair of files. */
  readonly heading: string;
}

function* work(run: Invocation): Task<ExitCode> {
  const comparison = yield* readChoices(run);
  const [from, to] = [run.value('from-file'), run.value('to-file')];
  const words = run.operands;
  if (from !== undefined || to !== undefined) {
    let status = 0;
    for (const word of words)
      status = Math.max(
        status,
        from === undefined
          ? yield* comparePaths(run, word, to!, comparison)
          : yield* comparePaths(run, from, word, comparison),
      );
    return status;
  }
  if (words.length < 2)
    throw new UsageError(
      words.length === 0 ? `missing operand after '${run.process.argv.at(-1)}'` : `missing operand after '${words[0]}'`,
    );
  if (words.length > 2) throw new UsageError(`extra operand '${words[2]}'`);
  return yield* comparePaths(run, words[0], words[1], comparison);
}

function* readChoices(run: Invocation): Task<Comparison> {
  const styles = new Set(run.options.flatMap(({ name }) => STYLE_OPTIONS[name] ?? []));
  for (const name of ['context', 'C', 'unified', 'U']) {
    const value = run.value(name);
    if (value !== undefined && value !== '' && !/^\d+$/.test(value))
      throw new UsageError(`invalid context length '${value}'`);
  }
  const width = run.value('width');
  if (width !== undefined && !/^[1-9]\d*$/.test(width)) throw new UsageError(`invalid width '${width}'`);
  const color = run.has('color') ? run.value('color') || 'auto' : 'never';
  if (!['always', 'auto', 'never'].includes(color)) throw new UsageError(`invalid color '${color}'`);
  if (styles.size > 1) throw new UsageError('conflicting output style options');
  const patterns = run.values('ignore-matching-lines').map((text) => {
    try {
      return compile(text, 'basic');
    } catch (error) {
      if (!(error instanceof RegexError)) throw error;
      throw new Failure(`${text}: ${error.message}`, 2);
    }
  });
  const excluded = run.values('exclude');
  for (const path of run.values('exclude-from')) {
    try {
      excluded.push(
        ...new TextDecoder()
          .decode(yield* run.bytesOf(path))
          .split('\n')
          .filter(Boolean),
      );
    } catch (error) {
      throw new Failure(`${path}: ${reason(error)}`, 2);
    }
  }
  return {
    style: [...styles][0] ?? 'normal',
    keyOf: lineKey(run),
    isIgnored: (line) =>
      (run.has('ignore-blank-lines') && line === '') || patterns.some((pattern) => pattern.test(line)),
    excluded,
    heading: run.options.map((option) => (option.typed === '-U' ? `-U${option.value}` : option.typed)).join(' '),
  };
}

function lineKey(run: Invocation): (line: string) => string {
  const all = run.has('ignore-all-space');
  const some = run.has('ignore-space-change');
  const trailing = run.has('ignore-trailing-space');
  const tabs = run.has('ignore-tab-expansion');
  const fold = run.has('ignore-case');
  return (line) => {
    let key = line;
    if (all) key = key.replaceAll(/\s+/g, '');
    else if (some) key = key.replaceAll(/\s+/g, ' ').trimEnd();
    else if (trailing) key = key.trimEnd();
    if (tabs) key = expandTabs(key);
    return fold ? key.toLowerCase() : key;
  };
}

function expandTabs(line: string): string {
  let text = '';
  for (const character of line) text += character === '\t' ? ' '.repeat(8 - (text.length % 8)) : character;
  return text;
}

function* comparePaths(run: Invocation, left: string, right: string, comparison: Comparison): Task<ExitCode> {
  const isDirectory = (path: string) => path !== '-' && lookAt(run, path, true)?.type === 'directory';
  if (isDirectory(left) && isDirectory(right)) return yield* compareDirectories(run, left, right, comparison);
  if (isDirectory(left)) return yield* compareFiles(run, intoDirectory(left, right), right, comparison);
  if (isDirectory(right)) return yield* compareFiles(run, left, intoDirectory(right, left), comparison);
  return yield* compareFiles(run, left, right, comparison);
}

function* compareDirectories(run: Invocation, left: string, right: string, comparison: Comparison): Task<ExitCode> {
  const first = run.value('starting-file') ?? '';
  const names = [...new Set([...namesIn(run, left), ...namesIn(run, right)])]
    .filter((name) => name >= first && !comparison.excluded.some((pattern) => globMatches(pattern, name)))
    .sort();
  let status = 0;
  for (const name of names) {
    const [a, b] = [joinPath(left, name), joinPath(right, name)];
    const [one, other] = [lookAt(run, a, true), lookAt(run, b, true)];
    const isNew = run.has('new-file') || (run.has('unidirectional-new-file') && !one);
    if ((!one || !other) && !isNew) {
      yield* run.print(`Only in ${one ? left : right}: ${name}\n`);
      status = Math.max(status, 1);
    } else if ((one ?? other)?.type === 'directory' && (other ?? one)?.type === 'directory') {
      if (run.has('recursive')) status = Math.max(status, yield* compareDirectories(run, a, b, comparison));
      else yield* run.print(`Common subdirectories: ${a} and ${b}\n`);
    } else if (one?.type === 'directory' || other?.type === 'directory') {
      const kind = (inode: typeof one) => (inode?.type === 'directory' ? 'directory' : 'regular file');
      yield* run.print(`File ${a} is a ${kind(one)} while file ${b} is a ${kind(other)}\n`);
      status = Math.max(status, 1);
    } else {
      const heading = `${run.name} ${comparison.heading} ${quotedIfNeeded(a)} ${quotedIfNeeded(b)}\n`;
      status = Math.max(status, yield* compareFiles(run, a, b, comparison, heading));
    }
  }
  return status;
}

function* readSide(run: Invocation, path: string): Task<Side | undefined> {
  try {
    const exists = path === '-' || lookAt(run, path, true) !== undefined;
    if (!exists && (run.has('new-file') || run.has('unidirectional-new-file')))
      return { path, lines: [], complete: true, time: 0, isBinary: false };
    const input = run.open(path);
    const text = yield* input.text();
    input.close();
    const lines = text.split('\n').map((line) => (run.has('strip-trailing-cr') ? line.replace(/\r$/, '') : line));
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

function* compareFiles(
  run: Invocation,
  left: string,
  right: string,
  comparison: Comparison,
  heading = '',
): Task<ExitCode> {
  const a = yield* readSide(run, left);
  const b = yield* readSide(run, right);
  if (!a || !b) return 2;
  const same =
    a.complete === b.complete &&
    a.lines.length === b.lines.length &&
    a.lines.every((line, index) => line === b.lines[index]);
  const isSideBySide = comparison.style === 'side-by-side' && !run.has('brief');
  if (same && !isSideBySide) {
    if (run.has('report-identical-files')) yield* run.print(`Files ${left} and ${right} are identical\n`);
    return 0;
  }
  if (a.isBinary || b.isBinary) {
    const what = run.has('brief') ? 'Files' : 'Binary files';
    yield* run.print(`${what} ${left} and ${right} differ\n`);
    return comparison.style === 'normal' || run.has('brief') ? 1 : 2;
  }
  // A last line without its newline differs from the same line with one, unless white space does not count.
  const isLoose = ['ignore-all-space', 'ignore-space-change', 'ignore-trailing-space'].some((name) => run.has(name));
  const keys = (side: Side) =>
    side.lines.map((line, index) =>
      index === side.lines.length - 1 && !side.complete && !isLoose
        ? `${comparison.keyOf(line)}\0`
        : comparison.keyOf(line),
    );
  const changes = changesBetween(keys(a), keys(b)).map((change) => ({
    ...change,
    isIgnored:
      a.lines.slice(change.fromStart, change.fromEnd).every(comparison.isIgnored) &&
      b.lines.slice(change.toStart, change.toEnd).every(comparison.isIgnored),
  }));
  const differs = changes.some((change) => !change.isIgnored);
  if (!differs && !isSideBySide) {
    if (run.has('report-identical-files')) yield* run.print(`Files ${left} and ${right} are identical\n`);
    return 0;
  }
  if (run.has('brief')) {
    yield* run.print(`Files ${left} and ${right} differ\n`);
    return 1;
  }
  yield* run.print(heading);
  yield* printDifferences(run, comparison.style, a, b, changes);
  if (same && run.has('report-identical-files')) yield* run.print(`Files ${left} and ${right} are identical\n`);
  return differs ? 1 : 0;
}
