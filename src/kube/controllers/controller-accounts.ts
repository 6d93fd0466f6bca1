// With --use-service-account-credentials each controller works under a service account of its own in kube-system, which
// it makes when it starts. Nothing here logs in with them; people meet them in `kubectl get sa -A`. Models
// controller-manager/pkg/clientbuilder.

import type { Task } from '../../sim/task.ts';
import { StatusError } from '../client/client.ts';
import { keyOf } from '../client/paths.ts';
import { NAMESPACE } from '../objects/namespace.ts';
import { SERVICE_ACCOUNT } from '../objects/service-account.ts';
import type { Namespace } from '../objects/types/node.ts';
import type { Controller } from './controller.ts';
import type { Workplace } from './run.ts';

const HOME = 'kube-system';

/** The first minor release that has one; 0: all have. */
const ACCOUNTS: Readonly<Record<string, number>> = {
  'attachdetach-controller': 0,
  'bootstrap-signer': 0,
  'certificate-controller': 0,
  'clusterrole-aggregation-controller': 0,
  'cronjob-controller': 0,
  'daemon-set-controller': 0,
  'deployment-controller': 0,
  'disruption-controller': 0,
  'endpoint-controller': 0,
  'endpointslice-controller': 0,
  'endpointslicemirroring-controller': 0,
  'ephemeral-volume-controller': 0,
  'expand-controller': 0,
  'generic-garbage-collector': 0,
  'horizontal-pod-autoscaler': 0,
  'job-controller': 0,
  'legacy-service-account-token-cleaner': 0,
  'namespace-controller': 0,
  'node-controller': 0,
  'persistent-volume-binder': 0,
  'pod-garbage-collector': 0,
  'pv-protection-controller': 0,
  'pvc-protection-controller': 0,
  'replicaset-controller': 0,
  'replication-controller': 0,
  'resource-claim-controller': 34,
  'resourcequota-controller': 0,
  'root-ca-cert-publisher': 0,
  'selinux-warning-controller': 35,
  'service-account-controller': 0,
  'service-cidrs-controller': 33,
  'statefulset-controller': 0,
  'token-cleaner': 0,
  'ttl-after-finished-controller': 0,
  'ttl-controller': 0,
  'validatingadmissionpolicy-status-controller': 0,
  'volumeattributesclass-protection-controller': 34,
};

export function controllerAccounts({ client, minor }: Workplace): Controller {
  const names = Object.keys(ACCOUNTS).filter((name) => ACCOUNTS[name] <= minor);
  return {
    name: 'controller accounts',
    watches: [{ kind: NAMESPACE, keys: (one: Namespace) => (one.metadata.name === HOME ? [keyOf(one)] : []) }],
    *reconcile(): Task<void> {
      const { items } = yield* client.list(SERVICE_ACCOUNT, { namespace: HOME });
      const present = new Set(items.map(({ metadata }) => metadata.name));
      for (const name of names) {
        if (present.has(name)) continue;
        try {
          yield* client.create(SERVICE_ACCOUNT, { metadata: { name, namespace: HOME } }, HOME);
        } catch (error) {
          if (!(error instanceof StatusError && error.reason === 'AlreadyExists')) throw error;
        }
      }
    },
  };
}
