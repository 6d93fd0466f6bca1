// openssl req: certificate requests, and self-signed certificates, from a key and a name.

import {
  type CurveName,
  generateKey,
  type KeyPair,
  keyToPkcs8,
  publicKeyInfo,
  publicKeyToPem,
  readPublicKeyInfo,
  verify,
} from '../../../base/x509/key.ts';
import { toPem } from '../../../base/x509/pem.ts';
import { generateRsaKey, toBytes } from '../../../base/x509/rsa.ts';
import {
  buildRequest,
  type Extension,
  type NamePart,
  type RequestStructure,
  readRequestStructure,
  writeNameParts,
} from '../../../base/x509/structure.ts';
import type { ExitCode } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import { askForName } from './ask-name.ts';
import type { Command, Run } from './command.ts';
import { pairsOf, parseConfiguration, type Sections } from './configuration.ts';
import { encoded, loadCertificate, loadKey, loadRequest } from './files.ts';
import { curveNamed, progress } from './key-generation.ts';
import { type ExtensionContext, ExtensionError, makeExtensions } from './make-extensions.ts';
import { randomSerial, subjectOf } from './micro-ca.ts';
import { labelledName, namePart, styleOf } from './names.ts';
import { objectIdOf } from './objects.ts';
import { requestText } from './print-structures.ts';
import { DAY, keyIdOf, signCertificate } from './sign.ts';

const DEFAULT_CONFIGURATION = '/usr/lib/ssl/openssl.cnf';

export const req: Command = {
  name: 'req',
  options: [
    ...['in', 'inform', 'verify', 'new', 'config', 'section', 'utf8', 'nameopt', 'reqopt', 'text', 'x509', 'CA'],
    ...['CAkey', 'subj', 'subject', 'multivalue-rdn', 'days', 'set_serial', 'copy_extensions', 'addext', 'extensions'],
    ...['reqexts', 'key', 'keyform', 'pubkey', 'keyout', 'newkey', 'pkeyopt', 'out', 'outform', 'batch', 'verbose'],
    ...['noenc', 'nodes', 'noout', 'newhdr', 'modulus'],
  ],
  otherwise: 'digest',
  *work(run) {
    if (run.operands.length > 0) return yield* run.usage();
    const path = run.value('config') ?? run.process.environment.get('OPENSSL_CONF') ?? DEFAULT_CONFIGURATION;
    const { files } = run.process;
    const sections =
      run.has('config') || files.exists(path) ? parseConfiguration(yield* run.openText(path)) : new Map();
    const makes = run.has('new', 'newkey', 'x509', 'CA');
    if (makes && !run.has('in')) return yield* make(run, sections);
    const request = yield* loadRequest(run, run.value('in'), 'X509 request');
    return yield* makes ? certify(run, sections, request, yield* keyFor(run, sections)) : show(run, request);
  },
};

function* show(run: Run, request: RequestStructure, signed: Uint8Array = request.whole): Task<ExitCode> {
  if (run.has('verify')) {
    const isGood = verify(request.signature, request.body, request.publicKeyInfo, request.signatureAlgorithm);
    if (!isGood) yield* run.fail(['Certificate request self-signature verify failure']);
    yield* run.say('Certificate request self-signature verify OK');
  }
  const key = readPublicKeyInfo(request.publicKeyInfo);
  const style = styleOf(run.value('nameopt'));
  if (!style) return yield* run.usage();
  const without = new Set(run.value('reqopt')?.split(',') ?? []);
  let text = run.has('pubkey') && key ? publicKeyToPem(key) : '';
  if (run.has('text')) text += requestText(request, { names: style, without });
  if (run.has('subject')) text += labelledName('subject', request.subject, style);
  if (run.has('modulus'))
    text += `Modulus=${key?.kind === 'rsa' ? key.modulus.toString(16).toUpperCase() : 'No modulus for this public key type'}\n`;
  return yield* deliver(run, text, run.has('newhdr') ? 'NEW CERTIFICATE REQUEST' : 'CERTIFICATE REQUEST', signed);
}

function* deliver(run: Run, text: string, label: string, bytes: Uint8Array): Task<ExitCode> {
  const head = new TextEncoder().encode(text);
  const body = run.has('noout') ? new Uint8Array(0) : encoded(toPem(label, bytes), bytes, run.isDer('outform'));
  yield* run.write(Uint8Array.of(...head, ...body));
  return 0;
}

// ——— making ———

function* make(run: Run, sections: Sections): Task<ExitCode> {
  const section = run.value('section') ?? 'req';
  const settings: ReadonlyMap<string, string> = sections.get(section) ?? new Map();
  const addedPairs = yield* addedExtensions(run, sections);
  const key = yield* keyFor(run, sections);
  const certifies = run.has('x509', 'CA');
  const chosen = certifies
    ? (run.value('extensions') ?? settings.get('x509_extensions'))
    : (run.value('reqexts', 'extensions') ?? settings.get('req_extensions'));
  const extensionPairs = chosen === undefined ? [] : yield* sectionPairs(run, sections, chosen);
  const subject = yield* subjectFor(run, sections, settings);
  if (subject.length === 0 && !run.has('subj')) yield* run.fail(['Error making certificate request']);
  const info = publicKeyInfo(key);
  const about = { sections, section: chosen ?? 'default', subjectKey: info };
  const pairs = [...extensionPairs, ...addedPairs];
  yield* run.process.compute(4);
  if (!certifies) {
    const extensions = yield* extensionsOf(run, pairs, about);
    const bytes = buildRequest({ subject: writeNameParts(subject), publicKeyInfo: info, extensions }, key, run.digest);
    return yield* show(run, readRequestStructure(bytes));
  }
  return yield* selfSign(run, pairs, about, subject, key);
}

/** -x509 -in request: a certificate for somebody's request, signed with -key. */
function* certify(run: Run, sections: Sections, request: RequestStructure, key: KeyPair): Task<ExitCode> {
  const section = run.value('extensions') ?? sections.get('req')?.get('x509_extensions');
  const pairs = [
    ...(section === undefined ? [] : yield* sectionPairs(run, sections, section)),
    ...(yield* addedExtensions(run, sections)),
  ];
  const about = { sections, section: section ?? 'default', subjectKey: request.publicKeyInfo };
  const copies = ['copy', 'copyall'].includes(run.value('copy_extensions') ?? 'none') ? request.extensions : [];
  const subject = run.has('subj') ? yield* subjectOf(run, run.value('subj')!) : request.subject;
  return yield* selfSign(run, pairs, about, subject, key, copies);
}

function* selfSign(
  run: Run,
  pairs: readonly (readonly [string, string])[],
  about: ExtensionContext,
  subject: readonly NamePart[],
  key: KeyPair,
  copies: readonly Extension[] = [],
): Task<ExitCode> {
  const authorityFile = run.value('CA');
  const authority =
    authorityFile === undefined ? undefined : yield* loadCertificate(run, authorityFile, 'issuing CA certificate');
  const signer = authority ? yield* loadKey(run, run.value('CAkey') ?? authorityFile, 'issuing CA private key') : key;
  const issuerKeyId = authority ? keyIdOf(authority) : keyIdOf({ publicKeyInfo: about.subjectKey, extensions: [] });
  const made = yield* extensionsOf(run, pairs, {
    ...about,
    issuerKeyId,
    ...(authority ? { issuer: { name: authority.issuerBytes, serial: authority.serial } } : {}),
  });
  const serial = run.value('set_serial');
  const notBefore = Math.floor(run.now / 1000) * 1000;
  const name = writeNameParts(subject);
  const bytes = signCertificate(
    {
      serial: serial === undefined ? randomSerial(run) : toBytes(BigInt(serial)),
      issuer: authority?.subjectBytes ?? name,
      subject: name,
      notBefore,
      notAfter: notBefore + Number(run.value('days') ?? 30) * DAY,
      publicKeyInfo: about.subjectKey,
      extensions: [...copies.filter(({ id }) => !made.some((one) => one.id === id)), ...made],
    },
    signer,
    issuerKeyId,
    run.digest,
  );
  return yield* deliver(run, '', 'CERTIFICATE', bytes);
}

function* addedExtensions(run: Run, sections: Sections): Task<(readonly [string, string])[]> {
  const pairs: (readonly [string, string])[] = [];
  for (const text of run.values('addext')) {
    const equals = text.indexOf('=');
    const name = (equals < 0 ? text : text.slice(0, equals)).trim();
    if (equals < 0 || pairs.some(([other]) => other === name)) {
      yield* run.say(`Duplicate extension: ${text}`);
      return yield* run.usage();
    }
    pairs.push([name, text.slice(equals + 1).trim()]);
  }
  try {
    makeExtensions(pairs, { sections, section: 'default', subjectKey: EXAMPLE, issuerKeyId: new Uint8Array(20) });
  } catch (error) {
    if (!(error instanceof ExtensionError)) throw error;
    yield* run.fail(['Error checking extensions defined using -addext'], error.queue);
  }
  return pairs;
}

/** A public key to try extensions with. */
const EXAMPLE = Uint8Array.of(0x30, 0x08, 0x30, 0x03, 0x06, 0x01, 0x00, 0x03, 0x01, 0x00);

function* extensionsOf(
  run: Run,
  pairs: readonly (readonly [string, string])[],
  about: ExtensionContext,
): Task<Extension[]> {
  try {
    return makeExtensions(pairs, about);
  } catch (error) {
    if (!(error instanceof ExtensionError)) throw error;
    const kind = run.has('x509') ? 'x509' : 'request';
    return yield* run.fail([`Error checking ${kind} extension section ${about.section}`], error.queue);
  }
}

function* sectionPairs(run: Run, sections: Sections, name: string): Task<(readonly [string, string])[]> {
  const pairs = pairsOf(sections, name);
  if (pairs) return pairs;
  return yield* run.fail([`Error checking ${run.has('x509') ? 'x509' : 'request'} extension section ${name}`]);
}

// ——— the name ———

function* subjectFor(run: Run, sections: Sections, settings: ReadonlyMap<string, string>): Task<readonly NamePart[]> {
  const given = run.value('subj');
  if (given !== undefined) return yield* subjectOf(run, given);
  const section = settings.get('distinguished_name');
  const fields = section === undefined ? undefined : pairsOf(sections, section);
  if (!fields)
    return yield* run.fail([
      section === undefined ? "Unable to find 'distinguished_name' in config" : `Unable to get '${section}' section`,
      'Error making certificate request',
    ]);
  if (settings.get('prompt') !== 'no')
    return yield* askForName(run, fields, pairsOf(sections, settings.get('attributes') ?? '') ?? []);
  return fields.flatMap(([name, value]) => {
    const id = objectIdOf(name.replace(/^[^.]*\.(?=[A-Za-z])/, ''));
    return id === undefined || value === '' ? [] : [namePart(id, value)];
  });
}

// ——— the key ———

function* keyFor(run: Run, sections: Sections): Task<KeyPair> {
  const given = run.value('key');
  if (given !== undefined) return yield* loadKey(run, given);
  const settings: ReadonlyMap<string, string> = sections.get(run.value('section') ?? 'req') ?? new Map();
  if (!run.has('nodes', 'noenc') && settings.get('encrypt_key') !== 'no')
    yield* run.notSimulated('without -nodes: keys are not encrypted');
  const wanted = run.value('newkey') ?? `rsa:${settings.get('default_bits') ?? 2048}`;
  const key = yield* newKey(run, wanted, settings);
  const path = run.value('keyout') ?? settings.get('default_keyfile') ?? 'privkey.pem';
  yield* run.write(keyToPkcs8(key), path, 0o600);
  yield* run.say('-----');
  return key;
}

function* newKey(run: Run, wanted: string, settings: ReadonlyMap<string, string>): Task<KeyPair> {
  const { random } = run.process.simulation;
  const [kind, detail] = wanted.split(':');
  if (kind === 'rsa' || /^\d+$/.test(kind)) {
    const bits = Number(detail ?? (/^\d+$/.test(kind) ? kind : (settings.get('default_bits') ?? 2048)));
    if (!(bits >= 512)) yield* run.fail(['Private key length too short, it needs to be at least 512 bits']);
    yield* run.process.compute(bits / 10);
    const key = generateRsaKey(random, bits);
    yield* run.process.complain(progress(random, bits));
    return key;
  }
  if (kind !== 'ec') yield* run.notSimulated(`-newkey ${wanted}`);
  const curve: CurveName | undefined = curveNamed(
    run
      .values('pkeyopt')
      .find((option) => option.startsWith('ec_paramgen_curve:'))
      ?.replace('ec_paramgen_curve:', '') ?? '',
  );
  if (!curve) return yield* run.fail(['Error allocating keygen context']);
  return generateKey(random, curve);
}
