// syslog(3): a line for the journal, and for the files of /var/log that rsyslog keeps.

import { strftime } from '../../base/strftime.ts';
import type { Process } from '../../linux/host/process.ts';
import { findJournal } from '../../linux/systemd/journal.ts';

export interface SyslogLine {
  readonly identifier: string;
  /** Which file of Ubuntu's rsyslog takes it: auth.log, or syslog. */
  readonly facility: 'auth' | 'cron';
  readonly message: string;
  readonly unit?: string;
  /** 6, informational, unless said. */
  readonly priority?: number;
}

export function syslog(process: Process, { identifier, facility, message, unit, priority = 6 }: SyslogLine): void {
  const { host, simulation, pid } = process;
  const time = simulation.epoch + simulation.now;
  const inContainer = process.namespaces !== host.namespaces;
  if (inContainer) return;
  findJournal(host.files)?.append({
    time,
    monotonic: simulation.now - (host.bootedAt ?? 0),
    boot: host.bootId,
    transport: 'syslog',
    identifier,
    pid,
    priority,
    message,
    ...(unit === undefined ? {} : { unit }),
  });
  const isKept = host.processes.all.some((one) => one.alive && one.path === '/usr/sbin/rsyslogd');
  if (!isKept) return;
  // The microseconds are those of the clock: its milliseconds.
  const stamp = `${strftime('%Y-%m-%dT%H:%M:%S', time)}.${String(Math.floor(time % 1000)).padStart(3, '0')}000+00:00`;
  const path = facility === 'auth' ? '/var/log/auth.log' : '/var/log/syslog';
  host.files.writeFile(path, `${stamp} ${host.name} ${identifier}[${pid}]: ${message}\n`, {
    append: true,
    mode: 0o640,
  });
}
