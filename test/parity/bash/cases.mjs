// The scripts of cases.txt, for `bash -c` that need nothing but bash itself.

import { readFileSync } from 'node:fs';

export const files = {
  'a.txt': 'alpha\nbeta\ngamma\n',
  'b.txt': '1 2\n3 4\n',
  'lib.sh': 'greet() { echo "hi $1"; }\nX=from-lib\n',
  'bad.sh': 'echo one\nif then\necho two\n',
};

/** One per line of cases.txt; a newline inside a script is written ⏎. */
export const cases = readFileSync(new URL('cases.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => line.replaceAll('⏎', '\n'));
