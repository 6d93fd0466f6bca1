// touch: makes empty files and sets times.

import { SystemError, strerror } from '../../linux/errors.ts';
import type { Program } from '../../linux/host/process.ts';
import { UsageError } from '../getopt.ts';
import { quote, quoted } from '../quote.ts';
import { Failure, reason, utility } from '../utility.ts';
import { parseDate, parseStamp } from './date-text.ts';
import { inspect, lookAt } from './tree.ts';

export const touch: Program = utility(
  {
    usage: '[OPTION]... FILE...',
    options: ['a', 'c,no-create', 'd,date=', 'f', 'h,no-dereference', 'm', 'r,reference=', 't=', 'time='],
  },
  function* (run) {
    const { files, credentials, simulation, umask } = run.process;
    const now = simulation.epoch + simulation.now;
    if (run.operands.length === 0) throw new UsageError('missing file operand');
    const kind = run.value('time');
    const onlyAccess = run.has('a') || kind === 'access' || kind === 'atime' || kind === 'use';
    const onlyModify = run.has('m') || kind === 'modify' || kind === 'mtime';
    let mtime = now;
    let atime = now;
    const reference = run.value('reference');
    if (reference !== undefined) {
      try {
        ({ mtime, atime } = inspect(run, reference, true));
      } catch (error) {
        throw new Failure(`failed to get attributes of ${quoted(reference)}: ${reason(error)}`);
      }
    }
    const text = run.value('date');
    const stamp = run.value('t');
    if (text !== undefined || stamp !== undefined) {
      const at = text !== undefined ? parseDate(text, mtime) : parseStamp(stamp!, now);
      if (at === undefined) throw new Failure(`invalid date format ${quote(text ?? stamp!)}`);
      mtime = at;
      atime = at;
    }
    for (const path of run.operands) {
      if (path === '-') continue;
      try {
        const existing = lookAt(run, path, !run.has('no-dereference'));
        if (!existing) {
          if (run.has('no-create') || run.has('no-dereference')) {
            if (run.has('no-dereference') && !run.has('no-create')) inspect(run, path);
            continue;
          }
          files.open(run.absolute(path), { write: true, create: true }, 0o666 & ~umask, credentials).release();
        }
        files.setTimes(
          run.absolute(path),
          {
            mtime: onlyAccess && !onlyModify ? undefined : mtime,
            atime: onlyModify && !onlyAccess ? undefined : atime,
          },
          credentials,
        );
      } catch (error) {
        // A file of others is opened first, which says why; only then are its times set.
        const isOthers = error instanceof SystemError && error.code === 'EPERM' && !run.has('no-dereference');
        const why = isOthers ? strerror('EACCES') : reason(error);
        const isLate = run.has('no-dereference') || path.endsWith('/');
        yield* run.complain(`${isLate ? 'setting times of' : 'cannot touch'} ${quoted(path)}: ${why}`);
      }
    }
  },
);
