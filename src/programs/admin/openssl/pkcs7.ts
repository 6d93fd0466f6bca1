// openssl crl2pkcs7 -nocrl and pkcs7 -print_certs: the two that people pipe together to see every certificate of a bundle.

import { concat, decode } from '../../../base/bytes.ts';
import { context, der, integer, objectIdentifier, readValues, sequence, TAG } from '../../../base/x509/der.ts';
import { readPem, toPem } from '../../../base/x509/pem.ts';
import { readCertificateStructure } from '../../../base/x509/structure.ts';
import type { Command } from './command.ts';
import { certificatesIn, encoded, noStartLine } from './files.ts';
import { labelledName, styleOf } from './names.ts';
import { certificateText } from './print-structures.ts';

const DATA = '1.2.840.113549.1.7.1';
const SIGNED_DATA = '1.2.840.113549.1.7.2';

export const crl2pkcs7: Command = {
  name: 'crl2pkcs7',
  options: ['nocrl', 'certfile', 'out', 'outform', 'in', 'inform'],
  *work(run) {
    if (!run.has('nocrl')) return yield* run.notSimulated('without -nocrl');
    const certificates: Uint8Array[] = [];
    for (const path of run.values('certfile'))
      certificates.push(...certificatesIn(yield* run.open(path)).map(({ whole }) => whole));
    const signed = sequence(
      integer(Uint8Array.of(1)),
      der(TAG.set),
      sequence(objectIdentifier(DATA)),
      der(context(0), concat([new Uint8Array(0), ...certificates])),
      der(TAG.set),
    );
    const bytes = sequence(objectIdentifier(SIGNED_DATA), der(context(0), signed));
    yield* run.write(encoded(toPem('PKCS7', bytes), bytes, run.isDer('outform')));
    return 0;
  },
};

export const pkcs7: Command = {
  name: 'pkcs7',
  options: ['in', 'inform', 'out', 'print_certs', 'text', 'noout', 'outform'],
  *work(run) {
    const file = yield* run.open(run.value('in'));
    const bytes = run.isDer('inform') ? file : readPem(decode(file)).find(({ label }) => label === 'PKCS7')?.bytes;
    if (!bytes) return yield* run.fail(['unable to load PKCS7 object'], [noStartLine('PKCS7')]);
    if (!run.has('print_certs')) {
      if (!run.has('noout')) yield* run.write(encoded(toPem('PKCS7', bytes), bytes, run.isDer('outform')));
      return 0;
    }
    const [, wrapper] = readValues(readValues(bytes)[0].content);
    const inside = readValues(readValues(wrapper.content)[0].content).find(({ tag }) => tag === context(0));
    const style = styleOf(undefined)!;
    let text = '';
    for (const { whole } of inside ? readValues(inside.content) : []) {
      const certificate = readCertificateStructure(whole);
      text += run.has('text')
        ? certificateText(certificate, { names: styleOf('sname')! })
        : labelledName('subject', certificate.subject, style) + labelledName('issuer', certificate.issuer, style);
      text += run.has('noout') ? '\n' : `${toPem('CERTIFICATE', whole)}\n`;
    }
    yield* run.write(text);
    return 0;
  },
};
