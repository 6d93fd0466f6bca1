// head: the first lines or bytes, then it stops reading, and whoever writes into the pipe gets SIGPIPE.

import { concat } from '../../base/bytes.ts';
import type { Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { quote, quoted } from '../quote.ts';
import { Failure, type Input, type Invocation, utility } from '../utility.ts';
import { parseCount } from './count.ts';

export const head: Program = utility(
  {
    usage: '[OPTION]... [FILE]...',
    options: ['n,lines=', 'c,bytes=', 'q,quiet,silent', 'v,verbose', 'z,zero-terminated'],
    rewrite: (words) => {
      const [, count, letters] = /^-(\d+)([bkmclqvz]*)$/.exec(words[0] ?? '') ?? [];
      if (!count) return words;
      const rest = letters.includes('c') ? ['-c', count] : ['-n', count];
      return [
        ...rest,
        ...[...letters].filter((letter) => 'qvz'.includes(letter)).map((letter) => `-${letter}`),
        ...words.slice(1),
      ];
    },
  },
  function* (run) {
    const unit = run.lastOf('lines', 'bytes') ?? 'lines';
    const given = run.value(unit) ?? '10';
    const count = parseCount(given.replace(/^[-+]/, ''));
    if (count === undefined) throw new Failure(`invalid number of ${unit}: ${quote(given.replace(/^-/, ''))}`);
    if (count >= 2 ** 64)
      throw new Failure(`invalid number of ${unit}: ${quote(given)}: Value too large for defined data type`);
    const allBut = given.startsWith('-');
    const terminator = run.has('zero-terminated') ? 0 : 10;
    const choice = run.lastOf('quiet', 'verbose');
    const titled = choice === 'verbose' || (choice === undefined && run.operands.length > 1);
    let first = true;
    yield* run.eachInput(
      run.inputs,
      function* (input, path) {
        if (titled) yield* run.print(`${first ? '' : '\n'}==> ${path === '-' ? 'standard input' : path} <==\n`);
        first = false;
        if (input.file.kind === 'directory') {
          yield* run.complain(`error reading '${path}': Is a directory`);
        } else if (unit === 'lines') {
          yield* allBut ? allButLines(run, input, count, terminator) : firstLines(run, input, count, terminator);
        } else {
          yield* allBut ? allButBytes(run, input, count) : firstBytes(run, input, count);
        }
      },
      cannotOpen,
    );
  },
);

function* firstLines(run: Invocation, input: Input, count: number, terminator: number): Task<void> {
  let left = count;
  while (left > 0) {
    const part = yield* input.read();
    if (part.length === 0) return;
    let end = 0;
    while (left > 0) {
      const at = part.indexOf(terminator, end);
      if (at < 0) {
        end = part.length;
        break;
      }
      end = at + 1;
      left--;
    }
    yield* run.print(part.subarray(0, end));
  }
}

function* firstBytes(run: Invocation, input: Input, count: number): Task<void> {
  let left = count;
  while (left > 0) {
    const part = yield* input.read(Math.min(left, 65_536));
    if (part.length === 0) return;
    left -= part.length;
    yield* run.print(part);
  }
}

function* allButLines(run: Invocation, input: Input, count: number, terminator: number): Task<void> {
  const held: Uint8Array[] = [];
  for (;;) {
    const line = yield* input.lineBytes(terminator);
    if (!line) return;
    held.push(line);
    if (held.length > count) yield* run.print(held.shift()!);
  }
}

function* allButBytes(run: Invocation, input: Input, count: number): Task<void> {
  let held: Uint8Array = new Uint8Array(0);
  for (;;) {
    const part = yield* input.read();
    if (part.length === 0) return;
    held = concat([held, part]);
    if (held.length <= count) continue;
    yield* run.print(held.subarray(0, held.length - count));
    held = held.subarray(held.length - count);
  }
}

const cannotOpen = (path: string): string => `cannot open ${quoted(path)} for reading`;
