// What kubeadm puts into a new cluster once its API answers (uploaded configuration, CoreDNS, kube-proxy),
// and the pod network an administrator adds (flannel). Models kubeadm's phases/addons and phases/uploadconfig.

import { assert } from '../base/assert.ts';
import { printYaml } from '../base/yaml/print.ts';
import { apiVersionOf, type Kind } from '../kube/objects/kind.ts';
import { KINDS } from '../kube/objects/kinds.ts';
import type { Release } from '../kube/releases/releases.ts';
import { kubeletConfiguration } from './kubelet-files.ts';

export interface AddonPlan {
  readonly version: string;
  readonly release: Release;
  readonly server: string;
  readonly clusterDns: string;
  readonly podSubnet: string;
  readonly serviceSubnet: string;
  /** PEM. */
  readonly authority: string;
}

/** An object to create: its kind's declaration and its body. */
export interface PlannedObject {
  readonly kind: Kind;
  readonly namespace: string | undefined;
  readonly body: Record<string, unknown>;
}

type Fields = Record<string, unknown>;

export function addons(plan: AddonPlan): PlannedObject[] {
  return [...configuration(plan), ...roles(), ...coreDns(plan), ...kubeProxy(plan), ...flannel(plan)];
}

function planned(
  kindName: string,
  name: string,
  namespace: string | undefined,
  fields: Fields,
  metadata: Fields = {},
): PlannedObject {
  const kind = KINDS.find((one) => one.kind === kindName);
  assert(kind, `no kind ${kindName}`);
  return {
    kind,
    namespace,
    body: { apiVersion: apiVersionOf(kind), kind: kindName, metadata: { name, namespace, ...metadata }, ...fields },
  };
}

const SYSTEM = 'kube-system';

// ——— configuration ———

function configuration(plan: AddonPlan): PlannedObject[] {
  const clusterInfo = printYaml({
    apiVersion: 'v1',
    clusters: [{ cluster: { 'certificate-authority-data': btoa(plan.authority), server: plan.server }, name: '' }],
    contexts: null,
    'current-context': '',
    kind: 'Config',
    users: null,
  });
  return [
    planned('ConfigMap', 'kubeadm-config', SYSTEM, { data: { ClusterConfiguration: clusterConfiguration(plan) } }),
    planned('ConfigMap', 'kubelet-config', SYSTEM, {
      data: { kubelet: kubeletConfiguration(plan.release, plan.clusterDns, true) },
    }),
    planned('ConfigMap', 'cluster-info', 'kube-public', { data: { kubeconfig: clusterInfo } }),
  ];
}

const clusterConfiguration = (plan: AddonPlan): string =>
  printYaml({
    apiServer: {},
    apiVersion: 'kubeadm.k8s.io/v1beta4',
    caCertificateValidityPeriod: '87600h0m0s',
    certificateValidityPeriod: '8760h0m0s',
    certificatesDir: '/etc/kubernetes/pki',
    clusterName: 'kubernetes',
    controllerManager: {},
    dns: {},
    encryptionAlgorithm: 'ECDSA-P256',
    etcd: { local: { dataDir: '/var/lib/etcd' } },
    imageRepository: 'registry.k8s.io',
    kind: 'ClusterConfiguration',
    kubernetesVersion: plan.version,
    networking: { dnsDomain: 'cluster.local', podSubnet: plan.podSubnet, serviceSubnet: plan.serviceSubnet },
    proxy: {},
    scheduler: {},
  });

// ——— roles ———

const RBAC = 'rbac.authorization.k8s.io';

function roles(): PlannedObject[] {
  const group = (name: string) => ({ apiGroup: RBAC, kind: 'Group', name });
  const bootstrappers = group('system:bootstrappers:kubeadm:default-node-token');
  return [
    ...binding('kubeadm:cluster-admins', 'cluster-admin', group('kubeadm:cluster-admins')),
    ...binding('kubeadm:kubelet-bootstrap', 'system:node-bootstrapper', bootstrappers),
    ...binding(
      'kubeadm:node-autoapprove-bootstrap',
      'system:certificates.k8s.io:certificatesigningrequests:nodeclient',
      bootstrappers,
    ),
    ...binding(
      'kubeadm:node-autoapprove-certificate-rotation',
      'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient',
      group('system:nodes'),
    ),
    ...clusterRole('kubeadm:get-nodes', [{ apiGroups: [''], resources: ['nodes'], verbs: ['get'] }]),
    ...binding('kubeadm:get-nodes', 'kubeadm:get-nodes', bootstrappers),
    ...binding('kubeadm:node-proxier', 'system:node-proxier', account('kube-proxy', SYSTEM)),
  ];
}

const account = (name: string, namespace: string): Fields => ({ kind: 'ServiceAccount', name, namespace });

const clusterRole = (name: string, rules: readonly Fields[]): PlannedObject[] => [
  planned('ClusterRole', name, undefined, { rules }),
];

const binding = (name: string, role: string, ...subjects: readonly Fields[]): PlannedObject[] => [
  planned('ClusterRoleBinding', name, undefined, {
    roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: role },
    subjects,
  }),
];

// ——— CoreDNS ———

const COREFILE = `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30 {
       disable success cluster.local
       disable denial cluster.local
    }
    loop
    reload
    loadbalance
}
`;

function coreDns({ release, clusterDns }: AddonPlan): PlannedObject[] {
  const labels = { 'k8s-app': 'kube-dns' };
  return [
    planned('ServiceAccount', 'coredns', SYSTEM, {}),
    ...clusterRole('system:coredns', [
      { apiGroups: [''], resources: ['endpoints', 'services', 'pods', 'namespaces'], verbs: ['list', 'watch'] },
      { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch'] },
    ]),
    ...binding('system:coredns', 'system:coredns', account('coredns', SYSTEM)),
    planned('ConfigMap', 'coredns', SYSTEM, { data: { Corefile: COREFILE } }),
    planned(
      'Service',
      'kube-dns',
      SYSTEM,
      {
        spec: {
          clusterIP: clusterDns,
          ports: [
            { name: 'dns', port: 53, protocol: 'UDP', targetPort: 53 },
            { name: 'dns-tcp', port: 53, protocol: 'TCP', targetPort: 53 },
            { name: 'metrics', port: 9153, protocol: 'TCP', targetPort: 9153 },
          ],
          selector: labels,
        },
      },
      {
        annotations: { 'prometheus.io/port': '9153', 'prometheus.io/scrape': 'true' },
        labels: { ...labels, 'kubernetes.io/cluster-service': 'true', 'kubernetes.io/name': 'CoreDNS' },
      },
    ),
    planned(
      'Deployment',
      'coredns',
      SYSTEM,
      {
        spec: {
          replicas: 2,
          selector: { matchLabels: labels },
          strategy: { rollingUpdate: { maxUnavailable: 1 }, type: 'RollingUpdate' },
          template: { metadata: { labels }, spec: coreDnsPod(release) },
        },
      },
      { labels },
    ),
  ];
}

function coreDnsPod(release: Release): Fields {
  const port = (name: string, containerPort: number, protocol = 'TCP') => ({ containerPort, name, protocol });
  const http = (path: string, portName: string, more: Fields) => ({
    httpGet: { path, port: portName, scheme: 'HTTP' },
    ...more,
  });
  return {
    affinity: {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          {
            podAffinityTerm: {
              labelSelector: { matchExpressions: [{ key: 'k8s-app', operator: 'In', values: ['kube-dns'] }] },
              topologyKey: 'kubernetes.io/hostname',
            },
            weight: 100,
          },
        ],
      },
    },
    containers: [
      {
        args: ['-conf', '/etc/coredns/Corefile'],
        image: `registry.k8s.io/coredns/coredns:${release.coredns}`,
        imagePullPolicy: 'IfNotPresent',
        livenessProbe: http('/health', 'liveness-probe', {
          failureThreshold: 5,
          initialDelaySeconds: 60,
          timeoutSeconds: 5,
        }),
        name: 'coredns',
        ports: [
          port('dns', 53, 'UDP'),
          port('dns-tcp', 53),
          port('metrics', 9153),
          port('liveness-probe', 8080),
          port('readiness-probe', 8181),
        ],
        readinessProbe: http('/ready', 'readiness-probe', {}),
        resources: { limits: { memory: '170Mi' }, requests: { cpu: '100m', memory: '70Mi' } },
        securityContext: {
          allowPrivilegeEscalation: false,
          capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] },
          readOnlyRootFilesystem: true,
        },
        volumeMounts: [{ mountPath: '/etc/coredns', name: 'config-volume', readOnly: true }],
      },
    ],
    dnsPolicy: 'Default',
    nodeSelector: { 'kubernetes.io/os': 'linux' },
    priorityClassName: 'system-cluster-critical',
    serviceAccountName: 'coredns',
    tolerations: [
      { key: 'CriticalAddonsOnly', operator: 'Exists' },
      { effect: 'NoSchedule', key: 'node-role.kubernetes.io/control-plane' },
    ],
    volumes: [
      { configMap: { items: [{ key: 'Corefile', path: 'Corefile' }], name: 'coredns' }, name: 'config-volume' },
    ],
  };
}

// ——— kube-proxy ———

function kubeProxy({ version, server, podSubnet }: AddonPlan): PlannedObject[] {
  const token = '/var/run/secrets/kubernetes.io/serviceaccount';
  const kubeconfig = printYaml({
    apiVersion: 'v1',
    clusters: [{ cluster: { 'certificate-authority': `${token}/ca.crt`, server }, name: 'default' }],
    contexts: [{ context: { cluster: 'default', namespace: 'default', user: 'default' }, name: 'default' }],
    'current-context': 'default',
    kind: 'Config',
    users: [{ name: 'default', user: { tokenFile: `${token}/token` } }],
  });
  const config = printYaml({
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    bindAddress: '0.0.0.0',
    clientConnection: { kubeconfig: '/var/lib/kube-proxy/kubeconfig.conf' },
    clusterCIDR: podSubnet,
    kind: 'KubeProxyConfiguration',
    mode: '',
  });
  return [
    planned('ServiceAccount', 'kube-proxy', SYSTEM, {}),
    planned(
      'ConfigMap',
      'kube-proxy',
      SYSTEM,
      { data: { 'config.conf': config, 'kubeconfig.conf': kubeconfig } },
      { labels: { app: 'kube-proxy' } },
    ),
    daemon(
      'kube-proxy',
      SYSTEM,
      { 'k8s-app': 'kube-proxy' },
      {
        containers: [
          {
            command: [
              '/usr/local/bin/kube-proxy',
              '--config=/var/lib/kube-proxy/config.conf',
              '--hostname-override=$(NODE_NAME)',
            ],
            env: [{ name: 'NODE_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'spec.nodeName' } } }],
            image: `registry.k8s.io/kube-proxy:${version}`,
            imagePullPolicy: 'IfNotPresent',
            name: 'kube-proxy',
            securityContext: { privileged: true },
            volumeMounts: [
              { mountPath: '/var/lib/kube-proxy', name: 'kube-proxy' },
              { mountPath: '/run/xtables.lock', name: 'xtables-lock' },
              { mountPath: '/lib/modules', name: 'lib-modules', readOnly: true },
            ],
          },
        ],
        hostNetwork: true,
        nodeSelector: { 'kubernetes.io/os': 'linux' },
        priorityClassName: 'system-node-critical',
        serviceAccountName: 'kube-proxy',
        tolerations: [{ operator: 'Exists' }],
        volumes: [
          { configMap: { name: 'kube-proxy' }, name: 'kube-proxy' },
          { hostPath: { path: '/run/xtables.lock', type: 'FileOrCreate' }, name: 'xtables-lock' },
          { hostPath: { path: '/lib/modules', type: '' }, name: 'lib-modules' },
        ],
      },
    ),
  ];
}

function daemon(name: string, namespace: string, labels: Record<string, string>, pod: Fields): PlannedObject {
  const spec = {
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: pod },
    updateStrategy: { type: 'RollingUpdate' },
  };
  return planned('DaemonSet', name, namespace, { spec }, { labels });
}

// ——— the pod network ———

const FLANNEL_IMAGE = 'ghcr.io/flannel-io/flannel:v0.27.4';
const FLANNEL_PLUGIN_IMAGE = 'ghcr.io/flannel-io/flannel-cni-plugin:v1.8.0-flannel1';

function flannel({ podSubnet }: AddonPlan): PlannedObject[] {
  const namespace = 'kube-flannel';
  const labels = { app: 'flannel', tier: 'node' };
  const cni = {
    name: 'cbr0',
    cniVersion: '0.3.1',
    plugins: [
      { type: 'flannel', delegate: { hairpinMode: true, isDefaultGateway: true } },
      { type: 'portmap', capabilities: { portMappings: true } },
    ],
  };
  const network = { Network: podSubnet, EnableNFTables: false, Backend: { Type: 'vxlan' } };
  return [
    planned(
      'Namespace',
      namespace,
      undefined,
      {},
      {
        labels: { 'k8s-app': 'flannel', 'pod-security.kubernetes.io/enforce': 'privileged' },
      },
    ),
    planned('ServiceAccount', 'flannel', namespace, {}),
    ...clusterRole('flannel', [
      { apiGroups: [''], resources: ['pods'], verbs: ['get'] },
      { apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: [''], resources: ['nodes/status'], verbs: ['patch'] },
    ]),
    ...binding('flannel', 'flannel', account('flannel', namespace)),
    planned(
      'ConfigMap',
      'kube-flannel-cfg',
      namespace,
      {
        data: {
          'cni-conf.json': `${JSON.stringify(cni, null, 2)}\n`,
          'net-conf.json': `${JSON.stringify(network, null, 2)}\n`,
        },
      },
      { labels: { ...labels, 'k8s-app': 'flannel' } },
    ),
    daemon('kube-flannel-ds', namespace, labels, flannelPod()),
  ];
}

function flannelPod(): Fields {
  const field = (name: string, fieldPath: string) => ({
    name,
    valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath } },
  });
  const mount = (name: string, mountPath: string) => ({ mountPath, name });
  return {
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/os', operator: 'In', values: ['linux'] }] }],
        },
      },
    },
    containers: [
      {
        args: ['--ip-masq', '--kube-subnet-mgr'],
        command: ['/opt/bin/flanneld'],
        env: [
          field('POD_NAME', 'metadata.name'),
          field('POD_NAMESPACE', 'metadata.namespace'),
          { name: 'EVENT_QUEUE_DEPTH', value: '5000' },
        ],
        image: FLANNEL_IMAGE,
        name: 'kube-flannel',
        resources: { requests: { cpu: '100m', memory: '50Mi' } },
        securityContext: { capabilities: { add: ['NET_ADMIN', 'NET_RAW'] }, privileged: false },
        volumeMounts: [
          mount('run', '/run/flannel'),
          mount('flannel-cfg', '/etc/kube-flannel/'),
          mount('xtables-lock', '/run/xtables.lock'),
        ],
      },
    ],
    hostNetwork: true,
    initContainers: [
      {
        args: ['-f', '/flannel', '/opt/cni/bin/flannel'],
        command: ['cp'],
        image: FLANNEL_PLUGIN_IMAGE,
        name: 'install-cni-plugin',
        volumeMounts: [mount('cni-plugin', '/opt/cni/bin')],
      },
      {
        args: ['-f', '/etc/kube-flannel/cni-conf.json', '/etc/cni/net.d/10-flannel.conflist'],
        command: ['cp'],
        image: FLANNEL_IMAGE,
        name: 'install-cni',
        volumeMounts: [mount('cni', '/etc/cni/net.d'), mount('flannel-cfg', '/etc/kube-flannel/')],
      },
    ],
    priorityClassName: 'system-node-critical',
    serviceAccountName: 'flannel',
    tolerations: [{ effect: 'NoSchedule', operator: 'Exists' }],
    volumes: [
      { hostPath: { path: '/run/flannel', type: '' }, name: 'run' },
      { hostPath: { path: '/opt/cni/bin', type: '' }, name: 'cni-plugin' },
      { hostPath: { path: '/etc/cni/net.d', type: '' }, name: 'cni' },
      { configMap: { name: 'kube-flannel-cfg' }, name: 'flannel-cfg' },
      { hostPath: { path: '/run/xtables.lock', type: 'FileOrCreate' }, name: 'xtables-lock' },
    ],
  };
}
