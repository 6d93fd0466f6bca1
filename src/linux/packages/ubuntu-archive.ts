// Ubuntu's archive as far as a node knows it: what a fresh server has installed, and the updates that wait for it,
// a new kernel among them.

import { runcOf } from '../containers/containerd-package.ts';
import type { Package, Source } from './package.ts';

/** name | section | installed | waiting update ('' for none) | kilobytes of the .deb | description | reboot? */
const TABLE = `
apt|admin|2.8.3||1376|commandline package manager
base-files|admin|13ubuntu10.3|13ubuntu10.4|73|Debian base system miscellaneous files
bash|shells|5.2.21-2ubuntu4||794|GNU Bourne Again SHell
bsdutils|utils|1:2.39.3-9ubuntu6.3|1:2.39.3-9ubuntu6.4|96|basic utilities from 4.4BSD-Lite
ca-certificates|misc|20240203||160|Common CA certificates
conntrack|net|1:1.4.8-1ubuntu1||37|Program to modify the conntrack tables
coreutils|utils|9.4-3ubuntu6.1||1413|GNU core utilities
cron|admin|3.0pl1-184ubuntu2||85|process scheduling daemon
curl|web|8.5.0-2ubuntu10.6|8.5.0-2ubuntu10.7|227|command line tool for transferring data with URL syntax
dpkg|admin|1.22.6ubuntu6.5||1282|Debian package management system
ethtool|net|1:6.7-1build1||229|display or change Ethernet device settings
gpg|utils|2.4.4-2ubuntu17.3|2.4.4-2ubuntu17.4|565|GNU Privacy Guard -- minimalist public key operations
grep|utils|3.11-4build1||159|GNU grep, egrep and fgrep
iproute2|net|6.1.0-1ubuntu6.2||1120|networking and traffic control tools
iptables|net|1.8.10-3ubuntu2||380|administration tools for packet filtering and NAT
iputils-ping|net|3:20240117-1ubuntu0.1||44|Tools to test the reachability of network hosts
jq|utils|1.7.1-3ubuntu0.24.04.1||65|lightweight and flexible command-line JSON processor
less|text|590-2ubuntu2.1||142|pager program similar to more
libc6|libs|2.39-0ubuntu8.6|2.39-0ubuntu8.7|3263|GNU C Library: Shared libraries|reboot
libssl3t64|libs|3.0.13-0ubuntu3.6|3.0.13-0ubuntu3.7|1941|Secure Sockets Layer toolkit - shared libraries|reboot
libsystemd0|libs|255.4-1ubuntu8.11|255.4-1ubuntu8.12|434|systemd utility library
linux-base|admin|4.5ubuntu9+24.04.1||21|Linux image base package
linux-generic|kernel|6.8.0-90.91|6.8.0-94.96|2|Complete Generic Linux kernel and headers
login|admin|1:4.13+dfsg1-4ubuntu3.2||202|system login tools
mount|admin|2.39.3-9ubuntu6.3|2.39.3-9ubuntu6.4|118|tools for mounting and manipulating filesystems
nano|editors|7.2-2ubuntu0.1||281|small, friendly text editor inspired by Pico
netcat-openbsd|net|1.226-1ubuntu2||44|TCP/IP swiss army knife
openssh-client|net|1:9.6p1-3ubuntu13.13|1:9.6p1-3ubuntu13.14|906|secure shell (SSH) client, for secure access to remote machines
openssh-server|net|1:9.6p1-3ubuntu13.13|1:9.6p1-3ubuntu13.14|510|secure shell (SSH) server, for secure access from remote machines
openssl|utils|3.0.13-0ubuntu3.6|3.0.13-0ubuntu3.7|1003|Secure Sockets Layer toolkit - cryptographic utility
passwd|admin|1:4.13+dfsg1-4ubuntu3.2||845|change and administer password and group data
procps|admin|2:4.0.4-4ubuntu3.2||708|/proc file system utilities
python3|python|3.12.3-0ubuntu2||23|interactive high-level object-oriented language (default python3 version)
rsyslog|admin|8.2312.0-3ubuntu9.1||511|reliable system and kernel logging daemon
sed|utils|4.9-2build1||194|GNU stream editor for filtering/transforming text
socat|net|1.8.0.0-4build3||374|multipurpose relay for bidirectional data transfer
sudo|admin|1.9.15p5-3ubuntu5.24.04.1||948|Provide limited super user privileges to specific users
systemd|admin|255.4-1ubuntu8.11|255.4-1ubuntu8.12|3475|system and service manager
systemd-sysv|admin|255.4-1ubuntu8.11|255.4-1ubuntu8.12|12|system and service manager - SysV compatibility symlinks
tar|utils|1.35+dfsg-3build1||253|GNU version of the tar archiving utility
tzdata|localization|2025b-0ubuntu0.24.04.1|2025b-0ubuntu0.24.04.2|277|time zone and daylight-saving time data
ubuntu-minimal|metapackages|1.539.2||11|Minimal core of Ubuntu
ubuntu-server|metapackages|1.539.2||11|Ubuntu Server system
udev|admin|255.4-1ubuntu8.11|255.4-1ubuntu8.12|1874|/dev/ and hotplug management daemon
util-linux|utils|2.39.3-9ubuntu6.3|2.39.3-9ubuntu6.4|1128|miscellaneous system utilities
vim|editors|2:9.1.0016-1ubuntu7.9|2:9.1.0016-1ubuntu7.10|1881|Vi IMproved - enhanced vi editor
wget|web|1.21.4-1ubuntu4.1||334|retrieves files from the web
`;

const ORIGINAL_KERNEL = '6.8.0-90';
const NEW_KERNEL = '6.8.0-94';

interface Row {
  readonly installed: Package;
  readonly update: Package | undefined;
}

const rows: readonly Row[] = TABLE.trim()
  .split('\n')
  .map((line) => {
    const [name, section, version, newer, kilobytes, description, reboot] = line.split('|');
    const kernel = name === 'linux-generic';
    const make = (one: string, image: string): Package => ({
      name,
      section,
      version: one,
      description,
      depends: kernel ? [`linux-image-${image}-generic`] : [],
      size: Number(kilobytes) * 1000,
      installedSize: Number(kilobytes) * 3,
      ...(reboot ? { wantsReboot: true } : {}),
      ...(section === 'admin' || section === 'libs' ? { effort: 400 } : {}),
    });
    return { installed: make(version, ORIGINAL_KERNEL), update: newer ? make(newer, NEW_KERNEL) : undefined };
  });

const kernelImage = (release: string, build: string): Package => ({
  name: `linux-image-${release}-generic`,
  section: 'kernel',
  version: build,
  description: 'Signed kernel image generic',
  depends: [],
  size: 15_026_000,
  installedSize: 15_100,
  kernel: `${release}-generic`,
  wantsReboot: true,
  effort: 9_000,
});

/** On the disk of a fresh server. */
export const BASE_PACKAGES: readonly Package[] = [
  ...rows.map((row) => row.installed),
  { ...kernelImage(ORIGINAL_KERNEL, '6.8.0-90.91') },
];

const UPDATES: readonly Package[] = [
  ...rows.flatMap((row) => row.update ?? []),
  kernelImage(NEW_KERNEL, '6.8.0-94.96'),
];

/** Can be installed, is not there at first. */
const EXTRAS: readonly Package[] = [
  extra('bash-completion', 'shells', '1:2.11-8', 180, 'programmable completion for the bash shell'),
  extra('dnsutils', 'net', '1:9.18.39-0ubuntu0.24.04.2', 4, 'Transitional package for bind9-dnsutils'),
  extra('net-tools', 'net', '2.10-0.1ubuntu4.4', 204, 'NET-3 networking toolkit'),
  extra('nfs-common', 'net', '1:2.6.4-3ubuntu5.1', 248, 'NFS support files common to client and server'),
  extra('tmux', 'admin', '3.4-1ubuntu0.1', 483, 'terminal multiplexer'),
  extra('tree', 'utils', '2.1.1-2ubuntu3.24.04.2', 47, 'displays an indented directory tree, in color'),
];

function extra(name: string, section: string, version: string, kilobytes: number, description: string): Package {
  return { name, section, version, description, depends: [], size: kilobytes * 1000, installedSize: kilobytes * 3 };
}

export function containerdPackage(version: string, program = 'containerd'): Package {
  return {
    name: 'containerd.io',
    section: 'devel',
    version: `${version}-1~ubuntu.24.04~noble`,
    description: 'An open and reliable container runtime',
    depends: [],
    maintainer: 'Containerd team <help@containerd.io>',
    homepage: 'https://containerd.io',
    size: 23_200_000,
    installedSize: 98_000,
    executables: {
      '/usr/bin/containerd': { program, version: `v${version}` },
      '/usr/bin/ctr': { program: 'ctr', version: `v${version}` },
      '/usr/bin/runc': { program: 'runc', version: runcOf(version) },
    },
    files: { '/usr/lib/systemd/system/containerd.service': CONTAINERD_UNIT },
    starts: ['containerd.service'],
  };
}

const ARCHIVE = 'http://archive.ubuntu.com/ubuntu/';
const SECURITY = 'http://security.ubuntu.com/ubuntu/';
const DOCKER = 'https://download.docker.com/linux/ubuntu/';

/** `containerd` lists the versions Docker's archive offers, oldest first. */
export function ubuntuSources(containerd: readonly string[] = []): Source[] {
  const source = (uri: string, suite: string, release: string, packages: readonly Package[]): Source => ({
    uri,
    suite,
    release,
    packages,
  });
  return [
    source(ARCHIVE, 'noble', 'Ubuntu:24.04/noble', [...rows.map((row) => row.installed), ...EXTRAS]),
    source(ARCHIVE, 'noble-updates', 'Ubuntu:24.04/noble-updates', UPDATES),
    source(ARCHIVE, 'noble-backports', 'Ubuntu:24.04/noble-backports', []),
    source(
      SECURITY,
      'noble-security',
      'Ubuntu:24.04/noble-security',
      UPDATES.filter((pkg) => pkg.section === 'libs' || pkg.section === 'kernel' || pkg.section === 'net'),
    ),
    source(
      DOCKER,
      'noble',
      'Docker CE:noble',
      containerd.map((version) => containerdPackage(version)),
    ),
  ];
}

const CONTAINERD_UNIT = `[Unit]
Description=containerd container runtime
Documentation=https://containerd.io
After=network.target dbus.service

[Service]
ExecStartPre=-/sbin/modprobe overlay
ExecStart=/usr/bin/containerd

Type=notify
Delegate=yes
KillMode=process
Restart=always
RestartSec=5

# Having non-zero Limit*s causes performance problems due to accounting overhead
# in the kernel. We recommend using cgroups to do container-local accounting.
LimitNPROC=infinity
LimitCORE=infinity

# Comment TasksMax if your systemd version does not supports it.
# Only systemd 226 and above support this version.
TasksMax=infinity
OOMScoreAdjust=-999

[Install]
WantedBy=multi-user.target
`;
