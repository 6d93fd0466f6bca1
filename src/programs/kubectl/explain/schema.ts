// The server's OpenAPI document, as `kubectl explain` walks it: from a kind down a path of fields.

import { isRecord } from '../../../base/json.ts';
import { KubectlError } from '../errors.ts';

export type Schema = Readonly<Record<string, unknown>>;

/** One of an OpenAPI document's schemas, with the way to those it refers to. */
export class SchemaTree {
  readonly #components: Readonly<Record<string, unknown>>;

  constructor(components: Readonly<Record<string, unknown>>) {
    this.#components = components;
  }

  /** By what a schema says it is of; undefined when the document lacks it. */
  rootOf(group: string, version: string, kind: string): Schema | undefined {
    for (const schema of Object.values(this.#components)) {
      const names = isRecord(schema) ? schema['x-kubernetes-group-version-kind'] : undefined;
      const is = (name: unknown) =>
        isRecord(name) && name.group === group && name.version === version && name.kind === kind;
      if (isRecord(schema) && Array.isArray(names) && names.some(is)) return schema;
    }
    return undefined;
  }

  /** The schema a reference stands for, and what it is called: `PodSpec`. */
  referred(schema: Schema): { readonly name: string; readonly schema: Schema } | undefined {
    const reference = typeof schema.$ref === 'string' ? schema.$ref : undefined;
    if (reference !== undefined) {
      const path = reference.slice(reference.lastIndexOf('/') + 1);
      const found = this.#components[path];
      return { name: path.slice(path.lastIndexOf('.') + 1), schema: isRecord(found) ? found : {} };
    }
    const [only, ...more] = listOf(schema.allOf);
    return only && more.length === 0 ? this.referred(only) : undefined;
  }

  /** The fields below, whatever lists, maps and references stand between. */
  propertiesOf(schema: Schema): Readonly<Record<string, unknown>> {
    const holder = this.holderOf(schema);
    return isRecord(holder?.properties) ? holder.properties : {};
  }

  /** The schema that has the fields of an element. */
  holderOf(schema: Schema): Schema | undefined {
    if (isRecord(schema.properties)) return schema;
    if (isRecord(schema.items)) return this.holderOf(schema.items);
    if (isRecord(schema.additionalProperties)) return this.holderOf(schema.additionalProperties);
    const referred = this.referred(schema);
    return referred && this.holderOf(referred.schema);
  }

  /** Throws for a field that is not there. */
  follow(root: Schema, steps: readonly string[]): Schema {
    let schema = root;
    for (const step of steps) {
      const next = this.propertiesOf(schema)[step];
      if (!isRecord(next)) throw new KubectlError(`field ${JSON.stringify(step)} does not exist`);
      schema = next;
    }
    return schema;
  }

  isRequired(schema: Schema, field: string): boolean {
    const required = this.holderOf(schema)?.required;
    return Array.isArray(required) && required.includes(field);
  }

  /** `string`, `[]Container`, `map[string]Quantity`, `PodSpec`, `Object`. */
  typeName(schema: Schema): string {
    if (isRecord(schema.items)) return `[]${this.typeName(schema.items)}`;
    if (isRecord(schema.additionalProperties)) return `map[string]${this.typeName(schema.additionalProperties)}`;
    const referred = this.referred(schema);
    if (referred) {
      const { type } = referred.schema;
      return typeof type === 'string' && type !== 'object' ? type : referred.name;
    }
    return typeof schema.type === 'string' && schema.type !== 'object' ? schema.type : 'Object';
  }

  /** The field's own words, then those of the type of it or of its elements. */
  descriptionsOf(schema: Schema): string[] {
    const own = typeof schema.description === 'string' && schema.description !== '' ? [schema.description] : [];
    const below = [schema.items, schema.additionalProperties].find(isRecord) ?? this.referred(schema)?.schema;
    return below ? [...own, ...this.descriptionsOf(below)] : own;
  }
}

const listOf = (value: unknown): readonly Schema[] => (Array.isArray(value) ? value.filter(isRecord) : []);
