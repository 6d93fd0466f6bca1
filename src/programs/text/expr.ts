// expr: integer arithmetic, comparison and matching of its arguments.

import type { Program } from '../../linux/host/process.ts';
import { UsageError } from '../getopt.ts';
import { quote } from '../quote.ts';
import { Failure, utility } from '../utility.ts';
import { compile, RegexError } from './regex.ts';

const WRONG = 2;
const LEVELS: readonly (readonly string[])[] = [
  ['|'],
  ['&'],
  ['<', '<=', '=', '==', '!=', '>=', '>'],
  ['+', '-'],
  ['*', '/', '%'],
  [':'],
];

export const expr: Program = utility(
  {
    usage: 'EXPRESSION',
    usageStatus: WRONG,
    rewrite: (words) => (/^--(help|version)$/.test(words[0]) ? words : ['--', ...words]),
  },
  function* (run) {
    const words = run.operands;
    if (words.length === 0) throw new UsageError('missing operand');
    const reader = new Expression(words);
    const value = reader.whole();
    yield* run.print(`${value}\n`);
    return isNothing(value) ? 1 : 0;
  },
);

const isNothing = (value: string): boolean => value === '' || /^-?0+$/.test(value);
const isInteger = (value: string): boolean => /^-?\d+$/.test(value);

class Expression {
  readonly #words: readonly string[];
  #at = 0;

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  whole(): string {
    const value = this.#level(0);
    const extra = this.#words[this.#at];
    if (extra !== undefined) throw new Failure(`syntax error: unexpected argument ${quote(extra)}`, WRONG);
    return value;
  }

  #level(level: number): string {
    if (level === LEVELS.length) return this.#term();
    let left = this.#level(level + 1);
    while (LEVELS[level].includes(this.#words[this.#at])) {
      const operator = this.#words[this.#at++];
      left = apply(operator, left, this.#level(level + 1));
    }
    return left;
  }

  #next(): string {
    const word = this.#words[this.#at++];
    if (word !== undefined) return word;
    throw new Failure(`syntax error: missing argument after ${quote(this.#words.at(-1) ?? '')}`, WRONG);
  }

  #term(): string {
    const word = this.#next();
    switch (word) {
      case '(': {
        const value = this.#level(0);
        const close = this.#words[this.#at++];
        if (close === undefined)
          throw new Failure(`syntax error: expecting ')' after ${quote(this.#words.at(-1)!)}`, WRONG);
        if (close !== ')') throw new Failure(`syntax error: expecting ')' instead of ${quote(close)}`, WRONG);
        return value;
      }
      case ')':
        throw new Failure("syntax error: unexpected ')'", WRONG);
      case '+':
        return this.#next();
      case 'length':
        return String([...this.#term()].length);
      case 'match':
        return matched(this.#term(), this.#term());
      case 'index': {
        const text = [...this.#term()];
        const wanted = this.#term();
        return String(text.findIndex((one) => wanted.includes(one)) + 1);
      }
      case 'substr': {
        const [text, from, length] = [this.#term(), this.#term(), this.#term()];
        if (!isInteger(from) || !isInteger(length) || Number(from) < 1 || Number(length) < 1) return '';
        return [...text].slice(Number(from) - 1, Number(from) - 1 + Number(length)).join('');
      }
      default:
        return word;
    }
  }
}

function apply(operator: string, left: string, right: string): string {
  switch (operator) {
    case '|':
      return !isNothing(left) ? left : isNothing(right) ? '0' : right;
    case '&':
      return isNothing(left) || isNothing(right) ? '0' : left;
    case ':':
      return matched(left, right);
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return calculate(operator, left, right);
    default:
      return compare(operator, left, right) ? '1' : '0';
  }
}

function calculate(operator: string, left: string, right: string): string {
  if (!isInteger(left) || !isInteger(right)) throw new Failure('non-integer argument', WRONG);
  const [a, b] = [BigInt(left), BigInt(right)];
  if ((operator === '/' || operator === '%') && b === 0n) throw new Failure('division by zero', WRONG);
  const results = { '+': () => a + b, '-': () => a - b, '*': () => a * b, '/': () => a / b, '%': () => a % b };
  return String(results[operator as keyof typeof results]());
}

function compare(operator: string, left: string, right: string): boolean {
  const both = isInteger(left) && isInteger(right);
  const order = both ? Number(BigInt(left) - BigInt(right)) : left < right ? -1 : left > right ? 1 : 0;
  return {
    '<': order < 0,
    '<=': order <= 0,
    '=': order === 0,
    '==': order === 0,
    '!=': order !== 0,
    '>=': order >= 0,
    '>': order > 0,
  }[operator]!;
}

/** Anchored at the start: what `\(…\)` matched, or how many characters did. */
function matched(text: string, pattern: string): string {
  try {
    const found = compile(pattern.replace(/^\^/, ''), 'basic', 'y', true).exec(text);
    const hasGroup = pattern.includes('\\(');
    if (!found) return hasGroup ? '' : '0';
    return hasGroup ? (found[1] ?? '') : String([...found[0]].length);
  } catch (error) {
    if (error instanceof RegexError) throw new Failure(error.message, WRONG);
    throw error;
  }
}
