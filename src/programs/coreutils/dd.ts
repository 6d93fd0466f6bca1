// dd: copies block by block and counts the blocks. What it says of time and speed follows from the bytes and
// the virtual clock, so the same command says the same in every run.

import { concat } from '../../base/bytes.ts';
import { conversion, formatFloat } from '../../base/c-format.ts';
import { SystemError } from '../../linux/errors.ts';
import type { OpenFile } from '../../linux/files/open-file.ts';
import { OpenedInode } from '../../linux/files/opened-inode.ts';
import type { ExitCode, Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { NotSimulated, UsageError } from '../getopt.ts';
import { quote, quoted, quotedIfNeeded } from '../quote.ts';
import { Failure, type Invocation, reason, utility } from '../utility.ts';
import { multiplier } from './count.ts';

const OPERANDS = [
  'bs',
  'cbs',
  'conv',
  'count',
  'ibs',
  'if',
  'iflag',
  'iseek',
  'obs',
  'of',
  'oflag',
  'oseek',
  'seek',
  'skip',
  'status',
];
const CONVERSIONS = [
  'lcase',
  'ucase',
  'swab',
  'sync',
  'sparse',
  'excl',
  'nocreat',
  'notrunc',
  'noerror',
  'fdatasync',
  'fsync',
];
const UNMODELLED_CONVERSIONS = ['ascii', 'ebcdic', 'ibm', 'block', 'unblock'];
const FLAGS = [
  'append',
  'binary',
  'cio',
  'count_bytes',
  'direct',
  'directory',
  'dsync',
  'fullblock',
  'noatime',
  'nocache',
  'noctty',
  'nofollow',
  'nolinks',
  'nonblock',
  'seek_bytes',
  'skip_bytes',
  'sync',
  'text',
];

/** Bytes a disk of these machines moves in a millisecond, and what opening the files takes. */
const SPEED = 600_000;
const OVERHEAD = 0.05;

export const dd: Program = utility({ usage: '[OPERAND]...\n  or:  dd OPTION' }, work);

interface Choices {
  readonly input: string | undefined;
  readonly output: string | undefined;
  readonly inputBlock: number;
  readonly outputBlock: number;
  /** `bs` was given: what is read is written, short or not. */
  readonly keepsBlocks: boolean;
  readonly count: number;
  readonly countsBytes: boolean;
  readonly skip: number;
  readonly seek: number;
  readonly conversions: ReadonlySet<string>;
  readonly inputFlags: ReadonlySet<string>;
  readonly outputFlags: ReadonlySet<string>;
  readonly status: string;
}

function* work(run: Invocation): Task<ExitCode> {
  const choices = readOperands(run);
  const input = openInput(run, choices.input);
  let output: OpenFile;
  try {
    output = openOutput(run, choices);
  } catch (error) {
    input.release();
    throw error;
  }
  try {
    return yield* copy(run, input, output, choices);
  } finally {
    input.release();
    output.release();
  }
}

function readOperands(run: Invocation): Choices {
  const values = new Map<string, string>();
  const lists: Record<'conv' | 'iflag' | 'oflag', string[]> = { conv: [], iflag: [], oflag: [] };
  for (const operand of run.operands) {
    const [, name, value] = /^([^=]*)=(.*)$/s.exec(operand) ?? [];
    if (name === undefined || !OPERANDS.includes(name)) throw new UsageError(`unrecognized operand ${quote(operand)}`);
    if (name === 'conv' || name === 'iflag' || name === 'oflag') {
      for (const word of value.split(',')) {
        const known = name === 'conv' ? CONVERSIONS : FLAGS;
        if (name === 'conv' && UNMODELLED_CONVERSIONS.includes(word)) throw new NotSimulated(`conv=${word}`);
        const what = { conv: 'conversion', iflag: 'input flag', oflag: 'output flag' }[name];
        if (!known.includes(word)) throw new UsageError(`invalid ${what}: ${quote(word)}`);
        lists[name].push(word);
      }
    } else if (name === 'status' && !['none', 'noxfer', 'progress'].includes(value)) {
      throw new UsageError(`invalid status level: ${quote(value)}`);
    } else {
      if (!['if', 'of', 'status'].includes(name)) readNumber(value, /bs$/.test(name));
      values.set({ iseek: 'skip', oseek: 'seek' }[name] ?? name, value);
    }
  }
  const number = (name: string): number | undefined =>
    values.has(name) ? readNumber(values.get(name)!, /bs$/.test(name)) : undefined;
  const conversions = new Set(lists.conv);
  for (const [one, other] of [
    ['lcase', 'ucase'],
    ['excl', 'nocreat'],
  ])
    if (conversions.has(one) && conversions.has(other)) throw new Failure(`cannot combine ${one} and ${other}`);
  const isBytes = (name: string, flag: string, flags: readonly string[]) =>
    values.get(name)?.endsWith('B') === true || flags.includes(flag);
  const both = number('bs');
  const inputBlock = both ?? number('ibs') ?? 512;
  const outputBlock = both ?? number('obs') ?? 512;
  return {
    input: values.get('if'),
    output: values.get('of'),
    inputBlock,
    outputBlock,
    keepsBlocks: both !== undefined,
    count: number('count') ?? Number.POSITIVE_INFINITY,
    countsBytes: isBytes('count', 'count_bytes', lists.iflag),
    skip: (number('skip') ?? 0) * (isBytes('skip', 'skip_bytes', lists.iflag) ? 1 : inputBlock),
    seek: (number('seek') ?? 0) * (isBytes('seek', 'seek_bytes', lists.oflag) ? 1 : outputBlock),
    conversions,
    inputFlags: new Set(lists.iflag),
    outputFlags: new Set(lists.oflag),
    status: values.get('status') ?? '',
  };
}

/** `4k`, `2x512`, `1MiB`. */
function readNumber(text: string, isSize: boolean): number {
  let product = 1;
  for (const factor of text.split('x')) {
    const [, digits, suffix] = /^(\d+)([a-zA-Z]*)$/.exec(factor) ?? [];
    const times = digits === undefined ? undefined : multiplier(suffix);
    if (times === undefined) throw new Failure(`invalid number: ${quote(text)}`);
    product *= Number(digits) * times;
  }
  if (isSize && product === 0) throw new Failure(`invalid number: ${quote(text)}`);
  return product;
}

function openInput(run: Invocation, path: string | undefined): OpenFile {
  if (path === undefined) return run.process.file(0).retain();
  try {
    return run.process.files.open(run.absolute(path), { read: true }, 0, run.process.credentials);
  } catch (error) {
    throw new Failure(`failed to open ${quoted(path)}: ${reason(error)}`);
  }
}

function openOutput(run: Invocation, { output: path, conversions, outputFlags, seek }: Choices): OpenFile {
  if (path === undefined) return run.process.file(1).retain();
  const { files, credentials, umask } = run.process;
  try {
    const keeps = conversions.has('notrunc') || outputFlags.has('append') || seek > 0;
    const file = files.open(
      run.absolute(path),
      {
        write: true,
        create: !conversions.has('nocreat'),
        truncate: !keeps,
        exclusive: conversions.has('excl'),
        append: outputFlags.has('append'),
      },
      0o666 & ~umask,
      credentials,
    );
    // What lies before the place to begin stays; what lies behind it goes.
    if (seek > 0 && !conversions.has('notrunc') && file.inode?.type === 'file')
      files.truncate(run.absolute(path), seek, credentials);
    return file;
  } catch (error) {
    throw new Failure(`failed to open ${quoted(path)}: ${reason(error)}`);
  }
}

function* copy(run: Invocation, input: OpenFile, output: OpenFile, choices: Choices): Task<ExitCode> {
  const { simulation } = run.process;
  const began = simulation.now;
  const read = { whole: 0, partial: 0 };
  const written = { whole: 0, partial: 0, bytes: 0 };
  const inputName = choices.input === undefined ? "'standard input'" : quoted(choices.input);
  const outputName = choices.output === undefined ? "'standard output'" : quoted(choices.output);
  let status = 0;
  const write = function* (block: Uint8Array): Task<boolean> {
    try {
      yield* output.write(block);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      yield* run.complain(`error writing ${outputName}: ${reason(error)}`);
      return false;
    }
    if (block.length === choices.outputBlock) written.whole++;
    else written.partial++;
    written.bytes += block.length;
    return true;
  };
  if (choices.seek > 0) {
    if (output instanceof OpenedInode) output.position = choices.seek;
    else if (output.kind !== 'null') {
      yield* run.complain(`${choices.output ?? 'standard output'}: cannot seek: Illegal seek`);
      status = 1;
    }
  }
  if (status === 0 && choices.skip > 0)
    yield* skip(run, input, choices.input === undefined ? "'standard input'" : quotedIfNeeded(choices.input), choices);
  let pending: Uint8Array[] = [];
  let pendingSize = 0;
  const most = choices.countsBytes ? choices.count : Number.POSITIVE_INFINITY;
  let taken = 0;
  while (status === 0 && (choices.countsBytes ? taken < most : read.whole + read.partial < choices.count)) {
    const wanted = Math.min(choices.inputBlock, most - taken);
    let block: Uint8Array;
    try {
      block = yield* readBlock(input, wanted, choices.inputFlags.has('fullblock'));
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      yield* run.complain(`error reading ${inputName}: ${reason(error)}`);
      status = 1;
      break;
    }
    if (block.length === 0) break;
    taken += block.length;
    if (block.length === choices.inputBlock) read.whole++;
    else read.partial++;
    if (choices.conversions.has('sync') && block.length < choices.inputBlock)
      block = concat([block, new Uint8Array(choices.inputBlock - block.length)]);
    block = converted(block, choices.conversions);
    if (choices.keepsBlocks) {
      if (!(yield* write(block))) status = 1;
      continue;
    }
    pending.push(block);
    pendingSize += block.length;
    while (pendingSize >= choices.outputBlock && status === 0) {
      const all = concat(pending);
      if (!(yield* write(all.subarray(0, choices.outputBlock)))) status = 1;
      pending = [all.subarray(choices.outputBlock)];
      pendingSize = all.length - choices.outputBlock;
    }
  }
  if (status === 0 && pendingSize > 0 && !(yield* write(concat(pending)))) status = 1;

  const busy = OVERHEAD + written.bytes / SPEED;
  if (busy >= 1) yield* run.process.compute(Math.floor(busy));
  if (choices.status !== 'none') {
    yield* run.note(
      `${read.whole}+${read.partial} records in\n${written.whole}+${written.partial} records out\n${
        choices.status === 'noxfer' ? '' : `${summary(written.bytes, (simulation.now - began + (busy % 1)) / 1000)}\n`
      }`,
    );
  }
  return status;
}

function* readBlock(input: OpenFile, size: number, fills: boolean): Task<Uint8Array> {
  const parts: Uint8Array[] = [];
  let have = 0;
  while (have < size) {
    const part = yield* input.read(size - have);
    if (part.length === 0) break;
    parts.push(part);
    have += part.length;
    // A file gives what is asked for until its end; a pipe gives what is there.
    if (!fills && input.kind !== 'file') break;
  }
  return concat(parts);
}

function* skip(run: Invocation, input: OpenFile, name: string, choices: Choices): Task<void> {
  let left = choices.skip;
  while (left > 0) {
    const part = yield* input.read(Math.min(left, 1_048_576));
    if (part.length === 0) break;
    left -= part.length;
  }
  if (left === 0) return;
  yield* run.complain(`${name}: cannot skip to specified offset`);
  run.status = 0;
}

function converted(block: Uint8Array, conversions: ReadonlySet<string>): Uint8Array {
  if (!conversions.has('lcase') && !conversions.has('ucase') && !conversions.has('swab')) return block;
  const result = Uint8Array.from(block, (byte) => {
    if (conversions.has('ucase') && byte >= 97 && byte <= 122) return byte - 32;
    return conversions.has('lcase') && byte >= 65 && byte <= 90 ? byte + 32 : byte;
  });
  if (conversions.has('swab'))
    for (let at = 0; at + 1 < result.length; at += 2) [result[at], result[at + 1]] = [result[at + 1], result[at]];
  return result;
}

/** `1048576 bytes (1.0 MB, 1.0 MiB) copied, 0.00179 s, 585 MB/s` */
export function summary(bytes: number, seconds: number): string {
  const sizes = [bytes >= 1000 ? scaled(bytes, 1000) : '', bytes >= 1024 ? scaled(bytes, 1024) : ''].filter(Boolean);
  const human = sizes.length > 0 ? ` (${sizes.join(', ')})` : '';
  const time = formatFloat(conversion('', '', '6', 'g'), seconds);
  const rate = seconds > 0 ? `${scaled(bytes / seconds, 1000, true)}/s` : 'Infinity B/s';
  return `${bytes} byte${bytes === 1 ? '' : 's'}${human} copied, ${time} s, ${rate}`;
}

/** Rounded to the nearest, one decimal below ten: 1.0 kB, 52 MB. */
function scaled(value: number, base: 1000 | 1024, isRate = false): string {
  const units = base === 1000 ? ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] : ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let power = isRate ? 1 : 0;
  let number = isRate ? value / 1000 : value;
  while (number >= base) {
    number /= base;
    power++;
  }
  const rounded = number < 9.95 && power > 0 ? number.toFixed(1) : String(Math.round(number));
  return `${rounded} ${units[power]}`;
}
