// Key pairs, elliptic and RSA: made from the seed, read, written, and used to sign. Signatures are deterministic
// (RFC 6979 for curves, PKCS #1 v1.5 for RSA), so the same world always has the same certificates.

import { p256, p384, p521 } from '@noble/curves/nist.js';
import type { Random } from '../random.ts';
import {
  bitString,
  context,
  der,
  integer,
  objectIdentifier,
  readObjectIdentifier,
  readValues,
  sequence,
  TAG,
} from './der.ts';
import { DIGESTS, type DigestName } from './digest-names.ts';
import { readPem, toPem } from './pem.ts';
import { type RsaKey, type RsaPublicKey, rsaKeyOf, signRsa, toBytes, toNumber, verifyPss, verifyRsa } from './rsa.ts';

// Tables of multiples of the base point make each key cheaper and the first one dearer. For the thirty keys and
// signatures of a cluster windows of 5 bits cost least: 8, the library's choice, pay off after hundreds.
p256.Point.BASE.precompute(5);

export const OID = {
  ecPublicKey: '1.2.840.10045.2.1',
  rsaEncryption: '1.2.840.113549.1.1.1',
  rsaPss: '1.2.840.113549.1.1.10',
} as const;

export type CurveName = 'prime256v1' | 'secp384r1' | 'secp521r1';

export const CURVES = {
  prime256v1: { id: '1.2.840.10045.3.1.7', bits: 256, curve: p256, nist: 'P-256' },
  secp384r1: { id: '1.3.132.0.34', bits: 384, curve: p384, nist: 'P-384' },
  secp521r1: { id: '1.3.132.0.35', bits: 521, curve: p521, nist: 'P-521' },
} as const;

export interface EcPublicKey {
  readonly kind: 'ec';
  readonly curve: CurveName;
  /** Uncompressed. */
  readonly point: Uint8Array;
}

export interface EcKey extends EcPublicKey {
  readonly secret: Uint8Array;
}

export type PublicKey = EcPublicKey | RsaPublicKey;
export type KeyPair = EcKey | RsaKey;

export function generateKey(random: Random, curve: CurveName = 'prime256v1'): EcKey {
  const { bits } = CURVES[curve];
  const secret = random.bytes(Math.ceil(bits / 8));
  // Below the curve's order, and not zero for any dice worth the name.
  secret[0] &= bits % 8 === 0 ? 0x7f : 0;
  return { kind: 'ec', curve, secret, point: CURVES[curve].curve.getPublicKey(secret, false) };
}

// ——— public keys ———

/** SubjectPublicKeyInfo. */
export function publicKeyInfo(key: PublicKey): Uint8Array {
  if (key.kind === 'ec') return sequence(algorithmOf(key), bitString(key.point));
  return sequence(algorithmOf(key), bitString(sequence(integer(toBytes(key.modulus)), integer(toBytes(key.exponent)))));
}

const algorithmOf = (key: PublicKey): Uint8Array =>
  key.kind === 'ec'
    ? sequence(objectIdentifier(OID.ecPublicKey), objectIdentifier(CURVES[key.curve].id))
    : sequence(objectIdentifier(OID.rsaEncryption), der(TAG.null));

/** Undefined for a kind of key this program does not know. Throws RangeError for what is not DER. */
export function readPublicKeyInfo(info: Uint8Array): PublicKey | undefined {
  const [algorithm, bits] = readValues(readValues(info)[0].content);
  const [kind, parameter] = readValues(algorithm.content);
  const content = bits.content.subarray(1);
  const id = readObjectIdentifier(kind.content);
  if (id === OID.rsaEncryption) return readRsaPublicKey(content);
  const curve = id === OID.ecPublicKey ? curveOf(readObjectIdentifier(parameter.content)) : undefined;
  return curve && { kind: 'ec', curve, point: content };
}

function readRsaPublicKey(bytes: Uint8Array): RsaPublicKey {
  const [modulus, exponent] = readValues(readValues(bytes)[0].content);
  return { kind: 'rsa', modulus: toNumber(modulus.content), exponent: toNumber(exponent.content) };
}

const CURVE_NAMES: readonly CurveName[] = ['prime256v1', 'secp384r1', 'secp521r1'];
const curveOf = (id: string): CurveName | undefined => CURVE_NAMES.find((name) => CURVES[name].id === id);

export const publicKeyToPem = (key: PublicKey): string => toPem('PUBLIC KEY', publicKeyInfo(key));

/** The first public key of a PEM text. */
export function publicKeyFromPem(pem: string): PublicKey | undefined {
  const block = readPem(pem).find(({ label }) => label === 'PUBLIC KEY' || label === 'RSA PUBLIC KEY');
  if (!block) return undefined;
  return unlessMalformed(() =>
    block.label === 'PUBLIC KEY' ? readPublicKeyInfo(block.bytes) : readRsaPublicKey(block.bytes),
  );
}

// ——— private keys ———

/** The traditional form, as kubeadm writes it: `EC PRIVATE KEY` (RFC 5915) or `RSA PRIVATE KEY` (PKCS #1). */
export const keyToPem = (key: KeyPair): string =>
  toPem(key.kind === 'ec' ? 'EC PRIVATE KEY' : 'RSA PRIVATE KEY', traditionalKey(key));

/** PKCS #8: the form OpenSSL 3 prefers. */
export const keyToPkcs8 = (key: KeyPair): string => toPem('PRIVATE KEY', privateKeyInfo(key));

export const privateKeyInfo = (key: KeyPair): Uint8Array =>
  sequence(integer(Uint8Array.of(0)), algorithmOf(key), der(TAG.octetString, traditionalKey(key, false)));

/** `withCurve` is left out inside of PKCS #8, which names the curve itself. */
export function traditionalKey(key: KeyPair, withCurve = true): Uint8Array {
  if (key.kind === 'ec')
    return sequence(
      integer(Uint8Array.of(1)),
      der(TAG.octetString, key.secret),
      ...(withCurve ? [der(context(0), objectIdentifier(CURVES[key.curve].id))] : []),
      der(context(1), bitString(key.point)),
    );
  const { first, second, coefficient } = key.remainders;
  const numbers = [0n, key.modulus, key.exponent, key.secret, ...key.primes, first, second, coefficient];
  return sequence(...numbers.map((number) => integer(toBytes(number))));
}

/** Undefined when the text holds no private key this program reads; encrypted ones are not. */
export function keyFromPem(pem: string): KeyPair | undefined {
  if (!alreadyRead.has(pem)) alreadyRead.set(pem, parseKey(pem));
  return alreadyRead.get(pem);
}

/** A memo of a pure function: every connection reads the same few texts again. */
const alreadyRead = new Map<string, KeyPair | undefined>();

function parseKey(pem: string): KeyPair | undefined {
  const block = readPem(pem).find(({ label, isEncrypted }) => label.endsWith('PRIVATE KEY') && !isEncrypted);
  return block && readKey(block.bytes);
}

/** A private key in any of its three DER forms; undefined for what is none. */
export function readKey(bytes: Uint8Array): KeyPair | undefined {
  return unlessMalformed(() => {
    const [version, second, third, ...others] = readValues(readValues(bytes)[0].content);
    if (second?.tag === TAG.sequence) return readPrivateKeyInfo(second.content, third.content);
    if (second?.tag === TAG.octetString) return readEcKey(second.content, [third, ...others]);
    if (version?.tag !== TAG.integer || second?.tag !== TAG.integer) return undefined;
    const [secret, p, q] = others.map(({ content }) => toNumber(content));
    return rsaKeyOf(p, q, toNumber(third.content), secret);
  });
}

function readPrivateKeyInfo(algorithm: Uint8Array, inner: Uint8Array): KeyPair | undefined {
  const [kind, parameter] = readValues(algorithm);
  const id = readObjectIdentifier(kind.content);
  if (id === OID.rsaEncryption) return readKey(inner);
  if (id !== OID.ecPublicKey) return undefined;
  const [, secret, ...others] = readValues(readValues(inner)[0].content);
  return readEcKey(secret.content, [{ ...parameter, tag: context(0), content: parameter.whole }, ...others]);
}

function readEcKey(secret: Uint8Array, optional: readonly DerPart[]): EcKey | undefined {
  const named = optional.find((one) => one?.tag === context(0));
  const curve = named ? curveOf(readObjectIdentifier(readValues(named.content)[0].content)) : 'prime256v1';
  if (!curve) return undefined;
  // The public key may stand beside the secret one. Working it out takes a millisecond.
  const shown = optional.find((one) => one?.tag === context(1));
  const point = shown && readValues(shown.content)[0].content.slice(1);
  return { kind: 'ec', curve, secret, point: point ?? CURVES[curve].curve.getPublicKey(secret, false) };
}

interface DerPart {
  readonly tag: number;
  readonly content: Uint8Array;
}

function unlessMalformed<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return undefined;
    throw error;
  }
}

// ——— signatures ———

const ECDSA: Readonly<Record<DigestName, string>> = {
  md5: '',
  sha1: '1.2.840.10045.4.1',
  sha256: '1.2.840.10045.4.3.2',
  sha384: '1.2.840.10045.4.3.3',
  sha512: '1.2.840.10045.4.3.4',
};
const RSA: Readonly<Record<DigestName, string>> = {
  md5: '1.2.840.113549.1.1.4',
  sha1: '1.2.840.113549.1.1.5',
  sha256: '1.2.840.113549.1.1.11',
  sha384: '1.2.840.113549.1.1.12',
  sha512: '1.2.840.113549.1.1.13',
};

/** AlgorithmIdentifier of a signature. */
export const signatureAlgorithm = (key: PublicKey, digest: DigestName = 'sha256'): Uint8Array =>
  key.kind === 'ec'
    ? sequence(objectIdentifier(ECDSA[digest]))
    : sequence(objectIdentifier(RSA[digest]), der(TAG.null));

export function sign(message: Uint8Array, key: KeyPair, digest: DigestName = 'sha256'): Uint8Array {
  const signature = key.kind === 'ec' ? signEc(message, key, digest) : signRsa(message, key, digest);
  const algorithm = (key.kind === 'ec' ? ECDSA : RSA)[digest];
  decided.set(question(algorithm, signature, message, publicKeyInfo(key)), true);
  return signature;
}

const signEc = (message: Uint8Array, key: EcKey, digest: DigestName): Uint8Array =>
  CURVES[key.curve].curve.sign(DIGESTS[digest].compute(message), key.secret, {
    format: 'der',
    lowS: false,
    prehash: false,
  });

/** `algorithm` is the signature algorithm's identifier, dotted; `keyInfo` a SubjectPublicKeyInfo. */
export function verify(signature: Uint8Array, message: Uint8Array, keyInfo: Uint8Array, algorithm: string): boolean {
  const asked = question(algorithm, signature, message, keyInfo);
  const before = decided.get(asked);
  if (before !== undefined) return before;
  const valid = unlessMalformed(() => verifies(signature, message, keyInfo, algorithm)) ?? false;
  decided.set(asked, valid);
  return valid;
}

/** A memo of a pure function: checking a signature takes up to 5 ms, and every connection checks two. */
const decided = new Map<string, boolean>();

const question = (algorithm: string, ...parts: readonly Uint8Array[]): string =>
  [algorithm, ...parts.map((part) => String.fromCharCode(...part))].join('|');

function verifies(signature: Uint8Array, message: Uint8Array, keyInfo: Uint8Array, algorithm: string): boolean {
  const key = readPublicKeyInfo(keyInfo);
  if (!key) return false;
  if (key.kind === 'rsa' && algorithm === OID.rsaPss) return verifyPss(signature, message, key, 'sha256');
  const digest = digestOf(algorithm, key.kind === 'ec' ? ECDSA : RSA);
  if (!digest) return false;
  return key.kind === 'rsa' ? verifyRsa(signature, message, key, digest) : verifiesEc(signature, message, key, digest);
}

const DIGEST_NAMES: readonly DigestName[] = ['sha256', 'sha384', 'sha512', 'sha1', 'md5'];
const digestOf = (algorithm: string, among: Readonly<Record<DigestName, string>>): DigestName | undefined =>
  DIGEST_NAMES.find((name) => among[name] === algorithm);

/** A signature without its certificate: `key` and digest are known, as `openssl dgst -verify` knows them. */
export const verifyWith = (signature: Uint8Array, message: Uint8Array, key: PublicKey, digest: DigestName): boolean =>
  verify(signature, message, publicKeyInfo(key), (key.kind === 'ec' ? ECDSA : RSA)[digest]);

function verifiesEc(signature: Uint8Array, message: Uint8Array, key: EcPublicKey, digest: DigestName): boolean {
  try {
    const hashed = DIGESTS[digest].compute(message);
    const how = { format: 'der', lowS: false, prehash: false } as const;
    return CURVES[key.curve].curve.verify(signature, hashed, key.point, how);
  } catch {
    return false; // not a point, not a signature: the certificate is bad, whatever the reason
  }
}
