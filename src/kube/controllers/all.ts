// Everything kube-controller-manager runs, in one list.

import type { Millis } from '../../sim/simulation.ts';
import type { Kind } from '../objects/kind.ts';
import { requestCleaner, requestSigner, type SigningFiles } from './certificates/signer.ts';
import { clusterRoleAggregationController } from './cluster-role-aggregation.ts';
import { controllerAccounts } from './controller-accounts.ts';
import { cronJobController } from './cron-job.ts';
import { daemonSetController } from './daemon-set.ts';
import { deploymentController } from './deployment/deployment.ts';
import { disruptionController } from './disruption.ts';
import { endpointSliceController } from './endpoint-slice.ts';
import { endpointsController } from './endpoints.ts';
import { garbageCollector } from './garbage-collector.ts';
import { jobController } from './job/job.ts';
import { namespaceController } from './namespace.ts';
import { nodeAddressController } from './node/addresses.ts';
import { NODE_HEALTH_DEFAULTS, type NodeHealthOptions, runNodeHealth } from './node/health.ts';
import { nodeTaintController } from './node/taints.ts';
import { podAutoscaler } from './pod-autoscaler.ts';
import { runPodCollector } from './pod-gc.ts';
import { replicaSetController } from './replica-set.ts';
import { resourceQuotaController } from './resource-quota.ts';
import { run, type Workplace } from './run.ts';
import { rootCaPublisher, serviceAccountController } from './service-account.ts';
import { statefulSetController } from './stateful-set.ts';
import { taintEvictionController } from './taint-eviction.ts';
import { ttlAfterFinishedController } from './ttl-after-finished.ts';
import { volumeBinder } from './volume/binder.ts';
import { claimProtection, volumeProtection } from './volume/protection.ts';

export interface ControllerOptions {
  /** As in --controllers: `*` for all, a name to add, `-name` to leave out. Missing: all. */
  readonly controllers?: readonly string[];
  readonly kinds: readonly Kind[];
  /** PEM bundle for kube-root-ca.crt; missing: not published. */
  readonly rootAuthority?: string;
  /** The authority that signs certificate requests; missing: nobody signs. */
  readonly signing?: { readonly files: SigningFiles; readonly longest: Millis };
  /** The range that nodes get their pod addresses from; missing: somebody else gives them. */
  readonly clusterCidr?: string;
  readonly nodeCidrMaskSize?: number;
  readonly terminatedPodThreshold?: number;
  readonly nodeHealth?: Partial<NodeHealthOptions>;
}

export function runControllers(workplace: Workplace, options: ControllerOptions): void {
  run(workplace, controllerAccounts(workplace));
  for (const [name, begin] of Object.entries(CONTROLLERS)) {
    if (isEnabled(name, options.controllers ?? ['*'])) begin(workplace, options);
  }
}

/** The last word about a name wins over `*`. */
function isEnabled(name: string, controllers: readonly string[]): boolean {
  if (controllers.includes(`-${name}`)) return false;
  return controllers.includes(name) || controllers.includes('*');
}

/** By the names that --controllers takes. */
const CONTROLLERS: Readonly<Record<string, (workplace: Workplace, options: ControllerOptions) => void>> = {
  'serviceaccount-controller': (workplace) => run(workplace, serviceAccountController(workplace)),
  'root-ca-certificate-publisher-controller': (workplace, { rootAuthority }) => {
    if (rootAuthority !== undefined) run(workplace, rootCaPublisher(workplace, rootAuthority));
  },
  'certificatesigningrequest-signing-controller': (workplace, { signing }) => {
    if (signing) run(workplace, requestSigner(workplace, signing.files, signing.longest));
  },
  'clusterrole-aggregation-controller': (workplace) => run(workplace, clusterRoleAggregationController(workplace)),
  'certificatesigningrequest-cleaner-controller': (workplace) => run(workplace, requestCleaner(workplace)),
  'deployment-controller': (workplace) => run(workplace, deploymentController(workplace)),
  'replicaset-controller': (workplace) => run(workplace, replicaSetController(workplace)),
  'daemonset-controller': (workplace) => run(workplace, daemonSetController(workplace)),
  'statefulset-controller': (workplace) => run(workplace, statefulSetController(workplace)),
  'job-controller': (workplace) => run(workplace, jobController(workplace)),
  'cronjob-controller': (workplace) => run(workplace, cronJobController(workplace)),
  'ttl-after-finished-controller': (workplace) => run(workplace, ttlAfterFinishedController(workplace)),
  'persistentvolume-binder-controller': (workplace) => run(workplace, volumeBinder(workplace)),
  'persistentvolumeclaim-protection-controller': (workplace) => run(workplace, claimProtection(workplace)),
  'persistentvolume-protection-controller': (workplace) => run(workplace, volumeProtection(workplace)),
  'horizontal-pod-autoscaler-controller': (workplace, { kinds }) => run(workplace, podAutoscaler(workplace, kinds)),
  'endpointslice-controller': (workplace) => run(workplace, endpointSliceController(workplace)),
  'endpoints-controller': (workplace) => run(workplace, endpointsController(workplace)),
  'disruption-controller': (workplace) => run(workplace, disruptionController(workplace)),
  'namespace-controller': (workplace, { kinds }) => run(workplace, namespaceController(workplace, kinds)),
  'resourcequota-controller': (workplace, { kinds }) => run(workplace, resourceQuotaController(workplace, kinds)),
  'garbage-collector-controller': (workplace, { kinds }) => run(workplace, garbageCollector(workplace, kinds)),
  'node-ipam-controller': (workplace, { clusterCidr, nodeCidrMaskSize }) => {
    if (clusterCidr) run(workplace, nodeAddressController(workplace, clusterCidr, nodeCidrMaskSize));
  },
  'node-lifecycle-controller': (workplace, { nodeHealth }) => {
    run(workplace, nodeTaintController(workplace));
    runNodeHealth(workplace, { ...NODE_HEALTH_DEFAULTS, ...nodeHealth });
  },
  'taint-eviction-controller': (workplace) => run(workplace, taintEvictionController(workplace)),
  'pod-garbage-collector-controller': (workplace, { terminatedPodThreshold }) =>
    runPodCollector(workplace, terminatedPodThreshold),
};
