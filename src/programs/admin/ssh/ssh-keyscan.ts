// ssh-keyscan: asks machines for their host keys, to fill known_hosts without having been there.

import { SystemError } from '../../../linux/errors.ts';
import type { Program } from '../../../linux/host/process.ts';
import { NameError, resolve } from '../../../linux/net/resolver.ts';
import { SSH } from '../../../linux/net/ssh.ts';
import type { Task } from '../../../sim/task.ts';
import { type Tool, tool } from '../tool.ts';
import { hashedName, labelOf } from './known-hosts.ts';

export const sshKeyscan: Program = tool(
  'ssh-keyscan',
  {
    options: ['t=', 'p=', 'T=', 'H', 'q', '4', '6', 'f=', 'v', '!c', '!D', '!O='],
    hint: 'usage: ssh-keyscan [-46cDHqv] [-f file] [-O option] [-p port] [-T timeout]\n                   [-t type] [host | addrlist namelist]\n',
  },
  function* (run) {
    const file = run.value('f');
    const listed =
      file === undefined ? [] : run.files.readText(run.process.absolute(file)).split(/\s+/).filter(Boolean);
    const hosts = [...listed, ...run.operands].flatMap((word) => word.split(','));
    if (hosts.length === 0) {
      yield* run.process.complain(
        'usage: ssh-keyscan [-46cDHqv] [-f file] [-O option] [-p port] [-T timeout]\n                   [-t type] [host | addrlist namelist]\n',
      );
      return 1;
    }
    let found = false;
    for (const host of hosts) if (yield* scan(run, host)) found = true;
    return found ? 0 : 1;
  },
);

function* scan(run: Tool, host: string): Task<boolean> {
  const { process } = run;
  const port = Number(run.value('p') ?? 22);
  try {
    const [address] = yield* resolve(process, host);
    const patience = Number(run.value('T') ?? 5) * 1000;
    const connection = yield* process.network.connect(address, port, { patience });
    const service = connection.speak(SSH);
    connection.close();
    if (!service) return false;
    if (!run.has('q')) yield* run.say(`# ${host}:${port} SSH-2.0-OpenSSH_9.6p1 Ubuntu-3ubuntu13.14`);
    const types = run.value('t')?.split(',') ?? ['ed25519'];
    if (!types.includes('ed25519')) return true;
    const label = labelOf(host, port);
    yield* run.print(`${run.has('H') ? hashedName(process.simulation.random, label) : label} ${service.hostKey}\n`);
    return true;
  } catch (error) {
    if (error instanceof NameError) yield* run.say(`getaddrinfo ${host}: ${error.message}`);
    else if (!(error instanceof SystemError)) throw error;
    return false;
  }
}
