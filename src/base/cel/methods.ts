// The functions of the language and of its string and list extensions. Each also works as a plain call:
// size(x) and x.size().

import { CelError, Double, equals, kindOf, Optional, type Value } from './values.ts';

export type Method = (receiver: Value, args: readonly Value[]) => Value;

const refuse = (name: string, ...values: readonly Value[]): never => {
  throw new CelError(`no such overload: ${name}(${values.map(kindOf).join(', ')})`);
};

const text = (value: Value | undefined, name: string): string =>
  typeof value === 'string' ? value : refuse(name, value ?? null);

const whole = (value: Value | undefined, name: string): number =>
  typeof value === 'number' ? value : refuse(name, value ?? null);

const list = (value: Value | undefined, name: string): readonly Value[] =>
  Array.isArray(value) ? value : refuse(name, value ?? null);

const onText =
  (name: string, compute: (self: string, ...args: readonly string[]) => Value): Method =>
  (self, args) =>
    compute(text(self, name), ...args.map((argument) => text(argument, name)));

export const METHODS: Readonly<Record<string, Method>> = {
  size: (self) => {
    if (typeof self === 'string') return [...self].length;
    if (Array.isArray(self)) return self.length;
    if (kindOf(self) === 'map') return Object.keys(self as object).length;
    return refuse('size', self);
  },
  startsWith: onText('startsWith', (self, start) => self.startsWith(start)),
  endsWith: onText('endsWith', (self, end) => self.endsWith(end)),
  contains: onText('contains', (self, part) => self.includes(part)),
  matches: onText('matches', (self, pattern) => {
    try {
      return new RegExp(pattern, 'u').test(self);
    } catch {
      throw new CelError(`error parsing regexp: ${pattern}`);
    }
  }),
  lowerAscii: onText('lowerAscii', (self) => self.replace(/[A-Z]/g, (letter) => letter.toLowerCase())),
  upperAscii: onText('upperAscii', (self) => self.replace(/[a-z]/g, (letter) => letter.toUpperCase())),
  trim: onText('trim', (self) => self.trim()),
  split: (self, [separator, limit]) => {
    const parts = text(self, 'split').split(text(separator, 'split'));
    if (limit === undefined) return parts;
    const count = whole(limit, 'split');
    if (count < 0 || parts.length <= count) return parts;
    return count === 0 ? [] : [...parts.slice(0, count - 1), parts.slice(count - 1).join(text(separator, 'split'))];
  },
  replace: (self, [from, to]) => text(self, 'replace').replaceAll(text(from, 'replace'), text(to, 'replace')),
  substring: (self, [from, to]) =>
    [...text(self, 'substring')]
      .slice(whole(from, 'substring'), to === undefined ? undefined : whole(to, 'substring'))
      .join(''),
  indexOf: (self, [part]) =>
    Array.isArray(self)
      ? self.findIndex((item) => equals(item, part))
      : text(self, 'indexOf').indexOf(text(part, 'indexOf')),
  join: (self, [separator]) =>
    list(self, 'join')
      .map((item) => text(item, 'join'))
      .join(separator === undefined ? '' : text(separator, 'join')),
  sum: (self) => list(self, 'sum').reduce<number>((sum, item) => sum + whole(item, 'sum'), 0),
  min: (self) => Math.min(...list(self, 'min').map((item) => whole(item, 'min'))),
  max: (self) => Math.max(...list(self, 'max').map((item) => whole(item, 'max'))),
  distinct: (self) =>
    list(self, 'distinct').filter((item, at, all) => all.findIndex((one) => equals(one, item)) === at),
  sort: (self) => [...list(self, 'sort')].sort((a, b) => (String(a) < String(b) ? -1 : 1)),
  orValue: (self, [other]) =>
    self instanceof Optional ? (self.present ? self.value : other) : refuse('orValue', self),
  hasValue: (self) => (self instanceof Optional ? self.present : refuse('hasValue', self)),
  value: (self) => {
    if (!(self instanceof Optional)) return refuse('value', self);
    if (!self.present) throw new CelError('optional.none() dereference');
    return self.value;
  },
  string: (self) =>
    self instanceof Double ? String(self.value) : kindOf(self) === 'map' ? refuse('string', self) : String(self),
  int: (self) => {
    const number =
      self instanceof Double
        ? Math.trunc(self.value)
        : typeof self === 'string' && /^-?\d+$/.test(self)
          ? Number(self)
          : self;
    return typeof number === 'number' ? number : refuse('int', self);
  },
  double: (self) => new Double(self instanceof Double ? self.value : Number(self)),
  bool: (self) =>
    self === 'true' ? true : self === 'false' ? false : typeof self === 'boolean' ? self : refuse('bool', self),
  type: (self) => kindOf(self),
};
