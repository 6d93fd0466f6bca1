// Shell arithmetic: 64-bit integers, C's operators, variables by name. Texts are parsed once and kept as trees;
// what `$…` stood in it has been replaced before it comes here.
//
//   i<3 ? i++ : 16#ff

import type { Variables } from './variables.ts';

/** A number while it is safe, a bigint beyond: most loops never leave the fast kind. */
export type Integer = number | bigint;

export class ArithmeticError extends Error {
  /** What bash prints behind the expression: `division by 0 (error token is "0")`. */
  readonly detail: string;
  readonly expression: string;
  constructor(expression: string, detail: string) {
    super(`${expression.trimStart()}: ${detail}`);
    this.expression = expression;
    this.detail = detail;
  }
}

/** What arithmetic needs of the shell. */
export interface ArithmeticScope {
  readonly variables: Variables;
  assign(name: string, key: string | undefined, text: string): void;
  /** Whether an unset variable is an error (set -u). */
  readonly unsetIsError: boolean;
  unset(name: string): never;
}

type Reference = { readonly type: 'variable'; readonly name: string; readonly subscript: string | undefined };
type Node =
  | { readonly type: 'number'; readonly value: Integer }
  | Reference
  | { readonly type: 'unary'; readonly operator: string; readonly operand: Node }
  | { readonly type: 'step'; readonly operator: '++' | '--'; readonly prefix: boolean; readonly target: Reference }
  | {
      readonly type: 'binary';
      readonly operator: string;
      readonly left: Node;
      readonly right: Node;
      readonly rightAt: number;
    }
  | {
      readonly type: 'assign';
      readonly operator: string;
      readonly target: Reference;
      readonly value: Node;
      readonly rightAt: number;
    }
  | { readonly type: 'ternary'; readonly test: Node; readonly yes: Node; readonly no: Node };

interface Parsed {
  readonly text: string;
  readonly root: Node | undefined;
}

const CACHE_LIMIT = 2000;
const DEEPEST = 1024;

export class Arithmetic {
  readonly #scope: ArithmeticScope;
  readonly #cache = new Map<string, Parsed>();
  #depth = 0;

  constructor(scope: ArithmeticScope) {
    this.#scope = scope;
  }

  /** Throws ArithmeticError. */
  evaluate(text: string): Integer {
    let parsed = this.#cache.get(text);
    if (!parsed) {
      parsed = { text, root: new ArithmeticParser(text).parse() };
      if (this.#cache.size >= CACHE_LIMIT) this.#cache.clear();
      this.#cache.set(text, parsed);
    }
    return parsed.root ? this.#value(parsed.root, parsed.text) : 0;
  }

  #value(node: Node, text: string): Integer {
    switch (node.type) {
      case 'number':
        return node.value;
      case 'variable':
        return this.#read(node);
      case 'unary': {
        const value = this.#value(node.operand, text);
        if (node.operator === '-') return normal(-BigInt(value));
        if (node.operator === '!') return isTrue(value) ? 0 : 1;
        return node.operator === '~' ? normal(~BigInt(value)) : value;
      }
      case 'step': {
        const before = this.#read(node.target);
        const after = binary(node.operator === '++' ? '+' : '-', before, 1);
        this.#write(node.target, after);
        return node.prefix ? after : before;
      }
      case 'binary':
        return this.#binary(node, text);
      case 'assign': {
        const operator = node.operator.slice(0, -1);
        // The left side is read first: `a += (a = 5)` adds to the old value.
        const left = operator === '' ? undefined : this.#read(node.target);
        const right = this.#value(node.value, text);
        if (left === undefined) {
          this.#write(node.target, right);
          return right;
        }
        const result = this.#operate(operator, left, right, text, node.rightAt);
        this.#write(node.target, result);
        return result;
      }
      case 'ternary':
        return this.#value(isTrue(this.#value(node.test, text)) ? node.yes : node.no, text);
    }
  }

  #binary(node: Node & { readonly type: 'binary' }, text: string): Integer {
    const left = this.#value(node.left, text);
    switch (node.operator) {
      case '&&':
        return isTrue(left) && isTrue(this.#value(node.right, text)) ? 1 : 0;
      case '||':
        return isTrue(left) || isTrue(this.#value(node.right, text)) ? 1 : 0;
      case ',':
        return this.#value(node.right, text);
    }
    return this.#operate(node.operator, left, this.#value(node.right, text), text, node.rightAt);
  }

  #operate(operator: string, left: Integer, right: Integer, text: string, rightAt: number): Integer {
    if ((operator === '/' || operator === '%') && !isTrue(right)) {
      throw new ArithmeticError(text, `division by 0 (error token is "${text.slice(rightAt)}")`);
    }
    if (operator === '**' && right < 0) {
      throw new ArithmeticError(text, `exponent less than 0 (error token is "${text.slice(rightAt)}")`);
    }
    return binary(operator, left, right);
  }

  #read(reference: Reference): Integer {
    const { variables } = this.#scope;
    const text =
      reference.subscript === undefined
        ? variables.get(reference.name)
        : variables.element(reference.name, this.#key(reference));
    if (text === undefined) {
      if (this.#scope.unsetIsError) this.#scope.unset(reference.name);
      return 0;
    }
    if (text.length < 16 && /^(?:0|-?[1-9]\d*)$/.test(text)) return Number(text);
    if (text.trim() === '') return 0;
    if (++this.#depth > DEEPEST) {
      this.#depth = 0;
      throw new ArithmeticError(text, `expression recursion level exceeded (error token is "${text}")`);
    }
    try {
      return this.evaluate(text);
    } finally {
      this.#depth--;
    }
  }

  #write(reference: Reference, value: Integer): void {
    this.#scope.assign(
      reference.name,
      reference.subscript === undefined ? undefined : this.#key(reference),
      String(value),
    );
  }

  #key(reference: Reference): string {
    const subscript = reference.subscript ?? '0';
    const isMap = this.#scope.variables.value(reference.name)?.kind === 'associative';
    return isMap ? subscript.replaceAll(/["']/g, '') : String(this.evaluate(subscript));
  }
}

export const isTrue = (value: Integer): boolean => value !== 0 && value !== 0n;

/** 64 bits wide, as a number when that is exact. */
function normal(value: bigint): Integer {
  const wrapped = BigInt.asIntN(64, value);
  const small = Number(wrapped);
  return Number.isSafeInteger(small) ? small : wrapped;
}

function binary(operator: string, left: Integer, right: Integer): Integer {
  if (typeof left === 'number' && typeof right === 'number') {
    const quick = quickly(operator, left, right);
    if (quick !== undefined) return quick;
  }
  const a = BigInt(left);
  const b = BigInt(right);
  switch (operator) {
    case '+':
      return normal(a + b);
    case '-':
      return normal(a - b);
    case '*':
      return normal(a * b);
    case '/':
      return normal(a / b);
    case '%':
      return normal(a % b);
    case '**':
      return normal(power(a, b));
    case '<<':
      return normal(a << (b & 63n));
    case '>>':
      return normal(a >> (b & 63n));
    case '&':
      return normal(a & b);
    case '|':
      return normal(a | b);
    case '^':
      return normal(a ^ b);
    case '<':
      return a < b ? 1 : 0;
    case '>':
      return a > b ? 1 : 0;
    case '<=':
      return a <= b ? 1 : 0;
    case '>=':
      return a >= b ? 1 : 0;
    case '==':
      return a === b ? 1 : 0;
    default:
      return a !== b ? 1 : 0;
  }
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = BigInt.asIntN(64, result * square);
    square = BigInt.asIntN(64, square * square);
  }
  return result;
}

function quickly(operator: string, left: number, right: number): number | undefined {
  let result: number;
  switch (operator) {
    case '+':
      result = left + right;
      break;
    case '-':
      result = left - right;
      break;
    case '*':
      result = left * right;
      break;
    case '/':
      result = Math.trunc(left / right);
      break;
    case '%':
      result = left % right;
      break;
    case '<':
      return left < right ? 1 : 0;
    case '>':
      return left > right ? 1 : 0;
    case '<=':
      return left <= right ? 1 : 0;
    case '>=':
      return left >= right ? 1 : 0;
    case '==':
      return left === right ? 1 : 0;
    case '!=':
      return left !== right ? 1 : 0;
    default:
      return undefined;
  }
  return Number.isSafeInteger(result) ? result + 0 : undefined;
}

const TOKEN =
  /\s*(?:(\d+#[\w@]+|0[xX][0-9a-fA-F]+|\d\w*)|([A-Za-z_]\w*)|(<<=|>>=|\*\*|\+\+|--|&&|\|\||<<|>>|<=|>=|==|!=|[-+*/%&|^]=|[-+*/%&|^=<>!~?:,()]))/y;

const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<', '>', '<=', '>='],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];

const ASSIGNMENTS = ['=', '+=', '-=', '*=', '/=', '%=', '<<=', '>>=', '&=', '|=', '^='];

class ArithmeticParser {
  readonly #text: string;
  #at = 0;
  /** The token looked at, where it starts, and where the next begins. */
  #token = '';
  #kind: 'number' | 'name' | 'operator' | 'end' = 'end';
  #start = 0;
  #previous = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): Node | undefined {
    if (this.#text.trim() === '') return undefined;
    this.#next();
    const node = this.#comma();
    if (this.#kind !== 'end') this.#unexpected();
    return node;
  }

  #unexpected(): never {
    if (this.#kind === 'operator' && this.#token === '=') {
      throw this.#error('attempted assignment to non-variable', this.#start);
    }
    throw this.#error('syntax error in expression', this.#start);
  }

  #error(what: string, at: number): ArithmeticError {
    return new ArithmeticError(this.#text, `${what} (error token is "${this.#text.slice(at)}")`);
  }

  #next(): void {
    this.#previous = this.#start;
    TOKEN.lastIndex = this.#at;
    const found = TOKEN.exec(this.#text);
    if (!found) {
      const rest = /\s*/y;
      rest.lastIndex = this.#at;
      this.#start = this.#at + (rest.exec(this.#text)?.[0].length ?? 0);
      if (this.#start >= this.#text.length) {
        this.#kind = 'end';
        this.#token = '';
        this.#at = this.#start;
        return;
      }
      const wantsOperand = this.#kind === 'end' || (this.#kind === 'operator' && ![')', ']'].includes(this.#token));
      throw this.#error(
        `syntax error: ${wantsOperand ? 'operand expected' : 'invalid arithmetic operator'}`,
        this.#start,
      );
    }
    this.#at = TOKEN.lastIndex;
    this.#token = found[1] ?? found[2] ?? found[3];
    this.#start = this.#at - this.#token.length;
    this.#kind = found[1] !== undefined ? 'number' : found[2] !== undefined ? 'name' : 'operator';
  }

  #is(...operators: readonly string[]): boolean {
    return this.#kind === 'operator' && operators.includes(this.#token);
  }

  get #isAtEnd(): boolean {
    return this.#kind === 'end';
  }

  #comma(): Node {
    let left = this.#assignment();
    while (this.#is(',')) {
      this.#next();
      const rightAt = this.#start;
      left = { type: 'binary', operator: ',', left, right: this.#assignment(), rightAt };
    }
    return left;
  }

  #assignment(): Node {
    const left = this.#ternary();
    if (!this.#is(...ASSIGNMENTS)) return left;
    if (left.type !== 'variable') throw this.#error('attempted assignment to non-variable', this.#start);
    const operator = this.#token;
    this.#next();
    const rightAt = this.#start;
    return { type: 'assign', operator, target: left, value: this.#assignment(), rightAt };
  }

  #ternary(): Node {
    const test = this.#level(0);
    if (!this.#is('?')) return test;
    this.#next();
    if (this.#is(':') || this.#isAtEnd) throw this.#error('expression expected', this.#start);
    const yes = this.#assignment();
    if (!this.#is(':'))
      throw this.#error("`:' expected for conditional expression", this.#isAtEnd ? this.#previous : this.#start);
    this.#next();
    if (this.#isAtEnd) throw this.#error('expression expected', this.#previous);
    return { type: 'ternary', test, yes, no: this.#assignment() };
  }

  #level(level: number): Node {
    if (level === LEVELS.length) return this.#power();
    let left = this.#level(level + 1);
    while (this.#is(...LEVELS[level])) {
      const operator = this.#token;
      this.#next();
      const rightAt = this.#start;
      left = { type: 'binary', operator, left, right: this.#level(level + 1), rightAt };
    }
    return left;
  }

  #power(): Node {
    const left = this.#unary();
    if (!this.#is('**')) return left;
    this.#next();
    const rightAt = this.#start;
    return { type: 'binary', operator: '**', left, right: this.#power(), rightAt };
  }

  #unary(): Node {
    if (this.#is('!', '~', '-', '+')) {
      const operator = this.#token;
      this.#next();
      return { type: 'unary', operator, operand: this.#unary() };
    }
    if (this.#is('++', '--')) {
      const operator = this.#token === '++' ? '++' : '--';
      this.#next();
      if (this.#kind === 'name') return { type: 'step', operator, prefix: true, target: this.#reference() };
      // `--5` is minus minus five.
      const operand = this.#unary();
      return operator === '--'
        ? { type: 'unary', operator: '-', operand: { type: 'unary', operator: '-', operand } }
        : operand;
    }
    return this.#primary();
  }

  #primary(): Node {
    if (this.#kind === 'number') {
      const value = this.#number();
      this.#next();
      return { type: 'number', value };
    }
    if (this.#kind === 'name') {
      const target = this.#reference();
      if (!this.#is('++', '--')) return target;
      const operator = this.#token === '++' ? '++' : '--';
      this.#next();
      return { type: 'step', operator, prefix: false, target };
    }
    if (this.#is('(')) {
      this.#next();
      const inner = this.#comma();
      if (!this.#is(')')) throw this.#error("missing `)'", this.#isAtEnd ? this.#previous : this.#start);
      this.#next();
      return inner;
    }
    throw this.#error('syntax error: operand expected', this.#isAtEnd ? this.#previous : this.#start);
  }

  #reference(): Reference {
    const name = this.#token;
    let subscript: string | undefined;
    if (this.#text[this.#at] === '[') {
      let depth = 0;
      let end = this.#at;
      for (; end < this.#text.length; end++) {
        if (this.#text[end] === '[') depth++;
        else if (this.#text[end] === ']' && --depth === 0) break;
      }
      if (depth > 0) throw this.#error('bad array subscript', this.#start);
      subscript = this.#text.slice(this.#at + 1, end);
      this.#at = end + 1;
    }
    this.#next();
    return { type: 'variable', name, subscript };
  }

  #number(): Integer {
    const token = this.#token;
    if (/^\d{1,15}$/.test(token) && (token === '0' || token[0] !== '0')) return Number(token);
    const based = /^(\d+)#(.+)$/.exec(token);
    if (based) return this.#inBase(Number(based[1]), based[2]);
    if (/^0[xX]/.test(token))
      return /^0[xX][0-9a-fA-F]+$/.test(token) ? this.#inBase(16, token.slice(2)) : this.#tooGreat();
    if (token[0] === '0' && token.length > 1) return this.#inBase(8, token.slice(1));
    if (!/^\d+$/.test(token)) return this.#tooGreat();
    return normal(BigInt(token));
  }

  #tooGreat(): never {
    throw this.#error('value too great for base', this.#start);
  }

  #inBase(base: number, digits: string): Integer {
    if (base < 2 || base > 64) throw this.#error('invalid arithmetic base', this.#start);
    let value = 0n;
    for (const digit of digits) {
      const worth = digitOf(digit, base);
      if (worth >= base) this.#tooGreat();
      value = value * BigInt(base) + BigInt(worth);
    }
    return normal(value);
  }
}

function digitOf(digit: string, base: number): number {
  if (digit >= '0' && digit <= '9') return Number(digit);
  if (digit >= 'a' && digit <= 'z') return digit.charCodeAt(0) - 87;
  if (digit >= 'A' && digit <= 'Z') return digit.charCodeAt(0) - (base <= 36 ? 55 : 29);
  return digit === '@' ? 62 : 63;
}
