// curl and TLS: the files it is given, what a handshake looks like with -v, and the resolved names of --resolve.

import { encode } from '../../base/bytes.ts';
import { SystemError, strerror } from '../../linux/errors.ts';
import type { ExitCode } from '../../linux/host/process.ts';
import type { TlsClient, TlsServer } from '../../linux/net/tls.ts';
import type { Task } from '../../sim/task.ts';
import { VERIFY_ERRORS, verifyChain } from './openssl/chain.ts';
import { certificatesIn } from './openssl/files.ts';
import { nameText, styleOf } from './openssl/names.ts';
import { dateText } from './openssl/print-structures.ts';
import type { Tool } from './tool.ts';

export interface Failed {
  readonly code: ExitCode;
  readonly message: string;
}

/** What --cacert, --cert, --key and -k say; a file that cannot be read ends the transfer. */
export function tlsOf(run: Tool, host: string): TlsClient | Failed {
  const files: { authorities?: string; certificate?: string; key?: string } = {};
  for (const [option, name] of [
    ['cacert', 'authorities'],
    ['cert', 'certificate'],
    ['key', 'key'],
  ] as const) {
    const path = run.value(option);
    if (path === undefined) continue;
    try {
      files[name] = run.files.readText(run.process.absolute(path), run.process.credentials);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      return FAILURES[option](path, strerror(error.code));
    }
  }
  const key = files.key ?? files.certificate;
  return { ...files, ...(key === undefined ? {} : { key }), serverName: host, insecure: run.has('insecure') };
}

const FAILURES: Readonly<Record<'cacert' | 'cert' | 'key', (path: string, reason: string) => Failed>> = {
  cacert: (path) => ({ code: 77, message: `error setting certificate file: ${path}` }),
  cert: (path, reason) => ({
    code: 58,
    message: `could not load PEM client certificate from ${path}, OpenSSL error error:80000002:system library::${reason}, (no key found, wrong pass phrase, or wrong file format?)`,
  }),
  key: (path) => ({ code: 58, message: `unable to set private key file: '${path}' type PEM` }),
};

/** The address that `--resolve host:port:address` gives a name. */
export function resolvedByHand(run: Tool, host: string, port: number): string | undefined {
  for (const entry of run.values('resolve')) {
    const [, name, number, address] = /^[+-]?([^:]+):(\d+):\[?([^\],]+)/.exec(entry) ?? [];
    if (name === undefined || Number(number) !== port) continue;
    if (name === '*' || name.toLowerCase() === host.toLowerCase()) return address;
  }
  return undefined;
}

const COMPACT = styleOf('sep_comma_plus_space')!;

/** The lines of -v between the connection and the request. */
export function* tellHandshake(run: Tool, server: TlsServer, client: TlsClient, host: string): Task<void> {
  if (!run.has('verbose')) return;
  const asks = server.clientAuthorities !== undefined;
  const [leaf, ...others] = certificatesIn(encode(server.certificate));
  const lines = [
    'ALPN: curl offers h2,http/1.1',
    'TLSv1.3 (OUT), TLS handshake, Client hello (1):',
    ...(client.insecure
      ? []
      : [
          ` CAfile: ${run.value('cacert') ?? '/etc/ssl/certs/ca-certificates.crt'}`,
          ` CApath: ${run.has('cacert') ? 'none' : '/etc/ssl/certs'}`,
        ]),
    'TLSv1.3 (IN), TLS handshake, Server hello (2):',
    'TLSv1.3 (IN), TLS handshake, Encrypted Extensions (8):',
    ...(asks ? ['TLSv1.3 (IN), TLS handshake, Request CERT (13):'] : []),
    'TLSv1.3 (IN), TLS handshake, Certificate (11):',
    'TLSv1.3 (IN), TLS handshake, CERT verify (15):',
    'TLSv1.3 (IN), TLS handshake, Finished (20):',
    'TLSv1.3 (OUT), TLS change cipher, Change cipher spec (1):',
    ...(asks ? ['TLSv1.3 (OUT), TLS handshake, Certificate (11):'] : []),
    ...(asks && client.certificate !== undefined ? ['TLSv1.3 (OUT), TLS handshake, CERT verify (15):'] : []),
    'TLSv1.3 (OUT), TLS handshake, Finished (20):',
    'SSL connection using TLSv1.3 / TLS_AES_128_GCM_SHA256 / X25519 / RSASSA-PSS',
    'ALPN: server did not agree on a protocol. Uses default.',
  ];
  if (leaf) {
    const trusted = certificatesIn(encode(client.authorities ?? ''));
    const { simulation } = run.process;
    const at = simulation.epoch + simulation.now;
    const { error } = verifyChain(leaf, { trusted, untrusted: others, at, purpose: 'sslserver' }, () => false);
    lines.push(
      'Server certificate:',
      ` subject: ${nameText(leaf.subject, COMPACT).replaceAll(', ', '; ')}`,
      ` start date: ${dateText(leaf.notBefore)}`,
      ` expire date: ${dateText(leaf.notAfter)}`,
      ...(client.insecure ? [] : [` subjectAltName: host "${host}" matched cert's "${host}"`]),
      ` issuer: ${nameText(leaf.issuer, COMPACT).replaceAll(', ', '; ')}`,
      error === 0
        ? ' SSL certificate verify ok.'
        : ` SSL certificate verify result: ${VERIFY_ERRORS[error]} (${error}), continuing anyway.`,
    );
  }
  for (const line of [...lines, 'using HTTP/1.x']) yield* run.say(`* ${line}`);
}
