// A loaded unit: its definition and the state it is in. What moves the state is in service.ts and jobs.ts.

import type { Millis } from '../../sim/simulation.ts';
import type { Signal } from '../../sim/waits.ts';
import type { Process } from '../host/process.ts';
import type { UnitDefinition } from './definition.ts';
import type { CatalogKey, Journal } from './journal.ts';
import type { ActiveState, Stamp } from './status.ts';

/** What units need of process 1. */
export interface UnitContext {
  readonly process: Process;
  readonly journal: Journal;
  /** Unix milliseconds. */
  readonly now: Millis;
  /** Says something in systemd's own name about a unit. */
  log(message: string, about?: string, options?: LogOptions): void;
  /** Pid of a notifying process → its unit. */
  readonly changed: Signal<Unit>;
}

export interface LogOptions {
  readonly priority?: number;
  readonly catalog?: CatalogKey;
  readonly result?: string;
}

const isDown = (state: ActiveState): boolean => state === 'inactive' || state === 'failed';
const isUp = (state: ActiveState): boolean => state === 'active' || state === 'reloading';

export class Unit {
  readonly context: UnitContext;
  definition: UnitDefinition;
  active: ActiveState = 'inactive';
  sub = 'dead';
  result = 'success';
  invocation = '';
  readonly stamps: Partial<Record<Stamp, Millis>> = {};
  /** Where the journal stood when the unit last began to do something; `status` shows what came since. */
  journalMark = 0;

  constructor(context: UnitContext, definition: UnitDefinition) {
    this.context = context;
    this.definition = definition;
  }

  get name(): string {
    return this.definition.name;
  }

  get isUp(): boolean {
    return isUp(this.active);
  }

  get isDown(): boolean {
    return isDown(this.active);
  }

  /** `kubelet.service - kubelet: The Kubernetes Node Agent`, as log lines name a unit. */
  get title(): string {
    const { description } = this.definition;
    return description === this.name ? this.name : `${this.name} - ${description}`;
  }

  enter(active: ActiveState, sub: string): void {
    const before = this.active;
    this.active = active;
    this.sub = sub;
    const now = this.context.now;
    if (before !== active) {
      this.stamps.stateChange = now;
      if (isDown(before) && !isDown(active)) {
        this.stamps.inactiveExit = now;
        this.journalMark = this.context.journal.end;
      }
      if (!isDown(before) && isDown(active)) this.stamps.inactiveEnter = now;
      if (!isUp(before) && isUp(active)) this.stamps.activeEnter = now;
      if (isUp(before) && !isUp(active)) this.stamps.activeExit = now;
    }
    this.context.changed.emit(this);
  }

  /** Whether this unit's start must wait for the other's. */
  isAfter(other: Unit): boolean {
    return this.definition.after.has(other.name) || other.definition.before.has(this.name);
  }
}

/** Why starting a unit would be a lie here; undefined when it would not. */
export function unsimulatedPart({ name, definition: { type } }: Unit): string | undefined {
  if (type !== 'service' && type !== 'target' && type !== 'slice') return `${type} units`;
  return name === 'rescue.target' || name === 'emergency.target' ? 'a machine without its services' : undefined;
}
