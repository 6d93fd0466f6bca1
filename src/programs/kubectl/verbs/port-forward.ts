// kubectl port-forward: ports of this machine that lead into a pod, until somebody presses Ctrl-C or the pod ends.

import { StatusError } from '../../../kube/client/client.ts';
import { SystemError } from '../../../linux/errors.ts';
import type { Process } from '../../../linux/host/process.ts';
import { application, type Connection } from '../../../linux/net/stack.ts';
import { Tunnel } from '../../../linux/net/upgrade.ts';
import { type Task, wait } from '../../../sim/task.ts';
import { Signal } from '../../../sim/waits.ts';
import { KubectlError } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { attachablePod } from '../remote/attachable-pod.ts';
import { asUpgradeError, upgradeMethod } from '../remote/converse.ts';
import { type AnyObject, fieldOf, listOf, numberOf, pathOf, textOf } from '../resources/objects.ts';
import type { Verb } from './verb.ts';

interface Pair {
  /** 0: any free one. */
  readonly local: number;
  readonly remote: number;
}

/** What nobody speaks: a forwarded port only hands connections on. */
const FORWARDED = application<never>('forwarded port');

export const portForward: Verb = {
  name: 'port-forward',
  flags: ['address', 'pod-running-timeout'],
  *run(invocation) {
    const { args, flags, process } = invocation;
    if (args.length < 2) throw invocation.usageError('TYPE/NAME and list of ports are required for port-forward');
    const session = yield* invocation.session();
    const [word, ...ports] = args;
    const { pods, pod, object } = yield* attachablePod(invocation, session, word);
    const words = object.kind === 'Service' ? serviceTargets(ports, object, pod) : podTargets(ports, pod);
    const phase = textOf(pod, 'status', 'phase');
    if (phase !== 'Running') {
      throw new KubectlError(`unable to forward port because pod is not running. Current status=${phase}`);
    }
    const pairs = words.map(parsePair);
    const addresses = addressesOf(flags.list('address'));
    let tunnel: Tunnel;
    try {
      const path = pathOf(pods, pod.metadata.namespace, pod.metadata.name, 'portforward');
      const { upgraded } = yield* session.request(upgradeMethod(invocation), path);
      if (!(upgraded instanceof Tunnel)) throw new KubectlError('error upgrading connection: expected status 101');
      tunnel = upgraded;
    } catch (error) {
      throw error instanceof StatusError ? asUpgradeError(error) : error;
    }
    process.atExit(() => tunnel.hangUp());
    const forwarding = new Forwarding(invocation, pod, tunnel);
    for (const pair of pairs) yield* forwarding.listen(pair, addresses);
    yield* forwarding.untilLost();
    throw new KubectlError('lost connection to pod');
  },
};

class Forwarding {
  readonly #process: Process;
  readonly #invocation: Invocation;
  readonly #pod: AnyObject;
  readonly #tunnel: Tunnel;
  readonly #lost = new Signal();
  #over = false;

  constructor(invocation: Invocation, pod: AnyObject, tunnel: Tunnel) {
    this.#invocation = invocation;
    this.#process = invocation.process;
    this.#pod = pod;
    this.#tunnel = tunnel;
    tunnel.onHangUp(() => this.#end());
  }

  *untilLost(): Task<void> {
    while (!this.#over) yield* wait(this.#lost.next('end of port forwarding'));
  }

  #end(): void {
    this.#over = true;
    this.#lost.emit();
  }

  /** Listens at every address that can be had; refuses when there is none. */
  *listen(pair: Pair, addresses: readonly string[]): Task<void> {
    const { network } = this.#process;
    const local = pair.local || network.ephemeralPort();
    const failures: string[] = [];
    for (const address of addresses) {
      const shown = address === '::1' ? `[::1]:${local}` : `${address}:${local}`;
      try {
        // Both loopback addresses are one to the network here: the second is already had with the first.
        const isSecond = address === '::1' && addresses[0] === '127.0.0.1';
        if (!isSecond) {
          network.listen({
            address,
            port: local,
            application: FORWARDED,
            owner: this.#process,
            accept: () => undefined as never,
            relay: () => this.#forward(local, pair.remote),
          });
        } else if (failures.length > 0) throw new SystemError('EADDRINUSE');
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        const kind = address === '::1' ? 'tcp6' : 'tcp4';
        failures.push(`unable to create listener: Error listen ${kind} ${shown}: bind: ${error.message.toLowerCase()}`);
        continue;
      }
      yield* this.#invocation.print(`Forwarding from ${shown} -> ${pair.remote}\n`);
    }
    if (failures.length < addresses.length) return;
    yield* this.#process.complain(
      `Unable to listen on port ${local}: Listeners failed to create with the following errors: [${failures.join(' ')}]\n`,
    );
    throw new KubectlError(`unable to listen on any of the requested ports: [{${pair.local} ${pair.remote}}]`);
  }

  *#forward(local: number, remote: number): Task<Connection | undefined> {
    yield* this.#invocation.print(`Handling connection for ${local}\n`);
    try {
      return yield* this.#tunnel.dial(remote);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      const { uid = '' } = this.#pod.metadata;
      const id = uid.replaceAll('-', '');
      const why = `error forwarding port ${remote} to pod ${id}, uid : failed to execute portforward in network namespace "/var/run/netns/cni-${uid}": failed to connect to localhost:${remote} inside namespace "${id}", IPv4: dial tcp4 127.0.0.1:${remote}: connect: connection refused IPv6 dial tcp6: address localhost: no suitable address found `;
      yield* this.#invocation.log(
        'E',
        'portforward.go:424',
        `"Unhandled Error" err="an error occurred forwarding ${local} -> ${remote}: ${why.replaceAll('"', '\\"')}"`,
      );
      this.#tunnel.hangUp();
      return undefined;
    }
  }
}

function addressesOf(words: readonly string[]): string[] {
  return (words.length > 0 ? words : ['localhost']).flatMap((word) =>
    word === 'localhost' ? ['127.0.0.1', '::1'] : [word],
  );
}

/** `8080:80`, `:80`, `80`. */
function parsePair(word: string): Pair {
  const parts = word.split(':');
  if (parts.length > 2) throw new KubectlError(`invalid port format '${word}'`);
  const [local, remote] = parts.length === 2 ? parts : [parts[0], parts[0]];
  const number = (text: string, which: string): number => {
    if (!/^\d+$/.test(text) || Number(text) > 65_535) {
      const why = /^\d+$/.test(text) ? 'value out of range' : 'invalid syntax';
      throw new KubectlError(
        `error parsing ${which} port '${text}': strconv.ParseUint: parsing ${JSON.stringify(text)}: ${why}`,
      );
    }
    return Number(text);
  };
  const pair = { local: number(local === '' ? '0' : local, 'local'), remote: number(remote, 'remote') };
  if (pair.remote === 0) throw new KubectlError('remote port must be > 0');
  return pair;
}

/** Local and remote: the same unless there are two. */
function split(word: string): readonly [string, string] {
  const parts = word.split(':');
  return parts.length === 2 ? [parts[0], parts[1]] : [parts[0], parts[0]];
}

/** Names of container ports become numbers. */
function podTargets(words: readonly string[], pod: AnyObject): string[] {
  return words.map((word) => {
    const [local, remote] = split(word);
    const number = numbered(remote, pod);
    return local === remote ? number : `${local}:${number}`;
  });
}

function numbered(port: string, pod: AnyObject): string {
  if (/^\d*$/.test(port)) return port;
  for (const container of listOf(pod, 'spec', 'containers')) {
    const found = listOf(container, 'ports').find((one) => one.name === port);
    if (found) return String(numberOf(found, 'containerPort'));
  }
  throw new KubectlError(`Pod '${pod.metadata.name}' does not have a named port '${port}'`);
}

/** A service's port leads to the target port of its pods. */
function serviceTargets(words: readonly string[], service: AnyObject, pod: AnyObject): string[] {
  const ports = listOf(service, 'spec', 'ports');
  return words.map((word) => {
    const [local, remote] = split(word);
    const port = ports.find((one) => one.name === remote || String(one.port) === remote);
    if (!port) {
      throw new KubectlError(
        /^\d+$/.test(remote)
          ? `Service ${service.metadata.name} does not have a service port ${remote}`
          : `Service '${service.metadata.name}' does not have a named port '${remote}'`,
      );
    }
    const headless = textOf(service, 'spec', 'clusterIP') === 'None';
    const target = headless ? String(port.port) : numbered(String(fieldOf(port, 'targetPort') ?? port.port), pod);
    return `${local === remote ? String(port.port) : local}:${target}`;
  });
}
