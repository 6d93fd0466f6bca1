// The older list of who answers for a Service, which people still read: one Endpoints object per Service, ready
// and not ready addresses apart. Models pkg/controller/endpoint; nothing here works with it.

import { formatTime } from '../../base/duration.ts';
import type { Task } from '../../sim/task.ts';
import { StatusError } from '../client/client.ts';
import { keyOf } from '../client/paths.ts';
import { ENDPOINTS } from '../objects/endpoints.ts';
import { POD } from '../objects/pod.ts';
import { labelsMatch } from '../objects/selectors.ts';
import { SERVICE } from '../objects/service.ts';
import { sameJson } from '../objects/strategy.ts';
import type { Pod } from '../objects/types/pod.ts';
import type { Endpoints, Service } from '../objects/types/service.ts';
import type { Controller, ObjectKey } from './controller.ts';
import { portsOf } from './endpoint-slice.ts';
import { isReady, isTerminal } from './pods.ts';
import type { Workplace } from './run.ts';

type Subset = NonNullable<Endpoints['subsets']>[number];

const MANAGED_BY = 'endpoints.kubernetes.io/managed-by';
const TRIGGERED = 'endpoints.kubernetes.io/last-change-trigger-time';

export function endpointsController(workplace: Workplace): Controller {
  const { client, informers } = workplace;
  const services = informers.of(SERVICE);
  const pods = informers.of(POD);
  const lists = informers.of(ENDPOINTS);

  function* reconcile(key: ObjectKey): Task<undefined> {
    const service = services.get(key);
    const present = lists.get(key);
    if (!service) {
      // Only what was made for a service goes with it.
      if (present?.metadata.labels?.[MANAGED_BY]) yield* remove(present);
      return undefined;
    }
    const selector = service.spec.selector ?? {};
    if (Object.keys(selector).length === 0 || service.spec.type === 'ExternalName') return undefined;
    const subsets = subsetsFor(service, selector);
    const { name, namespace } = service.metadata;
    const labels: Record<string, string> = { ...service.metadata.labels, [MANAGED_BY]: 'endpoint-controller' };
    if (service.spec.clusterIP === 'None') labels['service.kubernetes.io/headless'] = '';
    if (!present) {
      const annotations = { [TRIGGERED]: formatTime(workplace.now) };
      yield* client.create(ENDPOINTS, { metadata: { name, namespace, labels, annotations }, subsets }, namespace);
    } else if (!sameJson(present.subsets, subsets) || !sameJson(present.metadata.labels, labels)) {
      const annotations = { ...present.metadata.annotations, [TRIGGERED]: formatTime(workplace.now) };
      yield* client.update(ENDPOINTS, { ...present, metadata: { ...present.metadata, labels, annotations }, subsets });
    }
    return undefined;
  }

  /** Pods with the same ports stand together. */
  function subsetsFor(service: Service, selector: Record<string, string>): Subset[] | undefined {
    const subsets = new Map<string, Required<Subset>>();
    for (const pod of pods.inNamespace(service.metadata.namespace ?? '')) {
      if (!labelsMatch(selector, pod.metadata.labels) || isTerminal(pod) || !pod.status.podIP) continue;
      if (pod.metadata.deletionTimestamp) continue;
      const ports = portsOf(service, pod).map(({ name, ...port }) => (name ? { name, ...port } : port));
      const group = JSON.stringify(ports);
      const subset = subsets.get(group) ?? { addresses: [], notReadyAddresses: [], ports };
      subsets.set(group, subset);
      const { name, namespace, uid } = pod.metadata;
      const address = {
        ip: pod.status.podIP,
        nodeName: pod.spec.nodeName,
        targetRef: { kind: 'Pod', name, namespace, uid },
      };
      const ready = isReady(pod) || service.spec.publishNotReadyAddresses;
      (ready ? subset.addresses : subset.notReadyAddresses).push(address);
    }
    const byAddress = (a: { ip: string }, b: { ip: string }) => (a.ip < b.ip ? -1 : 1);
    const list = [...subsets.values()].map(({ addresses, notReadyAddresses, ports }) => ({
      ...(addresses.length > 0 && { addresses: addresses.sort(byAddress) }),
      ...(notReadyAddresses.length > 0 && { notReadyAddresses: notReadyAddresses.sort(byAddress) }),
      ports,
    }));
    return list.length > 0 ? list : undefined;
  }

  function* remove({ metadata: { name, namespace } }: Endpoints): Task<void> {
    try {
      yield* client.delete(ENDPOINTS, name, namespace);
    } catch (error) {
      if (!(error instanceof StatusError && error.reason === 'NotFound')) throw error;
    }
  }

  return {
    name: 'endpoints-controller',
    watches: [
      { kind: SERVICE, keys: (service: Service) => [keyOf(service)] },
      {
        kind: POD,
        keys: (pod: Pod) =>
          services
            .inNamespace(pod.metadata.namespace ?? '')
            .filter(({ spec }) => spec.selector && labelsMatch(spec.selector, pod.metadata.labels))
            .map(keyOf),
      },
      { kind: ENDPOINTS, keys: (list: Endpoints) => (list.metadata.labels?.[MANAGED_BY] ? [keyOf(list)] : []) },
    ],
    reconcile,
  };
}
