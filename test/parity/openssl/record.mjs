// Records what the real openssl of this machine answers: node test/parity/openssl/record.mjs

import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CASES, SETUP } from './cases.mjs';

const lab = mkdtempSync(join(tmpdir(), 'openssl-'));
execFileSync('bash', ['-c', SETUP], { cwd: lab, stdio: ['ignore', 'ignore', 'inherit'] });
const files = {};
for (const name of readdirSync(lab)) files[name] = readFileSync(join(lab, name)).toString('base64');

const time = Date.now();
const cases = CASES.map((cmd) => {
  const folder = mkdtempSync(join(tmpdir(), 'openssl-'));
  cpSync(lab, folder, { recursive: true });
  const { stdout, stderr, status } = spawnSync('bash', ['-c', cmd], {
    cwd: folder,
    input: '',
    env: { PATH: process.env.PATH, HOME: '/root', LANG: 'C.UTF-8' },
    encoding: 'utf8',
  });
  return { cmd, stdout, stderr, code: status };
});
const version = execFileSync('openssl', ['version'], { encoding: 'utf8' }).trim();
const out = join(import.meta.dirname, 'recorded.json');
writeFileSync(out, `${JSON.stringify({ version, time, files, cases })}\n`);
console.log(`${cases.length} cases of ${version}`);
