// The builtins that take values and give one value: length, keys, ltrimstr, sort, …  By `name/arity`.

import { encode } from '../../../base/bytes.ts';
import { add, contains, split } from './arithmetic.ts';
import { brokenDown, formatTime, makeTime, parseTime } from './dates.ts';
import { JsonFault, parseJson } from './json-reader.ts';
import { matches, patternAndModifiers } from './matching.ts';
import { asPath, deletePaths, entriesOf, index, indicesOf, setPath } from './paths.ts';
import {
  compactText,
  compare,
  describe,
  isArray,
  isObject,
  isTrue,
  JqError,
  type Json,
  plainText,
  sortedKeys,
  typeOf,
} from './values.ts';

export type PlainFunction = (input: Json, ...given: Json[]) => Json;

function arrayFor(value: Json, what: string): readonly Json[] {
  if (isArray(value)) return value;
  throw new JqError(`${describe(value)} ${what}`);
}

const number =
  (calculate: (value: number) => number): PlainFunction =>
  (input) => {
    if (typeof input !== 'number') throw new JqError(`${describe(input)} number required`);
    return calculate(input);
  };

const numbers =
  (calculate: (...values: number[]) => number): PlainFunction =>
  (_input, ...given) => {
    const wrong = given.find((one) => typeof one !== 'number');
    if (wrong !== undefined) throw new JqError(`${describe(wrong)} number required`);
    return calculate(...given.map(Number));
  };

const keys = (input: Json, names: (object: ReadonlyMap<string, Json>) => string[]): Json => {
  if (isArray(input)) return input.map((_, at) => at);
  if (isObject(input)) return names(input);
  throw new JqError(`${describe(input)} has no keys`);
};

const texts =
  (name: string, use: (text: string, part: string) => Json): PlainFunction =>
  (input, part) => {
    if (typeof input !== 'string' || typeof part !== 'string') {
      throw new JqError(`${name}() requires string inputs`);
    }
    return use(input, part);
  };

/** Strings that can be trimmed are; everything else stays as it is. */
const trimming =
  (use: (text: string, part: string) => string): PlainFunction =>
  (input, part) =>
    typeof input === 'string' && typeof part === 'string' ? use(input, part) : input;

const ofString =
  (complaint: string, use: (text: string) => Json): PlainFunction =>
  (input) => {
    if (typeof input !== 'string') throw new JqError(complaint);
    return use(input);
  };

/** Items with their keys, in the order of the keys; equal ones keep their order. */
function ordered(input: Json, by: Json): { readonly item: Json; readonly key: Json }[] {
  const items = arrayFor(input, 'cannot be sorted, as it is not an array');
  const all = isArray(by) ? by : [];
  return items.map((item, at) => ({ item, key: all[at] })).sort((a, b) => compare(a.key, b.key));
}

function extreme(input: Json, by: Json, isBetter: (order: number) => boolean): Json {
  const items = arrayFor(input, 'cannot be iterated over');
  const all = isArray(by) ? by : [];
  let best = 0;
  for (const at of items.keys()) if (isBetter(compare(all[at], all[best]))) best = at;
  return items[best] ?? null;
}

function flatten(items: readonly Json[], depth: number): Json[] {
  return items.flatMap((item) => (isArray(item) && depth > 0 ? flatten(item, depth - 1) : [item]));
}

export const FUNCTIONS: Readonly<Record<string, PlainFunction>> = {
  'length/0': (input) => {
    if (input === null) return 0;
    if (typeof input === 'number') return Math.abs(input);
    if (typeof input === 'string') return [...input].length;
    if (isArray(input)) return input.length;
    if (isObject(input)) return input.size;
    throw new JqError(`${describe(input)} has no length`);
  },
  'utf8bytelength/0': (input) => {
    if (typeof input !== 'string') throw new JqError(`${describe(input)} only strings have UTF-8 byte length`);
    return encode(input).length;
  },
  'not/0': (input) => !isTrue(input),
  'type/0': typeOf,
  'keys/0': (input) => keys(input, sortedKeys),
  'keys_unsorted/0': (input) => keys(input, (object) => [...object.keys()]),
  'has/1': (input, key) => {
    if (isObject(input) && typeof key === 'string') return input.has(key);
    if (isArray(input) && typeof key === 'number') return key >= 0 && key < input.length;
    throw new JqError(`Cannot check whether ${typeOf(input)} has a ${typeOf(key)} key`);
  },
  'contains/1': (input, part) => contains(input, part),
  'add/0': (input) => entriesOf(input).reduce<Json>((sum, [, value]) => add(sum, value), null),
  'flatten/1': (input, depth) => {
    if (typeof depth !== 'number' || depth < 0) throw new JqError('flatten depth must not be negative');
    return flatten(
      entriesOf(input).map(([, value]) => value),
      depth,
    );
  },
  'reverse/0': (input) => {
    if (typeof input === 'string') return [...input].reverse().join('');
    if (input === null) return [];
    return [...arrayFor(input, 'cannot be reversed, as it is not an array')].reverse();
  },
  'sort/0': (input) => ordered(input, input).map(({ item }) => item),
  '_sort_by/1': (input, by) => ordered(input, by).map(({ item }) => item),
  '_group_by/1': (input, by) => {
    const groups: Json[][] = [];
    let last: Json | undefined;
    for (const { item, key } of ordered(input, by)) {
      if (last !== undefined && compare(last, key) === 0) groups.at(-1)!.push(item);
      else groups.push([item]);
      last = key;
    }
    return groups;
  },
  '_min_by/1': (input, by) => extreme(input, by, (order) => order < 0),
  '_max_by/1': (input, by) => extreme(input, by, (order) => order >= 0),
  'transpose/0': (input) => {
    const rows = entriesOf(input).map(([, row]) => arrayFor(row, 'cannot be transposed'));
    const width = Math.max(0, ...rows.map((row) => row.length));
    return Array.from({ length: width }, (_, at) => rows.map((row) => row[at] ?? null));
  },
  'bsearch/1': (input, wanted) => {
    const items = isArray(input) ? input : [];
    const at = items.findIndex((item) => compare(item, wanted) >= 0);
    if (at >= 0 && compare(items[at], wanted) === 0) return at;
    return -1 - (at < 0 ? items.length : at);
  },
  'indices/1': (input, part) => {
    if (input === null) return null;
    if (typeof input === 'string' && typeof part === 'string') {
      const [whole, wanted] = [[...input], [...part]];
      return part === '' ? null : indicesOf(whole, wanted);
    }
    if (isArray(input)) return indicesOf(input, isArray(part) ? part : [part]);
    return index(input, part);
  },
  'tostring/0': plainText,
  'tojson/0': compactText,
  'fromjson/0': (input) => {
    if (typeof input !== 'string') throw new JqError(`${describe(input)} cannot be parsed as JSON`);
    return parsed(input);
  },
  'tonumber/0': (input) => {
    if (typeof input === 'number') return input;
    if (typeof input !== 'string') throw new JqError(`${describe(input)} cannot be parsed as a number`);
    const value = parsed(input);
    if (typeof value !== 'number') throw new JqError(`${describe(input)} cannot be parsed as a number`);
    return value;
  },
  'split/1': (input, separator) => {
    if (typeof input !== 'string' || typeof separator !== 'string') {
      throw new JqError('split input and separator must be strings');
    }
    return split(input, separator);
  },
  'ascii_downcase/0': ofString('explode input must be a string', (text) =>
    text.replaceAll(/[A-Z]/g, (one) => one.toLowerCase()),
  ),
  'ascii_upcase/0': ofString('explode input must be a string', (text) =>
    text.replaceAll(/[a-z]/g, (one) => one.toUpperCase()),
  ),
  'explode/0': ofString('explode input must be a string', (text) => [...text].map((one) => one.codePointAt(0)!)),
  'implode/0': (input) => {
    if (!isArray(input)) throw new JqError('implode input must be an array');
    if (!input.every((one) => typeof one === 'number')) throw new JqError('Unicode codepoint must be numeric');
    return String.fromCodePoint(...input.map(Number));
  },
  'startswith/1': texts('startswith', (text, part) => text.startsWith(part)),
  'endswith/1': texts('endswith', (text, part) => text.endsWith(part)),
  'ltrimstr/1': trimming((text, part) => (text.startsWith(part) ? text.slice(part.length) : text)),
  'rtrimstr/1': trimming((text, part) => (part !== '' && text.endsWith(part) ? text.slice(0, -part.length) : text)),
  'trim/0': ofString('trim input must be a string', (text) => text.trim()),
  'ltrim/0': ofString('trim input must be a string', (text) => text.trimStart()),
  'rtrim/0': ofString('trim input must be a string', (text) => text.trimEnd()),
  'test/2': (input, given, modifiers) => matches(input, ...patternAndModifiers(given, modifiers)).length > 0,
  'setpath/2': (input, path, value) => setPath(input, asPath(path), value),
  'delpaths/1': (input, paths) => {
    if (!isArray(paths)) throw new JqError('Paths must be specified as an array');
    return deletePaths(input, paths.map(asPath));
  },
  'error/0': (input) => {
    throw new JqError(input);
  },
  'gmtime/0': brokenDown,
  'localtime/0': brokenDown,
  'mktime/0': makeTime,
  'strftime/1': (input, format) => formatTime(input, format, 'strftime'),
  'strflocaltime/1': (input, format) => formatTime(input, format, 'strflocaltime'),
  'strptime/1': parseTime,
  'infinite/0': () => Number.POSITIVE_INFINITY,
  'nan/0': () => Number.NaN,
  'isinfinite/0': (input) => isNumberThat(input, (value) => Math.abs(value) === Number.POSITIVE_INFINITY),
  'isnan/0': (input) => isNumberThat(input, Number.isNaN),
  'isnormal/0': (input) => isNumberThat(input, (value) => Number.isFinite(value) && value !== 0),
  'null/0': () => null,
  'true/0': () => true,
  'false/0': () => false,
  'floor/0': number(Math.floor),
  'ceil/0': number(Math.ceil),
  'round/0': number((value) => Math.sign(value) * Math.round(Math.abs(value))),
  'trunc/0': number(Math.trunc),
  'fabs/0': number(Math.abs),
  'sqrt/0': number(Math.sqrt),
  'cbrt/0': number(Math.cbrt),
  'exp/0': number(Math.exp),
  'exp2/0': number((value) => 2 ** value),
  'exp10/0': number((value) => 10 ** value),
  'log/0': number(Math.log),
  'log2/0': number(Math.log2),
  'log10/0': number(Math.log10),
  'sin/0': number(Math.sin),
  'cos/0': number(Math.cos),
  'tan/0': number(Math.tan),
  'asin/0': number(Math.asin),
  'acos/0': number(Math.acos),
  'atan/0': number(Math.atan),
  'significand/0': number((value) => (value === 0 ? 0 : value / 2 ** Math.floor(Math.log2(Math.abs(value))))),
  'pow/2': numbers((base, power) => base ** power),
  'atan2/2': numbers(Math.atan2),
  'fmin/2': numbers(Math.min),
  'fmax/2': numbers(Math.max),
  'fmod/2': numbers((a, b) => a % b),
  'ldexp/2': numbers((value, power) => value * 2 ** power),
};

function isNumberThat(input: Json, claim: (value: number) => boolean): boolean {
  if (typeof input !== 'number') throw new JqError(`${describe(input)} number required`);
  return claim(input);
}

function parsed(text: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof JsonFault) throw new JqError(`${error.message} (while parsing '${text}')`);
    throw error;
  }
}
