// shuf: lines, words or numbers in an order that the world's dice decide.

import type { Program } from '../../linux/host/process.ts';
import { UsageError } from '../getopt.ts';
import { quote, quotedIfNeeded } from '../quote.ts';
import { Failure, reason, utility } from '../utility.ts';

/** The dice are the world's, so the same world shuffles the same way. */
export const shuf: Program = utility(
  {
    usage: '[OPTION]... [FILE]',
    options: [
      'e,echo',
      'i,input-range=',
      'n,head-count=',
      'r,repeat',
      'o,output=',
      '!random-source=',
      'z,zero-terminated',
    ],
  },
  function* (run) {
    const end = run.has('zero-terminated') ? '\0' : '\n';
    const range = run.value('input-range');
    const most = run.value('head-count');
    if (most !== undefined && !/^\d+$/.test(most)) throw new Failure(`invalid line count: ${quote(most)}`);
    let items: string[];
    if (run.has('echo')) items = [...run.operands];
    else if (range !== undefined) {
      const [, low, high] = /^(\d+)-(\d+)$/.exec(range) ?? [];
      if (low === undefined || Number(low) > Number(high) + 1)
        throw new Failure(`invalid input range: ${quote(/^\d+-(\D.*)$/.exec(range)?.[1] ?? range)}`);
      items = Array.from({ length: Number(high) - Number(low) + 1 }, (_, at) => String(Number(low) + at));
    } else {
      if (run.operands.length > 1) throw new UsageError(`extra operand ${quote(run.operands[1])}`);
      try {
        const input = run.open(run.inputs[0]);
        items = (yield* input.text()).split(end);
        input.close();
      } catch (error) {
        if (reason(error) === 'Is a directory') throw new Failure('read error: Is a directory');
        throw new Failure(`${quotedIfNeeded(run.inputs[0])}: ${reason(error)}`);
      }
      if (items.at(-1) === '') items.pop();
    }
    if (run.has('repeat') && items.length === 0) throw new Failure('no lines to repeat');
    const { random } = run.process.simulation;
    const shuffled: string[] = [];
    const wanted = Number(most ?? (run.has('repeat') ? Number.POSITIVE_INFINITY : items.length));
    while (items.length > 0 && shuffled.length < wanted) {
      const at = random.integer(items.length);
      if (run.has('repeat')) yield* run.print(items[at] + end);
      else shuffled.push(...items.splice(at, 1));
    }
    const text = shuffled.map((item) => item + end).join('');
    const output = run.value('output');
    if (output === undefined) yield* run.print(text);
    else run.process.files.writeFile(run.absolute(output), text, { who: run.process.credentials });
    return 0;
  },
);
