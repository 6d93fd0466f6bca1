// The package archive of the Kubernetes project: one directory per minor release. Which releases there are is told
// by the caller.

import type { Package, Source } from './package.ts';

export interface KubernetesRelease {
  readonly minor: number;
  readonly newestPatch: number;
}

const MAINTAINER = 'Kubernetes Authors <dev@kubernetes.io>';
const REVISION = '1.1';

export const kubernetesUri = (minor: number): string => `https://pkgs.k8s.io/core:/stable:/v1.${minor}/deb/`;

export function kubernetesSources(releases: readonly KubernetesRelease[]): Source[] {
  return releases.map(({ minor, newestPatch }) => {
    const versions = Array.from({ length: newestPatch + 1 }, (_, patch) => `1.${minor}.${patch}`);
    return {
      uri: kubernetesUri(minor),
      suite: '/',
      release: `isv:kubernetes:core:stable:v1.${minor}:pkgs.k8s.io`,
      served: `https://prod-cdn.packages.k8s.io/repositories/isv:/kubernetes:/core:/stable:/v1.${minor}/deb/`,
      packages: [
        criTools(minor),
        ...versions.map(kubeadm),
        ...versions.map(kubectl),
        ...versions.map(kubelet),
        kubernetesCni(minor),
      ],
    };
  });
}

const minorOf = (version: string): number => Number(version.split('.')[1]);
const patchOf = (version: string): number => Number(version.split('.')[2]);
/** Sizes drift a little from patch to patch. */
const drift = (version: string, base: number, step: number): number =>
  base + ((minorOf(version) * 7 + patchOf(version) * 3) % 9) * step;

const common = { section: 'admin', maintainer: MAINTAINER, homepage: 'https://kubernetes.io' } as const;
const binary = (path: string, program: string, version: string) => ({ [path]: { program, version } });

function kubeadm(version: string): Package {
  const needsCriTools = minorOf(version) < 36 || (minorOf(version) === 36 && patchOf(version) === 0);
  return {
    ...common,
    name: 'kubeadm',
    version: `${version}-${REVISION}`,
    description:
      'Command-line utility for administering a Kubernetes cluster\n Command-line utility for administering a Kubernetes cluster',
    depends: needsCriTools ? ['cri-tools (>= 1.30.0)'] : [],
    size: drift(version, 12_400_000, 12_000),
    installedSize: drift(version, 69_900, 130),
    executables: binary('/usr/bin/kubeadm', 'kubeadm', `v${version}`),
    files: {
      '/usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf': DROP_IN,
      '/usr/lib/sysctl.d/10-kubeadm.conf':
        '# The file is provided as part of the kubeadm package\nnet.ipv4.ip_forward = 1\n',
    },
  };
}

function kubectl(version: string): Package {
  return {
    ...common,
    name: 'kubectl',
    version: `${version}-${REVISION}`,
    description:
      'Command-line utility for interacting with a Kubernetes cluster\n Command-line utility for interacting with a Kubernetes cluster',
    depends: [],
    size: drift(version, 11_400_000, 30_000),
    installedSize: drift(version, 57_400, 160),
    executables: binary('/usr/bin/kubectl', 'kubectl', `v${version}`),
  };
}

function kubelet(version: string): Package {
  return {
    ...common,
    name: 'kubelet',
    version: `${version}-${REVISION}`,
    description: 'Node agent for Kubernetes clusters\n Node agent for Kubernetes clusters',
    depends: ['iptables (>= 1.4.21)', `kubernetes-cni (>= ${CNI[minorOf(version)] ?? '1.7.1'})`, 'mount', 'util-linux'],
    size: drift(version, 12_900_000, 28_000),
    installedSize: drift(version, 58_100, 150),
    executables: binary('/usr/bin/kubelet', 'kubelet', `v${version}`),
    files: { '/usr/lib/systemd/system/kubelet.service': UNIT },
    enables: ['kubelet.service'],
    configuration: { '/etc/default/kubelet': 'KUBELET_EXTRA_ARGS=\n' },
  };
}

const CRI_TOOLS: Readonly<Record<number, string>> = {
  32: '1.32.0',
  33: '1.33.0',
  34: '1.34.0',
  35: '1.35.0',
  36: '1.36.0',
};
const CNI: Readonly<Record<number, string>> = { 32: '1.6.0', 33: '1.6.0', 34: '1.7.1', 35: '1.8.0', 36: '1.9.1' };

function criTools(minor: number): Package {
  const version = CRI_TOOLS[minor] ?? `1.${minor}.0`;
  return {
    ...common,
    name: 'cri-tools',
    version: `${version}-${REVISION}`,
    description:
      'Command-line utility for interacting with a container runtime\n Command-line utility for interacting with a container runtime',
    depends: [],
    size: 16_300_000,
    installedSize: 54_700,
    executables: binary('/usr/bin/crictl', 'crictl', `v${version}`),
  };
}

const PLUGINS = [
  'bandwidth',
  'bridge',
  'dhcp',
  'dummy',
  'firewall',
  'host-device',
  'host-local',
  'ipvlan',
  'loopback',
  'macvlan',
  'portmap',
  'ptp',
  'sbr',
  'static',
  'tap',
  'tuning',
  'vlan',
  'vrf',
];

function kubernetesCni(minor: number): Package {
  return {
    ...common,
    name: 'kubernetes-cni',
    version: `${CNI[minor] ?? '1.7.1'}-${REVISION}`,
    description:
      'Binaries required to provision kubernetes container networking\n Binaries required to provision kubernetes container networking',
    depends: [],
    size: 39_000_000,
    installedSize: 97_100,
    files: Object.fromEntries(PLUGINS.map((plugin) => [`/opt/cni/bin/${plugin}`, `\x7fELF cni ${plugin}\n`])),
  };
}

const UNIT = `[Unit]
Description=kubelet: The Kubernetes Node Agent
Documentation=https://kubernetes.io/docs/
Wants=network-online.target
After=network-online.target

[Service]
ExecStart=/usr/bin/kubelet
Restart=always
StartLimitInterval=0
RestartSec=10

[Install]
WantedBy=multi-user.target
`;

const DROP_IN = `# Note: This dropin only works with kubeadm and kubelet v1.11+
[Service]
Environment="KUBELET_KUBECONFIG_ARGS=--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf --kubeconfig=/etc/kubernetes/kubelet.conf"
Environment="KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml"
# This is a file that "kubeadm init" and "kubeadm join" generates at runtime, populating the KUBELET_KUBEADM_ARGS variable dynamically
EnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env
# This is a file that the user can use for overrides of the kubelet args as a last resort. Preferably, the user should use
# the .NodeRegistration.KubeletExtraArgs object in the configuration files instead. KUBELET_EXTRA_ARGS should be sourced from this file.
EnvironmentFile=-/etc/default/kubelet
ExecStart=
ExecStart=/usr/bin/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS
`;
