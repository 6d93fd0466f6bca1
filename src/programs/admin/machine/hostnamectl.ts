// hostnamectl and timedatectl: what the machine is called and what time it has.

import { strftime } from '../../../base/strftime.ts';
import type { ExitCode, Process, Program } from '../../../linux/host/process.ts';
import { machineId } from '../../../linux/systemd/journal.ts';
import { connectSystemd } from '../../../linux/systemd/protocol.ts';
import type { Task } from '../../../sim/task.ts';
import { type Tool, tool } from '../tool.ts';

/** `label: value` lines with the colons below each other. */
const page = (rows: readonly (readonly [string, string])[]): string => {
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.map(([label, value]) => `${label.padStart(width)}: ${value}\n`).join('');
};

const unquoted = (text: string, name: string): string =>
  new RegExp(`^${name}="?([^"\\n]*)"?$`, 'm').exec(text)?.[1] ?? '';

/** Both ask a service over D-Bus, which somebody must have started. */
function* withoutSystemd(run: Tool): Task<ExitCode> {
  yield* run.say("System has not been booted with systemd as init system (PID 1). Can't operate.");
  return yield* run.failPlainly('Failed to connect to bus: Host is down');
}

const HOSTNAME_CHANGES = new Set(['set-hostname', 'icon-name', 'chassis', 'deployment', 'location']);

export const hostnamectl: Program = tool(
  'hostnamectl',
  {
    options: [
      'static',
      'transient',
      'pretty',
      'no-ask-password',
      'version',
      'h,help',
      '!H,host=',
      '!M,machine=',
      '!json=',
      '!j',
    ],
  },
  function* (run) {
    if (run.has('version')) {
      yield* run.print('systemd 255 (255.4-1ubuntu8.12)\n');
      return 0;
    }
    if (run.has('help')) return yield* run.notSimulated('--help');
    const [verb = 'status', ...words] = run.operands;
    const { process } = run;
    if (!connectSystemd(process)) return yield* withoutSystemd(run);
    if (verb === 'hostname' && words.length === 0) {
      yield* run.print(run.has('pretty') ? '\n' : `${process.namespaces.hostname}\n`);
      return 0;
    }
    if (verb === 'status' && (run.has('static') || run.has('transient'))) {
      yield* run.print(`${process.namespaces.hostname}\n`);
      return 0;
    }
    if (verb === 'status') {
      yield* run.print(page(identity(process)));
      return 0;
    }
    if (verb === 'hostname' || HOSTNAME_CHANGES.has(verb)) return yield* run.notSimulated(run.operands.join(' '));
    return yield* run.failPlainly(`Unknown command verb '${verb}'.`);
  },
);

function identity(process: Process): (readonly [string, string])[] {
  const { files, host } = process;
  return [
    ['Static hostname', host.namespaces.hostname],
    ['Icon name', 'computer-vm'],
    ['Chassis', 'vm 🖴'],
    ['Machine ID', machineId(files)],
    ['Boot ID', host.bootId.replaceAll('-', '')],
    ['Virtualization', 'kvm'],
    ['Operating System', unquoted(files.readText('/etc/os-release'), 'PRETTY_NAME')],
    ['Kernel', `Linux ${files.readText('/proc/sys/kernel/osrelease').trim()}`],
    ['Architecture', 'x86-64'],
    ['Hardware Vendor', 'QEMU'],
    ['Hardware Model', 'Standard PC _Q35 + ICH9, 2009_'],
  ];
}

const TIME_CHANGES = new Set([
  'set-time',
  'set-timezone',
  'set-local-rtc',
  'set-ntp',
  'list-timezones',
  'timesync-status',
  'show-timesync',
  'ntp-servers',
  'revert',
]);

export const timedatectl: Program = tool(
  'timedatectl',
  {
    options: [
      'p,property=',
      'a,all',
      'value',
      'no-pager',
      'no-ask-password',
      'version',
      'h,help',
      '!H,host=',
      '!M,machine=',
      '!monitor',
      '!adjust-system-clock',
    ],
  },
  function* (run) {
    if (run.has('version')) {
      yield* run.print('systemd 255 (255.4-1ubuntu8.12)\n');
      return 0;
    }
    if (run.has('help')) return yield* run.notSimulated('--help');
    const [verb = 'status'] = run.operands;
    const { process } = run;
    const systemd = connectSystemd(process);
    if (!systemd) return yield* withoutSystemd(run);
    const now = process.simulation.epoch + process.simulation.now;
    const keepsTime = systemd.status('systemd-timesyncd.service').active === 'active';
    const answer = (yes: boolean) => (yes ? 'yes' : 'no');
    if (verb === 'status') {
      yield* run.print(
        page([
          ['Local time', strftime('%a %Y-%m-%d %H:%M:%S UTC', now)],
          ['Universal time', strftime('%a %Y-%m-%d %H:%M:%S UTC', now)],
          ['RTC time', strftime('%a %Y-%m-%d %H:%M:%S', now)],
          ['Time zone', 'Etc/UTC (UTC, +0000)'],
          ['System clock synchronized', answer(keepsTime)],
          ['NTP service', keepsTime ? 'active' : 'inactive'],
          ['RTC in local TZ', 'no'],
        ]),
      );
      return 0;
    }
    if (verb === 'show') {
      const properties: readonly (readonly [string, string])[] = [
        ['Timezone', 'Etc/UTC'],
        ['LocalRTC', 'no'],
        ['CanNTP', 'yes'],
        ['NTP', answer(keepsTime)],
        ['NTPSynchronized', answer(keepsTime)],
        ['TimeUSec', strftime('%a %Y-%m-%d %H:%M:%S UTC', now)],
        ['RTCTimeUSec', strftime('%a %Y-%m-%d %H:%M:%S UTC', now)],
      ];
      const wanted = run.values('property').flatMap((one) => one.split(','));
      for (const [name, value] of properties)
        if (wanted.length === 0 || wanted.includes(name))
          yield* run.print(run.has('value') ? `${value}\n` : `${name}=${value}\n`);
      return 0;
    }
    if (TIME_CHANGES.has(verb)) return yield* run.notSimulated(run.operands.join(' '));
    return yield* run.failPlainly(`Unknown command verb '${verb}'.`);
  },
);
