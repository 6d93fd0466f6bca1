// Extensions from text, as configuration files, -addext and -extfile give them: `subjectAltName = DNS:a,IP:10.0.0.1`.

import { encode } from '../../../base/bytes.ts';
import { addressBytes, keyIdentifier } from '../../../base/x509/certificate.ts';
import { bitString, context, der, integer, objectIdentifier, sequence, TAG } from '../../../base/x509/der.ts';
import { toBytes } from '../../../base/x509/rsa.ts';
import type { Extension } from '../../../base/x509/structure.ts';
import type { QueuedError } from './command.ts';
import { pairsOf, type Sections } from './configuration.ts';
import { objectIdOf } from './objects.ts';

/** What extensions may speak of. */
export interface ExtensionContext {
  readonly sections: Sections;
  /** The section they stand in, for messages. */
  readonly section: string;
  /** SubjectPublicKeyInfo of the certificate's own key; a request has one, too. */
  readonly subjectKey: Uint8Array;
  /** Of the key that signs: the issuer's subject key identifier. */
  readonly issuerKeyId?: Uint8Array;
  /** Who signed the issuer, and the issuer's own number; missing for what signs itself. */
  readonly issuer?: { readonly name: Uint8Array; readonly serial: Uint8Array };
}

/** Names an extension that cannot be made, and the queue of errors below. */
export class ExtensionError extends Error {
  override readonly name = 'ExtensionError';
  readonly queue: readonly QueuedError[];
  constructor(queue: readonly QueuedError[]) {
    super(queue[0].where);
    this.queue = queue;
  }
}

export const makeExtensions = (
  pairs: readonly (readonly [name: string, value: string])[],
  about: ExtensionContext,
): Extension[] =>
  pairs.flatMap(([name, text]) => {
    const [, critical, value] = /^(critical\s*,\s*)?([\s\S]*)$/.exec(text) ?? ['', undefined, text];
    const id = objectIdOf(name);
    const make = MAKERS[name];
    const inExtension: QueuedError = {
      code: '11000080',
      where: 'X509 V3 routines:X509V3_EXT_nconf_int:error in extension:../crypto/x509/v3_conf.c:48',
      data: `section=${about.section}, name=${name}, value=${text}`,
    };
    if (id === undefined || !make)
      throw new ExtensionError([
        {
          code: '11000082',
          where: 'X509 V3 routines:do_ext_nconf:unknown extension name:../crypto/x509/v3_conf.c:88',
        },
        inExtension,
      ]);
    try {
      const bytes = make(value, about);
      return bytes ? [{ id, critical: critical !== undefined, value: bytes }] : [];
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      throw new ExtensionError([error.queued, inExtension]);
    }
  });

class BadValue extends Error {
  override readonly name = 'BadValue';
  readonly queued: QueuedError;
  constructor(code: string, where: string, data?: string) {
    super(where);
    this.queued = { code, where: `X509 V3 routines:${where}`, ...(data === undefined ? {} : { data }) };
  }
}

/** Undefined: nothing to say, the extension is left out. */
type Maker = (value: string, about: ExtensionContext) => Uint8Array | undefined;

const words = (value: string): string[] =>
  value
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');

const MAKERS: Readonly<Record<string, Maker>> = {
  basicConstraints: (value) => {
    let isAuthority = false;
    let length: number | undefined;
    for (const word of words(value)) {
      const [name, setting = ''] = word.split(':');
      if (name === 'CA' && /^(?:TRUE|true|Y|y|YES|yes)$/.test(setting)) isAuthority = true;
      else if (name === 'CA' && /^(?:FALSE|false|N|n|NO|no)$/.test(setting)) isAuthority = false;
      else if (name === 'pathlen' && /^\d+$/.test(setting)) length = Number(setting);
      else
        throw new BadValue(
          '1100006A',
          'v2i_BASIC_CONSTRAINTS:invalid name:../crypto/x509/v3_bcons.c:90',
          `name=${name}`,
        );
    }
    return sequence(
      ...(isAuthority ? [der(TAG.boolean, Uint8Array.of(255))] : []),
      ...(length === undefined ? [] : [integer(toBytes(BigInt(length)))]),
    );
  },
  keyUsage: (value) => flags(value, KEY_USES),
  nsCertType: (value) => flags(value, NETSCAPE_TYPES),
  extendedKeyUsage: (value) =>
    sequence(
      ...words(value).map((word) => {
        const id = objectIdOf(word);
        if (id === undefined)
          throw new BadValue(
            '1100006E',
            'v2i_EXTENDED_KEY_USAGE:invalid object identifier:../crypto/x509/v3_extku.c:98',
            word,
          );
        return objectIdentifier(id);
      }),
    ),
  subjectKeyIdentifier: (value, { subjectKey }) => {
    if (value === 'none') return undefined;
    const id = value === 'hash' ? keyIdentifier(subjectKey) : bytesOf(value);
    return der(TAG.octetString, id);
  },
  authorityKeyIdentifier: (value, { issuerKeyId, issuer }) => {
    if (value === 'none' || !issuerKeyId) return undefined;
    const wants = words(value);
    const naming =
      issuer && wants.includes('issuer:always')
        ? [der(context(1), der(context(4), issuer.name)), der(context(2, false), issuer.serial)]
        : [];
    return sequence(
      ...(wants.some((one) => one.startsWith('keyid')) ? [der(context(0, false), issuerKeyId)] : []),
      ...naming,
    );
  },
  subjectAltName: alternativeNames,
  issuerAltName: alternativeNames,
  nsComment: (value) => der(IA5_STRING, encode(value)),
  authorityInfoAccess: (value) =>
    sequence(
      ...words(value).map((word) => {
        const [, method, place] = /^([^;]*);(.*)$/.exec(word) ?? ['', word, ''];
        return sequence(objectIdentifier(objectIdOf(method) ?? '0.0'), generalName(place));
      }),
    ),
  crlDistributionPoints: (value) =>
    sequence(...words(value).map((word) => sequence(der(context(0), der(context(0), generalName(word)))))),
};

const IA5_STRING = 0x16;

const KEY_USES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
];
const NETSCAPE_TYPES = ['client', 'server', 'email', 'objsign', 'reserved', 'sslCA', 'emailCA', 'objCA'];

const SAME_USES: Readonly<Record<string, string>> = {
  'Digital Signature': 'digitalSignature',
  'Non Repudiation': 'nonRepudiation',
  'Key Encipherment': 'keyEncipherment',
  'Data Encipherment': 'dataEncipherment',
  'Key Agreement': 'keyAgreement',
  'Certificate Sign': 'keyCertSign',
  'CRL Sign': 'cRLSign',
};

/** A named-bit list: trailing zero bits are left out. */
function flags(value: string, names: readonly string[]): Uint8Array {
  let bits = 0;
  for (const word of words(value)) {
    const at = names.indexOf(SAME_USES[word] ?? word);
    if (at < 0)
      throw new BadValue(
        '1100006F',
        'v2i_ASN1_BIT_STRING:unknown bit string argument:../crypto/x509/v3_bitst.c:95',
        word,
      );
    bits |= 0x8000 >> at;
  }
  const bytes = bits & 0xff ? [bits >> 8, bits & 0xff] : [bits >> 8];
  const last = bytes[bytes.length - 1];
  return bitString(Uint8Array.from(bytes), last === 0 ? 0 : 31 - Math.clz32(last & -last));
}

const bytesOf = (hex: string): Uint8Array =>
  Uint8Array.from(hex.replaceAll(':', '').match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

function alternativeNames(value: string, about: ExtensionContext): Uint8Array {
  const names = words(value).flatMap((word) => {
    if (!word.startsWith('@')) return [generalName(word)];
    const pairs = pairsOf(about.sections, word.slice(1));
    if (!pairs)
      throw new BadValue(
        '11000089',
        'X509V3_get_section:section not found:../crypto/x509/v3_utl.c:0',
        `section=${word.slice(1)}`,
      );
    // In a section names are numbered to be different: DNS.1, DNS.2.
    return pairs.map(([name, text]) => generalName(`${name.replace(/\.\d+$/, '')}:${text}`));
  });
  return sequence(...names);
}

function generalName(text: string): Uint8Array {
  const colon = text.indexOf(':');
  if (colon < 0) throw new BadValue('1100007C', 'v2i_GENERAL_NAME_ex:missing value:../crypto/x509/v3_san.c:607');
  const [type, value] = [text.slice(0, colon).trim(), text.slice(colon + 1).trim()];
  switch (type) {
    case 'DNS':
      return der(context(2, false), encode(value));
    case 'email':
      return der(context(1, false), encode(value));
    case 'URI':
      return der(context(6, false), encode(value));
    case 'RID':
      return der(context(8, false), objectIdentifier(value).subarray(2));
    case 'IP': {
      const isAddress = /^(?:\d{1,3}\.){3}\d{1,3}$/.test(value)
        ? value.split('.').every((part) => Number(part) < 256)
        : /^[\da-fA-F:]+$/.test(value) && value.includes(':');
      if (!isAddress)
        throw new BadValue('11000076', 'a2i_GENERAL_NAME:bad ip address:../crypto/x509/v3_san.c:550', `value=${value}`);
      return der(context(7, false), addressBytes(value));
    }
    default:
      throw new BadValue(
        '11000075',
        'v2i_GENERAL_NAME_ex:unsupported option:../crypto/x509/v3_san.c:630',
        `name=${type}`,
      );
  }
}
