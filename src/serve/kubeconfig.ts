// The kubeconfig for clients outside: the administrator's own, as kubeadm left it on the control plane, leading to the
// gateway instead of the machine.

import { printYaml } from '../base/yaml/print.ts';
import { readYaml } from '../base/yaml/read.ts';
import type { World } from '../cluster/world.ts';
import type { Kubeconfig } from '../kube/client/kubeconfig.ts';

/** Undefined for a world without a cluster. */
export function administratorsKubeconfig({ hosts, home, client }: World): Kubeconfig | undefined {
  return client && (readYaml(hosts.get(home)!.files.readText('/etc/kubernetes/admin.conf')) as Kubeconfig);
}

export function leadingTo(server: string, kubeconfig: Kubeconfig): string {
  const clusters = kubeconfig.clusters?.map((one) => ({ ...one, cluster: { ...one.cluster, server } }));
  return printYaml({ ...kubeconfig, clusters });
}

/** `https://127.0.0.1:40123`; every address of this computer is best reached by its own. */
export function urlOf(address: string, port: number): string {
  const reachable = address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address;
  return `https://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}
