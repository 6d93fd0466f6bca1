// Whether a custom resource is what its schema says, in the words of k8s.io/kube-openapi pkg/validation. Rules in
// CEL come after everything else holds.

import { evaluate } from '../../../base/cel/evaluate.ts';
import { CelSyntaxError, type Expression, parse } from '../../../base/cel/syntax.ts';
import { CelError, fromJson } from '../../../base/cel/values.ts';
import { equalJson, isRecord } from '../../../base/json.ts';
import type { FieldError } from '../../objects/kind.ts';
import type { JsonSchema, ValidationRule } from '../../objects/types/extension.ts';
import { duplicate, invalid, required, unsupported } from '../../objects/validation/errors.ts';

/** `old` for rules that compare; undefined when the object is new. */
export function schemaErrors(schema: JsonSchema, object: unknown, old: unknown): FieldError[] {
  const errors = valueErrors(schema, object, '');
  return errors.length > 0 ? errors : ruleErrors(schema, object, old, '');
}

const below = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

/** Of a value that has no path: the object itself. */
const nameOf = (path: string): string => (path === '' ? '' : `${path} in body `);

function valueErrors(schema: JsonSchema, value: unknown, path: string): FieldError[] {
  if (value === null) return schema.nullable ? [] : typeErrors(schema, value, path);
  const wrong = typeErrors(schema, value, path);
  if (wrong.length > 0) return wrong;
  const errors: FieldError[] = [];
  const say = (words: string) => errors.push(invalid(path, value, `${nameOf(path)}${words}`));
  if (schema.enum && !schema.enum.some((one) => equalJson(one, value))) {
    errors.push(unsupported(path, value, schema.enum.map(String)));
  }
  if (typeof value === 'string') stringErrors(schema, value, path, say, errors);
  if (typeof value === 'number') numberErrors(schema, value, say);
  if (Array.isArray(value)) listErrors(schema, value, path, say, errors);
  else if (isRecord(value)) objectErrors(schema, value, path, say, errors);
  for (const part of schema.allOf ?? []) errors.push(...valueErrors(part, value, path));
  if (schema.anyOf && !schema.anyOf.some((part) => valueErrors(part, value, path).length === 0)) {
    say('must validate at least one schema (anyOf)');
  }
  if (schema.oneOf && schema.oneOf.filter((part) => valueErrors(part, value, path).length === 0).length !== 1) {
    say('must validate one and only one schema (oneOf)');
  }
  if (schema.not && valueErrors(schema.not, value, path).length === 0) say('must not validate the schema (not)');
  return errors;
}

function typeErrors(schema: JsonSchema, value: unknown, path: string): FieldError[] {
  const is = kindOf(value);
  if (schema['x-kubernetes-int-or-string']) {
    return is === 'integer' || is === 'string' ? [] : [wrongType(path, is, 'integer,string')];
  }
  const { type } = schema;
  if (!type || type === is || (type === 'number' && is === 'integer')) return [];
  return [wrongType(path, is, type)];
}

const wrongType = (path: string, is: string, type: string): FieldError =>
  invalid(path, is, `${nameOf(path)}must be of type ${type}: "${is}"`);

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

type Say = (words: string) => void;

function stringErrors(schema: JsonSchema, value: string, path: string, say: Say, errors: FieldError[]): void {
  const length = [...value].length;
  if (schema.minLength !== undefined && length < schema.minLength)
    say(`should be at least ${schema.minLength} chars long`);
  if (schema.maxLength !== undefined && length > schema.maxLength) {
    errors.push({ field: path, type: 'Too long', detail: `may not be more than ${schema.maxLength} bytes` });
  }
  if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(value)) say(`should match '${schema.pattern}'`);
  const format = schema.format === undefined ? undefined : FORMATS[schema.format];
  if (format && !format.test(value)) {
    errors.push(invalid(path, value, `${nameOf(path)}must be of type ${schema.format}: ${JSON.stringify(value)}`));
  }
}

const FORMATS: Readonly<Record<string, RegExp>> = {
  ipv4: /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/,
  'date-time': /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/,
  date: /^\d{4}-\d{2}-\d{2}$/,
  uuid: /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i,
  email: /^[^@\s]+@[^@\s]+$/,
  cidr: /^[0-9a-f.:]+\/\d{1,3}$/i,
};

function numberErrors(schema: JsonSchema, value: number, say: Say): void {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  if (minimum !== undefined && (exclusiveMinimum ? value <= minimum : value < minimum)) {
    say(`should be greater than ${exclusiveMinimum ? '' : 'or equal to '}${minimum}`);
  }
  if (maximum !== undefined && (exclusiveMaximum ? value >= maximum : value > maximum)) {
    say(`should be less than ${exclusiveMaximum ? '' : 'or equal to '}${maximum}`);
  }
  if (multipleOf !== undefined && value % multipleOf !== 0) say(`should be a multiple of ${multipleOf}`);
}

function listErrors(schema: JsonSchema, list: readonly unknown[], path: string, say: Say, errors: FieldError[]): void {
  if (schema.minItems !== undefined && list.length < schema.minItems)
    say(`should have at least ${schema.minItems} items`);
  if (schema.maxItems !== undefined && list.length > schema.maxItems) {
    errors.push({
      field: path,
      type: 'Too many',
      detail: `${list.length}: must have at most ${schema.maxItems} items`,
    });
  }
  for (const [at, item] of list.entries()) {
    if (schema.items) errors.push(...valueErrors(schema.items, item, `${path}[${at}]`));
  }
  const type = schema['x-kubernetes-list-type'];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const identity = (item: unknown) =>
    type === 'map' && isRecord(item) ? Object.fromEntries(keys.map((key) => [key, item[key]])) : item;
  if (type !== 'map' && type !== 'set') return;
  const seen: unknown[] = [];
  for (const [at, item] of list.entries()) {
    const id = identity(item);
    if (seen.some((one) => equalJson(one, id))) errors.push(duplicate(`${path}[${at}]`, id));
    seen.push(id);
  }
}

function objectErrors(
  schema: JsonSchema,
  value: Readonly<Record<string, unknown>>,
  path: string,
  say: Say,
  errors: FieldError[],
): void {
  for (const key of schema.required ?? []) if (value[key] === undefined) errors.push(required(below(path, key)));
  const count = Object.keys(value).length;
  if (schema.minProperties !== undefined && count < schema.minProperties) {
    say(`should have at least ${schema.minProperties} properties`);
  }
  if (schema.maxProperties !== undefined && count > schema.maxProperties) {
    errors.push({ field: path, type: 'Too many', detail: `${count}: must have at most ${schema.maxProperties} items` });
  }
  for (const [key, member] of Object.entries(value)) {
    const part = schema.properties?.[key];
    const extra = schema.additionalProperties;
    if (part) errors.push(...valueErrors(part, member, below(path, key)));
    else if (typeof extra === 'object') errors.push(...valueErrors(extra, member, below(path, key)));
  }
}

// ——— rules ———

function ruleErrors(schema: JsonSchema, value: unknown, old: unknown, path: string): FieldError[] {
  const errors = (schema['x-kubernetes-validations'] ?? []).flatMap((rule) =>
    brokenRule(rule, schema, value, old, path),
  );
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items) {
      for (const [at, item] of value.entries()) errors.push(...ruleErrors(items, item, undefined, `${path}[${at}]`));
    }
  } else if (isRecord(value)) {
    for (const [key, member] of Object.entries(value)) {
      const extra = schema.additionalProperties;
      const part = schema.properties?.[key] ?? (typeof extra === 'object' ? extra : undefined);
      const before = isRecord(old) ? old[key] : undefined;
      if (part) errors.push(...ruleErrors(part, member, before, below(path, key)));
    }
  }
  return errors;
}

function brokenRule(rule: ValidationRule, schema: JsonSchema, self: unknown, old: unknown, path: string): FieldError[] {
  if (/\boldSelf\b/.test(rule.rule) && old === undefined) return [];
  const field = rule.fieldPath === undefined ? path : `${path}${rule.fieldPath}`;
  const shown = schema.type ?? 'object';
  try {
    const variables = { self: fromJson(self), ...(old !== undefined && { oldSelf: fromJson(old) }) };
    const environment = { variables, functions: {} };
    if (evaluate(parsedRule(rule.rule), environment) === true) return [];
    const message =
      rule.messageExpression === undefined ? undefined : evaluate(parsedRule(rule.messageExpression), environment);
    const words = typeof message === 'string' ? message : (rule.message ?? `failed rule: ${rule.rule.trim()}`);
    if (rule.reason === 'FieldValueForbidden') return [{ field, type: 'Forbidden', detail: words }];
    if (rule.reason === 'FieldValueRequired') return [{ field, type: 'Required value', detail: words }];
    return [invalid(field, shown, words)];
  } catch (error) {
    if (!(error instanceof CelError || error instanceof CelSyntaxError)) throw error;
    return [invalid(field, shown, `rule evaluation error: ${error.message}`)];
  }
}

const parsedRule = (text: string): Expression => parse(text);
