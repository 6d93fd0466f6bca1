// What curl and wget share: URLs, bodies as text, and OpenSSL's words.

import { decode } from '../../base/bytes.ts';
import type { HttpResponse } from '../../linux/net/http.ts';

export interface Url {
  readonly text: string;
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  readonly target: string;
}

export function parseUrl(text: string): Url | undefined {
  const match = /^(?:(\w+):\/\/)?(\[[^\]]+\]|[^/:?#]+)(?::(\d+))?([/?][^#]*)?(?:#.*)?$/.exec(text);
  if (!match) return undefined;
  const [, scheme = 'http', host, port, rest = '/'] = match;
  return {
    text,
    scheme,
    host: host.replace(/^\[|\]$/g, ''),
    port: Number(port ?? (scheme === 'https' ? 443 : 80)),
    target: rest.startsWith('?') ? `/${rest}` : rest,
  };
}

/** OpenSSL's words for what Go's TLS says. */
export function opensslReason(message: string): string {
  if (message.includes('expired')) return 'certificate has expired';
  if (message.includes('unknown authority')) return 'unable to get local issuer certificate';
  if (message.includes('valid for')) return 'no alternative certificate subject name matches target host name';
  return message;
}

export function bodyOf(response: HttpResponse): string {
  const { body } = response;
  if (body === undefined) return '';
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return decode(body);
  // The API server indents for curl and browsers.
  return JSON.stringify(body, undefined, 2) ?? '';
}

export const STATUS_TEXTS: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  301: 'Moved Permanently',
  302: 'Found',
  304: 'Not Modified',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};
