// kubectl taint. Models k8s.io/kubectl/pkg/cmd/taint.

import { StatusError } from '../../../kube/client/client.ts';
import type { Taint } from '../../../kube/objects/types/node.ts';

import { Aggregate, KubectlError, throwAll } from '../errors.ts';
import { dryRunSuffix, type Invocation } from '../invocation.ts';
import { printerFor } from '../print/objects.ts';
import { fetchOne, targetsOf } from '../resources/arguments.ts';
import { type AnyObject, fieldOf, isObject, pathOfTarget } from '../resources/objects.ts';
import { CHANGING, PRINTING, type Verb } from './verb.ts';

interface TaintKey {
  readonly key: string;
  /** '' for any. */
  readonly effect: string;
}

interface Changes {
  readonly add: readonly Taint[];
  readonly remove: readonly TaintKey[];
}

export const taint: Verb = {
  name: 'taint',
  flags: [...PRINTING, ...CHANGING, 'all', 'overwrite', 'selector', 'validate'],
  *run(invocation) {
    const { flags } = invocation;
    const { resources, specs } = splitArguments(invocation.args);
    if (resources.length < 1) throw new KubectlError('one or more resources must be specified as <resource> <name>');
    if (specs.length < 1) throw new KubectlError('at least one taint update is required');
    const session = yield* invocation.session();
    yield* session.discovery.all(); // the real one meets a dead server before it reads the taints
    const changes = readChanges(invocation, specs);
    checkArguments(invocation, resources, changes);
    const printer = yield* printerFor(invocation);
    const dryRun = yield* invocation.dryRun();
    const { targets } = yield* targetsOf(session, {
      args: resources,
      namespace: '',
      all: flags.bool('all'),
      selectors: { labels: flags.string('selector'), fields: '' },
    });
    const errors: Error[] = [];
    for (const target of targets) {
      try {
        const node = target.object ?? (yield* fetchOne(session, target));
        const { taints, operation } = reorganize(node, changes, flags.bool('overwrite'));
        let result: AnyObject = { ...node, spec: { ...specOf(node), taints } };
        if (dryRun !== 'client') {
          result = (yield* session.json('PATCH', pathOfTarget(target), {
            contentType: 'application/strategic-merge-patch+json',
            query: { dryRun: dryRun === 'server' ? 'All' : undefined, fieldManager: 'kubectl-taint' },
            body: { spec: { taints: taints.length > 0 ? taints : null } },
          })) as AnyObject;
        }
        yield* invocation.print(printer?.print(result) ?? `node/${target.name} ${operation}${dryRunSuffix(dryRun)}\n`);
      } catch (error) {
        if (!(error instanceof KubectlError || error instanceof StatusError || error instanceof Aggregate)) throw error;
        errors.push(error);
      }
    }
    throwAll(errors);
    return 0;
  },
};

const specOf = (node: AnyObject): Record<string, unknown> => (isObject(node.spec) ? node.spec : {});

function splitArguments(args: readonly string[]): { resources: string[]; specs: string[] } {
  const resources: string[] = [];
  const specs: string[] = [];
  for (const word of args) {
    if (/[=:]/.test(word) || word.endsWith('-')) specs.push(word);
    else if (specs.length > 0) throw new KubectlError(`all resources must be specified before taint changes: ${word}`);
    else resources.push(word);
  }
  return { resources, specs };
}

function readChanges(invocation: Invocation, specs: readonly string[]): Changes {
  const add: Taint[] = [];
  const remove: TaintKey[] = [];
  for (const spec of specs) {
    const refuse = (text: string) => invocation.usageError(text);
    if (spec.endsWith('-')) {
      const { key, effect } = parseTaint(spec.slice(0, -1), refuse);
      remove.push({ key, effect });
      continue;
    }
    const { key, value, effect } = parseTaint(spec, refuse);
    if (!isEffect(effect)) throw refuse(`invalid taint spec: ${spec}`);
    const one: Taint = value === '' ? { key, effect } : { key, value, effect };
    if (add.some((other) => other.key === key && other.effect === effect)) {
      throw refuse(`duplicated taints with the same key and effect: {${key} ${value} ${effect} <nil>}`);
    }
    add.push(one);
  }
  return { add, remove };
}

const isEffect = (effect: string): effect is Taint['effect'] =>
  effect === 'NoSchedule' || effect === 'PreferNoSchedule' || effect === 'NoExecute';

function parseTaint(
  spec: string,
  refuse: (text: string) => Error,
): { readonly key: string; readonly value: string; readonly effect: string } {
  const parts = spec.split(':');
  if (parts.length > 2) throw refuse(`invalid taint spec: ${spec}`);
  let key = parts[0];
  let value = '';
  const effect = parts[1] ?? '';
  if (parts.length === 2) {
    if (!isEffect(effect)) throw refuse(`invalid taint effect: ${effect}, unsupported taint effect`);
    const pair = parts[0].split('=');
    if (pair.length > 2) throw refuse(`invalid taint spec: ${spec}`);
    [key, value = ''] = pair;
    if (!LABEL_VALUE.test(value)) throw refuse(`invalid taint spec: ${spec}, ${BAD_VALUE}`);
  }
  const name = key.slice(key.indexOf('/') + 1);
  if (name === '') throw refuse(`invalid taint spec: ${spec}, name part must be non-empty; ${BAD_NAME}`);
  if (!/^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/.test(name))
    throw refuse(`invalid taint spec: ${spec}, ${BAD_NAME}`);
  return { key, value, effect };
}

const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const BAD_VALUE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const BAD_NAME =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

function checkArguments(invocation: Invocation, resources: readonly string[], changes: Changes): void {
  const { flags } = invocation;
  const type = resources[0].split('/')[0].toLowerCase();
  if (!['node', 'nodes', 'no'].includes(type)) {
    throw new KubectlError(`invalid resource type ${type}, only node(s) is supported`);
  }
  const everywhere = flags.bool('all') || flags.string('selector') !== '';
  if (!everywhere && resources.length < 2 && !resources[0].includes('/')) {
    throw new KubectlError("at least one resource name must be specified since 'all' parameter is not set");
  }
  const both = changes.add.filter((one) =>
    changes.remove.some((other) => other.key === one.key && (other.effect === '' || other.effect === one.effect)),
  );
  if (both.length > 0) {
    const list = both.map((one) => `{"${one.key}":"${one.effect}"}`).join(',');
    throw new KubectlError(`can not both modify and remove the following taint(s) in the same command: ${list}`);
  }
}

function reorganize(
  node: AnyObject,
  changes: Changes,
  overwrite: boolean,
): { readonly taints: Taint[]; readonly operation: string } {
  const found = fieldOf(node, 'spec', 'taints');
  const before = (Array.isArray(found) ? found : []) as Taint[];
  const same = (a: TaintKey, b: TaintKey) => a.key === b.key && a.effect === b.effect;
  const clashing = before.filter((old) => changes.add.some((one) => same(one, old)));
  if (clashing.length > 0 && !overwrite) {
    const keys = clashing.map((one) => one.key).join(',');
    throw new KubectlError(
      `node ${node.metadata.name} already has ${keys} taint(s) with same effect(s) and --overwrite is false`,
    );
  }
  let taints = [...changes.add, ...before.filter((old) => !changes.add.some((one) => same(one, old)))];
  const added = taints.length !== before.length;
  const errors: KubectlError[] = [];
  let removed = false;
  for (const gone of changes.remove) {
    const kept = taints.filter((one) => one.key !== gone.key || (gone.effect !== '' && one.effect !== gone.effect));
    removed = kept.length < taints.length;
    if (!removed) errors.push(new KubectlError(`taint "${gone.key}${gone.effect ? `:${gone.effect}` : ''}" not found`));
    taints = kept;
  }
  throwAll(errors);
  const modified = (added && removed) || overwrite;
  return { taints, operation: modified ? 'modified' : added ? 'tainted' : 'untainted' };
}
