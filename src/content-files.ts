// Reads labs and quizzes from disk: YAML files, each checked. What cannot be used is reported, never fatal: one broken
// file must not take the others away.

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ContentError } from './lab/errors.ts';
import { readContent, readLab } from './lab/load.ts';
import type { Lab } from './lab/schema.ts';
import { type Quiz, quizSchema } from './quiz/schema.ts';

export interface Content {
  readonly labs: readonly Lab[];
  readonly quizzes: readonly Quiz[];
  /** `file:line: what` for everything that was left out. */
  readonly problems: readonly string[];
}

/** Each file says itself what it is: a quiz has questions, a lab has tasks. Throws Node's error for an unreadable file. */
export function loadFiles(files: readonly string[]): Content {
  const labs = new Map<string, Lab>();
  const quizzes = new Map<string, Quiz>();
  const problems: string[] = [];
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    const name = relative('.', file);
    try {
      if (/^questions:/m.test(text)) {
        const quiz = readContent(text, name, quizSchema);
        quizzes.set(quiz.id, quiz);
      } else {
        const lab = readLab(text, name);
        labs.set(lab.id, lab);
      }
    } catch (error) {
      if (!(error instanceof ContentError)) throw error;
      problems.push(...error.problems);
    }
  }
  return { labs: [...labs.values()], quizzes: [...quizzes.values()], problems };
}

/** Every .yaml below a folder, sorted. */
export function yamlFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}
