// What a pod asks of a node, as plain numbers: milli-CPUs, bytes, counts. The larger of what its containers need
// together and what its init containers need one after the other. Models resourcehelper.PodRequests.

import { quantityMilliValue, quantityValue } from '../../base/quantity.ts';
import type { ResourceList } from '../objects/types/meta.ts';
import type { Container, PodSpec } from '../objects/types/pod.ts';

/** `cpu` in thousandths, everything else in whole units. */
export type Amounts = ReadonlyMap<string, number>;

export interface Requests {
  readonly amounts: Amounts;
  /** CPU and memory as the scores count them: a container that says nothing is taken for 100m and 200 MB. */
  readonly scored: { readonly cpu: number; readonly memory: number };
  readonly ports: readonly HostPort[];
}

export interface HostPort {
  readonly address: string;
  readonly protocol: string;
  readonly port: number;
}

const UNSAID_CPU = 100;
const UNSAID_MEMORY = 200 * 1024 * 1024;

export function amountsOf(resources: ResourceList | undefined): Map<string, number> {
  const amounts = new Map<string, number>();
  for (const [name, quantity] of Object.entries(resources ?? {}))
    amounts.set(name, name === 'cpu' ? quantityMilliValue(quantity) : quantityValue(quantity));
  return amounts;
}

export function requestsOf(spec: PodSpec): Requests {
  const asked = (container: Container) => amountsOf(container.resources?.requests);
  const scored = (container: Container) => {
    const amounts = asked(container);
    if (!amounts.has('cpu')) amounts.set('cpu', UNSAID_CPU);
    if (!amounts.has('memory')) amounts.set('memory', UNSAID_MEMORY);
    return amounts;
  };
  const overhead = amountsOf(spec.overhead);
  const amounts = total(spec, asked, overhead);
  const counted = total(spec, scored, overhead);
  return {
    amounts,
    scored: { cpu: counted.get('cpu') ?? 0, memory: counted.get('memory') ?? 0 },
    ports: hostPorts(spec),
  };
}

function total(spec: PodSpec, of: (container: Container) => Amounts, overhead: Amounts): Map<string, number> {
  const sum = new Map<string, number>();
  for (const container of spec.containers) add(sum, of(container));
  // Sidecars run beside the containers, and beside every init container that starts after them.
  const sidecars = new Map<string, number>();
  const peak = new Map<string, number>();
  for (const container of spec.initContainers ?? []) {
    if (container.restartPolicy === 'Always') {
      add(sidecars, of(container));
      add(sum, of(container));
      atLeast(peak, sidecars);
    } else {
      const together = new Map(sidecars);
      add(together, of(container));
      atLeast(peak, together);
    }
  }
  atLeast(sum, peak);
  add(sum, overhead);
  return sum;
}

function add(sum: Map<string, number>, amounts: Amounts): void {
  for (const [name, amount] of amounts) sum.set(name, (sum.get(name) ?? 0) + amount);
}

function atLeast(sum: Map<string, number>, amounts: Amounts): void {
  for (const [name, amount] of amounts) sum.set(name, Math.max(sum.get(name) ?? 0, amount));
}

function hostPorts(spec: PodSpec): HostPort[] {
  const ports: HostPort[] = [];
  for (const container of [...spec.containers, ...(spec.initContainers ?? [])]) {
    for (const { hostPort, hostIP, protocol } of container.ports ?? [])
      if (hostPort) ports.push({ address: hostIP || '0.0.0.0', protocol, port: hostPort });
  }
  return ports;
}

export const portsClash = (a: HostPort, b: HostPort): boolean =>
  a.port === b.port &&
  a.protocol === b.protocol &&
  (a.address === b.address || a.address === '0.0.0.0' || b.address === '0.0.0.0');
