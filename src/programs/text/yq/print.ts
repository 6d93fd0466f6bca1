// A value as YAML, in the manner of yq: two blanks for each level, lists below their keys, comments and scalars as they
// were written as long as the value is the same.

import { resolvesToOther, styleOf } from '../../../base/yaml/scalar-style.ts';
import { compactText, isArray, isObject, type Json, numberText } from '../jq/values.ts';
import { pathKey, type Source, type Writing } from './source.ts';

export function printYaml(value: Json, source: Source | undefined, path: readonly Json[], indent: number): string {
  const printer = new Printer(source, indent);
  const isFlat = (isObject(value) || isArray(value)) && isFlow(source?.writings.get(pathKey(path)));
  if (!isFlat && isObject(value) && value.size > 0) return printer.object(value, path, 0);
  if (!isFlat && isArray(value) && value.length > 0) return printer.array(value, path, 0);
  // A scalar alone is its bare text.
  return typeof value === 'string' ? `${value}\n` : `${printer.scalar(value, path, 0)}\n`;
}

class Printer {
  readonly #source: Source | undefined;
  readonly #step: number;

  constructor(source: Source | undefined, step: number) {
    this.#source = source;
    this.#step = step;
  }

  #writing(path: readonly Json[]): Writing | undefined {
    return this.#source?.writings.get(pathKey(path));
  }

  object(value: ReadonlyMap<string, Json>, path: readonly Json[], level: number): string {
    const pad = ' '.repeat(level);
    let text = '';
    for (const [key, one] of value) {
      const own = [...path, key];
      const writing = this.#writing(own);
      for (const comment of writing?.head ?? []) text += `${pad}${comment}\n`;
      text += `${pad}${this.#key(key)}:${this.#member(one, own, level, writing)}`;
    }
    return text;
  }

  array(value: readonly Json[], path: readonly Json[], level: number): string {
    const pad = ' '.repeat(level);
    let text = '';
    for (const [index, one] of value.entries()) {
      const own = [...path, index];
      const writing = this.#writing(own);
      for (const comment of writing?.head ?? []) text += `${pad}${comment}\n`;
      if (this.#isOpen(one, writing)) {
        // The first line stands behind the dash; comments above it would be cut off with it.
        const nested = isObject(one)
          ? this.object(one, own, level + 2)
          : isArray(one)
            ? this.array(one, own, level + 2)
            : '';
        text += `${pad}- ${nested.slice(level + 2)}`;
      } else text += `${pad}- ${this.scalar(one, own, level)}${behind(writing)}\n`;
    }
    return text;
  }

  #isOpen(value: Json, writing: Writing | undefined): boolean {
    const isFilled = isObject(value) ? value.size > 0 : isArray(value) && value.length > 0;
    return isFilled && !this.#isKept(value, writing) && !isFlow(writing);
  }

  #member(value: Json, path: readonly Json[], level: number, writing: Writing | undefined): string {
    if (!this.#isOpen(value, writing)) {
      const text = this.scalar(value, path, level);
      return `${text === '' ? '' : ' '}${text}${behind(writing)}\n`;
    }
    const inner = level + this.#step;
    const nested = isObject(value)
      ? this.object(value, path, inner)
      : isArray(value)
        ? this.array(value, path, inner)
        : '';
    return `${behind(writing)}\n${nested}`;
  }

  /** Whether the text it was read from still says it. */
  #isKept(value: Json, writing: Writing | undefined): boolean {
    if (writing?.raw === undefined || writing.value === undefined) return false;
    if (/^[&*!]/.test(writing.raw) || compactText(writing.value) !== compactText(value)) return false;
    return !isObject(value) && !isArray(value) ? true : /^[[{]/.test(writing.raw) && /[\]}]$/.test(writing.raw);
  }

  scalar(value: Json, path: readonly Json[], level: number): string {
    const writing = this.#writing(path);
    if (writing && this.#isKept(value, writing)) {
      const pad = ' '.repeat(level + this.#step);
      return [writing.raw, ...writing.block.map((line) => (line === '' ? '' : pad + line))].join('\n');
    }
    if (value === null) return writing && writing.raw === undefined && writing.value === null ? '' : 'null';
    if (isObject(value) || isArray(value)) return this.#flow(value, level);
    if (typeof value === 'number') return numberText(value);
    if (typeof value === 'boolean') return String(value);
    return this.#text(value, level, writing?.raw);
  }

  /** On one line, as it was before: `[a, b]`, `{x: 1}`. */
  #flow(value: Json, level: number): string {
    if (isArray(value)) return `[${value.map((one) => this.#flow(one, level)).join(', ')}]`;
    if (isObject(value))
      return `{${[...value].map(([key, one]) => `${this.#key(key)}: ${this.#flow(one, level)}`).join(', ')}}`;
    if (typeof value !== 'string') return value === null ? 'null' : this.scalar(value, [], level);
    return /[\n,[\]{}]/.test(value) ? JSON.stringify(value) : this.#text(value, level, undefined);
  }

  /** A new text in the place of an old one keeps the quotes of the old one. */
  #text(text: string, level: number, before: string | undefined): string {
    if (text.includes('\n')) {
      const pad = ' '.repeat(level + this.#step);
      const mark = text.endsWith('\n') ? '|' : '|-';
      const body = text.replace(/\n$/, '').split('\n');
      return `${mark}\n${body.map((line) => (line === '' ? '' : pad + line)).join('\n')}`;
    }
    if (before?.startsWith('"')) return JSON.stringify(text);
    if (before?.startsWith("'") && !/[\n\t]/.test(text)) return `'${text.replaceAll("'", "''")}'`;
    if (styleOf(text) === 'plain') return text;
    // Words that only YAML 1.1 takes for booleans need no quotes here.
    if (/^(y|n|yes|no|on|off)$/i.test(text)) return text;
    return resolvesToOther(text) || text.includes("'") ? JSON.stringify(text) : `'${text}'`;
  }

  #key(key: string): string {
    if (styleOf(key, true) === 'plain' || /^(y|n|yes|no|on|off)$/i.test(key)) return key;
    return JSON.stringify(key);
  }
}

const isFlow = (writing: Writing | undefined): boolean => /^[[{]/.test(writing?.raw ?? '');

const behind = (writing: Writing | undefined): string => (writing && writing.line !== '' ? ` ${writing.line}` : '');
