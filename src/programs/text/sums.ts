// base64, and the checksums: md5sum, sha1sum, sha256sum, sha512sum.

import { fromBase64, toBase64 } from '../../base/base64.ts';
import { EMPTY } from '../../base/bytes.ts';
import { md5, sha1 } from '../../base/digests.ts';
import { hexadecimal, sha256 } from '../../base/sha256.ts';
import { sha512 } from '../../base/sha512.ts';
import type { ExitCode, Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { UsageError } from '../getopt.ts';
import { quote, quotedIfNeeded } from '../quote.ts';
import { Failure, type Input, type Invocation, reason, utility } from '../utility.ts';

export const base64: Program = utility(
  { usage: '[OPTION]... [FILE]', options: ['d,D,decode', 'i,ignore-garbage', 'w,wrap='] },
  function* (run) {
    if (run.operands.length > 1) throw new UsageError(`extra operand ${quote(run.operands[1])}`);
    const wrap = run.value('wrap') ?? '76';
    if (!/^\d+$/.test(wrap)) throw new Failure(`invalid wrap size: ${quote(wrap)}`);
    let input: Input;
    try {
      input = run.open(run.inputs[0]);
    } catch (error) {
      throw new Failure(`${quotedIfNeeded(run.inputs[0])}: ${reason(error)}`);
    }
    if (run.has('decode')) {
      const text = (yield* input.text()).replaceAll(run.has('ignore-garbage') ? /[^A-Za-z0-9+/=]/g : /\n/g, '');
      // What is valid before the fault comes out, then the message.
      const valid = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?/.exec(text)![0];
      const rest = text.slice(valid.length);
      const partial = /^[A-Za-z0-9+/]{2,3}/.exec(rest)?.[0];
      yield* run.print(fromBase64(valid) ?? EMPTY);
      if (rest === '') return 0;
      if (partial) yield* run.print((fromBase64(partial.padEnd(4, 'A')) ?? EMPTY).subarray(0, partial.length - 1));
      yield* run.complain('invalid input');
      return 1;
    }
    const text = toBase64(yield* input.all());
    input.close();
    const width = Number(wrap);
    yield* run.print(width === 0 ? text : text.replaceAll(new RegExp(`.{1,${width}}`, 'g'), '$&\n'));
    return 0;
  },
);

interface Digest {
  /** As `--tag` names it. */
  readonly name: string;
  readonly digits: number;
  of(bytes: Uint8Array): Uint8Array;
}

const checksum = (digest: Digest): Program =>
  utility(
    {
      usage: '[OPTION]... [FILE]...',
      options: [
        'b,binary',
        'c,check',
        't,text',
        'tag',
        'z,zero',
        'ignore-missing',
        'quiet',
        'status',
        'strict',
        'w,warn',
      ],
    },
    function* (run) {
      if (run.has('check')) return yield* check(run, digest);
      yield* run.eachInput(run.inputs, function* (input, path) {
        const sum = hexadecimal(digest.of(yield* input.all()));
        const end = run.has('zero') ? '\0' : '\n';
        yield* run.print(
          run.has('tag')
            ? `${digest.name} (${path}) = ${sum}${end}`
            : `${sum} ${run.has('binary') ? '*' : ' '}${path}${end}`,
        );
      });
      return run.status;
    },
  );

export const md5sum = checksum({ name: 'MD5', digits: 32, of: md5 });
export const sha1sum = checksum({ name: 'SHA1', digits: 40, of: sha1 });
export const sha256sum = checksum({ name: 'SHA256', digits: 64, of: sha256 });
export const sha512sum = checksum({ name: 'SHA512', digits: 128, of: sha512 });

function* check(run: Invocation, digest: Digest): Task<ExitCode> {
  const pattern = new RegExp(`^\\\\?([0-9a-fA-F]{${digest.digits}}) [ *](.*)$`);
  for (const list of run.inputs) {
    let text: string;
    try {
      const input = run.open(list);
      text = yield* input.text();
      input.close();
    } catch (error) {
      yield* run.complain(`${quotedIfNeeded(list)}: ${reason(error)}`);
      continue;
    }
    let [bad, unread, wrong, good] = [0, 0, 0, 0];
    for (const line of text.split('\n').filter((one) => one !== '')) {
      const [, sum, path] = pattern.exec(line) ?? [];
      if (sum === undefined) {
        bad++;
        continue;
      }
      let found: string;
      try {
        found = hexadecimal(digest.of(run.process.files.readFile(run.absolute(path), run.process.credentials)));
      } catch (error) {
        if (run.has('ignore-missing')) continue;
        unread++;
        yield* run.complain(`${quotedIfNeeded(path)}: ${reason(error)}`);
        if (!run.has('status')) yield* run.print(`${path}: FAILED open or read\n`);
        continue;
      }
      const agrees = found === sum.toLowerCase();
      if (agrees) good++;
      else wrong++;
      if (!run.has('status') && !(agrees && run.has('quiet')))
        yield* run.print(`${path}: ${agrees ? 'OK' : 'FAILED'}\n`);
    }
    if (good + wrong + unread === 0) {
      yield* run.complain(`${quotedIfNeeded(list)}: no properly formatted checksum lines found`);
      continue;
    }
    const warn = function* (count: number, one: string, many: string): Task<void> {
      if (count > 0 && !run.has('status'))
        yield* run.note(`${run.name}: WARNING: ${count} ${count === 1 ? one : many}\n`);
    };
    yield* warn(bad, 'line is improperly formatted', 'lines are improperly formatted');
    yield* warn(unread, 'listed file could not be read', 'listed files could not be read');
    yield* warn(wrong, 'computed checksum did NOT match', 'computed checksums did NOT match');
    if (wrong > 0 || unread > 0 || (bad > 0 && run.has('strict'))) run.status = 1;
  }
  return run.status;
}
