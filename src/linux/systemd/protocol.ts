// How programs speak to process 1: systemctl over /run/systemd/private, services over /run/systemd/notify.

import type { Millis } from '../../sim/simulation.ts';
import type { Task } from '../../sim/task.ts';
import type { Process } from '../host/process.ts';
import type { SignalName } from '../host/signals.ts';
import { application } from '../net/stack.ts';
import type { Session } from './sessions.ts';
import type { UnitStatus } from './status.ts';

export const SYSTEMD_SOCKET = '/run/systemd/private';
export const NOTIFY_SOCKET = '/run/systemd/notify';

export type JobType = 'start' | 'isolate' | 'stop' | 'restart' | 'try-restart' | 'reload' | 'reload-or-restart';

export type JobResult =
  | { readonly result: 'done' | 'canceled' | 'dependency' | 'skipped' }
  /** The unit's own result says why: `exit-code`, `timeout`, `start-limit-hit`, ... */
  | { readonly result: 'failed'; readonly because: string }
  /** No job was made. */
  | { readonly result: 'refused'; readonly error: UnitError; readonly message: string };

export type UnitError =
  | 'inactive'
  | 'not-found'
  | 'not-loaded'
  | 'masked'
  | 'bad-setting'
  | 'not-applicable'
  | 'not-isolatable'
  | 'not-simulated'
  | 'shutting-down';

export interface SystemdService {
  /** Queues a job and waits for its end. */
  run(unit: string, type: JobType): Task<JobResult>;
  /** Only queues it (`--no-block`). */
  enqueue(unit: string, type: JobType): JobResult;
  status(unit: string): UnitStatus;
  /** Whether a loaded unit's files changed since; loads nothing. */
  needsReload(unit: string): boolean;
  /** Everything loaded, by name. */
  list(): UnitStatus[];
  reload(): void;
  resetFailed(unit: string): boolean;
  kill(unit: string, signal: SignalName, who: 'all' | 'main' | 'control'): boolean;
  shutDown(how: ShutdownKind, by: string): void;
  schedule(shutdown: ScheduledShutdown | undefined): ScheduledShutdown | undefined;
  readonly scheduled: ScheduledShutdown | undefined;
  readonly state: 'starting' | 'running' | 'degraded' | 'stopping';
  readonly startup: { readonly kernel: Millis; readonly userspace: Millis } | undefined;
  openSession(session: Omit<Session, 'id' | 'scope' | 'since'>): Session;
  closeSession(id: string): void;
  readonly sessions: readonly Session[];
}

export type ShutdownKind = 'reboot' | 'poweroff' | 'halt';

export interface ScheduledShutdown {
  readonly how: ShutdownKind;
  /** Unix milliseconds. */
  readonly at: Millis;
}

export const SYSTEMD = application<SystemdService>('systemd');

/** sd_notify(3): lines like `READY=1`, `STATUS=…`, `MAINPID=…`. */
export interface NotifyService {
  notify(pid: number, message: string): void;
}

export const NOTIFY = application<NotifyService>('sd_notify');

/** Tells systemd something about the calling service; nothing happens outside of one. */
export function notify(process: Process, message: string): void {
  const socket = process.environment.get('NOTIFY_SOCKET');
  if (!socket || !process.files.exists(socket)) return;
  const connection = process.network.connectUnix(socket);
  connection.speak(NOTIFY)?.notify(process.pid, message);
  connection.close();
}

/** Process 1 of the machine a process runs on; undefined where no systemd answers. */
export function connectSystemd(process: Process): SystemdService | undefined {
  if (!process.files.exists(SYSTEMD_SOCKET)) return undefined;
  try {
    return process.network.connectUnix(SYSTEMD_SOCKET).speak(SYSTEMD);
  } catch {
    return undefined; // a socket file that nobody listens on
  }
}
