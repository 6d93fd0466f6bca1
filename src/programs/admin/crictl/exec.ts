// crictl exec: a command in a container, on this program's own streams or on a terminal of the container.

import { encode } from '../../../base/bytes.ts';
import { type ContainerRuntime, RpcError } from '../../../linux/containers/cri.ts';
import { NullDevice, type OpenFile } from '../../../linux/files/open-file.ts';
import { STDERR, STDIN, STDOUT } from '../../../linux/host/process.ts';
import { RAW, type Terminal, terminalOf } from '../../../linux/terminal/terminal.ts';
import { type Task, wait } from '../../../sim/task.ts';
import { type CrictlRun, findContainer } from './invocation.ts';

export function* exec(run: CrictlRun): Task<number> {
  const { given, process } = run;
  const [id, ...argv] = yield* run.ids();
  const runtime = yield* run.runtime();
  if (argv.length === 0) return yield* failed(run, id, 'rpc error: code = InvalidArgument desc = cmd cannot be empty');
  const found = findContainer(runtime, id);
  if (found instanceof RpcError) {
    yield* run.rpcFailed('Exec cmd from runtime service', found, { containerID: id });
    return yield* failed(run, id, String(found));
  }
  const local = terminalOf(process.descriptors.get(STDIN));
  if (given.has('tty') && !local) return yield* run.fatal('execing command in container: input is not a terminal');
  yield* process.sleep(40);
  try {
    const code =
      given.has('tty') && local
        ? yield* onTerminal(run, runtime, found.id, argv, local)
        : yield* onOwnStreams(run, runtime, found.id, argv);
    return code === 0 ? 0 : yield* failed(run, id, `command terminated with exit code ${code}`, code);
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    return yield* failed(run, id, `Internal error occurred: error executing command in container: ${error.message}`);
  }
}

function* failed(run: CrictlRun, id: string, why: string, code = 1): Task<number> {
  yield* run.process.complain(`execing command in container ${id}: ${why}\n`);
  return code;
}

function* onOwnStreams(run: CrictlRun, runtime: ContainerRuntime, id: string, argv: readonly string[]): Task<number> {
  const { process } = run;
  const descriptors = new Map<number, OpenFile>([
    [STDIN, run.given.has('interactive') ? process.file(STDIN) : new NullDevice()],
    [STDOUT, process.file(STDOUT)],
    [STDERR, process.file(STDERR)],
  ]);
  const child = runtime.exec(id, argv, { descriptors, terminal: undefined });
  const status = yield* process.waitFor(child);
  return status.code;
}

function* onTerminal(
  run: CrictlRun,
  runtime: ContainerRuntime,
  id: string,
  argv: readonly string[],
  local: Terminal,
): Task<number> {
  const { process } = run;
  const remote = runtime.openTerminal(id, local.size);
  remote.onOutput = (bytes) => local.write(bytes);
  const { modes } = local;
  try {
    const slave = remote.open();
    const descriptors = new Map([STDIN, STDOUT, STDERR].map((number) => [number, slave]));
    const child = runtime.exec(id, argv, { descriptors, terminal: remote });
    slave.release();
    local.setModes({ ...RAW, expandNewline: false });
    process.onSignal('SIGWINCH', () => remote.resize(local.size));
    process.thread('keyboard', carryKeys(run, remote));
    if (child.alive) yield* wait(child.ended);
    child.reap();
    return child.status?.code ?? 255;
  } finally {
    local.setModes(modes);
    process.onSignal('SIGWINCH', undefined);
    runtime.closeTerminal(id, remote);
  }
}

const END_OF_INPUT = encode('\x04');

function* carryKeys(run: CrictlRun, remote: Terminal): Task<void> {
  for (;;) {
    const bytes = yield* run.process.read(STDIN);
    if (bytes.length === 0) return remote.input(END_OF_INPUT);
    remote.input(bytes);
  }
}
