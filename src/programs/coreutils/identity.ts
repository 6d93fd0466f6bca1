// Who and where: id, whoami, groups, logname, hostname, uname, nproc, arch, tty.

import { decode } from '../../base/bytes.ts';
import { SystemError } from '../../linux/errors.ts';
import { accounts, groups as allGroups, credentialsOf, findAccount } from '../../linux/host/accounts.ts';
import { installedKernel, kernelBuild } from '../../linux/host/kernel-release.ts';
import type { Program } from '../../linux/host/process.ts';
import { terminalOf } from '../../linux/terminal/terminal.ts';
import { NotSimulated, UsageError } from '../getopt.ts';
import { quote } from '../quote.ts';
import { Failure, type Invocation, utility } from '../utility.ts';

const groupLabel = (run: Invocation, gid: number): string | undefined =>
  allGroups(run.process.files).find((group) => group.gid === gid)?.name;
const userLabel = (run: Invocation, uid: number): string | undefined => findAccount(run.process.files, uid)?.name;

export const id: Program = utility(
  {
    usage: '[OPTION]... [USER]...',
    options: ['a', 'Z,context', 'g,group', 'G,groups', 'n,name', 'r,real', 'u,user', 'z,zero'],
  },
  function* (run) {
    if (run.has('context')) throw new Failure('--context (-Z) works only on an SELinux-enabled kernel');
    const choices = ['user', 'group', 'groups'].filter((name) => run.has(name));
    if (choices.length > 1) throw new Failure('cannot print "only" of more than one choice');
    if (choices.length === 0 && (run.has('name') || run.has('real'))) {
      throw new Failure('cannot print only names or real IDs in default format');
    }
    const end = run.has('zero') ? '\0' : '\n';
    const label = (found: string | undefined, number: number) =>
      run.has('name') ? (found ?? String(number)) : String(number);
    for (const name of run.operands.length > 0 ? run.operands : [undefined]) {
      const account = name === undefined ? undefined : findNamed(run, name);
      if (name !== undefined && !account) {
        yield* run.complain(`${quote(name)}: no such user`);
        continue;
      }
      const who = account ? credentialsOf(run.process.files, account) : run.process.credentials;
      const [realUid, realGid] = [who.realUid ?? who.uid, who.realGid ?? who.gid];
      const [uid, gid] = run.has('real') ? [realUid, realGid] : [who.uid, who.gid];
      // The kernel keeps a process' groups sorted; a named user's come in the order of /etc/group.
      const others = account ? who.groups : who.groups.toSorted((a, b) => a - b);
      const gids = [...new Set([realGid, who.gid, ...others])];
      if (choices[0] === 'user') yield* run.print(label(userLabel(run, uid), uid) + end);
      else if (choices[0] === 'group') yield* run.print(label(groupLabel(run, gid), gid) + end);
      else if (choices[0] === 'groups') {
        yield* run.print(gids.map((gid) => label(groupLabel(run, gid), gid)).join(run.has('zero') ? '\0' : ' ') + end);
      } else {
        const shown = (number: number, found: string | undefined) => `${number}${found ? `(${found})` : ''}`;
        const list = gids.map((gid) => shown(gid, groupLabel(run, gid))).join(',');
        const lent =
          (who.uid === realUid ? '' : ` euid=${shown(who.uid, userLabel(run, who.uid))}`) +
          (who.gid === realGid ? '' : ` egid=${shown(who.gid, groupLabel(run, who.gid))}`);
        yield* run.print(
          `uid=${shown(realUid, userLabel(run, realUid))} gid=${shown(realGid, groupLabel(run, realGid))}${lent} groups=${list}\n`,
        );
      }
    }
  },
);

const findNamed = (run: Invocation, name: string) =>
  accounts(run.process.files).find((one) => one.name === name) ??
  (/^\d+$/.test(name) ? findAccount(run.process.files, Number(name)) : undefined);

function refuseOperands(run: Invocation): void {
  if (run.operands.length > 0) throw new UsageError(`extra operand ${quote(run.operands[0])}`);
}

export const whoami: Program = utility({ usage: '[OPTION]...' }, function* (run) {
  refuseOperands(run);
  const { uid } = run.process.credentials;
  const name = userLabel(run, uid);
  if (name === undefined) throw new Failure(`cannot find name for user ID ${uid}: No such file or directory`);
  yield* run.print(`${name}\n`);
});

export const logname: Program = utility({ usage: '[OPTION]' }, function* (run) {
  refuseOperands(run);
  const name = run.process.environment.get('LOGNAME');
  if (!name || !run.process.terminal) throw new Failure('no login name');
  yield* run.print(`${name}\n`);
});

export const groups: Program = utility({ usage: '[OPTION]... [USERNAME]...' }, function* (run) {
  const names = (gids: readonly number[]) => gids.map((gid) => groupLabel(run, gid) ?? String(gid)).join(' ');
  if (run.operands.length === 0) {
    const { gid, groups: others } = run.process.credentials;
    yield* run.print(`${names([...new Set([gid, ...others])])}\n`);
  }
  for (const name of run.operands) {
    const account = findNamed(run, name);
    if (!account) yield* run.complain(`${quote(name)}: no such user`);
    else yield* run.print(`${name} : ${names(credentialsOf(run.process.files, account).groups)}\n`);
  }
});

export const hostname: Program = utility(
  {
    usage: '[-b] {hostname|-F file}         set host name (from file)',
    options: [
      'a,alias',
      'A,all-fqdns',
      'b,boot',
      'd,domain',
      'f,fqdn,long',
      'F,file=',
      'i,ip-address',
      'I,all-ip-addresses',
      's,short',
      'y,yp,nis',
    ],
    suite: 'hostname 3.23',
  },
  function* (run) {
    const sets = run.operands.length > 0 || run.has('file');
    if (sets && run.process.credentials.uid !== 0) throw new Failure('you must be root to change the host name');
    if (sets) throw new NotSimulated('NAME: setting the host name');
    const { hostname: name, network } = run.process.namespaces;
    if (run.has('all-ip-addresses'))
      yield* run.print(`${[...network.addresses].filter((one) => !one.startsWith('127.')).join(' ')} \n`);
    else if (run.has('ip-address')) yield* run.print(`${[...network.addresses][0] ?? '127.0.0.1'}\n`);
    else if (run.has('domain')) yield* run.print(name.includes('.') ? `${name.slice(name.indexOf('.') + 1)}\n` : '\n');
    else if (run.has('short')) yield* run.print(`${name.split('.')[0]}\n`);
    else if (run.has('alias')) yield* run.print('\n');
    else yield* run.print(`${name}\n`);
  },
);

export const nproc: Program = utility({ usage: '[OPTION]...', options: ['all', 'ignore='] }, function* (run) {
  refuseOperands(run);
  const ignored = run.value('ignore') ?? '0';
  if (!/^\d+$/.test(ignored)) throw new Failure(`invalid number: ${quote(ignored)}`);
  yield* run.print(`${Math.max(1, run.process.host.hardware.cpus - Number(ignored))}\n`);
});

export const uname: Program = utility(
  {
    usage: '[OPTION]...',
    options: [
      'a,all',
      's,kernel-name',
      'n,nodename',
      'r,kernel-release',
      'v,kernel-version',
      'm,machine',
      'p,processor',
      'i,hardware-platform',
      'o,operating-system',
    ],
  },
  function* (run) {
    if (run.operands.length > 0) throw new UsageError(`extra operand ${quote(run.operands[0])}`);
    const release = readLine(run, '/proc/sys/kernel/osrelease') ?? installedKernel(run.process.host);
    const parts: readonly (readonly [string, string])[] = [
      ['kernel-name', 'Linux'],
      ['nodename', run.process.namespaces.hostname],
      ['kernel-release', release],
      ['kernel-version', readLine(run, '/proc/sys/kernel/version') ?? kernelBuild(release)],
      ['machine', 'x86_64'],
      ['processor', 'x86_64'],
      ['hardware-platform', 'x86_64'],
      ['operating-system', 'GNU/Linux'],
    ];
    const wanted = parts.filter(([name]) => run.has('all') || run.has(name));
    yield* run.print(`${(wanted.length > 0 ? wanted : parts.slice(0, 1)).map(([, value]) => value).join(' ')}\n`);
  },
);

export const arch: Program = utility({ usage: '[OPTION]...' }, function* (run) {
  refuseOperands(run);
  yield* run.print('x86_64\n');
});

function readLine(run: Invocation, path: string): string | undefined {
  try {
    return decode(run.process.files.readFile(path)).trimEnd();
  } catch (error) {
    if (error instanceof SystemError) return undefined;
    throw error;
  }
}

export const tty: Program = utility(
  { usage: '[OPTION]...', options: ['s,silent,quiet'], usageStatus: 2 },
  function* (run) {
    refuseOperands(run);
    const terminal = terminalOf(run.process.descriptors.get(0));
    if (!run.has('silent')) yield* run.print(terminal ? `/dev/${terminal.name}\n` : 'not a tty\n');
    return terminal ? 0 : 1;
  },
);
