// How openssl x509 makes certificates: from a request or another certificate, signed by a CA's key or by their own.

import { equalBytes } from '../../../base/bytes.ts';
import { type KeyPair, publicKeyInfo, readPublicKeyInfo, verify } from '../../../base/x509/key.ts';
import { toBytes } from '../../../base/x509/rsa.ts';
import {
  type CertificateStructure,
  type Extension,
  readCertificateStructure,
  writeNameParts,
} from '../../../base/x509/structure.ts';
import { SystemError, strerror } from '../../../linux/errors.ts';
import type { Task } from '../../../sim/task.ts';
import { openErrors, type Run } from './command.ts';
import { pairsOf, parseConfiguration, type Sections } from './configuration.ts';
import { loadCertificate, loadKey, loadRequest } from './files.ts';
import { type ExtensionContext, ExtensionError, makeExtensions } from './make-extensions.ts';
import { labelledName, type NameStyle, parseSubject } from './names.ts';
import { DAY, keyIdOf, signCertificate } from './sign.ts';

export interface Drafted {
  readonly certificate: CertificateStructure;
  /** That signed it, when one did. */
  readonly key?: KeyPair;
}

/** The certificate that the command line speaks of: read, or made. */
export function* draftCertificate(run: Run, style: NameStyle): Task<Drafted> {
  const extfile = run.value('extfile');
  const sections = extfile === undefined ? new Map() : parseConfiguration(yield* run.openText(extfile));
  const section = run.value('extensions') ?? sections.get('default')?.get('extensions') ?? 'default';
  const added = extfile === undefined ? [] : yield* checkedSection(run, sections, section);
  const draft = yield* run.has('req') ? fromRequest(run, style) : fromCertificate(run);
  if (run.has('x509toreq'))
    return { certificate: draft.certificate!, key: yield* loadKey(run, run.value('key', 'signkey')) };
  if (run.has('CA')) return yield* signByAuthority(run, draft, { sections, section, added });
  if (run.has('key', 'signkey')) return yield* signByItself(run, draft, { sections, section, added });
  if (!draft.certificate)
    yield* run.fail(['We need a private key to sign with, use -key or -CAkey or -CA with private key']);
  return { certificate: draft.certificate! };
}

/** What becomes a certificate. */
interface Draft {
  readonly subject: Uint8Array;
  readonly publicKeyInfo: Uint8Array;
  readonly extensions: readonly Extension[];
  /** Missing: it was a request. */
  readonly certificate?: CertificateStructure;
}

interface Wanted {
  readonly sections: Sections;
  readonly section: string;
  readonly added: readonly (readonly [name: string, value: string])[];
}

function* fromCertificate(run: Run): Task<Draft> {
  const certificate = yield* loadCertificate(run, run.value('in'));
  const { subjectBytes, publicKeyInfo: info, extensions } = certificate;
  const subject = (yield* newSubject(run)) ?? subjectBytes;
  return { subject, publicKeyInfo: info, extensions: run.has('clrext') ? [] : extensions, certificate };
}

function* fromRequest(run: Run, style: NameStyle): Task<Draft> {
  const request = yield* loadRequest(run, run.value('in'), 'certificate request input');
  const { publicKeyInfo: info } = request;
  if (!verify(request.signature, request.body, info, request.signatureAlgorithm))
    yield* run.fail(['Certificate request self-signature did not match the contents']);
  yield* run.say('Certificate request self-signature ok');
  yield* run.say(labelledName('subject', request.subject, style).trimEnd());
  const copies = ['copy', 'copyall'].includes(run.value('copy_extensions') ?? 'none');
  const subject = (yield* newSubject(run)) ?? request.subjectBytes;
  return { subject, publicKeyInfo: info, extensions: copies ? request.extensions : [] };
}

function* newSubject(run: Run): Task<Uint8Array | undefined> {
  const text = run.value('subj');
  if (text === undefined) return undefined;
  return writeNameParts(yield* subjectOf(run, text));
}

/** -subj, with its warnings; a text in no known form ends the command. */
export function* subjectOf(run: Run, text: string) {
  const parsed = parseSubject(text, run.has('utf8'));
  if (!parsed)
    return yield* run.fail([
      `${run.name}: subject name is expected to be in the format /type0=value0/type1=value1/type2=... where characters may be escaped by \\. This name is not in that format: '${text.replace(/^\//, '')}'`,
    ]);
  for (const warning of parsed.warnings) yield* run.say(`${run.name} warning: ${warning}`);
  return parsed.parts;
}

// ——— signing ———

function* signByItself(run: Run, draft: Draft, wanted: Wanted): Task<Drafted> {
  const key = yield* loadKey(run, run.value('key', 'signkey'));
  const info = publicKeyInfo(key);
  const issuerKeyId = keyIdOf({ publicKeyInfo: info, extensions: [] });
  const serial = givenSerial(run) ?? draft.certificate?.serial ?? randomSerial(run);
  return yield* finish(run, { ...draft, publicKeyInfo: info }, wanted, {
    key,
    issuer: draft.subject,
    issuerKeyId,
    serial,
  });
}

function* signByAuthority(run: Run, draft: Draft, wanted: Wanted): Task<Drafted> {
  const file = run.value('CA')!;
  const authority = yield* loadCertificate(run, file, 'CA certificate');
  const key = yield* loadKey(run, run.value('CAkey') ?? file, 'CA private key');
  yield* checkPair(run, authority, key);
  const serial = givenSerial(run) ?? (yield* nextSerial(run, file));
  return yield* finish(run, draft, wanted, {
    key,
    issuer: authority.subjectBytes,
    issuerKeyId: keyIdOf(authority),
    authority,
    serial,
  });
}

interface Issuer {
  readonly key: KeyPair;
  readonly issuer: Uint8Array;
  readonly issuerKeyId: Uint8Array;
  readonly authority?: CertificateStructure;
  readonly serial: Uint8Array;
}

function* finish(run: Run, draft: Draft, wanted: Wanted, by: Issuer): Task<Drafted> {
  const about: ExtensionContext = {
    sections: wanted.sections,
    section: wanted.section,
    subjectKey: draft.publicKeyInfo,
    issuerKeyId: by.issuerKeyId,
    ...(by.authority ? { issuer: { name: by.authority.issuerBytes, serial: by.authority.serial } } : {}),
  };
  const added = makeExtensions(wanted.added, about);
  const kept = draft.extensions.filter(({ id }) => !added.some((one) => one.id === id));
  const old = run.has('preserve_dates') ? draft.certificate : undefined;
  const notBefore = old?.notBefore ?? Math.floor(run.now / 1000) * 1000;
  const notAfter = old?.notAfter ?? notBefore + Number(run.value('days') ?? 30) * DAY;
  yield* run.process.compute(4);
  const bytes = signCertificate(
    {
      serial: by.serial,
      issuer: by.issuer,
      subject: draft.subject,
      notBefore,
      notAfter,
      publicKeyInfo: draft.publicKeyInfo,
      extensions: [...kept, ...added],
    },
    by.key,
    by.issuerKeyId,
    run.digest,
  );
  return { certificate: readCertificateStructure(bytes), key: by.key };
}

function* checkPair(run: Run, authority: CertificateStructure, key: KeyPair): Task<void> {
  if (equalBytes(publicKeyInfo(key), authority.publicKeyInfo)) return;
  const isOtherKind = readPublicKeyInfo(authority.publicKeyInfo)?.kind !== key.kind;
  yield* run.fail(
    ['CA certificate and CA private key do not match'],
    isOtherKind
      ? [
          {
            code: '03000065',
            where:
              'digital envelope routines:evp_keymgmt_util_match:different key types:../crypto/evp/keymgmt_lib.c:388',
          },
          {
            code: '05800073',
            where: 'x509 certificate routines:X509_check_private_key:key type mismatch:../crypto/x509/x509_cmp.c:406',
          },
        ]
      : [
          {
            code: '05800074',
            where: 'x509 certificate routines:X509_check_private_key:key values mismatch:../crypto/x509/x509_cmp.c:405',
          },
        ],
  );
}

/** Looks at the section before anything is read, as the real one does. */
function* checkedSection(run: Run, sections: Sections, section: string): Task<(readonly [string, string])[]> {
  const pairs = pairsOf(sections, section);
  if (!pairs)
    return yield* run.fail(
      [`Error checking extension section ${section}`],
      [
        {
          code: '07000065',
          where: 'configuration file routines:NCONF_get_section:no section:../crypto/conf/conf_lib.c:0',
          data: `section=${section}`,
        },
      ],
    );
  const extensions = pairs.filter(([name]) => section !== 'default' || name !== 'extensions');
  try {
    makeExtensions(extensions, { sections, section, subjectKey: EXAMPLE, issuerKeyId: new Uint8Array(20) });
  } catch (error) {
    if (!(error instanceof ExtensionError)) throw error;
    yield* run.fail([`Error checking extension section ${section}`], error.queue);
  }
  return extensions;
}

/** A public key to try extensions with: 30 08 30 03 06 01 00 03 01 00. */
const EXAMPLE = Uint8Array.of(0x30, 0x08, 0x30, 0x03, 0x06, 0x01, 0x00, 0x03, 0x01, 0x00);

// ——— serial numbers ———

function givenSerial(run: Run): Uint8Array | undefined {
  const text = run.value('set_serial');
  return text === undefined ? undefined : toBytes(BigInt(text));
}

/** Twenty bytes, positive. */
export function randomSerial(run: Run): Uint8Array {
  const bytes = run.process.simulation.random.bytes(20);
  bytes[0] = (bytes[0] & 0x7f) | 0x40;
  return bytes;
}

/** Beside the CA's certificate, `ca.crt` → `ca.srl`, lies the last number given out. */
function* nextSerial(run: Run, authorityFile: string): Task<Uint8Array> {
  const path = run.value('CAserial') ?? `${authorityFile.replace(/\.[^./]*$/, '')}.srl`;
  const { process } = run;
  let serial: Uint8Array;
  try {
    const text = process.files.readText(process.absolute(path), process.credentials).trim();
    serial = toBytes(BigInt(`0x${text}`) + 1n);
  } catch (error) {
    if (error instanceof SyntaxError) return yield* run.fail([`Unable to load number from ${path}`]);
    if (!(error instanceof SystemError)) throw error;
    if (run.has('CAserial') && !run.has('CAcreateserial'))
      return yield* run.fail([`${path}: ${strerror(error.code)}`], openErrors(error, path, 'r'));
    serial = randomSerial(run);
    if (!run.has('CAcreateserial')) return serial;
  }
  const digits = [...serial].map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join('');
  yield* run.write(`${digits}\n`, path);
  return serial;
}
