// compgen -W: where a list of words parts. What bash 5.2 prints.

import { expect, it } from 'vitest';
import { Machine } from '../../support/machine.ts';

it.each([
  ['a substitution is one word until it is expanded', `compgen -W '$(echo ab  abc 2>/dev/null) ax' -- a`, 'ab abc ax'],
  ['pipes and backticks', `compgen -W '$(echo b; echo bc | cut -c1,2) \`echo be\`' -- b`, 'b bc be'],
  ['quotes keep blanks', `compgen -W "'a b' a\\\\ c \\"a 'x' d\\"" -- a`, "a b|a c|a 'x' d".replaceAll('|', ' ')],
  ['IFS decides', `IFS=: compgen -W 'a b:ac:$(echo a:d)' -- a`, 'a b ac a'],
  ['an open quote ends with the list', `compgen -W '"un closed' -- u`, 'un closed'],
])('%s', (_what, command, expected) => {
  expect(new Machine().run(command).stdout.trimEnd().split('\n').join(' ')).toBe(expected);
});
