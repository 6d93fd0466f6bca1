// What a quiz file may say: questions of six kinds, each with the misconception behind every wrong answer.

import { z } from 'zod';

const bilingual = z.strictObject({ en: z.string().min(1), ko: z.string().min(1) });
const identifier = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'an id has lower-case letters, digits and dashes');

const common = {
  id: identifier,
  question: bilingual,
  /** Shown after every answer. */
  explain: bilingual,
  /** A page of the documentation, by its title. */
  source: z.string().min(1),
  level: z.number().int().min(1).max(5).default(2),
  /** What to look at before answering: an output, a file. */
  exhibit: z.string().optional(),
};

const wrong = z.strictObject({
  text: bilingual,
  /** The misconception this answer stands for, and why it is one. */
  because: bilingual,
});
const right = z.strictObject({ text: bilingual });

export const questionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...common, kind: z.literal('one'), right, wrong: z.array(wrong).min(2) }),
  z.strictObject({ ...common, kind: z.literal('several'), right: z.array(right).min(2), wrong: z.array(wrong).min(1) }),
  /** The right order; shown shuffled. */
  z.strictObject({ ...common, kind: z.literal('order'), steps: z.array(bilingual).min(3) }),
  /** A command, judged by what it does: run on controlplane in a scratch cluster, then `holds` must be true. */
  z.strictObject({
    ...common,
    kind: z.literal('command'),
    prepare: z.string().default(''),
    holds: z.string(),
    solution: z.string(),
    alternatives: z.array(z.string()).default([]),
    mistakes: z.array(z.strictObject({ run: z.string(), because: bilingual })).min(1),
  }),
  /** A number or word computed from the live cluster when asked. */
  z.strictObject({ ...common, kind: z.literal('value'), answer: z.strictObject({ cel: z.string() }) }),
]);

export const quizSchema = z
  .strictObject({
    id: identifier,
    title: bilingual,
    summary: bilingual,
    track: identifier,
    questions: z.array(questionSchema).min(1),
  })
  .superRefine((quiz, context) => {
    const seen = new Set<string>();
    for (const [at, question] of quiz.questions.entries()) {
      if (seen.has(question.id)) {
        context.addIssue({ code: 'custom', path: ['questions', at, 'id'], message: `"${question.id}" is used twice` });
      }
      seen.add(question.id);
    }
  });

export type Quiz = z.infer<typeof quizSchema>;
export type Question = Quiz['questions'][number];
