// test and [: conditions on files, texts and numbers.

import { compare } from '../../base/number-comparison.ts';
import { SystemError } from '../../linux/errors.ts';
import type { Inode } from '../../linux/files/inode.ts';
import { answers } from '../../linux/files/inode-questions.ts';
import { permits } from '../../linux/files/permissions.ts';
import type { Process, Program } from '../../linux/host/process.ts';
import { quote } from '../quote.ts';

export const test: Program = function* (process) {
  const [name, ...words] = process.argv;
  const isBracket = name.endsWith('[');
  if (isBracket && words.pop() !== ']') {
    yield* process.complain(`${name}: missing ${quote(']')}\n`);
    return 2;
  }
  try {
    return new Condition(process, words).holds() ? 0 : 1;
  } catch (error) {
    if (!(error instanceof ConditionError)) throw error;
    yield* process.complain(`${name}: ${error.message}\n`);
    return 2;
  }
};

class ConditionError extends Error {
  override readonly name = 'ConditionError';
}

const BINARY = new Set(['=', '==', '!=', '<', '>', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef']);
const UNARY = /^-[bcdefghkLnNoOpGrsStuvwxz]$/;

class Condition {
  readonly #process: Process;
  readonly #words: readonly string[];
  #at = 0;

  constructor(process: Process, words: readonly string[]) {
    this.#process = process;
    this.#words = words;
  }

  holds(): boolean {
    if (this.#words.length === 0) return false;
    const result = this.#counted(0, this.#words.length);
    if (result !== undefined) return result;
    const value = this.#or();
    if (this.#at < this.#words.length) throw new ConditionError(`extra argument ${quote(this.#words[this.#at])}`);
    return value;
  }

  /** POSIX decides up to four words by their number alone. */
  #counted(from: number, count: number): boolean | undefined {
    const [a, b, c] = this.#words.slice(from, from + count);
    if (count === 1) return a !== '';
    if (count === 2) {
      if (a === '!') return b === '';
      if (UNARY.test(a)) return this.#unary(a, b);
      throw new ConditionError(
        a.startsWith('-') ? `${quote(a)}: unary operator expected` : `missing argument after ${quote(b)}`,
      );
    }
    if (count === 3) {
      if (BINARY.has(b)) return this.#binary(a, b, c);
      if (b === '-a') return a !== '' && c !== '';
      if (b === '-o') return a !== '' || c !== '';
      if (a === '!') return !this.#counted(from + 1, 2);
      if (a === '(' && c === ')') return b !== '';
      throw new ConditionError(`${quote(b)}: binary operator expected`);
    }
    if (count === 4 && a === '!') return !this.#counted(from + 1, 3);
    return undefined;
  }

  #or(): boolean {
    let value = this.#and();
    while (this.#words[this.#at] === '-o') {
      this.#at++;
      value = this.#and() || value;
    }
    return value;
  }

  #and(): boolean {
    let value = this.#not();
    while (this.#words[this.#at] === '-a') {
      this.#at++;
      value = this.#not() && value;
    }
    return value;
  }

  #not(): boolean {
    if (this.#words[this.#at] === '!') {
      this.#at++;
      return !this.#not();
    }
    return this.#primary();
  }

  #primary(): boolean {
    const [a, b, c] = this.#words.slice(this.#at, this.#at + 3);
    if (a === undefined) throw new ConditionError(`missing argument after ${quote(this.#words.at(-1)!)}`);
    if (b !== undefined && BINARY.has(b) && c !== undefined) {
      this.#at += 3;
      return this.#binary(a, b, c);
    }
    if (a === '(') {
      this.#at++;
      const value = this.#or();
      if (this.#words[this.#at] !== ')') throw new ConditionError("')' expected");
      this.#at++;
      return value;
    }
    if (UNARY.test(a) && b !== undefined) {
      this.#at += 2;
      return this.#unary(a, b);
    }
    this.#at++;
    return a !== '';
  }

  #binary(a: string, operator: string, b: string): boolean {
    switch (operator) {
      case '=':
      case '==':
        return a === b;
      case '!=':
        return a !== b;
      case '<':
        return a < b;
      case '>':
        return a > b;
      case '-nt':
        return (this.#stat(a)?.mtime ?? Number.NEGATIVE_INFINITY) > (this.#stat(b)?.mtime ?? Number.NEGATIVE_INFINITY);
      case '-ot':
        return (this.#stat(a)?.mtime ?? Number.NEGATIVE_INFINITY) < (this.#stat(b)?.mtime ?? Number.NEGATIVE_INFINITY);
      case '-ef':
        return this.#stat(a) !== undefined && this.#stat(a) === this.#stat(b);
    }
    return compare(operator, integer(a), integer(b));
  }

  #unary(operator: string, operand: string): boolean {
    switch (operator) {
      case '-n':
        return operand !== '';
      case '-z':
        return operand === '';
      case '-t':
        return this.#process.isTerminal(Number(integer(operand)));
      case '-h':
      case '-L':
        return this.#stat(operand, false)?.type === 'symlink';
      case '-v':
        return this.#process.environment.has(operand);
    }
    const inode = this.#stat(operand);
    if (!inode) return false;
    const { credentials } = this.#process;
    switch (operator) {
      case '-r':
        return permits(inode, 4, credentials);
      case '-w':
        return permits(inode, 2, credentials);
      case '-x':
        return permits(inode, 1, credentials);
      default:
        return answers(operator, inode, credentials);
    }
  }

  #stat(path: string, follow = true): Inode | undefined {
    try {
      const absolute = this.#process.absolute(path);
      const { files, credentials } = this.#process;
      return follow ? files.stat(absolute, credentials) : files.lstat(absolute, credentials);
    } catch (error) {
      if (error instanceof SystemError) return undefined;
      throw error;
    }
  }
}

function integer(text: string): bigint {
  if (!/^\s*[-+]?\d+\s*$/.test(text)) throw new ConditionError(`invalid integer ${quote(text)}`);
  return BigInt(text.trim().replace(/^\+/, ''));
}
