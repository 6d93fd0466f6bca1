// What ls was asked for: which files, in which order, how laid out. Options that exclude each other are settled here.

import { terminalOf } from '../../linux/terminal/terminal.ts';
import { UsageError } from '../getopt.ts';
import { quote } from '../quote.ts';
import type { Invocation } from '../utility.ts';
import { multiplier } from './count.ts';
import { type Colors, readColors } from './ls-colors.ts';

type Layout = 'long' | 'one' | 'down' | 'across' | 'commas';
export type Order = 'name' | 'none' | 'size' | 'time' | 'version' | 'extension' | 'width';

export interface View {
  readonly layout: Layout;
  readonly long: boolean;
  readonly hidden: 'all' | 'almost' | 'hidden';
  readonly asFiles: boolean;
  readonly recursive: boolean;
  readonly follow: boolean;
  readonly followNamed: boolean;
  readonly order: Order;
  readonly reverse: boolean;
  readonly directoriesFirst: boolean;
  readonly time: 'mtime' | 'ctime' | 'atime';
  readonly indicators: 'none' | 'slash' | 'file-type' | 'classify';
  readonly human: number | undefined;
  readonly blockSize: number | undefined;
  readonly inodes: boolean;
  readonly blocks: boolean;
  readonly numeric: boolean;
  readonly showOwner: boolean;
  readonly showGroup: boolean;
  readonly author: boolean;
  readonly context: boolean;
  readonly quoting: string;
  readonly questionMarks: boolean;
  readonly width: number;
  readonly tab: number;
  readonly colors: Colors | undefined;
  readonly timeStyle: string;
  readonly ignored: readonly RegExp[];
  readonly zero: boolean;
  readonly now: number;
}

const isOn = (run: Invocation, name: string, terminal: boolean): boolean => {
  const option = run.options.findLast((one) => one.name === name);
  if (!option) return false;
  const when = option.hasValue ? option.value : 'always';
  if (['always', 'yes', 'force'].includes(when)) return true;
  if (['never', 'no', 'none'].includes(when)) return false;
  if (['auto', 'tty', 'if-tty'].includes(when)) return terminal;
  throw new UsageError(
    `invalid argument ${quote(when)} for ${quote(`--${name}`)}\nValid arguments are:\n  - ‘always’, ‘yes’, ‘force’\n  - ‘never’, ‘no’, ‘none’\n  - ‘auto’, ‘tty’, ‘if-tty’`,
    1,
  );
};

export function readView(run: Invocation): View {
  const terminal = terminalOf(run.process.descriptors.get(1));
  const isTerminal = terminal !== undefined;
  let layout: Layout = isTerminal ? 'down' : 'one';
  let order: Order | undefined;
  let indicators: View['indicators'] = 'none';
  let human: number | undefined;
  let blockSize: number | undefined;
  let quoting = isTerminal ? 'shell-escape' : 'literal';
  let hidden: View['hidden'] = 'hidden';
  let time: View['time'] = 'mtime';
  let timeGiven = false;
  for (const { name, value } of run.options) {
    switch (name) {
      case 'l':
      case 'g':
      case 'o':
      case 'numeric-uid-gid':
      case 'full-time':
        layout = 'long';
        break;
      case 'C':
        layout = 'down';
        break;
      case 'x':
        layout = 'across';
        break;
      case 'm':
        layout = 'commas';
        break;
      case '1':
        if (layout !== 'long') layout = 'one';
        break;
      case 'zero':
        if (layout !== 'long') layout = 'one';
        quoting = 'literal';
        break;
      case 'format':
        layout = LAYOUTS[value] ?? layout;
        break;
      case 'all':
        hidden = 'all';
        break;
      case 'almost-all':
        hidden = 'almost';
        break;
      case 'f':
        hidden = 'all';
        order = 'none';
        break;
      case 'S':
        order = 'size';
        break;
      case 't':
        order = 'time';
        break;
      case 'U':
        order = 'none';
        break;
      case 'v':
        order = 'version';
        break;
      case 'X':
        order = 'extension';
        break;
      case 'sort':
        order = ORDERS[value];
        if (!order)
          throw new UsageError(
            `invalid argument ${quote(value)} for ‘--sort’\nValid arguments are:\n  - ‘none’\n  - ‘time’\n  - ‘size’\n  - ‘extension’\n  - ‘version’\n  - ‘width’`,
            1,
          );
        break;
      case 'c':
        time = 'ctime';
        timeGiven = true;
        break;
      case 'u':
        time = 'atime';
        timeGiven = true;
        break;
      case 'time':
        time = ['ctime', 'status'].includes(value)
          ? 'ctime'
          : ['atime', 'access', 'use'].includes(value)
            ? 'atime'
            : 'mtime';
        timeGiven = true;
        break;
      case 'p':
        indicators = 'slash';
        break;
      case 'classify':
        if (isOn(run, 'classify', isTerminal)) indicators = 'classify';
        break;
      case 'file-type':
        indicators = 'file-type';
        break;
      case 'indicator-style':
        indicators = value === 'slash' || value === 'file-type' || value === 'classify' ? value : 'none';
        break;
      case 'human-readable':
        human = 1024;
        break;
      case 'si':
        human = 1000;
        break;
      case 'kibibytes':
        human = undefined;
        blockSize = 1024;
        break;
      case 'block-size':
        blockSize = multiplier(value) ?? (Number(value) || undefined);
        break;
      case 'literal':
        quoting = 'literal';
        break;
      case 'quote-name':
        quoting = 'c';
        break;
      case 'escape':
        quoting = 'escape';
        break;
      case 'quoting-style':
        quoting = value;
        break;
    }
  }
  const long = layout === 'long';
  const width = run.value('width') ?? run.process.environment.get('COLUMNS');
  return {
    layout,
    long,
    hidden,
    asFiles: run.has('directory'),
    recursive: run.has('recursive'),
    follow: run.has('dereference'),
    followNamed:
      run.has('dereference-command-line') ||
      run.has('dereference') ||
      !(run.has('directory') || long || indicators === 'classify'),
    order: order ?? (timeGiven && !long ? 'time' : 'name'),
    reverse: run.has('reverse'),
    directoriesFirst: run.has('group-directories-first'),
    time,
    indicators,
    human,
    blockSize,
    inodes: run.has('inode'),
    blocks: run.has('size'),
    numeric: run.has('numeric-uid-gid'),
    showOwner: !run.has('g'),
    showGroup: !run.has('o') && !run.has('no-group'),
    author: run.has('author'),
    context: run.has('context'),
    quoting,
    questionMarks: run.has('hide-control-chars') || (isTerminal && !run.has('show-control-chars')),
    width: Number(width ?? terminal?.size.columns ?? 80) || Number.POSITIVE_INFINITY,
    tab: Number(run.value('tabsize') ?? '8'),
    colors: isOn(run, 'color', isTerminal) ? readColors(run.process.environment) : undefined,
    timeStyle: run.has('full-time')
      ? 'full-iso'
      : (run.value('time-style') ?? run.process.environment.get('TIME_STYLE') ?? 'locale'),
    ignored: [
      ...run.values('ignore').map(globPattern),
      ...(hidden === 'hidden' ? run.values('hide').map(globPattern) : []),
      ...(run.has('ignore-backups') ? [/~$/] : []),
    ],
    zero: run.has('zero'),
    now: run.process.simulation.epoch + run.process.simulation.now,
  };
}

const LAYOUTS: Readonly<Record<string, Layout>> = {
  long: 'long',
  verbose: 'long',
  commas: 'commas',
  across: 'across',
  horizontal: 'across',
  vertical: 'down',
  'single-column': 'one',
};
const ORDERS: Readonly<Record<string, Order>> = {
  none: 'none',
  time: 'time',
  size: 'size',
  extension: 'extension',
  version: 'version',
  width: 'width',
};

const globPattern = (glob: string): RegExp =>
  new RegExp(
    `^${glob
      .replaceAll(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')
      .replaceAll('[!', '[^')}$`,
    's',
  );
