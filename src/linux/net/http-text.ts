// HTTP as text, for those who see it: status lines, headers, bodies.

import { decode, encode } from '../../base/bytes.ts';
import type { HttpResponse } from './http.ts';

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

export function bodyOf(response: HttpResponse): string {
  const { body } = response;
  if (body === undefined) return '';
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return decode(body);
  // The API server indents for curl and browsers.
  return JSON.stringify(body, undefined, 2) ?? '';
}

const capitalised = (name: string): string => name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());

/** `HTTP/1.1 200 OK`, headers, and the empty line. */
export const headerText = (response: HttpResponse): string =>
  [
    `HTTP/1.1 ${response.status} ${STATUS_TEXTS[response.status] ?? ''}`,
    ...Object.entries(response.headers).map(([key, value]) => `${capitalised(key)}: ${value}`),
    '',
  ]
    .map((line) => `${line}\r\n`)
    .join('');

/** A whole response as it travels. */
export function responseBytes(response: HttpResponse): Uint8Array {
  const body = encode(bodyOf(response));
  const headers = { ...response.headers, 'content-length': String(body.length) };
  return Uint8Array.of(...encode(headerText({ ...response, headers })), ...body);
}
