// Requests to the API server, as kubectl makes them: warnings are printed, refusals become StatusError, silence
// becomes RequestFailed.

import { ConnectionError, StatusError } from '../../kube/client/client.ts';
import { connect } from '../../kube/client/connection.ts';
import type { ClientConfiguration } from '../../kube/client/kubeconfig.ts';
import { statusOf } from '../../kube/client/typed-client.ts';
import type { Status } from '../../kube/objects/types/meta.ts';
import type { Process } from '../../linux/host/process.ts';
import type { HttpResponse } from '../../linux/net/http.ts';
import type { Task } from '../../sim/task.ts';
import type { FlagValues } from '../cobra/flags.ts';
import { KubectlError, RequestFailed } from './errors.ts';
import { Discovery } from './resources/discovery.ts';

export interface RequestOptions {
  readonly query?: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly accept?: string;
  readonly contentType?: string;
  readonly body?: unknown;
}

/** Server-side tables, or the object where a server cannot make one. */
export const TABLE =
  'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';

export class Session {
  readonly process: Process;
  readonly discovery: Discovery;
  /** `https://172.30.1.2:6443` */
  readonly server: string;
  readonly #client: ReturnType<typeof connect>;
  readonly #warned = new Set<string>();
  readonly #timeout: string;
  readonly #impersonation: Readonly<Record<string, string>>;

  constructor(process: Process, configuration: ClientConfiguration, flags: FlagValues, path: string) {
    this.process = process;
    this.server = configuration.server;
    const timeout = flags.string('request-timeout');
    this.#timeout = timeout === '0' || timeout === '' ? '' : /^\d+$/.test(timeout) ? `${timeout}s` : timeout;
    this.#client = connect(process, configuration, {
      userAgent: 'kubectl',
      timeout: this.#timeout === '' ? undefined : flags.duration('request-timeout') || undefined,
    });
    this.#impersonation = impersonation(flags);
    checkPem(configuration);
    this.discovery = new Discovery(this, flags.string('cache-dir'), path);
  }

  /** `172.30.1.2:6443` */
  get host(): string {
    return this.server.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
  }

  /** What a request to `path` is called in messages. */
  url(path: string, query: RequestOptions['query'] = {}): string {
    const pairs = Object.entries(query).flatMap(([name, value]) => valuesOf(value).map((one) => [name, one]));
    const text = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
    return `${this.server}${path}${text === '' ? '' : `?${text}`}`;
  }

  /** How long discovery says it waits, in its URLs. */
  get discoveryTimeout(): string {
    return this.#timeout === '' ? '32s' : this.#timeout;
  }

  /** Any answer below 400. Throws StatusError, RequestFailed. */
  *request(method: string, path: string, options: RequestOptions = {}): Task<HttpResponse> {
    const query: Record<string, string[]> = {};
    for (const [name, value] of Object.entries(options.query ?? {})) {
      if (value !== undefined) query[name] = valuesOf(value);
    }
    const accept = options.accept ?? 'application/json';
    const headers: Record<string, string> = { accept, 'user-agent': 'kubectl', ...this.#impersonation };
    if (options.body !== undefined) headers['content-type'] = options.contentType ?? 'application/json';
    let response: HttpResponse;
    try {
      response = yield* this.#client.request({ method, path, query, headers, body: options.body });
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      throw new RequestFailed(method, this.url(path, options.query), this.host, this.#asDialled(error));
    }
    yield* this.#printWarnings(response);
    if (response.status >= 400) throw new StatusError(refusal(response));
    return response;
  }

  /** The body of an answer below 400. */
  *json(method: string, path: string, options: RequestOptions = {}): Task<unknown> {
    return (yield* this.request(method, path, options)).body;
  }

  /** `localhost` is tried as ::1 first, and the first failure is the one that is told. */
  #asDialled(error: ConnectionError): ConnectionError {
    if (!this.host.startsWith('localhost')) return error;
    return new ConnectionError(error.message.replace('dial tcp 127.0.0.1:', 'dial tcp [::1]:'));
  }

  *#printWarnings(response: HttpResponse): Task<void> {
    const header = response.headers.warning;
    if (!header) return;
    for (const [, text] of header.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)) {
      const warning = text.replace(/\\(.)/g, '$1');
      if (this.#warned.has(warning)) continue;
      this.#warned.add(warning);
      yield* this.process.complain(`Warning: ${warning}\n`);
    }
  }
}

/** --as and --as-group: who the server shall take us for. */
function impersonation(flags: FlagValues): Record<string, string> {
  const user = flags.string('as');
  const groups = flags.list('as-group');
  if (user === '' && groups.length > 0) {
    throw new KubectlError('requesting uid, groups or user-extra for  without impersonating a user');
  }
  if (user === '') return {};
  return { 'impersonate-user': user, ...(groups.length > 0 && { 'impersonate-group': groups.join(',') }) };
}

const valuesOf = (value: string | readonly string[] | undefined): string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : [...value];

/** A bare 404 is no Status: the path itself is unknown. */
function refusal(response: HttpResponse): Status {
  const status = statusOf(response);
  if (response.status !== 404 || status === response.body) return status;
  return { ...status, message: 'the server could not find the requested resource' };
}

/** Certificates that are no PEM are noticed before anything is dialled. */
function checkPem(configuration: ClientConfiguration): void {
  const { tls } = configuration.credentials();
  if (tls.authorities !== undefined && !tls.authorities.includes('-----BEGIN'))
    throw new KubectlError('unable to load root certificates: unable to parse bytes as PEM block');
  if (tls.certificate !== undefined && !tls.certificate.includes('-----BEGIN'))
    throw new KubectlError('tls: failed to find any PEM data in certificate input');
  if (tls.key !== undefined && !tls.key.includes('-----BEGIN'))
    throw new KubectlError('tls: failed to find any PEM data in key input');
}
