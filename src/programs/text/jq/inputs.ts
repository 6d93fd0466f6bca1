// What jq reads: JSON texts, lines (-R) or everything at once (-s), from files one after the other or from
// standard input. It reads no further than the value it gives.

import { decode } from '../../../base/bytes.ts';
import { SystemError, strerror } from '../../../linux/errors.ts';
import type { Task } from '../../../sim/task.ts';
import type { Input, Invocation } from '../../utility.ts';
import { JsonReader } from './json-reader.ts';
import type { Json } from './values.ts';

export class Inputs {
  /** Some file could not be opened. */
  failed = false;
  fileName: string | null = null;
  lineNumber = 0;
  readonly #run: Invocation;
  readonly #files: string[];
  readonly #raw: boolean;
  readonly #slurps: boolean;
  #input: Input | undefined;
  #reader = new JsonReader();
  readonly #ready: Json[] = [];
  #fault: unknown;
  #ended = false;

  constructor(run: Invocation, files: readonly string[], raw: boolean, slurps: boolean) {
    this.#run = run;
    this.#files = files.length > 0 ? [...files] : ['-'];
    this.#raw = raw;
    this.#slurps = slurps;
  }

  /** Undefined at the end. Throws JsonFault. */
  *next(): Task<Json | undefined> {
    if (!this.#slurps) return yield* this.#single();
    if (this.#ended) return undefined;
    const all: Json[] = [];
    for (;;) {
      const value = yield* this.#single();
      if (value === undefined) break;
      all.push(value);
    }
    return this.#raw ? all.join('') : all;
  }

  *#single(): Task<Json | undefined> {
    for (;;) {
      const ready = this.#ready.shift();
      if (ready !== undefined) return ready;
      if (this.#fault) throw this.#fault;
      if (this.#ended) return undefined;
      const line = yield* this.#line();
      try {
        if (line === undefined) {
          this.#ended = true;
          if (!this.#raw) for (const value of this.#reader.end()) this.#ready.push(value);
        } else if (this.#raw) this.#ready.push(this.#slurps ? line : line.replace(/\n$/, ''));
        else for (const value of this.#reader.read(line)) this.#ready.push(value);
      } catch (error) {
        this.#fault = error;
      }
    }
  }

  *#line(): Task<string | undefined> {
    for (;;) {
      this.#input ??= yield* this.#open();
      if (!this.#input) return undefined;
      try {
        const bytes = yield* this.#input.lineBytes();
        if (bytes) {
          if (bytes.at(-1) === 10) this.lineNumber++;
          return decode(bytes);
        }
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        // What can be opened but not read ends without a message, as in jq 1.6.
        this.failed = true;
      }
      this.#input.close();
      this.#input = undefined;
    }
  }

  *#open(): Task<Input | undefined> {
    for (;;) {
      const path = this.#files.shift();
      if (path === undefined) return undefined;
      try {
        const input = this.#run.open(path);
        this.fileName = path === '-' ? '<stdin>' : path;
        this.lineNumber = 0;
        return input;
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        this.failed = true;
        yield* this.#run.note(`jq: error: Could not open file ${path}: ${strerror(error.code)}\n`);
      }
    }
  }
}
