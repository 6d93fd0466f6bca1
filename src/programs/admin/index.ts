// The programs of an administrator, by the name of their executable.

import type { Program } from '../../linux/host/process.ts';
import { ubuntuDaemons } from '../../linux/ubuntu/daemons.ts';
import { curl } from './curl.ts';
import { getent } from './getent.ts';
import { journalctl } from './journalctl.ts';
import { lsmod, modprobe, swapoff, swapon, sysctl, systemdModulesLoad, systemdSysctl } from './kernel-tools.ts';
import { dig } from './network/dig.ts';
import { ip } from './network/ip.ts';
import { host, nslookup } from './network/nslookup.ts';
import { ss } from './network/ss.ts';
import { nc, ping } from './reach.ts';
import { ssh } from './ssh/ssh.ts';
import { sshd } from './ssh/sshd.ts';
import { su, sudo } from './sudo.ts';
import { service, systemctl } from './systemctl/systemctl.ts';

export const adminTools: Readonly<Record<string, Program>> = {
  ...ubuntuDaemons,
  curl,
  dig,
  getent,
  host,
  ip,
  journalctl,
  lsmod,
  modprobe,
  nc,
  nslookup,
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
