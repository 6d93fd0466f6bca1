// What a path and a method mean: `GET /api/v1/namespaces/default/pods/web/log` is verb get on pods "web",
// subresource log. Models apiserver/pkg/endpoints/request/requestinfo.go.

import type { HttpRequest } from '../../linux/net/http.ts';

export interface Route {
  readonly group: string;
  readonly version: string;
  readonly namespace: string;
  readonly plural: string;
  readonly name: string;
  readonly subresource: string;
  readonly verb: Verb;
  /** What follows the subresource. */
  readonly rest: readonly string[];
}

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';

/** Undefined: not the path of a resource. */
export function routeOf(request: HttpRequest): Route | undefined {
  const parts = request.path.split('/').filter(Boolean).map(decodePart);
  const core = parts[0] === 'api';
  if (!core && parts[0] !== 'apis') return undefined;
  const [group, version, ...path] = core ? ['', ...parts.slice(1)] : parts.slice(1);
  if (version === undefined || path.length === 0) return undefined;
  let namespace = '';
  // namespaces/x/pods is about pods; namespaces/x and its status and finalize are about the namespace.
  if (path[0] === 'namespaces' && path.length > 1) {
    namespace = path[1];
    if (path.length > 2 && path[2] !== 'status' && path[2] !== 'finalize') path.splice(0, 2);
  }
  const [plural, name = '', subresource = '', ...rest] = path;
  const verb = verbOf(request, name !== '');
  return verb && { group, version, namespace, plural, name, subresource, verb, rest };
}

/** A stray % is taken as it stands. */
function decodePart(part: string): string {
  try {
    return part.includes('%') ? decodeURIComponent(part) : part;
  } catch (error) {
    if (error instanceof URIError) return part;
    throw error;
  }
}

function verbOf(request: HttpRequest, named: boolean): Verb | undefined {
  switch (request.method) {
    case 'GET':
    case 'HEAD':
      if (isTrue(request, 'watch')) return 'watch';
      return named ? 'get' : 'list';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return named ? 'delete' : 'deletecollection';
    default:
      return undefined;
  }
}

/** A query parameter's first value; empty when missing. */
export const parameter = (request: HttpRequest, name: string): string => request.query[name]?.[0] ?? '';

/** `?watch=1`, `?watch=true`, and a bare `?watch`. */
export const isTrue = (request: HttpRequest, name: string): boolean => {
  const values = request.query[name];
  return values !== undefined && values[0] !== 'false' && values[0] !== '0';
};
