// A claim that a pod uses, and a volume that is bound, are not deleted under their users: a finalizer holds them
// until nobody does. The API server sets it; here it is taken off. Models pkg/controller/volume/p{v,vc}protection.

import { cloneJson } from '../../../base/json.ts';
import type { Task } from '../../../sim/task.ts';
import { keyOf } from '../../client/paths.ts';
import type { Kind } from '../../objects/kind.ts';
import { PERSISTENT_VOLUME } from '../../objects/persistent-volume.ts';
import { PERSISTENT_VOLUME_CLAIM } from '../../objects/persistent-volume-claim.ts';
import { POD } from '../../objects/pod.ts';
import type { KubeObject } from '../../objects/types/meta.ts';
import type { Pod } from '../../objects/types/pod.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '../../objects/types/storage.ts';
import { claimNames } from '../../volumes/matching.ts';
import type { Controller } from '../controller.ts';
import type { Workplace } from '../run.ts';

export function claimProtection(workplace: Workplace): Controller {
  const claims = workplace.informers.of(PERSISTENT_VOLUME_CLAIM);
  const pods = workplace.informers.of(POD);
  return {
    name: 'persistentvolumeclaim-protection-controller',
    watches: [
      { kind: PERSISTENT_VOLUME_CLAIM, keys: (claim: PersistentVolumeClaim) => [keyOf(claim)] },
      {
        kind: POD,
        keys: (pod: Pod) => claimNames(pod).map((name) => `${pod.metadata.namespace}/${name}`),
      },
    ],
    *reconcile(key) {
      const claim = claims.get(key);
      if (!claim?.metadata.deletionTimestamp) return;
      const { namespace = '', name } = claim.metadata;
      const isUsed = pods.inNamespace(namespace).some((pod) => pod.spec.nodeName && claimNames(pod).includes(name));
      if (!isUsed) yield* release(workplace, PERSISTENT_VOLUME_CLAIM, claim, 'kubernetes.io/pvc-protection');
    },
  };
}

export function volumeProtection(workplace: Workplace): Controller {
  const volumes = workplace.informers.of(PERSISTENT_VOLUME);
  return {
    name: 'persistentvolume-protection-controller',
    watches: [{ kind: PERSISTENT_VOLUME, keys: (volume: PersistentVolume) => [volume.metadata.name] }],
    *reconcile(name) {
      const volume = volumes.get(name);
      if (!volume?.metadata.deletionTimestamp || volume.status.phase === 'Bound') return;
      yield* release(workplace, PERSISTENT_VOLUME, volume, 'kubernetes.io/pv-protection');
    },
  };
}

function* release<T extends KubeObject>(workplace: Workplace, kind: Kind<T>, object: T, finalizer: string): Task<void> {
  if (!object.metadata.finalizers?.includes(finalizer)) return;
  const changed = cloneJson(object);
  changed.metadata.finalizers = changed.metadata.finalizers?.filter((one) => one !== finalizer);
  yield* workplace.client.update(kind, changed);
}
