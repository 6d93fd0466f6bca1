// cron, the daemon: wakes at every full minute, looks which tables changed, and starts the jobs that are due.

import { SystemError } from '../../../linux/errors.ts';
import type { FileSystem } from '../../../linux/files/file-system.ts';
import { findAccount } from '../../../linux/host/accounts.ts';
import type { Process, Program } from '../../../linux/host/process.ts';
import { notify } from '../../../linux/systemd/protocol.ts';
import { wait } from '../../../sim/task.ts';
import { delay } from '../../../sim/waits.ts';
import { syslog } from '../syslog.ts';
import { cronJob } from './job.ts';
import { isDue } from './schedule.ts';
import { type Job, readTable } from './table.ts';

export const SPOOL = '/var/spool/cron/crontabs';
const SYSTEM_TABLE = '/etc/crontab';
const SYSTEM_TABLES = '/etc/cron.d';
const MINUTE = 60_000;

class Stopped extends Error {}

export const cron: Program = function* (process) {
  const log = (message: string) =>
    syslog(process, { identifier: 'cron', facility: 'cron', message, unit: 'cron.service' });
  const other = process.host.processes.all.find((one) => one !== process && one.alive && one.path === '/usr/sbin/cron');
  if (other && other.namespaces === process.namespaces) {
    yield* process.complain(
      `cron: can't lock /var/run/crond.pid, otherpid may be ${other.pid}: Resource temporarily unavailable\n`,
    );
    return 1;
  }
  process.memory = 3 * 2 ** 20;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.onSignal(signal, () => process.interrupt(new Stopped()));
  process.onSignal('SIGHUP', () => {});
  const tables = new Tables(process.files, log);
  try {
    yield* process.compute(10);
    notify(process, 'READY=1');
    log('(CRON) INFO (pidfile fd = 3)');
    tables.refresh();
    log('(CRON) INFO (Running @reboot jobs)');
    // Only a start of the machine is one, not a restart of the service.
    const sinceBoot = process.simulation.now - (process.host.bootedAt ?? 0);
    if (sinceBoot < 10 * MINUTE && !process.files.exists('/run/crond.reboot')) {
      process.files.writeFile('/run/crond.reboot', '', { mode: 0o000 });
      for (const job of tables.jobs) if (job.when === '@reboot') start(process, job);
    }
    for (;;) {
      const now = process.simulation.epoch + process.simulation.now;
      yield* wait(delay(process.simulation, MINUTE - (now % MINUTE), 'the next minute of cron'));
      tables.refresh();
      const minute = process.simulation.epoch + process.simulation.now;
      for (const job of tables.jobs) if (job.when !== '@reboot' && isDue(job.when, minute)) start(process, job);
    }
  } catch (error) {
    if (error instanceof Stopped) return 0;
    throw error;
  }
};

function start(process: Process, job: OwnedJob): void {
  process.spawn({ argv: ['/usr/sbin/CRON', '-f', '-P'], path: '/usr/sbin/cron', program: cronJob(job), group: 0 });
}

/** A job and whose it is. */
export interface OwnedJob extends Job {
  readonly owner: string;
}

interface Table {
  readonly modified: number;
  readonly jobs: readonly OwnedJob[];
}

/** All tables, read again when they change. */
class Tables {
  readonly #files: FileSystem;
  readonly #log: (message: string) => void;
  readonly #tables = new Map<string, Table>();
  #isFirst = true;

  constructor(files: FileSystem, log: (message: string) => void) {
    this.#files = files;
    this.#log = log;
  }

  get jobs(): OwnedJob[] {
    return [...this.#tables.values()].flatMap(({ jobs }) => jobs);
  }

  refresh(): void {
    const system = [SYSTEM_TABLE, ...this.#namesIn(SYSTEM_TABLES).map((name) => `${SYSTEM_TABLES}/${name}`)];
    const present = new Set<string>();
    for (const path of system) if (this.#files.exists(path)) present.add(path);
    for (const name of this.#namesIn(SPOOL)) present.add(`${SPOOL}/${name}`);
    for (const path of this.#tables.keys()) if (!present.has(path)) this.#tables.delete(path);
    for (const path of present) {
      const { mtime } = this.#files.stat(path);
      const known = this.#tables.get(path);
      if (known?.modified === mtime) continue;
      const user = path.startsWith(SPOOL) ? path.slice(SPOOL.length + 1) : undefined;
      const isReload = known !== undefined || !this.#isFirst;
      if (isReload)
        this.#log(user === undefined ? `(*system*) RELOAD (${path})` : `(${user}) RELOAD (crontabs/${user})`);
      this.#tables.set(path, { modified: mtime, jobs: this.#read(path, user) });
    }
    this.#isFirst = false;
  }

  /** Names with dots and the like are packages' and editors' leftovers. */
  #namesIn(directory: string): string[] {
    if (!this.#files.isDirectory(directory)) return [];
    return this.#files.readDirectory(directory).filter((name) => /^[\w-]+$/.test(name));
  }

  #read(path: string, user: string | undefined): OwnedJob[] {
    const what = user ?? `*system*${path === SYSTEM_TABLE ? '' : path.slice(SYSTEM_TABLES.length + 1)}`;
    const { uid, mode } = this.#files.stat(path);
    const account = user === undefined ? undefined : findAccount(this.#files, user);
    if (user !== undefined && !account) return this.#ignored(`(${user}) ORPHAN (no passwd entry)`);
    if (uid !== 0 && uid !== account?.uid) return this.#ignored(`(${what}) WRONG FILE OWNER (${path})`);
    if (user === undefined && mode & 0o022)
      return this.#ignored(`(${what}) INSECURE MODE (group/other writable) (${path})`);
    let text: string;
    try {
      text = this.#files.readText(path);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      return this.#ignored(`(${what}) CAN'T OPEN (${path})`);
    }
    if (text !== '' && !text.endsWith('\n'))
      return this.#ignored(`(${what}) ERROR (Missing newline before EOF, this crontab file will be ignored)`);
    const read = readTable(text, user === undefined);
    if ('complaint' in read) {
      this.#log(`Error: ${read.complaint.text}; while reading ${path}`);
      return this.#ignored(`(${what}) ERROR (Syntax error, this crontab file will be ignored)`);
    }
    return read.jobs.map((job) => ({ ...job, owner: user ?? job.user ?? 'root' }));
  }

  #ignored(why: string): OwnedJob[] {
    this.#log(why);
    return [];
  }
}
