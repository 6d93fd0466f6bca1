// Parses a jq program: precedence from `|`, weakest, to the postfix `?`, strongest.

import { CompileError } from './compile-error.ts';
import { nameOf, type Token, tokensOf } from './lexer.ts';
import type { Definition, Filter, Operator, Pattern } from './tree.ts';
import type { Json } from './values.ts';

export function parse(program: string): Filter {
  return new Parser(program).program();
}

/** A program that only defines: the builtins written in jq. */
export function parseDefinitions(program: string): Definition[] {
  const found: Definition[] = [];
  let filter = new Parser(`${program} .`).program();
  while (filter.kind === 'define') {
    found.push(filter.definition);
    filter = filter.next;
  }
  return found;
}

const IDENTITY: Filter = { kind: 'identity' };
const COMPARISONS = new Set(['==', '!=', '<', '<=', '>', '>=']);
const literal = (value: Json): Filter => ({ kind: 'literal', value });

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(program: string) {
    this.#tokens = tokensOf(program);
  }

  program(): Filter {
    if (this.#tokens.length === 1) return IDENTITY;
    if (/^(\||\?|=|and|or|then|[*/%])$/.test(this.#token.text)) throw this.#unexpected('$end');
    const filter = this.#pipe();
    if (this.#token.kind !== 'end') throw this.#unexpected('$end');
    return filter;
  }

  get #token(): Token {
    return this.#tokens[this.#at];
  }

  #is(text: string): boolean {
    return this.#token.text === text && (this.#token.kind === 'mark' || this.#token.kind === 'keyword');
  }

  #accept(text: string): boolean {
    if (!this.#is(text)) return false;
    this.#at++;
    return true;
  }

  #expect(text: string, expecting?: string): void {
    if (!this.#accept(text)) throw this.#unexpected(expecting);
  }

  #unexpected(expecting?: string, also?: CompileError): CompileError {
    const behind = expecting === undefined ? '' : `, expecting ${expecting}`;
    return new CompileError(
      `syntax error, unexpected ${nameOf(this.#token)}${behind} (Unix shell quoting issues?)`,
      this.#token.at,
      also,
    );
  }

  #pipe(): Filter {
    if (this.#is('def')) {
      const definition = this.#definition();
      return { kind: 'define', definition, next: this.#pipe() };
    }
    if (this.#accept('label')) {
      this.#expect('$', "'$'");
      const name = this.#name();
      this.#expect('|', "'|'");
      return { kind: 'label', name, next: this.#pipe() };
    }
    const first = this.#comma();
    return this.#accept('|') ? { kind: 'pipe', first, next: this.#pipe() } : first;
  }

  #definition(): Definition {
    this.#expect('def');
    const name = this.#name();
    const parameters: string[] = [];
    if (this.#accept('(')) {
      do {
        const isValue = this.#accept('$');
        parameters.push((isValue ? '$' : '') + this.#name());
      } while (this.#accept(';'));
      this.#expect(')');
    } else if (!this.#is(':')) throw this.#unexpected("'(' or ':'");
    this.#expect(':');
    const body = this.#pipe();
    this.#expect(';');
    return { name, parameters, body };
  }

  #name(): string {
    const token = this.#token;
    if (token.kind !== 'identifier' && token.kind !== 'keyword') throw this.#unexpected('IDENT');
    this.#at++;
    return token.text;
  }

  #comma(): Filter {
    let left = this.#alternative();
    while (this.#accept(',')) left = { kind: 'comma', left, right: this.#alternative() };
    return left;
  }

  /** `//` binds to the right and weaker than assignment. */
  #alternative(): Filter {
    const left = this.#assignment();
    return this.#accept('//') ? { kind: 'alternative', left, right: this.#alternative() } : left;
  }

  #assignment(): Filter {
    const path = this.#or();
    const operator = this.#token.kind === 'mark' ? this.#token.text : '';
    if (!/^(=|\|=|\+=|-=|\*=|\/=|%=|\/\/=)$/.test(operator)) return path;
    this.#at++;
    const value = this.#alternative();
    if (this.#token.kind === 'mark' && /^(=|\|=|[-+*/%]=|\/\/=)$/.test(this.#token.text)) throw this.#unexpected();
    if (operator === '=') return { kind: 'assign', path, value };
    if (operator === '|=') return { kind: 'update', path, by: value };
    return { kind: 'compute', operator: operator.slice(0, -1) as Operator | '//', path, value };
  }

  #or(): Filter {
    let left = this.#and();
    while (this.#accept('or')) left = { kind: 'or', left, right: this.#and() };
    return left;
  }

  #and(): Filter {
    let left = this.#comparison();
    while (this.#accept('and')) left = { kind: 'and', left, right: this.#comparison() };
    return left;
  }

  #comparison(): Filter {
    const left = this.#sum();
    if (this.#token.kind !== 'mark' || !COMPARISONS.has(this.#token.text)) return left;
    const operator = this.#token.text as Operator;
    this.#at++;
    const right = this.#sum();
    if (this.#token.kind === 'mark' && COMPARISONS.has(this.#token.text)) throw this.#unexpected();
    return { kind: 'operator', operator, left, right };
  }

  #sum(): Filter {
    let left = this.#product();
    while (this.#is('+') || this.#is('-')) {
      const operator = this.#tokens[this.#at++].text as Operator;
      left = { kind: 'operator', operator, left, right: this.#product() };
    }
    return left;
  }

  #product(): Filter {
    let left = this.#unary();
    while (this.#is('*') || this.#is('/') || this.#is('%')) {
      const operator = this.#tokens[this.#at++].text as Operator;
      const right = this.#unary();
      if (operator !== '*' && left.kind === 'literal' && right.kind === 'literal' && right.value === 0) {
        throw new CompileError('Division by zero?', 0);
      }
      left = { kind: 'operator', operator, left, right };
    }
    return left;
  }

  #unary(): Filter {
    if (this.#accept('-')) {
      const of = this.#unary();
      if (of.kind === 'literal' && typeof of.value === 'number') return literal(-of.value);
      return { kind: 'negate', of };
    }
    if (this.#is('def') || this.#is('label')) return this.#pipe();
    return this.#postfix();
  }

  /** A term with what hangs behind it: `.a[0].b?`, and `term as $x | …`, which reaches to the far end. */
  #postfix(): Filter {
    const term = this.#suffixes(this.#term());
    if (!this.#accept('as')) return term;
    const patterns = this.#patterns();
    this.#expect('|', "'|'");
    return { kind: 'bind', source: term, patterns, next: this.#pipe() };
  }

  #suffixes(start: Filter): Filter {
    let term = start;
    for (;;) {
      if (this.#accept('?')) term = { kind: 'try', body: term };
      else if (this.#token.kind === 'field') {
        term = { kind: 'index', of: term, by: literal(this.#token.text) };
        this.#at++;
      } else if (this.#is('.') && ['quote', 'format'].includes(this.#tokens[this.#at + 1].kind)) {
        this.#at++;
        term = { kind: 'index', of: term, by: this.#string() };
      } else if (this.#is('.') && this.#tokens[this.#at + 1].text === '[') {
        this.#at++;
        term = this.#bracket(term);
      } else if (this.#is('[')) term = this.#bracket(term);
      else return term;
    }
  }

  /** `[]`, `[f]`, `[f:g]`, `[f:]`, `[:g]` behind a term. */
  #bracket(of: Filter): Filter {
    this.#expect('[');
    if (this.#accept(']')) return { kind: 'iterate', of };
    if (this.#accept(':')) {
      const to = this.#pipe();
      this.#expect(']');
      return { kind: 'slice', of, to };
    }
    const by = this.#pipe();
    if (this.#accept(':')) {
      if (this.#accept(']')) return { kind: 'slice', of, from: by };
      const to = this.#pipe();
      this.#expect(']');
      return { kind: 'slice', of, from: by, to };
    }
    this.#expect(']');
    return { kind: 'index', of, by };
  }

  #term(): Filter {
    const token = this.#token;
    switch (token.kind) {
      case 'number':
        this.#at++;
        return literal(Math.min(Number.MAX_VALUE, Number(token.text)));
      case 'quote':
        return this.#string();
      case 'format':
        if (this.#tokens[this.#at + 1].kind === 'quote') return this.#string();
        this.#at++;
        return { kind: 'format', name: token.text.slice(1) };
      case 'field':
        this.#at++;
        return { kind: 'index', of: IDENTITY, by: literal(token.text) };
      case 'identifier':
        this.#at++;
        return this.#call(token);
      case 'keyword':
        return this.#construct(token);
      case 'mark':
        return this.#enclosed(token);
      default:
        throw this.#unexpected();
    }
  }

  #enclosed(token: Token): Filter {
    this.#at++;
    switch (token.text) {
      case '.':
        if (this.#token.kind === 'quote') return { kind: 'index', of: IDENTITY, by: this.#string() };
        return IDENTITY;
      case '..':
        return { kind: 'recurse' };
      case '$': {
        if (this.#accept('__loc__')) {
          return literal(
            new Map<string, Json>([
              ['file', '<top-level>'],
              ['line', 1],
            ]),
          );
        }
        return { kind: 'variable', name: this.#name(), at: token.at };
      }
      case '(': {
        const filter = this.#pipe();
        this.#expect(')');
        return filter;
      }
      case '[': {
        if (this.#accept(']')) return { kind: 'array' };
        const of = this.#pipe();
        this.#expect(']');
        return { kind: 'array', of };
      }
      case '{':
        return this.#object();
      default:
        this.#at--;
        throw this.#unexpected();
    }
  }

  #call(name: Token): Filter {
    const given: Filter[] = [];
    if (this.#accept('(')) {
      do given.push(this.#pipe());
      while (this.#accept(';'));
      this.#expect(')');
    }
    return { kind: 'call', name: name.text, arguments: given, at: name.at };
  }

  #construct(token: Token): Filter {
    this.#at++;
    switch (token.text) {
      case 'if':
        return this.#if(token);
      case 'try': {
        const body = this.#operand();
        return this.#accept('catch') ? { kind: 'try', body, handler: this.#operand() } : { kind: 'try', body };
      }
      case 'reduce':
      case 'foreach': {
        const source = this.#suffixes(this.#term());
        this.#expect('as', 'as');
        const patterns = this.#patterns();
        this.#expect('(', "'('");
        const start = this.#pipe();
        this.#expect(';');
        const update = this.#pipe();
        const extract = token.text === 'foreach' && this.#accept(';') ? this.#pipe() : undefined;
        this.#expect(')');
        if (token.text === 'reduce') return { kind: 'reduce', source, patterns, start, update };
        return { kind: 'foreach', source, patterns, start, update, ...(extract ? { extract } : {}) };
      }
      case 'break': {
        const also = new CompileError('break requires a label to break to', token.at);
        if (!this.#accept('$')) throw this.#unexpected("'$'", also);
        return { kind: 'break', name: this.#name(), at: token.at };
      }
      default:
        this.#at--;
        throw this.#unexpected();
    }
  }

  /** The body of `try`: one term, perhaps negated. */
  #operand(): Filter {
    if (this.#accept('-')) return { kind: 'negate', of: this.#operand() };
    return this.#suffixes(this.#term());
  }

  #if(token: Token): Filter {
    const condition = this.#pipe();
    if (!this.#accept('then')) throw this.#unexpected();
    const next = this.#pipe();
    if (this.#accept('elif')) return { kind: 'if', condition, next, else: this.#if(token) };
    const otherwise = this.#accept('else') ? this.#pipe() : undefined;
    if (!this.#accept('end')) {
      throw this.#unexpected(undefined, new CompileError("Possibly unterminated 'if' statement", token.at));
    }
    return { kind: 'if', condition, next, ...(otherwise ? { else: otherwise } : {}) };
  }

  #string(): Filter {
    const format = this.#token.kind === 'format' ? this.#tokens[this.#at++].text.slice(1) : undefined;
    this.#at++;
    const parts: (string | Filter)[] = [];
    for (;;) {
      const token = this.#token;
      if (token.kind === 'end') {
        throw this.#unexpected('QQSTRING_TEXT or QQSTRING_INTERP_START or QQSTRING_END');
      }
      this.#at++;
      if (token.kind === 'endOfString') break;
      if (token.kind === 'text') parts.push(token.text);
      else {
        parts.push(this.#pipe());
        if (this.#token.kind !== 'endOfInterpolation') throw this.#unexpected();
        this.#at++;
      }
    }
    if (format === undefined && parts.every((part) => typeof part === 'string')) return literal(parts.join(''));
    return { kind: 'string', parts, ...(format === undefined ? {} : { format }) };
  }

  #object(): Filter {
    const members: (readonly [Filter, Filter])[] = [];
    while (!this.#accept('}')) {
      members.push(this.#member());
      if (this.#accept('}')) break;
      this.#expect(',', "'}'");
    }
    return { kind: 'object', members };
  }

  #member(): readonly [Filter, Filter] {
    const token = this.#token;
    if (this.#accept('$')) {
      if (this.#accept('__loc__')) {
        return [
          literal('__loc__'),
          literal(
            new Map<string, Json>([
              ['file', '<top-level>'],
              ['line', 1],
            ]),
          ),
        ];
      }
      const name = this.#name();
      const variable: Filter = { kind: 'variable', name, at: token.at };
      return this.#accept(':') ? [variable, this.#memberValue()] : [literal(name), variable];
    }
    if (token.kind === 'identifier' || token.kind === 'keyword') {
      this.#at++;
      const key = literal(token.text);
      if (this.#accept(':')) return [key, this.#memberValue()];
      if (!this.#is(',') && !this.#is('}')) {
        throw this.#unexpected(
          "'}'",
          this.#token.kind === 'end'
            ? undefined
            : new CompileError('May need parentheses around object key expression', token.at),
        );
      }
      return [key, { kind: 'index', of: IDENTITY, by: key }];
    }
    if (token.kind === 'quote' || token.kind === 'format') {
      if (token.kind === 'format' && this.#tokens[this.#at + 1].kind !== 'quote') throw this.#unexpected();
      const key = this.#string();
      return this.#accept(':') ? [key, this.#memberValue()] : [key, { kind: 'index', of: IDENTITY, by: key }];
    }
    if (this.#accept('(')) {
      const key = this.#pipe();
      this.#expect(')');
      this.#expect(':');
      if (key.kind === 'literal' && typeof key.value === 'number') {
        throw new CompileError(`Cannot use number (${key.value}) as object key`, token.at);
      }
      return [key, this.#memberValue()];
    }
    const also =
      token.kind === 'number'
        ? new CompileError('May need parentheses around object key expression', token.at)
        : undefined;
    throw this.#unexpected(token.kind === 'end' ? "'}'" : undefined, also);
  }

  /** Terms joined by `|`; operators need parentheses. */
  #memberValue(): Filter {
    const first = this.#operand();
    if (this.#accept('|')) return { kind: 'pipe', first, next: this.#memberValue() };
    if (!this.#is(',') && !this.#is('}')) throw this.#unexpected("'}'");
    return first;
  }

  /** `?//` separates patterns that are tried one after the other. */
  #patterns(): Pattern[] {
    const patterns = [this.#pattern()];
    while (this.#accept('?//')) patterns.push(this.#pattern());
    return patterns;
  }

  #pattern(): Pattern {
    if (this.#accept('$')) return { kind: 'name', name: this.#name() };
    if (this.#accept('[')) {
      const items: Pattern[] = [];
      do items.push(this.#pattern());
      while (this.#accept(','));
      this.#expect(']');
      return { kind: 'items', items };
    }
    if (!this.#accept('{')) throw this.#unexpected("'$' or '[' or '{'");
    const members: { key: Filter; variable?: string; pattern?: Pattern }[] = [];
    do {
      const token = this.#token;
      if (this.#accept('$')) {
        const name = this.#name();
        members.push({
          key: literal(name),
          variable: name,
          ...(this.#accept(':') ? { pattern: this.#pattern() } : {}),
        });
        continue;
      }
      let key: Filter;
      if (token.kind === 'identifier' || token.kind === 'keyword') {
        this.#at++;
        key = literal(token.text);
      } else if (this.#accept('(')) {
        key = this.#pipe();
        this.#expect(')');
      } else if (token.kind === 'quote') key = this.#string();
      else throw this.#unexpected();
      this.#expect(':');
      members.push({ key, pattern: this.#pattern() });
    } while (this.#accept(','));
    this.#expect('}');
    return { kind: 'members', members };
  }
}
