// which: where along PATH a command is. Models Debian's, which says nothing of what it does not find.

import type { Program } from '../../linux/host/process.ts';
import { utility } from '../utility.ts';

export const which: Program = utility(
  {
    usage: '[-as] args',
    options: ['a', 's'],
    usageStatus: 2,
  },
  function* (run) {
    const { process } = run;
    const places = (process.environment.get('PATH') ?? '/usr/bin:/bin').split(':');
    let missing = run.operands.length === 0;
    for (const name of run.operands) {
      const candidates = name.includes('/') ? [name] : places.map((place) => `${place || '.'}/${name}`);
      const found = candidates.filter((path) => {
        const absolute = run.absolute(path);
        return (
          process.files.exists(absolute) &&
          !process.files.isDirectory(absolute) &&
          process.files.access(absolute, 1, process.credentials)
        );
      });
      missing ||= found.length === 0;
      if (run.has('s')) continue;
      for (const path of run.has('a') ? found : found.slice(0, 1)) yield* run.print(`${path}\n`);
    }
    return missing ? 1 : 0;
  },
);
