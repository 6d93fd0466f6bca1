// The table of builtins. A builtin gets the shell and its words, its own name first.

import type { Task } from '../../sim/task.ts';
import { bind } from './builtins/bind.ts';
import { compgen, complete, compopt } from './builtins/completion.ts';
import { declare, exportNames, local, readonlyNames, unset } from './builtins/declare.ts';
import { cd, dirs, popd, pushd, pwd } from './builtins/directories.ts';
import {
  breakLoop,
  colon,
  continueLoop,
  evalText,
  exec,
  exit,
  falsehood,
  logout,
  returnFrom,
  source,
  truth,
} from './builtins/flow.ts';
import { help } from './builtins/help.ts';
import { fc, history } from './builtins/history.ts';
import { mapfile, read } from './builtins/input.ts';
import { bg, disown, fg, jobs, kill, suspend, wait } from './builtins/jobs.ts';
import { alias, builtin, command, enable, hash, type, unalias } from './builtins/lookup.ts';
import { getopts, letBuiltin, set, shift, shopt } from './builtins/options.ts';
import { echo, printf } from './builtins/output.ts';
import { caller, times, trap, ulimit, umask } from './builtins/system.ts';
import { test } from './builtins/test.ts';
import type { Shell } from './shell.ts';

export type Builtin = (shell: Shell, argv: readonly string[]) => Task<number>;

export const BUILTINS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ['.', source],
  [':', colon],
  ['[', test],
  ['alias', alias],
  ['bg', bg],
  ['bind', bind],
  ['break', breakLoop],
  ['builtin', builtin],
  ['caller', caller],
  ['cd', cd],
  ['command', command],
  ['compgen', compgen],
  ['complete', complete],
  ['compopt', compopt],
  ['continue', continueLoop],
  ['declare', declare],
  ['dirs', dirs],
  ['disown', disown],
  ['echo', echo],
  ['enable', enable],
  ['eval', evalText],
  ['exec', exec],
  ['exit', exit],
  ['export', exportNames],
  ['false', falsehood],
  ['fc', fc],
  ['fg', fg],
  ['getopts', getopts],
  ['hash', hash],
  ['help', help],
  ['history', history],
  ['jobs', jobs],
  ['kill', kill],
  ['let', letBuiltin],
  ['local', local],
  ['logout', logout],
  ['mapfile', mapfile],
  ['popd', popd],
  ['printf', printf],
  ['pushd', pushd],
  ['pwd', pwd],
  ['read', read],
  ['readarray', mapfile],
  ['readonly', readonlyNames],
  ['return', returnFrom],
  ['set', set],
  ['shift', shift],
  ['shopt', shopt],
  ['source', source],
  ['suspend', suspend],
  ['test', test],
  ['times', times],
  ['trap', trap],
  ['true', truth],
  ['type', type],
  ['typeset', declare],
  ['ulimit', ulimit],
  ['umask', umask],
  ['unalias', unalias],
  ['unset', unset],
  ['wait', wait],
]);

/** In POSIX mode, assignments in front of these stay. */
export const SPECIAL_BUILTINS: ReadonlySet<string> = new Set(
  '. : break continue eval exec exit export readonly return set shift source times trap unset'.split(' '),
);

/** They take `--help` for an argument like any other. */
const HELPLESS: ReadonlySet<string> = new Set(': [ echo false test true'.split(' '));

export const wantsHelp = (argv: readonly string[]): boolean => argv[1] === '--help' && !HELPLESS.has(argv[0]);

export const findBuiltin = (shell: Shell, name: string): Builtin | undefined =>
  shell.disabledBuiltins.has(name) ? undefined : BUILTINS.get(name);
