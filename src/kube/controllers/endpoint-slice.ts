// Who answers for a Service: its ready pods, as EndpointSlices of up to 100. Pods that are going stay listed as
// terminating, so that traffic can drain. Models pkg/controller/endpointslice.

import { formatTime } from '../../base/duration.ts';
import type { Task } from '../../sim/task.ts';
import { StatusError } from '../client/client.ts';
import { keyOf } from '../client/paths.ts';
import { ENDPOINT_SLICE } from '../objects/endpoint-slice.ts';
import { NODE } from '../objects/node.ts';
import { controllerReference } from '../objects/owners.ts';
import { POD } from '../objects/pod.ts';
import { labelsMatch } from '../objects/selectors.ts';
import { SERVICE } from '../objects/service.ts';
import { sameJson } from '../objects/strategy.ts';
import type { Pod } from '../objects/types/pod.ts';
import type { Endpoint, EndpointSlice, Service } from '../objects/types/service.ts';
import type { Controller, ObjectKey } from './controller.ts';
import { Expectations } from './expectations.ts';
import { isReady, isTerminal } from './pods.ts';
import type { Workplace } from './run.ts';

export const SERVICE_NAME = 'kubernetes.io/service-name';
const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
const MANAGER = 'endpointslice-controller.k8s.io';
const MOST_ENDPOINTS = 100;

type Port = EndpointSlice['ports'][number];

interface Group {
  readonly ports: Port[];
  readonly endpoints: Map<string, Endpoint>;
}

export function endpointSliceController(workplace: Workplace): Controller {
  const { client, informers, simulation } = workplace;
  const services = informers.of(SERVICE);
  const pods = informers.of(POD);
  const slices = informers.of(ENDPOINT_SLICE);
  const nodes = informers.of(NODE);
  const slicesOf = slices.index(({ metadata }) =>
    metadata.labels?.[MANAGED_BY] === MANAGER ? [`${metadata.namespace}/${metadata.labels[SERVICE_NAME] ?? ''}`] : [],
  );
  const expectations = new Expectations(simulation, slices);

  function* reconcile(key: ObjectKey): Task<undefined> {
    const service = services.get(key);
    const present = slicesOf(key);
    if (!service || !hasEndpoints(service)) {
      expectations.forget(key);
      for (const slice of present) yield* remove(key, slice);
      return undefined;
    }
    if (service.metadata.deletionTimestamp || !expectations.met(key)) return undefined;
    const groups = groupsFor(service);
    const left = new Set(present.filter((slice) => !slice.metadata.deletionTimestamp));
    for (const group of groups.values()) {
      const existing = [...left].filter((slice) => sameJson(slice.ports, group.ports));
      for (const slice of existing) left.delete(slice);
      yield* fill(key, service, group, existing);
    }
    for (const slice of left) yield* remove(key, slice);
    return undefined;
  }

  /** Endpoints by the ports they offer: named ports may have other numbers in other pods. */
  function groupsFor(service: Service): Map<string, Group> {
    const groups = new Map<string, Group>();
    for (const pod of pods.inNamespace(service.metadata.namespace ?? '')) {
      if (!labelsMatch(service.spec.selector ?? {}, pod.metadata.labels)) continue;
      if (isTerminal(pod) || !pod.status.podIP) continue;
      const ports = portsOf(service, pod);
      const name = JSON.stringify(ports);
      const group = groups.get(name) ?? { ports, endpoints: new Map() };
      groups.set(name, group);
      group.endpoints.set(pod.metadata.uid, endpointOf(service, pod));
    }
    // A service without pods has one empty slice.
    if (groups.size === 0) groups.set('', { ports: [], endpoints: new Map() });
    return groups;
  }

  function endpointOf(service: Service, pod: Pod): Endpoint {
    const serving = isReady(pod);
    const terminating = pod.metadata.deletionTimestamp !== undefined;
    const ready = service.spec.publishNotReadyAddresses === true || (serving && !terminating);
    const endpoint: Endpoint = {
      addresses: [pod.status.podIP ?? ''],
      conditions: { ready, serving, terminating },
      nodeName: pod.spec.nodeName,
      targetRef: {
        kind: 'Pod',
        name: pod.metadata.name,
        namespace: pod.metadata.namespace,
        uid: pod.metadata.uid,
      },
    };
    const zone = nodes.get(pod.spec.nodeName ?? '')?.metadata.labels?.['topology.kubernetes.io/zone'];
    if (zone) endpoint.zone = zone;
    if (pod.spec.hostname && pod.spec.subdomain === service.metadata.name) endpoint.hostname = pod.spec.hostname;
    return endpoint;
  }

  /** Keeps endpoints where they are, puts new ones where there is room, and makes slices for the rest. */
  function* fill(key: ObjectKey, service: Service, group: Group, existing: readonly EndpointSlice[]): Task<void> {
    const missing = new Map(group.endpoints);
    const kept = existing.map((slice) => {
      const endpoints: Endpoint[] = [];
      for (const { targetRef } of slice.endpoints ?? []) {
        const wanted = missing.get(targetRef?.uid ?? '');
        if (!wanted) continue;
        missing.delete(targetRef?.uid ?? '');
        endpoints.push(wanted);
      }
      return { slice, endpoints };
    });
    const rest = [...missing.values()];
    for (const { endpoints } of kept) endpoints.push(...rest.splice(0, MOST_ENDPOINTS - endpoints.length));
    const needed = kept.filter(({ endpoints }) => endpoints.length > 0);
    const used = needed.length > 0 || rest.length > 0 ? needed : kept.slice(0, 1);
    for (const one of kept) if (!used.includes(one)) yield* remove(key, one.slice);
    for (const { slice, endpoints } of used) yield* update(service, slice, group.ports, endpoints);
    while (rest.length > 0 || used.length === 0) {
      yield* create(key, service, group.ports, rest.splice(0, MOST_ENDPOINTS));
      if (rest.length === 0) break;
    }
  }

  function* create(key: ObjectKey, service: Service, ports: Port[], endpoints: Endpoint[]): Task<void> {
    const { name, namespace } = service.metadata;
    const object = {
      metadata: {
        generateName: `${name}-`,
        namespace,
        labels: labelsFor(service),
        annotations: triggered(),
        ownerReferences: [controllerReference(service, SERVICE)],
      },
      addressType: 'IPv4',
      endpoints,
      ports,
    };
    expectations.created(key, yield* client.create(ENDPOINT_SLICE, object, namespace));
  }

  function* update(service: Service, slice: EndpointSlice, ports: Port[], endpoints: Endpoint[]): Task<void> {
    const labels = labelsFor(service);
    if (sameJson(slice.endpoints, endpoints) && sameJson(slice.metadata.labels, labels)) return;
    const annotations = { ...slice.metadata.annotations, ...triggered() };
    const metadata = { ...slice.metadata, labels, annotations };
    yield* client.update(ENDPOINT_SLICE, { ...slice, metadata, endpoints, ports });
  }

  function* remove(key: ObjectKey, slice: EndpointSlice): Task<void> {
    try {
      yield* client.delete(ENDPOINT_SLICE, slice.metadata.name, slice.metadata.namespace);
      expectations.deleted(key, slice);
    } catch (error) {
      if (!(error instanceof StatusError && error.reason === 'NotFound')) throw error;
    }
  }

  const triggered = () => ({ 'endpoints.kubernetes.io/last-change-trigger-time': formatTime(workplace.now) });

  function servicesOf(pod: Pod, old: Pod | undefined): ObjectKey[] {
    if (old && pod !== old && !matters(pod, old)) return [];
    const all = services.inNamespace(pod.metadata.namespace ?? '');
    return all
      .filter(
        ({ spec }) =>
          spec.selector &&
          (labelsMatch(spec.selector, pod.metadata.labels) || (old && labelsMatch(spec.selector, old.metadata.labels))),
      )
      .map(keyOf);
  }

  return {
    name: 'endpointslice-controller',
    watches: [
      { kind: SERVICE, keys: (service: Service) => [keyOf(service)] },
      { kind: POD, keys: servicesOf },
      {
        kind: ENDPOINT_SLICE,
        keys: ({ metadata }: EndpointSlice) =>
          metadata.labels?.[MANAGED_BY] === MANAGER ? [`${metadata.namespace}/${metadata.labels[SERVICE_NAME]}`] : [],
      },
    ],
    reconcile,
  };
}

const hasEndpoints = ({ spec }: Service): boolean =>
  spec.type !== 'ExternalName' && Object.keys(spec.selector ?? {}).length > 0;

const matters = (pod: Pod, old: Pod): boolean =>
  pod.status.podIP !== old.status.podIP ||
  isReady(pod) !== isReady(old) ||
  isTerminal(pod) !== isTerminal(old) ||
  pod.metadata.deletionTimestamp !== old.metadata.deletionTimestamp ||
  pod.spec.nodeName !== old.spec.nodeName ||
  !sameJson(pod.metadata.labels, old.metadata.labels);

export function portsOf({ spec }: Service, pod: Pod): Port[] {
  const ports: Port[] = [];
  for (const { name, protocol, targetPort, port, appProtocol } of spec.ports ?? []) {
    const number = portNumber(pod, targetPort ?? port, protocol);
    if (number === undefined) continue;
    ports.push({ name: name ?? '', protocol, port: number, ...(appProtocol && { appProtocol }) });
  }
  return ports;
}

function portNumber(pod: Pod, target: number | string, protocol: string): number | undefined {
  if (typeof target === 'number') return target;
  for (const container of pod.spec.containers) {
    const found = container.ports?.find((port) => port.name === target && port.protocol === protocol);
    if (found) return found.containerPort;
  }
  return undefined;
}

function labelsFor(service: Service): Record<string, string> {
  const labels: Record<string, string> = { ...service.metadata.labels };
  labels[MANAGED_BY] = MANAGER;
  labels[SERVICE_NAME] = service.metadata.name;
  if (service.spec.clusterIP === 'None') labels['service.kubernetes.io/headless'] = '';
  return labels;
}
