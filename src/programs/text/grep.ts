// grep, egrep, fgrep: lines that match, with their surroundings.

import { joinPath } from '../../base/path-names.ts';
import { decodeRaw, hasStrayBytes } from '../../base/raw-text.ts';
import { SystemError } from '../../linux/errors.ts';
import type { ExitCode, Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { inspect, namesIn } from '../coreutils/tree.ts';
import { UsageError } from '../getopt.ts';
import { quote } from '../quote.ts';
import { Failure, type Input, type Invocation, type Line, reason, utility } from '../utility.ts';
import { type Pattern, readPattern } from './grep-pattern.ts';

/** `-A -1`: the word behind is its argument, whatever it looks like. */
const WANTS_NUMBER = /^-[a-zA-Z]*[ABCmef]$/;

const DESCRIPTION = {
  usage: '[OPTION]... PATTERNS [FILE]...',
  usageStatus: 2,
  showUsageOnError: true,
  suite: 'GNU grep 3.11',
  options: [
    'G,basic-regexp',
    'E,extended-regexp',
    'F,fixed-strings',
    'P,perl-regexp',
    'A,after-context=',
    'B,before-context=',
    'binary-files=',
    'U,binary',
    'b,byte-offset',
    'C,context=',
    'color,colour[=]',
    'c,count',
    'D,devices=',
    'd,directories=',
    'exclude=',
    'exclude-from=',
    'exclude-dir=',
    'f,file=',
    'l,files-with-matches',
    'L,files-without-match',
    'group-separator=',
    'include=',
    'i,ignore-case',
    'no-ignore-case',
    'T,initial-tab',
    'label=',
    'line-buffered',
    'n,line-number',
    'x,line-regexp',
    'm,max-count=',
    'h,no-filename',
    'no-group-separator',
    's,no-messages',
    'Z,null',
    'z,null-data',
    'o,only-matching',
    'q,quiet,silent',
    'r,recursive',
    'R,dereference-recursive',
    'e,regexp=',
    'v,invert-match',
    'a,text',
    'u,unix-byte-offsets',
    'H,with-filename',
    'w,word-regexp',
    'y',
    'I',
  ],
  // `grep -3` is `grep -C 3`.
  rewrite: (words: readonly string[]) =>
    words.flatMap((word, index) => {
      const digits = WANTS_NUMBER.test(words[index - 1] ?? '') ? null : /^-(\d+)([a-zA-Z]*)$/.exec(word);
      return digits ? ['-C', digits[1], ...(digits[2] ? [`-${digits[2]}`] : [])] : [word];
    }),
} as const;

export const grep: Program = utility(DESCRIPTION, (run) => search(run, 'basic'));
export const egrep: Program = utility(DESCRIPTION, (run) => search(run, 'extended'));
export const fgrep: Program = utility(DESCRIPTION, (run) => search(run, 'fixed'));

function* search(run: Invocation, standard: Pattern['syntax']): Task<ExitCode> {
  const { pattern, paths: given } = yield* readPattern(run, standard);
  const recursive = run.has('recursive') || run.has('dereference-recursive') || run.value('directories') === 'recurse';
  const paths = given.length > 0 ? given : [recursive ? '.' : '-'];
  const view = readView(run, recursive ? recursiveNames(run, given) : given.length > 1);
  const seeker = new Seeker(run, pattern, view);
  for (const path of paths) {
    yield* visit(run, seeker, path, given.length === 0 && recursive, recursive, true);
    if (seeker.isDone) break;
  }
  if (view.quiet && seeker.found) return 0;
  const failed = run.status === 2;
  return failed ? 2 : seeker.found ? 0 : 1;
}

const recursiveNames = (run: Invocation, paths: readonly string[]): boolean => {
  if (paths.length !== 1) return true;
  try {
    return inspect(run, paths[0], true).type === 'directory';
  } catch (error) {
    reason(error);
    return true;
  }
};

function* visit(
  run: Invocation,
  seeker: Seeker,
  path: string,
  hidesDot: boolean,
  recursive: boolean,
  named: boolean,
): Task<void> {
  if (path === '-') {
    const input = run.open('-');
    yield* seeker.file(input, run.value('label') ?? '(standard input)');
    input.close();
    return;
  }
  const shown = hidesDot && path.startsWith('./') ? path.slice(2) : path;
  try {
    const inode = inspect(run, path, named || run.has('dereference-recursive'));
    if (inode.type === 'symlink') return;
    if (inode.type === 'directory') {
      const baseName = path.slice(path.lastIndexOf('/') + 1);
      if (run.value('directories') === 'skip') return;
      if (!recursive) {
        yield* seeker.complain(`${path}: Is a directory`, 2);
        return;
      }
      if (
        !(named && path === '.') &&
        run.values('exclude-dir').some((glob) => globMatches(glob, named ? path : baseName))
      )
        return;
      for (const name of namesIn(run, path)) {
        yield* visit(run, seeker, joinPath(path, name), hidesDot, recursive, false);
        if (seeker.isDone) return;
      }
      return;
    }
    if ((inode.type === 'device' || inode.type === 'socket' || inode.type === 'fifo') && !named) return;
    const baseName = path.slice(path.lastIndexOf('/') + 1);
    const include = run.values('include');
    if (include.length > 0 && !include.some((glob) => globMatches(glob, baseName))) return;
    if (run.values('exclude').some((glob) => globMatches(glob, baseName))) return;
    const input = run.open(path);
    try {
      yield* seeker.file(input, shown);
    } finally {
      input.close();
    }
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    yield* seeker.complain(`${shown}: ${reason(error)}`, 2);
  }
}

export function globMatches(glob: string, name: string): boolean {
  let source = '';
  for (let at = 0; at < glob.length; at++) {
    const character = glob[at];
    const end = character === '[' ? glob.indexOf(']', at + 2) : -1;
    if (character === '*') source += '.*';
    else if (character === '?') source += '.';
    else if (end > 0) {
      source += glob
        .slice(at, end + 1)
        .replace(/^\[!/, '[^')
        .replaceAll('\\', '\\\\');
      at = end;
    } else if (character === '\\' && at + 1 < glob.length) source += glob[++at].replace(/[\\^$.*+?()[\]{}|]/, '\\$&');
    else source += character.replace(/[\\^$.*+?()[\]{}|]/, '\\$&');
  }
  return new RegExp(`^${source}$`, 'su').test(name);
}

interface View {
  readonly names: boolean;
  readonly lineNumbers: boolean;
  readonly offsets: boolean;
  readonly only: boolean;
  readonly inverted: boolean;
  readonly mode: 'lines' | 'count' | 'with' | 'without';
  readonly quiet: boolean;
  readonly most: number;
  readonly before: number;
  readonly after: number;
  readonly hasContext: boolean;
  readonly separator: string | undefined;
  readonly binary: 'text' | 'skip' | 'report';
  readonly tab: boolean;
  readonly nameEnd: string | undefined;
  readonly end: string;
  readonly terminator: number;
  readonly colors: ReadonlyMap<string, string> | undefined;
}

function readView(run: Invocation, several: boolean): View {
  const context = (name: string): number | undefined => {
    const text = run.value(name);
    if (text === undefined) return undefined;
    if (!/^\d+$/.test(text)) throw new Failure(`${text}: invalid context length argument`, 2);
    return Number(text);
  };
  const kinds = ['binary', 'text', 'without-match'];
  const kind = run.value('binary-files');
  if (kind !== undefined && !kinds.includes(kind)) throw new Failure('unknown binary-files type', 2);
  run.choice('directories', [['read'], ['recurse'], ['skip']]);
  const around = context('context') ?? 0;
  const most = run.value('max-count');
  if (most !== undefined && !/^-?\d+$/.test(most)) throw new Failure('invalid max count', 2);
  const nameChoice = run.lastOf('with-filename', 'no-filename');
  const listing = run.lastOf('files-with-matches', 'files-without-match');
  const only = run.has('only-matching');
  const when = run.options.findLast((option) => option.name === 'color');
  const colored =
    when !== undefined &&
    (when.hasValue && when.value !== 'auto'
      ? ['always', 'yes', 'force'].includes(when.value)
      : run.process.isTerminal(1) && run.process.environment.get('TERM') !== 'dumb');
  if (
    when?.hasValue &&
    !['always', 'yes', 'force', 'never', 'no', 'none', 'auto', 'tty', 'if-tty'].includes(when.value)
  ) {
    throw new UsageError(`invalid argument ${quote(when.value)} for ‘--color’`);
  }
  const binaryFiles = run.value('binary-files');
  const nullData = run.has('null-data');
  return {
    names: nameChoice === undefined ? several : nameChoice === 'with-filename',
    lineNumbers: run.has('line-number'),
    offsets: run.has('byte-offset'),
    only,
    inverted: run.has('invert-match'),
    mode: listing === 'files-with-matches' ? 'with' : listing ? 'without' : run.has('count') ? 'count' : 'lines',
    quiet: run.has('quiet'),
    most: most === undefined || Number(most) < 0 ? Number.POSITIVE_INFINITY : Number(most),
    before: only ? 0 : (context('before-context') ?? around),
    after: only ? 0 : (context('after-context') ?? around),
    hasContext: !only && ['context', 'before-context', 'after-context'].some((name) => run.has(name)),
    separator: run.has('no-group-separator') ? undefined : (run.value('group-separator') ?? '--'),
    binary:
      run.has('text') || binaryFiles === 'text'
        ? 'text'
        : run.has('I') || binaryFiles === 'without-match'
          ? 'skip'
          : 'report',
    tab: run.has('initial-tab'),
    nameEnd: run.has('null') ? '\0' : undefined,
    end: nullData ? '\0' : '\n',
    terminator: nullData ? 0 : 10,
    colors: colored ? readColors(run.process.environment.get('GREP_COLORS')) : undefined,
  };
}

function readColors(variable: string | undefined): Map<string, string> {
  const colors = new Map([
    ['ms', '01;31'],
    ['mc', '01;31'],
    ['fn', '35'],
    ['ln', '32'],
    ['bn', '32'],
    ['se', '36'],
  ]);
  for (const entry of (variable ?? '').split(':')) {
    const [name, value] = entry.split('=');
    if (value === undefined) continue;
    if (name === 'mt') {
      colors.set('ms', value);
      colors.set('mc', value);
    } else colors.set(name, value);
  }
  return colors;
}

/** Goes through files, one after the other, and prints what is wanted of them. */
class Seeker {
  found = false;
  readonly #run: Invocation;
  readonly #pattern: Pattern;
  readonly #view: View;
  #printedGroup = false;

  constructor(run: Invocation, pattern: Pattern, view: View) {
    this.#run = run;
    this.#pattern = pattern;
    this.#view = view;
  }

  get isDone(): boolean {
    return this.#view.quiet && this.found;
  }

  *complain(message: string, status: number): Task<void> {
    if (this.#run.has('no-messages')) this.#run.status = Math.max(this.#run.status, status);
    else yield* this.#run.complain(message, status);
  }

  *file(input: Input, name: string): Task<void> {
    const view = this.#view;
    const held: { readonly line: Line; readonly number: number; readonly offset: number }[] = [];
    let number = 0;
    let offset = 0;
    let count = 0;
    let lastPrinted = 0;
    let trailing = 0;
    let binary = false;
    while (count < view.most || trailing > 0) {
      const bytes = yield* input.lineBytes(view.terminator);
      if (!bytes) break;
      number++;
      const line = lineOf(bytes, view.terminator);
      const start = offset;
      offset += bytes.length;
      if (view.binary !== 'text' && view.terminator === 10 && (bytes.includes(0) || hasStrayBytes(line.text)))
        binary = true;
      if (binary && view.binary === 'skip') return;
      const matches = count < view.most && this.#pattern.matches(line.text) !== view.inverted;
      if (!matches) {
        if (trailing > 0 && !binary) {
          yield* this.#line(name, line, number, start, '-');
          lastPrinted = number;
          trailing--;
        } else if (view.before > 0) {
          held.push({ line, number, offset: start });
          if (held.length > view.before) held.shift();
        }
        continue;
      }
      this.found = true;
      count++;
      if (view.quiet || view.mode === 'with') break;
      if (view.mode !== 'lines') continue;
      if (binary) {
        yield* this.#run.note(`${this.#run.name}: ${name}: binary file matches\n`);
        return;
      }
      yield* this.#separate(held[0]?.number ?? number, lastPrinted);
      for (const one of held.splice(0)) yield* this.#line(name, one.line, one.number, one.offset, '-');
      yield* this.#line(name, line, number, start, ':');
      lastPrinted = number;
      trailing = view.after;
    }
    if (view.quiet) return;
    if (view.mode === 'count') yield* this.#run.print(`${this.#prefix(name, ':')}${count}\n`);
    if (view.mode === 'with' && count > 0) yield* this.#run.print(this.#paint('fn', name) + (view.nameEnd ?? '\n'));
    if (view.mode === 'without' && count === 0) {
      yield* this.#run.print(this.#paint('fn', name) + (view.nameEnd ?? '\n'));
    }
  }

  /** `--` between groups that do not touch. */
  *#separate(start: number, lastPrinted: number): Task<void> {
    const view = this.#view;
    if (!view.hasContext) return;
    if (this.#printedGroup && view.separator !== undefined && (lastPrinted === 0 || start > lastPrinted + 1)) {
      yield* this.#run.print(`${this.#paint('se', view.separator)}\n`);
    }
    this.#printedGroup = true;
  }

  *#line(name: string, line: Line, number: number, offset: number, mark: string): Task<void> {
    const view = this.#view;
    if (view.only) {
      if (view.inverted) return;
      for (const [start, text] of this.#pattern.occurrences(line.text)) {
        const at = offset + new TextEncoder().encode(line.text.slice(0, start)).length;
        yield* this.#run.print(`${this.#front(name, number, at, mark)}${this.#paint('ms', text)}${view.end}`);
      }
      return;
    }
    const selected = mark === ':';
    const shown =
      view.colors && selected !== view.inverted ? this.#highlighted(line.text, selected ? 'ms' : 'mc') : line.text;
    yield* this.#run.print(`${this.#front(name, number, offset, mark)}${shown}${view.end}`);
  }

  #front(name: string, number: number, offset: number, mark: string): string {
    const view = this.#view;
    const separator = this.#paint('se', mark);
    const numbered = view.lineNumbers
      ? this.#paint('ln', view.tab ? String(number).padStart(2) : String(number)) + separator
      : '';
    const placed = view.offsets ? this.#paint('bn', String(offset)) + separator : '';
    const front = this.#prefix(name, mark) + numbered + placed;
    return view.tab && front !== '' ? `${front}\t` : front;
  }

  #prefix(name: string, mark: string): string {
    if (!this.#view.names) return '';
    return this.#paint('fn', name) + (this.#view.nameEnd ?? this.#paint('se', mark));
  }

  #highlighted(text: string, color: string): string {
    let result = '';
    let at = 0;
    for (const [start, match] of this.#pattern.occurrences(text)) {
      result += text.slice(at, start) + this.#paint(color, match);
      at = start + match.length;
    }
    return result + text.slice(at);
  }

  #paint(what: string, text: string): string {
    const color = this.#view.colors?.get(what);
    return color ? `\x1b[${color}m\x1b[K${text}\x1b[m\x1b[K` : text;
  }
}

function lineOf(bytes: Uint8Array, terminator: number): Line {
  const complete = bytes.at(-1) === terminator;
  return { text: decodeRaw(complete ? bytes.subarray(0, -1) : bytes), complete };
}
