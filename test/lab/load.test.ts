import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ContentError } from '../../src/lab/errors.ts';
import { fillIn, readLab } from '../../src/lab/load.ts';

const OURS = readFileSync('labs/cluster-maintenance/os-upgrade.yaml', 'utf8');

const problems = (text: string): readonly string[] => {
  try {
    readLab(text, 'lab.yaml');
    return [];
  } catch (error) {
    if (error instanceof ContentError) return error.problems;
    throw error;
  }
};

it('our own lab is well-formed', () => {
  const lab = readLab(OURS, 'os-upgrade.yaml');
  expect(lab.tasks.map((task) => task.id)).toEqual([
    'explore',
    'drain',
    'patch',
    'return',
    'cordon',
    'bare-pod',
    'budget',
    'accident',
  ]);
});

it.each([
  ['broken YAML', 'id: x\n  title: [', /^lab\.yaml:\d+: not YAML: /],
  ['a misspelt field', OURS.replace('minutes: 35', 'minuts: 35'), /Unrecognized key: "minuts"/],
  [
    'a missing translation',
    OURS.replace(/, ko: OS 업그레이드를 위해 노드 비우기 \}/, ' }'),
    /^lab\.yaml:3: title\.ko: /,
  ],
  [
    'an expression that is no CEL',
    OURS.replace("cel: ready(node('node01'))", "cel: ready(node('node01')"),
    /not a CEL expression/,
  ],
  ['an id used twice', OURS.replace('- id: rebooted', '- id: patched'), /"patched" is used twice/],
  [
    'a mistake that names no check',
    OURS.replace('fails: [count-nodes]', 'fails: [count-nods]'),
    /no check "count-nods"/,
  ],
  ['an empty file', '', /^lab\.yaml:1: /],
])('%s is reported with its line', (_, text, expected) => {
  expect(problems(text).join('\n')).toMatch(expected);
});

it('variables are drawn from the seed, the same for the same seed, everywhere in the text', () => {
  const lab = readLab(OURS, 'os-upgrade.yaml');
  const names = new Set(
    ['1', '2', '3', '4', '5', '6', '7', '8'].map((seed) => /deployment (\w+)/.exec(fillIn(lab, seed).prepare)?.[1]),
  );
  expect([...names].every((name) => ['blue', 'amber', 'indigo'].includes(name ?? ''))).toBe(true);
  expect(names.size).toBeGreaterThan(1);
  expect(fillIn(lab, '7')).toEqual(fillIn(lab, '7'));
  expect(JSON.stringify(fillIn(lab, '7').tasks)).not.toContain('{{');
});
