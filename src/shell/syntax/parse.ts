// Shell text → tree. The one module that knows the parser library: it gives the grammar, we cut the words
// (word.ts), number the lines and find the words in which bash would complain (complaint.ts).

import * as unbash from 'unbash';
import { assert } from '../../base/assert.ts';
import { complaintOf, type SyntaxComplaint, strayText } from './complaint.ts';
import { endOfBracket } from './nesting.ts';
import type {
  ArrayElement,
  Assignment,
  Body,
  CaseItem,
  Command,
  Redirect,
  Statement,
  TestExpression,
  Word,
} from './tree.ts';
import { makeWord, parsePieces } from './word.ts';

export interface Parsed {
  readonly statements: readonly Statement[];
  /** The first thing wrong with the text. The statements before it are good. */
  readonly complaint: SyntaxComplaint | undefined;
  /** Here-documents that the end of the text cut short. */
  readonly openHereDocuments: readonly { readonly line: number; readonly delimiter: string }[];
}

/** `line` is the number of the text's first line. */
export function parseShell(source: string, line = 1): Parsed {
  return new Lowering(source, line).parsed();
}

class Lowering {
  readonly #source: string;
  readonly #firstLine: number;
  readonly #newlines: number[] = [];
  readonly #openHereDocuments: { line: number; delimiter: string }[] = [];
  #complaint: SyntaxComplaint | undefined;

  constructor(source: string, firstLine: number) {
    this.#source = source;
    this.#firstLine = firstLine;
    for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) this.#newlines.push(at);
  }

  parsed(): Parsed {
    const script = unbash.parse(this.#source);
    const errors = script.errors ?? [];
    const stray = errors.length === 0 ? strayText(this.#source, script.commands) : undefined;
    if (errors.length > 0 || stray !== undefined) {
      this.#complaint = complaintOf(this.#source, errors, stray, this.#firstLine);
      return { statements: [], complaint: this.#complaint, openHereDocuments: [] };
    }
    const statements = this.#body(script.commands);
    return { statements, complaint: this.#complaint, openHereDocuments: this.#openHereDocuments };
  }

  #line(position: number): number {
    let low = 0;
    let high = this.#newlines.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#newlines[middle] < position) low = middle + 1;
      else high = middle;
    }
    return this.#firstLine + low;
  }

  #text(node: { readonly pos: number; readonly end: number }): string {
    return this.#source.slice(node.pos, node.end);
  }

  #word(node: { readonly pos: number; readonly end: number }, assignment = false): Word {
    return makeWord(this.#text(node), this.#line(node.pos), { assignment });
  }

  #body(statements: readonly unbash.Statement[]): Body {
    return statements.map((statement) => ({
      command: this.#command(statement.command),
      background: statement.background ?? false,
      text: this.#text(statement.command),
      position: statement.pos,
    }));
  }

  #command(node: unbash.Statement['command'] | unbash.CompoundList): Command {
    const line = this.#line(node.pos);
    switch (node.type) {
      case 'Command':
        return this.#simple(node, line);
      case 'Pipeline': {
        const time = node.prefixes.find((prefix) => prefix.type === 'Time');
        return {
          kind: 'pipeline',
          line,
          negated: node.prefixes.filter((prefix) => prefix.type === 'Negation').length % 2 === 1,
          timed: time?.type !== 'Time' ? 'no' : time.posix ? 'posix' : 'yes',
          commands: node.commands.map((one) => this.#command(one)),
          withErrors: node.operators.map((operator) => operator === '|&'),
        };
      }
      case 'AndOr':
        return {
          kind: 'and-or',
          line,
          commands: node.commands.map((one) => this.#command(one)),
          operators: node.operators,
        };
      case 'If':
        return {
          kind: 'if',
          line,
          branches: [node, ...node.elif].map((branch) => ({
            test: this.#body(branch.clause.commands),
            body: this.#body(branch.then.commands),
          })),
          otherwise: node.else ? this.#body(node.else.commands) : undefined,
        };
      case 'For':
        return { kind: 'for', ...this.#wordLoop(node, line) };
      case 'Select':
        return { kind: 'select', ...this.#wordLoop(node, line) };
      case 'ArithmeticFor':
        return this.#arithmeticFor(node, line);
      case 'While':
        return {
          kind: 'while',
          line,
          until: node.kind === 'until',
          test: this.#body(node.clause.commands),
          body: this.#body(node.body.commands),
        };
      case 'Case':
        return {
          kind: 'case',
          line,
          word: this.#word(node.word, true),
          items: node.items.map((item) => this.#caseItem(item)),
        };
      case 'Subshell':
        return { kind: 'subshell', line, body: this.#body(node.body.commands) };
      case 'BraceGroup':
        return { kind: 'group', line, body: this.#body(node.body.commands) };
      case 'CompoundList':
        return { kind: 'group', line, body: this.#body(node.commands) };
      case 'TestCommand':
        return { kind: 'test', line, expression: this.#test(node.expression) };
      case 'ArithmeticCommand':
        return { kind: 'arithmetic', line, text: node.body, pieces: parsePieces(node.body, line, 'double') };
      case 'Function':
        return { kind: 'function', line, name: node.name.value, body: this.#command(node.body) };
      case 'Coproc':
        return { kind: 'coproc', line, name: node.name?.value ?? 'COPROC', body: this.#command(node.body) };
      case 'Redirected':
        return {
          kind: 'redirected',
          line,
          command: this.#command(node.command),
          redirects: this.#redirects(node.redirects),
        };
    }
  }

  #wordLoop(node: unbash.For | unbash.Select, line: number) {
    return {
      line,
      name: this.#text(node.name),
      words: node.wordlist?.map((word) => this.#word(word)),
      body: this.#body(node.body.commands),
    };
  }

  #simple(node: unbash.Command, line: number): Command {
    const assignments = node.prefix.filter((part) => part.type === 'Assignment').map((part) => this.#assignment(part));
    const words = node.args.map((part) => (part.type === 'Assignment' ? this.#assignment(part) : this.#word(part)));
    if (node.name) words.unshift(this.#word(node.name));
    const redirects = this.#redirects(node.redirects);
    return { kind: 'simple', line, assignments, words, redirects };
  }

  #assignment(node: unbash.Assignment): Assignment {
    const value =
      node.value.type === 'ArrayValue'
        ? node.value.elements.map((one) => this.#element(one))
        : this.#word(node.value, true);
    return {
      kind: 'assignment',
      name: node.name,
      subscript: node.index ? parsePieces(this.#text(node.index), this.#line(node.pos), 'word') : undefined,
      append: node.append ?? false,
      value,
      text: this.#text(node),
    };
  }

  #element(node: unbash.Word): ArrayElement {
    const text = this.#text(node);
    const line = this.#line(node.pos);
    if (text.startsWith('[')) {
      const close = endOfBracket(text, 1);
      const sign = /^\+?=/.exec(text.slice(close + 1))?.[0];
      if (sign !== undefined) {
        return {
          key: parsePieces(text.slice(1, close), line, 'word'),
          append: sign === '+=',
          value: makeWord(text.slice(close + 1 + sign.length), line, { assignment: true }),
        };
      }
    }
    return { key: undefined, append: false, value: makeWord(text, line) };
  }

  #arithmeticFor(node: unbash.ArithmeticFor, line: number): Command {
    // The header's three parts are kept as text: their `$…` expand anew in every round.
    const open = this.#source.indexOf('((', node.pos) + 2;
    const parts = ['', '', ''];
    let part = 0;
    let depth = 0;
    for (let at = open; at < node.body.pos; at++) {
      const character = this.#source[at];
      if (character === '(') depth++;
      if (character === ')' && depth-- === 0) break;
      if (character === ';' && depth === 0) part++;
      else parts[part] += character;
    }
    assert(part === 2, `for header with ${part} semicolons`);
    return {
      kind: 'arithmetic-for',
      line,
      initialize: parts[0],
      test: parts[1],
      update: parts[2],
      body: this.#body(node.body.commands),
    };
  }

  #caseItem(item: unbash.CaseItem): CaseItem {
    return {
      patterns: item.pattern.map((word) => this.#word(word, true)),
      body: this.#body(item.body.commands),
      terminator: item.terminator ?? ';;',
    };
  }

  #redirects(nodes: readonly unbash.Redirection[]): Redirect[] {
    return nodes.map((node): Redirect => {
      const descriptor = node.descriptor?.type === 'FileDescriptor' ? node.descriptor.value : node.descriptor?.name;
      if (node.type === 'HereDoc') return this.#hereDocument(node, descriptor);
      assert(node.target, `redirection without target in ${this.#text(node)}`);
      return { operator: node.operator, descriptor, target: this.#word(node.target, node.type === 'HereString') };
    });
  }

  #hereDocument(node: unbash.HereDoc, descriptor: number | string | undefined): Redirect {
    assert(node.delimiter, 'here-document without delimiter');
    const line = this.#line(node.body.pos);
    if (!node.closing) this.#openHereDocuments.push({ line: this.#line(node.pos), delimiter: node.delimiter.value });
    const body = this.#source.slice(node.body.pos, node.body.end);
    // The end of the text ends the last line too.
    const raw = !node.closing && body !== '' && !body.endsWith('\n') ? `${body}\n` : body;
    const text = node.operator === '<<-' ? raw.replaceAll(/^\t+/gm, '') : raw;
    const pieces = node.delimiter.quoted ? [{ kind: 'quoted' as const, text }] : parsePieces(text, line, 'here');
    const target: Word = {
      text,
      pieces,
      braces: [pieces],
      constant: node.delimiter.quoted || !/[$`\\]/.test(text) ? text : undefined,
    };
    return { operator: '<<', descriptor, target, delimiter: `${node.operator}${node.delimiter.text}` };
  }

  #test(node: unbash.TestExpression): TestExpression {
    switch (node.type) {
      case 'TestUnary':
        return { type: 'unary', operator: node.operator, operand: this.#word(node.operand, true) };
      case 'TestBinary':
        return {
          type: 'binary',
          operator: node.operator,
          left: this.#word(node.left, true),
          right: this.#word(node.right, true),
        };
      case 'TestLogical':
        return { type: 'logical', operator: node.operator, operands: node.operands.map((one) => this.#test(one)) };
      case 'TestNot': {
        const operand = this.#test(node.operand);
        return node.negations.length % 2 === 1 ? { type: 'not', operand } : operand;
      }
      case 'TestGroup':
        return { type: 'group', operand: this.#test(node.expression) };
    }
  }
}
