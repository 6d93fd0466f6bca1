// man: there are no manual pages on these machines; it says where help is.

import type { Program } from '../../linux/host/process.ts';
import { utility } from '../utility.ts';

const NOT_FOUND = 16;

export const man: Program = utility(
  { usage: '[OPTION...] [SECTION] PAGE...', suite: 'man 2.12.0', options: ['!k,apropos', '!f,whatis', 'P,pager='] },
  function* (run) {
    const section = /^[1-9]/.test(run.operands[0] ?? '') && run.operands.length > 1 ? run.operands[0] : undefined;
    const pages = section === undefined ? run.operands : run.operands.slice(1);
    if (pages.length === 0) {
      yield* run.note("What manual page do you want?\nFor example, try 'man man'.\n");
      return 1;
    }
    const { files, environment } = run.process;
    const directories = (environment.get('PATH') ?? '').split(':');
    for (const page of pages) {
      if (directories.some((directory) => files.exists(`${directory}/${page}`))) {
        yield* run.note(`cka-lab: not simulated: the manual page of ${page}; try ${page} --help\n`);
        run.status = 1;
        continue;
      }
      yield* run.note(`No manual entry for ${page}${section === undefined ? '' : ` in section ${section}`}\n`);
      run.status = NOT_FOUND;
    }
    return run.status;
  },
);
