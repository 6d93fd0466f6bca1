// ls: names in columns, or everything about them in lines.

import { joinPath } from '../../base/path-names.ts';
import type { Directory, Inode } from '../../linux/files/inode.ts';
import { EXECUTE } from '../../linux/files/permissions.ts';
import type { Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { quoted, quotedIfNeeded } from '../quote.ts';
import { type Invocation, reason, utility } from '../utility.ts';
import { type Entry, layOut, sorted, totalOf } from './ls-layout.ts';
import { readView, type View } from './ls-view.ts';
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
      const outOfReach = !run.process.files.access(run.absolute(path), EXECUTE, run.process.credentials);
      const entries: Entry[] = [];
      if (view.hidden === 'all') {
        entries.push({ name: '.', path: joinPath(path, '.'), inode: directory, outOfReach });
        const parent = lookAt(run, joinPath(path, '..')) ?? directory;
        entries.push({ name: '..', path: joinPath(path, '..'), inode: parent, outOfReach });
      }
      for (const name of names) {
        if (name.startsWith('.') && view.hidden === 'hidden') continue;
        if (view.ignored.some((pattern) => pattern.test(name))) continue;
        const below = joinPath(path, name);
        const child = entryOf(directory, name, outOfReach) ?? lookAt(run, below);
        if (!child) continue;
        const shown = view.follow ? (lookAt(run, below, true) ?? child) : child;
        entries.push({ name, path: below, inode: shown, outOfReach });
      }
      if (outOfReach) yield* complainOfUnknown(run, view, entries);
      const isOrderKnown = !outOfReach || (view.order !== 'size' && view.order !== 'time');
      const ordered = sorted(run, isOrderKnown ? view : { ...view, order: 'name' }, entries);
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

/** A mount lies over an entry, so only links are taken from the directory itself, unless nothing else can be. */
function entryOf(directory: Inode, name: string, outOfReach: boolean): Inode | undefined {
  const entry = (directory as Partial<Directory>).entries?.get(name);
  return outOfReach || entry?.type === 'symlink' ? entry : undefined;
}

/** Only what has to be known of an entry is asked for: its name and kind are in the directory. */
function* complainOfUnknown(run: Invocation, view: View, entries: readonly Entry[]): Task<void> {
  const { long, inodes, blocks, order, follow, colors, indicators } = view;
  const isAllAsked = long || inodes || blocks || follow || order === 'size' || order === 'time';
  for (const { path, inode } of entries) {
    const isAsked =
      isAllAsked ||
      (inode.type === 'file' && (colors || indicators === 'classify')) ||
      (inode.type === 'directory' && colors);
    if (isAsked) yield* run.complain(`cannot access ${quoted(path)}: Permission denied`);
  }
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
