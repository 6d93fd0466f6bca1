// The language of bc, from text to a tree. A program may end in the middle, where more lines are wanted.

export type Expression =
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'element'; readonly name: string; readonly index: Expression }
  | { readonly kind: 'array'; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly values: readonly Expression[] }
  | { readonly kind: 'unary'; readonly operator: '-' | '!'; readonly value: Expression }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'assign'; readonly operator: string; readonly target: Expression; readonly value: Expression }
  | { readonly kind: 'step'; readonly by: 1 | -1; readonly isPrefix: boolean; readonly target: Expression }
  | { readonly kind: 'group'; readonly value: Expression };

export type Statement =
  | { readonly kind: 'expression'; readonly value: Expression }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'print'; readonly parts: readonly (string | Expression)[] }
  | { readonly kind: 'block'; readonly body: readonly Statement[] }
  | {
      readonly kind: 'if';
      readonly test: Expression;
      readonly then: Statement;
      readonly otherwise: Statement | undefined;
    }
  | {
      readonly kind: 'loop';
      readonly before: Expression | undefined;
      readonly test: Expression | undefined;
      readonly after: Expression | undefined;
      readonly body: Statement;
    }
  | { readonly kind: 'return'; readonly value: Expression | undefined }
  | { readonly kind: 'define'; readonly name: string; readonly definition: Definition }
  | { readonly kind: 'break' | 'continue' | 'halt' | 'quit' | 'limits' | 'warranty' };

export interface Parameter {
  readonly name: string;
  readonly isArray: boolean;
  /** `*a[]`: the caller's own array. */
  readonly isReference: boolean;
}

export interface Definition {
  readonly parameters: readonly Parameter[];
  readonly locals: readonly Parameter[];
  readonly isVoid: boolean;
  readonly body: Statement;
}

export class SyntaxFault extends Error {
  override readonly name = 'SyntaxFault';
  readonly line: number;
  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

/** The text ended where more must come. */
export class Unfinished extends Error {
  override readonly name = 'Unfinished';
}

interface Token {
  readonly kind: 'number' | 'name' | 'string' | 'mark' | 'newline' | 'end';
  readonly text: string;
  readonly line: number;
}

const WORDS = new Set(
  'auto break continue define else for halt if last length limits print quit read return scale sqrt void warranty while ibase obase'.split(
    ' ',
  ),
);

function tokens(source: string): Token[] {
  const found: Token[] = [];
  let line = 1;
  const pattern =
    /\/\*[\s\S]*?(?:\*\/|$)|#[^\n]*|"[^"]*(?:"|$)|\\\r?\n|[ \t\r]+|\n|(?:[0-9A-F]|\\\n)+(?:\.(?:[0-9A-F]|\\\n)*)?|\.(?:[0-9A-F]|\\\n)+|[a-z][a-z0-9_]*|\+\+|--|[-+*/%^]=|==|<=|>=|!=|&&|\|\||[\s\S]/g;
  for (const [text] of source.matchAll(pattern)) {
    const at = line;
    line += text.split('\n').length - 1;
    if (text.startsWith('/*')) {
      if (!text.endsWith('*/') || text.length < 4) throw new Unfinished();
    } else if (text.startsWith('"')) {
      if (text.length < 2 || !text.endsWith('"')) throw new Unfinished();
      found.push({ kind: 'string', text: text.slice(1, -1), line: at });
    } else if (text === '\n') found.push({ kind: 'newline', text, line: at });
    else if (/^([0-9A-F]|\.[0-9A-F])/.test(text))
      found.push({ kind: 'number', text: text.replaceAll('\\\n', ''), line: at });
    else if (/^[a-z]/.test(text)) found.push({ kind: 'name', text, line: at });
    else if (!/^(\\\r?\n|[ \t\r]+|#.*)$/.test(text)) found.push({ kind: 'mark', text, line: at });
  }
  found.push({ kind: 'end', text: '', line });
  return found;
}

/** The statements of whole lines. */
export function parse(source: string): Statement[] {
  return new Parser(tokens(source)).program();
}

const RELATIONS = ['<', '>', '<=', '>=', '==', '!='];
const ASSIGNMENTS = ['=', '+=', '-=', '*=', '/=', '%=', '^='];

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #loops = 0;

  constructor(found: readonly Token[]) {
    this.#tokens = found;
  }

  program(): Statement[] {
    const statements: Statement[] = [];
    for (;;) {
      while (this.#takes(';') || this.#takesNewline());
      if (this.#isAtEnd()) return statements;
      statements.push(this.#peek('define') ? this.#define() : this.#statement());
      if (!this.#isAtEnd() && this.#next.kind !== 'newline' && !this.#peek(';')) this.#fail();
    }
  }

  #isAtEnd(): boolean {
    return this.#next.kind === 'end';
  }

  get #next(): Token {
    return this.#tokens[this.#at];
  }

  #fail(): never {
    if (this.#next.kind === 'end') throw new Unfinished();
    const [, character] = /^([^\x20-\x7e]|[@$`~?&|'\\])$/.exec(this.#next.text) ?? [];
    // What fails at the end of a line is noticed when the next has begun.
    if (this.#next.kind === 'newline') throw new SyntaxFault('syntax error', this.#next.line + 1);
    // The lexer speaks first of what is no word of the language at all.
    throw new SyntaxFault(
      character === undefined
        ? 'syntax error'
        : `illegal character: ${character.replace(/[^\x20-\x7e]/, (one) => `\\${one.charCodeAt(0).toString(8).padStart(3, '0')}`)}`,
      this.#next.line,
    );
  }

  #peek(text: string): boolean {
    return this.#next.text === text && this.#next.kind !== 'string' && this.#next.kind !== 'end';
  }

  #takes(text: string): boolean {
    if (!this.#peek(text)) return false;
    this.#at++;
    return true;
  }

  #takesNewline(): boolean {
    if (this.#next.kind !== 'newline') return false;
    this.#at++;
    return true;
  }

  #expect(text: string): void {
    if (!this.#takes(text)) this.#fail();
  }

  #skipNewlines(): void {
    while (this.#takesNewline());
  }

  #name(): string {
    if (this.#next.kind !== 'name' || WORDS.has(this.#next.text)) this.#fail();
    return this.#tokens[this.#at++].text;
  }

  #define(): Statement {
    this.#expect('define');
    const isVoid = this.#takes('void');
    const name = this.#name();
    this.#expect('(');
    const parameters = this.#peek(')') ? [] : this.#parameters();
    this.#expect(')');
    this.#skipNewlines();
    this.#expect('{');
    this.#skipNewlines();
    const locals: Parameter[] = [];
    while (this.#takes('auto')) {
      locals.push(...this.#parameters());
      while (this.#takes(';') || this.#takesNewline());
    }
    const body = this.#rest();
    return { kind: 'define', name, definition: { parameters, locals, isVoid, body } };
  }

  #parameters(): Parameter[] {
    const found: Parameter[] = [];
    do {
      const isReference = this.#takes('*') || this.#takes('&');
      const name = this.#name();
      const isArray = this.#takes('[');
      if (isArray) this.#expect(']');
      found.push({ name, isArray, isReference });
    } while (this.#takes(','));
    return found;
  }

  /** Statements up to the closing brace. */
  #rest(): Statement {
    const body: Statement[] = [];
    for (;;) {
      while (this.#takes(';') || this.#takesNewline());
      if (this.#takes('}')) return { kind: 'block', body };
      body.push(this.#statement());
      if (!this.#peek('}') && !this.#peek(';') && this.#next.kind !== 'newline') this.#fail();
    }
  }

  #statement(): Statement {
    const token = this.#next;
    if (token.kind === 'string') {
      this.#at++;
      return { kind: 'string', text: token.text };
    }
    if (this.#takes('{')) return this.#rest();
    switch (token.text) {
      case 'break':
      case 'continue':
        if (this.#loops === 0)
          throw new SyntaxFault(
            token.text === 'break' ? 'Break outside a for/while' : 'Continue outside a for',
            token.line,
          );
        this.#at++;
        return { kind: token.text };
      case 'halt':
      case 'quit':
      case 'limits':
      case 'warranty':
        this.#at++;
        return { kind: token.text };
      case 'return': {
        this.#at++;
        const isBare = this.#next.kind === 'newline' || this.#next.kind === 'end' || this.#peek(';') || this.#peek('}');
        return { kind: 'return', value: isBare ? undefined : this.#expression() };
      }
      case 'print':
        return this.#print();
      case 'if':
        return this.#if();
      case 'while': {
        this.#at++;
        this.#expect('(');
        const test = this.#expression();
        this.#expect(')');
        this.#skipNewlines();
        return { kind: 'loop', before: undefined, test, after: undefined, body: this.#loopBody() };
      }
      case 'for':
        return this.#for();
      default:
        return { kind: 'expression', value: this.#expression() };
    }
  }

  #print(): Statement {
    this.#expect('print');
    const parts: (string | Expression)[] = [];
    do {
      if (this.#next.kind === 'string') parts.push(this.#tokens[this.#at++].text);
      else parts.push(this.#expression());
    } while (this.#takes(','));
    return { kind: 'print', parts };
  }

  #if(): Statement {
    this.#expect('if');
    this.#expect('(');
    const test = this.#expression();
    this.#expect(')');
    this.#skipNewlines();
    const then = this.#statement();
    // `else` stands on the line where the statement ended.
    const before = this.#at;
    this.#takes(';');
    if (!this.#takes('else')) {
      this.#at = before;
      return { kind: 'if', test, then, otherwise: undefined };
    }
    this.#skipNewlines();
    return { kind: 'if', test, then, otherwise: this.#statement() };
  }

  #for(): Statement {
    this.#expect('for');
    this.#expect('(');
    const part = (end: string) => {
      const value = this.#peek(end) ? undefined : this.#expression();
      this.#expect(end);
      return value;
    };
    const [before, test, after] = [part(';'), part(';'), part(')')];
    this.#skipNewlines();
    return { kind: 'loop', before, test, after, body: this.#loopBody() };
  }

  #loopBody(): Statement {
    this.#loops++;
    const body = this.#statement();
    this.#loops--;
    return body;
  }

  #expression(): Expression {
    let left = this.#and();
    while (this.#takes('||')) left = { kind: 'binary', operator: '||', left, right: this.#and() };
    return left;
  }

  #and(): Expression {
    let left = this.#not();
    while (this.#takes('&&')) left = { kind: 'binary', operator: '&&', left, right: this.#not() };
    return left;
  }

  #not(): Expression {
    return this.#takes('!') ? { kind: 'unary', operator: '!', value: this.#not() } : this.#relation();
  }

  #relation(): Expression {
    let left = this.#assignment();
    for (;;) {
      const operator = RELATIONS.find((one) => this.#peek(one));
      if (!operator) return left;
      this.#at++;
      left = { kind: 'binary', operator, left, right: this.#assignment() };
    }
  }

  #assignment(): Expression {
    const target = this.#sum();
    const operator = ASSIGNMENTS.find((one) => this.#peek(one));
    if (!operator) return target;
    if (target.kind !== 'variable' && target.kind !== 'element') this.#fail();
    this.#at++;
    return { kind: 'assign', operator, target, value: this.#assignment() };
  }

  #sum(): Expression {
    return this.#leftToRight(['+', '-'], () => this.#leftToRight(['*', '/', '%'], () => this.#power()));
  }

  #leftToRight(operators: readonly string[], operand: () => Expression): Expression {
    let left = operand();
    for (;;) {
      const operator = operators.find((one) => this.#peek(one));
      if (!operator) return left;
      this.#at++;
      left = { kind: 'binary', operator, left, right: operand() };
    }
  }

  #power(): Expression {
    const left = this.#unary();
    return this.#takes('^') ? { kind: 'binary', operator: '^', left, right: this.#power() } : left;
  }

  #unary(): Expression {
    if (this.#takes('-')) return { kind: 'unary', operator: '-', value: this.#unary() };
    for (const [text, by] of [
      ['++', 1],
      ['--', -1],
    ] as const)
      if (this.#takes(text)) return { kind: 'step', by, isPrefix: true, target: this.#primary() };
    const value = this.#primary();
    for (const [text, by] of [
      ['++', 1],
      ['--', -1],
    ] as const)
      if ((value.kind === 'variable' || value.kind === 'element') && this.#takes(text))
        return { kind: 'step', by, isPrefix: false, target: value };
    return value;
  }

  #primary(): Expression {
    const token = this.#next;
    if (token.kind === 'number') {
      this.#at++;
      return { kind: 'number', text: token.text };
    }
    if (this.#takes('(')) {
      const value = this.#expression();
      this.#expect(')');
      return { kind: 'group', value };
    }
    if (this.#takes('.')) return { kind: 'variable', name: 'last' };
    if (token.kind !== 'name') this.#fail();
    const isBuiltin = ['length', 'sqrt', 'scale', 'read'].includes(token.text);
    if (WORDS.has(token.text) && !isBuiltin && !['last', 'ibase', 'obase'].includes(token.text)) this.#fail();
    this.#at++;
    if (this.#takes('(')) {
      const values: Expression[] = [];
      if (!this.#peek(')'))
        do values.push(this.#argument());
        while (this.#takes(','));
      this.#expect(')');
      return { kind: 'call', name: token.text, values };
    }
    if (isBuiltin && token.text !== 'scale') this.#fail();
    if (this.#takes('[')) {
      const index = this.#expression();
      this.#expect(']');
      return { kind: 'element', name: token.text, index };
    }
    return { kind: 'variable', name: token.text };
  }

  #argument(): Expression {
    const [name, open, close] = this.#tokens.slice(this.#at);
    if (name?.kind === 'name' && open?.text === '[' && close?.text === ']') {
      this.#at += 3;
      return { kind: 'array', name: name.text };
    }
    return this.#expression();
  }
}
