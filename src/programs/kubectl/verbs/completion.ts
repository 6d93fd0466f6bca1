// kubectl completion.

import { BASH_COMPLETION_SCRIPT } from '../completion-script.ts';
import { UsageError } from '../errors.ts';
import type { Verb } from './verb.ts';

const SHELLS = ['bash', 'zsh', 'fish', 'powershell'];

export const completion: Verb = {
  name: 'completion',
  flags: [],
  *run({ process, args }) {
    if (args.length === 0) throw new UsageError('Shell not specified.');
    if (args.length > 1) throw new UsageError('Too many arguments. Expected only the shell type.');
    const [shell] = args;
    if (!SHELLS.includes(shell)) throw new UsageError(`Unsupported shell type ${JSON.stringify(shell)}`);
    if (shell !== 'bash') {
      yield* process.complain(`cka-lab: not simulated: kubectl completion ${shell}\n`);
      return 1;
    }
    yield* process.print(BASH_COMPLETION_SCRIPT);
    return 0;
  },
};
