// A world with an API server on the network and nodes that run containerd and a kubelet, without systemd and
// without a scheduler: pods say which node they want.

import type { KubeClient } from '../../src/kube/client/client.ts';
import { POD } from '../../src/kube/objects/kinds.ts';
import type { Pod } from '../../src/kube/objects/types/pod.ts';
import { executable, Host } from '../../src/linux/host/host.ts';
import type { Process, Program } from '../../src/linux/host/process.ts';
import { HTTP } from '../../src/linux/net/http.ts';
import { Fabric, NetworkStack } from '../../src/linux/net/stack.ts';
import { containerd } from '../../src/programs/daemons/containerd.ts';
import { imagePrograms } from '../../src/programs/daemons/images/index.ts';
import { kubelet } from '../../src/programs/daemons/kubelet.ts';
import { wait } from '../../src/sim/task.ts';
import { delay } from '../../src/sim/waits.ts';
import { ADMIN, createTestApi, type TestApi } from './api.ts';

export interface NodeWorld {
  readonly api: TestApi;
  readonly client: KubeClient;
  readonly hosts: readonly Host[];
  pod(name: string, namespace?: string): Pod;
  /** Everything a daemon of the host wrote to stderr. */
  journal(host: Host): string;
  startKubelet(host: Host): Process;
  startContainerd(host: Host): Process;
  advance(seconds: number): void;
}

/** Small stand-ins for the shell and coreutils. */
const tools: Record<string, Program> = {
  *sleep(process) {
    yield* process.sleep(Number.parseFloat(process.argv[1]) * (process.argv[1].endsWith('d') ? 86_400_000 : 1000));
    return 0;
  },
  // biome-ignore lint/correctness/useYield: ends at once
  *true() {
    return 0;
  },
  // biome-ignore lint/correctness/useYield: ends at once
  *false() {
    return 1;
  },
  *echo(process) {
    yield* process.print(`${process.argv.slice(1).join(' ')}\n`);
    return 0;
  },
  *cat(process) {
    const path = process.argv[1];
    if (!process.files.exists(path)) {
      yield* process.complain(`cat: can't open '${path}': No such file or directory\n`);
      return 1;
    }
    yield* process.print(process.files.readFile(path));
    return 0;
  },
  *env(process) {
    for (const [name, value] of process.environment) yield* process.print(`${name}=${value}\n`);
    return 0;
  },
};

export function createNodeWorld(names: readonly string[] = ['node01'], version = 'v1.35.9'): NodeWorld {
  const api = createTestApi();
  const { simulation, server } = api;
  const fabric = new Fabric(simulation);
  const master = new NetworkStack(fabric, '172.30.1.2');
  master.listen({
    address: '0.0.0.0',
    port: 6443,
    application: HTTP,
    accept: () => ({ handle: (request) => server.handle({ ...request, user: ADMIN }) }),
  });
  server.connected();
  const programs = new Map<string, Program>(Object.entries({ ...tools, ...imagePrograms, containerd, kubelet }));
  const client = api.client();
  api.send('POST', '/api/v1/namespaces', { metadata: { name: 'kube-node-lease' } });
  api.send('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
  api.send('POST', '/api/v1/namespaces/default/configmaps', {
    metadata: { name: 'kube-root-ca.crt' },
    data: { 'ca.crt': 'the authority\n' },
  });

  const launch = (host: Host, argv: readonly string[]): Process => {
    const sink = host.files.open('/var/log/daemons', { write: true, create: true, append: true });
    return host.spawn({ argv, descriptors: new Map([[2, sink]]), controlGroup: '/system.slice', group: 0 });
  };
  const startContainerd = (host: Host) => launch(host, ['/usr/bin/containerd']);
  const startKubelet = (host: Host) =>
    launch(host, [
      '/usr/bin/kubelet',
      '--kubeconfig=/etc/kubernetes/kubelet.conf',
      '--config=/var/lib/kubelet/config.yaml',
    ]);

  const hosts = names.map((name, index) => {
    const hardware = { cpus: 2, memory: 4 * 2 ** 30, disk: 40 * 2 ** 30 };
    const host = new Host(name, `172.30.2.${index + 2}`, fabric, hardware, programs);
    for (const path of [
      '/usr/bin',
      '/etc/kubernetes/manifests',
      '/var/lib/kubelet',
      '/var/log',
      '/etc/cni/net.d',
      '/opt/cni/bin',
    ]) {
      host.files.makeDirectory(path, { recursive: true });
    }
    host.files.writeFile('/usr/bin/containerd', executable('containerd', '2.2.1'), { mode: 0o755 });
    host.files.writeFile('/usr/bin/kubelet', executable('kubelet', version), { mode: 0o755 });
    host.files.writeFile('/opt/cni/bin/bridge', 'bridge', { mode: 0o755 });
    host.files.writeFile(
      '/etc/cni/net.d/10-bridge.conflist',
      JSON.stringify({
        name: 'cbr0',
        plugins: [{ type: 'bridge', ipam: { type: 'host-local', subnet: `10.244.${index}.0/24` } }],
      }),
    );
    host.files.writeFile(
      '/etc/kubernetes/kubelet.conf',
      `apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: 'http://172.30.1.2:6443'}}]
users: [{name: u, user: {}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
current-context: x
`,
    );
    host.files.writeFile(
      '/var/lib/kubelet/config.yaml',
      `apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
clusterDNS: [10.96.0.10]
clusterDomain: cluster.local
staticPodPath: /etc/kubernetes/manifests
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
`,
    );
    host.init = function* (process) {
      host.files.removeTree('/run');
      startContainerd(host);
      yield* wait(delay(simulation, 1_000, 'boot'));
      startKubelet(host);
      for (;;) yield* process.sleep(86_400_000);
    };
    host.powerOn();
    return host;
  });
  return {
    api,
    client,
    hosts,
    startContainerd,
    startKubelet,
    pod: (name, namespace = 'default') => api.run(client.get(POD, name, namespace)),
    journal: (host) => host.files.readText('/var/log/daemons'),
    advance: (seconds) => simulation.advance(seconds * 1000),
  };
}
