// What systemctl is told about a unit: plain values, taken at one moment.

import type { Millis } from '../../sim/simulation.ts';
import type { Accounting } from './accounting.ts';
import type { ExecKey, LoadState, UnitDefinition } from './definition.ts';
import type { UnitFileState } from './unit-search.ts';

export type ActiveState = 'active' | 'reloading' | 'inactive' | 'failed' | 'activating' | 'deactivating';

/** How a process of a service ended. */
export interface ExitRecord {
  readonly code: 'exited' | 'killed';
  /** Exit status, or the signal's number. */
  readonly status: number;
}

export interface ExecRecord {
  readonly key: ExecKey;
  readonly text: string;
  readonly pid: number;
  readonly exit: ExitRecord | undefined;
  /** The failure does not count (leading `-`). */
  readonly ignored: boolean;
}

export interface GroupMember {
  readonly pid: number;
  readonly command: string;
  readonly controlGroup: string;
}

export interface UnitStatus {
  readonly name: string;
  readonly load: LoadState;
  readonly definition: UnitDefinition;
  readonly active: ActiveState;
  readonly sub: string;
  readonly result: string;
  readonly fileState: UnitFileState | undefined;
  readonly needsReload: boolean;
  readonly stamps: Readonly<Partial<Record<Stamp, Millis>>>;
  readonly executions: readonly ExecRecord[];
  readonly mainPid: number;
  readonly mainName: string;
  readonly mainExit: ExitRecord | undefined;
  readonly lastMainPid: number;
  readonly restarts: number;
  readonly statusText: string;
  readonly members: readonly GroupMember[];
  readonly controlGroup: string;
  /** Bytes. */
  readonly memory: number;
  readonly memoryPeak: number;
  readonly cpu: Millis;
  readonly accounting: Accounting;
  readonly job: { readonly id: number; readonly type: string } | undefined;
  readonly invocation: string;
  /** Position in the journal from which on it is about the present run. */
  readonly journalMark: number;
}

export type Stamp = 'activeEnter' | 'activeExit' | 'inactiveEnter' | 'inactiveExit' | 'stateChange';

const SIGNAL_NAMES: Readonly<Record<number, string>> = {
  1: 'HUP',
  2: 'INT',
  3: 'QUIT',
  4: 'ILL',
  6: 'ABRT',
  7: 'BUS',
  8: 'FPE',
  9: 'KILL',
  10: 'USR1',
  11: 'SEGV',
  12: 'USR2',
  13: 'PIPE',
  14: 'ALRM',
  15: 'TERM',
};

export const signalLabel = (number: number): string => SIGNAL_NAMES[number] ?? String(number);

const EXIT_NAMES: Readonly<Record<number, string>> = {
  0: 'SUCCESS',
  1: 'FAILURE',
  2: 'INVALIDARGUMENT',
  3: 'NOTIMPLEMENTED',
  4: 'NOPERMISSION',
  5: 'NOTINSTALLED',
  6: 'NOTCONFIGURED',
  7: 'NOTRUNNING',
  200: 'CHDIR',
  203: 'EXEC',
  209: 'STDOUT',
  216: 'GROUP',
  217: 'USER',
  255: 'EXCEPTION',
};

/** `1/FAILURE`, `137/n/a`. */
export const exitLabel = (status: number): string => `${status}/${EXIT_NAMES[status] ?? 'n/a'}`;

/** `code=exited, status=1/FAILURE` or `code=killed, signal=TERM`, as systemctl status shows it. */
export const exitText = (exit: ExitRecord): string =>
  exit.code === 'exited'
    ? `code=exited, status=${exitLabel(exit.status)}`
    : `code=killed, signal=${signalLabel(exit.status)}`;
