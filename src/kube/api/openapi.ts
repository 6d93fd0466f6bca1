// /openapi/v2 and /openapi/v3: the server's kinds as OpenAPI documents. Each group and version of v3 is a document of its
// own, found by a hash of its content. Models kube-openapi pkg/handler3 and pkg/builder3.

import { encode } from '../../base/bytes.ts';
import { hexadecimal, sha256 } from '../../base/sha256.ts';
import type { HttpResponse } from '../../linux/net/http.ts';
import { apiVersionOf, type Kind } from '../objects/kind.ts';
import { componentName, componentsOf, type OpenApiDialect, type OpenApiSchema } from '../objects/schema/openapi.ts';
import { customComponents } from './custom/openapi.ts';

interface GroupVersionKind {
  readonly group: string;
  readonly kind: string;
  readonly version: string;
}

type Components = Record<string, OpenApiSchema>;

export class OpenApi {
  readonly #served: () => readonly Kind[];
  readonly #version: string;
  /** Documents by path, until the kinds change. */
  #documents = new Map<string, unknown>();
  #madeFor = '';

  constructor(served: () => readonly Kind[], version: string) {
    this.#served = served;
    this.#version = version;
  }

  /** Undefined for a path that is none of these. */
  answer(path: string): HttpResponse | undefined {
    const parts = path.split('/').filter(Boolean);
    if (parts[0] !== 'openapi') return undefined;
    this.#forgetWhenChanged();
    if (parts[1] === 'v2' && parts.length === 2) return json(this.#document('v2', () => this.#swagger()));
    if (parts[1] !== 'v3') return undefined;
    const place = parts.slice(2).join('/');
    if (place === '') return json(this.#document('v3', () => this.#index()));
    if (!this.#places().includes(place)) return undefined;
    return json(this.#groupVersion(place));
  }

  #forgetWhenChanged(): void {
    const kinds = this.#served()
      .map(
        ({ group, version, kind, customSchema }) =>
          `${group}/${version}/${kind}${customSchema ? JSON.stringify(customSchema.root) : ''}`,
      )
      .join();
    if (kinds === this.#madeFor) return;
    this.#madeFor = kinds;
    this.#documents = new Map();
  }

  #document(name: string, make: () => unknown): unknown {
    const made = this.#documents.get(name) ?? make();
    this.#documents.set(name, made);
    return made;
  }

  #dialect(references: OpenApiDialect['references']): OpenApiDialect {
    return { references, minor: Number(this.#version.split('.')[1]) };
  }

  /** `api/v1`, `apis/apps/v1` */
  #places(): string[] {
    return [...new Set(this.#served().map(placeOf))].sort();
  }

  #index(): unknown {
    const paths = this.#places().map((place) => {
      const hash = hexadecimal(sha256(encode(`${this.#version}${this.#madeFor}${place}`))).toUpperCase();
      return [place, { serverRelativeURL: `/openapi/v3/${place}?hash=${hash}${hash}` }];
    });
    return { paths: Object.fromEntries(paths) };
  }

  #groupVersion(place: string): unknown {
    return this.#document(place, () => {
      const kinds = this.#served().filter((kind) => placeOf(kind) === place);
      const { paths, components } = this.#contents(kinds, this.#dialect('#/components/schemas/'));
      return { openapi: '3.0.0', info: this.#info, paths, components: { schemas: components } };
    });
  }

  #swagger(): unknown {
    const { paths, components } = this.#contents(this.#served(), this.#dialect('#/definitions/'));
    return { swagger: '2.0', info: this.#info, paths, definitions: components };
  }

  get #info() {
    return { title: 'Kubernetes', version: this.#version };
  }

  #contents(
    kinds: readonly Kind[],
    dialect: OpenApiDialect,
  ): { paths: Record<string, unknown>; components: Components } {
    const paths: Record<string, unknown> = {};
    const reached = new Map<string, OpenApiSchema>();
    const components: Components = {};
    for (const kind of kinds) {
      const reference = { group: kind.group, kind: kind.kind, version: kind.version };
      const name = kind.customSchema ? customName(kind) : componentName(kind.schema);
      if (kind.customSchema) {
        componentsOf('V1ObjectMeta', dialect, reached);
        for (const [each, schema] of customComponents(name, kind.customSchema.root, dialect)) reached.set(each, schema);
      } else componentsOf(kind.schema, dialect, reached);
      tag(reached, name, reference);
      if (!kind.verbs || kind.verbs.includes('list')) {
        const list = `${name}List`;
        reached.set(list, listSchema(kind, name, dialect));
        componentsOf('V1ListMeta', dialect, reached);
        tag(reached, list, { ...reference, kind: `${kind.kind}List` });
      }
      Object.assign(paths, pathsOf(kind, reference));
    }
    for (const name of [...reached.keys()].sort()) components[name] = reached.get(name)!;
    return { paths, components };
  }
}

const json = (body: unknown): HttpResponse => ({ status: 200, headers: { 'content-type': 'application/json' }, body });

const placeOf = ({ group, version }: Kind): string => (group === '' ? `api/${version}` : `apis/${group}/${version}`);

/** `lab.test/v1 Widget` → `test.lab.v1.Widget`. */
const customName = ({ group, version, kind }: Kind): string =>
  `${group.split('.').reverse().join('.')}.${version}.${kind}`;

function tag(components: Map<string, OpenApiSchema>, name: string, reference: GroupVersionKind): void {
  const schema = components.get(name) ?? {};
  components.set(name, { ...schema, 'x-kubernetes-group-version-kind': [reference] });
}

function listSchema({ kind }: Kind, item: string, { references }: OpenApiDialect): OpenApiSchema {
  const meta = { $ref: `${references}io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta` };
  return {
    description: `${kind}List is a list of ${kind} objects.`,
    required: ['items'],
    properties: {
      apiVersion: { type: 'string' },
      items: { type: 'array', items: { $ref: `${references}${item}` } },
      kind: { type: 'string' },
      metadata: references === '#/definitions/' ? meta : { allOf: [meta] },
    },
    type: 'object',
  };
}

const ACTIONS: readonly (readonly [verb: string, method: string, action: string, named: boolean])[] = [
  ['list', 'get', 'list', false],
  ['create', 'post', 'post', false],
  ['deletecollection', 'delete', 'deletecollection', false],
  ['get', 'get', 'get', true],
  ['update', 'put', 'put', true],
  ['patch', 'patch', 'patch', true],
  ['delete', 'delete', 'delete', true],
];

const CHANGING = ['post', 'put', 'patch'];

function pathsOf(kind: Kind, reference: GroupVersionKind): Record<string, unknown> {
  const base = kind.group === '' ? `/api/${kind.version}` : `/apis/${apiVersionOf(kind)}`;
  const collection = `${base}${kind.namespaced ? '/namespaces/{namespace}' : ''}/${kind.plural}`;
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [verb, method, action, named] of ACTIONS) {
    if (kind.verbs && !kind.verbs.includes(verb)) continue;
    const path = named ? `${collection}/{name}` : collection;
    const names = CHANGING.includes(method) ? ['dryRun', 'fieldManager', 'fieldValidation'] : [];
    const parameters = names.map((name) => ({ name, in: 'query', schema: { type: 'string', uniqueItems: true } }));
    paths[path] = {
      ...paths[path],
      [method]: {
        ...(parameters.length > 0 && { parameters }),
        'x-kubernetes-action': action,
        'x-kubernetes-group-version-kind': reference,
      },
    };
  }
  return paths;
}
