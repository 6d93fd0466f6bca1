// tee: what comes in goes to standard output and to files, at once.

import { SystemError } from '../../linux/errors.ts';
import type { OpenFile } from '../../linux/files/open-file.ts';
import type { Program } from '../../linux/host/process.ts';
import { quotedIfNeeded } from '../quote.ts';
import { reason, utility } from '../utility.ts';

export const tee: Program = utility(
  { usage: '[OPTION]... [FILE]...', options: ['a,append', 'i,ignore-interrupts', 'p', 'output-error[=]'] },
  function* (run) {
    const { process } = run;
    if (run.has('ignore-interrupts')) process.ignoreSignal('SIGINT');
    const outputs: { readonly path: string; readonly file: OpenFile }[] = [];
    for (const path of run.operands) {
      try {
        const flags = { write: true, create: true, append: run.has('append'), truncate: !run.has('append') };
        outputs.push({
          path,
          file: process.files.open(run.absolute(path), flags, 0o666 & ~process.umask, process.credentials),
        });
      } catch (error) {
        yield* run.complain(`${quotedIfNeeded(path)}: ${reason(error)}`);
      }
    }
    const input = run.open('-');
    for (;;) {
      const part = yield* input.read();
      if (part.length === 0) break;
      yield* process.print(part);
      for (const output of [...outputs]) {
        try {
          yield* output.file.write(part);
        } catch (error) {
          if (!(error instanceof SystemError)) throw error;
          yield* run.complain(`${quotedIfNeeded(output.path)}: ${reason(error)}`);
          outputs.splice(outputs.indexOf(output), 1);
        }
      }
    }
    input.close();
    for (const output of outputs) output.file.release();
  },
);
