// A terminal taken over by a full-screen program: keys in, rows of text out. The program describes the whole
// screen each time; only rows that differ from what is shown are sent.

import { encode } from '../../base/bytes.ts';
import type { Process } from '../../linux/host/process.ts';
import { RAW, type Terminal, type TerminalModes, terminalOf } from '../../linux/terminal/terminal.ts';
import type { Task } from '../../sim/task.ts';
import { type Input, KeyDecoder } from './keys.ts';

/** One screen. Rows may carry colours (SGR sequences) and must not be wider than the terminal; missing ones are empty. */
export interface Picture {
  readonly rows: readonly string[];
  /** Where the cursor stands, counted from 0; undefined hides it. */
  readonly cursor: { readonly row: number; readonly column: number } | undefined;
}

export interface ScreenOptions {
  /** Escape and a character are one key, `<M-x>`. */
  readonly meta?: boolean;
}

const ENTER = '\x1b[?1049h\x1b[?2004h\x1b[0m\x1b[H\x1b[2J';
const LEAVE = '\x1b[0m\x1b[?25h\x1b[?2004l\x1b[?1049l';

export class Screen {
  /** Called at once when the window got another size; the next `draw` then repaints everything. */
  onResize: () => void = () => {};
  readonly #process: Process;
  readonly #terminal: Terminal;
  readonly #decoder: KeyDecoder;
  #modesBefore: TerminalModes | undefined;
  #shown: string[] = [];
  #cursorShown = true;

  constructor(process: Process, terminal: Terminal, options: ScreenOptions = {}) {
    this.#process = process;
    this.#terminal = terminal;
    this.#decoder = new KeyDecoder(options.meta ?? false);
  }

  get rows(): number {
    return this.#terminal.size.rows;
  }

  get columns(): number {
    return this.#terminal.size.columns;
  }

  /** Whether keys wait that were typed already: then drawing can wait for them. */
  get hasInput(): boolean {
    return this.#terminal.hasInput;
  }

  /** Takes the terminal over. Call `leave` in a `finally`. */
  enter(): void {
    this.#modesBefore ??= this.#terminal.modes;
    this.#terminal.setModes(RAW);
    this.#send(ENTER);
    this.#shown = [];
    this.#cursorShown = true;
    this.#process.onSignal('SIGWINCH', () => {
      this.repaint();
      this.onResize();
    });
  }

  /** Gives the terminal back as it was, with its old content. */
  leave(): void {
    if (!this.#modesBefore) return;
    this.#process.onSignal('SIGWINCH', undefined);
    this.#terminal.setModes(this.#modesBefore);
    this.#modesBefore = undefined;
    try {
      this.#send(LEAVE);
    } catch {
      // The terminal hung up: nobody is there to see it.
    }
  }

  /** The next draw sends every row. */
  repaint(): void {
    this.#shown = [];
    this.#send('\x1b[0m\x1b[H\x1b[2J');
  }

  draw({ rows, cursor }: Picture): void {
    let out = '';
    for (let row = 0; row < this.rows; row++) {
      const text = rows[row] ?? '';
      if (text === (this.#shown[row] ?? '')) continue;
      this.#shown[row] = text;
      out += `\x1b[${row + 1};1H\x1b[0m\x1b[2K${text}`;
    }
    if (out !== '') out = `\x1b[?25l${out}\x1b[0m`;
    if (cursor) out += `\x1b[${cursor.row + 1};${cursor.column + 1}H`;
    if (cursor && (out.startsWith('\x1b[?25l') || !this.#cursorShown)) out += '\x1b[?25h';
    if (!cursor && this.#cursorShown) out += '\x1b[?25l';
    this.#cursorShown = cursor !== undefined;
    this.#send(out);
  }

  bell(): void {
    this.#send('\x07');
  }

  /** The next key or paste; undefined when the terminal is gone. */
  *next(): Task<Input | undefined> {
    for (;;) {
      const input = this.#decoder.next();
      if (input) return input;
      const bytes = yield* this.#terminal.read(65_536);
      if (bytes.length === 0) return undefined;
      this.#decoder.feed(bytes);
    }
  }

  /** Waits for any key; for "Press ENTER" while `away`. */
  *anyKey(): Task<void> {
    const before = this.#terminal.modes;
    this.#terminal.setModes(RAW);
    try {
      yield* this.next();
    } finally {
      this.#terminal.setModes(before);
    }
  }

  /** Ctrl-Z: gives the terminal back, stops the whole job, and takes over again when it goes on. */
  *suspend(): Task<void> {
    this.leave();
    this.#process.host.processes.signalGroup(this.#process.group, 'SIGTSTP');
    // A stopped task stays in its next wait.
    yield* this.#process.sleep(1);
    this.enter();
  }

  /** Lets something else use the terminal as a shell would, then takes over again. */
  *away<T>(task: Task<T>): Task<T> {
    this.leave();
    try {
      return yield* task;
    } finally {
      this.enter();
    }
  }

  /** Text for the terminal in its ordinary state, while `away`. */
  print(text: string): void {
    this.#send(text);
  }

  #send(text: string): void {
    if (text !== '') this.#terminal.write(encode(text));
  }
}

/** The screen of a process: the terminal behind its output, or the one it was started from. */
export const screenTerminal = (process: Process): Terminal | undefined =>
  terminalOf(process.descriptors.get(1)) ?? terminalOf(process.descriptors.get(2));
