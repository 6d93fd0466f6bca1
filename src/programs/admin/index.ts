// The programs of an administrator, by the name of their executable.

import type { Program } from '../../linux/host/process.ts';
import { ubuntuDaemons } from '../../linux/ubuntu/daemons.ts';
import { journalctl } from './journalctl.ts';
import { ssh } from './ssh/ssh.ts';
import { sshd } from './ssh/sshd.ts';
import { su, sudo } from './sudo.ts';
import { service, systemctl } from './systemctl/systemctl.ts';

export const adminTools: Readonly<Record<string, Program>> = {
  ...ubuntuDaemons,
  journalctl,
  service,
  ssh,
  sshd,
  su,
  sudo,
  systemctl,
};
