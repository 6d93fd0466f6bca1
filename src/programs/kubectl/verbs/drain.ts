// kubectl cordon, uncordon, drain. Models k8s.io/kubectl/pkg/cmd/drain.

import { StatusError } from '../../../kube/client/client.ts';
import type { Task } from '../../../sim/task.ts';
import { deletePods, type EvictionOptions, evictPods } from '../drain/eviction.ts';
import { type JudgedPods, judgePods } from '../drain/filters.ts';
import { Aggregate, KubectlError, throwAll } from '../errors.ts';
import { type DryRun, dryRunSuffix, type Invocation } from '../invocation.ts';
import { fetchAll, fetchOne } from '../resources/arguments.ts';
import { type Resource, singularOf } from '../resources/discovery.ts';
import { type AnyObject, fieldOf, pathOf, pathOfTarget, type Target } from '../resources/objects.ts';
import type { Session } from '../session.ts';
import type { Verb } from './verb.ts';

export const cordon: Verb = {
  name: 'cordon',
  flags: ['dry-run', 'selector'],
  run: (invocation) => markNodes(invocation, true),
};

export const uncordon: Verb = {
  name: 'uncordon',
  flags: ['dry-run', 'selector'],
  run: (invocation) => markNodes(invocation, false),
};

export const drain: Verb = {
  name: 'drain',
  flags: [
    'chunk-size',
    'delete-emptydir-data',
    'disable-eviction',
    'dry-run',
    'force',
    'grace-period',
    'ignore-daemonsets',
    'pod-selector',
    'selector',
    'skip-wait-for-delete-timeout',
    'timeout',
  ],
  *run(invocation) {
    const dryRun = yield* invocation.dryRun();
    const session = yield* invocation.session();
    checkPodSelector(invocation.flags.string('pod-selector'));
    const nodes = yield* findNodes(invocation, session);
    yield* cordonAll(invocation, session, nodes, true, dryRun);
    return yield* drainAll(invocation, session, nodes, dryRun);
  },
};

function* markNodes(invocation: Invocation, unschedulable: boolean): Task<undefined> {
  const dryRun = yield* invocation.dryRun();
  const session = yield* invocation.session();
  const nodes = yield* findNodes(invocation, session);
  yield* cordonAll(invocation, session, nodes, unschedulable, dryRun);
  return undefined;
}

interface NodeTarget extends Target {
  readonly object: AnyObject;
}

function* findNodes(invocation: Invocation, session: Session): Task<NodeTarget[]> {
  const { args, flags } = invocation;
  const selector = flags.string('selector');
  if (args.length === 0 && selector === '') throw invocation.usageError(`USAGE: ${invocation.verb} NODE [flags]`);
  if (args.length > 0 && selector !== '') {
    throw invocation.usageError('error: cannot specify both a node name and a --selector option');
  }
  const [nodeResource] = yield* session.discovery.named('nodes');
  const found: NodeTarget[] = [];
  if (selector !== '') {
    for (const object of yield* fetchAll(session, nodeResource, '', { labels: selector, fields: '' })) {
      found.push(nodeTarget(nodeResource, object));
    }
    return found;
  }
  const errors: Error[] = [];
  for (const word of args) {
    try {
      const [type, name] = word.includes('/') ? word.split('/') : ['nodes', word];
      const [resource] = yield* session.discovery.named(type);
      const target: Target = {
        resource,
        namespace: resource.namespaced ? invocation.namespace : undefined,
        name,
        source: '',
      };
      found.push({ ...target, object: yield* fetchOne(session, target) });
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      errors.push(error);
    }
  }
  throwAll(errors);
  return found;
}

const nodeTarget = (resource: Resource, object: AnyObject): NodeTarget => ({
  resource,
  namespace: undefined,
  name: object.metadata.name,
  object,
  source: '',
});

function* cordonAll(
  invocation: Invocation,
  session: Session,
  nodes: readonly NodeTarget[],
  unschedulable: boolean,
  dryRun: DryRun,
): Task<void> {
  const verb = unschedulable ? 'cordon' : 'uncordon';
  for (const node of nodes) {
    if (node.resource.kind !== 'Node') {
      yield* invocation.process.complain(
        `error: unable to ${verb} node "${node.name}": unable to convert to node, unexpected kind ${node.resource.kind}\n`,
      );
      continue;
    }
    const isAlready = (fieldOf(node.object, 'spec', 'unschedulable') === true) === unschedulable;
    if (!isAlready && dryRun !== 'client') {
      try {
        yield* session.json('PATCH', pathOfTarget(node), {
          contentType: 'application/strategic-merge-patch+json',
          query: { dryRun: dryRun === 'server' ? 'All' : undefined, fieldManager: undefined },
          body: { spec: { unschedulable: unschedulable ? true : null } },
        });
      } catch (error) {
        if (!(error instanceof StatusError)) throw error;
        yield* invocation.process.complain(`error: unable to ${verb} node "${node.name}": ${error.message}\n`);
        continue;
      }
    }
    const done = isAlready ? `already ${verb}ed` : `${verb}ed`;
    yield* invocation.print(`${singularOf(node.resource)}/${node.name} ${done}${dryRunSuffix(dryRun)}\n`);
  }
}

function* drainAll(
  invocation: Invocation,
  session: Session,
  nodes: readonly NodeTarget[],
  dryRun: DryRun,
): Task<number> {
  const failures: Error[] = [];
  const pending: string[] = [];
  for (const node of nodes) {
    try {
      yield* drainNode(invocation, session, node, dryRun);
      yield* invocation.print(`node/${node.name} drained${dryRunSuffix(dryRun)}\n`);
    } catch (error) {
      if (!isSpoken(error)) throw error;
      const text = `error: unable to drain node "${node.name}" due to error: ${error.message}, continuing command...\n`;
      yield* invocation.process.complain(text);
      failures.push(error);
      pending.push(node.name);
    }
  }
  if (pending.length > 0) {
    yield* invocation.process.complain(
      `There are pending nodes to be drained:\n${pending.map((name) => ` ${name}\n`).join('')}`,
    );
    throw new Aggregate(failures);
  }
  return 0;
}

const isSpoken = (error: unknown): error is Error =>
  error instanceof Aggregate || error instanceof KubectlError || error instanceof StatusError;

function* drainNode(invocation: Invocation, session: Session, node: NodeTarget, dryRun: DryRun): Task<void> {
  const { flags } = invocation;
  const [pods] = yield* session.discovery.named('pods');
  const judged = yield* podsToGo(invocation, session, pods, node.name);
  if (judged.errors.length > 0) throw new Aggregate(judged.errors);
  if (judged.warnings !== '') yield* invocation.process.complain(`Warning: ${judged.warnings}\n`);
  if (dryRun === 'client') {
    for (const { metadata } of judged.going) {
      yield* invocation.print(`evicting pod ${metadata.namespace}/${metadata.name} (dry run)\n`);
    }
    return;
  }
  const options: EvictionOptions = {
    invocation,
    session,
    pods,
    graceSeconds: flags.int('grace-period'),
    timeout: flags.duration('timeout'),
    skipDeletedAfterSeconds: flags.int('skip-wait-for-delete-timeout'),
    dryRun,
  };
  try {
    if (flags.bool('disable-eviction')) yield* deletePods(judged.going, options);
    else yield* evictPods(judged.going, options);
  } catch (error) {
    if (!isSpoken(error)) throw error;
    const left = yield* podsToGo(invocation, session, pods, node.name);
    if (left.going.length > 0) {
      const lines = left.going.map((pod) => `pod/${pod.metadata.name}\n`).join('');
      yield* invocation.process.complain(
        `There are pending pods in node "${node.name}" when an error occurred: ${error.message}\n${lines}`,
      );
    }
    throw error;
  }
}

function* podsToGo(invocation: Invocation, session: Session, pods: Resource, node: string): Task<JudgedPods> {
  const { flags } = invocation;
  const labels = flags.string('pod-selector');
  const list = yield* fetchAll(session, pods, '', { labels, fields: `spec.nodeName=${node}` });
  const daemonSets: Resource = { ...pods, group: 'apps', version: 'v1', name: 'daemonsets', kind: 'DaemonSet' };
  return yield* judgePods(list, {
    force: flags.bool('force'),
    ignoreDaemonSets: flags.bool('ignore-daemonsets'),
    deleteEmptyDirData: flags.bool('delete-emptydir-data'),
    skipDeletedAfterSeconds: flags.int('skip-wait-for-delete-timeout'),
    now: invocation.now,
    minor: invocation.minor,
    *findDaemonSet(namespace, name) {
      yield* session.json('GET', pathOf(daemonSets, namespace, name));
    },
  });
}

function checkPodSelector(selector: string): void {
  const requirement = /^\s*(!?\s*[\w./-]+|[\w./-]+\s*(=|==|!=|>|<)\s*[\w.-]*|[\w./-]+\s+(in|notin)\s*\([^()]*\))\s*$/;
  const parts = selector.split(/,(?![^(]*\))/);
  if (selector !== '' && !parts.every((part) => requirement.test(part))) {
    throw new KubectlError('--pod-selector=<pod_selector> must be a valid label selector');
  }
}
