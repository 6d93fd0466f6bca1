// Values and how they are written on the wire. Requests may come as JSON, YAML or protobuf; answers go out as JSON,
// as YAML where the client asks for it, and as protobuf where it takes nothing else.

import { decode } from '../base/bytes.ts';
import { isRecord } from '../base/json.ts';
import { printYaml } from '../base/yaml/print.ts';
import { PROTOBUF_TYPE, sealEnvelope } from '../kube/api/protobuf/envelope.ts';
import { messageOf } from '../kube/api/protobuf/messages.ts';
import { openApiMessage } from '../kube/api/protobuf/openapi.ts';
import type { HttpRequest, HttpResponse } from '../linux/net/http.ts';

const JSON_TYPE = 'application/json';
const YAML_TYPE = 'application/yaml';

/** The body as the world takes it: text, unless it is protobuf. What it says is for the API server to read. */
export const bodyOf = ({ headers }: HttpRequest, bytes: Uint8Array): string | Uint8Array =>
  headers['content-type']?.startsWith(PROTOBUF_TYPE) ? bytes : decode(bytes);

/** Clients ask for OpenAPI documents with an @ in the type, servers answer with a dot. */
const OPENAPI_TYPE = /^application\/com\.github\.proto-openapi\.spec\.(v[23])[@.]v1\.0\+protobuf$/;

/** A client that takes nothing but protobuf or YAML is asked about as one that takes JSON: in the world all are values. */
export function asJsonClient(request: HttpRequest): HttpRequest {
  const accept = request.headers.accept ?? '';
  if (accept === '' || /application\/json|\*\/\*|application\/\*/.test(accept)) return request;
  const own = accept.split(',').map((one) => one.trim().split(';')[0]);
  const isOurs = (type: string) => type === PROTOBUF_TYPE || type === YAML_TYPE || OPENAPI_TYPE.test(type);
  if (!own.some(isOurs)) return request;
  return { ...request, headers: { ...request.headers, accept: JSON_TYPE } };
}

export function typeOf({ headers: asked }: HttpRequest, { body, stream, headers }: HttpResponse): string {
  const { 'content-type': type } = headers;
  if (type !== undefined && type !== JSON_TYPE) return type;
  if (body === undefined && !stream) return '';
  const accept = asked.accept ?? '';
  const document = OPENAPI_TYPE.exec(accept.split(',')[0].trim())?.[1];
  if (document && isRecord(body) && ('swagger' in body || 'openapi' in body))
    return `application/com.github.proto-openapi.spec.${document}.v1.0+protobuf`;
  if (/application\/json|\*\/\*|application\/\*/.test(accept)) return JSON_TYPE;
  if (accept.includes(PROTOBUF_TYPE) && !stream && isRecord(body) && hasProtobuf(body)) return PROTOBUF_TYPE;
  return accept.includes(YAML_TYPE) && !stream ? YAML_TYPE : JSON_TYPE;
}

export function bodyBytes(request: HttpRequest, body: unknown, type: string): string | Uint8Array {
  if (body === undefined) return '';
  if (typeof body === 'string' || body instanceof Uint8Array) return body;
  if (type === YAML_TYPE) return printYaml(body);
  if (OPENAPI_TYPE.test(type)) return openApiMessage(body);
  if (type === PROTOBUF_TYPE) return sealEnvelope(body) ?? '';
  if (request.path === '/version') return jsonText(body, '  '); // the one answer that is always written for people
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

const hasProtobuf = ({ apiVersion, kind }: Record<string, unknown>): boolean =>
  messageOf(String(apiVersion), String(kind)) !== undefined;
