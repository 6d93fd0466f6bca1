// What the server serves at the moment: the kinds of its release, and those that definitions brought in.

import type { Kind } from '../objects/kind.ts';
import { kindsIn } from '../objects/kinds.ts';

export class ServedKinds {
  readonly builtIn: readonly Kind[];
  #all: readonly Kind[];
  #byPath: ReadonlyMap<string, Kind>;
  #byName: ReadonlyMap<string, Kind>;

  constructor(minor: number) {
    this.builtIn = kindsIn(minor);
    this.#all = this.builtIn;
    this.#byPath = byPath(this.builtIn);
    this.#byName = byName(this.builtIn);
  }

  get all(): readonly Kind[] {
    return this.#all;
  }

  /** Replaces what came from definitions. A name of the server's own cannot be taken. */
  setCustom(kinds: readonly Kind[]): void {
    this.#all = [...this.builtIn, ...kinds];
    this.#byPath = byPath([...kinds, ...this.builtIn]);
    this.#byName = byName(this.#all);
  }

  resource(group: string, version: string, plural: string): Kind | undefined {
    return this.#byPath.get(`${group}/${version}/${plural}`);
  }

  /** The kind as it is stored. */
  kind(group: string, kind: string): Kind | undefined {
    return this.#byName.get(`${group}/${kind}`);
  }
}

/** The first version counts, and stands for what is stored. */
function byName(kinds: readonly Kind[]): ReadonlyMap<string, Kind> {
  const found = new Map<string, Kind>();
  for (const one of kinds) {
    const name = `${one.group}/${one.kind}`;
    if (!found.has(name)) found.set(name, one.storedAs?.kind ?? one);
  }
  return found;
}

const byPath = (kinds: readonly Kind[]): ReadonlyMap<string, Kind> =>
  new Map(kinds.map((kind) => [`${kind.group}/${kind.version}/${kind.plural}`, kind]));
