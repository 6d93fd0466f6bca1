// core/v1 Node. Models pkg/registry/core/node and the node printer.

import { AGE, column, NAME, NONE, UNKNOWN, wideColumn } from './columns.ts';
import type { FieldError, Kind } from './kind.ts';
import { sameJson } from './strategy.ts';
import type { Node } from './types/node.ts';
import { forbidden } from './validation/errors.ts';
import { taintErrors } from './validation/scheduling.ts';

const ROLE_PREFIX = 'node-role.kubernetes.io/';
const ROLE_LABEL = 'kubernetes.io/role';

export const NODE: Kind<Node> = {
  group: '',
  version: 'v1',
  kind: 'Node',
  plural: 'nodes',
  singular: 'node',
  shortNames: ['no'],
  categories: [],
  namespaced: false,
  subresources: ['status'],
  storagePath: 'minions',
  schema: 'V1Node',
  nameRule: 'subdomain',
  columns: [
    NAME,
    column('Status', nodeStatus),
    column('Roles', (node) => nodeRoles(node).join(',') || NONE),
    AGE,
    column('Version', (node) => nodeInfo(node, 'kubeletVersion')),
    wideColumn('Internal-IP', (node) => nodeAddress(node, 'InternalIP')),
    wideColumn('External-IP', (node) => nodeAddress(node, 'ExternalIP')),
    wideColumn('OS-Image', (node) => nodeInfo(node, 'osImage') || UNKNOWN),
    wideColumn('Kernel-Version', (node) => nodeInfo(node, 'kernelVersion') || UNKNOWN),
    wideColumn('Container-Runtime', (node) => nodeInfo(node, 'containerRuntimeVersion') || UNKNOWN),
  ],
  setDefaults({ spec, status }) {
    status.allocatable ??= status.capacity;
    if (spec.podCIDR && !spec.podCIDRs) spec.podCIDRs = [spec.podCIDR];
  },
  prepareForUpdate(node, old) {
    node.status = old.status;
  },
  validate: ({ spec }) => taintErrors('spec.taints', spec.taints ?? []),
  validateUpdate: nodeUpdateErrors,
  fieldSelectors: { 'spec.unschedulable': (node) => String(node.spec.unschedulable ?? false) },
};

/** ValidateNodeUpdate: a network, once given, stays. */
function nodeUpdateErrors({ spec }: Node, { spec: old }: Node): FieldError[] {
  const errors: FieldError[] = [];
  if (old.podCIDRs && !sameJson(spec.podCIDRs, old.podCIDRs)) {
    errors.push(forbidden('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid'));
  }
  if (old.providerID && spec.providerID !== old.providerID) {
    errors.push(forbidden('spec.providerID', 'node updates may not change providerID except from "" to valid'));
  }
  return errors;
}

/** `Ready`, `NotReady,SchedulingDisabled` */
function nodeStatus(node: Node): string {
  const ready = node.status.conditions?.find((condition) => condition.type === 'Ready');
  const words = [ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady'];
  if (node.spec.unschedulable) words.push('SchedulingDisabled');
  return words.join(',');
}

/** What the labels say a node is for, sorted: `control-plane`, `worker`. */
export function nodeRoles(node: Node): string[] {
  const roles = Object.entries(node.metadata.labels ?? {}).flatMap(([key, value]) => {
    if (key.startsWith(ROLE_PREFIX) && key !== ROLE_PREFIX) return [key.slice(ROLE_PREFIX.length)];
    return key === ROLE_LABEL && value !== '' ? [value] : [];
  });
  return [...new Set(roles)].sort();
}

function nodeAddress(node: Node, type: string): string {
  return node.status.addresses?.find((address) => address.type === type)?.address ?? NONE;
}

const nodeInfo = (node: Node, field: string): string => String(node.status.nodeInfo?.[field] ?? '');
