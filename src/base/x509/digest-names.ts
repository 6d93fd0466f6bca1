// The digests that signatures name.

import { md5, sha1 } from '../digests.ts';
import { sha256 } from '../sha256.ts';
import { sha384, sha512 } from '../sha512.ts';

export type DigestName = 'md5' | 'sha1' | 'sha256' | 'sha384' | 'sha512';

export interface Digest {
  readonly id: string;
  readonly compute: (message: Uint8Array) => Uint8Array;
}

export const DIGESTS: Readonly<Record<DigestName, Digest>> = {
  md5: { id: '1.2.840.113549.2.5', compute: md5 },
  sha1: { id: '1.3.14.3.2.26', compute: sha1 },
  sha256: { id: '2.16.840.1.101.3.4.2.1', compute: sha256 },
  sha384: { id: '2.16.840.1.101.3.4.2.2', compute: sha384 },
  sha512: { id: '2.16.840.1.101.3.4.2.3', compute: sha512 },
};

export const isDigestName = (name: string): name is DigestName => Object.hasOwn(DIGESTS, name);
