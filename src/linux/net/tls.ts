// TLS as far as a learner can break it: which certificate the server shows, which authorities the client
// trusts, names, dates, and the client's own certificate. No bytes are encrypted.

export interface TlsServer {
  /** PEM, leaf first. */
  readonly certificate: string;
  readonly key: string;
  /** PEM bundle that client certificates must chain to; none: clients are not asked. */
  readonly clientAuthorities?: string;
  /** Refuse clients without a certificate (etcd does, the API server does not). */
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

/** What a verified client certificate says. */
export interface TlsIdentity {
  readonly commonName: string;
  readonly organizations: readonly string[];
}

/** The handshake's refusal, in the words of Go's crypto/tls and crypto/x509. */
export class TlsError extends Error {
  override readonly name = 'TlsError';
}

/** Both sides check each other; gives the client's identity, if it showed a certificate. `now` in Unix milliseconds. */
export function handshake(
  _server: TlsServer,
  client: TlsClient,
  _address: string,
  _now: number,
): TlsIdentity | undefined {
  // Certificates are read here once base/x509 exists; until then the client's certificate names it in plain text.
  const subject = /^# subject: CN=([^,\n]*)((?:, ?O=[^,\n]*)*)/m.exec(client.certificate ?? '');
  if (!subject) return undefined;
  return { commonName: subject[1], organizations: [...subject[2].matchAll(/O=([^,]*)/g)].map((match) => match[1]) };
}
