// pathchk: whether a name could be the name of a file, here or on any POSIX system.

import type { Program } from '../../linux/host/process.ts';
import { UsageError } from '../getopt.ts';
import { quote, quoted, quotedIfNeeded } from '../quote.ts';
import { type Invocation, utility } from '../utility.ts';
import { lookAt } from './tree.ts';

const LIMITS = { name: 255, path: 4096 };
const PORTABLE_LIMITS = { name: 14, path: 256 };

export const pathchk: Program = utility(
  { usage: '[OPTION]... NAME...', options: ['p', 'P', 'portability'] },
  function* (run) {
    if (run.operands.length === 0) throw new UsageError('missing operand');
    for (const path of run.operands) {
      const fault = faultOf(run, path);
      if (fault !== undefined) yield* run.complain(fault);
    }
  },
);

function faultOf(run: Invocation, path: string): string | undefined {
  const isPortable = run.has('p') || run.has('portability');
  const isStrict = run.has('P') || run.has('portability');
  if (isStrict && /(^|\/)-/.test(path)) return `leading '-' in a component of file name ${quoted(path)}`;
  if ((isPortable || isStrict) && path === '') return 'empty file name';
  if (isPortable) {
    const wrong = /[^A-Za-z0-9._\-/]/u.exec(path)?.[0];
    if (wrong !== undefined) return `nonportable character ${quote(wrong)} in file name ${quoted(path)}`;
  } else {
    const fault = pathFault(run, path);
    if (fault !== undefined) return `${quotedIfNeeded(path)}: ${fault}`;
  }
  const limits = isPortable ? PORTABLE_LIMITS : LIMITS;
  if (path.length >= limits.path)
    return `limit ${limits.path - 1} exceeded by length ${path.length} of file name ${quoted(path)}`;
  const long = path.split('/').find((name) => name.length > limits.name);
  if (long !== undefined)
    return `limit ${limits.name} exceeded by length ${long.length} of file name component ${quote(long)}`;
  return undefined;
}

/** What is in the way: a file where a directory should be. */
function pathFault(run: Invocation, path: string): string | undefined {
  if (path === '') return 'No such file or directory';
  const names = path.split('/');
  for (let count = 1; count < names.length; count++) {
    const parent = names.slice(0, count).join('/');
    if (parent === '') continue;
    const inode = lookAt(run, parent, true);
    if (!inode) return undefined;
    if (inode.type !== 'directory') return 'Not a directory';
  }
  return undefined;
}
