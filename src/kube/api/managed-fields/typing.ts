// How server-side apply looks at an object: which maps and lists are merged element by element, and which are one value.
// Built-in kinds say so by their model, custom ones by their schema. Models structured-merge-diff's schema.

import type { Kind } from '../../objects/kind.ts';
import { isAtomicMap, isAtomicStruct, listTypeOf } from '../../objects/schema/list-types.ts';
import { type FieldType, model } from '../../objects/schema/models.ts';
import type { JsonSchema } from '../../objects/types/extension.ts';

export type Typing =
  | { readonly kind: 'atomic' | 'set' }
  | { readonly kind: 'struct'; field(name: string): Typing | undefined }
  | { readonly kind: 'map'; readonly of: Typing }
  | { readonly kind: 'list'; readonly keys: readonly string[]; readonly of: Typing };

const ATOMIC: Typing = { kind: 'atomic' };

export const typingOf = (kind: Kind): Typing =>
  kind.customSchema ? withMetadata(schemaTyping(kind.customSchema.root)) : structTyping(kind.schema);

function structTyping(name: string): Typing {
  return {
    kind: 'struct',
    field(step) {
      const field = model(name).fields.get(step);
      return field && fieldTyping(name, step, field.type);
    },
  };
}

function fieldTyping(owner: string, field: string, type: FieldType): Typing {
  switch (type.kind) {
    case 'struct':
      return isAtomicStruct(type.model) ? ATOMIC : structTyping(type.model);
    case 'map':
      if (isAtomicMap(owner, field)) return ATOMIC;
      return { kind: 'map', of: type.of.kind === 'struct' ? structTyping(type.of.model) : ATOMIC };
    case 'list': {
      const list = listTypeOf(owner, field);
      if (list.kind !== 'map') return { kind: list.kind };
      return { kind: 'list', keys: list.keys, of: type.of.kind === 'struct' ? structTyping(type.of.model) : ATOMIC };
    }
    case 'scalar':
      return ATOMIC;
  }
}

function schemaTyping(schema: JsonSchema): Typing {
  if (schema.type === 'array') {
    const keys = schema['x-kubernetes-list-map-keys'];
    if (schema['x-kubernetes-list-type'] === 'map' && keys && schema.items) {
      return { kind: 'list', keys, of: schemaTyping(schema.items) };
    }
    return { kind: schema['x-kubernetes-list-type'] === 'set' ? 'set' : 'atomic' };
  }
  if (schema['x-kubernetes-map-type'] === 'atomic') return ATOMIC;
  const { properties, additionalProperties } = schema;
  if (properties) {
    return {
      kind: 'struct',
      field(name) {
        if (properties[name]) return schemaTyping(properties[name]);
        return schema['x-kubernetes-preserve-unknown-fields'] ? ATOMIC : undefined;
      },
    };
  }
  if (typeof additionalProperties === 'object') return { kind: 'map', of: schemaTyping(additionalProperties) };
  return schema.type === 'object' ? { kind: 'map', of: ATOMIC } : ATOMIC;
}

const METADATA = structTyping('V1ObjectMeta');

const withMetadata = (typing: Typing): Typing => ({
  kind: 'struct',
  field(name) {
    if (name === 'metadata') return METADATA;
    if (name === 'apiVersion' || name === 'kind') return ATOMIC;
    return typing.kind === 'struct' ? typing.field(name) : ATOMIC;
  },
});
