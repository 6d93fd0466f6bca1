// Certificates and certificate requests as their DER has them, with nothing left out: what openssl prints and
// copies. certificate.ts draws from it the few facts that a handshake asks for.

import { concat } from '../bytes.ts';
import {
  bitString,
  context,
  type DerValue,
  der,
  integer,
  objectIdentifier,
  readObjectIdentifier,
  readTime,
  readValues,
  sequence,
  TAG,
  time,
} from './der.ts';
import type { DigestName } from './digest-names.ts';
import { type KeyPair, sign, signatureAlgorithm } from './key.ts';

/** One part of a distinguished name: `CN` and its text, in the string type the issuer chose. */
export interface NamePart {
  readonly id: string;
  readonly tag: number;
  readonly bytes: Uint8Array;
  /** Belongs to the same relative name as the part before it (`CN=a+OU=b`). */
  readonly isJoined: boolean;
}

export interface Extension {
  readonly id: string;
  readonly critical: boolean;
  /** DER of the extension itself. */
  readonly value: Uint8Array;
}

export interface Attribute {
  readonly id: string;
  readonly values: readonly DerValue[];
}

interface Signed {
  readonly whole: Uint8Array;
  /** The bytes under the signature. */
  readonly body: Uint8Array;
  /** Dotted. */
  readonly signatureAlgorithm: string;
  readonly signature: Uint8Array;
  readonly subject: readonly NamePart[];
  /** The name's DER. */
  readonly subjectBytes: Uint8Array;
  readonly publicKeyInfo: Uint8Array;
  readonly extensions: readonly Extension[];
  readonly version: number;
}

export interface CertificateStructure extends Signed {
  /** Two's complement, as encoded. */
  readonly serial: Uint8Array;
  readonly issuer: readonly NamePart[];
  readonly issuerBytes: Uint8Array;
  readonly notBefore: number;
  readonly notAfter: number;
}

export interface RequestStructure extends Signed {
  readonly attributes: readonly Attribute[];
}

const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';

/** Throws RangeError for bytes that are no certificate. */
export const readCertificateStructure = (bytes: Uint8Array): CertificateStructure =>
  checked(() => {
    const [outer] = readValues(bytes);
    const [body, algorithm, signature] = readValues(outer.content);
    const parts = readValues(body.content);
    const version = parts[0].tag === context(0) ? readValues(parts.shift()!.content)[0].content[0] : 0;
    const [serial, , issuer, validity, subject, publicKeyInfo, ...rest] = parts;
    const [notBefore, notAfter] = readValues(validity.content);
    const wrapper = rest.find(({ tag }) => tag === context(3));
    if (publicKeyInfo.tag !== TAG.sequence || signature.tag !== TAG.bitString) throw new RangeError('no certificate');
    return {
      ...signedParts(outer, body, algorithm, signature),
      version,
      serial: serial.content,
      issuer: readNameParts(issuer),
      issuerBytes: issuer.whole,
      notBefore: readTime(notBefore),
      notAfter: readTime(notAfter),
      subject: readNameParts(subject),
      subjectBytes: subject.whole,
      publicKeyInfo: publicKeyInfo.whole,
      extensions: wrapper ? readExtensionList(readValues(wrapper.content)[0]) : [],
    };
  });

/** Throws RangeError for bytes that are no PKCS #10 request. */
export const readRequestStructure = (bytes: Uint8Array): RequestStructure =>
  checked(() => {
    const [outer] = readValues(bytes);
    const [body, algorithm, signature] = readValues(outer.content);
    const [version, subject, publicKeyInfo, wrapper] = readValues(body.content);
    if (signature.tag !== TAG.bitString || version.tag !== TAG.integer) throw new RangeError('no request');
    const attributes = (wrapper ? readValues(wrapper.content) : []).map((attribute) => {
      const [id, values] = readValues(attribute.content);
      return { id: readObjectIdentifier(id.content), values: readValues(values.content) };
    });
    const requested = attributes.find(({ id }) => id === EXTENSION_REQUEST)?.values[0];
    return {
      ...signedParts(outer, body, algorithm, signature),
      version: version.content[0],
      subject: readNameParts(subject),
      subjectBytes: subject.whole,
      publicKeyInfo: publicKeyInfo.whole,
      attributes,
      extensions: requested ? readExtensionList(requested) : [],
    };
  });

const signedParts = (outer: DerValue, body: DerValue, algorithm: DerValue, signature: DerValue) => ({
  whole: outer.whole,
  body: body.whole,
  signatureAlgorithm: readObjectIdentifier(readValues(algorithm.content)[0].content),
  signature: signature.content.subarray(1),
});

/** What is not where it must be shows as a missing part. */
function checked<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof TypeError) throw new RangeError('malformed structure');
    throw error;
  }
}

function readNameParts(name: DerValue): NamePart[] {
  return readValues(name.content).flatMap((set) =>
    readValues(set.content).map((pair, index) => {
      const [id, text] = readValues(pair.content);
      return { id: readObjectIdentifier(id.content), tag: text.tag, bytes: text.content, isJoined: index > 0 };
    }),
  );
}

const readExtensionList = (list: DerValue): Extension[] =>
  readValues(list.content).map((one) => {
    const parts = readValues(one.content);
    return {
      id: readObjectIdentifier(parts[0].content),
      critical: parts.length > 2 && parts[1].content[0] !== 0,
      value: parts[parts.length - 1].content,
    };
  });

// ——— writing ———

export const writeNameParts = (parts: readonly NamePart[]): Uint8Array => {
  const sets: Uint8Array[][] = [];
  for (const { id, tag, bytes, isJoined } of parts) {
    const pair = sequence(objectIdentifier(id), der(tag, bytes));
    if (isJoined && sets.length > 0) sets[sets.length - 1].push(pair);
    else sets.push([pair]);
  }
  // DER wants the parts of a set in order.
  return sequence(...sets.map((pairs) => der(TAG.set, ...pairs.sort(byBytes))));
};

function byBytes(a: Uint8Array, b: Uint8Array): number {
  const at = a.findIndex((byte, index) => byte !== b[index]);
  return at < 0 ? 0 : a[at] - (b[at] ?? -1);
}

const writeExtensions = (extensions: readonly Extension[]): Uint8Array =>
  sequence(
    ...extensions.map(({ id, critical, value }) =>
      sequence(
        objectIdentifier(id),
        ...(critical ? [der(TAG.boolean, Uint8Array.of(255))] : []),
        der(TAG.octetString, value),
      ),
    ),
  );

export interface CertificateContent {
  readonly serial: Uint8Array;
  /** DER names. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly publicKeyInfo: Uint8Array;
  readonly extensions: readonly Extension[];
}

/** DER of a certificate signed with `key`: version 3 with extensions, version 1 without. */
export function buildCertificate(content: CertificateContent, key: KeyPair, digest: DigestName = 'sha256'): Uint8Array {
  const { extensions } = content;
  return signedSequence(
    sequence(
      ...(extensions.length > 0 ? [der(context(0), integer(Uint8Array.of(2)))] : []),
      integer(content.serial),
      signatureAlgorithm(key, digest),
      content.issuer,
      sequence(time(content.notBefore), time(content.notAfter)),
      content.subject,
      content.publicKeyInfo,
      ...(extensions.length > 0 ? [der(context(3), writeExtensions(extensions))] : []),
    ),
    key,
    digest,
  );
}

/** DER of a PKCS #10 request. */
export function buildRequest(
  content: Pick<CertificateContent, 'subject' | 'publicKeyInfo' | 'extensions'>,
  key: KeyPair,
  digest: DigestName = 'sha256',
): Uint8Array {
  const { subject, publicKeyInfo, extensions } = content;
  const wanted =
    extensions.length === 0
      ? []
      : [sequence(objectIdentifier(EXTENSION_REQUEST), der(TAG.set, writeExtensions(extensions)))];
  const attributes = der(context(0), concat([new Uint8Array(0), ...wanted]));
  return signedSequence(sequence(integer(Uint8Array.of(0)), subject, publicKeyInfo, attributes), key, digest);
}

const signedSequence = (body: Uint8Array, key: KeyPair, digest: DigestName): Uint8Array =>
  sequence(body, signatureAlgorithm(key, digest), bitString(sign(body, key, digest)));
