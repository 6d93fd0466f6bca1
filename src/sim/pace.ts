// The one file that reads the real clock: maps real time onto virtual time while somebody plays.

import type { Millis } from './simulation.ts';

export interface Pace {
  /** Virtual per real milliseconds; 0 pauses. */
  speed: number;
  stop(): void;
}

const TICK: Millis = 20;
/** After a real pause (a laptop asleep) the world does not race to catch up. */
const LONGEST_STEP: Millis = 250;

/** Calls `advance` with virtual milliseconds, about fifty times a second, until stopped. */
export function startPace(advance: (by: Millis) => void, speed = 1): Pace {
  let last = performance.now();
  let owed = 0;
  const pace: Pace = { speed, stop: () => clearInterval(timer) };
  const timer = setInterval(() => {
    const now = performance.now();
    owed += Math.min(now - last, LONGEST_STEP) * pace.speed;
    last = now;
    const whole = Math.floor(owed);
    owed -= whole;
    if (whole > 0) advance(whole);
  }, TICK);
  return pace;
}
