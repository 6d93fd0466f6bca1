// kubectl attach.

import { KubectlError } from '../errors.ts';
import { attachToPod } from '../remote/attach.ts';
import { attachablePod, timeoutOf } from '../remote/attachable-pod.ts';
import type { Verb } from './verb.ts';

export const attach: Verb = {
  name: 'attach',
  flags: ['container', 'pod-running-timeout', 'quiet', 'stdin', 'tty'],
  *run(invocation) {
    const { args, flags } = invocation;
    if (args.length === 0) throw new KubectlError('at least 1 argument is required for attach');
    if (args.length > 2) {
      throw new KubectlError(
        `expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ${args.length}: [${args.join(' ')}]`,
      );
    }
    timeoutOf(invocation);
    const session = yield* invocation.session();
    const { pods, pod } = yield* attachablePod(invocation, session, args.join('/'));
    return yield* attachToPod(invocation, session, pods, pod, { stdin: flags.bool('stdin'), tty: flags.bool('tty') });
  },
};
