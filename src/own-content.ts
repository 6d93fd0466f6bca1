// Our own labs and quizzes. The build puts what this gives into the program as JSON (scripts/build.mjs), so that no start
// waits for YAML to be read and checked.

import { fileURLToPath } from 'node:url';
import { type Content, loadFiles, yamlFiles } from './content-files.ts';

export function ownContent(): Content {
  const folders = ['labs', 'quizzes'].map((name) => fileURLToPath(new URL(`../${name}`, import.meta.url)));
  return loadFiles(folders.flatMap(yamlFiles));
}
