// Tools that read text and write text, by the name of the executable.

import type { Program } from '../../linux/host/process.ts';

import { gunzip, gzip, zcat } from './archive/gzip.ts';
import { tar } from './archive/tar.ts';
import { awk } from './awk.ts';
import { base32, base64, basenc } from './base-n.ts';
import { bc } from './bc/bc.ts';
import { clear, reset } from './clear.ts';
import { cmp } from './cmp.ts';
import { column } from './column.ts';
import { csplit } from './csplit.ts';
import { cut } from './cut.ts';
import { diff } from './diff.ts';
import { envsubst } from './envsubst.ts';
import { expr } from './expr.ts';
import { file } from './file.ts';
import { find } from './find.ts';
import { fmt } from './fmt.ts';
import { egrep, fgrep, grep } from './grep.ts';
import { hexdump } from './hexdump.ts';
import { join } from './join.ts';
import { jq } from './jq/jq.ts';
import { comm, fold, paste, rev, tac } from './lines.ts';
import { apropos, man, whatis } from './man.ts';
import { more } from './more.ts';
import { nl } from './nl.ts';
import { numfmt } from './numfmt.ts';
import { od } from './od.ts';
import { less } from './pager.ts';
import { patch } from './patch.ts';
import { pr } from './pr.ts';
import { sed } from './sed.ts';
import { shuf } from './shuf.ts';
import { sort } from './sort.ts';
import { split } from './split.ts';
import { strings } from './strings.ts';
import { b2sum, cksum, md5sum, sha1sum, sha224sum, sha256sum, sha384sum, sha512sum, sum } from './sums.ts';
import { expand, unexpand } from './tabs.ts';
import { tr } from './tr.ts';
import { truncate } from './truncate.ts';
import { tsort } from './tsort.ts';
import { uniq } from './uniq.ts';
import { xargs } from './xargs.ts';
import { xxd } from './xxd.ts';
import { yq } from './yq/yq.ts';

export const textTools: Readonly<Record<string, Program>> = {
  apropos,
  awk,
  b2sum,
  base32,
  base64,
  basenc,
  bc,
  cksum,
  csplit,
  expand,
  fmt,
  join,
  numfmt,
  pr,
  sha224sum,
  sha384sum,
  sum,
  tsort,
  unexpand,
  clear,
  reset,
  cmp,
  column,
  comm,
  cut,
  diff,
  egrep,
  envsubst,
  expr,
  fgrep,
  file,
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
  hd: hexdump,
  hexdump,
  od,
  paste,
  patch,
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
  whatis,
  xargs,
  xxd,
  yq,
  zcat,
};
