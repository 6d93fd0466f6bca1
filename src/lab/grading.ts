// How far a learner has come. Tasks follow each other: a task is done at the first moment when all its
// claims about the present hold together, and stays done, because a later task may undo what it built.
// Claims over time are followed from the moment the scene is set; `finally` waits for the end.

import type { Cancel, Millis } from '../sim/simulation.ts';
import { start, type Task, wait } from '../sim/task.ts';
import { delay, first } from '../sim/waits.ts';
import { runScript } from './administrator.ts';
import type { Observation } from './observation.ts';
import type { Bilingual, Check, Lab, LabTask } from './schema.ts';
import { failed, judge, OPEN, PASSED, type Verdict } from './verdict.ts';

export interface CheckGrade {
  readonly id: string;
  readonly name: Bilingual;
  readonly why: Bilingual | undefined;
  readonly points: number;
  readonly verdict: Verdict;
}

export interface TaskGrade {
  readonly id: string;
  readonly title: Bilingual;
  readonly points: number;
  readonly of: number;
  readonly passed: boolean;
  readonly checks: readonly CheckGrade[];
}

export interface Grade {
  readonly lab: string;
  readonly points: number;
  readonly of: number;
  readonly passed: boolean;
  readonly tasks: readonly TaskGrade[];
}

/** What became of a claim over time. */
interface Followed {
  /** `always`: when it first failed, and what was seen then. */
  broken: { readonly at: Millis; readonly because: string } | undefined;
  /** `eventually`: whether it has held. */
  reached: boolean;
  /** `before`: when each side first held. */
  first: Millis | undefined;
  second: Millis | undefined;
}

const LOOK_EVERY: Millis = 2_000;

export class Grading {
  readonly #lab: Lab;
  readonly #observation: Observation;
  readonly #followed = new Map<string, Followed>();
  readonly #done = new Set<string>();
  /** The present claims of a done task, as they stood at that moment: all passed. */
  #current = 0;
  /** Called when a task is done, with the next one. */
  onDone: (done: LabTask, next: LabTask | undefined) => void = () => {};

  constructor(lab: Lab, observation: Observation) {
    this.#lab = lab;
    this.#observation = observation;
    for (const task of lab.tasks) {
      for (const check of task.checks) {
        this.#followed.set(check.id, { broken: undefined, reached: false, first: undefined, second: undefined });
      }
    }
  }

  /** Looks now, and again after every change, until cancelled. */
  follow(): Cancel {
    const { simulation } = this.#observation.world;
    const running = start(simulation, 'grading', this.#look(), () => {});
    return () => running.interrupt(new Error('grading ended'));
  }

  /** The task the learner is at; undefined when all are done. */
  get task(): LabTask | undefined {
    return this.#lab.tasks[this.#current];
  }

  isDone(task: LabTask): boolean {
    return this.#done.has(task.id);
  }

  /** `ended`: the lab is over, so `finally` counts; before, it is still open. */
  *grade(ended: boolean): Task<Grade> {
    this.#follow();
    const tasks: TaskGrade[] = [];
    for (const task of this.#lab.tasks) tasks.push(yield* this.gradeTask(task, ended));
    const sum = (pick: (task: TaskGrade) => number) => tasks.reduce((total, task) => total + pick(task), 0);
    return {
      lab: this.#lab.id,
      points: sum((task) => task.points),
      of: sum((task) => task.of),
      passed: tasks.every((task) => task.passed),
      tasks,
    };
  }

  *gradeTask(task: LabTask, ended: boolean): Task<TaskGrade> {
    const checks: CheckGrade[] = [];
    for (const check of task.checks) {
      const verdict = yield* this.#judge(check, this.isDone(task), ended);
      checks.push({ id: check.id, name: check.name, why: check.why, points: check.points, verdict });
    }
    const points = checks.reduce((sum, check) => sum + (check.verdict.passed ? check.points : 0), 0);
    const of = checks.reduce((sum, check) => sum + check.points, 0);
    return {
      id: task.id,
      title: task.title,
      points,
      of,
      passed: checks.every((check) => check.verdict.passed),
      checks,
    };
  }

  /** Points of a done task as far as can be said without running anything and before the end. */
  pointsSoFar(task: LabTask): number {
    if (!this.isDone(task)) return 0;
    return task.checks.reduce((sum, check) => sum + (this.#standsSoFar(check) ? check.points : 0), 0);
  }

  #standsSoFar(check: Check): boolean {
    const followed = this.#followed.get(check.id)!;
    if ('always' in check) return !followed.broken;
    if ('before' in check) return this.#inOrder(check.before, followed).passed;
    return !('finally' in check);
  }

  *#look(): Task<void> {
    for (;;) {
      this.#follow();
      // Files and services change without telling anybody, so look now and then as well.
      yield* wait(
        first({
          change: this.#observation.changed.next(),
          time: delay(this.#observation.world.simulation, LOOK_EVERY),
        }),
      );
    }
  }

  #follow(): void {
    const { simulation } = this.#observation.world;
    for (const [at, task] of this.#lab.tasks.entries()) {
      for (const check of task.checks) if (this.#isOpen(check, at)) this.#followCheck(check, simulation.now);
    }
    for (let task = this.task; task && this.#reached(task); task = this.task) {
      this.#done.add(task.id);
      this.#current++;
      simulation.trace.note(`done ${task.id}`);
      this.onDone(task, this.task);
    }
  }

  /** Claims are followed from the moment their task is at hand; an `always` ends with it unless it holds throughout. */
  #isOpen(check: Check, task: number): boolean {
    if (task === this.#current) return true;
    return task < this.#current && 'always' in check && check.throughout;
  }

  #followCheck(check: Check, now: Millis): void {
    const followed = this.#followed.get(check.id)!;
    if ('always' in check && !followed.broken) {
      const verdict = judge(this.#observation, check.always, check.saw);
      if (!verdict.passed) followed.broken = { at: now, because: verdict.because };
    } else if ('eventually' in check) {
      followed.reached ||= this.#observation.holds(check.eventually);
    } else if ('before' in check) {
      followed.first ??= this.#observation.holds(check.before.first) ? now : undefined;
      followed.second ??= this.#observation.holds(check.before.second) ? now : undefined;
    }
  }

  /** Everything a learner must bring about is there. What may not happen is judged at the end, not here. */
  #reached(task: LabTask): boolean {
    return task.checks.every((check) => {
      if ('cel' in check) return this.#observation.holds(check.cel);
      if ('eventually' in check) return this.#followed.get(check.id)!.reached;
      if ('before' in check) return this.#followed.get(check.id)!.second !== undefined;
      return true;
    });
  }

  *#judge(check: Check, done: boolean, ended: boolean): Task<Verdict> {
    const followed = this.#followed.get(check.id)!;
    if (!this.#hasBegun(check)) return OPEN;
    if ('cel' in check) return done ? PASSED : judge(this.#observation, check.cel, check.saw);
    // Nothing went wrong, but that is no merit before the task is done.
    if ('always' in check) return followed.broken ? failed(this.#since(followed.broken)) : done ? PASSED : OPEN;
    if ('eventually' in check) return followed.reached ? PASSED : judge(this.#observation, check.eventually, check.saw);
    if ('before' in check) return this.#inOrder(check.before, followed);
    if ('finally' in check) return ended && done ? judge(this.#observation, check.finally, check.saw) : OPEN;
    return yield* this.#command(check.run);
  }

  #hasBegun(check: Check): boolean {
    return this.#lab.tasks.findIndex((task) => task.checks.includes(check)) <= this.#current;
  }

  #since({ at, because }: { readonly at: Millis; readonly because: string }): string {
    const moment = new Date(this.#observation.world.simulation.epoch + at).toISOString().slice(11, 19);
    return because === '' ? `${moment}` : `${moment}: ${because}`;
  }

  #inOrder(claim: { readonly first: string; readonly second: string }, { first, second }: Followed): Verdict {
    if (first !== undefined && second !== undefined && first <= second) return PASSED;
    if (first === undefined) return judge(this.#observation, claim.first);
    return second === undefined ? judge(this.#observation, claim.second) : failed('');
  }

  *#command(run: Extract<Check, { run: unknown }>['run']): Task<Verdict> {
    const host = this.#observation.world.hosts.get(run.host);
    if (!host?.isOn) return failed(`${run.host} is off`);
    const result = yield* runScript(host, run.command);
    const said = (result.stdout + result.stderr).trim();
    if (result.code !== run.code) return failed(`exit ${result.code}${said === '' ? '' : `: ${said}`}`);
    if (run.stdout !== undefined && result.stdout.trim() !== run.stdout.trim()) return failed(said);
    if (run.matches !== undefined && !new RegExp(run.matches, 'm').test(result.stdout)) return failed(said);
    return PASSED;
  }
}
