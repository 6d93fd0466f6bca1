// What the server serves, told in the three forms clients ask for: /api and /apis, per group and version,
// and aggregated in one document. Models apiserver/pkg/endpoints/discovery.

import { toBase64 } from '../../base/base64.ts';
import { encode } from '../../base/bytes.ts';
import { isRecord } from '../../base/json.ts';
import { sha256 } from '../../base/sha256.ts';
import type { HttpRequest, HttpResponse } from '../../linux/net/http.ts';
import { apiVersionOf, type Kind, type Subresource } from '../objects/kind.ts';

const ALL_VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

/** What each subresource speaks; without a kind it is the resource's own. */
const SUBRESOURCES: Readonly<
  Record<
    Subresource,
    { readonly verbs: readonly string[]; readonly group?: string; readonly version?: string; readonly kind?: string }
  >
> = {
  status: { verbs: ['get', 'patch', 'update'] },
  scale: { verbs: ['get', 'patch', 'update'], group: 'autoscaling', version: 'v1', kind: 'Scale' },
  eviction: { verbs: ['create'], group: 'policy', version: 'v1', kind: 'Eviction' },
  binding: { verbs: ['create'], kind: 'Binding' },
  log: { verbs: ['get'] },
  exec: { verbs: ['create', 'get'], kind: 'PodExecOptions' },
  attach: { verbs: ['create', 'get'], kind: 'PodAttachOptions' },
  portforward: { verbs: ['create', 'get'], kind: 'PodPortForwardOptions' },
  finalize: { verbs: ['update'] },
  token: { verbs: ['create'], group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' },
  approval: { verbs: ['get', 'patch', 'update'] },
  ephemeralcontainers: { verbs: ['get', 'patch', 'update'] },
  resize: { verbs: ['get', 'patch', 'update'] },
};

/** By the priority the aggregator gives them; what definitions bring in comes after. */
const GROUP_ORDER = [
  '',
  'apiregistration.k8s.io',
  'apps',
  'events.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'scheduling.k8s.io',
  'coordination.k8s.io',
  'node.k8s.io',
  'discovery.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'resource.k8s.io',
];

/** core/v1 Binding: an older way to bind a pod, by its own path. */
const BINDINGS: Kind = {
  group: '',
  version: 'v1',
  kind: 'Binding',
  plural: 'bindings',
  singular: 'binding',
  shortNames: [],
  categories: [],
  namespaced: true,
  verbs: ['create'],
  subresources: [],
  schema: 'V1Binding',
  nameRule: 'subdomain',
  columns: [],
};

export class Discovery {
  readonly #served: () => readonly Kind[];
  readonly #address: string;

  /** `address` is what the server calls itself, `172.30.1.2:6443`. */
  constructor(served: () => readonly Kind[], address: string) {
    this.#served = served;
    this.#address = address;
  }

  /** Undefined for a path it does not know. */
  answer(request: HttpRequest): HttpResponse | undefined {
    const version = aggregationWanted(request);
    const body = this.#document(request.path, version);
    if (body === undefined) return undefined;
    const isAggregated = isRecord(body) && body.kind === 'APIGroupDiscoveryList';
    const type = isAggregated ? `${JSON_TYPE};g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList` : JSON_TYPE;
    return { status: 200, headers: { 'content-type': type }, body };
  }

  #document(path: string, aggregated: string | undefined): unknown {
    const parts = path.split('/').filter(Boolean);
    if (parts[0] === 'api') {
      if (parts.length === 1) {
        if (aggregated) return this.#aggregated([''], aggregated);
        const serverAddressByClientCIDRs = [{ clientCIDR: '0.0.0.0/0', serverAddress: this.#address }];
        return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs };
      }
      return parts.length === 2 ? this.#resources('', parts[1]) : undefined;
    }
    if (parts[0] !== 'apis') return undefined;
    const groups = this.#groups().filter((group) => group !== '');
    if (parts.length === 1) {
      if (aggregated) return this.#aggregated(groups, aggregated);
      return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map((group) => this.#group(group)) };
    }
    if (!groups.includes(parts[1])) return undefined;
    if (parts.length === 2) return { kind: 'APIGroup', apiVersion: 'v1', ...this.#group(parts[1]) };
    return parts.length === 3 ? this.#resources(parts[1], parts[2]) : undefined;
  }

  get #kinds(): readonly Kind[] {
    return [...this.#served(), BINDINGS];
  }

  #groups(): string[] {
    const rank = (group: string) => (GROUP_ORDER.includes(group) ? GROUP_ORDER.indexOf(group) : GROUP_ORDER.length);
    const groups = [...new Set(this.#kinds.map((kind) => kind.group))];
    return groups.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  }

  #versions(group: string): string[] {
    const versions = new Set(this.#kinds.filter((kind) => kind.group === group).map((kind) => kind.version));
    return [...versions].sort(byVersion);
  }

  #group(group: string) {
    const versions = this.#versions(group).map((version) => ({ groupVersion: `${group}/${version}`, version }));
    return { name: group, versions, preferredVersion: versions[0] };
  }

  #kindsOf(group: string, version: string): Kind[] {
    return this.#kinds
      .filter((kind) => kind.group === group && kind.version === version)
      .sort((a, b) => (a.plural < b.plural ? -1 : 1));
  }

  #resources(group: string, version: string): unknown {
    const kinds = this.#kindsOf(group, version);
    if (kinds.length === 0) return undefined;
    const resources = kinds.flatMap((kind) => [
      {
        name: kind.plural,
        singularName: kind.singular,
        namespaced: kind.namespaced,
        kind: kind.kind,
        verbs: verbsOf(kind),
        ...(kind.shortNames.length > 0 && { shortNames: kind.shortNames }),
        ...(kind.categories.length > 0 && { categories: kind.categories }),
        ...(kind.verbs === undefined && { storageVersionHash: storageVersionHash(kind) }),
      },
      ...[...kind.subresources].sort().map((name) => {
        const { verbs, ...target } = SUBRESOURCES[name];
        const entry = { name: `${kind.plural}/${name}`, singularName: '', namespaced: kind.namespaced };
        return { ...entry, ...target, kind: target.kind ?? kind.kind, verbs };
      }),
    ]);
    return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: apiVersionOf({ group, version }), resources };
  }

  #aggregated(groups: readonly string[], version: string): unknown {
    const items = groups.map((group) => ({
      metadata: { ...(group !== '' && { name: group }), creationTimestamp: null },
      versions: this.#versions(group).map((version) => ({
        version,
        freshness: 'Current',
        resources: this.#kindsOf(group, version).map(aggregatedResource),
      })),
    }));
    return { kind: 'APIGroupDiscoveryList', apiVersion: `apidiscovery.k8s.io/${version}`, metadata: {}, items };
  }
}

const JSON_TYPE = 'application/json';

/** `v2` or `v2beta1`, the first that Accept names before plain JSON. */
function aggregationWanted({ headers }: HttpRequest): string | undefined {
  for (const alternative of (headers.accept ?? '').split(',')) {
    if (!alternative.includes('as=APIGroupDiscoveryList')) {
      if (alternative.trim() === JSON_TYPE) return undefined;
      continue;
    }
    const version = /v=(v2|v2beta1)(;|$)/.exec(alternative.trim())?.[1];
    if (version && alternative.trim().startsWith(JSON_TYPE)) return version;
  }
  return undefined;
}

/** Newest first, and what is stable before what is not: v2, v1, v1beta1. */
export function byVersion(a: string, b: string): number {
  const parts = (version: string) => {
    const found = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
    if (!found) return undefined;
    return [found[2] === undefined ? 2 : found[2] === 'beta' ? 1 : 0, Number(found[1]), Number(found[3] ?? 0)];
  };
  const [left, right] = [parts(a), parts(b)];
  if (!left || !right) return left ? -1 : right ? 1 : a < b ? -1 : 1;
  return right[0] - left[0] || right[1] - left[1] || right[2] - left[2];
}

/** Tells clients when objects are stored in another version than before. */
function storageVersionHash(kind: Kind): string {
  const { group, version, kind: name } = kind.storedAs?.kind ?? kind;
  return toBase64(sha256(encode(`${group}/${version}/${name}`)).slice(0, 8));
}

const verbsOf = (kind: Kind): readonly string[] => (kind.verbs ? [...kind.verbs].sort() : ALL_VERBS);

function aggregatedResource(kind: Kind): unknown {
  const own = { group: kind.group, version: kind.version, kind: kind.kind };
  return {
    resource: kind.plural,
    responseKind: own,
    scope: kind.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: kind.singular,
    verbs: verbsOf(kind),
    ...(kind.shortNames.length > 0 && { shortNames: kind.shortNames }),
    ...(kind.categories.length > 0 && { categories: kind.categories }),
    ...(kind.subresources.length > 0 && {
      subresources: [...kind.subresources].sort().map((name) => {
        const { verbs, group = kind.group, version = kind.version, kind: spoken = kind.kind } = SUBRESOURCES[name];
        return { subresource: name, responseKind: { group, version, kind: spoken }, verbs };
      }),
    }),
  };
}
