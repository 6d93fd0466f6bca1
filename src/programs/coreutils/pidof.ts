// pidof: the process IDs of running programs, newest first. Models sysvinit's pidof.

import type { Program } from '../../linux/host/process.ts';
import { numberIn } from '../../linux/host/process-files.ts';
import { utility } from '../utility.ts';

export const pidof: Program = utility(
  { usage: '[-sqx] [-o omitpid] program...', options: ['s,single-shot', 'q', 'x', 'o='] },
  function* (run) {
    const { process } = run;
    const omitted = new Set((run.value('o') ?? '').split(',').map(Number));
    const base = (path: string) => path.slice(path.lastIndexOf('/') + 1);
    const found = process.host.processes.visibleIn(process.namespaces.container).filter((one) => {
      if (!one.alive || one === process || omitted.has(numberIn(one, process.namespaces.container))) return false;
      const names = [one.path, one.argv[0] ?? '', ...(run.has('x') ? [one.argv[1] ?? ''] : [])];
      return run.operands.some((wanted) =>
        names.some((name) => name === wanted || (!wanted.includes('/') && base(name) === wanted)),
      );
    });
    const pids = found.map((one) => numberIn(one, process.namespaces.container)).sort((a, b) => b - a);
    const shown = run.has('single-shot') ? pids.slice(0, 1) : pids;
    if (shown.length > 0 && !run.has('q')) yield* run.print(`${shown.join(' ')}\n`);
    return shown.length > 0 ? 0 : 1;
  },
);
