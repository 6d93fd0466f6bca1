// A terminal as programs see it: the line discipline between a keyboard (the master side) and the open
// files of the programs (the slave side). Models termios(3) and pty(7).

import { concat, EMPTY, encode } from '../../base/bytes.ts';
import { type Task, type Wait, wait } from '../../sim/task.ts';
import { Signal } from '../../sim/waits.ts';
import { SystemError } from '../errors.ts';
import { Description, type OpenFile } from '../files/open-file.ts';
import type { SignalName } from '../host/signals.ts';

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** The part of `struct termios` that programs here change. */
export interface TerminalModes {
  /** Lines are edited here and handed over whole (ICANON). */
  readonly canonical: boolean;
  readonly echo: boolean;
  /** Ctrl-C, Ctrl-Z and Ctrl-\ become signals (ISIG). */
  readonly signals: boolean;
  /** Return arrives as newline (ICRNL). */
  readonly returnIsNewline: boolean;
  /** Newline leaves as return and newline (OPOST ONLCR). */
  readonly expandNewline: boolean;
}

export const COOKED: TerminalModes = {
  canonical: true,
  echo: true,
  signals: true,
  returnIsNewline: true,
  expandNewline: true,
};
/** Every byte as it comes, nothing echoed: what editors and pagers use. */
export const RAW: TerminalModes = {
  canonical: false,
  echo: false,
  signals: false,
  returnIsNewline: false,
  expandNewline: true,
};

const CTRL_C = 3;
const CTRL_D = 4;
const BACKSPACE = 8;
const NEWLINE = 10;
const RETURN = 13;
const CTRL_Q = 17;
const CTRL_S = 19;
const CTRL_U = 21;
const CTRL_V = 22;
const CTRL_W = 23;
const CTRL_Z = 26;
const CTRL_BACKSLASH = 28;
const DELETE = 127;

export class Terminal {
  /** e.g. `pts/0`. */
  readonly name: string;
  modes: TerminalModes = COOKED;
  /** The process group that reads and gets the keyboard's signals. */
  foreground = 0;
  /** Where output goes: the screen. */
  onOutput: (bytes: Uint8Array) => void = () => {};
  readonly #signalGroup: (group: number, signal: SignalName) => void;
  readonly #arrived = new Signal();
  /** Complete input: lines in canonical mode, anything in raw mode. An empty part is an end of file. */
  #ready: Uint8Array[] = [];
  #line: number[] = [];
  #literal = false;
  #stopped = false;
  #held: Uint8Array[] = [];
  #size: TerminalSize;
  #hungUp = false;

  constructor(name: string, size: TerminalSize, signalGroup: (group: number, signal: SignalName) => void) {
    this.name = name;
    this.#size = size;
    this.#signalGroup = signalGroup;
  }

  // ——— the master side ———

  /** Bytes from the keyboard. */
  input(bytes: Uint8Array): void {
    if (this.modes.canonical) for (const byte of bytes) this.#key(byte);
    else this.#rawInput(bytes);
  }

  get size(): TerminalSize {
    return this.#size;
  }

  resize(size: TerminalSize): void {
    if (size.columns === this.#size.columns && size.rows === this.#size.rows) return;
    this.#size = size;
    this.#signalGroup(this.foreground, 'SIGWINCH');
  }

  /** The other end is gone: readers see end of file, the foreground group SIGHUP. */
  hangUp(): void {
    if (this.#hungUp) return;
    this.#hungUp = true;
    this.#signalGroup(this.foreground, 'SIGHUP');
    this.#arrived.emit();
  }

  // ——— the slave side ———

  open(): OpenFile {
    return new TerminalFile(this);
  }

  get hasInput(): boolean {
    return this.#ready.length > 0 || this.#hungUp;
  }

  /** Wakes when input may have come; check `hasInput`. */
  get arrived(): Wait<void> {
    return this.#arrived.next(`input on ${this.name}`);
  }

  /** Leaving canonical mode hands over a line being typed. */
  setModes(modes: TerminalModes): void {
    if (this.modes.canonical && !modes.canonical && this.#line.length > 0) this.#finishLine();
    this.modes = modes;
  }

  discardInput(): void {
    this.#ready = [];
    this.#line = [];
  }

  *read(most: number): Task<Uint8Array> {
    while (this.#ready.length === 0) {
      if (this.#hungUp) return EMPTY;
      yield* wait(this.arrived);
    }
    const part = this.#ready.shift()!;
    if (part.length <= most) return part;
    this.#ready.unshift(part.subarray(most));
    return part.subarray(0, most);
  }

  write(bytes: Uint8Array): void {
    if (this.#hungUp) throw new SystemError('EIO');
    if (this.#stopped) this.#held.push(bytes);
    else this.#output(bytes);
  }

  // ——— the line discipline ———

  #output(bytes: Uint8Array): void {
    if (!this.modes.expandNewline || !bytes.includes(NEWLINE)) {
      this.onOutput(bytes);
      return;
    }
    const expanded: number[] = [];
    for (const byte of bytes) {
      if (byte === NEWLINE) expanded.push(RETURN);
      expanded.push(byte);
    }
    this.onOutput(Uint8Array.from(expanded));
  }

  #rawInput(bytes: Uint8Array): void {
    const kept: number[] = [];
    for (const byte of bytes) {
      if (this.#flow(byte)) continue;
      if (this.#signal(byte)) {
        // What was typed before Ctrl-C is flushed with it.
        kept.length = 0;
        continue;
      }
      kept.push(byte === RETURN && this.modes.returnIsNewline ? NEWLINE : byte);
    }
    if (kept.length === 0) return;
    const part = Uint8Array.from(kept);
    if (this.modes.echo) this.#output(part);
    const last = this.#ready.at(-1);
    if (last && last.length > 0) this.#ready[this.#ready.length - 1] = concat([last, part]);
    else this.#ready.push(part);
    this.#arrived.emit();
  }

  #key(typed: number): void {
    if (this.#literal) {
      this.#literal = false;
      this.#append(typed);
      return;
    }
    if (this.#flow(typed) || this.#signal(typed)) return;
    const byte = typed === RETURN && this.modes.returnIsNewline ? NEWLINE : typed;
    switch (byte) {
      case CTRL_D:
        this.#finishLine();
        break;
      case NEWLINE:
        this.#line.push(NEWLINE);
        if (this.modes.echo) this.#output(Uint8Array.of(NEWLINE));
        this.#finishLine();
        break;
      case BACKSPACE:
      case DELETE:
        this.#erase(1);
        break;
      case CTRL_U:
        this.#erase(this.#line.length);
        break;
      case CTRL_W:
        this.#eraseWord();
        break;
      case CTRL_V:
        this.#literal = true;
        break;
      default:
        this.#append(byte);
    }
  }

  #append(byte: number): void {
    this.#line.push(byte);
    if (!this.modes.echo) return;
    const control = byte < 32 && byte !== 9;
    this.#output(control ? encode(`^${String.fromCharCode(byte + 64)}`) : Uint8Array.of(byte));
  }

  #finishLine(): void {
    this.#ready.push(Uint8Array.from(this.#line));
    this.#line = [];
    this.#arrived.emit();
  }

  /** Removes whole UTF-8 characters; each takes one column here. */
  #erase(characters: number): void {
    for (let i = 0; i < characters && this.#line.length > 0; i++) {
      let byte = this.#line.pop()!;
      while ((byte & 0xc0) === 0x80 && this.#line.length > 0) byte = this.#line.pop()!;
      const columns = byte < 32 ? 2 : 1;
      if (this.modes.echo) this.#output(encode('\b \b'.repeat(columns)));
    }
  }

  #eraseWord(): void {
    const isBlank = () => this.#line.at(-1) === 32 || this.#line.at(-1) === 9;
    while (this.#line.length > 0 && isBlank()) this.#erase(1);
    while (this.#line.length > 0 && !isBlank()) this.#erase(1);
  }

  #flow(byte: number): boolean {
    if (!this.modes.canonical) return false;
    if (byte === CTRL_S) {
      this.#stopped = true;
      return true;
    }
    if (byte === CTRL_Q || this.#stopped) {
      this.#stopped = false;
      for (const bytes of this.#held.splice(0)) this.#output(bytes);
      return byte === CTRL_Q;
    }
    return false;
  }

  #signal(byte: number): boolean {
    if (!this.modes.signals) return false;
    const signal =
      byte === CTRL_C ? 'SIGINT' : byte === CTRL_Z ? 'SIGTSTP' : byte === CTRL_BACKSLASH ? 'SIGQUIT' : undefined;
    if (!signal) return false;
    this.discardInput();
    if (this.modes.echo) this.#output(encode(`^${String.fromCharCode(byte + 64)}`));
    this.#signalGroup(this.foreground, signal);
    return true;
  }
}

class TerminalFile extends Description {
  override readonly kind = 'terminal';
  readonly terminal: Terminal;

  constructor(terminal: Terminal) {
    super();
    this.terminal = terminal;
  }

  override *read(most: number): Task<Uint8Array> {
    return yield* this.terminal.read(most);
  }

  // biome-ignore lint/correctness/useYield: a screen is never slow
  override *write(bytes: Uint8Array): Task<void> {
    this.terminal.write(bytes);
  }
}

/** The terminal behind an open file, if it is one. */
export const terminalOf = (file: OpenFile | undefined): Terminal | undefined =>
  file instanceof TerminalFile ? file.terminal : undefined;
