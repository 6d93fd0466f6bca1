// The answers of refused requests, worded as k8s.io/apimachinery/pkg/api/errors words them.

import type { FieldError, Kind } from '../objects/kind.ts';
import { qualifiedResource } from '../objects/kind.ts';
import type { Status } from '../objects/types/meta.ts';

/** Thrown anywhere while a request is served; becomes its answer. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: Status;
  constructor(status: Status) {
    super(status.message ?? '');
    this.status = status;
  }
}

type Resource = Pick<Kind, 'group' | 'plural'>;
type Details = NonNullable<Status['details']>;

const refusal = (code: number, reason: string | undefined, message: string, details?: Details): Refusal =>
  new Refusal({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    ...(reason && { reason }),
    ...(details && { details }),
    code,
  });

const naming = (resource: Resource, name: string): Details => ({
  ...(name && { name }),
  ...(resource.group && { group: resource.group }),
  kind: resource.plural,
});

export const notFound = (resource: Resource, name: string): Refusal =>
  refusal(404, 'NotFound', `${qualifiedResource(resource)} "${name}" not found`, naming(resource, name));

export const alreadyExists = (resource: Resource, name: string): Refusal =>
  refusal(409, 'AlreadyExists', `${qualifiedResource(resource)} "${name}" already exists`, naming(resource, name));

export const MODIFIED = 'the object has been modified; please apply your changes to the latest version and try again';

export const conflict = (resource: Resource, name: string, why: string = MODIFIED): Refusal =>
  refusal(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualifiedResource(resource)} "${name}": ${why}`,
    naming(resource, name),
  );

/** 422 in the words of a policy: `pods "x" is forbidden` without the 403. */
export const invalidRequest = (resource: Resource, name: string, why: string): Refusal =>
  refusal(422, 'Invalid', `${qualifiedResource(resource)}${name ? ` "${name}"` : ''} is forbidden: ${why}`, {
    ...naming(resource, name),
    causes: [{ message: why }],
  });

/** Server-side apply would change what others manage. */
export const applyConflict = (
  message: string,
  causes: readonly { readonly whom: string; readonly field: string }[],
): Refusal =>
  refusal(409, 'Conflict', message, {
    causes: causes.map(({ whom, field }) => ({
      reason: 'FieldManagerConflict',
      message: `conflict with ${whom}`,
      field,
    })),
  });

export const forbidden = (resource: Resource, name: string, why: string): Refusal =>
  refusal(
    403,
    'Forbidden',
    `${qualifiedResource(resource)}${name ? ` "${name}"` : ''} is forbidden: ${why}`,
    naming(resource, name),
  );

/** A path outside the API's resources. */
export const forbiddenPath = (why: string): Refusal => refusal(403, 'Forbidden', `forbidden: ${why}`, {});

export const unauthorized = (): Refusal => refusal(401, 'Unauthorized', 'Unauthorized');

export const badRequest = (message: string): Refusal => refusal(400, 'BadRequest', message);

export const methodNotAllowed = (): Refusal =>
  refusal(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});

export const unsupportedMediaType = (accepted: readonly string[]): Refusal =>
  refusal(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  );

export const tooManyRequests = (message: string, details?: Details): Refusal =>
  refusal(429, 'TooManyRequests', message, details);

/** 410: the history asked for is gone. */
export const expired = (message: string): Refusal => refusal(410, 'Expired', message);

export const timeout = (message: string, details?: Details): Refusal =>
  refusal(504, 'Timeout', `Timeout: ${message}`, details);

/** The server gave up on its own work; `what` is the verb and the resource. */
export const tooSlow = (what: string): Refusal =>
  refusal(
    504,
    'Timeout',
    `the server was unable to return a response in the time allotted, but may still be processing requests (${what})`,
  );

/** An error nobody planned an answer for, e.g. what etcd said. */
export const unknownError = (message: string): Refusal => refusal(500, undefined, message);

/** 422 without fields: a patch that does not apply. */
export const unprocessable = (): Refusal =>
  refusal(422, 'Invalid', 'the server rejected our request due to an error in our request', {});

/** What this program does not model, said as an answer. */
export const notSimulated = (what: string): Refusal =>
  refusal(501, 'NotImplemented', `cka-lab: not simulated: ${what}`);

const REASONS: Readonly<Record<FieldError['type'], string>> = {
  'Required value': 'FieldValueRequired',
  'Invalid value': 'FieldValueInvalid',
  'Unsupported value': 'FieldValueNotSupported',
  'Duplicate value': 'FieldValueDuplicate',
  Forbidden: 'FieldValueForbidden',
  'Not found': 'FieldValueNotFound',
  'Too long': 'FieldValueTooLong',
  'Too many': 'FieldValueTooMany',
  'Internal error': 'InternalError',
};

/** `Deployment.apps "x" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0`. */
export function invalid(kind: Pick<Kind, 'group' | 'kind'>, name: string, errors: readonly FieldError[]): Refusal {
  const qualified = kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`;
  const body = (error: FieldError) => (error.detail === '' ? error.type : `${error.type}: ${error.detail}`);
  const lines = [...new Set(errors.map((error) => `${error.field}: ${body(error)}`))];
  return refusal(
    422,
    'Invalid',
    `${qualified} "${name}" is invalid: ${lines.length === 1 ? lines[0] : `[${lines.join(', ')}]`}`,
    {
      ...(name && { name }),
      ...(kind.group && { group: kind.group }),
      kind: kind.kind,
      causes: errors.map((error) => ({ reason: REASONS[error.type], message: body(error), field: error.field })),
    },
  );
}

export const unsupportedAccept = (): Refusal =>
  refusal(
    406,
    'NotAcceptable',
    'only the following media types are accepted: application/json, application/json;as=Table;v=v1;g=meta.k8s.io, application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io',
  );
