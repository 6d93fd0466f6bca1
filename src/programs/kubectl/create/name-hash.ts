// The suffix --append-hash gives the name of a ConfigMap or Secret, a function of its content. Models
// k8s.io/kubectl/pkg/util/hash.

import { encode } from '../../../base/bytes.ts';
import { goJson, sortedKeys } from '../../../base/go-json.ts';
import { hexadecimal, sha256 } from '../../../base/sha256.ts';
import type { Fields } from './generators.ts';

const LENGTH = 10;
/** Letters and digits that might make words become others. */
const SUBSTITUTES: Readonly<Record<string, string>> = { '0': 'g', '1': 'h', '3': 'k', a: 'm', e: 't' };

export function withHashedName(object: Fields): Fields {
  const { kind, metadata, data, binaryData, type } = object;
  const named = metadata as Fields;
  const content: Fields = { kind, name: named.name, data: data ?? (kind === 'Secret' ? null : '') };
  if (kind === 'Secret') content.type = type ?? '';
  else if (binaryData !== undefined) content.binaryData = binaryData;
  const digits = hexadecimal(sha256(encode(goJson(sortedKeys(content)))));
  const suffix = [...digits.slice(0, LENGTH)].map((digit) => SUBSTITUTES[digit] ?? digit).join('');
  return { ...object, metadata: { ...named, name: `${named.name}-${suffix}` } };
}
