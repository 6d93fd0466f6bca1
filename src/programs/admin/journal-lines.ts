// A journal entry as a line of text, in the formats of `journalctl -o`.

import type { JournalEntry } from '../../linux/systemd/journal.ts';
import { formatSyslogTime } from '../../linux/systemd/time-span.ts';
import { fieldsOf } from './journal-fields.ts';

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

/** `machine` is its ID, for the formats that show every field. */
export function formatEntry(
  entry: JournalEntry,
  hostname: string,
  format: Format,
  coloured: boolean,
  machine = '',
): string {
  const tag = entry.pid === undefined ? entry.identifier : `${entry.identifier}[${entry.pid}]`;
  const message = coloured ? painted(entry) : entry.message;
  switch (format) {
    case 'cat':
      return message;
    case 'json':
      return JSON.stringify(fieldsOf(entry, hostname, machine));
    case 'json-pretty':
      return JSON.stringify(fieldsOf(entry, hostname, machine), undefined, '\t').replace(/^(\t".*?"): /gm, '$1 : ');
    case 'verbose':
    case 'export':
      return Object.entries(fieldsOf(entry, hostname, machine))
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
