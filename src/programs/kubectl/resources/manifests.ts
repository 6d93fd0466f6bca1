// Objects from files: -f with files, directories and standard input. Models the stream and path visitors of
// k8s.io/cli-runtime/pkg/resource.

import { decode } from '../../../base/bytes.ts';
import { sortedKeys } from '../../../base/go-json.ts';
import { readYaml, splitDocuments, YamlError } from '../../../base/yaml/read.ts';
import type { Task } from '../../../sim/task.ts';
import { KubectlError, RequestFailed, throwAll } from '../errors.ts';
import { goFileError, type Invocation } from '../invocation.ts';
import { kustomized } from '../kustomize/directory.ts';
import type { Session } from '../session.ts';
import type { Resource } from './discovery.ts';
import { type AnyObject, isObject, type Target } from './objects.ts';

/** One document of a file. */
export interface Manifest {
  /** As messages name it: the path as given, or `STDIN`. */
  readonly source: string;
  readonly object: AnyObject;
}

/** Everything the -f flags name, lists taken apart. Throws KubectlError. */
export function* readManifests(invocation: Invocation): Task<Manifest[]> {
  const { flags } = invocation;
  const directory = flags.has('kustomize') ? flags.string('kustomize') : '';
  if (directory !== '') {
    if (flags.list('filename').length > 0) throw new KubectlError('only one of -f or -k can be specified');
    return (yield* kustomized(invocation, directory)).map((object) => ({ source: directory, object }));
  }
  const manifests: Manifest[] = [];
  const validates = !flags.has('validate') || !/^(false|ignore)$/.test(flags.string('validate'));
  for (const path of flags.list('filename')) {
    if (/^https?:\/\//.test(path)) throw unreachable(path);
    if (path === '-') {
      manifests.push(...documentsOf(decode(yield* invocation.process.readAll()), 'STDIN', 'STDIN', validates));
      continue;
    }
    for (const file of filesAt(invocation, path)) {
      manifests.push(...documentsOf(yield* invocation.readText(file), file, file, validates));
    }
  }
  return manifests;
}

function unreachable(url: string): KubectlError {
  const host = /^https?:\/\/([^/:]+)/.exec(url)?.[1] ?? url;
  return new KubectlError(`unable to read URL "${url}", dial tcp: lookup ${host}: no such host`);
}

function filesAt(invocation: Invocation, path: string): string[] {
  const { files, credentials } = invocation.process;
  const absolute = invocation.process.absolute(path);
  if (!files.exists(absolute, credentials)) throw new KubectlError(`the path "${path}" does not exist`);
  if (!files.isDirectory(absolute, credentials)) return [path];
  return filesIn(invocation, path.replace(/\/+$/, ''));
}

function filesIn(invocation: Invocation, directory: string): string[] {
  const { files, credentials } = invocation.process;
  const found: string[] = [];
  let names: string[];
  try {
    names = files.readDirectory(invocation.process.absolute(directory), credentials);
  } catch (error) {
    throw goFileError(error, 'open', directory);
  }
  for (const name of [...names].sort()) {
    const path = `${directory}/${name}`;
    if (files.isDirectory(invocation.process.absolute(path), credentials)) {
      if (invocation.flags.bool('recursive')) found.push(...filesIn(invocation, path));
    } else if (/\.(json|yaml|yml)$/.test(name)) found.push(path);
  }
  return found;
}

/** The objects of a text. `source` is how messages name it; `validates`: a schema is looked at before decoding. */
function documentsOf(text: string, source: string, path: string, validates: boolean): Manifest[] {
  const manifests: Manifest[] = [];
  for (const document of documentTexts(text)) {
    const value = parseDocument(document, path);
    if (value === undefined || value === null) continue;
    manifests.push(...objectsOf(value, source, validates));
  }
  return manifests;
}

function objectsOf(value: unknown, source: string, validates: boolean): Manifest[] {
  if (!isObject(value)) {
    const type = Array.isArray(value) ? 'array' : typeof value === 'string' ? 'string' : 'number';
    const reason = `json: cannot unmarshal ${type} into Go value of type unstructured.detector`;
    throw new KubectlError(
      validates
        ? `error validating "${source}": error validating data: invalid object to validate: ${reason}`
        : `unable to decode "${source}": ${reason}`,
    );
  }
  if (typeof value.kind !== 'string' || value.kind === '') {
    if (!validates) {
      throw new KubectlError(`unable to decode "${source}": Object 'Kind' is missing in '${JSON.stringify(value)}'`);
    }
    throw new KubectlError(`error validating "${source}": error validating data: kind not set${ignoring}`);
  }
  if (typeof value.apiVersion !== 'string' || value.apiVersion === '') {
    throw new KubectlError(`error validating "${source}": error validating data: apiVersion not set${ignoring}`);
  }
  if (value.kind.endsWith('List') && Array.isArray(value.items)) {
    return value.items.flatMap((item) => objectsOf(item, source, validates));
  }
  const metadata = isObject(value.metadata) ? value.metadata : {};
  const name = typeof metadata.name === 'string' ? metadata.name : '';
  const object: AnyObject = {
    ...value,
    apiVersion: value.apiVersion,
    kind: value.kind,
    metadata: { ...metadata, name },
  };
  if (name === '') delete (object.metadata as { name?: string }).name;
  return [{ source, object }];
}

const ignoring = '; if you choose to ignore these errors, turn validation off with --validate=false';

/** JSON streams hold one value after the other, YAML streams are split at `---`. */
function documentTexts(text: string): string[] {
  return /^\s*\{/.test(text) ? [text] : splitDocuments(text);
}

function parseDocument(text: string, path: string): unknown {
  try {
    // YAML becomes JSON on its way, with keys in order: what a server says about fields comes in that order too.
    return sortedKeys(readYaml(text));
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new KubectlError(`error parsing ${path}: error converting YAML to JSON: yaml: ${error.message}`);
  }
}

/** Finds the resource of every manifest. `validating`: a missing server is noticed while its schema is asked for. */
export function* resolveManifests(
  invocation: Invocation,
  session: Session,
  manifests: readonly Manifest[],
  validating: boolean,
): Task<Target[]> {
  const targets: Target[] = [];
  const silent: Error[] = [];
  for (const { object, source } of manifests) {
    let resource: Resource | undefined;
    try {
      resource = yield* session.discovery.ofKind(object.apiVersion, object.kind, validating);
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      if (validating) throw schemaUnreachable(session, source, error);
      silent.push(unrecognized(source, error));
      continue;
    }
    if (!resource) throw noMatch(object, source);
    const namespace = namespaceOf(invocation, object);
    targets.push({
      resource,
      namespace: resource.namespaced ? namespace : undefined,
      name: object.metadata.name ?? '',
      object: resource.namespaced ? { ...object, metadata: { ...object.metadata, namespace } } : object,
      source,
    });
  }
  throwAll(silent);
  return targets;
}

function namespaceOf(invocation: Invocation, object: AnyObject): string {
  const own = object.metadata.namespace;
  if (own && invocation.enforcesNamespace && own !== invocation.namespace) {
    throw new KubectlError(
      `the namespace from the provided object "${own}" does not match the namespace "${invocation.namespace}". You must pass '--namespace=${own}' to perform this operation.`,
    );
  }
  return own || invocation.namespace;
}

const unrecognized = (source: string, error: RequestFailed): KubectlError =>
  new KubectlError(`unable to recognize ${JSON.stringify(source)}: ${error.message}`);

function schemaUnreachable(session: Session, source: string, error: RequestFailed): KubectlError {
  const url = session.url('/openapi/v2', { timeout: session.discoveryTimeout });
  const failed = `Get "${url}": ${error.cause.message}`;
  return new KubectlError(
    `error validating ${JSON.stringify(source)}: error validating data: failed to download openapi: ${failed}${ignoring}`,
  );
}

function noMatch(object: AnyObject, source: string): KubectlError {
  const { name = '', namespace = '' } = object.metadata;
  const what = `no matches for kind "${object.kind}" in version "${object.apiVersion}"`;
  return new KubectlError(
    `resource mapping not found for name: "${name}" namespace: "${namespace}" from ${JSON.stringify(source)}: ${what}\nensure CRDs are installed first`,
  );
}
