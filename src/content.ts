// What there is to do: our own labs and quizzes, and an instructor's beside them.

import { type Content, loadFiles, yamlFiles } from './content-files.ts';
import { ownContent } from './own-content.ts';

/** `folders` come after our own; a lab or quiz whose id is taken replaces the one before. */
export function loadContent(folders: readonly string[] = []): Content {
  const own = ownContent();
  const theirs = loadFiles(folders.flatMap(yamlFiles));
  return {
    labs: together(own.labs, theirs.labs),
    quizzes: together(own.quizzes, theirs.quizzes),
    problems: [...own.problems, ...theirs.problems],
  };
}

function together<T extends { readonly id: string }>(first: readonly T[], second: readonly T[]): T[] {
  return [...new Map([...first, ...second].map((one) => [one.id, one])).values()];
}
