// How a user gets in: with one of their keys, then with a password where the server takes one.

import { SystemError } from '../../../linux/errors.ts';
import type { Process } from '../../../linux/host/process.ts';
import type { SshService } from '../../../linux/net/ssh.ts';
import { publicOf } from '../../../linux/ubuntu/ssh-keys.ts';
import type { Task } from '../../../sim/task.ts';
import { askUnseen } from '../accounts/secret.ts';
import { keysOfAgent } from './agent.ts';
import type { Settings } from './configuration.ts';
import { refuse } from './host-key.ts';
import { unprotected } from './unprotected-key.ts';

export interface Login {
  readonly user: string;
  readonly host: string;
  readonly home: string;
  readonly settings: Settings;
  /** From -i. */
  readonly identities: readonly string[];
}

/** Ends the program when there is no way in. */
export function* authenticate(process: Process, login: Login, service: SshService): Task<void> {
  const { user, host, settings } = login;
  const one = (key: string) => settings.get(key)?.[0]?.toLowerCase();
  if (service.methods.includes('publickey') && one('pubkeyauthentication') !== 'no') {
    const keys = [
      ...(one('identitiesonly') === 'yes' ? [] : keysOfAgent(process)),
      ...(yield* keysInFiles(process, login)),
    ];
    yield* process.sleep(40);
    if (service.offerKeys(user, keys)) return;
  }
  const { terminal } = process;
  const asks =
    service.methods.includes('password') && one('passwordauthentication') !== 'no' && one('batchmode') !== 'yes';
  if (asks && terminal) {
    const most = Number(settings.get('numberofpasswordprompts')?.[0] ?? 3);
    for (let attempt = 1; attempt <= most; attempt++) {
      const password = yield* askUnseen(terminal, `${user}@${host}'s password: `);
      if (password === undefined) break;
      if (service.offerPassword(user, password)) return;
      // PAM makes whoever guesses wait.
      yield* process.sleep(2_000);
      if (attempt < most) yield* process.complain('Permission denied, please try again.\n');
    }
  }
  yield* refuse(process, `${user}@${host}: Permission denied (${service.methods.join(',')}).`);
}

const STANDARD = ['id_rsa', 'id_ecdsa', 'id_ed25519'];

function* keysInFiles(process: Process, { settings, identities, home }: Login): Task<string[]> {
  const named = [...identities, ...(settings.get('identityfile') ?? [])].map((path) =>
    path.replace(/^(?:~(?=\/)|%d)/, home),
  );
  const paths = named.length > 0 ? named : STANDARD.map((name) => `${home}/.ssh/${name}`);
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
      yield* process.complain(unprotected(path, mode));
      continue;
    }
    let text: string;
    try {
      text = process.files.readText(absolute, process.credentials);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      yield* process.complain(`Load key "${path}": Permission denied\n`);
      continue;
    }
    const key = publicOf(text);
    if (key) keys.push(key);
    else yield* process.complain(`Load key "${path}": error in libcrypto\n`);
  }
  return keys;
}
