// TLS as far as a learner can break it: which certificate the server shows, which authorities the client
// trusts, names, dates, and the client's own certificate. No bytes are encrypted.

import { equalBytes } from '../../base/bytes.ts';
import { type Certificate, distrust, mismatch, readCertificates } from '../../base/x509/certificate.ts';
import { fingerprint } from '../../base/x509/fingerprint.ts';
import { keyFromPem, publicKeyInfo } from '../../base/x509/key.ts';

export interface TlsServer {
  /** PEM, leaf first. */
  readonly certificate: string;
  readonly key: string;
  /** PEM bundle that client certificates must chain to; none: clients are not asked. */
  readonly clientAuthorities?: string;
  /** Refuse clients without a valid certificate (etcd does; the API server lets them in as nobody). */
  readonly requiresClient?: boolean;
}

export interface TlsClient {
  /** PEM bundle; undefined: the system's roots, which know no cluster. */
  readonly authorities?: string;
  readonly certificate?: string;
  readonly key?: string;
  /** The name to verify; undefined: the address dialled. */
  readonly serverName?: string;
  readonly insecure?: boolean;
}

/** What a client certificate says. */
export interface TlsIdentity {
  readonly commonName: string;
  readonly organizations: readonly string[];
  /** SHA-256 of the certificate, in hexadecimal. */
  readonly fingerprint: string;
  /** Why the certificate must not be believed; undefined for a good one. */
  readonly distrust: string | undefined;
}

/** The handshake's refusal, in the words of Go's crypto/tls and crypto/x509. */
export class TlsError extends Error {
  override readonly name = 'TlsError';
}

/** Both sides check each other; gives the client's identity, if it showed a certificate. `now` in Unix milliseconds. */
export function handshake(server: TlsServer, client: TlsClient, address: string, now: number): TlsIdentity | undefined {
  const [leaf, ...intermediates] = certificates(server.certificate);
  if (!leaf || !pairs(leaf, server.key)) throw new TlsError('remote error: tls: internal error');
  if (!client.insecure) {
    const roots = certificates(client.authorities ?? '');
    const reason = mismatch(leaf, client.serverName ?? address) ?? distrust(leaf, roots, 'server', now, intermediates);
    if (reason) throw new TlsError(`tls: failed to verify certificate: ${reason}`);
  }
  if (server.clientAuthorities === undefined) return undefined;
  const identity = clientIdentity(server.clientAuthorities, client, now);
  if (server.requiresClient && !identity) throw new TlsError('remote error: tls: certificate required');
  if (server.requiresClient && identity?.distrust) throw new TlsError('remote error: tls: bad certificate');
  return identity;
}

function clientIdentity(authorities: string, client: TlsClient, now: number): TlsIdentity | undefined {
  if (client.certificate === undefined) return undefined;
  const [shown] = certificates(client.certificate);
  if (!shown) return undefined;
  if (!pairs(shown, client.key ?? '')) throw new TlsError('tls: private key does not match public key');
  return identityOf(client.certificate, authorities, now);
}

/** Who a certificate says its owner is, and whether `authorities` vouch for it; that the owner has its key is proven elsewhere. */
export function identityOf(certificate: string, authorities: string, now: number): TlsIdentity | undefined {
  const [shown, ...others] = certificates(certificate);
  if (!shown) return undefined;
  return {
    ...shown.subject,
    fingerprint: fingerprint(certificate),
    distrust: distrust(shown, certificates(authorities), 'client', now, others),
  };
}

function certificates(pem: string): readonly Certificate[] {
  try {
    return readCertificates(pem);
  } catch (error) {
    if (error instanceof RangeError) throw new TlsError('x509: malformed certificate');
    throw error;
  }
}

function pairs(certificate: Certificate, key: string): boolean {
  const last = lastPairs.get(certificate);
  if (last?.key === key) return last.fit;
  const pair = keyFromPem(key);
  const fit = pair !== undefined && equalBytes(publicKeyInfo(pair), certificate.publicKeyInfo);
  lastPairs.set(certificate, { key, fit });
  return fit;
}

/** A memo of a pure function: a server shows the same pair at every connection. */
const lastPairs = new WeakMap<Certificate, { readonly key: string; readonly fit: boolean }>();
