// What the gateway shows to real clients: the API server's own certificate as it stands on the disk at that moment,
// with the gateway's addresses added to its names and signed anew by the cluster's authority. Same key, same subject,
// same dates, so what a learner did to the certificate is seen from outside as well. Without the authority's key on
// the control plane, or under a certificate from somebody else, the original is shown unchanged.

import { type Certificate, issue, readCertificates, sameName } from '../base/x509/certificate.ts';
import { keyFromPem } from '../base/x509/key.ts';
import type { TlsServer } from '../linux/net/tls.ts';

/** Certificate and key of an authority, as PEM. */
export interface SigningPair {
  readonly certificate: string;
  readonly key: string;
}

export function outwardCertificate(
  server: TlsServer,
  authority: SigningPair | undefined,
  addresses: readonly string[],
): string {
  const [leaf] = readable(server.certificate);
  const [issuer] = readable(authority?.certificate ?? '');
  const key = keyFromPem(server.key);
  const signingKey = keyFromPem(authority?.key ?? '');
  if (!leaf || !issuer || !key || !signingKey || !sameName(leaf.issuer, issuer.subject)) return server.certificate;
  return issue(
    {
      subject: leaf.subject,
      uses: leaf.uses,
      dnsNames: [...new Set([...leaf.dnsNames, 'localhost'])],
      addresses: [...new Set([...leaf.addresses, ...addresses])],
      notBefore: leaf.notBefore,
      notAfter: leaf.notAfter,
      serial: leaf.serial,
    },
    key,
    { subject: issuer.subject, key: signingKey },
  );
}

function readable(pem: string): readonly Certificate[] {
  try {
    return readCertificates(pem);
  } catch (error) {
    if (error instanceof RangeError) return []; // a learner's broken file: nothing to add a name to
    throw error;
  }
}
