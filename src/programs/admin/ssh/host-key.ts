// Whether the other side is who it was: its key against known_hosts, the question for a new one, the warning for a
// changed one.

import { decode, encode } from '../../../base/bytes.ts';
import { Exit, type Process } from '../../../linux/host/process.ts';
import type { SshService } from '../../../linux/net/ssh.ts';
import type { Task } from '../../../sim/task.ts';
import type { Settings } from './configuration.ts';
import { hashedName, isAbout, type KnownHost, keyName, labelOf, parseKnownHosts } from './known-hosts.ts';

export interface Contact {
  /** As the configuration names it: HostKeyAlias, HostName, or what was typed. */
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly home: string;
  readonly settings: Settings;
}

/** A complaint in ssh's way, and status 255. Without a terminal lines end as files want them. */
export function* refuse(process: Process, message: string): Task<never> {
  yield* process.complain(`${message}${process.isTerminal(2) ? '\r\n' : '\n'}`);
  throw new Exit(255);
}

const GLOBAL_FILE = '/etc/ssh/ssh_known_hosts';

export function* checkHostKey(process: Process, contact: Contact, service: SshService): Task<void> {
  const { settings, port, name, address } = contact;
  const one = (key: string) => settings.get(key)?.[0];
  const label = labelOf(name, port);
  const labels = [label, labelOf(address, port)];
  const strict = one('stricthostkeychecking')?.toLowerCase() ?? 'ask';
  const path = (one('userknownhostsfile') ?? `${contact.home}/.ssh/known_hosts`)
    .split(/\s+/)[0]
    .replace(/^~/, contact.home);
  const own = knownIn(process, path);
  const everybodys = knownIn(process, GLOBAL_FILE);
  const key = service.hostKey.split(' ')[1];
  const isKnown = (host: KnownHost) => labels.some((name) => isAbout(host, name));
  if ([...own, ...everybodys].some((host) => isKnown(host) && host.blob === key)) return;
  const offending = own.find((host) => isAbout(host, label)) ?? own.find(isKnown);
  if (offending) {
    yield* process.complain(changedKey(service.fingerprint, path, offending, label));
    if (strict === 'no' || strict === 'off') {
      yield* process.complain(
        'Password authentication is disabled to avoid man-in-the-middle attacks.\nKeyboard-interactive authentication is disabled to avoid man-in-the-middle attacks.\n',
      );
      return;
    }
    yield* process.complain(`Host key for ${label} has changed and you have requested strict checking.\n`);
    return yield* refuse(process, 'Host key verification failed.');
  }
  if (strict === 'yes') {
    yield* process.complain(`No ED25519 host key is known for ${label} and you have requested strict checking.\n`);
    return yield* refuse(process, 'Host key verification failed.');
  }
  if (strict !== 'no' && strict !== 'off' && strict !== 'accept-new') {
    const whom =
      label === address ? label : port === 22 ? `${name} (${address})` : `${label} (${labelOf(address, port)})`;
    const others = own.filter((host) => host.blob === key);
    yield* process.complain(
      `The authenticity of host '${whom}' can't be established.\nED25519 key fingerprint is ${service.fingerprint}.\n${otherNames(others, path, contact.home)}`,
    );
    const isBatch = one('batchmode')?.toLowerCase() === 'yes';
    if (isBatch || !(yield* saysYes(process, service.fingerprint)))
      return yield* refuse(process, 'Host key verification failed.');
  }
  const hashes = one('hashknownhosts')?.toLowerCase() === 'yes';
  remember(process, path, `${hashes ? hashedName(process.simulation.random, label) : label} ${service.hostKey}`);
  yield* process.complain(`Warning: Permanently added '${label}' (ED25519) to the list of known hosts.\n`);
}

const knownIn = ({ files }: Process, path: string): KnownHost[] =>
  files.exists(path) ? parseKnownHosts(files.readText(path)) : [];

function remember(process: Process, path: string, line: string): void {
  if (path === '/dev/null') return;
  const { files, credentials: who } = process;
  const directory = path.slice(0, path.lastIndexOf('/'));
  if (!files.exists(directory)) files.makeDirectory(directory, { recursive: true, mode: 0o700, who });
  files.writeFile(path, `${line}\n`, { append: true, mode: 0o600, who });
}

function otherNames(hosts: readonly KnownHost[], path: string, home: string): string {
  if (hosts.length === 0) return 'This key is not known by any other names.\n';
  const shown = path.replace(home, '~');
  const lines = hosts.map(
    ({ line, names }) => `    ${shown}:${line}: ${names.startsWith('|') ? '[hashed name]' : names}\n`,
  );
  return `This host key is known by the following other names/addresses:\n${lines.join('')}`;
}

/** Asks at the terminal; without one nobody can say yes. */
function* saysYes(process: Process, fingerprint: string): Task<boolean> {
  const { terminal } = process;
  if (!terminal) return false;
  let question = 'Are you sure you want to continue connecting (yes/no/[fingerprint])? ';
  for (;;) {
    terminal.write(encode(question));
    const line = yield* terminal.read(1024);
    const answer = decode(line).trim();
    if (answer.toLowerCase() === 'yes' || answer === fingerprint) return true;
    if (answer.toLowerCase() === 'no' || line.length === 0) return false;
    question = "Please type 'yes', 'no' or the fingerprint: ";
  }
}

const changedKey = (
  fingerprint: string,
  path: string,
  { line, type }: KnownHost,
  label: string,
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
Offending ${keyName(type)} key in ${path}:${line}
  remove with:
  ssh-keygen -f '${path}' -R '${label}'
`;
