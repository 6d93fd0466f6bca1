// Tools that read text and write text, by the name of the executable.

import type { Program } from '../../linux/host/process.ts';
import { awk } from './awk.ts';
import { cut } from './cut.ts';
import { diff } from './diff.ts';
import { find } from './find.ts';
import { egrep, fgrep, grep } from './grep.ts';
import { jq } from './jq/jq.ts';
import { column, comm, fold, nl, paste, rev, tac } from './lines.ts';
import { clear, less, more } from './pager.ts';
import { sed } from './sed.ts';
import { sort } from './sort.ts';
import { base64, sha256sum } from './sums.ts';
import { tr } from './tr.ts';
import { uniq } from './uniq.ts';
import { xargs } from './xargs.ts';

export const textTools: Readonly<Record<string, Program>> = {
  awk,
  base64,
  clear,
  column,
  comm,
  cut,
  diff,
  egrep,
  fgrep,
  find,
  fold,
  grep,
  jq,
  less,
  mawk: awk,
  more,
  nl,
  paste,
  rev,
  sed,
  sha256sum,
  sort,
  tac,
  tr,
  uniq,
  xargs,
};
