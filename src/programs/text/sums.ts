// base64 and the checksum programs. SHA-256 and MD5 are our own, in base.

import { fromBase64, toBase64 } from '../../base/base64.ts';
import { EMPTY } from '../../base/bytes.ts';
import type { Program } from '../../linux/host/process.ts';
import { UsageError } from '../getopt.ts';
import { quote, quotedIfNeeded } from '../quote.ts';
import { Failure, type Input, reason, utility } from '../utility.ts';

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
