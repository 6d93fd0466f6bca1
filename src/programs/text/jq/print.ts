// Values on paper: pretty, compact, sorted, coloured. Follows jv_print.c, colour codes in its order.

import { compactText, isArray, isObject, type Json, numberText, quoteText, sortedKeys } from './values.ts';

export interface Style {
  /** One level of indentation; '' for everything on one line. */
  readonly indent: string;
  readonly sortsKeys: boolean;
  readonly asciiOnly: boolean;
  readonly colors: boolean;
}

const RESET = '\x1b[0m';
const KEY = '\x1b[34;1m';
const NESTED = '\x1b[1;39m';

const scalarColor = (value: Json): string =>
  value === null ? '\x1b[1;30m' : typeof value === 'string' ? '\x1b[0;32m' : '\x1b[0;39m';

export function print(value: Json, style: Style): string {
  if (!style.colors && style.indent === '' && !style.sortsKeys && !style.asciiOnly) return compactText(value);
  return printAt(value, style, 0);
}

function printAt(value: Json, style: Style, level: number): string {
  const color = (code: string) => (style.colors ? code : '');
  const text = (one: string) => quoteText(one, style.asciiOnly);
  if (!isArray(value) && !isObject(value)) {
    const scalar =
      typeof value === 'string' ? text(value) : typeof value === 'number' ? numberText(value) : String(value);
    return color(scalarColor(value)) + scalar + color(RESET);
  }
  const line = (depth: number) => (style.indent === '' ? '' : `\n${style.indent.repeat(depth)}`);
  const close = (mark: string) => line(level) + color(NESTED) + mark + color(RESET);
  if (isArray(value)) {
    if (value.length === 0) return `${color(NESTED)}[]${color(RESET)}`;
    const items = value.map((item) => line(level + 1) + printAt(item, style, level + 1));
    return `${color(NESTED)}[${items.join(`${color(NESTED)},`)}${color(NESTED)}${close(']')}`;
  }
  if (value.size === 0) return `${color(NESTED)}{}${color(RESET)}`;
  const keys = style.sortsKeys ? sortedKeys(value) : [...value.keys()];
  const colon = `${color(NESTED)}:${style.indent === '' ? '' : ' '}${color(RESET)}`;
  const members = keys.map((key) => {
    const name = color(RESET) + color(KEY) + text(key) + color(RESET);
    return line(level + 1) + name + colon + printAt(value.get(key)!, style, level + 1) + color(NESTED);
  });
  return `${color(NESTED)}{${members.join(',')}${close('}')}`;
}
