// What tells certificates apart: the SHA-256 of their bytes, in hexadecimal.

import { sha256 } from '../sha256.ts';
import { readPem } from './pem.ts';

/** Of the first certificate in a PEM text; '' when there is none. */
export function fingerprint(pem: string): string {
  const [block] = readPem(pem).filter(({ label }) => label === 'CERTIFICATE');
  if (!block) return '';
  return [...sha256(block.bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
