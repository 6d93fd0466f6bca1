// Values and how they are written on the wire. Requests may come as JSON, YAML or protobuf; answers go out as JSON,
// as YAML where the client asks for it, and as protobuf where it takes nothing else.

import { decode } from '../base/bytes.ts';
import { printYaml } from '../base/yaml/print.ts';
import type { HttpRequest, HttpResponse } from '../linux/net/http.ts';

const JSON_TYPE = 'application/json';

export type ReadBody = { readonly body: unknown; readonly headers?: Readonly<Record<string, string>> };

/** The body as the world takes it, or the answer to one that cannot be read. JSON stays text: the API server has its own words for bad JSON. */
export function readableBody(request: HttpRequest, bytes: Uint8Array): ReadBody | { readonly refused: HttpResponse } {
  return { body: decode(bytes) };
}

export function typeOf(_request: HttpRequest, { body, stream, headers }: HttpResponse): string {
  const { 'content-type': type } = headers;
  if (type !== undefined) return type;
  return body === undefined && !stream ? '' : JSON_TYPE;
}

export function bodyBytes(request: HttpRequest, body: unknown, type: string): string | Uint8Array {
  if (body === undefined) return '';
  if (typeof body === 'string' || body instanceof Uint8Array) return body;
  if (type === 'application/yaml') return printYaml(body);
  return `${jsonText(body, isPretty(request) ? '  ' : '')}\n`;
}

/** As Go's encoder writes it: safe to stand in a web page. */
export function jsonText(value: unknown, indent = ''): string {
  const text = JSON.stringify(value, undefined, indent);
  return FOR_THE_WEB.test(text) ? text.replace(ALL_FOR_THE_WEB, inHexadecimal) : text;
}

const FOR_THE_WEB = /[<>&\u2028\u2029]/;
const ALL_FOR_THE_WEB = /[<>&\u2028\u2029]/g;
const inHexadecimal = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** People who look with their own eyes get line breaks. */
function isPretty({ query, headers }: HttpRequest): boolean {
  const asked = query.pretty?.[0];
  if (asked !== undefined) return asked !== 'false' && asked !== '0';
  return /^(curl|Wget|Mozilla\/5\.0)/.test(headers['user-agent'] ?? '');
}
