// A session as text: what to build, what was typed when, and the trace that tells whether a replay went the
// same way. Reading is strict: what is not a save is refused as a whole.

import { z } from 'zod';
import { topologySchema } from '../cluster/topology.ts';
import type { Session } from './session.ts';

const time = z.number().int().min(0);
const inputSchema = z.union([
  z.strictObject({ at: time, type: z.literal('keys'), text: z.string() }),
  z.strictObject({ at: time, type: z.literal('size'), columns: z.number().int(), rows: z.number().int() }),
  z.strictObject({ at: time, type: z.literal('skip'), by: time }),
  z.strictObject({ at: time, type: z.literal('hint'), task: z.string() }),
  z.strictObject({ at: time, type: z.literal('solution'), task: z.string() }),
  z.strictObject({ at: time, type: z.literal('grade'), ended: z.boolean() }),
]);

const saveSchema = z.strictObject({
  format: z.literal(1),
  /** The program's version that wrote it. */
  version: z.string(),
  /** Undefined: the sandbox. */
  lab: z.string().optional(),
  world: z.strictObject({
    topology: topologySchema,
    version: z.string(),
    seed: z.union([z.string(), z.number()]),
    epoch: z.number().int(),
  }),
  size: z.strictObject({ columns: z.number().int(), rows: z.number().int() }),
  now: time,
  trace: z.string(),
  inputs: z.array(inputSchema),
});

export type Save = z.infer<typeof saveSchema>;

export function saveOf(session: Session, version: string): Save {
  return {
    format: 1,
    version,
    lab: session.lab?.id,
    world: session.plan.world,
    size: session.plan.size,
    now: session.now,
    trace: session.world.simulation.trace.hash,
    inputs: session.inputs,
  };
}

/** Undefined for text that is no save: truncated, foreign, of another format. */
export function readSave(text: string): Save | undefined {
  try {
    return saveSchema.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}
