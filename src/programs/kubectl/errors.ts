// What kubectl says when something goes wrong, and with which exit status. Models checkErr of
// k8s.io/kubectl/pkg/cmd/util.

import { type ConnectionError, StatusError } from '../../kube/client/client.ts';
import type { Status } from '../../kube/objects/types/meta.ts';

/** Printed after `error: `. */
export class KubectlError extends Error {
  override readonly name: string = 'KubectlError';
}

/** Also points at the help: `See 'kubectl run -h' for help and examples`. */
export class UsageError extends KubectlError {
  override readonly name = 'UsageError';
}

/** The configuration makes no sense: `Error in configuration: ...`. */
export class ConfigurationError extends KubectlError {
  override readonly name = 'ConfigurationError';
}

/** Something the real kubectl does and this one does not. */
export class NotSimulated extends Error {
  override readonly name = 'NotSimulated';
}

/** Ends the command with a status; everything has been said. */
export class Silent extends Error {
  override readonly name = 'Silent';
  readonly code: number;
  constructor(code = 1) {
    super('');
    this.code = code;
  }
}

/** Several at once: each on its line, without `error: `. */
export class Aggregate extends Error {
  override readonly name = 'Aggregate';
  readonly errors: readonly Error[];
  constructor(errors: readonly Error[]) {
    const messages = [...new Set(errors.map((error) => error.message))];
    super(messages.length === 1 ? messages[0] : `[${messages.join(', ')}]`);
    this.errors = errors;
  }
}

/** No answer to a request: net/url's Error. */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed';
  override readonly cause: ConnectionError;
  /** `127.0.0.1:6443` */
  readonly host: string;
  constructor(method: string, url: string, host: string, cause: ConnectionError) {
    super(`${method[0]}${method.slice(1).toLowerCase()} "${url}": ${cause.message}`);
    this.host = host;
    this.cause = cause;
  }
}

/** Throws one error as it is, several as an aggregate, none not at all. */
export function throwAll(errors: readonly Error[]): void {
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) throw new Aggregate(errors);
}

/** The lines for standard error. `path` is the command's: `kubectl create`. Undefined for what is not kubectl's to say. */
export function messageFor(error: unknown, path: string): string | undefined {
  if (error instanceof NotSimulated) return `cka-lab: not simulated: ${error.message}\n`;
  if (error instanceof Silent) return '';
  if (error instanceof UsageError) return `error: ${error.message}\nSee '${path} -h' for help and examples\n`;
  if (error instanceof ConfigurationError) return `Error in configuration: ${error.message}\n`;
  if (error instanceof Aggregate) return aggregateMessage(error);
  if (error instanceof StatusError && error.reason === 'Invalid') return invalidMessage(error.status);
  const standard = standardMessage(error);
  if (standard !== undefined) return `${standard}\n`;
  if (!(error instanceof KubectlError)) return undefined;
  return error.message.startsWith('error: ') ? line(error.message) : line(`error: ${error.message}`);
}

const line = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);

function aggregateMessage(aggregate: Aggregate): string {
  return aggregate.errors
    .flatMap((error) => (error instanceof Aggregate ? error.errors : [error]))
    .map((error) => line(standardMessage(error) ?? error.message))
    .join('');
}

function standardMessage(error: unknown): string | undefined {
  if (error instanceof StatusError) {
    const { reason } = error.status;
    if (reason === 'Unauthorized') return `error: You must be logged in to the server (${error.message})`;
    return reason && reason !== 'Unknown'
      ? `Error from server (${reason}): ${error.message}`
      : `Error from server: ${error.message}`;
  }
  if (error instanceof RequestFailed) {
    return error.cause.message.includes('connection refused')
      ? `The connection to the server ${error.host} was refused - did you specify the right host or port?`
      : `Unable to connect to the server: ${error.cause.message}`;
  }
  return undefined;
}

/** `The Pod "x" is invalid: ...`, a bullet for each of several causes. */
function invalidMessage(status: Status): string {
  const { details } = status;
  const { kind = '', name = '' } = details ?? {};
  const isNamed = kind !== '' || name !== '';
  const prefix = isNamed ? `The ${kind} ${JSON.stringify(name)} is invalid` : 'The request is invalid';
  const causes = (details?.causes ?? []).map((cause) =>
    cause.field ? `${cause.field}: ${cause.message ?? ''}` : (cause.message ?? ''),
  );
  const messages = [...new Set(causes)];
  if (messages.length === 0) return line(`${prefix}: ${status.message ?? ''}`);
  if (messages.length === 1) return line(`${prefix}: ${messages[0]}`);
  return `${prefix}: \n${messages.map((message) => `* ${message}\n`).join('')}`;
}

/** Says where an object came from: `error when creating "pod.yaml": ...`. What the server said stays the server's. */
export function withSource<T>(verb: string, source: string, error: T): T | StatusError | KubectlError {
  if (source === '') return error;
  if (error instanceof StatusError) {
    const message = `error when ${verb} ${JSON.stringify(source)}: ${error.status.message ?? ''}`;
    return new StatusError({ ...error.status, message });
  }
  if (error instanceof KubectlError) {
    return new KubectlError(`error when ${verb} ${JSON.stringify(source)}: ${error.message}`);
  }
  return error;
}
