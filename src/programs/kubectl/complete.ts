// kubectl __complete: what may stand where the cursor is, for shells that ask. The last word is what has been typed of
// it. Models cobra's completions.go and k8s.io/kubectl/pkg/util/completion.

import { StatusError } from '../../kube/client/client.ts';
import type { Process } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { type Command, findCommand } from '../cobra/command.ts';
import { type Flag, FlagError, parseFlags } from '../cobra/flags.ts';
import { KubectlError, RequestFailed } from './errors.ts';
import { HELP } from './help-texts.ts';
import { Invocation } from './invocation.ts';
import { fetchAll } from './resources/arguments.ts';
import { qualified } from './resources/discovery.ts';
import { HELP_FLAG, TREE } from './tree.ts';
import { VERBS } from './verbs/verbs.ts';

interface Candidates {
  readonly words: readonly string[];
  /** Bits: 2 no blank after it, 4 no files, 8 the words are file name extensions. */
  readonly directive: number;
}

const FILES_TOO = 0;
const NO_FILES = 4;
const NO_BLANK = 2;
const EXTENSIONS = 8;
const NOTHING: Candidates = { words: [], directive: NO_FILES };
const UNKNOWN: Candidates = { words: [], directive: FILES_TOO };

const DIRECTIVES: readonly (readonly [number, string])[] = [
  [NO_BLANK, 'ShellCompDirectiveNoSpace'],
  [NO_FILES, 'ShellCompDirectiveNoFileComp'],
  [EXTENSIONS, 'ShellCompDirectiveFilterFileExt'],
];

/** `words` follow `__complete`; with `described`, commands and flags carry what they are for. */
export function* complete(
  process: Process,
  words: readonly string[],
  described: boolean,
  version: string,
): Task<number> {
  const typed = words.at(-1) ?? '';
  const { command, args } = findCommand(TREE.root, words.slice(0, -1), [...TREE.globals, HELP_FLAG]);
  const { words: found, directive } = yield* candidates(process, command, args, typed, version);
  const lines = found.filter((word) => directive === EXTENSIONS || word.startsWith(typed));
  const shown = described ? lines : lines.map((line) => line.split('\t')[0]);
  yield* process.print(`${shown.map((line) => `${line}\n`).join('')}:${directive}\n`);
  const names = DIRECTIVES.filter(([bit]) => (directive & bit) !== 0).map(([, name]) => name);
  yield* process.complain(`Completion ended with directive: ${names.join(', ') || 'ShellCompDirectiveDefault'}\n`);
  return 0;
}

function* candidates(
  process: Process,
  command: Command,
  args: readonly string[],
  typed: string,
  version: string,
): Task<Candidates> {
  const own = new Set(command.flags.map((flag) => flag.name));
  const flags = [...command.flags, ...TREE.globals.filter((flag) => !own.has(flag.name)), HELP_FLAG];
  const open = flagAwaitingValue(flags, args);
  let parsed: ReturnType<typeof parseFlags>;
  try {
    parsed = parseFlags(flags, open ? args.slice(0, -1) : args);
  } catch (error) {
    if (error instanceof FlagError) return NOTHING;
    throw error;
  }
  const invocation = new Invocation(process, command.path, parsed.positional, parsed.flags, parsed.dash, version);
  if (open) return yield* guarded(flagValues(invocation, open));
  if (typed.startsWith('-')) return flagNames(command, flags, parsed.flags.given);
  if (command.commands.length > 0 && parsed.positional.length === 0) {
    const below = command.commands.map(({ name, short }) => `${name}\t${short}`);
    return { words: below.sort(), directive: NO_FILES };
  }
  const missing = (VERBS.get(command.path)?.required ?? []).filter((name) => !parsed.flags.changed(name));
  const required = missing.map((name) => `--${name}\t${usageOfFlag(command, name)}`);
  const { words, directive } = yield* guarded(argument(invocation, typed));
  return { words: [...required, ...words], directive };
}

/** Without a server nothing is offered; discovery has already said why. */
function* guarded(find: Task<Candidates>): Task<Candidates> {
  try {
    return yield* find;
  } catch (error) {
    if (error instanceof KubectlError || error instanceof StatusError || error instanceof RequestFailed) return NOTHING;
    throw error;
  }
}

// ——— flags ———

function flagAwaitingValue(flags: readonly Flag[], args: readonly string[]): Flag | undefined {
  const last = args.at(-1) ?? '';
  if (last.includes('=') || !last.startsWith('-')) return undefined;
  return flags.find(
    ({ name, shorthand, bare }) =>
      bare === undefined && (last === `--${name}` || (shorthand !== '' && last === `-${shorthand}`)),
  );
}

const usageOfFlag = (command: Command, name: string): string =>
  HELP.flags[`${command.path} ${name}`] ?? HELP.flags[name] ?? '';

/** Those of every command first; what may be given once is not offered again. */
function flagNames(command: Command, flags: readonly Flag[], given: readonly string[]): Candidates {
  const shared = new Set(TREE.globals);
  const rank = (flag: Flag) => `${shared.has(flag) ? 0 : 1}${flag.name}`;
  const sorted = [...flags].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  const offered = sorted.filter(({ name, type }) => !given.includes(name) || type === 'list' || type === 'array');
  return { words: offered.map(({ name }) => `--${name}\t${usageOfFlag(command, name)}`), directive: NO_FILES };
}

const GET_FORMATS =
  'json yaml kyaml name go-template go-template-file template templatefile jsonpath jsonpath-as-json jsonpath-file custom-columns custom-columns-file wide';

function* flagValues(invocation: Invocation, { name }: Flag): Task<Candidates> {
  const { merged } = invocation.config;
  switch (name) {
    case 'namespace':
      return { words: yield* namesOf(invocation, 'namespaces'), directive: NO_FILES };
    case 'context':
      return { words: [...merged.contexts.keys()], directive: NO_FILES };
    case 'cluster':
      return { words: [...merged.clusters.keys()], directive: NO_FILES };
    case 'user':
      return { words: [...merged.users.keys()], directive: NO_FILES };
    case 'filename':
      return { words: ['json', 'yaml', 'yml'], directive: EXTENSIONS };
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

// ——— arguments ———

const TYPES_AND_NAMES = [
  ...['get', 'describe', 'delete', 'edit', 'label', 'annotate', 'patch', 'expose', 'autoscale'],
  ...['set image', 'set env', 'set resources', 'set selector', 'set serviceaccount', 'set subject'],
];
const SOME_TYPES: Readonly<Record<string, string>> = {
  'rollout status': 'deployment daemonset statefulset',
  'rollout history': 'deployment daemonset statefulset',
  'rollout undo': 'deployment daemonset statefulset',
  'rollout restart': 'deployment daemonset statefulset',
  'rollout pause': 'deployment',
  'rollout resume': 'deployment',
  scale: 'deployment replicaset replicationcontroller statefulset',
};
const NODES = ['drain', 'cordon', 'uncordon', 'top node'];
const PODS = ['logs', 'exec', 'attach', 'port-forward'];
const KINDS_WITH_PODS = 'daemonsets deployments pods jobs replicasets replicationcontrollers services statefulsets';

function* argument(invocation: Invocation, typed: string): Task<Candidates> {
  const { verb, args, config } = invocation;
  if (TYPES_AND_NAMES.includes(verb)) return yield* typeOrName(invocation, typed, allTypes(invocation));
  if (SOME_TYPES[verb]) return yield* typeOrName(invocation, typed, given(SOME_TYPES[verb].split(' ')));
  const isFirst = args.length === 0;
  if (NODES.includes(verb))
    return isFirst ? { words: yield* namesOf(invocation, 'nodes'), directive: NO_FILES } : NOTHING;
  if (PODS.includes(verb)) return isFirst ? yield* podsAndTheirOwners(invocation, typed) : NOTHING;
  switch (verb) {
    case 'config use-context':
    case 'config delete-context':
    case 'config rename-context':
      return isFirst ? { words: [...config.merged.contexts.keys()].sort(), directive: NO_FILES } : NOTHING;
    case 'config delete-cluster':
      return isFirst ? { words: [...config.merged.clusters.keys()].sort(), directive: NO_FILES } : NOTHING;
    case 'config delete-user':
      return isFirst ? { words: [...config.merged.users.keys()].sort(), directive: NO_FILES } : NOTHING;
    default:
      return UNKNOWN;
  }
}

// biome-ignore lint/correctness/useYield: the other list has to be asked for
function* given(types: readonly string[]): Task<readonly string[]> {
  return types;
}

function* allTypes(invocation: Invocation): Task<readonly string[]> {
  const session = yield* invocation.session();
  const resources = yield* session.discovery.all();
  const order = (group: string, name: string) => `${group} ${name}`;
  return resources
    .filter((resource) => resource.verbs.includes('get'))
    .sort((a, b) => (order(a.group, a.name) < order(b.group, b.name) ? -1 : 1))
    .map(qualified);
}

/** `po` → types; `pods ` → names; `pod/` → `pod/web`. */
function* typeOrName(invocation: Invocation, typed: string, types: Task<readonly string[]>): Task<Candidates> {
  const { args } = invocation;
  if (typed.includes('/')) {
    const type = typed.slice(0, typed.indexOf('/'));
    return { words: (yield* namesOf(invocation, type)).map((name) => `${type}/${name}`), directive: NO_FILES };
  }
  if (args.length === 0) return { words: yield* types, directive: NO_FILES };
  if (args[0].includes('/')) return NOTHING;
  const names = yield* namesOf(invocation, args[0]);
  return { words: names.filter((name) => !args.includes(name)), directive: NO_FILES };
}

function* podsAndTheirOwners(invocation: Invocation, typed: string): Task<Candidates> {
  if (typed.includes('/')) return yield* typeOrName(invocation, typed, given([]));
  const pods = (yield* guarded(pairedWith(namesOf(invocation, 'pods')))).words;
  const owners = KINDS_WITH_PODS.split(' ').map((kind) => `${kind}/`);
  return { words: [...pods, ...owners], directive: pods.length > 0 ? NO_FILES : NO_FILES | NO_BLANK };
}

function* pairedWith(words: Task<readonly string[]>): Task<Candidates> {
  return { words: yield* words, directive: NO_FILES };
}

function* namesOf(invocation: Invocation, type: string): Task<readonly string[]> {
  const session = yield* invocation.session();
  const names: string[] = [];
  for (const resource of yield* session.discovery.named(type)) {
    const objects = yield* fetchAll(session, resource, invocation.namespace);
    names.push(...objects.map((object) => object.metadata.name));
  }
  return names;
}
