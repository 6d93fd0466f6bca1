// What an awk program remembers: its variables, and the record with its fields, which are split when one is asked for
// and joined again when one has changed.

import { Failure, type Invocation } from '../utility.ts';
import { fromInput, toNumber, toText, UNSET, type Value } from './awk-values.ts';
import { compile, RegexError } from './regex.ts';

export type Table = Map<string, Value>;
export type Cell = Value | Table;

export class Memory {
  readonly globals = new Map<string, Cell>();
  /** Of the function that is running. */
  locals: Map<string, Cell> | undefined;
  #record = '';
  #split: Value[] | undefined = [];
  #recordIsStale = false;
  readonly #expressions = new Map<string, RegExp>();

  constructor(run: Invocation, operands: readonly string[]) {
    const values: Readonly<Record<string, Value>> = {
      FS: ' ',
      OFS: ' ',
      RS: '\n',
      ORS: '\n',
      NR: 0,
      FNR: 0,
      NF: 0,
      SUBSEP: '\x1c',
      RSTART: 0,
      RLENGTH: -1,
      FILENAME: '',
      OFMT: '%.6g',
      CONVFMT: '%.6g',
      ARGC: operands.length + 1,
    };
    for (const [name, value] of Object.entries(values)) this.globals.set(name, value);
    const words: Table = new Map([['0', run.name] as const]);
    for (const [index, operand] of operands.entries()) words.set(String(index + 1), fromInput(operand));
    this.globals.set('ARGV', words);
    this.globals.set(
      'ENVIRON',
      new Map([...run.process.environment].map(([name, value]) => [name, fromInput(value)] as const)),
    );
  }

  assign(name: string, value: Value): void {
    if (this.locals?.has(name)) {
      this.locals.set(name, value);
      return;
    }
    this.globals.set(name, value);
    if (name === 'NF') {
      const fields = this.fields();
      const count = toNumber(value);
      while (fields.length < count) fields.push('');
      fields.length = count;
      this.#recordIsStale = true;
    }
  }

  get(name: string): Value {
    if (name === 'NF') return this.fields().length;
    const cell = this.locals?.has(name) ? this.locals.get(name) : this.globals.get(name);
    if (cell instanceof Map) throw new Failure(`can't use array ${name} in a scalar context`, 2);
    return cell ?? UNSET;
  }

  table(name: string): Table {
    const scope = this.locals?.has(name) ? this.locals : this.globals;
    const cell = scope.get(name);
    if (cell instanceof Map) return cell;
    const table: Table = new Map();
    scope.set(name, table);
    return table;
  }

  text(value: Value): string {
    return toText(value, typeof value === 'number' ? this.format('CONVFMT') : '');
  }

  format(name: string): string {
    const cell = this.globals.get(name);
    return typeof cell === 'string' ? cell : '%.6g';
  }

  setRecord(text: string): void {
    this.#record = text;
    this.#split = undefined;
    this.#recordIsStale = false;
  }

  recordText(): string {
    if (this.#recordIsStale) {
      this.#record = this.#split!.map((field) => this.text(field)).join(this.text(this.get('OFS')));
      this.#recordIsStale = false;
    }
    return this.#record;
  }

  fields(): Value[] {
    this.#split ??= this.pieces(this.#record, this.text(this.get('FS')), this.text(this.get('RS')) === '').map(
      fromInput,
    );
    return this.#split;
  }

  pieces(text: string, separator: string, isParagraph = false): string[] {
    if (text === '') return [];
    if (separator === ' ') return text.split(/[ \t\n]+/).filter((piece) => piece !== '');
    if (isParagraph)
      return text.split(
        new RegExp(`(?:${separator.length === 1 ? escaped(separator) : this.expression(separator).source})|\\n`, 'u'),
      );
    if (separator === '') return [...text];
    if (separator.length === 1 && separator !== '\\') return text.split(separator);
    const expression = this.expression(separator);
    const pieces: string[] = [];
    let from = 0;
    for (const match of text.matchAll(expression)) {
      if (match[0] === '') continue;
      pieces.push(text.slice(from, match.index));
      from = match.index + match[0].length;
    }
    return [...pieces, text.slice(from)];
  }

  setField(index: number, value: Value): void {
    if (index === 0) {
      this.setRecord(this.text(value));
      return;
    }
    const fields = this.fields();
    while (fields.length < index) fields.push('');
    fields[index - 1] = value;
    this.#recordIsStale = true;
  }

  expression(source: string): RegExp {
    let expression = this.#expressions.get(source);
    if (!expression) {
      try {
        expression = compile(source, 'awk', 'g', true);
      } catch (error) {
        if (error instanceof RegexError)
          throw new Failure(`regular expression compile failed (${error.message})\n${source}`, 2);
        throw error;
      }
      this.#expressions.set(source, expression);
    }
    expression.lastIndex = 0;
    return expression;
  }
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
