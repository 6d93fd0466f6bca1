// The builtins that run filters in their own way, or see the world: empty, path, limit, range, input, debug, …

import type { ExitCode } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import { Break, type Emit, type Evaluation, type Trail } from './evaluate.ts';
import { captured, type Match, matches, matchObject, patternAndModifiers } from './matching.ts';
import { asPath, getPath } from './paths.ts';
import type { Scope } from './scope.ts';
import type { Filter } from './tree.ts';
import { compactText, describe, isTrue, JqError, type Json } from './values.ts';

export interface Call {
  readonly given: readonly Filter[];
  readonly scope: Scope;
  readonly input: Json;
  readonly trail: Trail;
  readonly emit: Emit;
}

export type Control = (evaluation: Evaluation, call: Call) => Task<void>;

/** `halt` and `halt_error`. */
export class Halt extends Error {
  override readonly name = 'Halt';
  readonly status: ExitCode;
  readonly text: string;
  constructor(status: ExitCode, text: string) {
    super('halt');
    this.status = status;
    this.text = text;
  }
}

const made = ({ trail }: Call): Trail => (trail === 'untracked' ? trail : 'lost');

/** The values of all arguments, the first varying slowest. */
function* values(
  evaluation: Evaluation,
  call: Call,
  use: (...values: Json[]) => Task<void>,
  at = 0,
  given: readonly Json[] = [],
): Task<void> {
  if (at === call.given.length) return yield* use(...given);
  yield* evaluation.each(call.given[at], call.scope, call.input, (value) =>
    values(evaluation, call, use, at + 1, [...given, value]),
  );
}

function* limited(evaluation: Evaluation, call: Call, filter: Filter, most: number): Task<void> {
  if (most <= 0) return;
  const target = {};
  let left = most;
  yield* evaluation.until(
    target,
    evaluation.run(filter, call.scope, call.input, call.trail, function* (value, trail) {
      left--;
      yield* call.emit(value, trail);
      if (left <= 0) throw new Break(target);
    }),
  );
}

function* eachMatch(evaluation: Evaluation, call: Call, use: (match: Match) => Json): Task<void> {
  yield* values(evaluation, call, function* (given, modifiers) {
    for (const match of matches(call.input, ...patternAndModifiers(given, modifiers))) {
      yield* call.emit(use(match), made(call));
    }
  });
}

/** `sub` with a replacement that may have several outputs: one result for each choice, the first varying fastest. */
function* substitute(evaluation: Evaluation, call: Call): Task<void> {
  const [pattern, replacement, modifiers] = call.given;
  const { input, scope } = call;
  yield* values(evaluation, { ...call, given: [pattern, modifiers] }, function* (given, marks) {
    const found = matches(input, ...patternAndModifiers(given, marks));
    const characters = [...String(input)];
    const choices: (readonly Json[])[] = [];
    for (const match of found) choices.push(yield* evaluation.outputs(replacement, scope, captured(match)));
    const front = characters.slice(0, found[0]?.offset ?? characters.length).join('');
    const build = function* (at: number, behind: string): Task<void> {
      if (at < 0) return yield* call.emit(front + behind, made(call));
      const { offset, length } = found[at];
      const next = found[at + 1]?.offset ?? characters.length;
      const between = characters.slice(offset + length, next).join('');
      for (const choice of choices[at]) {
        if (typeof choice !== 'string') {
          throw new JqError(`${describe(front)} and ${describe(choice)} cannot be added`);
        }
        yield* build(at - 1, choice + between + behind);
      }
    };
    yield* build(found.length - 1, '');
  });
}

/** Repeats a filter on its own outputs: `repeat`, `while` and `until` without deep recursion. */
function* loop(
  evaluation: Evaluation,
  call: Call,
  step: Filter,
  from: Json,
  goesOn: (value: Json) => Task<boolean>,
): Task<void> {
  let value = from;
  while (yield* goesOn(value)) {
    const next = yield* evaluation.outputs(step, call.scope, value);
    if (next.length === 0) return;
    for (const branch of next.slice(0, -1)) yield* loop(evaluation, call, step, branch, goesOn);
    value = next.at(-1)!;
  }
}

export const CONTROLS: Readonly<Record<string, Control>> = {
  'empty/0': function* () {},
  'path/1': (evaluation, call) =>
    evaluation.paths(call.given[0], call.scope, call.input, (path) => call.emit(path, made(call))),
  'getpath/1': (evaluation, call) =>
    values(evaluation, call, (given) => {
      const path = asPath(given);
      return call.emit(
        getPath(call.input, path),
        typeof call.trail === 'string' ? call.trail : [...call.trail, ...path],
      );
    }),
  'first/1': (evaluation, call) => limited(evaluation, call, call.given[0], 1),
  'limit/2': (evaluation, call) =>
    evaluation.each(call.given[0], call.scope, call.input, (most) =>
      limited(evaluation, call, call.given[1], typeof most === 'number' ? most : 0),
    ),
  'isempty/1': function* (evaluation, call) {
    const first = yield* evaluation.first(call.given[0], call.scope, call.input);
    yield* call.emit(first === undefined, made(call));
  },
  'range/3': (evaluation, call) =>
    values(evaluation, call, function* (from, upto, by) {
      if (typeof from !== 'number' || typeof upto !== 'number' || typeof by !== 'number') {
        throw new JqError('Range bounds must be numeric');
      }
      if (by === 0) return;
      for (let at = from; by > 0 ? at < upto : at > upto; at += by) yield* call.emit(at, made(call));
    }),
  'until/2': (evaluation, call) =>
    loop(evaluation, call, call.given[1], call.input, function* (value) {
      const isDone = isTrue((yield* evaluation.first(call.given[0], call.scope, value)) ?? null);
      if (isDone) yield* call.emit(value, made(call));
      return !isDone;
    }),
  'while/2': (evaluation, call) =>
    loop(evaluation, call, call.given[1], call.input, function* (value) {
      const isWanted = isTrue((yield* evaluation.first(call.given[0], call.scope, value)) ?? null);
      if (isWanted) yield* call.emit(value, made(call));
      return isWanted;
    }),
  'repeat/1': (evaluation, call) =>
    loop(evaluation, call, call.given[0], call.input, function* (value) {
      yield* call.emit(value, made(call));
      return true;
    }),
  'match/2': (evaluation, call) => eachMatch(evaluation, call, matchObject),
  '_captures/2': (evaluation, call) => eachMatch(evaluation, call, captured),
  'sub/3': substitute,
  'inputs/0': function* (evaluation, call) {
    for (;;) {
      const next = yield* evaluation.surroundings.nextInput();
      if (next === undefined) return;
      yield* call.emit(next, made(call));
    }
  },
  'input/0': function* (evaluation, call) {
    const next = yield* evaluation.surroundings.nextInput();
    if (next === undefined) throw new JqError('No more inputs');
    yield* call.emit(next, made(call));
  },
  'debug/0': function* (evaluation, call) {
    yield* evaluation.surroundings.note(`${compactText(['DEBUG:', call.input])}\n`);
    yield* call.emit(call.input, call.trail);
  },
  'stderr/0': function* (evaluation, call) {
    yield* evaluation.surroundings.note(compactText(call.input));
    yield* call.emit(call.input, call.trail);
  },
  'input_line_number/0': (evaluation, call) => call.emit(evaluation.surroundings.lineNumber, made(call)),
  'input_filename/0': (evaluation, call) => call.emit(evaluation.surroundings.fileName, made(call)),
  'env/0': (evaluation, call) => call.emit(new Map(evaluation.surroundings.environment), made(call)),
  'now/0': (evaluation, call) => call.emit(evaluation.surroundings.now, made(call)),
  'halt/0': () => {
    throw new Halt(0, '');
  },
  'halt_error/1': (evaluation, call) =>
    values(evaluation, call, (status) => {
      if (typeof status !== 'number') throw new JqError(`${describe(call.input)} halt_error/1: number required`);
      throw new Halt(status, typeof call.input === 'string' ? call.input : `${compactText(call.input)}\n`);
    }),
};
