import { describe, expect, it } from 'vitest';
import type { Kind } from '../../../src/kube/objects/kind.ts';
import { CONFIG_MAP, DEPLOYMENT, POD, SECRET } from '../../../src/kube/objects/kinds.ts';
import { decode } from '../../../src/kube/objects/schema.ts';

const container = (rest: object) => ({ spec: { containers: [{ name: 'c', image: 'nginx', ...rest }] } });

describe('decoding', () => {
  // Recorded from kube-apiserver 1.35.6 where marked with *.
  it.each<[string, Kind, unknown, string]>([
    [
      'text for a number',
      DEPLOYMENT,
      { spec: { replicas: 'x' } },
      'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      '* text for a port',
      POD,
      container({ ports: [{ containerPort: '80' }] }),
      'json: cannot unmarshal string into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32',
    ],
    [
      '* a number for a variable',
      POD,
      container({ env: [{ name: 'A', value: 1 }] }),
      'json: cannot unmarshal number into Go struct field EnvVar.spec.containers.env.value of type string',
    ],
    [
      '* a bool for a variable',
      POD,
      container({ env: [{ name: 'A', value: true }] }),
      'json: cannot unmarshal bool into Go struct field EnvVar.spec.containers.env.value of type string',
    ],
    [
      '* text for a user id',
      POD,
      container({ securityContext: { runAsUser: 'me' } }),
      'json: cannot unmarshal string into Go struct field SecurityContext.spec.containers.securityContext.runAsUser of type int64',
    ],
    [
      '* a number in a map',
      CONFIG_MAP,
      { data: { a: 1 } },
      'json: cannot unmarshal number into Go struct field ConfigMap.data of type string',
    ],
    [
      'an object for a list',
      POD,
      { spec: { containers: {} } },
      'json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container',
    ],
    [
      'a list for a struct',
      POD,
      { spec: [] },
      'json: cannot unmarshal array into Go struct field Pod.spec of type v1.PodSpec',
    ],
    [
      'a number for a policy',
      POD,
      { spec: { restartPolicy: 1 } },
      'json: cannot unmarshal number into Go struct field PodSpec.spec.restartPolicy of type v1.RestartPolicy',
    ],
    ['* what is not base64', SECRET, { data: { a: 'not base64' } }, 'illegal base64 data at input byte 3'],
    [
      'a quantity nobody reads',
      POD,
      container({ resources: { limits: { cpu: 'lots' } } }),
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ],
  ])('refuses %s', (_what, kind, body, message) => {
    expect(decode(kind, body).problem?.message).toBe(message);
  });

  it('names every unknown field with its path', () => {
    const { unknownFields, problem } = decode(POD, { ...container({ imagePullPolcy: 'Always' }), sepc: {} });
    expect(problem).toBeUndefined();
    expect(unknownFields).toEqual(['unknown field "spec.containers[0].imagePullPolcy"', 'unknown field "sepc"']);
  });

  it('holds an object as Go does: structs present, empty things gone, quantities canonical', () => {
    const { object } = decode(DEPLOYMENT, {
      metadata: { name: 'web', labels: {}, creationTimestamp: null },
      spec: {
        replicas: 0,
        paused: false,
        selector: { matchLabels: {} },
        template: {
          spec: {
            containers: [{ name: 'c', args: [], stdin: false, resources: { limits: { cpu: '1000m', memory: 1 } } }],
          },
        },
      },
    });
    expect(object).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: {
        replicas: 0,
        selector: {},
        strategy: {},
        template: {
          metadata: {},
          spec: { containers: [{ name: 'c', resources: { limits: { cpu: '1', memory: '1' } } }] },
        },
      },
      status: {},
    });
  });
});
