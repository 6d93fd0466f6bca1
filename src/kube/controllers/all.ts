// Everything kube-controller-manager runs, in one list.

import type { Kind } from '../objects/kind.ts';
import { daemonSetController } from './daemon-set.ts';
import { deploymentController } from './deployment/deployment.ts';
import { disruptionController } from './disruption.ts';
import { endpointSliceController } from './endpoint-slice.ts';
import { garbageCollector } from './garbage-collector.ts';
import { namespaceController } from './namespace.ts';
import { nodeAddressController } from './node/addresses.ts';
import { NODE_HEALTH_DEFAULTS, type NodeHealthOptions, runNodeHealth } from './node/health.ts';
import { nodeTaintController } from './node/taints.ts';
import { runPodCollector } from './pod-gc.ts';
import { replicaSetController } from './replica-set.ts';
import { run, type Workplace } from './run.ts';
import { rootCaPublisher, serviceAccountController } from './service-account.ts';
import { taintEvictionController } from './taint-eviction.ts';

export interface ControllerOptions {
  readonly kinds: readonly Kind[];
  /** PEM bundle for kube-root-ca.crt; missing: not published. */
  readonly rootAuthority?: string;
  /** The range that nodes get their pod addresses from; missing: somebody else gives them. */
  readonly clusterCidr?: string;
  readonly nodeCidrMaskSize?: number;
  readonly terminatedPodThreshold?: number;
  readonly nodeHealth?: Partial<NodeHealthOptions>;
}

export function runControllers(workplace: Workplace, options: ControllerOptions): void {
  run(workplace, serviceAccountController(workplace));
  if (options.rootAuthority !== undefined) run(workplace, rootCaPublisher(workplace, options.rootAuthority));
  run(workplace, deploymentController(workplace));
  run(workplace, replicaSetController(workplace));
  run(workplace, daemonSetController(workplace));
  run(workplace, endpointSliceController(workplace));
  run(workplace, disruptionController(workplace));
  run(workplace, namespaceController(workplace, options.kinds));
  run(workplace, garbageCollector(workplace, options.kinds));
  if (options.clusterCidr)
    run(workplace, nodeAddressController(workplace, options.clusterCidr, options.nodeCidrMaskSize));
  run(workplace, nodeTaintController(workplace));
  run(workplace, taintEvictionController(workplace));
  runPodCollector(workplace, options.terminatedPodThreshold);
  runNodeHealth(workplace, { ...NODE_HEALTH_DEFAULTS, ...options.nodeHealth });
}
