import { expect, it } from 'vitest';
import { Random } from '../../../src/base/random.ts';
import { answerClusterName, type ClusterNames } from '../../../src/kube/network/cluster-dns.ts';
import { CorefileError, parseCorefile } from '../../../src/kube/network/corefile.ts';
import { ServiceTable } from '../../../src/kube/network/service-rules.ts';
import type { EndpointSlice, Service } from '../../../src/kube/objects/types/service.ts';
import type { RecordType } from '../../../src/linux/net/dns.ts';

const metadata = (name: string, labels?: Record<string, string>) => ({
  name,
  namespace: 'default',
  uid: name,
  resourceVersion: '1',
  creationTimestamp: '',
  ...(labels && { labels }),
});

const service = (name: string, spec: Partial<Service['spec']>): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: metadata(name),
  spec: {
    type: 'ClusterIP',
    sessionAffinity: 'None',
    ports: [{ name: 'http', protocol: 'TCP', port: 80, targetPort: 8080 }],
    ...spec,
  },
  status: {},
});

const slice = (name: string, endpoints: EndpointSlice['endpoints']): EndpointSlice => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: metadata(`${name}-x`, { 'kubernetes.io/service-name': name }),
  addressType: 'IPv4',
  endpoints,
  ports: [{ name: 'http', protocol: 'TCP', port: 8080 }],
});

const SERVICES = [
  service('web', {
    clusterIP: '10.96.0.20',
    type: 'NodePort',
    ports: [{ name: 'http', protocol: 'TCP', port: 80, targetPort: 8080, nodePort: 30080 }],
  }),
  service('idle', { clusterIP: '10.96.0.21' }),
  service('draining', { clusterIP: '10.96.0.22' }),
  service('local', { clusterIP: '10.96.0.23', internalTrafficPolicy: 'Local' }),
  service('db', { clusterIP: 'None' }),
  service('away', { type: 'ExternalName', externalName: 'example.org' }),
];
const SLICES: Record<string, EndpointSlice[]> = {
  web: [
    slice('web', [
      { addresses: ['10.244.1.5'], conditions: { ready: true }, nodeName: 'node01' },
      { addresses: ['10.244.2.5'], conditions: { ready: false }, nodeName: 'node02' },
    ]),
  ],
  draining: [
    slice('draining', [{ addresses: ['10.244.1.6'], conditions: { ready: false, serving: true, terminating: true } }]),
  ],
  local: [slice('local', [{ addresses: ['10.244.2.7'], conditions: { ready: true }, nodeName: 'node02' }])],
  db: [slice('db', [{ addresses: ['10.244.1.8'], conditions: { ready: true }, hostname: 'db-0' }])],
};

it.each<[string, string, number, unknown]>([
  ['a ready endpoint', '10.96.0.20', 80, { address: '10.244.1.5', port: 8080 }],
  ['a node port', '172.30.2.2', 30080, { address: '10.244.1.5', port: 8080 }],
  ['a node port on loopback', '127.0.0.1', 30080, { address: '10.244.1.5', port: 8080 }],
  ['no endpoint', '10.96.0.21', 80, 'refuse'],
  ['only a draining one', '10.96.0.22', 80, { address: '10.244.1.6', port: 8080 }],
  ['none on this node, where only these count', '10.96.0.23', 80, 'drop'],
  ['a port the service does not have', '10.96.0.20', 81, 'drop'],
  ['something else', '1.1.1.1', 80, undefined],
])('rules: %s', (_, address, port, expected) => {
  const table = new ServiceTable({
    services: SERVICES,
    slicesOf: (key) => SLICES[key.split('/')[1]] ?? [],
    nodeName: 'node01',
    nodeAddresses: new Set(['172.30.2.2']),
  });
  expect(table.translate(address, port, 'tcp', new Random(1))).toEqual(expected);
});

const names: ClusterNames = {
  zone: 'cluster.local',
  ttl: 30,
  pods: 'insecure',
  service: (namespace, name) =>
    namespace === 'default' ? SERVICES.find((one) => one.metadata.name === name) : undefined,
  serviceAt: (address) => SERVICES.find((one) => one.spec.clusterIP === address),
  slicesOf: (_, name) => SLICES[name] ?? [],
  slices: () => Object.values(SLICES).flat(),
  hasNamespace: (name) => name === 'default',
  hasPod: () => false,
};

it.each<[RecordType, string, string]>([
  ['A', 'web.default.svc.cluster.local', 'NOERROR 10.96.0.20'],
  ['A', 'WEB.default.svc.cluster.local', 'NOERROR 10.96.0.20'],
  ['AAAA', 'web.default.svc.cluster.local', 'NOERROR '],
  ['A', 'nope.default.svc.cluster.local', 'NXDOMAIN '],
  ['A', 'web.nope.svc.cluster.local', 'NXDOMAIN '],
  ['A', 'default.svc.cluster.local', 'NOERROR '],
  ['A', 'db.default.svc.cluster.local', 'NOERROR 10.244.1.8'],
  ['A', 'db-0.db.default.svc.cluster.local', 'NOERROR 10.244.1.8'],
  ['SRV', '_http._tcp.web.default.svc.cluster.local', 'NOERROR 0 100 80 web.default.svc.cluster.local.'],
  ['A', '10-244-1-5.default.pod.cluster.local', 'NOERROR 10.244.1.5'],
  ['A', 'away.default.svc.cluster.local', 'NOERROR example.org.'],
  ['PTR', '20.0.96.10.in-addr.arpa', 'NOERROR web.default.svc.cluster.local.'],
  ['A', 'example.org', 'not ours'],
])('%s %s → %s', (type, name, expected) => {
  const answer = answerClusterName({ name, type }, names);
  expect(answer ? `${answer.code} ${answer.answers.map((one) => one.data).join(' ')}` : 'not ours').toBe(expected);
});

it('a Corefile is read; a misspelt plugin is named with its line', () => {
  const text = `.:53 {
    errors
    health {
       lameduck 5s
    }
    kubernets cluster.local in-addr.arpa ip6.arpa {
       pods insecure
    }
}
`;
  expect(() => parseCorefile(text, '/etc/coredns/Corefile')).toThrow(
    new CorefileError("/etc/coredns/Corefile:6 - Error during parsing: Unknown directive 'kubernets'"),
  );
  expect(parseCorefile(text.replace('kubernets', 'kubernetes'), 'Corefile')).toMatchInlineSnapshot(`
    [
      {
        "directives": [
          {
            "arguments": [],
            "name": "errors",
            "properties": [],
          },
          {
            "arguments": [],
            "name": "health",
            "properties": [
              [
                "lameduck",
                "5s",
              ],
            ],
          },
          {
            "arguments": [
              "cluster.local",
              "in-addr.arpa",
              "ip6.arpa",
            ],
            "name": "kubernetes",
            "properties": [
              [
                "pods",
                "insecure",
              ],
            ],
          },
        ],
        "port": 53,
        "zones": [
          ".",
        ],
      },
    ]
  `);
});
