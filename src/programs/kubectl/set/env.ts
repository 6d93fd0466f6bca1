// kubectl set env: variables of containers, given, removed, listed, or taken from a ConfigMap or Secret.

import type { Task } from '../../../sim/task.ts';
import { KubectlError } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { fetchOne, targetsOf } from '../resources/arguments.ts';
import { type AnyObject, fieldOf, listOf, mapOf, textOf } from '../resources/objects.ts';
import type { Verb } from '../verbs/verb.ts';
import { containersNamed, namedObjects, podSpecOf, SETTING, updateObjects } from './update.ts';

type Variable = Record<string, unknown>;

export const setEnv: Verb = {
  name: 'set env',
  flags: [...SETTING, 'containers', 'env', 'from', 'keys', 'list', 'overwrite', 'prefix'],
  *run(invocation) {
    const { args, flags } = invocation;
    const isAssignment = (word: string) => /^[^/]+=|^[^/]+-$/.test(word);
    const words = args.filter((word) => !isAssignment(word));
    const given = [...args.filter(isAssignment), ...flags.list('env')];
    if (words.length === 0 && flags.list('filename').length === 0) {
      throw new KubectlError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
    }
    if (flags.bool('list') && given.length === 0) return yield* list(invocation, words);
    if (given.length === 0 && flags.string('from') === '') {
      throw new KubectlError('at least one environment variable must be provided');
    }
    const removed = given.filter((word) => !word.includes('=')).map((word) => word.slice(0, -1));
    const added: Variable[] = [
      ...given.filter((word) => word.includes('=')).map(variable),
      ...(flags.string('from') === '' ? [] : yield* variablesFrom(invocation)),
    ];
    return yield* updateObjects(invocation, {
      words,
      done: 'env updated',
      failed: 'failed to patch env update to pod template: ',
      change(object) {
        const containers = containersNamed(podSpecOf(object), flags.string('containers'));
        if (containers.length === 0) throw noContainer(object, flags.string('containers'));
        for (const container of containers) changeVariables(container, added, removed, flags.bool('overwrite'));
      },
    });
  },
};

function variable(word: string): Variable {
  const [name, value] = word.split(/=(.*)/s);
  return { name, value };
}

const noContainer = (object: AnyObject, pattern: string): KubectlError =>
  new KubectlError(`${object.kind}/${object.metadata.name} does not have any containers matching "${pattern}"`);

function changeVariables(
  container: Record<string, unknown>,
  added: readonly Variable[],
  removed: readonly string[],
  overwrite: boolean,
): void {
  let env = listOf(container, 'env').filter((one) => !removed.includes(textOf(one, 'name')));
  for (const variable of added) {
    const present = env.find((one) => one.name === variable.name);
    if (present && !overwrite) {
      throw new KubectlError(
        `'${textOf(present, 'name')}' already has a value (${textOf(present, 'value')}), and --overwrite is false`,
      );
    }
    env = present ? env.map((one) => (one === present ? variable : one)) : [...env, variable];
  }
  if (env.length > 0) container.env = env;
  else delete container.env;
}

/** --from=configmap/name: a variable for each key. */
function* variablesFrom(invocation: Invocation): Task<Variable[]> {
  const { flags, namespace } = invocation;
  const session = yield* invocation.session();
  const { targets } = yield* targetsOf(session, { args: [flags.string('from')], namespace });
  const variables: Variable[] = [];
  for (const target of targets) {
    const source = yield* fetchOne(session, target);
    const reference = { ConfigMap: 'configMapKeyRef', Secret: 'secretKeyRef' }[source.kind];
    if (reference === undefined) {
      throw new KubectlError(`unsupported resource specified in --from`);
    }
    const keys = Object.keys(mapOf(source, 'data')).sort();
    for (const key of keys.filter((one) => flags.list('keys').length === 0 || flags.list('keys').includes(one))) {
      const plain = key.toUpperCase().replaceAll(/[-.]/g, '_');
      if (plain !== key) yield* invocation.warn(`key ${key} transferred to ${plain}`);
      const name = `${flags.string('prefix')}${plain}`;
      variables.push({ name, valueFrom: { [reference]: { key, name: source.metadata.name } } });
    }
  }
  return variables;
}

// ——— listing ———

function* list(invocation: Invocation, words: readonly string[]): Task<number> {
  const session = yield* invocation.session();
  for (const target of yield* namedObjects(invocation, words)) {
    const object = yield* fetchOne(session, target);
    for (const container of containersNamed(podSpecOf(object), invocation.flags.string('containers'))) {
      yield* invocation.print(`# ${object.kind} ${object.metadata.name}, container ${textOf(container, 'name')}\n`);
      for (const variable of listOf(container, 'env')) yield* invocation.print(`${variableText(variable)}\n`);
    }
  }
  return 0;
}

function variableText(variable: Variable): string {
  const name = textOf(variable, 'name');
  const from = (kind: string) => fieldOf(variable, 'valueFrom', kind);
  for (const [kind, what] of [
    ['configMapKeyRef', 'configmap'],
    ['secretKeyRef', 'secret'],
  ]) {
    const reference = from(kind);
    if (reference) return `# ${name} from ${what} ${textOf(reference, 'name')}, key ${textOf(reference, 'key')}`;
  }
  const field = from('fieldRef');
  if (field) return `# ${name} from field path ${textOf(field, 'fieldPath')}`;
  const resource = from('resourceFieldRef');
  if (resource) return `# ${name} from resource field ${textOf(resource, 'resource')}`;
  return `${name}=${textOf(variable, 'value')}`;
}
