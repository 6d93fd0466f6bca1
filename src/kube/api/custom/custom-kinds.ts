// The kinds that a CustomResourceDefinition brings into the API: one for each version that is served. Models
// apiextensions-apiserver pkg/apiserver/customresource_handler.go and pkg/registry/customresource.

import { age } from '../../../base/duration.ts';
import { cloneJson, isRecord } from '../../../base/json.ts';
import { parseJsonPath } from '../../../base/jsonpath.ts';
import { AGE, NAME } from '../../objects/columns.ts';
import { apiVersionOf, type Column, type Kind, type ScalePaths, type Subresource } from '../../objects/kind.ts';
import { sameJson } from '../../objects/strategy.ts';
import type {
  CustomResourceDefinition,
  CustomVersion,
  JsonSchema,
  PrinterColumn,
} from '../../objects/types/extension.ts';
import type { KubeObject, ObjectMeta } from '../../objects/types/meta.ts';
import { prune, setSchemaDefaults } from './structural.ts';
import { schemaErrors } from './validation.ts';

interface CustomObject extends KubeObject {
  status?: unknown;
}

/** None while the names are not accepted. */
export function kindsOf(definition: CustomResourceDefinition): Kind[] {
  const { versions = [] } = definition.spec;
  const storage = versions.find((version) => version.storage);
  if (!storage) return [];
  const stored = kindOf(definition, storage);
  return versions
    .filter(({ served }) => served)
    .map((version) => (version === storage ? stored : otherVersion(kindOf(definition, version), stored)));
}

/** What is kept in etcd, served or not. */
export const storedKindOf = (definition: CustomResourceDefinition): Kind | undefined => {
  const storage = definition.spec.versions?.find((version) => version.storage);
  return storage && kindOf(definition, storage);
};

/** Conversion strategy None: only the apiVersion changes, and what the schema of the version says. */
function otherVersion(kind: Kind, stored: Kind): Kind {
  const inVersion = (object: KubeObject, to: Kind): KubeObject => ({ ...object, apiVersion: apiVersionOf(to) });
  return {
    ...kind,
    storedAs: {
      kind: stored,
      toStored: (object) => inVersion(object, stored),
      fromStored(object) {
        const copy = cloneJson(inVersion(object, kind)) as KubeObject;
        const root = kind.customSchema?.root ?? {};
        prune(root, copy as unknown as Record<string, unknown>);
        setSchemaDefaults(root, copy);
        return copy;
      },
    },
  };
}

function kindOf({ spec }: CustomResourceDefinition, version: CustomVersion): Kind<CustomObject> {
  const { group, names } = spec;
  const root: JsonSchema = version.schema?.openAPIV3Schema ?? {};
  const hasStatus = version.subresources?.status !== undefined;
  const scale = version.subresources?.scale;
  const subresources: Subresource[] = [...(hasStatus ? ['status' as const] : []), ...(scale ? ['scale' as const] : [])];
  const specOf = ({ metadata: _, status, ...rest }: CustomObject) => (hasStatus ? rest : { ...rest, status });
  return {
    group,
    version: version.name,
    kind: names.kind,
    plural: names.plural,
    singular: names.singular ?? names.kind.toLowerCase(),
    shortNames: names.shortNames ?? [],
    categories: names.categories ?? [],
    namespaced: spec.scope === 'Namespaced',
    subresources,
    ...(scale && { scale: scalePaths(scale) }),
    storagePath: `${group}/${names.plural}`,
    schema: '',
    customSchema: { root, decode: (body) => decodeCustom(root, body) },
    nameRule: 'subdomain',
    columns: [NAME, ...columnsOf(version.additionalPrinterColumns)],
    ...(version.deprecated && {
      deprecated: {
        sinceMinor: 0,
        warning: version.deprecationWarning ?? `${group}/${version.name} ${names.kind} is deprecated`,
      },
    }),
    setDefaults: (object) => setSchemaDefaults(root, object),
    prepareForCreate(object) {
      if (hasStatus) delete object.status;
      object.metadata.generation = 1;
    },
    prepareForUpdate(object, old) {
      if (hasStatus) {
        if (old.status === undefined) delete object.status;
        else object.status = old.status;
      }
      const { generation = 1 } = old.metadata;
      object.metadata.generation = sameJson(specOf(object), specOf(old)) ? generation : generation + 1;
    },
    validate: (object) => schemaErrors(root, object, undefined),
    validateUpdate: (object, old) => schemaErrors(root, object, old),
  };
}

const scalePaths = (scale: NonNullable<NonNullable<CustomVersion['subresources']>['scale']>): ScalePaths => ({
  replicas: steps(scale.specReplicasPath),
  statusReplicas: steps(scale.statusReplicasPath),
  selector: steps(scale.labelSelectorPath ?? ''),
});

const steps = (path: string): string[] => path.split('.').filter(Boolean);

function decodeCustom(root: JsonSchema, body: unknown) {
  const object = (isRecord(body) ? cloneJson(body) : {}) as Record<string, unknown>;
  const dropped = prune(root, object);
  object.metadata = isRecord(object.metadata) ? object.metadata : {};
  const metadata = object.metadata as Partial<ObjectMeta> & Record<string, unknown>;
  for (const key of Object.keys(metadata)) if (metadata[key] === null) delete metadata[key];
  return {
    object: object as unknown as KubeObject,
    unknownFields: dropped.map((path) => `unknown field ${JSON.stringify(path)}`),
  };
}

function columnsOf(declared: readonly PrinterColumn[] | undefined): Column<KubeObject>[] {
  if (!declared?.length) return [AGE];
  return declared.map(({ name, type, format, description, priority = 0, jsonPath }) => {
    const path = parseJsonPath(`{${jsonPath}}`);
    return {
      name,
      type: type === 'date' ? 'date' : ((type as Column<KubeObject>['type']) ?? 'string'),
      format: format ?? '',
      description: description ?? `Custom resource definition column (in JSONPath format): ${jsonPath}`,
      priority: priority > 0 ? 1 : 0,
      cell(object, now) {
        const [value] = path.results(object).flat();
        if (value === undefined || value === null) return '<none>';
        if (type === 'date') return age(String(value), now);
        if (typeof value === 'number' || typeof value === 'boolean') return value;
        return typeof value === 'string' ? value : JSON.stringify(value);
      },
    };
  });
}
