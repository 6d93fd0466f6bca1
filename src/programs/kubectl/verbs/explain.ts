// kubectl explain: the fields of a type, their types, and what the server's OpenAPI document says of them.

import { isRecord } from '../../../base/json.ts';
import type { Task } from '../../../sim/task.ts';
import { KubectlError, messageFor, Silent } from '../errors.ts';
import { plaintext, plaintextV2 } from '../explain/plaintext.ts';
import { SchemaTree } from '../explain/schema.ts';
import type { Invocation } from '../invocation.ts';
import { apiVersionOf, type Resource } from '../resources/discovery.ts';
import type { Session } from '../session.ts';
import type { Verb } from './verb.ts';

const OUTPUTS = ['plaintext', 'plaintext-openapiv2'];

export const explain: Verb = {
  name: 'explain',
  flags: ['recursive', 'output', 'api-version'],
  *run(invocation) {
    const { args, flags } = invocation;
    if (args.length === 0) {
      throw new KubectlError(
        'You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.\n',
      );
    }
    if (args.length > 1) throw new KubectlError('We accept only this format: explain RESOURCE\n');
    const session = yield* invocation.session();
    const { resource, steps } = yield* resourceOf(invocation, session, args[0]);
    const output = flags.string('output');
    if (!OUTPUTS.includes(output)) {
      throw new KubectlError(`error: unrecognized format: ${output}`.replace(/^error: /, ''));
    }
    const isOld = output === 'plaintext-openapiv2';
    const { group, version, kind } = resource;
    const tree = new SchemaTree(yield* componentsOf(session, resource, isOld));
    const root = tree.rootOf(group, version, kind);
    if (!root)
      throw new KubectlError(`Couldn't find resource for ${JSON.stringify(`${group}/${version}, Kind=${kind}`)}`);
    const head = isOld
      ? `KIND:     ${kind}\nVERSION:  ${apiVersionOf(resource)}\n\n`
      : `${group === '' ? '' : `GROUP:      ${group}\n`}KIND:       ${kind}\nVERSION:    ${version}\n\n`;
    if (!isOld) yield* invocation.print(head);
    const schema = tree.follow(root, steps);
    const explained = { tree, schema, field: steps.at(-1), recursive: flags.bool('recursive') };
    yield* invocation.print(isOld ? head + plaintextV2(explained) : plaintext(explained));
    return 0;
  },
};

/** `pod.spec.containers`, `deployments.apps`, `cronjobs.v1.batch.spec`: a resource, then fields. */
function* resourceOf(
  invocation: Invocation,
  session: Session,
  word: string,
): Task<{ readonly resource: Resource; readonly steps: readonly string[] }> {
  const wanted = invocation.flags.string('api-version');
  const words = word.split('.').filter(Boolean);
  const all = yield* session.discovery.everyVersion();
  // As much of the word as names a resource with its group; the rest are fields.
  for (let length = words.length; length > 1; length--) {
    const name = words.slice(0, length).join('.').toLowerCase();
    const found = all.find((one) =>
      [`${one.name}.${one.group}`, `${one.name}.${one.version}.${one.group}`].includes(name),
    );
    if (found) return { resource: inVersion(all, found, wanted), steps: words.slice(length) };
  }
  const [type = word, ...steps] = words;
  try {
    const [resource] = yield* session.discovery.named(type);
    return { resource: inVersion(all, resource, wanted), steps };
  } catch (error) {
    const message = messageFor(error, invocation.path);
    if (!(error instanceof KubectlError) || message === undefined) throw error;
    yield* invocation.process.complain(message.replace(/^error: /, ''));
    throw new Silent(1);
  }
}

function inVersion(all: readonly Resource[], resource: Resource, wanted: string): Resource {
  if (wanted === '') return resource;
  const found = all.find((one) => one.name === resource.name && apiVersionOf(one) === wanted);
  if (!found) {
    throw new KubectlError(`couldn't find resource for ${JSON.stringify(`${wanted}, Resource=${resource.name}`)}`);
  }
  return found;
}

function* componentsOf(session: Session, resource: Resource, isOld: boolean): Task<Readonly<Record<string, unknown>>> {
  const place = resource.group === '' ? `api/${resource.version}` : `apis/${apiVersionOf(resource)}`;
  if (isOld) {
    const document = yield* session.json('GET', '/openapi/v2');
    return isRecord(document) && isRecord(document.definitions) ? document.definitions : {};
  }
  const index = yield* session.json('GET', '/openapi/v3');
  const paths = isRecord(index) && isRecord(index.paths) ? index.paths : {};
  const entry = paths[place];
  const url = isRecord(entry) && typeof entry.serverRelativeURL === 'string' ? entry.serverRelativeURL : undefined;
  if (url === undefined) throw new KubectlError(`couldn't find resource for ${JSON.stringify(resource.name)}`);
  const [path, query = ''] = url.split('?');
  const document = yield* session.json('GET', path, { query: { hash: query.replace(/^hash=/, '') } });
  const components = isRecord(document) && isRecord(document.components) ? document.components : {};
  return isRecord(components.schemas) ? components.schemas : {};
}
