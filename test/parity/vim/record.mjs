// Types every line of cases.txt into the real vim of this machine and writes down what became of it: the text, the cursor
// and the unnamed register, or the file when vim was left. Usage: node test/parity/vim/record.mjs

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { STARTS } from './starts.mjs';
import { TEXTS } from './texts.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const NAMES = { CR: '\r', Esc: '\x1b', Tab: '\t', BS: '\x7f', Space: ' ', lt: '<', Bar: '|' };

const bytesOf = (keys) =>
  keys.replace(/<(CR|Esc|Tab|BS|Space|lt|Bar|Del|C-.)>/g, (_all, name) => {
    if (name === 'Del') return '\x80kD';
    const control = /^C-(.)$/.exec(name);
    return control ? String.fromCharCode(control[1].toUpperCase().charCodeAt(0) & 31) : NAMES[name];
  });

const finish = (state) =>
  `\x1c\x0e\x1c\x0e:call writefile([json_encode({'lines': getline(1, '$'), 'cursor': getcursorcharpos()[1:2], 'register': getreg('"'), 'kind': getregtype('"')})], '${state}')\r:qa!\r`;

function record({ start, file, keys }) {
  const home = mkdtempSync(join(tmpdir(), 'vim-record-'));
  try {
    const work = join(home, 'work');
    mkdirSync(work);
    writeFileSync(join(work, file), TEXTS[file]);
    if (STARTS[start].vimrc !== undefined) writeFileSync(join(home, '.vimrc'), STARTS[start].vimrc);
    const state = join(home, 'state');
    const script = join(home, 'keys');
    const deletes = keys.includes('<Del>');
    writeFileSync(script, Buffer.from(bytesOf(keys) + finish(state), deletes ? 'latin1' : 'utf8'));
    execFileSync('vim', ['-T', 'dumb', '--not-a-term', '-n', '-i', 'NONE', ...STARTS[start].options, '-s', script, file], {
      cwd: work,
      env: { PATH: process.env.PATH, HOME: home, LANG: 'C.UTF-8', SHELL: '/bin/sh' },
      stdio: ['ignore', 'ignore', 'ignore'],
      timeout: 10_000,
    });
    if (!existsSync(state)) return { file: readFileSync(join(work, file), 'utf8') };
    const { lines, cursor, register, kind } = JSON.parse(readFileSync(state, 'utf8'));
    return { text: lines.join('\n'), cursor, register: register.length > 60 ? `${register.length}:${register.slice(0, 60)}` : register, kind: kind.charAt(0) };
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
const results = cases.map((one) => {
  try {
    return { ...one, ...record(one) };
  } catch (error) {
    console.error(`${one.keys}: ${error.message}`);
    return undefined;
  }
});
const rows = results.filter((one) => one !== undefined).map((one) => JSON.stringify(one));
writeFileSync(here('recorded.json'), `{"version":${JSON.stringify(version)},"cases":[\n${rows.join(',\n')}\n]}\n`);
console.log(`${rows.length} sequences recorded from ${version}`);
