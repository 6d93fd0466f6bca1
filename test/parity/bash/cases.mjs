// The scripts under cases/, which need nothing but the shell itself: for `bash -c`, as a script file, for dash.

import { readdirSync, readFileSync } from 'node:fs';

export const files = {
  'a.txt': 'alpha\nbeta\ngamma\n',
  'b.txt': '1 2\n3 4\n',
  'lib.sh': 'greet() { echo "hi $1"; }\nX=from-lib\n',
  'bad.sh': 'echo one\nif then\necho two\n',
};

/** One per line; a newline inside a script is written ⏎. */
function read(kind) {
  const folder = new URL(`cases/${kind}/`, import.meta.url);
  return readdirSync(folder)
    .sort()
    .flatMap((name) => readFileSync(new URL(name, folder), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => line.replaceAll('⏎', '\n'));
}

/** By how they are run: the words after `bash`, given the script. */
export const kinds = {
  command: { cases: read('command'), argv: (script) => ['-c', script] },
  script: { cases: read('script'), argv: () => ['s.sh'] },
  dash: { cases: read('dash'), argv: (script, sh) => ['-c', `exec -a sh ${sh} -c "$0"`, script] },
};
