// `[[ … ]]` and the tests both it and `test` know: files, strings, numbers.

import { compare } from '../../base/number-comparison.ts';
import { SystemError } from '../../linux/errors.ts';
import type { Inode } from '../../linux/files/inode.ts';
import { answers } from '../../linux/files/inode-questions.ts';
import type { Task } from '../../sim/task.ts';
import type { Piece, TestExpression, Word } from '../syntax/tree.ts';
import { CommandFailure } from './control.ts';
import { expandPattern, expandPieces, expandPiecesToText, expandText } from './expand.ts';
import type { Sink } from './fields.ts';
import { SET_OPTIONS } from './options.ts';
import type { Shell } from './shell.ts';
import { elementsOf } from './variables.ts';
import { trace } from './xtrace.ts';

export function* evaluateTest(shell: Shell, expression: TestExpression, negation = ''): Task<boolean> {
  switch (expression.type) {
    case 'group':
      return yield* evaluateTest(shell, expression.operand);
    case 'not':
      return !(yield* evaluateTest(shell, expression.operand, '! '));
    case 'logical': {
      const wanted = expression.operator === '||';
      for (const operand of expression.operands) {
        if ((yield* evaluateTest(shell, operand)) === wanted) return wanted;
      }
      return !wanted;
    }
    case 'unary': {
      const operand = yield* expandText(shell, expression.operand);
      if (shell.options.xtrace) yield* trace(shell, `[[ ${negation}${expression.operator} ${operand || "''"} ]]`);
      return testUnary(shell, expression.operator, operand);
    }
    case 'binary':
      return yield* evaluateBinary(shell, expression, negation);
  }
}

function* evaluateBinary(
  shell: Shell,
  expression: TestExpression & { readonly type: 'binary' },
  negation: string,
): Task<boolean> {
  const { operator } = expression;
  const left = yield* expandText(shell, expression.left);
  const ignoreCase = shell.options.shopt('nocasematch');
  if (operator === '=~') {
    const source = yield* regularExpression(shell, expression.right);
    if (shell.options.xtrace) yield* trace(shell, `[[ ${negation}${left || "''"} =~ ${source} ]]`);
    return matchRegularExpression(shell, left, source, ignoreCase);
  }
  if (operator === '==' || operator === '=' || operator === '!=') {
    const pattern = yield* shell.options.xtrace
      ? tracedPattern(shell, expression.right.pieces)
      : expandPattern(shell, expression.right.pieces);
    if (shell.options.xtrace) yield* trace(shell, `[[ ${negation}${left || "''"} ${operator} ${pattern} ]]`);
    const matches = shell.patterns.compile(pattern, { extended: true, ignoreCase }).test(left);
    return matches === (operator !== '!=');
  }
  const right = yield* expandText(shell, expression.right);
  if (shell.options.xtrace) yield* trace(shell, `[[ ${negation}${left || "''"} ${operator} ${right || "''"} ]]`);
  if (NUMERIC.has(operator))
    return compare(operator, shell.arithmetic.evaluate(left), shell.arithmetic.evaluate(right));
  return testBinary(shell, left, operator, right);
}

/** Quoted parts of a regular expression match themselves. */
function* regularExpression(shell: Shell, word: Word): Task<string> {
  const sink = new RegularExpressionSink();
  yield* expandPieces(shell, word.pieces, sink, false);
  return sink.source;
}

class RegularExpressionSink implements Sink {
  readonly keepsFields = false;
  source = '';
  quoted(text: string): void {
    this.source += text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  }
  literal(text: string): void {
    this.source += text;
  }
  expanded(text: string): void {
    this.source += text;
  }
  boundary(): void {
    this.source += ' ';
  }
}

function matchRegularExpression(shell: Shell, text: string, source: string, ignoreCase: boolean): boolean {
  let expression: RegExp;
  try {
    expression = new RegExp(posixToRegExp(source), `s${ignoreCase ? 'i' : ''}`);
  } catch (error) {
    if (error instanceof SyntaxError) throw new CommandFailure('', 2);
    throw error;
  }
  const found = expression.exec(text);
  shell.variables.setArray('BASH_REMATCH', found ? [...found].map((group) => group ?? '') : []);
  return found !== null;
}

const CLASSES: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  print: '\\x20-\\x7e',
  graph: '\\x21-\\x7e',
  cntrl: '\\x00-\\x1f\\x7f',
  xdigit: '0-9A-Fa-f',
};

/** POSIX extended expressions differ from ours inside brackets and in a few escapes. */
export function posixToRegExp(source: string): string {
  let result = '';
  for (let i = 0; i < source.length; i++) {
    const character = source[i];
    if (character === '\\') {
      const next = source[++i] ?? '\\';
      result += /[wWsSbB]/.test(next)
        ? `\\${next}`
        : next === '<' || next === '>'
          ? '\\b'
          : /\w/.test(next)
            ? next
            : `\\${next}`;
      continue;
    }
    if (character !== '[') {
      result += character === '{' && !/^\{\d*,?\d*\}/.test(source.slice(i)) ? '\\{' : character;
      continue;
    }
    let end = i + 1;
    if (source[end] === '^') end++;
    if (source[end] === ']') end++;
    while (end < source.length && source[end] !== ']') {
      const named = /^\[([:.=])\w+\1\]/.exec(source.slice(end));
      end += named ? named[0].length : 1;
    }
    const body = source.slice(i + 1, end);
    const negated = body.startsWith('^');
    const members = (negated ? body.slice(1) : body).replaceAll(/\[:(\w+):\]|[\\\][]/g, (all: string, name?: string) =>
      name ? (CLASSES[name] ?? '') : `\\${all}`,
    );
    result += `[${negated ? '^' : ''}${members}]`;
    i = end;
  }
  return result;
}

const NUMERIC = new Set(['-eq', '-ne', '-lt', '-le', '-gt', '-ge']);

export const UNARY = new Set([...'abcdefghknoprstuvwxzGLNORS'].map((letter) => `-${letter}`));
export const BINARY = new Set(['=', '==', '!=', '<', '>', '-nt', '-ot', '-ef', ...NUMERIC]);

export function testBinary(shell: Shell, left: string, operator: string, right: string): boolean {
  switch (operator) {
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '-nt':
    case '-ot': {
      const [a, b] = operator === '-nt' ? [left, right] : [right, left];
      const [first, second] = [inodeAt(shell, a), inodeAt(shell, b)];
      return first !== undefined && (second === undefined || first.mtime > second.mtime);
    }
    default: {
      const inode = inodeAt(shell, left);
      return inode !== undefined && inode === inodeAt(shell, right);
    }
  }
}

export function testUnary(shell: Shell, operator: string, operand: string): boolean {
  switch (operator) {
    case '-z':
      return operand === '';
    case '-n':
      return operand !== '';
    case '-v':
      return isSet(shell, operand);
    case '-R':
      return shell.variables.find(operand)?.nameref ?? false;
    case '-o':
      return SET_OPTIONS.some(([name]) => name === operand) && shell.options.has(operand);
    case '-t':
      return shell.process.isTerminal(Number(operand));
    case '-L':
    case '-h':
      return inodeAt(shell, operand, false)?.type === 'symlink';
    case '-r':
      return mayAccess(shell, operand, 4);
    case '-w':
      return mayAccess(shell, operand, 2);
    case '-x':
      return mayAccess(shell, operand, 1);
  }
  const inode = inodeAt(shell, operand);
  return inode !== undefined && answers(operator, inode, shell.process.credentials);
}

function isSet(shell: Shell, name: string): boolean {
  const open = name.indexOf('[');
  if (open < 0) return shell.variables.get(name) !== undefined;
  const [base, key] = [name.slice(0, open), name.slice(open + 1, -1)];
  if (key === '@' || key === '*') return elementsOf(shell.variables.value(base)).length > 0;
  const isMap = shell.variables.value(base)?.kind === 'associative';
  return shell.variables.element(base, isMap ? key : String(shell.arithmetic.evaluate(key))) !== undefined;
}

function inodeAt(shell: Shell, path: string, follow = true): Inode | undefined {
  const { files, credentials } = shell.process;
  try {
    const absolute = shell.absolute(path);
    return follow ? files.stat(absolute, credentials) : files.lstat(absolute, credentials);
  } catch (error) {
    if (error instanceof SystemError) return undefined;
    throw error;
  }
}

function mayAccess(shell: Shell, path: string, wanted: number): boolean {
  try {
    return shell.process.files.access(shell.absolute(path), wanted, shell.process.credentials);
  } catch (error) {
    if (error instanceof SystemError) return false;
    throw error;
  }
}

/** `set -x` shows what is quoted in a pattern with a backslash before every character: the same pattern. */
function* tracedPattern(shell: Shell, pieces: readonly Piece[]): Task<string> {
  let pattern = '';
  for (const piece of pieces) {
    if (piece.kind === 'quoted' || piece.kind === 'double')
      pattern += (yield* expandPiecesToText(shell, [piece])).replaceAll(/[\s\S]/g, '\\$&');
    else pattern += yield* expandPattern(shell, [piece]);
  }
  return pattern;
}
