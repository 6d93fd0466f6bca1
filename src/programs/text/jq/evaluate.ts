// Runs a filter: for one input, each output is given to `emit` as it is found. Outputs know the path that led
// to them when somebody asked for paths (`path`, assignments, `del`).
//
// What an output causes further on happens inside `emit`. So an error thrown there passes through the filters
// that produced the output, and a `try` among them must not catch it: `guarded` tells the two apart.

import type { Task } from '../../../sim/task.ts';
import { operate } from './arithmetic.ts';
import { nameOf, variablesOf } from './check.ts';
import { CONTROLS } from './controls.ts';
import { format } from './formats.ts';
import { FUNCTIONS } from './functions.ts';
import { deletePaths, entriesOf, getPath, index, noPath, type Path, setPath, sliceKey } from './paths.ts';
import { bindPattern } from './patterns.ts';
import { bind, find, type Scope } from './scope.ts';
import type { Definition, Filter, Pattern } from './tree.ts';
import { describe, excerpt, isTrue, JqError, type Json } from './values.ts';

/** The way to a value. 'untracked': nobody asks. 'lost': asked for, but the value was made, not found. */
export type Trail = Path | 'untracked' | 'lost';
export type Emit = (value: Json, trail: Trail) => Task<void>;

/** What a program can see of the world. */
export interface Surroundings {
  readonly environment: ReadonlyMap<string, string>;
  /** Seconds since 1970. */
  readonly now: number;
  readonly fileName: string | null;
  readonly lineNumber: number;
  nextInput(): Task<Json | undefined>;
  /** To standard error. */
  note(text: string): Task<void>;
}

/** Thrown to leave a `label`, or a filter whose other outputs nobody wants. */
export class Break extends Error {
  override readonly name = 'Break';
  readonly target: object;
  constructor(target: object) {
    super('break');
    this.target = target;
  }
}

/** An error on its way out of a guarded filter that did not cause it. */
class Passing extends Error {
  override readonly name = 'Passing';
  readonly guard: object;
  readonly error: JqError;
  constructor(guard: object, error: JqError) {
    super(error.message);
    this.guard = guard;
    this.error = error;
  }
}

/** For an `emit` that only takes note. */
function* nothing(): Task<void> {}

const UNTRACKED: Trail = 'untracked';
const extended = (trail: Trail, key: Json): Trail => (typeof trail === 'string' ? trail : [...trail, key]);
const made = (trail: Trail): Trail => (trail === 'untracked' ? trail : 'lost');

export class Evaluation {
  readonly surroundings: Surroundings;
  readonly #standard: ReadonlyMap<string, Definition>;

  constructor(surroundings: Surroundings, standard: ReadonlyMap<string, Definition>) {
    this.surroundings = surroundings;
    this.#standard = standard;
  }

  /** All outputs, without paths. */
  *outputs(filter: Filter, scope: Scope, input: Json): Task<Json[]> {
    const found: Json[] = [];
    yield* this.run(filter, scope, input, UNTRACKED, (value) => {
      found.push(value);
      return nothing();
    });
    return found;
  }

  *each(filter: Filter, scope: Scope, input: Json, use: (value: Json) => Task<void>): Task<void> {
    yield* this.run(filter, scope, input, UNTRACKED, use);
  }

  /** Each path a path expression leads to. */
  *paths(filter: Filter, scope: Scope, input: Json, use: (path: Path) => Task<void>): Task<void> {
    yield* this.run(filter, scope, input, [], function* (value, trail) {
      if (typeof trail === 'string') throw noPath(value);
      yield* use(trail);
    });
  }

  *run(at: Filter, scope: Scope, input: Json, trail: Trail, emit: Emit): Task<void> {
    switch (at.kind) {
      case 'identity':
        return yield* emit(input, trail);
      case 'literal':
        return yield* emit(at.value, made(trail));
      case 'pipe':
        return yield* this.run(at.first, scope, input, trail, (value, to) => this.run(at.next, scope, value, to, emit));
      case 'comma':
        yield* this.run(at.left, scope, input, trail, emit);
        return yield* this.run(at.right, scope, input, trail, emit);
      case 'index':
        return yield* this.each(at.by, scope, input, (key) =>
          this.run(at.of, scope, input, trail, (value, to) => this.#access(value, to, key, emit)),
        );
      case 'slice':
        return yield* this.#slice(at, scope, input, trail, emit);
      case 'iterate':
        return yield* this.run(at.of, scope, input, trail, (value, to) => this.#iterate(value, to, emit));
      case 'recurse':
        return yield* this.#recurse(input, trail, emit);
      case 'call':
        return yield* this.#call(at.name, at.arguments, scope, input, trail, emit);
      case 'if':
        return yield* this.each(at.condition, scope, input, (condition) =>
          isTrue(condition)
            ? this.run(at.next, scope, input, trail, emit)
            : this.run(at.else ?? { kind: 'identity' }, scope, input, trail, emit),
        );
      case 'try': {
        const error = yield* this.guarded((to) => this.run(at.body, scope, input, trail, to), emit);
        if (error && at.handler) yield* this.run(at.handler, scope, error.value, made(trail), emit);
        return;
      }
      case 'alternative':
        return yield* this.#alternative(at.left, at.right, scope, input, trail, emit);
      case 'define':
        return yield* this.run(
          at.next,
          bind(nameOf(at.definition), { kind: 'definition', definition: at.definition }, scope),
          input,
          trail,
          emit,
        );
      case 'bind':
        return yield* this.each(at.source, scope, input, (value) =>
          this.#destructured(
            at.patterns,
            value,
            scope,
            (inner, out) => this.run(at.next, inner, input, trail, out),
            emit,
          ),
        );
      case 'label': {
        const inner = bind(`*${at.name}`, { kind: 'label' }, scope);
        return yield* this.until(inner, this.run(at.next, inner, input, trail, emit));
      }
      case 'break':
        throw new Break(find(`*${at.name}`, scope)!);
      case 'reduce':
        return yield* this.#reduce(at, scope, input, trail, emit);
      case 'foreach':
        return yield* this.#foreach(at, scope, input, trail, emit);
      default:
        return yield* this.#made(at, scope, input, (value) => emit(value, made(trail)));
    }
  }

  /** Filters whose outputs are new values, which no path leads to. */
  *#made(at: Filter, scope: Scope, input: Json, emit: (value: Json) => Task<void>): Task<void> {
    switch (at.kind) {
      case 'variable': {
        const found = find(`$${at.name}`, scope);
        return yield* emit(found?.binding.kind === 'value' ? found.binding.value : null);
      }
      case 'operator':
        return yield* this.each(at.right, scope, input, (right) =>
          this.each(at.left, scope, input, (left) => emit(operate(at.operator, left, right))),
        );
      case 'and':
      case 'or': {
        const decides = at.kind === 'or';
        return yield* this.each(at.left, scope, input, (left) =>
          isTrue(left) === decides ? emit(decides) : this.each(at.right, scope, input, (right) => emit(isTrue(right))),
        );
      }
      case 'negate':
        return yield* this.each(at.of, scope, input, (value) => {
          if (typeof value !== 'number') throw new JqError(`${describe(value)} cannot be negated`);
          return emit(-value);
        });
      case 'array':
        return yield* emit(at.of ? yield* this.outputs(at.of, scope, input) : []);
      case 'object':
        return yield* this.#object(at.members, scope, input, new Map(), emit);
      case 'format':
        return yield* emit(format(at.name, input));
      case 'string':
        return yield* this.#string(at.parts, at.format ?? 'text', scope, input, '', emit);
      case 'assign':
        return yield* this.each(at.value, scope, input, (value) =>
          this.#assigned(at.path, scope, input, () => value, emit),
        );
      case 'compute': {
        const { operator } = at;
        return yield* this.each(at.value, scope, input, (value) =>
          this.#assigned(
            at.path,
            scope,
            input,
            (before) => (operator === '//' ? (isTrue(before) ? before : value) : operate(operator, before, value)),
            emit,
          ),
        );
      }
      case 'update':
        return yield* this.#update(at.path, at.by, scope, input, emit);
      default:
        throw new Error(`no values from ${at.kind}`);
    }
  }

  *#access(value: Json, trail: Trail, key: Json, emit: Emit): Task<void> {
    if (trail === 'lost') {
      const element = typeof key === 'string' ? `"${key}"` : excerpt(key);
      throw new JqError(`Invalid path expression near attempt to access element ${element} of ${excerpt(value)}`);
    }
    yield* emit(index(value, key), extended(trail, key));
  }

  *#slice(at: Filter & { kind: 'slice' }, scope: Scope, input: Json, trail: Trail, emit: Emit): Task<void> {
    const nothing: Filter = { kind: 'literal', value: null };
    yield* this.each(at.from ?? nothing, scope, input, (from) =>
      this.each(at.to ?? nothing, scope, input, (to) =>
        this.run(at.of, scope, input, trail, (value, way) => this.#access(value, way, sliceKey(from, to), emit)),
      ),
    );
  }

  *#iterate(value: Json, trail: Trail, emit: Emit): Task<void> {
    if (trail === 'lost') {
      throw new JqError(`Invalid path expression near attempt to iterate through ${excerpt(value)}`);
    }
    for (const [key, item] of entriesOf(value)) yield* emit(item, extended(trail, key));
  }

  *#recurse(value: Json, trail: Trail, emit: Emit): Task<void> {
    yield* emit(value, trail);
    if (value === null || typeof value !== 'object') return;
    for (const [key, item] of entriesOf(value)) yield* this.#recurse(item, extended(trail, key), emit);
  }

  *#alternative(left: Filter, right: Filter, scope: Scope, input: Json, trail: Trail, emit: Emit): Task<void> {
    let isAny = false;
    yield* this.guarded(
      (to) =>
        this.run(left, scope, input, trail, function* (value, way) {
          if (!isTrue(value)) return;
          isAny = true;
          yield* to(value, way);
        }),
      emit,
    );
    if (!isAny) yield* this.run(right, scope, input, trail, emit);
  }

  /** Runs a filter and gives back the error it raised itself. */
  *guarded(produce: (emit: Emit) => Task<void>, emit: Emit): Task<JqError | undefined> {
    const guard = {};
    try {
      yield* produce(function* (value, trail) {
        try {
          yield* emit(value, trail);
        } catch (error) {
          throw error instanceof JqError ? new Passing(guard, error) : error;
        }
      });
      return undefined;
    } catch (error) {
      if (error instanceof Passing && error.guard === guard) throw error.error;
      if (error instanceof JqError) return error;
      throw error;
    }
  }

  /** Runs until somebody breaks to the target. */
  *until(target: object, work: Task<void>): Task<void> {
    try {
      yield* work;
    } catch (error) {
      if (!(error instanceof Break) || error.target !== target) throw error;
    }
  }

  *#call(name: string, given: readonly Filter[], scope: Scope, input: Json, trail: Trail, emit: Emit): Task<void> {
    const full = `${name}/${given.length}`;
    const found = find(full, scope);
    if (found?.binding.kind === 'argument') {
      return yield* this.run(found.binding.filter, found.binding.scope, input, trail, emit);
    }
    const definition = found?.binding.kind === 'definition' ? found.binding.definition : this.#standard.get(full);
    if (found && definition) return yield* this.#define(definition, found, given, scope, input, trail, emit);
    const control = CONTROLS[full];
    if (control) return yield* control(this, { given, scope, input, trail, emit });
    const plain = FUNCTIONS[full];
    if (plain)
      return yield* this.#apply(given, scope, input, [], (values) => emit(plain(input, ...values), made(trail)));
    const self = bind(full, { kind: 'definition', definition: definition! }, undefined);
    yield* this.#define(definition!, self, given, scope, input, trail, emit);
  }

  /** Arguments of plain functions: the last varies slowest. */
  *#apply(
    given: readonly Filter[],
    scope: Scope,
    input: Json,
    values: readonly Json[],
    use: (values: readonly Json[]) => Task<void>,
  ): Task<void> {
    const last = given.at(-1);
    if (!last) return yield* use(values);
    yield* this.each(last, scope, input, (value) =>
      this.#apply(given.slice(0, -1), scope, input, [value, ...values], use),
    );
  }

  /** Binds the arguments (values first, each of their outputs in turn) and runs the body. */
  *#define(
    definition: Definition,
    home: NonNullable<Scope>,
    given: readonly Filter[],
    scope: Scope,
    input: Json,
    trail: Trail,
    emit: Emit,
    at = 0,
    inner: Scope = home,
  ): Task<void> {
    if (at === given.length) return yield* this.run(definition.body, inner, input, trail, emit);
    const parameter = definition.parameters[at];
    if (!parameter.startsWith('$')) {
      const bound = bind(`${parameter}/0`, { kind: 'argument', filter: given[at], scope }, inner);
      return yield* this.#define(definition, home, given, scope, input, trail, emit, at + 1, bound);
    }
    yield* this.each(given[at], scope, input, (value) => {
      const asFilter = bind(
        `${parameter.slice(1)}/0`,
        { kind: 'argument', filter: { kind: 'literal', value }, scope: undefined },
        inner,
      );
      const bound = bind(parameter, { kind: 'value', value }, asFilter);
      return this.#define(definition, home, given, scope, input, trail, emit, at + 1, bound);
    });
  }

  *#object(
    members: readonly (readonly [Filter, Filter])[],
    scope: Scope,
    input: Json,
    sofar: ReadonlyMap<string, Json>,
    emit: (value: Json) => Task<void>,
  ): Task<void> {
    const [first, ...rest] = members;
    if (!first) return yield* emit(sofar);
    yield* this.each(first[0], scope, input, (key) =>
      this.each(first[1], scope, input, (value) => {
        if (typeof key !== 'string') throw new JqError(`Cannot use ${describe(key)} as object key`);
        return this.#object(rest, scope, input, new Map(sofar).set(key, value), emit);
      }),
    );
  }

  /** From the last part to the first, so that the first varies fastest. */
  *#string(
    parts: readonly (string | Filter)[],
    name: string,
    scope: Scope,
    input: Json,
    behind: string,
    emit: (value: Json) => Task<void>,
  ): Task<void> {
    const last = parts.at(-1);
    if (last === undefined) return yield* emit(behind);
    const rest = parts.slice(0, -1);
    if (typeof last === 'string') return yield* this.#string(rest, name, scope, input, last + behind, emit);
    yield* this.each(last, scope, input, (value) =>
      this.#string(rest, name, scope, input, format(name, value) + behind, emit),
    );
  }

  *#assigned(
    path: Filter,
    scope: Scope,
    input: Json,
    change: (before: Json) => Json,
    emit: (value: Json) => Task<void>,
  ): Task<void> {
    let result = input;
    yield* this.paths(path, scope, input, (to) => {
      result = setPath(result, to, change(getPath(result, to)));
      return nothing();
    });
    yield* emit(result);
  }

  /** `|=`: the first output replaces the value; none deletes it. */
  *#update(path: Filter, by: Filter, scope: Scope, input: Json, emit: (value: Json) => Task<void>): Task<void> {
    const evaluation = this;
    let result = input;
    const gone: Path[] = [];
    yield* this.paths(path, scope, input, function* (to) {
      const first = yield* evaluation.first(by, scope, getPath(result, to));
      if (first === undefined) gone.push(to);
      else result = setPath(result, to, first);
    });
    yield* emit(deletePaths(result, gone));
  }

  /** The first output, and no work for the others. */
  *first(filter: Filter, scope: Scope, input: Json): Task<Json | undefined> {
    const found: Json[] = [];
    yield* this.until(
      found,
      this.each(filter, scope, input, (value) => {
        found.push(value);
        throw new Break(found);
      }),
    );
    return found[0];
  }

  *#reduce(at: Filter & { kind: 'reduce' }, scope: Scope, input: Json, trail: Trail, emit: Emit): Task<void> {
    const evaluation = this;
    yield* this.run(at.start, scope, input, trail, function* (start, from) {
      let state: readonly [Json, Trail] = [start, from];
      yield* evaluation.each(at.source, scope, input, (value) =>
        evaluation.#destructured(
          at.patterns,
          value,
          scope,
          function* (inner) {
            const [before, way] = state;
            state = [null, made(way)];
            yield* evaluation.run(at.update, inner, before, way, (after, to) => {
              state = [after, to];
              return nothing();
            });
          },
          emit,
        ),
      );
      yield* emit(...state);
    });
  }

  *#foreach(at: Filter & { kind: 'foreach' }, scope: Scope, input: Json, trail: Trail, emit: Emit): Task<void> {
    const evaluation = this;
    yield* this.run(at.start, scope, input, trail, function* (start, from) {
      let state: readonly [Json, Trail] = [start, from];
      yield* evaluation.each(at.source, scope, input, (value) =>
        evaluation.#destructured(
          at.patterns,
          value,
          scope,
          (inner, out) =>
            evaluation.run(at.update, inner, state[0], state[1], (after, to) => {
              state = [after, to];
              return at.extract ? evaluation.run(at.extract, inner, after, to, out) : out(after, to);
            }),
          emit,
        ),
      );
    });
  }

  /** Runs `body` with the variables of the first pattern that raises no error. */
  *#destructured(
    patterns: readonly Pattern[],
    value: Json,
    scope: Scope,
    body: (scope: Scope, emit: Emit) => Task<void>,
    emit: Emit,
  ): Task<void> {
    if (patterns.length === 1) return yield* bindPattern(this, patterns[0], value, scope, (inner) => body(inner, emit));
    const empty = patterns
      .flatMap(variablesOf)
      .reduce<Scope>((outer, name) => bind(name, { kind: 'value', value: null }, outer), scope);
    for (const [at, pattern] of patterns.entries()) {
      const error = yield* this.guarded(
        (to) => bindPattern(this, pattern, value, empty, (inner) => body(inner, to)),
        emit,
      );
      if (!error) return;
      if (at === patterns.length - 1) throw error;
    }
  }
}
