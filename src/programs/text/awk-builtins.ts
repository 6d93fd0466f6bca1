// The functions that awk brings along.

import { strftime } from '../../base/strftime.ts';
import type { Task } from '../../sim/task.ts';
import { Failure, type Invocation } from '../utility.ts';
import type { Memory } from './awk-memory.ts';
import { replaceMatches } from './awk-replace.ts';
import type { AwkStreams } from './awk-streams.ts';
import type { Expression } from './awk-syntax.ts';
import { fromInput, sprintf, toNumber, type Value } from './awk-values.ts';

/** The running program, which works out what the arguments are. */
interface Evaluating {
  value(expression: Expression): Task<Value>;
  values(expressions: readonly Expression[]): Task<Value[]>;
  pattern(expression: Expression): Task<RegExp>;
  store(target: Expression, value: Value): Task<Value>;
}

export class Builtins {
  readonly #run: Invocation;
  readonly #memory: Memory;
  readonly #streams: AwkStreams;
  readonly #program: Evaluating;
  #seed = 0;

  constructor(run: Invocation, memory: Memory, streams: AwkStreams, program: Evaluating) {
    this.#run = run;
    this.#memory = memory;
    this.#streams = streams;
    this.#program = program;
  }

  *call(name: string, given: readonly Expression[]): Task<Value> {
    const text = function* (this: Builtins, index: number): Task<string> {
      return this.#memory.text(yield* this.#program.value(given[index]));
    }.bind(this);
    const number = function* (this: Builtins, index: number): Task<number> {
      return toNumber(yield* this.#program.value(given[index]));
    }.bind(this);
    switch (name) {
      case 'length': {
        const [one] = given;
        if (one?.type === 'variable') {
          const cell = this.#memory.locals?.has(one.name)
            ? this.#memory.locals.get(one.name)
            : this.#memory.globals.get(one.name);
          if (cell instanceof Map) return cell.size;
        }
        return [...(one ? yield* text(0) : this.#memory.recordText())].length;
      }
      case 'substr': {
        const characters = [...(yield* text(0))];
        const start = Math.round(yield* number(1));
        const end = given[2] ? start + Math.round(yield* number(2)) : Number.POSITIVE_INFINITY;
        return characters.slice(Math.max(start, 1) - 1, Math.max(end - 1, 0)).join('');
      }
      case 'index': {
        const whole = yield* text(0);
        const at = whole.indexOf(yield* text(1));
        return at < 0 ? 0 : [...whole.slice(0, at)].length + 1;
      }
      case 'split':
        return yield* this.#splitInto(given);
      case 'sub':
      case 'gsub':
        return yield* this.#substitute(given, name === 'gsub');
      case 'gensub':
        return yield* this.#gensub(given);
      case 'match': {
        const whole = yield* text(0);
        const match = (yield* this.#program.pattern(given[1])).exec(whole);
        const start = match ? [...whole.slice(0, match.index)].length + 1 : 0;
        this.#memory.globals.set('RSTART', start);
        this.#memory.globals.set('RLENGTH', match ? [...match[0]].length : -1);
        return start;
      }
      case 'sprintf': {
        const [format = '', ...values] = yield* this.#program.values(given);
        return sprintf(this.#memory.text(format), values, this.#memory.format('CONVFMT'));
      }
      // mawk, Ubuntu's awk, knows the case of ASCII letters only.
      case 'toupper':
        return (yield* text(0)).replaceAll(/[a-z]+/g, (letters) => letters.toUpperCase());
      case 'tolower':
        return (yield* text(0)).replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
      case 'int':
        return Math.trunc(yield* number(0));
      case 'sqrt':
        return Math.sqrt(yield* number(0));
      case 'exp':
        return Math.exp(yield* number(0));
      case 'log':
        return Math.log(yield* number(0));
      case 'sin':
        return Math.sin(yield* number(0));
      case 'cos':
        return Math.cos(yield* number(0));
      case 'atan2':
        return Math.atan2(yield* number(0), yield* number(1));
      case 'rand':
        return this.#run.process.simulation.random.fraction();
      case 'srand': {
        const before = this.#seed;
        this.#seed = given[0] ? yield* number(0) : this.#seconds();
        return before;
      }
      case 'systime':
        return this.#seconds();
      case 'strftime':
        return strftime(given[0] ? yield* text(0) : '%c', (given[1] ? yield* number(1) : this.#seconds()) * 1000);
      case 'mktime': {
        const [year, month, day, hours, minutes, seconds] = (yield* text(0)).split(/\s+/).map(Number);
        return Date.UTC(year, month - 1, day, hours, minutes, seconds) / 1000;
      }
      case 'close':
        return yield* this.#streams.close(yield* text(0));
      case 'fflush':
        yield* this.#run.flush();
        yield* this.#streams.drainAll();
        return 0;
      default: {
        const command = yield* text(0);
        yield* this.#run.flush();
        yield* this.#streams.drainAll();
        return (yield* this.#run.process.run({ argv: ['/bin/sh', '-c', command] })).code;
      }
    }
  }

  #seconds(): number {
    const { epoch, now } = this.#run.process.simulation;
    return Math.floor((epoch + now) / 1000);
  }

  *#splitInto([source, target, by]: readonly Expression[]): Task<Value> {
    const whole = this.#memory.text(yield* this.#program.value(source));
    if (target?.type !== 'variable') throw new Failure('split: second argument must be an array', 2);
    let separator = this.#memory.text(this.#memory.get('FS'));
    if (by) separator = by.type === 'regex' ? by.source : this.#memory.text(yield* this.#program.value(by));
    const isExpression = by?.type === 'regex' && separator.length === 1 && /[.|*+?$^]/.test(separator);
    const pieces = isExpression
      ? whole.split(this.#memory.expression(separator))
      : this.#memory.pieces(whole, separator);
    const table = this.#memory.table(target.name);
    table.clear();
    for (const [index, piece] of pieces.entries()) table.set(String(index + 1), fromInput(piece));
    return pieces.length;
  }

  *#substitute([pattern, replacement, target]: readonly Expression[], global: boolean): Task<Value> {
    const expression = yield* this.#program.pattern(pattern);
    const by = this.#memory.text(yield* this.#program.value(replacement));
    const place: Expression = target ?? { type: 'field', index: { type: 'number', value: 0 } };
    const before = this.#memory.text(yield* this.#program.value(place));
    const { text, count } = replaceMatches(expression, before, global ? 'all' : 1, (match) =>
      by.replaceAll(/\\\\&|\\&|\\\\|&/g, (mark) =>
        mark === '&' ? match[0] : mark === '\\&' ? '&' : mark === '\\\\&' ? `\\${match[0]}` : '\\',
      ),
    );
    if (count > 0) yield* this.#program.store(place, text);
    return count;
  }

  *#gensub([pattern, replacement, how, target]: readonly Expression[]): Task<Value> {
    const expression = yield* this.#program.pattern(pattern);
    const by = this.#memory.text(yield* this.#program.value(replacement));
    const which = this.#memory.text(yield* this.#program.value(how));
    const before = target ? this.#memory.text(yield* this.#program.value(target)) : this.#memory.recordText();
    const wanted = /^[gG]/.test(which) ? 'all' : Math.max(1, Number(which) || 1);
    return replaceMatches(expression, before, wanted, (match) =>
      by.replaceAll(/\\([0-9\\&])|&/g, (mark, one?: string) => {
        if (mark === '&') return match[0];
        return one !== undefined && /\d/.test(one) ? (match[Number(one)] ?? '') : (one ?? '');
      }),
    ).text;
  }
}
