// What a learner has typed, as a line to show in a list: keys that edit are carried out as far as can be known
// without the shell. Completion happens out of sight, so its key stays visible: `kubectl dra⇥ node0⇥`.

const PASTE = /^\x1b\[200~([\s\S]*?)\x1b\[201~/;
const ESCAPE = /^\x1b(?:\[[0-9;?]*[ -/]*[@-~]|O.|.)?/;
const UP = /^\x1b(?:\[|O)A$/;
const DOWN = /^\x1b(?:\[|O)B$/;

export class TypedLine {
  #text = '';
  /** Lines entered before, and where the arrow keys are among them. */
  readonly #entered: string[] = [];
  #at = 0;

  get isEmpty(): boolean {
    return this.#text === '';
  }

  /** Takes keys; gives the lines that they entered. */
  feed(keys: string): string[] {
    const lines: string[] = [];
    for (let rest = keys; rest !== ''; ) {
      const key = PASTE.exec(rest)?.[0] ?? ESCAPE.exec(rest)?.[0] ?? String.fromCodePoint(rest.codePointAt(0) ?? 0);
      rest = rest.slice(key.length);
      if (key === '\r' || key === '\n') lines.push(...this.#enter());
      else this.#press(key);
    }
    return lines;
  }

  #enter(): string[] {
    const line = this.#text.trim();
    this.#text = '';
    if (line !== '') this.#entered.push(line);
    this.#at = this.#entered.length;
    return line === '' ? [] : [line];
  }

  #press(key: string): void {
    const paste = PASTE.exec(key);
    if (paste) this.#text += paste[1].trim().replace(/\s*[\r\n]+\s*/g, '; ');
    else if (UP.test(key)) this.#recall(this.#at - 1);
    else if (DOWN.test(key)) this.#recall(this.#at + 1);
    else if (key === '\x7f' || key === '\b') this.#text = [...this.#text].slice(0, -1).join('');
    else if (key === '\x03' || key === '\x15') this.#text = '';
    else if (key === '\x17') this.#text = this.#text.replace(/\S+\s*$/, '');
    else if (key === '\t') this.#text += this.#text.endsWith('⇥') ? '' : '⇥';
    else if (key >= ' ') this.#text += key;
  }

  #recall(at: number): void {
    this.#at = Math.max(0, Math.min(this.#entered.length, at));
    this.#text = this.#entered[this.#at] ?? '';
  }
}
