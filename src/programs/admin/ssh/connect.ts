// How ssh and scp get in: name, address, host key, user. What goes wrong is said in OpenSSH's words, status 255.

import { SystemError } from '../../../linux/errors.ts';
import { findAccount } from '../../../linux/host/accounts.ts';
import type { Process } from '../../../linux/host/process.ts';
import { NameError, resolve } from '../../../linux/net/resolver.ts';
import { SSH, type SshService } from '../../../linux/net/ssh.ts';
import type { Connection } from '../../../linux/net/stack.ts';
import type { Task } from '../../../sim/task.ts';
import { authenticate } from './authentication.ts';
import { type Settings, settingsFor } from './configuration.ts';
import { homeOf } from './home.ts';
import { checkHostKey, refuse } from './host-key.ts';

export interface Target {
  readonly user: string;
  /** As typed, for messages. */
  readonly name: string;
  readonly settings: Settings;
}

export interface Secured {
  readonly service: SshService;
  readonly connection: Connection;
  readonly target: Target;
}

export interface Wishes {
  readonly options: readonly string[];
  readonly configuration?: string;
  readonly identities: readonly string[];
  readonly port?: string;
  readonly user?: string;
  readonly jump?: string;
}

/** `user@host`, `ssh://user@host:port`. */
export function destinationOf(text: string): { readonly name: string; readonly user?: string; readonly port?: string } {
  const [, uri, rest] = /^(ssh:\/\/)?(.*)$/.exec(text) ?? ['', undefined, text];
  const at = rest.lastIndexOf('@');
  const host = rest.slice(at + 1);
  const [, name, port] = (uri ? /^(.*?)(?::(\d+))?\/?$/.exec(host) : undefined) ?? ['', host, undefined];
  return { name, ...(at > 0 ? { user: rest.slice(0, at) } : {}), ...(port === undefined ? {} : { port }) };
}

export function* connectSsh(process: Process, destination: string, wishes: Wishes): Task<Secured> {
  const { name, user: typedUser, port: typedPort } = destinationOf(destination);
  const home = homeOf(process);
  const settings = settingsFor(process, home, name, wishes.options, wishes.configuration);
  const one = (key: string) => settings.get(key)?.[0];
  const own = findAccount(process.files, process.credentials.uid)?.name ?? 'root';
  const user = typedUser ?? wishes.user ?? one('user') ?? own;
  const hostname = (one('hostname') ?? name).replaceAll('%h', name);
  const port = Number(wishes.port ?? typedPort ?? one('port') ?? 22);
  const jump = wishes.jump ?? one('proxyjump') ?? 'none';
  const reached =
    jump === 'none'
      ? yield* reach(process, hostname, port, settings)
      : yield* reachThrough(process, jump, hostname, port, wishes);
  const { connection, address } = reached;
  const service = connection.speak(SSH);
  if (!service) {
    yield* process.complain('kex_exchange_identification: Connection closed by remote host\n');
    return yield* refuse(process, `Connection closed by ${address} port ${port}`);
  }
  yield* process.sleep(35);
  const alias = one('hostkeyalias') ?? hostname;
  yield* checkHostKey(process, { name: alias, address, port, home, settings }, service);
  const { identities } = wishes;
  yield* authenticate(process, { user, host: hostname, home, settings, identities }, service);
  return { service, connection, target: { user, name, settings } };
}

interface Reached {
  readonly connection: Connection;
  readonly address: string;
}

function* reach(process: Process, hostname: string, port: number, settings: Settings): Task<Reached> {
  const timeout = settings.get('connecttimeout')?.[0];
  const address = yield* addressOf(process, hostname);
  try {
    const patience = timeout === undefined ? {} : { patience: Number(timeout) * 1000 };
    return { address, connection: yield* process.network.connect(address, port, patience) };
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    const why = error.message.slice(error.message.lastIndexOf(': ') + 1).trim();
    return yield* refuse(process, `ssh: connect to host ${hostname} port ${port}: ${why}`);
  }
}

function* addressOf(process: Process, hostname: string): Task<string> {
  try {
    return (yield* resolve(process, hostname))[0];
  } catch (error) {
    if (!(error instanceof NameError)) throw error;
    return yield* refuse(process, `ssh: Could not resolve hostname ${hostname}: ${error.message}`);
  }
}

/** -J: in at the last of the machines named, and on from there. */
function* reachThrough(process: Process, jump: string, hostname: string, port: number, wishes: Wishes): Task<Reached> {
  const hops = jump.split(',');
  const last = hops.pop() ?? '';
  const [, via, hopPort] = /^(.*?)(?::(\d+))?$/.exec(last) ?? ['', last];
  // What was said about the far machine does not count for those on the way.
  const between: Wishes = {
    options: [],
    identities: [],
    ...(wishes.configuration === undefined ? {} : { configuration: wishes.configuration }),
    ...(hopPort === undefined ? {} : { port: hopPort }),
    ...(hops.length > 0 ? { jump: hops.join(',') } : {}),
  };
  const { service } = yield* connectSsh(process, via, between);
  const onwards = yield* service.dial(hostname, port);
  if (typeof onwards !== 'string') return { connection: onwards, address: hostname };
  yield* process.complain(`channel 0: open failed: connect failed: ${onwards}\nstdio forwarding failed\n`);
  return yield* refuse(process, 'Connection closed by UNKNOWN port 65535');
}
