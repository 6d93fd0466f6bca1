// The invisible administrator: types scripts as root on a host, sets scenes, looks things up, and plays the
// reference solution. Nothing it does is possible only to it.

import { concat, decode } from '../base/bytes.ts';
import { SystemError } from '../linux/errors.ts';
import { NullDevice, type OpenFile } from '../linux/files/open-file.ts';
import { ROOT } from '../linux/files/permissions.ts';
import { createPipe } from '../linux/files/pipe.ts';
import type { Host } from '../linux/host/host.ts';
import { STDERR, STDIN, STDOUT } from '../linux/host/process.ts';
import { start, type Task, wait } from '../sim/task.ts';

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where a command's output goes as it comes. */
export interface Sinks {
  stdout(bytes: Uint8Array): void;
  stderr(bytes: Uint8Array): void;
}

export interface Shell {
  readonly argv: readonly string[];
  readonly user?: string;
  readonly stdin?: OpenFile;
  /** Writes what `stdin` will read, while the command runs. */
  readonly feed?: { readonly task: Task<void>; readonly writer: OpenFile };
  readonly environment?: ReadonlyMap<string, string>;
}

/** Runs argv on a host as somebody who just logged in, to its end. `stdin` is taken over. */
export function* execute(host: Host, shell: Shell, sinks: Sinks): Task<number> {
  const out = createPipe();
  const errors = createPipe();
  const input = shell.stdin ?? new NullDevice();
  const { home, credentials, user } = account(host, shell.user ?? 'root');
  const process = host.spawn({
    argv: shell.argv,
    directory: home,
    credentials,
    environment: new Map([
      ['HOME', home],
      ['USER', user],
      ['LOGNAME', user],
      ['SHELL', '/bin/bash'],
      ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
      ['LANG', 'C.UTF-8'],
      ['PWD', home],
      ...(shell.environment ?? []),
    ]),
    descriptors: new Map([
      [STDIN, input],
      [STDOUT, out.writer],
      [STDERR, errors.writer],
    ]),
    session: { terminal: undefined },
    controlGroup: '/user.slice',
  });
  for (const file of [input, out.writer, errors.writer]) file.release();
  const drains = [drain(out.reader, sinks.stdout), drain(errors.reader, sinks.stderr)].map((task, i) =>
    start(host.simulation, `output ${i} of ${shell.argv[0]}`, task, () => {}),
  );
  if (shell.feed) start(host.simulation, 'input', fed(shell.feed), () => {});
  if (!process.status) yield* wait(process.ended);
  process.reap();
  for (const one of drains) if (!one.outcome) yield* wait(one.ended);
  return process.status?.code ?? 137;
}

function* fed({ task, writer }: NonNullable<Shell['feed']>): Task<void> {
  try {
    yield* task;
  } finally {
    writer.release();
  }
}

function* drain(reader: OpenFile, sink: (bytes: Uint8Array) => void): Task<void> {
  for (;;) {
    const bytes = yield* reader.read(65_536);
    if (bytes.length === 0) break;
    sink(bytes);
  }
  reader.release();
}

/** Runs a bash script as root and collects what it says. */
export function* runScript(host: Host, script: string): Task<CommandResult> {
  const parts = { stdout: [] as Uint8Array[], stderr: [] as Uint8Array[] };
  const code = yield* execute(
    host,
    { argv: ['bash', '-c', script] },
    { stdout: (bytes) => parts.stdout.push(bytes), stderr: (bytes) => parts.stderr.push(bytes) },
  );
  return { code, stdout: decode(concat(parts.stdout)), stderr: decode(concat(parts.stderr)) };
}

/** From /etc/passwd and /etc/group. Throws SystemError ENOENT for a user the host does not know. */
function account(host: Host, user: string) {
  const line = host.files
    .readText('/etc/passwd')
    .split('\n')
    .find((one) => one.startsWith(`${user}:`));
  if (!line) throw new SystemError('ENOENT', user);
  const [, , uid, gid, , home] = line.split(':');
  const groups = host.files
    .readText('/etc/group')
    .split('\n')
    .map((one) => one.split(':'))
    .filter(([, , , members]) => members?.split(',').includes(user))
    .map(([, , number]) => Number(number));
  const credentials = user === 'root' ? ROOT : { uid: Number(uid), gid: Number(gid), groups: [Number(gid), ...groups] };
  return { user, home, credentials };
}
