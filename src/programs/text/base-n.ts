// base64, base32 and basenc: bytes as letters, and back.

import { concat, EMPTY } from '../../base/bytes.ts';
import { decodeRaw } from '../../base/raw-text.ts';
import type { ExitCode, Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { UsageError } from '../getopt.ts';
import { quote, quotedIfNeeded } from '../quote.ts';
import { Failure, type Invocation, reason, utility } from '../utility.ts';

/** An alphabet whose size is a power of two. Letters come in groups that hold whole bytes. */
interface Encoding {
  readonly alphabet: string;
  readonly bits: number;
  /** Letters to a group, filled up with `=`; 0 where nothing is filled up. */
  readonly group: number;
}

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LETTERS = `${UPPER}${UPPER.toLowerCase()}0123456789`;

const BASE64: Encoding = { alphabet: `${LETTERS}+/`, bits: 6, group: 4 };
const BASE32: Encoding = { alphabet: `${UPPER}234567`, bits: 5, group: 8 };
const ENCODINGS: Readonly<Record<string, Encoding>> = {
  base64: BASE64,
  base64url: { ...BASE64, alphabet: `${LETTERS}-_` },
  base32: BASE32,
  base32hex: { ...BASE32, alphabet: '0123456789ABCDEFGHIJKLMNOPQRSTUV' },
  base16: { alphabet: '0123456789ABCDEF', bits: 4, group: 0 },
  base2msbf: { alphabet: '01', bits: 1, group: 0 },
};

const OPTIONS = ['d,D,decode', 'i,ignore-garbage', 'w,wrap='];

const coder = (encoding: Encoding): Program =>
  utility({ usage: '[OPTION]... [FILE]', options: OPTIONS }, (run) => work(run, encoding));

export const base64 = coder(BASE64);
export const base32 = coder(BASE32);

export const basenc: Program = utility(
  { usage: '[OPTION]... [FILE]', options: [...OPTIONS, ...Object.keys(ENCODINGS), '!base2lsbf', '!z85'] },
  function* (run) {
    const chosen = run.lastOf(...Object.keys(ENCODINGS));
    if (chosen === undefined) throw new UsageError('missing encoding type');
    return yield* work(run, ENCODINGS[chosen]);
  },
);

function* work(run: Invocation, encoding: Encoding): Task<ExitCode> {
  const wrap = run.value('wrap') ?? '76';
  if (!/^\d+$/.test(wrap)) throw new Failure(`invalid wrap size: ${quote(wrap)}`);
  if (run.operands.length > 1) throw new UsageError(`extra operand ${quote(run.operands[1])}`);
  const path = run.inputs[0];
  let bytes: Uint8Array;
  try {
    bytes = yield* run.bytesOf(path);
  } catch (error) {
    const why = reason(error);
    throw new Failure(why === 'Is a directory' ? `read error: ${why}` : `${quotedIfNeeded(path)}: ${why}`);
  }
  if (run.has('decode')) {
    const { valid, isWhole } = decode(decodeRaw(bytes), encoding, run.has('ignore-garbage'));
    yield* run.print(valid);
    if (isWhole) return 0;
    yield* run.complain('invalid input');
    return 1;
  }
  const text = encode(bytes, encoding);
  const width = Number(wrap);
  yield* run.print(width === 0 ? text : text.replaceAll(new RegExp(`.{1,${width}}`, 'g'), '$&\n'));
  return 0;
}

function encode(bytes: Uint8Array, { alphabet, bits, group }: Encoding): string {
  const parts: string[] = [];
  let value = 0;
  let have = 0;
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xffff;
    have += 8;
    while (have >= bits) {
      have -= bits;
      parts.push(alphabet[(value >> have) & ((1 << bits) - 1)]);
    }
  }
  if (have > 0) parts.push(alphabet[(value << (bits - have)) & ((1 << bits) - 1)]);
  while (group > 0 && parts.length % group !== 0) parts.push('=');
  return parts.join('');
}

/** What comes before the first fault, and whether there was none. */
function decode(
  text: string,
  { alphabet, bits, group }: Encoding,
  ignoresGarbage: boolean,
): { readonly valid: Uint8Array; readonly isWhole: boolean } {
  const values = new Map([...alphabet].map((letter, index) => [letter, index]));
  const letters = [...text].filter((letter) =>
    ignoresGarbage ? values.has(letter) || letter === '=' : letter !== '\n',
  );
  const size = group || 8 / bits;
  const parts: Uint8Array[] = [];
  for (let at = 0; at < letters.length; at += size) {
    const one = letters.slice(at, at + size);
    const data = one.slice(0, one.indexOf('=') < 0 ? undefined : one.indexOf('='));
    const known = data.findIndex((letter) => !values.has(letter));
    const count = known < 0 ? data.length : known;
    const whole = Math.floor((count * bits) / 8);
    const bytes: number[] = [];
    let value = 0;
    let have = 0;
    for (const letter of data.slice(0, count)) {
      value = ((value << bits) | values.get(letter)!) & 0xffff;
      have += bits;
      if (have < 8) continue;
      have -= 8;
      bytes.push((value >> have) & 0xff);
    }
    const filling = one.slice(data.length);
    const isRight =
      known < 0 &&
      one.length === size &&
      filling.every((letter) => letter === '=') &&
      whole > 0 &&
      Math.ceil((whole * 8) / bits) === count;
    parts.push(Uint8Array.from(bytes.slice(0, whole)));
    if (!isRight) return { valid: concat(parts), isWhole: false };
  }
  return { valid: parts.length > 0 ? concat(parts) : EMPTY, isWhole: true };
}
