// A lab from its first task to the final grade, on the screen.

import { afterEach, expect, it } from 'vitest';
import { loadContent } from '../../src/content.ts';
import { fillIn } from '../../src/lab/load.ts';
import { ApplicationOnScreen } from '../support/application.ts';

let screen: ApplicationOnScreen | undefined;
afterEach(() => screen?.stop());

/** Nothing below the last prompt. */
const AT_PROMPT = /│root@controlplane:~# *\n(?:[^│\n]*│ *\n)* F1/;
const [HINT, CHECK, HOME] = ['\x1bOQ', '\x1bOR', '\x1b[21~'];

it('the solution typed by hand: tasks follow each other, and the end tells the final grade and what hints cost', async () => {
  screen = new ApplicationOnScreen({ size: { columns: 130, rows: 40 } });
  const lab = fillIn(loadContent().labs.find((one) => one.id === 'os-upgrade')!, 'story');
  // Ten virtual seconds for each real one, as a learner in a hurry may choose.
  await screen.type('\x1b[F\r\x1b[B\x1b[B\x1b[D');
  expect(screen.text).toContain('‹ 10× ›');
  await screen.type('\x1b');
  await screen.shows('Sandbox cluster');
  await screen.type('\x1b[H\r');
  await screen.shows('root@controlplane:~#');
  await screen.type(HINT);
  await screen.type('\r');
  await screen.shows('Hint 1 of 3');
  for (const [at, task] of lab.tasks.entries()) {
    const next = at + 1 < lab.tasks.length ? `Task ${at + 2} of ${lab.tasks.length}` : 'Lab finished';
    for (const line of task.solution.trimEnd().split('\n')) {
      await screen.type(`${line}\r`);
      await screen.shows(AT_PROMPT, 90_000);
    }
    await screen.shows(next, 60_000);
  }
  expect(screen.text).toContain('F10 ends the lab with the final grade');
  await screen.type(CHECK);
  for (let i = 0; i < 8; i++) await screen.type('\x1b[1;3B');
  await screen.shows('✓ no node was left cordoned');
  await screen.type(HOME);
  await screen.shows('Final grade: 33/34 points');
  expect(screen.text).toContain('Passed: everything was right.');
  expect(screen.text).toContain('Look around  2/3  −1 for hints or solution');
  await screen.type('\r');
  await screen.shows('✓ done');
  expect(screen.text).not.toContain('Resume');
}, 240_000);
