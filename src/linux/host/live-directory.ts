// A directory whose names are made when somebody looks, beside fixed ones: /proc with its processes.

import type { Inode } from '../files/inode.ts';

export class LiveEntries extends Map<string, Inode> {
  readonly #names: () => readonly string[];
  readonly #make: (name: string) => Inode | undefined;

  constructor(names: () => readonly string[], make: (name: string) => Inode | undefined) {
    super();
    this.#names = names;
    this.#make = make;
  }

  override get(name: string): Inode | undefined {
    return super.get(name) ?? this.#make(name);
  }

  override has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  override get size(): number {
    return super.size + this.#names().length;
  }

  override *keys(): MapIterator<string> {
    yield* this.#names();
    yield* super.keys();
  }

  override *entries(): MapIterator<[string, Inode]> {
    for (const name of this.keys()) {
      const inode = this.get(name);
      if (inode) yield [name, inode];
    }
  }

  override *values(): MapIterator<Inode> {
    for (const [, inode] of this.entries()) yield inode;
  }

  override [Symbol.iterator](): MapIterator<[string, Inode]> {
    return this.entries();
  }
}
