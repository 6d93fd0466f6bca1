// What awk computes with: numbers, texts, and texts from input that look like numbers and then are both.

import { conversion, formatFloat, formatInteger, formatText } from '../../base/c-format.ts';

/** `strnum`: came from outside and looks like a number. */
export type Value = number | string | { readonly text: string; readonly number: number };

export const UNSET: Value = { text: '', number: 0 };

const NUMBER = /^[ \t\n\r\f\v]*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/;

/** A text from input. */
export function fromInput(text: string): Value {
  const match = NUMBER.exec(text);
  if (match && text.slice(match[0].length).trim() === '') return { text, number: Number(match[0]) };
  return text;
}

export function toNumber(value: Value): number {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return value.number;
  const match = NUMBER.exec(value);
  return match ? Number(match[0]) : 0;
}

export function toText(value: Value, format: string): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'number') return value.text;
  if (Number.isInteger(value) && Math.abs(value) < 1e16) return String(value === 0 ? 0 : value);
  if (Number.isNaN(value)) return Object.is(Math.sign(value), -0) ? 'nan' : 'nan';
  return sprintf(format, [value], format);
}

export function isTrue(value: Value): boolean {
  if (typeof value === 'number') return value !== 0;
  if (typeof value === 'string') return value !== '';
  return value.text !== '' && value.number !== 0;
}

/** Numbers compare as numbers when both sides are numbers or look like them, otherwise texts do. */
export function compare(left: Value, right: Value, format: string): number {
  if (typeof left !== 'string' && typeof right !== 'string') return toNumber(left) - toNumber(right);
  const a = toText(left, format);
  const b = toText(right, format);
  return a < b ? -1 : a > b ? 1 : 0;
}

export function sprintf(format: string, values: readonly Value[], numberFormat: string): string {
  let next = 0;
  const take = (): Value => values[next++] ?? '';
  return format.replaceAll(
    /%([-+ #0]*)(\*|\d*)(?:\.(\*|\d*))?(?:[hlLqjzt]*)([a-zA-Z%])/g,
    (all, flags: string, width: string, precision: string | undefined, type: string) => {
      if (type === '%') return '%';
      const columns = width === '*' ? String(toNumber(take())) : width;
      const digits = precision === '*' ? String(toNumber(take())) : precision === '' ? '0' : precision;
      const to = conversion(flags, columns, digits, type);
      if (type === 's') return formatText(to, toText(take(), numberFormat));
      if (type === 'c') {
        const value = take();
        const character =
          typeof value === 'number'
            ? String.fromCodePoint(Math.max(0, Math.trunc(value)))
            : toText(value, numberFormat).slice(0, 1);
        return formatText({ ...to, precision: undefined }, character);
      }
      if ('diouxX'.includes(type)) {
        const number = toNumber(take());
        if (!Number.isFinite(number)) return formatFloat({ ...to, type: 'f' }, number);
        return formatInteger(to, BigInt(Math.trunc(number)));
      }
      return 'eEfFgGaA'.includes(type) ? formatFloat(to, toNumber(take())) : all;
    },
  );
}
