// The certificate a component makes up for itself when it is given none: signed by an authority that exists for a
// moment only. Models client-go's cert.GenerateSelfSignedCertKey.

import { issue } from '../../base/x509/certificate.ts';
import { keyToPem } from '../../base/x509/key.ts';
import { rsaKeyDealer } from '../../base/x509/prime-pool.ts';
import type { TlsServer } from '../../linux/net/tls.ts';
import type { Simulation } from '../../sim/simulation.ts';

const HOUR = 3_600_000;
const YEAR = 365 * 24 * HOUR;

export function selfSigned(
  { random, epoch, now }: Simulation,
  host: string,
  names: { readonly dnsNames?: readonly string[]; readonly addresses?: readonly string[] },
): TlsServer {
  const newKey = rsaKeyDealer(random);
  const at = epoch + now;
  const second = Math.floor(at / 1000);
  const validity = { notBefore: at - HOUR, notAfter: at + YEAR };
  const authority = { subject: { commonName: `${host}-ca@${second}`, organizations: [] }, key: newKey() };
  const root = issue(
    {
      ...validity,
      subject: authority.subject,
      isAuthority: true,
      serial: Uint8Array.of(1),
      dnsNames: [authority.subject.commonName],
    },
    authority.key,
    authority,
  );
  const key = newKey();
  const leaf = issue(
    {
      ...validity,
      ...names,
      subject: { commonName: `${host}@${second}`, organizations: [] },
      uses: ['server'],
      serial: Uint8Array.of(2),
    },
    key,
    authority,
  );
  return { certificate: leaf + root, key: keyToPem(key) };
}
