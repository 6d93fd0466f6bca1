// X.509 certificates: issued, read, and checked the way Go's crypto/x509 checks them.

import { decode, encode } from '../bytes.ts';
import { sha1 } from '../digests.ts';
import {
  bitString,
  context,
  type DerValue,
  der,
  objectIdentifier,
  readObjectIdentifier,
  readValues,
  sequence,
  TAG,
} from './der.ts';
import { type KeyPair, publicKeyInfo, readPublicKeyInfo, verify } from './key.ts';
import { readPem, toPem } from './pem.ts';
import {
  buildCertificate,
  type Extension,
  type NamePart,
  readCertificateStructure,
  writeNameParts,
} from './structure.ts';

export interface Name {
  readonly commonName: string;
  readonly organizations: readonly string[];
}

export type KeyUse = 'server' | 'client';

export interface CertificateRequest {
  readonly subject: Name;
  readonly isAuthority?: boolean;
  readonly uses?: readonly KeyUse[];
  readonly dnsNames?: readonly string[];
  readonly addresses?: readonly string[];
  /** Unix milliseconds. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** Up to 63 bits. */
  readonly serial: Uint8Array;
}

export interface Certificate {
  readonly subject: Name;
  readonly issuer: Name;
  readonly serial: Uint8Array;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly isAuthority: boolean;
  readonly uses: readonly KeyUse[];
  readonly dnsNames: readonly string[];
  readonly addresses: readonly string[];
  /** The subject's public key: SubjectPublicKeyInfo. */
  readonly publicKeyInfo: Uint8Array;
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
  /** The signature algorithm's identifier. */
  readonly signatureAlgorithm: string;
}

export const EXTENSION = {
  subjectAlternativeName: '2.5.29.17',
  keyUsage: '2.5.29.15',
  basicConstraints: '2.5.29.19',
  extendedKeyUsage: '2.5.29.37',
  subjectKeyIdentifier: '2.5.29.14',
  authorityKeyIdentifier: '2.5.29.35',
} as const;
const USES: Record<KeyUse, string> = { server: '1.3.6.1.5.5.7.3.1', client: '1.3.6.1.5.5.7.3.2' };
const COMMON_NAME = '2.5.4.3';
const ORGANIZATION = '2.5.4.10';

// ——— issuing ———

/** A PEM certificate for `key`, signed by `issuer` (itself, when `issuer.key` is `key`). */
export function issue(
  request: CertificateRequest,
  key: KeyPair,
  issuer: { readonly subject: Name; readonly key: KeyPair },
): string {
  const { serial, notBefore, notAfter } = request;
  const info = publicKeyInfo(key);
  const certificate = buildCertificate(
    {
      serial,
      notBefore,
      notAfter,
      issuer: writeName(issuer.subject),
      subject: writeName(request.subject),
      publicKeyInfo: info,
      extensions: extensions(request, info, issuer.key === key ? undefined : publicKeyInfo(issuer.key)),
    },
    issuer.key,
  );
  return toPem('CERTIFICATE', certificate);
}

/** In the order of Go's crypto/x509. `issuer` undefined: signed by itself. */
function extensions(request: CertificateRequest, own: Uint8Array, issuer: Uint8Array | undefined): Extension[] {
  const list: Extension[] = [];
  const add = (id: string, critical: boolean, value: Uint8Array) => list.push({ id, critical, value });
  // Digital Signature and Key Encipherment; an authority also signs certificates.
  add(
    EXTENSION.keyUsage,
    true,
    request.isAuthority ? bitString(Uint8Array.of(0xa4), 2) : bitString(Uint8Array.of(0xa0), 5),
  );
  if (request.uses?.length)
    add(EXTENSION.extendedKeyUsage, false, sequence(...request.uses.map((use) => objectIdentifier(USES[use]))));
  const authority = request.isAuthority ? sequence(der(TAG.boolean, Uint8Array.of(255))) : sequence();
  add(EXTENSION.basicConstraints, true, authority);
  if (request.isAuthority) add(EXTENSION.subjectKeyIdentifier, false, der(TAG.octetString, keyIdentifier(own)));
  if (issuer) add(EXTENSION.authorityKeyIdentifier, false, sequence(der(context(0, false), keyIdentifier(issuer))));
  const names = [
    ...(request.dnsNames ?? []).map((name) => der(context(2, false), encode(name))),
    ...(request.addresses ?? []).map((address) => der(context(7, false), addressBytes(address))),
  ];
  if (names.length > 0) add(EXTENSION.subjectAlternativeName, false, sequence(...names));
  return list;
}

/** RFC 5280's first way: SHA-1 of the public key's bits. */
export const keyIdentifier = (info: Uint8Array): Uint8Array => {
  const [, bits] = readValues(readValues(info)[0].content);
  return sha1(bits.content.subarray(1));
};

function writeName(name: Name): Uint8Array {
  const part = (id: string, text: string): NamePart => ({
    id,
    tag: TAG.utf8String,
    bytes: encode(text),
    isJoined: false,
  });
  return writeNameParts([
    ...name.organizations.map((organization) => part(ORGANIZATION, organization)),
    part(COMMON_NAME, name.commonName),
  ]);
}

export function addressBytes(address: string): Uint8Array {
  if (address.includes('.')) return Uint8Array.from(address.split('.').map(Number));
  const [head, tail = ''] = address.split('::');
  const groups = (text: string) => text.split(':').filter(Boolean);
  const missing = 8 - groups(head).length - groups(tail).length;
  const all = [
    ...groups(head),
    ...Array.from({ length: address.includes('::') ? missing : 0 }, () => '0'),
    ...groups(tail),
  ];
  return Uint8Array.from(all.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]));
}

// ——— reading ———

/** All certificates of a PEM text, in order. Throws RangeError for a block that is no certificate. */
export function readCertificates(pem: string): readonly Certificate[] {
  let certificates = alreadyRead.get(pem);
  if (!certificates) {
    certificates = parseCertificates(pem);
    alreadyRead.set(pem, certificates);
  }
  return certificates;
}

/** A memo of a pure function: every connection reads the same few texts again. */
const alreadyRead = new Map<string, readonly Certificate[]>();

function parseCertificates(pem: string): Certificate[] {
  return readPem(pem)
    .filter((block) => block.label === 'CERTIFICATE')
    .map((block) => readCertificate(block.bytes));
}

function readCertificate(bytes: Uint8Array): Certificate {
  const { subject, issuer, extensions: found, body, ...same } = readCertificateStructure(bytes);
  return {
    ...same,
    subject: readName(subject),
    issuer: readName(issuer),
    signed: body,
    ...readExtensions(found),
  };
}

function readName(parts: readonly NamePart[]): Name {
  const texts = (wanted: string) => parts.filter(({ id }) => id === wanted).map((part) => decode(part.bytes));
  return { commonName: texts(COMMON_NAME).at(-1) ?? '', organizations: texts(ORGANIZATION) };
}

function readExtensions(
  found: readonly Extension[],
): Pick<Certificate, 'isAuthority' | 'uses' | 'dnsNames' | 'addresses'> {
  const byId = new Map<string, DerValue[]>(found.map(({ id, value }) => [id, readValues(value)]));
  const inside = (id: string) => {
    const value = byId.get(id)?.[0];
    return value ? readValues(value.content) : [];
  };
  const uses = inside(EXTENSION.extendedKeyUsage).map((use) => readObjectIdentifier(use.content));
  const names = inside(EXTENSION.subjectAlternativeName);
  return {
    isAuthority: inside(EXTENSION.basicConstraints)[0]?.content[0] === 255,
    uses: (['server', 'client'] as const).filter((use) => uses.includes(USES[use])),
    dnsNames: names.filter((name) => name.tag === context(2, false)).map((name) => decode(name.content)),
    addresses: names.filter((name) => name.tag === context(7, false)).map((name) => addressText(name.content)),
  };
}

function addressText(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i] << 8) | bytes[2 * i + 1]).toString(16));
  return groups
    .join(':')
    .replace(/\b(?:0:)+0\b|^0(?::0)+/, '::')
    .replace(/:{3,}/, '::');
}

// ——— checking ———

export const sameName = (a: Name, b: Name): boolean =>
  a.commonName === b.commonName && a.organizations.join('\0') === b.organizations.join('\0');

/** Why `leaf` cannot be trusted with these roots, in Go's words; undefined when it can. `now` in Unix milliseconds. */
export function distrust(
  leaf: Certificate,
  roots: readonly Certificate[],
  use: KeyUse,
  now: number,
  intermediates: readonly Certificate[] = [],
): string | undefined {
  if (now < leaf.notBefore || now > leaf.notAfter) return expiry(leaf, now);
  const issuers = [...roots, ...intermediates].filter((one) => sameName(one.subject, leaf.issuer));
  const signer = issuers.find((one) => signedBy(leaf, one));
  if (!signer) return `x509: certificate signed by unknown authority${hint(issuers)}`;
  if (!roots.includes(signer)) {
    const others = intermediates.filter((one) => one !== signer);
    const above = distrust(signer, roots, use, now, others);
    if (above) return above;
  } else if (now < signer.notBefore || now > signer.notAfter) return expiry(signer, now);
  if (leaf.uses.length > 0 && !leaf.uses.includes(use)) return 'x509: certificate specifies an incompatible key usage';
  return undefined;
}

export const signedBy = (certificate: Certificate, issuer: Certificate): boolean =>
  verify(certificate.signature, certificate.signed, issuer.publicKeyInfo, certificate.signatureAlgorithm);

const FAILURES = { rsa: 'crypto/rsa: verification error', ec: 'x509: ECDSA verification failure' } as const;

const hint = (issuers: readonly Certificate[]): string =>
  issuers.length === 0
    ? ''
    : ` (possibly because of "${FAILURES[readPublicKeyInfo(issuers[0].publicKeyInfo)?.kind ?? 'rsa']}" while trying to verify candidate authority certificate "${issuers[0].subject.commonName}")`;

function expiry(certificate: Certificate, now: number): string {
  const text = (at: number) => new Date(at).toISOString().replace(/\.\d+/, '');
  const side =
    now < certificate.notBefore ? `before ${text(certificate.notBefore)}` : `after ${text(certificate.notAfter)}`;
  return `x509: certificate has expired or is not yet valid: current time ${text(now)} is ${side}`;
}

/** Why the certificate does not stand for `host` (a name or an address), in Go's words; undefined when it does. */
export function mismatch(certificate: Certificate, host: string): string | undefined {
  const isAddress = /^\d+\.\d+\.\d+\.\d+$|:/.test(host);
  const { addresses, dnsNames } = certificate;
  if (isAddress) {
    if (addresses.length === 0)
      return `x509: cannot validate certificate for ${host} because it doesn't contain any IP SANs`;
    return addresses.includes(host) ? undefined : `x509: certificate is valid for ${addresses.join(', ')}, not ${host}`;
  }
  const wanted = host.toLowerCase();
  if (
    dnsNames.some(
      (name) => name === wanted || (name.startsWith('*.') && name.slice(1) === wanted.slice(wanted.indexOf('.'))),
    )
  ) {
    return undefined;
  }
  if (dnsNames.length === 0) return `x509: certificate is not valid for any names, but wanted to match ${host}`;
  return `x509: certificate is valid for ${dnsNames.join(', ')}, not ${host}`;
}
