// bc: a calculator of any precision with a language of its own. Lines run as they come, from the files named
// and then from standard input.

import { decodeRaw } from '../../../base/raw-text.ts';
import type { ExitCode, Program } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import { type Input, type Invocation, utility } from '../../utility.ts';
import { LIBRARY } from './library.ts';
import { Halt, Machine, RuntimeFault } from './machine.ts';
import { parse, type Statement, SyntaxFault, Unfinished } from './syntax.ts';

const BANNER = `bc 1.07.1
Copyright 1991-1994, 1997, 1998, 2000, 2004, 2006, 2008, 2012-2017 Free Software Foundation, Inc.
This is free software with ABSOLUTELY NO WARRANTY.
For details type \`warranty'. 
`;

const HELP = `usage: bc [options] [file ...]
  -h  --help         print this usage and exit
  -i  --interactive  force interactive mode
  -l  --mathlib      use the predefined math routines
  -q  --quiet        don't print initial banner
  -s  --standard     non-standard bc constructs are errors
  -w  --warn         warn about non-standard bc constructs
  -v  --version      print version information and exit
`;

export const bc: Program = utility(
  {
    usage: '',
    suite: '',
    options: ['i,interactive', 'l,mathlib', 'q,quiet', 's,standard', 'w,warn', 'h', 'v'],
    rewrite: (words) => words.map((word) => ({ '--help': '-h', '--version': '-v' })[word] ?? word),
  },
  work,
);

function* work(run: Invocation): Task<ExitCode> {
  if (run.has('h')) {
    yield* run.print(HELP);
    return 0;
  }
  if (run.has('v')) {
    yield* run.print(`${BANNER.split('\n').slice(0, 2).join('\n')}\n`);
    return 0;
  }
  for (const name of ['standard', 'warn']) {
    if (!run.has(name)) continue;
    yield* run.note(`cka-lab: not simulated: bc --${name}\n`);
    return 1;
  }
  const isTerminal = run.process.isTerminal(0) && run.process.isTerminal(1);
  if (isTerminal && !run.has('quiet') && run.operands.length === 0) yield* run.print(BANNER);
  const input = run.open('-');
  const length = run.process.environment.get('BC_LINE_LENGTH') ?? '70';
  const machine = new Machine({
    print: (text) => run.print(text),
    warn: (text) => run.note(`${text}\n`),
    lineLength: /^\d+$/.test(length) && length !== '1' && length !== '2' ? Number(length) : 70,
    *readLine() {
      yield* run.flush();
      return (yield* input.line())?.text;
    },
  });
  if (run.has('mathlib')) {
    for (const statement of parse(LIBRARY)) yield* machine.run(statement);
    machine.scale = 20;
  }
  try {
    for (const path of run.operands) {
      let file: Input;
      try {
        file = run.open(path);
      } catch {
        yield* run.note(`File ${path} is unavailable.\n`);
        return 1;
      }
      yield* runLines(run, machine, file, path);
      file.close();
    }
    yield* runLines(run, machine, input, '(standard_in)');
  } catch (error) {
    if (!(error instanceof Halt)) throw error;
  } finally {
    input.close();
  }
  return 0;
}

/** Line by line; what is not complete waits for more. */
function* runLines(run: Invocation, machine: Machine, input: Input, name: string): Task<void> {
  let pending = '';
  let first = 1;
  let line = 0;
  for (;;) {
    if (input.file.kind === 'terminal') yield* run.flush();
    const read = yield* input.lineBytes();
    if (!read) break;
    line++;
    if (pending === '') first = line;
    pending += decodeRaw(read);
    if (/\\\n$/.test(pending)) continue;
    let statements: Statement[];
    try {
      statements = parse(pending);
    } catch (error) {
      if (error instanceof Unfinished) {
        // A line that ends in the middle of an expression is wrong; only blocks, strings and comments go on.
        if (mayGoOn(pending)) continue;
        yield* run.note(`${name} ${line}: syntax error\n`);
        pending = '';
        continue;
      }
      if (!(error instanceof SyntaxFault)) throw error;
      yield* run.note(`${name} ${first + error.line - 1}: ${error.message}\n`);
      pending = '';
      continue;
    }
    pending = '';
    if (statements.some((one) => one.kind === 'quit')) {
      for (const statement of statements) yield* execute(run, machine, statement);
      throw new Halt();
    }
    for (const statement of statements) if (!(yield* execute(run, machine, statement))) break;
  }
  if (pending !== '') yield* run.note(`${name} ${line + 1}: syntax error\n`);
}

/** Whether braces, quotes or comments are open, or the line is the head of a statement. */
function mayGoOn(source: string): boolean {
  const bare = source.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/"[^"]*"/g, '');
  if (/["]|\/\*/.test(bare)) return true;
  const depth = (bare.match(/\{/g)?.length ?? 0) - (bare.match(/\}/g)?.length ?? 0);
  return (
    depth > 0 || /^\s*(define\b.*\)|(if|while|for)\b.*\)|.*\belse)\s*$/.test(bare.trimEnd().split('\n').at(-1) ?? '')
  );
}

/** False when it went wrong: the rest of the line is then dropped. */
function* execute(run: Invocation, machine: Machine, statement: Statement): Task<boolean> {
  try {
    yield* machine.run(statement);
    return true;
  } catch (error) {
    if (!(error instanceof RuntimeFault)) throw error;
    yield* run.note(`${error.message}\n`);
    return false;
  }
}
