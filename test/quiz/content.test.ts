// Our own quizzes as files: they fit the schema, speak both languages, and their expressions can be read.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from '../../src/base/cel/syntax.ts';
import { readContent } from '../../src/lab/load.ts';
import type { Bilingual } from '../../src/lab/schema.ts';
import { startQuiz, updateQuiz } from '../../src/quiz/ask.ts';
import { type Question, type Quiz, quizSchema } from '../../src/quiz/schema.ts';

const FOLDER = fileURLToPath(new URL('../../quizzes/', import.meta.url));

const quizzes: readonly [name: string, quiz: Quiz][] = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.yaml'))
  .sort()
  .map((name) => [name, readContent(readFileSync(join(FOLDER, name), 'utf8'), name, quizSchema)]);

/** Every text of a question that a learner may read, answers apart from sentences. */
function textsOf(question: Question): { readonly sentences: Bilingual[]; readonly answers: Bilingual[] } {
  const sentences = [question.question, question.explain];
  switch (question.kind) {
    case 'one':
    case 'several': {
      const right = question.kind === 'one' ? [question.right] : question.right;
      return {
        sentences: [...sentences, ...question.wrong.map((one) => one.because)],
        answers: [...right, ...question.wrong].map((one) => one.text),
      };
    }
    case 'order':
      return { sentences, answers: question.steps };
    case 'command':
      return { sentences: [...sentences, ...question.mistakes.map((one) => one.because)], answers: [] };
    case 'value':
      return { sentences, answers: [] };
  }
}

const expressionsOf = (question: Question): string[] =>
  question.kind === 'command' ? [question.holds] : question.kind === 'value' ? [question.answer.cel] : [];

describe.each(quizzes)('%s', (_, quiz) => {
  it.each(quiz.questions.map((question): [string, Question] => [question.id, question]))(
    '%s speaks both languages',
    (_id, question) => {
      const { sentences, answers } = textsOf(question);
      expect(sentences.filter(({ ko }) => !/[가-힣]/.test(ko))).toEqual([]);
      expect([...sentences, ...answers].filter(({ en }) => /[가-힣]/.test(en))).toEqual([]);
      // An answer may be the same in both only where it is something a machine prints.
      expect(answers.filter(({ en, ko }) => en === ko && /^[A-Z][a-z]+ /.test(en))).toEqual([]);
    },
  );

  it('has no two answers of a question that read alike', () => {
    for (const question of quiz.questions) {
      for (const language of ['en', 'ko'] as const) {
        const answers = textsOf(question).answers.map((text) => text[language].toLowerCase());
        expect(new Set(answers).size, `${question.id} (${language})`).toBe(answers.length);
      }
    }
  });

  it('has expressions that are CEL', () => {
    for (const text of quiz.questions.flatMap(expressionsOf)) expect(() => parse(text), text).not.toThrow();
  });

  it('rarely gives the right answer away by its length, and not by its place', () => {
    const ones = quiz.questions.filter((question) => question.kind === 'one');
    for (const language of ['en', 'ko'] as const) {
      const longest = ones.filter(({ right, wrong }) =>
        wrong.every((one) => one.text[language].length * 1.1 < right.text[language].length),
      );
      expect(longest.length, `${longest.map(({ id }) => id)} (${language})`).toBeLessThan(ones.length / 4);
    }
    const places = ones.map((one) => startQuiz({ ...quiz, questions: [one] }).options.findIndex(({ right }) => right));
    expect(new Set(places).size).toBeGreaterThan(1);
  });

  it('can be walked through to its end', () => {
    let state = startQuiz(quiz);
    for (const question of quiz.questions) {
      for (const name of question.kind === 'several' ? ['space', 'enter'] : ['enter']) {
        state = updateQuiz(state, { type: 'key', name, text: '' });
      }
      if (state.stage === 'asking') state = updateQuiz(state, { type: 'key', name: 'x', text: 'x' });
      if (state.stage === 'asking') state = updateQuiz(state, { type: 'key', name: 'enter', text: '\r' });
      if (state.stage === 'judging') state = updateQuiz(state, { type: 'judged', right: false, answer: '' });
      expect(state.stage, question.id).toBe('answered');
      state = updateQuiz(state, { type: 'key', name: 'enter', text: '\r' });
    }
    expect(state.stage).toBe('over');
  });
});

describe('cluster-maintenance/os-upgrades.yaml', () => {
  const [, quiz] = quizzes.find(([name]) => name.endsWith('os-upgrades.yaml'))!;

  it('asks in every way there is', () => {
    const count = (kind: Question['kind']) => quiz.questions.filter((question) => question.kind === kind).length;
    expect({
      one: count('one'),
      several: count('several'),
      order: count('order'),
      command: count('command'),
      value: count('value'),
    }).toMatchInlineSnapshot(`
      {
        "command": 6,
        "one": 33,
        "order": 3,
        "several": 5,
        "value": 3,
      }
    `);
  });
});
