// The grammar of the shell, read from left to right with one token in hand: lists and pipelines.
// What a command is made of is in compound.ts and simple.ts. The first token that no rule allows ends the parse, as in
// bash's own grammar.

import { readCompound, readCoprocess, readFunctionWord, readParenthesis } from './compound.ts';
import { SyntaxFailure } from './failure.ts';
import { Lexer, type LexerOptions, type Token } from './lexer.ts';
import type { Dialect, Scan } from './nesting.ts';
import { readRedirect, readSimple } from './simple.ts';
import type { Body, Command, Redirect, Statement, Word } from './tree.ts';
import { makeWord, NO_WORD } from './word.ts';

export interface GrammarOptions extends LexerOptions {
  readonly aliases: ReadonlyMap<string, string>;
  /** Only the end is wanted: words are not cut into pieces. */
  readonly skims?: boolean;
}

export interface OpenHereDocument {
  readonly line: number;
  readonly delimiter: string;
}

const POSIX_RESERVED = 'if then elif else fi for while until do done case esac in { } !';
const RESERVED: Readonly<Record<Dialect, string>> = {
  bash: `${POSIX_RESERVED} select function time coproc [[`,
  ash: `${POSIX_RESERVED} function [[`,
  dash: POSIX_RESERVED,
};

/** Words that end a list; where one is not waited for, it is the token nobody expects. */
const ENDS_LIST = 'then elif else fi do done esac }'.split(' ');

export class Grammar {
  readonly lexer: Lexer;
  readonly openHereDocuments: OpenHereDocument[] = [];
  readonly #aliases: ReadonlyMap<string, string>;
  readonly reserved: ReadonlySet<string>;
  readonly skims: boolean;
  readonly isDash: boolean;
  /** Stretches of the text that came out of aliases: the same alias is not replaced again inside. */
  readonly #replaced: { readonly name: string; end: number }[] = [];
  /** By how much aliases have made the text longer. */
  growth = 0;

  constructor(source: string, options: GrammarOptions) {
    this.lexer = new Lexer(source, options);
    this.#aliases = options.aliases;
    this.skims = options.skims ?? false;
    this.isDash = options.dialect === 'dash';
    this.reserved = new Set(RESERVED[options.dialect].split(' '));
  }

  /** The commands of one line, with all lines they reach over; undefined at the end of the text. */
  line(): Body | undefined {
    const { lexer } = this;
    while (lexer.peek().type === 'newline') lexer.next();
    if (lexer.peek().type === 'end') return undefined;
    const statements: Statement[] = [];
    for (;;) {
      const command = this.#andOr();
      const token = lexer.peek();
      if (token.type === 'operator' && (token.text === ';' || token.text === '&')) {
        lexer.next();
        statements.push({ command, background: token.text === '&' });
        if (!this.atLineEnd()) continue;
      } else {
        statements.push({ command, background: false });
        if (!this.atLineEnd()) this.fail();
      }
      if (lexer.peek().type === 'newline') lexer.next();
      else lexer.closeHereDocuments();
      return statements;
    }
  }

  /** The commands of `$( … )`: the index of the parenthesis that ends them. */
  substitution(): number {
    const { lexer } = this;
    this.skipNewlines();
    if (!this.isOperator(')')) this.list(true);
    if (!this.isOperator(')')) this.fail();
    return lexer.peek().start;
  }

  // ——— tokens ———

  fail(expecting?: string): never {
    throw new SyntaxFailure({ type: 'token', token: this.lexer.peek(), expecting });
  }

  atLineEnd(): boolean {
    const { type } = this.lexer.peek();
    return type === 'newline' || type === 'end';
  }

  isOperator(text: string): boolean {
    const token = this.lexer.peek();
    return token.type === 'operator' && token.text === text;
  }

  isWord(text: string): boolean {
    const token = this.lexer.peek();
    return token.type === 'word' && token.text === text;
  }

  expectWord(text: string): void {
    if (!this.isWord(text)) this.fail(text);
    this.lexer.next();
  }

  expectOperator(text: string): void {
    if (!this.isOperator(text)) this.fail(text);
    this.lexer.next();
  }

  skipNewlines(): void {
    while (this.lexer.peek().type === 'newline') this.lexer.next();
  }

  /** An alias at the place of a command becomes its text, which is read in its stead. */
  expandAlias(isCommand: boolean): void {
    if (this.#aliases.size === 0) return;
    const { lexer } = this;
    for (;;) {
      const token = lexer.peek();
      const value = token.type === 'word' ? this.#aliases.get(token.text) : undefined;
      if (value === undefined) return;
      const inside = this.#replaced.filter((one) => token.end <= one.end);
      if (inside.some((one) => one.name === token.text)) return;
      const followsBlank = this.#replaced.some(
        ({ end }) =>
          end <= token.start &&
          /[ \t]/.test(lexer.source[end - 1]) &&
          lexer.source.slice(end, token.start).trim() === '',
      );
      if (!isCommand && !followsBlank) return;
      // A blank of its own, so that the next word does not stick to the alias.
      const shift = value.length - token.text.length;
      for (const one of inside) one.end += shift;
      lexer.replace(token.start, token.end, value);
      this.growth += shift;
      this.#replaced.push({ name: token.text, end: token.start + value.length });
    }
  }

  word(token: Token, assignment = false): Word {
    if (this.skims) return NO_WORD;
    return makeWord(token.text, this.lexer.lineAt(token.start), { assignment, dialect: this.lexer.dialect });
  }

  takeWord(expecting?: string): Token {
    if (this.lexer.peek().type !== 'word') this.fail(expecting);
    return this.lexer.next();
  }

  // ——— lists ———

  /** Commands up to a token that ends the list. At least one. */
  list(inSubstitution = false): Body {
    const { lexer } = this;
    const statements: Statement[] = [];
    this.skipNewlines();
    if (this.isDash && lexer.peek().type === 'end') return [];
    for (;;) {
      const command = this.#andOr();
      const token = lexer.peek();
      const isSeparator = token.type === 'operator' && (token.text === ';' || token.text === '&');
      statements.push({ command, background: isSeparator && token.text === '&' });
      if (isSeparator) lexer.next();
      else if (token.type !== 'newline') return statements;
      this.skipNewlines();
      if (this.#endsList(inSubstitution)) return statements;
    }
  }

  #endsList(inSubstitution: boolean): boolean {
    const token = this.lexer.peek();
    if (token.type === 'end') return true;
    if (token.type === 'operator') return token.text === ')' || /^;(;|&)/.test(token.text);
    return !inSubstitution && token.type === 'word' && ENDS_LIST.includes(token.text);
  }

  #andOr(): Command {
    const first = this.#pipeline();
    const commands = [first];
    const operators: ('&&' | '||')[] = [];
    for (;;) {
      const { type, text } = this.lexer.peek();
      if (type !== 'operator' || (text !== '&&' && text !== '||')) break;
      this.lexer.next();
      operators.push(text);
      this.skipNewlines();
      commands.push(this.#pipeline());
    }
    return commands.length === 1 ? first : { kind: 'and-or', line: first.line, commands, operators };
  }

  #pipeline(): Command {
    const { lexer } = this;
    const line = lexer.lineAt(lexer.peek().start);
    let negated = false;
    let timed: 'no' | 'yes' | 'posix' = 'no';
    let hasPrefix = false;
    for (;;) {
      this.expandAlias(true);
      if (this.isWord('!')) {
        if (this.isDash && hasPrefix) this.fail();
        lexer.next();
        negated = !negated;
      } else if (lexer.dialect === 'bash' && this.isWord('time')) {
        lexer.next();
        if (timed === 'no') timed = 'yes';
        if (this.isWord('-p')) {
          lexer.next();
          timed = 'posix';
        }
        if (this.isWord('--')) lexer.next();
      } else break;
      hasPrefix = true;
    }
    const { type, text } = lexer.peek();
    if (hasPrefix && !this.isDash && (type === 'newline' || type === 'end' || (type === 'operator' && text === ';')))
      return { kind: 'pipeline', line, negated, timed, commands: [], withErrors: [] };
    const commands = [this.command()];
    const withErrors: boolean[] = [];
    for (;;) {
      const bar = lexer.peek();
      if (bar.type !== 'operator' || (bar.text !== '|' && bar.text !== '|&')) break;
      lexer.next();
      withErrors.push(bar.text === '|&');
      this.skipNewlines();
      commands.push(this.command());
    }
    if (commands.length === 1 && !hasPrefix) return commands[0];
    return { kind: 'pipeline', line, negated, timed, commands, withErrors };
  }

  // ——— commands ———

  command(): Command {
    this.expandAlias(true);
    const token = this.lexer.peek();
    if (token.type === 'operator' && token.text === '(') return this.withRedirects(readParenthesis(this));
    if (token.type === 'word' && this.reserved.has(token.text)) {
      if (token.text === 'function') return readFunctionWord(this);
      if (token.text === 'coproc') return readCoprocess(this);
      const compound = readCompound(this, token);
      if (compound) return this.withRedirects(compound);
      if (token.text !== 'in' || this.isDash) this.fail();
    }
    if (token.type === 'word' || token.type === 'redirect') return readSimple(this);
    return this.fail();
  }

  withRedirects(command: Command): Command {
    const redirects: Redirect[] = [];
    while (this.lexer.peek().type === 'redirect') redirects.push(readRedirect(this));
    return redirects.length === 0 ? command : { kind: 'redirected', line: command.line, command, redirects };
  }
}

/** The index of the parenthesis that closes `$(`; undefined when the text does not parse and nobody asks why. */
export function endOfSubstitution(source: string, start: number, scan: Scan): number | undefined {
  const { dialect, extglob } = scan;
  const options = { line: 1, start, dialect, extglob, aliases: new Map(), skims: true, inSubstitution: true };
  const grammar = new Grammar(source, options);
  try {
    return grammar.substitution();
  } catch (error) {
    if (!(error instanceof SyntaxFailure)) throw error;
    const { failure } = error;
    if (!scan.isStrict) return failure.type === 'open' ? source.length : undefined;
    if (failure.type === 'token' && failure.token.type === 'end') return scan.missing(')', start - 2, source);
    if (failure.type === 'token') error.inSubstitution = true;
    throw error;
  }
}
