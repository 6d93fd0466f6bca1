// The programs of an administrator, by the name of their executable.

import type { Program } from '../../linux/host/process.ts';
import { ubuntuDaemons } from '../../linux/ubuntu/daemons.ts';
import { curl } from './curl.ts';
import { journalctl } from './journalctl.ts';
import { lsmod, modprobe, swapoff, swapon, sysctl, systemdModulesLoad, systemdSysctl } from './kernel-tools.ts';
import { nc, ping } from './reach.ts';
import { ssh } from './ssh/ssh.ts';
import { sshd } from './ssh/sshd.ts';
import { su, sudo } from './sudo.ts';
import { service, systemctl } from './systemctl/systemctl.ts';

export const adminTools: Readonly<Record<string, Program>> = {
  ...ubuntuDaemons,
  curl,
  journalctl,
  lsmod,
  modprobe,
  nc,
  ping,
  service,
  ssh,
  sshd,
  su,
  sudo,
  swapoff,
  swapon,
  sysctl,
  'systemd-modules-load': systemdModulesLoad,
  'systemd-sysctl': systemdSysctl,
  systemctl,
};
