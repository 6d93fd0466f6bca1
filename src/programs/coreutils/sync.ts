// sync: everything written is on the disk at once here, so only the names given can be wrong.

import type { Program } from '../../linux/host/process.ts';
import { quoted } from '../quote.ts';
import { Failure, reason, utility } from '../utility.ts';

export const sync: Program = utility(
  { usage: '[OPTION] [FILE]...', options: ['d,data', 'f,file-system'] },
  function* (run) {
    if (run.has('data') && run.has('file-system')) throw new Failure('cannot specify both --data and --file-system');
    if (run.operands.length === 0 && run.has('data')) throw new Failure('--data needs at least one argument');
    for (const path of run.operands) {
      try {
        run.process.files.stat(run.absolute(path), run.process.credentials);
      } catch (error) {
        yield* run.complain(`error opening ${quoted(path)}: ${reason(error)}`);
      }
    }
  },
);
