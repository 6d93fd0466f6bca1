// A namespace that is deleted takes its content along: everything in it is deleted, and when the last object is
// gone the namespace may go too. Models pkg/controller/namespace/deletion.

import { formatTime } from '../../base/duration.ts';
import type { Task } from '../../sim/task.ts';
import { StatusError } from '../client/client.ts';
import { resourcePath } from '../client/paths.ts';
import { apiVersionOf, type Kind, qualifiedResource } from '../objects/kind.ts';
import { NAMESPACE } from '../objects/namespace.ts';
import { POD } from '../objects/pod.ts';
import { sameJson } from '../objects/strategy.ts';
import type { Condition, KubeObject } from '../objects/types/meta.ts';
import type { Namespace } from '../objects/types/node.ts';
import type { Pod } from '../objects/types/pod.ts';
import { withCondition } from './conditions.ts';
import type { Controller } from './controller.ts';
import type { Workplace } from './run.ts';

const FINALIZER = 'kubernetes';

export function namespaceController(workplace: Workplace, kinds: readonly Kind[]): Controller {
  const { client, informers } = workplace;
  const namespaces = informers.of(NAMESPACE);
  const contained = kinds.filter((kind) => kind.namespaced && (kind.verbs ?? ['list', 'delete']).includes('delete'));

  function* reconcile(name: string): Task<{ again: number } | undefined> {
    const namespace = namespaces.get(name);
    if (!namespace?.metadata.deletionTimestamp || !namespace.spec.finalizers?.includes(FINALIZER)) return undefined;
    const left = new Map<Kind, readonly KubeObject[]>();
    for (const kind of contained) {
      const { items } = yield* client.list(kind, { namespace: name });
      for (const { metadata } of items) if (!metadata.deletionTimestamp) yield* remove(kind, metadata.name, name);
      const after = items.length > 0 ? (yield* client.list(kind, { namespace: name })).items : [];
      if (after.length > 0) left.set(kind, after);
    }
    const current = yield* writeConditions(namespace, left);
    if (left.size > 0) return { again: estimate(left) };
    yield* finalize(current);
    return undefined;
  }

  function* remove(kind: Kind, name: string, namespace: string): Task<void> {
    try {
      yield* client.delete(kind, name, namespace, { propagationPolicy: 'Background' });
    } catch (error) {
      if (!(error instanceof StatusError && error.reason === 'NotFound')) throw error;
    }
  }

  function* writeConditions(namespace: Namespace, left: ReadonlyMap<Kind, readonly KubeObject[]>): Task<Namespace> {
    let conditions = namespace.status.conditions ?? [];
    for (const [type, status, reason, message] of conditionsFor(left)) {
      const lastTransitionTime = formatTime(workplace.now);
      conditions = withCondition(conditions, { type, status, reason, message, lastTransitionTime });
    }
    if (sameJson(conditions, namespace.status.conditions)) return namespace;
    return yield* client.update(NAMESPACE, { ...namespace, status: { ...namespace.status, conditions } }, 'status');
  }

  function* finalize(namespace: Namespace): Task<void> {
    const { name } = namespace.metadata;
    const finalizers = namespace.spec.finalizers?.filter((one) => one !== FINALIZER);
    const response = yield* client.request({
      method: 'PUT',
      path: resourcePath(NAMESPACE, undefined, name, 'finalize'),
      query: {},
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: { ...namespace, apiVersion: 'v1', kind: 'Namespace', spec: { ...namespace.spec, finalizers } },
    });
    if (response.status >= 300 && response.status !== 404)
      workplace.logError(
        'Unhandled Error',
        `finalizing namespace ${name}: status ${response.status}`,
        'namespace-controller',
      );
  }

  return {
    name: 'namespace-controller',
    watches: [{ kind: NAMESPACE, keys: (namespace: Namespace) => [namespace.metadata.name] }],
    reconcile,
  };
}

/** As long as its slowest pod may take, and a second more; other things go at once. */
function estimate(left: ReadonlyMap<Kind, readonly KubeObject[]>): number {
  const pods = (left.get(POD as Kind) ?? []) as readonly Pod[];
  const grace = Math.max(0, ...pods.map((pod) => pod.metadata.deletionGracePeriodSeconds ?? 0));
  return (Math.floor(grace / 2) + 1) * 1_000;
}

type Row = readonly [type: string, status: Condition['status'], reason: string, message: string];

function conditionsFor(left: ReadonlyMap<Kind, readonly KubeObject[]>): Row[] {
  const remaining = [...left]
    .map(([kind, items]) => `${resourceName(kind)} has ${items.length} resource instances`)
    .sort();
  const finalizers = new Map<string, number>();
  for (const items of left.values())
    for (const { metadata } of items)
      for (const one of metadata.finalizers ?? []) finalizers.set(one, (finalizers.get(one) ?? 0) + 1);
  const waiting = [...finalizers].map(([one, count]) => `${one} in ${count} resource instances`).sort();
  return [
    ['NamespaceDeletionDiscoveryFailure', 'False', 'ResourcesDiscovered', 'All resources successfully discovered'],
    [
      'NamespaceDeletionGroupVersionParsingFailure',
      'False',
      'ParsedGroupVersions',
      'All legacy kube types successfully parsed',
    ],
    [
      'NamespaceDeletionContentFailure',
      'False',
      'ContentDeleted',
      'All content successfully deleted, may be waiting on finalization',
    ],
    remaining.length > 0
      ? [
          'NamespaceContentRemaining',
          'True',
          'SomeResourcesRemain',
          `Some resources are remaining: ${remaining.join(', ')}`,
        ]
      : ['NamespaceContentRemaining', 'False', 'ContentRemoved', 'All content successfully removed'],
    waiting.length > 0
      ? [
          'NamespaceFinalizersRemaining',
          'True',
          'SomeFinalizersRemain',
          `Some content in the namespace has finalizers remaining: ${waiting.join(', ')}`,
        ]
      : [
          'NamespaceFinalizersRemaining',
          'False',
          'ContentHasNoFinalizers',
          'All content-preserving finalizers finished',
        ],
  ];
}

/** `pods.`, `deployments.apps`: gvr.Resource + "." + gvr.Group. */
const resourceName = (kind: Kind): string =>
  apiVersionOf(kind).includes('/') ? qualifiedResource(kind) : `${kind.plural}.`;
