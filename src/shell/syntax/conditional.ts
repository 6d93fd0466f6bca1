// What stands in `[[ … ]]`. bash reads it with a small parser of its own, whose complaints name the part that is
// missing; here the same rules in the same order.

import { nameOf, SyntaxFailure } from './failure.ts';
import type { Grammar } from './grammar.ts';
import type { Token } from './lexer.ts';
import type { TestExpression } from './tree.ts';

const UNARY = /^-[abcdefghknoprstuvwxzGLNORS]$/;
const BINARY = /^(?:-(?:eq|ne|lt|le|gt|ge|nt|ot|ef)|==?|!=)$/;

/** Everything up to and with `]]`; `open` is the `[[`. */
export function readCondition(grammar: Grammar, open: Token): TestExpression {
  const { lexer } = grammar;
  lexer.takesAssignments = false;
  try {
    const expression = new Condition(grammar).either();
    const token = lexer.peek();
    if (token.type === 'word' && token.text === ']]') {
      lexer.takesAssignments = true;
      lexer.next();
      return expression;
    }
    if (token.type === 'end') throw said(open, true, "unexpected EOF while looking for `]]'");
    const name = token.type === 'word' ? '' : `: unexpected token \`${nameOf(token)}'`;
    throw said(open, false, `syntax error in conditional expression${name}`);
  } finally {
    lexer.takesAssignments = true;
    lexer.takesPatterns = false;
    lexer.takesRegex = false;
  }
}

function said(token: Token, atEnd: boolean, ...texts: string[]): SyntaxFailure {
  return new SyntaxFailure({ type: 'words', at: token.start, texts, atEnd }, atEnd ? 'fatal' : 'end');
}

class Condition {
  readonly #grammar: Grammar;

  constructor(grammar: Grammar) {
    this.#grammar = grammar;
  }

  either(): TestExpression {
    return this.#chain('||', () => this.#chain('&&', () => this.#term()));
  }

  #chain(operator: '&&' | '||', operand: () => TestExpression): TestExpression {
    const operands = [operand()];
    while (this.#isOperator(operator)) {
      this.#grammar.lexer.next();
      operands.push(operand());
    }
    return operands.length === 1 ? operands[0] : { type: 'logical', operator, operands };
  }

  #term(): TestExpression {
    const { lexer } = this.#grammar;
    this.#skipNewlines();
    const token = lexer.peek();
    if (token.type === 'word' && token.text === ']]') throw said(token, false);
    if (this.#isOperator('(')) return this.#group();
    if (token.type !== 'word') {
      if (token.type === 'end') throw said(token, true, "unexpected EOF while looking for `]]'");
      throw said(token, false, `unexpected token \`${nameOf(token)}' in conditional command`);
    }
    lexer.next();
    if (token.text === '!') {
      const operand = this.#term();
      return operand.type === 'not' ? operand.operand : { type: 'not', operand };
    }
    if (UNARY.test(token.text)) {
      const word = this.#argument('unary');
      this.#skipNewlines();
      return { type: 'unary', operator: token.text, operand: this.#grammar.word(word, true) };
    }
    return this.#comparison(token);
  }

  #group(): TestExpression {
    const { lexer } = this.#grammar;
    lexer.next();
    const operand = this.either();
    const token = lexer.peek();
    if (!this.#isOperator(')')) {
      if (token.type === 'end') throw said(token, true, "unexpected EOF while looking for `]]'");
      const isName = token.type === 'word' && token.text !== ']]';
      throw said(token, false, isName ? "expected `)'" : `unexpected token \`${nameOf(token)}', expected \`)'`);
    }
    lexer.next();
    this.#skipNewlines();
    return { type: 'group', operand };
  }

  #comparison(left: Token): TestExpression {
    const { lexer } = this.#grammar;
    const token = lexer.peek();
    const isAngle = token.type === 'redirect' && (token.text === '<' || token.text === '>');
    const isWord = token.type === 'word' && token.text !== ']]';
    if (!isAngle && !(isWord && (BINARY.test(token.text) || token.text === '=~'))) {
      const ends = (token.type === 'word' && token.text === ']]') || ['&&', '||', ')'].includes(token.text);
      if (ends) return { type: 'unary', operator: '-n', operand: this.#grammar.word(left, true) };
      const missing = 'conditional binary operator expected';
      if (token.type === 'end') throw said(token, true, missing);
      throw said(token, false, isWord ? missing : `unexpected token \`${nameOf(token)}', ${missing}`);
    }
    lexer.next();
    lexer.takesPatterns = /^(==?|!=)$/.test(token.text);
    lexer.takesRegex = token.text === '=~';
    const right = this.#argument('binary');
    lexer.takesPatterns = false;
    lexer.takesRegex = false;
    this.#skipNewlines();
    return {
      type: 'binary',
      operator: token.text,
      left: this.#grammar.word(left, true),
      right: this.#grammar.word(right, true),
    };
  }

  #argument(kind: 'unary' | 'binary'): Token {
    const { lexer } = this.#grammar;
    const token = lexer.peek();
    if (token.type === 'word' && token.text !== ']]') return lexer.next();
    const atEnd = lexer.source.slice(token.start).trim() === '';
    const name = atEnd ? 'newline' : nameOf(token);
    throw said(token, atEnd, `unexpected argument \`${name}' to conditional ${kind} operator`);
  }

  #isOperator(text: string): boolean {
    const token = this.#grammar.lexer.peek();
    return token.type === 'operator' && token.text === text;
  }

  #skipNewlines(): void {
    const { lexer } = this.#grammar;
    while (lexer.peek().type === 'newline') lexer.next();
  }
}
