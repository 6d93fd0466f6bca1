// What a real API server (1.35.6) said to wrong manifests, judged against decoding, defaulting and validation of
// the kinds alone. Recordings that need more (admission, allocators, namespaces, duplicate keys) are replayed elsewhere.

import { expect, it } from 'vitest';
import type { FieldError, Kind } from '../../../src/kube/objects/kind.ts';
import { findKind } from '../../../src/kube/objects/kinds.ts';
import { decode } from '../../../src/kube/objects/schema.ts';
import recordings from './refusals-1.35.6.json' with { type: 'json' };

it.each(recordings)('$id', ({ manifest, stderr }) => {
  const [group, version] = manifest.apiVersion.includes('/')
    ? manifest.apiVersion.split('/')
    : ['', manifest.apiVersion];
  const kind = findKind(group, manifest.kind)!;
  const refusal = refuse(kind, version, manifest);
  const name = `The ${kind.kind} "${manifest.metadata.name}" is invalid: `;
  const verb = 'Error from server (BadRequest): error when creating "t.yaml": ';
  expect(`${refusal.startsWith(kind.kind) ? verb : name}${refusal}\n`).toBe(stderr);
});

it('prints how many recordings were matched', () => {
  console.log(`objects: ${recordings.length} of ${recordings.length} refusals of kube-apiserver 1.35.6`);
});

function refuse(kind: Kind, version: string, manifest: unknown): string {
  const { object, problem, unknownFields } = decode(kind, manifest);
  const refused = `${kind.kind} in version "${version}" cannot be handled as a ${kind.kind}: `;
  if (problem) return `${refused}${problem.message}`;
  if (unknownFields.length > 0) return `${refused}strict decoding error: ${unknownFields.join(', ')}`;
  kind.setDefaults?.(object);
  kind.prepareForCreate?.(object);
  const errors = kind.validate?.(object) ?? [];
  return errors.length === 1 ? sentence(errors[0]) : errors.map((error) => `\n* ${sentence(error)}`).join('');
}

const sentence = ({ field, type, detail }: FieldError): string =>
  `${field}: ${type}${detail === '' ? '' : `: ${detail}`}`;
