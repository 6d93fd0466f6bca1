// kubectl explain: the fields of a type and their types. The long descriptions are not on board, and that is said.

import { KINDS } from '../../../kube/objects/kinds.ts';
import { type Field, type FieldType, model } from '../../../kube/objects/schema/models.ts';
import { KubectlError, messageFor, Silent } from '../errors.ts';
import type { Resource } from '../resources/discovery.ts';
import type { Verb } from './verb.ts';

const WITHOUT_DOCUMENTATION =
  'cka-lab: not simulated: descriptions of fields; see https://kubernetes.io/docs/reference/\n';

export const explain: Verb = {
  name: 'explain',
  flags: ['recursive'],
  *run(invocation) {
    const { args, flags, path } = invocation;
    if (args.length === 0) {
      throw new KubectlError(
        'You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.\n',
      );
    }
    if (args.length > 1) throw new KubectlError('We accept only this format: explain RESOURCE\n');
    const [type, ...steps] = args[0].split('.');
    const session = yield* invocation.session();
    let resource: Resource | undefined;
    try {
      [resource] = yield* session.discovery.named(type);
    } catch (error) {
      const message = messageFor(error, path);
      if (!(error instanceof KubectlError) || message === undefined) throw error;
      yield* invocation.process.complain(message.replace(/^error: /, ''));
      throw new Silent(1);
    }
    const kind = KINDS.find((one) => one.kind === resource?.kind && one.group === resource.group);
    if (!resource || !kind) throw new KubectlError(`Couldn't find resource for ${JSON.stringify(type)}`);
    const head = [
      ...(resource.group === '' ? [] : [`GROUP:      ${resource.group}`]),
      `KIND:       ${resource.kind}`,
      `VERSION:    ${resource.version}`,
      '',
      '',
    ].join('\n');
    yield* invocation.print(head);
    const { name, field, struct } = follow(kind.schema, steps);
    const isRecursive = flags.bool('recursive');
    const lines = struct === undefined ? [] : fieldLines(struct, isRecursive, 1, []);
    const title = name === undefined ? '' : `FIELD: ${name} <${typeText(field.type)}>\n\n\n`;
    const list = lines.length === 0 ? '' : `FIELDS:\n${lines.join(isRecursive ? '\n' : '\n\n')}\n\n`;
    yield* invocation.print(`${title}${list}`);
    yield* invocation.process.complain(WITHOUT_DOCUMENTATION);
    return 1; // half an answer is no success
  },
};

type Found =
  | { readonly name: undefined; readonly field: undefined; readonly struct: string }
  | { readonly name: string; readonly field: Field; readonly struct: string | undefined };

/** Goes down the names; throws KubectlError for one that is not there. */
function follow(root: string, steps: readonly string[]): Found {
  let found: Found = { name: undefined, field: undefined, struct: root };
  for (const step of steps) {
    const field: Field | undefined = found.struct === undefined ? undefined : model(found.struct).fields.get(step);
    if (!field) throw new KubectlError(`field ${JSON.stringify(step)} does not exist`);
    found = { name: step, field, struct: structOf(field.type) };
  }
  return found;
}

function structOf(type: FieldType): string | undefined {
  if (type.kind === 'struct') return type.model;
  return type.kind === 'scalar' ? undefined : structOf(type.of);
}

/** A type inside itself (JSONSchemaProps) is named but not opened again. */
function fieldLines(struct: string, isRecursive: boolean, level: number, above: readonly string[]): string[] {
  const fields = [...model(struct).fields].sort(([a], [b]) => (a < b ? -1 : 1));
  return fields.flatMap(([name, { type, required }]) => {
    const line = `${'  '.repeat(level)}${name}\t<${typeText(type)}>${required ? ' -required-' : ''}`;
    const below = structOf(type);
    if (!isRecursive || below === undefined || [...above, struct].includes(below)) return [line];
    return [line, ...fieldLines(below, true, level + 1, [...above, struct])];
  });
}

const SCALARS: Readonly<Record<string, string>> = {
  bool: 'boolean',
  int32: 'integer',
  int64: 'integer',
  float64: 'number',
  bytes: 'string',
  quantity: 'Quantity',
  time: 'string',
  microtime: 'string',
  any: 'Object',
};

function typeText(type: FieldType): string {
  switch (type.kind) {
    case 'struct':
      return model(type.model).struct;
    case 'list':
      return `[]${typeText(type.of)}`;
    case 'map':
      return `map[string]${typeText(type.of)}`;
    case 'scalar':
      return SCALARS[type.type] ?? type.type;
  }
}
