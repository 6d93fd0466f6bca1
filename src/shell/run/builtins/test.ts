// `test` and `[`: the number of arguments decides how they are read, as POSIX says.

import { compare } from '../../../base/number-comparison.ts';
import type { Task } from '../../../sim/task.ts';
import { CommandFailure } from '../control.ts';
import type { Shell } from '../shell.ts';
import { BINARY, testBinary, testUnary, UNARY } from '../test-expression.ts';

export function* test(shell: Shell, argv: readonly string[]): Task<number> {
  const [name] = argv;
  let words = argv.slice(1);
  if (name === '[') {
    if (words.at(-1) !== ']') {
      yield* shell.complain("[: missing `]'");
      return 2;
    }
    words = words.slice(0, -1);
  }
  try {
    return evaluate(shell, words) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    yield* shell.complain(`${name}: ${error.message}`);
    return 2;
  }
}

const fail = (message: string): never => {
  throw new CommandFailure(message, 2);
};

function evaluate(shell: Shell, words: readonly string[]): boolean {
  switch (words.length) {
    case 0:
      return false;
    case 1:
      return words[0] !== '';
    case 2:
      return two(shell, words);
    case 3:
      return three(shell, words);
    case 4:
      if (words[0] === '!') return !three(shell, words.slice(1));
      if (words[0] === '(' && words[3] === ')') return two(shell, words.slice(1, 3));
  }
  const parser = new TestParser(shell, words);
  return parser.whole();
}

function two(shell: Shell, [first, second]: readonly string[]): boolean {
  if (first === '!') return second === '';
  if (UNARY.has(first)) return testUnary(shell, first, second);
  return fail(/^-./.test(first) ? `${first}: unary operator expected` : `${first}: unary operator expected`);
}

function three(shell: Shell, words: readonly string[]): boolean {
  const [first, operator, third] = words;
  if (operator === '==' && shell.dialect === 'dash') return fail(`${first}: unexpected operator`);
  if (BINARY.has(operator)) return binary(shell, first, operator, third);
  if (operator === '-a') return first !== '' && third !== '';
  if (operator === '-o') return first !== '' || third !== '';
  if (first === '!') return !two(shell, words.slice(1));
  if (first === '(' && third === ')') return operator !== '';
  return fail(`${operator}: binary operator expected`);
}

function binary(shell: Shell, left: string, operator: string, right: string): boolean {
  if (operator === '=' || operator === '==') return left === right;
  if (operator === '!=') return left !== right;
  if (/^-(eq|ne|lt|le|gt|ge)$/.test(operator)) return compare(operator, integer(left), integer(right));
  return testBinary(shell, left, operator, right);
}

function integer(text: string): bigint {
  if (!/^\s*[-+]?\d+\s*$/.test(text)) fail(`${text}: integer expression expected`);
  return BigInt(text.trim().replace(/^\+/, ''));
}

/** Five words and more: `-a` binds closer than `-o`, `!` and parentheses group. */
class TestParser {
  readonly #shell: Shell;
  readonly #words: readonly string[];
  #at = 0;

  constructor(shell: Shell, words: readonly string[]) {
    this.#shell = shell;
    this.#words = words;
  }

  whole(): boolean {
    const value = this.#or();
    if (this.#at < this.#words.length) fail('too many arguments');
    return value;
  }

  #or(): boolean {
    let value = this.#and();
    while (this.#words[this.#at] === '-o') {
      this.#at++;
      const right = this.#and();
      value ||= right;
    }
    return value;
  }

  #and(): boolean {
    let value = this.#primary();
    while (this.#words[this.#at] === '-a') {
      this.#at++;
      const right = this.#primary();
      value &&= right;
    }
    return value;
  }

  #primary(): boolean {
    const word = this.#words[this.#at];
    if (word === undefined) return fail('argument expected');
    if (word === '!') {
      this.#at++;
      return !this.#primary();
    }
    if (word === '(') {
      this.#at++;
      const value = this.#or();
      if (this.#words[this.#at] !== ')') fail("`)' expected");
      this.#at++;
      return value;
    }
    const operator = this.#words[this.#at + 1];
    if (operator !== undefined && BINARY.has(operator) && this.#at + 2 < this.#words.length) {
      this.#at += 3;
      return binary(this.#shell, word, operator, this.#words[this.#at - 1]);
    }
    if (UNARY.has(word) && operator !== undefined) {
      this.#at += 2;
      return testUnary(this.#shell, word, operator);
    }
    this.#at++;
    return word !== '';
  }
}
