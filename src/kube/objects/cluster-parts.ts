// Kinds that describe the cluster's own parts and need little more than names and columns: apiregistration,
// node, flowcontrol, resource, and ComponentStatus.

import { AGE, column, integerColumn, NAME, NONE, UNKNOWN } from './columns.ts';
import type { Kind } from './kind.ts';
import { beginGenerations, countGeneration } from './strategy.ts';
import type { APIService } from './types/extension.ts';
import type { Condition, KubeObject } from './types/meta.ts';

export const API_SERVICE: Kind<APIService> = {
  group: 'apiregistration.k8s.io',
  version: 'v1',
  kind: 'APIService',
  plural: 'apiservices',
  singular: 'apiservice',
  shortNames: [],
  categories: ['api-extensions'],
  namespaced: false,
  subresources: ['status'],
  storagePath: 'apiregistration.k8s.io/apiservices',
  schema: 'V1APIService',
  nameRule: 'path',
  columns: [
    NAME,
    column('Service', ({ spec: { service } }) => (service ? `${service.namespace}/${service.name}` : 'Local')),
    column('Available', ({ status }) => {
      const available = status.conditions?.find(({ type }) => type === 'Available');
      if (!available) return 'Unknown';
      return available.status === 'True' ? 'True' : `${available.status} (${available.reason})`;
    }),
    AGE,
  ],
  setDefaults({ spec }) {
    if (spec.service) spec.service.port ??= 443;
  },
  prepareForCreate(service) {
    service.status = {};
  },
  prepareForUpdate(service, old) {
    service.status = old.status;
  },
};

interface RuntimeClass extends KubeObject {
  handler: string;
}

export const RUNTIME_CLASS: Kind<RuntimeClass> = {
  group: 'node.k8s.io',
  version: 'v1',
  kind: 'RuntimeClass',
  plural: 'runtimeclasses',
  singular: 'runtimeclass',
  shortNames: [],
  categories: [],
  namespaced: false,
  subresources: [],
  schema: 'V1RuntimeClass',
  nameRule: 'subdomain',
  columns: [NAME, column('Handler', ({ handler }) => handler), AGE],
};

interface FlowSchema extends KubeObject {
  spec: {
    matchingPrecedence?: number;
    priorityLevelConfiguration: { name: string };
    distinguisherMethod?: { type: string };
  };
  status: { conditions?: Condition[] };
}

const FLOW_CONTROL = {
  group: 'flowcontrol.apiserver.k8s.io',
  version: 'v1',
  shortNames: [],
  categories: [],
  namespaced: false,
  subresources: ['status'],
  nameRule: 'subdomain',
  prepareForCreate: beginGenerations,
  prepareForUpdate: countGeneration,
} as const;

export const FLOW_SCHEMA: Kind<FlowSchema> = {
  ...FLOW_CONTROL,
  kind: 'FlowSchema',
  plural: 'flowschemas',
  singular: 'flowschema',
  schema: 'V1FlowSchema',
  columns: [
    NAME,
    column('PriorityLevel', ({ spec }) => spec.priorityLevelConfiguration?.name ?? ''),
    integerColumn('MatchingPrecedence', ({ spec }) => spec.matchingPrecedence ?? 0),
    column('DistinguisherMethod', ({ spec }) => spec.distinguisherMethod?.type ?? NONE),
    AGE,
    column('MissingPL', ({ status }) => {
      const dangling = status.conditions?.find(({ type }) => type === 'Dangling');
      return dangling?.status ?? '?';
    }),
  ],
};

interface PriorityLevelConfiguration extends KubeObject {
  spec: {
    type: string;
    limited?: {
      nominalConcurrencyShares?: number;
      limitResponse?: { queuing?: { queues?: number; handSize?: number; queueLengthLimit?: number } };
    };
    exempt?: { nominalConcurrencyShares?: number };
  };
}

const queuing = (key: 'queues' | 'handSize' | 'queueLengthLimit') =>
  column<PriorityLevelConfiguration>(
    { queues: 'Queues', handSize: 'HandSize', queueLengthLimit: 'QueueLengthLimit' }[key],
    ({ spec }) => String(spec.limited?.limitResponse?.queuing?.[key] ?? NONE),
  );

export const PRIORITY_LEVEL_CONFIGURATION: Kind<PriorityLevelConfiguration> = {
  ...FLOW_CONTROL,
  kind: 'PriorityLevelConfiguration',
  plural: 'prioritylevelconfigurations',
  singular: 'prioritylevelconfiguration',
  schema: 'V1PriorityLevelConfiguration',
  columns: [
    NAME,
    column('Type', ({ spec }) => spec.type),
    column('NominalConcurrencyShares', ({ spec }) =>
      String((spec.limited ?? spec.exempt)?.nominalConcurrencyShares ?? NONE),
    ),
    queuing('queues'),
    queuing('handSize'),
    queuing('queueLengthLimit'),
    AGE,
  ],
};

interface ComponentStatus extends KubeObject {
  conditions?: { type: string; status: string; message?: string; error?: string }[];
}

const healthy = ({ conditions }: ComponentStatus) => conditions?.find(({ type }) => type === 'Healthy');

/** Stored nowhere: the server asks the components when somebody asks it. */
export const COMPONENT_STATUS: Kind<ComponentStatus> = {
  group: '',
  version: 'v1',
  kind: 'ComponentStatus',
  plural: 'componentstatuses',
  singular: 'componentstatus',
  shortNames: ['cs'],
  categories: [],
  namespaced: false,
  verbs: ['get', 'list'],
  subresources: [],
  schema: 'V1ComponentStatus',
  nameRule: 'path',
  deprecated: { sinceMinor: 19 },
  columns: [
    NAME,
    column('Status', (component) => {
      const status = healthy(component)?.status;
      return status === 'True' ? 'Healthy' : status === 'False' ? 'Unhealthy' : UNKNOWN;
    }),
    column('Message', (component) => healthy(component)?.message ?? ''),
    column('Error', (component) => healthy(component)?.error ?? ''),
  ],
};

const DRA = {
  group: 'resource.k8s.io',
  version: 'v1',
  shortNames: [],
  categories: [],
  nameRule: 'subdomain',
  sinceMinor: 34,
  prepareForCreate: beginGenerations,
  prepareForUpdate: countGeneration,
} as const;

export const DEVICE_CLASS: Kind = {
  ...DRA,
  kind: 'DeviceClass',
  plural: 'deviceclasses',
  singular: 'deviceclass',
  namespaced: false,
  subresources: [],
  schema: 'V1DeviceClass',
  columns: [NAME, AGE],
};

interface ResourceClaim extends KubeObject {
  status: { allocation?: unknown; reservedFor?: unknown[] };
}

export const RESOURCE_CLAIM: Kind<ResourceClaim> = {
  ...DRA,
  kind: 'ResourceClaim',
  plural: 'resourceclaims',
  singular: 'resourceclaim',
  namespaced: true,
  subresources: ['status'],
  schema: 'ResourceV1ResourceClaim',
  columns: [
    NAME,
    column('State', ({ metadata, status }) => {
      const states = [
        ...(metadata.deletionTimestamp ? ['deleted'] : []),
        ...(status.allocation === undefined ? ['pending'] : ['allocated']),
        ...(status.reservedFor?.length ? ['reserved'] : []),
      ];
      return states.join(',');
    }),
    AGE,
  ],
};

export const RESOURCE_CLAIM_TEMPLATE: Kind = {
  ...DRA,
  kind: 'ResourceClaimTemplate',
  plural: 'resourceclaimtemplates',
  singular: 'resourceclaimtemplate',
  namespaced: true,
  subresources: [],
  schema: 'V1ResourceClaimTemplate',
  columns: [NAME, AGE],
};

interface ResourceSlice extends KubeObject {
  spec: { nodeName?: string; allNodes?: boolean; driver: string; pool: { name: string } };
}

export const RESOURCE_SLICE: Kind<ResourceSlice> = {
  ...DRA,
  kind: 'ResourceSlice',
  plural: 'resourceslices',
  singular: 'resourceslice',
  namespaced: false,
  subresources: [],
  schema: 'V1ResourceSlice',
  columns: [
    NAME,
    column('Node', ({ spec }) => spec.nodeName ?? (spec.allNodes ? '<all>' : NONE)),
    column('Driver', ({ spec }) => spec.driver),
    column('Pool', ({ spec }) => spec.pool.name),
    AGE,
  ],
};
