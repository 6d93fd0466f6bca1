// X.509 extensions in words, as `openssl x509 -text` shows them.

import { decode } from '../../../base/bytes.ts';
import { context, type DerValue, readObjectIdentifier, readValues, TAG } from '../../../base/x509/der.ts';
import { toNumber } from '../../../base/x509/rsa.ts';
import type { Extension, NamePart } from '../../../base/x509/structure.ts';
import { nameText, styleOf } from './names.ts';
import { longName, objectIdOf } from './objects.ts';

/** Title line and indented lines below it; `indent` is the title's. */
export function extensionText(extension: Extension, indent: number): string {
  const margin = ' '.repeat(indent);
  const title = `${margin}${longName(extension.id)}: ${extension.critical ? 'critical' : ''}\n`;
  const lines = extensionLines(extension);
  return title + lines.map((line) => `${margin}    ${line}\n`).join('');
}

const id = (name: string): string => objectIdOf(name) ?? '';

function extensionLines({ id: which, value }: Extension): string[] {
  try {
    for (const [name, print] of Object.entries(PRINTERS)) if (id(name) === which) return print(readValues(value)[0]);
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    return ['<Parse Error>'];
  }
  return dumpLines(value);
}

const PRINTERS: Readonly<Record<string, (value: DerValue) => string[]>> = {
  keyUsage: (value) => [flagText(value, KEY_USES)],
  nsCertType: (value) => [flagText(value, NETSCAPE_TYPES)],
  extendedKeyUsage: (value) => [
    readValues(value.content)
      .map((use) => longName(readObjectIdentifier(use.content)))
      .join(', '),
  ],
  basicConstraints: (value) => [basicConstraints(value)],
  subjectKeyIdentifier: (value) => [colons(value.content)],
  authorityKeyIdentifier: authorityKey,
  subjectAltName: (value) => [generalNames(value)],
  issuerAltName: (value) => [generalNames(value)],
  nsComment: (value) => [decode(value.content)],
  authorityInfoAccess: (value) =>
    readValues(value.content).map((one) => {
      const [method, place] = readValues(one.content);
      return `${longName(readObjectIdentifier(method.content))} - ${generalName(place)}`;
    }),
  crlDistributionPoints: (value) =>
    readValues(value.content).flatMap((point) => [
      'Full Name:',
      ...readValues(point.content)
        .filter(({ tag }) => tag === context(0))
        .flatMap((name) => readValues(name.content))
        .flatMap((full) => readValues(full.content).map((name) => `  ${generalName(name)}`)),
    ]),
  certificatePolicies: (value) =>
    readValues(value.content).map(
      (policy) => `Policy: ${longName(readObjectIdentifier(readValues(policy.content)[0].content))}`,
    ),
};

const KEY_USES = [
  'Digital Signature',
  'Non Repudiation',
  'Key Encipherment',
  'Data Encipherment',
  'Key Agreement',
  'Certificate Sign',
  'CRL Sign',
  'Encipher Only',
  'Decipher Only',
];
const NETSCAPE_TYPES = [
  'SSL Client',
  'SSL Server',
  'S/MIME',
  'Object Signing',
  'Unused',
  'SSL CA',
  'S/MIME CA',
  'Object Signing CA',
];

/** The set bits of a BIT STRING by name. */
const flagText = (value: DerValue, names: readonly string[]): string =>
  names.filter((_, bit) => (value.content[1 + (bit >> 3)] ?? 0) & (0x80 >> (bit & 7))).join(', ');

function basicConstraints(value: DerValue): string {
  const parts = readValues(value.content);
  const isAuthority = parts.some(({ tag, content }) => tag === TAG.boolean && content[0] !== 0);
  const length = parts.find(({ tag }) => tag === TAG.integer);
  return `CA:${isAuthority ? 'TRUE' : 'FALSE'}${length ? `, pathlen:${toNumber(length.content)}` : ''}`;
}

/** Alone the key is shown without its label. */
function authorityKey(value: DerValue): string[] {
  const parts = readValues(value.content);
  const key = parts.find(({ tag }) => tag === context(0, false));
  const issuer = parts.find(({ tag }) => tag === context(1));
  const serial = parts.find(({ tag }) => tag === context(2, false));
  return [
    ...(key ? [`${parts.length > 1 ? 'keyid:' : ''}${colons(key.content)}`] : []),
    ...(issuer ? readValues(issuer.content).map(issuerName) : []),
    ...(serial ? [`serial:${colons(serial.content)}`] : []),
  ];
}

const generalNames = (value: DerValue): string => readValues(value.content).map(generalName).join(', ') || '<EMPTY>';

function generalName(name: DerValue): string {
  switch (name.tag & 0x1f) {
    case 0:
      return 'othername:<unsupported>';
    case 1:
      return `email:${decode(name.content)}`;
    case 2:
      return `DNS:${decode(name.content)}`;
    case 4:
      return `DirName:${nameText(directoryName(name))}`;
    case 6:
      return `URI:${decode(name.content)}`;
    case 7:
      return `IP Address:${addressText(name.content)}`;
    case 8:
      return `Registered ID:${longName(readObjectIdentifier(name.content))}`;
    default:
      return 'X400Name:<unsupported>';
  }
}

/** Here, and only here, names have the old form `/CN=kubernetes`. */
const issuerName = (name: DerValue): string =>
  (name.tag & 0x1f) === 4 ? `DirName:${nameText(directoryName(name), styleOf('compat'))}` : generalName(name);

const directoryName = (name: DerValue): NamePart[] =>
  readValues(readValues(name.content)[0].content).flatMap((set) =>
    readValues(set.content).map((pair, index) => {
      const [type, text] = readValues(pair.content);
      return { id: readObjectIdentifier(type.content), tag: text.tag, bytes: text.content, isJoined: index > 0 };
    }),
  );

/** IPv6 is never shortened here: `0:0:0:0:0:0:0:1`. */
function addressText(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.length !== 16) return '<invalid>';
  return Array.from({ length: 8 }, (_, at) =>
    ((bytes[2 * at] << 8) | bytes[2 * at + 1]).toString(16).toUpperCase(),
  ).join(':');
}

export const colons = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(':');

/** What nothing here reads is shown as its characters, where they can be shown. */
const dumpLines = (bytes: Uint8Array): string[] => {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const part = bytes.subarray(at, at + 16);
    const cells = Array.from({ length: 16 }, (_, index) => {
      const byte = part[index];
      return byte === undefined ? '   ' : `${byte.toString(16).padStart(2, '0')}${index === 7 ? '-' : ' '}`;
    }).join('');
    const letters = [...part].map((byte) => (byte >= 32 && byte <= 126 ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${at.toString(16).padStart(4, '0')} - ${cells}  ${letters}`);
  }
  return lines;
};
