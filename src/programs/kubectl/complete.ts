// kubectl __complete: what may stand where the cursor is, for shells that ask. The last word is what has been typed of
// it. Models cobra's completions.go and k8s.io/kubectl/pkg/util/completion.

import type { Process } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { type Command, findCommand } from '../cobra/command.ts';
import { type Flag, FlagError, parseFlags } from '../cobra/flags.ts';
import {
  type Candidates,
  completeArgument,
  containersOf,
  EXTENSIONS,
  NO_BLANK,
  NO_FILES,
  NOTHING,
  namesOf,
  UNKNOWN,
  whatThereIs,
} from './complete-arguments.ts';
import { HELP } from './help-texts.ts';
import { Invocation } from './invocation.ts';
import { HELP_FLAG, rootIn, TREE } from './tree.ts';
import { VERBS } from './verbs/verbs.ts';

const DIRECTIVES: readonly (readonly [number, string])[] = [
  [NO_BLANK, 'ShellCompDirectiveNoSpace'],
  [NO_FILES, 'ShellCompDirectiveNoFileComp'],
  [EXTENSIONS, 'ShellCompDirectiveFilterFileExt'],
];

/** Commands that cobra adds by itself. */
const ADDED = [
  { name: 'help', short: 'Help about any command' },
  { name: 'options', short: 'Print the list of flags inherited by all commands' },
].map(({ name, short }): Command => {
  return { name, short, path: `kubectl ${name}`, aliases: [], usage: '', flags: [], commands: [], group: '' };
});
const rootOf = (version: string): Command => {
  const root = rootIn(Number(version.split('.')[1]));
  return { ...root, commands: [...root.commands, ...ADDED] };
};
const isRoot = ({ path }: Command): boolean => path === TREE.root.path;

/** Commands that look for their flags themselves. */
const ALSO_REQUIRED: Readonly<Record<string, readonly string[]>> = {
  'kubectl autoscale': ['max'],
  'kubectl run': ['image'],
};

const requiredFlags = ({ path }: Command): readonly string[] => ALSO_REQUIRED[path] ?? VERBS.get(path)?.required ?? [];

/** `words` follow `__complete`; with `described`, commands and flags carry what they are for. */
export function* complete(
  process: Process,
  words: readonly string[],
  described: boolean,
  version: string,
): Task<number> {
  if (words.length === 0) {
    yield* process.complain('error: requires at least 1 arg(s), only received 0\n');
    return 1;
  }
  const line = takeApart(rootOf(version), words);
  const { words: found, directive } = yield* candidates(process, line, version);
  const lines = found.filter((word) => directive === EXTENSIONS || word.startsWith(line.typed));
  const shown = described ? lines : lines.map((one) => one.split('\t')[0]);
  yield* process.print(`${shown.map((one) => `${one}\n`).join('')}:${directive}\n`);
  const names = DIRECTIVES.filter(([bit]) => (directive & bit) !== 0).map(([, name]) => name);
  yield* process.complain(`Completion ended with directive: ${names.join(', ') || 'ShellCompDirectiveDefault'}\n`);
  return 0;
}

interface Line {
  readonly command: Command;
  readonly flags: readonly Flag[];
  /** Words before the one that is completed, without the command's. */
  readonly args: readonly string[];
  readonly typed: string;
  /** The flag whose value is completed. */
  readonly open: Flag | undefined;
}

function takeApart(root: Command, words: readonly string[]): Line {
  const last = words.at(-1) ?? '';
  const { command, args } = findCommand(root, words.slice(0, -1), [...TREE.globals, HELP_FLAG]);
  const own = new Set(command.flags.map((flag) => flag.name));
  const flags = [...command.flags, ...TREE.globals.filter((flag) => !own.has(flag.name)), HELP_FLAG];
  const line = { command, flags, args, typed: last, open: undefined };
  if (args.includes('--')) return line;
  // `--output=js` and `-o=js`: the value is what is completed.
  const joined = /^(--?[^-=][^=]*)=([\s\S]*)$/.exec(last);
  if (joined) return { ...line, typed: joined[2], open: flagCalled(flags, joined[1]) };
  const open = last.startsWith('-') ? undefined : flagCalled(flags, args.at(-1) ?? '');
  return open && open.bare === undefined ? { ...line, args: args.slice(0, -1), open } : line;
}

function* candidates(process: Process, { command, flags, args, typed, open }: Line, version: string): Task<Candidates> {
  let parsed: ReturnType<typeof parseFlags>;
  try {
    parsed = parseFlags(flags, args);
  } catch (error) {
    if (!(error instanceof FlagError)) throw error;
    const where = `Error while parsing flags from args [${args.join(' ')}]: ${error.message}`;
    yield* process.complain(`[Debug] [Error] ${where}\n`);
    return UNKNOWN;
  }
  const invocation = new Invocation(process, command.path, parsed.positional, parsed.flags, parsed.dash, version);
  if (open) return yield* flagValues(invocation, open);
  const missing = requiredFlags(command).filter((name) => !parsed.flags.changed(name));
  const required = missing.map((name) => `--${name}\t${usageOfFlag(command, name)}`);
  if (typed.startsWith('-') && parsed.dash === undefined) {
    const due = required.filter((word) => word.startsWith(typed));
    if (due.length > 0) return { words: due, directive: NO_FILES };
    return flagNames(command, flags, parsed.flags.given, typed);
  }
  if (isRoot(command) && parsed.positional.length > 0) {
    yield* process.complain(
      `[Debug] Cleared global flags for plugin completion\n[Debug] [Error] unable to find a command for arguments: [${parsed.positional.join(' ')}]\n`,
    );
    return UNKNOWN;
  }
  if (command.path === 'kubectl help') return commandsBelow(commandNamed(rootOf(version), parsed.positional));
  if (command.commands.length > 0 && parsed.positional.length === 0) return commandsBelow(command);
  const { words, directive } = yield* completeArgument(invocation, typed);
  return { words: [...required, ...words], directive };
}

const commandsBelow = (command: Command | undefined): Candidates => ({
  words: (command?.commands ?? [])
    .filter(({ hidden }) => !hidden)
    .map(({ name, short }) => `${name}\t${short}`)
    .sort(),
  directive: NO_FILES,
});

const commandNamed = (root: Command, names: readonly string[]): Command | undefined =>
  names.reduce<Command | undefined>(
    (command, name) => command?.commands.find((one) => one.name === name || one.aliases.includes(name)),
    root,
  );

// ——— flags ———

/** `--namespace`, `-n`, and the last of `-it`. */
function flagCalled(flags: readonly Flag[], word: string): Flag | undefined {
  if (word.startsWith('--')) return flags.find(({ name }) => word === `--${name}`);
  if (!/^-[^-]/.test(word)) return undefined;
  return flags.find(({ shorthand }) => shorthand !== '' && shorthand === word.at(-1));
}

const usageOfFlag = (command: Command, name: string): string =>
  HELP.flags[`${command.path} ${name}`] ?? HELP.flags[name] ?? '';

/** Those of every command first; what may be given once is not offered again. Behind one dash letters are, too. */
function flagNames(command: Command, flags: readonly Flag[], given: readonly string[], typed: string): Candidates {
  const shared = new Set(TREE.globals);
  const rank = (flag: Flag) => `${shared.has(flag) || isRoot(command) ? 0 : 1}${flag.name}`;
  const sorted = [...flags].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  const offered = sorted.filter(({ name, type }) => !given.includes(name) || type === 'list' || type === 'array');
  const words = offered.flatMap(({ name, shorthand }) => {
    const usage = usageOfFlag(command, name);
    return [`--${name}\t${usage}`, ...(shorthand === '' ? [] : [`-${shorthand}\t${usage}`])];
  });
  return { words: words.filter((word) => word.startsWith(typed)), directive: NO_FILES };
}

const GET_FORMATS =
  'json yaml kyaml name go-template go-template-file template templatefile jsonpath jsonpath-as-json jsonpath-file custom-columns custom-columns-file wide';

function* flagValues(invocation: Invocation, { name }: Flag): Task<Candidates> {
  const { merged } = invocation.config;
  switch (name) {
    case 'namespace':
      return { words: yield* whatThereIs(namesOf(invocation, 'namespaces')), directive: NO_FILES };
    case 'context':
      return { words: [...merged.contexts.keys()], directive: NO_FILES };
    case 'cluster':
      return { words: [...merged.clusters.keys()], directive: NO_FILES };
    case 'user':
      return { words: [...merged.users.keys()], directive: NO_FILES };
    case 'filename':
      return { words: ['json', 'yaml', 'yml'], directive: EXTENSIONS };
    case 'container': {
      if (invocation.path !== 'kubectl exec') return UNKNOWN;
      const [pod] = invocation.args;
      return pod ? { words: yield* whatThereIs(containersOf(invocation, pod)), directive: NO_FILES } : NOTHING;
    }
    case 'output':
      if (invocation.path !== 'kubectl get') return UNKNOWN;
      return {
        words: GET_FORMATS.split(' ').filter((format) => format !== 'kyaml' || invocation.minor >= 34),
        directive: NO_FILES,
      };
    default:
      return UNKNOWN;
  }
}
