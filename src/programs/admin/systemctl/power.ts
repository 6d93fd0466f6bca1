// reboot, poweroff, halt and shutdown: the word to everybody logged in, then process 1 is told.

import { encode } from '../../../base/bytes.ts';
import { userName } from '../../../linux/host/accounts.ts';
import type { ExitCode, Process, Program } from '../../../linux/host/process.ts';
import { connectSystemd, type ShutdownKind, type SystemdService } from '../../../linux/systemd/protocol.ts';
import { formatTimestamp } from '../../../linux/systemd/time-span.ts';
import type { Task } from '../../../sim/task.ts';
import { type Tool, tool } from '../tool.ts';
import type { Command } from './systemctl.ts';

const SENTENCES: Readonly<Record<ShutdownKind, string>> = { reboot: 'reboot', poweroff: 'power off', halt: 'halt' };

export function* powerVerb({ tool: run, process, systemd, verb }: Command): Task<ExitCode> {
  const kind: ShutdownKind = verb === 'reboot' ? 'reboot' : verb === 'halt' ? 'halt' : 'poweroff';
  if (!run.isRoot) {
    yield* run.say(
      `Call to ${kind === 'reboot' ? 'Reboot' : kind === 'halt' ? 'Halt' : 'PowerOff'} failed: Interactive authentication required.`,
    );
    return 1;
  }
  return yield* goDown(process, systemd, kind, run.has('no-wall'), run.values('force').length > 1);
}

const LOGIND_IS_BUSY = 400;

function* goDown(
  process: Process,
  systemd: SystemdService,
  kind: ShutdownKind,
  quiet: boolean,
  byForce: boolean,
): Task<ExitCode> {
  if (!quiet) wall(process, systemd, `The system will ${SENTENCES[kind]} now!`);
  if (byForce) {
    // --force --force asks nobody: like pulling the plug.
    const { host, simulation } = process;
    simulation.schedule(0, `forced ${kind}`, () => {
      host.powerOff();
      if (kind === 'reboot') simulation.schedule(6_000, 'firmware', () => (host.isOn ? undefined : host.powerOn()));
    });
    return 0;
  }
  systemd.shutDown(kind, userName(process.files, process.credentials.uid));
  // A session without a terminal (`ssh node01 sudo reboot`) is closed by logind, which has other things to do now:
  // it ends with the connection.
  if (!process.terminal) yield* process.sleep(LOGIND_IS_BUSY);
  return 0;
}

/** wall(1): a message on every terminal somebody is logged in at. */
export function wall(process: Process, systemd: SystemdService, message: string): void {
  const now = process.simulation.epoch + process.simulation.now;
  const from = process.terminal ? ` on ${process.terminal.name}` : '';
  const sender = `${userName(process.files, process.credentials.uid)}@${process.namespaces.hostname}${from}`;
  const text = `\r\nBroadcast message from ${sender} (${formatTimestamp(now)}):\r\n\r\n${message}\r\n\r\n`;
  for (const { terminal } of systemd.sessions) terminal?.onOutput(encode(text));
}

const kindOf = (name: string, run: Tool): ShutdownKind => {
  if (run.has('reboot')) return 'reboot';
  if (run.has('poweroff')) return 'poweroff';
  if (run.has('halt')) return 'halt';
  return name === 'reboot' ? 'reboot' : name === 'halt' ? 'halt' : 'poweroff';
};

function* ask(run: Tool): Task<SystemdService> {
  const systemd = connectSystemd(run.process);
  if (!systemd) {
    yield* run.say("System has not been booted with systemd as init system (PID 1). Can't operate.");
    return yield* run.failPlainly('Failed to connect to bus: Host is down');
  }
  return systemd;
}

const immediate = (name: string): Program =>
  tool(
    name,
    { options: ['f,force', 'w,wtmp-only', 'no-wtmp', 'n,no-sync', 'no-wall', 'halt', 'p,poweroff', 'reboot', 'd'] },
    function* (run) {
      const systemd = yield* ask(run);
      if (run.has('wtmp-only')) return 0;
      const kind = kindOf(name, run);
      if (!run.isRoot) {
        yield* run.say(
          `Call to ${kind === 'reboot' ? 'Reboot' : kind === 'halt' ? 'Halt' : 'PowerOff'} failed: Interactive authentication required.`,
        );
        return 1;
      }
      return yield* goDown(run.process, systemd, kind, run.has('no-wall'), run.values('force').length > 1);
    },
  );

/** shutdown: now, in some minutes, at an hour; `-c` takes it back. */
const shutdown: Program = tool(
  'shutdown',
  { options: ['H,halt', 'P,poweroff', 'r,reboot', 'h', 'k', 'no-wall', 'c', 'show'] },
  function* (run) {
    const systemd = yield* ask(run);
    const { process } = run;
    const now = process.simulation.epoch + process.simulation.now;
    if (!run.isRoot)
      return yield* run.failPlainly(
        'Failed to set wall message, ignoring: Interactive authentication required.\nCall to ScheduleShutdown failed: Interactive authentication required.',
      );
    if (run.has('c')) {
      systemd.schedule(undefined);
      if (!run.has('no-wall')) wall(process, systemd, 'The system shutdown has been cancelled');
      return 0;
    }
    if (run.has('show')) {
      const { scheduled } = systemd;
      if (!scheduled) return yield* run.failPlainly('No scheduled shutdown.');
      yield* run.print(
        `${scheduled.how === 'reboot' ? 'Reboot' : 'Shutdown'} scheduled for ${formatTimestamp(scheduled.at)}, use 'shutdown -c' to cancel.\n`,
      );
      return 0;
    }
    const kind = run.has('reboot') ? 'reboot' : run.has('halt') ? 'halt' : 'poweroff';
    const [when = '+1'] = run.operands;
    const at = timeOf(when, now);
    if (at === undefined) return yield* run.failPlainly(`Failed to parse time specification: ${when}`);
    if (run.has('k')) {
      wall(process, systemd, `The system will ${SENTENCES[kind]} at ${formatTimestamp(at)}!`);
      return 0;
    }
    if (at <= now) return yield* goDown(process, systemd, kind, run.has('no-wall'), false);
    systemd.schedule({ how: kind, at });
    if (!run.has('no-wall')) wall(process, systemd, `The system will ${SENTENCES[kind]} at ${formatTimestamp(at)}!`);
    yield* run.say(
      `${kind === 'reboot' ? 'Reboot' : 'Shutdown'} scheduled for ${formatTimestamp(at)}, use 'shutdown -c' to cancel.`,
    );
    return 0;
  },
);

/** `now`, `+5` (minutes), `5`, `23:30`. */
function timeOf(text: string, now: number): number | undefined {
  if (text === 'now') return now;
  const minutes = /^\+?(\d+)$/.exec(text);
  if (minutes) return now + Number(minutes[1]) * 60_000;
  const clock = /^(\d{1,2}):(\d\d)$/.exec(text);
  if (!clock || Number(clock[1]) > 23 || Number(clock[2]) > 59) return undefined;
  const midnight = Math.floor(now / 86_400_000) * 86_400_000;
  const today = midnight + Number(clock[1]) * 3_600_000 + Number(clock[2]) * 60_000;
  return today > now ? today : today + 86_400_000;
}

export const powerPrograms: Readonly<Record<string, Program>> = {
  halt: immediate('halt'),
  poweroff: immediate('poweroff'),
  reboot: immediate('reboot'),
  shutdown,
};
