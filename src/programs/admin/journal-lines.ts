// A journal entry as a line of text, in the formats of `journalctl -o`.

import { CATALOG } from '../../linux/systemd/catalog.ts';
import type { JournalEntry } from '../../linux/systemd/journal.ts';
import { formatSyslogTime } from '../../linux/systemd/time-span.ts';

export const FORMATS = [
  'short',
  'short-full',
  'short-iso',
  'short-iso-precise',
  'short-precise',
  'short-monotonic',
  'short-unix',
  'verbose',
  'json',
  'json-pretty',
  'cat',
  'with-unit',
  'export',
] as const;
export type Format = (typeof FORMATS)[number];

/** Whether an entry comes from a unit or is about it. */
export const isAbout = (entry: JournalEntry, unit: string): boolean => entry.unit === unit || entry.about === unit;

export function formatEntry(entry: JournalEntry, hostname: string, format: Format, coloured: boolean): string {
  const tag = entry.pid === undefined ? entry.identifier : `${entry.identifier}[${entry.pid}]`;
  const message = coloured ? painted(entry) : entry.message;
  switch (format) {
    case 'cat':
      return message;
    case 'json':
      return JSON.stringify(fieldsOf(entry, hostname));
    case 'json-pretty':
      return JSON.stringify(fieldsOf(entry, hostname), undefined, '\t').replace(/^(\t".*?"): /gm, '$1 : ');
    case 'verbose':
    case 'export':
      return Object.entries(fieldsOf(entry, hostname))
        .map(([key, value]) => (format === 'export' ? `${key}=${value}` : `    ${key}=${value}`))
        .join('\n');
    default:
      return `${timeOf(entry, format)} ${hostname} ${format === 'with-unit' && entry.unit ? `${entry.unit}[${entry.pid}]` : tag}: ${message}`;
  }
}

function timeOf(entry: JournalEntry, format: Format): string {
  const iso = new Date(entry.time).toISOString();
  // The clock counts milliseconds; the digits below are filled so that they do not all look alike.
  const micros = `${iso.slice(20, 23)}${String((entry.message.length * 7919) % 1000).padStart(3, '0')}`;
  switch (format) {
    case 'short-iso':
      return `${iso.slice(0, 19)}+00:00`;
    case 'short-iso-precise':
      return `${iso.slice(0, 19)}.${micros}+00:00`;
    case 'short-precise':
      return `${formatSyslogTime(entry.time)}.${micros}`;
    case 'short-monotonic':
      return `[${(entry.monotonic / 1000).toFixed(6).padStart(12)}]`;
    case 'short-unix':
      return `${Math.floor(entry.time / 1000)}.${micros}`;
    case 'short-full':
    case 'with-unit': {
      const day = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][new Date(entry.time).getUTCDay()];
      return `${day} ${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
    }
    default:
      return formatSyslogTime(entry.time);
  }
}

/** Errors red, warnings yellow, notices bold, as on a terminal. */
function painted(entry: JournalEntry): string {
  if (entry.priority <= 3) return `\x1b[0;1;31m${entry.message}\x1b[0m`;
  if (entry.priority === 4) return `\x1b[0;1;38;5;185m${entry.message}\x1b[0m`;
  return entry.priority === 5 ? `\x1b[0;1;39m${entry.message}\x1b[0m` : entry.message;
}

function fieldsOf(entry: JournalEntry, hostname: string): Record<string, string> {
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
    SYSLOG_IDENTIFIER: entry.identifier,
    ...(entry.pid === undefined
      ? {}
      : {
          _PID: String(entry.pid),
          _UID: String(entry.uid ?? 0),
          _GID: String(entry.uid ?? 0),
          _COMM: entry.identifier,
        }),
    ...(entry.command ? { _CMDLINE: entry.command } : {}),
    ...(entry.unit
      ? { _SYSTEMD_UNIT: entry.unit, _SYSTEMD_SLICE: entry.unit === 'init.scope' ? '-.slice' : 'system.slice' }
      : {}),
    ...(entry.about ? { UNIT: entry.about } : {}),
    ...(entry.catalog ? { MESSAGE_ID: CATALOG[entry.catalog].id } : {}),
    MESSAGE: entry.message,
  };
}
