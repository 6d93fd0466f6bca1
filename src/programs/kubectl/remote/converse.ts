// Talking to a command in a container: what is typed goes there, what it prints comes here. With a terminal the
// local one is raw meanwhile and only carries keys, colours and window sizes. Models client-go/tools/remotecommand
// and kubectl's term package.

import { StatusError } from '../../../kube/client/client.ts';
import type { Status } from '../../../kube/objects/types/meta.ts';
import { type Process, STDERR, STDIN, STDOUT } from '../../../linux/host/process.ts';
import type { HttpResponse } from '../../../linux/net/http.ts';
import { Conversation } from '../../../linux/net/upgrade.ts';
import { RAW, type Terminal, terminalOf } from '../../../linux/terminal/terminal.ts';
import { type Task, wait } from '../../../sim/task.ts';
import { KubectlError } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import type { Resource } from '../resources/discovery.ts';
import { type AnyObject, fieldOf, listOf, pathOf, textOf } from '../resources/objects.ts';
import type { Session } from '../session.ts';

export interface RemoteCommand {
  readonly pod: AnyObject;
  readonly container: string;
  /** Missing: the container's own first process. */
  readonly command?: readonly string[];
  readonly stdin: boolean;
  readonly tty: boolean;
}

/** Where the streams end here; missing: the process' own. */
export interface LocalEnds {
  readonly input?: () => Task<Uint8Array>;
  readonly output?: (bytes: Uint8Array) => void;
  /** Errors go where other output of this process goes. */
  readonly errorsAside?: boolean;
}

/** The terminal to be used raw, with the warning when there is none. */
export function* rawTerminal(
  invocation: Invocation,
  wanted: { readonly stdin: boolean; readonly tty: boolean },
): Task<Terminal | undefined> {
  if (!wanted.stdin || !wanted.tty) return undefined;
  const terminal = terminalOf(invocation.process.descriptors.get(STDIN));
  if (!terminal && !invocation.flags.bool('quiet')) {
    yield* invocation.process.complain('Unable to use a TTY - input is not a terminal or the right kind of file\n');
  }
  return terminal;
}

/** Runs it to its end; gives its exit status. Throws what the server or the kubelet refuses. */
export function* converse(
  invocation: Invocation,
  session: Session,
  pods: Resource,
  remote: RemoteCommand,
  terminal: Terminal | undefined,
  ends: LocalEnds = {},
): Task<number> {
  const { process } = invocation;
  const conversation = yield* open(invocation, session, pods, remote);
  const modes = terminal?.modes;
  try {
    if (terminal) {
      terminal.setModes({ ...RAW, expandNewline: false });
      const resize = () => conversation.toServer.send({ stream: 'resize', size: terminal.size });
      resize();
      process.onSignal('SIGWINCH', resize);
    }
    if (remote.stdin) process.thread('stdin', carryInput(conversation, ends.input ?? (() => process.read(STDIN))));
    return yield* showOutput(process, conversation, invocation.minor, ends);
  } finally {
    if (terminal && modes) {
      terminal.setModes(modes);
      process.onSignal('SIGWINCH', undefined);
    }
    conversation.hangUp();
  }
}

/** From 1.31 on kubectl asks for a WebSocket (GET), before for SPDY (POST). */
export const upgradeMethod = (invocation: Invocation): string => (invocation.minor >= 31 ? 'GET' : 'POST');

function* open(
  invocation: Invocation,
  session: Session,
  pods: Resource,
  { pod, container, command, stdin, tty }: RemoteCommand,
): Task<Conversation> {
  const subresource = command === undefined ? 'attach' : 'exec';
  const path = pathOf(pods, pod.metadata.namespace, pod.metadata.name, subresource);
  const response: HttpResponse = yield* session.request(upgradeMethod(invocation), path, {
    query: {
      command,
      container,
      stdin: stdin ? 'true' : undefined,
      stdout: 'true',
      stderr: tty ? undefined : 'true',
      tty: tty ? 'true' : undefined,
    },
  });
  if (response.upgraded instanceof Conversation) return response.upgraded;
  throw new KubectlError('unable to upgrade connection: expected status 101');
}

function* carryInput(conversation: Conversation, read: () => Task<Uint8Array>): Task<void> {
  for (;;) {
    const bytes = yield* read();
    if (bytes.length === 0) break;
    conversation.toServer.send({ stream: 'stdin', bytes: bytes.slice() });
  }
  conversation.toServer.send({ stream: 'close', closed: 'stdin' });
}

function* showOutput(
  process: Process,
  conversation: Conversation,
  minor: number,
  { output, errorsAside = false }: LocalEnds,
): Task<number> {
  for (;;) {
    const frame = yield* wait(conversation.toClient.receive('output of a remote command'));
    if (!frame) throw connectionLost(minor);
    if (frame.stream === 'stdout' && output) output(frame.bytes);
    else if (frame.stream === 'stdout') yield* process.write(STDOUT, frame.bytes);
    else if (frame.stream === 'stderr') yield* process.write(errorsAside ? STDOUT : STDERR, frame.bytes);
    else if (frame.stream === 'error') return exitCode(frame.status);
  }
}

const connectionLost = (minor: number): KubectlError =>
  new KubectlError(
    minor >= 31
      ? 'error reading from error stream: next reader: websocket: close 1006 (abnormal closure): unexpected EOF'
      : 'unexpected EOF',
  );

/** What the last frame says: an exit status, or why there is none. */
function exitCode(status: unknown): number {
  if (textOf(status, 'status') === 'Success') return 0;
  if (textOf(status, 'reason') !== 'NonZeroExitCode') throw new KubectlError(textOf(status, 'message'));
  const cause = listOf(status, 'details', 'causes').find((one) => one.reason === 'ExitCode');
  return Number(textOf(cause, 'message'));
}

/** `command terminated with exit code 3`, and that status. */
export function* tellExit(invocation: Invocation, code: number): Task<number> {
  if (code !== 0) yield* invocation.process.complain(`command terminated with exit code ${code}\n`);
  return code;
}

/** Adds words before the server's, which then no longer are the server's: `error upgrading connection: ...`. */
export function asUpgradeError(error: unknown): unknown {
  if (!(error instanceof StatusError)) return error;
  const { message }: Status = error.status;
  return new KubectlError(`error upgrading connection: ${message ?? ''}`);
}

// ——— the container ———

export function* chosenContainer(invocation: Invocation, pod: AnyObject): Task<string> {
  const wanted = invocation.flags.string('container');
  if (wanted !== '') return wanted;
  const names = (field: string) => listOf(pod, 'spec', field).map((container) => textOf(container, 'name'));
  const main = names('containers');
  const annotated = pod.metadata.annotations?.['kubectl.kubernetes.io/default-container'];
  if (annotated && main.includes(annotated)) return annotated;
  const all = [
    ...main,
    ...names('initContainers').map((name) => `${name} (init)`),
    ...names('ephemeralContainers').map((name) => `${name} (ephem)`),
  ];
  if (all.length > 1 && !invocation.flags.bool('quiet')) {
    yield* invocation.process.complain(`Defaulted container ${JSON.stringify(main[0])} out of: ${all.join(', ')}\n`);
  }
  return main[0];
}

export const containerOf = (pod: AnyObject, name: string): Record<string, unknown> | undefined =>
  ['containers', 'initContainers', 'ephemeralContainers']
    .flatMap((field) => listOf(pod, 'spec', field))
    .find((container) => container.name === name);

/** The end of a completed pod cannot be talked to. */
export function refuseCompleted(pod: AnyObject, verb: string): void {
  const phase = textOf(fieldOf(pod, 'status'), 'phase');
  if (phase !== 'Succeeded' && phase !== 'Failed') return;
  throw new KubectlError(`cannot ${verb} a container in a completed pod; current phase is ${phase}`);
}
