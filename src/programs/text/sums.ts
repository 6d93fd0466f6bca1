// The checksums: md5sum, sha1sum, sha224sum … sha512sum and b2sum, which print one line per file and check such
// lists, and cksum, which knows them all. (sum and the CRC of cksum are in crc.ts.)

import { blake2b } from '../../base/blake2b.ts';
import { md5, sha1, sha384, sha512 } from '../../base/digests.ts';
import { hexadecimal, sha224, sha256 } from '../../base/sha256.ts';
import type { ExitCode, Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { UsageError } from '../getopt.ts';
import { quote, quotedIfNeeded } from '../quote.ts';
import { Failure, type Invocation, reason, utility } from '../utility.ts';
import { bsdSum, crc, type PlainSum, systemVSum } from './crc.ts';

interface Digest {
  /** As `--tag` names it. */
  readonly name: string;
  readonly bytes: number;
  of(bytes: Uint8Array): Uint8Array;
}

const MD5: Digest = { name: 'MD5', bytes: 16, of: md5 };
const SHA1: Digest = { name: 'SHA1', bytes: 20, of: sha1 };
const SHA224: Digest = { name: 'SHA224', bytes: 28, of: sha224 };
const SHA256: Digest = { name: 'SHA256', bytes: 32, of: sha256 };
const SHA384: Digest = { name: 'SHA384', bytes: 48, of: sha384 };
const SHA512: Digest = { name: 'SHA512', bytes: 64, of: sha512 };
const blake = (bytes: number): Digest => ({
  name: bytes === 64 ? 'BLAKE2b' : `BLAKE2b-${8 * bytes}`,
  bytes,
  of: (message) => blake2b(message, bytes),
});

const LIST_OPTIONS = [
  'b,binary',
  'c,check',
  'ignore-missing',
  'quiet',
  'status',
  'strict',
  't,text',
  'tag',
  'w,warn',
  'z,zero',
];

const checksum = (digest: Digest): Program =>
  utility({ usage: '[OPTION]... [FILE]...', options: LIST_OPTIONS }, (run) => list(run, digest, run.has('tag')));

export const md5sum = checksum(MD5);
export const sha1sum = checksum(SHA1);
export const sha224sum = checksum(SHA224);
export const sha256sum = checksum(SHA256);
export const sha384sum = checksum(SHA384);
export const sha512sum = checksum(SHA512);

export const b2sum: Program = utility(
  { usage: '[OPTION]... [FILE]...', options: [...LIST_OPTIONS, 'l,length='] },
  (run) => list(run, blake(length(run)), run.has('tag')),
);

/** Bytes of a BLAKE2b digest, from bits. */
function length(run: Invocation): number {
  const text = run.value('length') ?? '0';
  if (!/^\d+$/.test(text)) throw new Failure(`invalid length: ${quote(text)}`);
  const bits = Number(text);
  if (bits > 512)
    throw new Failure(
      `invalid length: ${quote(text)}\n${run.name}: maximum digest length for ${quote('BLAKE2b')} is 512 bits`,
    );
  if (bits % 8 !== 0) throw new Failure(`invalid length: ${quote(text)}\n${run.name}: length is not a multiple of 8`);
  return bits === 0 ? 64 : bits / 8;
}

const PLAIN: Readonly<Record<string, PlainSum>> = { bsd: bsdSum, sysv: systemVSum, crc };
const DIGESTS: Readonly<Record<string, Digest>> = {
  md5: MD5,
  sha1: SHA1,
  sha224: SHA224,
  sha256: SHA256,
  sha384: SHA384,
  sha512: SHA512,
};
const ALGORITHMS = [...Object.keys(PLAIN), ...Object.keys(DIGESTS), 'blake2b', 'sm3'];

export const cksum: Program = utility(
  {
    usage: '[OPTION]... [FILE]...',
    options: [...LIST_OPTIONS, 'a,algorithm=', 'l,length=', 'debug', 'untagged', '!base64', '!raw'],
  },
  function* (run) {
    const given = run.value('algorithm') ?? 'crc';
    const near = ALGORITHMS.filter((one) => one === given || one.startsWith(given));
    const name = ALGORITHMS.includes(given) ? given : near.length === 1 ? near[0] : undefined;
    if (name === undefined)
      throw new UsageError(
        `${near.length > 1 ? 'ambiguous' : 'invalid'} argument ${quote(given)} for ‘--algorithm’\nValid arguments are:\n${ALGORITHMS.map((one) => `  - ${quote(one)}`).join('\n')}`,
      );
    if (name === 'sm3') {
      yield* run.note('cka-lab: not simulated: cksum -a sm3\n');
      return 1;
    }
    if (run.has('length') && name !== 'blake2b')
      throw new UsageError('--length is only supported with --algorithm=blake2b');
    if (!(name in PLAIN)) {
      const digest = name === 'blake2b' ? blake(length(run)) : DIGESTS[name];
      if (!run.has('check') || run.has('algorithm')) return yield* list(run, digest, !run.has('untagged'));
    }
    if (run.has('check')) {
      if (run.has('algorithm')) throw new UsageError('--check is not supported with --algorithm={bsd,sysv,crc}');
      return yield* check(run, undefined);
    }
    return yield* printPlain(run, PLAIN[name], run.operands.length > 0 || name !== 'bsd');
  },
);

export const sum: Program = utility({ usage: '[OPTION]... [FILE]...', options: ['r', 's,sysv'] }, (run) =>
  printPlain(run, run.lastOf('r', 'sysv') === 'sysv' ? systemVSum : bsdSum, true),
);

function* printPlain(run: Invocation, algorithm: PlainSum, names: boolean): Task<ExitCode> {
  yield* run.eachInput(run.inputs, function* (input, path) {
    const shown = names && run.operands.length > 0 ? ` ${path}` : '';
    yield* run.print(`${algorithm(yield* input.all())}${shown}\n`);
  });
  return run.status;
}

function* list(run: Invocation, digest: Digest, tagged: boolean): Task<ExitCode> {
  if (run.has('check')) {
    if (run.has('tag')) throw new UsageError('the --tag option is meaningless when verifying checksums');
    if (run.has('binary') || run.has('text'))
      throw new UsageError('the --binary and --text options are meaningless when verifying checksums');
    if (run.has('zero')) throw new UsageError('the --zero option is not supported when verifying checksums');
    return yield* check(run, digest);
  }
  for (const name of ['ignore-missing', 'status', 'warn', 'quiet', 'strict'])
    if (run.has(name)) throw new UsageError(`the --${name} option is meaningful only when verifying checksums`);
  yield* run.eachInput(run.inputs, function* (input, path) {
    const digits = hexadecimal(digest.of(yield* input.all()));
    const end = run.has('zero') ? '\0' : '\n';
    // A name that would break its line is escaped, and the line begins with a backslash to say so.
    const escaped = run.has('zero')
      ? path
      : path.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
    const mark = escaped === path ? '' : '\\';
    yield* run.print(
      tagged
        ? `${mark}${digest.name} (${escaped}) = ${digits}${end}`
        : `${mark}${digits} ${run.has('binary') ? '*' : ' '}${escaped}${end}`,
    );
  });
  return run.status;
}

/** One line of a list: the sum, the name, and by what it was made. Undefined for anything else. */
function readEntry(
  line: string,
  expected: Digest | undefined,
): { sum: string; path: string; digest: Digest } | undefined {
  const isEscaped = line.startsWith('\\');
  const text = isEscaped ? line.slice(1) : line;
  const named = (path: string) =>
    isEscaped ? path.replaceAll(/\\([n\\r])/g, (_, one: string) => ({ n: '\n', r: '\r' })[one] ?? '\\') : path;
  const [, tag, taggedPath, taggedSum] = /^([\w-]+) ?\((.*)\) ?= ?([0-9a-fA-F]+)$/.exec(text) ?? [];
  if (tag !== undefined) {
    const digest = [...Object.values(DIGESTS), blake(taggedSum.length / 2)].find((one) => one.name === tag);
    if (!digest || taggedSum.length !== 2 * digest.bytes) return undefined;
    const fits = !expected || expected.name.split('-')[0] === digest.name.split('-')[0];
    return fits ? { sum: taggedSum, path: named(taggedPath), digest } : undefined;
  }
  if (!expected) return undefined;
  const [, sum, path] = /^([0-9a-fA-F]+) [ *]?(.+)$/.exec(text) ?? [];
  const isBlake = expected.name.startsWith('BLAKE2b');
  if (sum === undefined || (isBlake ? sum.length % 2 === 1 || sum.length > 128 : sum.length !== 2 * expected.bytes))
    return undefined;
  return { sum, path: named(path), digest: isBlake ? blake(sum.length / 2) : expected };
}

function* check(run: Invocation, expected: Digest | undefined): Task<ExitCode> {
  for (const listPath of run.inputs) {
    let text: string;
    try {
      text = new TextDecoder().decode(yield* run.bytesOf(listPath));
    } catch (error) {
      const why = reason(error);
      yield* run.complain(`${quotedIfNeeded(listPath)}: ${why === 'Is a directory' ? `read error: ${why}` : why}`);
      continue;
    }
    const shownList = listPath === '-' ? "'standard input'" : quotedIfNeeded(listPath);
    let [bad, unread, wrong, good, parsed] = [0, 0, 0, 0, 0];
    for (const [index, line] of text.replace(/\n$/, '').split('\n').entries()) {
      if (line.startsWith('#') || (line === '' && text === '')) continue;
      const entry = readEntry(line.replace(/\r$/, ''), expected);
      if (!entry) {
        bad++;
        if (run.has('warn'))
          yield* run.note(
            `${run.name}: ${shownList}: ${index + 1}: improperly formatted ${expected?.name.split('-')[0] ?? 'CRC'} checksum line\n`,
          );
        continue;
      }
      parsed++;
      const { path, sum, digest } = entry;
      let found: string;
      try {
        found = hexadecimal(digest.of(yield* run.bytesOf(path)));
      } catch (error) {
        const why = reason(error);
        if (run.has('ignore-missing') && why === 'No such file or directory') continue;
        unread++;
        yield* run.complain(`${quotedIfNeeded(path)}: ${why}`);
        if (!run.has('status')) yield* run.print(`${path}: FAILED open or read\n`);
        continue;
      }
      const agrees = found === sum.toLowerCase();
      if (agrees) good++;
      else wrong++;
      if (!run.has('status') && !(agrees && run.has('quiet')))
        yield* run.print(`${path}: ${agrees ? 'OK' : 'FAILED'}\n`);
    }
    if (parsed === 0) {
      yield* run.complain(`${shownList}: no properly formatted checksum lines found`);
      continue;
    }
    const warn = function* (count: number, one: string, many: string): Task<void> {
      if (count > 0 && !run.has('status'))
        yield* run.note(`${run.name}: WARNING: ${count} ${count === 1 ? one : many}\n`);
    };
    yield* warn(bad, 'line is improperly formatted', 'lines are improperly formatted');
    yield* warn(unread, 'listed file could not be read', 'listed files could not be read');
    yield* warn(wrong, 'computed checksum did NOT match', 'computed checksums did NOT match');
    if (run.has('ignore-missing') && good + wrong === 0) {
      if (!run.has('status')) yield* run.complain(`${shownList}: no file was verified`);
      run.status = 1;
    }
    if (wrong > 0 || unread > 0 || (bad > 0 && run.has('strict'))) run.status = 1;
  }
  return run.status;
}
