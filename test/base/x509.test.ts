import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Random } from '../../src/base/random.ts';
import { distrust, issue, mismatch, readCertificates } from '../../src/base/x509/certificate.ts';
import {
  generateKey,
  keyFromPem,
  keyToPem,
  keyToPkcs8,
  OID,
  publicKeyFromPem,
  publicKeyInfo,
  publicKeyToPem,
  sign,
  verify,
  verifyWith,
} from '../../src/base/x509/key.ts';
import { rsaKeyDealer } from '../../src/base/x509/prime-pool.ts';
import { generateRsaKey, isProbablyPrime } from '../../src/base/x509/rsa.ts';

const random = new Random('x509');
const NOW = Date.UTC(2026, 10, 2);
const YEAR = 365 * 24 * 3600_000;
const caKey = generateKey(random);
const caName = { commonName: 'kubernetes', organizations: [] };
const span = { notBefore: NOW - 300_000, notAfter: NOW + YEAR };
const ca = issue(
  { subject: caName, isAuthority: true, dnsNames: ['kubernetes'], serial: random.bytes(8), ...span },
  caKey,
  {
    subject: caName,
    key: caKey,
  },
);
const leafKey = generateKey(random);
const leaf = issue(
  {
    subject: { commonName: 'kube-apiserver', organizations: ['ops', '운영'] },
    uses: ['server'],
    dnsNames: ['controlplane', '*.svc'],
    addresses: ['10.96.0.1', '::1'],
    serial: random.bytes(8),
    ...span,
  },
  leafKey,
  { subject: caName, key: caKey },
);

it('what is issued can be read back', () => {
  const [read] = readCertificates(leaf);
  expect(read.subject).toEqual({ commonName: 'kube-apiserver', organizations: ['ops', '운영'] });
  expect(read.issuer).toEqual(caName);
  expect([read.dnsNames, read.addresses, read.uses]).toEqual([
    ['controlplane', '*.svc'],
    ['10.96.0.1', '::1'],
    ['server'],
  ]);
  expect([read.notBefore, read.notAfter]).toEqual([span.notBefore, span.notAfter]);
  expect(keyFromPem(keyToPem(leafKey))).toEqual(leafKey);
});

it('trust follows signatures, dates and purpose, with the words of Go', () => {
  const [certificate] = readCertificates(leaf);
  const roots = readCertificates(ca);
  expect(distrust(certificate, roots, 'server', NOW)).toBeUndefined();
  expect(distrust(certificate, [], 'server', NOW)).toBe('x509: certificate signed by unknown authority');
  expect(distrust(certificate, roots, 'client', NOW)).toBe('x509: certificate specifies an incompatible key usage');
  expect(distrust(certificate, roots, 'server', NOW + 2 * YEAR)).toBe(
    'x509: certificate has expired or is not yet valid: current time 2028-11-01T00:00:00Z is after 2027-11-02T00:00:00Z',
  );
  const otherKey = generateKey(random);
  const impostor = issue({ subject: caName, isAuthority: true, serial: random.bytes(8), ...span }, otherKey, {
    subject: caName,
    key: otherKey,
  });
  expect(distrust(certificate, readCertificates(impostor), 'server', NOW)).toBe(
    'x509: certificate signed by unknown authority (possibly because of "x509: ECDSA verification failure" while trying to verify candidate authority certificate "kubernetes")',
  );
});

it('a certificate stands for the names and addresses it lists', () => {
  const [certificate] = readCertificates(leaf);
  expect(mismatch(certificate, 'controlplane')).toBeUndefined();
  expect(mismatch(certificate, 'web.svc')).toBeUndefined();
  expect(mismatch(certificate, '10.96.0.1')).toBeUndefined();
  expect(mismatch(certificate, '10.0.0.9')).toBe('x509: certificate is valid for 10.96.0.1, ::1, not 10.0.0.9');
  expect(mismatch(certificate, 'node01')).toBe('x509: certificate is valid for controlplane, *.svc, not node01');
});

const hasOpenssl = (() => {
  try {
    execFileSync('openssl', ['version']);
    return true;
  } catch {
    return false;
  }
})();

it.runIf(hasOpenssl)('the real openssl accepts key, certificate and chain', () => {
  const folder = mkdtempSync(join(tmpdir(), 'x509-'));
  for (const [name, text] of Object.entries({ ca, leaf, key: keyToPem(leafKey) }))
    writeFileSync(join(folder, name), text);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, encoding: 'utf8' });
  expect(openssl('verify', '-CAfile', 'ca', '-no_check_time', 'leaf')).toBe('leaf: OK\n');
  expect(openssl('x509', '-in', 'leaf', '-noout', '-pubkey')).toBe(openssl('ec', '-in', 'key', '-pubout'));
  expect(openssl('x509', '-in', 'leaf', '-noout', '-ext', 'subjectAltName,extendedKeyUsage,keyUsage')).toContain(
    'DNS:controlplane, DNS:*.svc, IP Address:10.96.0.1, IP Address:0:0:0:0:0:0:0:1',
  );
});

it('an RSA key is read in every form it is written in', () => {
  const key = generateRsaKey(random, 1024);
  expect(keyFromPem(keyToPem(key))).toEqual(key);
  expect(keyFromPem(keyToPkcs8(key))).toEqual(key);
  expect(publicKeyFromPem(publicKeyToPem(key))).toEqual({ kind: 'rsa', modulus: key.modulus, exponent: 65537n });
});

it.each(['sha1', 'sha256', 'sha384', 'sha512'] as const)(
  'a signature over %s fits one message and one key',
  (digest) => {
    const deal = rsaKeyDealer(random);
    for (const key of [deal(), generateKey(random), generateKey(random, 'secp384r1')]) {
      const signature = sign(Uint8Array.of(1, 2, 3), key, digest);
      expect(verifyWith(signature, Uint8Array.of(1, 2, 3), key, digest)).toBe(true);
      expect(verifyWith(signature, Uint8Array.of(1, 2, 4), key, digest)).toBe(false);
      expect(verifyWith(signature, Uint8Array.of(1, 2, 3), generateKey(random), digest)).toBe(false);
    }
  },
);

it('a dealer never deals a prime twice', () => {
  const deal = rsaKeyDealer(random);
  const primes = Array.from({ length: 32 }, () => deal().primes).flat();
  expect(new Set(primes).size).toBe(64);
  for (const prime of primes) expect(isProbablyPrime(prime)).toBe(true);
});

it.runIf(hasOpenssl)('the real openssl accepts RSA keys and what they sign', () => {
  const folder = mkdtempSync(join(tmpdir(), 'x509-'));
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, encoding: 'utf8' });
  const [searched, dealt] = [generateRsaKey(random, 2048), rsaKeyDealer(random)()];
  const root = issue({ subject: caName, isAuthority: true, serial: random.bytes(8), ...span }, dealt, {
    subject: caName,
    key: dealt,
  });
  const below = issue(
    { subject: { commonName: 'jane', organizations: ['devs'] }, serial: random.bytes(8), ...span },
    searched,
    {
      subject: caName,
      key: dealt,
    },
  );
  const texts = { root, below, pkcs1: keyToPem(searched), pkcs8: keyToPkcs8(searched), dealt: keyToPem(dealt) };
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text);
  expect(openssl('verify', '-CAfile', 'root', '-no_check_time', 'below')).toBe('below: OK\n');
  for (const name of ['pkcs1', 'pkcs8', 'dealt'])
    expect(openssl('rsa', '-in', name, '-noout', '-check')).toBe('RSA key ok\n');
  expect(openssl('rsa', '-in', 'pkcs1', '-pubout')).toBe(publicKeyToPem(searched));
  writeFileSync(join(folder, 'message'), 'hello');
  for (const [flags, works] of [
    [['-sigopt', 'rsa_padding_mode:pss'], OID.rsaPss],
    [[], '1.2.840.113549.1.1.11'],
  ] as const) {
    openssl('dgst', '-sha256', '-sign', 'pkcs8', ...flags, '-out', 'signature', 'message');
    const signature = readFileSync(join(folder, 'signature'));
    const message = new TextEncoder().encode('hello');
    expect(verify(signature, message, publicKeyInfo(searched), works)).toBe(true);
    expect(verify(signature, message, publicKeyInfo(dealt), works)).toBe(false);
  }
});
