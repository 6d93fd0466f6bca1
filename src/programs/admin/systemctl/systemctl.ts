// systemctl: asks process 1 about units and tells it what to do. Called as reboot, poweroff, halt or shutdown it is
// those programs (Ubuntu links them here).

import type { ExitCode, Process, Program } from '../../../linux/host/process.ts';
import { connectSystemd, type SystemdService } from '../../../linux/systemd/protocol.ts';
import type { Task } from '../../../sim/task.ts';
import { baseName, type Tool, tool } from '../tool.ts';
import { cat } from './cat.ts';
import { disable, enable, isEnabled, mask, reenable, setDefault, unmask } from './enablement.ts';
import { listDependencies, listUnitFiles, listUnits } from './listing.ts';
import { powerPrograms, powerVerb } from './power.ts';
import { show } from './show.ts';
import { showStatus } from './status-page.ts';
import { isActive, isFailed, isSystemRunning, kill, reload, resetFailed, runJobs } from './verbs.ts';

export interface Command {
  readonly tool: Tool;
  readonly process: Process;
  readonly systemd: SystemdService;
  /** As typed, e.g. `restart`. */
  readonly verb: string;
  readonly operands: readonly string[];
}

export type Verb = (command: Command) => Task<ExitCode>;

interface VerbDescription {
  readonly run: Verb;
  /** At least so many operands. */
  readonly least?: number;
}

const VERBS: Readonly<Record<string, VerbDescription>> = {
  cat: { run: cat, least: 1 },
  condrestart: { run: runJobs, least: 1 },
  'daemon-reexec': { run: reload },
  'daemon-reload': { run: reload },
  disable: { run: disable, least: 1 },
  enable: { run: enable, least: 1 },
  'force-reload': { run: runJobs, least: 1 },
  'get-default': { run: getDefault },
  halt: { run: powerVerb },
  'is-active': { run: isActive, least: 1 },
  'is-enabled': { run: isEnabled, least: 1 },
  'is-failed': { run: isFailed },
  'is-system-running': { run: isSystemRunning },
  isolate: { run: runJobs, least: 1 },
  kill: { run: kill, least: 1 },
  'list-dependencies': { run: listDependencies },
  'list-unit-files': { run: listUnitFiles },
  'list-units': { run: listUnits },
  mask: { run: mask, least: 1 },
  poweroff: { run: powerVerb },
  reboot: { run: powerVerb },
  reenable: { run: reenable, least: 1 },
  reload: { run: runJobs, least: 1 },
  'reload-or-restart': { run: runJobs, least: 1 },
  'reset-failed': { run: resetFailed },
  restart: { run: runJobs, least: 1 },
  'set-default': { run: setDefault, least: 1 },
  show: { run: show },
  start: { run: runJobs, least: 1 },
  status: { run: showStatus },
  stop: { run: runJobs, least: 1 },
  'try-restart': { run: runJobs, least: 1 },
  unmask: { run: unmask, least: 1 },
};

/** Verbs of the real systemctl that this one does not have. */
const NOT_SIMULATED = new Set([
  'add-requires',
  'add-wants',
  'bind',
  'cancel',
  'clean',
  'default',
  'edit',
  'emergency',
  'exit',
  'freeze',
  'hibernate',
  'hybrid-sleep',
  'import-environment',
  'kexec',
  'link',
  'list-automounts',
  'list-jobs',
  'list-machines',
  'list-paths',
  'list-sockets',
  'list-timers',
  'log-level',
  'log-target',
  'mount-image',
  'preset',
  'preset-all',
  'rescue',
  'revert',
  'service-log-level',
  'service-watchdogs',
  'set-environment',
  'set-property',
  'show-environment',
  'sleep',
  'soft-reboot',
  'suspend',
  'switch-root',
  'thaw',
  'unset-environment',
  'whoami',
]);

function* getDefault({ tool, process }: Command): Task<ExitCode> {
  const path = ['/etc/systemd/system/default.target', '/usr/lib/systemd/system/default.target'].find((one) =>
    process.files.exists(one),
  );
  yield* tool.print(`${path ? baseName(process.files.realpath(path)) : 'graphical.target'}\n`);
  return 0;
}

const control: Program = tool(
  'systemctl',
  {
    options: [
      't,type=',
      'state=',
      'p,property=',
      'P=',
      'a,all',
      'l,full',
      'r,recursive',
      'reverse',
      'no-wall',
      'no-reload',
      'no-legend',
      'no-pager',
      'failed',
      'now',
      'no-block',
      'q,quiet',
      'f,force',
      'n,lines=',
      'o,output=',
      's,signal=',
      'kill-whom=',
      'kill-who=',
      'value',
      'i',
      'plain',
      'runtime',
      'system',
      'no-ask-password',
      'show-types',
      'no-warn',
      '!H,host=',
      '!M,machine=',
      '!user',
      '!global',
      '!root=',
      '!job-mode=',
      '!wait',
      '!with-dependencies',
      '!preset-mode=',
      '!before',
      '!after',
      '!when=',
      '!what=',
      '!message=',
      '!firmware-setup',
      '!timestamp=',
      'help',
      'version',
    ],
  },
  function* (run) {
    if (run.has('version')) {
      yield* run.print(
        'systemd 255 (255.4-1ubuntu8.12)\n+PAM +AUDIT +SELINUX +APPARMOR +IMA +SMACK +SECCOMP +GCRYPT -GNUTLS +OPENSSL +ACL +BLKID +CURL +ELFUTILS +FIDO2 +IDN2 -IDN +IPTC +KMOD +LIBCRYPTSETUP +LIBFDISK +PCRE2 -PWQUALITY +P11KIT +QRENCODE +TPM2 +BZIP2 +LZ4 +XZ +ZLIB +ZSTD -BPF_FRAMEWORK -XKBCOMMON +UTMP +SYSVINIT default-hierarchy=unified\n',
      );
      return 0;
    }
    if (run.has('help')) return yield* run.notSimulated('--help');
    const [verb = 'list-units', ...operands] = run.operands;
    const description = VERBS[verb];
    if (!description) {
      if (NOT_SIMULATED.has(verb)) return yield* run.notSimulated(verb);
      return yield* run.failPlainly(`Unknown command verb '${verb}'.`);
    }
    if (operands.length < (description.least ?? 0)) return yield* run.failPlainly('Too few arguments.');
    const systemd = connectSystemd(run.process);
    if (!systemd) {
      yield* run.say("System has not been booted with systemd as init system (PID 1). Can't operate.");
      return yield* run.failPlainly('Failed to connect to bus: Host is down');
    }
    return yield* description.run({ tool: run, process: run.process, systemd, verb, operands });
  },
);

export const systemctl: Program = function* (process) {
  const called = powerPrograms[baseName(process.argv[0])];
  return yield* (called ?? control)(process);
};

/** `service NAME ACTION`: the old way to say it. */
export const service: Program = function* (process) {
  const [, name, action] = process.argv;
  if (!name || name.startsWith('-')) {
    yield* process.complain(
      'Usage: service < option > | --status-all | [ service_name [ command | --full-restart ] ]\n',
    );
    return 1;
  }
  if (!action) {
    yield* process.complain(`Usage: service ${name} {start|stop|restart|reload|force-reload|status}\n`);
    return 1;
  }
  process.argv = [
    'systemctl',
    action === '--full-restart' ? 'restart' : action,
    ...(action === 'status' ? ['--no-pager'] : []),
    name,
  ];
  return yield* control(process);
};
