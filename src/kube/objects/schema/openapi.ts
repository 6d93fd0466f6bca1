// Models as OpenAPI components, the way k8s.io/kube-openapi writes them from Go: structs are references, comments are
// descriptions, and fields that a release does not know yet are left out.

import { enumOf, textsOf } from './descriptions.ts';
import { isAtomicStruct, listTypeOf } from './list-types.ts';
import { type FieldType, model, type ScalarType } from './models.ts';

export interface OpenApiSchema {
  readonly description?: string;
  readonly type?: string;
  readonly format?: string;
  readonly $ref?: string;
  readonly allOf?: readonly OpenApiSchema[];
  readonly oneOf?: readonly OpenApiSchema[];
  readonly items?: OpenApiSchema;
  readonly additionalProperties?: OpenApiSchema;
  readonly properties?: Readonly<Record<string, OpenApiSchema>>;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly [extension: `x-kubernetes-${string}`]: unknown;
}

/** Where references point: the two versions of OpenAPI keep their models in different places. */
export interface OpenApiDialect {
  readonly references: '#/components/schemas/' | '#/definitions/';
  readonly minor: number;
}

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';

const SPECIAL: Readonly<Partial<Record<ScalarType, string>>> = {
  quantity: 'io.k8s.apimachinery.pkg.api.resource.Quantity',
  IntOrString: 'io.k8s.apimachinery.pkg.util.intstr.IntOrString',
  time: `${META}.Time`,
  microtime: `${META}.MicroTime`,
};

const PACKAGES: Readonly<Record<string, string>> = {
  meta: 'io.k8s.apimachinery.pkg.apis.meta',
  apiextensions: 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions',
  apiregistration: 'io.k8s.kube-aggregator.pkg.apis.apiregistration',
};

/** `V1PodSpec` → `io.k8s.api.core.v1.PodSpec`. */
export function componentName(name: string): string {
  const { struct, package: goPackage } = model(name);
  const [group, version] = goPackage.split('.');
  return `${PACKAGES[group] ?? `io.k8s.api.${group}`}.${version}.${struct}`;
}

/** The components that a model reaches, itself first, by their names. */
export function componentsOf(root: string, dialect: OpenApiDialect, into = new Map<string, OpenApiSchema>()) {
  const name = componentName(root);
  if (into.has(name)) return into;
  into.set(name, {});
  into.set(
    name,
    component(root, dialect, (type) => reach(type, dialect, into)),
  );
  return into;
}

function reach(type: FieldType, dialect: OpenApiDialect, into: Map<string, OpenApiSchema>): void {
  if (type.kind === 'struct') componentsOf(type.model, dialect, into);
  else if (type.kind !== 'scalar') reach(type.of, dialect, into);
  else {
    const name = SPECIAL[type.type];
    if (name !== undefined) into.set(name, SPECIAL_SCHEMAS[type.type] ?? {});
  }
}

function component(name: string, dialect: OpenApiDialect, reached: (type: FieldType) => void): OpenApiSchema {
  const { description, fields: words } = textsOf(name, dialect.minor);
  const properties: Record<string, OpenApiSchema> = {};
  const required: string[] = [];
  const { fields } = model(name);
  for (const field of [...fields.keys()].sort()) {
    const { type, mandatory, since = 0 } = fields.get(field)!;
    if (since > dialect.minor) continue;
    reached(type);
    properties[field] = fieldSchema(name, field, type, words.get(field), dialect);
    if (mandatory) required.push(field);
  }
  return {
    ...(description !== '' && { description }),
    ...(required.length > 0 && { required }),
    properties,
    type: 'object',
    ...(isAtomicStruct(name) && { 'x-kubernetes-map-type': 'atomic' }),
  };
}

function fieldSchema(
  owner: string,
  field: string,
  type: FieldType,
  words: string | undefined,
  dialect: OpenApiDialect,
): OpenApiSchema {
  const values = type.kind === 'scalar' ? enumOf(words) : undefined;
  const schema = typeSchema(type, dialect);
  const list = type.kind === 'list' ? listTypeOf(owner, field) : undefined;
  const described = { ...(words && { description: words }) };
  if (schema.$ref !== undefined) {
    return dialect.references === '#/definitions/' ? { ...described, ...schema } : { ...described, allOf: [schema] };
  }
  return {
    ...described,
    ...schema,
    ...(values && { enum: values }),
    ...(list && { 'x-kubernetes-list-type': list.kind }),
    ...(list?.kind === 'map' && { 'x-kubernetes-list-map-keys': list.keys }),
  };
}

function typeSchema(type: FieldType, dialect: OpenApiDialect): OpenApiSchema {
  switch (type.kind) {
    case 'struct':
      return { $ref: `${dialect.references}${componentName(type.model)}` };
    case 'list':
      return { type: 'array', items: typeSchema(type.of, dialect) };
    case 'map':
      return { type: 'object', additionalProperties: typeSchema(type.of, dialect) };
    case 'scalar': {
      const special = SPECIAL[type.type];
      return special === undefined ? SCALAR_SCHEMAS[type.type] : { $ref: `${dialect.references}${special}` };
    }
  }
}

const SCALAR_SCHEMAS: Readonly<Record<ScalarType, OpenApiSchema>> = {
  string: { type: 'string' },
  bool: { type: 'boolean' },
  int32: { type: 'integer', format: 'int32' },
  int64: { type: 'integer', format: 'int64' },
  float64: { type: 'number', format: 'double' },
  bytes: { type: 'string', format: 'byte' },
  any: { type: 'object' },
  quantity: {},
  IntOrString: {},
  time: {},
  microtime: {},
};

const SPECIAL_SCHEMAS: Readonly<Partial<Record<ScalarType, OpenApiSchema>>> = {
  quantity: {
    description:
      'Quantity is a fixed-point representation of a number. It provides convenient marshaling/unmarshaling in JSON and YAML, in addition to String() and AsInt64() accessors.\n\n' +
      'The serialization format is:\n\n``` <quantity>        ::= <signedNumber><suffix>\n\n\t(Note that <suffix> may be empty, from the "" case in <decimalSI>.)\n\n' +
      '<digit>           ::= 0 | 1 | ... | 9 <digits>          ::= <digit> | <digit><digits> <number>          ::= <digits> | <digits>.<digits> | <digits>. | .<digits> <sign>            ::= "+" | "-" <signedNumber>    ::= <number> | <sign><number> <suffix>          ::= <binarySI> | <decimalExponent> | <decimalSI> <binarySI>        ::= Ki | Mi | Gi | Ti | Pi | Ei\n\n' +
      '\t(International System of units; See: http://physics.nist.gov/cuu/Units/binary.html)\n\n<decimalSI>       ::= m | "" | k | M | G | T | P | E\n\n' +
      '\t(Note that 1024 = 1Ki but 1000 = 1k; I didn\'t choose the capitalization.)\n\n<decimalExponent> ::= "e" <signedNumber> | "E" <signedNumber> ```\n\n' +
      'No matter which of the three exponent forms is used, no quantity may represent a number greater than 2^63-1 in magnitude, nor may it have more than 3 decimal places. Numbers larger or more precise will be capped or rounded up. (E.g.: 0.1m will rounded up to 1m.) This may be extended in the future if we require larger or smaller quantities.\n\n' +
      'When a Quantity is parsed from a string, it will remember the type of suffix it had, and will use the same type again when it is serialized.\n\n' +
      'Before serializing, Quantity will be put in "canonical form". This means that Exponent/suffix will be adjusted up or down (with a corresponding increase or decrease in Mantissa) such that:\n\n' +
      '- No precision is lost - No fractional digits will be emitted - The exponent (or suffix) is as large as possible.\n\nThe sign will be omitted unless the number is negative.\n\n' +
      'Examples:\n\n- 1.5 will be serialized as "1500m" - 1.5Gi will be serialized as "1536Mi"\n\n' +
      'Note that the quantity will NEVER be internally represented by a floating point number. That is the whole point of this exercise.\n\n' +
      "Non-canonical values will still parse as long as they are well formed, but will be re-emitted in their canonical form. (So always use canonical form, or don't diff.)\n\n" +
      'This format is intended to make it difficult to use these numbers without writing some sort of special handling code in the hopes that that will cause implementors to also use a fixed point implementation.',
    oneOf: [{ type: 'string' }, { type: 'number' }],
  },
  IntOrString: {
    description:
      'IntOrString is a type that can hold an int32 or a string.  When used in JSON or YAML marshalling and unmarshalling, it produces or consumes the inner type.  This allows you to have, for example, a JSON field that can accept a name or number.',
    format: 'int-or-string',
    oneOf: [{ type: 'integer' }, { type: 'string' }],
  },
  time: {
    description:
      'Time is a wrapper around time.Time which supports correct marshaling to YAML and JSON.  Wrappers are provided for many of the factory methods that the time package offers.',
    type: 'string',
    format: 'date-time',
  },
  microtime: {
    description: 'MicroTime is version of Time with microsecond level precision.',
    type: 'string',
    format: 'date-time',
  },
};
