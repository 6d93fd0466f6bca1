// The suite that @replit/codemirror-vim-core ships, run through the program's buffer.

import { expect, test } from 'vitest';
import { suiteCases } from './core-page.ts';

test('the core passes its own suite on our buffer', async () => {
  const failed: string[] = [];
  const cases = suiteCases();
  for (const { name, run } of cases) {
    try {
      await run();
    } catch (error) {
      failed.push(`${name}: ${String(error instanceof Error ? error.message : error).split('\n')[0]}`);
    }
  }
  console.log(`vim core suite: ${cases.length - failed.length}/${cases.length}`);
  console.log(failed.join('\n'));
  expect(cases.length - failed.length).toBeGreaterThanOrEqual(660);
});
