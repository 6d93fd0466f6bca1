// Plays the scenes of screens.mjs in the real vim of this machine, on a terminal of 80 by 24, and writes down the rows and
// the cursor. Usage: node test/parity/vim/record-screens.mjs

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { bytesOf } from './key-notation.mjs';
import { FILES, SCENES } from './screens.mjs';
import { STARTS } from './starts.mjs';

const pause = (span) => new Promise((resolve) => setTimeout(resolve, span));

async function play({ start, open, keys }) {
  const home = mkdtempSync(join(tmpdir(), 'vim-screens-'));
  try {
    const work = join(home, 'work');
    mkdirSync(work);
    for (const [name, text] of Object.entries(FILES)) writeFileSync(join(work, name), text);
    if (STARTS[start].vimrc !== undefined) writeFileSync(join(home, '.vimrc'), STARTS[start].vimrc);
    const screen = new xterm.Terminal({ cols: 80, rows: 24, allowProposedApi: true });
    const vim = spawn('vim', ['-n', '-i', 'NONE', ...STARTS[start].options, ...open.split(' ').filter(Boolean)], {
      cols: 80,
      rows: 24,
      cwd: work,
      env: { PATH: process.env.PATH, HOME: home, LANG: 'C.UTF-8', SHELL: '/bin/sh', TERM: 'xterm-256color' },
    });
    vim.onData((text) => screen.write(text));
    screen.onData((text) => vim.write(text));
    await pause(180);
    for (const key of bytesOf(keys).match(/[\s\S]/gu) ?? []) {
      vim.write(key);
      await pause(8);
    }
    await pause(220);
    const buffer = screen.buffer.active;
    const rows = Array.from({ length: 24 }, (_one, row) =>
      (buffer.getLine(row)?.translateToString(true) ?? '').trimEnd(),
    );
    const cursor = [buffer.cursorY, buffer.cursorX];
    vim.kill('SIGKILL');
    return { rows, cursor };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

const recorded = [];
for (const scene of SCENES) recorded.push({ name: scene.name, ...(await play(scene)) });
writeFileSync(
  fileURLToPath(new URL('screens.json', import.meta.url)),
  `[\n${recorded.map((one) => JSON.stringify(one)).join(',\n')}\n]\n`,
);
console.log(`${recorded.length} screens recorded`);
