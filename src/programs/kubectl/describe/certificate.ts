// kubectl describe csr: what a request says of itself, and how far it has come.

import { fromBase64 } from '../../../base/base64.ts';
import { decode } from '../../../base/bytes.ts';
import { humanDuration } from '../../../base/duration.ts';
import { readObjectIdentifier, readValues } from '../../../base/x509/der.ts';
import { readPem } from '../../../base/x509/pem.ts';
import { type AnyObject, listOf, numberOf, textOf } from '../resources/objects.ts';
import type { Describe } from './describer.ts';
import { inOneLine } from './head.ts';
import { longTime } from './report.ts';

/** Parts of a name by their object identifiers, in the order they are shown. */
const PARTS: readonly (readonly [identifier: string, title: string])[] = [
  ['2.5.4.10', 'Organization'],
  ['2.5.4.11', 'Organizational Unit'],
  ['2.5.4.6', 'Country'],
  ['2.5.4.7', 'Locality'],
  ['2.5.4.8', 'Province'],
  ['2.5.4.9', 'StreetAddress'],
  ['2.5.4.17', 'PostalCode'],
];
const COMMON_NAME = '2.5.4.3';
const SERIAL_NUMBER = '2.5.4.5';

// biome-ignore lint/correctness/useYield: describers share one shape, and some ask for more
export const describeCertificateSigningRequest: Describe = function* (report, request) {
  report.field('Name', request.metadata.name);
  report.field('Labels', inOneLine(request.metadata.labels));
  report.field('Annotations', inOneLine(request.metadata.annotations));
  report.field('CreationTimestamp', longTime(request.metadata.creationTimestamp));
  report.field('Requesting User', textOf(request, 'spec', 'username'));
  const signer = textOf(request, 'spec', 'signerName');
  if (signer !== '') report.field('Signer', signer);
  const seconds = numberOf(request, 'spec', 'expirationSeconds');
  if (seconds > 0) report.field('Requested Duration', humanDuration(seconds * 1000));
  report.field('Status', statusText(request));
  const subject = subjectOf(textOf(request, 'spec', 'request'));
  report.line(0, 'Subject:');
  report.line(0, `\tCommon Name:\t${(subject.get(COMMON_NAME) ?? []).join('')}`);
  report.line(0, `\tSerial Number:\t${(subject.get(SERIAL_NUMBER) ?? []).join('')}`);
  for (const [identifier, title] of PARTS) {
    const values = subject.get(identifier) ?? [];
    if (values.length > 0) report.line(0, `\t${title}:\t${values.join('\n\t\t')}`);
  }
};

function statusText(request: AnyObject): string {
  const types = listOf(request, 'status', 'conditions').map((one) => textOf(one, 'type'));
  const verdict = types.includes('Denied') ? 'Denied' : types.includes('Approved') ? 'Approved' : 'Pending';
  const failed = types.includes('Failed') ? ',Failed' : '';
  return `${verdict}${failed}${textOf(request, 'status', 'certificate') === '' ? '' : ',Issued'}`;
}

/** The values of a request's subject by object identifier. */
function subjectOf(data: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const [block] = readPem(decode(fromBase64(data) ?? new Uint8Array()));
  if (!block) return found;
  const [outer] = readValues(block.bytes);
  const [info] = readValues(outer.content);
  const [, subject] = readValues(info.content);
  for (const set of readValues(subject.content)) {
    for (const pair of readValues(set.content)) {
      const [identifier, value] = readValues(pair.content);
      const name = readObjectIdentifier(identifier.content);
      found.set(name, [...(found.get(name) ?? []), decode(value.content)]);
    }
  }
  return found;
}
