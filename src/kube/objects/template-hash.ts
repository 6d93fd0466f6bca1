// The label that tells pods of one template from pods of another: `pod-template-hash=7c5b8d6f9c`. Models
// controller.ComputeHash: FNV-1a over the template and the collision count, spelled with safe characters.
// The real value hashes Go's memory layout; ours hashes the JSON, so the values differ from a real cluster's.

import { NAME_SUFFIX } from '../../base/random.ts';
import type { PodTemplate } from './types/pod.ts';

/** Equal for equal templates, whatever the order of their keys. */
export function podTemplateHash(template: PodTemplate, collisionCount?: number): string {
  return safeEncode(String(fnv1a(`${canonicalJson(template)}${collisionCount ?? ''}`)));
}

/** controller-utils' hash of any data, for ControllerRevisions. */
export function dataHash(data: unknown, collisionCount?: number): string {
  return safeEncode(String(fnv1a(`${canonicalJson(data)}${collisionCount ?? ''}`)));
}

/** rand.SafeEncodeString: each character becomes one that spells no word. */
export function safeEncode(text: string): string {
  return [...text].map((character) => NAME_SUFFIX[character.charCodeAt(0) % NAME_SUFFIX.length]).join('');
}

/** JSON with sorted keys, without absent and null members. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined && member !== null)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

export function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
    if (unit > 0xff) hash = Math.imul(hash ^ (unit >>> 8), 0x01000193);
  }
  return hash >>> 0;
}
