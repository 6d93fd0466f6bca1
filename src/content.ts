// Reads labs and quizzes from disk: ours, and an instructor's beside them. What cannot be used is reported,
// never fatal: one broken file must not take the others away.

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
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

/** The package's own folders stand beside src/ and dist/ alike. */
const OWN = ['labs', 'quizzes'].map((name) => fileURLToPath(new URL(`../${name}`, import.meta.url)));

/** `folders` come after our own; a lab or quiz whose id is taken replaces the one before. */
export function loadContent(folders: readonly string[] = []): Content {
  const files = [
    ...OWN.flatMap((folder) => yamlFiles(folder, true)),
    ...folders.flatMap((folder) => yamlFiles(folder, false)),
  ];
  return loadFiles(files);
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

/** Every .yaml below a folder, sorted. Our own folders may be missing, a named one may not. */
export function yamlFiles(folder: string, mayBeMissing = false): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.ya?ml$/.test(name))
      .sort()
      .map((name) => join(folder, name));
  } catch (error) {
    if (mayBeMissing && (error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
