// ps: the processes of this machine, or of the container it runs in, in the columns asked for.

import { baseName } from '../../base/path-names.ts';
import { strftime } from '../../base/strftime.ts';
import { findAccount, findGroup } from '../../linux/host/accounts.ts';
import { memoryOf } from '../../linux/host/memory.ts';
import type { Process, Program } from '../../linux/host/process.ts';
import { numberIn, parentPid } from '../../linux/host/process-files.ts';
import type { Task } from '../../sim/task.ts';
import { isApplet } from '../busybox.ts';
import { UsageError } from '../getopt.ts';
import { Failure, type Invocation, utility } from '../utility.ts';

interface Column {
  readonly title: string;
  readonly side: 'left' | 'right';
  readonly width: number;
  value(process: Process, run: Invocation): string;
}

export const ps: Program = utility(
  {
    usage: '[options]',
    suite: 'procps-ng 4.0.4',
    options: [
      'e,A',
      'a',
      'd',
      'f',
      'F',
      'l',
      'x',
      'w',
      'p,pid=',
      'q=',
      'o,format=',
      'O=',
      'u,user=',
      'U=',
      'C=',
      'ppid=',
      'no-headers,no-heading',
      'sort=',
      '!L',
      '!T',
      'H',
      'forest',
      '!M',
      '!Z',
    ],
    // BSD style: letters without a dash, `aux`.
    rewrite: (words) => words.flatMap((word, index) => (index === 0 && /^[auxwfe]+$/.test(word) ? bsd(word) : [word])),
  },
  function* (run) {
    if (isApplet(run.process)) return yield* listAsApplet(run);
    const isBsd = run.has('x') || run.options.some((option) => option.name === 'format' && option.value === BSD_USER);
    const shown = choose(run, isBsd);
    const formats = [...run.values('format'), ...run.values('O').map((names) => `pid,${names},tty,time,command`)];
    const columns =
      formats.length > 0
        ? formats.flatMap(readFormat)
        : (run.has('F') ? EXTRA_FULL : run.has('f') ? FULL : run.has('l') ? LONG : SHORT).map((name) => named(name));
    const key = run.value('sort');
    if (key) sortBy(shown, key, run);
    const forest = run.has('forest') || run.has('H');
    const drawn = forest ? inForest(shown, run) : shown.map((process) => ({ process, branch: '' }));
    const rows = drawn.map(({ process, branch }) =>
      columns.map((column) => (COMMANDS.has(column) ? branch : '') + column.value(process, run)),
    );
    const widths = columns.map((column, index) =>
      Math.max(
        column.width,
        column.title.length,
        ...rows.map((row) => (index === columns.length - 1 ? 0 : row[index].length)),
      ),
    );
    const line = (cells: readonly string[]) =>
      `${cells.map((cell, index) => (columns[index].side === 'right' ? cell.padStart(widths[index]) : index === cells.length - 1 ? cell : cell.padEnd(widths[index]))).join(' ')}\n`;
    if (!run.has('no-headers') && columns.some((column) => column.title !== ''))
      yield* run.print(line(columns.map((column) => column.title)));
    for (const row of rows) yield* run.print(line(row));
    return rows.length > 0 ? 0 : 1;
  },
);

/** busybox lists everything it sees, whatever is asked in BSD's letters. */
function* listAsApplet(run: Invocation): Task<void> {
  const { host, namespaces } = run.process;
  const row = (pid: string, user: string, time: string, command: string) =>
    `${pid.padStart(5)} ${user.padEnd(8)} ${time.padStart(5)} ${command}\n`;
  yield* run.print('PID   USER     TIME  COMMAND\n');
  for (const one of host.processes.visibleIn(namespaces.container)) {
    const user = userOf(one, run).slice(0, 8);
    const name = one.state === 'zombie' ? `[${commandName(one)}]` : one.argv.join(' ');
    yield* run.print(row(String(numberIn(one, namespaces.container)), user, shortClock(one.cpu), name));
  }
}

const BSD_USER = 'user,pid,%cpu,%mem,vsz,rss,tty,stat,start,time,args';

function bsd(letters: string): string[] {
  const options: string[] = letters.includes('x') || letters.includes('a') ? ['-e', '-x'] : [];
  if (letters.includes('f')) options.push('--forest');
  return [...options, '-o', letters.includes('u') ? BSD_USER : 'pid,tty,stat,time,args'];
}

interface Drawn {
  readonly process: Process;
  /** What stands in front of the command. */
  readonly branch: string;
}

/** Children below their parents: ` \_ ` in front of each, ` | ` where a line goes on; with -H only blanks. */
function inForest(shown: readonly Process[], run: Invocation): Drawn[] {
  const set = new Set(shown);
  const blank = run.has('H');
  const below = (parent: Process | undefined, prefix: string, depth: number): Drawn[] => {
    const children = shown.filter((one) => (one.parent && set.has(one.parent) ? one.parent : undefined) === parent);
    return children.flatMap((process, at) => {
      const isLast = at === children.length - 1;
      const branch = depth === 0 ? '' : blank ? '  '.repeat(depth) : `${prefix} \\_ `;
      return [
        { process, branch },
        ...below(process, depth === 0 ? '' : `${prefix} ${isLast ? ' ' : '|'}  `, depth + 1),
      ];
    });
  };
  return below(undefined, '', 0);
}

function choose(run: Invocation, isBsd: boolean): Process[] {
  const { host, namespaces, session } = run.process;
  const visible = host.processes.visibleIn(namespaces.container);
  const pids = [...run.values('pid'), ...run.values('q')].flatMap((list) => list.split(/[,\s]+/));
  for (const pid of pids) if (!/^\d+$/.test(pid)) throw new UsageError('process ID list syntax error');
  const names = run.values('C').flatMap((list) => list.split(','));
  const parents = run.values('ppid').flatMap((list) => list.split(','));
  const users = [...run.values('user'), ...run.values('U')].flatMap((list) => list.split(','));
  const wants = pids.length + names.length + parents.length + users.length > 0;
  if (wants) {
    const uids = users.map((user) => {
      const account = findAccount(run.process.files, /^\d+$/.test(user) ? Number(user) : user);
      if (!account) throw new Failure(`user name does not exist`);
      return account.uid;
    });
    return visible.filter(
      (one) =>
        pids.includes(String(numberIn(one, namespaces.container))) ||
        names.includes(commandName(one)) ||
        parents.includes(String(parentPid(one, namespaces))) ||
        uids.includes(one.credentials.uid),
    );
  }
  if (run.has('e') || isBsd) return visible;
  if (run.has('a')) return visible.filter((one) => one.terminal && one.pid !== one.session);
  return visible.filter((one) => one.session === session && one.credentials.uid === run.process.credentials.uid);
}

export const commandName = (process: Process): string => baseName(process.path || process.argv[0]).slice(0, 15);

const commandLine = (process: Process): string =>
  process.state === 'zombie' ? `[${commandName(process)}] <defunct>` : process.argv.join(' ');

const userOf = (process: Process, run: Invocation): string =>
  findAccount(run.process.files, process.credentials.uid)?.name ?? String(process.credentials.uid);

const shortened = (name: string): string => (name.length > 8 ? `${name.slice(0, 7)}+` : name);

const two = (value: number): string => String(value).padStart(2, '0');

function clock(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

const shortClock = (milliseconds: number): string => {
  const seconds = Math.floor(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
};

const age = (process: Process): number => process.simulation.now - process.started;

function elapsed(process: Process): string {
  const seconds = Math.floor(age(process) / 1000);
  const [days, hours] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24];
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return days > 0 ? `${days}-${two(hours)}:${rest}` : hours > 0 ? `${two(hours)}:${rest}` : rest;
}

function started(process: Process): string {
  const { epoch, now } = process.simulation;
  return strftime(now - process.started < 86_400_000 ? '%H:%M' : '%b%d', epoch + process.started);
}

function state(process: Process, run: Invocation): string {
  const letter =
    process.state === 'zombie' ? 'Z' : process.state === 'stopped' ? 'T' : process === run.process ? 'R' : 'S';
  const foreground = process.terminal?.foreground === process.group;
  const urgency = process.nice < 0 ? '<' : process.nice > 0 ? 'N' : '';
  return letter + urgency + (process.session === process.pid ? 's' : '') + (foreground ? '+' : '');
}

const share = (process: Process): string =>
  age(process) > 0 ? ((100 * process.cpu) / age(process)).toFixed(1) : '0.0';
const terminalName = (process: Process): string => process.terminal?.name ?? '?';

const column = (title: string, side: Column['side'], width: number, value: Column['value']): Column => ({
  title,
  side,
  width,
  value,
});

const COLUMNS: Readonly<Record<string, Column>> = {
  pid: column('PID', 'right', 7, (one, run) => String(numberIn(one, run.process.namespaces.container))),
  ppid: column('PPID', 'right', 7, (one, run) => String(parentPid(one, run.process.namespaces))),
  pgid: column('PGID', 'right', 7, (one) => String(one.group)),
  sid: column('SID', 'right', 7, (one) => String(one.session)),
  user: column('USER', 'left', 8, (one, run) => shortened(userOf(one, run))),
  uid: column('UID', 'right', 5, (one) => String(one.credentials.uid)),
  username: column('UID', 'left', 8, (one, run) => shortened(userOf(one, run))),
  group: column(
    'GROUP',
    'left',
    8,
    (one, run) => findGroup(run.process.files, one.credentials.gid)?.name ?? String(one.credentials.gid),
  ),
  '%cpu': column('%CPU', 'right', 4, share),
  '%mem': column('%MEM', 'right', 4, (one) => ((100 * one.memory) / memoryOf(one.host).total).toFixed(1)),
  c: column('C', 'right', 2, (one) => String(Math.floor(Number(share(one))))),
  vsz: column('VSZ', 'right', 6, (one) => String(Math.round((one.memory * 2) / 1024))),
  rss: column('RSS', 'right', 5, (one) => String(Math.round(one.memory / 1024))),
  tty: column('TT', 'left', 8, terminalName),
  terminal: column('TTY', 'left', 8, terminalName),
  stat: column('STAT', 'left', 4, state),
  s: column('S', 'left', 1, (one, run) => state(one, run)[0]),
  start: column('START', 'left', 5, started),
  stime: column('STIME', 'left', 5, started),
  lstart: column('STARTED', 'right', 24, (one) => strftime('%a %b %e %H:%M:%S %Y', one.simulation.epoch + one.started)),
  time: column('TIME', 'right', 8, (one) => clock(one.cpu)),
  bsdtime: column('TIME', 'right', 6, (one) => shortClock(one.cpu)),
  etime: column('ELAPSED', 'right', 11, elapsed),
  etimes: column('ELAPSED', 'right', 7, (one) => String(Math.floor(age(one) / 1000))),
  ni: column('NI', 'right', 3, (one) => String(one.nice)),
  pri: column('PRI', 'right', 3, (one) => String(19 - one.nice)),
  comm: column('COMMAND', 'left', 15, commandName),
  cmdname: column('CMD', 'left', 3, commandName),
  args: column('COMMAND', 'left', 7, commandLine),
  cmdline: column('CMD', 'left', 3, commandLine),
  f: column('F', 'right', 1, () => '4'),
  addr: column('ADDR', 'left', 4, () => '-'),
  sz: column('SZ', 'right', 5, (one) => String(Math.round((one.memory * 2) / 4096))),
  wchan: column('WCHAN', 'left', 6, () => '-'),
  psr: column('PSR', 'right', 3, (one) => String(one.pid % one.host.hardware.cpus)),
  nlwp: column('NLWP', 'right', 4, () => '1'),
  cgroup: column('CGROUP', 'left', 27, (one) => `0::${one.controlGroup}`),
};

/** Columns that show what a process is. */
const COMMANDS: ReadonlySet<Column> = new Set([COLUMNS.comm, COLUMNS.cmdname, COLUMNS.args, COLUMNS.cmdline]);

const ALIASES: Readonly<Record<string, string>> = {
  pcpu: '%cpu',
  pmem: '%mem',
  vsize: 'vsz',
  tt: 'tty',
  tname: 'terminal',
  state: 's',
  start_time: 'stime',
  cputime: 'time',
  ucmd: 'comm',
  ucomm: 'comm',
  cmd: 'cmdline',
  command: 'args',
  euser: 'user',
  euid: 'uid',
  ruser: 'user',
  pgrp: 'pgid',
  sess: 'sid',
  nice: 'ni',
  rssize: 'rss',
  rsz: 'rss',
};

const SHORT = ['pid', 'terminal', 'time', 'cmdname'];
const FULL = ['username', 'pid', 'ppid', 'c', 'stime', 'terminal', 'time', 'cmdline'];
const EXTRA_FULL = ['username', 'pid', 'ppid', 'c', 'sz', 'rss', 'psr', 'stime', 'terminal', 'time', 'cmdline'];
const LONG = ['f', 's', 'uid', 'pid', 'ppid', 'c', 'pri', 'ni', 'addr', 'sz', 'wchan', 'terminal', 'time', 'cmdname'];

function named(name: string): Column {
  const found = COLUMNS[ALIASES[name] ?? name];
  if (!found) throw new UsageError(`unknown user-defined format specifier "${name}"`);
  return found;
}

/** `pid,comm=NAME`: a title may follow the last name; an empty one drops the heading. */
function readFormat(text: string): Column[] {
  const at = text.indexOf('=');
  const names = (at < 0 ? text : text.slice(0, at)).split(/[,\s]+/).filter(Boolean);
  if (text === BSD_USER) return names.map((name) => named({ time: 'bsdtime', tty: 'terminal' }[name] ?? name));
  const rest = at < 0 ? [] : text.slice(at + 1).split(',');
  // `pid=,comm=` names several, each with an empty title.
  const titled = at >= 0 && rest.length > 1 && rest.slice(1).every((one) => /=/.test(one));
  const columns = names.map((name) => named(name));
  if (at < 0) return columns;
  const last = { ...columns.at(-1)!, title: titled ? rest[0] : text.slice(at + 1) };
  return [...columns.slice(0, -1), last, ...(titled ? rest.slice(1).flatMap(readFormat) : [])];
}

function sortBy(processes: Process[], keys: string, run: Invocation): void {
  const orders = keys.split(',').map((key) => ({ column: named(key.replace(/^[-+]/, '')), down: key.startsWith('-') }));
  processes.sort((a, b) => {
    for (const { column: by, down } of orders) {
      const [x, y] = [by.value(a, run), by.value(b, run)];
      const order = by.side === 'right' && !x.includes(':') ? Number(x) - Number(y) : x < y ? -1 : x > y ? 1 : 0;
      if (order !== 0) return down ? -order : order;
    }
    return 0;
  });
}
