// openssl asn1parse: DER, value by value.

import { decode } from '../../../base/bytes.ts';
import { readObjectIdentifier } from '../../../base/x509/der.ts';
import { readPem } from '../../../base/x509/pem.ts';
import type { Command } from './command.ts';
import { noStartLine } from './files.ts';
import { longName } from './objects.ts';

export const asn1parse: Command = {
  name: 'asn1parse',
  options: ['in', 'inform', 'i', 'noout', 'offset', 'length'],
  *work(run) {
    const file = yield* run.open(run.value('in'));
    const [block] = run.isDer('inform') ? [] : readPem(decode(file));
    if (!block && !run.isDer('inform'))
      return yield* run.fail(['Error: unable to read PEM'], [noStartLine('ANY PRIVATE KEY')]);
    const from = Number(run.value('offset') ?? 0);
    const length = run.value('length');
    const bytes = (block?.bytes ?? file).subarray(from, length === undefined ? undefined : from + Number(length));
    if (run.has('noout')) return 0;
    const lines: string[] = [];
    const isWhole = walk(bytes, 0, bytes.length, 0, run.has('i'), lines);
    yield* run.print(lines.map((line) => `${line}\n`).join(''));
    if (!isWhole) yield* run.say('Error in encoding');
    return isWhole ? 0 : 1;
  },
};

const NAMES: Readonly<Record<number, string>> = {
  1: 'BOOLEAN',
  2: 'INTEGER',
  3: 'BIT STRING',
  4: 'OCTET STRING',
  5: 'NULL',
  6: 'OBJECT',
  10: 'ENUMERATED',
  12: 'UTF8STRING',
  16: 'SEQUENCE',
  17: 'SET',
  19: 'PRINTABLESTRING',
  20: 'T61STRING',
  22: 'IA5STRING',
  23: 'UTCTIME',
  24: 'GENERALIZEDTIME',
  30: 'BMPSTRING',
};
const CLASSES = ['', 'appl', 'cont', 'priv'];

/** False where the bytes are no DER. */
function walk(
  bytes: Uint8Array,
  start: number,
  end: number,
  depth: number,
  isIndented: boolean,
  lines: string[],
): boolean {
  for (let at = start; at < end; ) {
    const tag = bytes[at];
    let head = 2;
    let length = bytes[at + 1];
    if (length === undefined || length === 0x80) return false;
    if (length > 0x80) {
      const count = length & 127;
      length = 0;
      for (let index = 0; index < count; index++) length = length * 256 + (bytes[at + 2 + index] ?? 0);
      head += count;
    }
    if (at + head + length > end) return false;
    const isConstructed = (tag & 0x20) !== 0;
    const kind = tag >> 6;
    const name = kind === 0 ? (NAMES[tag & 0x1f] ?? `<ASN1 ${tag & 0x1f}>`) : `${CLASSES[kind]} [ ${tag & 0x1f} ]`;
    const content = bytes.subarray(at + head, at + head + length);
    const margin = isIndented ? ' '.repeat(depth) : '';
    const value = isConstructed || kind !== 0 ? '' : valueText(tag & 0x1f, content);
    lines.push(
      `${String(at).padStart(5)}:d=${depth}  hl=${head} l=${String(length).padStart(4)} ${isConstructed ? 'cons' : 'prim'}: ${margin}${name.padEnd(18)}${value}`,
    );
    if (isConstructed && !walk(bytes, at + head, at + head + length, depth + 1, isIndented, lines)) return false;
    at += head + length;
  }
  return true;
}

const PRINTED = new Set([12, 19, 20, 22, 23, 24]);

function valueText(tag: number, content: Uint8Array): string {
  const digits = () => [...content].map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join('');
  if (PRINTED.has(tag)) return `:${decode(content)}`;
  switch (tag) {
    case 1:
      return `:${content[0]}`;
    case 2:
    case 10:
      return `:${content[0] === 0 && content.length > 1 ? digits().slice(2) : digits()}`;
    case 4: {
      const isText =
        content.length > 0 && content.every((byte) => (byte >= 32 && byte < 127) || byte === 10 || byte === 13);
      return isText ? `:${decode(content)}` : content.length > 0 ? `[HEX DUMP]:${digits()}` : '';
    }
    case 6:
      return `:${longName(readObjectIdentifier(content))}`;
    default:
      return '';
  }
}
