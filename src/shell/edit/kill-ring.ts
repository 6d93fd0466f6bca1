// What was cut, newest last. Cuts that follow one another grow one text: two times Ctrl-W, one Ctrl-Y brings both back.

const LONGEST = 10;

export class KillRing {
  readonly #texts: string[] = [];
  #at = 0;

  /** `direction`: where the cut text stood relative to the point; `joined`: the command before was a cut too. */
  add(text: string, direction: 'forward' | 'backward', joined: boolean): void {
    if (joined && this.#texts.length > 0) {
      const last = this.#texts.pop()!;
      this.#texts.push(direction === 'forward' ? last + text : text + last);
    } else {
      this.#texts.push(text);
      if (this.#texts.length > LONGEST) this.#texts.shift();
    }
    this.#at = this.#texts.length - 1;
  }

  /** What `yank` inserts. */
  get current(): string | undefined {
    return this.#texts[this.#at];
  }

  /** The one before, round and round: `yank-pop`. */
  rotate(): string | undefined {
    this.#at = this.#at === 0 ? this.#texts.length - 1 : this.#at - 1;
    return this.current;
  }
}
