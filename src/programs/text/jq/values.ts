// JSON values as jq sees them. Objects are Maps: they keep the order in which keys were first set, which a
// JavaScript object would not do for keys like "10".

import { encode } from '../../../base/bytes.ts';

export type JsonObject = ReadonlyMap<string, Json>;
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** What `error` raises: a message, or any value. `try … catch` receives it. */
export class JqError extends Error {
  override readonly name = 'JqError';
  readonly value: Json;
  constructor(value: Json) {
    super(typeof value === 'string' ? value : '');
    this.value = value;
  }
}

export const isArray = (value: Json): value is readonly Json[] => Array.isArray(value);
export const isObject = (value: Json): value is JsonObject => value instanceof Map;
export const isTrue = (value: Json): boolean => value !== null && value !== false;

export function typeOf(value: Json): string {
  if (value === null) return 'null';
  if (isArray(value)) return 'array';
  return isObject(value) ? 'object' : typeof value;
}

const RANKS = ['null', 'false', 'true', 'number', 'string', 'array', 'object'];
const rank = (value: Json): number => RANKS.indexOf(typeof value === 'boolean' ? String(value) : typeOf(value));

/** jq's total order: null, false, true, numbers, strings, arrays, objects (first by their keys). */
export function compare(a: Json, b: Json): number {
  const ranks = rank(a) - rank(b);
  if (ranks !== 0) return ranks;
  if (typeof a === 'number' && typeof b === 'number') return Number.isNaN(a) || a < b ? -1 : a === b ? 0 : 1;
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return 0;
  if (isArray(a) && isArray(b)) {
    for (let at = 0; at < a.length && at < b.length; at++) {
      const order = compare(a[at], b[at]);
      if (order !== 0) return order;
    }
    return a.length - b.length;
  }
  if (isArray(a) || isArray(b)) return 0;
  const [left, right] = [sortedKeys(a), sortedKeys(b)];
  const keys = compare(left, right);
  if (keys !== 0) return keys;
  for (const key of left) {
    const order = compare(a.get(key)!, b.get(key)!);
    if (order !== 0) return order;
  }
  return 0;
}

/** By code points, not by UTF-16 units. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const [left, right] = [encode(a), encode(b)];
  for (let at = 0; at < left.length && at < right.length; at++) if (left[at] !== right[at]) return left[at] - right[at];
  return left.length - right.length;
}

export const sortedKeys = (object: JsonObject): string[] => [...object.keys()].sort(compareText);

const QUOTED: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

export function quoteText(text: string, asciiOnly = false): string {
  const escaped = (character: string) =>
    QUOTED[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const body = text.replaceAll(/["\\\0-\x1f\x7f]/g, escaped);
  return `"${asciiOnly ? body.replaceAll(/[^\0-\x7f]/g, escaped) : body}"`;
}

/** 1e1000 is the largest number there is, NaN is null, and exponents have two digits: 1e+17, 1e-05. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return 'null';
  if (!Number.isFinite(value)) return value > 0 ? '1.7976931348623157e+308' : '-1.7976931348623157e+308';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [mantissa, exponent] = Math.abs(value).toExponential().split('e');
  const digits = mantissa.replace('.', '');
  const point = Number(exponent) + 1;
  const sign = value < 0 ? '-' : '';
  if (point <= -4 || point > digits.length + 15) {
    const power = Math.abs(point - 1);
    return `${sign}${mantissa}e${point < 1 ? '-' : '+'}${String(power).padStart(2, '0')}`;
  }
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return sign + digits.padEnd(point, '0');
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** Compact JSON, as `tojson` gives it. */
export function compactText(value: Json): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'string') return quoteText(value);
  if (isArray(value)) return `[${value.map(compactText).join(',')}]`;
  return `{${[...value].map(([key, member]) => `${quoteText(key)}:${compactText(member)}`).join(',')}}`;
}

/** Strings as they are, everything else as JSON. */
export const plainText = (value: Json): string => (typeof value === 'string' ? value : compactText(value));

/** `string ("abc")`, as messages name a value; long ones are cut: `string ("abcdefghij...)`. */
export function describe(value: Json): string {
  const text = compactText(value);
  return `${typeOf(value)} (${text.length > 14 ? `${text.slice(0, 11)}...` : text})`;
}

/** The text behind the type, for messages that name a value alone. */
export const excerpt = (value: Json): string => {
  const text = compactText(value);
  return text.length > 29 ? `${text.slice(0, 26)}...` : text;
};
