// Lists: as of now, as of some revision, and in pages. A page's `continue` names the revision of the first
// page and the next key, so all pages tell one moment, as long as etcd still knows it.

import { fromBase64, toBase64 } from '../../base/base64.ts';
import { decode, encode } from '../../base/bytes.ts';
import { prefixEnd, type Revision, StoreError } from '../../etcd/store/store.ts';
import type { HttpRequest } from '../../linux/net/http.ts';
import type { Kind } from '../objects/kind.ts';
import type { KubeObject } from '../objects/types/meta.ts';
import { prefixOf } from './codec.ts';
import { parameter } from './route.ts';
import type { Selection } from './selection.ts';
import type { ListMetadata } from './shape.ts';
import { badRequest, expired, timeout } from './status.ts';
import type { Storage } from './storage.ts';

export interface Listed {
  readonly objects: readonly KubeObject[];
  readonly metadata: ListMetadata;
}

interface ContinueToken {
  readonly v: 'meta.k8s.io/v1';
  readonly rv: Revision;
  /** The last key of the page before, without the prefix. */
  readonly start: string;
}

export function listObjects(storage: Storage, kind: Kind, selection: Selection, request: HttpRequest): Listed {
  const limit = Number(parameter(request, 'limit') || 0);
  const token = parameter(request, 'continue');
  const asked = parameter(request, 'resourceVersion');
  const match = parameter(request, 'resourceVersionMatch');
  if (token !== '') {
    if (asked !== '' && asked !== '0') {
      throw badRequest('specifying resource version is not allowed when using continue');
    }
    return page(storage, kind, selection, limit, readToken(token));
  }
  if (asked !== '' && !/^\d+$/.test(asked)) {
    throw badRequest(
      `resourceVersion: Invalid value: ${JSON.stringify(asked)}: strconv.ParseUint: parsing ${JSON.stringify(asked)}: invalid syntax`,
    );
  }
  const wanted = Number(asked || 0);
  if (wanted > 0 && (match === 'Exact' || (match === '' && limit > 0))) {
    return page(storage, kind, selection, limit, { rv: wanted, start: '' });
  }
  const present = asked === '' ? Math.max(storage.store.revision, storage.cacheRevision) : storage.cacheRevision;
  if (wanted > Math.max(present, storage.store.revision))
    throw tooLarge(wanted, Math.max(present, storage.store.revision));
  // "Any" version may come from the cache even when it lags behind.
  const source = asked === '0' ? storage.cache(kind).all() : storage.all(kind, selection.namespace);
  const revision = asked !== '0' && !storage.cacheIsFresh ? storage.store.revision : storage.cacheRevision;
  const objects: KubeObject[] = [];
  for (const object of source) if (selection.matches(object)) objects.push(object);
  // Pages are cut from etcd; what fits into one needs none.
  if (limit > 0 && asked !== '0' && objects.length > limit) {
    return page(storage, kind, selection, limit, { rv: storage.store.revision, start: '' });
  }
  return { objects, metadata: { resourceVersion: String(revision) } };
}

function page(
  storage: Storage,
  kind: Kind,
  selection: Selection,
  limit: number,
  { rv, start }: { readonly rv: Revision; readonly start: string },
): Listed {
  const whole = prefixOf(kind);
  const prefix = selection.namespace === '' ? whole : `${whole}${selection.namespace}/`;
  const first = start === '' ? prefix : `${whole}${start}\0`;
  const keyValues = rangeAt(storage, first, prefixEnd(prefix), rv, start !== '');
  const objects: KubeObject[] = [];
  for (const [at, keyValue] of keyValues.entries()) {
    const object = storage.codec.decode(kind, keyValue);
    if (!selection.matches(object)) continue;
    objects.push(object);
    const remaining = keyValues.length - at - 1;
    if (limit > 0 && objects.length === limit && remaining > 0) {
      const next: ContinueToken = { v: 'meta.k8s.io/v1', rv, start: keyValue.key.slice(whole.length) };
      const metadata = { resourceVersion: String(rv), continue: toBase64(encode(JSON.stringify(next))) };
      return { objects, metadata: selection.selective ? metadata : { ...metadata, remainingItemCount: remaining } };
    }
  }
  return { objects, metadata: { resourceVersion: String(rv) } };
}

function rangeAt(storage: Storage, key: string, end: string, revision: Revision, continues: boolean) {
  try {
    return storage.store.range({ key, end, revision }).keyValues;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    if (error.message.includes('future')) throw tooLarge(revision, storage.store.revision);
    if (!error.message.includes('compacted')) throw error;
    throw expired(
      continues
        ? 'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.'
        : 'The resourceVersion for the provided list is too old.',
    );
  }
}

function readToken(text: string): { readonly rv: Revision; readonly start: string } {
  const bytes = fromBase64(text);
  try {
    const token = JSON.parse(decode(bytes ?? encode(''))) as Partial<ContinueToken>;
    if (typeof token.rv === 'number' && typeof token.start === 'string') return { rv: token.rv, start: token.start };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw badRequest('continue key is not valid: illegal base64 data at input byte 0');
}

const tooLarge = (wanted: Revision, current: Revision) =>
  timeout(`Too large resource version: ${wanted}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });
