// kube-controller-manager: starts src/kube/controllers behind the flags and files of the real program.

import { Informers } from '../../kube/client/informer.ts';
import { runControllers } from '../../kube/controllers/all.ts';
import { Workplace } from '../../kube/controllers/run.ts';
import { KINDS } from '../../kube/objects/kinds.ts';
import { releaseOf } from '../../kube/releases/releases.ts';
import { componentProgram, readOrRefuse } from './control-plane-component.ts';

export const kubeControllerManager = componentProgram({
  name: 'kube-controller-manager',
  securePort: 10_257,
  memory: 95 * 2 ** 20,
  modelled: [
    ['secure-port', 'int', '10257'],
    ['controllers', 'string', '*'],
    ['allocate-node-cidrs', 'bool', 'false'],
    ['cluster-cidr', 'string', ''],
    ['node-cidr-mask-size', 'int', '24'],
    ['node-cidr-mask-size-ipv4', 'int', '0'],
    ['node-eviction-rate', 'string', '0.1'],
    ['secondary-node-eviction-rate', 'string', '0.01'],
    ['large-cluster-size-threshold', 'int', '50'],
    ['unhealthy-zone-threshold', 'string', '0.55'],
    ['node-monitor-grace-period', 'duration', '50s'],
    ['node-monitor-period', 'duration', '5s'],
    ['node-startup-grace-period', 'duration', '1m0s'],
    ['terminated-pod-gc-threshold', 'int', '12500'],
    ['root-ca-file', 'string', ''],
    ['service-account-private-key-file', 'string', ''],
    ['cluster-signing-cert-file', 'string', ''],
    ['cluster-signing-key-file', 'string', ''],
    ['cluster-signing-duration', 'duration', '8760h0m0s'],
  ],
  quiet: `attach-detach-reconcile-sync-period cluster-name concurrent-deployment-syncs
    concurrent-endpoint-syncs concurrent-gc-syncs concurrent-job-syncs concurrent-namespace-syncs concurrent-rc-syncs
    concurrent-replicaset-syncs concurrent-resource-quota-syncs concurrent-service-endpoint-syncs concurrent-service-syncs
    concurrent-serviceaccount-token-syncs concurrent-statefulset-syncs concurrent-ttl-after-finished-syncs
    concurrent-daemonset-syncs controller-start-interval enable-dynamic-provisioning enable-garbage-collector
    enable-hostpath-provisioner endpoint-updates-batch-period endpointslice-updates-batch-period flex-volume-plugin-dir
    horizontal-pod-autoscaler-sync-period max-endpoints-per-slice min-resync-period namespace-sync-period
    node-sync-period route-reconciliation-period resource-quota-sync-period service-account-extend-token-expiration
    service-cluster-ip-range use-service-account-credentials pvclaimbinder-sync-period`.split(/\s+/),
  unmodelled: [
    'cloud-provider',
    'cloud-config',
    'external-cloud-volume-plugin',
    'node-cidr-mask-size-ipv6',
    'cidr-allocator-type',
  ],
  bare: [
    'enable-dynamic-provisioning',
    'enable-garbage-collector',
    'enable-hostpath-provisioner',
    'use-service-account-credentials',
  ],
  check(process, flags) {
    for (const flag of [
      'root-ca-file',
      'service-account-private-key-file',
      'cluster-signing-cert-file',
      'cluster-signing-key-file',
    ])
      if (flags.string(flag)) readOrRefuse(process, flags.string(flag));
  },
  begin(process, client, flags, log) {
    const workplace = new Workplace(process, client, new Informers(process, client), {
      logError: (message, error, logger) => log.error('controller.go:128', message, error, { logger }),
      minor: releaseOf(process.version)?.minor,
    });
    const rootFile = flags.string('root-ca-file');
    const signingFiles = [flags.string('cluster-signing-cert-file'), flags.string('cluster-signing-key-file')];
    runControllers(workplace, {
      kinds: KINDS,
      controllers: flags.string('controllers').split(','),
      rootAuthority: rootFile ? readOrRefuse(process, rootFile) : undefined,
      signing: signingFiles.every(Boolean)
        ? {
            files: () => {
              if (!signingFiles.every((path) => process.files.exists(path))) return undefined;
              const [certificate, key] = signingFiles.map((path) => process.files.readText(path));
              return { certificate, key };
            },
            longest: flags.duration('cluster-signing-duration'),
          }
        : undefined,
      clusterCidr: flags.bool('allocate-node-cidrs') ? flags.string('cluster-cidr') : undefined,
      nodeCidrMaskSize: flags.int('node-cidr-mask-size-ipv4') || flags.int('node-cidr-mask-size'),
      terminatedPodThreshold: flags.int('terminated-pod-gc-threshold'),
      nodeHealth: {
        monitorPeriod: flags.duration('node-monitor-period'),
        gracePeriod: flags.duration('node-monitor-grace-period'),
        startupGracePeriod: flags.duration('node-startup-grace-period'),
        evictionRate: Number(flags.string('node-eviction-rate')),
        secondaryEvictionRate: Number(flags.string('secondary-node-eviction-rate')),
        largeClusterSize: flags.int('large-cluster-size-threshold'),
        unhealthyZoneThreshold: Number(flags.string('unhealthy-zone-threshold')),
      },
    });
  },
});
