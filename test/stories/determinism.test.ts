// The same seed and the same keys make the same world: in one process, in another, and in every Node we support.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { traceOf } from '../support/determined-session.ts';

const folder = mkdtempSync(join(tmpdir(), 'cka-lab-determinism-'));
const bundle = join(folder, 'determined-session.mjs');
const expected = traceOf('seven');

beforeAll(async () => {
  await build({
    entryPoints: [fileURLToPath(new URL('../support/determined-session.ts', import.meta.url))],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a second world in the same process goes the same way, and another seed goes another', () => {
  expect(traceOf('seven')).toBe(expected);
  expect(traceOf('eight')).not.toBe(expected);
});

it('a process of its own makes no difference', () => {
  expect(traceIn(process.execPath)).toBe(expected);
});

for (const major of [20, 22, 24]) {
  const node = nodeOf(major);
  const why = node ? '' : ` (skipped: no Node ${major} here; name one in CKA_LAB_NODE_${major})`;
  it.skipIf(!node)(`Node ${major} goes the same way${why}`, () => {
    expect(traceIn(node!)).toBe(expected);
  });
}

function traceIn(node: string): string {
  return execFileSync(node, [bundle, 'seven'], { encoding: 'utf8' });
}

/** A Node of that major version: this one, one named by the environment, or one that a version manager keeps. */
function nodeOf(major: number): string | undefined {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const named = process.env[`CKA_LAB_NODE_${major}`];
  if (named) return named;
  const places: [string, string][] = [
    [join(homedir(), '.nvm/versions/node'), 'bin/node'],
    ['/usr/local/n/versions/node', 'bin/node'],
    ['/opt/hostedtoolcache/node', 'x64/bin/node'],
  ];
  for (const [directory, program] of places) {
    if (!existsSync(directory)) continue;
    const version = readdirSync(directory).find((one) => one.replace(/^v/, '').startsWith(`${major}.`));
    if (version && existsSync(join(directory, version, program))) return join(directory, version, program);
  }
  return undefined;
}
