// The form an answer takes: whole objects, metadata only, or the table that `kubectl get` prints.
// Models apiserver/pkg/endpoints/handlers/response.go.

import type { HttpRequest } from '../../linux/net/http.ts';
import type { Millis } from '../../sim/simulation.ts';
import { apiVersionOf, columnsIn, type Kind } from '../objects/kind.ts';
import type { KubeObject } from '../objects/types/meta.ts';
import { parameter } from './route.ts';
import { badRequest, type Refusal, unsupportedAccept } from './status.ts';

export interface ListMetadata {
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

/** How answers about one kind are written for one client. */
export interface Shape {
  one(object: KubeObject): unknown;
  list(objects: readonly KubeObject[], metadata: ListMetadata): unknown;
}

/** What `Accept` asks for: the first alternative that is known. `minor` is the server's release: tables differ. */
export function shapeOf(request: HttpRequest, kind: Kind, now: Millis, minor: number): Shape {
  const accept = request.headers.accept ?? '';
  for (const alternative of accept.split(',')) {
    const [type, ...parameters] = alternative.split(';').map((part) => part.trim());
    if (!['application/json', '*/*', 'application/*', ''].includes(type)) continue;
    const as = parameters.find((one) => one.startsWith('as='))?.slice(3);
    if (as === undefined) return plain(kind);
    if (as === 'Table') return table(kind, includeObject(request), now, minor);
    if (as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList') return METADATA_ONLY;
  }
  throw unsupportedAccept();
}

const plain = (kind: Kind): Shape => ({
  one: (object) => served(kind, object),
  list: (objects, metadata) => ({
    kind: `${kind.kind}List`,
    apiVersion: apiVersionOf(kind),
    metadata,
    items: kind.storedAs ? objects.map((object) => served(kind, object)) : objects,
  }),
});

/** A stored object in the version that was asked for. */
export const served = ({ storedAs }: Kind, object: KubeObject): KubeObject =>
  storedAs ? storedAs.fromStored(object) : object;

const partial = ({ metadata }: KubeObject) => ({
  kind: 'PartialObjectMetadata',
  apiVersion: 'meta.k8s.io/v1',
  metadata,
});

const METADATA_ONLY: Shape = {
  one: partial,
  list: (objects, metadata) => ({
    kind: 'PartialObjectMetadataList',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    items: objects.map(partial),
  }),
};

type IncludeObject = 'None' | 'Metadata' | 'Object';

function includeObject(request: HttpRequest): IncludeObject {
  const asked = parameter(request, 'includeObject') || 'Metadata';
  if (asked === 'None' || asked === 'Metadata' || asked === 'Object') return asked;
  throw badRequest(`unrecognized includeObject value: "${asked}"`) satisfies Refusal;
}

function table(kind: Kind, include: IncludeObject, now: Millis, minor: number): Shape {
  const columns = columnsIn(kind.columns.length > 0 ? kind : (kind.storedAs?.kind ?? kind), minor);
  const columnDefinitions = columns.map((column) => ({
    name: column.name,
    type: column.type ?? 'string',
    format: column.format ?? '',
    description: column.description ?? '',
    priority: column.priority,
  }));
  const whole = (objects: readonly KubeObject[], metadata: ListMetadata) => ({
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions,
    rows: objects.map((object) => ({
      cells: columns.map((column) => column.cell(object, now)),
      ...(include === 'Object'
        ? { object: served(kind, object) }
        : include === 'Metadata'
          ? { object: partial(object) }
          : {}),
    })),
  });
  return {
    one: (object) => whole([object], { resourceVersion: object.metadata.resourceVersion }),
    list: whole,
  };
}
