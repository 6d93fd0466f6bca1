// Attaching to a container's first process, as `kubectl attach` and `kubectl run -i` do.

import type { Task } from '../../../sim/task.ts';
import { KubectlError } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import type { Resource } from '../resources/discovery.ts';
import { type AnyObject, textOf } from '../resources/objects.ts';
import type { Session } from '../session.ts';
import { chosenContainer, containerOf, converse, rawTerminal, refuseCompleted } from './converse.ts';

const RECORDED =
  'All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.';
const PROMPT = "If you don't see a command prompt, try pressing enter.";

export interface AttachWishes {
  readonly stdin: boolean;
  readonly tty: boolean;
}

export function* attachToPod(
  invocation: Invocation,
  session: Session,
  pods: Resource,
  pod: AnyObject,
  wishes: AttachWishes,
): Task<number> {
  const { process } = invocation;
  const quiet = invocation.flags.bool('quiet');
  refuseCompleted(pod, 'attach');
  const container = yield* chosenContainer(invocation, pod);
  if (!containerOf(pod, container)) {
    throw new KubectlError(
      `cannot attach to the container: container ${container} not found in pod ${pod.metadata.name}`,
    );
  }
  const hasTerminal = containerOf(pod, container)?.tty === true;
  if (wishes.tty && !hasTerminal && !quiet) {
    yield* process.complain(`error: Unable to use a TTY - container ${container} did not allocate one\n`);
  }
  const terminal = yield* rawTerminal(invocation, { stdin: wishes.stdin, tty: wishes.tty && hasTerminal });
  if (!quiet) {
    if (invocation.minor >= 34) yield* process.complain(`${RECORDED}\n`);
    yield* process.complain(`${PROMPT}\n`);
  }
  const remote = { pod, container, stdin: wishes.stdin, tty: hasTerminal };
  const code = yield* converse(invocation, session, pods, remote, terminal);
  if (!quiet && wishes.stdin && terminal && textOf(pod, 'spec', 'restartPolicy') === 'Always') {
    yield* process.complain(
      `Session ended, resume using 'kubectl attach ${pod.metadata.name} -c ${container} -i -t' command when the pod is running\n`,
    );
  }
  return code;
}
