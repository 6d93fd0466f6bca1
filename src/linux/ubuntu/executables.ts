// Where Ubuntu keeps which executable. What is not named here lives in /usr/bin.

const PLACES: Readonly<Record<string, string>> = {
  '/usr/sbin': `addgroup adduser agetty arp blkid chpasswd chroot cron deluser delgroup dumpe2fs ethtool fdisk fsck getcap groupadd groupdel groupmod
    halt ifconfig ip6tables ip6tables-save init insmod iptables iptables-restore iptables-save ipvsadm killall5 ldconfig logrotate
    losetup lsmod mkfs mkfs.ext4 mkswap modinfo modprobe needrestart newusers nft nologin grpck poweroff pwck reboot resolvconf rmmod rsyslogd runlevel
    service shutdown sshd swapoff swapon sysctl tcpdump telinit update-ca-certificates useradd userdel usermod vigr vipw visudo conntrack route`,
  '/usr/lib/systemd': `systemd systemd-journald systemd-logind systemd-modules-load systemd-networkd-wait-online
    systemd-remount-fs systemd-resolved systemd-sysctl systemd-timesyncd systemd-udevd systemd-update-utmp systemd-user-sessions`,
  '/usr/lib/polkit-1': 'polkitd',
  '/usr/share/unattended-upgrades': 'unattended-upgrade-shutdown',
  '/usr/lib': 'command-not-found',
  '/usr/lib/openssh': 'sftp-server ssh-keysign',
};

const BY_NAME: ReadonlyMap<string, string> = new Map([
  ['networkd', '/usr/lib/systemd/systemd-networkd'],
  ...Object.entries(PLACES).flatMap(([directory, names]) =>
    names.split(/\s+/).map((name): [string, string] => [name, `${directory}/${name}`]),
  ),
]);

export const placeOf = (program: string): string => BY_NAME.get(program) ?? `/usr/bin/${program}`;

/** Names that are links to another executable on Ubuntu. */
export const EXECUTABLE_LINKS: Readonly<Record<string, string>> = {
  '/usr/sbin/halt': '../bin/systemctl',
  '/usr/sbin/init': '../lib/systemd/systemd',
  '/usr/sbin/poweroff': '../bin/systemctl',
  '/usr/sbin/reboot': '../bin/systemctl',
  '/usr/sbin/shutdown': '../bin/systemctl',
  '/usr/bin/slogin': 'ssh',
  '/usr/bin/sudoedit': 'sudo',
  '/usr/bin/sg': 'newgrp',
  '/etc/alternatives/editor': '/usr/bin/nano',
  '/usr/bin/editor': '/etc/alternatives/editor',
  ...Object.fromEntries(
    ['vi', 'vim', 'view', 'ex', 'vimdiff', 'rvim', 'rview'].flatMap((name) => [
      [`/etc/alternatives/${name}`, '/usr/bin/vim.basic'],
      [`/usr/bin/${name}`, `/etc/alternatives/${name}`],
    ]),
  ),
};
