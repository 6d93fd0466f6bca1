// Where a text stops being shell, and in whose words that is said.

import { expect, it } from 'vitest';
import { needsMore } from '../../../src/shell/syntax/incomplete.ts';
import type { Dialect } from '../../../src/shell/syntax/nesting.ts';
import { parseShell, parseUnit } from '../../../src/shell/syntax/parse.ts';

const refusal = (source: string, dialect: Dialect): string[] => {
  const parsed = parseShell(source, 1, { dialect, extglob: false, aliases: new Map() });
  return (parsed.complaint?.messages ?? []).map(({ line, text }) => `${line}: ${text}`);
};

it.each([
  [
    'if true; echo a; fi',
    ["1: syntax error near unexpected token `fi'", "1: `if true; echo a; fi'"],
    '1: Syntax error: "fi" unexpected (expecting "then")',
    '1: syntax error: unexpected "fi" (expecting "then")',
  ],
  [
    'echo (ls)',
    ["1: syntax error near unexpected token `ls'", "1: `echo (ls)'"],
    '1: Syntax error: word unexpected (expecting ")")',
    '1: syntax error: unexpected word (expecting ")")',
  ],
  [
    'while true\n',
    ['2: syntax error: unexpected end of file'],
    '2: Syntax error: end of file unexpected (expecting "do")',
    '2: syntax error: unexpected end of file (expecting "do")',
  ],
  [
    'echo "a\nb',
    ['1: unexpected EOF while looking for matching `"\''],
    '2: Syntax error: Unterminated quoted string',
    '2: syntax error: unterminated quoted string',
  ],
  ['a=(1 2)', [], '1: Syntax error: "(" unexpected', '1: syntax error: unexpected "("'],
])('%s is refused in the words of bash, dash and ash', (source, bash, dash, ash) => {
  expect(refusal(source, 'bash')).toEqual(bash);
  expect(refusal(source, 'dash')).toEqual([dash]);
  expect(refusal(source, 'ash')).toEqual([ash]);
});

it('a text is parsed a line at a time, with the lines it reaches over', () => {
  const source = 'a <<E; b\nbody\nE\nif c\nthen d\nfi\n)\n';
  const options = { dialect: 'bash', extglob: false, aliases: new Map() } as const;
  const first = parseUnit(source, 0, 1, options);
  expect(source.slice(0, first?.end)).toBe('a <<E; b\nbody\nE\n');
  const second = parseUnit(source, first?.end ?? 0, first?.nextLine ?? 0, options);
  expect(source.slice(first?.end, second?.end)).toBe('if c\nthen d\nfi\n');
  const third = parseUnit(source, second?.end ?? 0, second?.nextLine ?? 0, options);
  expect(third?.complaint?.messages[0]).toEqual({ line: 7, text: "syntax error near unexpected token `)'" });
});

it('an alias that ends in a blank opens the next word to aliases, and none is replaced inside itself', () => {
  const aliases = new Map([
    ['k', 'kubectl '],
    ['gp', 'get pods'],
    ['ls', 'ls --color'],
  ]);
  const words = (source: string) => {
    const [statement] = parseShell(source, 1, { dialect: 'bash', extglob: false, aliases }).statements;
    return statement.command.kind === 'simple' ? statement.command.words.map((word) => word.text) : [];
  };
  expect(words('k gp -A')).toEqual(['kubectl', 'get', 'pods', '-A']);
  expect(words('ls gp')).toEqual(['ls', '--color', 'gp']);
});

it.each([
  ['for i in 1 2', true],
  ['echo $(cat <<E', true],
  ['echo "a', true],
  ['a &&', true],
  ['cat <<E\nx', true],
  ['echo a \\', true],
  ['x=$(case a in a) echo b;; esac)', false],
  ['echo )', false],
])('whether `%s` waits for another line: %s', (text, more) => {
  expect(needsMore(`${text}\n`)).toBe(more);
});
