// The grammar of awk, read by recursive descent into trees.

import { SyntaxProblem, type Token, tokenize } from './awk-lexer.ts';

export type Expression =
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'regex'; readonly source: string }
  | { readonly type: 'variable'; readonly name: string }
  | { readonly type: 'element'; readonly name: string; readonly keys: readonly Expression[] }
  | { readonly type: 'field'; readonly index: Expression }
  | { readonly type: 'assign'; readonly operator: string; readonly target: Expression; readonly value: Expression }
  | { readonly type: 'condition'; readonly test: Expression; readonly yes: Expression; readonly no: Expression }
  | { readonly type: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly type: 'unary'; readonly operator: string; readonly value: Expression }
  | { readonly type: 'step'; readonly by: number; readonly before: boolean; readonly target: Expression }
  | { readonly type: 'in'; readonly keys: readonly Expression[]; readonly name: string }
  | { readonly type: 'call'; readonly name: string; readonly values: readonly Expression[] }
  | { readonly type: 'builtin'; readonly name: string; readonly values: readonly Expression[] }
  | {
      readonly type: 'getline';
      readonly source: 'input' | 'file' | 'command';
      readonly from: Expression | undefined;
      readonly target: Expression | undefined;
    }
  | { readonly type: 'group'; readonly values: readonly Expression[] };

export interface Redirection {
  readonly mark: '>' | '>>' | '|';
  readonly to: Expression;
}

export type Statement =
  | { readonly type: 'block'; readonly body: readonly Statement[] }
  | { readonly type: 'expression'; readonly value: Expression }
  | {
      readonly type: 'print' | 'printf';
      readonly values: readonly Expression[];
      readonly redirection: Redirection | undefined;
    }
  | { readonly type: 'if'; readonly test: Expression; readonly yes: Statement; readonly no: Statement | undefined }
  | { readonly type: 'while'; readonly test: Expression; readonly body: Statement }
  | { readonly type: 'do'; readonly test: Expression; readonly body: Statement }
  | {
      readonly type: 'for';
      readonly start: Statement | undefined;
      readonly test: Expression | undefined;
      readonly step: Statement | undefined;
      readonly body: Statement;
    }
  | { readonly type: 'for-in'; readonly variable: string; readonly array: string; readonly body: Statement }
  | { readonly type: 'break' | 'continue' | 'next' | 'nextfile' }
  | { readonly type: 'exit' | 'return'; readonly value: Expression | undefined }
  | { readonly type: 'delete'; readonly name: string; readonly keys: readonly Expression[] | undefined };

export interface Rule {
  readonly pattern: 'BEGIN' | 'END' | undefined | Expression | readonly [Expression, Expression];
  /** Missing: print $0. */
  readonly body: Statement | undefined;
}

export interface FunctionDefinition {
  readonly parameters: readonly string[];
  readonly body: Statement;
}

export interface AwkProgram {
  readonly rules: readonly Rule[];
  readonly functions: ReadonlyMap<string, FunctionDefinition>;
}

export const parseAwk = (source: string): AwkProgram => new Parser(tokenize(source)).program();

const COMPARISONS = ['<', '<=', '==', '!=', '>', '>='];
const ASSIGNMENTS = ['=', '+=', '-=', '*=', '/=', '%=', '^='];

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  /** Inside `print a, b > file`, a bare > redirects. */
  #noGreater = false;
  /** Inside `for (x in y)`, a bare `in` belongs to the loop. */
  #noIn = false;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get #token(): Token {
    return this.#tokens[this.#at];
  }

  #fail(): never {
    const { line, text, kind } = this.#token;
    throw new SyntaxProblem(line, kind === 'newline' ? 'end of line' : text);
  }

  #is(text: string): boolean {
    const token = this.#token;
    return (token.kind === 'operator' || token.kind === 'keyword' || token.kind === 'newline') && token.text === text;
  }

  #accept(text: string): boolean {
    if (!this.#is(text)) return false;
    this.#at++;
    return true;
  }

  #expect(text: string): void {
    if (!this.#accept(text)) this.#fail();
  }

  #newlines(): void {
    while (this.#is('\n')) this.#at++;
  }

  #separators(): void {
    while (this.#is('\n') || this.#is(';')) this.#at++;
  }

  program(): AwkProgram {
    const rules: Rule[] = [];
    const functions = new Map<string, FunctionDefinition>();
    for (;;) {
      this.#separators();
      if (this.#token.kind === 'end') return { rules, functions };
      if (this.#accept('function')) {
        const name = this.#token.text;
        if (this.#token.kind !== 'name' && this.#token.kind !== 'call') this.#fail();
        this.#at++;
        this.#expect('(');
        const parameters: string[] = [];
        while (!this.#is(')')) {
          if (this.#token.kind !== 'name') this.#fail();
          parameters.push(this.#token.text);
          this.#at++;
          if (!this.#accept(',')) break;
          this.#newlines();
        }
        this.#expect(')');
        this.#newlines();
        functions.set(name, { parameters, body: this.#block() });
      } else rules.push(this.#rule());
    }
  }

  #rule(): Rule {
    for (const name of ['BEGIN', 'END'] as const) {
      if (!this.#accept(name)) continue;
      this.#newlines();
      if (!this.#is('{')) this.#fail();
      return { pattern: name, body: this.#block() };
    }
    let pattern: Rule['pattern'];
    if (!this.#is('{')) {
      const first = this.#expression();
      pattern = first;
      if (this.#accept(',')) {
        this.#newlines();
        pattern = [first, this.#expression()];
      }
    }
    return { pattern, body: this.#is('{') ? this.#block() : undefined };
  }

  #block(): Statement {
    this.#expect('{');
    const body: Statement[] = [];
    for (;;) {
      this.#separators();
      if (this.#accept('}')) return { type: 'block', body };
      body.push(this.#statement());
    }
  }

  #endStatement(): void {
    if (this.#is('}')) return;
    if (!this.#is(';') && !this.#is('\n') && this.#token.kind !== 'end') this.#fail();
    if (this.#is(';') || this.#is('\n')) this.#at++;
  }

  #statement(): Statement {
    if (this.#is('{')) return this.#block();
    if (this.#accept(';')) return { type: 'block', body: [] };
    if (this.#accept('if')) {
      this.#expect('(');
      const test = this.#expression();
      this.#expect(')');
      const yes = this.#nested();
      const back = this.#at;
      this.#separators();
      if (this.#accept('else')) return { type: 'if', test, yes, no: this.#nested() };
      this.#at = back;
      return { type: 'if', test, yes, no: undefined };
    }
    if (this.#accept('while')) {
      this.#expect('(');
      const test = this.#expression();
      this.#expect(')');
      return { type: 'while', test, body: this.#nested() };
    }
    if (this.#accept('do')) {
      const body = this.#nested();
      this.#separators();
      this.#expect('while');
      this.#expect('(');
      const test = this.#expression();
      this.#expect(')');
      this.#endStatement();
      return { type: 'do', test, body };
    }
    if (this.#accept('for')) return this.#for();
    const simple = this.#simple();
    this.#endStatement();
    return simple;
  }

  #nested(): Statement {
    this.#newlines();
    return this.#statement();
  }

  #for(): Statement {
    this.#expect('(');
    const [name, keyword, array, close] = this.#tokens.slice(this.#at, this.#at + 4);
    if (name.kind === 'name' && keyword.text === 'in' && array.kind === 'name' && close.text === ')') {
      this.#at += 4;
      return { type: 'for-in', variable: name.text, array: array.text, body: this.#nested() };
    }
    const start = this.#is(';') ? undefined : this.#simple();
    this.#expect(';');
    this.#newlines();
    const test = this.#is(';') ? undefined : this.#expression();
    this.#expect(';');
    this.#newlines();
    const step = this.#is(')') ? undefined : this.#simple();
    this.#expect(')');
    return { type: 'for', start, test, step, body: this.#nested() };
  }

  #simple(): Statement {
    for (const type of ['break', 'continue', 'next', 'nextfile'] as const) if (this.#accept(type)) return { type };
    for (const type of ['exit', 'return'] as const) {
      if (this.#accept(type)) return { type, value: this.#atEnd() ? undefined : this.#expression() };
    }
    if (this.#accept('delete')) {
      const name = this.#token.text;
      if (this.#token.kind !== 'name') this.#fail();
      this.#at++;
      if (!this.#accept('[')) return { type: 'delete', name, keys: undefined };
      const keys = this.#list(']');
      return { type: 'delete', name, keys };
    }
    for (const type of ['print', 'printf'] as const) if (this.#accept(type)) return this.#print(type);
    return { type: 'expression', value: this.#expression() };
  }

  #atEnd(): boolean {
    return this.#is(';') || this.#is('\n') || this.#is('}') || this.#token.kind === 'end';
  }

  #print(type: 'print' | 'printf'): Statement {
    const outer = this.#noGreater;
    this.#noGreater = true;
    let values: Expression[] = [];
    const isOver = () => this.#atEnd() || this.#is('>') || this.#is('>>') || this.#is('|');
    if (!isOver()) {
      values.push(this.#expression());
      while (this.#accept(',')) {
        this.#newlines();
        values.push(this.#expression());
      }
    }
    this.#noGreater = outer;
    // `print (a, b)` is a list, not a group.
    if (values.length === 1 && values[0].type === 'group') values = [...values[0].values];
    let redirection: Redirection | undefined;
    for (const mark of ['>', '>>', '|'] as const) {
      if (!redirection && this.#accept(mark)) redirection = { mark, to: this.#concatenation() };
    }
    return { type, values, redirection };
  }

  #list(close: string): Expression[] {
    const outer = [this.#noGreater, this.#noIn] as const;
    this.#noGreater = false;
    this.#noIn = false;
    const values: Expression[] = [];
    this.#newlines();
    while (!this.#is(close)) {
      values.push(this.#expression());
      this.#newlines();
      if (!this.#accept(',')) break;
      this.#newlines();
    }
    this.#expect(close);
    [this.#noGreater, this.#noIn] = outer;
    return values;
  }

  // ——— expressions, loosest first ———

  #expression(): Expression {
    const left = this.#ternary();
    const operator = ASSIGNMENTS.find((one) => this.#is(one));
    if (!operator || !['variable', 'element', 'field'].includes(left.type)) return left;
    this.#at++;
    this.#newlines();
    return { type: 'assign', operator, target: left, value: this.#expression() };
  }

  #ternary(): Expression {
    const test = this.#or();
    if (!this.#accept('?')) return test;
    this.#newlines();
    const yes = this.#expression();
    this.#newlines();
    this.#expect(':');
    this.#newlines();
    return { type: 'condition', test, yes, no: this.#expression() };
  }

  #or(): Expression {
    let left = this.#and();
    while (this.#accept('||')) {
      this.#newlines();
      left = { type: 'binary', operator: '||', left, right: this.#and() };
    }
    return left;
  }

  #and(): Expression {
    let left = this.#in();
    while (this.#accept('&&')) {
      this.#newlines();
      left = { type: 'binary', operator: '&&', left, right: this.#in() };
    }
    return left;
  }

  #in(): Expression {
    let left = this.#matching();
    while (!this.#noIn && this.#accept('in')) {
      if (this.#token.kind !== 'name') this.#fail();
      const keys = left.type === 'group' ? left.values : [left];
      left = { type: 'in', keys, name: this.#token.text };
      this.#at++;
    }
    return left;
  }

  #matching(): Expression {
    let left = this.#comparison();
    while (this.#is('~') || this.#is('!~')) {
      const operator = this.#token.text;
      this.#at++;
      left = { type: 'binary', operator, left, right: this.#comparison() };
    }
    return left;
  }

  #comparison(): Expression {
    let left = this.#concatenation();
    for (;;) {
      const operator = COMPARISONS.find((one) => this.#is(one));
      if (operator && !(operator === '>' && this.#noGreater)) {
        this.#at++;
        left = { type: 'binary', operator, left, right: this.#concatenation() };
        continue;
      }
      if (this.#is('|') && this.#tokens[this.#at + 1].text === 'getline') {
        this.#at += 2;
        left = { type: 'getline', source: 'command', from: left, target: this.#target() };
        continue;
      }
      return left;
    }
  }

  #concatenation(): Expression {
    let left = this.#additive();
    while (this.#startsOperand()) left = { type: 'binary', operator: ' ', left, right: this.#additive() };
    return left;
  }

  #startsOperand(): boolean {
    const { kind, text } = this.#token;
    if (
      kind === 'number' ||
      kind === 'string' ||
      kind === 'regex' ||
      kind === 'name' ||
      kind === 'call' ||
      kind === 'builtin'
    )
      return true;
    return kind === 'operator' && ['$', '!', '(', '-', '+', '++', '--'].includes(text);
  }

  #additive(): Expression {
    let left = this.#multiplicative();
    while (this.#is('+') || this.#is('-')) {
      const operator = this.#token.text;
      this.#at++;
      left = { type: 'binary', operator, left, right: this.#multiplicative() };
    }
    return left;
  }

  #multiplicative(): Expression {
    let left = this.#unary();
    while (this.#is('*') || this.#is('/') || this.#is('%')) {
      const operator = this.#token.text;
      this.#at++;
      left = { type: 'binary', operator, left, right: this.#unary() };
    }
    return left;
  }

  #unary(): Expression {
    for (const operator of ['!', '-', '+']) {
      if (!this.#accept(operator)) continue;
      return { type: 'unary', operator, value: this.#unary() };
    }
    return this.#power();
  }

  #power(): Expression {
    const left = this.#postfix();
    if (!this.#accept('^')) return left;
    const right = this.#is('-') || this.#is('+') || this.#is('!') ? this.#unary() : this.#power();
    return { type: 'binary', operator: '^', left, right };
  }

  #postfix(): Expression {
    const value = this.#primary();
    if (!['variable', 'element', 'field'].includes(value.type)) return value;
    if (this.#accept('++')) return { type: 'step', by: 1, before: false, target: value };
    if (this.#accept('--')) return { type: 'step', by: -1, before: false, target: value };
    return value;
  }

  #primary(): Expression {
    const token = this.#token;
    this.#at++;
    switch (token.kind) {
      case 'number':
        return { type: 'number', value: Number(token.text) };
      case 'string':
        return { type: 'string', value: token.text };
      case 'regex':
        return { type: 'regex', source: token.text };
      case 'builtin':
        if (this.#accept('(')) return { type: 'builtin', name: token.text, values: this.#list(')') };
        if (token.text !== 'length') this.#fail();
        return { type: 'builtin', name: 'length', values: [] };
      case 'call':
        this.#expect('(');
        return { type: 'call', name: token.text, values: this.#list(')') };
      case 'name':
        if (this.#accept('[')) return { type: 'element', name: token.text, keys: this.#list(']') };
        return { type: 'variable', name: token.text };
      case 'keyword':
        if (token.text === 'getline') return this.#getline();
        break;
      case 'operator':
        if (token.text === '$') {
          for (const [mark, by] of [
            ['++', 1],
            ['--', -1],
          ] as const) {
            if (this.#accept(mark))
              return { type: 'field', index: { type: 'step', by, before: true, target: this.#primary() } };
          }
          if (this.#accept('-'))
            return { type: 'field', index: { type: 'unary', operator: '-', value: this.#primary() } };
          return { type: 'field', index: this.#primary() };
        }
        if (token.text === '++' || token.text === '--') {
          return { type: 'step', by: token.text === '++' ? 1 : -1, before: true, target: this.#primary() };
        }
        if (token.text === '(') {
          const values = this.#list(')');
          if (values.length === 0) break;
          return { type: 'group', values };
        }
        if (token.text === '-' || token.text === '+' || token.text === '!') {
          return { type: 'unary', operator: token.text, value: this.#unary() };
        }
        break;
    }
    this.#at--;
    this.#fail();
  }

  #target(): Expression | undefined {
    const { kind, text } = this.#token;
    return kind === 'name' || text === '$' ? this.#primary() : undefined;
  }

  #getline(): Expression {
    const target = this.#target();
    if (!this.#accept('<')) return { type: 'getline', source: 'input', from: undefined, target };
    return { type: 'getline', source: 'file', from: this.#postfix(), target };
  }
}
