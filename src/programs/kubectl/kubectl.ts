// kubectl: finds the command, parses its flags, runs it, and says what went wrong. The commands are in verbs/.

import { DEFAULT_VERSION } from '../../kube/releases/releases.ts';
import type { ExitCode, Process, Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { type Command, findCommand, firstWord, suggestionsFor } from '../cobra/command.ts';
import { type Flag, FlagError, type FlagValues, parseFlags } from '../cobra/flags.ts';
import { globalOptions, helpFor, usageOf } from '../cobra/help.ts';
import { complete } from './complete.ts';
import { messageFor, Silent } from './errors.ts';
import { HELP } from './help-texts.ts';
import { Invocation } from './invocation.ts';
import { HELP_FLAG, rootIn, TREE } from './tree.ts';
import { WrongArguments } from './verbs/verb.ts';
import { ALWAYS_MODELLED, VERBS } from './verbs/verbs.ts';

export const kubectl: Program = function* (process) {
  const { globals } = TREE;
  const root = rootOf(process);
  const args = process.argv.slice(1);
  if (args[0] === '__complete' || args[0] === '__completeNoDesc') {
    const version = process.version || DEFAULT_VERSION;
    return yield* complete(process, args.slice(1), args[0] === '__complete', version);
  }
  const { command, args: rest } = findCommand(root, args, [...globals, HELP_FLAG]);
  if (command === root) return yield* withoutCommand(process, args);
  const words = rest[0] === '--' ? rest : [...rest];
  let parsed: ReturnType<typeof parseFlags>;
  try {
    parsed = parseFlags(flagsOf(command), words);
  } catch (error) {
    if (!(error instanceof FlagError)) throw error;
    yield* process.complain(`error: ${error.message}\nSee '${command.path} --help' for usage.\n`);
    return 1;
  }
  if (parsed.flags.bool('help')) {
    yield* process.print(helpFor(command, HELP));
    return 0;
  }
  return yield* run(process, command, parsed);
};

const rootOf = (process: Process): Command => rootIn(Number((process.version || DEFAULT_VERSION).split('.')[1]));

/** A command's own flag hides the global one of its name: `create rolebinding --user` is no user of the kubeconfig. */
function flagsOf(command: Command): Flag[] {
  const own = new Set(command.flags.map((flag) => flag.name));
  return [...command.flags, ...TREE.globals.filter((flag) => !own.has(flag.name)), HELP_FLAG];
}

function* run(process: Process, command: Command, parsed: ReturnType<typeof parseFlags>): Task<ExitCode> {
  const verb = VERBS.get(command.path);
  if (!verb) {
    if (command.commands.length > 0) return yield* group(process, command, parsed.positional);
    yield* process.complain(`cka-lab: not simulated: ${command.path}\n`);
    return 1;
  }
  const unmodelled = firstUnmodelled(parsed.flags, verb.flags);
  if (unmodelled !== undefined) {
    yield* process.complain(`cka-lab: not simulated: ${command.path} --${unmodelled}\n`);
    return 1;
  }
  const version = process.version || DEFAULT_VERSION;
  const invocation = new Invocation(process, command.path, parsed.positional, parsed.flags, parsed.dash, version);
  try {
    const missing = (verb.required ?? []).filter((name) => !parsed.flags.changed(name));
    if (missing.length > 0) {
      yield* process.complain(`error: required flag(s) ${missing.map((name) => `"${name}"`).join(', ')} not set\n`);
      return 1;
    }
    return (yield* verb.run(invocation)) ?? 0;
  } catch (error) {
    if (error instanceof WrongArguments) {
      yield* process.print(helpFor(command, HELP));
      if (error.message !== '') yield* process.complain(`error: ${error.message}\n`);
      return error.message === '' ? 0 : 1;
    }
    const message = messageFor(error, command.path);
    if (message === undefined) throw error;
    yield* process.complain(message);
    return error instanceof Silent ? error.code : 1;
  }
}

function firstUnmodelled(flags: FlagValues, modelled: readonly string[]): string | undefined {
  return flags.given.find((name) => !modelled.includes(name) && !ALWAYS_MODELLED.includes(name));
}

/** A command that only has commands below it: its help, or a word it does not know. */
function* group(process: Process, command: Command, words: readonly string[]): Task<ExitCode> {
  if (words.length === 0) {
    yield* process.print(helpFor(command, HELP));
    return 0;
  }
  yield* process.complain(
    `error: unknown command ${JSON.stringify(words.join(' '))}\nSee '${command.path} -h' for help and examples\n`,
  );
  return 1;
}

function* withoutCommand(process: Process, args: readonly string[]): Task<ExitCode> {
  const { globals } = TREE;
  const root = rootOf(process);
  const at = firstWord(args, [...globals, HELP_FLAG]);
  if (at === undefined) return yield* rootHelp(process, args);
  const word = args[at];
  if (word === 'help') return yield* help(process, args.slice(at + 1));
  if (word === 'options') {
    yield* process.print(globalOptions(globals, HELP));
    return 0;
  }
  if (args[0].startsWith('-')) {
    yield* process.complain(`Error: flags cannot be placed before plugin name: ${args[0]}\n`);
    return 1;
  }
  const suggestions = suggestionsFor(root, word);
  const hint =
    suggestions.length > 0 ? `\n\nDid you mean this?\n${suggestions.map((name) => `\t${name}\n`).join('')}` : '';
  yield* process.complain(`error: unknown command "${word}" for "kubectl"${hint}`.replace(/\n?$/, '\n'));
  return 1;
}

function* rootHelp(process: Process, args: readonly string[]): Task<ExitCode> {
  try {
    parseFlags([...TREE.globals, HELP_FLAG], args);
  } catch (error) {
    if (!(error instanceof FlagError)) throw error;
    yield* process.complain(`error: ${error.message}\nSee 'kubectl --help' for usage.\n`);
    return 1;
  }
  yield* process.print(helpFor(rootOf(process), HELP));
  return 0;
}

function* help(process: Process, words: readonly string[]): Task<ExitCode> {
  const { command, args } = findCommand(rootOf(process), words, TREE.globals);
  if (args.length > 0) {
    yield* process.complain(`Unknown help topic [\`${words.join(' ')}\`]\n\n\n${usageOf(rootOf(process), HELP)}`);
    return 0;
  }
  yield* process.print(helpFor(command, HELP));
  return 0;
}
