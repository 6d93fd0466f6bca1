import { expect, it } from 'vitest';
import { loadContent } from '../../src/content.ts';
import { prove } from '../../src/lab/prove.ts';
import { proveQuiz } from '../../src/quiz/prove.ts';

const { labs, quizzes, problems } = loadContent();

it('every content file can be used', () => expect(problems).toEqual([]));

it.each(labs.map((lab) => [lab.id, lab] as const))(
  'the lab %s proves itself: unsolved it fails, solved it passes, mistakes are noticed',
  (_, lab) => expect(prove(lab, ['1'])).toEqual([]),
  600_000,
);

it.each(quizzes.map((quiz) => [quiz.id, quiz] as const))(
  'the quiz %s proves itself',
  (_, quiz) => expect(proveQuiz(quiz)).toEqual([]),
  600_000,
);
