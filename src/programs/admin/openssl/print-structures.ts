// Certificates, requests and keys in full, as -text prints them.

import { decode } from '../../../base/bytes.ts';
import { readObjectIdentifier, readValues } from '../../../base/x509/der.ts';
import { CURVES, type KeyPair, type PublicKey, readPublicKeyInfo } from '../../../base/x509/key.ts';
import { bitLength, toBytes } from '../../../base/x509/rsa.ts';
import type { CertificateStructure, RequestStructure } from '../../../base/x509/structure.ts';
import { type NameStyle, nameText, styleOf } from './names.ts';
import { longName } from './objects.ts';
import { extensionText } from './print-extensions.ts';

export interface TextOptions {
  readonly names?: NameStyle;
  /** Parts left out: `no_pubkey`, `no_sigdump`, ... */
  readonly without?: ReadonlySet<string>;
  readonly dates?: (at: number) => string;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Nov 20 12:17:58 2026 GMT`. `at` in Unix milliseconds. */
export function dateText(at: number): string {
  const [date, time] = new Date(at).toISOString().split(/[T.]/);
  const [year, month, day] = date.split('-');
  return `${MONTHS[Number(month) - 1]} ${String(Number(day)).padStart(2)} ${time} ${year} GMT`;
}

/** `2026-11-20 12:17:58Z` */
export const isoDateText = (at: number): string => new Date(at).toISOString().replace('T', ' ').replace(/\.\d+/, '');

export function certificateText(certificate: CertificateStructure, options: TextOptions = {}): string {
  const { names = styleOf(undefined), without = new Set<string>(), dates = dateText } = options;
  const show = (part: string, text: () => string) => (without.has(part) ? '' : text());
  const nameIn = (label: string, parts: CertificateStructure['subject']) =>
    `        ${label}:${names?.isMultiline ? '\n' : ' '}${nameText(parts, names).replace(/^ {4}/gm, '            ')}\n`;
  const { version, serial, signatureAlgorithm } = certificate;
  return [
    show('no_header', () => 'Certificate:\n    Data:\n'),
    show('no_version', () => `        Version: ${version + 1} (0x${version.toString(16)})\n`),
    show('no_serial', () => `        Serial Number:${serialText(serial)}\n`),
    show('no_signame', () => `        Signature Algorithm: ${longName(signatureAlgorithm)}\n`),
    show('no_issuer', () => nameIn('Issuer', certificate.issuer)),
    show(
      'no_validity',
      () =>
        `        Validity\n            Not Before: ${dates(certificate.notBefore)}\n            Not After : ${dates(certificate.notAfter)}\n`,
    ),
    show('no_subject', () => nameIn('Subject', certificate.subject)),
    show('no_pubkey', () => publicKeyInfoText(certificate.publicKeyInfo)),
    show('no_extensions', () =>
      certificate.extensions.length === 0
        ? ''
        : `        X509v3 extensions:\n${certificate.extensions.map((one) => extensionText(one, 12)).join('')}`,
    ),
    show('no_sigdump', () => signatureText(signatureAlgorithm, certificate.signature)),
  ].join('');
}

export function requestText(request: RequestStructure, options: TextOptions = {}): string {
  const { names = styleOf(undefined), without = new Set<string>() } = options;
  const show = (part: string, text: () => string) => (without.has(part) ? '' : text());
  return [
    show('no_header', () => 'Certificate Request:\n    Data:\n'),
    show('no_version', () => `        Version: ${request.version + 1} (0x${request.version.toString(16)})\n`),
    show('no_subject', () => `        Subject:${names?.isMultiline ? '\n' : ' '}${nameText(request.subject, names)}\n`),
    show('no_pubkey', () => publicKeyInfoText(request.publicKeyInfo)),
    show('no_attributes', () => attributesText(request)),
    show('no_sigdump', () => signatureText(request.signatureAlgorithm, request.signature)),
  ].join('');
}

const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';

/** Without any attribute openssl 3.0 still announces extensions. */
function attributesText({ attributes, extensions }: RequestStructure): string {
  const others = attributes.filter(({ id }) => id !== EXTENSION_REQUEST);
  const none = attributes.length === 0 ? '            (none)\n' : '';
  const lines = others.map(
    ({ id, values }) =>
      `            ${longName(id).padEnd(25)}:${values.map(({ content }) => decode(content)).join(', ')}\n`,
  );
  const wanted =
    attributes.length === others.length && attributes.length > 0
      ? ''
      : `            Requested Extensions:\n${extensions.map((one) => extensionText(one, 16)).join('')}`;
  return `        Attributes:\n${none}${lines.join('')}${wanted}`;
}

/** Small ones in both bases on the line, large ones as bytes below it. */
function serialText(serial: Uint8Array): string {
  const isNegative = (serial[0] & 0x80) !== 0;
  let value = 0n;
  for (const byte of serial) value = value * 256n + BigInt(byte);
  if (isNegative) value = (1n << BigInt(8 * serial.length)) - value;
  const sign = isNegative ? '-' : '';
  if (value < 1n << 63n) return ` ${sign}${value} (${sign}0x${value.toString(16)})`;
  const bytes = toBytes(value);
  return `\n            ${isNegative ? ' (Negative)' : ''}${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(':')}`;
}

function signatureText(algorithm: string, signature: Uint8Array): string {
  const lines = colonLines(signature, 18).map((line) => `        ${line}\n`);
  return `    Signature Algorithm: ${longName(algorithm)}\n    Signature Value:\n${lines.join('')}`;
}

function publicKeyInfoText(info: Uint8Array): string {
  const algorithm = readObjectIdentifier(readValues(readValues(readValues(info)[0].content)[0].content)[0].content);
  const key = readPublicKeyInfo(info);
  const head = `        Subject Public Key Info:\n            Public Key Algorithm: ${longName(algorithm)}\n`;
  if (!key) return `${head}            Unable to load Public Key\n`;
  return head + publicKeyText(key).replace(/^(?=.)/gm, ' '.repeat(16));
}

// ——— keys ———

export const keyBits = (key: PublicKey): number =>
  key.kind === 'ec' ? CURVES[key.curve].bits : bitLength(key.modulus);

export const publicKeyText = (key: PublicKey): string =>
  key.kind === 'ec'
    ? `Public-Key: (${keyBits(key)} bit)\npub:\n${byteBlock(key.point)}${curveText(key)}`
    : `Public-Key: (${keyBits(key)} bit)\n${numberText('Modulus', key.modulus)}${numberText('Exponent', key.exponent)}`;

export function privateKeyText(key: KeyPair): string {
  if (key.kind === 'ec')
    return `Private-Key: (${keyBits(key)} bit)\npriv:\n${byteBlock(key.secret)}pub:\n${byteBlock(key.point)}${curveText(key)}`;
  const { first, second, coefficient } = key.remainders;
  const numbers: readonly (readonly [string, bigint])[] = [
    ['modulus', key.modulus],
    ['publicExponent', key.exponent],
    ['privateExponent', key.secret],
    ['prime1', key.primes[0]],
    ['prime2', key.primes[1]],
    ['exponent1', first],
    ['exponent2', second],
    ['coefficient', coefficient],
  ];
  return `Private-Key: (${keyBits(key)} bit, 2 primes)\n${numbers.map(([name, value]) => numberText(name, value)).join('')}`;
}

const curveText = (key: PublicKey): string =>
  key.kind === 'ec' ? `ASN1 OID: ${key.curve}\nNIST CURVE: ${CURVES[key.curve].nist}\n` : '';

function numberText(name: string, value: bigint): string {
  if (value < 1n << 64n) return `${name}: ${value} (0x${value.toString(16)})\n`;
  const bytes = toBytes(value);
  return `${name}:\n${byteBlock(bytes[0] & 0x80 ? Uint8Array.of(0, ...bytes) : bytes)}`;
}

const byteBlock = (bytes: Uint8Array): string =>
  colonLines(bytes, 15)
    .map((line) => `    ${line}\n`)
    .join('');

/** `00:b2:…:8d:` — every line but the last ends in a colon. */
function colonLines(bytes: Uint8Array, perLine: number): string[] {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += perLine) {
    const part = [...bytes.subarray(at, at + perLine)].map((byte) => byte.toString(16).padStart(2, '0')).join(':');
    lines.push(at + perLine < bytes.length ? `${part}:` : part);
  }
  return lines;
}
