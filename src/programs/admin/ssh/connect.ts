// How ssh and scp get in: name, address, host key, user key. What goes wrong is said in OpenSSH's words, status 255.

import { decode } from '../../../base/bytes.ts';
import { SystemError } from '../../../linux/errors.ts';
import { findAccount } from '../../../linux/host/accounts.ts';
import { Exit, type Process } from '../../../linux/host/process.ts';
import { NameError, resolve } from '../../../linux/net/resolver.ts';
import { SSH, type SshService } from '../../../linux/net/ssh.ts';
import type { Connection } from '../../../linux/net/stack.ts';
import { publicOf } from '../../../linux/ubuntu/ssh-keys.ts';
import type { Task } from '../../../sim/task.ts';
import { type Settings, settingsFor } from './configuration.ts';

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
}

export const homeOf = (process: Process): string =>
  findAccount(process.files, process.credentials.uid)?.home ?? process.environment.get('HOME') ?? '/';

export function* connectSsh(process: Process, destination: string, wishes: Wishes): Task<Secured> {
  const at = destination.lastIndexOf('@');
  const name = destination.slice(at + 1).replace(/^ssh:\/\//, '');
  const settings = settingsFor(process, homeOf(process), name, wishes.options, wishes.configuration);
  const one = (key: string) => settings.get(key)?.[0];
  const own = findAccount(process.files, process.credentials.uid)?.name ?? 'root';
  const user = at > 0 ? destination.slice(0, at) : (wishes.user ?? one('user') ?? own);
  const target: Target = { user, name, settings };
  const hostname = (one('hostname') ?? name).replaceAll('%h', name);
  const port = Number(wishes.port ?? one('port') ?? 22);
  const address = yield* addressOf(process, hostname);
  const patience = one('connecttimeout') === undefined ? undefined : Number(one('connecttimeout')) * 1000;
  const connection = yield* dial(process, hostname, address, port, patience);
  const service = connection.speak(SSH);
  if (!service) {
    yield* process.complain('kex_exchange_identification: Connection closed by remote host\n');
    return yield* fail(process, `Connection closed by ${address} port ${port}`);
  }
  yield* process.sleep(35);
  yield* checkHostKey(process, target, hostname, address, port, service);
  const keys = yield* publicKeys(process, settings, wishes.identities);
  yield* process.sleep(40);
  if (!service.offerKeys(user, keys))
    return yield* fail(process, `${user}@${hostname}: Permission denied (${service.methods.join(',')}).`);
  return { service, connection, target };
}

function* fail(process: Process, message: string): Task<never> {
  yield* process.complain(`${message}\r\n`.replace('\r\n', process.isTerminal(2) ? '\r\n' : '\n'));
  throw new Exit(255);
}

function* addressOf(process: Process, hostname: string): Task<string> {
  try {
    return (yield* resolve(process, hostname))[0];
  } catch (error) {
    if (!(error instanceof NameError)) throw error;
    return yield* fail(process, `ssh: Could not resolve hostname ${hostname}: ${error.message}`);
  }
}

function* dial(
  process: Process,
  hostname: string,
  address: string,
  port: number,
  patience: number | undefined,
): Task<Connection> {
  try {
    return yield* process.network.connect(address, port, patience === undefined ? {} : { patience });
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    const why = error.message.slice(error.message.lastIndexOf(': ') + 1).trim();
    return yield* fail(process, `ssh: connect to host ${hostname} port ${port}: ${why}`);
  }
}

// ——— the server's key ———

const GLOBAL_KNOWN_HOSTS = '/etc/ssh/ssh_known_hosts';

function* checkHostKey(
  process: Process,
  target: Target,
  hostname: string,
  address: string,
  port: number,
  service: SshService,
): Task<void> {
  const { settings } = target;
  const name = settings.get('hostkeyalias')?.[0] ?? hostname;
  const label = port === 22 ? name : `[${name}]:${port}`;
  const strict = settings.get('stricthostkeychecking')?.[0]?.toLowerCase() ?? 'ask';
  const path = (settings.get('userknownhostsfile')?.[0] ?? `${homeOf(process)}/.ssh/known_hosts`)
    .split(/\s+/)[0]
    .replace(/^~/, homeOf(process));
  const { files } = process;
  const lines = files.exists(path) ? files.readText(path).split('\n') : [];
  const about = (all: readonly string[]) =>
    all
      .map((line) => line.split(/\s+/))
      .filter(([names = '']) => names.split(',').includes(label) || names.split(',').includes(address));
  const known = about(lines);
  const everybodys = files.exists(GLOBAL_KNOWN_HOSTS) ? about(files.readText(GLOBAL_KNOWN_HOSTS).split('\n')) : [];
  const key = service.hostKey.split(' ')[1];
  if ([...known, ...everybodys].some(([, , one]) => one === key)) return;
  if (known.length > 0) {
    const at =
      lines.findIndex((line) =>
        line
          .split(/\s+/)[0]
          .split(',')
          .some((one) => one === label || one === address),
      ) + 1;
    yield* process.complain(changedKey(service.fingerprint, path, at, name));
    if (strict === 'no' || strict === 'off') return;
    yield* process.complain(`Host key for ${name} has changed and you have requested strict checking.\n`);
    return yield* fail(process, 'Host key verification failed.');
  }
  if (strict === 'yes') {
    yield* process.complain(`No ED25519 host key is known for ${label} and you have requested strict checking.\n`);
    return yield* fail(process, 'Host key verification failed.');
  }
  if (strict !== 'no' && strict !== 'off' && strict !== 'accept-new') {
    const whom = name === address ? name : `${name} (${address})`;
    yield* process.complain(
      `The authenticity of host '${whom}' can't be established.\nED25519 key fingerprint is ${service.fingerprint}.\nThis key is not known by any other names.\n`,
    );
    if (settings.get('batchmode')?.[0]?.toLowerCase() === 'yes' || !(yield* saysYes(process, service.fingerprint)))
      return yield* fail(process, 'Host key verification failed.');
  }
  if (path !== '/dev/null') {
    const directory = path.slice(0, path.lastIndexOf('/'));
    const who = process.credentials;
    if (!files.exists(directory)) files.makeDirectory(directory, { recursive: true, mode: 0o700, who });
    files.writeFile(path, `${label} ${service.hostKey}\n`, { append: true, mode: 0o600, who });
  }
  yield* process.complain(`Warning: Permanently added '${label}' (ED25519) to the list of known hosts.\n`);
}

/** Asks at the terminal; without one nobody can say yes. */
function* saysYes(process: Process, fingerprint: string): Task<boolean> {
  const { terminal } = process;
  if (!terminal) return false;
  let question = 'Are you sure you want to continue connecting (yes/no/[fingerprint])? ';
  for (;;) {
    terminal.write(new TextEncoder().encode(question));
    const line = yield* terminal.read(1024);
    const answer = decode(line).trim();
    if (answer === 'yes' || answer === fingerprint) return true;
    if (answer === 'no' || line.length === 0) return false;
    question = "Please type 'yes', 'no' or the fingerprint: ";
  }
}

const changedKey = (
  fingerprint: string,
  path: string,
  line: number,
  name: string,
): string => `@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @
@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
IT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!
Someone could be eavesdropping on you right now (man-in-the-middle attack)!
It is also possible that a host key has just been changed.
The fingerprint for the ED25519 key sent by the remote host is
${fingerprint}.
Please contact your system administrator.
Add correct host key in ${path} to get rid of this message.
Offending ED25519 key in ${path}:${line}
  remove with:
  ssh-keygen -f '${path}' -R '${name}'
`;

// ——— the user's key ———

function* publicKeys(process: Process, settings: Settings, identities: readonly string[]): Task<string[]> {
  const home = homeOf(process);
  const named = [...identities, ...(settings.get('identityfile') ?? [])].map((path) => path.replace(/^~(?=\/)/, home));
  const paths = named.length > 0 ? named : ['id_rsa', 'id_ecdsa', 'id_ed25519'].map((name) => `${home}/.ssh/${name}`);
  const keys: string[] = [];
  for (const path of paths) {
    const absolute = process.absolute(path);
    if (!process.files.exists(absolute, process.credentials)) {
      if (identities.includes(path))
        yield* process.complain(`Warning: Identity file ${path} not accessible: No such file or directory.\n`);
      continue;
    }
    const { mode } = process.files.stat(absolute);
    if (mode & 0o077) {
      yield* process.complain(`@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
@         WARNING: UNPROTECTED PRIVATE KEY FILE!          @
@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
Permissions 0${mode.toString(8)} for '${path}' are too open.
It is required that your private key files are NOT accessible by others.
This private key will be ignored.
Load key "${path}": bad permissions
`);
      continue;
    }
    const key = publicOf(process.files.readText(absolute, process.credentials));
    if (key) keys.push(key);
    else yield* process.complain(`Load key "${path}": error in libcrypto\n`);
  }
  return keys;
}
