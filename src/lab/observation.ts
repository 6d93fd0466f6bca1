// What a grader can see: the objects of the cluster as its own watches last told, the disks and services of
// the hosts, and the clock. It looks from outside and changes nothing. The functions here are the vocabulary
// of every check; docs/authoring.md lists them.

import { decode } from '../base/bytes.ts';
import { type Environment, evaluate } from '../base/cel/evaluate.ts';
import { type Expression, parse } from '../base/cel/syntax.ts';
import { CelError, fromJson, type Value } from '../base/cel/values.ts';
import type { World } from '../cluster/world.ts';
import type { Informer } from '../kube/client/informer.ts';
import { KINDS } from '../kube/objects/kinds.ts';
import type { KubeObject } from '../kube/objects/types/meta.ts';
import type { EndpointSlice } from '../kube/objects/types/service.ts';
import { SystemError } from '../linux/errors.ts';
import type { Host } from '../linux/host/host.ts';
import { installedPackages } from '../linux/packages/database.ts';
import { SYSTEMD, SYSTEMD_SOCKET } from '../linux/systemd/protocol.ts';
import { Signal } from '../sim/waits.ts';

/** Kinds whose every heartbeat is a change; no check asks for them moment by moment. */
const RESTLESS = new Set(['Lease', 'Event']);

export class Observation {
  readonly world: World;
  /** Something a check may look at has changed. Fires once per moment, through the queue. */
  readonly changed = new Signal();
  /** What `remember` kept of the prepared world. */
  readonly remembered: Record<string, Value> = {};
  readonly #informers = new Map<string, Informer<KubeObject>>();
  readonly #parsed = new Map<string, Expression>();
  readonly #environment: Environment;
  #announced = false;

  constructor(world: World) {
    this.world = world;
    for (const kind of world.informers ? KINDS : []) {
      const informer = world.informers!.of(kind);
      if (!this.#informers.has(kind.kind)) this.#informers.set(kind.kind, informer);
      if (!RESTLESS.has(kind.kind)) informer.onChange(() => this.#announce());
    }
    this.#environment = { variables: { remembered: this.remembered }, functions: this.#vocabulary() };
  }

  /** Throws CelError when the expression cannot be answered: no such key, no such file. */
  evaluate(text: string): Value {
    return this.evaluateTree(this.parse(text));
  }

  evaluateTree(tree: Expression): Value {
    return evaluate(tree, this.#environment);
  }

  /** A claim that cannot be answered does not hold. */
  holds(text: string): boolean {
    try {
      return this.evaluate(text) === true;
    } catch (error) {
      if (error instanceof CelError) return false;
      throw error;
    }
  }

  parse(text: string): Expression {
    let parsed = this.#parsed.get(text);
    if (!parsed) {
      parsed = parse(text);
      this.#parsed.set(text, parsed);
    }
    return parsed;
  }

  /** Many objects change in one moment; those who watch are told once, after it. */
  #announce(): void {
    if (this.#announced) return;
    this.#announced = true;
    this.world.simulation.schedule(0, 'observation', () => {
      this.#announced = false;
      this.changed.emit();
    });
  }

  #vocabulary(): Environment['functions'] {
    return {
      /** node('node01') */
      node: (name) => this.#object('Node', undefined, name),
      nodes: () => this.#objects('Node', ''),
      /** pods('default'); pods('') for all namespaces. */
      pods: (namespace) => this.#objects('Pod', namespace),
      /** object('Deployment', 'default', 'web') */
      object: (kind, namespace, name) => this.#object(kind, namespace, name),
      exists: (kind, namespace, name) => this.#find(kind, namespace, name) !== undefined,
      objects: (kind, namespace) => this.#objects(kind, namespace),
      /** The kind of a pod's controller: 'ReplicaSet', 'DaemonSet', 'Node' for static pods, '' for a bare pod. */
      ownerKind: (object) => ownerKind(object),
      /** Whether a pod's or node's condition Ready is True. */
      ready: (object) => condition(object, 'Ready') === 'True',
      condition: (object, type) => condition(object, text(type)),
      /** How many ready endpoints a service has. */
      readyEndpoints: (namespace, service) => this.#readyEndpoints(text(namespace), text(service)),
      /** file('node01', '/etc/hostname'): its text; an error when it is not there. */
      file: (host, path) => this.#file(text(host), text(path)),
      fileExists: (host, path) => this.#host(text(host)).files.exists(text(path)),
      /** unit('node01', 'kubelet.service').active == 'active' */
      unit: (host, name) => this.#unit(text(host), text(name)),
      /** packageVersion('node01', 'openssl'): '' when it is not installed. */
      packageVersion: (host, name) => installedPackages(this.#host(text(host)).files).get(text(name))?.version ?? '',
      isOn: (host) => this.#host(text(host)).isOn,
      /** Changes with every boot. */
      bootId: (host) => this.#host(text(host)).bootId,
      /** Virtual seconds since the world began. */
      now: () => Math.floor(this.world.simulation.now / 1000),
    };
  }

  #host(name: string): Host {
    const host = this.world.hosts.get(name);
    if (!host) throw new CelError(`no host '${name}'`);
    return host;
  }

  #informer(kind: Value): Informer<KubeObject> {
    const informer = this.#informers.get(text(kind));
    if (!informer) throw new CelError(`no kind '${text(kind)}'`);
    return informer;
  }

  #find(kind: Value, namespace: Value | undefined, name: Value): KubeObject | undefined {
    const prefix = namespace === undefined || namespace === '' ? '' : `${text(namespace)}/`;
    return this.#informer(kind).get(`${prefix}${text(name)}`);
  }

  #object(kind: Value, namespace: Value | undefined, name: Value): Value {
    const found = this.#find(kind, namespace, name);
    if (!found) throw new CelError(`no ${text(kind)} '${text(name)}'`);
    return fromJson(found);
  }

  #objects(kind: Value, namespace: Value): Value {
    const informer = this.#informer(kind);
    const wanted = text(namespace);
    const all = informer.list().filter((object) => wanted === '' || object.metadata.namespace === wanted);
    return all.sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1)).map(fromJson);
  }

  #readyEndpoints(namespace: string, service: string): number {
    const slices = this.#informer('EndpointSlice').inNamespace(namespace) as readonly EndpointSlice[];
    return slices
      .filter((slice) => slice.metadata.labels?.['kubernetes.io/service-name'] === service)
      .flatMap((slice) => slice.endpoints ?? [])
      .filter((endpoint) => endpoint.conditions.ready !== false).length;
  }

  #file(host: string, path: string): string {
    try {
      return decode(this.#host(host).files.readFile(path));
    } catch (error) {
      if (error instanceof SystemError) throw new CelError(`${host}: ${path}: ${error.message.split(': ').pop()}`);
      throw error;
    }
  }

  #unit(host: string, name: string): Value {
    const machine = this.#host(host);
    if (!machine.isOn) throw new CelError(`${host} is off`);
    const status = machine.network.connectUnix(SYSTEMD_SOCKET).speak(SYSTEMD)?.status(name);
    if (!status) throw new CelError(`${host} has no systemd`);
    return { load: status.load, active: status.active, sub: status.sub };
  }
}

function text(value: Value): string {
  if (typeof value !== 'string') throw new CelError('expected a string');
  return value;
}

function ownerKind(object: Value): string {
  const { metadata } = object as unknown as KubeObject;
  return metadata.ownerReferences?.find((owner) => owner.controller)?.kind ?? '';
}

function condition(object: Value, type: string): string {
  const { status } = object as unknown as { status?: { conditions?: { type: string; status: string }[] } };
  return status?.conditions?.find((one) => one.type === type)?.status ?? 'Unknown';
}
