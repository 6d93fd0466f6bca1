// The screen itself: windows that change their size, long texts, what the terminal underneath is told.

import { afterEach, expect, it } from 'vitest';
import { ApplicationOnScreen, type OpenOptions } from '../support/application.ts';

const open: ApplicationOnScreen[] = [];
const start = async (options?: OpenOptions): Promise<ApplicationOnScreen> => {
  const screen = new ApplicationOnScreen(options);
  open.push(screen);
  await screen.settled();
  return screen;
};
afterEach(() => {
  for (const screen of open.splice(0)) screen.stop();
});

const HELP = '\x1bOP';
const MAP = '\x1bOS';
const HINT = '\x1bOQ';

it('a lab fits every window it is dragged to, and nothing of the old frame stays', async () => {
  const screen = await start({ size: { columns: 130, rows: 36 } });
  await screen.type('\r');
  await screen.shows('root@controlplane:~#');
  await screen.resize({ columns: 60, rows: 18 });
  await screen.shows('10Home');
  const lines = screen.text.split('\n');
  expect(lines[0]).toContain('Task 1 of 8');
  expect(lines[17]).toBe(' 1Help 2Hint 3Check 4Map 5Sol 6Skip 7Undo 8Reset 9한 F10Home');
  expect(lines.filter((line) => line.includes('Look around'))).toHaveLength(1);
  await screen.resize({ columns: 80, rows: 24 });
  await screen.shows('F10Home');
  expect(screen.text.split('\n')[23]).toBe(' F1Help F2Hint F3Check F4Map F5Sol F6Skip F7Undo F8Reset F9한 F10Home');
});

it('a task longer than its room says so, scrolls, and stops at its end', async () => {
  const screen = await start();
  await screen.type('\r');
  await screen.shows('more: Alt+↓');
  expect(screen.text).not.toContain('/root/answers/where');
  for (let i = 0; i < 12; i++) await screen.type('\x1b[1;3B');
  expect(screen.text).toContain('/root/answers/where');
  expect(screen.text).toContain('▲ end');
  // One step back is one step back, however often one went down.
  await screen.type('\x1b[1;3A');
  expect(screen.text).toContain('▲▼ 2 more');
});

it('in a narrow window help takes the terminal’s place; typing brings the terminal back', async () => {
  const screen = await start();
  await screen.type('\r');
  await screen.shows('root@controlplane:~#');
  await screen.type(HELP);
  expect(screen.text).not.toContain('root@controlplane:~#');
  expect(screen.text).toContain('F7 undo: go back to before any command you typed');
  await screen.type('x');
  expect(screen.text).toContain('root@controlplane:~# x');
});

it('the map keeps a line for every node in a small window', async () => {
  const screen = await start({ size: { columns: 60, rows: 18 } });
  await screen.type('\r');
  await screen.shows('root@controlplane:~#');
  await screen.type(MAP);
  await screen.shows('▣ node02 Ready');
  expect(screen.text).toMatch(/▣ node01 Ready {2}\w+ ●/);
  expect(screen.text).toContain('● ready');
});

it('the wheel sends arrows on our own screens, at a prompt it stays quiet, in a pager it scrolls', async () => {
  const screen = await start();
  const wheel = () =>
    screen.written
      .match(/\x1b\[\?1007[hl]/g)
      ?.pop()
      ?.at(-1);
  expect(wheel()).toBe('h');
  await screen.type('\r');
  await screen.shows('root@controlplane:~#');
  expect(wheel()).toBe('l');
  await screen.type('kubectl get pods -A | less\r');
  await screen.shows(/^:$/m);
  expect(wheel()).toBe('h');
  await screen.type('q');
  await screen.shows(/less\n+root@controlplane:~#/);
  expect(wheel()).toBe('l');
});

it('a hint tells its price first, and the score shows it', async () => {
  const screen = await start({ size: { columns: 130, rows: 36 } });
  await screen.type('\r');
  await screen.shows('root@controlplane:~#');
  await screen.type(HINT);
  expect(screen.text).toContain('Show hint 1 of 3? It costs 1 point of this');
  await screen.type('\r');
  expect(screen.text).toContain('Hint 1 of 3');
});

it('after NO_COLOR neither chrome nor terminal has colours', async () => {
  const screen = await start({ environment: { NO_COLOR: '1' } });
  await screen.type('\r');
  await screen.shows('root@controlplane:~#');
  await screen.type('printf "\\e[31mred\\e[0m\\n"\r');
  await screen.shows(/^red/m);
  expect(screen.written).not.toMatch(/\x1b\[(?:\d+;)*(?:3[0-7]|9[0-7]|4[0-7])m/);
});
