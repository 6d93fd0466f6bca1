// ssh-agent holds keys for a login, ssh-add fills it, ssh asks it. They meet at the socket that SSH_AUTH_SOCK names.

import { SystemError } from '../../../linux/errors.ts';
import type { Process, Program } from '../../../linux/host/process.ts';
import { application } from '../../../linux/net/stack.ts';
import { fingerprint, publicLineOf } from '../../../linux/ubuntu/ssh-keys.ts';
import { type Task, wait } from '../../../sim/task.ts';
import { Signal } from '../../../sim/waits.ts';
import { type Tool, tool } from '../tool.ts';
import { homeOf } from './home.ts';
import { keyName } from './known-hosts.ts';
import { unprotected } from './unprotected-key.ts';

interface AgentService {
  /** Whole public key lines. */
  readonly keys: readonly string[];
  add(line: string): void;
  remove(line: string): boolean;
  removeAll(): void;
}

const AGENT = application<AgentService>('ssh-agent');

function agentOf(process: Process): AgentService | undefined {
  const path = process.environment.get('SSH_AUTH_SOCK');
  if (!path || !process.files.exists(path, process.credentials)) return undefined;
  try {
    return process.network.connectUnix(path).speak(AGENT);
  } catch (error) {
    if (error instanceof SystemError) return undefined;
    throw error;
  }
}

/** What the agent can log in with. */
export const keysOfAgent = (process: Process): string[] =>
  (agentOf(process)?.keys ?? []).map((line) => line.split(' ')[1]);

// ——— ssh-agent ———

export const sshAgent: Program = tool(
  'ssh-agent',
  { options: ['s', 'k', 'D', '!c', '!a=', '!d', '!E=', '!O=', '!P=', '!t='], stopAtOperand: true },
  function* (run) {
    const { process } = run;
    if (run.has('k')) return yield* endAgent(run);
    if (run.has('D')) return yield* run.notSimulated('-D');
    const directory = `/tmp/ssh-${process.simulation.random.text(12, LETTERS)}`;
    const path = `${directory}/agent.${process.pid}`;
    run.files.makeDirectory(directory, { mode: 0o700, who: process.credentials });
    run.files.writeFile(path, '', { mode: 0o600, who: process.credentials });
    const agent = process.host.spawn(
      {
        argv: ['ssh-agent'],
        path: '/usr/bin/ssh-agent',
        program: serve(path),
        session: { terminal: undefined },
        descriptors: new Map(),
      },
      process.host.processes.get(1) ?? process,
    );
    if (run.operands.length > 0) {
      const environment = new Map(process.environment)
        .set('SSH_AUTH_SOCK', path)
        .set('SSH_AGENT_PID', String(agent.pid));
      const { code } = yield* process.run({ argv: run.operands, environment });
      agent.signal('SIGTERM');
      return code;
    }
    yield* run.print(
      `SSH_AUTH_SOCK=${path}; export SSH_AUTH_SOCK;\nSSH_AGENT_PID=${agent.pid}; export SSH_AGENT_PID;\necho Agent pid ${agent.pid};\n`,
    );
    return 0;
  },
);

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

const serve = (path: string): Program =>
  function* (process) {
    const keys: string[] = [];
    const service: AgentService = {
      keys,
      add: (line) => {
        if (!keys.includes(line)) keys.push(line);
      },
      remove: (line) => {
        const at = keys.findIndex((one) => one.split(' ')[1] === line.split(' ')[1]);
        if (at >= 0) keys.splice(at, 1);
        return at >= 0;
      },
      removeAll: () => {
        keys.length = 0;
      },
    };
    process.network.listenUnix(path, { application: AGENT, owner: process, accept: () => service });
    process.atExit(() => {
      if (process.files.exists(path)) process.files.unlink(path);
    });
    const ended = new Signal();
    yield* wait(ended.next('ssh-agent'));
    return 0;
  };

function* endAgent(run: Tool): Task<number> {
  const text = run.process.environment.get('SSH_AGENT_PID');
  if (text === undefined) return yield* run.failPlainly('SSH_AGENT_PID not set, cannot kill agent');
  const agent = run.process.host.processes.get(Number(text));
  if (!agent) return yield* run.failPlainly('kill: No such process');
  agent.signal('SIGTERM');
  yield* run.print(`unset SSH_AUTH_SOCK;\nunset SSH_AGENT_PID;\necho Agent pid ${text} killed;\n`);
  return 0;
}

// ——— ssh-add ———

export const sshAdd: Program = tool(
  'ssh-add',
  {
    options: [
      'l',
      'L',
      'd',
      'D',
      'q',
      '!c',
      '!C',
      '!E=',
      '!e=',
      '!H=',
      '!h=',
      '!K',
      '!k',
      '!s=',
      '!S=',
      '!T=',
      '!t=',
      '!v',
      '!x',
      '!X',
    ],
  },
  function* (run) {
    const agent = agentOf(run.process);
    if (!agent) return yield* run.failPlainly('Could not open a connection to your authentication agent.', 2);
    if (run.has('l') || run.has('L')) {
      if (agent.keys.length === 0) {
        yield* run.print('The agent has no identities.\n');
        return 1;
      }
      yield* run.print(agent.keys.map((line) => `${run.has('L') ? line : summary(line)}\n`).join(''));
      return 0;
    }
    if (run.has('D')) {
      agent.removeAll();
      yield* run.say('All identities removed.');
      return 0;
    }
    const standard = ['id_rsa', 'id_ecdsa', 'id_ed25519'].map((name) => `${homeOf(run.process)}/.ssh/${name}`);
    const paths = run.operands.length > 0 ? run.operands : standard.filter((path) => run.files.exists(path));
    let code = paths.length > 0 ? 0 : 1;
    for (const path of paths) code = (yield* addOne(run, agent, path)) ? code : 1;
    return code;
  },
);

function* addOne(run: Tool, agent: AgentService, path: string): Task<boolean> {
  const absolute = run.process.absolute(path);
  if (!run.files.exists(absolute, run.process.credentials)) {
    yield* run.say(`${path}: No such file or directory`);
    return false;
  }
  const { mode } = run.files.stat(absolute);
  if (mode & 0o077) {
    yield* run.process.complain(unprotected(path, mode).replace(/Load key.*\n/, ''));
    return false;
  }
  const line = publicLineOf(run.files.readText(absolute, run.process.credentials));
  if (line === undefined) {
    yield* run.say(`Error loading key "${path}": error in libcrypto`);
    return false;
  }
  const comment = line.split(' ').slice(2).join(' ') || path;
  if (run.has('d')) {
    if (!agent.remove(line)) {
      yield* run.say(`Could not remove identity "${path}": agent refused operation`);
      return false;
    }
    yield* run.say(`Identity removed: ${path} ${keyName(line.split(' ')[0])} (${comment})`);
    return true;
  }
  agent.add(line);
  if (!run.has('q')) yield* run.say(`Identity added: ${path} (${comment})`);
  return true;
}

function summary(line: string): string {
  const [type, blob, ...comment] = line.split(' ');
  const bits = type === 'ssh-rsa' ? Math.floor((blob.length * 3) / 4 / 128) * 1024 : 256;
  return `${bits} ${fingerprint(blob)} ${comment.join(' ')} (${keyName(type)})`;
}
