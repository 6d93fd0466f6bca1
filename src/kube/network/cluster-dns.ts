// Names of a cluster's zone: services, headless endpoints, pods by address, reverse names. Models CoreDNS'
// plugin/kubernetes and the specification dns-specification 1.1.0.

import type { DnsAnswer, DnsQuestion, DnsRecord } from '../../linux/net/dns.ts';
import type { EndpointSlice, Service } from '../objects/types/service.ts';

export interface ClusterNames {
  /** `cluster.local`. */
  readonly zone: string;
  /** Seconds. */
  readonly ttl: number;
  readonly pods: 'disabled' | 'insecure' | 'verified';
  service(namespace: string, name: string): Service | undefined;
  serviceAt(address: string): Service | undefined;
  slicesOf(namespace: string, service: string): readonly EndpointSlice[];
  slices(): Iterable<EndpointSlice>;
  hasNamespace(name: string): boolean;
  hasPod(namespace: string, address: string): boolean;
}

/** undefined: the name is in no zone of these. */
export function answerClusterName(question: DnsQuestion, names: ClusterNames): DnsAnswer | undefined {
  const name = question.name.toLowerCase();
  if (name.endsWith('.in-addr.arpa')) return reverse(question, name, names);
  if (name !== names.zone && !name.endsWith(`.${names.zone}`)) return undefined;
  const found = look(name, question, names);
  if (!found) return { code: 'NXDOMAIN', authoritative: true, answers: [], authority: [soa(names)] };
  const answers = found.filter((record) => record.type === question.type || record.type === 'CNAME');
  return { code: 'NOERROR', authoritative: true, answers, authority: answers.length === 0 ? [soa(names)] : [] };
}

/** All records of a name, whatever their type; undefined: there is no such name. */
function look(name: string, question: DnsQuestion, names: ClusterNames): DnsRecord[] | undefined {
  const labels = name === names.zone ? [] : name.slice(0, -names.zone.length - 1).split('.');
  const record = (type: DnsRecord['type'], data: string, owner = question.name): DnsRecord => ({
    name: owner,
    type,
    ttl: names.ttl,
    data,
  });
  if (labels.length === 0) return [record('SOA', soa(names).data)];
  if (name === `dns-version.${names.zone}`) return [record('TXT', '"1.1.0"')];
  const [kind, namespace, service, ...rest] = labels.reverse();
  if (kind !== 'svc' && kind !== 'pod') return undefined;
  if (namespace === undefined) return [];
  if (!names.hasNamespace(namespace)) return undefined;
  if (service === undefined) return [];
  if (kind === 'pod') {
    const address = service.replaceAll('-', '.');
    if (rest.length > 0 || names.pods === 'disabled' || !/^\d+(\.\d+){3}$/.test(address)) return undefined;
    return names.pods === 'insecure' || names.hasPod(namespace, address) ? [record('A', address)] : undefined;
  }
  const found = names.service(namespace, service);
  if (!found) return undefined;
  const endpoints = endpointsOf(found, names);
  const full = `${service}.${namespace}.svc.${names.zone}`;
  if (rest.length === 0) {
    if (found.spec.type === 'ExternalName') return [record('CNAME', `${found.spec.externalName ?? ''}.`)];
    if (!isHeadless(found)) {
      return [
        record('A', found.spec.clusterIP ?? ''),
        ...(found.spec.ports ?? []).map(({ port }) => record('SRV', `0 100 ${port} ${full}.`)),
      ];
    }
    return endpoints.length === 0 ? undefined : endpoints.map((endpoint) => record('A', endpoint.address));
  }
  if (rest.length === 1) {
    const matching = isHeadless(found) ? endpoints.filter((endpoint) => endpoint.label === rest[0]) : [];
    return matching.length === 0 ? undefined : matching.map((endpoint) => record('A', endpoint.address));
  }
  return portRecords(found, endpoints, rest, full, record);
}

/** `_http._tcp.web.default.svc.cluster.local`. */
function portRecords(
  service: Service,
  endpoints: readonly NamedEndpoint[],
  [protocol, name]: readonly string[],
  full: string,
  record: (type: 'SRV', data: string) => DnsRecord,
): DnsRecord[] | undefined {
  const port = service.spec.ports?.find(
    (one) => `_${one.name}` === name && `_${one.protocol.toLowerCase()}` === protocol,
  );
  if (!port) return undefined;
  if (!isHeadless(service)) return [record('SRV', `0 100 ${port.port} ${full}.`)];
  return endpoints.map(({ label }) =>
    record('SRV', `0 ${Math.floor(100 / endpoints.length)} ${port.port} ${label}.${full}.`),
  );
}

interface NamedEndpoint {
  readonly address: string;
  /** The pod's hostname, or its address with dashes. */
  readonly label: string;
}

function endpointsOf(service: Service, names: ClusterNames): NamedEndpoint[] {
  const { namespace = '', name } = service.metadata;
  return names
    .slicesOf(namespace, name)
    .flatMap((slice) =>
      slice.endpoints
        .filter((endpoint) => endpoint.conditions.ready !== false || service.spec.publishNotReadyAddresses)
        .flatMap((endpoint) =>
          endpoint.addresses.map((address) => ({ address, label: endpoint.hostname ?? address.replaceAll('.', '-') })),
        ),
    );
}

function reverse(question: DnsQuestion, name: string, names: ClusterNames): DnsAnswer | undefined {
  const address = name.slice(0, -'.in-addr.arpa'.length).split('.').reverse().join('.');
  const pointer = (target: string): DnsAnswer => ({
    code: 'NOERROR',
    authoritative: true,
    answers: question.type === 'PTR' ? [{ name: question.name, type: 'PTR', ttl: names.ttl, data: `${target}.` }] : [],
    authority: [],
  });
  const service = names.serviceAt(address);
  if (service) return pointer(`${service.metadata.name}.${service.metadata.namespace}.svc.${names.zone}`);
  for (const slice of names.slices()) {
    const endpoint = slice.endpoints.find((one) => one.addresses.includes(address));
    const owner = slice.metadata.labels?.['kubernetes.io/service-name'];
    if (!endpoint || owner === undefined) continue;
    const label = endpoint.hostname ?? address.replaceAll('.', '-');
    return pointer(`${label}.${owner}.${slice.metadata.namespace}.svc.${names.zone}`);
  }
  return undefined;
}

const isHeadless = (service: Service): boolean => service.spec.clusterIP === 'None';

const soa = ({ zone, ttl }: ClusterNames): DnsRecord => ({
  name: zone,
  type: 'SOA',
  ttl,
  data: `ns.dns.${zone}. hostmaster.${zone}. 1793610000 7200 1800 86400 ${ttl}`,
});
