// Claims and ingresses that name no class get the default one, and only claims whose class allows it may grow.
// Models plugin/pkg/admission/storage and plugin/pkg/admission/network/defaultingressclass.

import { compareQuantities } from '../../../base/quantity.ts';
import { CLASS_ANNOTATION } from '../../objects/persistent-volume.ts';
import { isDefaultClass } from '../../objects/storage-class.ts';
import type { KubeObject } from '../../objects/types/meta.ts';
import type { Ingress, IngressClass } from '../../objects/types/networking.ts';
import type { PersistentVolumeClaim, StorageClass } from '../../objects/types/storage.ts';
import { forbidden } from '../status.ts';
import { type AdmissionPlugin, type ClusterView, isKind } from './admission.ts';

export const DEFAULT_STORAGE_CLASS: AdmissionPlugin = {
  name: 'DefaultStorageClass',
  admit(request, cluster) {
    if (request.operation !== 'CREATE' || !isKind(request, '', 'PersistentVolumeClaim')) return;
    const { spec, metadata } = request.object as PersistentVolumeClaim;
    if (spec.storageClassName !== undefined || metadata.annotations?.[CLASS_ANNOTATION] !== undefined) return;
    const [newest] = allOf<StorageClass>(cluster, 'storage.k8s.io', 'StorageClass')
      .filter(isDefaultClass)
      .sort(newestFirst);
    if (newest) spec.storageClassName = newest.metadata.name;
  },
};

const INGRESS_CLASS_ANNOTATION = 'kubernetes.io/ingress.class';
const DEFAULT_INGRESS_ANNOTATION = 'ingressclass.kubernetes.io/is-default-class';

export const DEFAULT_INGRESS_CLASS: AdmissionPlugin = {
  name: 'DefaultIngressClass',
  admit(request, cluster) {
    if (request.operation !== 'CREATE' || !isKind(request, 'networking.k8s.io', 'Ingress')) return;
    const { spec, metadata } = request.object as Ingress;
    if (spec.ingressClassName !== undefined || metadata.annotations?.[INGRESS_CLASS_ANNOTATION] !== undefined) return;
    const [newest] = allOf<IngressClass>(cluster, 'networking.k8s.io', 'IngressClass')
      .filter((one) => one.metadata.annotations?.[DEFAULT_INGRESS_ANNOTATION] === 'true')
      .sort(newestFirst);
    if (newest) spec.ingressClassName = newest.metadata.name;
  },
};

export const CLAIM_RESIZE: AdmissionPlugin = {
  name: 'PersistentVolumeClaimResize',
  admit(request, cluster) {
    if (request.operation !== 'UPDATE' || request.subresource || !isKind(request, '', 'PersistentVolumeClaim')) return;
    const { spec } = request.object as PersistentVolumeClaim;
    const old = request.old as PersistentVolumeClaim;
    const [wanted, had] = [spec.resources.requests?.storage ?? '0', old.spec.resources.requests?.storage ?? '0'];
    if (compareQuantities(wanted, had) <= 0) return;
    if (old.status.phase !== 'Bound')
      throw forbidden(request.kind, request.name, 'Only bound persistent volume claims can be expanded');
    const name = old.metadata.annotations?.[CLASS_ANNOTATION] ?? old.spec.storageClassName ?? '';
    const found = allOf<StorageClass>(cluster, 'storage.k8s.io', 'StorageClass').find(
      (one) => one.metadata.name === name,
    );
    if (found?.allowVolumeExpansion) return;
    throw forbidden(
      request.kind,
      request.name,
      'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
    );
  },
};

function allOf<T extends KubeObject>(cluster: ClusterView, group: string, name: string): T[] {
  const kind = cluster.kind(group, name);
  return kind ? [...(cluster.all(kind) as Iterable<T>)] : [];
}

/** Of several defaults the newest counts, of equally new ones the first by name. */
function newestFirst(a: KubeObject, b: KubeObject): number {
  const [left, right] = [a.metadata.creationTimestamp, b.metadata.creationTimestamp];
  if (left !== right) return left > right ? -1 : 1;
  return a.metadata.name < b.metadata.name ? -1 : 1;
}
