// kubectl exec.

import { KubectlError } from '../errors.ts';
import { attachablePod } from '../remote/attachable-pod.ts';
import { chosenContainer, converse, rawTerminal, refuseCompleted, tellExit } from '../remote/converse.ts';
import { readManifests, resolveManifests } from '../resources/manifests.ts';
import type { Verb } from './verb.ts';

export const exec: Verb = {
  name: 'exec',
  flags: ['container', 'filename', 'pod-running-timeout', 'quiet', 'stdin', 'tty'],
  *run(invocation) {
    const { args, flags, dash } = invocation;
    const files = flags.list('filename');
    const words = dash === undefined ? [] : args.slice(dash);
    if (dash === undefined && args.length > (files.length > 0 ? 0 : 1)) {
      if (invocation.minor >= 31) {
        throw invocation.usageError(
          'exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead',
        );
      }
      yield* invocation.process.complain(
        'kubectl exec [POD] [COMMAND] is DEPRECATED and will be removed in a future version. Use kubectl exec [POD] -- [COMMAND] instead.\n',
      );
      words.push(...args.slice(1));
    }
    const [named] = dash === 0 ? [] : args;
    if (named === undefined && files.length === 0) {
      throw new KubectlError('pod, type/name or --filename must be specified');
    }
    if (words.length === 0) throw new KubectlError('you must specify at least one command for the container');
    const session = yield* invocation.session();
    let word = named;
    if (files.length > 0) {
      const [target] = yield* resolveManifests(invocation, session, yield* readManifests(invocation), false);
      word = `${target.resource.name}/${target.name}`;
    }
    const { pods, pod } = yield* attachablePod(invocation, session, word);
    refuseCompleted(pod, 'exec into');
    const container = yield* chosenContainer(invocation, pod);
    const stdin = flags.bool('stdin');
    const terminal = yield* rawTerminal(invocation, { stdin, tty: flags.bool('tty') });
    const remote = { pod, container, command: words, stdin, tty: terminal !== undefined };
    return yield* tellExit(invocation, yield* converse(invocation, session, pods, remote, terminal));
  },
};
