// The examples of docs/authoring.md are complete files; what an author copies must work.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { topologySchema } from '../src/cluster/topology.ts';
import { readContent, readLab } from '../src/lab/load.ts';
import { prove } from '../src/lab/prove.ts';
import { proveQuiz } from '../src/quiz/prove.ts';
import { quizSchema } from '../src/quiz/schema.ts';

const GUIDE = readFileSync(fileURLToPath(new URL('../docs/authoring.md', import.meta.url)), 'utf8');

/** The YAML block below `<!-- example: name -->`. */
function example(name: string): string {
  const found = new RegExp(`<!-- example: ${name} -->\n\`\`\`yaml\n([^]*?)\`\`\``).exec(GUIDE);
  expect(found, name).not.toBeNull();
  return found![1];
}

it('the lab in the guide proves itself', () => {
  expect(prove(readLab(example('lab'), 'two-hands.yaml'), ['1'])).toEqual([]);
});

it('the quiz in the guide proves itself', () => {
  expect(proveQuiz(readContent(example('quiz'), 'cordon-in-short.yaml', quizSchema))).toEqual([]);
});

it('the topology in the guide is one', () => {
  const { hosts } = readContent(example('topology'), 'topology.yaml', topologySchema);
  expect(hosts.map(({ name, role }) => `${name} ${role}`)).toEqual([
    'controlplane control-plane',
    'node01 worker',
    'node02 worker',
    'bastion plain',
  ]);
});

it('every function a check may use is in the guide', () => {
  const source = readFileSync(fileURLToPath(new URL('../src/lab/observation.ts', import.meta.url)), 'utf8');
  const vocabulary = /#vocabulary\(\)[^{]*\{\s*return \{([^]*?)\n {4}\};/.exec(source)?.[1] ?? '';
  const names = [...vocabulary.matchAll(/^ {6}(\w+): \(/gm)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !GUIDE.includes(`\`${name}(`))).toEqual([]);
});
