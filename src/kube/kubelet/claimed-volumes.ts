// The volumes behind claims, where this machine has them: directories of its own disk. What would need a storage
// server or a driver fails as it does where there is none. Models the kubelet's desired state and its volume plugins.

import type { FileSystem } from '../../linux/files/file-system.ts';
import type { Task } from '../../sim/task.ts';
import { ConnectionError, type KubeClient, StatusError } from '../client/client.ts';
import { PERSISTENT_VOLUME } from '../objects/persistent-volume.ts';
import { PERSISTENT_VOLUME_CLAIM } from '../objects/persistent-volume-claim.ts';
import type { Pod } from '../objects/types/pod.ts';
import type { PersistentVolume } from '../objects/types/storage.ts';
import { isBound } from '../volumes/matching.ts';
import { checkHostPath, MountFailed } from './volumes.ts';

/** The volume bound to a pod's claim. Throws MountFailed. */
export function* claimedVolume(client: KubeClient, pod: Pod, claimName: string): Task<PersistentVolume> {
  const { namespace } = pod.metadata;
  try {
    const claim = yield* client.get(PERSISTENT_VOLUME_CLAIM, claimName, namespace);
    if (claim.metadata.deletionTimestamp) {
      throw new MountFailed(`PVC is being deleted: ${namespace}/${claimName}`);
    }
    if (!isBound(claim)) throw new MountFailed(`PVC ${namespace}/${claimName} is not bound`);
    return yield* client.get(PERSISTENT_VOLUME, claim.spec.volumeName ?? '');
  } catch (error) {
    if (!(error instanceof StatusError || error instanceof ConnectionError)) throw error;
    throw new MountFailed(`failed to fetch PVC from API server: ${error.message}`);
  }
}

/** The path on this machine. Throws MountFailed. */
export function mountClaimed({ metadata, spec }: PersistentVolume, files: FileSystem): string {
  const { hostPath, local, csi, nfs } = spec as {
    readonly hostPath?: { path: string; type?: string };
    readonly local?: { path: string };
    readonly csi?: { driver: string };
    readonly nfs?: object;
  };
  const failed = `MountVolume.SetUp failed for volume "${metadata.name}" : `;
  if (hostPath) {
    try {
      return checkHostPath(hostPath, files);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      throw new MountFailed(`${failed}${error.message}`);
    }
  }
  if (local) {
    if (files.exists(local.path)) return local.path;
    throw new MountFailed(
      `MountVolume.NewMounter initialization failed for volume "${metadata.name}" : path "${local.path}" does not exist`,
    );
  }
  if (csi) {
    throw new MountFailed(
      `${failed}kubernetes.io/csi: mounter.SetUpAt failed to get CSI client: driver name ${csi.driver} not found in the list of registered CSI drivers`,
    );
  }
  throw new MountFailed(`${failed}cka-lab: not simulated: ${nfs ? 'nfs' : 'remote'} volumes`);
}
