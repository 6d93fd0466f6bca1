// more: page after page onto the screen, which scrolls; it ends with the text. On anything but a terminal the text
// goes straight through.

import { encode } from '../../base/bytes.ts';
import type { ExitCode, Program } from '../../linux/host/process.ts';
import { RAW, type Terminal, terminalOf } from '../../linux/terminal/terminal.ts';
import type { Task } from '../../sim/task.ts';
import { type Invocation, reason, utility } from '../utility.ts';

export const more: Program = utility(
  {
    usage: '[options] <file>...',
    suite: 'util-linux 2.39.3',
    options: [
      'd,silent',
      '!f,logical',
      '!l,no-pause',
      'c,print-over',
      'p,clean-print',
      'e,exit-on-eof',
      's,squeeze',
      'u,plain',
      'n,lines=',
    ],
    rewrite: (words) => words.flatMap((word) => (/^-\d+$/.test(word) ? ['-n', word.slice(1)] : [word])),
  },
  work,
);

function* work(run: Invocation): Task<ExitCode> {
  const { process } = run;
  const operands = run.operands.filter((word) => !/^\+(\d+|\/.+)$/.test(word));
  const begin = run.operands.find((word) => /^\+(\d+|\/.+)$/.test(word));
  if (operands.length === 0 && process.isTerminal(0)) {
    yield* run.note("more: bad usage\nTry 'more --help' for more information.\n");
    return 1;
  }
  const screen = terminalOf(process.descriptors.get(1));
  const keyboard = terminalOf(process.descriptors.get(2)) ?? process.terminal;
  for (const path of operands.length > 0 ? operands : ['-']) {
    let text: string;
    try {
      const input = run.open(path);
      if (input.file.kind === 'directory') {
        yield* run.print(`\n*** ${path}: directory ***\n\n`);
        input.close();
        continue;
      }
      text = yield* input.text();
      input.close();
    } catch (error) {
      yield* run.note(`more: cannot open ${path}: ${reason(error)}\n`);
      run.status = 1;
      continue;
    }
    const squeezed = run.has('squeeze') ? text.replaceAll(/\n{3,}/g, '\n\n') : text;
    if (operands.length > 1) yield* run.print(`::::::::::::::\n${path}\n::::::::::::::\n`);
    if (!screen || !keyboard) yield* run.print(squeezed);
    else if (!(yield* new Pages(run, screen, keyboard, squeezed, path !== '-').show(begin))) return run.status;
  }
  return run.status;
}

class Pages {
  readonly #run: Invocation;
  readonly #screen: Terminal;
  readonly #keyboard: Terminal;
  readonly #rows: readonly string[];
  /** A pipe has no length to be a part of. */
  readonly #hasLength: boolean;
  #at = 0;

  constructor(run: Invocation, screen: Terminal, keyboard: Terminal, text: string, hasLength: boolean) {
    this.#run = run;
    this.#screen = screen;
    this.#keyboard = keyboard;
    this.#hasLength = hasLength;
    const lines = text.split('\n');
    if (lines.at(-1) === '') lines.pop();
    const { columns } = screen.size;
    this.#rows = lines.flatMap((line) => {
      const rows: string[] = [];
      for (let from = 0; from === 0 || from < line.length; from += columns) rows.push(line.slice(from, from + columns));
      return rows;
    });
  }

  get #page(): number {
    const given = Number(this.#run.value('lines') ?? '0');
    return given > 0 ? given : Math.max(1, this.#screen.size.rows - 1);
  }

  /** False when the learner had enough. */
  *show(begin: string | undefined): Task<boolean> {
    yield* this.#run.flush();
    if (begin?.startsWith('+/')) {
      const found = this.#rows.findIndex((row) => row.includes(begin.slice(2)));
      if (found >= 0) this.#at = Math.max(0, found - 2);
    } else if (begin !== undefined) this.#at = Math.max(0, Number(begin.slice(1)) - 1);
    const before = this.#keyboard.modes;
    this.#keyboard.setModes(RAW);
    try {
      this.#put(this.#page);
      while (this.#at < this.#rows.length) {
        const shown = this.#hasLength ? `(${Math.floor((100 * this.#at) / this.#rows.length)}%)` : '';
        this.#screen.write(encode(`\x1b[7m--More--${shown}\x1b[27m`));
        const key = yield* this.#keyboard.read(1);
        this.#screen.write(encode('\r\x1b[K'));
        const letter = key.length === 0 ? 'q' : String.fromCharCode(key[0]);
        if (letter === 'q' || letter === 'Q' || letter === '\x03') return false;
        this.#press(letter);
      }
      return true;
    } finally {
      this.#keyboard.setModes(before);
    }
  }

  #press(letter: string): void {
    if (letter === ' ' || letter === 'z' || letter === 'f') this.#put(this.#page);
    else if (letter === '\r' || letter === '\n' || letter === 'j' || letter === 's') this.#put(1);
    else if (letter === 'd' || letter === '\x04') this.#put(11);
    else if (letter === 'b' || letter === '\x02') {
      this.#at = Math.max(0, this.#at - 2 * this.#page);
      this.#screen.write(encode('...back 1 page\r\n'));
      this.#put(this.#page);
    } else if (letter === '=') this.#screen.write(encode(`${this.#at}\r\n`));
    else if (!this.#run.has('silent')) this.#screen.write(encode('\x07'));
    else this.#screen.write(encode('[Press space to continue, q to quit.]\r\n'));
  }

  #put(count: number): void {
    const rows = this.#rows.slice(this.#at, this.#at + count);
    this.#at += rows.length;
    this.#screen.write(encode(rows.map((row) => `${row}\r\n`).join('')));
  }
}
