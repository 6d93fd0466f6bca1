// What find -printf prints for a file: its directives are letters behind a percent sign.

import { conversion, formatText } from '../../base/c-format.ts';
import { baseName } from '../../base/path-names.ts';
import { strftime } from '../../base/strftime.ts';
import { sizeOf } from '../../linux/files/inode.ts';
import { findAccount, findGroup } from '../../linux/host/accounts.ts';
import { readEscape } from '../coreutils/escapes.ts';
import { blocksOf, linksOf } from '../coreutils/sizes.ts';
import { modeText, typeLetter } from '../file-mode.ts';
import type { Invocation } from '../utility.ts';
import type { Found } from './find-expression.ts';

export function formatted(run: Invocation, format: string, found: Found): string {
  const { inode, path, start, depth } = found;
  const { files } = run.process;
  const time = (at: number) => strftime('%a %b %e %H:%M:%S.%N0 %Y', at);
  const fields: Readonly<Record<string, () => string>> = {
    p: () => path,
    f: () => baseName(path) || path,
    h: () => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.'),
    P: () => (path === start ? '' : path.slice(start.length).replace(/^\//, '')),
    H: () => start,
    s: () => String(sizeOf(inode)),
    b: () => String(blocksOf(inode) / 512),
    k: () => String(blocksOf(inode) / 1024),
    d: () => String(depth),
    m: () => inode.mode.toString(8),
    M: () => modeText(inode),
    u: () => findAccount(files, inode.uid)?.name ?? String(inode.uid),
    g: () => findGroup(files, inode.gid)?.name ?? String(inode.gid),
    U: () => String(inode.uid),
    G: () => String(inode.gid),
    i: () => String(inode.number),
    n: () => String(linksOf(inode)),
    l: () => (inode.type === 'symlink' ? inode.target : ''),
    y: () => (typeLetter(inode) === '-' ? 'f' : typeLetter(inode)),
    t: () => time(inode.mtime),
    a: () => time(inode.atime),
    c: () => time(inode.ctime),
    '%': () => '%',
  };
  let text = '';
  for (let at = 0; at < format.length; ) {
    if (format[at] === '\\') {
      const character = readEscape(format, at, 'format');
      text += character.text;
      if (character.stops) return text;
      at = character.end;
      continue;
    }
    const directive = /^%([-+ #0]*)(\d*)(?:\.(\d+))?(?:([TAC])(.)|(.))/s.exec(format.slice(at));
    if (!directive) {
      text += format[at++];
      continue;
    }
    const [all, flags, width, precision, stamp, part, letter] = directive;
    at += all.length;
    if (stamp) {
      const moment = stamp === 'T' ? inode.mtime : stamp === 'A' ? inode.atime : inode.ctime;
      text +=
        part === '@'
          ? `${Math.floor(moment / 1000)}.${String(moment % 1000).padStart(3, '0')}0000000`
          : strftime(
              part === '+' ? '%Y-%m-%d+%H:%M:%S.%N0' : part === 'T' || part === 'S' ? `%${part}.%N0` : `%${part}`,
              moment,
            );
    } else {
      const field = fields[letter];
      text += field ? formatText(conversion(flags, width, precision, 's'), field()) : all;
    }
  }
  return text;
}
