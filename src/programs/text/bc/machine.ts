// Runs the statements of bc. Variables are dynamic: a function sees its caller's, unless it has its own.

import type { Task } from '../../../sim/task.ts';
import {
  add,
  compare,
  type Decimal,
  digitCount,
  divide,
  modulo,
  multiply,
  negated,
  ONE,
  parseDecimal,
  printDecimal,
  raise,
  rescaled,
  squareRoot,
  whole,
  ZERO,
} from './number.ts';
import type { Definition, Expression, Statement } from './syntax.ts';

/** What the machine needs of the world. */
export interface Surroundings {
  print(text: string): Task<void>;
  warn(text: string): Task<void>;
  /** A line of standard input for `read()`; undefined at its end. */
  readLine(): Task<string | undefined>;
  readonly lineLength: number;
}

/** Ends what is running; bc goes on with the next line. */
export class RuntimeFault extends Error {
  override readonly name = 'RuntimeFault';
}

export class Halt extends Error {
  override readonly name = 'Halt';
}

type Flow = 'break' | 'continue' | { readonly value: Decimal } | undefined;
type Elements = Map<string, Decimal>;

const MOST_BASE = 2 ** 31 - 1;

export class Machine {
  #scale = 0;
  #inputBase = 10;
  #outputBase = 10;
  #last: Decimal = ZERO;
  #column = 0;
  #function = '(main)';
  readonly #variables = new Map<string, Decimal>();
  readonly #arrays = new Map<string, Elements>();
  readonly #functions = new Map<string, Definition>();
  readonly #surroundings: Surroundings;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  set scale(value: number) {
    this.#scale = value;
  }

  /** Throws RuntimeFault and Halt. */
  *run(statement: Statement): Task<void> {
    this.#function = '(main)';
    yield* this.#execute(statement);
  }

  /** `adr` counts what the real one compiles an expression to; ours stands for where in the expression it went wrong. */
  #fault(message: string, address: number): never {
    throw new RuntimeFault(`Runtime error (func=${this.#function}, adr=${address}): ${message}`);
  }

  *#execute(statement: Statement): Task<Flow> {
    switch (statement.kind) {
      case 'expression': {
        const value = yield* this.#evaluate(statement.value);
        if (statement.value.kind === 'assign') return undefined;
        const { value: one } = statement;
        if (one.kind === 'call' && this.#functions.get(one.name)?.isVoid) return undefined;
        this.#last = value;
        yield* this.#write(`${printDecimal(value, BigInt(this.#outputBase))}`, true);
        yield* this.#surroundings.print('\n');
        this.#column = 0;
        return undefined;
      }
      case 'string':
        yield* this.#surroundings.print(statement.text);
        return undefined;
      case 'print':
        for (const part of statement.parts) {
          if (typeof part === 'string') yield* this.#surroundings.print(unescaped(part));
          else {
            this.#last = yield* this.#evaluate(part);
            yield* this.#write(printDecimal(this.#last, BigInt(this.#outputBase)), true);
          }
        }
        this.#column = 0;
        return undefined;
      case 'block':
        for (const one of statement.body) {
          const flow = yield* this.#execute(one);
          if (flow) return flow;
        }
        return undefined;
      case 'if':
        if (isTrue(yield* this.#evaluate(statement.test))) return yield* this.#execute(statement.then);
        return statement.otherwise ? yield* this.#execute(statement.otherwise) : undefined;
      case 'loop':
        return yield* this.#loop(statement);
      case 'return':
        return { value: statement.value ? yield* this.#evaluate(statement.value) : ZERO };
      case 'define':
        this.#functions.set(statement.name, statement.definition);
        return undefined;
      case 'break':
      case 'continue':
        return statement.kind;
      case 'halt':
      case 'quit':
        throw new Halt();
      case 'limits':
        yield* this.#surroundings.print(LIMITS);
        return undefined;
      case 'warranty':
        yield* this.#surroundings.print('This program is distributed without any warranty.\n');
        return undefined;
    }
  }

  *#loop(statement: Statement & { readonly kind: 'loop' }): Task<Flow> {
    if (statement.before) yield* this.#evaluate(statement.before);
    while (!statement.test || isTrue(yield* this.#evaluate(statement.test))) {
      const flow = yield* this.#execute(statement.body);
      if (flow === 'break') break;
      if (flow && flow !== 'continue') return flow;
      if (statement.after) yield* this.#evaluate(statement.after);
    }
    return undefined;
  }

  /** Long numbers are continued on the next line behind a backslash. */
  *#write(text: string, breaks: boolean): Task<void> {
    const width = this.#surroundings.lineLength;
    if (!breaks || width === 0 || this.#column + text.length <= width - 2) {
      this.#column += text.length;
      yield* this.#surroundings.print(text);
      return;
    }
    let shown = '';
    for (const character of text) {
      if (this.#column === width - 2) {
        shown += '\\\n';
        this.#column = 0;
      }
      shown += character;
      this.#column++;
    }
    yield* this.#surroundings.print(shown);
  }

  *#evaluate(expression: Expression): Task<Decimal> {
    switch (expression.kind) {
      case 'number':
        return parseDecimal(expression.text, this.#inputBase);
      case 'group':
        return yield* this.#evaluate(expression.value);
      case 'variable':
        return this.#variable(expression.name);
      case 'element':
        return this.#array(expression.name).get(yield* this.#index(expression.index)) ?? ZERO;
      case 'array':
        return ZERO;
      case 'call':
        return yield* this.#call(expression.name, expression.values);
      case 'unary': {
        const value = yield* this.#evaluate(expression.value);
        return expression.operator === '-' ? negated(value) : truth(!isTrue(value));
      }
      case 'step': {
        const before = yield* this.#evaluate(expression.target);
        const after = add(before, whole(expression.by));
        yield* this.#assign(expression.target, after, 2);
        return expression.isPrefix ? after : before;
      }
      case 'assign': {
        if (expression.operator === '=') {
          const value = yield* this.#evaluate(expression.value);
          yield* this.#assign(expression.target, value, codeLength(expression.value) + 2);
          return value;
        }
        const left = yield* this.#evaluate(expression.target);
        const right = yield* this.#evaluate(expression.value);
        const value = yield* this.#apply(expression.operator[0], left, right, expression);
        yield* this.#assign(expression.target, value, codeLength(expression.value) + 2);
        return value;
      }
      case 'binary': {
        const left = yield* this.#evaluate(expression.left);
        if (expression.operator === '&&' && !isTrue(left)) return ZERO;
        if (expression.operator === '||' && isTrue(left)) return ONE;
        const right = yield* this.#evaluate(expression.right);
        return yield* this.#apply(expression.operator, left, right, expression);
      }
    }
  }

  *#apply(operator: string, left: Decimal, right: Decimal, whereabouts: Expression): Task<Decimal> {
    switch (operator) {
      case '+':
        return add(left, right);
      case '-':
        return add(left, negated(right));
      case '*':
        return multiply(left, right, this.#scale);
      case '/':
        if (right.units === 0n) this.#fault('Divide by zero', codeLength(whereabouts));
        return divide(left, right, this.#scale);
      case '%':
        if (right.units === 0n) this.#fault('Modulo by zero', codeLength(whereabouts));
        return modulo(left, right, this.#scale);
      case '^': {
        const exponent = rescaled(right, 0).units;
        if (right.scale > 0 && compare(right, whole(exponent)) !== 0)
          yield* this.#surroundings.warn(
            `Runtime warning (func=${this.#function}, adr=${codeLength(whereabouts)}): non-zero scale in exponent`,
          );
        if (left.units === 0n && exponent < 0n) this.#fault('divide by zero', codeLength(whereabouts));
        return raise(left, exponent, this.#scale);
      }
      case '&&':
      case '||':
        return truth(isTrue(right));
      case '<':
        return truth(compare(left, right) < 0);
      case '>':
        return truth(compare(left, right) > 0);
      case '<=':
        return truth(compare(left, right) <= 0);
      case '>=':
        return truth(compare(left, right) >= 0);
      case '==':
        return truth(compare(left, right) === 0);
      default:
        return truth(compare(left, right) !== 0);
    }
  }

  #variable(name: string): Decimal {
    switch (name) {
      case 'scale':
        return whole(this.#scale);
      case 'ibase':
        return whole(this.#inputBase);
      case 'obase':
        return whole(this.#outputBase);
      case 'last':
        return this.#last;
      default:
        return this.#variables.get(name) ?? ZERO;
    }
  }

  *#assign(target: Expression, value: Decimal, address: number): Task<void> {
    if (target.kind === 'element') {
      this.#array(target.name).set(yield* this.#index(target.index), value);
      return;
    }
    if (target.kind !== 'variable') return;
    const number = Number(rescaled(value, 0).units);
    const warn = (text: string) =>
      this.#surroundings.warn(`Runtime warning (func=${this.#function}, adr=${address}): ${text}`);
    switch (target.name) {
      case 'scale':
        if (number < 0) yield* warn('negative scale, set to 0');
        this.#scale = Math.max(0, number);
        return;
      case 'ibase':
        if (number < 2) yield* warn('ibase too small, set to 2');
        if (number > 16) yield* warn('ibase too large, set to 16');
        this.#inputBase = Math.min(16, Math.max(2, number));
        return;
      case 'obase':
        if (number < 2) yield* warn('obase too small, set to 2');
        this.#outputBase = Math.min(MOST_BASE, Math.max(2, number));
        return;
      case 'last':
        this.#last = value;
        return;
      default:
        this.#variables.set(target.name, value);
    }
  }

  #array(name: string): Elements {
    const known = this.#arrays.get(name);
    if (known) return known;
    const made: Elements = new Map();
    this.#arrays.set(name, made);
    return made;
  }

  *#index(expression: Expression): Task<string> {
    const { units } = rescaled(yield* this.#evaluate(expression), 0);
    if (units < 0n || units > 16_777_215n) this.#fault('Array index out of bounds', codeLength(expression) + 1);
    return units.toString();
  }

  *#call(name: string, values: readonly Expression[]): Task<Decimal> {
    const builtin = yield* this.#builtin(name, values);
    if (builtin) return builtin;
    const definition = this.#functions.get(name);
    if (!definition)
      this.#fault(`Function ${name} not defined.`, values.reduce((sum, one) => sum + codeLength(one), 0) + 2);
    if (definition.parameters.length !== values.length) this.#fault('Parameter number mismatch', 4);
    const { parameters, locals, body } = definition;
    const numbers: (Decimal | undefined)[] = [];
    const arrays: (Elements | undefined)[] = [];
    for (const [index, parameter] of parameters.entries()) {
      const value = values[index];
      if (parameter.isArray !== (value.kind === 'array'))
        this.#fault(`Parameter type mismatch, parameter ${parameter.name}`, 4);
      if (value.kind === 'array') {
        const given = this.#array(value.name);
        arrays[index] = parameter.isReference ? given : new Map(given);
      } else numbers[index] = yield* this.#evaluate(value);
    }
    const own = [...parameters, ...locals];
    const kept = own.map(({ name: one, isArray }) => (isArray ? this.#arrays.get(one) : this.#variables.get(one)));
    const [callerFunction, callerBase] = [this.#function, this.#inputBase];
    this.#function = name;
    for (const [index, { name: one, isArray }] of own.entries()) {
      if (isArray) this.#arrays.set(one, arrays[index] ?? new Map());
      else this.#variables.set(one, numbers[index] ?? ZERO);
    }
    try {
      const flow = yield* this.#execute(body);
      return typeof flow === 'object' ? flow.value : ZERO;
    } finally {
      this.#function = callerFunction;
      this.#inputBase = callerBase;
      for (const [index, { name: one, isArray }] of [...own.entries()].reverse()) {
        const before = kept[index];
        if (isArray) {
          if (before instanceof Map) this.#arrays.set(one, before);
          else this.#arrays.delete(one);
        } else if (before && !(before instanceof Map)) this.#variables.set(one, before);
        else this.#variables.delete(one);
      }
    }
  }

  *#builtin(name: string, values: readonly Expression[]): Task<Decimal | undefined> {
    if (name === 'read') {
      const line = yield* this.#surroundings.readLine();
      const text = line?.trim() ?? '';
      return /^-?[0-9A-F]*\.?[0-9A-F]*$/.test(text) && text !== ''
        ? text.startsWith('-')
          ? negated(parseDecimal(text.slice(1), this.#inputBase))
          : parseDecimal(text, this.#inputBase)
        : ZERO;
    }
    if (name !== 'length' && name !== 'scale' && name !== 'sqrt') return undefined;
    const value = yield* this.#evaluate(values[0]);
    if (name === 'length') return whole(digitCount(value));
    if (name === 'scale') return whole(value.scale);
    if (value.units < 0n) this.#fault('Square root of a negative number', codeLength(values[0]) + 2);
    return squareRoot(value, this.#scale);
  }
}

const isTrue = (value: Decimal): boolean => value.units !== 0n;
const truth = (value: boolean): Decimal => (value ? ONE : ZERO);

/** How many bytes bc compiles an expression to, which is what `adr=` in its messages counts. */
function codeLength(expression: Expression): number {
  switch (expression.kind) {
    case 'number':
      return /^[01]$/.test(expression.text) ? 1 : expression.text.replace(/^0+(?=.)/, '').length + 2;
    case 'variable':
      return 2;
    case 'element':
      return codeLength(expression.index) + 2;
    case 'unary':
    case 'group':
      return codeLength(expression.value) + (expression.kind === 'unary' ? 1 : 0);
    case 'binary':
      return codeLength(expression.left) + codeLength(expression.right) + 1;
    case 'assign':
      return codeLength(expression.value) + 3;
    case 'call':
      return expression.values.reduce((sum, one) => sum + codeLength(one), 0) + 3;
    default:
      return 2;
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  q: '"',
  r: '\r',
  t: '\t',
  '\\': '\\',
};

const unescaped = (text: string): string => text.replaceAll(/\\(.)/g, (_, letter: string) => ESCAPES[letter] ?? '');

const LIMITS = `BC_BASE_MAX     = ${MOST_BASE}
BC_DIM_MAX      = 16777215
BC_SCALE_MAX    = ${MOST_BASE}
BC_STRING_MAX   = ${MOST_BASE}
MAX Exponent    = 9223372036854775807
Number of vars  = 32767
`;
