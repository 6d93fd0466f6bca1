// An Ubuntu machine with a real shell, and people at its terminals: what they type and what they see, as text.

import { Terminal as Screen } from '@xterm/headless';
import { decode, encode } from '../../src/base/bytes.ts';
import type { Terminal } from '../../src/linux/terminal/terminal.ts';
import { openLogin } from '../../src/linux/ubuntu/login.ts';
import { coreutils } from '../../src/programs/coreutils/index.ts';
import { textTools } from '../../src/programs/text/index.ts';
import { bash, sh } from '../../src/shell/bash.ts';
import type { Simulation } from '../../src/sim/simulation.ts';
import { type Machine, type MachineOptions, ubuntuMachine } from './ubuntu.ts';

export const machineWithShell = (options: MachineOptions = {}): Machine =>
  ubuntuMachine({ ...options, programs: { ...coreutils, ...textTools, bash, sh, ...options.programs } });

/** Runs a script as root and gives everything it printed, with the status when it is not 0. */
export function script(machine: Machine, text: string, uid = 0): string {
  machine.host.files.writeFile('/tmp/.script', text);
  const { stdout, code } = machine.run('bash -c "exec 2>&1; . /tmp/.script"', { uid });
  return `${stdout}${code === 0 ? '' : `(${code})\n`}`;
}

/** Somebody at a terminal of a machine. */
export class Sitting {
  readonly terminal: Terminal;
  readonly #simulation: Simulation;
  readonly #screen: Screen;
  #output = '';

  constructor(machine: Machine, user = 'root', size = { columns: 80, rows: 24 }) {
    this.#simulation = machine.simulation;
    this.#screen = new Screen({ cols: size.columns, rows: size.rows, allowProposedApi: true });
    this.terminal = openLogin(machine.host, user, size).terminal;
    this.terminal.onOutput = (bytes) => {
      this.#output += decode(bytes);
      this.#screen.write(bytes);
    };
    this.#simulation.advance(1_000);
    this.type("PS1='$ '; bind 'set enable-bracketed-paste off'\r");
    this.type('clear\r');
  }

  /** Types, waits, and gives what came since, without escape sequences. */
  type(keys: string, seconds = 3): string {
    this.#output = '';
    this.terminal.input(encode(keys));
    this.#simulation.advance(seconds * 1000);
    return this.#output.replace(/\x1b\[[?0-9;]*[a-zA-Z]|\x1b\][^\x07]*\x07/g, '').replaceAll('\r', '');
  }

  resize(columns: number, rows: number): void {
    this.#screen.resize(columns, rows);
    this.terminal.resize({ columns, rows });
    this.#simulation.advance(100);
  }

  /** The rows of the screen, without blanks at their ends. */
  async screen(): Promise<string> {
    await new Promise<void>((resolve) => this.#screen.write('', resolve));
    const { active } = this.#screen.buffer;
    const rows: string[] = [];
    for (let row = 0; row < this.#screen.rows; row++)
      rows.push(active.getLine(active.baseY + row)?.translateToString(true) ?? '');
    while (rows.at(-1) === '') rows.pop();
    return rows.join('\n');
  }

  get cursor(): { readonly row: number; readonly column: number } {
    const { cursorX, cursorY } = this.#screen.buffer.active;
    return { row: cursorY, column: cursorX };
  }
}
