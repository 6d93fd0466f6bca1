// Proves a quiz: solutions and alternatives of command questions are right, their mistakes wrong, values can
// be computed, and no two answers of a question read alike.

import { judgeTyped } from './judge.ts';
import type { Question, Quiz } from './schema.ts';

/** What is wrong with the quiz; empty: nothing. */
export function proveQuiz(quiz: Quiz): string[] {
  return quiz.questions.flatMap((question) =>
    problemsOf(question).map((problem) => `${quiz.id}/${question.id}: ${problem}`),
  );
}

function problemsOf(question: Question): string[] {
  switch (question.kind) {
    case 'one':
    case 'several': {
      const right = question.kind === 'one' ? [question.right] : question.right;
      return alike([...right, ...question.wrong].map((option) => option.text));
    }
    case 'order':
      return alike(question.steps);
    case 'command': {
      const attempts: [command: string, right: boolean][] = [
        ...[question.solution, ...question.alternatives].map((command): [string, boolean] => [command, true]),
        ...question.mistakes.map(({ run }): [string, boolean] => [run, false]),
      ];
      return attempts
        .filter(([command, right]) => judgeTyped(question, command).right !== right)
        .map(([command, right]) => `"${command}" should be ${right ? 'right' : 'wrong'}`);
    }
    case 'value':
      return judgeTyped(question, '').answer === '' ? ['the answer cannot be computed'] : [];
  }
}

const alike = (texts: readonly { readonly en: string; readonly ko: string }[]): string[] =>
  (['en', 'ko'] as const).flatMap((language) => {
    const all = texts.map((text) => text[language].trim().toLowerCase());
    return new Set(all).size === all.length ? [] : [`two answers read alike (${language})`];
  });
