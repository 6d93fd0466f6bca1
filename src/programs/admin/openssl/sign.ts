// Making a certificate from a subject, a key and extensions, signed by an authority or by its own key.

import { equalBytes } from '../../../base/bytes.ts';
import { keyIdentifier } from '../../../base/x509/certificate.ts';
import { context, readValues } from '../../../base/x509/der.ts';
import type { DigestName } from '../../../base/x509/digest-names.ts';
import { type KeyPair, publicKeyInfo } from '../../../base/x509/key.ts';
import { buildCertificate, type CertificateContent, type Extension } from '../../../base/x509/structure.ts';
import { makeExtensions } from './make-extensions.ts';
import { objectIdOf } from './objects.ts';

export const DAY = 86_400_000;

const SUBJECT_KEY = objectIdOf('subjectKeyIdentifier');
const AUTHORITY_KEY = objectIdOf('authorityKeyIdentifier');

/** The subject key identifier that a certificate carries, or would. */
export function keyIdOf(certificate: {
  readonly publicKeyInfo: Uint8Array;
  readonly extensions: readonly Extension[];
}): Uint8Array {
  const own = certificate.extensions.find(({ id }) => id === SUBJECT_KEY);
  return own ? readValues(own.value)[0].content : keyIdentifier(certificate.publicKeyInfo);
}

/** A certificate that has extensions gets key identifiers as well, so that chains can be built. */
export function signCertificate(
  content: CertificateContent,
  key: KeyPair,
  issuerKeyId: Uint8Array,
  digest: DigestName,
): Uint8Array {
  const extensions = [...content.extensions];
  if (extensions.length > 0) {
    const isSelfSigned = equalBytes(publicKeyInfo(key), content.publicKeyInfo);
    const about = { sections: new Map(), section: '', subjectKey: content.publicKeyInfo, issuerKeyId };
    const add = (id: string | undefined, name: string, value: string) => {
      if (!extensions.some((one) => one.id === id)) extensions.push(...makeExtensions([[name, value]], about));
    };
    add(SUBJECT_KEY, 'subjectKeyIdentifier', 'hash');
    if (!isSelfSigned) add(AUTHORITY_KEY, 'authorityKeyIdentifier', 'keyid');
  }
  return buildCertificate({ ...content, extensions }, key, digest);
}

/** The authority key identifier that a certificate carries. */
export function authorityKeyIdOf(certificate: { readonly extensions: readonly Extension[] }): Uint8Array | undefined {
  const found = certificate.extensions.find(({ id }) => id === AUTHORITY_KEY);
  return found && readValues(readValues(found.value)[0].content).find(({ tag }) => tag === context(0, false))?.content;
}
