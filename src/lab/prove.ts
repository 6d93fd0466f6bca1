// Proves a lab, as a test proves code: unsolved it fails, solved it passes, every listed alternative passes,
// every listed mistake fails the checks it names with the words it promises.

import { parseGoDuration } from '../base/duration.ts';
import { DEFAULT_TOPOLOGY, TOPOLOGIES } from '../cluster/topology.ts';
import { createWorld, type World } from '../cluster/world.ts';
import { DEFAULT_VERSION } from '../kube/releases/releases.ts';
import { EPOCH } from '../sim/simulation.ts';
import { runScript } from './administrator.ts';
import { PrepareError } from './errors.ts';
import { type Grade, Grading } from './grading.ts';
import { fillIn } from './load.ts';
import { Observation } from './observation.ts';
import type { Check, Lab, LabTask } from './schema.ts';
import { complete, prepareLab, setStage } from './session.ts';

/** What is wrong with the lab; empty: nothing. Each line says where. */
export function prove(lab: Lab, seeds: readonly string[]): string[] {
  const problems = [...missingNames(lab)];
  for (const seed of seeds) {
    try {
      problems.push(...proveWith(fillIn(lab, seed), seed));
    } catch (error) {
      if (!(error instanceof PrepareError)) throw error;
      problems.push(`seed ${seed}: ${error.message}`);
    }
  }
  return [...new Set(problems)];
}

function proveWith(lab: Lab, seed: string): string[] {
  const problems: string[] = [];
  const say = (what: string) => problems.push(`${lab.id}, seed ${seed}: ${what}`);

  const unsolved = play(lab, seed, []);
  for (const task of unsolved.tasks) if (task.passed) say(`task "${task.id}" passes although nobody did anything`);

  const solution = lab.tasks.map((task) => task.solution);
  for (const failure of failures(play(lab, seed, solution))) say(`the solution fails: ${failure}`);

  for (const [at, task] of lab.tasks.entries()) {
    for (const [i, alternative] of task.alternatives.entries()) {
      for (const failure of failures(play(lab, seed, solution.with(at, alternative)))) {
        say(`alternative ${i + 1} of "${task.id}" fails: ${failure}`);
      }
    }
    for (const [i, mistake] of task.mistakes.entries()) {
      // Only what came before: a mistake must fail by itself, not because the rest is missing.
      const grade = play(lab, seed, [...solution.slice(0, at), mistake.run]);
      problems.push(
        ...unnoticed(grade, mistake, task).map(
          (what) => `${lab.id}, seed ${seed}: mistake ${i + 1} of "${task.id}": ${what}`,
        ),
      );
    }
  }
  return problems;
}

/** Plays scripts in order in a fresh world, giving each task the time it needs. */
function play(lab: Lab, seed: string, scripts: readonly string[]): Grade {
  const world = createWorld({
    topology: TOPOLOGIES[lab.cluster.topology ?? DEFAULT_TOPOLOGY],
    version: lab.cluster.version ?? DEFAULT_VERSION,
    seed,
    epoch: EPOCH,
  });
  const observation = new Observation(world);
  prepareLab(world, lab, observation);
  const grading = new Grading(lab, observation);
  grading.onDone = (_, next) => setStage(world, next);
  grading.follow();
  const home = world.hosts.get(world.home)!;
  for (const [at, script] of scripts.entries()) {
    complete(world, runScript(home, script));
    settle(world, grading, lab.tasks[at], parseGoDuration(lab.patience) ?? 0);
  }
  return complete(world, grading.grade(true));
}

const STEP = 1_000;

/** Lets time pass until the task is done, or its patience is over. */
function settle(world: World, grading: Grading, task: LabTask, patience: number): void {
  const limit = world.simulation.now + patience;
  while (!grading.isDone(task) && world.simulation.now < limit) world.simulation.advance(STEP);
  world.simulation.advance(STEP);
}

const failures = (grade: Grade): string[] =>
  grade.tasks.flatMap((task) =>
    task.checks.flatMap(({ id, verdict }) =>
      verdict.passed ? [] : [`${task.id}/${id}${verdict.because ? ` (${verdict.because})` : ''}`],
    ),
  );

function unnoticed(grade: Grade, mistake: LabTask['mistakes'][number], task: LabTask): string[] {
  const checks = grade.tasks.flatMap((one) => one.checks);
  return mistake.fails.flatMap((id) => {
    const check = checks.find((one) => one.id === id);
    if (!check || check.verdict.passed) return [`check "${id}" of "${task.id}" does not notice it`];
    const message = [check.verdict.because, check.name.en, check.why?.en ?? ''].join('\n');
    return mistake.says && !message.includes(mistake.says)
      ? [`"${id}" does not say "${mistake.says}" but: ${message}`]
      : [];
  });
}

/** Names a check compares with must be in what the learner reads: paths, hosts, objects. */
function missingNames(lab: Lab): string[] {
  return lab.tasks.flatMap((task) => {
    const shown = [lab.intro?.en ?? '', task.prompt.en, ...lab.tasks.map((one) => one.prompt.en)].join('\n');
    return task.checks.flatMap((check) =>
      namesIn(check)
        .filter((name) => !shown.includes(name))
        .map((name) => `${lab.id}: check "${check.id}" needs "${name}", which no task text mentions`),
    );
  });
}

/** First arguments of file(), node(), object() and the like that a learner must know. */
function namesIn(check: Check): string[] {
  const text = JSON.stringify(check);
  const found: string[] = [];
  for (const [, path] of text.matchAll(/file(?:Exists)?\('[^']*', ?'([^']+)'\)/g)) found.push(path);
  for (const [, name] of text.matchAll(/\bnode\('([^']+)'\)/g)) found.push(name);
  for (const [, name] of text.matchAll(/\b(?:object|exists)\('[^']*', ?'[^']*', ?'([^']+)'\)/g)) found.push(name);
  return [...new Set(found)];
}
