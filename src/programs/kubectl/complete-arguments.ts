// What kubectl's commands take as arguments, for those who complete them: types, names of objects, containers,
// contexts. Models k8s.io/kubectl/pkg/util/completion.

import { StatusError } from '../../kube/client/client.ts';
import type { FileSystem } from '../../linux/files/file-system.ts';
import type { Task } from '../../sim/task.ts';
import { KubectlError, RequestFailed } from './errors.ts';
import type { Invocation } from './invocation.ts';
import { attachablePod } from './remote/attachable-pod.ts';
import { fetchAll } from './resources/arguments.ts';
import { qualified } from './resources/discovery.ts';
import { fieldOf, listOf, textOf } from './resources/objects.ts';

export interface Candidates {
  readonly words: readonly string[];
  /** Bits: 2 no blank after it, 4 no files, 8 the words are file name extensions. */
  readonly directive: number;
}

export const FILES_TOO = 0;
export const NO_BLANK = 2;
export const NO_FILES = 4;
export const EXTENSIONS = 8;
export const NOTHING: Candidates = { words: [], directive: NO_FILES };
export const UNKNOWN: Candidates = { words: [], directive: FILES_TOO };

const only = (words: readonly string[]): Candidates => ({ words, directive: NO_FILES });

type Completer = (invocation: Invocation, typed: string) => Task<Candidates>;

/** Any type, then names of it; or TYPE/NAME. */
const ANY_TYPE = [
  ...['get', 'describe', 'delete', 'edit', 'label', 'annotate', 'patch'],
  ...['apply edit-last-applied', 'apply view-last-applied'],
];

/** These types, then names of them. */
const SOME_TYPES: Readonly<Record<string, string>> = {
  'rollout status': 'deployment daemonset statefulset',
  'rollout history': 'deployment daemonset statefulset',
  'rollout undo': 'deployment daemonset statefulset',
  'rollout restart': 'deployment daemonset statefulset',
  'rollout pause': 'deployment',
  'rollout resume': 'deployment',
  'set image': 'daemonsets deployments pods cronjobs replicasets replicationcontrollers statefulsets',
  autoscale: 'deployment replicaset replicationcontroller statefulset',
  expose: 'pod service replicationcontroller deployment replicaset',
  scale: 'deployment replicaset replicationcontroller statefulset',
  taint: 'node',
};

/** One name of this type. */
const NAMES: Readonly<Record<string, string>> = {
  drain: 'nodes',
  cordon: 'nodes',
  uncordon: 'nodes',
  'top node': 'nodes',
  'top pod': 'pods',
  debug: 'pods',
  'create token': 'serviceaccounts',
};

const OTHERS: Readonly<Record<string, Completer>> = {
  attach: pods,
  exec: pods,
  'port-forward': pods,
  *logs(invocation, typed) {
    const { args } = invocation;
    return args.length === 1
      ? only(yield* whatThereIs(containersOf(invocation, args[0])))
      : yield* pods(invocation, typed);
  },
  cp: copied,
};

/** One name of the kubeconfig. */
const CONFIGURED: Readonly<Record<string, 'clusters' | 'contexts' | 'users'>> = {
  'config use-context': 'contexts',
  'config delete-context': 'contexts',
  'config rename-context': 'contexts',
  'config set-context': 'contexts',
  'config delete-cluster': 'clusters',
  'config delete-user': 'users',
};

/** The order is cobra's. */
const SHELLS = ['powershell', 'bash', 'zsh', 'fish'];

/** What may follow the arguments there are. Throws what requests throw. */
export function* completeArgument(invocation: Invocation, typed: string): Task<Candidates> {
  const { verb, args, config } = invocation;
  if (ANY_TYPE.includes(verb)) return yield* typeOrName(invocation, typed, allTypes(invocation, typed));
  if (SOME_TYPES[verb]) return yield* typeOrName(invocation, typed, given(SOME_TYPES[verb].split(' ')));
  const isFirst = args.length === 0;
  if (NAMES[verb]) return isFirst ? only(yield* whatThereIs(namesOf(invocation, NAMES[verb]))) : NOTHING;
  if (CONFIGURED[verb]) return isFirst ? only([...config.merged[CONFIGURED[verb]].keys()].sort()) : NOTHING;
  if (verb === 'completion') return isFirst ? only(SHELLS) : UNKNOWN;
  return OTHERS[verb] ? yield* OTHERS[verb](invocation, typed) : UNKNOWN;
}

// biome-ignore lint/correctness/useYield: the other list has to be asked for
function* given(types: readonly string[]): Task<readonly string[]> {
  return types;
}

/** `pods,se` goes on to `pods,secrets`. */
function* allTypes(invocation: Invocation, typed: string): Task<readonly string[]> {
  const session = yield* invocation.session();
  session.discovery.attempts = 1;
  const resources = yield* session.discovery.all();
  const order = (group: string, name: string) => `${group} ${name}`;
  const before = typed.slice(0, typed.lastIndexOf(',') + 1);
  return resources
    .filter((resource) => resource.verbs.includes('get'))
    .sort((a, b) => (order(a.group, a.name) < order(b.group, b.name) ? -1 : 1))
    .map((resource) => before + qualified(resource));
}

/** `po` → types; `pods ` → names; `pod/` → `pod/web`. */
function* typeOrName(invocation: Invocation, typed: string, types: Task<readonly string[]>): Task<Candidates> {
  const { args } = invocation;
  if (typed.includes('/')) {
    const type = typed.slice(0, typed.indexOf('/'));
    const names = (yield* whatThereIs(namesOf(invocation, type))).map((name) => `${type}/${name}`);
    return only(names.filter((name) => !args.includes(name)));
  }
  if (args.length === 0) return only(yield* whatThereIs(types));
  if (args[0].includes('/')) return NOTHING;
  return only((yield* whatThereIs(namesOf(invocation, args[0]))).filter((name) => !args.includes(name)));
}

const TYPES_WITH_PODS = 'daemonsets deployments pods jobs replicasets replicationcontrollers services statefulsets';

function* pods(invocation: Invocation, typed: string): Task<Candidates> {
  if (invocation.args.length > 0) return NOTHING;
  if (typed.includes('/')) return yield* typeOrName(invocation, typed, given([]));
  const names = (yield* whatThereIs(namesOf(invocation, 'pods'))).filter((name) => name.startsWith(typed));
  const types = TYPES_WITH_PODS.split(' ').map((type) => `${type}/`);
  // A type alone is not the end of a word.
  return { words: [...names, ...types], directive: names.length === 0 ? NO_FILES | NO_BLANK : NO_FILES };
}

/** Init containers come first. `pod`: its name, or TYPE/NAME of what owns it. */
export function* containersOf(invocation: Invocation, pod: string): Task<readonly string[]> {
  const session = yield* invocation.session();
  const found = (yield* attachablePod(invocation, session, pod)).pod;
  const containers = ['initContainers', 'containers'].flatMap((list) => listOf(fieldOf(found, 'spec', list)));
  return containers.map((container) => textOf(fieldOf(container, 'name')));
}

/** kubectl cp: `namespace/`, `pod:`, and files where something has been typed. */
function* copied(invocation: Invocation, typed: string): Task<Candidates> {
  const nothing: Candidates = { words: [], directive: NO_BLANK };
  if (invocation.args.length > 0 || /^[/.~]|:/.test(typed)) return nothing;
  const slash = typed.indexOf('/');
  if (slash > 0) {
    const namespace = typed.slice(0, slash);
    const names = yield* whatThereIs(namesOf(invocation, 'pods', namespace));
    return { words: names.map((name) => `${namespace}/${name}:`), directive: NO_BLANK };
  }
  const namespaces = (yield* whatThereIs(namesOf(invocation, 'namespaces'))).map((name) => `${name}/`);
  const pods = (yield* whatThereIs(namesOf(invocation, 'pods'))).map((name) => `${name}:`);
  const words = [...namespaces, ...pods];
  if (typed === '') return { words: [...words, './', '/'], directive: NO_BLANK };
  const isOffered = words.some((word) => word.startsWith(typed));
  return { words: isOffered ? [...words, ...filesHere(invocation)] : [], directive: NO_BLANK };
}

function filesHere({ process }: Invocation): string[] {
  const files: FileSystem = process.files;
  const here = process.directory;
  return files.readDirectory(here).map((name) => (files.isDirectory(`${here}/${name}`) ? `${name}/` : name));
}

/** Without a server, or without permission, there is nothing to offer; discovery has already said why. */
export function* whatThereIs(find: Task<readonly string[]>): Task<readonly string[]> {
  try {
    return yield* find;
  } catch (error) {
    if (error instanceof KubectlError || error instanceof StatusError || error instanceof RequestFailed) return [];
    throw error;
  }
}

/** Of one type, or of several with commas between. */
export function* namesOf(
  invocation: Invocation,
  type: string,
  namespace = invocation.namespace,
): Task<readonly string[]> {
  const session = yield* invocation.session();
  session.discovery.attempts = 5;
  const names: string[] = [];
  for (const one of type.split(',')) {
    for (const resource of yield* session.discovery.named(one)) {
      const objects = yield* fetchAll(session, resource, namespace);
      names.push(...objects.map((object) => object.metadata.name));
    }
  }
  return names;
}
