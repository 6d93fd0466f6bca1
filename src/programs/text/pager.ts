// less: on a terminal a pager with its own keys; anywhere else the text goes straight through.

import { encode } from '../../base/bytes.ts';
import type { Program } from '../../linux/host/process.ts';
import { RAW, type Terminal, terminalOf } from '../../linux/terminal/terminal.ts';
import type { Task } from '../../sim/task.ts';
import { NotSimulated } from '../getopt.ts';
import { type Invocation, reason, utility } from '../utility.ts';
import { compile, RegexError } from './regex.ts';

const OPTIONS = [
  'N,LINE-NUMBERS',
  'S,chop-long-lines',
  'R,RAW-CONTROL-CHARS',
  'r,raw-control-chars',
  'F,quit-if-one-screen',
  'X,no-init',
  'i,ignore-case',
  'I,IGNORE-CASE',
  'e,quit-at-eof',
  'E,QUIT-AT-EOF',
  'M,LONG-PROMPT',
  'm,long-prompt',
  'n,line-numbers',
  's,squeeze-blank-lines',
  'K',
  'f,force',
  'q,quiet',
];

export const less: Program = utility(
  {
    usage: '[option]... [file]...',
    suite: 'less 590',
    options: OPTIONS,
    // $LESS holds options, with or without their dash: `FRX`, `-i -N`.
    rewrite: (words, process) => [
      ...(process.environment.get('LESS') ?? '')
        .split(/\s+/)
        .filter((word) => word !== '' && !word.startsWith('+'))
        .map((word) => (word.startsWith('-') ? word : `-${word}`)),
      ...words.filter((word) => !word.startsWith('+')),
    ],
  },
  page,
);
function* page(run: Invocation): Task<number> {
  const { process } = run;
  if (run.operands.length === 0 && process.isTerminal(0)) {
    yield* run.note('Missing filename ("less --help" for help)\n');
    return 1;
  }
  const screen = terminalOf(process.descriptors.get(1));
  if (!screen) {
    for (const path of run.inputs) {
      try {
        const input = run.open(path);
        yield* run.print(yield* input.all());
        input.close();
      } catch (error) {
        // Without a screen, less says so on its output, and says that all went well.
        yield* run.print(`${path}: ${reason(error)}\n`);
      }
    }
    return 0;
  }
  const texts: { readonly name: string; readonly text: string }[] = [];
  for (const path of run.inputs) {
    try {
      const input = run.open(path);
      if (input.file.kind === 'directory') yield* run.note(`${path} is a directory\n`);
      else texts.push({ name: path === '-' ? '' : path, text: yield* input.text() });
      input.close();
    } catch (error) {
      yield* run.note(`${path}: ${reason(error)}\n`);
      run.status = 1;
    }
  }
  if (texts.length === 0) return run.status;
  const pager = new Pager(run, screen, texts.map((one) => one.text).join(''), texts[0].name);
  yield* pager.show(run.has('quit-if-one-screen'));
  return run.status;
}

class Pager {
  readonly #run: Invocation;
  readonly #screen: Terminal;
  readonly #lines: readonly string[];
  readonly #name: string;
  #top = 0;
  #sideways = 0;
  #pattern: RegExp | undefined;
  #forward = true;
  #message = '';

  constructor(run: Invocation, screen: Terminal, text: string, name: string) {
    this.#run = run;
    this.#screen = screen;
    this.#name = name;
    const lines = text.split('\n');
    if (lines.at(-1) === '') lines.pop();
    this.#lines = lines;
  }

  get #rows(): number {
    return Math.max(1, this.#screen.size.rows - 1);
  }

  get #last(): number {
    return Math.max(0, this.#wrapped.length - this.#rows);
  }

  /** Screen rows: long lines are continued on the next row unless -S cuts them. */
  get #wrapped(): readonly string[] {
    const { columns } = this.#screen.size;
    const numbers = this.#run.has('LINE-NUMBERS');
    return this.#lines.flatMap((line, index) => {
      const expanded = expandTabs(visible(line));
      const whole = (numbers ? `${String(index + 1).padStart(7)} ` : '') + expanded;
      if (this.#run.has('chop-long-lines') || this.#sideways > 0)
        return [whole.slice(this.#sideways, this.#sideways + columns)];
      const rows: string[] = [];
      for (let at = 0; at === 0 || at < whole.length; at += columns) rows.push(whole.slice(at, at + columns));
      return rows;
    });
  }

  *show(quitsIfOneScreen: boolean): Task<void> {
    const screen = this.#screen;
    if (quitsIfOneScreen && this.#wrapped.length <= this.#rows) {
      screen.write(encode(`${this.#lines.join('\n')}\n`));
      return;
    }
    const before = screen.modes;
    screen.setModes(RAW);
    screen.write(encode('\x1b[?1049h'));
    const resized = () => this.#draw();
    this.#run.process.onSignal('SIGWINCH', resized);
    try {
      for (const word of this.#run.process.argv.slice(1)) if (word.startsWith('+')) this.#begin(word.slice(1));
      this.#draw();
      for (;;) {
        const key = yield* this.#key();
        if (key === '' || /^[qQ]$|^ZZ$/.test(key)) return;
        yield* this.#press(key);
        this.#draw();
      }
    } finally {
      screen.write(encode('\x1b[?1049l'));
      screen.setModes(before);
    }
  }

  /** One key from the keyboard, which stays the terminal even when the text comes through a pipe. */
  *#key(): Task<string> {
    const first = yield* this.#screen.read(1);
    if (first.length === 0) return '';
    if (first[0] !== 27 || !this.#screen.hasInput) return String.fromCharCode(first[0]);
    let sequence = '\x1b';
    while (this.#screen.hasInput) {
      const next = yield* this.#screen.read(1);
      if (next.length === 0) break;
      sequence += String.fromCharCode(next[0]);
      if (/[A-Za-z~]/.test(sequence.at(-1)!) && sequence.at(-1) !== 'O') break;
    }
    return sequence;
  }

  *#press(key: string): Task<void> {
    this.#message = '';
    const half = Math.max(1, Math.floor(this.#rows / 2));
    const moves: Readonly<Record<string, number>> = {
      j: 1,
      e: 1,
      '\r': 1,
      '\n': 1,
      '\x0e': 1,
      '\x1b[B': 1,
      '\x1bOB': 1,
      k: -1,
      y: -1,
      '\x10': -1,
      '\x1b[A': -1,
      '\x1bOA': -1,
      ' ': this.#rows,
      f: this.#rows,
      '\x06': this.#rows,
      '\x16': this.#rows,
      '\x1b[6~': this.#rows,
      z: this.#rows,
      b: -this.#rows,
      '\x02': -this.#rows,
      '\x1b[5~': -this.#rows,
      w: -this.#rows,
      d: half,
      '\x04': half,
      u: -half,
      '\x15': -half,
    };
    if (key in moves) this.#top = Math.min(Math.max(0, this.#top + moves[key]), Math.max(this.#last, 0));
    else if (key === 'g' || key === '<' || key === '\x1b[H' || key === '\x1b[1~') this.#top = 0;
    else if (key === 'G' || key === '>' || key === '\x1b[F' || key === '\x1b[4~') this.#top = this.#last;
    else if (key === '\x1b[C' || key === '\x1bOC') this.#sideways += Math.floor(this.#screen.size.columns / 2);
    else if (key === '\x1b[D' || key === '\x1bOD')
      this.#sideways = Math.max(0, this.#sideways - Math.floor(this.#screen.size.columns / 2));
    else if (key === '/' || key === '?') yield* this.#askPattern(key);
    else if (key === 'n') this.#search(this.#forward);
    else if (key === 'N') this.#search(!this.#forward);
  }

  /** What stands behind `+` on the command line: `+G`, `+/pattern`, `+120`. */
  #begin(command: string): void {
    if (command.startsWith('/')) {
      this.#top = -1;
      this.#look(command.slice(1));
      this.#top = Math.max(0, this.#top);
    } else if (/^\d+g?$/.test(command)) this.#top = Math.min(this.#last, Math.max(0, Number.parseInt(command, 10) - 1));
    else if (command === 'G') this.#top = this.#last;
    else throw new NotSimulated(`+${command}`);
  }

  *#askPattern(mark: string): Task<void> {
    let text = '';
    for (;;) {
      this.#screen.write(encode(`\r\x1b[K${mark}${text}`));
      const key = yield* this.#key();
      if (key === '\r' || key === '\n' || key === '') break;
      if (key === '\x1b' || key === '\x03') return;
      if (key === '\x7f' || key === '\b') {
        if (text === '') return;
        text = text.slice(0, -1);
      } else if (key >= ' ' && key.length === 1) text += key;
    }
    this.#forward = mark === '/';
    this.#look(text);
  }

  /** Searches for a new pattern, or for the last one again. */
  #look(text: string): void {
    if (text !== '') {
      try {
        const ignores = this.#run.has('IGNORE-CASE') || (this.#run.has('ignore-case') && text === text.toLowerCase());
        this.#pattern = compile(text, 'extended', ignores ? 'gi' : 'g');
      } catch (error) {
        if (!(error instanceof RegexError)) throw error;
        this.#message = error.message;
        return;
      }
    }
    this.#search(this.#forward);
  }

  #search(forward: boolean): void {
    const pattern = this.#pattern;
    if (!pattern) {
      this.#message = 'No previous regular expression';
      return;
    }
    const rows = this.#wrapped;
    for (let at = this.#top + (forward ? 1 : -1); at >= 0 && at < rows.length; at += forward ? 1 : -1) {
      pattern.lastIndex = 0;
      if (!pattern.test(rows[at])) continue;
      this.#top = Math.min(at, Math.max(this.#last, at));
      return;
    }
    pattern.lastIndex = 0;
    if (!pattern.test(rows[this.#top] ?? '')) this.#message = 'Pattern not found  (press RETURN)';
  }

  #draw(): void {
    const rows = this.#wrapped;
    const shown = rows.slice(this.#top, this.#top + this.#rows);
    const body = Array.from({ length: this.#rows }, (_, index) => {
      const row = shown[index];
      if (row === undefined) return '~\x1b[K';
      return `${this.#pattern ? row.replaceAll(this.#pattern, (match) => (match === '' ? '' : `\x1b[7m${match}\x1b[27m`)) : row}\x1b[K`;
    });
    const atEnd = this.#top + this.#rows >= rows.length;
    const note = this.#message || (atEnd ? '(END)' : this.#top === 0 ? this.#name : '');
    // A longer one would wrap and scroll the page away.
    const prompt = note ? `\x1b[7m${note.slice(0, this.#screen.size.columns - 1)}\x1b[27m` : ':';
    this.#screen.write(encode(`\x1b[H${body.join('\r\n')}\r\n${prompt}\x1b[K`));
  }
}

/** Control characters as less shows them. */
const visible = (line: string): string =>
  line.replaceAll(
    /[\0-\x08\x0b-\x1a\x1c-\x1f]/g,
    (character) => `^${String.fromCharCode(character.charCodeAt(0) + 64)}`,
  );

function expandTabs(line: string): string {
  let text = '';
  for (const character of line) text += character === '\t' ? ' '.repeat(8 - (text.length % 8)) : character;
  return text;
}
