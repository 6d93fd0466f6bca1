// The three patch dialects, chosen by content type. Server-side apply is a fourth; see apply-patch.ts.

import { isRecord } from '../../base/json.ts';
import { applyJsonPatch, JsonPatchError, type JsonPatchOperation } from '../../base/json-patch.ts';
import { applyMergePatch } from '../../base/merge-patch.ts';
import type { HttpRequest } from '../../linux/net/http.ts';
import type { Kind } from '../objects/kind.ts';
import { bodyOf } from './body.ts';
import { badRequest, unprocessable, unsupportedMediaType } from './status.ts';
import { applyStrategicMerge, StrategicMergeError } from './strategic-merge.ts';

const PATCH_TYPES: readonly string[] = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
];

export interface Patch {
  /** As the client sent it. */
  readonly body: unknown;
  apply(current: unknown): unknown;
}

/** The request's patch for a JSON object of `kind`. */
export function patchOf(request: HttpRequest, kind: Pick<Kind, 'kind'>): Patch {
  const type = (request.headers['content-type'] ?? '').split(';')[0].trim();
  if (!PATCH_TYPES.includes(type)) throw unsupportedMediaType([...PATCH_TYPES, 'application/apply-patch+yaml']);
  const patch = bodyOf(request, kind.kind, PATCH_TYPES);
  if (type === 'application/json-patch+json') {
    if (!Array.isArray(patch)) {
      throw badRequest(
        `json: cannot unmarshal ${isRecord(patch) ? 'object' : typeof patch} into Go value of type jsonpatch.Patch`,
      );
    }
    return { body: patch, apply: (current) => guarded(() => applyJsonPatch(current, patch as JsonPatchOperation[])) };
  }
  if (!isRecord(patch)) {
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${Array.isArray(patch) ? 'array' : typeof patch} into Go value of type map[string]interface {}`,
    );
  }
  if (type === 'application/merge-patch+json') {
    return { body: patch, apply: (current) => applyMergePatch(current, patch) };
  }
  return { body: patch, apply: (current) => guarded(() => applyStrategicMerge(kind.kind, current, patch)) };
}

function guarded(apply: () => unknown): unknown {
  try {
    return apply();
  } catch (error) {
    if (error instanceof JsonPatchError) throw unprocessable();
    if (error instanceof StrategicMergeError) throw badRequest(error.message);
    throw error;
  }
}
