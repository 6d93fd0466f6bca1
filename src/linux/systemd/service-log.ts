// What systemd writes to the journal about a service, in its words.

import type { Millis } from '../../sim/simulation.ts';
import type { Process } from '../host/process.ts';
import type { Condition } from './definition.ts';
import { type ExitRecord, exitLabel, signalLabel } from './status.ts';
import { formatTimeSpan } from './time-span.ts';
import type { LogOptions, Unit } from './unit.ts';

/** From how much processor time on systemd mentions it when a unit ends. */
const MENTIONED_CPU: Millis = 5_000;

export class ServiceLog {
  readonly #unit: Unit;

  constructor(unit: Unit) {
    this.#unit = unit;
  }

  skipped({ key, negated, argument }: Condition): void {
    const reason = `${key}=${negated ? '!' : ''}${argument}`;
    this.#write(`${this.#unit.title} was skipped because of an unmet condition check (${reason}).`);
  }

  starting(): void {
    this.#write(`Starting ${this.#unit.title}...`, { catalog: 'starting' });
  }

  /** `Started`, or `Finished` for what runs once. */
  started(word: 'Started' | 'Finished'): void {
    this.#write(`${word} ${this.#unit.title}.`, { catalog: 'started' });
  }

  startFailed(): void {
    this.#write(`Failed to start ${this.#unit.title}.`, { priority: 3, catalog: 'start-failed', result: 'failed' });
  }

  stopping(): void {
    this.#write(`Stopping ${this.#unit.title}...`, { catalog: 'stopping' });
  }

  stopped(): void {
    this.#write(`Stopped ${this.#unit.title}.`, { catalog: 'stopped', result: 'done' });
  }

  /** The unit is down again: with which result. */
  ended(result: string): void {
    if (result === 'success') this.#say('Deactivated successfully.', { catalog: 'unit-success' });
    else this.#say(`Failed with result '${result}'.`, { priority: 4, catalog: 'unit-failed', result });
  }

  usedCpu(span: Millis): void {
    if (span >= MENTIONED_CPU) this.#say(`Consumed ${formatTimeSpan(span)} CPU time.`, { catalog: 'resources' });
  }

  /** `what`: `Main process exited`. */
  exit(what: string, exit: ExitRecord): void {
    const status = exit.code === 'exited' ? exitLabel(exit.status) : `${exit.status}/${signalLabel(exit.status)}`;
    const priority = exit.code === 'exited' ? 5 : 4;
    this.#say(`${what}, code=${exit.code}, status=${status}`, { priority, catalog: 'process-exit' });
  }

  noEnvironment(): void {
    this.#say('Failed to load environment files: No such file or directory', { priority: 4 });
    this.#say("Failed to run 'start' task: No such file or directory", { priority: 4 });
  }

  tooQuick(): void {
    this.#say('Start request repeated too quickly.', { priority: 4 });
  }

  restartScheduled(count: number): void {
    this.#say(`Scheduled restart job, restart counter is at ${count}.`, { catalog: 'restart-scheduled' });
  }

  startTimedOut(): void {
    this.#say('start operation timed out. Terminating.', { priority: 4 });
  }

  stopTimedOut(): void {
    this.#say("State 'stop-sigterm' timed out. Killing.", { priority: 4 });
  }

  killing({ pid, path, argv }: Process): void {
    const name = path.slice(path.lastIndexOf('/') + 1) || argv[0];
    this.#say(`Killing process ${pid} (${name}) with signal SIGKILL.`, { priority: 5 });
  }

  /** With the unit's name in front. */
  #say(text: string, details?: LogOptions): void {
    this.#write(`${this.#unit.name}: ${text}`, details);
  }

  #write(text: string, details?: LogOptions): void {
    this.#unit.context.log(text, this.#unit.name, details);
  }
}
