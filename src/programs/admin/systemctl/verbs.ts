// Verbs that start, stop and ask: what they print and what they exit with.

import type { ExitCode } from '../../../linux/host/process.ts';
import { signalNamed } from '../../../linux/host/signals.ts';
import type { JobResult, JobType, UnitError } from '../../../linux/systemd/protocol.ts';
import { unitName } from '../../../linux/systemd/unit-search.ts';
import type { Task } from '../../../sim/task.ts';
import type { Command } from './systemctl.ts';

const JOBS: Readonly<Record<string, JobType>> = {
  start: 'start',
  isolate: 'isolate',
  stop: 'stop',
  restart: 'restart',
  'try-restart': 'try-restart',
  condrestart: 'try-restart',
  reload: 'reload',
  'reload-or-restart': 'reload-or-restart',
  'force-reload': 'reload-or-restart',
};

/** What went wrong, by the unit's own result. */
const REASONS: Readonly<Record<string, string>> = {
  'exit-code': 'the control process exited with error code',
  signal: 'a fatal signal was delivered to the control process',
  'core-dump': 'a fatal signal was delivered causing the control process to dump core',
  timeout: 'a timeout was exceeded',
  protocol: 'the service did not take the steps required by its unit configuration',
  resources: 'of unavailable resources or another system error',
  'start-limit-hit': 'start of the service was attempted too often',
};

/** Exit statuses of refusals, as the LSB numbers them; the others end with 1. */
const REFUSAL_STATUS: Readonly<Partial<Record<UnitError, ExitCode>>> = {
  'not-applicable': 3,
  'not-found': 5,
  'not-isolatable': 4,
  'not-loaded': 5,
  'shutting-down': 4,
};
const EXPLAINS_ITSELF: ReadonlySet<UnitError> = new Set(['masked', 'not-applicable', 'not-found', 'not-loaded']);

export function* runJobs(command: Command): Task<ExitCode> {
  const { systemd, verb, tool } = command;
  const type = JOBS[verb];
  let code = 0;
  for (const name of expandNames(command, command.operands)) {
    if (!tool.isRoot) {
      yield* refusePermission(command, `${verb} ${name}`);
      code = 1;
      continue;
    }
    if (systemd.needsReload(name) && !tool.has('no-warn')) yield* warnChanged(command, name);
    const result = tool.has('no-block') ? systemd.enqueue(name, type) : yield* systemd.run(name, type);
    code = (yield* report(command, name, result)) || code;
  }
  return code;
}

/** Without a terminal to ask on, polkit refuses at once. */
export function* refusePermission({ tool, process }: Command, what: string): Task<void> {
  const [verb, name] = what.split(' ');
  if (process.isTerminal(0)) {
    yield* tool.say('==== AUTHENTICATING FOR org.freedesktop.systemd1.manage-units ====');
    yield* tool.say(`Authentication is required to ${verb} '${name}'.`);
    yield* tool.say('==== AUTHENTICATION FAILED ====');
    yield* tool.say(`Failed to ${verb} ${name}: Access denied`);
  } else yield* tool.say(`Failed to ${verb} ${name}: Interactive authentication required.`);
  yield* tool.say(`See system logs and 'systemctl status ${name}' for details.`);
}

export function* warnChanged({ tool }: Command, name: string): Task<void> {
  yield* tool.say(
    `Warning: The unit file, source configuration file or drop-ins of ${name} changed on disk. Run 'systemctl daemon-reload' to reload units.`,
  );
}

function* report({ tool, verb }: Command, name: string, result: JobResult): Task<ExitCode> {
  switch (result.result) {
    case 'done':
    case 'skipped':
      return 0;
    case 'canceled':
      yield* tool.say(`Job for ${name} canceled.`);
      return 1;
    case 'dependency':
      yield* tool.say(`A dependency job for ${name} failed. See 'journalctl -xe' for details.`);
      return 1;
    case 'failed': {
      if (result.because === 'start-limit-hit') {
        yield* tool.say(`Job for ${name} failed.`);
      } else yield* tool.say(`Job for ${name} failed because ${REASONS[result.because] ?? REASONS.resources}.`);
      yield* tool.say(`See "systemctl status ${name}" and "journalctl -xeu ${name}" for details.`);
      return 1;
    }
    case 'refused': {
      if (result.error === 'not-simulated') return yield* tool.notSimulated(`${verb} ${name}: ${result.message}`);
      if (result.error === 'inactive') return yield* tool.failPlainly(result.message);
      const what = verb === 'condrestart' ? 'try-restart' : verb === 'isolate' ? 'start' : verb;
      yield* tool.say(`Failed to ${what} ${name}: ${result.message}`);
      if (!EXPLAINS_ITSELF.has(result.error))
        yield* tool.say(`See system logs and 'systemctl status ${name}' for details.`);
      return REFUSAL_STATUS[result.error] ?? 1;
    }
  }
}

/** Full unit names; patterns stand for the loaded units they match. */
export function expandNames({ systemd }: Command, names: readonly string[]): string[] {
  return names.flatMap((name) => {
    if (!/[*?[]/.test(name)) return [unitName(name)];
    const pattern = globPattern(name);
    return systemd
      .list()
      .filter((unit) => unit.load !== 'not-found' && pattern.test(unit.name))
      .map((unit) => unit.name);
  });
}

/** A shell pattern; without a type it means services. */
export function globPattern(glob: string): RegExp {
  const source = glob
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}${/\.[a-z*]+$/.test(glob) ? '' : '(?:\\.service)?'}$`);
}

export function* isActive(command: Command): Task<ExitCode> {
  const { systemd, tool } = command;
  let anyActive = false;
  let anyKnown = false;
  for (const name of expandNames(command, command.operands)) {
    const unit = systemd.status(name);
    if (!tool.has('quiet')) yield* tool.print(`${unit.active}\n`);
    anyActive ||= unit.active === 'active' || unit.active === 'reloading';
    anyKnown ||= unit.load !== 'not-found';
  }
  return anyActive ? 0 : anyKnown ? 3 : 4;
}

export function* isFailed(command: Command): Task<ExitCode> {
  const { systemd, tool } = command;
  if (command.operands.length === 0) {
    yield* tool.print(`${systemd.state}\n`);
    return systemd.state === 'degraded' ? 0 : 1;
  }
  let anyFailed = false;
  for (const name of expandNames(command, command.operands)) {
    const { active } = systemd.status(name);
    if (!tool.has('quiet')) yield* tool.print(`${active}\n`);
    anyFailed ||= active === 'failed';
  }
  return anyFailed ? 0 : 1;
}

export function* isSystemRunning({ systemd, tool }: Command): Task<ExitCode> {
  if (!tool.has('quiet')) yield* tool.print(`${systemd.state}\n`);
  return systemd.state === 'running' ? 0 : 1;
}

export function* reload({ systemd, tool, process }: Command): Task<ExitCode> {
  if (!tool.isRoot) {
    yield* tool.say('Failed to reload daemon: Interactive authentication required.');
    return 1;
  }
  // Every unit file is read again.
  yield* process.compute(180);
  systemd.reload();
  return 0;
}

export function* resetFailed(command: Command): Task<ExitCode> {
  const { systemd, tool } = command;
  const names =
    command.operands.length > 0 ? expandNames(command, command.operands) : systemd.list().map((unit) => unit.name);
  let code = 0;
  for (const name of names) {
    if (systemd.resetFailed(name)) continue;
    yield* tool.say(`Failed to reset failed state of unit ${name}: Unit ${name} not loaded.`);
    code = 1;
  }
  return code;
}

export function* kill(command: Command): Task<ExitCode> {
  const { systemd, tool } = command;
  const given = tool.value('signal') ?? 'SIGTERM';
  const signal = signalNamed(given);
  if (!signal) return yield* tool.failPlainly(`Failed to parse signal string '${given}'.`);
  const whom = tool.value('kill-whom') ?? tool.value('kill-who') ?? 'all';
  let code = 0;
  for (const name of expandNames(command, command.operands)) {
    if (systemd.status(name).load === 'not-found') {
      yield* tool.say(`Failed to kill unit ${name}: Unit ${name} not loaded.`);
      code = 1;
    } else if (!systemd.kill(name, signal, whom === 'main' || whom === 'control' ? whom : 'all') && whom === 'main') {
      yield* tool.say(`Failed to kill unit ${name}: No main process to kill`);
      code = 1;
    }
  }
  return code;
}
