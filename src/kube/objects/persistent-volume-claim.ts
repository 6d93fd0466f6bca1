// core/v1 PersistentVolumeClaim. Models pkg/registry/core/persistentvolumeclaim.

import { compareQuantities, isZeroQuantity } from '../../base/quantity.ts';
import { AGE, column, NAME, UNSET, wideColumn } from './columns.ts';
import type { FieldError, Kind } from './kind.ts';
import { accessModeErrors, CLASS_ANNOTATION, formatAccessModes, withFinalizer } from './persistent-volume.ts';
import { sameJson } from './strategy.ts';
import type { PersistentVolumeClaim, PersistentVolumeClaimSpec } from './types/storage.ts';
import { forbidden, invalid, invalids, required, unsupported } from './validation/errors.ts';
import { labelSelectorErrors } from './validation/metadata.ts';
import { subdomainProblems } from './validation/names.ts';

export const PERSISTENT_VOLUME_CLAIM: Kind<PersistentVolumeClaim> = {
  group: '',
  version: 'v1',
  kind: 'PersistentVolumeClaim',
  plural: 'persistentvolumeclaims',
  singular: 'persistentvolumeclaim',
  shortNames: ['pvc'],
  categories: [],
  namespaced: true,
  subresources: ['status'],
  schema: 'V1PersistentVolumeClaim',
  nameRule: 'subdomain',
  columns: [
    NAME,
    column('Status', ({ status, metadata }) => (metadata.deletionTimestamp ? 'Terminating' : (status.phase ?? ''))),
    column('Volume', ({ spec }) => spec.volumeName ?? ''),
    column('Capacity', ({ spec, status }) => (spec.volumeName ? (status.capacity?.storage ?? '0') : '')),
    column('Access Modes', ({ spec, status }) => (spec.volumeName ? formatAccessModes(status.accessModes) : '')),
    column(
      'StorageClass',
      ({ spec, metadata }) => metadata.annotations?.[CLASS_ANNOTATION] ?? spec.storageClassName ?? '',
    ),
    column('VolumeAttributesClass', ({ spec }) => spec.volumeAttributesClassName ?? UNSET),
    AGE,
    wideColumn('VolumeMode', ({ spec }) => spec.volumeMode ?? UNSET),
  ],
  setDefaults({ spec, status }) {
    setClaimDefaults(spec);
    status.phase ??= 'Pending';
  },
  prepareForCreate(claim) {
    claim.status = { phase: 'Pending' };
    // The admission plugin StorageObjectInUseProtection.
    claim.metadata.finalizers = withFinalizer(claim.metadata.finalizers, 'kubernetes.io/pvc-protection');
  },
  prepareForUpdate(claim, old) {
    claim.status = old.status;
  },
  validate: ({ spec }) => claimErrors('spec', spec),
  validateUpdate: claimUpdateErrors,
};

export function setClaimDefaults(spec: PersistentVolumeClaimSpec): void {
  spec.volumeMode ??= 'Filesystem';
  if (spec.dataSource && !spec.dataSourceRef) spec.dataSourceRef = { ...spec.dataSource };
  else if (spec.dataSourceRef && !spec.dataSource && spec.dataSourceRef.namespace === undefined) {
    spec.dataSource = { ...spec.dataSourceRef };
  }
}

export function claimErrors(field: string, spec: PersistentVolumeClaimSpec): FieldError[] {
  const errors: FieldError[] = [];
  if (spec.accessModes?.length) errors.push(...accessModeErrors(`${field}.accessModes`, spec.accessModes));
  else errors.push(required(`${field}.accessModes`, 'at least 1 access mode is required'));
  if (spec.selector) errors.push(...labelSelectorErrors(`${field}.selector`, spec.selector));
  const storage = spec.resources.requests?.storage;
  const path = `${field}.resources[storage]`;
  if (storage === undefined) errors.push(required(path));
  else if (isZeroQuantity(storage) || storage.startsWith('-')) {
    errors.push(invalid(path, storage, 'must be greater than zero'));
  }
  if (spec.storageClassName) {
    errors.push(
      ...invalids(`${field}.storageClassName`, spec.storageClassName, subdomainProblems(spec.storageClassName)),
    );
  }
  if (spec.volumeMode !== undefined && !['Block', 'Filesystem'].includes(spec.volumeMode)) {
    errors.push(unsupported(`${field}.volumeMode`, spec.volumeMode, ['Block', 'Filesystem']));
  }
  return errors;
}

const FROZEN =
  'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';

/** Only what a bound claim asks for may grow; the volume's name is filled in once. */
function claimUpdateErrors(
  { spec }: PersistentVolumeClaim,
  { spec: old, status }: PersistentVolumeClaim,
): FieldError[] {
  const errors: FieldError[] = [];
  const { resources, ...rest } = spec;
  const { resources: oldResources, ...oldRest } = old;
  delete rest.volumeAttributesClassName;
  delete oldRest.volumeAttributesClassName;
  if (!old.volumeName) oldRest.volumeName = rest.volumeName;
  if (old.storageClassName === undefined) oldRest.storageClassName = rest.storageClassName;
  const isBound = status.phase === 'Bound';
  const changed = !sameJson(rest, oldRest);
  if (changed || (!isBound && !sameJson(resources, oldResources))) errors.push(forbidden('spec', FROZEN));
  const [wanted, had] = [resources.requests?.storage, oldResources.requests?.storage];
  if (isBound && wanted !== undefined && had !== undefined && compareQuantities(wanted, had) < 0) {
    const capacity = status.capacity?.storage;
    if (capacity === undefined || compareQuantities(wanted, capacity) <= 0) {
      errors.push(forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity'));
    }
  }
  return errors;
}
