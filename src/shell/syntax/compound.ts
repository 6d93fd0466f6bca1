// Compound commands and definitions: what stands between `if` and `fi`, `case` and `esac`, and their like.

import { readCondition } from './conditional.ts';
import { SyntaxFailure } from './failure.ts';
import type { Grammar } from './grammar.ts';
import type { Token } from './lexer.ts';
import { endOfArithmetic } from './nesting.ts';
import { readSimple } from './simple.ts';
import type { Body, CaseItem, Command, Word } from './tree.ts';
import { parsePieces } from './word.ts';

export function readCompound(grammar: Grammar, token: Token): Command | undefined {
  const line = grammar.lexer.lineAt(token.start);
  switch (token.text) {
    case '{':
      return readGroup(grammar, line);
    case 'if':
      return readIf(grammar, line);
    case 'while':
    case 'until':
      return readWhile(grammar, line, token.text === 'until');
    case 'for':
      return readFor(grammar, line);
    case 'select':
      grammar.lexer.next();
      return readWordLoop(grammar, 'select', line);
    case 'case':
      return readCase(grammar, line);
    case '[[':
      grammar.lexer.next();
      return { kind: 'test', line, expression: readCondition(grammar, token) };
  }
  return undefined;
}

function readGroup(grammar: Grammar, line: number): Command {
  grammar.lexer.next();
  const body = grammar.list();
  grammar.expectWord('}');
  return { kind: 'group', line, body };
}

/** `( … )`, or `(( … ))` when it closes as arithmetic. */
export function readParenthesis(grammar: Grammar): Command {
  const { lexer } = grammar;
  const open = lexer.next();
  const line = lexer.lineAt(open.start);
  if (lexer.source[open.end] === '(' && lexer.dialect === 'bash') {
    const end = endOfArithmetic(lexer.source, open.end + 1, lexer.scan);
    if (end !== undefined) {
      const text = lexer.source.slice(open.end + 1, end);
      lexer.jump(end + 2);
      return { kind: 'arithmetic', line, text, pieces: grammar.skims ? [] : parsePieces(text, line, 'double') };
    }
  }
  const body = grammar.list();
  grammar.expectOperator(')');
  return { kind: 'subshell', line, body };
}

function readIf(grammar: Grammar, line: number): Command {
  const branches: { test: Body; body: Body }[] = [];
  do {
    grammar.lexer.next();
    const test = grammar.list();
    grammar.expectWord('then');
    branches.push({ test, body: grammar.list() });
  } while (grammar.isWord('elif'));
  let otherwise: Body | undefined;
  if (grammar.isWord('else')) {
    grammar.lexer.next();
    otherwise = grammar.list();
  }
  grammar.expectWord('fi');
  return { kind: 'if', line, branches, otherwise };
}

function readWhile(grammar: Grammar, line: number, until: boolean): Command {
  grammar.lexer.next();
  const test = grammar.list();
  return { kind: 'while', line, until, test, body: readDoGroup(grammar) };
}

function readDoGroup(grammar: Grammar): Body {
  grammar.expectWord('do');
  const body = grammar.list();
  grammar.expectWord('done');
  return body;
}

/** `do … done`, and for loops over words `{ … }` too. */
function readLoopBody(grammar: Grammar): Body {
  if (!grammar.isWord('{') || grammar.isDash) return readDoGroup(grammar);
  grammar.lexer.next();
  const body = grammar.list();
  grammar.expectWord('}');
  return body;
}

function readFor(grammar: Grammar, line: number): Command {
  const { lexer } = grammar;
  lexer.next();
  const token = lexer.peek();
  if (lexer.dialect === 'bash' && lexer.source.startsWith('((', token.start))
    return readArithmeticFor(grammar, line, token);
  return readWordLoop(grammar, 'for', line);
}

function readWordLoop(grammar: Grammar, kind: 'for' | 'select', line: number): Command {
  const { lexer } = grammar;
  const isName = lexer.peek().type === 'word' && /^[A-Za-z_]\w*$/.test(lexer.peek().text);
  if (grammar.isDash && !isName) {
    throw new SyntaxFailure({ type: 'words', at: lexer.peek().start, texts: ['Bad for loop variable'] });
  }
  const name = grammar.takeWord().text;
  let words: Word[] | undefined;
  if (grammar.isOperator(';')) {
    lexer.next();
    grammar.skipNewlines();
  } else {
    grammar.skipNewlines();
    if (grammar.isWord('in')) {
      lexer.next();
      words = [];
      lexer.takesAssignments = false;
      while (lexer.peek().type === 'word') words.push(grammar.word(lexer.next()));
      lexer.takesAssignments = true;
      if (grammar.isOperator(';')) lexer.next();
      else if (!grammar.atLineEnd() || (grammar.isDash && lexer.peek().type === 'end')) grammar.fail();
      grammar.skipNewlines();
    }
  }
  return { kind, line, name, words, body: readLoopBody(grammar) };
}

function readArithmeticFor(grammar: Grammar, line: number, token: Token): Command {
  const { lexer } = grammar;
  const end = endOfArithmetic(lexer.source, token.start + 2, lexer.scan);
  if (end === undefined) grammar.fail();
  const header = lexer.source.slice(token.start + 2, end);
  const parts = splitHeader(header);
  if (parts.length !== 3) {
    const what = parts.length < 3 ? 'arithmetic expression required' : "`;' unexpected";
    const texts = [`syntax error: ${what}`, `syntax error: \`((${header}))'`];
    throw new SyntaxFailure({ type: 'words', at: token.start, texts });
  }
  lexer.jump(end + 2);
  if (grammar.isOperator(';')) lexer.next();
  grammar.skipNewlines();
  const [initialize, test, update] = parts;
  return { kind: 'arithmetic-for', line, initialize, test, update, body: readLoopBody(grammar) };
}

function readCase(grammar: Grammar, line: number): Command {
  const { lexer } = grammar;
  lexer.next();
  const word = grammar.word(grammar.takeWord(), true);
  grammar.skipNewlines();
  grammar.expectWord('in');
  const items: CaseItem[] = [];
  for (;;) {
    grammar.skipNewlines();
    if (grammar.isWord('esac')) break;
    items.push(readCaseItem(grammar));
    grammar.skipNewlines();
    const { type, text } = lexer.peek();
    if (type === 'operator' && /^;;|^;&/.test(text)) lexer.next();
    else if (grammar.isWord('esac')) break;
    else grammar.fail(';;');
  }
  lexer.next();
  return { kind: 'case', line, word, items };
}

function readCaseItem(grammar: Grammar): CaseItem {
  const { lexer } = grammar;
  if (grammar.isOperator('(')) lexer.next();
  const patterns = [grammar.word(grammar.takeWord(), true)];
  while (grammar.isOperator('|')) {
    lexer.next();
    patterns.push(grammar.word(grammar.takeWord(), true));
  }
  grammar.expectOperator(')');
  grammar.skipNewlines();
  const isEmpty = grammar.isWord('esac') || (lexer.peek().type === 'operator' && /^;;|^;&/.test(lexer.peek().text));
  const body = isEmpty ? [] : grammar.list();
  const { type, text } = lexer.peek();
  const terminator = type === 'operator' && (text === ';&' || text === ';;&') ? text : ';;';
  return { patterns, body, terminator };
}

export function readFunctionWord(grammar: Grammar): Command {
  const { lexer } = grammar;
  const line = lexer.lineAt(lexer.next().start);
  const name = grammar.takeWord().text;
  if (grammar.isOperator('(')) {
    lexer.next();
    grammar.expectOperator(')');
  }
  grammar.skipNewlines();
  return { kind: 'function', line, name, body: readFunctionBody(grammar) };
}

export function readFunctionBody(grammar: Grammar): Command {
  const token = grammar.lexer.peek();
  if (grammar.isDash) return grammar.command();
  if (token.type === 'operator' && token.text === '(') return grammar.withRedirects(readParenthesis(grammar));
  const compound = token.type === 'word' && grammar.reserved.has(token.text) ? readCompound(grammar, token) : undefined;
  return compound ? grammar.withRedirects(compound) : grammar.fail();
}

export function readCoprocess(grammar: Grammar): Command {
  const { lexer } = grammar;
  const line = lexer.lineAt(lexer.next().start);
  const coprocess = (name: string, body: Command): Command => ({ kind: 'coproc', line, name, body });
  const isCompound = (token: Token) =>
    (token.type === 'operator' && token.text === '(') ||
    (token.type === 'word' && ['{', 'if', 'while', 'until', 'for', 'select', 'case', '[['].includes(token.text));
  if (isCompound(lexer.peek())) return coprocess('COPROC', readFunctionBody(grammar));
  const first = lexer.peek();
  if (first.type !== 'word' && first.type !== 'redirect') grammar.fail();
  if (first.type === 'word' && /^[A-Za-z_]\w*$/.test(first.text)) {
    lexer.next();
    if (isCompound(lexer.peek())) return coprocess(first.text, readFunctionBody(grammar));
    lexer.jump(first.start);
  }
  return coprocess('COPROC', readSimple(grammar));
}

/** The parts of a `for ((…;…;…))` header. They stay text, because their `$…` expand anew in every round. */
function splitHeader(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (character === ';' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}
