// Signs approved certificate requests with the cluster's authority, for the signers Kubernetes itself has. Models
// pkg/controller/certificates/{signer,authority}.

import { fromBase64, toBase64 } from '../../../base/base64.ts';
import { decode, encode } from '../../../base/bytes.ts';
import { formatTime } from '../../../base/duration.ts';
import { EXTENSION, keyIdentifier } from '../../../base/x509/certificate.ts';
import { bitString, context, der, objectIdentifier, sequence } from '../../../base/x509/der.ts';
import { type KeyPair, keyFromPem, publicKeyInfo } from '../../../base/x509/key.ts';
import { readPem, toPem } from '../../../base/x509/pem.ts';
import {
  buildCertificate,
  type Extension,
  type RequestStructure,
  readCertificateStructure,
  readRequestStructure,
} from '../../../base/x509/structure.ts';
import type { Millis } from '../../../sim/simulation.ts';
import type { Task } from '../../../sim/task.ts';
import { CERTIFICATE_SIGNING_REQUEST } from '../../objects/certificate-signing-request.ts';
import type { CertificateSigningRequest } from '../../objects/types/extension.ts';
import type { Condition } from '../../objects/types/meta.ts';
import { withCondition } from '../conditions.ts';
import type { Controller } from '../controller.ts';
import { conditionOf, timeOf } from '../pods.ts';
import type { Workplace } from '../run.ts';

/** PEM, as the files are now; undefined when they cannot be read. */
export type SigningFiles = () => { readonly certificate: string; readonly key: string } | undefined;

interface Authority {
  readonly subject: Uint8Array;
  readonly key: KeyPair;
  readonly notAfter: Millis;
}

const BACKDATE: Millis = 5 * 60_000;
const SHORT: Millis = 8 * 3_600_000;
const SHORTEST: Millis = 10 * 60_000;
const RETRY: Millis = 60_000;

/** `longest`: --cluster-signing-duration. */
export function requestSigner(workplace: Workplace, files: SigningFiles, longest: Millis): Controller {
  const requests = workplace.informers.of(CERTIFICATE_SIGNING_REQUEST);
  return {
    name: 'certificatesigningrequest-signing-controller',
    watches: [
      { kind: CERTIFICATE_SIGNING_REQUEST, keys: ({ metadata }: CertificateSigningRequest) => [metadata.name] },
    ],
    *reconcile(name) {
      const request = requests.get(name);
      if (!request || !isToBeSigned(request)) return undefined;
      const authority = authorityOf(files());
      if (!authority) {
        workplace.logError('Unhandled Error', 'error reading CA cert and key', 'certificate_controller');
        return { again: RETRY };
      }
      yield* answer(workplace, request, authority, longest);
      return undefined;
    },
  };
}

function authorityOf(files: ReturnType<SigningFiles>): Authority | undefined {
  if (!files) return undefined;
  const key = keyFromPem(files.key);
  const [block] = readPem(files.certificate);
  if (!key || block?.label !== 'CERTIFICATE') return undefined;
  const { subjectBytes, notAfter } = readCertificateStructure(block.bytes);
  return { subject: subjectBytes, key, notAfter };
}

function isToBeSigned(request: CertificateSigningRequest): boolean {
  const { spec, status } = request;
  if (status.certificate || conditionOf(request, 'Failed') || conditionOf(request, 'Denied')) return false;
  return conditionOf(request, 'Approved') !== undefined && Object.hasOwn(SIGNERS, spec.signerName);
}

function* answer(
  workplace: Workplace,
  request: CertificateSigningRequest,
  authority: Authority,
  longest: Millis,
): Task<void> {
  const { spec, status } = request;
  const wish = readRequestStructure(readPem(decode(fromBase64(spec.request) ?? new Uint8Array()))[0].bytes);
  const problem = SIGNERS[spec.signerName](wish, spec.usages ?? []);
  let answered: CertificateSigningRequest['status'];
  if (problem === undefined) {
    const asked = spec.expirationSeconds === undefined ? longest : spec.expirationSeconds * 1_000;
    const life = Math.min(Math.max(asked, SHORTEST), longest);
    answered = {
      ...status,
      certificate: toBase64(encode(signed(workplace, wish, spec.usages ?? [], authority, life))),
    };
  } else {
    const now = formatTime(workplace.now);
    const failure: Condition = {
      type: 'Failed',
      status: 'True',
      reason: 'SignerValidationFailure',
      message: problem,
      lastUpdateTime: now,
      lastTransitionTime: now,
    };
    answered = { ...status, conditions: withCondition(status.conditions, failure) };
  }
  yield* workplace.client.update(CERTIFICATE_SIGNING_REQUEST, { ...request, status: answered }, 'status');
}

// ——— who signs what ———

/** Why a signer does not sign; undefined: it does. */
type Signer = (request: RequestStructure, usages: readonly string[]) => string | undefined;

const SIGNERS: Readonly<Record<string, Signer>> = {
  'kubernetes.io/kube-apiserver-client': (_, usages) => clientUsageProblem(usages),
  'kubernetes.io/kube-apiserver-client-kubelet': (request, usages) =>
    nodeNameProblem(request) ??
    (request.extensions.some(({ id }) => id === EXTENSION.subjectAlternativeName)
      ? 'DNS or IP SANs are not allowed'
      : undefined) ??
    clientUsageProblem(usages),
  'kubernetes.io/kubelet-serving': (request, usages) =>
    nodeNameProblem(request) ??
    (request.extensions.some(({ id }) => id === EXTENSION.subjectAlternativeName)
      ? undefined
      : 'DNS or IP SANs are required') ??
    (usages.includes('server auth')
      ? undefined
      : 'usages did not match [digital signature key encipherment server auth]'),
  'kubernetes.io/legacy-unknown': () => undefined,
};

function clientUsageProblem(usages: readonly string[]): string | undefined {
  const allowed = ['digital signature', 'key encipherment', 'client auth'];
  const wrong = usages.find((usage) => !allowed.includes(usage));
  if (wrong) return `invalid usage for client certificate: ${wrong}`;
  return usages.includes('client auth') ? undefined : 'missing required usage for client certificate: client auth';
}

const COMMON_NAME = '2.5.4.3';
const ORGANIZATION = '2.5.4.10';

function nodeNameProblem({ subject }: RequestStructure): string | undefined {
  const texts = (wanted: string) => subject.filter(({ id }) => id === wanted).map(({ bytes }) => decode(bytes));
  const organizations = texts(ORGANIZATION);
  if (organizations.length !== 1 || organizations[0] !== 'system:nodes')
    return 'subject organization is not system:nodes';
  return texts(COMMON_NAME)[0]?.startsWith('system:node:')
    ? undefined
    : 'subject common name does not begin with system:node:';
}

// ——— the certificate ———

/** Bits of the key usage extension, the first is the highest. */
const KEY_USAGES: Readonly<Record<string, number>> = {
  signing: 0,
  'digital signature': 0,
  'content commitment': 1,
  'key encipherment': 2,
  'data encipherment': 3,
  'key agreement': 4,
  'cert sign': 5,
  'crl sign': 6,
};
const EXTENDED_USAGES: Readonly<Record<string, string>> = {
  any: '2.5.29.37.0',
  'server auth': '1.3.6.1.5.5.7.3.1',
  'client auth': '1.3.6.1.5.5.7.3.2',
  'code signing': '1.3.6.1.5.5.7.3.3',
  'email protection': '1.3.6.1.5.5.7.3.4',
  's/mime': '1.3.6.1.5.5.7.3.4',
  timestamping: '1.3.6.1.5.5.7.3.8',
  'ocsp signing': '1.3.6.1.5.5.7.3.9',
};

function signed(
  workplace: Workplace,
  request: RequestStructure,
  usages: readonly string[],
  authority: Authority,
  life: Millis,
): string {
  const notAfter = workplace.now + life - (life < SHORT ? 0 : BACKDATE);
  const serial = workplace.simulation.random.bytes(16);
  serial[0] &= 0x7f;
  const certificate = buildCertificate(
    {
      serial,
      issuer: authority.subject,
      subject: request.subjectBytes,
      notBefore: workplace.now - BACKDATE,
      notAfter: Math.min(notAfter, authority.notAfter),
      publicKeyInfo: request.publicKeyInfo,
      extensions: extensionsFor(request, usages, publicKeyInfo(authority.key)),
    },
    authority.key,
  );
  return toPem('CERTIFICATE', certificate);
}

/** In the order of Go's crypto/x509. */
function extensionsFor(request: RequestStructure, usages: readonly string[], issuer: Uint8Array): Extension[] {
  const bits = [...new Set(usages.flatMap((usage) => KEY_USAGES[usage] ?? []))];
  const purposes = usages.flatMap((usage) => EXTENDED_USAGES[usage] ?? []);
  const names = request.extensions.find(({ id }) => id === EXTENSION.subjectAlternativeName);
  const list: Extension[] = [];
  if (bits.length > 0) {
    const byte = bits.reduce((sum, bit) => sum | (0x80 >> bit), 0);
    const value = bitString(Uint8Array.of(byte), 7 - Math.max(...bits));
    list.push({ id: EXTENSION.keyUsage, critical: true, value });
  }
  if (purposes.length > 0) {
    list.push({ id: EXTENSION.extendedKeyUsage, critical: false, value: sequence(...purposes.map(objectIdentifier)) });
  }
  list.push({ id: EXTENSION.basicConstraints, critical: true, value: sequence() });
  const identifier = sequence(der(context(0, false), keyIdentifier(issuer)));
  list.push({ id: EXTENSION.authorityKeyIdentifier, critical: false, value: identifier });
  if (names) list.push({ id: EXTENSION.subjectAlternativeName, critical: false, value: names.value });
  return list;
}

// ——— old requests ———

const HOUR: Millis = 3_600_000;

/** Requests that were answered an hour ago, or ignored for a day, are thrown away. Models pkg/controller/certificates/cleaner. */
export function requestCleaner(workplace: Workplace): Controller {
  const requests = workplace.informers.of(CERTIFICATE_SIGNING_REQUEST);
  return {
    name: 'certificatesigningrequest-cleaner-controller',
    watches: [
      { kind: CERTIFICATE_SIGNING_REQUEST, keys: ({ metadata }: CertificateSigningRequest) => [metadata.name] },
    ],
    *reconcile(name) {
      const request = requests.get(name);
      if (!request) return undefined;
      const answers = (request.status.conditions ?? []).map(({ lastUpdateTime }) => timeOf(lastUpdateTime));
      const due =
        answers.length > 0 ? Math.max(...answers) + HOUR : timeOf(request.metadata.creationTimestamp) + 24 * HOUR;
      if (due > workplace.now) return { again: due - workplace.now };
      yield* workplace.client.delete(CERTIFICATE_SIGNING_REQUEST, name);
      return undefined;
    },
  };
}
