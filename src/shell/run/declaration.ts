// Variables written as the commands that would make them: `declare -p`, `export -p`, `set`, `${x@A}`.

import { hashOrdered } from './hash-order.ts';
import { quoteDoubly, quoteIfNeeded } from './quoting.ts';
import type { Value, Variable } from './variables.ts';

export function flagsOf(variable: Variable): string {
  const kind = variable.value.kind === 'indexed' ? 'a' : variable.value.kind === 'associative' ? 'A' : '';
  const letterCase =
    variable.letterCase === 'upper' ? 'u' : variable.letterCase === 'lower' ? 'l' : variable.letterCase ? 'c' : '';
  return `${kind}${variable.integer ? 'i' : ''}${variable.nameref ? 'n' : ''}${variable.readonly ? 'r' : ''}${variable.trace ? 't' : ''}${variable.exported ? 'x' : ''}`.replace(
    /^([aA]?i?n?r?t?x?)$/,
    (flags) => insertCase(flags, letterCase),
  );
}

/** bash writes the letter of the case behind `i` and `n`, in front of `r`, `t`, `x` for l and u. */
function insertCase(flags: string, letter: string): string {
  if (letter === '') return flags;
  const at = flags.search(/x/);
  return at < 0 ? flags + letter : flags.slice(0, at) + letter + flags.slice(at);
}

export function declarationOf(name: string, variable: Variable): string {
  const flags = flagsOf(variable) || '-';
  const value = valueText(variable.value);
  return `declare -${flags} ${name}${value === undefined ? '' : `=${value}`}`;
}

/** undefined for a variable that was declared but has no value. */
function valueText(value: Value): string | undefined {
  if (value.kind === 'scalar') return value.text === undefined ? undefined : quoteDoubly(value.text);
  if (value.kind === 'indexed') {
    const items: string[] = [];
    value.items.forEach((item, index) => {
      items.push(`[${index}]=${quoteDoubly(item)}`);
    });
    return `(${items.join(' ')})`;
  }
  return `(${hashOrdered(value.items)
    .map(([key, item]) => `[${quoteKey(key)}]=${quoteDoubly(item)} `)
    .join('')})`;
}

const quoteKey = (key: string): string => (/^[\w@%+=:./,-]+$/.test(key) ? key : quoteDoubly(key));

/** As `set` lists it. */
export function assignmentOf(name: string, value: Value): string | undefined {
  if (value.kind !== 'scalar') return `${name}=${valueText(value)}`;
  return value.text === undefined ? undefined : `${name}=${value.text === '' ? '' : quoteIfNeeded(value.text)}`;
}
