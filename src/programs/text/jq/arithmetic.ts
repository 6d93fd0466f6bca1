// What + - * / % mean for each pair of types.

import type { Operator } from './tree.ts';
import { compare, describe, isArray, isObject, JqError, type Json } from './values.ts';

export function operate(operator: Operator, a: Json, b: Json): Json {
  switch (operator) {
    case '+':
      return add(a, b);
    case '-':
      return subtract(a, b);
    case '*':
      return multiply(a, b);
    case '/':
      return divide(a, b);
    case '%':
      return remainder(a, b);
    case '==':
      return compare(a, b) === 0;
    case '!=':
      return compare(a, b) !== 0;
    case '<':
      return compare(a, b) < 0;
    case '<=':
      return compare(a, b) <= 0;
    case '>':
      return compare(a, b) > 0;
    case '>=':
      return compare(a, b) >= 0;
  }
}

const cannot = (a: Json, b: Json, what: string) => new JqError(`${describe(a)} and ${describe(b)} cannot be ${what}`);

export function add(a: Json, b: Json): Json {
  if (a === null) return b;
  if (b === null) return a;
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  if (typeof a === 'string' && typeof b === 'string') return a + b;
  if (isArray(a) && isArray(b)) return [...a, ...b];
  if (isObject(a) && isObject(b)) return new Map([...a, ...b]);
  throw cannot(a, b, 'added');
}

function subtract(a: Json, b: Json): Json {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (isArray(a) && isArray(b)) return a.filter((one) => !b.some((other) => compare(one, other) === 0));
  throw cannot(a, b, 'subtracted');
}

function multiply(a: Json, b: Json): Json {
  if (typeof a === 'number' && typeof b === 'number') return a * b;
  if (typeof a === 'number' && typeof b === 'string') return multiply(b, a);
  if (typeof a === 'string' && typeof b === 'number') return b > 0 ? a.repeat(Math.max(1, Math.ceil(b))) : null;
  if (isObject(a) && isObject(b)) return merged(a, b);
  throw cannot(a, b, 'multiplied');
}

/** Objects inside objects are merged too; everything else is replaced. */
function merged(a: ReadonlyMap<string, Json>, b: ReadonlyMap<string, Json>): Json {
  const result = new Map(a);
  for (const [key, value] of b) {
    const before = result.get(key) ?? null;
    result.set(key, isObject(before) && isObject(value) ? merged(before, value) : value);
  }
  return result;
}

function divide(a: Json, b: Json): Json {
  if (typeof a === 'number' && typeof b === 'number') {
    if (b === 0) throw cannot(a, b, 'divided because the divisor is zero');
    return a / b;
  }
  if (typeof a === 'string' && typeof b === 'string') return split(a, b);
  throw cannot(a, b, 'divided');
}

export const split = (text: string, separator: string): string[] =>
  text === '' ? [] : separator === '' ? [...text] : text.split(separator);

function remainder(a: Json, b: Json): Json {
  if (typeof a !== 'number' || typeof b !== 'number') throw cannot(a, b, 'divided');
  const divisor = Math.abs(Math.trunc(b));
  if (divisor === 0) throw cannot(a, b, 'divided (remainder) because the divisor is zero');
  return (Math.trunc(a) % divisor) + 0;
}

/** Whether `a` contains `b`, as `contains` means it: strings as substrings, arrays and objects by their parts. */
export function contains(a: Json, b: Json): boolean {
  if (isObject(a) && isObject(b)) return [...b].every(([key, value]) => a.has(key) && contains(a.get(key)!, value));
  if (isArray(a) && isArray(b))
    return b.every((wanted) => a.some((one) => sameKind(one, wanted) && contains(one, wanted)));
  if (typeof a === 'string' && typeof b === 'string') return a.includes(b);
  if (sameKind(a, b)) return compare(a, b) === 0;
  throw new JqError(`${describe(a)} and ${describe(b)} cannot have their containment checked`);
}

const sameKind = (a: Json, b: Json): boolean =>
  a === null || b === null ? a === b : isArray(a) === isArray(b) && typeof a === typeof b;
