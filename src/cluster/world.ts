// A ready world: hosts built from a topology, switched on, and, where the topology has a control plane,
// a kubeadm cluster on them that has come up through its own components.

import { assert } from '../base/assert.ts';
import type { KubeClient } from '../kube/client/client.ts';
import { connect } from '../kube/client/connection.ts';
import { Informers } from '../kube/client/informer.ts';
import { DEFAULT_VERSION, release } from '../kube/releases/releases.ts';
import { Host } from '../linux/host/host.ts';
import type { Process } from '../linux/host/process.ts';
import { Fabric } from '../linux/net/stack.ts';
import { giveKey } from '../linux/ubuntu/ssh-keys.ts';
import { PROGRAMS } from '../programs/programs.ts';
import { createSimulation, type Millis, type Simulation } from '../sim/simulation.ts';
import { start, wait } from '../sim/task.ts';
import { Signal } from '../sim/waits.ts';
import { installMachine } from './machine.ts';
import { createAuthorities } from './pki.ts';
import { installPowerControl } from './power.ts';
import { type ClusterPlan, establish, installControlPlane, installWorker, serverOf } from './provision.ts';
import { bytesOf, type HostPlan, type Topology } from './topology.ts';

/** Everything that decides a world: equal plans make equal worlds. */
export interface WorldPlan {
  readonly topology: Topology;
  /** `v1.35.9` */
  readonly version: string;
  readonly seed: string | number;
  /** Unix milliseconds at virtual time 0. */
  readonly epoch: Millis;
}

export interface World {
  readonly plan: WorldPlan;
  readonly simulation: Simulation;
  readonly fabric: Fabric;
  readonly hosts: ReadonlyMap<string, Host>;
  /** The host a learner sits at. */
  readonly home: string;
  /** A machine outside the cluster but on its network, where graders and gateways live. */
  readonly outside: Process;
  /** Local copies of the cluster's objects, kept from outside; undefined without a cluster. */
  readonly informers: Informers | undefined;
  readonly client: KubeClient | undefined;
}

const OUTSIDE_ADDRESS = '172.30.0.1';
/** A cluster that takes longer than this to come up will never. */
const START_LIMIT: Millis = 20 * 60_000;
/** Hosts without a cluster are up by then. */
const PLAIN_BOOT: Millis = 30_000;

export const defaultVersion = DEFAULT_VERSION;

/** Builds and starts it: some two virtual minutes, a second or less of real time. */
export function createWorld(plan: WorldPlan): World {
  const { world, cluster } = assemble(plan);
  if (cluster && world.client) bringUp(world.simulation, world.client, cluster, plan.topology.hosts);
  else world.simulation.advance(PLAIN_BOOT);
  return world;
}

/** The machines, switched on this moment. */
export function assemble(plan: WorldPlan): { readonly world: World; readonly cluster: ClusterPlan | undefined } {
  const simulation = createSimulation(plan.seed, plan.epoch);
  const fabric = new Fabric(simulation);
  const placed = plan.topology.hosts.map((host, at) => ({ host, address: host.address ?? `172.30.${at + 1}.2` }));
  const hosts = new Map<string, Host>();
  for (const { host, address } of placed) {
    const hardware = { cpus: host.cpus, memory: bytesOf(host.memory)!, disk: bytesOf(host.disk)! };
    hosts.set(host.name, new Host(host.name, address, fabric, hardware, PROGRAMS));
  }
  const names = placed.flatMap(({ host, address }, at): [string, ...string[]][] => [
    [address, host.name, ...host.aliases],
    [controllerAddress(at), `${host.name}-bmc`],
  ]);
  for (const [at, { host }] of placed.entries()) {
    const machine = hosts.get(host.name)!;
    installMachine(machine, { plan: host, names, version: plan.version });
    installPowerControl(machine, controllerAddress(at));
  }
  acquaint([...hosts.values()], plan.topology.hosts);
  const cluster = planCluster(plan, placed, simulation);
  if (cluster) installCluster(cluster, hosts, plan.topology.hosts);
  for (const host of hosts.values()) host.powerOn();
  const outside = startOutside(fabric);
  const client = cluster && connect(outside, administratorOf(cluster), { userAgent: 'cka-lab' });
  const home = placed.find(({ host }) => host.role === 'control-plane') ?? placed[0];
  const world: World = {
    plan,
    simulation,
    fabric,
    hosts,
    home: home.host.name,
    outside,
    informers: client && new Informers(outside, client),
    client,
  };
  return { world, cluster };
}

/** Everybody may log in everywhere, without passwords and without being asked about host keys. */
function acquaint(hosts: readonly Host[], plans: readonly HostPlan[]): void {
  const known = hosts.map((host) => {
    const names = [host.name, ...(plans.find((plan) => plan.name === host.name)?.aliases ?? []), host.network.address];
    const [type, key] = host.files.readText('/etc/ssh/ssh_host_ed25519_key.pub').split(' ');
    return `${names.join(',')} ${type} ${key}\n`;
  });
  for (const host of hosts) {
    for (const user of ['root', 'ubuntu']) giveKey(host, user, hosts);
    host.files.writeFile('/etc/ssh/ssh_known_hosts', known.join(''));
  }
}

/** Management controllers have a network of their own. */
const controllerAddress = (at: number): string => `172.31.${at + 1}.2`;

interface Placed {
  readonly host: HostPlan;
  readonly address: string;
}

function planCluster(plan: WorldPlan, placed: readonly Placed[], simulation: Simulation): ClusterPlan | undefined {
  const first = placed.find(({ host }) => host.role === 'control-plane');
  if (!first) return undefined;
  return {
    version: plan.version,
    release: release(plan.version),
    controlPlane: { name: first.host.name, address: first.address },
    authorities: createAuthorities(simulation.random, simulation.epoch),
  };
}

function installCluster(
  cluster: ClusterPlan,
  hosts: ReadonlyMap<string, Host>,
  plans: readonly HostPlan[],
): void {
  for (const { name, role } of plans) {
    const { files } = hosts.get(name)!;
    if (role === 'control-plane') installControlPlane(files, cluster);
    if (role === 'worker') installWorker(files, cluster, name);
  }
}

/** A small computer that is always on and runs nothing of its own. */
function startOutside(fabric: Fabric): Process {
  const host = new Host('outside', OUTSIDE_ADDRESS, fabric, { cpus: 1, memory: 2 ** 30, disk: 2 ** 30 }, new Map());
  return host.spawn({
    argv: ['outside'],
    *program() {
      yield* wait(new Signal().next('nothing'));
      return 0;
    },
  });
}

function administratorOf(cluster: ClusterPlan) {
  const { certificate, key } = cluster.authorities.cluster.issue({
    subject: { commonName: 'cka-lab', organizations: ['system:masters'] },
    uses: ['client'],
  });
  const tls = { authorities: cluster.authorities.cluster.certificate, certificate, key };
  return { server: serverOf(cluster), credentials: () => ({ tls, token: undefined }), namespace: undefined };
}

function bringUp(simulation: Simulation, client: KubeClient, cluster: ClusterPlan, plans: readonly HostPlan[]): void {
  const members = plans.filter((host) => host.role !== 'plain');
  const running = start(simulation, 'cluster start', establish(simulation, client, cluster, members), () => {});
  while (!running.outcome && simulation.step(START_LIMIT));
  assert(running.outcome, 'the cluster did not come up');
  if (!running.outcome.ok) throw running.outcome.error;
}
