// What the end of a process means to its service: the result, whether to start again, how it is written down.

import type { ExitStatus } from '../host/process.ts';
import { SIGNALS, type SignalName } from '../host/signals.ts';
import type { ServiceDefinition } from './definition.ts';
import type { ExitRecord } from './status.ts';

/** Signals may end a main process well; a oneshot's statuses are listed like those of a main process. */
export type Role = 'main' | 'oneshot' | 'control';

const CLEAN_SIGNALS: readonly SignalName[] = ['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGPIPE'];

/** The result a process gives its unit: `success`, `exit-code` or `signal`. */
export function judge({ successStatuses }: ServiceDefinition, status: ExitStatus, role: Role): string {
  if (status.signal) {
    const listed = successStatuses.includes(status.signal);
    return listed || (role === 'main' && CLEAN_SIGNALS.includes(status.signal)) ? 'success' : 'signal';
  }
  return status.code === 0 || (role !== 'control' && successStatuses.includes(String(status.code)))
    ? 'success'
    : 'exit-code';
}

/** What Restart= makes of a result. */
export function restartsAfter({ restart }: ServiceDefinition, result: string): boolean {
  switch (restart) {
    case 'no':
    case 'on-watchdog':
      return false;
    case 'always':
      return true;
    case 'on-success':
      return result === 'success';
    case 'on-failure':
      return result !== 'success';
    case 'on-abnormal':
      return result !== 'success' && result !== 'exit-code';
    case 'on-abort':
      return result === 'signal';
  }
}

export const recordOf = (status: ExitStatus): ExitRecord =>
  status.signal ? { code: 'killed', status: SIGNALS[status.signal] } : { code: 'exited', status: status.code };
