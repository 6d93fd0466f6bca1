// From a save back to the session it was: a replay, and whether it went the same way.

import type { Millis } from '../sim/simulation.ts';
import type { Save } from './save.ts';
import type { Lab } from './schema.ts';
import { type Input, type Replay, replaying, type Session } from './session.ts';

/** Whether a finished replay of `save` went the way it went when it was saved; if not, it must not be continued. */
export const agrees = (save: Save, session: Session): boolean => session.world.simulation.trace.hash === save.trace;

/** Leads a new world to where the saved one was. */
export function resume(save: Save, lab: Lab | undefined, onOutput?: (bytes: Uint8Array) => void): Replay {
  const inputs: readonly Input[] = save.inputs;
  const until: Millis = save.now;
  return replaying({ lab, world: save.world, size: save.size }, inputs, until, onOutput);
}
