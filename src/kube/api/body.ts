// What the body of a request says: JSON by value or as text, YAML, protobuf, checked against the kind it is for.

import { decode } from '../../base/bytes.ts';
import { goValue } from '../../base/go-value.ts';
import { isRecord } from '../../base/json.ts';
import { readYaml, YamlError } from '../../base/yaml/read.ts';
import type { HttpRequest } from '../../linux/net/http.ts';
import { apiVersionOf, type Kind } from '../objects/kind.ts';
import { decode as decodeObject } from '../objects/schema.ts';
import type { KubeObject } from '../objects/types/meta.ts';
import { complete } from './codec.ts';
import { type Envelope, objectInside, openEnvelope, PROTOBUF_TYPE } from './protobuf/envelope.ts';
import { ProtobufError } from './protobuf/wire.ts';
import { parameter } from './route.ts';
import { badRequest, invalid, unsupportedMediaType } from './status.ts';

const YAML_TYPE = 'application/yaml';
const OBJECT_TYPES: readonly string[] = ['application/json', YAML_TYPE, PROTOBUF_TYPE];

/** The JSON value of the body, whatever it stands for; undefined for no body. `wanted` is the kind it should be. */
export function bodyOf(request: HttpRequest, wanted: string, accepted: readonly string[] = OBJECT_TYPES): unknown {
  const { body } = request;
  if (body === undefined || body === '') return undefined;
  const type = (request.headers['content-type'] ?? '').split(';')[0].trim();
  if (type !== '' && !accepted.includes(type)) throw unsupportedMediaType(accepted);
  if (type === PROTOBUF_TYPE && body instanceof Uint8Array) return protobufOf(body, wanted);
  const text = typeof body === 'string' ? body : body instanceof Uint8Array ? decode(body) : undefined;
  if (text === undefined) return body;
  return type === YAML_TYPE ? yamlOf(text, wanted) : jsonOf(text, wanted);
}

function jsonOf(text: string, wanted: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw unrecognized(wanted, `couldn't get version/kind; json parse error: ${error.message}`);
  }
}

function yamlOf(text: string, wanted: string): unknown {
  try {
    return readYaml(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw unrecognized(wanted, `error converting YAML to JSON: yaml: ${error.message}`);
  }
}

function protobufOf(bytes: Uint8Array, wanted: string): unknown {
  let envelope: Envelope;
  try {
    envelope = openEnvelope(bytes);
  } catch (error) {
    if (!(error instanceof ProtobufError)) throw error;
    throw unrecognized(wanted, error.message);
  }
  try {
    return objectInside(envelope);
  } catch (error) {
    if (!(error instanceof ProtobufError)) throw error;
    const { kind, apiVersion } = envelope;
    const version = apiVersion.split('/').at(-1);
    throw badRequest(`${kind} in version "${version}" cannot be handled as a ${wanted}: ${error.message}`);
  }
}

const unrecognized = (wanted: string, why: string) =>
  badRequest(`the object provided is unrecognized (must be of type ${wanted}): ${why}`);

/** What a client wants to hear of fields nobody knows. */
export type FieldValidation = 'Strict' | 'Warn' | 'Ignore';

export function fieldValidationOf(request: HttpRequest): FieldValidation {
  const asked = parameter(request, 'fieldValidation') || 'Warn';
  if (asked === 'Strict' || asked === 'Warn' || asked === 'Ignore') return asked;
  throw badRequest(
    `fieldValidation parameter must be one of: Strict, Warn, Ignore: fieldValidation: Unsupported value: ${JSON.stringify(asked)}: supported values: "Ignore", "Strict", "Warn"`,
  );
}

/**
 * A new object of `kind` out of a body: ours to change, complete, with defaults. `original` stays as it was.
 * What is only worth a warning goes to `warn`.
 */
export function objectOf(
  kind: Kind,
  original: unknown,
  validation: FieldValidation,
  warn: (warning: string) => void,
): KubeObject {
  checkKind(kind, original);
  const { object, unknownFields, problem } = decodeObject(kind, original);
  if (problem) throw cannotBeHandled(kind, problem.message);
  if (unknownFields.length > 0 && validation !== 'Ignore') {
    if (validation === 'Strict') throw cannotBeHandled(kind, `strict decoding error: ${unknownFields.join(', ')}`);
    unknownFields.forEach(warn);
  }
  return finish(kind, object);
}

/** The same for what a patch made of an object; the words differ. `patch` as the client sent it. */
export function patchedObjectOf(
  kind: Kind,
  patched: unknown,
  patch: unknown,
  validation: FieldValidation,
  warn: (warning: string) => void,
): KubeObject {
  checkKind(kind, patched);
  const { object, unknownFields, problem } = decodeObject(kind, patched);
  const refuse = (why: string) =>
    invalid({ group: '', kind: '' }, '', [
      { field: 'patch', type: 'Invalid value', detail: `${JSON.stringify(goValue(patch))}: ${why}` },
    ]);
  if (problem) throw refuse(`unrecognized type: ${problem.goType}`);
  if (unknownFields.length > 0 && validation !== 'Ignore') {
    if (validation === 'Strict') throw refuse(`strict decoding error: ${unknownFields.join(', ')}`);
    unknownFields.forEach(warn);
  }
  return finish(kind, object);
}

function finish(kind: Kind, object: KubeObject): KubeObject {
  complete(kind, object);
  delete object.metadata.managedFields;
  kind.setDefaults?.(object);
  return object;
}

function checkKind(kind: Kind, original: unknown): void {
  if (!isRecord(original)) {
    throw badRequest(
      `couldn't get version/kind; json parse error: json: cannot unmarshal ${goKind(original)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
    );
  }
  const wanted = apiVersionOf(kind);
  const { apiVersion = wanted, kind: name = kind.kind } = original;
  if (apiVersion === wanted && name === kind.kind) return;
  if (name === kind.kind) {
    throw badRequest(
      `the API version in the data (${String(apiVersion)}) does not match the expected API version (${wanted})`,
    );
  }
  throw badRequest(
    `${String(name)} in version "${String(apiVersion).split('/').at(-1)}" cannot be handled as a ${kind.kind}: converting (v1.${String(name)}) to (core.${kind.kind}): unknown conversion`,
  );
}

const cannotBeHandled = (kind: Kind, why: string) =>
  badRequest(`${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: ${why}`);

const goKind = (value: unknown): string =>
  Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value === 'boolean' ? 'bool' : typeof value;
