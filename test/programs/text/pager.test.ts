// less on a terminal: what stands on the screen after keys, a search, a resize and commands given with `+`.

import { Terminal as Grid } from '@xterm/headless';
import { expect, it } from 'vitest';
import { encode } from '../../../src/base/bytes.ts';
import { Bench } from '../bench.ts';

class Screen {
  readonly bench = new Bench();
  readonly terminal = this.bench.host.openTerminal({ columns: 30, rows: 6 });
  readonly #grid = new Grid({ cols: 30, rows: 6, allowProposedApi: true });
  #bytes: Uint8Array[] = [];

  constructor() {
    this.terminal.onOutput = (bytes) => this.#bytes.push(bytes);
    this.bench.write('lines', Array.from({ length: 20 }, (_, at) => `line ${at + 1}\n`).join(''));
  }

  start(argv: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    const file = this.terminal.open();
    const process = this.bench.root.spawn({
      argv,
      session: { terminal: this.terminal },
      descriptors: new Map([0, 1, 2].map((at) => [at, file] as const)),
      environment: new Map([...this.bench.root.environment, ...Object.entries(environment)]),
    });
    this.terminal.foreground = process.group;
    this.bench.host.simulation.advance(5);
    return process;
  }

  async type(keys: string): Promise<string[]> {
    this.terminal.input(encode(keys));
    this.bench.host.simulation.advance(5);
    return this.rows();
  }

  async rows(): Promise<string[]> {
    for (const bytes of this.#bytes.splice(0)) await new Promise<void>((done) => this.#grid.write(bytes, done));
    const { active } = this.#grid.buffer;
    return Array.from({ length: 6 }, (_, at) => active.getLine(active.viewportY + at)!.translateToString(true));
  }
}

const page = (first: number, prompt: string) => [...Array.from({ length: 5 }, (_, at) => `line ${first + at}`), prompt];

it('moves by lines, by screens and to both ends, and leaves with q', async () => {
  const screen = new Screen();
  const less = screen.start(['less', 'lines']);
  expect(await screen.rows()).toEqual(page(1, 'lines'));
  expect(await screen.type('j')).toEqual(page(2, ':'));
  expect(await screen.type(' ')).toEqual(page(7, ':'));
  expect(await screen.type('b')).toEqual(page(2, ':'));
  expect(await screen.type('G')).toEqual(page(16, '(END)'));
  expect(await screen.type('g')).toEqual(page(1, 'lines'));
  await screen.type('q');
  expect(less.alive).toBe(false);
});

it('searches forward, again, and says when nothing is found', async () => {
  const screen = new Screen();
  screen.start(['less', 'lines']);
  expect(await screen.type('/ne 1\r')).toEqual(page(10, ':'));
  expect(await screen.type('n')).toEqual(page(11, ':'));
  expect(await screen.type('N')).toEqual(page(10, ':'));
  expect((await screen.type('/nowhere\r'))[5]).toBe('Pattern not found  (press RET');
});

it.each([
  ['+G', page(16, '(END)')],
  ['+7', page(7, ':')],
  ['+/line 12', page(12, ':')],
])('starts where %s says', async (command, expected) => {
  const screen = new Screen();
  screen.start(['less', command, 'lines']);
  expect(await screen.rows()).toEqual(expected);
});

it('takes options from $LESS', async () => {
  const screen = new Screen();
  screen.start(['less', 'lines'], { LESS: 'N' });
  expect((await screen.rows())[0]).toBe('      1 line 1');
});

it('draws itself again when the window changes', async () => {
  const screen = new Screen();
  screen.start(['less', 'lines']);
  await screen.type('j');
  screen.terminal.resize({ columns: 30, rows: 4 });
  screen.bench.host.simulation.advance(5);
  expect((await screen.rows()).slice(0, 4)).toEqual(['line 2', 'line 3', 'line 4', ':']);
});

it('watch shows its title and the command again each interval', async () => {
  const screen = new Screen();
  screen.start(['watch', '-n', '5', '-t', 'cat', 'lines']);
  screen.bench.host.simulation.advance(100);
  expect((await screen.rows()).slice(0, 2)).toEqual(['line 1', 'line 2']);
  screen.bench.write('lines', 'changed\n');
  screen.bench.host.simulation.advance(5100);
  expect((await screen.rows()).slice(0, 2)).toEqual(['changed', '']);
});
