// Simple commands: assignments, words and redirections in any order; and the function definitions that begin like
// one.

import { readFunctionBody } from './compound.ts';
import { SyntaxFailure } from './failure.ts';
import type { Grammar } from './grammar.ts';
import { Lexer, type Token } from './lexer.ts';
import { endOfBracket } from './nesting.ts';
import type { ArrayElement, Assignment, Command, Redirect, RedirectOperator, Word } from './tree.ts';
import { makeWord, NO_WORD, parsePieces } from './word.ts';

/** Their arguments may assign arrays. */
const DECLARATIONS = 'declare typeset local export readonly alias'.split(' ');
/** These take `a=(1 2)` as one word. */
const TAKES_ARRAYS = [...DECLARATIONS, 'eval', 'let'];

export function readSimple(grammar: Grammar): Command {
  const { lexer } = grammar;
  let line = lexer.lineAt(lexer.peek().end);
  const assignments: Assignment[] = [];
  const words: (Word | Assignment)[] = [];
  const redirects: Redirect[] = [];
  let declares = false;
  let isFirst = true;
  for (;;) {
    if (words.length === 0) {
      if (!isFirst) grammar.expandAlias(true);
    } else grammar.expandAlias(false);
    const token = lexer.peek();
    if (token.type === 'redirect') redirects.push(readRedirect(grammar));
    else if (token.type === 'word') {
      const assignment = words.length === 0 || declares ? readAssignment(grammar, token) : undefined;
      lexer.next();
      if (assignment && words.length === 0) assignments.push(assignment);
      else if (assignment) words.push(assignment);
      else {
        words.push(grammar.word(token));
        if (words.length === 1) {
          declares = DECLARATIONS.includes(token.text) && lexer.dialect === 'bash';
          lexer.takesAssignments = TAKES_ARRAYS.includes(token.text);
          // bash's parser looks at one more token before it notes the line.
          if (isFirst && lexer.peek().type === 'word') line = lexer.lineAt(lexer.peek().end);
          if (isFirst && grammar.isOperator('(')) {
            lexer.takesAssignments = true;
            return readFunctionDefinition(grammar, token, line);
          }
        }
      }
    } else break;
    isFirst = false;
  }
  lexer.takesAssignments = true;
  return { kind: 'simple', line, assignments, words, redirects };
}

function readFunctionDefinition(grammar: Grammar, name: Token, line: number): Command {
  grammar.lexer.next();
  grammar.expectOperator(')');
  if (grammar.isDash && !/^[A-Za-z_]\w*$/.test(name.text))
    throw new SyntaxFailure({ type: 'words', at: name.start, texts: ['Bad function name'] });
  grammar.skipNewlines();
  return { kind: 'function', line, name: name.text, body: readFunctionBody(grammar) };
}

function readAssignment(grammar: Grammar, token: Token): Assignment | undefined {
  const { text } = token;
  const name = /^[A-Za-z_]\w*/.exec(text)?.[0];
  if (name === undefined) return undefined;
  let at = name.length;
  let key: string | undefined;
  if (text[at] === '[' && grammar.lexer.dialect === 'bash') {
    const close = endOfBracket(text, at + 1);
    key = text.slice(at + 1, close);
    at = close + 1;
  }
  const sign = /^\+?=/.exec(text.slice(at, at + 2))?.[0];
  if (sign === undefined || (sign === '+=' && grammar.lexer.dialect !== 'bash')) return undefined;
  const value = at + sign.length;
  const line = grammar.lexer.lineAt(token.start);
  if (grammar.skims) return { kind: 'assignment', name, subscript: undefined, append: false, value: NO_WORD, text };
  return {
    kind: 'assignment',
    name,
    subscript: key === undefined ? undefined : parsePieces(key, line, 'word'),
    append: sign === '+=',
    value:
      text[value] === '(' && grammar.lexer.dialect === 'bash'
        ? readElements(grammar, text, value + 1, line)
        : makeWord(text.slice(value), line, { assignment: true, dialect: grammar.lexer.dialect }),
    text,
  };
}

function readElements(grammar: Grammar, text: string, start: number, line: number): ArrayElement[] {
  const inner = new Lexer(text, { line, start, dialect: 'bash', extglob: grammar.lexer.scan.extglob });
  inner.takesAssignments = false;
  return inner.elements(start).map((token) => elementOf(token.text, inner.lineAt(token.start)));
}

export function readRedirect(grammar: Grammar): Redirect {
  const { lexer } = grammar;
  const token = lexer.next();
  const before = lexer.takesAssignments;
  lexer.takesAssignments = false;
  const target = grammar.takeWord();
  lexer.takesAssignments = before;
  if (token.text === '<<' || token.text === '<<-') return readHereDocument(grammar, token, target);
  const operator = token.text as RedirectOperator;
  return { operator, descriptor: token.descriptor, target: grammar.word(target, operator === '<<<') };
}

function readHereDocument(grammar: Grammar, token: Token, target: Token): Redirect {
  const { lexer } = grammar;
  const isQuoted = /['"\\]/.test(target.text);
  const delimiter = isQuoted ? unquoted(target.text) : target.text;
  const redirect: { -readonly [K in keyof Redirect]: Redirect[K] } = {
    operator: '<<',
    descriptor: token.descriptor,
    target: NO_WORD,
    delimiter: `${token.text}${target.text}`,
  };
  lexer.expectHereDocument({
    delimiter,
    isQuoted,
    stripTabs: token.text === '<<-',
    start: token.start,
    close: (text, line, isOpen) => {
      if (isOpen) grammar.openHereDocuments.push({ line: lexer.lineAt(token.start), delimiter });
      if (grammar.skims) return;
      const pieces = isQuoted ? [{ kind: 'quoted' as const, text }] : parsePieces(text, line, 'here');
      const constant = isQuoted || !/[$`\\]/.test(text) ? text : undefined;
      redirect.target = { text, pieces, braces: [pieces], constant };
    },
  });
  return redirect;
}

function elementOf(text: string, line: number): ArrayElement {
  if (text.startsWith('[')) {
    const close = endOfBracket(text, 1);
    const sign = /^\+?=/.exec(text.slice(close + 1, close + 3))?.[0];
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

/** A here-document's delimiter without its quotes. */
const unquoted = (text: string): string => text.replaceAll(/\\(.)|'([^']*)'|"([^"]*)"/gs, '$1$2$3');
