// certificates.k8s.io/v1 CertificateSigningRequest. Models pkg/registry/certificates/certificates.

import { fromBase64 } from '../../base/base64.ts';
import { decode } from '../../base/bytes.ts';
import { humanDuration } from '../../base/duration.ts';
import { readPem } from '../../base/x509/pem.ts';
import { AGE, column, NAME, NONE } from './columns.ts';
import type { FieldError, Kind } from './kind.ts';
import { sameJson } from './strategy.ts';
import type { CertificateSigningRequest } from './types/extension.ts';
import { GoLiteral, immutable, invalid, required, unsupported } from './validation/errors.ts';

const USAGES = [
  'any',
  'cert sign',
  'client auth',
  'code signing',
  'content commitment',
  'crl sign',
  'data encipherment',
  'decipher only',
  'digital signature',
  'email protection',
  'encipher only',
  'ipsec end system',
  'ipsec tunnel',
  'ipsec user',
  'key agreement',
  'key encipherment',
  'microsoft sgc',
  'netscape sgc',
  'ocsp signing',
  's/mime',
  'server auth',
  'signing',
  'timestamping',
];
const SHORTEST_LIFE = 600;

export const CERTIFICATE_SIGNING_REQUEST: Kind<CertificateSigningRequest> = {
  group: 'certificates.k8s.io',
  version: 'v1',
  kind: 'CertificateSigningRequest',
  plural: 'certificatesigningrequests',
  singular: 'certificatesigningrequest',
  shortNames: ['csr'],
  categories: [],
  namespaced: false,
  subresources: ['approval', 'status'],
  schema: 'V1CertificateSigningRequest',
  nameRule: 'path',
  columns: [
    NAME,
    AGE,
    column('SignerName', ({ spec }) => spec.signerName || NONE),
    column('Requestor', ({ spec }) => spec.username ?? ''),
    column('RequestedDuration', ({ spec: { expirationSeconds } }) =>
      expirationSeconds === undefined ? NONE : humanDuration(expirationSeconds * 1000),
    ),
    column('Condition', requestStatus),
  ],
  setDefaults({ spec }) {
    if (!spec.usages?.length) spec.usages = ['digital signature', 'key encipherment'];
  },
  prepareForCreate(request) {
    request.status = {};
  },
  prepareForUpdate(request, old) {
    request.spec = old.spec;
    request.status = old.status;
  },
  validate: requestErrors,
  validateUpdate: ({ spec }, { spec: old }) => (sameJson(spec, old) ? [] : [immutable('spec', spec)]),
  fieldSelectors: { 'spec.signerName': ({ spec }) => spec.signerName },
};

function requestErrors({ spec }: CertificateSigningRequest): FieldError[] {
  const errors: FieldError[] = [];
  const bytes = fromBase64(spec.request ?? '') ?? new Uint8Array();
  const problem = requestProblem(decode(bytes));
  if (problem !== undefined) errors.push(invalid('spec.request', goBytes(bytes), problem));
  for (const [at, usage] of (spec.usages ?? []).entries()) {
    if (!USAGES.includes(usage)) errors.push(unsupported(`spec.usages[${at}]`, usage, USAGES));
  }
  if (new Set(spec.usages).size < (spec.usages?.length ?? 0)) {
    errors.push(invalid('spec.usages', spec.usages, 'must be unique'));
  }
  errors.push(...signerErrors(spec.signerName));
  if (spec.expirationSeconds !== undefined && spec.expirationSeconds < SHORTEST_LIFE) {
    errors.push(
      invalid(
        'spec.expirationSeconds',
        spec.expirationSeconds,
        'may not specify a duration less than 600 seconds (10 minutes)',
      ),
    );
  }
  return errors;
}

/** ParseCSR. */
function requestProblem(text: string): string | undefined {
  const [block] = readPem(text);
  return block?.label === 'CERTIFICATE REQUEST' ? undefined : 'PEM block type must be CERTIFICATE REQUEST';
}

const goBytes = (bytes: Uint8Array): GoLiteral =>
  new GoLiteral(`[]byte{${[...bytes].map((byte) => `0x${byte.toString(16)}`).join(', ')}}`);

function signerErrors(name: string | undefined): FieldError[] {
  const field = 'spec.signerName';
  if (!name) return [required(field)];
  const [domain, path, ...more] = name.split('/');
  if (path === undefined || more.length > 0) {
    return [invalid(field, name, 'must be a fully qualified domain and path of the form "example.com/signer-name"')];
  }
  const labels = domain.split('.');
  return labels.length < 2
    ? [invalid(field, name, 'should be a domain with at least two segments separated by dots')]
    : [];
}

/** `Approved,Issued`, `Pending`, `Denied`. */
export function requestStatus({ status }: CertificateSigningRequest): string {
  const types = (status.conditions ?? []).map(({ type }) => type);
  const verdict = types.includes('Denied') ? 'Denied' : types.includes('Approved') ? 'Approved' : 'Pending';
  const failed = types.includes('Failed') ? ',Failed' : '';
  return `${verdict}${failed}${status.certificate ? ',Issued' : ''}`;
}
