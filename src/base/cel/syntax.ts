// The Common Expression Language, read: text to tree. Follows the grammar of cel-spec; precedence climbs
// from ?: through ||, &&, relations, + -, * / %, unary, to member access.

export type Expression =
  | { readonly type: 'literal'; readonly value: null | boolean | string | number | { readonly double: number } }
  | { readonly type: 'name'; readonly name: string; readonly at: number }
  | {
      readonly type: 'member';
      readonly target: Expression;
      readonly field: string;
      readonly optional: boolean;
      readonly test: boolean;
    }
  | { readonly type: 'index'; readonly target: Expression; readonly key: Expression; readonly optional: boolean }
  | {
      readonly type: 'call';
      readonly name: string;
      readonly target: Expression | undefined;
      readonly args: readonly Expression[];
      readonly at: number;
    }
  | { readonly type: 'unary'; readonly operator: '!' | '-'; readonly operand: Expression }
  | {
      readonly type: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly type: 'choice'; readonly condition: Expression; readonly yes: Expression; readonly no: Expression }
  | { readonly type: 'list'; readonly items: readonly Expression[] }
  | { readonly type: 'map'; readonly entries: readonly (readonly [Expression, Expression])[] };

export type BinaryOperator = '||' | '&&' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | '+' | '-' | '*' | '/' | '%';

/** The text is no CEL. `at` is the offset of the trouble. */
export class CelSyntaxError extends Error {
  override readonly name = 'CelSyntaxError';
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

interface Token {
  readonly type: 'name' | 'number' | 'string' | 'operator' | 'end';
  readonly text: string;
  readonly at: number;
}

const TOKEN =
  /\s*(?:\/\/[^\n]*\n?\s*)*(?:(?<string>[rR]?(?:"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'))|(?<number>0x[0-9a-fA-F]+|(?:\d+\.\d+|\.\d+|\d+)(?:[eE][+-]?\d+)?)|(?<name>[A-Za-z_]\w*)|(?<operator>\|\||&&|==|!=|<=|>=|\.\?|\[\?|[-+*/%<>!?:.,()[\]{}]))/y;

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let at = 0; ; ) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (!match?.groups) break;
    at = TOKEN.lastIndex;
    for (const type of ['string', 'number', 'name', 'operator'] as const) {
      const found = match.groups[type];
      if (found !== undefined) tokens.push({ type, text: found, at: at - found.length });
    }
  }
  const end = tokens.length === 0 ? 0 : tokens[tokens.length - 1].at + tokens[tokens.length - 1].text.length;
  const rest = text.slice(end).replace(/\s+|\/\/[^\n]*/g, '');
  if (rest !== '') throw new CelSyntaxError(`unexpected ${JSON.stringify(rest[0])}`, text.indexOf(rest[0], end));
  tokens.push({ type: 'end', text: 'end of expression', at: text.length });
  return tokens;
}

/** Throws CelSyntaxError. */
export function parse(text: string): Expression {
  return new Parser(tokenize(text)).whole();
}

const LEVELS: readonly (readonly BinaryOperator[])[] = [
  ['||'],
  ['&&'],
  ['==', '!=', '<', '<=', '>', '>=', 'in'],
  ['+', '-'],
  ['*', '/', '%'],
];

class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Expression {
    const expression = this.#choice();
    if (this.#here.type !== 'end') this.#fail();
    return expression;
  }

  get #here(): Token {
    return this.#tokens[this.#next];
  }

  #fail(): never {
    throw new CelSyntaxError(
      `unexpected ${this.#here.type === 'end' ? 'end' : JSON.stringify(this.#here.text)}`,
      this.#here.at,
    );
  }

  #accept(text: string): boolean {
    const { type, text: found } = this.#here;
    if (found !== text || (type !== 'operator' && type !== 'name')) return false;
    this.#next++;
    return true;
  }

  #expect(text: string): void {
    if (!this.#accept(text)) this.#fail();
  }

  #choice(): Expression {
    const condition = this.#binary(0);
    if (!this.#accept('?')) return condition;
    const yes = this.#choice();
    this.#expect(':');
    return { type: 'choice', condition, yes, no: this.#choice() };
  }

  #binary(level: number): Expression {
    const operators = LEVELS[level];
    if (!operators) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const operator = operators.find((one) => this.#accept(one));
      if (!operator) return left;
      left = { type: 'binary', operator, left, right: this.#binary(level + 1) };
    }
  }

  #unary(): Expression {
    if (this.#accept('!')) return { type: 'unary', operator: '!', operand: this.#unary() };
    if (this.#accept('-')) return { type: 'unary', operator: '-', operand: this.#unary() };
    return this.#member();
  }

  #member(): Expression {
    let target = this.#primary();
    for (;;) {
      if (this.#accept('.?')) target = { type: 'member', target, field: this.#name(), optional: true, test: false };
      else if (this.#accept('.')) target = this.#fieldOrCall(target);
      else if (this.#accept('[?')) target = this.#index(target, true);
      else if (this.#accept('[')) target = this.#index(target, false);
      else return target;
    }
  }

  #fieldOrCall(target: Expression): Expression {
    const { at } = this.#here;
    const name = this.#name();
    if (this.#accept('(')) return { type: 'call', name, target, args: this.#list(')'), at };
    return { type: 'member', target, field: name, optional: false, test: false };
  }

  #index(target: Expression, optional: boolean): Expression {
    const key = this.#choice();
    this.#expect(']');
    return { type: 'index', target, key, optional };
  }

  #name(): string {
    const token = this.#here;
    if (token.type !== 'name') this.#fail();
    this.#next++;
    return token.text;
  }

  #list(end: string): Expression[] {
    const items: Expression[] = [];
    while (!this.#accept(end)) {
      items.push(this.#choice());
      if (!this.#accept(',')) {
        this.#expect(end);
        break;
      }
    }
    return items;
  }

  #primary(): Expression {
    const token = this.#here;
    if (this.#accept('(')) {
      const inside = this.#choice();
      this.#expect(')');
      return inside;
    }
    if (this.#accept('[')) return { type: 'list', items: this.#list(']') };
    if (this.#accept('{')) return { type: 'map', entries: this.#entries() };
    this.#next++;
    switch (token.type) {
      case 'string':
        return { type: 'literal', value: unquote(token.text) };
      case 'number':
        return {
          type: 'literal',
          value: /^0x|^\d+$/.test(token.text) ? Number(token.text) : { double: Number(token.text) },
        };
      case 'name':
        return this.#named(token);
      default:
        this.#next--;
        return this.#fail();
    }
  }

  #named(token: Token): Expression {
    if (token.text === 'true' || token.text === 'false') return { type: 'literal', value: token.text === 'true' };
    if (token.text === 'null') return { type: 'literal', value: null };
    if (!this.#accept('(')) return { type: 'name', name: token.text, at: token.at };
    const args = this.#list(')');
    if (token.text !== 'has') return { type: 'call', name: token.text, target: undefined, args, at: token.at };
    const [field] = args;
    if (args.length !== 1 || field.type !== 'member')
      throw new CelSyntaxError('has() wants one field, as in has(a.b)', token.at);
    return { ...field, test: true };
  }

  #entries(): (readonly [Expression, Expression])[] {
    const entries: (readonly [Expression, Expression])[] = [];
    while (!this.#accept('}')) {
      const key = this.#choice();
      this.#expect(':');
      entries.push([key, this.#choice()]);
      if (!this.#accept(',')) {
        this.#expect('}');
        break;
      }
    }
    return entries;
  }
}

const ESCAPES: Record<string, string> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

function unquote(text: string): string {
  const raw = /^[rR]/.test(text);
  const quoted = raw ? text.slice(1) : text;
  const width = /^("""|''')/.test(quoted) ? 3 : 1;
  const body = quoted.slice(width, -width);
  if (raw) return body;
  return body.replace(
    /\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2}|[\s\S])/g,
    (_, code: string) => {
      if (/^[xuU]./.test(code)) return String.fromCodePoint(Number.parseInt(code.slice(1), 16));
      if (/^[0-3]../.test(code)) return String.fromCodePoint(Number.parseInt(code, 8));
      return ESCAPES[code] ?? code;
    },
  );
}
