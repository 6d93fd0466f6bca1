// The options of a builtin as getopt reads them: letters, some with a value, up to the first operand.

import type { Task } from '../../../sim/task.ts';
import type { Shell } from '../shell.ts';
import { synopsisOf } from './help.ts';

export interface Arguments {
  /** By letter: the value, or '' for a letter without one. The last counts. */
  readonly options: ReadonlyMap<string, string>;
  readonly operands: readonly string[];
}

/** `letters` as in getopt: `ad:` takes -a and -d VALUE. Undefined: refused, with the words of bash. */
export function* readArguments(
  shell: Shell,
  argv: readonly string[],
  letters: string,
): Task<Arguments | { readonly status: number }> {
  const options = new Map<string, string>();
  let at = 1;
  for (; at < argv.length && /^-./.test(argv[at]); at++) {
    const word = argv[at];
    if (word === '--') {
      at++;
      break;
    }
    for (let i = 1; i < word.length; i++) {
      const known = word[i] === ':' ? -1 : letters.indexOf(word[i]);
      if (known < 0) {
        yield* shell.complain(`${argv[0]}: -${word[i]}: invalid option`);
        return yield* refuse(shell, argv[0]);
      }
      if (letters[known + 1] !== ':') {
        options.set(word[i], '');
        continue;
      }
      const value = i + 1 < word.length ? word.slice(i + 1) : argv[++at];
      if (value === undefined) {
        yield* shell.complain(`${argv[0]}: -${word[i]}: option requires an argument`);
        return yield* refuse(shell, argv[0]);
      }
      options.set(word[i], value);
      break;
    }
  }
  return { options, operands: argv.slice(at) };
}

/** Says how the builtin is called. */
export function* refuse(shell: Shell, name: string): Task<{ readonly status: number }> {
  yield* shell.printError(`${name}: usage: ${synopsisOf(name)}\n`);
  return { status: 2 };
}
