// The programs of an administrator, by the name of their executable.

import type { Program } from '../../linux/host/process.ts';
import { ubuntuDaemons } from '../../linux/ubuntu/daemons.ts';
import { absentPrograms } from './absent.ts';
import { accountTools } from './accounts/index.ts';
import { commandNotFound } from './command-not-found.ts';
import { cron } from './cron/crond.ts';
import { crontab } from './cron/crontab.ts';
import { runParts } from './cron/run-parts.ts';
import { curl } from './curl.ts';
import { getent } from './getent.ts';
import { gpg } from './gpg.ts';
import { journalctl } from './journalctl.ts';
import { lsmod, modprobe, sysctl, systemdModulesLoad, systemdSysctl } from './kernel-tools.ts';
import { dmesg } from './machine/dmesg.ts';
import { findmnt } from './machine/findmnt.ts';
import { hostnamectl, timedatectl } from './machine/hostnamectl.ts';
import { lsbRelease } from './machine/lsb-release.ts';
import { blkid, lsblk } from './machine/lsblk.ts';
import { mount, mountpoint, umount } from './machine/mount.ts';
import { fallocate, mkswap, swapoff, swapon } from './machine/swap.ts';
import { lscpu, vmstat } from './machine/vmstat.ts';
import { last, w, who } from './machine/who.ts';
import { conntrack } from './network/conntrack.ts';
import { dig } from './network/dig.ts';
import { ip } from './network/ip.ts';
import { packetFilterTools } from './network/iptables.ts';
import { lsof } from './network/lsof.ts';
import { nc } from './network/nc.ts';
import { host, nslookup } from './network/nslookup.ts';
import { resolvectl } from './network/resolvectl.ts';
import { ss } from './network/ss.ts';
import { openssl } from './openssl/openssl.ts';
import { ping } from './reach.ts';
import { sshAdd, sshAgent } from './ssh/agent.ts';
import { scp } from './ssh/scp.ts';
import { ssh } from './ssh/ssh.ts';
import { sshCopyId } from './ssh/ssh-copy-id.ts';
import { sshKeygen } from './ssh/ssh-keygen.ts';
import { sshKeyscan } from './ssh/ssh-keyscan.ts';
import { sshd } from './ssh/sshd.ts';
import { su } from './sudo/su.ts';
import { sudo } from './sudo/sudo.ts';
import { visudo } from './sudo/visudo.ts';
import { service, systemctl } from './systemctl/systemctl.ts';
import { wget } from './wget.ts';

export const adminTools: Readonly<Record<string, Program>> = {
  ...ubuntuDaemons,
  ...absentPrograms,
  ...packetFilterTools,
  ...accountTools,
  blkid,
  cron,
  crontab,
  'command-not-found': commandNotFound,
  conntrack,
  curl,
  dig,
  dmesg,
  fallocate,
  findmnt,
  getent,
  gpg,
  host,
  hostnamectl,
  ip,
  journalctl,
  last,
  lsb_release: lsbRelease,
  lsblk,
  lscpu,
  lsmod,
  lsof,
  modprobe,
  mkswap,
  mount,
  mountpoint,
  nc,
  nslookup,
  openssl,
  ping,
  'run-parts': runParts,
  resolvectl,
  service,
  ss,
  scp,
  ssh,
  'ssh-add': sshAdd,
  'ssh-agent': sshAgent,
  'ssh-copy-id': sshCopyId,
  'ssh-keygen': sshKeygen,
  'ssh-keyscan': sshKeyscan,
  sshd,
  su,
  sudo,
  swapoff,
  swapon,
  sysctl,
  systemctl,
  'systemd-modules-load': systemdModulesLoad,
  'systemd-sysctl': systemdSysctl,
  timedatectl,
  umount,
  visudo,
  vmstat,
  w,
  wget,
  who,
};
