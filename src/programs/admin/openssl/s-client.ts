// openssl s_client: shakes hands with a TLS server and tells what it showed. What is typed afterwards has nowhere to
// go: connections here carry calls, not bytes. So input is read to its end and the connection closed.

import { encode, equalBytes } from '../../../base/bytes.ts';
import { keyFromPem, publicKeyInfo, readPublicKeyInfo } from '../../../base/x509/key.ts';
import { toPem } from '../../../base/x509/pem.ts';
import type { CertificateStructure } from '../../../base/x509/structure.ts';
import { SystemError } from '../../../linux/errors.ts';
import type { ExitCode } from '../../../linux/host/process.ts';
import { NameError, resolve } from '../../../linux/net/resolver.ts';
import type { Connection } from '../../../linux/net/stack.ts';
import type { TlsServer } from '../../../linux/net/tls.ts';
import type { Task } from '../../../sim/task.ts';
import { type ChainOptions, VERIFY_ERRORS, verifyChain } from './chain.ts';
import type { Command, QueuedError, Run } from './command.ts';
import { certificatesIn, loadCertificate, loadKey } from './files.ts';
import { type NameStyle, nameText, styleOf } from './names.ts';
import { shortName } from './objects.ts';
import { dateText, keyBits } from './print-structures.ts';
import { loadAuthorities } from './verify.ts';

export const sClient: Command = {
  name: 's_client',
  options: [
    ...['host', 'port', 'connect', '4', '6', 'CAfile', 'cert', 'key', 'servername', 'noservername', 'showcerts'],
    ...['verify', 'verify_return_error', 'verify_hostname', 'verify_ip', 'partial_chain', 'no_check_time', 'brief'],
    ...[
      'quiet',
      'ign_eof',
      'no_ign_eof',
      'nameopt',
      'tls1_2',
      'tls1_3',
      'no_ticket',
      'no-CAfile',
      'prexit',
      'verify_quiet',
    ],
  ],
  *work(run) {
    const target = run.value('connect') ?? run.operands[0];
    const [, host, port] =
      /^(?:\[([^\]]+)\]|([^:]*))(?::(\d+|\w+))?$/
        .exec(target ?? '')
        ?.filter((part, at) => at === 0 || part !== undefined) ?? [];
    const name = run.value('host') ?? (host || 'localhost');
    const portText = run.value('port') ?? port ?? '4433';
    const number = portText === 'https' ? 443 : Number(portText);
    const style = styleOf(run.value('nameopt'));
    if (!style) return yield* run.usage();
    const trusted = yield* loadAuthorities(run, run.value('CAfile'));
    const own = yield* ownCertificate(run);
    const connection = yield* dial(run, name, number);
    if (!run.has('quiet', 'brief')) yield* run.print('CONNECTED(00000003)\n');
    try {
      return yield* converse(run, connection, { name, trusted, own, style });
    } finally {
      connection.close();
    }
  },
};

interface Meeting {
  readonly name: string;
  readonly trusted: readonly CertificateStructure[];
  readonly own: CertificateStructure | undefined;
  readonly style: NameStyle;
}

function* ownCertificate(run: Run): Task<CertificateStructure | undefined> {
  const file = run.value('cert');
  if (file === undefined) return undefined;
  const certificate = yield* loadCertificate(run, file, 'client certificate');
  const key = yield* loadKey(run, run.value('key') ?? file, 'client certificate private key');
  if (!equalBytes(publicKeyInfo(key), certificate.publicKeyInfo))
    yield* run.fail(
      [],
      [
        {
          code: '05800074',
          where: 'x509 certificate routines:X509_check_private_key:key values mismatch:../crypto/x509/x509_cmp.c:405',
        },
      ],
    );
  return certificate;
}

// ——— connecting ———

const SYSTEM_ERRORS: Readonly<Record<string, readonly [number, string]>> = {
  ECONNREFUSED: [111, 'Connection refused'],
  ETIMEDOUT: [110, 'Connection timed out'],
  EHOSTUNREACH: [113, 'No route to host'],
  ENETUNREACH: [101, 'Network is unreachable'],
};

function* dial(run: Run, name: string, port: number): Task<Connection> {
  let address: string;
  try {
    [address] = yield* resolve(run.process, name);
  } catch (error) {
    if (!(error instanceof NameError)) throw error;
    yield* run.showErrors([
      {
        code: '10080002',
        where: 'BIO routines:BIO_lookup_ex:system lib:../crypto/bio/bio_addr.c:758',
        data: error.message,
      },
    ]);
    return yield* run.fail(['connect:errno=0']);
  }
  try {
    return yield* run.process.network.connect(address, port);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    const [number, text] = SYSTEM_ERRORS[error.code] ?? [5, error.message];
    const queue: QueuedError[] = [
      {
        code: `80${number.toString(16).toUpperCase().padStart(6, '0')}`,
        where: `system library:BIO_connect:${text}:../crypto/bio/bio_sock2.c:114`,
        data: 'calling connect()',
      },
      { code: '10000067', where: 'BIO routines:BIO_connect:connect error:../crypto/bio/bio_sock2.c:116' },
    ];
    yield* run.showErrors(queue);
    return yield* run.fail([`connect:errno=${number}`]);
  }
}

// ——— the handshake ———

function* converse(run: Run, connection: Connection, meeting: Meeting): Task<ExitCode> {
  yield* run.process.sleep(4);
  const server = connection.serverTls;
  if (!server) return yield* notTls(run);
  const shown = certificatesIn(encode(server.certificate));
  const [leaf] = shown;
  const pair = keyFromPem(server.key);
  if (!leaf || !pair || !equalBytes(publicKeyInfo(pair), leaf.publicKeyInfo))
    return yield* run.fail(
      [],
      [
        {
          code: '0A000438',
          where: 'SSL routines:ssl3_read_bytes:tlsv1 alert internal error:../ssl/record/rec_layer_s3.c:1599',
          data: 'SSL alert number 80',
        },
      ],
    );
  const isQuiet = run.has('brief');
  const serverName = serverNameFor(run, meeting.name);
  if (serverName === undefined) yield* run.say("Can't use SSL_get_servername");
  const told: string[] = [];
  const hostname = run.value('verify_hostname');
  const address = run.value('verify_ip');
  const options: ChainOptions = {
    trusted: meeting.trusted,
    untrusted: shown.slice(1),
    at: run.has('no_check_time') ? undefined : run.now,
    purpose: 'sslserver',
    isPartial: run.has('partial_chain'),
    ...(hostname === undefined ? {} : { hostname }),
    ...(address === undefined ? {} : { address }),
  };
  const strict = run.has('verify_return_error');
  const verdict = verifyChain(leaf, options, ({ error, depth, certificate }) => {
    if (!run.has('verify_quiet') || error !== 0)
      told.push(`depth=${depth} ${nameText(certificate.subject, meeting.style)}`);
    if (error !== 0) told.push(`verify error:num=${error}:${VERIFY_ERRORS[error]}`);
    if (error === 10) told.push(`notAfter=${dateText(certificate.notAfter)}`);
    if (error === 9) told.push(`notBefore=${dateText(certificate.notBefore)}`);
    if (error !== 0 && strict) return false;
    if (!run.has('verify_quiet') || error !== 0) told.push('verify return:1');
    return true;
  });
  if (!isQuiet || verdict.error !== 0) for (const line of told) yield* run.say(line);
  if (strict && verdict.error !== 0) {
    yield* run.showErrors([
      {
        code: '0A000086',
        where:
          'SSL routines:tls_post_process_server_certificate:certificate verify failed:../ssl/statem/statem_clnt.c:1889',
      },
    ]);
    if (!run.has('quiet')) yield* run.print('---\nno peer certificate available\n---\n');
    return 1;
  }
  if (run.has('brief')) yield* brief(run, leaf, verdict.error, meeting.style);
  else if (!run.has('quiet')) yield* run.print(report(run, { server, shown, leaf, error: verdict.error, meeting }));
  const refusal = refusesClient(server, meeting.own, run.now);
  yield* run.process.readAll();
  if (refusal !== undefined) {
    yield* run.showErrors([
      {
        code: refusal.code,
        where: `SSL routines:ssl3_read_bytes:${refusal.text}:../ssl/record/rec_layer_s3.c:1599`,
        data: `SSL alert number ${refusal.alert}`,
      },
    ]);
    return 1;
  }
  if (!run.has('quiet', 'brief')) yield* run.say('DONE');
  return 0;
}

/** A name with a dot is sent along; an address or a bare word is not. */
function serverNameFor(run: Run, name: string): string | undefined {
  if (run.has('noservername')) return undefined;
  const given = run.value('servername');
  if (given !== undefined) return given;
  return /^[\w-]+(?:\.[\w-]+)+$/.test(name) && !/^[\d.]+$/.test(name) ? name : undefined;
}

/** The client's certificate is judged after the handshake is over for the client. */
function refusesClient(server: TlsServer, own: CertificateStructure | undefined, now: number) {
  if (!server.requiresClient) return undefined;
  if (!own) return { code: '0A00045C', text: 'tlsv13 alert certificate required', alert: 116 };
  const authorities = certificatesIn(encode(server.clientAuthorities ?? ''));
  const { error } = verifyChain(
    own,
    { trusted: authorities, untrusted: [], at: now, purpose: 'sslclient' },
    () => true,
  );
  return error === 0 ? undefined : { code: '0A000412', text: 'sslv3 alert bad certificate', alert: 42 };
}

function* notTls(run: Run): Task<ExitCode> {
  yield* run.showErrors([
    { code: '0A00010B', where: 'SSL routines:ssl3_get_record:wrong version number:../ssl/record/ssl3_record.c:354' },
  ]);
  if (!run.has('quiet', 'brief'))
    yield* run.print(`---
no peer certificate available
---
No client certificate CA names sent
---
SSL handshake has read 5 bytes and written 300 bytes
Verification: OK
---
New, (NONE), Cipher is (NONE)
Secure Renegotiation IS NOT supported
Compression: NONE
Expansion: NONE
No ALPN negotiated
Early data was not sent
Verify return code: 0 (ok)
---
`);
  return 1;
}

// ——— the report ———

interface Outcome {
  readonly server: TlsServer;
  readonly shown: readonly CertificateStructure[];
  readonly leaf: CertificateStructure;
  readonly error: number;
  readonly meeting: Meeting;
}

function report(run: Run, { server, shown, leaf, error, meeting }: Outcome): string {
  const { style } = meeting;
  const name = (parts: CertificateStructure['subject']) => nameText(parts, style);
  const entries = shown.map((one, depth) => {
    const pem = run.has('showcerts') ? toPem('CERTIFICATE', one.whole) : '';
    return `${String(depth).padStart(2)} s:${name(one.subject)}
   i:${name(one.issuer)}
   a:PKEY: ${keyName(one)}, ${bitsOf(one)} (bit); sigalg: ${shortName(one.signatureAlgorithm)}
   v:NotBefore: ${dateText(one.notBefore)}; NotAfter: ${dateText(one.notAfter)}
${pem}`;
  });
  const asks = server.clientAuthorities === undefined ? [] : certificatesIn(encode(server.clientAuthorities));
  const authorities =
    server.clientAuthorities === undefined
      ? 'No client certificate CA names sent\n'
      : `${asks.length > 0 ? `Acceptable client certificate CA names\n${asks.map((one) => `${name(one.subject)}\n`).join('')}` : 'No client certificate CA names sent\n'}${SIGNATURE_ALGORITHMS}`;
  const size = shown.reduce((sum, { whole }) => sum + whole.length + 5, 0);
  const read = size + (bitsOf(leaf) >= 2048 ? 590 : 400) + (server.clientAuthorities === undefined ? 0 : 90);
  const written = 390 + (meeting.own ? meeting.own.whole.length + 300 : 0);
  return `---
Certificate chain
${entries.join('')}---
Server certificate
${run.has('showcerts') ? '' : toPem('CERTIFICATE', leaf.whole)}subject=${name(leaf.subject)}
issuer=${name(leaf.issuer)}
---
${authorities}Peer signing digest: SHA256
Peer signature type: ${signatureType(leaf)}
Server Temp Key: X25519, 253 bits
---
SSL handshake has read ${read} bytes and written ${written} bytes
${error === 0 ? 'Verification: OK' : `Verification error: ${VERIFY_ERRORS[error]}`}
---
New, TLSv1.3, Cipher is TLS_AES_128_GCM_SHA256
Server public key is ${bitsOf(leaf)} bit
Secure Renegotiation IS NOT supported
Compression: NONE
Expansion: NONE
No ALPN negotiated
Early data was not sent
Verify return code: ${error} (${VERIFY_ERRORS[error]})
---
`;
}

/** What Go's servers ask for, and what of it OpenSSL can do. */
const SIGNATURE_ALGORITHMS = `Requested Signature Algorithms: RSA-PSS+SHA256:ECDSA+SHA256:ed25519:RSA-PSS+SHA384:RSA-PSS+SHA512:RSA+SHA256:RSA+SHA384:RSA+SHA512:ECDSA+SHA384:ECDSA+SHA512:RSA+SHA1:ECDSA+SHA1
Shared Requested Signature Algorithms: RSA-PSS+SHA256:ECDSA+SHA256:ed25519:RSA-PSS+SHA384:RSA-PSS+SHA512:RSA+SHA256:RSA+SHA384:RSA+SHA512:ECDSA+SHA384:ECDSA+SHA512
`;

const bitsOf = (certificate: CertificateStructure): number => {
  const key = readPublicKeyInfo(certificate.publicKeyInfo);
  return key ? keyBits(key) : 0;
};

const keyName = (certificate: CertificateStructure): string =>
  readPublicKeyInfo(certificate.publicKeyInfo)?.kind === 'ec' ? 'id-ecPublicKey' : 'rsaEncryption';

const signatureType = (certificate: CertificateStructure): string =>
  readPublicKeyInfo(certificate.publicKeyInfo)?.kind === 'ec' ? 'ECDSA' : 'RSA-PSS';

function* brief(run: Run, leaf: CertificateStructure, error: number, style: NameStyle): Task<void> {
  for (const line of [
    'CONNECTION ESTABLISHED',
    'Protocol version: TLSv1.3',
    'Ciphersuite: TLS_AES_128_GCM_SHA256',
    `Peer certificate: ${nameText(leaf.subject, style)}`,
    'Hash used: SHA256',
    `Signature type: ${signatureType(leaf)}`,
    error === 0 ? 'Verification: OK' : `Verification error: ${VERIFY_ERRORS[error]}`,
    'Server Temp Key: X25519, 253 bits',
  ])
    yield* run.say(line);
}
