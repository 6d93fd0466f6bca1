// jq: runs a program on each JSON value it reads and prints what comes out. Models jq 1.6, with the builtins
// and the syntax that 1.7 added.

import { SystemError, strerror } from '../../../linux/errors.ts';
import type { ExitCode, Program } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import { Failure, type Invocation, utility } from '../../utility.ts';
import { undefinedNames } from './check.ts';
import { type CommandLine, readCommandLine, readText, WrongUsage } from './command-line.ts';
import { CompileError } from './compile-error.ts';
import { CONTROLS, Halt } from './controls.ts';
import { standardDefinitions } from './definitions.ts';
import { Evaluation } from './evaluate.ts';
import { FUNCTIONS } from './functions.ts';
import { HELP, USAGE } from './help.ts';
import { Inputs } from './inputs.ts';
import { JsonFault } from './json-reader.ts';
import { print } from './print.ts';
import { bind, type Scope } from './scope.ts';
import { parse } from './syntax.ts';
import type { Filter } from './tree.ts';
import { compactText, isTrue, JqError, type Json } from './values.ts';

const USAGE_STATUS = 2;
const COMPILE_STATUS = 3;
const NO_OUTPUT_STATUS = 4;
const ERROR_STATUS = 5;

export const jq: Program = utility({ usage: '', rewrite: (words) => ['--', ...words] }, function* (run) {
  let line: CommandLine;
  try {
    line = readCommandLine(run);
  } catch (error) {
    if (!(error instanceof WrongUsage)) throw error;
    yield* run.note(
      `jq: ${error.message}\nUse jq --help for help with command-line options,\nor see the jq manpage, or online docs  at https://stedolan.github.io/jq\n`,
    );
    return USAGE_STATUS;
  }
  if (line.flags.has('help')) return yield* run.print(HELP);
  if (line.flags.has('version')) return yield* run.print('jq-1.6\n');
  const { process } = run;
  if (line.program === undefined && process.isTerminal(0) && process.isTerminal(1)) {
    yield* run.note(USAGE);
    return USAGE_STATUS;
  }
  const program = programText(run, line);
  const standard = standardDefinitions();
  const variables = new Map<string, Json>([
    ...line.variables,
    ['ENV', new Map(process.environment)],
    [
      'ARGS',
      new Map<string, Json>([
        ['positional', line.positional],
        ['named', line.variables],
      ]),
    ],
  ]);
  let filter: Filter;
  try {
    filter = compile(program, (name) =>
      name.startsWith('$') ? variables.has(name.slice(1)) : standard.has(name) || name in CONTROLS || name in FUNCTIONS,
    );
  } catch (error) {
    if (!(error instanceof CompileErrors)) throw error;
    yield* run.note(complaints(program, error.errors));
    return COMPILE_STATUS;
  }
  const scope = [...variables].reduce<Scope>(
    (outer, [name, value]) => bind(`$${name}`, { kind: 'value', value }, outer),
    undefined,
  );
  return yield* filterAll(run, line, filter, scope, standard);
});

function programText(run: Invocation, line: CommandLine): string {
  const given = line.program ?? '.';
  if (!line.flags.has('from-file')) return given;
  try {
    return readText(run, given);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new Failure(`Could not open ${given}: ${strerror(error.code)}`, USAGE_STATUS);
  }
}

class CompileErrors extends Error {
  override readonly name = 'CompileErrors';
  readonly errors: readonly CompileError[];
  constructor(errors: readonly CompileError[]) {
    super('compile errors');
    this.errors = errors;
  }
}

function compile(program: string, known: (name: string) => boolean): Filter {
  let filter: Filter;
  try {
    filter = parse(program);
  } catch (error) {
    if (error instanceof CompileError) throw new CompileErrors([error, ...(error.also ? [error.also] : [])]);
    throw error;
  }
  const undefinedOnes = undefinedNames(filter, known);
  if (undefinedOnes.length > 0) throw new CompileErrors(undefinedOnes);
  return filter;
}

/** Each complaint with its line of the program, and blanks up to the place behind it. */
function complaints(program: string, errors: readonly CompileError[]): string {
  const texts = errors.map(({ message, at }) => {
    const start = program.lastIndexOf('\n', at - 1) + 1;
    const line = program.slice(start).split('\n')[0];
    const number = program.slice(0, start).split('\n').length;
    return `jq: error: ${message} at <top-level>, line ${number}:\n${line}${' '.repeat(at - start)}\n`;
  });
  return `${texts.join('')}jq: ${errors.length} compile error${errors.length === 1 ? '' : 's'}\n`;
}

function* filterAll(
  run: Invocation,
  line: CommandLine,
  filter: Filter,
  scope: Scope,
  standard: ReturnType<typeof standardDefinitions>,
): Task<ExitCode> {
  const { flags } = line;
  const { process } = run;
  const inputs = new Inputs(run, line.files, flags.has('raw-input'), flags.has('slurp'));
  const { simulation } = process;
  const evaluation = new Evaluation(
    {
      environment: process.environment,
      get now() {
        return (simulation.epoch + simulation.now) / 1000;
      },
      get fileName() {
        return inputs.fileName;
      },
      get lineNumber() {
        return inputs.lineNumber;
      },
      nextInput: () => inputs.next(),
      note: (text) => run.note(text),
    },
    standard,
  );
  const isColored = flags.has('color-output') || (process.isTerminal(1) && !flags.has('monochrome-output'));
  const style = {
    indent: line.indent,
    sortsKeys: flags.has('sort-keys'),
    asciiOnly: flags.has('ascii-output'),
    colors: isColored && !(flags.has('monochrome-output') && !flags.has('color-output')),
  };
  const isRaw = flags.has('raw-output') || flags.has('join-output') || flags.has('raw-output0');
  const end = flags.has('join-output') ? '' : flags.has('raw-output0') ? '\0' : '\n';
  let last: Json | undefined;
  let status: ExitCode = 0;

  const filterOne = function* (input: Json): Task<void> {
    status = 0;
    try {
      yield* evaluation.each(filter, scope, input, function* (value) {
        last = value;
        const isText = isRaw && typeof value === 'string' && !style.asciiOnly;
        yield* run.print((isText ? String(value) : print(value, style)) + end);
      });
    } catch (error) {
      if (error instanceof RangeError) throw new Failure('error: the filter recurses too deeply', ERROR_STATUS);
      if (!(error instanceof JqError)) throw error;
      const at = inputs.fileName === null ? '<unknown>' : `${inputs.fileName}:${inputs.lineNumber}`;
      const isText = typeof error.value === 'string';
      const text = isText ? `: ${error.value}` : ` (not a string): ${compactText(error.value)}`;
      yield* run.note(`jq: error (at ${at})${text}\n`);
      status = ERROR_STATUS;
    }
  };

  try {
    if (flags.has('null-input')) yield* filterOne(null);
    else {
      for (;;) {
        const input = yield* inputs.next();
        if (input === undefined) break;
        yield* filterOne(input);
      }
    }
  } catch (error) {
    if (error instanceof Halt) {
      yield* run.note(error.text);
      return error.status;
    }
    if (!(error instanceof JsonFault)) throw error;
    yield* run.note(`parse error: ${error.message}\n`);
    return NO_OUTPUT_STATUS;
  }
  if (inputs.failed) return USAGE_STATUS;
  if (status !== 0 || !flags.has('exit-status')) return status;
  return last === undefined ? NO_OUTPUT_STATUS : isTrue(last) ? 0 : 1;
}
