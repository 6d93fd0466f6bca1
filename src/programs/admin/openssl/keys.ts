// openssl genrsa, genpkey, rsa, ec, ecparam and pkey: private and public keys made, shown and rewritten.

import { objectIdentifier } from '../../../base/x509/der.ts';
import {
  CURVES,
  type CurveName,
  generateKey,
  type KeyPair,
  keyToPem,
  keyToPkcs8,
  type PublicKey,
  privateKeyInfo,
  publicKeyInfo,
  publicKeyToPem,
  traditionalKey,
} from '../../../base/x509/key.ts';
import { toPem } from '../../../base/x509/pem.ts';
import { bitLength, generateRsaKey, isProbablyPrime } from '../../../base/x509/rsa.ts';
import { SystemError, strerror } from '../../../linux/errors.ts';
import type { ExitCode } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import { type Command, type Run, unsupportedAlgorithm } from './command.ts';
import { encoded, loadKey, loadPublicKey } from './files.ts';
import { curveNamed, progress } from './key-generation.ts';
import { privateKeyText, publicKeyText } from './print-structures.ts';

export const genrsa: Command = {
  name: 'genrsa',
  options: ['out', 'traditional', 'verbose', 'F4', 'f4', '3'],
  otherwise: 'cipher',
  unknownCipher: 'errors',
  *work(run) {
    const [text = '2048', ...others] = run.operands;
    if (others.length > 0) {
      yield* run.say('Extra arguments given.');
      return yield* run.usage();
    }
    if (!/^\d+$/.test(text)) return yield* run.fail([`genrsa: Can't parse "${text}" as a number`]);
    const bits = Number(text);
    if (bits < 512)
      return yield* run.fail(
        ['Error setting RSA length'],
        [
          {
            code: '1C8000AB',
            where:
              'Provider routines:rsa_gen_set_params:key size too small:../providers/implementations/keymgmt/rsa_kmgmt.c:509',
          },
        ],
      );
    const key = yield* newRsaKey(run, bits, run.has('3') ? 3n : undefined);
    if (run.has('verbose'))
      yield* run.process.complain(
        `Generating RSA key with ${bits} bits\n${progress(run.process.simulation.random, bits)}`,
      );
    if (run.has('verbose')) yield* run.say(`e is ${key.exponent} (0x${key.exponent.toString(16).padStart(6, '0')})`);
    yield* writePrivate(run, run.has('traditional') ? keyToPem(key) : keyToPkcs8(key));
    return 0;
  },
};

/** Larger keys than this would hold everybody up for minutes. */
const MOST_BITS = 4096;

function* newRsaKey(run: Run, bits: number, exponent?: bigint) {
  if (bits > MOST_BITS) yield* run.notSimulated(`keys of more than ${MOST_BITS} bits`);
  yield* run.process.compute(bits / 10);
  return generateRsaKey(run.process.simulation.random, bits, exponent);
}

/** Only the owner may read what is written here. */
function* writePrivate(run: Run, what: string | Uint8Array): Task<void> {
  const path = run.value('out');
  if (path === undefined) return yield* run.print(what);
  const { process } = run;
  try {
    const bytes = typeof what === 'string' ? new TextEncoder().encode(what) : what;
    process.files.writeFile(process.absolute(path), bytes, { mode: 0o600, who: process.credentials });
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    yield* run.fail([`${run.name}: Can't open "${path}" for writing, ${strerror(error.code)}`]);
  }
}

export const genpkey: Command = {
  name: 'genpkey',
  options: ['algorithm', 'pkeyopt', 'out', 'outform', 'text', 'quiet'],
  otherwise: 'cipher',
  *work(run) {
    const algorithm = run.value('algorithm');
    if (algorithm === undefined || run.operands.length > 0) return yield* run.usage();
    const option = (name: string) =>
      run
        .values('pkeyopt')
        .find((one) => one.startsWith(`${name}:`))
        ?.slice(name.length + 1);
    let key: KeyPair;
    switch (algorithm.toUpperCase()) {
      case 'RSA': {
        const bits = Number(option('rsa_keygen_bits') ?? 2048);
        key = yield* newRsaKey(run, bits);
        if (!run.has('quiet')) yield* run.process.complain(progress(run.process.simulation.random, bits));
        break;
      }
      case 'EC': {
        const name = option('ec_paramgen_curve');
        const curve = name === undefined ? undefined : curveNamed(name);
        if (!curve)
          return yield* run.fail([
            name === undefined
              ? 'genpkey: Error generating EC key'
              : `genpkey: Error setting ec_paramgen_curve:${name} parameter:`,
          ]);
        key = generateKey(run.process.simulation.random, curve);
        break;
      }
      case 'ED25519':
      case 'X25519':
      case 'DSA':
      case 'ED448':
      case 'RSA-PSS':
        return yield* run.notSimulated(`-algorithm ${algorithm}`);
      default:
        return yield* run.fail([`Error initializing ${algorithm} context`], [unsupportedAlgorithm(algorithm)]);
    }
    const info = privateKeyInfo(key);
    const body = encoded(keyToPkcs8(key), info, run.isDer('outform'));
    const text = run.has('text') ? new TextEncoder().encode(privateKeyText(key)) : new Uint8Array(0);
    yield* writePrivate(run, Uint8Array.of(...body, ...text));
    return 0;
  },
};

const KEY_OPTIONS = ['in', 'inform', 'out', 'outform', 'pubin', 'pubout', 'text', 'noout'];

export const rsa: Command = {
  name: 'rsa',
  options: [...KEY_OPTIONS, 'check', 'modulus', 'traditional', 'RSAPublicKey_in', 'RSAPublicKey_out'],
  otherwise: 'cipher',
  unknownCipher: 'hint',
  *work(run) {
    const key = yield* run.has('pubin', 'RSAPublicKey_in')
      ? loadPublicKey(run, run.value('in'))
      : loadKey(run, run.value('in'));
    if (key.kind !== 'rsa') return yield* run.fail(['Not an RSA key']);
    const secret = isPrivate(key) ? key : undefined;
    let text = run.has('text') ? (secret ? privateKeyText(secret) : publicKeyText(key)) : '';
    if (run.has('modulus')) text += `Modulus=${key.modulus.toString(16).toUpperCase()}\n`;
    if (run.has('check')) {
      if (!secret) return yield* run.fail(['Only private keys can be checked']);
      text += isSound(secret) ? 'RSA key ok\n' : 'RSA key not ok\n';
    }
    if (!run.has('noout')) yield* run.say('writing RSA key');
    return yield* deliver(
      run,
      text,
      key,
      secret,
      run.has('traditional'),
      run.has('pubout', 'pubin', 'RSAPublicKey_out'),
    );
  },
};

export const ec: Command = {
  name: 'ec',
  options: [...KEY_OPTIONS, 'check', 'param_out'],
  otherwise: 'cipher',
  unknownCipher: 'hint',
  *work(run) {
    yield* run.say('read EC key');
    const key = yield* run.has('pubin') ? loadPublicKey(run, run.value('in')) : loadKey(run, run.value('in'));
    const secret = isPrivate(key) ? key : undefined;
    const text = run.has('text') ? (secret ? privateKeyText(secret) : publicKeyText(key)) : '';
    if (run.has('check')) yield* run.say('EC Key valid.');
    if (!run.has('noout')) yield* run.say('writing EC key');
    if (run.has('param_out') && key.kind === 'ec') {
      yield* run.write(text + parameters(key.curve));
      return 0;
    }
    return yield* deliver(run, text, key, secret, true, run.has('pubout', 'pubin'));
  },
};

export const pkey: Command = {
  name: 'pkey',
  options: [...KEY_OPTIONS, 'check', 'pubcheck', 'text_pub', 'traditional'],
  otherwise: 'cipher',
  unknownCipher: 'hint',
  *work(run) {
    const key = yield* run.has('pubin')
      ? loadPublicKey(run, run.value('in'), 'key')
      : loadKey(run, run.value('in'), 'key');
    const secret = isPrivate(key) ? key : undefined;
    let text = '';
    if (run.has('check', 'pubcheck')) text += 'Key is valid\n';
    const shows = secret && run.has('text') ? privateKeyText(secret) : '';
    const publicly = run.has('text_pub') || (run.has('text') && !secret) ? publicKeyText(key) : '';
    const isPublic = run.has('pubout', 'pubin');
    if (run.has('noout')) {
      yield* run.write(text + shows + publicly);
      return 0;
    }
    const body = bodyOf(run, key, secret, run.has('traditional'), isPublic);
    const end = new TextEncoder().encode(shows + publicly);
    yield* writeOut(run, Uint8Array.of(...new TextEncoder().encode(text), ...body, ...end), !isPublic);
    return 0;
  },
};

export const ecparam: Command = {
  name: 'ecparam',
  options: ['name', 'genkey', 'noout', 'out', 'outform', 'list_curves', 'param_enc', 'conv_form'],
  *work(run) {
    if (run.has('list_curves')) return yield* run.notSimulated('-list_curves');
    const name = run.value('name');
    if (name === undefined) return yield* run.notSimulated('without -name');
    const curve = curveNamed(name);
    if (!curve)
      return yield* run.fail(
        ['unable to generate key'],
        [
          {
            code: '0800008D',
            where: 'elliptic curve routines:group_new_from_name:invalid curve:../crypto/ec/ec_lib.c:1490',
          },
        ],
      );
    if (name === 'secp256r1') yield* run.say('using curve name prime256v1 instead of secp256r1');
    const head = run.has('noout') ? '' : parameters(curve);
    const key = run.has('genkey') ? keyToPem(generateKey(run.process.simulation.random, curve)) : '';
    if (run.has('genkey')) yield* writePrivate(run, head + key);
    else yield* run.write(head);
    return 0;
  },
};

const parameters = (curve: CurveName): string => toPem('EC PARAMETERS', objectIdentifier(CURVES[curve].id));

const isPrivate = (key: PublicKey | KeyPair): key is KeyPair => 'primes' in key || 'secret' in key;

function isSound(key: Extract<KeyPair, { kind: 'rsa' }>): boolean {
  const [p, q] = key.primes;
  return p * q === key.modulus && bitLength(p) > 1 && isProbablyPrime(p) && isProbablyPrime(q);
}

function* deliver(
  run: Run,
  text: string,
  key: PublicKey,
  secret: KeyPair | undefined,
  isTraditional: boolean,
  isPublic: boolean,
): Task<ExitCode> {
  const body = run.has('noout') ? new Uint8Array(0) : bodyOf(run, key, secret, isTraditional, isPublic);
  yield* writeOut(run, Uint8Array.of(...new TextEncoder().encode(text), ...body), !isPublic);
  return 0;
}

function* writeOut(run: Run, bytes: Uint8Array, isSecret: boolean): Task<void> {
  if (isSecret) yield* writePrivate(run, bytes);
  else yield* run.write(bytes);
}

function bodyOf(
  run: Run,
  key: PublicKey,
  secret: KeyPair | undefined,
  isTraditional: boolean,
  isPublic: boolean,
): Uint8Array {
  const isDer = run.isDer('outform');
  if (isPublic || !secret) return encoded(publicKeyToPem(key), publicKeyInfo(key), isDer);
  return isTraditional
    ? encoded(keyToPem(secret), traditionalKey(secret), isDer)
    : encoded(keyToPkcs8(secret), privateKeyInfo(secret), isDer);
}
