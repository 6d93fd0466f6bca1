// Word expansion: the pieces of a word become text, fields or a pattern. A generator, because `$(…)` waits.

import { findAccount } from '../../linux/host/accounts.ts';
import type { Task } from '../../sim/task.ts';
import type { Piece, Word } from '../syntax/tree.ts';
import { ArithmeticError } from './arithmetic.ts';
import { Abandon, CommandFailure, Discard, ExitShell } from './control.ts';
import { FieldSink, PatternSink, type Sink, TextSink } from './fields.ts';
import { expandParameter } from './parameter.ts';
import { expandPathname } from './pathname.ts';
import { type Shell, UnboundVariable } from './shell.ts';
import { processSubstitution, substituteCommand } from './substitution.ts';

/** The words of a command: split, with file names for patterns. */
export function* expandWords(shell: Shell, words: readonly Word[]): Task<string[]> {
  const result: string[] = [];
  for (const word of words) {
    if (word.constant !== undefined) result.push(word.constant);
    else yield* expandWord(shell, word, result);
  }
  return result;
}

export function* expandWord(shell: Shell, word: Word, into: string[]): Task<void> {
  for (const pieces of shell.options.has('braceexpand') ? word.braces : [word.pieces]) {
    const sink = new FieldSink(separatorsOf(shell));
    yield* expandPieces(shell, pieces, sink, false);
    for (const field of sink.finish()) {
      if (field.pattern === undefined || shell.options.noglob) into.push(field.text);
      else for (const name of expandPathname(shell, field.pattern, field.text)) into.push(name);
    }
  }
}

export const separatorsOf = (shell: Shell): string => shell.variables.get('IFS') ?? ' \t\n';

/** What joins "$*": the first character of IFS. */
export const joinerOf = (shell: Shell): string => separatorsOf(shell).slice(0, 1);

/** Without splitting and file names: assignments, redirections, here-documents. */
export function* expandText(shell: Shell, word: Word): Task<string> {
  if (word.constant !== undefined) return word.constant;
  return yield* expandPiecesToText(shell, word.pieces);
}

export function* expandPiecesToText(shell: Shell, pieces: readonly Piece[], quoted = false): Task<string> {
  const only = pieces[0];
  if (pieces.length === 1 && (only.kind === 'literal' || only.kind === 'quoted')) return only.text;
  const sink = new TextSink();
  yield* expandPieces(shell, pieces, sink, quoted);
  return sink.text;
}

/** A pattern for `case`, `[[ == ]]`, `${x#…}`. */
export function* expandPattern(shell: Shell, pieces: readonly Piece[]): Task<string> {
  const sink = new PatternSink();
  yield* expandPieces(shell, pieces, sink, false);
  return sink.pattern;
}

/** `quoted`: between double quotes. `splitLiterals`: the operand of an unquoted `${x:-a b}`. */
export function* expandPieces(
  shell: Shell,
  pieces: readonly Piece[],
  sink: Sink,
  quoted: boolean,
  splitLiterals = false,
): Task<void> {
  for (const piece of pieces) {
    switch (piece.kind) {
      case 'literal':
        if (quoted) sink.quoted(piece.text);
        else if (splitLiterals) sink.expanded(piece.text);
        else sink.literal(piece.text);
        break;
      case 'quoted':
        sink.quoted(piece.text);
        break;
      case 'double':
        // "" is a field; "$@" without parameters is none.
        if (!piece.pieces.some((one) => isList(one))) sink.quoted('');
        yield* expandPieces(shell, piece.pieces, sink, true);
        break;
      case 'tilde':
        sink.quoted(expandTilde(shell, piece.user));
        break;
      case 'parameter':
        yield* expandParameter(shell, piece, sink, quoted);
        break;
      case 'command': {
        const text = yield* substituteCommand(shell, piece.source, shell.line);
        if (quoted) sink.quoted(text);
        else sink.expanded(text);
        break;
      }
      case 'arithmetic': {
        const value = String(yield* evaluateArithmetic(shell, piece.pieces));
        if (quoted) sink.quoted(value);
        else sink.expanded(value);
        break;
      }
      case 'process':
        sink.quoted(processSubstitution(shell, piece));
        break;
    }
  }
}

const isList = (piece: Piece): boolean =>
  piece.kind === 'parameter' &&
  !piece.length &&
  (piece.name === '@' || piece.subscript === '@' || piece.operation?.type === 'names' || piece.indirect);

/** `$((…))`: throws Discard with the message printed. */
export function* evaluateArithmetic(shell: Shell, pieces: readonly Piece[]): Task<number | bigint> {
  const text = yield* expandPiecesToText(shell, pieces, true);
  // dash has no `x++`.
  if (shell.dialect === 'dash' && /[A-Za-z_]\w*\s*(?:\+\+|--)/.test(text))
    yield* shell.complain(`${text}: syntax error (error token is "")`);
  try {
    return shell.arithmetic.evaluate(text);
  } catch (error) {
    if (!(error instanceof ArithmeticError)) throw error;
    yield* shell.complain(`${error.message}`);
    throw new Discard(1);
  }
}

export function expandTilde(shell: Shell, user: string): string {
  if (user === '') return shell.variables.get('HOME') ?? homeOf(shell) ?? '~';
  if (user === '+') return shell.variables.get('PWD') ?? '~+';
  if (user === '-') return shell.variables.get('OLDPWD') ?? '~-';
  const place = /^([-+]?)(\d+)$/.exec(user);
  if (place) {
    const all = [shell.variables.get('PWD') ?? shell.process.directory, ...shell.directories];
    return all[place[1] === '-' ? all.length - 1 - Number(place[2]) : Number(place[2])] ?? `~${user}`;
  }
  return findAccount(shell.process.files, user)?.home ?? `~${user}`;
}

const homeOf = (shell: Shell): string | undefined =>
  findAccount(shell.process.files, shell.process.credentials.uid)?.home;

/** The subscript of an array element as a key: text for associative arrays, a number for others. */
export function* expandKey(shell: Shell, name: string, pieces: readonly Piece[]): Task<string> {
  const text = yield* expandPiecesToText(shell, pieces);
  if (shell.variables.value(name)?.kind === 'associative') return text;
  try {
    return String(shell.arithmetic.evaluate(text));
  } catch (error) {
    if (!(error instanceof ArithmeticError)) throw error;
    yield* shell.complain(error.message);
    throw new Abandon(1);
  }
}

/** Errors of expansion that end the command or the shell; prints them and gives the status to go on with. */
export function* expansionFailed(shell: Shell, error: unknown): Task<never> {
  if (error instanceof UnboundVariable) {
    yield* shell.complain(`${/^[\d!]/.test(error.name) ? '$' : ''}${error.name}: unbound variable`);
    throw shell.interactive ? new Discard(1) : new ExitShell(shell.fatalStatus);
  }
  if (error instanceof CommandFailure) {
    yield* shell.complain(error.message);
    throw new Discard(error.status);
  }
  throw error;
}
