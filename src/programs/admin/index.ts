// The programs of an administrator, by the name of their executable.

import type { Program } from '../../linux/host/process.ts';
import { ubuntuDaemons } from '../../linux/ubuntu/daemons.ts';
import { curl } from './curl.ts';
import { journalctl } from './journalctl.ts';
import { lsmod, modprobe, swapoff, swapon, sysctl, systemdModulesLoad, systemdSysctl } from './kernel-tools.ts';
import { ip } from './network/ip.ts';
import { ss } from './network/ss.ts';
import { nc, ping } from './reach.ts';
import { ssh } from './ssh/ssh.ts';
import { sshd } from './ssh/sshd.ts';
import { su, sudo } from './sudo.ts';
import { service, systemctl } from './systemctl/systemctl.ts';

export const adminTools: Readonly<Record<string, Program>> = {
  ...ubuntuDaemons,
  curl,
  ip,
  journalctl,
  lsmod,
  modprobe,
  nc,
  ping,
  service,
  ss,
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
