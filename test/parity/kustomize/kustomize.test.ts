// kubectl kustomize on directories recorded with a real kubectl 1.33 (kustomize 5.6): objects, their order, hashes and
// names, and what is said about directories that cannot be built.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { coreutils } from '../../../src/programs/coreutils/index.ts';
import { bash } from '../../../src/shell/bash.ts';
import { createSimulation } from '../../../src/sim/simulation.ts';
import { KubectlHost } from '../../programs/kubectl/world.ts';

type Row = readonly [directory: string, stdout: string, stderr: string, status: number];

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`./${name}`, import.meta.url), 'utf8'));
const rows = read('recorded.json') as Row[];
const files = read('files.json') as Record<string, string>;

const host = new KubectlHost('v1.33.1', createSimulation('kustomize'), { bash, ...coreutils });
for (const [name, text] of Object.entries(files)) host.write(`/root/kz/${name}`, text);

it.each(rows)('kubectl kustomize %s', (directory, stdout, stderr, status) => {
  const ran = host.shell(`cd /root/kz && kubectl kustomize ${directory}`);
  expect({ stdout: ran.stdout, stderr: ran.stderr, code: ran.code }).toEqual({ stdout, stderr, code: status });
});

it('-f and -k do not go together', () => {
  const ran = host.shell('cd /root/kz && kubectl apply -k base -f x');
  expect(ran.stderr).toContain('error: only one of -f or -k can be specified');
});
