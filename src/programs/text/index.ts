// Tools that read text and write text, by the name of the executable.

import type { Program } from '../../linux/host/process.ts';
import { yq } from './absent.ts';
import { gunzip, gzip, zcat } from './archive/gzip.ts';
import { tar } from './archive/tar.ts';
import { awk } from './awk.ts';
import { cut } from './cut.ts';
import { diff } from './diff.ts';
import { cmp, od, strings, xxd } from './dump.ts';
import { envsubst } from './envsubst.ts';
import { expr } from './expr.ts';
import { find } from './find.ts';
import { egrep, fgrep, grep } from './grep.ts';
import { jq } from './jq/jq.ts';
import { column, comm, fold, nl, paste, rev, tac } from './lines.ts';
import { man } from './man.ts';
import { clear, less, more } from './pager.ts';
import { shuf, split, truncate } from './pieces.ts';
import { sed } from './sed.ts';
import { sort } from './sort.ts';
import { base64, md5sum, sha1sum, sha256sum, sha512sum } from './sums.ts';
import { tr } from './tr.ts';
import { uniq } from './uniq.ts';
import { xargs } from './xargs.ts';

export const textTools: Readonly<Record<string, Program>> = {
  awk,
  base64,
  clear,
  cmp,
  column,
  comm,
  cut,
  diff,
  egrep,
  envsubst,
  expr,
  fgrep,
  find,
  fold,
  grep,
  gunzip,
  gzip,
  jq,
  less,
  mawk: awk,
  man,
  more,
  nl,
  od,
  paste,
  rev,
  sed,
  md5sum,
  sha1sum,
  sha256sum,
  sha512sum,
  shuf,
  sort,
  split,
  strings,
  tac,
  tar,
  tr,
  truncate,
  uniq,
  xargs,
  xxd,
  yq,
  zcat,
};
