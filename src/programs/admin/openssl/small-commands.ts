// The short commands: openssl rand, dgst, enc -base64, passwd and version.

import { fromBase64, toBase64 } from '../../../base/base64.ts';
import { concat, decode } from '../../../base/bytes.ts';
import { md5Crypt } from '../../../base/md5-crypt.ts';
import { CRYPT_ALPHABET, sha256Crypt, sha512Crypt } from '../../../base/sha-crypt.ts';
import { hexadecimal } from '../../../base/sha256.ts';
import { DIGESTS } from '../../../base/x509/digest-names.ts';
import { sign, verifyWith } from '../../../base/x509/key.ts';
import { SystemError, strerror } from '../../../linux/errors.ts';
import type { Task } from '../../../sim/task.ts';
import type { Command, QueuedError, Run } from './command.ts';
import { loadKey, loadPublicKey } from './files.ts';

export const rand: Command = {
  name: 'rand',
  options: ['hex', 'base64', 'out'],
  *work(run) {
    const [text, ...others] = run.operands;
    if (text !== undefined && !/^\d+$/.test(text)) return yield* run.usage(`Can't parse "${text}" as a number`);
    if (others.length > 0 || text === '0') return yield* run.usage();
    const bytes = run.process.simulation.random.bytes(Number(text ?? 0));
    if (run.has('hex')) yield* run.write(`${hexadecimal(bytes)}\n`);
    else yield* run.write(run.has('base64') ? base64Lines(bytes) : bytes);
    return 0;
  },
};

const base64Lines = (bytes: Uint8Array): string => toBase64(bytes).replace(/.{1,64}/g, '$&\n');

export const dgst: Command = {
  name: 'dgst',
  options: ['c', 'r', 'out', 'sign', 'verify', 'prverify', 'signature', 'hex', 'binary', 'keyform', 'sigopt', 'hmac'],
  otherwise: 'digest',
  *work(run) {
    return yield* digestFiles(run);
  },
};

function* digestFiles(run: Run): Task<number> {
  const secret = run.value('hmac');
  const { compute } = DIGESTS[run.digest];
  const keyed = (bytes: Uint8Array) =>
    secret === undefined ? compute(bytes) : hmac(new TextEncoder().encode(secret), bytes, compute);
  const signing = run.value('sign');
  const verifying = run.value('verify', 'prverify');
  if (run.values('sigopt').length > 0) yield* run.notSimulated('-sigopt');
  let status = 0;
  for (const path of run.operands.length > 0 ? run.operands : [undefined]) {
    let bytes: Uint8Array;
    try {
      bytes = yield* run.read(path);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      yield* run.say(`${path}: ${strerror(error.code)}`);
      yield* run.showErrors([
        {
          code: '80000002',
          where: `system library:file_ctrl:${strerror(error.code)}:../crypto/bio/bss_file.c:297`,
          data: `calling fopen(${path}, r)`,
        },
        { code: '10080002', where: 'BIO routines:file_ctrl:system lib:../crypto/bio/bss_file.c:300' },
      ]);
      status = 1;
      continue;
    }
    if (signing !== undefined) {
      const key = yield* loadKey(run, signing, 'private key');
      const signature = sign(bytes, key, run.digest);
      const label = `${key.kind === 'rsa' ? 'RSA' : 'EC'}-${nameOf(run)}(${path ?? 'stdin'})= `;
      yield* run.write(run.has('hex') ? `${label}${hexadecimal(signature)}\n` : signature);
      continue;
    }
    if (verifying !== undefined) {
      const key = yield* loadPublicKey(run, verifying, 'public key');
      const file = run.value('signature');
      if (file === undefined) return yield* run.fail(['No signature to verify: use the -signature option']);
      const isGood = verifyWith(yield* run.open(file), bytes, key, run.digest);
      yield* run.print(isGood ? 'Verified OK\n' : 'Verification failure\n');
      if (!isGood) status = 1;
      if (!isGood && key.kind === 'rsa') yield* run.showErrors(BAD_SIGNATURE);
      continue;
    }
    const sum = keyed(bytes);
    if (run.has('binary')) yield* run.write(sum);
    else yield* run.write(digestLine(run, sum, path));
  }
  return status;
}

const BAD_SIGNATURE: readonly QueuedError[] = [
  { code: '02000068', where: 'rsa routines:ossl_rsa_verify:bad signature:../crypto/rsa/rsa_sign.c:430' },
  {
    code: '1C880004',
    where: 'Provider routines:rsa_verify:RSA lib:../providers/implementations/signature/rsa_sig.c:774',
  },
];

/** A digest that was asked for has its new name, the default one its old. */
const nameOf = (run: Run): string => {
  const name = run.digest.toUpperCase();
  return run.namesDigest && run.digest.startsWith('sha') && run.digest.length > 4 ? `SHA2-${name.slice(3)}` : name;
};

function digestLine(run: Run, sum: Uint8Array, path: string | undefined): string {
  const digits = run.has('c') ? hexadecimal(sum).replace(/..(?=.)/g, '$&:') : hexadecimal(sum);
  if (run.has('r')) return `${digits} *${path ?? 'stdin'}\n`;
  const label = run.value('hmac') === undefined || path === undefined ? nameOf(run) : `HMAC-${nameOf(run)}`;
  return `${label}(${path ?? 'stdin'})= ${digits}\n`;
}

function hmac(secret: Uint8Array, message: Uint8Array, compute: (bytes: Uint8Array) => Uint8Array): Uint8Array {
  const block = compute(new Uint8Array(0)).length > 32 ? 128 : 64;
  const key = new Uint8Array(block);
  key.set(secret.length > block ? compute(secret) : secret);
  const pad = (byte: number) => key.map((one) => one ^ byte);
  return compute(concat([pad(0x5c), compute(concat([pad(0x36), message]))]));
}

export const enc: Command = {
  name: 'enc',
  options: ['e', 'd', 'in', 'out', 'a', 'base64', 'A', 'none', 'bufsize'],
  otherwise: 'cipher',
  *work(run) {
    if (!run.has('base64', 'a')) return yield* run.notSimulated('ciphers: only -base64');
    const bytes = yield* run.open(run.value('in'));
    if (!run.has('d')) {
      yield* run.write(run.has('A') ? toBase64(bytes) : base64Lines(bytes));
      return 0;
    }
    const text = decode(bytes);
    // Without -A the decoder wants lines, and each must end.
    const isReadable = run.has('A')
      ? !text.includes('\n') || text.trimEnd().indexOf('\n') < 0
      : text.includes('\n') || text.length < 80;
    const decoded = isReadable ? fromBase64(text.replace(/\s/g, '')) : undefined;
    if (!decoded) {
      yield* run.say('error reading input file');
      return 1;
    }
    yield* run.write(decoded);
    return 0;
  },
};

interface PasswordMethod {
  readonly saltLength: number;
  readonly hash: (password: string, salt: string) => string | undefined;
}

const PASSWORD_METHODS: Readonly<Record<string, PasswordMethod>> = {
  '1': { saltLength: 8, hash: (password, salt) => md5Crypt(password, salt, '1') },
  '5': { saltLength: 16, hash: (password, salt) => (salt === '' ? undefined : sha256Crypt(password, `$5$${salt}`)) },
  '6': { saltLength: 16, hash: (password, salt) => (salt === '' ? undefined : sha512Crypt(password, `$6$${salt}`)) },
  apr1: { saltLength: 8, hash: (password, salt) => md5Crypt(password, salt, 'apr1') },
  aixmd5: { saltLength: 8, hash: (password, salt) => md5Crypt(password, salt, '') },
};

export const passwd: Command = {
  name: 'passwd',
  options: ['salt', 'stdin', 'in', '1', '5', '6', 'apr1', 'aixmd5', 'quiet', 'noverify', 'table', 'reverse'],
  *work(run) {
    const chosen = Object.keys(PASSWORD_METHODS).filter((name) => run.has(name));
    if (chosen.length > 1) return yield* run.usage();
    const method = PASSWORD_METHODS[chosen[0] ?? '1'];
    const { random } = run.process.simulation;
    const fromFile = run.value('in');
    let words = run.operands;
    if (words.length === 0 || run.has('stdin') || fromFile !== undefined) {
      if (words.length === 0 && !run.has('stdin') && fromFile === undefined && run.process.terminal)
        return yield* run.notSimulated('asking at the terminal: use -stdin');
      const lines = decode(yield* run.open(fromFile)).split('\n');
      words = lines.at(-1) === '' ? lines.slice(0, -1) : lines;
    }
    for (const word of words) {
      const hash = method.hash(word, run.value('salt') ?? random.text(method.saltLength, CRYPT_ALPHABET)) ?? '<NULL>';
      const pair = run.has('reverse') ? `${hash}\t${word}` : `${word}\t${hash}`;
      yield* run.print(`${run.has('table') ? pair : hash}\n`);
    }
    return 0;
  },
};

export const version: Command = {
  name: 'version',
  options: ['a', 'b', 'd', 'e', 'm', 'f', 'o', 'p', 'r', 'v', 'c'],
  *work(run) {
    const all = run.has('a');
    const lines: readonly (readonly [option: string, line: string])[] = [
      ['v', 'OpenSSL 3.0.13 30 Jan 2024 (Library: OpenSSL 3.0.13 30 Jan 2024)'],
      ['b', 'built on: Tue Jul 15 10:22:18 2025 UTC'],
      ['p', 'platform: debian-amd64'],
      ['o', 'options:  bn(64,64)'],
      ['f', COMPILER],
      ['d', 'OPENSSLDIR: "/usr/lib/ssl"'],
      ['e', 'ENGINESDIR: "/usr/lib/x86_64-linux-gnu/engines-3"'],
      ['m', 'MODULESDIR: "/usr/lib/x86_64-linux-gnu/ossl-modules"'],
      ['r', 'Seeding source: os-specific'],
      ['c', 'CPUINFO: OPENSSL_ia32cap=0xfffa3203578bffff:0x7a9'],
    ];
    const isPlain = run.given.length === 0;
    for (const [option, line] of lines)
      if (all || run.has(option) || (isPlain && option === 'v')) yield* run.print(`${line}\n`);
    return 0;
  },
};

const COMPILER =
  'compiler: gcc -fPIC -pthread -m64 -Wa,--noexecstack -Wall -fzero-call-used-regs=used-gpr -DOPENSSL_TLS_SECURITY_LEVEL=2 -Wa,--noexecstack -g -O2 -fno-omit-frame-pointer -mno-omit-leaf-frame-pointer -flto=auto -ffat-lto-objects -fstack-protector-strong -fstack-clash-protection -Wformat -Werror=format-security -fcf-protection -DOPENSSL_USE_NODELETE -DL_ENDIAN -DOPENSSL_PIC -DOPENSSL_BUILDING_OPENSSL -DNDEBUG -Wdate-time -D_FORTIFY_SOURCE=3';
