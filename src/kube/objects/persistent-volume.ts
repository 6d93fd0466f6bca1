// core/v1 PersistentVolume. Models pkg/registry/core/persistentvolume.

import { isZeroQuantity } from '../../base/quantity.ts';
import { AGE, column, NAME, UNSET, wideColumn } from './columns.ts';
import type { FieldError, Kind } from './kind.ts';
import { sameJson } from './strategy.ts';
import type { AccessMode, PersistentVolume } from './types/storage.ts';
import { nonnegativeQuantity } from './validation/amounts.ts';
import { forbidden, invalid, invalids, required, unsupported } from './validation/errors.ts';
import { subdomainProblems } from './validation/names.ts';

export const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
const RECLAIM_POLICIES = ['Delete', 'Recycle', 'Retain'];
const VOLUME_MODES = ['Block', 'Filesystem'];

/** The fields of a spec that say where the bytes are. */
export const VOLUME_SOURCES = [
  'awsElasticBlockStore',
  'azureDisk',
  'azureFile',
  'cephfs',
  'cinder',
  'csi',
  'fc',
  'flexVolume',
  'flocker',
  'gcePersistentDisk',
  'glusterfs',
  'hostPath',
  'iscsi',
  'local',
  'nfs',
  'photonPersistentDisk',
  'portworxVolume',
  'quobyte',
  'rbd',
  'scaleIO',
  'storageos',
  'vsphereVolume',
];

export const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';

export const PERSISTENT_VOLUME: Kind<PersistentVolume> = {
  group: '',
  version: 'v1',
  kind: 'PersistentVolume',
  plural: 'persistentvolumes',
  singular: 'persistentvolume',
  shortNames: ['pv'],
  categories: [],
  namespaced: false,
  subresources: ['status'],
  schema: 'V1PersistentVolume',
  nameRule: 'subdomain',
  columns: [
    NAME,
    column('Capacity', ({ spec }) => spec.capacity?.storage ?? '0'),
    column('Access Modes', ({ spec }) => formatAccessModes(spec.accessModes)),
    column('Reclaim Policy', ({ spec }) => spec.persistentVolumeReclaimPolicy ?? ''),
    column('Status', ({ status, metadata }) => (metadata.deletionTimestamp ? 'Terminating' : (status.phase ?? ''))),
    column('Claim', ({ spec: { claimRef } }) => (claimRef ? `${claimRef.namespace ?? ''}/${claimRef.name}` : '')),
    column(
      'StorageClass',
      ({ spec, metadata }) => metadata.annotations?.[CLASS_ANNOTATION] ?? spec.storageClassName ?? '',
    ),
    column('VolumeAttributesClass', ({ spec }) => spec.volumeAttributesClassName ?? UNSET),
    column('Reason', ({ status }) => status.reason ?? ''),
    AGE,
    wideColumn('VolumeMode', ({ spec }) => spec.volumeMode ?? UNSET),
  ],
  setDefaults({ spec, status }) {
    spec.persistentVolumeReclaimPolicy ??= 'Retain';
    spec.volumeMode ??= 'Filesystem';
    status.phase ??= 'Pending';
    const { hostPath } = spec as { hostPath?: { type?: string } };
    if (hostPath) hostPath.type ??= '';
  },
  prepareForCreate(volume) {
    volume.status = { phase: 'Pending' };
    // The admission plugin StorageObjectInUseProtection.
    volume.metadata.finalizers = withFinalizer(volume.metadata.finalizers, 'kubernetes.io/pv-protection');
  },
  prepareForUpdate(volume, old) {
    volume.status = old.status;
  },
  validate: volumeErrors,
  validateUpdate({ spec }, { spec: old }) {
    const source = (of: PersistentVolume['spec']) => VOLUME_SOURCES.map((name) => of[name]);
    const errors: FieldError[] = [];
    if (!sameJson(source(spec), source(old))) {
      errors.push(forbidden('spec.persistentvolumesource', 'spec.persistentvolumesource is immutable after creation'));
    }
    if (spec.volumeMode !== old.volumeMode)
      errors.push(invalid('spec.volumeMode', spec.volumeMode, 'field is immutable'));
    if (old.nodeAffinity && !sameJson(spec.nodeAffinity, old.nodeAffinity)) {
      errors.push(invalid('spec.nodeAffinity', spec.nodeAffinity, 'field is immutable'));
    }
    return errors;
  },
};

export function withFinalizer(finalizers: readonly string[] | undefined, finalizer: string): string[] {
  return finalizers?.includes(finalizer) ? [...finalizers] : [...(finalizers ?? []), finalizer];
}

function volumeErrors({ spec }: PersistentVolume): FieldError[] {
  const errors: FieldError[] = [];
  errors.push(...accessModeErrors('spec.accessModes', spec.accessModes));
  const capacity = spec.capacity ?? {};
  if (Object.keys(capacity).length === 0) errors.push(required('spec.capacity'));
  else if (capacity.storage === undefined || Object.keys(capacity).length > 1) {
    errors.push(unsupported('spec.capacity', Object.keys(capacity)[0], ['storage']));
  }
  for (const [name, amount] of Object.entries(capacity)) {
    errors.push(...nonnegativeQuantity(`spec.capacity[${name}]`, amount));
    if (isZeroQuantity(amount)) errors.push(invalid(`spec.capacity[${name}]`, amount, 'must be greater than zero'));
  }
  const policy = spec.persistentVolumeReclaimPolicy ?? '';
  if (!RECLAIM_POLICIES.includes(policy)) {
    errors.push(unsupported('spec.persistentVolumeReclaimPolicy', policy, RECLAIM_POLICIES));
  }
  const present = VOLUME_SOURCES.filter((name) => spec[name] !== undefined);
  if (present.length === 0) errors.push(required('spec', 'must specify a volume type'));
  for (const extra of present.slice(1))
    errors.push(forbidden(`spec.${extra}`, 'may not specify more than 1 volume type'));
  errors.push(...sourceErrors(spec));
  if (spec.local !== undefined && !spec.nodeAffinity) {
    errors.push(required('spec.nodeAffinity', 'Local volume requires node affinity'));
  }
  if (spec.storageClassName) {
    errors.push(...invalids('spec.storageClassName', spec.storageClassName, subdomainProblems(spec.storageClassName)));
  }
  if (spec.volumeMode !== undefined && !VOLUME_MODES.includes(spec.volumeMode)) {
    errors.push(unsupported('spec.volumeMode', spec.volumeMode, VOLUME_MODES));
  }
  return errors;
}

function sourceErrors(spec: PersistentVolume['spec']): FieldError[] {
  const errors: FieldError[] = [];
  const needs = (source: string, ...fields: string[]) => {
    const given = spec[source] as Record<string, unknown> | undefined;
    if (!given) return;
    for (const field of fields) if (!given[field]) errors.push(required(`spec.${source}.${field}`));
  };
  needs('hostPath', 'path');
  needs('local', 'path');
  needs('nfs', 'server', 'path');
  needs('csi', 'driver', 'volumeHandle');
  const { hostPath, nfs } = spec as { hostPath?: { path?: string }; nfs?: { path?: string } };
  if (hostPath?.path?.split('/').includes('..'))
    errors.push(invalid('spec.hostPath.path', hostPath.path, "must not contain '..'"));
  if (nfs?.path && !nfs.path.startsWith('/'))
    errors.push(invalid('spec.nfs.path', nfs.path, 'must be an absolute path'));
  if (hostPath?.path === '/' && spec.persistentVolumeReclaimPolicy === 'Recycle') {
    errors.push(forbidden('spec.persistentVolumeReclaimPolicy', "may not be 'recycle' for a hostPath mount of '/'"));
  }
  return errors;
}

export function accessModeErrors(field: string, modes: readonly AccessMode[] | undefined): FieldError[] {
  const errors: FieldError[] = modes?.length
    ? []
    : [required(field, field === 'spec.accessModes' ? '' : 'at least 1 access mode is required')];
  for (const mode of modes ?? []) if (!ACCESS_MODES.includes(mode)) errors.push(unsupported(field, mode, ACCESS_MODES));
  if (modes && modes.length > 1 && modes.includes('ReadWriteOncePod')) {
    errors.push(forbidden(field, 'may not use ReadWriteOncePod with other access modes'));
  }
  return errors;
}

const ABBREVIATIONS: readonly (readonly [AccessMode, string])[] = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
];

/** `RWO,ROX`, in this order whatever the order of the object. */
export const formatAccessModes = (modes: readonly AccessMode[] | undefined): string =>
  ABBREVIATIONS.filter(([mode]) => modes?.includes(mode))
    .map(([, short]) => short)
    .join(',');
