// kube-proxy at work on one node: follows Services and EndpointSlices and sets the node's rules. The rules are
// the kernel's: they stay as they are when the process is gone.

import type { Process } from '../../linux/host/process.ts';
import { type Task, wait } from '../../sim/task.ts';
import type { KubeClient } from '../client/client.ts';
import { Informer } from '../client/informer.ts';
import { ENDPOINT_SLICE } from '../objects/endpoint-slice.ts';
import { SERVICE } from '../objects/service.ts';
import type { EndpointSlice, Service } from '../objects/types/service.ts';
import { proxyChains } from './iptables-chains.ts';
import { followingRules, SERVICE_NAME } from './service-rules.ts';

export class ServiceProxy {
  readonly #process: Process;
  readonly #nodeName: string;
  readonly #podNetwork: string;
  readonly #services: Informer<Service>;
  readonly #slices: Informer<EndpointSlice>;

  /** `podNetwork`: the addresses of all pods; what comes from elsewhere is masqueraded. */
  constructor(process: Process, client: KubeClient, nodeName: string, podNetwork: string) {
    this.#process = process;
    this.#nodeName = nodeName;
    this.#podNetwork = podNetwork;
    this.#services = new Informer(process, client, SERVICE, {
      labelSelector: '!service.kubernetes.io/headless,!service.kubernetes.io/service-proxy-name',
    });
    this.#slices = new Informer(process, client, ENDPOINT_SLICE, { labelSelector: '!service.kubernetes.io/headless' });
  }

  /** Returns once the first rules are set. */
  *start(): Task<void> {
    const services = this.#services.start();
    const slices = this.#slices.start();
    if (!services.synced) yield* wait(services.whenSynced);
    if (!slices.synced) yield* wait(slices.whenSynced);
    const { network, simulation } = this.#process;
    const slicesOf = slices.index((slice) => {
      const service = slice.metadata.labels?.[SERVICE_NAME];
      return service === undefined ? [] : [`${slice.metadata.namespace}/${service}`];
    });
    const view = () => ({
      services: services.list(),
      slicesOf,
      nodeName: this.#nodeName,
      nodeAddresses: network.addresses,
    });
    const { rules, changed } = followingRules(view, simulation.random);
    services.onChange(changed);
    slices.onChange(changed);
    network.serviceRules = rules;
    network.filterRules.set('kube-proxy', () => proxyChains(view(), this.#podNetwork));
  }
}
