// The suffix that makes a generated ConfigMap or Secret a new object whenever its content changes: ten characters
// of the SHA-256 of its JSON, without those that could spell a word. Models kustomize/api/internal/hasher.

import { encode } from '../../../base/bytes.ts';
import { goJson, sortedKeys } from '../../../base/go-json.ts';
import { hexadecimal, sha256 } from '../../../base/sha256.ts';
import type { AnyObject } from '../resources/objects.ts';

const HARMLESS: Readonly<Record<string, string>> = { '0': 'g', '1': 'h', '3': 'k', a: 'm', e: 't' };

export function contentHash(object: AnyObject): string {
  const { kind, data, binaryData, stringData, type } = object;
  // The name is left out by leaving it empty: another name for the same content keeps the suffix.
  const content: Record<string, unknown> = { kind, name: '', data: data ?? '' };
  if (kind === 'Secret') content.type = type ?? '';
  if (binaryData !== undefined) content.binaryData = binaryData;
  if (stringData !== undefined) content.stringData = stringData;
  return [...hexadecimal(sha256(encode(goJson(sortedKeys(content))))).slice(0, 10)]
    .map((one) => HARMLESS[one] ?? one)
    .join('');
}
