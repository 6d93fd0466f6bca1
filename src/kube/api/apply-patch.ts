// Server-side apply: a configuration that says what its manager wants, merged with what is there. Models
// apiserver/pkg/endpoints/handlers/patch.go (applyPatcher).

import { decode } from '../../base/bytes.ts';
import { isRecord } from '../../base/json.ts';
import { readYaml, YamlError } from '../../base/yaml/read.ts';
import type { Kind, Subresource } from '../objects/kind.ts';
import type { KubeObject } from '../objects/types/meta.ts';
import type { ApiRequest } from './api.ts';
import { applyConfiguration } from './managed-fields/managers.ts';
import { wallTime } from './metadata.ts';
import type { Caller, Resources } from './resources.ts';
import { isTrue, parameter, type Route } from './route.ts';
import { served } from './shape.ts';
import { badRequest, invalid } from './status.ts';

export const isApplyPatch = (request: ApiRequest): boolean =>
  (request.headers['content-type'] ?? '').startsWith('application/apply-patch+yaml');

/** Makes an object out of what was merged: ours to change, complete, in its place, as it is stored. */
export type Complete = (merged: unknown) => KubeObject;

export function applyOnServer(
  request: ApiRequest,
  { name, namespace }: Pick<Route, 'name' | 'namespace'>,
  kind: Kind,
  subresource: Subresource | undefined,
  caller: Caller,
  resources: Resources,
  complete: Complete,
): { readonly object: KubeObject; readonly created: boolean } {
  const manager = parameter(request, 'fieldManager');
  if (manager === '') {
    throw invalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [
      { field: 'fieldManager', type: 'Required value', detail: 'is required for apply patch' },
    ]);
  }
  const configuration = configurationOf(request);
  const stored = kind.storedAs?.kind ?? kind;
  const live = resources.find(stored, namespace, name);
  const writer = { manager, subresource, now: wallTime(resources.simulation) };
  const force = isTrue(request, 'force');
  const from = live && served(kind, live);
  const { merged, finish } = applyConfiguration(kind, from, configuration, writer, force);
  const applying: Caller = { ...caller, noteManagers: finish };
  if (live) {
    return {
      object: resources.update(stored, namespace, name, () => complete(merged), applying, subresource),
      created: false,
    };
  }
  const draft = complete(merged);
  draft.metadata.name ||= name;
  return { object: resources.create(stored, draft, applying), created: true };
}

function configurationOf({ body }: ApiRequest): Record<string, unknown> {
  let value: unknown = body;
  if (typeof body === 'string' || body instanceof Uint8Array) {
    try {
      value = readYaml(typeof body === 'string' ? body : decode(body));
    } catch (error) {
      if (!(error instanceof YamlError)) throw error;
      throw badRequest(`error decoding YAML: ${error.message}`);
    }
  }
  if (!isRecord(value)) throw badRequest('error decoding YAML: the configuration is no object');
  if (isRecord(value.metadata) && value.metadata.managedFields !== undefined) {
    throw badRequest('metadata.managedFields must be nil');
  }
  return value;
}
