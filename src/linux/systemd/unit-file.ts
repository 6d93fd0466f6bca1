// The text of a unit file: sections of Key=Value lines. What the keys mean is for others (see definition.ts).
// Models systemd.syntax(7): `#` and `;` comment, a backslash at the end continues, an empty value resets a list.

export interface Setting {
  readonly section: string;
  readonly key: string;
  readonly value: string;
  readonly line: number;
}

export interface UnitFileText {
  readonly settings: readonly Setting[];
  /** What systemd logs about the file: `12: Missing '=', ignoring line.` */
  readonly complaints: readonly string[];
}

export function parseUnitFile(text: string): UnitFileText {
  const settings: Setting[] = [];
  const complaints: string[] = [];
  let section = '';
  for (const { content, line } of logicalLines(text)) {
    if (content.startsWith('[')) {
      if (content.endsWith(']')) section = content.slice(1, -1);
      else complaints.push(`${line}: Invalid section header '${content}'`);
      if (content.endsWith(']') && !KNOWN_KEYS[section] && !section.startsWith('X-')) {
        complaints.push(`${line}: Unknown section '${section}'. Ignoring.`);
      }
      continue;
    }
    const equals = content.indexOf('=');
    if (equals < 0) {
      complaints.push(`${line}: Missing '=', ignoring line.`);
      continue;
    }
    if (section === '') {
      complaints.push(`${line}: Assignment outside of section. Ignoring.`);
      continue;
    }
    const key = content.slice(0, equals).trim();
    const known = KNOWN_KEYS[section];
    if (!known) continue;
    if (!known.has(key) && !key.startsWith('X-')) {
      complaints.push(`${line}: Unknown key '${key}' in section [${section}], ignoring.`);
      continue;
    }
    settings.push({ section, key, value: content.slice(equals + 1).trim(), line });
  }
  return { settings, complaints };
}

/** Lines without comments and blanks, continued ones joined by a blank. */
function* logicalLines(text: string): Generator<{ readonly content: string; readonly line: number }> {
  let pending = '';
  let first = 0;
  for (const [index, raw] of text.split('\n').entries()) {
    const trimmed = raw.trim();
    if (trimmed === '' && pending === '') continue;
    if (trimmed.startsWith('#') || trimmed.startsWith(';')) continue;
    if (pending === '') first = index + 1;
    if (raw.endsWith('\\')) {
      pending += `${raw.slice(0, -1)} `;
      continue;
    }
    yield { content: `${pending}${raw}`.trim(), line: first };
    pending = '';
  }
  if (pending.trim() !== '') yield { content: pending.trim(), line: first };
}

/** The value that counts for a key that holds one: the last. */
export function lastOf(settings: readonly Setting[], section: string, key: string): string | undefined {
  return settings.findLast((setting) => setting.section === section && setting.key === key)?.value;
}

/** All values of a key that holds a list, since the last empty one. */
export function listOf(settings: readonly Setting[], section: string, key: string): string[] {
  const values: string[] = [];
  for (const setting of settings) {
    if (setting.section !== section || setting.key !== key) continue;
    if (setting.value === '') values.length = 0;
    else values.push(setting.value);
  }
  return values;
}

/** The same for lists of words: `After=a.service b.service`. */
export const wordsOf = (settings: readonly Setting[], section: string, key: string): string[] =>
  listOf(settings, section, key).flatMap((value) => value.split(/\s+/));

/** `yes`, `true`, `on`, `1`. */
export const isTrue = (value: string | undefined): boolean => /^(?:yes|y|true|t|on|1)$/i.test(value ?? '');

const keys = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

const EXECUTION = `
  AmbientCapabilities CapabilityBoundingSet CPUSchedulingPolicy CPUSchedulingPriority CPUAccounting CPUQuota CPUWeight CPUShares
  Delegate DeviceAllow DevicePolicy DynamicUser Environment EnvironmentFile Group IPAccounting IPAddressAllow IPAddressDeny
  IOAccounting IOSchedulingClass IOSchedulingPriority IOWeight InaccessiblePaths KeyringMode KillMode KillSignal FinalKillSignal
  LimitAS LimitCORE LimitCPU LimitDATA LimitFSIZE LimitLOCKS LimitMEMLOCK LimitMSGQUEUE LimitNICE LimitNOFILE LimitNPROC
  LimitRSS LimitRTPRIO LimitRTTIME LimitSIGPENDING LimitSTACK LockPersonality LogLevelMax LogRateLimitBurst
  LogRateLimitIntervalSec LogsDirectory LogExtraFields MemoryAccounting MemoryDenyWriteExecute MemoryHigh MemoryLimit MemoryLow
  MemoryMax MemoryMin MemorySwapMax MountFlags Nice NoNewPrivileges OOMPolicy OOMScoreAdjust PAMName PIDFile PassEnvironment
  PrivateDevices PrivateMounts PrivateNetwork PrivateTmp PrivateUsers ProcSubset ProtectClock ProtectControlGroups ProtectHome
  ProtectHostname ProtectKernelLogs ProtectKernelModules ProtectKernelTunables ProtectProc ProtectSystem ReadOnlyPaths
  ReadWritePaths RestrictAddressFamilies RestrictNamespaces RestrictRealtime RestrictSUIDSGID RootDirectory
  RuntimeDirectory RuntimeDirectoryMode RuntimeDirectoryPreserve SendSIGHUP SendSIGKILL Slice StandardError StandardInput
  StandardOutput StateDirectory StateDirectoryMode CacheDirectory ConfigurationDirectory SupplementaryGroups SyslogFacility
  SyslogIdentifier SyslogLevel SyslogLevelPrefix SystemCallArchitectures SystemCallErrorNumber SystemCallFilter
  TTYPath TTYReset TTYVHangup TTYVTDisallocate TasksAccounting TasksMax TimerSlackNSec UMask UnsetEnvironment User
  UtmpIdentifier UtmpMode WatchdogSignal WorkingDirectory IgnoreSIGPIPE ImportCredential LoadCredential SetCredential
`;

const KNOWN_KEYS: Readonly<Record<string, ReadonlySet<string>>> = {
  Unit: keys(`
    After AllowIsolate AssertPathExists Before BindsTo CollectMode ConditionACPower ConditionArchitecture ConditionCapability
    ConditionCPUs ConditionDirectoryNotEmpty ConditionEnvironment ConditionFileIsExecutable ConditionFileNotEmpty
    ConditionFirstBoot ConditionHost ConditionKernelCommandLine ConditionKernelVersion ConditionMemory ConditionNeedsUpdate
    ConditionPathExists ConditionPathExistsGlob ConditionPathIsDirectory ConditionPathIsMountPoint ConditionPathIsReadWrite
    ConditionPathIsSymbolicLink ConditionSecurity ConditionUser ConditionVirtualization Conflicts DefaultDependencies
    Description Documentation FailureAction FailureActionExitStatus IgnoreOnIsolate JobTimeoutAction JobTimeoutSec
    JoinsNamespaceOf OnFailure OnFailureJobMode OnSuccess PartOf PropagatesReloadTo PropagatesStopTo RefuseManualStart
    RefuseManualStop ReloadPropagatedFrom RequiredBy Requires RequiresMountsFor Requisite SourcePath StartLimitAction
    StartLimitBurst StartLimitInterval StartLimitIntervalSec StopPropagatedFrom StopWhenUnneeded SuccessAction SurviveFinalKillSignal
    Upholds Wants WantsMountsFor`),
  Service: keys(`
    BusName ExecCondition ExecReload ExecStart ExecStartPost ExecStartPre ExecStop ExecStopPost ExitType FileDescriptorStoreMax
    GuessMainPID NonBlocking NotifyAccess OnFailure PermissionsStartOnly ReloadSignal RemainAfterExit Restart
    RestartForceExitStatus RestartKillSignal RestartMaxDelaySec RestartMode RestartPreventExitStatus RestartSec RestartSteps
    RootDirectoryStartOnly RuntimeMaxSec RuntimeRandomizedExtraSec Sockets StartLimitAction StartLimitBurst StartLimitInterval
    SuccessExitStatus TimeoutAbortSec TimeoutSec TimeoutStartFailureMode TimeoutStartSec TimeoutStopFailureMode TimeoutStopSec
    Type USBFunctionDescriptors WatchdogSec ${EXECUTION}`),
  Install: keys('Alias Also DefaultInstance RequiredBy UpheldBy WantedBy'),
  Slice: keys(EXECUTION),
  Socket: keys(`
    Accept Backlog BindIPv6Only DirectoryMode FileDescriptorName FlushPending FreeBind KeepAlive ListenDatagram ListenFIFO
    ListenNetlink ListenStream MaxConnections MessageQueueMaxMessages NoDelay PassCredentials PassSecurity ReceiveBuffer
    RemoveOnStop ReusePort SendBuffer Service SocketGroup SocketMode SocketUser Symlinks Timestamping ${EXECUTION}`),
  Mount: keys(
    `DirectoryMode ForceUnmount LazyUnmount Options ReadWriteOnly SloppyOptions TimeoutSec Type What Where ${EXECUTION}`,
  ),
  Timer: keys(`
    AccuracySec FixedRandomDelay OnActiveSec OnBootSec OnCalendar OnClockChange OnStartupSec OnTimezoneChange OnUnitActiveSec
    OnUnitInactiveSec Persistent RandomizedDelaySec RemainAfterElapse Unit WakeSystem`),
  Path: keys('DirectoryMode DirectoryNotEmpty MakeDirectory PathChanged PathExists PathExistsGlob PathModified Unit'),
  Swap: keys(`Options Priority TimeoutSec What ${EXECUTION}`),
};
