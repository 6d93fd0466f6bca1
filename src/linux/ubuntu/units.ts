// The units of a fresh Ubuntu server, as data. Packages bring theirs (see packages/).

interface ServiceUnit {
  readonly name: string;
  readonly description: string;
  readonly exec: string;
  readonly type?: string;
  readonly remains?: boolean;
  readonly restart?: string;
  readonly after?: string;
  readonly before?: string;
  readonly wants?: string;
  readonly early?: boolean;
  /** Who links it: a target in /usr/lib (part of the system) or in /etc (enabled). */
  readonly wantedBy: string;
  readonly isStatic?: boolean;
  readonly alias?: string;
  readonly documentation?: string;
}

const SERVICES: readonly ServiceUnit[] = [
  {
    name: 'systemd-journald',
    description: 'Journal Service',
    exec: '/usr/lib/systemd/systemd-journald',
    type: 'notify',
    early: true,
    before: 'sysinit.target',
    wantedBy: 'sysinit.target',
    isStatic: true,
    restart: 'always',
  },
  {
    name: 'systemd-remount-fs',
    description: 'Remount Root and Kernel File Systems',
    exec: '/usr/lib/systemd/systemd-remount-fs',
    type: 'oneshot',
    remains: true,
    early: true,
    before: 'local-fs.target',
    wantedBy: 'local-fs.target',
    isStatic: true,
  },
  {
    name: 'systemd-udevd',
    description: 'Rule-based Manager for Device Events and Files',
    exec: '/usr/lib/systemd/systemd-udevd',
    type: 'notify',
    early: true,
    before: 'sysinit.target',
    wantedBy: 'sysinit.target',
    isStatic: true,
    restart: 'always',
  },
  {
    name: 'systemd-modules-load',
    description: 'Load Kernel Modules',
    exec: '/usr/lib/systemd/systemd-modules-load',
    type: 'oneshot',
    remains: true,
    early: true,
    before: 'sysinit.target',
    wantedBy: 'sysinit.target',
    isStatic: true,
  },
  {
    name: 'systemd-sysctl',
    description: 'Apply Kernel Variables',
    exec: '/usr/lib/systemd/systemd-sysctl',
    type: 'oneshot',
    remains: true,
    early: true,
    after: 'systemd-modules-load.service',
    before: 'sysinit.target',
    wantedBy: 'sysinit.target',
    isStatic: true,
  },
  {
    name: 'systemd-tmpfiles-setup',
    description: 'Create Volatile Files and Directories',
    exec: '/usr/bin/systemd-tmpfiles --create --remove --boot --exclude-prefix=/dev',
    type: 'oneshot',
    remains: true,
    early: true,
    after: 'local-fs.target',
    before: 'sysinit.target',
    wantedBy: 'sysinit.target',
    isStatic: true,
  },
  {
    name: 'systemd-update-utmp',
    description: 'Record System Boot/Shutdown in UTMP',
    exec: '/usr/lib/systemd/systemd-update-utmp reboot',
    type: 'oneshot',
    remains: true,
    early: true,
    after: 'systemd-tmpfiles-setup.service',
    before: 'sysinit.target',
    wantedBy: 'sysinit.target',
    isStatic: true,
  },
  {
    name: 'systemd-timesyncd',
    description: 'Network Time Synchronization',
    exec: '/usr/lib/systemd/systemd-timesyncd',
    type: 'notify',
    early: true,
    after: 'systemd-tmpfiles-setup.service',
    before: 'sysinit.target',
    wantedBy: 'sysinit.target',
    restart: 'always',
  },
  {
    name: 'systemd-networkd',
    description: 'Network Configuration',
    exec: '/usr/lib/systemd/systemd-networkd',
    type: 'notify',
    early: true,
    after: 'systemd-udevd.service',
    before: 'network.target',
    wantedBy: 'multi-user.target',
    restart: 'on-failure',
  },
  {
    name: 'systemd-networkd-wait-online',
    description: 'Wait for Network to be Configured',
    exec: '/usr/lib/systemd/systemd-networkd-wait-online',
    type: 'oneshot',
    remains: true,
    early: true,
    after: 'systemd-networkd.service',
    before: 'network-online.target',
    wantedBy: 'network-online.target',
  },
  {
    name: 'systemd-resolved',
    description: 'Network Name Resolution',
    exec: '/usr/lib/systemd/systemd-resolved',
    type: 'notify',
    early: true,
    after: 'systemd-networkd.service',
    before: 'nss-lookup.target',
    wantedBy: 'sysinit.target',
    restart: 'always',
  },
  {
    name: 'dbus',
    description: 'D-Bus System Message Bus',
    exec: '@/usr/bin/dbus-daemon @dbus-daemon --system --address=systemd: --nofork --nopidfile --systemd-activation --syslog-only',
    type: 'notify',
    wantedBy: 'multi-user.target',
    isStatic: true,
  },
  {
    name: 'systemd-logind',
    description: 'User Login Management',
    exec: '/usr/lib/systemd/systemd-logind',
    type: 'notify',
    after: 'dbus.service',
    wantedBy: 'multi-user.target',
    isStatic: true,
    restart: 'always',
  },
  {
    name: 'systemd-user-sessions',
    description: 'Permit User Sessions',
    exec: '/usr/lib/systemd/systemd-user-sessions start',
    type: 'oneshot',
    remains: true,
    after: 'network.target nss-user-lookup.target',
    wantedBy: 'multi-user.target',
    isStatic: true,
  },
  {
    name: 'polkit',
    description: 'Authorization Manager',
    exec: '/usr/lib/polkit-1/polkitd --no-debug',
    type: 'notify',
    after: 'dbus.service',
    wantedBy: 'multi-user.target',
    isStatic: true,
  },
  {
    name: 'cron',
    description: 'Regular background program processing daemon',
    exec: '/usr/sbin/cron -f -P $EXTRA_OPTS',
    after: 'remote-fs.target nss-user-lookup.target',
    wantedBy: 'multi-user.target',
    restart: 'on-failure',
    documentation: 'man:cron(8)',
  },
  {
    name: 'rsyslog',
    description: 'System Logging Service',
    exec: '/usr/sbin/rsyslogd -n -iNONE',
    type: 'notify',
    wantedBy: 'multi-user.target',
    restart: 'on-failure',
    alias: 'syslog.service',
    documentation: 'man:rsyslogd(8) man:rsyslog.conf(5) https://www.rsyslog.com/doc/',
  },
  {
    name: 'unattended-upgrades',
    description: 'Unattended Upgrades Shutdown',
    exec: '/usr/share/unattended-upgrades/unattended-upgrade-shutdown --wait-for-signal',
    after: 'network.target local-fs.target',
    wantedBy: 'multi-user.target',
    documentation: 'man:unattended-upgrade(8)',
  },
  {
    name: 'getty@',
    description: 'Getty on %I',
    exec: "-/sbin/agetty -o '-p -- \\\\u' --noclear - $TERM",
    type: 'idle',
    after: 'systemd-user-sessions.service',
    before: 'getty.target',
    wantedBy: 'getty.target',
    restart: 'always',
  },
  {
    name: 'ssh',
    description: 'OpenBSD Secure Shell server',
    exec: '/usr/sbin/sshd -D $SSHD_OPTS',
    type: 'notify',
    after: 'network.target nss-user-lookup.target auditd.service',
    wantedBy: 'multi-user.target',
    restart: 'on-failure',
    alias: 'sshd.service',
    documentation: 'man:sshd(8) man:sshd_config(5)',
  },
];

interface TargetUnit {
  readonly name: string;
  readonly description: string;
  readonly lines?: readonly string[];
}

const TARGETS: readonly TargetUnit[] = [
  {
    name: 'basic',
    description: 'Basic System',
    lines: [
      'Requires=sysinit.target',
      'Wants=sockets.target timers.target paths.target slices.target',
      'After=sysinit.target sockets.target paths.target slices.target',
    ],
  },
  { name: 'emergency', description: 'Emergency Mode', lines: ['AllowIsolate=yes'] },
  { name: 'getty', description: 'Login Prompts' },
  {
    name: 'graphical',
    description: 'Graphical Interface',
    lines: ['Requires=multi-user.target', 'After=multi-user.target', 'AllowIsolate=yes'],
  },
  { name: 'halt', description: 'System Halt', lines: ['AllowIsolate=yes'] },
  { name: 'local-fs', description: 'Local File Systems' },
  {
    name: 'multi-user',
    description: 'Multi-User System',
    lines: ['Requires=basic.target', 'Wants=getty.target', 'After=basic.target', 'AllowIsolate=yes'],
  },
  { name: 'network', description: 'Network', lines: ['After=systemd-networkd.service'] },
  { name: 'network-online', description: 'Network is Online', lines: ['After=network.target'] },
  { name: 'nss-lookup', description: 'Host and Network Name Lookups' },
  { name: 'nss-user-lookup', description: 'User and Group Name Lookups' },
  { name: 'paths', description: 'Path Units' },
  { name: 'poweroff', description: 'System Power Off', lines: ['AllowIsolate=yes'] },
  { name: 'reboot', description: 'System Reboot', lines: ['AllowIsolate=yes'] },
  { name: 'remote-fs', description: 'Remote File Systems' },
  { name: 'rescue', description: 'Rescue Mode', lines: ['AllowIsolate=yes'] },
  { name: 'shutdown', description: 'System Shutdown' },
  { name: 'slices', description: 'Slice Units', lines: ['Wants=-.slice system.slice', 'After=-.slice system.slice'] },
  { name: 'sockets', description: 'Socket Units' },
  { name: 'swap', description: 'Swaps' },
  {
    name: 'sysinit',
    description: 'System Initialization',
    lines: ['Wants=local-fs.target swap.target', 'After=local-fs.target swap.target'],
  },
  { name: 'time-sync', description: 'System Time Synchronized' },
  { name: 'timers', description: 'Timer Units' },
];

const LIBRARY = '/usr/lib/systemd/system';

export interface UnitFiles {
  readonly files: ReadonlyMap<string, string>;
  /** Path → target. */
  readonly links: ReadonlyMap<string, string>;
}

/** All unit files of the base system and the links that enable them. `has` says whether an executable exists. */
export function baseUnits(has: (path: string) => boolean): UnitFiles {
  const files = new Map<string, string>();
  const links = new Map<string, string>([
    [`${LIBRARY}/default.target`, 'graphical.target'],
    [`${LIBRARY}/runlevel3.target`, 'multi-user.target'],
    [`${LIBRARY}/runlevel5.target`, 'graphical.target'],
    [`${LIBRARY}/runlevel6.target`, 'reboot.target'],
  ]);
  for (const target of TARGETS) files.set(`${LIBRARY}/${target.name}.target`, targetText(target));
  for (const service of SERVICES) {
    if (!has(service.exec.replace(/^[-@]+/, '').split(' ')[0])) continue;
    const name = `${service.name}.service`;
    files.set(`${LIBRARY}/${name}`, serviceText(service));
    const linked = service.name === 'getty@' ? 'getty@tty1.service' : name;
    if (service.isStatic) links.set(`${LIBRARY}/${service.wantedBy}.wants/${linked}`, `../${name}`);
    else links.set(`/etc/systemd/system/${service.wantedBy}.wants/${linked}`, `${LIBRARY}/${name}`);
    if (service.alias) links.set(`/etc/systemd/system/${service.alias}`, `${LIBRARY}/${name}`);
  }
  return { files, links };
}

const targetText = (target: TargetUnit): string =>
  `[Unit]\n${[`Description=${target.description}`, 'Documentation=man:systemd.special(7)', ...(target.lines ?? [])].join('\n')}\n`;

function serviceText(service: ServiceUnit): string {
  const unit = [
    `Description=${service.description}`,
    `Documentation=${service.documentation ?? `man:${service.name}.service(8)`}`,
    ...(service.early ? ['DefaultDependencies=no'] : []),
    ...(service.after ? [`After=${service.after}`] : []),
    ...(service.before ? [`Before=${service.before}`] : []),
    ...(service.wants ? [`Wants=${service.wants}`] : []),
    ...(service.name === 'ssh' ? ['ConditionPathExists=!/etc/ssh/sshd_not_to_be_run'] : []),
  ];
  const run = [
    ...(service.type ? [`Type=${service.type}`] : []),
    ...(service.remains ? ['RemainAfterExit=yes'] : []),
    ...(service.name === 'ssh' ? ['EnvironmentFile=-/etc/default/ssh', 'ExecStartPre=/usr/sbin/sshd -t'] : []),
    ...(service.name === 'cron' ? ['EnvironmentFile=-/etc/default/cron'] : []),
    `ExecStart=${service.exec}`,
    ...(service.name === 'ssh'
      ? [
          'ExecReload=/usr/sbin/sshd -t',
          'ExecReload=/bin/kill -HUP $MAINPID',
          'KillMode=process',
          'RestartPreventExitStatus=255',
          'RuntimeDirectory=sshd',
          'RuntimeDirectoryMode=0755',
        ]
      : []),
    ...(service.restart ? [`Restart=${service.restart}`] : []),
  ];
  const install = service.isStatic
    ? ''
    : `\n[Install]\nWantedBy=${service.wantedBy}\n${service.alias ? `Alias=${service.alias}\n` : ''}${service.name === 'getty@' ? 'DefaultInstance=tty1\n' : ''}`;
  return `[Unit]\n${unit.join('\n')}\n\n[Service]\n${run.join('\n')}\n${install}`;
}
