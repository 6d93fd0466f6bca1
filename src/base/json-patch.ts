// JSON patch, RFC 6902, over JSON pointers, RFC 6901. Refusals speak as github.com/evanphx/json-patch does.

import { cloneJson, equalJson, isRecord } from './json.ts';

export interface JsonPatchOperation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

/** An operation does not fit the document. */
export class JsonPatchError extends Error {
  override readonly name = 'JsonPatchError';
}

type Container = Record<string, unknown> | unknown[];

/** Gives a new document; neither argument is changed. Throws JsonPatchError. */
export function applyJsonPatch(document: unknown, operations: readonly JsonPatchOperation[]): unknown {
  const holder: Record<string, unknown> = { root: cloneJson(document) };
  for (const operation of operations) apply(holder, operation);
  return holder.root;
}

function apply(holder: Record<string, unknown>, { op, path, from, value }: JsonPatchOperation): void {
  switch (op) {
    case 'add':
      add(holder, path, cloneJson(value));
      return;
    case 'remove':
      remove(holder, path, 'remove');
      return;
    case 'replace': {
      const [container, key] = locate(holder, path, 'replace');
      read(container, key, 'replace', path);
      if (Array.isArray(container)) container[index(container, key)] = cloneJson(value);
      else container[key] = cloneJson(value);
      return;
    }
    case 'move':
      add(holder, path, remove(holder, from ?? '', 'move'));
      return;
    case 'copy': {
      const [container, key] = locate(holder, from ?? '', 'copy');
      add(holder, path, cloneJson(read(container, key, 'copy', from ?? '')));
      return;
    }
    case 'test': {
      const [container, key] = locate(holder, path, 'test');
      const found = member(container, key);
      if (!equalJson(found ?? null, value ?? null))
        throw new JsonPatchError(`testing value ${path} failed: test failed`);
      return;
    }
    default:
      throw new JsonPatchError(`Unexpected kind: ${op}`);
  }
}

function add(holder: Record<string, unknown>, path: string, value: unknown): void {
  const [container, key] = locate(holder, path, 'add');
  if (!Array.isArray(container)) container[key] = value;
  else if (key === '-') container.push(value);
  else {
    const at = Number(key);
    if (!Number.isInteger(at) || at < 0 || at > container.length) {
      throw new JsonPatchError(
        `add operation does not apply: doc is missing path: "${path}": invalid index referenced`,
      );
    }
    container.splice(at, 0, value);
  }
}

function remove(holder: Record<string, unknown>, path: string, operation: string): unknown {
  const [container, key] = locate(holder, path, operation);
  const value = read(container, key, operation, path);
  if (Array.isArray(container)) container.splice(index(container, key), 1);
  else delete container[key];
  return value;
}

function read(container: Container, key: string, operation: string, path: string): unknown {
  const value = member(container, key);
  if (value === undefined) {
    throw new JsonPatchError(`${operation} operation does not apply: doc is missing key: ${path}: missing value`);
  }
  return value;
}

const index = (container: readonly unknown[], key: string): number =>
  /^-?\d+$/.test(key) ? (Number(key) < 0 ? container.length + Number(key) : Number(key)) : -1;

/** Only what the document itself has: `/__proto__` and `/constructor` are nothing special. */
function member(container: Container, key: string): unknown {
  if (Array.isArray(container)) return container[index(container, key)];
  return Object.hasOwn(container, key) ? container[key] : undefined;
}

/** The container that holds the last part of the pointer, and that part. */
function locate(holder: Record<string, unknown>, path: string, operation: string): [Container, string] {
  const parts = ['root', ...path.split('/').slice(1)].map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  let container: unknown = holder;
  for (const part of parts.slice(0, -1)) {
    container = Array.isArray(container) || isRecord(container) ? member(container, part) : undefined;
  }
  if (Array.isArray(container) || isRecord(container)) return [container, parts.at(-1)!];
  throw new JsonPatchError(`${operation} operation does not apply: doc is missing path: "${path}": missing value`);
}
