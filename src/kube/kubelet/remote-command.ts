// exec and attach: a command in a container, or its first process, in conversation with somebody far away. The
// runtime starts it; here its streams are tied to the frames of the connection. Models
// pkg/kubelet/server/server.go and the streaming server of the container runtime.

import { EMPTY } from '../../base/bytes.ts';
import { type ContainerRecord, type ContainerStreams, RpcError } from '../../linux/containers/cri.ts';
import { SystemError } from '../../linux/errors.ts';
import { Description, NullDevice, type OpenFile } from '../../linux/files/open-file.ts';
import { createPipe } from '../../linux/files/pipe.ts';
import type { Process } from '../../linux/host/process.ts';
import type { HttpRequest, HttpResponse } from '../../linux/net/http.ts';
import { Conversation } from '../../linux/net/upgrade.ts';
import type { Terminal, TerminalSize } from '../../linux/terminal/terminal.ts';
import type { Millis, Simulation } from '../../sim/simulation.ts';
import { type Task, wait } from '../../sim/task.ts';
import { delay, first } from '../../sim/waits.ts';
import type { Kubelet } from './kubelet.ts';
import type { PodWorker } from './pod-worker.ts';
import { refusal } from './text-answers.ts';

/** Until the client says how large its window is. */
const FIRST_SIZE: TerminalSize = { columns: 80, rows: 24 };

/** What runc needs to enter the container's namespaces. */
const START_TIME: Millis = 40;

interface Wanted {
  readonly input: boolean;
  readonly output: boolean;
  readonly errors: boolean;
  readonly tty: boolean;
}

function wantedStreams({ query }: HttpRequest): Wanted {
  const isSet = (name: string) => query[name]?.[0] === '1' || query[name]?.[0] === 'true';
  const tty = isSet('tty');
  return { input: isSet('input'), output: isSet('output'), errors: isSet('error') && !tty, tty };
}

const NO_STREAM = 'you must specify at least 1 of stdin, stdout, stderr';

function runningContainer(kubelet: Kubelet, worker: PodWorker, name: string): ContainerRecord | undefined {
  const attempts = kubelet.context.containersOf(worker.uid).filter((record) => record.config.name === name);
  return attempts.findLast((record) => record.state === 'running');
}

export function execInContainer(
  kubelet: Kubelet,
  worker: PodWorker,
  container: string,
  request: HttpRequest,
): HttpResponse {
  const wanted = wantedStreams(request);
  if (!wanted.input && !wanted.output && !wanted.errors) return refusal(400, NO_STREAM);
  const record = runningContainer(kubelet, worker, container);
  if (!record) return refusal(500, `container not found (${JSON.stringify(container)})`);
  const conversation = new Conversation();
  const { process } = kubelet.context;
  process.thread(`exec in ${container}`, exec(kubelet, record.id, request.query.command ?? [], wanted, conversation));
  return { status: 101, headers: {}, upgraded: conversation };
}

function* exec(
  kubelet: Kubelet,
  id: string,
  argv: readonly string[],
  wanted: Wanted,
  conversation: Conversation,
): Task<void> {
  const { process: own } = kubelet.context;
  let status: unknown;
  let close = () => {};
  try {
    yield* wait(delay(own.simulation, START_TIME, 'start of a remote command'));
    if (!conversation.open) return;
    const runtime = kubelet.context.runtime();
    const terminal = wanted.tty ? runtime.openTerminal(id, FIRST_SIZE) : undefined;
    if (terminal) close = () => runtime.closeTerminal(id, terminal);
    const input = !terminal && wanted.input ? createPipe() : undefined;
    const descriptors = streamsOf(own.simulation, conversation, wanted, terminal, input?.reader);
    const process = runtime.exec(id, argv, { descriptors, terminal });
    for (const file of new Set(descriptors.values())) file.release();
    own.thread('stdin', carryInput(conversation, terminal, input?.writer));
    yield* endOf(process, conversation, terminal);
    status = exitStatus(process);
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    status = internalError(`error executing command in container: ${error.message}`);
  } finally {
    close();
    if (status !== undefined) conversation.finish(status);
    conversation.hangUp();
  }
}

function streamsOf(
  simulation: Simulation,
  conversation: Conversation,
  wanted: Wanted,
  terminal: Terminal | undefined,
  input: OpenFile | undefined,
): Map<number, OpenFile> {
  if (terminal) {
    terminal.onOutput = (bytes) => conversation.toClient.send({ stream: 'stdout', bytes });
    const slave = terminal.open();
    return new Map([0, 1, 2].map((descriptor) => [descriptor, slave]));
  }
  return new Map<number, OpenFile>([
    [0, input ?? new NullDevice()],
    [1, wanted.output ? new FrameWriter(simulation, conversation, 'stdout') : new NullDevice()],
    [2, wanted.errors ? new FrameWriter(simulation, conversation, 'stderr') : new NullDevice()],
  ]);
}

/** Waits for the process. A client that leaves takes the terminal with it; without one the command goes on. */
function* endOf(process: Process, conversation: Conversation, terminal: Terminal | undefined): Task<void> {
  conversation.onHangUp(() => {
    if (process.alive) terminal?.hangUp();
  });
  if (process.alive) yield* wait(process.ended);
  process.reap();
}

export function attachToContainer(
  kubelet: Kubelet,
  worker: PodWorker,
  container: string,
  request: HttpRequest,
): HttpResponse {
  const wanted = wantedStreams(request);
  if (!wanted.input && !wanted.output && !wanted.errors) return refusal(400, NO_STREAM);
  const record = runningContainer(kubelet, worker, container);
  if (!record) return refusal(500, `container ${container} not found in pod ${fullName(worker)}`);
  const conversation = new Conversation();
  const { process, runtime } = kubelet.context;
  const streams = runtime().attach(record.id);
  process.thread(`attach to ${container}`, attach(kubelet, record, streams, wanted, conversation));
  return { status: 101, headers: {}, upgraded: conversation };
}

const fullName = ({ pod: { metadata } }: PodWorker): string => `${metadata.name}_${metadata.namespace}`;

function* attach(
  kubelet: Kubelet,
  record: ContainerRecord,
  streams: ContainerStreams,
  wanted: Wanted,
  conversation: Conversation,
): Task<void> {
  const { process: own } = kubelet.context;
  const stop = streams.listen((stream, bytes) => {
    const asked = stream === 'stdout' ? wanted.output : wanted.errors;
    if (asked) conversation.toClient.send({ stream, bytes: bytes.slice() });
  });
  conversation.onHangUp(stop);
  if (wanted.input) {
    own.thread('stdin', carryInput(conversation, streams.terminal, streams.input, record.config.stdinOnce));
  }
  const main = own.host.processes.get(record.pid);
  const left = {
    what: 'end of the attachment',
    begin: (wake: (value: undefined) => void) => onceGone(conversation, wake),
  };
  if (main?.alive) yield* wait(first({ ended: main.ended, left }));
  stop();
  conversation.finish(SUCCESS);
}

function onceGone(conversation: Conversation, wake: (value: undefined) => void): () => void {
  let wanted = true;
  conversation.onHangUp(() => {
    if (wanted) wake(undefined);
  });
  return () => {
    wanted = false;
  };
}

/** Frames of the client become keys, window sizes, or bytes of a pipe. */
function* carryInput(
  conversation: Conversation,
  terminal: Terminal | undefined,
  pipe: OpenFile | undefined,
  closes = true,
): Task<void> {
  for (;;) {
    const frame = yield* wait(conversation.toServer.receive('input of a remote command'));
    if (!frame || frame.stream === 'close') break;
    if (frame.stream === 'resize') terminal?.resize(frame.size);
    else if (frame.stream === 'stdin') {
      if (terminal) terminal.input(frame.bytes);
      else if (pipe && !(yield* isTaken(pipe, frame.bytes))) break;
    }
  }
  if (closes) pipe?.release();
  // Window sizes may still come after the end of input.
  for (;;) {
    const frame = yield* wait(conversation.toServer.receive('window size of a remote command'));
    if (!frame) return;
    if (frame.stream === 'resize') terminal?.resize(frame.size);
  }
}

/** False: nobody reads any more. */
function* isTaken(pipe: OpenFile, bytes: Uint8Array): Task<boolean> {
  try {
    yield* pipe.write(bytes);
    return true;
  } catch (error) {
    if (error instanceof SystemError && error.code === 'EPIPE') return false;
    throw error;
  }
}

// ——— the end ———

const SUCCESS = { metadata: {}, status: 'Success' };

function exitStatus({ status }: Process): unknown {
  const code = status?.code ?? 255;
  if (code === 0) return SUCCESS;
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: command terminated with exit code ${code}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
  };
}

const internalError = (why: string): unknown => ({
  metadata: {},
  status: 'Failure',
  message: `Internal error occurred: ${why}`,
  reason: 'InternalError',
  details: { causes: [{ message: why }] },
  code: 500,
});

/** What a slow client may leave unread before the command has to wait. */
const MOST_UNREAD = 64;

/** A process' output as frames. */
class FrameWriter extends Description {
  override readonly kind = 'pipe';
  readonly #simulation: Simulation;
  readonly #conversation: Conversation;
  readonly #stream: 'stdout' | 'stderr';

  constructor(simulation: Simulation, conversation: Conversation, stream: 'stdout' | 'stderr') {
    super();
    this.#simulation = simulation;
    this.#conversation = conversation;
    this.#stream = stream;
  }

  // biome-ignore lint/correctness/useYield: nothing to read
  override *read(): Task<Uint8Array> {
    return EMPTY;
  }

  override *write(bytes: Uint8Array): Task<void> {
    const { toClient } = this.#conversation;
    while (this.#conversation.open && toClient.size > MOST_UNREAD) {
      yield* wait(delay(this.#simulation, 1, 'slow reader'));
    }
    if (!this.#conversation.open) throw new SystemError('EPIPE');
    toClient.send({ stream: this.#stream, bytes: bytes.slice() });
  }
}
