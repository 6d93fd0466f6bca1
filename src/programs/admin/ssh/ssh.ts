// ssh: a shell or a command on another machine.

import { encode } from '../../../base/bytes.ts';
import { Exit, type ExitCode, type Process, type Program, STDERR, STDIN, STDOUT } from '../../../linux/host/process.ts';
import type { SshChannel } from '../../../linux/net/ssh.ts';
import type { Connection } from '../../../linux/net/stack.ts';
import { RAW, type Terminal, terminalOf } from '../../../linux/terminal/terminal.ts';
import { type Task, wait } from '../../../sim/task.ts';
import { Tool, tool } from '../tool.ts';
import { connectSsh, type Secured } from './connect.ts';
import { forwardPort } from './port-forwarding.ts';

const USAGE = `usage: ssh [-46AaCfGgKkMNnqsTtVvXxYy] [-B bind_interface] [-b bind_address]
           [-c cipher_spec] [-D [bind_address:]port] [-E log_file]
           [-e escape_char] [-F configfile] [-I pkcs11] [-i identity_file]
           [-J destination] [-L address] [-l login_name] [-m mac_spec]
           [-O ctl_cmd] [-o option] [-P tag] [-p port] [-R address]
           [-S ctl_path] [-W host:port] [-w local_tun[:remote_tun]]
           destination [command [argument ...]]
       ssh [-Q query_option]
`;

export const ssh: Program = tool(
  'ssh',
  {
    options: [
      '4',
      '6',
      'A',
      'a',
      'C',
      'k',
      'K',
      'n',
      'q',
      'T',
      't',
      'V',
      'x',
      'X',
      'Y',
      'y',
      'i=',
      'l=',
      'o=',
      'p=',
      'F=',
      'e=',
      'c=',
      'm=',
      'b=',
      '!v',
      'f',
      '!G',
      '!g',
      '!M',
      'N',
      '!s',
      '!B=',
      '!D=',
      '!E=',
      '!I=',
      'J=',
      'L=',
      '!O=',
      '!Q=',
      '!R=',
      '!S=',
      '!W=',
      '!w=',
      '!P=',
    ],
    stopAtOperand: true,
    usageStatus: 255,
    hint: USAGE,
  },
  function* (run) {
    if (run.has('V')) {
      yield* run.say('OpenSSH_9.6p1 Ubuntu-3ubuntu13.14, OpenSSL 3.0.13 30 Jan 2024');
      return 0;
    }
    const [destination, ...words] = run.operands;
    if (destination === undefined) {
      yield* run.process.complain(USAGE);
      return 255;
    }
    const { process } = run;
    const user = run.value('l');
    const port = run.value('p');
    const configuration = run.value('F');
    const jump = run.value('J');
    const secured = yield* connectSsh(process, destination, {
      options: run.values('o'),
      identities: run.values('i'),
      ...(user === undefined ? {} : { user }),
      ...(port === undefined ? {} : { port }),
      ...(configuration === undefined ? {} : { configuration }),
      ...(jump === undefined ? {} : { jump }),
    });
    const command = words.length > 0 ? words.join(' ') : undefined;
    if (run.has('f') && command === undefined && !run.has('N'))
      return yield* run.failPlainly('Cannot fork into background without a command to execute.', 255);
    const forwards = [...run.values('L'), ...(secured.target.settings.get('localforward') ?? [])];
    const work = (owner: Process): Task<ExitCode> =>
      carryOn(new Tool(owner, 'ssh', run.options, []), secured, forwards, command);
    if (!run.has('f')) return yield* work(process);
    // Without a command nothing is left to be shown, and nobody shall wait for it.
    const nothing = process.files.open('/dev/null', { read: true, write: true }, 0, process.credentials);
    const streams = command === undefined ? [0, 1, 2] : [0];
    const descriptors = new Map([...process.descriptors, ...streams.map((number) => [number, nothing] as const)]);
    process.host.spawn(
      { argv: process.argv, path: process.path, program: work, session: { terminal: undefined }, descriptors },
      process,
    );
    nothing.release();
    return 0;
  },
);

/** What is left to do once in, here or in the background. */
function* carryOn(
  run: Tool,
  secured: Secured,
  forwards: readonly string[],
  command: string | undefined,
): Task<ExitCode> {
  for (const forward of forwards) yield* forwardPort(run, secured.service, forward);
  if (!run.has('N')) return yield* converse(run, secured, command);
  while (secured.connection.open) yield* run.process.sleep(1_000);
  yield* run.say(`Connection to ${secured.target.name} closed by remote host.`);
  return 255;
}

function* converse(run: Tool, secured: Secured, command: string | undefined): Task<ExitCode> {
  const { process } = run;
  const { service, connection, target } = secured;
  const local = terminalOf(process.descriptors.get(STDIN));
  const wanted = run.options.filter((option) => option.name === 't').length;
  const asksForTerminal =
    !run.has('T') &&
    ((command === undefined && local !== undefined) || (wanted > 0 && local !== undefined) || wanted > 1);
  if (command === undefined && !local && wanted < 2)
    yield* run.say('Pseudo-terminal will not be allocated because stdin is not a terminal.');
  else if (wanted === 1 && !local)
    yield* run.say('Pseudo-terminal will not be allocated because stdin is not a terminal.');
  const size = local?.size ?? { columns: 80, rows: 24 };
  const channel = service.open({
    user: target.user,
    ...(command === undefined ? {} : { command }),
    ...(asksForTerminal
      ? { terminal: size, environment: new Map([['TERM', process.environment.get('TERM') ?? 'xterm-256color']]) }
      : {}),
  });
  process.atExit(() => channel.close());
  const modes = local?.modes;
  try {
    if (asksForTerminal && local) {
      local.setModes({ ...RAW, expandNewline: false });
      process.onSignal('SIGWINCH', () => channel.resize(local.size));
      process.thread('keyboard', keyboard(run, local, channel, connection));
    } else if (run.has('n')) channel.endInput();
    else process.thread('input', forwardInput(process, channel));
    yield* showOutput(process, channel);
  } finally {
    if (local && modes) local.setModes(modes);
    if (asksForTerminal) process.onSignal('SIGWINCH', undefined);
  }
  const { status } = channel;
  connection.close();
  if (status === undefined) {
    yield* run.say(`Connection to ${target.name} closed by remote host.${local ? '\r' : ''}`);
    if (asksForTerminal) yield* run.say(`Connection to ${target.name} closed.${local ? '\r' : ''}`);
    return 255;
  }
  if (asksForTerminal && !run.has('q')) yield* run.say(`Connection to ${target.name} closed.${local ? '\r' : ''}`);
  return status.signal ? 255 : status.code;
}

function* showOutput(process: Process, channel: SshChannel): Task<void> {
  for (;;) {
    const part = yield* wait(channel.output.receive('output of an ssh session'));
    if (!part) return;
    yield* process.write(part.stream === 'stdout' ? STDOUT : STDERR, part.bytes);
  }
}

function* forwardInput(process: Process, channel: SshChannel): Task<void> {
  for (;;) {
    const bytes = yield* process.read(STDIN);
    if (bytes.length === 0) break;
    channel.input(bytes);
  }
  channel.endInput();
}

/** Keys go to the other side; `~.` at the start of a line ends the session from here. */
function* keyboard(run: Tool, local: Terminal, channel: SshChannel, connection: Connection): Task<void> {
  const { process } = run;
  let atLineStart = true;
  let tilde = false;
  for (;;) {
    const bytes = yield* process.read(STDIN);
    if (bytes.length === 0) break;
    // The other machine lost its power and is back: it knows nothing of this connection.
    if (!connection.open && process.network.fabric.at(connection.remote.address)?.up) {
      local.write(encode('client_loop: send disconnect: Broken pipe\r\n'));
      throw new Exit(255);
    }
    const kept: number[] = [];
    for (const byte of bytes) {
      if (tilde) {
        tilde = false;
        if (byte === 0x2e) {
          local.write(encode('~.\r\n'));
          local.write(encode(`Connection to ${connection.remote.address} closed.\r\n`));
          channel.close();
          throw new Exit(255);
        }
        if (byte !== 0x7e) kept.push(0x7e);
      } else if (atLineStart && byte === 0x7e) {
        tilde = true;
        continue;
      }
      kept.push(byte);
      atLineStart = byte === 13 || byte === 10;
    }
    if (kept.length > 0) channel.input(Uint8Array.from(kept));
  }
  channel.endInput();
}
