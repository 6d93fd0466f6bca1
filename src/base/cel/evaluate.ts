// The Common Expression Language, evaluated. Whole numbers are JavaScript numbers, doubles are `Double`
// (7 / 2 is 3, 7.0 / 2.0 is 3.5). Errors are values for && and ||: `false && error` is false.

import { METHODS, type Method } from './methods.ts';
import type { Expression } from './syntax.ts';
import { CelError, Double, equals, type Json, kindOf, Optional, type Value } from './values.ts';

/** What an expression may use besides the language itself. */
export interface Environment {
  readonly variables: Readonly<Record<string, Value>>;
  /** Called with evaluated arguments; may throw CelError. */
  readonly functions: Readonly<Record<string, (...args: readonly Value[]) => Value>>;
}

/** Throws CelError when the expression fails. */
export function evaluate(expression: Expression, environment: Environment): Value {
  return new Evaluator(environment).value(expression, undefined);
}

/** Variables bound by macros, innermost first. */
interface Scope {
  readonly name: string;
  readonly value: Value;
  readonly outer: Scope | undefined;
}

class Evaluator {
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  value(expression: Expression, scope: Scope | undefined): Value {
    switch (expression.type) {
      case 'literal': {
        const { value } = expression;
        return typeof value === 'object' && value !== null ? new Double(value.double) : value;
      }
      case 'name':
        return this.#variable(expression.name, scope);
      case 'member':
        return this.#member(expression, scope);
      case 'index':
        return this.#index(
          this.value(expression.target, scope),
          this.value(expression.key, scope),
          expression.optional,
        );
      case 'call':
        return this.#call(expression, scope);
      case 'unary':
        return negate(expression.operator, this.value(expression.operand, scope));
      case 'binary':
        return this.#binary(expression, scope);
      case 'choice':
        return this.value(truth(this.value(expression.condition, scope)) ? expression.yes : expression.no, scope);
      case 'list':
        return expression.items.map((item) => this.value(item, scope));
      case 'map':
        return Object.fromEntries(
          expression.entries.map(([key, value]) => [String(this.value(key, scope)), this.value(value, scope)]),
        );
    }
  }

  #variable(name: string, scope: Scope | undefined): Value {
    for (let here = scope; here; here = here.outer) if (here.name === name) return here.value;
    if (Object.hasOwn(this.#environment.variables, name)) return this.#environment.variables[name];
    throw new CelError(`undeclared reference to '${name}'`);
  }

  #member(expression: Extract<Expression, { type: 'member' }>, scope: Scope | undefined): Value {
    const target = this.value(expression.target, scope);
    if (expression.test) return fieldOf(target, expression.field) !== undefined;
    return this.#index(target, expression.field, expression.optional);
  }

  /** `a.b`, `a[b]`, and with `?` an optional value instead of an error. An optional target stays optional. */
  #index(target: Value, key: Value, optional: boolean): Value {
    if (target instanceof Optional) {
      const inner = target.present ? fieldOf(target.value, key) : undefined;
      return inner === undefined ? Optional.none : new Optional(true, inner);
    }
    const found = fieldOf(target, key);
    if (optional) return found === undefined ? Optional.none : new Optional(true, found);
    if (found !== undefined) return found;
    if (Array.isArray(target)) throw new CelError(`index out of bounds: ${String(key)}`);
    throw new CelError(`no such key: ${String(key)}`);
  }

  #binary(expression: Extract<Expression, { type: 'binary' }>, scope: Scope | undefined): Value {
    const { operator } = expression;
    if (operator === '&&' || operator === '||') return this.#logic(operator === '||', expression, scope);
    const left = this.value(expression.left, scope);
    const right = this.value(expression.right, scope);
    switch (operator) {
      case '==':
        return equals(left, right);
      case '!=':
        return !equals(left, right);
      case 'in':
        return contains(left, right);
      case '<':
        return compare(left, right, operator) < 0;
      case '<=':
        return compare(left, right, operator) <= 0;
      case '>':
        return compare(left, right, operator) > 0;
      case '>=':
        return compare(left, right, operator) >= 0;
      default:
        return arithmetic(operator, left, right);
    }
  }

  /** The side that decides wins, even when the other side fails. */
  #logic(
    deciding: boolean,
    { left, right }: Extract<Expression, { type: 'binary' }>,
    scope: Scope | undefined,
  ): boolean {
    const first = this.#attempt(left, scope);
    if (first === deciding) return deciding;
    const second = this.#attempt(right, scope);
    if (second === deciding) return deciding;
    if (first instanceof CelError) throw first;
    if (second instanceof CelError) throw second;
    return !deciding;
  }

  #attempt(expression: Expression, scope: Scope | undefined): boolean | CelError {
    try {
      return truth(this.value(expression, scope));
    } catch (error) {
      if (error instanceof CelError) return error;
      throw error;
    }
  }

  #call(expression: Extract<Expression, { type: 'call' }>, scope: Scope | undefined): Value {
    const { name, target, args } = expression;
    if (target) {
      const macro = MACROS[name];
      const [variable] = args;
      if (macro && variable?.type === 'name' && args.length >= 2) {
        const items = elements(this.value(target, scope), name);
        const bodies = args
          .slice(1)
          .map((body) => (value: Value) => this.value(body, { name: variable.name, value, outer: scope }));
        return macro(items, bodies);
      }
    }
    const values = args.map((argument) => this.value(argument, scope));
    if (target) {
      const receiver = this.value(target, scope);
      const method: Method | undefined = METHODS[name];
      if (!method) throw new CelError(`undeclared reference to '${name}'`);
      return method(receiver, values);
    }
    const own = this.#environment.functions[name];
    if (own) return own(...values);
    const method: Method | undefined = METHODS[name];
    if (method && values.length > 0) return method(values[0], values.slice(1));
    throw new CelError(`undeclared reference to '${name}'`);
  }
}

type Body = (value: Value) => Value;

const MACROS: Readonly<Record<string, (items: readonly Value[], bodies: readonly Body[]) => Value>> = {
  all: (items, [test]) => decide(items, test, false),
  exists: (items, [test]) => decide(items, test, true),
  exists_one: (items, [test]) => items.filter((item) => truth(test(item))).length === 1,
  filter: (items, [test]) => items.filter((item) => truth(test(item))),
  map: (items, [first, second]) => (second ? items.filter((item) => truth(first(item))).map(second) : items.map(first)),
};

/** `all` and `exists`: the first deciding item wins; otherwise the first error; otherwise the opposite. */
function decide(items: readonly Value[], test: Body, deciding: boolean): boolean {
  let failure: CelError | undefined;
  for (const item of items) {
    try {
      if (truth(test(item)) === deciding) return deciding;
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      failure ??= error;
    }
  }
  if (failure) throw failure;
  return !deciding;
}

function elements(value: Value, macro: string): readonly Value[] {
  if (Array.isArray(value)) return value;
  if (kindOf(value) === 'map') return Object.keys(value as Record<string, Json>);
  throw new CelError(`no such overload: ${kindOf(value)}.${macro}`);
}

export function truth(value: Value): boolean {
  if (typeof value !== 'boolean') throw new CelError(`no such overload: expected bool, found ${kindOf(value)}`);
  return value;
}

function fieldOf(target: Value, key: Value): Value | undefined {
  if (Array.isArray(target)) return typeof key === 'number' ? target[key] : undefined;
  if (kindOf(target) !== 'map') throw new CelError(`no such overload: ${kindOf(target)}[${String(key)}]`);
  const map = target as Readonly<Record<string, Value>>;
  const name = String(key);
  return Object.hasOwn(map, name) ? map[name] : undefined;
}

function contains(item: Value, container: Value): boolean {
  if (Array.isArray(container)) return container.some((one) => equals(one, item));
  return fieldOf(container, item) !== undefined;
}

function negate(operator: '!' | '-', value: Value): Value {
  if (operator === '!') return !truth(value);
  if (typeof value === 'number') return -value;
  if (value instanceof Double) return new Double(-value.value);
  throw new CelError(`no such overload: -${kindOf(value)}`);
}

function compare(left: Value, right: Value, operator: string): number {
  const a = comparable(left);
  const b = comparable(right);
  if (a === undefined || b === undefined || typeof a !== typeof b) {
    throw new CelError(`no such overload: ${kindOf(left)} ${operator} ${kindOf(right)}`);
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

function comparable(value: Value): number | string | undefined {
  if (value instanceof Double) return value.value;
  if (typeof value === 'boolean') return Number(value);
  return typeof value === 'number' || typeof value === 'string' ? value : undefined;
}

function arithmetic(operator: '+' | '-' | '*' | '/' | '%', left: Value, right: Value): Value {
  if (operator === '+') {
    if (typeof left === 'string' && typeof right === 'string') return left + right;
    if (Array.isArray(left) && Array.isArray(right)) return [...left, ...right];
  }
  if (typeof left === 'number' && typeof right === 'number') return whole(operator, left, right);
  if (left instanceof Double && right instanceof Double) {
    const { value: a } = left;
    const { value: b } = right;
    return new Double(operator === '+' ? a + b : operator === '-' ? a - b : operator === '*' ? a * b : a / b);
  }
  throw new CelError(`no such overload: ${kindOf(left)} ${operator} ${kindOf(right)}`);
}

function whole(operator: '+' | '-' | '*' | '/' | '%', a: number, b: number): number {
  if ((operator === '/' || operator === '%') && b === 0) {
    throw new CelError(operator === '/' ? 'division by zero' : 'modulus by zero');
  }
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return Math.trunc(a / b);
    case '%':
      return a % b;
  }
}
