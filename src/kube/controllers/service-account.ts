// What every namespace is born with: the service account `default`, and the cluster's CA for pods to trust.
// Models pkg/controller/serviceaccount and certificates/rootcacertpublisher.

import type { Task } from '../../sim/task.ts';
import { StatusError } from '../client/client.ts';
import { CONFIG_MAP } from '../objects/config-map.ts';
import type { Kind } from '../objects/kind.ts';
import { NAMESPACE } from '../objects/namespace.ts';
import { SERVICE_ACCOUNT } from '../objects/service-account.ts';
import type { ConfigMap, ServiceAccount } from '../objects/types/configuration.ts';
import type { KubeObject } from '../objects/types/meta.ts';
import type { Namespace } from '../objects/types/node.ts';
import type { Controller } from './controller.ts';
import type { Workplace } from './run.ts';

export function serviceAccountController(workplace: Workplace): Controller {
  return everyNamespaceHas<ServiceAccount>(
    workplace,
    'serviceaccount-controller',
    SERVICE_ACCOUNT,
    'default',
    () => ({}),
  );
}

const ROOT_CA = 'kube-root-ca.crt';
const DESCRIPTION =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';

/** `authority`: the PEM bundle. */
export function rootCaPublisher(workplace: Workplace, authority: string): Controller {
  return everyNamespaceHas<ConfigMap>(
    workplace,
    'root-ca-certificate-publisher-controller',
    CONFIG_MAP,
    ROOT_CA,
    () => ({ data: { 'ca.crt': authority } }),
    { 'kubernetes.io/description': DESCRIPTION },
  );
}

/** Makes an object of that name in every namespace, and gives it back its content when somebody changed it. */
function everyNamespaceHas<T extends KubeObject & { data?: Record<string, string> }>(
  { client, informers }: Workplace,
  name: string,
  kind: Kind<T>,
  objectName: string,
  content: () => { readonly data?: Record<string, string> },
  annotations?: Record<string, string>,
): Controller {
  const namespaces = informers.of(NAMESPACE);
  const objects = informers.of(kind);
  return {
    name,
    watches: [
      { kind: NAMESPACE, keys: (namespace: Namespace) => [namespace.metadata.name] },
      {
        kind,
        keys: (object: T) => (object.metadata.name === objectName ? [object.metadata.namespace ?? ''] : []),
      },
    ],
    *reconcile(key): Task<undefined> {
      const namespace = namespaces.get(key);
      if (!namespace || namespace.metadata.deletionTimestamp || namespace.status.phase === 'Terminating')
        return undefined;
      const present = objects.get(`${key}/${objectName}`);
      const { data } = content();
      if (!present) {
        try {
          yield* client.create(
            kind,
            { metadata: { name: objectName, namespace: key, annotations }, ...content() },
            key,
          );
        } catch (error) {
          // Somebody was faster, or the namespace is ending.
          if (!(error instanceof StatusError && ['AlreadyExists', 'NotFound', 'Forbidden'].includes(error.reason)))
            throw error;
        }
      } else if (data && Object.keys(data).some((file) => present.data?.[file] !== data[file])) {
        yield* client.update(kind, { ...present, data });
      }
      return undefined;
    },
  };
}
