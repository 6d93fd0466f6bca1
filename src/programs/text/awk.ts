// awk: patterns and actions. The interpreter walks the trees of awk-syntax.ts.

import { encodeRaw } from '../../base/raw-text.ts';
import { strftime } from '../../base/strftime.ts';
import { SystemError } from '../../linux/errors.ts';
import type { OpenFile } from '../../linux/files/open-file.ts';
import { createPipe } from '../../linux/files/pipe.ts';
import type { ExitCode, Process, Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { Failure, Input, type Invocation, reason, utility } from '../utility.ts';
import { SyntaxProblem, unescapeText } from './awk-lexer.ts';
import {
  type AwkProgram,
  type Expression,
  type FunctionDefinition,
  parseAwk,
  type Redirection,
  type Statement,
} from './awk-syntax.ts';
import { compare, fromInput, isTrue, sprintf, toNumber, toText, UNSET, type Value } from './awk-values.ts';
import { compile, RegexError } from './regex.ts';

export const awk: Program = utility(
  {
    usage: "[Options] 'program' [file ...]",
    suite: 'mawk 1.3.4 20240123',
    usageStatus: 2,
    options: ['F,field-separator=', 'f,file=', 'v,assign=', 'W='],
    stopAtOperand: true,
    rewrite: (words) => {
      for (let at = 0; at < words.length && /^-./.test(words[at]) && words[at] !== '--'; at++) {
        if (!/^(-[FfvW]|--(help|version)$)/.test(words[at])) throw new Failure(`not an option: ${words[at]}`, 2);
        if (/^-[FfvW]$/.test(words[at])) at++;
      }
      return words;
    },
  },
  function* (run) {
    let source = '';
    let { operands } = run;
    for (const path of run.values('file')) {
      try {
        const input = run.open(path);
        source += `${yield* input.text()}\n`;
        input.close();
      } catch (error) {
        throw new Failure(`cannot open ${path} (${reason(error)})`, 2);
      }
    }
    if (!run.has('file')) {
      if (operands.length === 0) {
        yield* run.note(`Usage: ${run.name} [Options] 'program' [file ...]\n`);
        return 2;
      }
      source = operands[0];
      operands = operands.slice(1);
    }
    let program: AwkProgram;
    try {
      program = parseAwk(source);
    } catch (error) {
      if (error instanceof SyntaxProblem) throw new Failure(`line ${error.line}: ${error.message}`, 2);
      throw error;
    }
    const machine = new Machine(run, program, operands);
    const separator = run.value('field-separator');
    if (separator !== undefined) machine.assign('FS', separator === 't' ? '\t' : unescapeText(separator));
    for (const text of run.values('assign')) {
      const at = text.indexOf('=');
      if (!/^[A-Za-z_]\w*=/.test(text)) throw new Failure(`improper assignment: -v ${text}`, 2);
      machine.assign(text.slice(0, at), fromInput(unescapeText(text.slice(at + 1))));
    }
    return yield* machine.work();
  },
);

type Table = Map<string, Value>;
type Cell = Value | Table;

/** break, continue, next, exit and return leave the place where they stand. */
class Leave extends Error {
  override readonly name = 'Leave';
  readonly how: 'break' | 'continue' | 'next' | 'nextfile' | 'exit' | 'return';
  readonly value: Value | undefined;
  constructor(how: Leave['how'], value?: Value) {
    super(how);
    this.how = how;
    this.value = value;
  }
}

interface Sink {
  readonly file: OpenFile;
  readonly child: Process | undefined;
  text: string;
}

class Machine {
  readonly #run: Invocation;
  readonly #program: AwkProgram;
  readonly #globals = new Map<string, Cell>();
  #locals: Map<string, Cell> | undefined;
  #record = '';
  #fields: Value[] | undefined = [];
  #recordIsStale = false;
  readonly #expressions = new Map<string, RegExp>();
  readonly #open = new Map<number, boolean>();
  readonly #sinks = new Map<string, Sink>();
  readonly #sources = new Map<string, { readonly input: Input; readonly child: Process | undefined }>();
  #input: Input | undefined;
  #operand = 1;
  #usedOperand = false;
  #inputOver = false;
  #seed = 0;
  #steps = 0;

  constructor(run: Invocation, program: AwkProgram, operands: readonly string[]) {
    this.#run = run;
    this.#program = program;
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
    for (const [name, value] of Object.entries(values)) this.#globals.set(name, value);
    const words: Table = new Map([['0', run.name] as const]);
    for (const [index, operand] of operands.entries()) words.set(String(index + 1), fromInput(operand));
    this.#globals.set('ARGV', words);
    this.#globals.set(
      'ENVIRON',
      new Map([...run.process.environment].map(([name, value]) => [name, fromInput(value)] as const)),
    );
  }

  *work(): Task<ExitCode> {
    let status = 0;
    let over = false;
    const { rules } = this.#program;
    const guarded = function* (this: Machine, act: () => Task<void>): Task<boolean> {
      try {
        yield* act();
        return true;
      } catch (error) {
        if (!(error instanceof Leave)) throw error;
        if (error.how !== 'exit') return true;
        if (error.value !== undefined) status = toNumber(error.value);
        return false;
      }
    }.bind(this);
    for (const rule of rules) {
      if (rule.pattern !== 'BEGIN') continue;
      if (!(yield* guarded(() => this.#execute(rule.body!)))) {
        over = true;
        break;
      }
    }
    const needsInput = rules.some((rule) => rule.pattern !== 'BEGIN');
    while (!over && needsInput) {
      const record = yield* this.#nextRecord();
      if (record === undefined) break;
      this.#setRecord(record);
      over = !(yield* guarded(() => this.#eachRule()));
    }
    for (const rule of rules) {
      if (rule.pattern !== 'END' || (over && !needsInput)) continue;
      if (!(yield* guarded(() => this.#execute(rule.body!)))) break;
    }
    this.#input?.close();
    yield* this.#run.flush();
    for (const name of [...this.#sinks.keys(), ...this.#sources.keys()]) yield* this.#close(name);
    return status || this.#run.status;
  }

  *#eachRule(): Task<void> {
    for (const [index, rule] of this.#program.rules.entries()) {
      if (rule.pattern === 'BEGIN' || rule.pattern === 'END') continue;
      if (!(yield* this.#selects(index, rule.pattern))) continue;
      try {
        if (rule.body) yield* this.#execute(rule.body);
        else yield* this.#run.print(this.#recordText() + this.#text(this.#get('ORS')));
      } catch (error) {
        if (error instanceof Leave && error.how === 'nextfile') {
          this.#input?.close();
          this.#input = undefined;
        }
        if (error instanceof Leave && (error.how === 'next' || error.how === 'nextfile')) return;
        throw error;
      }
    }
  }

  *#selects(index: number, pattern: Expression | readonly [Expression, Expression] | undefined): Task<boolean> {
    if (pattern === undefined) return true;
    if (!isRange(pattern)) return isTrue(yield* this.#value(pattern));
    const [first, last] = pattern;
    if (!this.#open.get(index) && !isTrue(yield* this.#value(first))) return false;
    this.#open.set(index, !isTrue(yield* this.#value(last)));
    return true;
  }

  // ——— variables and fields ———

  assign(name: string, value: Value): void {
    if (this.#locals?.has(name)) {
      this.#locals.set(name, value);
      return;
    }
    this.#globals.set(name, value);
    if (name === 'NF') {
      const fields = this.#split();
      const count = toNumber(value);
      while (fields.length < count) fields.push('');
      fields.length = count;
      this.#recordIsStale = true;
    }
  }

  #get(name: string): Value {
    if (name === 'NF') return this.#split().length;
    const cell = this.#locals?.has(name) ? this.#locals.get(name) : this.#globals.get(name);
    if (cell instanceof Map) throw new Failure(`can't use array ${name} in a scalar context`, 2);
    return cell ?? UNSET;
  }

  #table(name: string): Table {
    const scope = this.#locals?.has(name) ? this.#locals : this.#globals;
    const cell = scope.get(name);
    if (cell instanceof Map) return cell;
    const table: Table = new Map();
    scope.set(name, table);
    return table;
  }

  #text(value: Value): string {
    return toText(value, typeof value === 'number' ? this.#format('CONVFMT') : '');
  }

  #format(name: string): string {
    const cell = this.#globals.get(name);
    return typeof cell === 'string' ? cell : '%.6g';
  }

  #setRecord(text: string): void {
    this.#record = text;
    this.#fields = undefined;
    this.#recordIsStale = false;
  }

  #recordText(): string {
    if (this.#recordIsStale) {
      this.#record = this.#fields!.map((field) => this.#text(field)).join(this.#text(this.#get('OFS')));
      this.#recordIsStale = false;
    }
    return this.#record;
  }

  #split(): Value[] {
    this.#fields ??= this.#pieces(this.#record, this.#text(this.#get('FS')), this.#text(this.#get('RS')) === '').map(
      fromInput,
    );
    return this.#fields;
  }

  #pieces(text: string, separator: string, isParagraph = false): string[] {
    if (text === '') return [];
    if (separator === ' ') return text.split(/[ \t\n]+/).filter((piece) => piece !== '');
    if (isParagraph)
      return text.split(
        new RegExp(`(?:${separator.length === 1 ? escaped(separator) : this.#expression(separator).source})|\\n`, 'u'),
      );
    if (separator === '') return [...text];
    if (separator.length === 1 && separator !== '\\') return text.split(separator);
    const expression = this.#expression(separator);
    const pieces: string[] = [];
    let from = 0;
    for (const match of text.matchAll(expression)) {
      if (match[0] === '') continue;
      pieces.push(text.slice(from, match.index));
      from = match.index + match[0].length;
    }
    return [...pieces, text.slice(from)];
  }

  #setField(index: number, value: Value): void {
    if (index === 0) {
      this.#setRecord(this.#text(value));
      return;
    }
    const fields = this.#split();
    while (fields.length < index) fields.push('');
    fields[index - 1] = value;
    this.#recordIsStale = true;
  }

  #expression(source: string): RegExp {
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

  // ——— input ———

  *#nextRecord(): Task<string | undefined> {
    for (;;) {
      if (!this.#input && !this.#openNext()) return undefined;
      const record = yield* this.#readRecord(this.#input!);
      if (record !== undefined) {
        this.#globals.set('NR', toNumber(this.#get('NR')) + 1);
        this.#globals.set('FNR', toNumber(this.#get('FNR')) + 1);
        return record;
      }
      this.#input!.close();
      this.#input = undefined;
    }
  }

  #openNext(): boolean {
    while (!this.#inputOver) {
      if (this.#operand >= toNumber(this.#get('ARGC'))) {
        this.#inputOver = true;
        if (this.#usedOperand) return false;
        this.#input = this.#run.open('-');
        return true;
      }
      const operand = this.#text(this.#table('ARGV').get(String(this.#operand++)) ?? '');
      if (operand === '') continue;
      const assignment = /^([A-Za-z_]\w*)=(.*)$/s.exec(operand);
      if (assignment) {
        this.assign(assignment[1], fromInput(unescapeText(assignment[2])));
        continue;
      }
      this.#usedOperand = true;
      this.#globals.set('FILENAME', operand);
      this.#globals.set('FNR', 0);
      try {
        this.#input = this.#run.open(operand);
        if (this.#input.file.kind === 'directory') throw new SystemError('EISDIR');
        return true;
      } catch (error) {
        this.#input = undefined;
        throw new Failure(`cannot open ${operand} (${reason(error)})`, 2);
      }
    }
    return false;
  }

  *#readRecord(input: Input): Task<string | undefined> {
    const separator = this.#text(this.#get('RS'));
    if (separator.length === 1) return (yield* input.line(separator.charCodeAt(0)))?.text;
    if (separator !== '') return yield* this.#recordBefore(input, separator);
    const lines: string[] = [];
    for (;;) {
      const line = yield* input.line();
      if (!line) return lines.length > 0 ? lines.join('\n') : undefined;
      if (line.text !== '') lines.push(line.text);
      else if (lines.length > 0) return lines.join('\n');
    }
  }

  /** A separator that is an expression: the rest of the input is needed to know where it ends. */
  *#recordBefore(input: Input, separator: string): Task<string | undefined> {
    const text = yield* input.text();
    if (text === '') return undefined;
    const match = this.#expression(separator).exec(text);
    if (!match) return text.replace(/\n$/, '');
    input.unread(encodeRaw(text.slice(match.index + match[0].length)));
    return text.slice(0, match.index);
  }

  *#getline(expression: Extract<Expression, { type: 'getline' }>): Task<Value> {
    let record: string | undefined;
    if (expression.source === 'input') record = yield* this.#nextRecord();
    else {
      const name = this.#text(yield* this.#value(expression.from!));
      let source = this.#sources.get(name);
      if (!source) {
        try {
          source =
            expression.source === 'file'
              ? { input: this.#run.open(name), child: undefined }
              : yield* this.#fromCommand(name);
        } catch (error) {
          reason(error);
          return -1;
        }
        this.#sources.set(name, source);
      }
      record = yield* this.#readRecord(source.input);
      if (record !== undefined && expression.source === 'command') {
        this.#globals.set('NR', toNumber(this.#get('NR')) + 1);
      }
    }
    if (record === undefined) return 0;
    if (expression.target) yield* this.#store(expression.target, fromInput(record));
    else this.#setRecord(record);
    return 1;
  }

  *#fromCommand(command: string): Task<{ readonly input: Input; readonly child: Process }> {
    yield* this.#run.flush();
    const pipe = createPipe();
    const descriptors = new Map([...this.#run.process.descriptors, [1, pipe.writer] as const]);
    const child = this.#run.process.spawn({ argv: ['/bin/sh', '-c', command], descriptors });
    pipe.writer.release();
    return { input: new Input(this.#run, pipe.reader), child };
  }

  // ——— output ———

  *#emit(text: string, redirection: Redirection | undefined): Task<void> {
    if (!redirection) {
      yield* this.#run.print(text);
      return;
    }
    const name = this.#text(yield* this.#value(redirection.to));
    if (redirection.mark !== '|' && (name === '/dev/stdout' || name === '-')) yield* this.#run.print(text);
    else if (redirection.mark !== '|' && name === '/dev/stderr') yield* this.#run.note(text);
    else {
      const sink = this.#sinks.get(name) ?? (yield* this.#openSink(name, redirection.mark));
      sink.text += text;
      if (sink.text.length > 16_384) yield* this.#drain(sink);
    }
  }

  *#openSink(name: string, mark: Redirection['mark']): Task<Sink> {
    const { process } = this.#run;
    let sink: Sink;
    if (mark === '|') {
      yield* this.#run.flush();
      const pipe = createPipe();
      const descriptors = new Map([...process.descriptors, [0, pipe.reader] as const]);
      const child = process.spawn({ argv: ['/bin/sh', '-c', name], descriptors });
      pipe.reader.release();
      sink = { file: pipe.writer, child, text: '' };
    } else {
      try {
        const flags = { write: true, create: true, truncate: mark === '>', append: mark === '>>' };
        const file = process.files.open(this.#run.absolute(name), flags, 0o666 & ~process.umask, process.credentials);
        sink = { file, child: undefined, text: '' };
      } catch (error) {
        throw new Failure(`cannot open "${name}" for output (${reason(error)})`, 2);
      }
    }
    this.#sinks.set(name, sink);
    return sink;
  }

  *#drain(sink: Sink): Task<void> {
    const bytes = encodeRaw(sink.text);
    sink.text = '';
    if (bytes.length > 0) yield* sink.file.write(bytes);
  }

  *#close(name: string): Task<number> {
    const sink = this.#sinks.get(name);
    const source = this.#sources.get(name);
    let status = -1;
    if (sink) {
      yield* this.#drain(sink);
      sink.file.release();
      status = sink.child ? (yield* this.#run.process.waitFor(sink.child)).code : 0;
      this.#sinks.delete(name);
    }
    if (source) {
      source.input.close();
      status = source.child ? (yield* this.#run.process.waitFor(source.child)).code : 0;
      this.#sources.delete(name);
    }
    return status;
  }

  // ——— statements ———

  *#execute(statement: Statement): Task<void> {
    if (++this.#steps % 200_000 === 0) yield* this.#run.process.compute(1); // an endless loop can be interrupted
    switch (statement.type) {
      case 'block':
        for (const one of statement.body) yield* this.#execute(one);
        return;
      case 'expression':
        yield* this.#value(statement.value);
        return;
      case 'print': {
        const texts: string[] = [];
        for (const value of statement.values) {
          const printed = yield* this.#value(value);
          texts.push(toText(printed, this.#format('OFMT')));
        }
        const text = statement.values.length === 0 ? this.#recordText() : texts.join(this.#text(this.#get('OFS')));
        yield* this.#emit(text + this.#text(this.#get('ORS')), statement.redirection);
        return;
      }
      case 'printf': {
        const [format = '', ...values] = yield* this.#values(statement.values);
        yield* this.#emit(sprintf(this.#text(format), values, this.#format('CONVFMT')), statement.redirection);
        return;
      }
      case 'if':
        if (isTrue(yield* this.#value(statement.test))) yield* this.#execute(statement.yes);
        else if (statement.no) yield* this.#execute(statement.no);
        return;
      case 'while':
        while (isTrue(yield* this.#value(statement.test))) if (!(yield* this.#body(statement.body))) return;
        return;
      case 'do':
        do if (!(yield* this.#body(statement.body))) return;
        while (isTrue(yield* this.#value(statement.test)));
        return;
      case 'for':
        if (statement.start) yield* this.#execute(statement.start);
        while (!statement.test || isTrue(yield* this.#value(statement.test))) {
          if (!(yield* this.#body(statement.body))) return;
          if (statement.step) yield* this.#execute(statement.step);
        }
        return;
      case 'for-in':
        for (const key of [...this.#table(statement.array).keys()]) {
          this.assign(statement.variable, fromInput(key));
          if (!(yield* this.#body(statement.body))) return;
        }
        return;
      case 'delete': {
        const table = this.#table(statement.name);
        if (!statement.keys) table.clear();
        else table.delete(yield* this.#key(statement.keys));
        return;
      }
      case 'exit':
      case 'return':
        throw new Leave(statement.type, statement.value && (yield* this.#value(statement.value)));
      default:
        throw new Leave(statement.type);
    }
  }

  /** One turn of a loop; false: break. */
  *#body(statement: Statement): Task<boolean> {
    try {
      yield* this.#execute(statement);
    } catch (error) {
      if (!(error instanceof Leave)) throw error;
      if (error.how === 'break') return false;
      if (error.how !== 'continue') throw error;
    }
    return true;
  }

  // ——— expressions ———

  *#values(expressions: readonly Expression[]): Task<Value[]> {
    const values: Value[] = [];
    for (const expression of expressions) values.push(yield* this.#value(expression));
    return values;
  }

  *#key(keys: readonly Expression[]): Task<string> {
    const values = yield* this.#values(keys);
    return values.map((value) => this.#text(value)).join(this.#text(this.#get('SUBSEP')));
  }

  *#value(expression: Expression): Task<Value> {
    switch (expression.type) {
      case 'number':
      case 'string':
        return expression.value;
      case 'regex':
        return this.#expression(expression.source).test(this.#recordText()) ? 1 : 0;
      case 'variable':
        return this.#get(expression.name);
      case 'element': {
        const key = yield* this.#key(expression.keys);
        const table = this.#table(expression.name);
        if (!table.has(key)) table.set(key, UNSET);
        return table.get(key)!;
      }
      case 'field': {
        const index = toNumber(yield* this.#value(expression.index));
        if (index < 0) throw new Failure(`negative field index $${index}`, 2);
        return index === 0 ? fromInput(this.#recordText()) : (this.#split()[Math.trunc(index) - 1] ?? UNSET);
      }
      case 'assign': {
        const value = yield* this.#value(expression.value);
        if (expression.operator === '=') return yield* this.#store(expression.target, value);
        const now = toNumber(yield* this.#value(expression.target));
        return yield* this.#store(expression.target, arithmetic(expression.operator[0], now, toNumber(value)));
      }
      case 'step': {
        const before = toNumber(yield* this.#value(expression.target));
        yield* this.#store(expression.target, before + expression.by);
        return expression.before ? before + expression.by : before;
      }
      case 'condition':
        return yield* this.#value(isTrue(yield* this.#value(expression.test)) ? expression.yes : expression.no);
      case 'unary': {
        const value = yield* this.#value(expression.value);
        if (expression.operator === '!') return isTrue(value) ? 0 : 1;
        return expression.operator === '-' ? -toNumber(value) : toNumber(value);
      }
      case 'binary':
        return yield* this.#binary(expression);
      case 'in':
        return this.#table(expression.name).has(yield* this.#key(expression.keys)) ? 1 : 0;
      case 'group':
        return expression.values.length === 1
          ? yield* this.#value(expression.values[0])
          : yield* this.#key(expression.values);
      case 'getline':
        return yield* this.#getline(expression);
      case 'call':
        return yield* this.#call(expression.name, expression.values);
      case 'builtin':
        return yield* this.#builtin(expression.name, expression.values);
    }
  }

  *#binary({ operator, left, right }: Extract<Expression, { type: 'binary' }>): Task<Value> {
    if (operator === '&&') return isTrue(yield* this.#value(left)) && isTrue(yield* this.#value(right)) ? 1 : 0;
    if (operator === '||') return isTrue(yield* this.#value(left)) || isTrue(yield* this.#value(right)) ? 1 : 0;
    if (operator === '~' || operator === '!~') {
      const text = this.#text(yield* this.#value(left));
      const matches = (yield* this.#pattern(right)).test(text);
      return matches === (operator === '~') ? 1 : 0;
    }
    const a = yield* this.#value(left);
    const b = yield* this.#value(right);
    switch (operator) {
      case ' ':
        return this.#text(a) + this.#text(b);
      case '<':
        return compare(a, b, this.#format('CONVFMT')) < 0 ? 1 : 0;
      case '<=':
        return compare(a, b, this.#format('CONVFMT')) <= 0 ? 1 : 0;
      case '==':
        return compare(a, b, this.#format('CONVFMT')) === 0 ? 1 : 0;
      case '!=':
        return compare(a, b, this.#format('CONVFMT')) !== 0 ? 1 : 0;
      case '>':
        return compare(a, b, this.#format('CONVFMT')) > 0 ? 1 : 0;
      case '>=':
        return compare(a, b, this.#format('CONVFMT')) >= 0 ? 1 : 0;
      default:
        if ((operator === '/' || operator === '%') && toNumber(b) === 0 && operator === '/') {
          return toNumber(a) === 0 ? Number.NaN : toNumber(a) / 0;
        }
        return arithmetic(operator, toNumber(a), toNumber(b));
    }
  }

  *#pattern(expression: Expression): Task<RegExp> {
    if (expression.type === 'regex') return this.#expression(expression.source);
    return this.#expression(this.#text(yield* this.#value(expression)));
  }

  *#store(target: Expression, value: Value): Task<Value> {
    if (target.type === 'variable') this.assign(target.name, value);
    else if (target.type === 'element') this.#table(target.name).set(yield* this.#key(target.keys), value);
    else if (target.type === 'field') this.#setField(toNumber(yield* this.#value(target.index)), value);
    return value;
  }

  *#call(name: string, values: readonly Expression[]): Task<Value> {
    const definition: FunctionDefinition | undefined = this.#program.functions.get(name);
    if (!definition) throw new Failure(`function ${name} never defined`, 2);
    const locals = new Map<string, Cell>();
    const lent: { readonly parameter: string; readonly name: string }[] = [];
    for (const [index, parameter] of definition.parameters.entries()) {
      const given = values[index];
      if (given?.type === 'variable') {
        const cell = this.#locals?.has(given.name) ? this.#locals.get(given.name) : this.#globals.get(given.name);
        if (cell instanceof Map) locals.set(parameter, cell);
        else {
          locals.set(parameter, given.name === 'NF' ? this.#get('NF') : (cell ?? UNSET));
          if (cell === undefined || cell === UNSET) lent.push({ parameter, name: given.name });
        }
      } else locals.set(parameter, given ? yield* this.#value(given) : UNSET);
    }
    const outer = this.#locals;
    this.#locals = locals;
    try {
      yield* this.#execute(definition.body);
      return UNSET;
    } catch (error) {
      if (error instanceof Leave && error.how === 'return') return error.value ?? UNSET;
      throw error;
    } finally {
      this.#locals = outer;
      // An unset variable that became an array inside is that array outside, too.
      for (const { parameter, name: lender } of lent) {
        const cell = locals.get(parameter);
        if (!(cell instanceof Map)) continue;
        if (outer?.has(lender)) outer.set(lender, cell);
        else this.#globals.set(lender, cell);
      }
    }
  }

  *#builtin(name: string, given: readonly Expression[]): Task<Value> {
    const text = function* (this: Machine, index: number): Task<string> {
      return this.#text(yield* this.#value(given[index]));
    }.bind(this);
    const number = function* (this: Machine, index: number): Task<number> {
      return toNumber(yield* this.#value(given[index]));
    }.bind(this);
    switch (name) {
      case 'length': {
        const [one] = given;
        if (one?.type === 'variable') {
          const cell = this.#locals?.has(one.name) ? this.#locals.get(one.name) : this.#globals.get(one.name);
          if (cell instanceof Map) return cell.size;
        }
        return [...(one ? yield* text(0) : this.#recordText())].length;
      }
      case 'substr': {
        const characters = [...(yield* text(0))];
        const start = Math.round(yield* number(1));
        const end = given[2] ? start + Math.round(yield* number(2)) : Number.POSITIVE_INFINITY;
        return characters.slice(Math.max(start, 1) - 1, Math.max(end - 1, 0)).join('');
      }
      case 'index': {
        const whole = yield* text(0);
        const at = whole.indexOf(yield* text(1));
        return at < 0 ? 0 : [...whole.slice(0, at)].length + 1;
      }
      case 'split':
        return yield* this.#splitInto(given);
      case 'sub':
      case 'gsub':
        return yield* this.#substitute(given, name === 'gsub');
      case 'gensub':
        return yield* this.#gensub(given);
      case 'match': {
        const whole = yield* text(0);
        const match = (yield* this.#pattern(given[1])).exec(whole);
        const start = match ? [...whole.slice(0, match.index)].length + 1 : 0;
        this.#globals.set('RSTART', start);
        this.#globals.set('RLENGTH', match ? [...match[0]].length : -1);
        return start;
      }
      case 'sprintf': {
        const [format = '', ...values] = yield* this.#values(given);
        return sprintf(this.#text(format), values, this.#format('CONVFMT'));
      }
      // mawk, Ubuntu's awk, knows the case of ASCII letters only.
      case 'toupper':
        return (yield* text(0)).replaceAll(/[a-z]+/g, (letters) => letters.toUpperCase());
      case 'tolower':
        return (yield* text(0)).replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
      case 'int':
        return Math.trunc(yield* number(0));
      case 'sqrt':
        return Math.sqrt(yield* number(0));
      case 'exp':
        return Math.exp(yield* number(0));
      case 'log':
        return Math.log(yield* number(0));
      case 'sin':
        return Math.sin(yield* number(0));
      case 'cos':
        return Math.cos(yield* number(0));
      case 'atan2':
        return Math.atan2(yield* number(0), yield* number(1));
      case 'rand':
        return this.#run.process.simulation.random.fraction();
      case 'srand': {
        const before = this.#seed;
        this.#seed = given[0] ? yield* number(0) : this.#seconds();
        return before;
      }
      case 'systime':
        return this.#seconds();
      case 'strftime':
        return strftime(given[0] ? yield* text(0) : '%c', (given[1] ? yield* number(1) : this.#seconds()) * 1000);
      case 'mktime': {
        const [year, month, day, hours, minutes, seconds] = (yield* text(0)).split(/\s+/).map(Number);
        return Date.UTC(year, month - 1, day, hours, minutes, seconds) / 1000;
      }
      case 'close':
        return yield* this.#close(yield* text(0));
      case 'fflush':
        yield* this.#run.flush();
        for (const sink of this.#sinks.values()) yield* this.#drain(sink);
        return 0;
      default: {
        const command = yield* text(0);
        yield* this.#run.flush();
        for (const sink of this.#sinks.values()) yield* this.#drain(sink);
        return (yield* this.#run.process.run({ argv: ['/bin/sh', '-c', command] })).code;
      }
    }
  }

  #seconds(): number {
    const { epoch, now } = this.#run.process.simulation;
    return Math.floor((epoch + now) / 1000);
  }

  *#splitInto([source, target, by]: readonly Expression[]): Task<Value> {
    const whole = this.#text(yield* this.#value(source));
    if (target?.type !== 'variable') throw new Failure('split: second argument must be an array', 2);
    let separator = this.#text(this.#get('FS'));
    if (by) separator = by.type === 'regex' ? by.source : this.#text(yield* this.#value(by));
    const isExpression = by?.type === 'regex' && separator.length === 1 && /[.|*+?$^]/.test(separator);
    const pieces = isExpression ? whole.split(this.#expression(separator)) : this.#pieces(whole, separator);
    const table = this.#table(target.name);
    table.clear();
    for (const [index, piece] of pieces.entries()) table.set(String(index + 1), fromInput(piece));
    return pieces.length;
  }

  *#substitute([pattern, replacement, target]: readonly Expression[], global: boolean): Task<Value> {
    const expression = yield* this.#pattern(pattern);
    const by = this.#text(yield* this.#value(replacement));
    const place: Expression = target ?? { type: 'field', index: { type: 'number', value: 0 } };
    const before = this.#text(yield* this.#value(place));
    const { text, count } = replaceMatches(expression, before, global ? 'all' : 1, (match) =>
      by.replaceAll(/\\\\&|\\&|\\\\|&/g, (mark) =>
        mark === '&' ? match[0] : mark === '\\&' ? '&' : mark === '\\\\&' ? `\\${match[0]}` : '\\',
      ),
    );
    if (count > 0) yield* this.#store(place, text);
    return count;
  }

  *#gensub([pattern, replacement, how, target]: readonly Expression[]): Task<Value> {
    const expression = yield* this.#pattern(pattern);
    const by = this.#text(yield* this.#value(replacement));
    const which = this.#text(yield* this.#value(how));
    const before = target ? this.#text(yield* this.#value(target)) : this.#recordText();
    const wanted = /^[gG]/.test(which) ? 'all' : Math.max(1, Number(which) || 1);
    return replaceMatches(expression, before, wanted, (match) =>
      by.replaceAll(/\\([0-9\\&])|&/g, (mark, one?: string) => {
        if (mark === '&') return match[0];
        return one !== undefined && /\d/.test(one) ? (match[Number(one)] ?? '') : (one ?? '');
      }),
    ).text;
  }
}

const isRange = (
  pattern: Expression | readonly [Expression, Expression],
): pattern is readonly [Expression, Expression] => Array.isArray(pattern);

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

function arithmetic(operator: string, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    default:
      return a ** b;
  }
}

// An empty match right behind a match does not count: gsub of x* by - makes -a-b-c- of abc.
function replaceMatches(
  expression: RegExp,
  text: string,
  which: 'all' | number,
  replacement: (match: RegExpExecArray) => string,
): { readonly text: string; readonly count: number } {
  let result = '';
  let from = 0;
  let count = 0;
  let seen = 0;
  let previousEnd = -1;
  expression.lastIndex = 0;
  for (;;) {
    const match = expression.exec(text);
    if (!match) break;
    const end = match.index + match[0].length;
    if (match[0] !== '' || match.index !== previousEnd) {
      seen++;
      if (which === 'all' || seen === which) {
        result += text.slice(from, match.index) + replacement(match);
        from = end;
        count++;
        if (which !== 'all') break;
      }
    }
    previousEnd = end;
    if (match[0] === '') expression.lastIndex = end + 1;
    if (expression.lastIndex > text.length) break;
  }
  return { text: result + text.slice(from), count };
}
