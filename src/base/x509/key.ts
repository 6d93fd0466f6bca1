// Key pairs. P-256, because a key costs a millisecond where RSA costs a third of a second; kubeadm offers
// the same choice (encryptionAlgorithm: ECDSA-P256). Keys come from the seed, signatures are RFC 6979, so
// the same world always has the same certificates.

import { p256 } from '@noble/curves/nist.js';
import type { Random } from '../random.ts';
import { bitString, context, der, integer, objectIdentifier, readValues, sequence, TAG } from './der.ts';
import { readPem, toPem } from './pem.ts';

// Tables of multiples of the base point make each key cheaper and the first one dearer. For the thirty keys and
// signatures of a cluster windows of 5 bits cost least: 8, the library's choice, pay off after hundreds.
p256.Point.BASE.precompute(5);

export const OID = {
  ecPublicKey: '1.2.840.10045.2.1',
  prime256v1: '1.2.840.10045.3.1.7',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
} as const;

export interface KeyPair {
  readonly secret: Uint8Array;
  /** Uncompressed point, 65 bytes. */
  readonly point: Uint8Array;
}

export function generateKey(random: Random): KeyPair {
  const secret = random.bytes(32);
  secret[0] &= 0x7f; // below the curve's order, and not zero for any dice worth the name
  return { secret, point: p256.getPublicKey(secret, false) };
}

/** SubjectPublicKeyInfo. */
export const publicKeyInfo = (point: Uint8Array): Uint8Array =>
  sequence(sequence(objectIdentifier(OID.ecPublicKey), objectIdentifier(OID.prime256v1)), bitString(point));

export function keyToPem(key: KeyPair): string {
  const body = sequence(
    integer(Uint8Array.of(1)),
    der(TAG.octetString, key.secret),
    der(context(0), objectIdentifier(OID.prime256v1)),
    der(context(1), bitString(key.point)),
  );
  return toPem('EC PRIVATE KEY', body);
}

export const publicKeyToPem = (key: KeyPair): string => toPem('PUBLIC KEY', publicKeyInfo(key.point));

/** Undefined when the text holds no EC private key. */
export function keyFromPem(pem: string): KeyPair | undefined {
  if (!alreadyRead.has(pem)) alreadyRead.set(pem, parseKey(pem));
  return alreadyRead.get(pem);
}

/** A memo of a pure function: every connection reads the same few texts again. */
const alreadyRead = new Map<string, KeyPair | undefined>();

function parseKey(pem: string): KeyPair | undefined {
  const block = readPem(pem).find((one) => one.label === 'EC PRIVATE KEY');
  if (!block) return undefined;
  try {
    const [, secret, ...optional] = readValues(readValues(block.bytes)[0].content);
    // RFC 5915: the public key may stand beside the secret one. Working it out takes a millisecond.
    const shown = optional.find((one) => one.tag === context(1));
    const point = shown && readValues(shown.content)[0].content.slice(1);
    return { secret: secret.content, point: point ?? p256.getPublicKey(secret.content, false) };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

export function sign(message: Uint8Array, key: KeyPair): Uint8Array {
  const signature = p256.sign(message, key.secret, { format: 'der', lowS: false });
  decided.set(question(signature, message, key.point), true);
  return signature;
}

export function verify(signature: Uint8Array, message: Uint8Array, point: Uint8Array): boolean {
  const asked = question(signature, message, point);
  const before = decided.get(asked);
  if (before !== undefined) return before;
  const valid = verifies(signature, message, point);
  decided.set(asked, valid);
  return valid;
}

/** A memo of a pure function: checking a signature takes 5 ms, and every connection checks two. */
const decided = new Map<string, boolean>();

const question = (...parts: readonly Uint8Array[]): string =>
  parts.map((part) => String.fromCharCode(...part)).join('|');

function verifies(signature: Uint8Array, message: Uint8Array, point: Uint8Array): boolean {
  try {
    return p256.verify(signature, message, point, { format: 'der', lowS: false });
  } catch {
    return false; // not a point, not a signature: the certificate is bad, whatever the reason
  }
}
