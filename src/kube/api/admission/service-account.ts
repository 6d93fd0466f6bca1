// Every pod runs as a service account, and finds that account's token under /var/run/secrets.
// Models plugin/pkg/admission/serviceaccount.

import { NAME_SUFFIX } from '../../../base/random.ts';
import type { ServiceAccount } from '../../objects/types/configuration.ts';
import type { Container, Pod, Volume } from '../../objects/types/pod.ts';
import { forbidden } from '../status.ts';
import { type AdmissionPlugin, isKind } from './admission.ts';

const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';
const MIRROR = 'kubernetes.io/config.mirror';

export const SERVICE_ACCOUNT_ADMISSION: AdmissionPlugin = {
  name: 'ServiceAccount',
  admit(request, cluster) {
    if (request.operation !== 'CREATE' || !isKind(request, '', 'Pod') || request.subresource) return;
    const pod = request.object as Pod;
    if (pod.metadata.annotations?.[MIRROR] !== undefined) {
      if (pod.spec.serviceAccountName) {
        throw forbidden(request.kind, request.name, 'a mirror pod may not reference service accounts');
      }
      return;
    }
    pod.spec.serviceAccountName ||= 'default';
    pod.spec.serviceAccount = pod.spec.serviceAccountName;
    const accounts = cluster.kind('', 'ServiceAccount');
    if (!accounts) return;
    const name = pod.spec.serviceAccountName;
    const account = cluster.find(accounts, request.namespace, name) as ServiceAccount | undefined;
    if (!account) {
      const why = `error looking up service account ${request.namespace}/${name}: serviceaccount "${name}" not found`;
      throw forbidden(request.kind, request.name, why);
    }
    if (pod.spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true) {
      mountToken(pod, `kube-api-access-${cluster.simulation.random.text(5, NAME_SUFFIX)}`);
    }
    if (!pod.spec.imagePullSecrets?.length && account.imagePullSecrets) {
      pod.spec.imagePullSecrets = account.imagePullSecrets.map((secret) => ({ ...secret }));
    }
  },
};

function mountToken(pod: Pod, freshName: string): void {
  const existing = pod.spec.volumes?.find((volume) => volume.name.startsWith('kube-api-access-'));
  const volumeName = existing?.name ?? freshName;
  let needed = false;
  const mount = (container: Container) => {
    if (container.volumeMounts?.some((one) => one.mountPath === TOKEN_PATH)) return;
    container.volumeMounts = [
      ...(container.volumeMounts ?? []),
      { name: volumeName, readOnly: true, mountPath: TOKEN_PATH },
    ];
    needed = true;
  };
  pod.spec.initContainers?.forEach(mount);
  // Not validated yet: there may be none.
  (pod.spec.containers as Container[] | undefined)?.forEach(mount);
  if (needed && !existing) pod.spec.volumes = [...(pod.spec.volumes ?? []), tokenVolume(volumeName)];
}

const tokenVolume = (name: string): Volume => ({
  name,
  projected: {
    sources: [
      { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      {
        downwardAPI: {
          items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
        },
      },
    ],
    defaultMode: 420,
  },
});
