// Records what the screen shows when keys are typed at a real bash: node test/parity/readline/record.mjs [NAME]
// With --new instead of a name, only cases that have no recording yet.
// Writes recorded.json beside it. Needs bash 5.2.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import headless from '@xterm/headless';
import { CASES, FILES } from './cases.mjs';

const HERE = import.meta.dirname;
const QUIET = 60;

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function record({ keys, columns = 80, rows = 24 }, home) {
  const screen = new headless.Terminal({ cols: columns, rows, allowProposedApi: true });
  const shell = spawn('/bin/sh', ['-c', 'stty -ixon; exec bash --norc --noprofile'], {
    cols: columns,
    rows,
    cwd: home,
    env: { HOME: home, PATH: '/usr/bin:/bin', TERM: 'xterm-256color', LANG: 'C.UTF-8', PS1: '$ ', HISTFILE: '' },
  });
  let last = Date.now();
  let output = '';
  let ended = false;
  shell.onData((text) => {
    last = Date.now();
    output += text;
    screen.write(text);
  });
  shell.onExit(() => {
    ended = true;
  });
  const quiet = async () => {
    last = Date.now();
    while (Date.now() - last < QUIET) await pause(10);
  };
  while (!/\$ $/.test(output)) await pause(10);
  await quiet();
  for (const key of keys) {
    if (ended) break;
    shell.write(key);
    await quiet();
    // A lone Escape is kept back for half a second.
    if (key === '\x1b') await pause(550);
  }
  await new Promise((resolve) => screen.write('', resolve));
  const buffer = screen.buffer.active;
  const shown = [];
  for (let row = 0; row < buffer.length; row++)
    shown.push(buffer.getLine(row)?.translateToString(true).trimEnd() ?? '');
  while (shown.length > 0 && shown.at(-1) === '') shown.pop();
  const cursor = [buffer.cursorY, buffer.cursorX];
  shell.kill('SIGKILL');
  return { rows: shown, cursor };
}

const only = process.argv[2];
const target = join(HERE, 'recorded.json');
const recorded = only ? JSON.parse(readFileSync(target, 'utf8')) : { version: '', cases: {} };
recorded.version = execFileSync('bash', ['--version'], { encoding: 'utf8' }).split('\n')[0];
for (const [name, one] of Object.entries(CASES)) {
  if (only === '--new' ? name in recorded.cases : only && !name.includes(only)) continue;
  const home = mkdtempSync('/tmp/readline-');
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  }
  const result = await record(one, home);
  const plain = JSON.parse(JSON.stringify(result).replaceAll(home, '/root'));
  recorded.cases[name] = plain;
  rmSync(home, { recursive: true });
}
const lines = Object.entries(recorded.cases).map(([name, one]) => `${JSON.stringify(name)}: ${JSON.stringify(one)}`);
writeFileSync(target, `{"version": ${JSON.stringify(recorded.version)}, "cases": {\n${lines.join(',\n')}\n}}\n`);
