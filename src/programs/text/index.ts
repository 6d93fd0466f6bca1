// Tools that read text and write text, by the name of the executable.

import type { Program } from '../../linux/host/process.ts';
import { cut } from './cut.ts';
import { egrep, fgrep, grep } from './grep.ts';
import { sort } from './sort.ts';
import { tr } from './tr.ts';
import { uniq } from './uniq.ts';
import { xargs } from './xargs.ts';

export const textTools: Readonly<Record<string, Program>> = {
  cut,
  egrep,
  fgrep,
  grep,
  sort,
  tr,
  uniq,
  xargs,
};
