// PEM: base64 between BEGIN and END lines.

import { fromBase64, toBase64 } from '../base64.ts';
import { decode, encode } from '../bytes.ts';

export interface PemBlock {
  /** `CERTIFICATE`, `EC PRIVATE KEY`, ... */
  readonly label: string;
  readonly bytes: Uint8Array;
  /** Whether reading it needs a passphrase. */
  readonly isEncrypted: boolean;
}

export function toPem(label: string, bytes: Uint8Array): string {
  const lines = toBase64(bytes).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/** Every well-formed block; text around them is ignored, as OpenSSL and Go do. */
export function readPem(text: string): PemBlock[] {
  const blocks: PemBlock[] = [];
  for (const [, label, body] of text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----\r?\n([\s\S]*?)-----END \1-----/g)) {
    // Traditional encrypted keys have headers (RFC 1421) in front of an empty line.
    const [, headers = '', base64] = /^((?:[\w-]+: .*\r?\n)+\r?\n)?([\s\S]*)$/.exec(body) ?? ['', '', body];
    const bytes = fromBase64(base64.replace(/\s/g, ''));
    const isEncrypted = label === 'ENCRYPTED PRIVATE KEY' || headers.includes('ENCRYPTED');
    if (bytes) blocks.push({ label, bytes, isEncrypted });
  }
  return blocks;
}

/** PEM carried inside a kubeconfig's `…-data`. */
export const pemToData = (pem: string): string => toBase64(encode(pem));
export const dataToPem = (data: string): string => {
  const bytes = fromBase64(data.replace(/\s/g, ''));
  return bytes ? decode(bytes) : '';
};
