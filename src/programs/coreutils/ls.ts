// ls: names in columns, or everything about them in lines.

import { joinPath } from '../../base/path-names.ts';
import { strftime } from '../../base/strftime.ts';
import { type Directory, type Inode, sizeOf } from '../../linux/files/inode.ts';
import { findAccount, findGroup } from '../../linux/host/accounts.ts';
import type { Program } from '../../linux/host/process.ts';
import { terminalOf } from '../../linux/terminal/terminal.ts';
import type { Task } from '../../sim/task.ts';
import { modeText } from '../file-mode.ts';
import { UsageError } from '../getopt.ts';
import { cEscape, quote, quoted, quotedIfNeeded } from '../quote.ts';
import { type Invocation, reason, utility } from '../utility.ts';
import { inColumns } from './columns.ts';
import { humanSize, multiplier } from './count.ts';
import { type Colors, readColors } from './ls-colors.ts';
import { naturalOrder } from './natural-order.ts';
import { blocksOf, linksOf } from './sizes.ts';
import { inspect, lookAt } from './tree.ts';

export const ls: Program = utility(
  {
    usage: '[OPTION]... [FILE]...',
    usageStatus: 2,
    options: [
      'a,all',
      'A,almost-all',
      'author',
      'b,escape',
      'block-size=',
      'B,ignore-backups',
      'c',
      'C',
      'color[=]',
      'd,directory',
      '!D,dired',
      'f',
      'F,classify[=]',
      'file-type',
      'format=',
      'full-time',
      'g',
      'group-directories-first',
      'G,no-group',
      'h,human-readable',
      'si',
      'H,dereference-command-line',
      'dereference-command-line-symlink-to-dir',
      'hide=',
      'hyperlink[=]',
      'indicator-style=',
      'i,inode',
      'I,ignore=',
      'k,kibibytes',
      'l',
      'L,dereference',
      'm',
      'n,numeric-uid-gid',
      'N,literal',
      'o',
      'p',
      'q,hide-control-chars',
      'show-control-chars',
      'Q,quote-name',
      'quoting-style=',
      'r,reverse',
      'R,recursive',
      's,size',
      'S',
      'sort=',
      'time=',
      'time-style=',
      't',
      'T,tabsize=',
      'u',
      'U',
      'v',
      'w,width=',
      'x',
      'X',
      'Z,context',
      'zero',
      '1',
    ],
  },
  function* (run) {
    const view = readView(run);
    const files: Entry[] = [];
    const directories: Entry[] = [];
    for (const path of run.operands.length > 0 ? run.operands : ['.']) {
      const entry = yield* look(run, view, path);
      if (!entry) continue;
      const target = entry.inode.type === 'symlink' && view.followNamed ? lookAt(run, path, true) : entry.inode;
      if (target?.type === 'directory' && !view.asFiles) directories.push(entry);
      else files.push(entry);
    }
    const several = run.operands.length > 1 || view.recursive;
    if (files.length > 0) yield* run.print(layOut(run, view, sorted(run, view, files)));
    let first = files.length === 0;
    const list = function* (entry: Entry, named: boolean): Task<void> {
      const path = entry.path;
      let directory: Inode;
      let names: string[];
      try {
        directory = inspect(run, path, true);
        names = run.process.files.readDirectory(run.absolute(path), run.process.credentials);
      } catch (error) {
        yield* run.complain(`cannot open directory ${quoted(path)}: ${reason(error)}`, named ? 2 : 1);
        return;
      }
      if (several)
        yield* run.print(`${first ? '' : '\n'}${view.quoting === 'literal' ? path : quotedIfNeeded(path)}:\n`);
      first = false;
      const entries: Entry[] = [];
      if (view.hidden === 'all') {
        entries.push({ name: '.', path: joinPath(path, '.'), inode: directory });
        entries.push({ name: '..', path: joinPath(path, '..'), inode: lookAt(run, joinPath(path, '..')) ?? directory });
      }
      for (const name of names) {
        if (name.startsWith('.') && view.hidden === 'hidden') continue;
        if (view.ignored.some((pattern) => pattern.test(name))) continue;
        const below = joinPath(path, name);
        const child = entryOf(directory, name) ?? lookAt(run, below);
        if (!child) continue;
        const shown = view.follow ? (lookAt(run, below, true) ?? child) : child;
        entries.push({ name, path: below, inode: shown });
      }
      const ordered = sorted(run, view, entries);
      if (view.long || view.blocks) yield* run.print(`total ${totalOf(view, ordered)}${view.zero ? '\0' : '\n'}`);
      yield* run.print(layOut(run, view, ordered));
      if (!view.recursive) return;
      for (const below of ordered) {
        if (below.inode.type === 'directory' && below.name !== '.' && below.name !== '..') yield* list(below, false);
      }
    };
    for (const entry of sorted(run, view, directories)) yield* list(entry, true);
    return run.status;
  },
);

interface Entry {
  readonly name: string;
  readonly path: string;
  readonly inode: Inode;
}

/** A mount lies over an entry, so only links are taken from the directory itself. */
function entryOf(directory: Inode, name: string): Inode | undefined {
  const entry = (directory as Partial<Directory>).entries?.get(name);
  return entry?.type === 'symlink' ? entry : undefined;
}

function* look(run: Invocation, view: View, path: string): Task<Entry | undefined> {
  try {
    const inode = inspect(
      run,
      path,
      view.follow || (view.followNamed && lookAt(run, path, true)?.type === 'directory'),
    );
    return { name: path, path, inode };
  } catch (error) {
    const why = reason(error);
    const link = view.follow ? undefined : lookAt(run, path);
    if (link) return { name: path, path, inode: link };
    yield* run.complain(`cannot access ${quoted(path)}: ${why}`, 2);
    return undefined;
  }
}

type Layout = 'long' | 'one' | 'down' | 'across' | 'commas';
type Order = 'name' | 'none' | 'size' | 'time' | 'version' | 'extension' | 'width';

interface View {
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

function readView(run: Invocation): View {
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

const byName = (a: Entry, b: Entry): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
const extension = (name: string): string => (name.lastIndexOf('.') < 0 ? '' : name.slice(name.lastIndexOf('.')));
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function sorted(run: Invocation, view: View, entries: readonly Entry[]): Entry[] {
  const order: Readonly<Record<Order, (a: Entry, b: Entry) => number>> = {
    none: () => 0,
    name: byName,
    size: (a, b) => sizeOf(b.inode) - sizeOf(a.inode) || byName(a, b),
    time: (a, b) => b.inode[view.time] - a.inode[view.time] || byName(a, b),
    version: (a, b) => naturalOrder(a.name, b.name) || byName(a, b),
    extension: (a, b) => compareText(extension(a.name), extension(b.name)) || byName(a, b),
    width: (a, b) => a.name.length - b.name.length || byName(a, b),
  };
  const result = [...entries].sort(order[view.order]);
  if (view.reverse && view.order !== 'none') result.reverse();
  if (!view.directoriesFirst) return result;
  const isDirectory = (entry: Entry) =>
    entry.inode.type === 'directory' || lookAt(run, entry.path, true)?.type === 'directory';
  return [...result.filter(isDirectory), ...result.filter((entry) => !isDirectory(entry))];
}

const totalOf = (view: View, entries: readonly Entry[]): string =>
  blockText(
    view,
    entries.reduce((sum, entry) => sum + blocksOf(entry.inode), 0),
  );

const blockText = (view: View, bytes: number): string =>
  view.human ? humanSize(bytes, view.human) : String(Math.ceil(bytes / (view.blockSize ?? 1024)));

const sizeText = (view: View, inode: Inode): string => {
  if (inode.type === 'device') return inode.numbers.replace(':', ', ');
  const size = sizeOf(inode);
  if (view.human) return humanSize(size, view.human);
  return String(view.blockSize ? Math.ceil(size / view.blockSize) : size);
};

function layOut(run: Invocation, view: View, entries: readonly Entry[]): string {
  const end = view.zero ? '\0' : '\n';
  if (view.layout === 'long') return longLines(run, view, entries, end);
  // Where some names are quoted on a terminal, the others are indented to match.
  const indent = view.quoting === 'shell-escape' && entries.some((entry) => nameText(view, entry.name).startsWith("'"));
  const inodeWidth = Math.max(0, ...entries.map((entry) => String(entry.inode.number).length));
  const blockWidth = Math.max(0, ...entries.map((entry) => blockText(view, blocksOf(entry.inode)).length));
  const aligned = view.layout === 'one' || view.layout === 'down' || view.layout === 'across';
  const cells = entries.map((entry) => {
    const name = nameText(view, entry.name);
    const front =
      (view.inodes ? `${String(entry.inode.number).padStart(aligned ? inodeWidth : 0)} ` : '') +
      (view.blocks ? `${blockText(view, blocksOf(entry.inode)).padStart(aligned ? blockWidth : 0)} ` : '');
    const space = indent && aligned && view.layout !== 'one' && !/^['"]/.test(name) ? ' ' : '';
    const mark = indicator(view, entry.inode);
    return {
      text: front + space + paint(run, view, entry, name) + mark,
      width: [...front, ...space, ...name, ...mark].length,
    };
  });
  switch (view.layout) {
    case 'one':
      return cells.map((cell) => cell.text + end).join('');
    case 'commas':
      return commas(cells, view.width);
    default:
      return inColumns(cells, view.width, view.layout, view.tab);
  }
}

function commas(cells: readonly { readonly text: string; readonly width: number }[], width: number): string {
  let text = '';
  let at = 0;
  cells.forEach((cell, index) => {
    if (index > 0) {
      const fits = at + cell.width + 2 + (index < cells.length - 1 ? 1 : 0) <= width;
      text += fits ? ', ' : ',\n';
      at = fits ? at + 2 : 0;
    }
    text += cell.text;
    at += cell.width;
  });
  return cells.length > 0 ? `${text}\n` : '';
}

function longLines(run: Invocation, view: View, entries: readonly Entry[], end: string): string {
  const owner = (uid: number) =>
    view.numeric ? String(uid) : (findAccount(run.process.files, uid)?.name ?? String(uid));
  const group = (gid: number) =>
    view.numeric ? String(gid) : (findGroup(run.process.files, gid)?.name ?? String(gid));
  const rows = entries.map((entry) => {
    const { inode } = entry;
    const columns: [string, 'left' | 'right'][] = [];
    if (view.inodes) columns.push([String(inode.number), 'right']);
    if (view.blocks) columns.push([blockText(view, blocksOf(inode)), 'right']);
    columns.push([modeText(inode), 'left'], [String(linksOf(inode)), 'right']);
    const number = view.numeric ? 'right' : 'left';
    if (view.showOwner) columns.push([owner(inode.uid), number]);
    if (view.showGroup) columns.push([group(inode.gid), number]);
    if (view.author) columns.push([owner(inode.uid), number]);
    if (view.context) columns.push(['?', 'left']);
    columns.push([sizeText(view, inode), 'right'], [timeText(view, inode[view.time]), 'right']);
    return columns;
  });
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column][0].length)));
  const indent = view.quoting === 'shell-escape' && entries.some((entry) => /^['"]/.test(nameText(view, entry.name)));
  return rows
    .map((row, index) => {
      const entry = entries[index];
      const front = row.map(([text, side], column) =>
        side === 'left' ? text.padEnd(widths[column]) : text.padStart(widths[column]),
      );
      const name = nameText(view, entry.name);
      const space = indent && !/^['"]/.test(name) ? ' ' : '';
      return `${front.join(' ')} ${space}${paint(run, view, entry, name)}${arrow(run, view, entry)}${end}`;
    })
    .join('');
}

function arrow(run: Invocation, view: View, entry: Entry): string {
  if (entry.inode.type !== 'symlink') return indicator(view, entry.inode);
  const target = lookAt(run, entry.path, true);
  const name = nameText(view, entry.inode.target);
  const painted = view.colors ? view.colors.paint(name, target, entry.inode.target, target === undefined) : name;
  return ` -> ${painted}${target ? indicator(view, target) : ''}`;
}

const paint = (run: Invocation, view: View, entry: Entry, name: string): string => {
  if (!view.colors) return name;
  const isBroken = entry.inode.type === 'symlink' && lookAt(run, entry.path, true) === undefined;
  return view.colors.paint(name, entry.inode, entry.name, isBroken);
};

function nameText(view: View, name: string): string {
  switch (view.quoting) {
    case 'c':
      return `"${name.replaceAll(/[\\"]/g, '\\$&').replaceAll(/[\0-\x1f\x7f]/g, cEscape)}"`;
    case 'escape':
      return name.replaceAll(/[\\ ]/g, '\\$&').replaceAll(/[\0-\x1f\x7f]/g, cEscape);
    case 'shell':
    case 'shell-escape':
      return quotedIfNeeded(name);
    case 'shell-always':
    case 'shell-escape-always':
      return quoted(name);
    default:
      return view.questionMarks ? name.replaceAll(/[\0-\x1f\x7f]/g, '?') : name;
  }
}

function indicator(view: View, inode: Inode): string {
  if (view.indicators === 'none') return '';
  if (inode.type === 'directory') return '/';
  if (view.indicators === 'slash') return '';
  if (inode.type === 'symlink') return view.long ? '' : '@';
  if (inode.type === 'socket') return '=';
  if (inode.type === 'fifo') return '|';
  return view.indicators === 'classify' && inode.type === 'file' && inode.mode & 0o111 ? '*' : '';
}

const HALF_YEAR = (31_556_952 / 2) * 1000;

/** Old and future times show the year instead of the hour. */
function timeText(view: View, at: number): string {
  const isRecent = at <= view.now && view.now - at < HALF_YEAR;
  const style = view.timeStyle.replace(/^posix-/, '');
  if (style.startsWith('+')) {
    const [old, recent] = style.slice(1).split('\n');
    return strftime(isRecent ? (recent ?? old) : old, at);
  }
  switch (style) {
    case 'full-iso':
      return strftime('%Y-%m-%d %H:%M:%S.%N %z', at);
    case 'long-iso':
      return strftime('%Y-%m-%d %H:%M', at);
    case 'iso':
      return strftime(isRecent ? '%m-%d %H:%M' : '%Y-%m-%d ', at);
    default:
      return strftime(isRecent ? '%b %e %H:%M' : '%b %e  %Y', at);
  }
}
