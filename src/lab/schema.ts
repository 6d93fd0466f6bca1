// What a lab file may say. The types follow from the schema, so the loader, the grader and the proof
// cannot disagree about a field. docs/authoring.md explains each to an author.

import { z } from 'zod';
import { CelSyntaxError, parse } from '../base/cel/syntax.ts';
import { parseGoDuration } from '../base/duration.ts';

/** A text in both languages. */
const bilingual = z.strictObject({ en: z.string().min(1), ko: z.string().min(1) });

const identifier = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'an id has lower-case letters, digits and dashes');

/** CEL; `{{variables}}` are filled in before it is read, so they must not change its grammar. */
const expression = z.string().superRefine((text, context) => {
  try {
    parse(text.replace(/\{\{\w+\}\}/g, 'x'));
  } catch (error) {
    if (!(error instanceof CelSyntaxError)) throw error;
    context.addIssue({
      code: 'custom',
      message: `not a CEL expression: ${error.message} at character ${error.at + 1}`,
    });
  }
});

const duration = z.string().refine((text) => parseGoDuration(text) !== undefined, 'not a duration such as 90s or 5m');

const common = {
  id: identifier,
  name: bilingual,
  /** Why it matters, shown when it fails. */
  why: bilingual.optional(),
  points: z.number().int().min(0).max(100).default(1),
  /** What to show of the cluster when it fails. */
  saw: expression.optional(),
};

const checkSchema = z.union([
  /** True when the task is looked at. */
  z.strictObject({ ...common, cel: expression }),
  /** True at every moment while its task is at hand; `throughout`: and from then on to the end of the lab. */
  z.strictObject({ ...common, always: expression, throughout: z.boolean().default(false) }),
  /** True at some moment while its task is at hand. */
  z.strictObject({ ...common, eventually: expression }),
  /** Both became true, `first` not later than `second`. */
  z.strictObject({ ...common, before: z.strictObject({ first: expression, second: expression }) }),
  /** True when the whole lab is graded, whatever was true in between. */
  z.strictObject({ ...common, finally: expression }),
  /** A command on a host, its output and status. */
  z.strictObject({
    ...common,
    run: z.strictObject({
      host: z.string(),
      command: z.string(),
      code: z.number().int().default(0),
      stdout: z.string().optional(),
      matches: z.string().optional(),
    }),
  }),
]);

const taskSchema = z.strictObject({
  id: identifier,
  title: bilingual,
  prompt: bilingual,
  /** Typed by the invisible administrator when the task before it is done. */
  begin: z.string().optional(),
  checks: z.array(checkSchema).min(1, 'a task needs at least one check'),
  hints: z.array(bilingual).default([]),
  solution: z.string().min(1),
  alternatives: z.array(z.string()).default([]),
  mistakes: z
    .array(
      z.strictObject({
        /** Replaces this task's solution; the tasks before it are solved properly. */
        run: z.string(),
        fails: z.array(identifier).min(1),
        /** Part of the message the learner must see. */
        says: z.string().optional(),
      }),
    )
    .default([]),
  explain: bilingual.optional(),
  /** Official documentation pages by title. */
  documentation: z.array(z.string()).default([]),
});

export const labSchema = z
  .strictObject({
    id: identifier,
    title: bilingual,
    summary: bilingual,
    track: identifier,
    exam: z.strictObject({
      domain: z.string(),
      relation: z.enum(['objective', 'lifecycle', 'beyond']),
    }),
    level: z.number().int().min(1).max(5),
    minutes: z.number().int().min(1).max(240),
    cluster: z.strictObject({ topology: z.string().default('two-workers'), version: z.string().optional() }),
    /** Drawn from the seed; `{{name}}` in every text, script and expression. */
    variables: z.record(z.string(), z.strictObject({ oneOf: z.array(z.string()).min(1) })).default({}),
    prepare: z.string().default(''),
    /** The scene is set when this holds. */
    ready: expression.default('true'),
    /** Values of the prepared world that checks compare with: `remembered.name`. */
    remember: z.record(z.string(), expression).default({}),
    intro: bilingual.optional(),
    tasks: z.array(taskSchema).min(1),
    /** How long the solution may wait for a task to be done, in virtual time. */
    patience: duration.default('15m'),
  })
  .superRefine((lab, context) => {
    const seen = new Set<string>();
    for (const [at, task] of lab.tasks.entries()) {
      for (const [where, id] of [
        [['tasks', at, 'id'], task.id],
        ...task.checks.map((one, i) => [['tasks', at, 'checks', i, 'id'], one.id]),
      ] as [(string | number)[], string][]) {
        if (seen.has(id)) context.addIssue({ code: 'custom', path: where, message: `"${id}" is used twice` });
        seen.add(id);
      }
      for (const [i, mistake] of task.mistakes.entries()) {
        for (const id of mistake.fails) {
          if (!lab.tasks.some((one) => one.checks.some((check) => check.id === id))) {
            context.addIssue({
              code: 'custom',
              path: ['tasks', at, 'mistakes', i, 'fails'],
              message: `no check "${id}"`,
            });
          }
        }
      }
    }
  });

export type Lab = z.infer<typeof labSchema>;
export type LabTask = Lab['tasks'][number];
export type Check = LabTask['checks'][number];
export type Bilingual = z.infer<typeof bilingual>;
export type Language = keyof Bilingual;
export const LANGUAGES: readonly Language[] = ['en', 'ko'];
