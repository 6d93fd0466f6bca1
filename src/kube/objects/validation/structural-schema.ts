// Whether the schema of a custom resource is structural: every part has a type, and logic (allOf, not, ...) only
// narrows what properties have said. Models apiextensions-apiserver pkg/apiserver/schema.

import type { FieldError } from '../kind.ts';
import type { JsonSchema } from '../types/extension.ts';
import { forbidden, invalid, required, unsupported } from './errors.ts';

const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string'];

export function structuralErrors(field: string, schema: JsonSchema): FieldError[] {
  const errors = partErrors(field, schema, true);
  if (schema.type !== undefined && schema.type !== 'object') {
    errors.push(invalid(`${field}.type`, schema.type, 'must be object at the root'));
  }
  return errors;
}

function partErrors(field: string, schema: JsonSchema, isRoot = false): FieldError[] {
  const errors: FieldError[] = [];
  const free = schema['x-kubernetes-int-or-string'] || schema['x-kubernetes-preserve-unknown-fields'];
  if (!schema.type) {
    if (!free || isRoot) {
      errors.push(
        required(
          `${field}.type`,
          isRoot ? 'must not be empty at the root' : 'must not be empty for specified object fields',
        ),
      );
    }
  } else if (!TYPES.includes(schema.type)) errors.push(unsupported(`${field}.type`, schema.type, TYPES));
  if (schema.uniqueItems)
    errors.push(
      forbidden(
        `${field}.uniqueItems`,
        'uniqueItems cannot be set to true since the runtime complexity becomes quadratic',
      ),
    );
  if (schema.additionalProperties === false) {
    errors.push(forbidden(`${field}.additionalProperties`, 'additionalProperties cannot be set to false'));
  }
  if (schema.properties && typeof schema.additionalProperties === 'object') {
    errors.push(forbidden(`${field}.additionalProperties`, 'additionalProperties and properties are mutual exclusive'));
  }
  if (schema.pattern !== undefined && !isPattern(schema.pattern)) {
    errors.push(invalid(`${field}.pattern`, schema.pattern, "must be a valid regular expression, but isn't"));
  }
  for (const [name, part] of Object.entries(schema.properties ?? {})) {
    errors.push(...partErrors(`${field}.properties[${name}]`, part));
  }
  if (typeof schema.additionalProperties === 'object') {
    errors.push(...partErrors(`${field}.additionalProperties`, schema.additionalProperties));
  }
  if (schema.type === 'array' && !schema.items) errors.push(required(`${field}.items`, 'must be specified'));
  if (schema.items) errors.push(...partErrors(`${field}.items`, schema.items));
  return errors;
}

function isPattern(pattern: string): boolean {
  try {
    new RegExp(pattern);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
