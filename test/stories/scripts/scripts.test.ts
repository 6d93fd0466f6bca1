// Scripts as candidates, instructors and CI jobs write them for a kubeadm cluster, each in a world of its own:
// what they print, what they complain about, how they end.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { TOPOLOGIES } from '../../../src/cluster/topology.ts';
import { createWorld } from '../../../src/cluster/world.ts';
import { DEFAULT_VERSION, releaseOf } from '../../../src/kube/releases/releases.ts';
import { execute } from '../../../src/lab/administrator.ts';
import { EPOCH } from '../../../src/sim/simulation.ts';
import { start } from '../../../src/sim/task.ts';

const MOST_VIRTUAL = 30 * 60_000;

function play(name: string): string {
  const topology = TOPOLOGIES['two-workers'];
  const world = createWorld({ topology, version: DEFAULT_VERSION, seed: '1', epoch: EPOCH });
  const host = world.hosts.get(world.home)!;
  const path = `/root/${name}.sh`;
  host.files.writeFile(path, readFileSync(new URL(`./${name}.sh`, import.meta.url), 'utf8'), { mode: 0o755 });
  const decoder = new TextDecoder();
  let output = '';
  let complaints = '';
  const sinks = {
    stdout: (bytes: Uint8Array) => (output += decoder.decode(bytes)),
    stderr: (bytes: Uint8Array) => (complaints += decoder.decode(bytes)),
  };
  const running = start(world.simulation, name, execute(host, { argv: ['bash', path] }, sinks), () => {});
  const until = world.simulation.now + MOST_VIRTUAL;
  while (!running.outcome && world.simulation.step(until));
  const status = running.outcome?.ok ? running.outcome.value : `not ended: ${JSON.stringify(running.outcome)}`;
  return `${output}${complaints === '' ? '' : `--- complaints\n${complaints}`}--- status ${status}`;
}

it('every worker is drained in turn, and the application stays whole', () => {
  expect(play('drain-every-worker')).toMatchInlineSnapshot(`
    "deployment.apps/web created
    Waiting for deployment spec update to be observed...
    Waiting for deployment "web" rollout to finish: 0 of 4 updated replicas are available...
    Waiting for deployment "web" rollout to finish: 3 of 4 updated replicas are available...
    deployment "web" successfully rolled out
    workers: 2
    === node01
    3
          4 node02
    node/node01 uncordoned
    node/node01 condition met
    === node02
    5
          4 node01
    node/node02 uncordoned
    node/node02 condition met
    4/4
    --- status 0"
  `);
});

it('a loop waits for something that another process makes', () => {
  expect(play('wait-until-it-exists')).toMatchInlineSnapshot(`
    "appeared in time
    all system pods run
    --- status 0"
  `);
});

it('a manifest in a here-document becomes a service that answers', () => {
  expect(play('manifest-in-a-here-document')).toMatchInlineSnapshot(`
    "deployment.apps/shop created
    service/shop created
    poddisruptionbudget.policy/shop created
    Waiting for deployment spec update to be observed...
    Waiting for deployment "shop" rollout to finish: 0 of 3 updated replicas are available...
    Waiting for deployment "shop" rollout to finish: 1 of 3 updated replicas are available...
    deployment "shop" successfully rolled out
    ip ok
    <title>Welcome to nginx!</title>
    200
    nope: 404
    shop 2 1
    --- status 0"
  `);
});

it('nodes answer scripts sent over ssh, statuses and all', () => {
  expect(play('ask-nodes-over-ssh')).toMatchInlineSnapshot(`
    "on node01, arg node01
    active
    active
    active
    manifests
    kubelet.conf
    manifests
    pki
    rc=0
    on node02, arg node02
    active
    active
    active
    manifests
    kubelet.conf
    manifests
    pki
    rc=0
    inactive
    rc=3
    active
    rc=7
    rc=255
    --- complaints
    ssh: Could not resolve hostname node09: Temporary failure in name resolution
    --- status 0"
  `);
});

it('a probe in the background counts failures while a node is drained', () => {
  expect(play('probe-while-draining')).toMatchInlineSnapshot(`
    "drain rc=0
    probe rc=143
    enough probes
    failures: 0
    --- status 0"
  `);
});

it('a drain in the background is blocked by a budget until there are more replicas', () => {
  expect(play('budget-blocks-a-drain')).toMatchInlineSnapshot(`
    "deployment.apps/db created
    poddisruptionbudget.policy/db created
    deployment.apps/db condition met
    still draining
    Cannot evict pod as it would violate the pod's disruption budget
    deployment.apps/db scaled
    drain: 0
    node/NODE drained
          1 ContainerCreating
          1 Running
    node/NODE uncordoned
    --- status 0"
  `);
});

it('a script reboots a node, and waits for ssh and for Ready', () => {
  expect(play('reboot-a-node')).toMatchInlineSnapshot(`
    "waiting for ssh
    ssh is back
    node/node01 condition met
    booted anew
    Ready,SchedulingDisabled
    node/node01 uncordoned
    up 0 minutes
    --- complaints
    Connection to node01 closed by remote host.
    --- status 0"
  `);
});

it('watches and followed logs run in the background until they are killed', () => {
  expect(play('watch-in-the-background')).toMatchInlineSnapshot(`
    "pod/one created
    pod/one condition met
    pod "one" deleted from default namespace
    rc 143
    Pending
    ContainerCreating
    Running
    Terminating
    Completed
    rc 1
    pod/talk created
    pod/talk condition met
    [0] line
    [1] line
    [2] line
    [3] line
    0 0
    timeout rc 124
    --- complaints
    error: error from server (NotFound): pods "nope" not found in namespace "default"
    --- status 0"
  `);
});

it('traps tell where a script failed and clean up after it', () => {
  expect(play('clean-up-after-an-error')).toMatchInlineSnapshot(`
    "namespace/scratch created
    cleanup rc=1
    namespace "scratch" deleted
    --- complaints
    Error from server (NotFound): pods "missing" not found
    error on line 9: kubectl -n scratch get pod missing
    --- status 1"
  `);
});

it('jobs are waited for in the order in which they end', () => {
  expect(play('wait-for-whoever-is-first')).toMatchInlineSnapshot(`
    "one ended: 3
    one ended: 2
    one ended: 1
    all: 0
    2
    0
    [2]+  Running                 sleep 4 &
    143
    pod/job1 condition met
    pod/job2 condition met
    pod/job3 condition met
    NAME   PHASE       CODE
    job1   Succeeded   0
    job2   Failed      1
    job3   Failed      2
    --- status 0"
  `);
});

it('printf, column and a loop make tables of nodes', () => {
  expect(play('table-of-nodes')).toMatchInlineSnapshot(`
    "----------------------------------------
    | NODE           | STATUS    |  PODS |
    ----------------------------------------
    | controlplane   | Ready     |     6 |
    | node01         | Ready     |     3 |
    | node02         | Ready     |     3 |
    ----------------------------------------
    N              T
    controlplane   NoSchedule
    node01         <none>
    node02         <none>
    default          Active
    kube-flannel     Active
    kube-node-lease  Active
    kube-public      Active
    kube-system      Active
     60.0%
    --- status 0"
  `);
});

it('a stopped kubelet is noticed after its grace period', () => {
  expect(play('kubelet-stops')).toMatchInlineSnapshot(`
    "noticed after about 40-50 s
    Taints:             node.kubernetes.io/unreachable:NoExecute
                        node.kubernetes.io/unreachable:NoSchedule
    Unschedulable:      false
    node02 NotReady
    node/controlplane condition met
    node/node01 condition met
    node/node02 condition met
    --- status 0"
  `);
});

it('pods wait while every worker is cordoned', () => {
  expect(play('nowhere-to-run')).toMatchInlineSnapshot(`
    "node/node01 cordoned
    node/node02 cordoned
    deployment.apps/pend created
    0/3 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 2 node(s) were unschedulable. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.
    FailedScheduling   Pod
    node/node01 uncordoned
    node/node02 uncordoned
    deployment.apps/pend condition met
    fine
    0 cordoned
    --- status 0"
  `);
});

it('everything a script prints goes to the screen and to its log', () => {
  expect(play('keep-a-log')).toMatchInlineSnapshot(`
    "start
    Error from server (NotFound): nodes "nosuch" not found
    namespace/default
    end
    --- log
    start
    Error from server (NotFound): nodes "nosuch" not found
    namespace/default
    end
    > Error from server (NotFound): nodes "x" not found
    1
    2
    node/node01
    Error from server (NotFound): nodes "x" not found
    --- status 0"
  `);
});
