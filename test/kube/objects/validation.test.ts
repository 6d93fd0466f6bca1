import { describe, expect, it } from 'vitest';
import type { Kind } from '../../../src/kube/objects/kind.ts';
import * as kinds from '../../../src/kube/objects/kinds.ts';
import { stored } from './tables.ts';

const container = { name: 'c', image: 'nginx:1' };
const pod = (spec: object) => ({ metadata: { name: 'p' }, spec: { containers: [container], ...spec } });
const one = (rest: object) => pod({ containers: [{ ...container, ...rest }] });
const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [container] } };
const selector = { matchLabels: { app: 'web' } };
const deployment = (rest: object) => ({ metadata: { name: 'web' }, spec: { selector, template, ...rest } });
const service = (spec: object) => ({ metadata: { name: 's' }, spec: { ports: [{ port: 80 }], ...spec } });
const node = (...taints: object[]) => ({ metadata: { name: 'n' }, spec: { taints } });
const budget = (spec: object) => ({ metadata: { name: 'b' }, spec });

const said = (errors: readonly { field: string; type: string; detail: string }[] = []) =>
  errors.map(({ field, type, detail }) => (detail === '' ? `${field}: ${type}` : `${field}: ${type}: ${detail}`));

describe('validation says', () => {
  it.each<[string, Kind, object, string[]]>([
    ['a good pod', kinds.POD, pod({}), []],
    ['no containers', kinds.POD, pod({ containers: [] }), ['spec.containers: Required value']],
    [
      'a container twice',
      kinds.POD,
      pod({ containers: [container, container] }),
      ['spec.containers[1].name: Duplicate value: "c"'],
    ],
    [
      'a bad container name',
      kinds.POD,
      one({ name: 'C' }),
      [
        `spec.containers[0].name: Invalid value: "C": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')`,
      ],
    ],
    [
      'a bad policy',
      kinds.POD,
      pod({ restartPolicy: 'Sometimes' }),
      ['spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "Never", "OnFailure"'],
    ],
    [
      'more requested than allowed',
      kinds.POD,
      one({ resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } }),
      ['spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1'],
    ],
    [
      'a resource nobody knows',
      kinds.POD,
      one({ resources: { limits: { gpu: '1' } } }),
      [
        'spec.containers[0].resources.limits: Invalid value: "gpu": must be a standard resource type or fully qualified',
        'spec.containers[0].resources.limits: Invalid value: "gpu": must be a standard resource for containers',
        'spec.containers[0].resources.requests: Invalid value: "gpu": must be a standard resource type or fully qualified',
        'spec.containers[0].resources.requests: Invalid value: "gpu": must be a standard resource for containers',
      ],
    ],
    [
      'a port too far',
      kinds.POD,
      one({ ports: [{ containerPort: 70000 }] }),
      ['spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive'],
    ],
    [
      'a toleration for everything without Exists',
      kinds.POD,
      pod({ tolerations: [{}] }),
      [
        'spec.tolerations[0].operator: Invalid value: "": operator must be Exists when `key` is empty, which means "match all values and all keys"',
      ],
    ],
    [
      'seconds without NoExecute',
      kinds.POD,
      pod({ tolerations: [{ key: 'a', operator: 'Exists', tolerationSeconds: 5 }] }),
      ['spec.tolerations[0].effect: Invalid value: "": effect must be \'NoExecute\' when `tolerationSeconds` is set'],
    ],
    [
      'two sources of one volume',
      kinds.POD,
      pod({ volumes: [{ name: 'v', emptyDir: {}, hostPath: { path: '/' } }] }),
      ['spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type'],
    ],
    [
      'another selector than labels',
      kinds.DEPLOYMENT,
      deployment({ selector: { matchLabels: { app: 'db' } } }),
      ['spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`'],
    ],
    [
      'an empty selector',
      kinds.DEPLOYMENT,
      deployment({ selector: {} }),
      ['spec.selector: Invalid value: {}: empty selector is invalid for deployment'],
    ],
    [
      'pods that end',
      kinds.DEPLOYMENT,
      deployment({ template: { ...template, spec: { ...template.spec, restartPolicy: 'Never' } } }),
      ['spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"'],
    ],
    [
      'an update that cannot move',
      kinds.DEPLOYMENT,
      deployment({ strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } }),
      ['spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0'],
    ],
    [
      'Recreate with numbers',
      kinds.DEPLOYMENT,
      deployment({ strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } }),
      ["spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"],
    ],
    [
      'a Job that restarts always',
      kinds.JOB,
      { metadata: { name: 'j' }, spec: { selector, manualSelector: true, template } },
      ['spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'],
    ],
    [
      'ports without names',
      kinds.SERVICE,
      service({ ports: [{ port: 80 }, { port: 81 }] }),
      ['spec.ports[0].name: Required value', 'spec.ports[1].name: Required value'],
    ],
    ['no ports', kinds.SERVICE, service({ ports: [] }), ['spec.ports: Required value']],
    [
      'a node port for ClusterIP',
      kinds.SERVICE,
      service({ ports: [{ port: 80, nodePort: 30080 }] }),
      ["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"],
    ],
    [
      'a name for nobody',
      kinds.SERVICE,
      service({ type: 'ExternalName', ports: [] }),
      ['spec.externalName: Required value'],
    ],
    [
      'both bounds of a budget',
      kinds.POD_DISRUPTION_BUDGET,
      budget({ minAvailable: 1, maxUnavailable: 1, selector }),
      [
        'spec: Invalid value: {"MinAvailable":1,"Selector":{"matchLabels":{"app":"web"}},"MaxUnavailable":1,"UnhealthyPodEvictionPolicy":null}: minAvailable and maxUnavailable cannot be both set',
      ],
    ],
    [
      'more than all',
      kinds.POD_DISRUPTION_BUDGET,
      budget({ minAvailable: '120%' }),
      ['spec.minAvailable: Invalid value: "120%": must not be greater than 100%'],
    ],
    [
      'an unknown effect',
      kinds.NODE,
      node({ key: 'a', effect: 'NoWay' }),
      [
        'spec.taints[0].effect: Unsupported value: "NoWay": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
      ],
    ],
    [
      'a taint twice',
      kinds.NODE,
      node({ key: 'a', effect: 'NoSchedule' }, { key: 'a', value: 'b', effect: 'NoSchedule' }),
      [
        'spec.taints[1]: Duplicate value: {"Key":"a","Value":"b","Effect":"NoSchedule","TimeAdded":null}: taints must be unique by key and effect pair',
      ],
    ],
    [
      'a bad key',
      kinds.CONFIG_MAP,
      { metadata: { name: 'm' }, data: { 'a b': '' } },
      [
        "data[a b]: Invalid value: \"a b\": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
      ],
    ],
    [
      'half a certificate',
      kinds.SECRET,
      { metadata: { name: 's' }, type: 'kubernetes.io/tls', data: { 'tls.crt': 'AA==' } },
      ['data[tls.key]: Required value'],
    ],
    [
      'too important',
      kinds.PRIORITY_CLASS,
      { metadata: { name: 'x' }, value: 1_000_000_001 },
      ['value: Forbidden: maximum allowed value of a user defined priority is 1000000000'],
    ],
    [
      'a role without verbs',
      kinds.ROLE,
      { metadata: { name: 'r', namespace: 'd' }, rules: [{ apiGroups: [''], resources: ['pods'], verbs: [] }] },
      ['rules[0].verbs: Required value: verbs must contain at least one value'],
    ],
  ])('%s', (_what, kind, body, errors) => {
    const object = stored(kind, body);
    expect(said(kind.validate?.(object))).toEqual(errors);
  });
});

describe('an update may not', () => {
  it.each<[string, Kind, object, object, string[]]>([
    ['(but an image may change)', kinds.POD, one({}), one({ image: 'nginx:2' }), []],
    [
      'change a running pod',
      kinds.POD,
      one({}),
      one({ command: ['sh'] }),
      [
        'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
      ],
    ],
    [
      'add a container',
      kinds.POD,
      pod({}),
      pod({ containers: [container, { ...container, name: 'd' }] }),
      ['spec.containers: Forbidden: pod updates may not add or remove containers'],
    ],
    [
      'drop a toleration',
      kinds.POD,
      pod({ tolerations: [{ key: 'a', operator: 'Exists' }] }),
      pod({}),
      ['spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds'],
    ],
    [
      'move a selector',
      kinds.DEPLOYMENT,
      deployment({}),
      deployment({ selector: { matchLabels: { app: 'x' } } }),
      ['spec.selector: Invalid value: {"matchLabels":{"app":"x"}}: field is immutable'],
    ],
    [
      'rename the service of a StatefulSet',
      kinds.STATEFUL_SET,
      deployment({ serviceName: 'a' }),
      deployment({ serviceName: 'b' }),
      [
        "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
      ],
    ],
    [
      'move an address',
      kinds.SERVICE,
      service({ clusterIP: '10.96.0.5' }),
      service({ clusterIP: '10.96.0.6' }),
      ['spec.clusterIPs[0]: Invalid value: ["10.96.0.6"]: may not change once set'],
    ],
    [
      'change a network',
      kinds.NODE,
      { spec: { podCIDR: '10.244.1.0/24' } },
      { spec: { podCIDR: '10.244.2.0/24' } },
      ['spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid'],
    ],
    [
      'change what is immutable',
      kinds.CONFIG_MAP,
      { data: { a: '1' }, immutable: true },
      { data: { a: '2' }, immutable: true },
      ['data: Forbidden: field is immutable when `immutable` is set'],
    ],
    [
      'change the type of a secret',
      kinds.SECRET,
      { type: 'a' },
      { type: 'b' },
      ['type: Invalid value: "b": field is immutable'],
    ],
    [
      'change whom a binding means',
      kinds.ROLE_BINDING,
      { roleRef: { kind: 'Role', name: 'a' } },
      { roleRef: { kind: 'Role', name: 'b' } },
      [
        'roleRef: Invalid value: {"APIGroup":"rbac.authorization.k8s.io","Kind":"Role","Name":"b"}: cannot change roleRef',
      ],
    ],
  ])('%s', (_what, kind, old, body, errors) => {
    expect(said(kind.validateUpdate?.(stored(kind, body), stored(kind, old)))).toEqual(errors);
  });
});

describe('before an object is stored', () => {
  it('a changed spec gets the next generation; the status is not the user’s', () => {
    const old = stored(kinds.DEPLOYMENT, deployment({}));
    kinds.DEPLOYMENT.prepareForCreate?.(old);
    old.status.replicas = 1;
    const same = stored(kinds.DEPLOYMENT, { ...deployment({}), status: { replicas: 7 } });
    kinds.DEPLOYMENT.prepareForUpdate?.(same, old);
    expect([same.metadata.generation, same.status]).toEqual([1, { replicas: 1 }]);
    const scaled = stored(kinds.DEPLOYMENT, deployment({ replicas: 5 }));
    kinds.DEPLOYMENT.prepareForUpdate?.(scaled, old);
    expect(scaled.metadata.generation).toBe(2);
  });

  it('a Service keeps the address and ports it was given', () => {
    const old = stored(
      kinds.SERVICE,
      service({
        type: 'NodePort',
        clusterIP: '10.96.0.5',
        clusterIPs: ['10.96.0.5'],
        ports: [{ port: 80, nodePort: 30080 }],
      }),
    );
    const applied = stored(kinds.SERVICE, service({ type: 'NodePort' }));
    kinds.SERVICE.prepareForUpdate?.(applied, old);
    expect(applied.spec).toEqual(old.spec);
  });

  it.each([
    ['its own grace', {}, undefined, 30],
    ['the grace asked for', {}, 5, 5],
    ['none: nobody runs it', { nodeName: undefined }, undefined, 0],
  ])('a deleted pod gets %s', (_what, spec, asked, seconds) => {
    const running = stored(kinds.POD, pod({ nodeName: 'node01', ...spec }));
    expect(kinds.POD.graceSeconds?.(running, asked)).toBe(seconds);
  });

  it.each([
    ['nothing', {}, 'BestEffort'],
    ['a request', { requests: { cpu: '1' } }, 'Burstable'],
    ['limits for both', { limits: { cpu: '1', memory: '1Gi' } }, 'Guaranteed'],
  ])('a pod that asks for %s', (_what, resources, quality) => {
    const object = stored(kinds.POD, one({ resources }));
    kinds.POD.prepareForCreate?.(object);
    expect(object.status).toEqual({ phase: 'Pending', qosClass: quality });
  });
});
