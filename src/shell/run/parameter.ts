// `$name` and `${…}`: finding the value, one or many, and what the operation makes of it.

import type { Task } from '../../sim/task.ts';
import { parameterPiece } from '../syntax/parameter.ts';
import type { ParameterOperation, ParameterPiece } from '../syntax/tree.ts';
import { ArithmeticError } from './arithmetic.ts';
import { assignText } from './assign.ts';
import { CommandFailure, Discard, ExitShell } from './control.ts';
import { expandKey, expandPieces, expandPiecesToText, joinerOf } from './expand.ts';
import type { Sink } from './fields.ts';
import { applyToText, slice } from './parameter-operations.ts';
import type { Shell } from './shell.ts';
import { elementsOf, NAME } from './variables.ts';

/** What a parameter stands for: one text (or none), or the items of an array or of `$@`. */
export interface Found {
  readonly items: readonly string[];
  /** `[@]`, `[*]`, `$@`, `$*`: how the items become words. */
  readonly list: '@' | '*' | undefined;
  readonly isSet: boolean;
  /** Indexes of the items, where slices count by index. */
  readonly keys?: readonly string[];
}

/** What dash knows of `${…}`. */
const POSIX_OPERATIONS: ReadonlySet<string> = new Set(['default', 'remove']);

export function* expandParameter(shell: Shell, piece: ParameterPiece, sink: Sink, quoted: boolean): Task<void> {
  const { operation } = piece;
  const isBashOnly =
    piece.indirect || piece.subscript !== undefined || (operation && !POSIX_OPERATIONS.has(operation.type));
  if (operation?.type === 'bad' || (isBashOnly && shell.dialect === 'dash'))
    throw new CommandFailure(`\${${piece.text}}: bad substitution`);
  if (operation === undefined && !piece.indirect && !piece.length && piece.subscript === undefined) {
    const text = plainValue(shell, piece.name);
    if (text !== undefined) {
      if (quoted) sink.quoted(text);
      else sink.expanded(text);
      return;
    }
  }
  if (operation?.type === 'names') {
    const names = shell.variables.names.filter((name) => name.startsWith(piece.name));
    emit(shell, { items: names, list: operation.operator, isSet: true }, sink, quoted);
    return;
  }
  if (piece.indirect && (piece.subscript === '@' || piece.subscript === '*') && NAME.test(piece.name)) {
    const keys = elementsOf(shell.variables.value(piece.name)).map(([key]) => key);
    emit(shell, { items: keys, list: piece.subscript, isSet: true }, sink, quoted);
    return;
  }
  const target = piece.indirect ? yield* indirection(shell, piece) : piece;
  const found = yield* find(shell, target);
  if (piece.length) {
    emit(shell, one(lengthOf(shell, target, found)), sink, quoted);
    return;
  }
  if (operation?.type === 'default') {
    yield* substituteDefault(shell, target, operation, found, sink, quoted);
    return;
  }
  if (!found.isSet && shell.options.nounset && !isExempt(target)) shell.unbound(nameOf(piece));
  if (operation === undefined) emit(shell, found, sink, quoted);
  else if (operation.type === 'slice') emit(shell, yield* sliced(shell, target, operation, found), sink, quoted);
  else emit(shell, yield* applyToText(shell, target, operation, found), sink, quoted);
}

/** The quick way for `$name`; undefined for lists, unset names and anything special. */
function plainValue(shell: Shell, name: string): string | undefined {
  const first = name.charCodeAt(0);
  const isName = first === 95 || (first >= 65 && first <= 90) || (first >= 97 && first <= 122);
  return isName ? shell.variables.get(name) : name === '?' ? String(shell.status) : undefined;
}

const one = (text: string): Found => ({ items: [text], list: undefined, isSet: true });
const NONE: Found = { items: [], list: undefined, isSet: false };

const isExempt = (piece: ParameterPiece): boolean =>
  piece.name === '@' || piece.name === '*' || piece.subscript === '@' || piece.subscript === '*';

/** As messages spell it: `x`, `x[1]`. */
const nameOf = (piece: ParameterPiece): string => /^!?[\w]+(?:\[[^\]]*\])?|^./.exec(piece.text)?.[0] ?? piece.name;

function* indirection(shell: Shell, piece: ParameterPiece): Task<ParameterPiece> {
  const variable = shell.variables.find(piece.name);
  if (variable?.nameref && variable.value.kind === 'scalar' && piece.operation === undefined) {
    const target = parameterPiece('x', 1, 'word');
    if (target.kind !== 'parameter') throw new CommandFailure('unreachable');
    return { ...target, name: '\0', text: variable.value.text ?? '' };
  }
  const source = yield* find(shell, { ...piece, indirect: false });
  const text = source.items[0] ?? '';
  if (!source.isSet || text === '') {
    if (piece.operation?.type === 'default') return { ...piece, name: '\0unset', subscript: undefined };
    throw new CommandFailure(`${piece.name}: invalid indirect expansion`);
  }
  const target = parameterPiece(text, 1, 'word');
  if (target.kind !== 'parameter' || target.operation || target.length || target.indirect || target.name === '') {
    throw new CommandFailure(`${text}: invalid variable name`);
  }
  return target;
}

function* find(shell: Shell, piece: ParameterPiece): Task<Found> {
  const { name, subscript } = piece;
  if (name === '\0') return one(piece.text);
  if (subscript === '@' || subscript === '*') {
    const elements = elementsOf(shell.variables.value(name));
    return {
      items: elements.map(([, item]) => item),
      keys: elements.map(([key]) => key),
      list: subscript,
      isSet: elements.length > 0,
    };
  }
  if (subscript) {
    const key = yield* expandKey(shell, name, subscript);
    const value = shell.variables.value(name);
    const length = value?.kind === 'indexed' ? value.items.length : 0;
    if (value?.kind !== 'associative' && Number(key) < 0 && Number(key) + length < 0) {
      yield* shell.complain(`${name}: bad array subscript`);
      return NONE;
    }
    const text = shell.variables.element(name, key);
    return text === undefined ? NONE : one(text);
  }
  if (name === '@' || name === '*') {
    return { items: shell.positional, list: name, isSet: shell.positional.length > 0 };
  }
  const text = specialParameter(shell, name) ?? shell.variables.get(name);
  return text === undefined ? NONE : one(text);
}

export function specialParameter(shell: Shell, name: string): string | undefined {
  switch (name) {
    case '?':
      return String(shell.status);
    case '#':
      return String(shell.positional.length);
    case '$':
      return String(shell.variables.get('\0pid') ?? shell.process.ownPid);
    case '!':
      return shell.lastBackground === undefined ? undefined : String(shell.lastBackground);
    case '-':
      return `${shell.options.letters.replace(/^[abefh]*/, shell.interactive ? '$&i' : '$&')}${shell.origin === 'command' ? 'c' : shell.origin === 'script' ? '' : 's'}`;
    case '0':
      return shell.name;
  }
  return /^[1-9]/.test(name) ? shell.positional[Number(name) - 1] : undefined;
}

function lengthOf(shell: Shell, piece: ParameterPiece, found: Found): string {
  if (found.list) return String(found.items.length);
  if (!found.isSet && shell.options.nounset) shell.unbound(piece.name);
  return String([...(found.items[0] ?? '')].length);
}

function* substituteDefault(
  shell: Shell,
  piece: ParameterPiece,
  operation: ParameterOperation & { readonly type: 'default' },
  found: Found,
  sink: Sink,
  quoted: boolean,
): Task<void> {
  const isEmpty =
    found.list === undefined
      ? found.items.join('') === ''
      : found.items.length === 0 || (found.items.length === 1 && found.items[0] === '');
  const present = operation.colon ? found.isSet && !isEmpty : found.isSet;
  if (operation.operator === '+') {
    if (present) yield* expandPieces(shell, operation.operand, sink, quoted, !quoted);
    return;
  }
  if (present) {
    emit(shell, found, sink, quoted);
    return;
  }
  switch (operation.operator) {
    case '-':
      yield* expandPieces(shell, operation.operand, sink, quoted, !quoted);
      return;
    case '=': {
      const text = yield* expandPiecesToText(shell, operation.operand, quoted);
      if (!NAME.test(piece.name)) throw new CommandFailure(`$${piece.name}: cannot assign in this way`);
      const key = Array.isArray(piece.subscript) ? yield* expandKey(shell, piece.name, piece.subscript) : undefined;
      assignText(shell, piece.name, key, text);
      emit(shell, one(text), sink, quoted);
      return;
    }
    default: {
      const text = yield* expandPiecesToText(shell, operation.operand, quoted);
      const message =
        operation.operand.length > 0 ? text : operation.colon ? 'parameter null or not set' : 'parameter not set';
      yield* shell.complain(`${nameOf(piece)}: ${message}`);
      throw shell.interactive ? new Discard(1) : new ExitShell(shell.fatalStatus);
    }
  }
}

function* sliced(
  shell: Shell,
  piece: ParameterPiece,
  operation: ParameterOperation & { readonly type: 'slice' },
  found: Found,
): Task<Found> {
  const number = function* (pieces: typeof operation.offset): Task<number> {
    const text = yield* expandPiecesToText(shell, pieces, true);
    try {
      return Number(shell.arithmetic.evaluate(text));
    } catch (error) {
      if (!(error instanceof ArithmeticError)) throw error;
      yield* shell.complain(`${piece.name}: ${error.message}`);
      throw new Discard(1);
    }
  };
  const offset = yield* number(operation.offset);
  const length = operation.length ? yield* number(operation.length) : undefined;
  return slice(shell, piece, found, offset, length);
}

function emit(shell: Shell, found: Found, sink: Sink, quoted: boolean): void {
  if (found.list === undefined) {
    const text = found.items[0] ?? '';
    if (quoted) sink.quoted(text);
    else sink.expanded(text);
    return;
  }
  if (found.items.length === 0) return;
  if (quoted && found.list === '*') {
    sink.quoted(found.items.join(joinerOf(shell)));
    return;
  }
  if (!sink.keepsFields) {
    const joiner = found.list === '*' ? joinerOf(shell) : ' ';
    sink.quoted(found.items.join(joiner));
    return;
  }
  found.items.forEach((item, index) => {
    if (index > 0) sink.boundary();
    if (quoted) sink.quoted(item);
    else sink.expanded(item);
  });
}
