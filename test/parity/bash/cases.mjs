// The scripts under cases/, for `bash -c`, that need nothing but bash itself.

import { readdirSync, readFileSync } from 'node:fs';

export const files = {
  'a.txt': 'alpha\nbeta\ngamma\n',
  'b.txt': '1 2\n3 4\n',
  'lib.sh': 'greet() { echo "hi $1"; }\nX=from-lib\n',
  'bad.sh': 'echo one\nif then\necho two\n',
};

const folder = new URL('cases/', import.meta.url);

/** One per line; a newline inside a script is written ⏎. */
export const cases = readdirSync(folder)
  .sort()
  .flatMap((name) => readFileSync(new URL(name, folder), 'utf8').split('\n'))
  .filter((line) => line !== '')
  .map((line) => line.replaceAll('⏎', '\n'));
