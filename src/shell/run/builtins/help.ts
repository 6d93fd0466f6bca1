// `help`: how each builtin is called, and one sentence about it in our own words.

import type { Task } from '../../../sim/task.ts';
import { BASH_BANNER } from '../banner.ts';
import type { Shell } from '../shell.ts';

const TOPICS: readonly (readonly [name: string, synopsis: string, sentence: string])[] = [
  [':', ':', 'Do nothing, successfully.'],
  ['.', '. filename [arguments]', 'Run the commands of a file in this shell.'],
  ['[', '[ arg... ]', 'Test a condition.'],
  ['alias', 'alias [-p] [name[=value] ... ]', 'Show or set aliases.'],
  ['bg', 'bg [job_spec ...]', 'Let a stopped job go on in the background.'],
  [
    'bind',
    'bind [-lpsvPSVX] [-m keymap] [-f filename] [-q name] [-u name] [-r keyseq] [-x keyseq:shell-command] [keyseq:readline-function or readline-command]',
    'Bind keys to editing commands.',
  ],
  ['break', 'break [n]', 'Leave a loop.'],
  ['builtin', 'builtin [shell-builtin [arg ...]]', 'Run a builtin, not a function of its name.'],
  ['caller', 'caller [expr]', 'Tell where the present function was called from.'],
  ['cd', 'cd [-L|[-P [-e]] [-@]] [dir]', 'Change the working directory.'],
  ['command', 'command [-pVv] command [arg ...]', 'Run a command, passing functions over.'],
  [
    'compgen',
    'compgen [-abcdefgjksuv] [-o option] [-A action] [-G globpat] [-W wordlist] [-F function] [-C command] [-X filterpat] [-P prefix] [-S suffix] [word]',
    'Show possible completions.',
  ],
  [
    'complete',
    'complete [-abcdefgjksuv] [-pr] [-DEI] [-o option] [-A action] [-G globpat] [-W wordlist] [-F function] [-C command] [-X filterpat] [-P prefix] [-S suffix] [name ...]',
    'Say how arguments are completed.',
  ],
  ['compopt', 'compopt [-o|+o option] [-DEI] [name ...]', 'Change options of a completion.'],
  ['continue', 'continue [n]', 'Go on with the next round of a loop.'],
  [
    'declare',
    'declare [-aAfFgiIlnrtux] [name[=value] ...] or declare -p [-aAfFilnrtux] [name ...]',
    'Set variables and their attributes.',
  ],
  ['dirs', 'dirs [-clpv] [+N] [-N]', 'Show the directory stack.'],
  ['disown', 'disown [-h] [-ar] [jobspec ... | pid ...]', 'Forget jobs.'],
  ['echo', 'echo [-neE] [arg ...]', 'Print the arguments.'],
  ['enable', 'enable [-a] [-dnps] [-f filename] [name ...]', 'Switch builtins on and off.'],
  ['eval', 'eval [arg ...]', 'Run the arguments as a command.'],
  [
    'exec',
    'exec [-cl] [-a name] [command [argument ...]] [redirection ...]',
    'Replace the shell with a command, or change its files.',
  ],
  ['exit', 'exit [n]', 'Leave the shell.'],
  ['export', 'export [-fn] [name[=value] ...] or export -p', 'Hand variables to commands.'],
  ['false', 'false', 'Do nothing, unsuccessfully.'],
  [
    'fc',
    'fc [-e ename] [-lnr] [first] [last] or fc -s [pat=rep] [command]',
    'Show or edit and repeat commands of the history.',
  ],
  ['fg', 'fg [job_spec]', 'Bring a job to the foreground.'],
  ['getopts', 'getopts optstring name [arg ...]', 'Parse options.'],
  ['hash', 'hash [-lr] [-p pathname] [-dt] [name ...]', 'Remember where commands are.'],
  ['help', 'help [-dms] [pattern ...]', 'Tell about builtins.'],
  [
    'history',
    'history [-c] [-d offset] [n] or history -anrw [filename] or history -ps arg [arg...]',
    'Show or change the history.',
  ],
  ['jobs', 'jobs [-lnprs] [jobspec ...] or jobs -x command [args]', 'Show jobs.'],
  [
    'kill',
    'kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]',
    'Send a signal to a job or process.',
  ],
  ['let', 'let arg [arg ...]', 'Evaluate arithmetic.'],
  ['local', 'local [option] name[=value] ...', 'Make variables of a function.'],
  ['logout', 'logout [n]', 'Leave a login shell.'],
  [
    'mapfile',
    'mapfile [-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] [array]',
    'Read lines into an array.',
  ],
  ['popd', 'popd [-n] [+N | -N]', 'Return to a directory of the stack.'],
  ['printf', 'printf [-v var] format [arguments]', 'Print arguments under a format.'],
  ['pushd', 'pushd [-n] [+N | -N | dir]', 'Put a directory on the stack.'],
  ['pwd', 'pwd [-LP]', 'Print the working directory.'],
  [
    'read',
    'read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]',
    'Read a line into variables.',
  ],
  [
    'readarray',
    'readarray [-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] [array]',
    'Read lines into an array.',
  ],
  ['readonly', 'readonly [-aAf] [name[=value] ...] or readonly -p', 'Protect variables from change.'],
  ['return', 'return [n]', 'Return from a function or sourced file.'],
  ['set', 'set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]', 'Set options and positional parameters.'],
  ['shift', 'shift [n]', 'Move the positional parameters.'],
  ['shopt', 'shopt [-pqsu] [-o] [optname ...]', 'Set and unset shell options.'],
  ['source', 'source filename [arguments]', 'Run the commands of a file in this shell.'],
  ['suspend', 'suspend [-f]', 'Stop the shell until it is continued.'],
  ['test', 'test [expr]', 'Test a condition.'],
  ['times', 'times', 'Show processor times.'],
  ['trap', 'trap [-lp] [[arg] signal_spec ...]', 'Run commands when a signal arrives.'],
  ['true', 'true', 'Do nothing, successfully.'],
  ['type', 'type [-afptP] name [name ...]', 'Tell what a name means.'],
  [
    'typeset',
    'typeset [-aAfFgiIlnrtux] name[=value] ... or typeset -p [-aAfFilnrtux] [name ...]',
    'Set variables and their attributes.',
  ],
  ['ulimit', 'ulimit [-SHabcdefiklmnpqrstuvxPRT] [limit]', 'Show or set limits of resources.'],
  ['umask', 'umask [-p] [-S] [mode]', 'Show or set the mode mask of new files.'],
  ['unalias', 'unalias [-a] name [name ...]', 'Remove aliases.'],
  ['unset', 'unset [-f] [-v] [-n] [name ...]', 'Remove variables and functions.'],
  ['wait', 'wait [-fn] [-p var] [id ...]', 'Wait for jobs.'],
];

export function* help(shell: Shell, argv: readonly string[]): Task<number> {
  const letters = argv
    .slice(1)
    .filter((word) => /^-[dms]+$/.test(word))
    .join('');
  const patterns = argv.slice(1).filter((word) => !/^-[dms]+$/.test(word) && word !== '--');
  const [bad] = patterns.filter((word) => /^-./.test(word));
  if (bad !== undefined) {
    yield* shell.complain(`help: ${bad.slice(0, 2)}: invalid option`);
    yield* shell.printError('help: usage: help [-dms] [pattern ...]\n');
    return 2;
  }
  if (patterns.length === 0) {
    yield* shell.print(`${BASH_BANNER.split('\n', 1)[0]}\nType \`help NAME' to read about one of these builtins.\n\n`);
    yield* shell.print(TOPICS.map(([, synopsis]) => ` ${synopsis}\n`).join(''));
    return 0;
  }
  if (patterns.some((pattern) => /[*?[]/.test(pattern)))
    yield* shell.print(
      `Shell commands matching keyword${patterns.length > 1 ? 's' : ''} \`${patterns.join(', ')}'\n\n`,
    );
  let found = false;
  for (const pattern of patterns) {
    for (const [name, synopsis, sentence] of topicsFor(shell, pattern)) {
      found = true;
      if (letters.includes('d')) yield* shell.print(`${name} - ${sentence}\n`);
      else yield* shell.print(`${name}: ${synopsis}\n${letters.includes('s') ? '' : `    ${sentence}\n`}`);
    }
  }
  if (found) return 0;
  const word = patterns.at(-1)!;
  yield* shell.complain(
    `help: no help topics match \`${word}'.  Try \`help help' or \`man -k ${word}' or \`info ${word}'.`,
  );
  return 1;
}

export const synopsisOf = (name: string): string => TOPICS.find(([one]) => one === name)?.[1] ?? name;

/** A name, a pattern, or the beginning of names. */
function topicsFor(shell: Shell, pattern: string) {
  const exact = TOPICS.filter(([name]) => name === pattern);
  if (exact.length > 0) return exact;
  const expression = shell.patterns.compile(`${pattern}*`, { extended: true, ignoreCase: false });
  return TOPICS.filter(([name]) => expression.test(name));
}
