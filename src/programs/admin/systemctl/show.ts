// systemctl show: a unit's properties as Key=Value lines, in systemd's own order.

import type { ExitCode } from '../../../linux/host/process.ts';
import type { UnitStatus } from '../../../linux/systemd/status.ts';
import { formatTimeSpan, formatTimestamp } from '../../../linux/systemd/time-span.ts';
import type { Task } from '../../../sim/task.ts';
import { page } from '../pager.ts';
import type { Command } from './systemctl.ts';
import { expandNames } from './verbs.ts';

export function* show(command: Command): Task<ExitCode> {
  const { systemd, tool, process } = command;
  if (command.operands.length === 0) return yield* tool.notSimulated('show without a unit');
  const wanted = [...tool.values('property'), ...tool.values('P')].flatMap((one) => one.split(','));
  const onlyValues = tool.has('value') || tool.has('P');
  const blocks = expandNames(command, command.operands).map((name) =>
    propertiesOf(systemd.status(name))
      .filter(([key, value]) => (wanted.length > 0 ? wanted.includes(key) : tool.has('all') || value !== ''))
      .map(([key, value]) => (onlyValues ? `${value}\n` : `${key}=${value}\n`))
      .join(''),
  );
  yield* page(process, blocks.join('\n'), { paged: !tool.has('no-pager') });
  return 0;
}

const stamp = (time: number | undefined): string => (time === undefined ? '' : formatTimestamp(time));
const words = (names: Iterable<string>): string => [...names].sort().join(' ');

function propertiesOf(unit: UnitStatus): (readonly [string, string])[] {
  const { definition, stamps } = unit;
  const { service } = definition;
  const main = unit.executions.find((run) => run.key === 'ExecStart');
  const span = (value: number) => formatTimeSpan(value);
  const ofService: (readonly [string, string])[] = service
    ? [
        ['Type', service.type],
        ['Restart', service.restart],
        ['PIDFile', service.pidFile ?? ''],
        ['RestartUSec', span(service.restartAfter)],
        ['TimeoutStartUSec', span(service.startTimeout)],
        ['TimeoutStopUSec', span(service.stopTimeout)],
        ['RemainAfterExit', service.remainAfterExit ? 'yes' : 'no'],
        ['MainPID', String(unit.mainPid)],
        ['ControlPID', '0'],
        ['StatusText', unit.statusText],
        ['Result', unit.result],
        ['NRestarts', String(unit.restarts)],
        ['ExecMainStartTimestamp', stamp(stamps.inactiveExit)],
        ['ExecMainPID', String(unit.lastMainPid)],
        ['ExecMainCode', unit.mainExit ? (unit.mainExit.code === 'exited' ? '1' : '2') : '0'],
        ['ExecMainStatus', String(unit.mainExit?.status ?? 0)],
        ...service.commands.ExecStart.map((command): readonly [string, string] => [
          'ExecStart',
          `{ path=${command.words[0]} ; argv[]=${command.text} ; ignore_errors=${command.mayFail ? 'yes' : 'no'} ; start_time=[n/a] ; stop_time=[n/a] ; pid=${main?.pid ?? 0} ; code=(null) ; status=0/0 }`,
        ]),
        ['Slice', service.slice],
        ['ControlGroup', unit.members.length > 0 ? unit.controlGroup : ''],
        ['MemoryCurrent', unit.members.length > 0 ? String(unit.memory) : '[not set]'],
        ['CPUUsageNSec', String(Math.round(unit.cpu * 1_000_000))],
        ['TasksCurrent', unit.members.length > 0 ? String(unit.members.length) : '[not set]'],
        [
          'Environment',
          service.environment
            .map(([key, value]) => (/\s/.test(value) ? `"${key}=${value}"` : `${key}=${value}`))
            .join(' '),
        ],
        ...service.environmentFiles.map((file): readonly [string, string] => [
          'EnvironmentFiles',
          `${file.path} (ignore_errors=${file.optional ? 'yes' : 'no'})`,
        ]),
        ['WorkingDirectory', service.directory === '/' ? '' : service.directory],
        ['User', service.user ?? ''],
        ['Group', service.group ?? ''],
        ['KillMode', service.killMode],
        ['KillSignal', '15'],
      ]
    : [];
  return [
    ...ofService,
    ['Id', unit.name],
    ['Names', unit.name],
    ['Requires', words(definition.requires)],
    ['Wants', words(definition.wants)],
    ['Conflicts', words(definition.conflicts)],
    ['Before', words(definition.before)],
    ['After', words(definition.after)],
    ['Documentation', definition.documentation.join(' ')],
    ['Description', definition.description],
    ['LoadState', unit.load],
    ['ActiveState', unit.active],
    ['FreezerState', 'running'],
    ['SubState', unit.sub],
    ['FragmentPath', definition.found.fragment ?? ''],
    ['DropInPaths', definition.found.dropIns.join(' ')],
    ['UnitFileState', unit.fileState ?? ''],
    ['UnitFilePreset', unit.fileState && unit.fileState !== 'static' ? 'enabled' : ''],
    ['StateChangeTimestamp', stamp(stamps.stateChange)],
    ['InactiveExitTimestamp', stamp(stamps.inactiveExit)],
    ['ActiveEnterTimestamp', stamp(stamps.activeEnter)],
    ['ActiveExitTimestamp', stamp(stamps.activeExit)],
    ['InactiveEnterTimestamp', stamp(stamps.inactiveEnter)],
    ['CanStart', 'yes'],
    ['CanStop', 'yes'],
    ['CanReload', service && service.commands.ExecReload.length > 0 ? 'yes' : 'no'],
    ['NeedDaemonReload', unit.needsReload ? 'yes' : 'no'],
    ['StartLimitIntervalUSec', service ? span(service.startLimitInterval) : ''],
    ['StartLimitBurst', service ? String(service.startLimitBurst) : ''],
    ['InvocationID', unit.invocation],
  ];
}
