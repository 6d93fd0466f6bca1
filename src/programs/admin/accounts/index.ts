// The programs that change accounts, by the name of their executable.

import type { Program } from '../../../linux/host/process.ts';
import { addgroup, adduser, delgroup, deluser } from './adduser.ts';
import { chage } from './chage.ts';
import { gpasswd } from './gpasswd.ts';
import { groupadd, groupdel, groupmod } from './groups.ts';
import { chfn, chsh, nologin } from './login-shell.ts';
import { newgrp } from './newgrp.ts';
import { chpasswd, passwd } from './passwd.ts';
import { useradd } from './useradd.ts';
import { userdel } from './userdel.ts';
import { usermod } from './usermod.ts';
import { vigr, vipw } from './vipw.ts';

export const accountTools: Readonly<Record<string, Program>> = {
  addgroup,
  adduser,
  chage,
  chfn,
  chpasswd,
  chsh,
  delgroup,
  deluser,
  gpasswd,
  groupadd,
  groupdel,
  groupmod,
  newgrp,
  nologin,
  passwd,
  useradd,
  userdel,
  usermod,
  vigr,
  vipw,
};
