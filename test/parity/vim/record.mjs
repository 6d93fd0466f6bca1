// Types every line of cases.txt into the real vim of this machine and writes down what became of it: the text, the cursor
// and the unnamed register, or the file when vim was left. Usage: node test/parity/vim/record.mjs

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawn } from '@lydell/node-pty';
import { bytesOf } from './key-notation.mjs';
import { STARTS } from './starts.mjs';
import { TEXTS } from './texts.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const finish = (state) =>
  `\x1c\x0e\x1c\x0e:call writefile([json_encode({'lines': getline(1, '$'), 'cursor': getcursorcharpos()[1:2], 'register': getreg('"'), 'kind': getregtype('"')})], '${state}')\r:qa!\r`;

/** Typed at a terminal, because vim's undo knows what was typed and what came from a script. */
const type = (options, file, keys, directory, home) =>
  new Promise((resolve) => {
    const terminal = spawn('vim', ['-T', 'dumb', '-n', '-i', 'NONE', ...options, file], {
      cols: 80,
      rows: 24,
      cwd: directory,
      env: { PATH: process.env.PATH, HOME: home, LANG: 'C.UTF-8', SHELL: '/bin/sh', TERM: 'dumb' },
    });
    let isReady = false;
    terminal.onData(() => {
      if (isReady) return;
      isReady = true;
      // In pieces, as a slow typist would: what a failing command flushes is not ours to lose.
      const pieces = [...keys];
      const next = () => {
        const piece = pieces.shift();
        if (piece === undefined) return;
        terminal.write(piece);
        // A shell command throws away what is typed meanwhile.
        setTimeout(next, piece === '\r' && keys.includes('!') ? 250 : 2);
      };
      setTimeout(next, 40);
    });
    const limit = setTimeout(() => terminal.kill(), 8_000);
    terminal.onExit(() => {
      clearTimeout(limit);
      resolve();
    });
  });

async function record({ start, file, keys }) {
  const home = mkdtempSync(join(tmpdir(), 'vim-record-'));
  try {
    const work = join(home, 'work');
    mkdirSync(work);
    writeFileSync(join(work, file), TEXTS[file]);
    if (STARTS[start].vimrc !== undefined) writeFileSync(join(home, '.vimrc'), STARTS[start].vimrc);
    const state = join(home, 'state');
    await type(STARTS[start].options, file, bytesOf(keys) + finish(state), work, home);
    if (!existsSync(state)) return { left: readFileSync(join(work, file), 'utf8') };
    const { lines, cursor, register, kind } = JSON.parse(readFileSync(state, 'utf8'));
    return {
      text: lines.join('\n'),
      cursor,
      register: register.length > 60 ? `${register.length}:${register.slice(0, 60)}` : register,
      kind: kind.charAt(0),
    };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

const version = execFileSync('vim', ['--version'], { encoding: 'utf8' }).split('\n').slice(0, 2).join(', ');
const cases = readFileSync(here('cases.txt'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => {
    const [start, file] = line.split(' ');
    return { start, file, keys: line.slice(start.length + file.length + 2) };
  });
// Sequences that are recorded already are kept; delete recorded.json to record all of them again.
const known = existsSync(here('recorded.json')) ? JSON.parse(readFileSync(here('recorded.json'), 'utf8')).cases : [];
const results = [];
for (const one of cases) {
  const before = known.find(({ start, file, keys }) => start === one.start && file === one.file && keys === one.keys);
  results.push(before ?? { ...one, ...(await record(one)) });
}
const rows = results.map((one) => JSON.stringify(one));
writeFileSync(here('recorded.json'), `{"version":${JSON.stringify(version)},"cases":[\n${rows.join(',\n')}\n]}\n`);
console.log(`${rows.length} sequences recorded from ${version}`);
