// ipmitool: switches machines on and off through their management controllers, as in a machine room.

import { SystemError } from '../../linux/errors.ts';
import type { Process, Program } from '../../linux/host/process.ts';
import { application } from '../../linux/net/stack.ts';
import type { Task } from '../../sim/task.ts';

/** What a management controller does for whoever knows its password. */
export interface PowerControl {
  isOn(): boolean;
  on(): void;
  off(): void;
  reset(): void;
}

export const POWER_CONTROL = application<PowerControl>('ipmi');

const USAGE = `usage: ipmitool [options...] <command>

       -I intf        Interface to use (lanplus)
       -H hostname    Remote host name for LAN interface
       -U username    Remote session username
       -P password    Remote session password

Commands:
       power          Shortcut to chassis power commands
       chassis        Get chassis status and set power state
`;

const VALUED = new Set(['-I', '-H', '-U', '-P', '-p', '-L']);

export const ipmitool: Program = function* (process) {
  const options = new Map<string, string>();
  let [, ...words] = process.argv;
  while (words[0]?.startsWith('-')) {
    if (words[0] === '-h') {
      yield* process.print(USAGE);
      return 0;
    }
    if (!VALUED.has(words[0])) {
      yield* process.complain(`ipmitool: invalid option -- '${words[0].slice(1)}'\n${USAGE}`);
      return 1;
    }
    options.set(words[0], words[1] ?? '');
    words = words.slice(2);
  }
  if (words[0] === 'chassis') words = words.slice(1);
  const [command, verb] = words;
  if (command !== 'power' || !verb) {
    yield* process.complain(command ? `Invalid command: ${words.join(' ')}\n` : USAGE);
    return 1;
  }
  const host = options.get('-H');
  if (!host) {
    yield* process.complain(
      'cka-lab: not simulated: ipmitool without -H (this machine has no controller of its own to talk to)\n',
    );
    return 1;
  }
  const control = yield* reach(process, host);
  if (!control) {
    yield* process.complain('Error: Unable to establish IPMI v2 / RMCP+ session\n');
    return 1;
  }
  return yield* act(process, control, verb);
};

function* reach(process: Process, name: string): Task<PowerControl | undefined> {
  const line = process.files
    .readText('/etc/hosts')
    .split('\n')
    .map((one) => one.split(/\s+/))
    .find(([, ...names]) => names.includes(name));
  try {
    const connection = yield* process.network.connect(line?.[0] ?? name, 623, { transport: 'udp', patience: 5000 });
    return connection.speak(POWER_CONTROL);
  } catch (error) {
    if (error instanceof SystemError) return undefined;
    throw error;
  }
}

function* act(process: Process, control: PowerControl, verb: string): Task<number> {
  switch (verb) {
    case 'status':
      yield* process.print(`Chassis Power is ${control.isOn() ? 'on' : 'off'}\n`);
      return 0;
    case 'on':
      control.on();
      yield* process.print('Chassis Power Control: Up/On\n');
      return 0;
    case 'off':
      yield* process.print('Chassis Power Control: Down/Off\n');
      control.off();
      return 0;
    case 'cycle':
    case 'reset':
      if (!control.isOn()) {
        yield* process.complain(
          `Set Chassis Power Control to ${verb === 'cycle' ? 'Cycle' : 'Reset'} failed: Command not supported in present state\n`,
        );
        return 1;
      }
      yield* process.print(`Chassis Power Control: ${verb === 'cycle' ? 'Cycle' : 'Reset'}\n`);
      control.reset();
      return 0;
    default:
      yield* process.complain(`Invalid chassis power command: ${verb}\n`);
      return 1;
  }
}
