// Loading certificates, keys and requests, with what OpenSSL says when there are none. Certificates and keys come
// through its "store" and fail differently from requests, which are read plainly.

import { decode, encode } from '../../../base/bytes.ts';
import {
  type KeyPair,
  keyFromPem,
  type PublicKey,
  publicKeyFromPem,
  readKey,
  readPublicKeyInfo,
} from '../../../base/x509/key.ts';
import { readPem } from '../../../base/x509/pem.ts';
import {
  type CertificateStructure,
  type RequestStructure,
  readCertificateStructure,
  readRequestStructure,
} from '../../../base/x509/structure.ts';
import { SystemError, strerror } from '../../../linux/errors.ts';
import { Exit } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import type { QueuedError, Run } from './command.ts';

const UNSUPPORTED: QueuedError = {
  code: '1608010C',
  where: 'STORE routines:ossl_store_handle_load_result:unsupported:../crypto/store/store_result.c:149',
};
const NO_DATA: QueuedError = {
  code: '1E08010C',
  where: 'DECODER routines:OSSL_DECODER_from_bio:unsupported:../crypto/encode_decode/decoder_lib.c:103',
  data: 'No supported data to decode. Input structure: Certificate',
};

const shown = (path: string | undefined): string => path ?? '<stdin>';

/** What the store says; throws SystemError's place into the queue. */
function* readFromStore(run: Run, path: string | undefined, what: string): Task<Uint8Array | undefined> {
  try {
    return yield* run.read(path);
  } catch (error) {
    if (!(error instanceof SystemError) || path === undefined) throw error;
    yield* run.say(`Could not open file or uri for loading ${what} from ${path}`);
    const reason = strerror(error.code);
    yield* run.showErrors([
      {
        code: '16000069',
        where: 'STORE routines:ossl_store_get0_loader_int:unregistered scheme:../crypto/store/store_register.c:237',
        data: 'scheme=file',
      },
      {
        code: error.code === 'EACCES' ? '8000000D' : '80000002',
        where: `system library:file_open:${reason}:../providers/implementations/storemgmt/file_store.c:267`,
        data: `calling stat(${path})`,
      },
    ]);
    return undefined;
  }
}

/** The first certificate; `what` names its part: `certificate`, `CA certificate`. Ends the command when there is none. */
export function* loadCertificate(
  run: Run,
  path: string | undefined,
  what = 'certificate',
  status = 1,
): Task<CertificateStructure> {
  const bytes = yield* readFromStore(run, path, what);
  const found = bytes && certificatesIn(bytes)[0];
  if (found) return found;
  if (bytes) {
    yield* run.say(`Could not read ${what} from ${shown(path)}`);
    yield* run.showErrors(notACertificate(decode(bytes)));
  }
  yield* run.say(`Unable to load ${what}`);
  throw new Exit(status);
}

/** A PEM block of another kind is tried with every decoder there is. */
function notACertificate(text: string): QueuedError[] {
  const [block] = readPem(text);
  if (!block) return [];
  if (block.label.endsWith('PRIVATE KEY')) return [UNSUPPORTED];
  return [UNSUPPORTED, ...Array.from({ length: 4 }, () => [NO_DATA, UNSUPPORTED, UNSUPPORTED]).flat()].slice(0, -1);
}

/** All certificates of a PEM text, or the one of a DER file. */
export function certificatesIn(bytes: Uint8Array): CertificateStructure[] {
  const found = readPem(decode(bytes)).filter(({ label }) =>
    ['CERTIFICATE', 'TRUSTED CERTIFICATE', 'X509 CERTIFICATE'].includes(label),
  );
  const blocks = found.length > 0 ? found.map((block) => block.bytes) : [bytes];
  return blocks.flatMap((block) => unlessMalformed(() => [readCertificateStructure(block)]) ?? []);
}

function unlessMalformed<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** A private key; ends the command when there is none. */
export function* loadKey(run: Run, path: string | undefined, what = 'private key'): Task<KeyPair> {
  const bytes = yield* readFromStore(run, path, what);
  if (!bytes) throw new Exit(1);
  const text = decode(bytes);
  const key = keyFromPem(text) ?? readKey(bytes);
  if (key) return key;
  if (readPem(text).some(({ isEncrypted }) => isEncrypted)) yield* run.notSimulated('with an encrypted key');
  yield* run.say(`Could not read ${what} from ${shown(path)}`);
  throw new Exit(1);
}

/** A public key, or the public half of a private one. */
export function* loadPublicKey(run: Run, path: string | undefined, what = 'public key'): Task<PublicKey> {
  const bytes = yield* readFromStore(run, path, what);
  if (!bytes) throw new Exit(1);
  const text = decode(bytes);
  const key = publicKeyFromPem(text) ?? unlessMalformed(() => readPublicKeyInfo(bytes)) ?? keyFromPem(text);
  if (key) return key;
  const [certificate] = certificatesIn(bytes);
  const inside = certificate && readPublicKeyInfo(certificate.publicKeyInfo);
  if (inside) return inside;
  yield* run.say(`Could not read ${what} from ${shown(path)}`);
  throw new Exit(1);
}

/** A certificate request; `what` is what cannot be loaded. */
export function* loadRequest(
  run: Run,
  path: string | undefined,
  what: string,
  format = 'inform',
): Task<RequestStructure> {
  let bytes: Uint8Array;
  try {
    bytes = yield* run.open(path);
  } catch (error) {
    if (error instanceof Exit) yield* run.say(`Unable to load ${what}`);
    throw error;
  }
  if (run.isDer(format)) {
    const request = unlessMalformed(() => readRequestStructure(bytes));
    if (request) return request;
    return yield* run.fail(
      [`Unable to load ${what}`],
      [{ code: '0680009B', where: 'asn1 encoding routines:asn1_d2i_read_bio:too long:../crypto/asn1/a_d2i_fp.c:197' }],
    );
  }
  const block = readPem(decode(bytes)).find(({ label }) =>
    ['CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST'].includes(label),
  );
  const request = block && unlessMalformed(() => readRequestStructure(block.bytes));
  if (request) return request;
  return yield* run.fail([`Unable to load ${what}`], [noStartLine('CERTIFICATE REQUEST')]);
}

export const noStartLine = (expecting: string): QueuedError => ({
  code: '0480006C',
  where: 'PEM routines:get_name:no start line:../crypto/pem/pem_lib.c:760',
  data: `Expecting: ${expecting}`,
});

/** What -out and -outform ask for. */
export const encoded = (pem: string, bytes: Uint8Array, isDer: boolean): Uint8Array => (isDer ? bytes : encode(pem));
