// What `kubeadm init` and `join` leave for the kubelet, besides its kubeconfig. Models phases/kubelet.

import { printYaml } from '../base/yaml/print.ts';
import type { Release } from '../kube/releases/releases.ts';
import type { PlannedFile } from './pki.ts';

const ENDPOINT = 'unix:///var/run/containerd/containerd.sock';

/** The document of /var/lib/kubelet/config.yaml; `shared` gives the ConfigMap's form, without what is a node's own. */
export function kubeletConfiguration(release: Release, clusterDns: string, shared = false): string {
  return printYaml({
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    authentication: {
      anonymous: { enabled: false },
      webhook: { cacheTTL: '0s', enabled: true },
      x509: { clientCAFile: '/etc/kubernetes/pki/ca.crt' },
    },
    authorization: { mode: 'Webhook', webhook: { cacheAuthorizedTTL: '0s', cacheUnauthorizedTTL: '0s' } },
    cgroupDriver: 'systemd',
    clusterDNS: [clusterDns],
    clusterDomain: 'cluster.local',
    containerRuntimeEndpoint: shared || release.minor <= 33 ? '' : ENDPOINT,
    cpuManagerReconcilePeriod: '0s',
    ...(release.minor >= 32 && { crashLoopBackOff: {} }),
    evictionPressureTransitionPeriod: '0s',
    fileCheckFrequency: '0s',
    healthzBindAddress: '127.0.0.1',
    healthzPort: 10248,
    httpCheckFrequency: '0s',
    imageMaximumGCAge: '0s',
    imageMinimumGCAge: '0s',
    kind: 'KubeletConfiguration',
    logging: {
      flushFrequency: 0,
      options: { json: { infoBufferSize: '0' }, text: { infoBufferSize: '0' } },
      verbosity: 0,
    },
    memorySwap: {},
    nodeStatusReportFrequency: '0s',
    nodeStatusUpdateFrequency: '0s',
    ...(!shared && { resolvConf: '/run/systemd/resolve/resolv.conf' }),
    rotateCertificates: true,
    runtimeRequestTimeout: '0s',
    shutdownGracePeriod: '0s',
    shutdownGracePeriodCriticalPods: '0s',
    staticPodPath: '/etc/kubernetes/manifests',
    streamingConnectionIdleTimeout: '0s',
    syncFrequency: '0s',
    volumeStatsAggPeriod: '0s',
  });
}

export function kubeletFiles(release: Release, clusterDns: string): PlannedFile[] {
  const pause = `--pod-infra-container-image=registry.k8s.io/pause:${release.pause}`;
  const flags =
    release.minor >= 35 ? '' : release.minor === 34 ? pause : `--container-runtime-endpoint=${ENDPOINT} ${pause}`;
  return [
    { path: '/var/lib/kubelet/config.yaml', text: kubeletConfiguration(release, clusterDns), mode: 0o644 },
    { path: '/var/lib/kubelet/kubeadm-flags.env', text: `KUBELET_KUBEADM_ARGS="${flags}"\n`, mode: 0o644 },
    ...(release.minor >= 34
      ? [{ path: '/var/lib/kubelet/instance-config.yaml', text: instanceConfiguration(), mode: 0o644 }]
      : []),
  ];
}

const instanceConfiguration = (): string =>
  printYaml({
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    containerRuntimeEndpoint: ENDPOINT,
    kind: 'KubeletConfiguration',
  });
