// apps/v1 ControllerRevision: an old pod template of a DaemonSet or StatefulSet.

import { AGE, column, NAME, NONE } from './columns.ts';
import type { Kind } from './kind.ts';
import { controllerOf } from './owners.ts';
import type { ControllerRevision } from './types/workload.ts';

export const CONTROLLER_REVISION: Kind<ControllerRevision> = {
  group: 'apps',
  version: 'v1',
  kind: 'ControllerRevision',
  plural: 'controllerrevisions',
  singular: 'controllerrevision',
  shortNames: [],
  categories: [],
  namespaced: true,
  subresources: [],
  schema: 'V1ControllerRevision',
  nameRule: 'subdomain',
  columns: [
    NAME,
    column('Controller', controllerName),
    column('Revision', (revision) => String(revision.revision)),
    AGE,
  ],
};

/** `daemonset.apps/agent` */
function controllerName(revision: ControllerRevision): string {
  const owner = controllerOf(revision);
  if (!owner) return NONE;
  const [group, version] = owner.apiVersion.split('/');
  return `${owner.kind.toLowerCase()}${version === undefined ? '' : `.${group}`}/${owner.name}`;
}
