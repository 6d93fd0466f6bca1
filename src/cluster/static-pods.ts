// The four manifests kubeadm writes to /etc/kubernetes/manifests. Models phases/controlplane and phases/etcd.

import { printYaml } from '../base/yaml/print.ts';
import type { Release } from '../kube/releases/releases.ts';
import type { PlannedFile } from './pki.ts';

export interface ControlPlanePlan {
  readonly node: string;
  readonly address: string;
  readonly version: string;
  readonly release: Release;
  readonly podSubnet: string;
  readonly serviceSubnet: string;
}

type Fields = Record<string, unknown>;

/** One component: what differs between the four. */
interface Component {
  readonly name: string;
  readonly image: string;
  readonly flags: readonly string[];
  readonly annotations?: Record<string, string>;
  readonly port: number;
  readonly probes: {
    readonly host: string;
    readonly scheme: 'HTTP' | 'HTTPS';
    readonly live: string;
    readonly ready?: string;
    readonly start: string;
  };
  readonly requests: Record<string, string>;
  readonly volumes: readonly HostVolume[];
}

interface HostVolume {
  readonly name: string;
  readonly path: string;
  readonly type: 'DirectoryOrCreate' | 'FileOrCreate';
  readonly writable?: boolean;
}

export function staticPods(plan: ControlPlanePlan): PlannedFile[] {
  return [etcd(plan), apiServer(plan), controllerManager(plan), scheduler(plan)].map((component) => ({
    path: `/etc/kubernetes/manifests/${component.name}.yaml`,
    text: printYaml(manifest(component, plan)),
    mode: 0o600,
  }));
}

function manifest(component: Component, { release }: ControlPlanePlan): Fields {
  const named = release.minor >= 34; // a named probe port since 1.34, a bare number before
  const probe = (path: string, more: Fields): Fields => ({
    httpGet: {
      host: component.probes.host,
      path,
      port: named ? 'probe-port' : component.port,
      scheme: component.probes.scheme,
    },
    timeoutSeconds: 15,
    ...more,
  });
  const patient = { initialDelaySeconds: 10, periodSeconds: 10 };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...(component.annotations && { annotations: component.annotations }),
      ...(release.minor <= 33 && { creationTimestamp: null }),
      labels: { component: component.name, tier: 'control-plane' },
      name: component.name,
      namespace: 'kube-system',
    },
    spec: {
      containers: [
        {
          command: [component.name, ...component.flags],
          image: component.image,
          imagePullPolicy: 'IfNotPresent',
          livenessProbe: probe(component.probes.live, { failureThreshold: 8, ...patient }),
          name: component.name,
          ...(named && { ports: [{ containerPort: component.port, name: 'probe-port', protocol: 'TCP' }] }),
          ...(component.probes.ready && {
            readinessProbe: probe(component.probes.ready, { failureThreshold: 3, periodSeconds: 1 }),
          }),
          resources: { requests: component.requests },
          startupProbe: probe(component.probes.start, { failureThreshold: 24, ...patient }),
          volumeMounts: component.volumes.map((volume) => ({
            mountPath: volume.path,
            name: volume.name,
            ...(!volume.writable && { readOnly: true }),
          })),
        },
      ],
      hostNetwork: true,
      priority: 2000001000,
      priorityClassName: 'system-node-critical',
      securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
      volumes: component.volumes.map(({ name, path, type }) => ({ hostPath: { path, type }, name })),
    },
    status: {},
  };
}

const directory = (name: string, path: string, writable = false): HostVolume => ({
  name,
  path,
  type: 'DirectoryOrCreate',
  writable,
});

const CERTIFICATE_VOLUMES = {
  ca: directory('ca-certs', '/etc/ssl/certs'),
  etc: directory('etc-ca-certificates', '/etc/ca-certificates'),
  pki: directory('k8s-certs', '/etc/kubernetes/pki'),
  local: directory('usr-local-share-ca-certificates', '/usr/local/share/ca-certificates'),
  share: directory('usr-share-ca-certificates', '/usr/share/ca-certificates'),
} as const;

const kubeconfigVolume = (path: string): HostVolume => ({ name: 'kubeconfig', path, type: 'FileOrCreate' });

function etcd({ node, address, release }: ControlPlanePlan): Component {
  const modern = release.minor >= 34; // etcd 3.6 turned the experimental flags into plain ones
  return {
    name: 'etcd',
    image: `registry.k8s.io/etcd:${release.etcd}`,
    annotations: { 'kubeadm.kubernetes.io/etcd.advertise-client-urls': `https://${address}:2379` },
    flags: [
      `--advertise-client-urls=https://${address}:2379`,
      '--cert-file=/etc/kubernetes/pki/etcd/server.crt',
      '--client-cert-auth=true',
      '--data-dir=/var/lib/etcd',
      ...(modern
        ? ['--feature-gates=InitialCorruptCheck=true']
        : ['--experimental-initial-corrupt-check=true', '--experimental-watch-progress-notify-interval=5s']),
      `--initial-advertise-peer-urls=https://${address}:2380`,
      `--initial-cluster=${node}=https://${address}:2380`,
      '--key-file=/etc/kubernetes/pki/etcd/server.key',
      `--listen-client-urls=https://127.0.0.1:2379,https://${address}:2379`,
      '--listen-metrics-urls=http://127.0.0.1:2381',
      `--listen-peer-urls=https://${address}:2380`,
      `--name=${node}`,
      '--peer-cert-file=/etc/kubernetes/pki/etcd/peer.crt',
      '--peer-client-cert-auth=true',
      '--peer-key-file=/etc/kubernetes/pki/etcd/peer.key',
      '--peer-trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt',
      '--snapshot-count=10000',
      '--trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt',
      ...(modern ? ['--watch-progress-notify-interval=5s'] : []),
    ],
    port: 2381,
    probes: { host: '127.0.0.1', scheme: 'HTTP', live: '/livez', ready: '/readyz', start: '/readyz' },
    requests: { cpu: '100m', memory: '100Mi' },
    volumes: [directory('etcd-data', '/var/lib/etcd', true), directory('etcd-certs', '/etc/kubernetes/pki/etcd', true)],
  };
}

function apiServer({ address, version, serviceSubnet }: ControlPlanePlan): Component {
  return {
    name: 'kube-apiserver',
    image: `registry.k8s.io/kube-apiserver:${version}`,
    annotations: { 'kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint': `${address}:6443` },
    flags: [
      `--advertise-address=${address}`,
      '--allow-privileged=true',
      '--authorization-mode=Node,RBAC',
      '--client-ca-file=/etc/kubernetes/pki/ca.crt',
      '--enable-admission-plugins=NodeRestriction',
      '--enable-bootstrap-token-auth=true',
      '--etcd-cafile=/etc/kubernetes/pki/etcd/ca.crt',
      '--etcd-certfile=/etc/kubernetes/pki/apiserver-etcd-client.crt',
      '--etcd-keyfile=/etc/kubernetes/pki/apiserver-etcd-client.key',
      '--etcd-servers=https://127.0.0.1:2379',
      '--kubelet-client-certificate=/etc/kubernetes/pki/apiserver-kubelet-client.crt',
      '--kubelet-client-key=/etc/kubernetes/pki/apiserver-kubelet-client.key',
      '--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname',
      '--proxy-client-cert-file=/etc/kubernetes/pki/front-proxy-client.crt',
      '--proxy-client-key-file=/etc/kubernetes/pki/front-proxy-client.key',
      '--requestheader-allowed-names=front-proxy-client',
      '--requestheader-client-ca-file=/etc/kubernetes/pki/front-proxy-ca.crt',
      '--requestheader-extra-headers-prefix=X-Remote-Extra-',
      '--requestheader-group-headers=X-Remote-Group',
      '--requestheader-username-headers=X-Remote-User',
      '--secure-port=6443',
      '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
      '--service-account-key-file=/etc/kubernetes/pki/sa.pub',
      '--service-account-signing-key-file=/etc/kubernetes/pki/sa.key',
      `--service-cluster-ip-range=${serviceSubnet}`,
      '--tls-cert-file=/etc/kubernetes/pki/apiserver.crt',
      '--tls-private-key-file=/etc/kubernetes/pki/apiserver.key',
    ],
    port: 6443,
    probes: { host: address, scheme: 'HTTPS', live: '/livez', ready: '/readyz', start: '/livez' },
    requests: { cpu: '250m' },
    volumes: [
      CERTIFICATE_VOLUMES.ca,
      CERTIFICATE_VOLUMES.etc,
      CERTIFICATE_VOLUMES.pki,
      CERTIFICATE_VOLUMES.local,
      CERTIFICATE_VOLUMES.share,
    ],
  };
}

function controllerManager({ version, release, podSubnet, serviceSubnet }: ControlPlanePlan): Component {
  const flexVolumes = '/usr/libexec/kubernetes/kubelet-plugins/volume/exec';
  return {
    name: 'kube-controller-manager',
    image: `registry.k8s.io/kube-controller-manager:${version}`,
    flags: [
      '--allocate-node-cidrs=true',
      '--authentication-kubeconfig=/etc/kubernetes/controller-manager.conf',
      '--authorization-kubeconfig=/etc/kubernetes/controller-manager.conf',
      '--bind-address=127.0.0.1',
      '--client-ca-file=/etc/kubernetes/pki/ca.crt',
      `--cluster-cidr=${podSubnet}`,
      '--cluster-name=kubernetes',
      '--cluster-signing-cert-file=/etc/kubernetes/pki/ca.crt',
      '--cluster-signing-key-file=/etc/kubernetes/pki/ca.key',
      '--controllers=*,bootstrapsigner,tokencleaner',
      '--kubeconfig=/etc/kubernetes/controller-manager.conf',
      '--leader-elect=true',
      '--requestheader-client-ca-file=/etc/kubernetes/pki/front-proxy-ca.crt',
      '--root-ca-file=/etc/kubernetes/pki/ca.crt',
      '--service-account-private-key-file=/etc/kubernetes/pki/sa.key',
      `--service-cluster-ip-range=${serviceSubnet}`,
      '--use-service-account-credentials=true',
    ],
    port: 10257,
    probes: { host: '127.0.0.1', scheme: 'HTTPS', live: '/healthz', start: '/healthz' },
    requests: { cpu: '200m' },
    volumes: [
      CERTIFICATE_VOLUMES.ca,
      CERTIFICATE_VOLUMES.etc,
      ...(release.minor <= 35 ? [directory('flexvolume-dir', flexVolumes, true)] : []),
      CERTIFICATE_VOLUMES.pki,
      kubeconfigVolume('/etc/kubernetes/controller-manager.conf'),
      CERTIFICATE_VOLUMES.local,
      CERTIFICATE_VOLUMES.share,
    ],
  };
}

function scheduler({ version }: ControlPlanePlan): Component {
  const config = '/etc/kubernetes/scheduler.conf';
  return {
    name: 'kube-scheduler',
    image: `registry.k8s.io/kube-scheduler:${version}`,
    flags: [
      `--authentication-kubeconfig=${config}`,
      `--authorization-kubeconfig=${config}`,
      '--bind-address=127.0.0.1',
      `--kubeconfig=${config}`,
      '--leader-elect=true',
    ],
    port: 10259,
    probes: { host: '127.0.0.1', scheme: 'HTTPS', live: '/livez', ready: '/readyz', start: '/livez' },
    requests: { cpu: '100m' },
    volumes: [kubeconfigVolume(config)],
  };
}
