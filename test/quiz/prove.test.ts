// Our own quizzes prove themselves, each command in a cluster of its own.

import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { loadFiles, yamlFiles } from '../../src/content-files.ts';
import { judgeTyped } from '../../src/quiz/judge.ts';
import { proveQuiz } from '../../src/quiz/prove.ts';

const { quizzes } = loadFiles(yamlFiles(fileURLToPath(new URL('../../quizzes', import.meta.url))));

it.each(quizzes.map((quiz) => [quiz.id, quiz] as const))(
  'solutions of %s are right, mistakes wrong, values there',
  (_, quiz) => {
    expect(proveQuiz(quiz)).toEqual([]);
  },
  240_000,
);

it.each([
  ['skipped-on-node01', '2'],
  ['toleration-seconds', '300'],
  ['nodes-for-workloads', '2'],
])('the answer to %s is %s, as its exhibit lets one expect', (id, answer) => {
  const question = quizzes.flatMap((quiz) => quiz.questions).find((one) => one.id === id)!;
  if (question.kind !== 'value') throw new Error(`${id} asks for no value`);
  expect(judgeTyped(question, answer)).toEqual({ right: true, answer });
  expect(judgeTyped(question, ` ${answer} `).right).toBe(true);
  expect(judgeTyped(question, '7').right).toBe(false);
});
