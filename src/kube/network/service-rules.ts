// What kube-proxy makes of Services and EndpointSlices: for each address and port a list of endpoints to choose
// from. Looked up when somebody connects; worked out anew after a change. Models pkg/proxy.

import type { Random } from '../../base/random.ts';
import type { ServiceRules, Translation } from '../../linux/net/stack.ts';
import type { Endpoint, EndpointSlice, Service, ServicePort } from '../objects/types/service.ts';

interface Target {
  readonly address: string;
  readonly port: number;
}

/** Where one address and port leads. */
interface Rule {
  readonly targets: readonly Target[];
  /** With nothing to choose from: an answer that says so, or silence. */
  readonly otherwise: 'refuse' | 'drop';
}

export interface ServiceView {
  readonly services: readonly Service[];
  readonly slicesOf: (service: string) => readonly EndpointSlice[];
  readonly nodeName: string;
  /** The node's own addresses: node ports answer there. */
  readonly nodeAddresses: ReadonlySet<string>;
}

export const SERVICE_NAME = 'kubernetes.io/service-name';

/** The table of one moment. */
export class ServiceTable {
  readonly #byAddress = new Map<string, Rule>();
  readonly #byNodePort = new Map<string, Rule>();
  readonly #clusterAddresses = new Set<string>();
  readonly #nodeAddresses: ReadonlySet<string>;

  constructor(view: ServiceView) {
    this.#nodeAddresses = view.nodeAddresses;
    for (const service of view.services) this.#add(service, view);
  }

  /** undefined: the rules say nothing about it. */
  translate(address: string, port: number, transport: 'tcp' | 'udp', random: Random): Translation | undefined {
    const rule =
      this.#byAddress.get(`${address}:${port}/${transport}`) ??
      (this.#nodeAddresses.has(address) || address.startsWith('127.')
        ? this.#byNodePort.get(`${port}/${transport}`)
        : undefined);
    if (!rule) return this.#clusterAddresses.has(address) ? 'drop' : undefined;
    return rule.targets.length === 0 ? rule.otherwise : random.pick(rule.targets);
  }

  #add(service: Service, view: ServiceView): void {
    const { spec, metadata, status } = service;
    if (!spec.clusterIP || spec.clusterIP === 'None' || spec.type === 'ExternalName') return;
    const slices = view.slicesOf(`${metadata.namespace}/${metadata.name}`);
    this.#clusterAddresses.add(spec.clusterIP);
    const outside = [
      ...(spec.externalIPs ?? []),
      ...(status.loadBalancer?.ingress ?? []).flatMap(({ ip }) => (ip ? [ip] : [])),
    ];
    for (const port of spec.ports ?? []) {
      const transport = port.protocol.toLowerCase();
      const inside = ruleFor(port, slices, spec.internalTrafficPolicy === 'Local' ? view.nodeName : undefined);
      this.#byAddress.set(`${spec.clusterIP}:${port.port}/${transport}`, inside);
      const external = ruleFor(port, slices, spec.externalTrafficPolicy === 'Local' ? view.nodeName : undefined);
      for (const address of outside) this.#byAddress.set(`${address}:${port.port}/${transport}`, external);
      if (port.nodePort) this.#byNodePort.set(`${port.nodePort}/${transport}`, external);
    }
  }
}

/** Only endpoints of `localNode`, when given; then having none means silence. */
function ruleFor(port: ServicePort, slices: readonly EndpointSlice[], localNode: string | undefined): Rule {
  const targets = endpointsFor(port, slices, localNode);
  const isSomewhere = localNode !== undefined && endpointsFor(port, slices, undefined).length > 0;
  return { targets, otherwise: isSomewhere ? 'drop' : 'refuse' };
}

/** Where a port leads: ready endpoints, of `localNode` when given. */
export function endpointsFor(
  port: ServicePort,
  slices: readonly EndpointSlice[],
  localNode: string | undefined,
): readonly Target[] {
  const ready: Target[] = [];
  const draining: Target[] = [];
  for (const slice of slices) {
    const number = slice.ports?.find((one) => (one.name ?? '') === (port.name ?? ''))?.port;
    if (number === undefined) continue;
    for (const endpoint of slice.endpoints) {
      const into = isReady(endpoint) ? ready : isDraining(endpoint) ? draining : undefined;
      if (!into || (localNode !== undefined && endpoint.nodeName !== localNode)) continue;
      for (const address of endpoint.addresses) into.push({ address, port: number });
    }
  }
  // Endpoints that terminate but still serve are used when there is nothing better.
  return ready.length > 0 ? ready : draining;
}

const isReady = ({ conditions }: Endpoint): boolean => conditions.ready !== false;
const isDraining = ({ conditions }: Endpoint): boolean =>
  conditions.serving === true && conditions.terminating === true;

/** Rules that follow `view`, which is asked again after `changed`. */
export function followingRules(
  view: () => ServiceView,
  random: Random,
): { readonly rules: ServiceRules; readonly changed: () => void } {
  let table: ServiceTable | undefined;
  return {
    rules: (address, port, transport) => {
      table ??= new ServiceTable(view());
      return table.translate(address, port, transport, random);
    },
    changed: () => {
      table = undefined;
    },
  };
}
