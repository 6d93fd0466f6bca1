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

it('the home screen shows labs, quizzes, sandbox and settings, with every key', async () => {
  const screen = await start();
  expect(screen.text).toContain('cka-lab');
  expect(screen.text).toContain('Take a node out for an OS upgrade');
  expect(screen.text).toContain('Sandbox cluster');
  expect(screen.text).toContain('↑↓ choose   Enter open   l 한국어   q quit');
});

it('one key changes the language, and the choice is kept', async () => {
  const screen = await start();
  await screen.type('l');
  expect(screen.text).toContain('OS 업그레이드를 위해 노드 비우기');
  screen.stop();
  const again = await start({ folder: screen.folder });
  expect(again.text).toContain('실습');
});

it('a small window is told politely what is needed, and goes on when it grows', async () => {
  const screen = await start({ size: { columns: 40, rows: 10 } });
  expect(screen.text).toContain('needs at least 60×18');
  await screen.resize({ columns: 60, rows: 18 });
  expect(screen.text).toContain('Sandbox cluster');
});

it('twenty columns do not break it', async () => {
  const screen = await start({ size: { columns: 20, rows: 5 } });
  expect(screen.text).toContain('This window is 20×5.');
});

it('NO_COLOR means no colours', async () => {
  const screen = await start({ environment: { NO_COLOR: '1' } });
  expect(screen.written).not.toMatch(/\x1b\[(?:\d+;)*3[0-7]m/);
});

it('settings change with the arrow keys', async () => {
  const screen = await start();
  await screen.type('\x1b[F\r');
  expect(screen.text).toContain('‹ automatic ›');
  await screen.type('\x1b[B\x1b[C');
  expect(screen.text).toContain('‹ dark background ›');
  await screen.type('\x1b');
  await screen.shows('Sandbox cluster');
});

it('q leaves and gives the screen back', async () => {
  const screen = await start();
  await screen.type('q');
  expect(screen.exited).toBe(0);
  expect(screen.written.endsWith('\x1b[?1049l')).toBe(true);
});
