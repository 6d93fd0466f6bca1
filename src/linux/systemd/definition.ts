// What a unit's settings mean: the typed form of a unit file and its drop-ins. Models load-fragment.c as far as
// services and targets go.

import type { Millis } from '../../sim/simulation.ts';
import type { FileSystem } from '../files/file-system.ts';
import { type SignalName, signalNamed } from '../host/signals.ts';
import { type Command, parseAssignments, parseCommand } from './command-line.ts';
import { parseTimeSpan } from './time-span.ts';
import { isTrue, lastOf, listOf, type Setting, wordsOf } from './unit-file.ts';
import { type FoundUnit, findUnit, instanceOf, linkedFrom, readSettings } from './unit-search.ts';

export type LoadState = 'loaded' | 'not-found' | 'masked' | 'bad-setting';

export interface UnitDefinition {
  readonly name: string;
  readonly type: string;
  readonly load: LoadState;
  readonly found: FoundUnit;
  readonly settings: readonly Setting[];
  /** Log lines of loading. */
  readonly complaints: readonly string[];
  readonly description: string;
  readonly documentation: readonly string[];
  readonly requires: ReadonlySet<string>;
  readonly wants: ReadonlySet<string>;
  readonly conflicts: ReadonlySet<string>;
  readonly partOf: ReadonlySet<string>;
  readonly after: ReadonlySet<string>;
  readonly before: ReadonlySet<string>;
  readonly conditions: readonly Condition[];
  readonly service: ServiceDefinition | undefined;
}

export interface Condition {
  readonly key: string;
  readonly argument: string;
  readonly negated: boolean;
}

export type ServiceType = 'simple' | 'exec' | 'forking' | 'oneshot' | 'notify' | 'notify-reload' | 'dbus' | 'idle';
export type RestartRule = 'no' | 'always' | 'on-success' | 'on-failure' | 'on-abnormal' | 'on-abort' | 'on-watchdog';
export const EXEC_KEYS = [
  'ExecStartPre',
  'ExecStart',
  'ExecStartPost',
  'ExecReload',
  'ExecStop',
  'ExecStopPost',
] as const;
export type ExecKey = (typeof EXEC_KEYS)[number];

export interface ServiceDefinition {
  readonly type: ServiceType;
  readonly commands: Readonly<Record<ExecKey, readonly Command[]>>;
  readonly restart: RestartRule;
  readonly restartAfter: Millis;
  readonly remainAfterExit: boolean;
  readonly startTimeout: Millis;
  readonly stopTimeout: Millis;
  readonly startLimitInterval: Millis;
  readonly startLimitBurst: number;
  readonly killMode: 'control-group' | 'process' | 'mixed' | 'none';
  readonly killSignal: SignalName;
  readonly sendHangUp: boolean;
  readonly successStatuses: readonly string[];
  readonly environment: readonly (readonly [string, string])[];
  /** With `optional` for a leading `-`. */
  readonly environmentFiles: readonly { readonly path: string; readonly optional: boolean }[];
  readonly directory: string;
  readonly user: string | undefined;
  readonly group: string | undefined;
  readonly pidFile: string | undefined;
  readonly runtimeDirectories: readonly string[];
  readonly standardOutput: string;
  readonly standardError: string;
  readonly syslogIdentifier: string | undefined;
  readonly slice: string;
}

/** What specifiers need to know. */
export interface Surroundings {
  readonly hostname: string;
  readonly machineId: string;
  readonly bootId: string;
}

export function loadDefinition(files: FileSystem, name: string, around: Surroundings): UnitDefinition {
  const found = findUnit(files, name);
  const read = readSettings(files, found);
  const settings = read.settings.map((setting) => ({ ...setting, value: fillSpecifiers(setting.value, name, around) }));
  const type = name.slice(name.lastIndexOf('.') + 1);
  const complaints = [...read.complaints];
  const service = type === 'service' && found.fragment && !found.masked ? serviceOf(settings, complaints) : undefined;
  const broken = service && service.commands.ExecStart.length === 0 && service.commands.ExecStop.length === 0;
  if (broken) {
    complaints.push(`${name}: Service has no ExecStart=, ExecStop=, or SuccessAction=. Refusing.`);
  } else if (service && service.type !== 'oneshot' && service.commands.ExecStart.length > 1) {
    complaints.push(
      `${name}: Service has more than one ExecStart= setting, which is only allowed for Type=oneshot services. Refusing.`,
    );
  }
  const refused = complaints.some((complaint) => complaint.endsWith('Refusing.'));
  const load = found.masked
    ? 'masked'
    : refused
      ? 'bad-setting'
      : found.fragment || BUILT_IN.test(name)
        ? 'loaded'
        : 'not-found';
  return {
    name,
    type,
    load,
    found,
    settings,
    complaints,
    description: lastOf(settings, 'Unit', 'Description') || name,
    documentation: wordsOf(settings, 'Unit', 'Documentation'),
    ...dependenciesOf(files, name, type, settings),
    conditions: conditionsOf(settings),
    service,
  };
}

/** Units that exist without a file. */
const BUILT_IN = /^(?:-|system|user)\.slice$|^init\.scope$/;

function dependenciesOf(files: FileSystem, name: string, type: string, settings: readonly Setting[]) {
  const words = (key: string) => wordsOf(settings, 'Unit', key);
  const requires = new Set([...words('Requires'), ...words('BindsTo'), ...linkedFrom(files, name, 'requires')]);
  const wants = new Set([...words('Wants'), ...words('Upholds'), ...linkedFrom(files, name, 'wants')]);
  const conflicts = new Set(words('Conflicts'));
  const after = new Set(words('After'));
  const before = new Set(words('Before'));
  const defaults =
    lastOf(settings, 'Unit', 'DefaultDependencies') === undefined ||
    isTrue(lastOf(settings, 'Unit', 'DefaultDependencies'));
  if (type === 'target' && defaults) for (const one of [...requires, ...wants]) if (!before.has(one)) after.add(one);
  if (type === 'service' && defaults) {
    requires.add('sysinit.target');
    after.add('sysinit.target').add('basic.target');
  }
  return { requires, wants, conflicts, partOf: new Set(words('PartOf')), after, before };
}

function conditionsOf(settings: readonly Setting[]): Condition[] {
  return settings
    .filter(
      (setting) => setting.section === 'Unit' && /^(?:Condition|Assert)/.test(setting.key) && setting.value !== '',
    )
    .map(({ key, value }) => {
      const plain = value.replace(/^\|/, '');
      return { key, argument: plain.replace(/^!/, ''), negated: plain.startsWith('!') };
    });
}

const TYPES: readonly string[] = ['simple', 'exec', 'forking', 'oneshot', 'notify', 'notify-reload', 'dbus', 'idle'];
const RESTARTS: readonly string[] = [
  'no',
  'always',
  'on-success',
  'on-failure',
  'on-abnormal',
  'on-abort',
  'on-watchdog',
];
const isServiceType = (text: string | undefined): text is ServiceType => TYPES.includes(text ?? '');
const isRestartRule = (text: string | undefined): text is RestartRule => RESTARTS.includes(text ?? '');

function serviceOf(settings: readonly Setting[], complaints: string[]): ServiceDefinition {
  const last = (key: string) => lastOf(settings, 'Service', key);
  const span = (key: string, otherwise: Millis): Millis => {
    const value = last(key);
    const parsed = value === undefined ? undefined : parseTimeSpan(value);
    if (value !== undefined && parsed === undefined)
      complaints.push(`Failed to parse ${key}= parameter, ignoring: ${value}`);
    return parsed ?? otherwise;
  };
  const commands = (key: ExecKey): Command[] =>
    listOf(settings, 'Service', key).flatMap((value) => {
      const command = parseCommand(value);
      if (!command) complaints.push(`Failed to parse ${key}= command line, ignoring: ${value}`);
      return command ?? [];
    });
  const dropIn = (key: string) => lastOf(settings, 'Unit', key) ?? last(key);
  const interval = dropIn('StartLimitIntervalSec') ?? dropIn('StartLimitInterval');
  const givenType = last('Type');
  const start = commands('ExecStart');
  const type = isServiceType(givenType) ? givenType : start.length === 0 ? 'oneshot' : 'simple';
  const givenRestart = last('Restart');
  if (givenType !== undefined && !isServiceType(givenType))
    complaints.push(`Failed to parse service type, ignoring: ${givenType}`);
  if (givenRestart !== undefined && !isRestartRule(givenRestart)) {
    complaints.push(`Failed to parse service restart specifier, ignoring: ${givenRestart}`);
  }
  const killMode = last('KillMode');
  const timeout = span('TimeoutSec', 90_000) || Number.POSITIVE_INFINITY;
  return {
    type,
    commands: {
      ExecStartPre: commands('ExecStartPre'),
      ExecStart: start,
      ExecStartPost: commands('ExecStartPost'),
      ExecReload: commands('ExecReload'),
      ExecStop: commands('ExecStop'),
      ExecStopPost: commands('ExecStopPost'),
    },
    restart: isRestartRule(givenRestart) ? givenRestart : 'no',
    restartAfter: span('RestartSec', 100),
    remainAfterExit: isTrue(last('RemainAfterExit')),
    startTimeout:
      type === 'oneshot' && !last('TimeoutStartSec')
        ? Number.POSITIVE_INFINITY
        : span('TimeoutStartSec', timeout) || Number.POSITIVE_INFINITY,
    stopTimeout: span('TimeoutStopSec', timeout) || Number.POSITIVE_INFINITY,
    startLimitInterval: interval === undefined ? 10_000 : (parseTimeSpan(interval) ?? 10_000),
    startLimitBurst: Number(dropIn('StartLimitBurst') ?? 5),
    killMode: killMode === 'process' || killMode === 'mixed' || killMode === 'none' ? killMode : 'control-group',
    killSignal: signalNamed(last('KillSignal') ?? 'SIGTERM') ?? 'SIGTERM',
    sendHangUp: isTrue(last('SendSIGHUP')),
    successStatuses: wordsOf(settings, 'Service', 'SuccessExitStatus'),
    environment: listOf(settings, 'Service', 'Environment').flatMap(parseAssignments),
    environmentFiles: listOf(settings, 'Service', 'EnvironmentFile').map((value) => ({
      path: value.replace(/^-/, ''),
      optional: value.startsWith('-'),
    })),
    directory: (last('WorkingDirectory') ?? '/').replace(/^-/, '') || '/',
    user: last('User') || undefined,
    group: last('Group') || undefined,
    pidFile: last('PIDFile') || undefined,
    runtimeDirectories: wordsOf(settings, 'Service', 'RuntimeDirectory'),
    standardOutput: last('StandardOutput') ?? 'journal',
    standardError: last('StandardError') ?? 'inherit',
    syslogIdentifier: last('SyslogIdentifier') || undefined,
    slice: last('Slice') || 'system.slice',
  };
}

/** `%i` and friends. */
function fillSpecifiers(value: string, name: string, around: Surroundings): string {
  if (!value.includes('%')) return value;
  const stem = name.slice(0, name.lastIndexOf('.'));
  const values: Readonly<Record<string, string>> = {
    '%': '%',
    n: name,
    N: stem,
    p: stem.split('@')[0],
    i: instanceOf(name),
    I: instanceOf(name).replaceAll('-', '/'),
    H: around.hostname,
    l: around.hostname.split('.')[0],
    m: around.machineId,
    b: around.bootId.replaceAll('-', ''),
    t: '/run',
    S: '/var/lib',
    C: '/var/cache',
    L: '/var/log',
    E: '/etc',
    T: '/tmp',
    V: '/var/tmp',
    u: 'root',
    U: '0',
    h: '/root',
    s: '/bin/bash',
  };
  return value.replace(/%([%a-zA-Z])/g, (all, letter: string) => values[letter] ?? all);
}
