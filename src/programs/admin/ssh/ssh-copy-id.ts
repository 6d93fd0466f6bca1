// ssh-copy-id: puts a public key where it lets its owner in. Somebody must already have a way in for that.

import { SystemError } from '../../../linux/errors.ts';
import { Exit, type ExitCode, type Program } from '../../../linux/host/process.ts';
import { keyBlob } from '../../../linux/ubuntu/ssh-keys.ts';
import type { Task } from '../../../sim/task.ts';
import { tool } from '../tool.ts';
import { connectSsh } from './connect.ts';
import { homeOf } from './home.ts';

const USAGE = `Usage: /usr/bin/ssh-copy-id [-h|-?|-f|-n|-s] [-i [identity_file]] [-p port] [-F alternative ssh_config file] [-t target_path] [[-o <ssh -o options>] ...] [user@]hostname
`;

export const sshCopyId: Program = tool(
  'ssh-copy-id',
  { options: ['i=', 'p=', 'f', 'o=', 'F=', '!n', '!s', '!t=', '!h', '!?'], usageStatus: 1, hint: USAGE },
  function* (run): Task<ExitCode> {
    const { process, files } = run;
    const [destination] = run.operands;
    if (destination === undefined) {
      yield* run.process.complain(USAGE);
      return 1;
    }
    const say = (text: string) => run.say(`/usr/bin/ssh-copy-id: ${text}`);
    const standard = ['id_ed25519', 'id_ecdsa', 'id_rsa'].map((name) => `${homeOf(process)}/.ssh/${name}.pub`);
    const given = run.value('i');
    const shown =
      given === undefined ? standard.find((one) => files.exists(one)) : `${given.replace(/\.pub$/, '')}.pub`;
    if (shown === undefined) {
      yield* say('ERROR: No identities found');
      return 1;
    }
    const path = process.absolute(shown);
    if (!files.exists(path)) {
      yield* say(`ERROR: failed to open ID file '${shown}': No such file`);
      return 1;
    }
    yield* say(`INFO: Source of key(s) to be installed: "${shown}"`);
    const port = run.value('p');
    const configuration = run.value('F');
    const wishes = {
      options: run.values('o'),
      identities: [],
      ...(port === undefined ? {} : { port }),
      ...(configuration === undefined ? {} : { configuration }),
    };
    yield* say('INFO: attempting to log in with the new key(s), to filter out any that are already installed');
    const line = files.readText(path).trim();
    try {
      const { service, target, connection } = yield* connectSsh(process, destination, wishes);
      const there = service.transfer(target.user);
      const authorized = `${there.home}/.ssh/authorized_keys`;
      const text = there.files.exists(authorized) ? there.files.readText(authorized) : '';
      if (text.split('\n').some((one) => keyBlob(one) === keyBlob(line)) && !run.has('f')) {
        connection.close();
        yield* run.say(
          '\n/usr/bin/ssh-copy-id: WARNING: All keys were skipped because they already exist on the remote system.\n\t\t(if you think this is a mistake, you may want to use -f option)\n',
        );
        return 0;
      }
      yield* say('INFO: 1 key(s) remain to be installed -- if you are prompted now it is to install the new keys');
      const { who } = there;
      if (!there.files.exists(`${there.home}/.ssh`))
        there.files.makeDirectory(`${there.home}/.ssh`, { mode: 0o700, who });
      there.files.writeFile(authorized, `${line}\n`, { append: true, mode: 0o600, who });
      connection.close();
    } catch (error) {
      if (error instanceof Exit) return 1;
      if (!(error instanceof SystemError)) throw error;
      yield* say(`ERROR: ${error.message}`);
      return 1;
    }
    const words = [...(port === undefined ? [] : [`-p ${port}`]), `'${destination}'`].join(' ');
    yield* run.print(
      `\nNumber of key(s) added: 1\n\nNow try logging into the machine, with:   "ssh ${words}"\nand check to make sure that only the key(s) you wanted were added.\n\n`,
    );
    return 0;
  },
);
