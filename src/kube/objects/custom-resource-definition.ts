// apiextensions.k8s.io/v1 CustomResourceDefinition. What a definition brings into the API is made of it in
// kube/api/custom. Models apiextensions-apiserver pkg/apis/apiextensions/validation.

import { CREATED_AT, NAME } from './columns.ts';
import type { FieldError, Kind } from './kind.ts';
import { countGeneration } from './strategy.ts';
import type { CustomResourceDefinition } from './types/extension.ts';
import { immutable, invalid, invalids, required, unsupported } from './validation/errors.ts';
import { label1035Problems, subdomainProblems } from './validation/names.ts';
import { structuralErrors } from './validation/structural-schema.ts';

export const CUSTOM_RESOURCE_DEFINITION: Kind<CustomResourceDefinition> = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
  singular: 'customresourcedefinition',
  shortNames: ['crd', 'crds'],
  categories: ['api-extensions'],
  namespaced: false,
  subresources: ['status'],
  storagePath: 'apiextensions.k8s.io/customresourcedefinitions',
  schema: 'V1CustomResourceDefinition',
  nameRule: 'subdomain',
  columns: [NAME, CREATED_AT],
  setDefaults({ spec }) {
    const { names } = spec;
    if (!names.singular && names.kind) names.singular = names.kind.toLowerCase();
    if (!names.listKind && names.kind) names.listKind = `${names.kind}List`;
    spec.conversion ??= { strategy: 'None' };
  },
  prepareForCreate(definition) {
    definition.metadata.generation = 1;
    const { versions = [] } = definition.spec;
    definition.status = {
      conditions: [],
      acceptedNames: { kind: '', plural: '' },
      storedVersions: versions.filter(({ storage }) => storage).map(({ name }) => name),
    };
  },
  prepareForUpdate(definition, old) {
    countGeneration(definition, old);
    const storage = definition.spec.versions?.find((version) => version.storage)?.name;
    const stored = definition.status?.storedVersions ?? [];
    if (storage === undefined || stored.includes(storage)) return;
    definition.status = { ...definition.status, storedVersions: [...stored, storage] };
  },
  validate: definitionErrors,
  validateUpdate({ spec }, { spec: old, status }) {
    const established = status.conditions?.some(({ type, status: is }) => type === 'Established' && is === 'True');
    const errors: FieldError[] = [];
    if (spec.group !== old.group) errors.push(immutable('spec.group', spec.group));
    if (spec.names.plural !== old.names.plural) errors.push(immutable('spec.names.plural', spec.names.plural));
    if (!established) return errors;
    if (spec.scope !== old.scope) errors.push(immutable('spec.scope', spec.scope));
    if (spec.names.kind !== old.names.kind) errors.push(immutable('spec.names.kind', spec.names.kind));
    return errors;
  },
};

function definitionErrors({ metadata, spec, status }: CustomResourceDefinition): FieldError[] {
  const errors: FieldError[] = [];
  const { names, versions = [] } = spec;
  const expected = `${names.plural}.${spec.group}`;
  if (metadata.name !== expected) {
    errors.push(invalid('metadata.name', metadata.name, 'must be spec.names.plural+"."+spec.group'));
  }
  if (!spec.group) errors.push(required('spec.group'));
  else {
    errors.push(...invalids('spec.group', spec.group, subdomainProblems(spec.group)));
    if (!spec.group.includes('.'))
      errors.push(invalid('spec.group', spec.group, 'should be a domain with at least one dot'));
  }
  if (!spec.scope) errors.push(required('spec.scope'));
  else if (!['Cluster', 'Namespaced'].includes(spec.scope)) {
    errors.push(unsupported('spec.scope', spec.scope, ['Cluster', 'Namespaced']));
  }
  const storing = versions.filter(({ storage }) => storage);
  if (storing.length !== 1) {
    errors.push(invalid('spec.versions', versions, 'must have exactly one version marked as storage version'));
  }
  const seen = new Set<string>();
  for (const [at, version] of versions.entries()) {
    const field = `spec.versions[${at}]`;
    errors.push(...invalids(`${field}.name`, version.name, label1035Problems(version.name)));
    if (seen.has(version.name)) {
      errors.push(invalid('spec.versions', versions, 'must contain unique version names'));
    }
    seen.add(version.name);
    const schema = version.schema?.openAPIV3Schema;
    if (!schema) errors.push(required(`${field}.schema.openAPIV3Schema`, 'schemas are required'));
    else errors.push(...structuralErrors(`${field}.schema.openAPIV3Schema`, schema));
    for (const [index, column] of (version.additionalPrinterColumns ?? []).entries()) {
      const path = `${field}.additionalPrinterColumns[${index}]`;
      const types = ['boolean', 'date', 'integer', 'number', 'string'];
      if (!column.name) errors.push(required(`${path}.name`));
      if (!column.type) errors.push(required(`${path}.type`, `must be one of ${types.join(',')}`));
      else if (!types.includes(column.type))
        errors.push(invalid(`${path}.type`, column.type, `must be one of ${types.join(',')}`));
      if (!column.jsonPath) errors.push(required(`${path}.jsonPath`));
      else if (!column.jsonPath.startsWith('.')) {
        errors.push(invalid(`${path}.jsonPath`, column.jsonPath, 'must be a simple json path starting with .'));
      }
    }
  }
  errors.push(...nameErrors('spec.names', names));
  if (storing.length === 1 && !(status.storedVersions ?? []).every((one) => seen.has(one))) {
    for (const [at, stored] of (status.storedVersions ?? []).entries()) {
      if (!seen.has(stored)) {
        errors.push(
          invalid(
            `status.storedVersions[${at}]`,
            stored,
            'missing from spec.versions; must explicitly set a list of stored versions',
          ),
        );
      }
    }
  }
  return errors;
}

function nameErrors(field: string, names: CustomResourceDefinition['spec']['names']): FieldError[] {
  const errors: FieldError[] = [];
  if (!names.plural) errors.push(required(`${field}.plural`));
  else errors.push(...invalids(`${field}.plural`, names.plural, label1035Problems(names.plural)));
  if (names.singular) errors.push(...invalids(`${field}.singular`, names.singular, label1035Problems(names.singular)));
  if (!names.kind) errors.push(required(`${field}.kind`));
  else errors.push(...invalids(`${field}.kind`, names.kind, label1035Problems(names.kind.toLowerCase())));
  for (const [at, short] of (names.shortNames ?? []).entries()) {
    errors.push(...invalids(`${field}.shortNames[${at}]`, short, label1035Problems(short)));
  }
  if (names.listKind && names.listKind === names.kind) {
    errors.push(invalid(`${field}.listKind`, names.listKind, 'kind and listKind may not be the same'));
  }
  return errors;
}
