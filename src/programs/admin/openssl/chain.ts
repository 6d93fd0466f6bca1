// Whether a certificate can be trusted, step by step as X509_verify_cert does it: find the issuers up to a trusted
// one, look at what they may do, check signatures and dates from the top down. Every finding goes to a listener,
// which may let the work go on.

import { decode, equalBytes } from '../../../base/bytes.ts';
import { context, readObjectIdentifier, readValues, TAG } from '../../../base/x509/der.ts';
import { verify } from '../../../base/x509/key.ts';
import type { CertificateStructure } from '../../../base/x509/structure.ts';
import { objectIdOf } from './objects.ts';
import { authorityKeyIdOf, keyIdOf } from './sign.ts';

export const VERIFY_ERRORS: Readonly<Record<number, string>> = {
  0: 'ok',
  2: 'unable to get issuer certificate',
  7: 'certificate signature failure',
  9: 'certificate is not yet valid',
  10: 'certificate has expired',
  18: 'self-signed certificate',
  19: 'self-signed certificate in certificate chain',
  20: 'unable to get local issuer certificate',
  21: 'unable to verify the first certificate',
  24: 'invalid CA certificate',
  26: 'unsuitable certificate purpose',
  62: 'hostname mismatch',
  64: 'IP address mismatch',
};

export interface ChainOptions {
  readonly trusted: readonly CertificateStructure[];
  readonly untrusted: readonly CertificateStructure[];
  /** Unix milliseconds; undefined: dates do not matter. */
  readonly at: number | undefined;
  readonly purpose?: 'sslserver' | 'sslclient';
  /** A trusted certificate ends the chain even when it is no root. */
  readonly isPartial?: boolean;
  readonly hostname?: string;
  readonly address?: string;
}

export interface Finding {
  /** 0: the certificate at this depth is good. */
  readonly error: number;
  readonly depth: number;
  readonly certificate: CertificateStructure;
}

export interface Verdict {
  /** The last error, 0 when there was none. */
  readonly error: number;
  readonly chain: readonly CertificateStructure[];
  /** How many of the chain, from the leaf, were not trusted from the start. */
  readonly untrustedCount: number;
}

/** `listen` says whether to go on after an error. */
export function verifyChain(
  leaf: CertificateStructure,
  options: ChainOptions,
  listen: (finding: Finding) => boolean,
): Verdict {
  const { chain, untrustedCount, isBroken } = buildChain(leaf, options);
  let error = 0;
  const report = (found: number, depth: number): boolean => {
    if (found !== 0) error = found;
    return listen({ error: found, depth, certificate: chain[depth] });
  };
  const verdict = () => ({ error, chain, untrustedCount });
  const top = chain[chain.length - 1];
  const isTrusted = untrustedCount < chain.length && !isBroken;
  if (!isTrusted) {
    const found = isSelfIssued(top) ? (chain.length === 1 ? 18 : 19) : isBroken ? 2 : 20;
    if (!report(found, chain.length - 1)) return verdict();
  }
  for (let depth = 0; depth < chain.length; depth++) {
    const found = extensionProblem(chain[depth], depth, options);
    if (found !== 0 && !report(found, depth)) return verdict();
  }
  const named = nameProblem(leaf, options);
  if (named !== 0 && !report(named, 0)) return verdict();
  for (let depth = chain.length - 1; depth >= 0; depth--) {
    const certificate = chain[depth];
    const issuer = chain[depth + 1] ?? (isSelfIssued(certificate) ? certificate : undefined);
    if (!issuer) {
      // Only the end of a chain has no issuer here: a leaf alone, of which nothing can be said.
      if (!isTrusted && chain.length === 1 && !report(21, depth)) return verdict();
    } else if (issuer !== certificate && !isSignedBy(certificate, issuer) && !report(7, depth)) return verdict();
    const dated = dateProblem(certificate, options.at);
    if (dated !== 0 && !report(dated, depth)) return verdict();
    if (!report(0, depth)) return verdict();
  }
  return verdict();
}

function buildChain(
  leaf: CertificateStructure,
  { trusted, untrusted, isPartial }: ChainOptions,
): {
  readonly chain: CertificateStructure[];
  readonly untrustedCount: number;
  /** A trusted one was reached, but not its root. */
  readonly isBroken: boolean;
} {
  const chain = [leaf];
  const isIn = (certificate: CertificateStructure, list: readonly CertificateStructure[]) =>
    list.some((one) => equalBytes(one.whole, certificate.whole));
  let untrustedCount = isIn(leaf, trusted) && (isSelfIssued(leaf) || isPartial) ? 0 : 1;
  while (untrustedCount === chain.length && !isSelfIssued(chain[chain.length - 1])) {
    const last = chain[chain.length - 1];
    const fits = (one: CertificateStructure) => isIssuer(one, last) && !isIn(one, chain);
    const anchor = trusted.find(fits);
    const next = anchor ?? untrusted.find(fits);
    if (!next) break;
    chain.push(next);
    if (!anchor) untrustedCount++;
  }
  // Above the first trusted one the way goes on to the root, which must be there.
  while (untrustedCount < chain.length && !isPartial && !isSelfIssued(chain[chain.length - 1])) {
    const last = chain[chain.length - 1];
    const next = trusted.find((one) => isIssuer(one, last));
    if (!next) return { chain, untrustedCount, isBroken: true };
    chain.push(next);
  }
  return { chain, untrustedCount, isBroken: false };
}

const isIssuer = (issuer: CertificateStructure, of: CertificateStructure): boolean => {
  if (!equalBytes(issuer.subjectBytes, of.issuerBytes)) return false;
  const wanted = authorityKeyIdOf(of);
  return !wanted || equalBytes(wanted, keyIdOf(issuer));
};

export const isSelfIssued = (certificate: CertificateStructure): boolean => isIssuer(certificate, certificate);

export const isSignedBy = (certificate: CertificateStructure, issuer: CertificateStructure): boolean =>
  verify(certificate.signature, certificate.body, issuer.publicKeyInfo, certificate.signatureAlgorithm);

function dateProblem({ notBefore, notAfter }: CertificateStructure, at: number | undefined): number {
  if (at === undefined) return 0;
  return at < notBefore ? 9 : at > notAfter ? 10 : 0;
}

// ——— what certificates say of themselves ———

function extensionProblem(certificate: CertificateStructure, depth: number, options: ChainOptions): number {
  if (depth > 0 && !isAuthority(certificate)) return 24;
  const { purpose } = options;
  if (!purpose) return 0;
  const uses = extendedUses(certificate);
  const wanted = objectIdOf(purpose === 'sslserver' ? 'serverAuth' : 'clientAuth');
  return uses.length === 0 || uses.includes(wanted ?? '') ? 0 : 26;
}

const extension = ({ extensions }: CertificateStructure, name: string) => {
  const id = objectIdOf(name);
  const found = extensions.find((one) => one.id === id);
  return found && readValues(found.value)[0];
};

function isAuthority(certificate: CertificateStructure): boolean {
  const constraints = extension(certificate, 'basicConstraints');
  // A root of version 1 counts as one.
  if (!constraints) return certificate.extensions.length === 0 && isSelfIssued(certificate);
  return readValues(constraints.content).some(({ tag, content }) => tag === TAG.boolean && content[0] !== 0);
}

const extendedUses = (certificate: CertificateStructure): string[] => {
  const found = extension(certificate, 'extendedKeyUsage');
  return found ? readValues(found.content).map(({ content }) => readObjectIdentifier(content)) : [];
};

function nameProblem(leaf: CertificateStructure, { hostname, address }: ChainOptions): number {
  if (hostname !== undefined && !matchesHost(leaf, hostname)) return 62;
  if (address !== undefined && !matchesAddress(leaf, address)) return 64;
  return 0;
}

const alternativeNames = (certificate: CertificateStructure) => {
  const found = extension(certificate, 'subjectAltName');
  return found ? readValues(found.content) : [];
};

/** DNS names count; the common name only where there are none. */
export function matchesHost(certificate: CertificateStructure, host: string): boolean {
  const names = alternativeNames(certificate)
    .filter(({ tag }) => tag === context(2, false))
    .map(({ content }) => decode(content));
  const common = objectIdOf('CN');
  const candidates =
    names.length > 0 ? names : certificate.subject.filter(({ id }) => id === common).map(({ bytes }) => decode(bytes));
  const wanted = host.toLowerCase();
  return candidates.some((candidate) => {
    const name = candidate.toLowerCase();
    if (name === wanted) return true;
    // A wildcard stands for one label, and not directly below a top-level domain.
    const isWild = /^\*\.[^.]+\./.test(name);
    return isWild && wanted.includes('.') && name.slice(1) === wanted.slice(wanted.indexOf('.'));
  });
}

export const matchesAddress = (certificate: CertificateStructure, address: string): boolean =>
  alternativeNames(certificate).some(
    ({ tag, content }) => tag === context(7, false) && addressOf(content) === normalAddress(address),
  );

const addressOf = (bytes: Uint8Array): string => bytes.join('.');

function normalAddress(address: string): string {
  if (!address.includes(':')) return address;
  const [head, tail = ''] = address.split('::');
  const groups = (text: string) => text.split(':').filter(Boolean);
  const gap = address.includes('::') ? 8 - groups(head).length - groups(tail).length : 0;
  return [...groups(head), ...Array<string>(gap).fill('0'), ...groups(tail)]
    .flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255])
    .join('.');
}

export const matchesEmail = (certificate: CertificateStructure, email: string): boolean =>
  emailsOf(certificate).includes(email);

export function emailsOf(certificate: CertificateStructure): string[] {
  const attribute = objectIdOf('emailAddress');
  return [
    ...certificate.subject.filter(({ id }) => id === attribute).map(({ bytes }) => decode(bytes)),
    ...alternativeNames(certificate)
      .filter(({ tag }) => tag === context(1, false))
      .map(({ content }) => decode(content)),
  ];
}
