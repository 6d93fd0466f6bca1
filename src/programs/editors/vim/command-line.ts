// The line behind `:`, `/` or `?`: typing, history, editing keys. Models ex_getln.c.

export type LineOutcome = 'editing' | 'done' | 'cancelled';

/** What the line may ask of the editor around it. */
export interface LineHelp {
  readonly register: (name: string) => string;
  readonly wordUnderCursor: (big: boolean) => string;
  readonly complete: (text: string) => readonly string[];
}

export class CommandLine {
  readonly prompt: ':' | '/' | '?';
  text: string;
  at: number;
  /** The next key is taken as it is, or names a register. */
  #pending: 'literal' | 'register' | undefined;
  readonly #history: string[];
  #historyAt: number;
  /** What was typed before the history was walked. */
  #typed: string | undefined;
  #completion: { readonly candidates: readonly string[]; index: number } | undefined;

  constructor(prompt: ':' | '/' | '?', text: string, history: string[]) {
    this.prompt = prompt;
    this.text = text;
    this.at = text.length;
    this.#history = history;
    this.#historyAt = history.length;
  }

  /** The sign that stands at the cursor while a key is awaited. */
  get awaited(): string {
    return this.#pending === 'register' ? '"' : this.#pending === 'literal' ? '^' : '';
  }

  insert(text: string): void {
    this.text = this.text.slice(0, this.at) + text + this.text.slice(this.at);
    this.at += text.length;
  }

  key(key: string, help: LineHelp): LineOutcome {
    if (this.#pending) return this.#awaitedKey(key, help);
    if (key !== '<Tab>' && key !== '<S-Tab>' && key !== '<C-n>' && key !== '<C-p>') this.#completion = undefined;
    switch (key) {
      case '<CR>':
      case '<C-j>':
      case '<C-m>':
        this.#remember();
        return 'done';
      case '<Esc>':
      case '<C-[>':
      case '<C-c>':
        this.#remember();
        return 'cancelled';
      case '<BS>':
      case '<C-h>':
        if (this.text === '') return 'cancelled';
        this.#erase(this.at - 1, this.at);
        break;
      case '<Del>':
        if (this.at < this.text.length) this.#erase(this.at, this.at + 1);
        else this.#erase(this.at - 1, this.at);
        break;
      case '<C-w>':
        this.#erase(
          this.text.slice(0, this.at).replace(/(?:[\p{L}\p{N}_]+|[^\p{L}\p{N}_\s]+)?\s*$/u, '').length,
          this.at,
        );
        break;
      case '<C-u>':
        this.#erase(0, this.at);
        break;
      case '<Left>':
        this.at = Math.max(0, this.at - 1);
        break;
      case '<Right>':
        this.at = Math.min(this.text.length, this.at + 1);
        break;
      case '<S-Left>':
      case '<C-Left>':
        this.at = this.text.slice(0, this.at).replace(/\S+\s*$/, '').length;
        break;
      case '<S-Right>':
      case '<C-Right>':
        this.at += /^\s*\S*/.exec(this.text.slice(this.at))![0].length;
        break;
      case '<Home>':
      case '<C-b>':
        this.at = 0;
        break;
      case '<End>':
      case '<C-e>':
        this.at = this.text.length;
        break;
      case '<Up>':
        this.#recall(-1, true);
        break;
      case '<Down>':
        this.#recall(1, true);
        break;
      case '<C-p>':
        this.#recall(-1, false);
        break;
      case '<C-n>':
        this.#recall(1, false);
        break;
      case '<C-v>':
      case '<C-q>':
        this.#pending = 'literal';
        break;
      case '<C-r>':
        this.#pending = 'register';
        break;
      case '<Tab>':
        this.#complete(1, help);
        break;
      case '<S-Tab>':
        this.#complete(-1, help);
        break;
      default:
        if (key.length <= 2 && !/^<./.test(key)) this.insert(key);
    }
    return 'editing';
  }

  #awaitedKey(key: string, help: LineHelp): LineOutcome {
    const pending = this.#pending;
    this.#pending = undefined;
    if (pending === 'literal') this.insert(literal(key));
    else if (key === '<C-w>' || key === '<C-a>') this.insert(help.wordUnderCursor(key === '<C-a>'));
    else if (key.length === 1) this.insert(help.register(key).replace(/\n$/, '').replaceAll('\n', '\r'));
    return 'editing';
  }

  #erase(from: number, to: number): void {
    const start = Math.max(0, from);
    this.text = this.text.slice(0, start) + this.text.slice(to);
    this.at = start;
  }

  #remember(): void {
    if (this.text === '') return;
    const known = this.#history.indexOf(this.text);
    if (known >= 0) this.#history.splice(known, 1);
    this.#history.push(this.text);
  }

  /** The next older or newer line; with `byPrefix` one that begins as the line that was typed. */
  #recall(step: 1 | -1, byPrefix: boolean): void {
    this.#typed ??= this.text;
    for (let at = this.#historyAt + step; at >= 0 && at <= this.#history.length; at += step) {
      const line: string = at === this.#history.length ? this.#typed : this.#history[at];
      if (byPrefix && !line.startsWith(this.#typed)) continue;
      this.#historyAt = at;
      this.text = line;
      this.at = line.length;
      return;
    }
  }

  #complete(step: 1 | -1, help: LineHelp): void {
    if (this.#completion) {
      const { candidates, index } = this.#completion;
      this.#completion.index = (index + step + candidates.length) % candidates.length;
    } else {
      const candidates = help.complete(this.text.slice(0, this.at));
      if (candidates.length === 0) return;
      this.#completion = { candidates: [...candidates, this.text], index: 0 };
    }
    this.text = this.#completion.candidates[this.#completion.index];
    this.at = this.text.length;
  }
}

/** A key as the character it stands for. */
export function literal(key: string): string {
  const named: Readonly<Record<string, string>> = {
    '<CR>': '\r',
    '<Tab>': '\t',
    '<Esc>': '\x1b',
    '<BS>': '\x7f',
    '<Space>': ' ',
    '<lt>': '<',
    '<C-@>': '\0',
  };
  if (key in named) return named[key];
  const control = /^<C-(.)>$/.exec(key);
  return control ? String.fromCharCode(control[1].toUpperCase().charCodeAt(0) & 31) : key;
}
