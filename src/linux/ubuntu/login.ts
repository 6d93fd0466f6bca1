// A login: a shell on a terminal, as getty and sshd start one, known to logind.

import { SystemError } from '../errors.ts';
import type { OpenFile } from '../files/open-file.ts';
import { type Account, credentialsOf, findAccount } from '../host/accounts.ts';
import type { Host } from '../host/host.ts';
import { placeTerminal, removeTerminal } from '../host/kernel-files.ts';
import type { Process } from '../host/process.ts';
import { SYSTEMD, SYSTEMD_SOCKET, type SystemdService } from '../systemd/protocol.ts';
import type { Terminal, TerminalSize } from '../terminal/terminal.ts';
import { recordLogin, recordLogout } from './wtmp.ts';

export interface Login {
  readonly terminal: Terminal;
  readonly process: Process;
}

export interface SessionRequest {
  readonly account: Account;
  /** Where stdin, stdout and stderr go when there is no terminal. */
  readonly descriptors?: ReadonlyMap<number, OpenFile>;
  readonly terminal?: Terminal;
  /** Run by the login shell with `-c`; missing: an interactive login. */
  readonly command?: string;
  readonly environment?: ReadonlyMap<string, string>;
  /** Address the user comes from. */
  readonly from?: string;
  /** The process that starts the session: sshd's child, or process 1. */
  readonly parent?: Process;
}

/** Sits a user down at a prompt: the login shell of /etc/passwd on a new terminal. */
export function openLogin(host: Host, user: string, size: TerminalSize): Login {
  const account = findAccount(host.files, user);
  if (!account) throw new SystemError('ENOENT', user);
  const terminal = host.openTerminal(size);
  return { terminal, process: startSession(host, { account, terminal }) };
}

/** Starts the shell of a session and registers it with logind until it ends. */
export function startSession(host: Host, request: SessionRequest): Process {
  const { account, terminal, command } = request;
  const { files } = host;
  const credentials = credentialsOf(files, account);
  const init = connectInit(host);
  if (terminal) placeTerminal(files, terminal, account);
  const parent = request.parent ?? host.processes.get(1);
  const session = init?.openSession({
    user: account.name,
    uid: account.uid,
    terminal,
    from: request.from ?? '',
  });
  const name = account.shell.slice(account.shell.lastIndexOf('/') + 1);
  const slave = terminal?.open();
  const descriptors = slave
    ? new Map([0, 1, 2].map((number): [number, OpenFile] => [number, slave]))
    : request.descriptors;
  const process = host.spawn(
    {
      argv: command === undefined ? [`-${name}`] : [name, '-c', command],
      path: account.shell,
      environment: loginEnvironment(host, account, request, session?.id),
      directory: files.isDirectory(account.home) ? account.home : '/',
      credentials,
      ...(descriptors ? { descriptors } : {}),
      session: { terminal },
      umask: account.uid === 0 ? 0o022 : 0o002,
      controlGroup: session?.scope ?? '/user.slice',
    },
    parent,
  );
  if (terminal) terminal.foreground = process.pid;
  slave?.release();
  if (terminal)
    recordLogin(host, { user: account.name, line: terminal.name, from: request.from ?? '', pid: process.pid });
  process.atExit(() => {
    if (session) init?.closeSession(session.id);
    if (!terminal) return;
    recordLogout(host, terminal.name, process.pid);
    removeTerminal(files, terminal);
    terminal.hangUp();
  });
  return process;
}

export function connectInit(host: Host): SystemdService | undefined {
  if (!host.files.exists(SYSTEMD_SOCKET)) return undefined;
  try {
    return host.network.connectUnix(SYSTEMD_SOCKET).speak(SYSTEMD);
  } catch (error) {
    if (error instanceof SystemError) return undefined; // the file is there, nobody listens
    throw error;
  }
}

/** What PAM and login set: little, and nothing of the caller's. */
function loginEnvironment(
  host: Host,
  account: Account,
  request: SessionRequest,
  session?: string,
): Map<string, string> {
  const environment = new Map([
    ['HOME', account.home],
    ['LANG', 'C.UTF-8'],
    ['LOGNAME', account.name],
    ['PATH', loginPath(host)],
    ['SHELL', account.shell],
    ['USER', account.name],
  ]);
  if (request.terminal) environment.set('TERM', 'xterm-256color');
  if (session) {
    environment.set('XDG_SESSION_ID', session);
    environment.set('XDG_SESSION_TYPE', 'tty');
    environment.set('XDG_RUNTIME_DIR', `/run/user/${account.uid}`);
  }
  for (const [name, value] of request.environment ?? []) environment.set(name, value);
  return environment;
}

/** PATH of /etc/environment, as pam_env reads it. */
export function loginPath(host: Host): string {
  const text = host.files.exists('/etc/environment') ? host.files.readText('/etc/environment') : '';
  return /^PATH="?([^"\n]*)"?$/m.exec(text)?.[1] ?? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
}
