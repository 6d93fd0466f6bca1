// The frame of the administration programs: options by getopt, output, complaints under the program's name.

import type { FileSystem } from '../../linux/files/file-system.ts';
import { realUser } from '../../linux/files/permissions.ts';
import { Exit, type ExitCode, type Process, type Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { type GivenOption, NotSimulated, Options, UsageError } from '../getopt.ts';

export interface ToolDescription {
  /** As getopt.ts declares them. */
  readonly options: readonly string[];
  /** Exit status for a wrong command line; 1 unless said. */
  readonly usageStatus?: number;
  /** Printed after the complaint about a wrong option. */
  readonly hint?: string;
  /** How this program words what getopt says. */
  readonly wording?: (complaint: string) => string;
  readonly stopAtOperand?: boolean;
  readonly help?: string;
  readonly version?: string;
}

export class Tool {
  readonly process: Process;
  readonly name: string;
  readonly options: readonly GivenOption[];
  readonly operands: readonly string[];

  constructor(process: Process, name: string, options: readonly GivenOption[], operands: readonly string[]) {
    this.process = process;
    this.name = name;
    this.options = options;
    this.operands = operands;
  }

  get files(): FileSystem {
    return this.process.files;
  }

  has(name: string): boolean {
    return this.options.some((option) => option.name === name);
  }

  /** The last value given. */
  value(name: string): string | undefined {
    return this.options.findLast((option) => option.name === name)?.value;
  }

  values(name: string): string[] {
    return this.options.filter((option) => option.name === name).map((option) => option.value);
  }

  *print(text: string | Uint8Array): Task<void> {
    yield* this.process.print(text);
  }

  /** A line on stderr as it stands. */
  *say(text: string): Task<void> {
    yield* this.process.complain(`${text}\n`);
  }

  /** A line on stderr behind the program's name. */
  *complain(text: string): Task<void> {
    yield* this.say(`${this.name}: ${text}`);
  }

  /** The same, and the end. */
  *fail(text: string, code: ExitCode = 1): Task<never> {
    yield* this.complain(text);
    throw new Exit(code);
  }

  *failPlainly(text: string, code: ExitCode = 1): Task<never> {
    yield* this.say(text);
    throw new Exit(code);
  }

  *notSimulated(what: string): Task<never> {
    return yield* this.failPlainly(`cka-lab: not simulated: ${this.name} ${what}`);
  }

  /** Whether root asks; a set-user-ID program acts as root for everybody. */
  get isRoot(): boolean {
    return realUser(this.process.credentials) === 0;
  }
}

export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

export function tool(name: string, description: ToolDescription, work: (tool: Tool) => Task<ExitCode>): Program {
  const options = new Options([
    ...description.options,
    ...(description.help === undefined ? [] : ['h,help']),
    ...(description.version === undefined ? [] : ['version']),
  ]);
  return function* (process) {
    try {
      const line = options.read(process.argv.slice(1), description.stopAtOperand);
      const run = new Tool(process, name, line.options, line.operands);
      if (description.help !== undefined && run.has('help')) {
        yield* run.print(description.help);
        return 0;
      }
      if (description.version !== undefined && run.has('version')) {
        yield* run.print(description.version);
        return 0;
      }
      return yield* work(run);
    } catch (error) {
      if (error instanceof UsageError) {
        yield* process.complain(
          `${name}: ${description.wording?.(error.message) ?? error.message}\n${description.hint ?? ''}`,
        );
        return description.usageStatus ?? 1;
      }
      if (error instanceof NotSimulated) {
        yield* process.complain(`cka-lab: not simulated: ${name} ${error.message}\n`);
        return 1;
      }
      throw error;
    }
  };
}
