// strings: the readable stretches of a file.

import type { Program } from '../../linux/host/process.ts';
import { Exit } from '../../linux/host/process.ts';
import { UsageError } from '../getopt.ts';
import { Failure, reason, utility } from '../utility.ts';

const RADIX: Readonly<Record<string, number>> = { d: 10, o: 8, x: 16 };

export const strings: Program = utility(
  {
    usage: '[option(s)] [file(s)]\n Display printable strings in [file(s)] (stdin by default)',
    suite: 'GNU Binutils for Ubuntu 2.42',
    hint: () => 'Usage: strings [option(s)] [file(s)]\n Display printable strings in [file(s)] (stdin by default)',
    options: [
      'a,all',
      'd,data',
      'n,bytes=',
      'f,print-file-name',
      't,radix=',
      'o',
      'e,encoding=',
      's,output-separator=',
      'w,include-all-whitespace',
      '!T,target=',
      '!U,unicode=',
    ],
    rewrite: (words) => words.flatMap((word) => (/^-\d+$/.test(word) ? ['-n', word.slice(1)] : [word])),
  },
  function* (run) {
    const shortest = run.value('bytes') ?? '4';
    const least = Number(shortest);
    if (!(least > 0)) throw new Failure(`invalid minimum string length ${Number.isNaN(least) ? shortest : least}`);
    const encoding = run.value('encoding') ?? 's';
    if (!/^[sSblBL]$/.test(encoding)) throw new UsageError(`invalid encoding: ${encoding}`);
    if (/[blBL]/.test(encoding)) {
      yield* run.note(`cka-lab: not simulated: strings -e ${encoding}\n`);
      throw new Exit(1);
    }
    const base = run.lastOf('o', 'radix') === 'o' ? 8 : RADIX[run.value('radix') ?? ''];
    const isReadable = (byte: number) =>
      (byte >= 32 && byte < 127) ||
      byte === 9 ||
      (encoding === 'S' && byte >= 128) ||
      (run.has('include-all-whitespace') && byte >= 10 && byte <= 13);
    const end = run.value('output-separator') ?? '\n';
    for (const path of run.inputs) {
      let bytes: Uint8Array;
      try {
        bytes = yield* run.bytesOf(path);
      } catch (error) {
        const why = reason(error);
        if (why === 'Is a directory') yield* run.complain(`Warning: '${path}' is a directory`);
        else if (why === 'No such file or directory') yield* run.complain(`'${path}': No such file`);
        else yield* run.complain(`Warning: could not locate '${path}'.  reason: ${why}`);
        continue;
      }
      const shownName = path === '-' ? '{standard input}' : path;
      for (let at = 0; at < bytes.length; at++) {
        const from = at;
        while (at < bytes.length && isReadable(bytes[at])) at++;
        if (at - from < least) continue;
        if (run.has('print-file-name')) yield* run.print(`${shownName}: `);
        if (base) yield* run.print(`${from.toString(base).padStart(7)} `);
        yield* run.print(bytes.slice(from, at));
        yield* run.print(end);
      }
    }
    return run.status;
  },
);
