// Bodies a real kubectl 1.33.1 sent, and the way back.

import { expect, test } from 'vitest';
import { fromBase64, toBase64 } from '../../../../src/base/base64.ts';
import { encode } from '../../../../src/base/bytes.ts';
import { Random } from '../../../../src/base/random.ts';
import { printYaml } from '../../../../src/base/yaml/print.ts';
import { objectInside, openEnvelope, sealEnvelope } from '../../../../src/kube/api/protobuf/envelope.ts';
import { message, messageOf } from '../../../../src/kube/api/protobuf/messages.ts';
import { ProtobufError, readFields, Writer } from '../../../../src/kube/api/protobuf/wire.ts';
import recorded from './recorded.json' with { type: 'json' };

const bytesOf = (text: string): Uint8Array => fromBase64(text)!;
const read = (bytes: Uint8Array): unknown => objectInside(openEnvelope(bytes));

test('a deployment made by kubectl reads as its JSON', () => {
  expect(printYaml(read(bytesOf(recorded.deployment)))).toMatchInlineSnapshot(`
    "apiVersion: apps/v1
    kind: Deployment
    metadata:
      creationTimestamp: null
      labels:
        app: fixture
      name: fixture
    spec:
      replicas: 2
      selector:
        matchLabels:
          app: fixture
      strategy: {}
      template:
        metadata:
          creationTimestamp: null
          labels:
            app: fixture
        spec:
          containers:
          - image: nginx
            name: nginx
            ports:
            - containerPort: 80
            resources: {}
    status: {}
    "
  `);
});

test('other objects made by kubectl read as their JSON', () => {
  const { deployment: _, ...others } = recorded;
  const objects = Object.values(others).map((body) => JSON.stringify(read(bytesOf(body))));
  expect(objects.join('\n')).toMatchInlineSnapshot(`
    "{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","metadata":{"creationTimestamp":null},"spec":{"expirationSeconds":3600},"status":{"expirationTimestamp":null}}
    {"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","metadata":{"creationTimestamp":null},"spec":{"resourceAttributes":{"namespace":"default","verb":"list","resource":"pods","subresource":"log"}},"status":{}}
    {"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"fixture","creationTimestamp":null},"spec":{"template":{"metadata":{"creationTimestamp":null},"spec":{"containers":[{"name":"fixture","image":"busybox","command":["echo","hi"],"resources":{}}],"restartPolicy":"Never"}}},"status":{}}
    {"apiVersion":"batch/v1","kind":"CronJob","metadata":{"name":"fixture","creationTimestamp":null},"spec":{"schedule":"@hourly","jobTemplate":{"metadata":{"name":"fixture","creationTimestamp":null},"spec":{"template":{"metadata":{"creationTimestamp":null},"spec":{"containers":[{"name":"fixture","image":"busybox","command":["date"],"resources":{}}],"restartPolicy":"OnFailure"}}}}},"status":{}}
    {"apiVersion":"v1","kind":"Secret","metadata":{"name":"fixture","creationTimestamp":null},"data":{"a":"Yg=="}}
    {"apiVersion":"networking.k8s.io/v1","kind":"Ingress","metadata":{"name":"fixture","creationTimestamp":null},"spec":{"rules":[{"host":"a.b","http":{"paths":[{"path":"/x","backend":{"service":{"name":"s","port":{"number":80}}},"pathType":"Prefix"}]}}]},"status":{"loadBalancer":{}}}
    {"apiVersion":"policy/v1","kind":"PodDisruptionBudget","metadata":{"name":"fixture","creationTimestamp":null},"spec":{"minAvailable":"50%","selector":{"matchLabels":{"app":"web"}}},"status":{}}
    {"apiVersion":"v1","kind":"ResourceQuota","metadata":{"name":"fixture","creationTimestamp":null},"spec":{"hard":{"cpu":"1","pods":"3"}},"status":{}}
    {"apiVersion":"v1","kind":"Service","metadata":{"name":"fixture","creationTimestamp":null,"labels":{"app":"fixture"}},"spec":{"ports":[{"name":"80-8080","protocol":"TCP","port":80,"targetPort":8080}],"selector":{"app":"fixture"},"type":"NodePort"},"status":{"loadBalancer":{}}}
    {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"fixture","creationTimestamp":null},"rules":[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]}
    {"apiVersion":"scheduling.k8s.io/v1","kind":"PriorityClass","metadata":{"name":"fixture","creationTimestamp":null},"value":7,"preemptionPolicy":"PreemptLowerPriority"}"
  `);
});

test.each(Object.entries(recorded))('what kubectl sent for a %s is written again byte for byte', (_, body) => {
  expect(toBase64(sealEnvelope(read(bytesOf(body)))!)).toBe(body);
});

test('everything a pod can say survives the way there and back', () => {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'all',
      creationTimestamp: '2026-11-02T09:00:00Z',
      labels: { a: 'b', empty: '' },
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'x', uid: 'u', controller: true, blockOwnerDeletion: false },
      ],
      managedFields: [
        { manager: 'm', operation: 'Apply', time: '2026-11-02T09:00:00Z', fieldsV1: { 'f:spec': { '.': {} } } },
      ],
    },
    spec: {
      volumes: [
        { name: 'conf', configMap: { name: 'c', defaultMode: 420, items: [{ key: 'k', path: 'p', mode: 0 }] } },
        { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
      ],
      containers: [
        {
          name: 'main',
          resources: { limits: { cpu: '100m', memory: '1Gi' } },
          livenessProbe: { httpGet: { path: '/', port: 'web' }, periodSeconds: 3 },
          readinessProbe: { tcpSocket: { port: 80 } },
          env: [{ name: 'E', valueFrom: { secretKeyRef: { name: 's', key: 'k', optional: false } } }],
        },
      ],
      terminationGracePeriodSeconds: 0,
      tolerations: [{ operator: 'Exists', tolerationSeconds: -1 }],
    },
    status: { startTime: '2026-11-02T09:00:00Z' },
  };
  expect(read(sealEnvelope(pod)!)).toEqual(pod);
});

test.each([
  [
    'no magic number',
    'hello',
    'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]',
  ],
  [
    'nothing after it',
    'k8s\0',
    'no kind "" is registered for version "" in scheme "pkg/api/legacyscheme/scheme.go:30"',
  ],
  ['a length beyond the end', 'k8s\0\n\x7f', 'unexpected EOF'],
  ['a field number 0', 'k8s\0\x02', 'proto: illegal tag 0 (wire type 2)'],
  ['a group', 'k8s\0\x0b', 'proto: illegal wireType 3'],
])('%s is refused in the words of Go', (_, text, words) => {
  expect(() => read(encode(text))).toThrow(new ProtobufError(words));
});

test('a number where a text belongs is refused', () => {
  const writer = new Writer();
  writer.integer(1, 5);
  const type = new Writer();
  type.bytes(1, encode('v1'));
  type.bytes(2, encode('ConfigMap'));
  const envelope = new Writer();
  envelope.bytes(1, type.message);
  envelope.bytes(2, writer.message);
  const bytes = Uint8Array.from([0x6b, 0x38, 0x73, 0, ...envelope.message]);
  expect(() => read(bytes)).toThrow('proto: wrong wireType = 0 for field Metadata');
});

test.each([0, 1, 127, 128, 300, 2 ** 31 - 1, 2 ** 31, 2 ** 40 + 1, Number.MAX_SAFE_INTEGER, -1, -128, -(2 ** 31)])(
  'the number %d keeps its value',
  (value) => {
    const writer = new Writer();
    writer.integer(3, value);
    expect([...readFields(writer.message)]).toEqual([{ number: 3, wire: 0, value }]);
  },
);

test('bodies cut short or with a byte changed are read or refused, never more', () => {
  const random = new Random('protobuf');
  const bodies = Object.values(recorded).map(bytesOf);
  for (let round = 0; round < 5_000; round++) {
    const body = bodies[random.integer(bodies.length)].slice();
    if (random.integer(2) === 0) body[random.integer(body.length)] = random.integer(256);
    const cut = body.subarray(0, random.integer(body.length + 1));
    try {
      read(random.integer(2) === 0 ? cut : body);
    } catch (error) {
      if (!(error instanceof ProtobufError)) throw error;
    }
  }
});

test('every kind of the stable groups has its message', () => {
  expect(messageOf('apps/v1', 'Deployment')?.name).toBe('apps.v1.Deployment');
  expect(messageOf('rbac.authorization.k8s.io/v1', 'Role')?.name).toBe('rbac.v1.Role');
  expect(messageOf('apps/v1', 'DeleteOptions')?.name).toBe('meta.v1.DeleteOptions');
  expect(messageOf('example.com/v1', 'Widget')).toBeUndefined();
  expect(message('core.v1.Volume')?.fields.get(2)).toMatchObject({
    name: '',
    type: { message: 'core.v1.VolumeSource' },
  });
});
