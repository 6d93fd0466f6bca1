// What a unit's control group counts and limits: tasks and memory, as the unit says, or /etc/systemd/system.conf.

import type { Host } from '../host/host.ts';
import type { UnitDefinition } from './definition.ts';
import { isTrue, lastOf, type Setting } from './unit-file.ts';

export interface Accounting {
  readonly tasks: boolean;
  readonly memory: boolean;
  /** undefined: without limit. */
  readonly tasksMax: number | undefined;
  /** Bytes. */
  readonly memoryMax: number | undefined;
  readonly memoryHigh: number | undefined;
}

const CONFIGURATION = '/etc/systemd/system.conf';
/** Ubuntu's DefaultTasksMax. */
const TASKS_SHARE = '15%';

export function accountingOf(host: Host, { settings }: UnitDefinition): Accounting {
  const { files } = host;
  const text = files.exists(CONFIGURATION) ? files.readText(CONFIGURATION) : '';
  const manager = (key: string) => new RegExp(`^\\s*${key}=\\s*(\\S+)`, 'm').exec(text)?.[1];
  const counts = (what: 'Tasks' | 'Memory') =>
    isTrue(setting(settings, `${what}Accounting`) ?? manager(`Default${what}Accounting`) ?? 'yes');
  const threads = host.hardware.memory / 131_072;
  const bytes = (key: string) => limit(setting(settings, key) ?? 'infinity', host.hardware.memory);
  return {
    tasks: counts('Tasks'),
    memory: counts('Memory'),
    tasksMax: limit(setting(settings, 'TasksMax') ?? manager('DefaultTasksMax') ?? TASKS_SHARE, threads),
    memoryMax: bytes('MemoryMax') ?? bytes('MemoryLimit'),
    memoryHigh: bytes('MemoryHigh'),
  };
}

const setting = (settings: readonly Setting[], key: string): string | undefined =>
  ['Service', 'Slice', 'Scope', 'Socket', 'Mount'].map((section) => lastOf(settings, section, key)).find(Boolean);

/** `infinity`, `15%` of the whole, `512M`. */
function limit(text: string, whole: number): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?)([KMGT%]?)$/.exec(text) ?? [];
  if (number === undefined) return undefined;
  if (unit === '%') return Math.floor((whole * Number(number)) / 100);
  return Number(number) * 1024 ** ['', 'K', 'M', 'G', 'T'].indexOf(unit);
}
