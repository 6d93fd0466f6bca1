// The job table: pipelines started in the background or stopped, and the waiting for children.

import type { ExitStatus, Process } from '../../linux/host/process.ts';
import type { SignalName } from '../../linux/host/signals.ts';
import { type Task, wait } from '../../sim/task.ts';
import type { Shell } from './shell.ts';

export type JobState = 'running' | 'stopped' | 'done';

export interface JobMember {
  readonly process: Process;
  status: ExitStatus | undefined;
  stopped: SignalName | undefined;
}

export interface Job {
  /** 0 while it was never in the background. */
  number: number;
  readonly text: string;
  readonly members: readonly JobMember[];
  readonly group: number;
  /** Whether it has a process group of its own. */
  readonly controlled: boolean;
  /** Its last change was reported. */
  notified: boolean;
  /** Order of becoming current. */
  touched: number;
  disowned: boolean;
  /** `kill` was here at that instant: what comes of it is for the prompt after the next. */
  killed: { readonly at: number; readonly wasStopped: boolean } | undefined;
  directory: string;
}

export class Jobs {
  readonly #shell: Shell;
  #jobs: Job[] = [];
  /** Status of background processes that are gone, for `wait PID`. */
  readonly #remembered = new Map<number, number>();
  #touches = 0;

  constructor(shell: Shell) {
    this.#shell = shell;
  }

  /** A subshell sees its parent's jobs until it starts its own, but cannot wait for them. */
  inherit(parent: Jobs): void {
    this.#jobs = parent.#jobs.filter((job) => job.number > 0).map((job) => ({ ...job }));
    this.#touches = parent.#touches;
  }

  create(text: string, processes: readonly Process[], controlled: boolean): Job {
    const job: Job = {
      number: 0,
      text,
      members: processes.map((process) => ({ process, status: process.status, stopped: undefined })),
      group: processes[0].group,
      controlled,
      notified: false,
      touched: 0,
      disowned: false,
      killed: undefined,
      directory: this.#shell.process.directory,
    };
    this.#jobs.push(job);
    return job;
  }

  /** Gives a job its number: it went to the background or stopped. */
  enlist(job: Job): void {
    if (job.number === 0) job.number = Math.max(0, ...this.#jobs.map((one) => one.number)) + 1;
    job.touched = ++this.#touches;
  }

  /** Numbered jobs, in order. */
  get listed(): Job[] {
    return this.#jobs.filter((job) => job.number > 0).sort((a, b) => a.number - b.number);
  }

  get directory(): string {
    return this.#shell.process.directory;
  }

  /** A directory as messages name it, with a tilde for the home. */
  shown(directory: string): string {
    const home = this.#shell.variables.get('HOME');
    if (!home || (directory !== home && !directory.startsWith(`${home}/`))) return directory;
    return `~${directory.slice(home.length)}`;
  }

  get remembered(): ReadonlyMap<number, number> {
    return this.#remembered;
  }

  forget(job: Job): void {
    this.#jobs = this.#jobs.filter((one) => one !== job);
    for (const member of job.members) {
      if (member.status) this.#remembered.set(member.process.ownPid, member.status.code);
    }
    if (job.controlled || this.#jobs.length > 0) return;
  }

  forgetStatus(pid: number): void {
    this.#remembered.delete(pid);
  }

  /** The job `%+` and the one before it. */
  get current(): Job | undefined {
    return this.#ranked[0];
  }

  get previous(): Job | undefined {
    return this.#ranked[1];
  }

  get #ranked(): Job[] {
    const alive = this.listed.filter((job) => stateOf(job) !== 'done' || !job.notified);
    return alive.sort(
      (a, b) => Number(stateOf(b) === 'stopped') - Number(stateOf(a) === 'stopped') || b.touched - a.touched,
    );
  }

  mark(job: Job): '+' | '-' | ' ' {
    if (job === this.current) return '+';
    return job === this.previous ? '-' : ' ';
  }

  /** `%1`, `%+`, `%%`, `%-`, `%name`, `%?part`, or a job number without the sign where `fg` takes one. */
  find(spec: string): Job | 'ambiguous' | undefined {
    this.poll();
    const text = spec.startsWith('%') ? spec.slice(1) : spec;
    if (text === '' || text === '%' || text === '+') return this.current;
    if (text === '-') return this.previous ?? this.current;
    if (/^\d+$/.test(text)) return this.listed.find((job) => job.number === Number(text));
    const found = this.listed.filter((job) =>
      text.startsWith('?') ? job.text.includes(text.slice(1)) : job.text.startsWith(text),
    );
    return found.length > 1 ? 'ambiguous' : found[0];
  }

  ofProcess(pid: number): Job | undefined {
    return this.#jobs.find((job) => job.members.some((member) => member.process.ownPid === pid));
  }

  /** Takes notice of every change of a child since the last look. */
  poll(): void {
    for (const job of this.#jobs) for (const member of job.members) this.#update(job, member);
  }

  #update(job: Job, member: JobMember): void {
    const { process } = member;
    if (process.parent !== this.#shell.process) return;
    for (let change = process.takeChange(); change; change = process.takeChange()) {
      if (change.state === 'exited') {
        member.status = change.status;
        member.stopped = undefined;
        process.reap();
      } else member.stopped = change.state === 'stopped' ? change.signal : undefined;
      if (change.state !== 'continued') job.notified = false;
    }
  }

  /** Waits until a job is done or stopped. */
  *settle(job: Job): Task<JobState> {
    for (;;) {
      this.poll();
      const state = stateOf(job);
      if (state !== 'running') return state;
      yield* wait(this.#shell.process.childChanged.next(`${job.text} to end`));
    }
  }

  /** Waits for one process of a job. */
  *settleMember(job: Job, member: JobMember): Task<number> {
    for (;;) {
      this.poll();
      if (member.status) return member.status.code;
      if (stateOf(job) === 'stopped') return 128 + 20;
      yield* wait(this.#shell.process.childChanged.next(`${job.text} to end`));
    }
  }
}

export function stateOf(job: Job): JobState {
  if (job.members.every((member) => member.status)) return 'done';
  return job.members.some((member) => member.stopped && !member.status) ? 'stopped' : 'running';
}

/** The status of its last process. */
export function statusOf(job: Job): ExitStatus {
  const last = job.members.at(-1)!;
  return last.status ?? { code: 128 + 20, signal: undefined };
}

const DESCRIPTIONS: Readonly<Partial<Record<SignalName, string>>> = {
  SIGHUP: 'Hangup',
  SIGINT: 'Interrupt',
  SIGQUIT: 'Quit',
  SIGILL: 'Illegal instruction',
  SIGTRAP: 'Trace/breakpoint trap',
  SIGABRT: 'Aborted',
  SIGBUS: 'Bus error',
  SIGFPE: 'Floating point exception',
  SIGKILL: 'Killed',
  SIGUSR1: 'User defined signal 1',
  SIGSEGV: 'Segmentation fault',
  SIGUSR2: 'User defined signal 2',
  SIGPIPE: 'Broken pipe',
  SIGALRM: 'Alarm clock',
  SIGTERM: 'Terminated',
  SIGXCPU: 'CPU time limit exceeded',
  SIGXFSZ: 'File size limit exceeded',
  SIGIO: 'I/O possible',
  SIGPWR: 'Power failure',
  SIGSYS: 'Bad system call',
};

export const describeSignal = (signal: SignalName): string => DESCRIPTIONS[signal] ?? `Unknown signal`;

/** `Running`, `Stopped`, `Done`, `Exit 3`, `Terminated`. */
export function describeState(job: Job, withSignal = false): string {
  const state = stateOf(job);
  if (state === 'running') return 'Running';
  if (state === 'stopped') {
    if (!withSignal) return 'Stopped';
    const signal = job.members.find((member) => member.stopped)?.stopped;
    if (signal === 'SIGTTIN') return 'Stopped (tty input)';
    if (signal === 'SIGTTOU') return 'Stopped (tty output)';
    return signal === 'SIGSTOP' ? 'Stopped (signal)' : 'Stopped';
  }
  const { code, signal } = statusOf(job);
  if (signal) return describeSignal(signal);
  return code === 0 ? 'Done' : `Exit ${code}`;
}

/** `[1]+  Running                 sleep 100 &`. */
export function jobLine(jobs: Jobs, job: Job, withPid = false): string {
  const running = stateOf(job) === 'running' ? ' &' : '';
  const pid = withPid ? `${job.group} ` : '';
  const state = describeState(job, withPid);
  const elsewhere = job.directory === jobs.directory ? '' : `  (wd: ${jobs.shown(job.directory)})`;
  return `[${job.number}]${jobs.mark(job)}  ${pid}${state.padEnd(withPid ? 23 : 23)} ${job.text}${running}${elsewhere}\n`;
}

/** The line of a job that was stopped a moment ago. */
export const stoppedLine = (jobs: Jobs, job: Job): string =>
  `[${job.number}]${jobs.mark(job)}  ${'Stopped'.padEnd(23)} ${job.text}\n`;
