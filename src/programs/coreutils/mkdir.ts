// mkdir: makes directories, with their parents when asked.

import { EXECUTE } from '../../linux/files/permissions.ts';
import type { Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { parseMode } from '../file-mode.ts';
import { UsageError } from '../getopt.ts';
import { quote, quoted } from '../quote.ts';
import { Failure, type Invocation, reason, utility } from '../utility.ts';
import { isDirectory, lookAt } from './tree.ts';

export const mkdir: Program = utility(
  { usage: '[OPTION]... DIRECTORY...', options: ['m,mode=', 'p,parents', 'v,verbose', '!Z', '!context'] },
  function* (run) {
    if (run.operands.length === 0) throw new UsageError('missing operand');
    const { umask } = run.process;
    const given = run.value('mode');
    const change = given === undefined ? undefined : parseMode(given, umask);
    if (given !== undefined && !change) throw new Failure(`invalid mode ${quote(given)}`);
    const mode = change ? change(0o777, true) : 0o777 & ~umask;
    for (const path of run.operands) {
      if (run.has('parents') && !(yield* makeParents(run, path))) continue;
      if (run.has('parents') && isDirectory(run, path)) continue;
      yield* makeOne(run, path, mode);
    }
  },
);

function* makeParents(run: Invocation, path: string): Task<boolean> {
  const names = path.replace(/\/+$/, '').split('/');
  for (let count = 1; count < names.length; count++) {
    const parent = names.slice(0, count).join('/');
    if (parent === '') continue;
    if (isDirectory(run, parent)) {
      // It goes on from inside each, so the one it may not enter is at fault, whatever lies below.
      const { files, credentials } = run.process;
      if (files.access(run.absolute(parent), EXECUTE, credentials)) continue;
      yield* run.complain(`cannot create directory ${quote(parent)}: Permission denied`);
      return false;
    }
    if (lookAt(run, parent)) {
      yield* run.complain(`cannot create directory ${quote(parent)}: Not a directory`);
      return false;
    }
    // The owner must be able to go on inside, whatever the umask says.
    if (!(yield* makeOne(run, parent, (0o777 & ~run.process.umask) | 0o300))) return false;
  }
  return true;
}

function* makeOne(run: Invocation, path: string, mode: number): Task<boolean> {
  try {
    run.process.files.makeDirectory(run.absolute(path), { mode, who: run.process.credentials });
  } catch (error) {
    yield* run.complain(`cannot create directory ${quote(path)}: ${reason(error)}`);
    return false;
  }
  if (run.has('verbose')) yield* run.print(`${run.name}: created directory ${quoted(path)}\n`);
  return true;
}
