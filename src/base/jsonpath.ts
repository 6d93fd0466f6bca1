// JSONPath templates in the dialect of kubectl: text with actions in braces. Models k8s.io/client-go/util/jsonpath.
//
//   {range .items[*]}{.metadata.name}{"\n"}{end}     {.items[?(@.kind=="Pod")].metadata.name}

import { goJson, sortedKeys } from './go-json.ts';

export class JsonPathError extends Error {
  override readonly name = 'JsonPathError';
}

type Part =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'path'; readonly steps: readonly Step[] }
  | { readonly type: 'range'; readonly steps: readonly Step[]; readonly body: readonly Part[] };

type Step =
  | { readonly type: 'root' }
  | { readonly type: 'current' }
  | { readonly type: 'field'; readonly name: string }
  | { readonly type: 'wildcard' }
  | { readonly type: 'descend' }
  | { readonly type: 'union'; readonly choices: readonly (readonly Step[])[] }
  | {
      readonly type: 'slice';
      readonly from?: number;
      readonly to?: number;
      readonly step: number;
      readonly single: boolean;
    }
  | {
      readonly type: 'filter';
      readonly left: readonly Step[];
      readonly operator: string;
      readonly right: readonly Step[];
    }
  | { readonly type: 'literal'; readonly value: unknown };

export interface JsonPath {
  /** The template's text for `object`. Throws JsonPathError. */
  text(object: unknown): string;
  /** The values of each action, one list per action. Throws JsonPathError. */
  results(object: unknown): unknown[][];
}

/** Throws JsonPathError. */
export function parseJsonPath(template: string, options: { readonly strict?: boolean } = {}): JsonPath {
  const parts = new Parser(template).template();
  return {
    text: (object) => partsText(parts, object, object, options.strict === true),
    results: (object) =>
      parts
        .filter((part) => part.type === 'path')
        .map((part) => evaluate(part.steps, [object], object, options.strict === true)),
  };
}

/** What --sort-by and custom columns accept: `.metadata.name`, `metadata.name`, `{.metadata.name}`. */
export function relaxedJsonPath(text: string): string {
  const parts = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.exec(text);
  if (!parts) {
    throw new JsonPathError(
      "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'",
    );
  }
  const path = parts[1] ?? parts[2];
  return path.startsWith('[') ? `{${path}}` : `{.${path}}`;
}

function partsText(parts: readonly Part[], current: unknown, root: unknown, strict: boolean): string {
  return parts
    .map((part) => {
      if (part.type === 'text') return part.text;
      const values = evaluate(part.steps, [current], root, strict);
      if (part.type === 'path') return values.map(valueText).join(' ');
      return values.map((value) => partsText(part.body, value, root, strict)).join('');
    })
    .join('');
}

/** Mappings and lists as JSON, null as nothing. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? goJson(sortedKeys(value)) : String(value);
}

// ——— evaluating ———

function evaluate(steps: readonly Step[], start: readonly unknown[], root: unknown, strict: boolean): unknown[] {
  let values: unknown[] = [...start];
  for (const step of steps) values = take(step, values, root, strict);
  return values;
}

function take(step: Step, values: readonly unknown[], root: unknown, strict: boolean): unknown[] {
  switch (step.type) {
    case 'root':
      return [root];
    case 'current':
      return [...values];
    case 'literal':
      return [step.value];
    case 'field':
      return field(step.name, values, strict);
    case 'wildcard':
      return values.flatMap(children);
    case 'descend':
      return values.flatMap(descendants);
    case 'union':
      return step.choices.flatMap((choice) => evaluate(choice, values, root, strict));
    case 'slice':
      return values.flatMap((value) => slice(step, value));
    case 'filter':
      return values.flatMap((value) => (Array.isArray(value) ? value.filter((one) => keeps(step, one, root)) : []));
  }
}

function field(name: string, values: readonly unknown[], strict: boolean): unknown[] {
  const found = values.flatMap((value) => {
    if (!isMapping(value) || !Object.hasOwn(value, name)) return [];
    return [value[name]];
  });
  if (found.length === 0 && strict) throw new JsonPathError(`${name} is not found`);
  return found;
}

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function children(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return isMapping(value)
    ? Object.keys(value)
        .sort()
        .map((key) => value[key])
    : [];
}

const descendants = (value: unknown): unknown[] => [value, ...children(value).flatMap(descendants)];

function slice(step: Step & { type: 'slice' }, value: unknown): unknown[] {
  if (!Array.isArray(value)) {
    if (value === null || value === undefined) return [];
    throw new JsonPathError(`${typeof value === 'object' ? 'map' : typeof value} is not array or slice`);
  }
  const { length } = value;
  const at = (position: number) => (position < 0 ? position + length : position);
  const from = at(step.from ?? 0);
  if (step.single) {
    if (from >= length || from < 0) {
      throw new JsonPathError(`array index out of bounds: index ${from}, length ${length}`);
    }
    return [value[from]];
  }
  const to = Math.min(at(step.to ?? length), length);
  const picked: unknown[] = [];
  for (let position = Math.max(0, from); position < to; position += step.step) picked.push(value[position]);
  return picked;
}

function keeps(step: Step & { type: 'filter' }, value: unknown, root: unknown): boolean {
  const left = evaluate(step.left, [value], root, false);
  if (step.operator === 'exists') return left.length > 0;
  const right = evaluate(step.right, [value], root, false);
  if (left.length === 0 || right.length === 0) return false;
  return compare(left[0], right[0], step.operator);
}

function compare(a: unknown, b: unknown, operator: string): boolean {
  if (operator === '==') return a === b;
  if (operator === '!=') return a !== b;
  const comparable =
    (typeof a === 'number' && typeof b === 'number') || (typeof a === 'string' && typeof b === 'string');
  if (!comparable) throw new JsonPathError('incompatible types for comparison');
  const order = a < b ? -1 : a > b ? 1 : 0;
  return { '<': order < 0, '<=': order <= 0, '>': order > 0, '>=': order >= 0 }[operator] ?? false;
}

// ——— parsing ———

class Parser {
  readonly #input: string;
  #at = 0;

  constructor(input: string) {
    this.#input = input;
  }

  template(): Part[] {
    const parts = this.#parts();
    if (this.#at < this.#input.length) throw new JsonPathError('not in range, nothing to end');
    return parts;
  }

  /** Up to the end of the input, or just behind an {end}. */
  #parts(insideRange = false): Part[] {
    const parts: Part[] = [];
    while (this.#at < this.#input.length) {
      const open = this.#input.indexOf('{', this.#at);
      if (open !== this.#at) {
        const end = open < 0 ? this.#input.length : open;
        parts.push({ type: 'text', text: this.#input.slice(this.#at, end) });
        this.#at = end;
        continue;
      }
      this.#at++;
      this.#blanks();
      if (this.#word('range')) {
        const steps = this.#action();
        parts.push({ type: 'range', steps, body: this.#parts(true) });
      } else if (this.#word('end')) {
        this.#close();
        if (!insideRange) throw new JsonPathError('not in range, nothing to end');
        return parts;
      } else if (this.#input[this.#at] === '"' || this.#input[this.#at] === "'") {
        parts.push({ type: 'text', text: this.#quoted() });
        this.#close();
      } else parts.push({ type: 'path', steps: this.#action() });
    }
    if (insideRange) throw new JsonPathError('unterminated range');
    return parts;
  }

  #word(word: string): boolean {
    if (!new RegExp(`^${word}(?![\\w.])`).test(this.#input.slice(this.#at))) return false;
    this.#at += word.length;
    return true;
  }

  #blanks(): void {
    while (/\s/.test(this.#input[this.#at] ?? '')) this.#at++;
  }

  #close(): void {
    this.#blanks();
    if (this.#input[this.#at] !== '}') throw new JsonPathError('unclosed action');
    this.#at++;
  }

  #action(): Step[] {
    const steps = this.#steps('}');
    this.#close();
    return steps;
  }

  /** A path; ends before one of `stop`. */
  #steps(stop: string): Step[] {
    const steps: Step[] = [];
    for (;;) {
      this.#blanks();
      const next = this.#input[this.#at];
      if (next === undefined) throw new JsonPathError('unclosed action');
      if (stop.includes(next) || /[=!<>]/.test(next)) return steps;
      if (next === '$' || next === '@') {
        this.#at++;
        steps.push({ type: next === '$' ? 'root' : 'current' });
      } else if (next === '[') steps.push(this.#brackets());
      else if (next === '.') this.#dot(steps);
      else if (next === '*') {
        this.#at++;
        steps.push({ type: 'wildcard' });
      } else if (next === '"' || next === "'") steps.push({ type: 'literal', value: this.#quoted() });
      else if (/[-+\d]/.test(next) && steps.length === 0) steps.push({ type: 'literal', value: this.#number() });
      else this.#identifier(steps);
    }
  }

  #dot(steps: Step[]): void {
    this.#at++;
    const next = this.#input[this.#at];
    if (next === '.') {
      this.#at++;
      steps.push({ type: 'descend' });
      if (/[\w*]/.test(this.#input[this.#at] ?? '')) this.#fieldOrWildcard(steps);
    } else if (next !== undefined && !/[[\s}]/.test(next)) this.#fieldOrWildcard(steps);
  }

  #fieldOrWildcard(steps: Step[]): void {
    if (this.#input[this.#at] === '*') {
      this.#at++;
      steps.push({ type: 'wildcard' });
      return;
    }
    let name = '';
    while (this.#at < this.#input.length && !/[\s.,[\]$@{}()=!<>]/.test(this.#input[this.#at])) {
      if (this.#input[this.#at] === '\\') this.#at++;
      name += this.#input[this.#at++] ?? '';
    }
    if (name === '') throw new JsonPathError(`unrecognized character in action: ${quoteCode(this.#input[this.#at])}`);
    steps.push({ type: 'field', name });
  }

  #identifier(steps: Step[]): void {
    const word = /^\w+/.exec(this.#input.slice(this.#at))?.[0];
    if (!word) throw new JsonPathError(`unrecognized character in action: ${quoteCode(this.#input[this.#at])}`);
    this.#at += word.length;
    if (word !== 'true' && word !== 'false') throw new JsonPathError(`unrecognized identifier ${word}`);
    steps.push({ type: 'literal', value: word === 'true' });
  }

  #brackets(): Step {
    this.#at++;
    this.#blanks();
    if (this.#input.startsWith('?(', this.#at)) return this.#filter();
    const end = this.#closingBracket();
    const inside = this.#input.slice(this.#at, end).trim();
    this.#at = end + 1;
    if (inside === '*') return { type: 'wildcard' };
    const choices = splitOutsideQuotes(inside);
    if (choices.length === 1) return bracketStep(choices[0]);
    return { type: 'union', choices: choices.map((choice) => [bracketStep(choice)]) };
  }

  #closingBracket(): number {
    let quote = '';
    for (let at = this.#at; at < this.#input.length; at++) {
      const character = this.#input[at];
      if (quote !== '') {
        if (character === '\\') at++;
        else if (character === quote) quote = '';
      } else if (character === '"' || character === "'") quote = character;
      else if (character === ']') return at;
    }
    throw new JsonPathError('unterminated array');
  }

  #filter(): Step {
    this.#at += 2;
    const left = this.#steps(')');
    const operator = /^(==|!=|<=|>=|<|>)/.exec(this.#input.slice(this.#at))?.[0];
    if (operator) this.#at += operator.length;
    const right = operator ? this.#steps(')') : [];
    if (this.#input[this.#at] !== ')') throw new JsonPathError('unterminated filter');
    this.#at++;
    this.#blanks();
    if (this.#input[this.#at] !== ']') throw new JsonPathError('unclosed array expect ]');
    this.#at++;
    return { type: 'filter', left, operator: operator ?? 'exists', right };
  }

  #number(): number {
    const text = /^[-+]?[\d.]+/.exec(this.#input.slice(this.#at))?.[0] ?? '';
    this.#at += text.length;
    if (text === '' || Number.isNaN(Number(text))) throw new JsonPathError(`cannot parse number ${text}`);
    return Number(text);
  }

  #quoted(): string {
    const quote = this.#input[this.#at];
    let end = this.#at + 1;
    while (end < this.#input.length && this.#input[end] !== quote) end += this.#input[end] === '\\' ? 2 : 1;
    if (end >= this.#input.length) throw new JsonPathError('unterminated quoted string');
    const inside = this.#input.slice(this.#at + 1, end);
    this.#at = end + 1;
    return unescaped(inside);
  }
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };
const unescaped = (text: string): string =>
  text.replace(/\\(.)/gs, (_, character: string) => ESCAPES[character] ?? character);

const quoteCode = (character: string | undefined): string =>
  character === undefined
    ? 'EOF'
    : `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')} '${character}'`;

function splitOutsideQuotes(text: string): string[] {
  return (text.match(/('(\\.|[^'])*'|"(\\.|[^"])*"|[^,])+/g) ?? []).map((part) => part.trim());
}

function bracketStep(text: string): Step {
  const quoted = /^'(.*)'$|^"(.*)"$/s.exec(text);
  if (quoted) return { type: 'field', name: unescaped(quoted[1] ?? quoted[2]) };
  const parts = /^(-?\d*)(?::(-?\d*))?(?::(-?\d*))?$/.exec(text);
  if (!parts || text === '') throw new JsonPathError(`invalid array index ${text}`);
  const [, from, to, step] = parts;
  return {
    type: 'slice',
    from: from === '' ? undefined : Number(from),
    to: to === undefined || to === '' ? undefined : Number(to),
    step: step ? Math.max(1, Number(step)) : 1,
    single: to === undefined,
  };
}
