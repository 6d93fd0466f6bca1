// Everything of GNU coreutils that is no text filter, by the name of the executable.

import type { Program } from '../../linux/host/process.ts';
import { cat } from './cat.ts';
import { chgrp, chmod, chown } from './chmod.ts';
import { cp } from './cp.ts';
import { date } from './date.ts';
import { dd } from './dd.ts';
import { echo } from './echo.ts';
import { env, fail, nohup, printenv, succeed, yes } from './environment.ts';
import { factor } from './factor.ts';
import { flock } from './flock.ts';
import { git } from './git.ts';
import { head } from './head.ts';
import { arch, groups, hostname, id, logname, nproc, tty, uname, whoami } from './identity.ts';
import { install } from './install.ts';
import { kill, killall, pgrep, pkill } from './kill.ts';
import { link, ln } from './ln.ts';
import { logger } from './logger.ts';
import { ls } from './ls.ts';
import { mkdir } from './mkdir.ts';
import { mkfifo, mknod } from './mkfifo.ts';
import { mv } from './mv.ts';
import { basename, dirname, mktemp, pwd, readlink, realpath } from './names.ts';
import { getopt } from './option-words.ts';
import { pathchk } from './pathchk.ts';
import { pidof } from './pidof.ts';
import { printf } from './printf.ts';
import { ps } from './ps.ts';
import { rm, rmdir, unlink } from './rm.ts';
import { nice, renice, setsid, stdbuf } from './running.ts';
import { seq } from './seq.ts';
import { stat } from './stat.ts';
import { stty } from './stty.ts';
import { sync } from './sync.ts';
import { tail } from './tail.ts';
import { tee } from './tee.ts';
import { test } from './test.ts';
import { top } from './top.ts';
import { touch } from './touch.ts';
import { df, du, free, uptime } from './usage.ts';
import { sleep, timeout } from './waiting.ts';
import { watch } from './watch.ts';
import { wc } from './wc.ts';
import { which } from './which.ts';

export const coreutils: Readonly<Record<string, Program>> = {
  '[': test,
  arch,
  basename,
  cat,
  chgrp,
  chmod,
  chown,
  cp,
  date,
  dd,
  df,
  dirname,
  du,
  echo,
  env,
  factor,
  false: fail,
  flock,
  free,
  getopt,
  git,
  groups,
  head,
  hostname,
  id,
  install,
  kill,
  killall,
  link,
  ln,
  logger,
  logname,
  ls,
  mkdir,
  mkfifo,
  mknod,
  mktemp,
  mv,
  nice,
  nohup,
  nproc,
  pathchk,
  pgrep,
  pkill,
  printenv,
  pidof,
  printf,
  ps,
  pwd,
  readlink,
  realpath,
  renice,
  rm,
  rmdir,
  seq,
  setsid,
  sleep,
  stat,
  stdbuf,
  stty,
  sync,
  tail,
  tee,
  test,
  timeout,
  top,
  touch,
  true: succeed,
  tty,
  uname,
  unlink,
  uptime,
  watch,
  wc,
  which,
  whoami,
  yes,
};
