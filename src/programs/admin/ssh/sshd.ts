// sshd: lets users in by key and runs their sessions. One process per session, as the real one forks.

import { encode } from '../../../base/bytes.ts';
import { SystemError, strerror } from '../../../linux/errors.ts';
import type { FileSystem } from '../../../linux/files/file-system.ts';
import type { OpenFile } from '../../../linux/files/open-file.ts';
import { createPipe } from '../../../linux/files/pipe.ts';
import { type Account, accounts, credentialsOf, findAccount } from '../../../linux/host/accounts.ts';
import type { ExitStatus, Process, Program } from '../../../linux/host/process.ts';
import { NameError, resolve } from '../../../linux/net/resolver.ts';
import { SSH, type SshChannel, type SshRequest, type SshService } from '../../../linux/net/ssh.ts';
import type { Peer } from '../../../linux/net/stack.ts';
import { findJournal } from '../../../linux/systemd/journal.ts';
import { notify } from '../../../linux/systemd/protocol.ts';
import type { TerminalSize } from '../../../linux/terminal/terminal.ts';
import { startSession } from '../../../linux/ubuntu/login.ts';
import { fingerprint, keyBlob } from '../../../linux/ubuntu/ssh-keys.ts';
import type { Task } from '../../../sim/task.ts';
import { wait } from '../../../sim/task.ts';
import { Channel, Signal } from '../../../sim/waits.ts';
import { fitsPassword } from '../accounts/password.ts';
import { loginMessage } from './login-message.ts';
import { readServerConfiguration, type ServerConfiguration } from './sshd-configuration.ts';

const HOST_KEY = '/etc/ssh/ssh_host_ed25519_key.pub';

export const sshd: Program = function* (process) {
  const { host } = process;
  if (!host.files.exists(HOST_KEY)) {
    yield* process.complain('sshd: no hostkeys available -- exiting.\n');
    return 1;
  }
  const read = readServerConfiguration(host.files);
  if (read.complaints.length > 0) {
    yield* process.complain(read.complaints.map((line) => `${line}\n`).join(''));
    return 255;
  }
  if (process.argv.includes('-t')) return 0;
  let { configuration } = read;
  const stopped = new Signal();
  let over = false;
  process.onSignal('SIGTERM', () => {
    over = true;
    stopped.emit();
  });
  process.onSignal('SIGHUP', () => {
    say(process, 'Received SIGHUP; restarting.');
    const again = readServerConfiguration(host.files);
    if (again.complaints.length === 0) configuration = again.configuration;
  });
  process.memory = 9 * 2 ** 20;
  const { ports } = configuration;
  for (const port of ports) {
    try {
      process.network.listen({
        address: '0.0.0.0',
        port,
        application: SSH,
        owner: process,
        accept: (peer) => serve(process, peer, configuration),
      });
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      yield* process.complain(
        `error: Bind to port ${port} on 0.0.0.0 failed: ${error.message}.\nfatal: Cannot bind any address.\n`,
      );
      return 255;
    }
    say(process, `Server listening on 0.0.0.0 port ${port}.`);
  }
  yield* process.compute(40);
  notify(process, 'READY=1');
  process.argv = ['sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups'];
  while (!over) yield* wait(stopped.next('SIGTERM'));
  say(process, 'Received signal 15; terminating.');
  return 0;
};

function serve(process: Process, peer: Peer, configuration: ServerConfiguration): SshService {
  const { files } = process.host;
  const hostKey = keyBlob(files.readText(HOST_KEY));
  return {
    fingerprint: fingerprint(hostKey),
    hostKey: `ssh-ed25519 ${hostKey}`,
    methods: [
      ...(configuration.publicKeys ? ['publickey' as const] : []),
      ...(configuration.passwords ? ['password' as const] : []),
    ],
    offerKeys: (user, keys) => {
      const account = admitted(files, configuration, user, 'publickey');
      const accepted = account && authorizedKeys(process, account).find((key) => keys.includes(key));
      if (accepted)
        say(
          process,
          `Accepted publickey for ${user} from ${peer.address} port ${peer.stack.ephemeralPort()} ssh2: ED25519 ${fingerprint(accepted)}`,
        );
      else
        say(
          process,
          `Connection closed by ${account ? 'authenticating' : 'invalid'} user ${user} ${peer.address} port ${peer.stack.ephemeralPort()} [preauth]`,
        );
      return accepted !== undefined;
    },
    offerPassword: (user, password) => {
      const account = admitted(files, configuration, user, 'password');
      const isRight = account !== undefined && password !== '' && fitsPassword(files, user, password);
      const from = `${peer.address} port ${peer.stack.ephemeralPort()} ssh2`;
      const who = findAccount(files, user) ? user : `invalid user ${user}`;
      say(process, `${isRight ? 'Accepted' : 'Failed'} password for ${who} from ${from}`);
      return isRight;
    },
    *dial(name, port) {
      try {
        const [address] = yield* resolve(process, name);
        return yield* process.network.connect(address, port);
      } catch (error) {
        if (error instanceof NameError) return error.message;
        if (error instanceof SystemError) return strerror(error.code);
        throw error;
      }
    },
    open: (request) => openChannel(process, peer, request),
    transfer: (user) => {
      const account = findAccount(files, user) ?? accounts(files)[0];
      return { files, who: credentialsOf(files, account), home: account.home };
    },
  };
}

/** The account, when the configuration lets it in that way. */
function admitted(
  files: FileSystem,
  { rootLogin, allowUsers, denyUsers }: ServerConfiguration,
  user: string,
  way: 'publickey' | 'password',
): Account | undefined {
  const account = findAccount(files, user);
  const isNamed = (list: readonly string[]) => list.some((pattern) => pattern === user || pattern === '*');
  if (!account || isNamed(denyUsers) || (allowUsers.length > 0 && !isNamed(allowUsers))) return undefined;
  const isRootRefused = rootLogin === 'no' || (rootLogin === 'keys' && way === 'password');
  return account.uid === 0 && isRootRefused ? undefined : account;
}

function authorizedKeys(process: Process, account: Account): string[] {
  const path = `${account.home}/.ssh/authorized_keys`;
  const { files } = process.host;
  if (!files.exists(path)) return [];
  return files
    .readText(path)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(keyBlob);
}

/** The session's own process; it lives as long as the session and ends with it. */
function openChannel(listener: Process, peer: Peer, request: SshRequest): SshChannel {
  const { host } = listener;
  const account = findAccount(host.files, request.user) ?? accounts(host.files)[0];
  const session = new Session(listener, peer, request, account);
  host.spawn(
    {
      argv: [`sshd: ${account.name}@notty`],
      path: '/usr/sbin/sshd',
      program: (process) => session.run(process),
      descriptors: new Map(),
      session: { terminal: undefined },
    },
    listener,
  );
  return session;
}

class Session implements SshChannel {
  readonly output = new Channel<{ readonly stream: 'stdout' | 'stderr'; readonly bytes: Uint8Array }>();
  readonly ended = new Signal();
  status: ExitStatus | undefined;
  readonly #listener: Process;
  readonly #peer: Peer;
  readonly #request: SshRequest;
  readonly #account: Account;
  readonly #arrived = new Signal();
  #pending: Uint8Array[] = [];
  #inputEnded = false;
  #process: Process | undefined;
  #shell: Process | undefined;
  #resize: (size: TerminalSize) => void = () => {};

  constructor(listener: Process, peer: Peer, request: SshRequest, account: Account) {
    this.#listener = listener;
    this.#peer = peer;
    this.#request = request;
    this.#account = account;
  }

  input(bytes: Uint8Array): void {
    this.#pending.push(bytes);
    this.#arrived.emit();
  }

  endInput(): void {
    this.#inputEnded = true;
    this.#arrived.emit();
  }

  resize(size: TerminalSize): void {
    this.#resize(size);
  }

  /** The client is gone. */
  close(): void {
    this.#shell?.signal('SIGHUP');
    this.#process?.signal('SIGTERM');
  }

  *run(process: Process): Task<number> {
    this.#process = process;
    try {
      const shell = this.#request.terminal ? this.#onTerminal(process, this.#request.terminal) : this.#onPipes(process);
      this.#shell = shell;
      process.controlGroup = shell.controlGroup;
      process.thread('input', this.#pump());
      this.status = yield* process.waitFor(shell);
      // What the shell wrote last is still on its way through the pipes.
      yield* process.sleep(1);
    } finally {
      say(this.#listener, `Disconnected from user ${this.#account.name} ${this.#peer.address} port 22`);
      this.output.close();
      this.ended.emit();
    }
    return 0;
  }

  #onTerminal(process: Process, size: TerminalSize): Process {
    const { host } = process;
    const terminal = host.openTerminal(size);
    terminal.onOutput = (bytes) => this.output.send({ stream: 'stdout', bytes });
    this.#resize = (to) => terminal.resize(to);
    this.#deliver = (bytes) => terminal.input(bytes);
    process.argv = [`sshd: ${this.#account.name}@${terminal.name}`];
    if (this.#request.command === undefined)
      terminal.onOutput(encode(loginMessage(host, this.#account, this.#peer.address).replaceAll('\n', '\r\n')));
    return startSession(host, {
      account: this.#account,
      terminal,
      from: this.#peer.address,
      parent: process,
      ...this.#common(),
    });
  }

  #onPipes(process: Process): Process {
    const input = createPipe();
    const output = createPipe();
    const errors = createPipe();
    const ends = new Map<number, OpenFile>([
      [0, input.reader],
      [1, output.writer],
      [2, errors.writer],
    ]);
    const shell = startSession(process.host, {
      account: this.#account,
      descriptors: ends,
      from: this.#peer.address,
      parent: process,
      ...this.#common(),
    });
    for (const end of ends.values()) end.release();
    process.thread('stdout', this.#forward(output.reader, 'stdout'));
    process.thread('stderr', this.#forward(errors.reader, 'stderr'));
    this.#writer = input.writer;
    return shell;
  }

  #common() {
    const { command, environment = new Map<string, string>() } = this.#request;
    const variables = new Map(environment)
      .set('SSH_CLIENT', `${this.#peer.address} 51022 22`)
      .set('SSH_CONNECTION', `${this.#peer.address} 51022 ${this.#listener.network.address} 22`);
    return { ...(command === undefined ? {} : { command }), environment: variables };
  }

  #deliver: ((bytes: Uint8Array) => void) | undefined;
  #writer: OpenFile | undefined;

  *#pump(): Task<void> {
    for (;;) {
      const bytes = this.#pending.shift();
      if (bytes) {
        if (this.#deliver) this.#deliver(bytes);
        else yield* this.#write(bytes);
      } else if (this.#inputEnded) break;
      else yield* wait(this.#arrived.next('input of an ssh session'));
    }
    this.#writer?.release();
  }

  *#write(bytes: Uint8Array): Task<void> {
    try {
      yield* this.#writer!.write(bytes);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error; // the command does not read: what comes is dropped
    }
  }

  *#forward(reader: OpenFile, stream: 'stdout' | 'stderr'): Task<void> {
    for (;;) {
      const bytes = yield* reader.read(32_768);
      if (bytes.length === 0) return;
      this.output.send({ stream, bytes });
    }
  }
}

function say(process: Process, message: string): void {
  const { host } = process;
  findJournal(host.files)?.append({
    time: host.simulation.epoch + host.simulation.now,
    monotonic: host.simulation.now - (host.bootedAt ?? 0),
    boot: host.bootId,
    transport: 'syslog',
    identifier: 'sshd',
    pid: process.pid,
    priority: 6,
    message,
    unit: 'ssh.service',
  });
}
