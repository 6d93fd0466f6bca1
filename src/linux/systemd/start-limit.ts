// StartLimitBurst= starts within StartLimitIntervalSec= are allowed; the next one fails the unit.

import type { Millis } from '../../sim/simulation.ts';
import type { ServiceDefinition } from './definition.ts';

export class StartLimit {
  #starts: Millis[] = [];

  /** Whether it may start now; a start that may is counted. */
  allows({ startLimitInterval, startLimitBurst }: ServiceDefinition, now: Millis): boolean {
    this.#starts = this.#starts.filter((at) => at > now - startLimitInterval);
    if (startLimitInterval === 0 || startLimitBurst === 0) return true;
    if (this.#starts.length >= startLimitBurst) return false;
    this.#starts.push(now);
    return true;
  }
}
