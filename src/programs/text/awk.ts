// awk: patterns and actions. The interpreter walks the trees of awk-syntax.ts.

import { encodeRaw } from '../../base/raw-text.ts';
import { SystemError } from '../../linux/errors.ts';
import type { ExitCode, Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { Failure, type Input, type Invocation, reason, utility } from '../utility.ts';
import { Builtins } from './awk-builtins.ts';
import { SyntaxProblem, unescapeText } from './awk-lexer.ts';
import { type Cell, Memory } from './awk-memory.ts';
import { arithmetic } from './awk-replace.ts';
import { AwkStreams } from './awk-streams.ts';
import {
  type AwkProgram,
  type Expression,
  type FunctionDefinition,
  parseAwk,
  type Redirection,
  type Statement,
} from './awk-syntax.ts';
import { compare, fromInput, isTrue, sprintf, toNumber, toText, UNSET, type Value } from './awk-values.ts';

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

class Machine {
  readonly #run: Invocation;
  readonly #program: AwkProgram;
  readonly #open = new Map<number, boolean>();
  readonly #memory: Memory;
  readonly #streams: AwkStreams;
  readonly #builtins: Builtins;
  #input: Input | undefined;
  #operand = 1;
  #usedOperand = false;
  #inputOver = false;
  #steps = 0;

  constructor(run: Invocation, program: AwkProgram, operands: readonly string[]) {
    this.#run = run;
    this.#program = program;
    this.#memory = new Memory(run, operands);
    this.#streams = new AwkStreams(run);
    this.#builtins = new Builtins(run, this.#memory, this.#streams, this);
  }

  assign(name: string, value: Value): void {
    this.#memory.assign(name, value);
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
      this.#memory.setRecord(record);
      over = !(yield* guarded(() => this.#eachRule()));
    }
    for (const rule of rules) {
      if (rule.pattern !== 'END' || (over && !needsInput)) continue;
      if (!(yield* guarded(() => this.#execute(rule.body!)))) break;
    }
    this.#input?.close();
    yield* this.#run.flush();
    yield* this.#streams.closeAll();
    return status || this.#run.status;
  }

  *#eachRule(): Task<void> {
    for (const [index, rule] of this.#program.rules.entries()) {
      if (rule.pattern === 'BEGIN' || rule.pattern === 'END') continue;
      if (!(yield* this.#selects(index, rule.pattern))) continue;
      try {
        if (rule.body) yield* this.#execute(rule.body);
        else yield* this.#run.print(this.#memory.recordText() + this.#memory.text(this.#memory.get('ORS')));
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
    if (!isRange(pattern)) return isTrue(yield* this.value(pattern));
    const [first, last] = pattern;
    if (!this.#open.get(index) && !isTrue(yield* this.value(first))) return false;
    this.#open.set(index, !isTrue(yield* this.value(last)));
    return true;
  }

  // ——— input ———

  *#nextRecord(): Task<string | undefined> {
    for (;;) {
      if (!this.#input && !this.#openNext()) return undefined;
      const record = yield* this.#readRecord(this.#input!);
      if (record !== undefined) {
        this.#memory.globals.set('NR', toNumber(this.#memory.get('NR')) + 1);
        this.#memory.globals.set('FNR', toNumber(this.#memory.get('FNR')) + 1);
        return record;
      }
      this.#input!.close();
      this.#input = undefined;
    }
  }

  #openNext(): boolean {
    while (!this.#inputOver) {
      if (this.#operand >= toNumber(this.#memory.get('ARGC'))) {
        this.#inputOver = true;
        if (this.#usedOperand) return false;
        this.#input = this.#run.open('-');
        return true;
      }
      const operand = this.#memory.text(this.#memory.table('ARGV').get(String(this.#operand++)) ?? '');
      if (operand === '') continue;
      const assignment = /^([A-Za-z_]\w*)=(.*)$/s.exec(operand);
      if (assignment) {
        this.#memory.assign(assignment[1], fromInput(unescapeText(assignment[2])));
        continue;
      }
      this.#usedOperand = true;
      this.#memory.globals.set('FILENAME', operand);
      this.#memory.globals.set('FNR', 0);
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
    const separator = this.#memory.text(this.#memory.get('RS'));
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
    const match = this.#memory.expression(separator).exec(text);
    if (!match) return text.replace(/\n$/, '');
    input.unread(encodeRaw(text.slice(match.index + match[0].length)));
    return text.slice(0, match.index);
  }

  *#getline(expression: Extract<Expression, { type: 'getline' }>): Task<Value> {
    let record: string | undefined;
    if (expression.source === 'input') record = yield* this.#nextRecord();
    else {
      const name = this.#memory.text(yield* this.value(expression.from!));
      const input = yield* this.#streams.source(name, expression.source);
      if (!input) return -1;
      record = yield* this.#readRecord(input);
      if (record !== undefined && expression.source === 'command') {
        this.#memory.globals.set('NR', toNumber(this.#memory.get('NR')) + 1);
      }
    }
    if (record === undefined) return 0;
    if (expression.target) yield* this.store(expression.target, fromInput(record));
    else this.#memory.setRecord(record);
    return 1;
  }

  // ——— output ———

  *#emit(text: string, redirection: Redirection | undefined): Task<void> {
    if (!redirection) {
      yield* this.#run.print(text);
      return;
    }
    const name = this.#memory.text(yield* this.value(redirection.to));
    yield* this.#streams.write(name, redirection.mark, text);
  }

  // ——— statements ———

  *#execute(statement: Statement): Task<void> {
    if (++this.#steps % 200_000 === 0) yield* this.#run.process.compute(1); // an endless loop can be interrupted
    switch (statement.type) {
      case 'block':
        for (const one of statement.body) yield* this.#execute(one);
        return;
      case 'expression':
        yield* this.value(statement.value);
        return;
      case 'print': {
        const texts: string[] = [];
        for (const value of statement.values) {
          const printed = yield* this.value(value);
          texts.push(toText(printed, this.#memory.format('OFMT')));
        }
        const text =
          statement.values.length === 0
            ? this.#memory.recordText()
            : texts.join(this.#memory.text(this.#memory.get('OFS')));
        yield* this.#emit(text + this.#memory.text(this.#memory.get('ORS')), statement.redirection);
        return;
      }
      case 'printf': {
        const [format = '', ...values] = yield* this.values(statement.values);
        yield* this.#emit(
          sprintf(this.#memory.text(format), values, this.#memory.format('CONVFMT')),
          statement.redirection,
        );
        return;
      }
      case 'if':
        if (isTrue(yield* this.value(statement.test))) yield* this.#execute(statement.yes);
        else if (statement.no) yield* this.#execute(statement.no);
        return;
      case 'while':
        while (isTrue(yield* this.value(statement.test))) if (!(yield* this.#body(statement.body))) return;
        return;
      case 'do':
        do if (!(yield* this.#body(statement.body))) return;
        while (isTrue(yield* this.value(statement.test)));
        return;
      case 'for':
        if (statement.start) yield* this.#execute(statement.start);
        while (!statement.test || isTrue(yield* this.value(statement.test))) {
          if (!(yield* this.#body(statement.body))) return;
          if (statement.step) yield* this.#execute(statement.step);
        }
        return;
      case 'for-in':
        for (const key of [...this.#memory.table(statement.array).keys()]) {
          this.#memory.assign(statement.variable, fromInput(key));
          if (!(yield* this.#body(statement.body))) return;
        }
        return;
      case 'delete': {
        const table = this.#memory.table(statement.name);
        if (!statement.keys) table.clear();
        else table.delete(yield* this.#key(statement.keys));
        return;
      }
      case 'exit':
      case 'return':
        throw new Leave(statement.type, statement.value && (yield* this.value(statement.value)));
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

  *values(expressions: readonly Expression[]): Task<Value[]> {
    const values: Value[] = [];
    for (const expression of expressions) values.push(yield* this.value(expression));
    return values;
  }

  *#key(keys: readonly Expression[]): Task<string> {
    const values = yield* this.values(keys);
    return values.map((value) => this.#memory.text(value)).join(this.#memory.text(this.#memory.get('SUBSEP')));
  }

  *value(expression: Expression): Task<Value> {
    switch (expression.type) {
      case 'number':
      case 'string':
        return expression.value;
      case 'regex':
        return this.#memory.expression(expression.source).test(this.#memory.recordText()) ? 1 : 0;
      case 'variable':
        return this.#memory.get(expression.name);
      case 'element': {
        const key = yield* this.#key(expression.keys);
        const table = this.#memory.table(expression.name);
        if (!table.has(key)) table.set(key, UNSET);
        return table.get(key)!;
      }
      case 'field': {
        const index = toNumber(yield* this.value(expression.index));
        if (index < 0) throw new Failure(`negative field index $${index}`, 2);
        return index === 0
          ? fromInput(this.#memory.recordText())
          : (this.#memory.fields()[Math.trunc(index) - 1] ?? UNSET);
      }
      case 'assign': {
        const value = yield* this.value(expression.value);
        if (expression.operator === '=') return yield* this.store(expression.target, value);
        const now = toNumber(yield* this.value(expression.target));
        return yield* this.store(expression.target, arithmetic(expression.operator[0], now, toNumber(value)));
      }
      case 'step': {
        const before = toNumber(yield* this.value(expression.target));
        yield* this.store(expression.target, before + expression.by);
        return expression.before ? before + expression.by : before;
      }
      case 'condition':
        return yield* this.value(isTrue(yield* this.value(expression.test)) ? expression.yes : expression.no);
      case 'unary': {
        const value = yield* this.value(expression.value);
        if (expression.operator === '!') return isTrue(value) ? 0 : 1;
        return expression.operator === '-' ? -toNumber(value) : toNumber(value);
      }
      case 'binary':
        return yield* this.#binary(expression);
      case 'in':
        return this.#memory.table(expression.name).has(yield* this.#key(expression.keys)) ? 1 : 0;
      case 'group':
        return expression.values.length === 1
          ? yield* this.value(expression.values[0])
          : yield* this.#key(expression.values);
      case 'getline':
        return yield* this.#getline(expression);
      case 'call':
        return yield* this.#call(expression.name, expression.values);
      case 'builtin':
        return yield* this.#builtins.call(expression.name, expression.values);
    }
  }

  *#binary({ operator, left, right }: Extract<Expression, { type: 'binary' }>): Task<Value> {
    if (operator === '&&') return isTrue(yield* this.value(left)) && isTrue(yield* this.value(right)) ? 1 : 0;
    if (operator === '||') return isTrue(yield* this.value(left)) || isTrue(yield* this.value(right)) ? 1 : 0;
    if (operator === '~' || operator === '!~') {
      const text = this.#memory.text(yield* this.value(left));
      const matches = (yield* this.pattern(right)).test(text);
      return matches === (operator === '~') ? 1 : 0;
    }
    const a = yield* this.value(left);
    const b = yield* this.value(right);
    switch (operator) {
      case ' ':
        return this.#memory.text(a) + this.#memory.text(b);
      case '<':
        return compare(a, b, this.#memory.format('CONVFMT')) < 0 ? 1 : 0;
      case '<=':
        return compare(a, b, this.#memory.format('CONVFMT')) <= 0 ? 1 : 0;
      case '==':
        return compare(a, b, this.#memory.format('CONVFMT')) === 0 ? 1 : 0;
      case '!=':
        return compare(a, b, this.#memory.format('CONVFMT')) !== 0 ? 1 : 0;
      case '>':
        return compare(a, b, this.#memory.format('CONVFMT')) > 0 ? 1 : 0;
      case '>=':
        return compare(a, b, this.#memory.format('CONVFMT')) >= 0 ? 1 : 0;
      default:
        if ((operator === '/' || operator === '%') && toNumber(b) === 0 && operator === '/') {
          return toNumber(a) === 0 ? Number.NaN : toNumber(a) / 0;
        }
        return arithmetic(operator, toNumber(a), toNumber(b));
    }
  }

  *pattern(expression: Expression): Task<RegExp> {
    if (expression.type === 'regex') return this.#memory.expression(expression.source);
    return this.#memory.expression(this.#memory.text(yield* this.value(expression)));
  }

  *store(target: Expression, value: Value): Task<Value> {
    if (target.type === 'variable') this.#memory.assign(target.name, value);
    else if (target.type === 'element') this.#memory.table(target.name).set(yield* this.#key(target.keys), value);
    else if (target.type === 'field') this.#memory.setField(toNumber(yield* this.value(target.index)), value);
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
        const cell = this.#memory.locals?.has(given.name)
          ? this.#memory.locals.get(given.name)
          : this.#memory.globals.get(given.name);
        if (cell instanceof Map) locals.set(parameter, cell);
        else {
          locals.set(parameter, given.name === 'NF' ? this.#memory.get('NF') : (cell ?? UNSET));
          if (cell === undefined || cell === UNSET) lent.push({ parameter, name: given.name });
        }
      } else locals.set(parameter, given ? yield* this.value(given) : UNSET);
    }
    const outer = this.#memory.locals;
    this.#memory.locals = locals;
    try {
      yield* this.#execute(definition.body);
      return UNSET;
    } catch (error) {
      if (error instanceof Leave && error.how === 'return') return error.value ?? UNSET;
      throw error;
    } finally {
      this.#memory.locals = outer;
      // An unset variable that became an array inside is that array outside, too.
      for (const { parameter, name: lender } of lent) {
        const cell = locals.get(parameter);
        if (!(cell instanceof Map)) continue;
        if (outer?.has(lender)) outer.set(lender, cell);
        else this.#memory.globals.set(lender, cell);
      }
    }
  }
}

const isRange = (
  pattern: Expression | readonly [Expression, Expression],
): pattern is readonly [Expression, Expression] => Array.isArray(pattern);
