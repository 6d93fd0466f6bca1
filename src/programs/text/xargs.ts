// xargs: builds command lines from standard input and runs them.

import { SystemError } from '../../linux/errors.ts';
import type { ExitCode, Process, Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { UsageError } from '../getopt.ts';
import { quote, quotedIfNeeded } from '../quote.ts';
import { Failure, type Invocation, reason, utility } from '../utility.ts';

export const xargs: Program = utility(
  {
    usage: '[OPTION]... COMMAND [INITIAL-ARGS]...',
    suite: 'GNU findutils 4.9.0',
    stopAtOperand: true,
    options: [
      '0,null',
      'a,arg-file=',
      'd,delimiter=',
      'E=',
      'e,eof[=]',
      'I=',
      'i,replace[=]',
      'L,max-lines=',
      'l[=]',
      'n,max-args=',
      'o,open-tty',
      'P,max-procs=',
      'p,interactive',
      'process-slot-var=',
      'r,no-run-if-empty',
      's,max-chars=',
      'show-limits',
      't,verbose',
      'x,exit',
    ],
  },
  function* (run) {
    const replace = run.has('I') ? run.value('I') : run.has('replace') ? run.value('replace') || '{}' : undefined;
    const positive = (name: string, letter: string): number | undefined => {
      const text = run.value(name);
      if (text === undefined) return undefined;
      if (!/^\d+$/.test(text)) throw new UsageError(`invalid number "${text}" for -${letter} option`);
      if (Number(text) < 1) throw new UsageError(`value ${text} for -${letter} option should be >= 1`);
      return Number(text);
    };
    const most = positive('max-args', 'n');
    for (const [name, letter] of [
      ['max-procs', 'P'],
      ['max-chars', 's'],
    ])
      if (!/^\d*$/.test(run.value(name) ?? ''))
        throw new UsageError(`invalid number "${run.value(name)}" for -${letter} option`);
    const lines = positive('max-lines', 'L') ?? (run.has('l') ? Number(run.value('l') || '1') : undefined);
    const file = run.value('arg-file');
    let text: string;
    try {
      const input = run.open(file ?? '-');
      text = yield* input.text();
      input.close();
    } catch (error) {
      throw new Failure(`Cannot open input file ${quote(file ?? '-')}: ${reason(error)}`);
    }
    const delimiter = run.has('null')
      ? '\0'
      : run.has('delimiter')
        ? readDelimiter(run.value('delimiter')!)
        : undefined;
    const end = run.value('E') ?? run.value('eof');
    const batches = group(readItems(text, delimiter, replace !== undefined, end), { replace, most, lines });
    const command = run.operands.length > 0 ? run.operands : ['/bin/echo'];
    const commands: (readonly string[])[] =
      replace === undefined
        ? batches.map((batch) => [...command, ...batch])
        : batches.map(([item]) => command.map((word) => word.replaceAll(replace, item)));
    if (commands.length === 0 && !run.has('no-run-if-empty') && replace === undefined) commands.push(command);
    return yield* execute(run, commands, Number(run.value('max-procs') ?? '1'));
  },
);

interface Item {
  readonly text: string;
  /** Number of the input line it stood on. */
  readonly line: number;
}

function readDelimiter(text: string): string {
  const escapes: Readonly<Record<string, string>> = { '\\n': '\n', '\\t': '\t', '\\0': '\0', '\\\\': '\\' };
  if (text in escapes) return escapes[text];
  if ([...text].length !== 1) {
    throw new Failure(
      `Invalid input delimiter specification ${text}: the delimiter must be either a single character or an escape sequence starting with \\.`,
    );
  }
  return text;
}

function readItems(text: string, delimiter: string | undefined, wholeLines: boolean, end: string | undefined): Item[] {
  if (delimiter !== undefined) {
    const parts = text.split(delimiter);
    if (parts.at(-1) === '') parts.pop();
    return parts.map((part, line) => ({ text: part, line }));
  }
  const items: Item[] = [];
  let line = 0;
  let continued = false;
  for (const row of text.split('\n')) {
    const words = wholeLines ? [unquoted(row.trimStart())].filter((one) => one !== '') : split(row);
    for (const word of words) {
      if (end !== undefined && end !== '' && word === end) return items;
      items.push({ text: word, line });
    }
    // For -L, a trailing blank joins a line with the next, and empty lines do not count.
    continued = /[ \t]$/.test(row);
    if (words.length > 0 && !continued) line++;
  }
  return items;
}

function split(row: string): string[] {
  const words: string[] = [];
  for (const match of row.matchAll(/(?:[^\s"'\\]|\\.|"[^"]*"|'[^']*')+|["']/gs)) words.push(unquoted(match[0]));
  return words;
}

function unquoted(text: string): string {
  let result = '';
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '\\') result += text[++at] ?? '';
    else if (character === '"' || character === "'") {
      const end = text.indexOf(character, at + 1);
      if (end < 0) {
        const kind = character === '"' ? 'double' : 'single';
        throw new Failure(
          `unmatched ${kind} quote; by default quotes are special to xargs unless you use the -0 option`,
        );
      }
      result += text.slice(at + 1, end);
      at = end;
    } else result += character;
  }
  return result;
}

const ROOM = 131_072;

function group(
  items: readonly Item[],
  by: { readonly replace: string | undefined; readonly most: number | undefined; readonly lines: number | undefined },
): string[][] {
  if (by.replace !== undefined) return items.map((item) => [item.text]);
  const batches: string[][] = [];
  let batch: string[] = [];
  let length = 0;
  let firstLine = 0;
  for (const item of items) {
    const isFull =
      batch.length > 0 &&
      ((by.most !== undefined && batch.length >= by.most) ||
        (by.lines !== undefined && item.line >= firstLine + by.lines) ||
        length + item.text.length + 1 > ROOM);
    if (isFull) {
      batches.push(batch);
      batch = [];
      length = 0;
    }
    if (batch.length === 0) firstLine = item.line;
    batch.push(item.text);
    length += item.text.length + 1;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

function* execute(run: Invocation, commands: readonly (readonly string[])[], most: number): Task<ExitCode> {
  const { process } = run;
  // The commands must not eat the list of arguments.
  const descriptors = new Map(process.descriptors);
  if (!run.has('arg-file')) descriptors.set(0, process.files.open('/dev/null', { read: true }));
  const running: Process[] = [];
  let status = 0;
  const reap = function* (child: Process): Task<ExitCode | undefined> {
    const ended = yield* process.waitFor(child);
    if (ended.signal) {
      yield* run.complain(`${child.argv[0]}: terminated by signal ${ended.code - 128}`, 125);
      return 125;
    }
    if (ended.code === 255) {
      yield* run.complain(`${child.argv[0]}: exited with status 255; aborting`, 124);
      return 124;
    }
    if (ended.code !== 0) status = 123;
    return undefined;
  };
  for (const argv of commands) {
    if (run.has('verbose') || run.has('interactive')) {
      yield* run.note(argv.map((word) => quotedIfNeeded(word)).join(' ') + (run.has('interactive') ? '?...' : '\n'));
    }
    if (run.has('interactive') && !(yield* answersYes(run))) continue;
    try {
      running.push(process.spawn({ argv, descriptors }));
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      yield* run.complain(`${argv[0]}: ${reason(error)}`);
      return error.code === 'ENOENT' ? 127 : 126;
    }
    if (most === 0 || running.length < most) continue;
    const stop = yield* reap(running.shift()!);
    if (stop !== undefined) return stop;
  }
  for (const child of running) {
    const stop = yield* reap(child);
    if (stop !== undefined) return stop;
  }
  return status;
}

function* answersYes(run: Invocation): Task<boolean> {
  const terminal = run.process.files.open('/dev/tty', { read: true });
  const answer = yield* terminal.read(256);
  terminal.release();
  return answer[0] === 121 || answer[0] === 89;
}
