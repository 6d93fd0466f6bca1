// The fixture "kubectl-lab + apiserver + 3 nodes" of the recordings: a control plane with its certificates, controllers
// and scheduler in one host, three Node objects without machines, and kubectl beside the lab's files. Pods that are
// bound become Running only when `markRunning` says so, as the recorder did it from outside; nobody ends deleted pods.

import { toBase64 } from '../../src/base/base64.ts';
import { formatMicroTime, formatTime } from '../../src/base/duration.ts';
import { issue } from '../../src/base/x509/certificate.ts';
import { generateKey, keyToPem } from '../../src/base/x509/key.ts';
import { userOfCertificate } from '../../src/kube/api/api.ts';
import { KubeletUnreachable } from '../../src/kube/api/subresources/kubelet.ts';
import { Informers } from '../../src/kube/client/informer.ts';
import { runControllers } from '../../src/kube/controllers/all.ts';
import { Workplace } from '../../src/kube/controllers/run.ts';
import { CLUSTER_ROLE_BINDING, KINDS, LEASE, NODE, POD } from '../../src/kube/objects/kinds.ts';
import type { Pod } from '../../src/kube/objects/types/pod.ts';
import { release } from '../../src/kube/releases/releases.ts';
import { runScheduler } from '../../src/kube/scheduler/scheduler.ts';
import { mountKernelFiles } from '../../src/linux/host/kernel-files.ts';
import { HTTP, type HttpService } from '../../src/linux/net/http.ts';
import { coreutils } from '../../src/programs/coreutils/index.ts';
import { textTools } from '../../src/programs/text/index.ts';
import { bash } from '../../src/shell/bash.ts';
import { createSimulation } from '../../src/sim/simulation.ts';
import { immortal } from '../../src/sim/threads.ts';
import { KubectlHost } from '../programs/kubectl/world.ts';
import { createTestApi } from './api.ts';

export interface KubectlLab {
  readonly machine: KubectlHost;
  /** Lets the stand-in for kubelets act until nothing moves any more. */
  markRunning(): void;
}

const ADDRESS = '192.168.100.11';

export function kubectlLab(kubectl: string, server: string): KubectlLab {
  const api = createTestApi({
    version: `v${server}`,
    address: ADDRESS,
    simulation: createSimulation('kubectl-lab', Date.UTC(2026, 10, 20, 12, 54, 42)),
    // biome-ignore lint/correctness/useYield: the nodes are objects only, and the components run here
    *dialKubelet(address, port) {
      if (address === '127.0.0.1') return HEALTHY;
      throw new KubeletUnreachable(`dial tcp ${address}:${port}: connect: network is unreachable`);
    },
  });
  const { simulation } = api;
  const machine = new KubectlHost(`v${kubectl}`, simulation, { bash, ...coreutils, ...textTools });
  mountKernelFiles(machine.host);
  const { serving, kubeconfig } = credentials(simulation);
  machine.host.network.listen({
    address: '0.0.0.0',
    port: 6443,
    application: HTTP,
    tls: () => serving,
    accept: ({ identity }) => ({
      handle: (request) =>
        api.server.handle({
          ...request,
          ...(identity && { user: userOfCertificate(identity) }),
        }),
    }),
  });
  machine.write('/root/.kube/config', kubeconfig);

  const client = api.client();
  const threads = immortal(simulation);
  const { minor } = release(`v${server}`);
  runControllers(new Workplace(threads, client, new Informers(threads, client), { minor }), {
    kinds: KINDS,
    rootAuthority: serving.clientAuthorities,
    clusterCidr: '10.244.0.0/16',
    nodeCidrMaskSize: 24,
  });
  runScheduler(threads, client, new Informers(threads, client));
  const group = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'kubeadm:cluster-admins' };
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' };
  api.run(client.create(CLUSTER_ROLE_BINDING, { metadata: { name: group.name }, roleRef, subjects: [group] }));
  simulation.advance(5_500);
  for (const [at, name] of ['controlplane', 'node01', 'node02'].entries()) {
    const now = simulation.epoch + simulation.now;
    api.run(client.create(NODE, nodeObject(name, at, kubectl, formatTime(now))));
    const spec = { holderIdentity: name, leaseDurationSeconds: 40, renewTime: formatMicroTime(now) };
    api.run(client.create(LEASE, { metadata: { name, namespace: 'kube-node-lease' }, spec }, 'kube-node-lease'));
  }
  const renew = () => {
    for (const name of ['controlplane', 'node01', 'node02']) {
      const spec = { renewTime: formatMicroTime(simulation.epoch + simulation.now) };
      api.send('PATCH', `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${name}`, { spec }, MERGE);
    }
    simulation.schedule(10_000, 'renew leases', renew);
  };
  simulation.schedule(10_000, 'renew leases', renew);
  simulation.advance(500);

  const octets = new Map<string, number>();
  const mark = (pod: Pod): void => {
    const now = formatTime(simulation.epoch + simulation.now);
    const node = pod.spec.nodeName ?? '';
    const octet = (octets.get(node) ?? 10) + 1;
    octets.set(node, octet);
    const network = { node01: 1, node02: 2 }[node] ?? 0;
    const status = runningStatus(pod, `192.168.100.${11 + network}`, `10.244.${network}.${octet}`, now, simulation);
    api.send(
      'PATCH',
      `/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}/status`,
      { status },
      STRATEGIC,
    );
  };
  return {
    machine,
    markRunning() {
      for (let round = 0; round < 8; round++) {
        const pods = api.run(client.list(POD));
        for (const pod of pods.items)
          if (pod.spec.nodeName && pod.spec.nodeName !== 'ghost' && pod.status.phase === 'Pending') {
            mark(pod);
            simulation.advance(100);
          }
        simulation.advance(500);
      }
    },
  };
}

const HEALTHY: HttpService = {
  // biome-ignore lint/correctness/useYield: nothing to wait for
  *handle() {
    return { status: 200, headers: {}, body: 'ok' };
  },
};

const MERGE = { 'content-type': 'application/merge-patch+json' };
const STRATEGIC = { 'content-type': 'application/strategic-merge-patch+json' };

type Simulation = KubectlHost['simulation'];

function nodeObject(name: string, at: number, kubelet: string, now: string): unknown {
  const condition = (type: string, status: string, reason: string, message: string) => ({
    type,
    status,
    reason,
    message,
    lastHeartbeatTime: now,
    lastTransitionTime: now,
  });
  const resources = { cpu: '2', 'hugepages-2Mi': '0', pods: '110' };
  return {
    metadata: {
      name,
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        ...(at === 0 && {
          'node-role.kubernetes.io/control-plane': '',
          'node.kubernetes.io/exclude-from-external-load-balancers': '',
        }),
        ...(at === 2 && { disk: 'ssd' }),
      },
      annotations: { 'node.alpha.kubernetes.io/ttl': '0' },
    },
    spec: at === 0 ? { taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] } : {},
    status: {
      addresses: [
        { type: 'InternalIP', address: `192.168.100.${11 + at}` },
        { type: 'Hostname', address: name },
      ],
      capacity: { ...resources, 'ephemeral-storage': '20290160Ki', memory: '4024916Ki' },
      allocatable: { ...resources, 'ephemeral-storage': '18698430040', memory: '3922516Ki' },
      conditions: [
        condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
        condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
        condition('PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
        condition('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'),
      ],
      daemonEndpoints: { kubeletEndpoint: { Port: 0 } },
      nodeInfo: {
        architecture: 'amd64',
        bootID: '0b0d6b3a-0a87-4b1c-8a3f-2b8f0d1d3c11',
        containerRuntimeVersion: 'containerd://1.7.24',
        kernelVersion: '6.8.0-51-generic',
        kubeProxyVersion: '',
        kubeletVersion: `v${kubelet}`,
        machineID: '5c1e7c3e4d2f4a0e9b7a6c5d4e3f2a1b',
        operatingSystem: 'linux',
        osImage: 'Ubuntu 24.04.1 LTS',
        systemUUID: '5c1e7c3e-4d2f-4a0e-9b7a-6c5d4e3f2a1b',
      },
    },
  };
}

function runningStatus(pod: Pod, hostIP: string, podIP: string, now: string, simulation: Simulation): unknown {
  const condition = (type: string) => ({ type, status: 'True', lastTransitionTime: now });
  const hex = (digits: number) =>
    Array.from({ length: digits }, () => simulation.random.integer(16).toString(16)).join('');
  return {
    phase: 'Running',
    hostIP,
    hostIPs: [{ ip: hostIP }],
    podIP,
    podIPs: [{ ip: podIP }],
    startTime: now,
    conditions: ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady'].map(condition),
    containerStatuses: pod.spec.containers.map(({ name, image }) => ({
      name,
      image,
      imageID: `sha256:${hex(64)}`,
      containerID: `containerd://${hex(64)}`,
      ready: true,
      started: true,
      restartCount: 0,
      lastState: {},
      state: { running: { startedAt: now } },
    })),
  };
}

function credentials(simulation: Simulation) {
  const from = simulation.epoch - 1000;
  const authority = generateKey(simulation.random);
  const kubernetes = { commonName: 'kubernetes', organizations: [] };
  const certify = (
    commonName: string,
    organizations: string[],
    key: ReturnType<typeof generateKey>,
    isAuthority = false,
  ) =>
    issue(
      {
        serial: Uint8Array.of(1),
        subject: { commonName, organizations },
        notBefore: from,
        notAfter: from + 365 * 86_400_000,
        isAuthority,
        ...(!isAuthority && { uses: ['server', 'client'] }),
        dnsNames: ['localhost'],
        addresses: ['127.0.0.1', ADDRESS],
      },
      key,
      { subject: kubernetes, key: authority },
    );
  const ca = certify('kubernetes', [], authority, true);
  const serverKey = generateKey(simulation.random);
  const adminKey = generateKey(simulation.random);
  const base64 = (text: string) => toBase64(new TextEncoder().encode(text));
  const kubeconfig = `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${base64(ca)}
    server: https://${ADDRESS}:6443
  name: kubernetes
contexts:
- context:
    cluster: kubernetes
    user: kubernetes-admin
  name: kubernetes-admin@kubernetes
current-context: kubernetes-admin@kubernetes
kind: Config
users:
- name: kubernetes-admin
  user:
    client-certificate-data: ${base64(certify('kubernetes-admin', ['kubeadm:cluster-admins'], adminKey))}
    client-key-data: ${base64(keyToPem(adminKey))}
`;
  const serving = {
    certificate: certify('kube-apiserver', [], serverKey),
    key: keyToPem(serverKey),
    clientAuthorities: ca,
  };
  return { serving, kubeconfig };
}
