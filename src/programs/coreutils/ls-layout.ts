// How ls puts entries on paper: in order, in columns or lines, with colours, quotes and marks.

import { strftime } from '../../base/strftime.ts';
import { type Inode, sizeOf } from '../../linux/files/inode.ts';
import { findAccount, findGroup } from '../../linux/host/accounts.ts';
import { modeText } from '../file-mode.ts';
import { cEscape, quoted, quotedIfNeeded } from '../quote.ts';
import type { Invocation } from '../utility.ts';
import { inColumns } from './columns.ts';
import { humanSize } from './count.ts';
import type { Order, View } from './ls-view.ts';
import { naturalOrder } from './natural-order.ts';
import { blocksOf, linksOf } from './sizes.ts';
import { lookAt } from './tree.ts';

export interface Entry {
  readonly name: string;
  readonly path: string;
  readonly inode: Inode;
  /** In a directory that may be read and not entered: no more is known than the name and what kind of thing it is. */
  readonly outOfReach?: boolean;
}

const byName = (a: Entry, b: Entry): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
const extension = (name: string): string => (name.lastIndexOf('.') < 0 ? '' : name.slice(name.lastIndexOf('.')));
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export function sorted(run: Invocation, view: View, entries: readonly Entry[]): Entry[] {
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

export const totalOf = (view: View, entries: readonly Entry[]): string =>
  blockText(
    view,
    entries.reduce((sum, entry) => sum + (entry.outOfReach ? 0 : blocksOf(entry.inode)), 0),
  );

const blockText = (view: View, bytes: number): string =>
  view.human ? humanSize(bytes, view.human) : String(Math.ceil(bytes / (view.blockSize ?? 1024)));

const numberCell = (entry: Entry): string => (entry.outOfReach ? '?' : String(entry.inode.number));

const blockCell = (view: View, entry: Entry): string =>
  entry.outOfReach ? '?' : blockText(view, blocksOf(entry.inode));

const sizeText = (view: View, inode: Inode): string => {
  if (inode.type === 'device') return inode.numbers.replace(':', ', ');
  const size = sizeOf(inode);
  if (view.human) return humanSize(size, view.human);
  return String(view.blockSize ? Math.ceil(size / view.blockSize) : size);
};

export function layOut(run: Invocation, view: View, entries: readonly Entry[]): string {
  const end = view.zero ? '\0' : '\n';
  if (view.layout === 'long') return longLines(run, view, entries, end);
  // Where some names are quoted on a terminal, the others are indented to match.
  const indent = view.quoting === 'shell-escape' && entries.some((entry) => nameText(view, entry.name).startsWith("'"));
  const inodeWidth = Math.max(0, ...entries.map((entry) => numberCell(entry).length));
  const blockWidth = Math.max(0, ...entries.map((entry) => blockCell(view, entry).length));
  const aligned = view.layout === 'one' || view.layout === 'down' || view.layout === 'across';
  const cells = entries.map((entry) => {
    const name = nameText(view, entry.name);
    const front =
      (view.inodes ? `${numberCell(entry).padStart(aligned ? inodeWidth : 0)} ` : '') +
      (view.blocks ? `${blockCell(view, entry).padStart(aligned ? blockWidth : 0)} ` : '');
    const space = indent && aligned && view.layout !== 'one' && !/^['"]/.test(name) ? ' ' : '';
    const mark = entry.outOfReach && entry.inode.type === 'file' ? '' : indicator(view, entry.inode);
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
    if (entry.outOfReach) return unknownColumns(view, entry);
    const columns: Column[] = [];
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

type Column = [text: string, side: 'left' | 'right'];

const TIME_WIDTH = 12;

/** The same columns without anything in them. */
function unknownColumns(view: View, { inode }: Entry): Column[] {
  const { inodes, blocks, showOwner, showGroup, author, context } = view;
  const count = [true, showOwner, showGroup, author, context, true].filter(Boolean).length;
  const unknown: Column = ['?', 'right'];
  return [
    ...[inodes, blocks].filter(Boolean).map((): Column => unknown),
    [`${modeText(inode)[0]}?????????`, 'left'],
    ...Array.from({ length: count }, () => unknown),
    ['?'.padStart(TIME_WIDTH), 'right'],
  ];
}

function arrow(run: Invocation, view: View, entry: Entry): string {
  if (entry.outOfReach) return '';
  if (entry.inode.type !== 'symlink') return indicator(view, entry.inode);
  const target = lookAt(run, entry.path, true);
  const name = nameText(view, entry.inode.target);
  const painted = view.colors ? view.colors.paint(name, target, entry.inode.target, target === undefined) : name;
  return ` -> ${painted}${target ? indicator(view, target) : ''}`;
}

const paint = (run: Invocation, view: View, entry: Entry, name: string): string => {
  if (!view.colors || (entry.outOfReach && entry.inode.type === 'file')) return name;
  const isBroken = !entry.outOfReach && entry.inode.type === 'symlink' && lookAt(run, entry.path, true) === undefined;
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
