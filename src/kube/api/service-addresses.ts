// Cluster IPs and node ports: a Service may ask for some or takes what is free. What is taken is read from
// the Services themselves, so nothing can go out of step after an etcd restore.
// Models pkg/registry/core/service/storage/alloc.go.

import type { Random } from '../../base/random.ts';
import type { FieldError } from '../objects/kind.ts';
import type { KubeObject } from '../objects/types/meta.ts';
import type { Service } from '../objects/types/service.ts';
import type { ClusterView } from './admission/admission.ts';
import type { Allocator } from './resources.ts';

export interface ServiceRanges {
  /** `10.96.0.0/12` */
  readonly clusterIps: string;
  /** `30000-32767` */
  readonly nodePorts: string;
}

export class ServiceAddresses implements Allocator {
  readonly kind = { group: '', kind: 'Service' };
  readonly #ranges: ServiceRanges;
  /** First address of the range as a number, and how many there are. */
  readonly #base: number;
  readonly #size: number;
  readonly #firstPort: number;
  readonly #lastPort: number;

  constructor(ranges: ServiceRanges) {
    this.#ranges = ranges;
    const [address, bits] = ranges.clusterIps.split('/');
    this.#size = 2 ** (32 - Number(bits));
    this.#base = Math.floor(toNumber(address) / this.#size) * this.#size;
    const [first, last] = ranges.nodePorts.split('-').map(Number);
    this.#firstPort = first;
    this.#lastPort = last;
  }

  /** The `kubernetes` Service's: 10.96.0.1. */
  get first(): string {
    return toAddress(this.#base + 1);
  }

  allocate(object: KubeObject, old: KubeObject | undefined, cluster: ClusterView): FieldError[] {
    const service = object as Service;
    const before = old as Service | undefined;
    const kind = cluster.kind('', 'Service')!;
    const others = [...(cluster.all(kind) as Iterable<Service>)].filter((one) => !isSame(one, service));
    return [
      ...this.#clusterIp(service, before, others, cluster.simulation.random),
      ...this.#nodePorts(service, before, others, cluster.simulation.random),
    ];
  }

  #clusterIp(service: Service, old: Service | undefined, others: readonly Service[], random: Random): FieldError[] {
    const { spec } = service;
    if (spec.type === 'ExternalName') {
      delete spec.clusterIP;
      delete spec.clusterIPs;
      return [];
    }
    spec.clusterIP ||= spec.clusterIPs?.[0] || old?.spec.clusterIP || undefined;
    if (spec.clusterIP !== 'None' && (!spec.clusterIP || spec.clusterIP !== old?.spec.clusterIP)) {
      const taken = new Set(others.flatMap((one) => one.spec.clusterIPs ?? []));
      if (spec.clusterIP) {
        const problem = this.#problemOf(spec.clusterIP, taken);
        if (problem) {
          const detail = `${JSON.stringify([spec.clusterIP])}: failed to allocate IP ${spec.clusterIP}: ${problem}`;
          return [{ field: 'spec.clusterIPs', type: 'Invalid value', detail }];
        }
      } else {
        const free = this.#freeAddress(taken, random);
        if (!free) {
          return [
            {
              field: 'spec.clusterIPs',
              type: 'Internal error',
              detail: 'failed to allocate a serviceIP: range is full',
            },
          ];
        }
        spec.clusterIP = free;
      }
    }
    spec.clusterIPs = [spec.clusterIP!];
    spec.ipFamilies ??= ['IPv4'];
    spec.ipFamilyPolicy ??= 'SingleStack';
    return [];
  }

  #problemOf(address: string, taken: ReadonlySet<string>): string | undefined {
    const offset = toNumber(address) - this.#base;
    if (!(offset > 0 && offset < this.#size - 1)) {
      return `the provided IP (${address}) is not in the valid range. The range of valid IPs is ${this.#ranges.clusterIps}`;
    }
    return taken.has(address) ? 'provided IP is already allocated' : undefined;
  }

  /** Chosen at random from the upper part; the lower one, 16 to 256 addresses, is for those who ask. */
  #freeAddress(taken: ReadonlySet<string>, random: Random): string | undefined {
    const band = Math.min(Math.max(16, Math.floor(this.#size / 16)), 256);
    const reserved = this.#size > 2 * band ? band : 0;
    return (
      pickFree(
        reserved + 1,
        this.#size - 2,
        random,
        (at) => taken.has(toAddress(this.#base + at)),
        (at) => toAddress(this.#base + at),
      ) ??
      pickFree(
        1,
        reserved,
        random,
        (at) => taken.has(toAddress(this.#base + at)),
        (at) => toAddress(this.#base + at),
      )
    );
  }

  #nodePorts(service: Service, old: Service | undefined, others: readonly Service[], random: Random): FieldError[] {
    const { spec } = service;
    const needed =
      spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false);
    if (!needed) {
      // Ports stay with a service that no longer uses them only if its owner says them again.
      for (const port of spec.ports ?? []) {
        const had = old?.spec.ports?.some((one) => one.nodePort === port.nodePort);
        if (spec.type === 'ExternalName' || had) delete port.nodePort;
      }
      return [];
    }
    const key = (port: { readonly protocol: string }, number: number) => `${port.protocol}/${number}`;
    const taken = new Set(
      others.flatMap((one) =>
        (one.spec.ports ?? []).flatMap((port) => (port.nodePort ? [key(port, port.nodePort)] : [])),
      ),
    );
    const errors: FieldError[] = [];
    for (const [at, port] of (spec.ports ?? []).entries()) {
      const before = old?.spec.ports?.find((one) => one.port === port.port && one.protocol === port.protocol)?.nodePort;
      port.nodePort ||= before;
      const field = `spec.ports[${at}].nodePort`;
      if (!port.nodePort) {
        port.nodePort = this.#freePort((number) => taken.has(key(port, number)), random);
        if (!port.nodePort)
          errors.push({ field, type: 'Internal error', detail: 'failed to allocate a nodePort: range is full' });
      } else if (port.nodePort < this.#firstPort || port.nodePort > this.#lastPort) {
        const detail = `${port.nodePort}: provided port is not in the valid range. The range of valid ports is ${this.#ranges.nodePorts}`;
        errors.push({ field, type: 'Invalid value', detail });
      } else if (taken.has(key(port, port.nodePort))) {
        errors.push({ field, type: 'Invalid value', detail: `${port.nodePort}: provided port is already allocated` });
      }
      if (port.nodePort) taken.add(key(port, port.nodePort));
    }
    return errors;
  }

  #freePort(isTaken: (port: number) => boolean, random: Random): number | undefined {
    const size = this.#lastPort - this.#firstPort + 1;
    const band = Math.min(Math.max(16, Math.floor(size / 32)), 128);
    const reserved = size > 2 * band ? band : 0;
    const upper = pickFree(this.#firstPort + reserved, this.#lastPort, random, isTaken, (port) => port);
    return upper ?? pickFree(this.#firstPort, this.#firstPort + reserved - 1, random, isTaken, (port) => port);
  }
}

/** From a random start, the first free number of first..last, wrapping around. */
function pickFree<T>(
  first: number,
  last: number,
  random: Random,
  isTaken: (at: number) => boolean,
  as: (at: number) => T,
): T | undefined {
  const count = last - first + 1;
  if (count <= 0) return undefined;
  const start = random.integer(count);
  for (let step = 0; step < count; step++) {
    const at = first + ((start + step) % count);
    if (!isTaken(at)) return as(at);
  }
  return undefined;
}

const isSame = (a: Service, b: Service): boolean =>
  a.metadata.name === b.metadata.name && a.metadata.namespace === b.metadata.namespace;

const toNumber = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

const toAddress = (value: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
