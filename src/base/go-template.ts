// Templates in the language of Go's text/template, as far as `-o go-template` is used with: fields, pipelines, variables,
// if, range, with, trimming, and the built-in functions. Objects are plain JSON.

import { fromBase64 } from './base64.ts';
import { decode, encode } from './bytes.ts';
import { goJson } from './go-json.ts';
import { GoTemplateError, type Node, type Operand, type Pipe, parseNodes } from './go-template-syntax.ts';
import { goValue } from './go-value.ts';

export { GoTemplateError };

export interface GoTemplate {
  /** Throws GoTemplateError. */
  text(object: unknown): string;
}

/** Throws GoTemplateError. `allowMissing`: a missing field prints `<no value>`. */
export function parseGoTemplate(source: string, allowMissing = true): GoTemplate {
  const nodes = parseNodes(source);
  return {
    text(object) {
      const run = new Run(object, allowMissing);
      run.list(nodes, object);
      return run.output;
    },
  };
}

class Leave {
  readonly how: 'break' | 'continue';
  constructor(how: 'break' | 'continue') {
    this.how = how;
  }
}

type Fields = Readonly<Record<string, unknown>>;
const isMap = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

class Run {
  output = '';
  readonly #variables: { name: string; value: unknown }[];
  readonly #allowMissing: boolean;

  constructor(root: unknown, allowMissing: boolean) {
    this.#variables = [{ name: '$', value: root }];
    this.#allowMissing = allowMissing;
  }

  list(nodes: readonly Node[], dot: unknown): void {
    for (const node of nodes) this.#node(node, dot);
  }

  #node(node: Node, dot: unknown): void {
    switch (node.type) {
      case 'text':
        this.output += node.text;
        return;
      case 'print': {
        const value = this.#pipe(node.pipe, dot);
        if (node.pipe.variables.length === 0) this.output += shown(value);
        return;
      }
      case 'break':
      case 'continue':
        throw new Leave(node.type);
      case 'if':
      case 'with':
        this.#scoped(() => {
          const value = this.#pipe(node.pipe, dot);
          if (isTrue(value)) this.list(node.then, node.type === 'with' ? value : dot);
          else this.list(node.otherwise, dot);
        });
        return;
      case 'range':
        this.#range(node, dot);
    }
  }

  #range(node: Extract<Node, { type: 'range' }>, dot: unknown): void {
    const mark = this.#variables.length;
    const value = this.#pipe({ ...node.pipe, variables: [] }, dot);
    const entries = entriesOf(value);
    if (entries.length === 0) this.#scoped(() => this.list(node.otherwise, dot));
    const { variables } = node.pipe;
    for (const [key, element] of entries) {
      if (variables.length === 1) this.#variables.push({ name: variables[0], value: element });
      if (variables.length === 2) {
        this.#variables.push({ name: variables[0], value: key }, { name: variables[1], value: element });
      }
      try {
        this.list(node.then, element);
      } catch (error) {
        if (!(error instanceof Leave)) throw error;
        if (error.how === 'break') break;
      } finally {
        this.#variables.length = mark;
      }
    }
  }

  #scoped(run: () => void): void {
    const mark = this.#variables.length;
    try {
      run();
    } finally {
      this.#variables.length = mark;
    }
  }

  #pipe({ commands, variables, assigns }: Pipe, dot: unknown): unknown {
    let value: unknown;
    for (const [at, command] of commands.entries()) value = this.#command(command, dot, at > 0 ? [value] : []);
    for (const name of variables) {
      const known = assigns ? this.#variables.findLast((one) => one.name === name) : undefined;
      if (assigns && !known) throw new GoTemplateError(`undefined variable ${JSON.stringify(name)}`);
      if (known) known.value = value;
      else this.#variables.push({ name, value });
    }
    return value;
  }

  #command(operands: readonly Operand[], dot: unknown, piped: readonly unknown[]): unknown {
    const [first, ...rest] = operands;
    if (first.type === 'name') return this.#call(first.name, rest, dot, piped);
    if (rest.length > 0 || piped.length > 0) throw new GoTemplateError(`can't give argument to non-function`);
    return this.#operand(first, dot);
  }

  #operand(operand: Operand, dot: unknown): unknown {
    switch (operand.type) {
      case 'value':
        return operand.value;
      case 'name':
        return this.#call(operand.name, [], dot, []);
      case 'pipe':
        return this.#follow(this.#pipe(operand.pipe, dot), operand.fields);
      case 'path':
        return this.#follow(operand.from === 'dot' ? dot : this.#variable(operand.from), operand.fields);
    }
  }

  #variable(name: string): unknown {
    const found = this.#variables.findLast((one) => one.name === name);
    if (!found) throw new GoTemplateError(`undefined variable ${JSON.stringify(name)}`);
    return found.value;
  }

  #follow(start: unknown, fields: readonly string[]): unknown {
    let value = start;
    for (const field of fields) {
      if (value === undefined) return undefined;
      if (value === null) throw new GoTemplateError(`nil data; no entry for key ${JSON.stringify(field)}`);
      if (!isMap(value)) throw new GoTemplateError(`can't evaluate field ${field} in type ${goType(value)}`);
      if (!(field in value) && !this.#allowMissing) {
        throw new GoTemplateError(`map has no entry for key ${JSON.stringify(field)}`);
      }
      value = value[field];
    }
    return value;
  }

  #call(name: string, operands: readonly Operand[], dot: unknown, piped: readonly unknown[]): unknown {
    if (name === 'and' || name === 'or') {
      let value: unknown;
      for (const next of [...operands.map((one) => () => this.#operand(one, dot)), ...piped.map((one) => () => one)]) {
        value = next();
        if (isTrue(value) === (name === 'or')) return value;
      }
      return value;
    }
    const call = FUNCTIONS[name];
    if (!call) throw new GoTemplateError(`function ${JSON.stringify(name)} not defined`);
    return call([...operands.map((one) => this.#operand(one, dot)), ...piped]);
  }
}

const entriesOf = (value: unknown): (readonly [unknown, unknown])[] => {
  if (Array.isArray(value)) return [...value.entries()];
  if (isMap(value))
    return Object.keys(value)
      .sort()
      .map((key) => [key, value[key]] as const);
  if (typeof value === 'number') return Array.from({ length: value }, (_, at) => [at, at] as const);
  if (value === undefined || value === null) return [];
  throw new GoTemplateError(`range can't iterate over ${shown(value)}`);
};

function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isMap(value)) return Object.keys(value).length > 0;
  return Boolean(value);
}

const goType = (value: unknown): string =>
  Array.isArray(value)
    ? '[]interface {}'
    : typeof value === 'number'
      ? 'float64'
      : typeof value === 'boolean'
        ? 'bool'
        : 'string';

/** fmt.Fprint of a JSON value: `map[a:b]`, `[1 2]`, `<no value>`. */
function shown(value: unknown): string {
  if (value === undefined || value === null) return '<no value>';
  if (typeof value === 'object') return goValue(value);
  return String(value);
}

function compared(values: readonly unknown[], name: string): number {
  const [a, b] = values;
  if (typeof a !== typeof b || (typeof a !== 'number' && typeof a !== 'string')) {
    throw new GoTemplateError(`error calling ${name}: incompatible types for comparison`);
  }
  return a < (b as typeof a) ? -1 : a > (b as typeof a) ? 1 : 0;
}

const FUNCTIONS: Readonly<Record<string, (values: readonly unknown[]) => unknown>> = {
  eq: ([first, ...rest]) => rest.some((one) => one === first),
  ne: ([a, b]) => a !== b,
  lt: (values) => compared(values, 'lt') < 0,
  le: (values) => compared(values, 'le') <= 0,
  gt: (values) => compared(values, 'gt') > 0,
  ge: (values) => compared(values, 'ge') >= 0,
  not: ([value]) => !isTrue(value),
  len([value]) {
    if (typeof value === 'string') return encode(value).length;
    if (Array.isArray(value)) return value.length;
    if (isMap(value)) return Object.keys(value).length;
    throw new GoTemplateError(`error calling len: len of type ${goType(value)}`);
  },
  index([collection, ...keys]) {
    let value = collection;
    for (const key of keys) {
      if (Array.isArray(value)) {
        const at = Number(key);
        if (!(at >= 0 && at < value.length)) {
          throw new GoTemplateError(`error calling index: index out of range: ${shown(key)}`);
        }
        value = value[at];
      } else if (isMap(value)) value = value[String(key)];
      else throw new GoTemplateError('error calling index: index of untyped nil');
    }
    return value;
  },
  slice([value, from = 0, to]) {
    if (typeof value === 'string' || Array.isArray(value))
      return value.slice(Number(from), to === undefined ? undefined : Number(to));
    throw new GoTemplateError(`error calling slice: can't slice item of type ${goType(value)}`);
  },
  print: (values) => values.map(shown).join(' '),
  println: (values) => `${values.map(shown).join(' ')}\n`,
  printf: ([format, ...values]) => formatted(String(format), values),
  html: (values) =>
    values
      .map(shown)
      .join('')
      .replace(/[<>&'"]/g, (letter) => `&#${letter.charCodeAt(0)};`),
  js: (values) => goJson(values.map(shown).join('')).slice(1, -1),
  urlquery: (values) => encodeURIComponent(values.map(shown).join('')).replaceAll('%20', '+'),
  // kubectl's own.
  exists([object, ...path]) {
    let value = object;
    for (const step of path) {
      if (!isMap(value) && !Array.isArray(value)) return false;
      value = (value as Fields)[String(step)];
    }
    return value !== undefined;
  },
  base64decode([text]) {
    const bytes = fromBase64(String(text));
    if (!bytes) throw new GoTemplateError('error calling base64decode: illegal base64 data at input byte 0');
    return decode(bytes);
  },
};

/** %s %v %d %q %t %x and widths. */
function formatted(format: string, values: readonly unknown[]): string {
  let at = 0;
  const text = format.replace(
    /%(-?)(0?)(\d*)(?:\.(\d+))?([svdqtxf%])/g,
    (_, left: string, zero: string, width: string, digits: string | undefined, verb: string) => {
      if (verb === '%') return '%';
      if (at >= values.length) return `%!${verb}(MISSING)`;
      const value = values[at++];
      let shownValue = verb === 'q' ? JSON.stringify(shown(value)) : shown(value);
      if (verb === 'd' && typeof value !== 'number') shownValue = `%!d(${goType(value)}=${shown(value)})`;
      if (verb === 'f') shownValue = Number(value).toFixed(digits === undefined ? 6 : Number(digits));
      if (verb === 'x') shownValue = typeof value === 'number' ? value.toString(16) : shownValue;
      if (verb === 's' && typeof value === 'number')
        shownValue = `%!s(${Number.isInteger(value) ? 'int64' : 'float64'}=${value})`;
      if (digits !== undefined && verb === 's') shownValue = shownValue.slice(0, Number(digits));
      return width === ''
        ? shownValue
        : left === '-'
          ? shownValue.padEnd(Number(width))
          : shownValue.padStart(Number(width), zero || ' ');
    },
  );
  const extra = values.slice(at);
  return extra.length === 0
    ? text
    : `${text}%!(EXTRA ${extra.map((one) => `${goType(one)}=${shown(one)}`).join(', ')})`;
}
