import { beforeEach, describe, expect, it } from 'vitest';
import type { TestApi } from '../../support/api.ts';
import { type KubectlHost, withApi } from './world.ts';

let machine: KubectlHost;
let api: TestApi;

const owner = (kind: string, name: string) => [
  { apiVersion: 'apps/v1', kind, name, uid: 'b2c5a3a0-0000-4000-8000-000000000000', controller: true },
];

function pod(name: string, metadata: object = {}, spec: object = {}): void {
  api.send('POST', '/api/v1/namespaces/default/pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { app: 'web' }, ...metadata },
    spec: { nodeName: 'node01', containers: [{ name: 'c', image: 'nginx' }], ...spec },
  });
}

/** Plays the kubelet: what is being deleted goes after a second. */
function endPods(): void {
  api.simulation.schedule(1_000, 'kubelet', () => {
    const { body } = api.send('GET', '/api/v1/pods');
    for (const item of (body as { items: { metadata: { name: string; deletionTimestamp?: string } }[] }).items) {
      if (!item.metadata.deletionTimestamp) continue;
      api.send('DELETE', `/api/v1/namespaces/default/pods/${item.metadata.name}?gracePeriodSeconds=0`);
    }
    endPods();
  });
}

const shown = (line: string) => {
  const { stdout, stderr, code } = machine.run(line);
  return `${stdout}${stderr.replace(/^/gm, '! ').replace(/! $/, '')}exit ${code}`;
};

beforeEach(() => {
  ({ machine, api } = withApi());
  api.send('POST', '/api/v1/namespaces/default/serviceaccounts', {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'default' },
  });
  api.send('POST', '/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node01' } });
  endPods();
});

describe('kubectl drain', () => {
  it('evicts what a controller will replace', () => {
    pod('web-1', { ownerReferences: owner('ReplicaSet', 'web') });
    expect(shown('kubectl drain node01')).toMatchInlineSnapshot(`
      "node/node01 cordoned
      evicting pod default/web-1
      pod/web-1 evicted
      node/node01 drained
      exit 0"
    `);
  });

  it('refuses everything at once, leaving the node cordoned', () => {
    pod('web-1', { ownerReferences: owner('ReplicaSet', 'web') });
    pod('bare');
    pod('scratch', { ownerReferences: owner('ReplicaSet', 'web') }, { volumes: [{ name: 'v', emptyDir: {} }] });
    expect(shown('kubectl drain node01')).toMatchInlineSnapshot(`
      "node/node01 cordoned
      ! error: unable to drain node "node01" due to error: [cannot delete cannot delete Pods that declare no controller (use --force to override): default/bare, cannot delete Pods with local storage (use --delete-emptydir-data to override): default/scratch], continuing command...
      ! There are pending nodes to be drained:
      !  node01
      ! cannot delete cannot delete Pods that declare no controller (use --force to override): default/bare
      ! cannot delete Pods with local storage (use --delete-emptydir-data to override): default/scratch
      exit 1"
    `);
    expect(machine.run('kubectl get pods -o name').stdout).toBe('pod/bare\npod/scratch\npod/web-1\n');
    expect(machine.run('kubectl get node node01 --no-headers').stdout).toContain('SchedulingDisabled');
  });

  it('goes on when the losses are accepted', () => {
    pod('bare');
    pod('scratch', { ownerReferences: owner('ReplicaSet', 'web') }, { volumes: [{ name: 'v', emptyDir: {} }] });
    expect(shown('kubectl drain node01 --force --delete-emptydir-data --dry-run=client')).toMatchInlineSnapshot(`
      "node/node01 cordoned (dry run)
      evicting pod default/bare (dry run)
      evicting pod default/scratch (dry run)
      node/node01 drained (dry run)
      ! Warning: deleting Pods that declare no controller: default/bare
      exit 0"
    `);
    expect(shown('kubectl drain node01 --force --delete-emptydir-data')).toMatchInlineSnapshot(`
      "node/node01 cordoned
      evicting pod default/bare
      evicting pod default/scratch
      pod/bare evicted
      pod/scratch evicted
      node/node01 drained
      ! Warning: deleting Pods that declare no controller: default/bare
      exit 0"
    `);
  });

  it('asks again every five seconds while a budget forbids it, until the timeout', () => {
    pod('web-1', { ownerReferences: owner('ReplicaSet', 'web') });
    api.send('POST', '/apis/policy/v1/namespaces/default/poddisruptionbudgets', {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'web' },
      spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } },
    });
    api.send(
      'PATCH',
      '/api/v1/namespaces/default/pods/web-1/status',
      {
        status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
      },
      { 'content-type': 'application/merge-patch+json' },
    );
    expect(shown('kubectl drain node01 --timeout=8s')).toMatchInlineSnapshot(`
      "node/node01 cordoned
      evicting pod default/web-1
      evicting pod default/web-1
      evicting pod default/web-1
      ! error when evicting pods/"web-1" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.
      ! error when evicting pods/"web-1" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.
      ! There are pending pods in node "node01" when an error occurred: error when evicting pods/"web-1" -n "default": global timeout reached: 8s
      ! pod/web-1
      ! error: unable to drain node "node01" due to error: error when evicting pods/"web-1" -n "default": global timeout reached: 8s, continuing command...
      ! There are pending nodes to be drained:
      !  node01
      ! error when evicting pods/"web-1" -n "default": global timeout reached: 8s
      exit 1"
    `);
  });

  it.each([
    ['kubectl drain', "! error: USAGE: drain NODE [flags]\n! See 'kubectl drain -h' for help and examples\nexit 1"],
    ['kubectl drain node09', '! Error from server (NotFound): nodes "node09" not found\nexit 1'],
    [
      'kubectl drain node01 --delete-local-data',
      "! error: unknown flag: --delete-local-data\n! See 'kubectl drain --help' for usage.\nexit 1",
    ],
    [
      'kubectl drain node01 -l a=b',
      "! error: error: cannot specify both a node name and a --selector option\n! See 'kubectl drain -h' for help and examples\nexit 1",
    ],
  ])('%s is refused', (line, answer) => {
    expect(shown(line)).toBe(answer);
  });
});

describe('kubectl cordon, uncordon and taint', () => {
  it('say what they did, and that it was so already', () => {
    expect(
      [
        'kubectl cordon node01',
        'kubectl cordon node01',
        'kubectl uncordon node01',
        'kubectl uncordon node01',
        'kubectl taint nodes node01 app=blue:NoSchedule',
        'kubectl taint nodes node01 app=red:NoSchedule',
        'kubectl taint nodes node01 app=red:NoSchedule --overwrite',
        'kubectl taint nodes node01 app-',
        'kubectl taint nodes node01 app-',
        'kubectl taint nodes node01 k=v:Foo',
      ]
        .map(shown)
        .join('\n'),
    ).toMatchInlineSnapshot(`
      "node/node01 cordoned
      exit 0
      node/node01 already cordoned
      exit 0
      node/node01 uncordoned
      exit 0
      node/node01 already uncordoned
      exit 0
      node/node01 tainted
      exit 0
      ! error: node node01 already has app taint(s) with same effect(s) and --overwrite is false
      exit 1
      node/node01 modified
      exit 0
      node/node01 untainted
      exit 0
      ! error: taint "app" not found
      exit 1
      ! error: invalid taint effect: Foo, unsupported taint effect
      ! See 'kubectl taint -h' for help and examples
      exit 1"
    `);
  });
});
