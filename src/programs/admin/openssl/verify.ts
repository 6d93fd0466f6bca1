// openssl verify: chains against a file of authorities.

import { decode } from '../../../base/bytes.ts';
import type { CertificateStructure } from '../../../base/x509/structure.ts';
import { SystemError, strerror } from '../../../linux/errors.ts';
import { Exit } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import { type ChainOptions, VERIFY_ERRORS, verifyChain } from './chain.ts';
import { type Command, openErrors, type QueuedError, type Run } from './command.ts';
import { certificatesIn, loadCertificate } from './files.ts';
import { nameText, styleOf } from './names.ts';

/** Ubuntu's ca-certificates. */
export const SYSTEM_ROOTS = '/etc/ssl/certs/ca-certificates.crt';

export const verify: Command = {
  name: 'verify',
  options: [
    'CAfile',
    'CApath',
    'trusted',
    'untrusted',
    'verbose',
    'partial_chain',
    'no_check_time',
    'attime',
    'purpose',
    'verify_hostname',
    'verify_ip',
    'show_chain',
    'nameopt',
    'x509_strict',
    'no-CAfile',
    'no-CApath',
  ],
  *work(run) {
    const purpose = run.value('purpose');
    if (purpose !== undefined && purpose !== 'sslserver' && purpose !== 'sslclient' && purpose !== 'any')
      yield* run.notSimulated(`-purpose ${purpose}`);
    const trusted = yield* loadAuthorities(run, run.value('CAfile'), run.value('trusted'));
    const untrusted: CertificateStructure[] = [];
    for (const path of run.values('untrusted'))
      untrusted.push(...(yield* loadList(run, path, 'untrusted certificates')));
    const at = run.value('attime');
    const hostname = run.value('verify_hostname');
    const address = run.value('verify_ip');
    const options: ChainOptions = {
      trusted,
      untrusted,
      at: run.has('no_check_time') ? undefined : at === undefined ? run.now : Number(at) * 1000,
      isPartial: run.has('partial_chain'),
      ...(purpose === 'sslserver' || purpose === 'sslclient' ? { purpose } : {}),
      ...(hostname === undefined ? {} : { hostname }),
      ...(address === undefined ? {} : { address }),
    };
    let isGood = true;
    const names = run.operands.length > 0 ? run.operands : [undefined];
    for (const path of names) if (!(yield* checkOne(run, path, options))) isGood = false;
    return isGood ? 0 : 2;
  },
};

/** Errors after which the real one goes on as well. */
const TOLERATED: readonly number[] = [10, 24];

function* checkOne(run: Run, path: string | undefined, options: ChainOptions): Task<boolean> {
  let leaf: CertificateStructure;
  try {
    leaf = yield* loadCertificate(run, path, 'certificate file', 2);
  } catch (error) {
    if (error instanceof Exit) return false;
    throw error;
  }
  const style = styleOf(run.value('nameopt'));
  const complaints: string[] = [];
  const verdict = verifyChain(leaf, options, ({ error, depth, certificate }) => {
    if (error === 0) return true;
    complaints.push(
      nameText(certificate.subject, style),
      `error ${error} at ${depth} depth lookup: ${VERIFY_ERRORS[error]}`,
    );
    return TOLERATED.includes(error);
  });
  for (const line of complaints) yield* run.say(line);
  const name = path ?? 'stdin';
  if (verdict.error !== 0) {
    yield* run.say(`error ${name}: verification failed`);
    return false;
  }
  yield* run.print(`${name}: OK\n`);
  if (run.has('show_chain')) {
    yield* run.print('Chain:\n');
    for (const [depth, certificate] of verdict.chain.entries()) {
      const mark = depth < verdict.untrustedCount ? ' (untrusted)' : '';
      yield* run.print(`depth=${depth}: ${nameText(certificate.subject, style)}${mark}\n`);
    }
  }
  return true;
}

/** `-CAfile`, `-trusted`, or what the system trusts. */
export function* loadAuthorities(run: Run, file: string | undefined, trusted?: string): Task<CertificateStructure[]> {
  if (trusted !== undefined) return yield* loadList(run, trusted, 'trusted certificates');
  if (file === undefined) {
    const { files } = run.process;
    return files.exists(SYSTEM_ROOTS) && !run.has('no-CAfile') ? certificatesIn(files.readFile(SYSTEM_ROOTS)) : [];
  }
  const failed: QueuedError = {
    code: '05880002',
    where: 'x509 certificate routines:X509_load_cert_crl_file_ex:system lib:../crypto/x509/by_file.c:229',
  };
  let bytes: Uint8Array;
  try {
    bytes = yield* run.read(file);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    return yield* run.fail([`Error loading file ${file}`], [...openErrors(error, file, 'r'), failed]);
  }
  const found = decode(bytes).includes('-----BEGIN') ? certificatesIn(bytes) : [];
  if (found.length === 0)
    yield* run.fail(
      [`Error loading file ${file}`],
      [
        {
          code: '05800088',
          where:
            'x509 certificate routines:X509_load_cert_crl_file_ex:no certificate or crl found:../crypto/x509/by_file.c:252',
        },
      ],
    );
  return found;
}

function* loadList(run: Run, path: string, what: string): Task<CertificateStructure[]> {
  try {
    return certificatesIn(yield* run.read(path));
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    return yield* run.fail(
      [`Could not open file or uri for loading ${what} from ${path}`],
      [
        {
          code: '16000069',
          where: 'STORE routines:ossl_store_get0_loader_int:unregistered scheme:../crypto/store/store_register.c:237',
          data: 'scheme=file',
        },
        {
          code: '80000002',
          where: `system library:file_open:${strerror(error.code)}:../providers/implementations/storemgmt/file_store.c:267`,
          data: `calling stat(${path})`,
        },
      ],
    );
  }
}
