// Answers that only a live cluster can judge: a command is run in a scratch world and judged by what it did,
// a value is computed there.

import { DEFAULT_TOPOLOGY, TOPOLOGIES } from '../cluster/topology.ts';
import { createWorld } from '../cluster/world.ts';
import { DEFAULT_VERSION } from '../kube/releases/releases.ts';
import { runScript } from '../lab/administrator.ts';
import { Observation } from '../lab/observation.ts';
import { complete } from '../lab/session.ts';
import { show } from '../lab/verdict.ts';
import { EPOCH } from '../sim/simulation.ts';
import type { Question } from './schema.ts';

export interface Judgement {
  readonly right: boolean;
  /** What the cluster said. */
  readonly answer: string;
}

/** How long the world may go on after the command before its claim must hold. */
const PATIENCE = 10 * 60_000;

export function judgeTyped(question: Extract<Question, { kind: 'command' | 'value' }>, typed: string): Judgement {
  const world = createWorld({
    topology: TOPOLOGIES[DEFAULT_TOPOLOGY],
    version: DEFAULT_VERSION,
    seed: question.id,
    epoch: EPOCH,
  });
  const observation = new Observation(world);
  if (question.kind === 'value') {
    const answer = show(observation.evaluate(question.answer.cel));
    return { right: typed.trim().toLowerCase() === answer.toLowerCase(), answer };
  }
  const home = world.hosts.get(world.home)!;
  if (question.prepare !== '') complete(world, runScript(home, question.prepare));
  const { stdout, stderr } = complete(world, runScript(home, typed));
  const { simulation } = world;
  for (const limit = simulation.now + PATIENCE; !observation.holds(question.holds) && simulation.now < limit; ) {
    simulation.advance(5_000);
  }
  return { right: observation.holds(question.holds), answer: (stdout + stderr).trimEnd() };
}
