// What the server serves at the moment: the kinds of its release, and those that definitions brought in.

import type { Kind } from '../objects/kind.ts';
import { kindsIn } from '../objects/kinds.ts';

export class ServedKinds {
  readonly builtIn: readonly Kind[];
  #custom: readonly Kind[] = [];
  #byPath: ReadonlyMap<string, Kind>;

  constructor(minor: number) {
    this.builtIn = kindsIn(minor);
    this.#byPath = byPath(this.builtIn);
  }

  get all(): readonly Kind[] {
    return [...this.builtIn, ...this.#custom];
  }

  /** Replaces what came from definitions. A name of the server's own cannot be taken. */
  setCustom(kinds: readonly Kind[]): void {
    this.#custom = kinds;
    this.#byPath = byPath([...kinds, ...this.builtIn]);
  }

  resource(group: string, version: string, plural: string): Kind | undefined {
    return this.#byPath.get(`${group}/${version}/${plural}`);
  }

  /** The kind as it is stored. */
  kind(group: string, kind: string): Kind | undefined {
    const found = this.all.find((one) => one.group === group && one.kind === kind);
    return found?.storedAs?.kind ?? found;
  }
}

const byPath = (kinds: readonly Kind[]): ReadonlyMap<string, Kind> =>
  new Map(kinds.map((kind) => [`${kind.group}/${kind.version}/${kind.plural}`, kind]));
