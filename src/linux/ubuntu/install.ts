// A fresh Ubuntu 24.04 server: everything that is on the disk before anybody logs in.

import type { FileSystem } from '../files/file-system.ts';
import { findGroup } from '../host/accounts.ts';
import { mountFstab } from '../host/fstab.ts';
import { executable, type Host } from '../host/host.ts';
import { mountKernelFiles } from '../host/kernel-files.ts';
import { recordPackages } from '../packages/database.ts';
import { BASE_PACKAGES } from '../packages/ubuntu-archive.ts';
import { systemd } from '../systemd/boot.ts';
import { ADDUSER_CONF, DEFAULT_USERADD, gshadow, LOGIN_DEFS, SPECIAL_FILES, SUBORDINATE_IDS } from './account-texts.ts';
import { installBashCompletion } from './bash-completion/install.ts';
import { CRON_FILES } from './cron-files.ts';
import * as etc from './etc-files.ts';
import { EXECUTABLE_LINKS, placeOf } from './executables.ts';
import { installKernel } from './kernel.ts';
import { OPENSSL_CONFIGURATION } from './openssl-configuration.ts';
import { createKeyPair } from './ssh-keys.ts';
import { baseUnits } from './units.ts';

export interface UbuntuOptions {
  /** Lines of /etc/hosts besides the machine's own. */
  readonly hosts?: readonly (readonly [address: string, ...names: string[]])[];
  /** For an /etc/resolv.conf that systemd-resolved does not keep. */
  readonly nameservers?: readonly string[];
  readonly searchDomains?: readonly string[];
  /** e.g. `6.8.0-90-generic`. */
  readonly kernel?: string;
  /** Programs that packages bring, and that are therefore not on a fresh machine. */
  readonly withoutPrograms?: ReadonlySet<string>;
}

export const BASE_KERNEL = '6.8.0-90-generic';

/** Fills the disk of `host` and gives it systemd to boot. The kernel's files are mounted, so it can be used unbooted too. */
export function installUbuntu(host: Host, options: UbuntuOptions = {}): void {
  const { files } = host;
  for (const [path, mode] of DIRECTORIES) {
    files.makeDirectory(path, { recursive: true, mode });
    files.changeMode(path, mode);
  }
  for (const [path, target] of MERGED) files.symlink(target, path);
  installPrograms(host, options.withoutPrograms ?? new Set());
  writeTexts(host, options);
  mountFstab(host);
  // The boot file system holds the mount point of the next one.
  files.makeDirectory('/boot/efi', { recursive: true, mode: 0o700 });
  makeHomes(host);
  makeHostKey(host);
  installUnits(host);
  installBashCompletion(host.files);
  ownSpecialFiles(host);
  recordPackages(host.files, BASE_PACKAGES);
  installKernel(host, options.kernel ?? BASE_KERNEL);
  files.volume.take(IMAGE_SIZE);
  mountKernelFiles(host);
  mountFstab(host);
  host.init = systemd;
}

/** Of the image, what belongs to no package that is named here: firmware, locales, documentation. */
const IMAGE_SIZE = 1.6 * 2 ** 30;

const DIRECTORIES: readonly (readonly [string, number])[] = [
  ['/usr/bin', 0o755],
  ['/usr/sbin', 0o755],
  ['/usr/lib/systemd/system', 0o755],
  ['/usr/lib64', 0o755],
  ['/usr/local/bin', 0o755],
  ['/usr/local/sbin', 0o755],
  ['/usr/local/lib', 0o755],
  ['/usr/share/doc', 0o755],
  ['/usr/share/keyrings', 0o755],
  ['/usr/src', 0o755],
  ['/boot', 0o755],
  ['/dev', 0o755],
  ['/etc', 0o755],
  ['/home', 0o755],
  ['/lost+found', 0o700],
  ['/media', 0o755],
  ['/mnt', 0o755],
  ['/opt', 0o755],
  ['/proc', 0o555],
  ['/root', 0o700],
  ['/run', 0o755],
  ['/srv', 0o755],
  ['/sys', 0o555],
  ['/tmp', 0o1777],
  ['/var/backups', 0o755],
  ['/var/cache/apt/archives/partial', 0o700],
  ['/var/lib/apt/lists/partial', 0o700],
  ['/var/lib/dpkg/info', 0o755],
  ['/var/lib/systemd', 0o755],
  ['/var/log/apt', 0o755],
  ['/var/log/journal', 0o755],
  ['/var/mail', 0o755],
  ['/var/spool/cron/crontabs', 0o1730],
  ['/var/tmp', 0o1777],
  ['/etc/apt/apt.conf.d', 0o755],
  ['/etc/apt/keyrings', 0o755],
  ['/etc/apt/preferences.d', 0o755],
  ['/etc/apt/sources.list.d', 0o755],
  ['/etc/cron.d', 0o755],
  ['/etc/cron.daily', 0o755],
  ['/etc/cron.hourly', 0o755],
  ['/etc/cron.monthly', 0o755],
  ['/etc/cron.weekly', 0o755],
  ['/etc/default', 0o755],
  ['/etc/init.d', 0o755],
  ['/etc/modules-load.d', 0o755],
  ['/etc/profile.d', 0o755],
  ['/etc/security', 0o755],
  ['/etc/skel', 0o755],
  ['/etc/ssh/ssh_config.d', 0o755],
  ['/etc/ssh/sshd_config.d', 0o755],
  ['/etc/ssl/certs', 0o755],
  ['/etc/ssl/private', 0o710],
  ['/usr/lib/ssl', 0o755],
  ['/etc/sudoers.d', 0o750],
  ['/etc/sysctl.d', 0o755],
  ['/etc/systemd/system', 0o755],
  ['/etc/update-motd.d', 0o755],
];

/** One /usr for everything: the old names are links. */
const MERGED: readonly (readonly [string, string])[] = [
  ['/bin', 'usr/bin'],
  ['/sbin', 'usr/sbin'],
  ['/lib', 'usr/lib'],
  ['/lib64', 'usr/lib64'],
  ['/var/run', '/run'],
  ['/var/lock', '/run/lock'],
];

function installPrograms(host: Host, without: ReadonlySet<string>): void {
  const { files } = host;
  for (const name of host.programs.keys()) {
    if (without.has(name)) continue;
    const path = placeOf(name);
    if (path in EXECUTABLE_LINKS) continue;
    files.makeDirectory(path.slice(0, path.lastIndexOf('/')), { recursive: true });
    files.writeFile(path, executable(name), { mode: 0o755 });
  }
  files.writeFile('/usr/lib/systemd/systemd', executable('systemd', '255'), { mode: 0o755 });
  files.makeDirectory('/etc/alternatives', { recursive: true });
  for (const [path, target] of Object.entries(EXECUTABLE_LINKS)) {
    const directory = path.slice(0, path.lastIndexOf('/'));
    const leadsTo = target.startsWith('/') ? target : `${directory}/${target}`;
    if (files.exists(leadsTo) && !files.exists(path)) files.symlink(target, path);
  }
}

function writeTexts(host: Host, options: UbuntuOptions): void {
  const { files, name } = host;
  const texts: Readonly<Record<string, string>> = {
    '/etc/os-release': etc.OS_RELEASE,
    '/etc/lsb-release': etc.LSB_RELEASE,
    '/etc/debian_version': 'trixie/sid\n',
    '/etc/passwd': etc.PASSWD,
    '/etc/group': etc.GROUP,
    '/etc/subuid': SUBORDINATE_IDS,
    '/etc/subgid': SUBORDINATE_IDS,
    '/etc/login.defs': LOGIN_DEFS,
    '/etc/nanorc': etc.NANORC,
    '/etc/default/useradd': DEFAULT_USERADD,
    '/etc/adduser.conf': ADDUSER_CONF,
    ...CRON_FILES,
    '/etc/hosts': etc.hosts(name, options.hosts ?? []),
    '/etc/hostname': `${name}\n`,
    '/etc/host.conf': 'multi on\n',
    '/etc/nsswitch.conf':
      'passwd:         files systemd\ngroup:          files systemd\nshadow:         files systemd\n\nhosts:          files dns\nnetworks:       files\n\nprotocols:      db files\nservices:       db files\n',
    '/etc/fstab': etc.FSTAB,
    '/etc/issue': 'Ubuntu 24.04.3 LTS \\n \\l\n\n',
    '/etc/issue.net': 'Ubuntu 24.04.3 LTS\n',
    '/etc/legal':
      '\nThe programs included with the Ubuntu system are free software;\nthe exact distribution terms for each program are described in the\nindividual files in /usr/share/doc/*/copyright.\n\nUbuntu comes with ABSOLUTELY NO WARRANTY, to the extent permitted by\napplicable law.\n\n',
    '/etc/profile': etc.PROFILE,
    '/etc/bash.bashrc': etc.BASH_BASHRC,
    '/etc/environment': etc.ENVIRONMENT,
    '/etc/shells':
      '# /etc/shells: valid login shells\n/bin/sh\n/usr/bin/sh\n/bin/bash\n/usr/bin/bash\n/bin/rbash\n/usr/bin/rbash\n/usr/bin/dash\n',
    '/etc/timezone': 'Etc/UTC\n',
    '/etc/default/locale': 'LANG=C.UTF-8\n',
    '/etc/sysctl.conf':
      '#\n# /etc/sysctl.conf - Configuration file for setting system variables\n# See /etc/sysctl.d/ for additional system variables.\n# See sysctl.conf (5) for information.\n#\n',
    '/etc/modules': '# /etc/modules is obsolete and has been replaced by /etc/modules-load.d/.\n',
    '/etc/systemd/resolved.conf':
      '#  This file is part of systemd.\n#\n# See resolved.conf(5) for details.\n\n[Resolve]\n#DNS=\n#FallbackDNS=\n#Domains=\n#DNSSEC=no\n#DNSOverTLS=no\n#MulticastDNS=no\n#LLMNR=no\n#Cache=no-negative\n#CacheFromLocalhost=no\n#DNSStubListener=yes\n#DNSStubListenerExtra=\n#ReadEtcHosts=yes\n#ResolveUnicastSingleLabel=no\n',
    '/etc/ssh/sshd_config': etc.SSHD_CONFIG,
    '/etc/ssh/ssh_config': etc.SSH_CONFIG,
    // Cloud images let nobody in by password.
    '/etc/ssh/sshd_config.d/60-cloudimg-settings.conf': 'PasswordAuthentication no\n',
    '/etc/ssl/openssl.cnf': OPENSSL_CONFIGURATION,
    '/etc/apt/sources.list': '# Ubuntu sources have moved to /etc/apt/sources.list.d/ubuntu.sources\n',
    '/etc/apt/sources.list.d/ubuntu.sources': etc.UBUNTU_SOURCES,
    '/etc/update-motd.d/00-header':
      '#!/bin/sh\nprintf "Welcome to %s (%s %s %s)\\n" "Ubuntu 24.04.3 LTS" "$(uname -o)" "$(uname -r)" "$(uname -m)"\n',
    '/etc/machine-id': `${host.simulation.random.text(32, '0123456789abcdef')}\n`,
    '/usr/share/keyrings/ubuntu-archive-keyring.gpg': '\x99\x02\r\x04\n',
    '/var/log/dpkg.log': '',
    '/var/log/auth.log': '',
    '/var/log/syslog': '',
  };
  for (const [path, text] of Object.entries(texts)) files.writeFile(path, text);
  resolvConf(files, options);
  files.changeMode('/etc/update-motd.d/00-header', 0o755);
  files.writeFile('/etc/shadow', etc.shadow(etc.PASSWD), { mode: 0o640 });
  files.writeFile('/etc/gshadow', gshadow(etc.GROUP), { mode: 0o640 });
  files.writeFile('/etc/sudoers', etc.SUDOERS, { mode: 0o440 });
  files.writeFile('/etc/sudoers.d/90-cloud-init-users', '# User rules for ubuntu\nubuntu ALL=(ALL) NOPASSWD:ALL\n', {
    mode: 0o440,
  });
  files.symlink('/usr/share/zoneinfo/Etc/UTC', '/etc/localtime');
  files.symlink('/proc/mounts', '/etc/mtab');
  files.symlink('/etc/ssl/openssl.cnf', '/usr/lib/ssl/openssl.cnf');
}

/** Files that belong to a group of their own, and programs that run as their owner. */
function ownSpecialFiles({ files }: Host): void {
  for (const [path, mode, group] of SPECIAL_FILES) {
    if (!files.exists(path)) continue;
    files.changeOwner(path, { gid: findGroup(files, group)?.gid ?? 0 });
    files.changeMode(path, mode);
  }
}

/** systemd-resolved's, unless somebody wrote one. */
function resolvConf(files: FileSystem, { nameservers, searchDomains = ['.'] }: UbuntuOptions): void {
  if (!nameservers) {
    files.symlink('../run/systemd/resolve/stub-resolv.conf', '/etc/resolv.conf');
    return;
  }
  const lines = nameservers.map((one) => `nameserver ${one}\n`).join('');
  files.writeFile('/etc/resolv.conf', `${lines}options edns0 trust-ad\nsearch ${searchDomains.join(' ')}\n`);
}

function makeHomes(host: Host): void {
  const { files } = host;
  files.writeFile('/root/.bashrc', etc.bashrc('xterm-color'));
  files.writeFile('/root/.profile', etc.ROOT_PROFILE);
  files.makeDirectory('/root/.ssh', { mode: 0o700 });
  const owner = { uid: 1000, gid: 1000 };
  files.makeDirectory('/home/ubuntu', { mode: 0o750 });
  files.makeDirectory('/home/ubuntu/.ssh', { mode: 0o700 });
  for (const home of ['/etc/skel', '/home/ubuntu']) {
    files.writeFile(`${home}/.bashrc`, etc.bashrc('xterm-color|*-256color'));
    files.writeFile(`${home}/.profile`, etc.USER_PROFILE);
    files.writeFile(
      `${home}/.bash_logout`,
      '# ~/.bash_logout: executed by bash(1) when login shell exits.\n\n# when leaving the console clear the screen to increase privacy\n\nif [ "$SHLVL" = 1 ]; then\n    [ -x /usr/bin/clear_console ] && /usr/bin/clear_console -q\nfi\n',
    );
  }
  for (const name of ['', '/.ssh', '/.bashrc', '/.profile', '/.bash_logout'])
    files.changeOwner(`/home/ubuntu${name}`, owner);
}

function makeHostKey(host: Host): void {
  const pair = createKeyPair(host.simulation.random, `root@${host.name}`);
  host.files.writeFile('/etc/ssh/ssh_host_ed25519_key', pair.privateKey, { mode: 0o600 });
  host.files.writeFile('/etc/ssh/ssh_host_ed25519_key.pub', pair.publicKey);
}

function installUnits(host: Host): void {
  const { files } = host;
  const units = baseUnits((path) => files.exists(path));
  for (const [path, text] of units.files) files.writeFile(path, text);
  for (const [path, target] of units.links) {
    files.makeDirectory(path.slice(0, path.lastIndexOf('/')), { recursive: true });
    files.symlink(target, path);
  }
}
