// storage.k8s.io/v1: StorageClass and what drivers declare of themselves. Models pkg/registry/storage.

import { AGE, column, NAME, NONE, UNSET } from './columns.ts';
import type { FieldError, Kind } from './kind.ts';
import { sameJson } from './strategy.ts';
import type {
  CSIDriver,
  CSINode,
  CSIStorageCapacity,
  StorageClass,
  VolumeAttachment,
  VolumeAttributesClass,
} from './types/storage.ts';
import { forbidden, immutable, invalids, required, unsupported } from './validation/errors.ts';
import { qualifiedNameProblems } from './validation/names.ts';

export const DEFAULT_CLASS_ANNOTATIONS = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

export const isDefaultClass = ({ metadata: { annotations } }: StorageClass): boolean =>
  DEFAULT_CLASS_ANNOTATIONS.some((annotation) => annotations?.[annotation] === 'true');

const NAMES = { group: 'storage.k8s.io', version: 'v1', categories: [], nameRule: 'subdomain' } as const;

export const STORAGE_CLASS: Kind<StorageClass> = {
  ...NAMES,
  kind: 'StorageClass',
  plural: 'storageclasses',
  singular: 'storageclass',
  shortNames: ['sc'],
  namespaced: false,
  subresources: [],
  schema: 'V1StorageClass',
  columns: [
    {
      ...NAME,
      cell: (storageClass) => `${storageClass.metadata.name}${isDefaultClass(storageClass) ? ' (default)' : ''}`,
    },
    column('Provisioner', ({ provisioner }) => provisioner),
    column('ReclaimPolicy', ({ reclaimPolicy }) => reclaimPolicy ?? 'Delete'),
    column('VolumeBindingMode', ({ volumeBindingMode }) => volumeBindingMode ?? UNSET),
    {
      name: 'AllowVolumeExpansion',
      type: 'boolean',
      priority: 0,
      cell: ({ allowVolumeExpansion }) => allowVolumeExpansion ?? false,
    },
    AGE,
  ],
  setDefaults(storageClass) {
    storageClass.reclaimPolicy ??= 'Delete';
    storageClass.volumeBindingMode ??= 'Immediate';
  },
  validate({ provisioner, reclaimPolicy = '', volumeBindingMode, parameters }) {
    const errors: FieldError[] = [];
    if (!provisioner) errors.push(required('provisioner', provisioner ?? ''));
    else errors.push(...invalids('provisioner', provisioner, qualifiedNameProblems(provisioner.toLowerCase())));
    if (Object.keys(parameters ?? {}).includes('')) errors.push(required('parameters', 'key must not be empty'));
    if (!['Delete', 'Retain'].includes(reclaimPolicy)) {
      errors.push(unsupported('reclaimPolicy', reclaimPolicy, ['Delete', 'Retain']));
    }
    if (volumeBindingMode !== undefined && !['Immediate', 'WaitForFirstConsumer'].includes(volumeBindingMode)) {
      errors.push(unsupported('volumeBindingMode', volumeBindingMode, ['Immediate', 'WaitForFirstConsumer']));
    }
    return errors;
  },
  validateUpdate(storageClass, old) {
    const errors: FieldError[] = [];
    if (!sameJson(storageClass.parameters, old.parameters)) {
      errors.push(forbidden('parameters', 'updates to parameters are forbidden.'));
    }
    if (storageClass.provisioner !== old.provisioner) {
      errors.push(forbidden('provisioner', 'updates to provisioner are forbidden.'));
    }
    if (storageClass.reclaimPolicy !== old.reclaimPolicy) {
      errors.push(forbidden('reclaimPolicy', 'updates to reclaimPolicy are forbidden.'));
    }
    if (storageClass.volumeBindingMode !== old.volumeBindingMode) {
      errors.push(immutable('volumeBindingMode', storageClass.volumeBindingMode));
    }
    return errors;
  },
};

export const CSI_DRIVER: Kind<CSIDriver> = {
  ...NAMES,
  kind: 'CSIDriver',
  plural: 'csidrivers',
  singular: 'csidriver',
  shortNames: [],
  namespaced: false,
  subresources: [],
  schema: 'V1CSIDriver',
  columns: [
    NAME,
    { name: 'AttachRequired', type: 'boolean', priority: 0, cell: ({ spec }) => spec.attachRequired ?? true },
    { name: 'PodInfoOnMount', type: 'boolean', priority: 0, cell: ({ spec }) => spec.podInfoOnMount ?? false },
    { name: 'StorageCapacity', type: 'boolean', priority: 0, cell: ({ spec }) => spec.storageCapacity ?? false },
    column('TokenRequests', ({ spec }) => spec.tokenRequests?.map(({ audience }) => audience).join(',') || UNSET),
    { name: 'RequiresRepublish', type: 'boolean', priority: 0, cell: ({ spec }) => spec.requiresRepublish ?? false },
    column('Modes', ({ spec }) => spec.volumeLifecycleModes?.join(',') || NONE),
    AGE,
  ],
  setDefaults({ spec }) {
    spec.attachRequired ??= true;
    spec.podInfoOnMount ??= false;
    spec.storageCapacity ??= false;
    spec.fsGroupPolicy ??= 'ReadWriteOnceWithFSType';
    if (!spec.volumeLifecycleModes?.length) spec.volumeLifecycleModes = ['Persistent'];
    spec.requiresRepublish ??= false;
    spec.seLinuxMount ??= false;
  },
};

export const CSI_NODE: Kind<CSINode> = {
  ...NAMES,
  kind: 'CSINode',
  plural: 'csinodes',
  singular: 'csinode',
  shortNames: [],
  namespaced: false,
  subresources: [],
  schema: 'V1CSINode',
  columns: [
    NAME,
    { name: 'Drivers', type: 'integer', priority: 0, cell: ({ spec }) => spec.drivers?.length ?? 0 },
    AGE,
  ],
};

export const CSI_STORAGE_CAPACITY: Kind<CSIStorageCapacity> = {
  ...NAMES,
  kind: 'CSIStorageCapacity',
  plural: 'csistoragecapacities',
  singular: 'csistoragecapacity',
  shortNames: [],
  namespaced: true,
  subresources: [],
  schema: 'V1CSIStorageCapacity',
  columns: [
    NAME,
    column('StorageClassName', ({ storageClassName }) => storageClassName),
    column('Capacity', ({ capacity }) => capacity ?? UNSET),
  ],
};

export const VOLUME_ATTACHMENT: Kind<VolumeAttachment> = {
  ...NAMES,
  kind: 'VolumeAttachment',
  plural: 'volumeattachments',
  singular: 'volumeattachment',
  shortNames: [],
  namespaced: false,
  subresources: ['status'],
  schema: 'V1VolumeAttachment',
  columns: [
    NAME,
    column('Attacher', ({ spec }) => spec.attacher),
    column('PV', ({ spec }) => spec.source.persistentVolumeName ?? ''),
    column('Node', ({ spec }) => spec.nodeName),
    { name: 'Attached', type: 'boolean', priority: 0, cell: ({ status }) => status.attached ?? false },
    AGE,
  ],
  prepareForCreate(attachment) {
    attachment.status = { attached: false };
  },
  prepareForUpdate(attachment, old) {
    attachment.status = old.status;
  },
  validateUpdate: ({ spec }, { spec: old }) => (sameJson(spec, old) ? [] : [immutable('spec', spec)]),
};

export const VOLUME_ATTRIBUTES_CLASS: Kind<VolumeAttributesClass> = {
  ...NAMES,
  kind: 'VolumeAttributesClass',
  plural: 'volumeattributesclasses',
  singular: 'volumeattributesclass',
  shortNames: ['vac'],
  namespaced: false,
  subresources: [],
  sinceMinor: 34,
  schema: 'V1VolumeAttributesClass',
  columns: [NAME, column('DriverName', ({ driverName }) => driverName), AGE],
};
