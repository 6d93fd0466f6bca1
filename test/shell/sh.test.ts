// Ubuntu's sh is dash. Scripts that were written for bash fail in it with dash's words.

import { expect, it } from 'vitest';
import { Machine } from '../support/machine.ts';

const sh = (script: string): string => {
  const machine = new Machine({ files: { '/work/lib.sh': 'echo lib\n' } });
  const ran = machine.run('exec sh -c "$SCRIPT"', { environment: { SCRIPT: script }, directory: '/work' });
  return `${ran.stdout}${ran.stderr}status ${ran.code}`;
};

it.each([
  ['echo knows escapes but no -e', 'echo "a\\tb"; echo -e x; echo -n y', 'a\tb\n-e x\nystatus 0'],
  ['braces are plain text', 'echo {1..3} {a,b}', '{1..3} {a,b}\nstatus 0'],
  ['[[ is a command nobody has', '[[ a = a ]]; echo $?', '127\nsh: 1: [[: not found\nstatus 0'],
  ['source is unknown, the dot is not', 'source ./lib.sh; . ./lib.sh', 'lib\nsh: 1: source: not found\nstatus 0'],
  ['pipefail is an illegal option', 'set -o pipefail; echo no', 'sh: 1: set: Illegal option -o pipefail\nstatus 2'],
  ['a command that is not there', 'nosuch', 'sh: 1: nosuch: not found\nstatus 127'],
  ['a directory that is not there', 'cd /nope', "sh: 1: cd: can't cd to /nope\nstatus 2"],
  ['a missing parameter ends it', 'echo ${x?}; echo no', 'sh: 1: x: parameter not set\nstatus 2'],
  ['arithmetic, functions and local variables', 'f() { local x=$(($1 * 2)); echo $x; }; f 4', '8\nstatus 0'],
])('%s', (_, script, outcome) => expect(sh(script)).toBe(outcome));
