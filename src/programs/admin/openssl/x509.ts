// openssl x509: shows certificates, and makes them from requests (see micro-ca.ts).

import { decode, encode } from '../../../base/bytes.ts';
import { md5, sha1 } from '../../../base/digests.ts';
import { context, der, objectIdentifier, readValues, sequence, TAG } from '../../../base/x509/der.ts';
import { DIGESTS } from '../../../base/x509/digest-names.ts';
import { type KeyPair, publicKeyToPem, readPublicKeyInfo } from '../../../base/x509/key.ts';
import { toPem } from '../../../base/x509/pem.ts';
import { toBytes } from '../../../base/x509/rsa.ts';
import { buildRequest, type CertificateStructure, type NamePart } from '../../../base/x509/structure.ts';
import type { ExitCode } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import { emailsOf, matchesAddress, matchesEmail, matchesHost } from './chain.ts';
import type { Command, Run } from './command.ts';
import { encoded } from './files.ts';
import { draftCertificate } from './micro-ca.ts';
import { labelledName, type NameStyle, styleOf } from './names.ts';
import { objectIdOf, shortName } from './objects.ts';
import { colons, extensionText } from './print-extensions.ts';
import { certificateText, dateText, isoDateText } from './print-structures.ts';

export const x509: Command = {
  name: 'x509',
  options: [
    ...['in', 'inform', 'out', 'outform', 'noout', 'nocert', 'text', 'certopt', 'nameopt', 'dateopt', 'fingerprint'],
    ...['alias', 'serial', 'startdate', 'enddate', 'dates', 'subject', 'issuer', 'email', 'hash', 'subject_hash'],
    ...['subject_hash_old', 'issuer_hash', 'issuer_hash_old', 'ext', 'ocsp_uri', 'pubkey', 'modulus', 'checkend'],
    ...['checkhost', 'checkip', 'checkemail', 'req', 'copy_extensions', 'key', 'signkey', 'keyform', 'set_serial'],
    ...['days', 'preserve_dates', 'subj', 'clrext', 'extfile', 'extensions', 'CA', 'CAkey', 'CAform', 'CAkeyform'],
    ...['CAserial', 'CAcreateserial', 'x509toreq'],
  ],
  *work(run) {
    if (run.operands.length > 0) return yield* run.usage();
    const style = styleOf(run.value('nameopt'));
    if (!style) return yield* run.usage();
    const { certificate, key } = yield* draftCertificate(run, style);
    return yield* show(run, certificate, key, style);
  },
};

function* show(
  run: Run,
  certificate: CertificateStructure,
  key: KeyPair | undefined,
  style: NameStyle,
): Task<ExitCode> {
  const iso = run.value('dateopt') === 'iso_8601';
  const asked: Asked = { run, style, dates: iso ? isoDateText : dateText };
  // What is asked for is printed in the order of the options.
  const parts = run.given.map((option) => SHOWN[option]?.(certificate, asked) ?? '');
  let text = parts.join('');
  if (run.has('ext') && parts[run.given.indexOf('ext')] === '') yield* run.say('No extensions in certificate');
  const { answer, status } = check(run, certificate);
  text += answer;
  if (run.has('noout', 'nocert')) {
    yield* run.write(text);
    return status;
  }
  const [label, bytes] =
    run.has('x509toreq') && key
      ? ['CERTIFICATE REQUEST', requestOf(certificate, key, run)]
      : ['CERTIFICATE', certificate.whole];
  const body = encoded(toPem(label, bytes), bytes, run.isDer('outform'));
  yield* run.write(Uint8Array.of(...encode(text), ...body));
  return status;
}

const requestOf = (certificate: CertificateStructure, key: KeyPair, run: Run): Uint8Array => {
  const copies = ['copy', 'copyall'].includes(run.value('copy_extensions') ?? 'none');
  const { subjectBytes: subject, publicKeyInfo, extensions } = certificate;
  return buildRequest({ subject, publicKeyInfo, extensions: copies ? extensions : [] }, key, run.digest);
};

interface Asked {
  readonly run: Run;
  readonly style: NameStyle;
  readonly dates: (at: number) => string;
}

type Shown = (certificate: CertificateStructure, asked: Asked) => string;

const startDate: Shown = ({ notBefore }, { dates }) => `notBefore=${dates(notBefore)}\n`;
const endDate: Shown = ({ notAfter }, { dates }) => `notAfter=${dates(notAfter)}\n`;
const subjectHash: Shown = ({ subject }) => `${nameHash(subject)}\n`;

const SHOWN: Readonly<Record<string, Shown>> = {
  text: (certificate, { run, style, dates }) =>
    certificateText(certificate, {
      names: style,
      dates,
      without: new Set(run.value('certopt')?.split(',') ?? []),
    }),
  subject: ({ subject }, { style }) => labelledName('subject', subject, style),
  issuer: ({ issuer }, { style }) => labelledName('issuer', issuer, style),
  serial: ({ serial }) => `serial=${serialDigits(serial)}\n`,
  startdate: startDate,
  enddate: endDate,
  dates: (certificate, asked) => startDate(certificate, asked) + endDate(certificate, asked),
  hash: subjectHash,
  subject_hash: subjectHash,
  issuer_hash: ({ issuer }) => `${nameHash(issuer)}\n`,
  subject_hash_old: ({ subjectBytes }) => `${littleEndian(md5(subjectBytes))}\n`,
  issuer_hash_old: ({ issuerBytes }) => `${littleEndian(md5(issuerBytes))}\n`,
  fingerprint: ({ whole }, { run }) => {
    const name = run.namesDigest ? run.digest : 'sha1';
    // The default is called by its standard name.
    return `${run.namesDigest ? name : 'SHA1'} Fingerprint=${colons(DIGESTS[name].compute(whole))}\n`;
  },
  alias: () => '<No Alias>\n',
  email: (certificate) =>
    emailsOf(certificate)
      .map((email) => `${email}\n`)
      .join(''),
  ocsp_uri: (certificate) =>
    ocspPlaces(certificate)
      .map((place) => `${place}\n`)
      .join(''),
  pubkey: ({ publicKeyInfo }) => {
    const key = readPublicKeyInfo(publicKeyInfo);
    return key ? publicKeyToPem(key) : toPem('PUBLIC KEY', publicKeyInfo);
  },
  modulus: ({ publicKeyInfo }) => {
    const key = readPublicKeyInfo(publicKeyInfo);
    return key?.kind === 'rsa'
      ? `Modulus=${key.modulus.toString(16).toUpperCase()}\n`
      : 'Modulus=No modulus for this public key type\n';
  },
  ext: ({ extensions }, { run }) => {
    const wanted = run.value('ext')?.split(',') ?? [];
    const found = extensions.filter(({ id }) => wanted.includes(shortName(id)));
    return found.map((one) => extensionText(one, 0)).join('');
  },
};

function ocspPlaces({ extensions }: CertificateStructure): string[] {
  const access = extensions.find(({ id }) => id === objectIdOf('authorityInfoAccess'));
  if (!access) return [];
  return readValues(readValues(access.value)[0].content)
    .map(({ content }) => readValues(content)[1])
    .filter(({ tag }) => tag === context(6, false))
    .map(({ content }) => decode(content));
}

function serialDigits(serial: Uint8Array): string {
  let value = 0n;
  for (const byte of serial) value = value * 256n + BigInt(byte);
  const isNegative = (serial[0] & 0x80) !== 0;
  if (isNegative) value = (1n << BigInt(8 * serial.length)) - value;
  return `${isNegative ? '-' : ''}${[...toBytes(value)].map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join('')}`;
}

/** SHA-1 over the name in its canonical form: UTF-8, lower case, single spaces, without the outer sequence. */
function nameHash(parts: readonly NamePart[]): string {
  const canonical: Uint8Array[] = [];
  for (const [index, { id, bytes }] of parts.entries()) {
    const text = decode(bytes).trim().replace(/\s+/g, ' ').toLowerCase();
    const pair = sequence(objectIdentifier(id), der(TAG.utf8String, encode(text)));
    const next = parts[index + 1];
    if (parts[index].isJoined) continue;
    const joined = next?.isJoined
      ? [sequence(objectIdentifier(next.id), der(TAG.utf8String, encode(decode(next.bytes).trim().toLowerCase())))]
      : [];
    canonical.push(der(TAG.set, pair, ...joined));
  }
  return littleEndian(sha1(Uint8Array.from(canonical.flatMap((set) => [...set]))));
}

const littleEndian = ([a, b, c, d]: Uint8Array): string =>
  [d, c, b, a].map((byte) => byte.toString(16).padStart(2, '0')).join('');

// ——— -checkend, -checkhost, -checkip, -checkemail ———

function check(run: Run, certificate: CertificateStructure): { readonly answer: string; readonly status: ExitCode } {
  const seconds = run.value('checkend');
  if (seconds !== undefined) {
    const expires = certificate.notAfter < run.now + Number(seconds) * 1000;
    return { answer: `Certificate will ${expires ? '' : 'not '}expire\n`, status: expires ? 1 : 0 };
  }
  const match = (what: string, name: string | undefined, matches: (name: string) => boolean) =>
    name === undefined ? '' : `${what} ${name} does ${matches(name) ? '' : 'NOT '}match certificate\n`;
  return {
    answer:
      match('Hostname', run.value('checkhost'), (name) => matchesHost(certificate, name)) +
      match('Email', run.value('checkemail'), (name) => matchesEmail(certificate, name)) +
      match('IP', run.value('checkip'), (name) => matchesAddress(certificate, name)),
    status: 0,
  };
}
