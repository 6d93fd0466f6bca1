// What dash says where bash says something else, and what it does then: errors of expansion and of its special
// builtins end the shell. Messages without a row here are worded alike.

export interface Worded {
  readonly text: string;
  /** exit: the shell ends; fail: the builtin does, with status 2; go: as bash goes on. */
  readonly then: 'exit' | 'fail' | 'go';
  /** Said without `sh: 1:` in front. */
  readonly bare?: boolean;
}

const SPECIAL = 'eval|exec|exit|export|readonly|return|set|shift|times|trap|unset|break|continue';

/** Pattern, words, and what follows. */
const ROWS: readonly (readonly [RegExp, string, Worded['then']])[] = [
  [/^(?:unset: )?(.*?)(?:: cannot unset)?: readonly variable$/, '$1: is read only', 'exit'],
  [/^\$?(.*): unbound variable$/, '$1: parameter not set', 'exit'],
  [/^(.*): parameter not set$/, '$1: parameter not set', 'exit'],
  [/^(.*): parameter null or not set$/, '$1: parameter not set or null', 'exit'],
  [/^\$\{.*\}: bad substitution$/, 'Bad substitution', 'exit'],
  [/^(.*): division by 0 \(error token is .*\)$/s, 'arithmetic expression: division by zero: "$1"', 'exit'],
  [/^(.*): value too great for base \(error token is .*\)$/s, 'arithmetic expression: expecting EOF: "$1"', 'exit'],
  [/^(.*): .*\(error token is .*\)$/s, 'arithmetic expression: expecting primary: "$1"', 'exit'],
  [/^(test|\[): (.*): integer expression expected$/, '$1: Illegal number: $2', 'fail'],
  [/^(test|\[): (.*): (?:unary|binary) operator expected$/, '$1: $2: unexpected operator', 'fail'],
  [/^\[: missing `\]'$/, '[: missing ]', 'fail'],
  [new RegExp(`^(${SPECIAL}): (.*): numeric argument required$`), '$1: Illegal number: $2', 'exit'],
  [/^set: (.*): invalid option name$/, 'set: Illegal option -o $1', 'exit'],
  [new RegExp(`^(${SPECIAL}): (-.): invalid option$`), '$1: Illegal option $2', 'exit'],
  [/^(\w+): (-.): invalid option$/, '$1: Illegal option $2', 'fail'],
  [/^local: can only be used in a function$/, 'local: not in a function', 'exit'],
  [/^(export|readonly|local|unset): `(.*)': not a valid identifier$/, '$1: $2: bad variable name', 'exit'],
  [/^(\w+): `(.*)': not a valid identifier$/, '$1: $2: bad variable name', 'fail'],
  [/^(alias|unalias): (.*): not found$/, '$1: $2 not found', 'go'],
  [/^trap: (.*): invalid signal specification$/, 'trap: $1: bad trap', 'go'],
  [/^kill: \(.*\) - (.*)$/, 'kill: $1', 'go'],
  [/^kill: (.*): arguments must be process or job IDs$/, 'kill: Illegal number: $1', 'fail'],
  [/^printf: (.*): invalid number$/, 'printf: $1: expected numeric value', 'go'],
  [/^(fg|bg): no job control$/, '$1: No current job', 'fail'],
  [/^(fg|bg|wait|kill|jobs): (.*): no such job$/, '$1: No such job: $2', 'fail'],
];

export function dashWords(message: string): Worded | undefined {
  for (const [pattern, words, then] of ROWS) {
    if (!pattern.test(message)) continue;
    return { text: message.replace(pattern, words), then, bare: message.startsWith('trap: ') };
  }
  return undefined;
}
