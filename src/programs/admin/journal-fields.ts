// All that the journal knows of an entry, by the names of systemd.journal-fields(7).

import { CATALOG } from '../../linux/systemd/catalog.ts';
import type { CatalogKey, JournalEntry } from '../../linux/systemd/journal.ts';

/** Where in systemd's source a message is made; lines as in 255. */
const SOURCES: Readonly<Record<CatalogKey, readonly [file: string, line: number, name: string]>> = {
  starting: ['src/core/job.c', 581, 'job_emit_start_message'],
  started: ['src/core/job.c', 768, 'job_emit_done_message'],
  'start-failed': ['src/core/job.c', 768, 'job_emit_done_message'],
  stopping: ['src/core/job.c', 581, 'job_emit_start_message'],
  stopped: ['src/core/job.c', 768, 'job_emit_done_message'],
  'process-exit': ['src/core/unit.c', 6042, 'unit_log_process_exit'],
  'unit-failed': ['src/core/unit.c', 5998, 'unit_log_failure'],
  'unit-success': ['src/core/unit.c', 5984, 'unit_log_success'],
  'restart-scheduled': ['src/core/service.c', 2614, 'service_enter_restart'],
  resources: ['src/core/unit.c', 2430, 'unit_log_resources'],
  reloading: ['src/core/job.c', 581, 'job_emit_start_message'],
  reloaded: ['src/core/job.c', 768, 'job_emit_done_message'],
};

const ALL_CAPABILITIES = '1ffffffffff';

export function fieldsOf(entry: JournalEntry, hostname: string, machine: string): Record<string, string> {
  const boot = entry.boot.replaceAll('-', '');
  const micros = String(entry.time * 1000);
  return {
    __CURSOR: `s=${boot};i=${entry.monotonic.toString(16)};b=${boot};m=${entry.monotonic.toString(16)};t=${entry.time.toString(16)};x=0`,
    __REALTIME_TIMESTAMP: micros,
    __MONOTONIC_TIMESTAMP: String(entry.monotonic * 1000),
    _BOOT_ID: boot,
    PRIORITY: String(entry.priority),
    SYSLOG_FACILITY: entry.transport === 'kernel' ? '0' : '3',
    _TRANSPORT: entry.transport,
    _HOSTNAME: hostname,
    _MACHINE_ID: machine,
    SYSLOG_IDENTIFIER: entry.identifier,
    ...(entry.transport === 'kernel' ? {} : { _RUNTIME_SCOPE: 'system' }),
    ...ofSender(entry),
    ...ofUnit(entry),
    ...ofManager(entry, micros),
    MESSAGE: entry.message,
  };
}

function ofSender({ pid, uid = 0, identifier, command }: JournalEntry): Record<string, string> {
  if (pid === undefined) return {};
  const executable = pid === 1 ? '/usr/lib/systemd/systemd' : command?.split(' ')[0];
  return {
    _PID: String(pid),
    _UID: String(uid),
    _GID: String(uid),
    _COMM: identifier,
    ...(executable?.startsWith('/') ? { _EXE: executable } : {}),
    ...(command ? { _CMDLINE: command } : {}),
    _CAP_EFFECTIVE: uid === 0 ? ALL_CAPABILITIES : '0',
  };
}

function ofUnit({ unit }: JournalEntry): Record<string, string> {
  if (!unit) return {};
  const isInit = unit === 'init.scope';
  return {
    _SYSTEMD_UNIT: unit,
    _SYSTEMD_SLICE: isInit ? '-.slice' : 'system.slice',
    _SYSTEMD_CGROUP: isInit ? '/init.scope' : `/system.slice/${unit}`,
  };
}

/** What systemd adds to its own messages. */
function ofManager({ about, catalog, invocation, result, pid }: JournalEntry, micros: string): Record<string, string> {
  if (pid !== 1) return {};
  const source = catalog && SOURCES[catalog];
  const [outcome] = (result ?? '').split('#');
  return {
    _SOURCE_REALTIME_TIMESTAMP: micros,
    TID: '1',
    ...(source ? { CODE_FILE: source[0], CODE_LINE: String(source[1]), CODE_FUNC: source[2] } : {}),
    ...(about ? { UNIT: about } : {}),
    ...(invocation ? { INVOCATION_ID: invocation } : {}),
    ...(catalog ? { MESSAGE_ID: CATALOG[catalog].id } : {}),
    ...(catalog === 'unit-failed' ? { UNIT_RESULT: outcome } : {}),
  };
}
