// A kustomization.yaml: which fields it may have and of which shape, and what has been superseded.
// Models sigs.k8s.io/kustomize/api/types.

import { readYaml, YamlError } from '../../../base/yaml/read.ts';
import { isObject } from '../resources/objects.ts';
import { KustomizeError } from './resource.ts';

export type Pairs = Readonly<Record<string, string>>;

export interface Selector {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly annotationSelector?: string;
}

export interface Patch {
  readonly path?: string;
  readonly patch?: string;
  readonly target?: Selector;
  readonly options?: { readonly allowNameChange?: boolean; readonly allowKindChange?: boolean };
}

export interface GeneratorOptions {
  readonly labels?: Pairs;
  readonly annotations?: Pairs;
  readonly disableNameSuffixHash?: boolean;
  readonly immutable?: boolean;
}

export interface GeneratorArguments {
  readonly name?: string;
  readonly namespace?: string;
  readonly behavior?: 'create' | 'merge' | 'replace';
  readonly literals?: readonly string[];
  readonly files?: readonly string[];
  readonly envs?: readonly string[];
  readonly env?: string;
  readonly type?: string;
  readonly options?: GeneratorOptions;
}

export interface Replacement {
  readonly path?: string;
  readonly source?: Selector & { readonly fieldPath?: string; readonly options?: ReplacementOptions };
  readonly targets?: readonly {
    readonly select?: Selector;
    readonly reject?: readonly Selector[];
    readonly fieldPaths?: readonly string[];
    readonly options?: ReplacementOptions;
  }[];
}

export interface ReplacementOptions {
  readonly delimiter?: string;
  readonly index?: number;
  readonly create?: boolean;
}

export interface Kustomization {
  readonly kind: string;
  readonly resources: readonly string[];
  readonly components: readonly string[];
  readonly namePrefix: string;
  readonly nameSuffix: string;
  readonly namespace: string;
  readonly commonLabels: Pairs;
  readonly labels: readonly {
    readonly pairs?: Pairs;
    readonly includeSelectors?: boolean;
    readonly includeTemplates?: boolean;
  }[];
  readonly commonAnnotations: Pairs;
  readonly images: readonly {
    readonly name?: string;
    readonly newName?: string;
    readonly newTag?: string;
    readonly digest?: string;
    readonly tagSuffix?: string;
  }[];
  readonly replicas: readonly { readonly name: string; readonly count: number }[];
  readonly patches: readonly Patch[];
  readonly patchesStrategicMerge: readonly string[];
  readonly patchesJson6902: readonly Patch[];
  readonly replacements: readonly Replacement[];
  readonly configMapGenerator: readonly GeneratorArguments[];
  readonly secretGenerator: readonly GeneratorArguments[];
  readonly generatorOptions: GeneratorOptions;
  /** `# Warning: ...` lines about what has been superseded. */
  readonly warnings: readonly string[];
}

const LISTS = [
  'resources',
  'components',
  'labels',
  'images',
  'replicas',
  'patches',
  'patchesStrategicMerge',
  'patchesJson6902',
  'replacements',
  'configMapGenerator',
  'secretGenerator',
] as const;
const KNOWN: ReadonlySet<string> = new Set([
  ...LISTS,
  ...['apiVersion', 'kind', 'metadata', 'bases', 'namePrefix', 'nameSuffix', 'namespace', 'commonLabels'],
  ...['commonAnnotations', 'generatorOptions', 'sortOptions'],
]);
/** Real fields that are not simulated: whoever uses one is told. */
const UNMODELLED: ReadonlySet<string> = new Set(
  'vars crds openapi configurations generators transformers validators helmCharts helmGlobals helmChartInflationGenerator buildMetadata'.split(
    ' ',
  ),
);
type Shape = 'string' | 'bool' | 'int64' | 'map[string]string' | '[]string' | Fields;
interface Fields {
  /** Go's name of the struct. */
  readonly struct: string;
  readonly fields: Readonly<Record<string, Shape>>;
}

const shape = (struct: string, fields: Readonly<Record<string, Shape>>): Fields => ({ struct, fields });

const GENERATOR_OPTIONS = shape('GeneratorOptions', {
  labels: 'map[string]string',
  annotations: 'map[string]string',
  disableNameSuffixHash: 'bool',
  immutable: 'bool',
});
const generator = (struct: string): Fields =>
  shape(struct, {
    name: 'string',
    namespace: 'string',
    behavior: 'string',
    literals: '[]string',
    files: '[]string',
    envs: '[]string',
    env: 'string',
    type: 'string',
    options: GENERATOR_OPTIONS,
  });
const SELECTOR = shape('Selector', {
  group: 'string',
  version: 'string',
  kind: 'string',
  name: 'string',
  namespace: 'string',
  labelSelector: 'string',
  annotationSelector: 'string',
});
const PATCH = shape('Patch', { path: 'string', patch: 'string', target: SELECTOR });
const KUSTOMIZATION = shape('Kustomization', {
  resources: '[]string',
  bases: '[]string',
  components: '[]string',
  namePrefix: 'string',
  nameSuffix: 'string',
  namespace: 'string',
  commonLabels: 'map[string]string',
  commonAnnotations: 'map[string]string',
  labels: shape('Label', { pairs: 'map[string]string', includeSelectors: 'bool', includeTemplates: 'bool' }),
  images: shape('Image', {
    name: 'string',
    newName: 'string',
    newTag: 'string',
    digest: 'string',
    tagSuffix: 'string',
  }),
  replicas: shape('Replica', { name: 'string', count: 'int64' }),
  patches: PATCH,
  patchesJson6902: PATCH,
  patchesStrategicMerge: '[]string',
  configMapGenerator: generator('ConfigMapArgs'),
  secretGenerator: generator('SecretArgs'),
  generatorOptions: GENERATOR_OPTIONS,
});

/** Throws what Go's JSON decoder says about the first value of a wrong type. */
function checkTypes(fields: Readonly<Record<string, unknown>>): void {
  for (const name of Object.keys(fields).sort()) checkField(KUSTOMIZATION, '', name, fields[name]);
}

function checkField(around: Fields, path: string, name: string, value: unknown): void {
  const wanted: Shape | undefined = around.fields[name];
  if (wanted === undefined || value === null || value === undefined) return;
  const where = path === '' ? name : `${path}.${name}`;
  const refuse = (wrong: unknown, type: string): never => {
    const word = Array.isArray(wrong)
      ? 'array'
      : wrong === null
        ? 'null'
        : isObject(wrong)
          ? 'object'
          : jsonType(wrong);
    throw new KustomizeError(
      `invalid Kustomization: json: cannot unmarshal ${word} into Go struct field ${around.struct}.${where} of type ${type}`,
    );
  };
  if (typeof wanted === 'object') {
    const isOne = ['generatorOptions', 'options', 'target'].includes(name);
    if (!isOne && !Array.isArray(value)) refuse(value, `[]types.${wanted.struct}`);
    for (const item of isOne ? [value] : (value as unknown[])) {
      if (!isObject(item)) refuse(item, `types.${wanted.struct}`);
      for (const inside of Object.keys(item as object).sort()) {
        checkField(wanted, where, inside, (item as Record<string, unknown>)[inside]);
      }
    }
    return;
  }
  if (wanted === '[]string') {
    if (!Array.isArray(value)) refuse(value, wanted);
    for (const item of value as unknown[]) if (typeof item !== 'string') refuse(item, 'string');
  } else if (wanted === 'map[string]string') {
    if (!isObject(value)) refuse(value, wanted);
    for (const item of Object.values(value as object)) if (typeof item !== 'string') refuse(item, 'string');
  } else if (jsonType(value) !== { string: 'string', bool: 'bool', int64: 'number' }[wanted]) refuse(value, wanted);
}

const jsonType = (value: unknown): string => (typeof value === 'boolean' ? 'bool' : typeof value);

const SUPERSEDED: readonly (readonly [field: string, by: string])[] = [
  ['bases', 'resources'],
  ['commonLabels', 'labels'],
  ['patchesJson6902', 'patches'],
  ['patchesStrategicMerge', 'patches'],
];

/** A field of kustomize that is not simulated. */
export class UnmodelledField extends Error {
  override readonly name = 'UnmodelledField';
}

/** `directory` and `fileName` are for complaints. */
export function readKustomization(text: string, directory: string, fileName: string): Kustomization {
  let value: unknown;
  try {
    value = readYaml(text, 'kustomize');
  } catch (error) {
    if (error instanceof YamlError) throw new KustomizeError(`invalid Kustomization: yaml: ${error.message}`);
    throw error;
  }
  if (value === null || value === undefined) throw new KustomizeError(`${fileName} is empty`);
  if (!isObject(value)) {
    throw new KustomizeError(
      `invalid Kustomization: json: cannot unmarshal ${Array.isArray(value) ? 'array' : typeof value} into Go value of type types.Kustomization`,
    );
  }
  const fields = value;
  for (const name of Object.keys(fields)) {
    if (UNMODELLED.has(name)) throw new UnmodelledField(`kustomize: ${name}`);
    if (!KNOWN.has(name))
      throw new KustomizeError(`invalid Kustomization: json: unknown field ${JSON.stringify(name)}`);
  }
  const isComponent = fields.kind === 'Component';
  const version = isComponent ? 'kustomize.config.k8s.io/v1alpha1' : 'kustomize.config.k8s.io/v1beta1';
  const wrong: string[] = [];
  if (fields.kind !== undefined && fields.kind !== 'Kustomization' && !isComponent)
    wrong.push('kind should be Kustomization or Component');
  if (fields.apiVersion !== undefined && fields.apiVersion !== version)
    wrong.push(`apiVersion for ${fields.kind ?? 'Kustomization'} should be ${version}`);
  if (wrong.length > 0) {
    throw new KustomizeError(`Failed to read kustomization file under ${directory}:\n${wrong.join('\n')}`);
  }
  checkTypes(fields);
  const list = (name: string): readonly never[] => (Array.isArray(fields[name]) ? (fields[name] as never[]) : []);
  const text1 = (name: string): string => (typeof fields[name] === 'string' ? (fields[name] as string) : '');
  const pairs = (name: string): Pairs =>
    isObject(fields[name])
      ? Object.fromEntries(
          Object.entries(fields[name] as Record<string, unknown>).map(([key, one]) => [key, String(one)]),
        )
      : {};
  const lists = Object.fromEntries(LISTS.map((name) => [name, list(name)])) as Record<
    (typeof LISTS)[number],
    readonly never[]
  >;
  return {
    kind: isComponent ? 'Component' : 'Kustomization',
    ...lists,
    resources: [...lists.resources, ...list('bases')],
    namePrefix: text1('namePrefix'),
    nameSuffix: text1('nameSuffix'),
    namespace: text1('namespace'),
    commonLabels: pairs('commonLabels'),
    commonAnnotations: pairs('commonAnnotations'),
    generatorOptions: (isObject(fields.generatorOptions) ? fields.generatorOptions : {}) as GeneratorOptions,
    warnings: SUPERSEDED.filter(([field]) => fields[field] !== undefined).map(
      ([field, by]) =>
        `# Warning: '${field}' is deprecated. Please use '${by}' instead. Run 'kustomize edit fix' to update your Kustomization automatically.`,
    ),
  };
}
