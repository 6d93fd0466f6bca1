// The sorted set of all keys, so that a range touches only the keys inside it. A list of sorted chunks:
// finding a place is two binary searches, inserting moves at most one chunk's worth of strings.

const CHUNK = 256;

export class KeyIndex {
  #chunks: string[][] = [[]];

  add(key: string): void {
    const at = this.#chunkOf(key);
    const chunk = this.#chunks[at];
    const place = lowerBound(chunk, key);
    if (chunk[place] === key) return;
    chunk.splice(place, 0, key);
    if (chunk.length > CHUNK) this.#chunks.splice(at + 1, 0, chunk.splice(CHUNK / 2));
  }

  delete(key: string): void {
    const at = this.#chunkOf(key);
    const chunk = this.#chunks[at];
    const place = lowerBound(chunk, key);
    if (chunk[place] !== key) return;
    chunk.splice(place, 1);
    if (chunk.length === 0 && this.#chunks.length > 1) this.#chunks.splice(at, 1);
  }

  /** Keys from `from` up to, not including, `end` ('\0': all that follow), in order. */
  *between(from: string, end: string): Generator<string, void, undefined> {
    const open = end === '\0';
    let at = this.#chunkOf(from);
    let place = lowerBound(this.#chunks[at], from);
    for (; at < this.#chunks.length; at++, place = 0) {
      const chunk = this.#chunks[at];
      for (; place < chunk.length; place++) {
        if (!open && chunk[place] >= end) return;
        yield chunk[place];
      }
    }
  }

  /** The last chunk that begins at or before `key`. */
  #chunkOf(key: string): number {
    let low = 0;
    let high = this.#chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#chunks[middle][0] <= key) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** The place of the first element not below `key`. */
function lowerBound(sorted: readonly string[], key: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
