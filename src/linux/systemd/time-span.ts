// Spans of time as systemd writes them: `2min 3.120s`, `10s`, and as unit files give them: `1min 30s`, `500ms`, `10`.

import type { Millis } from '../../sim/simulation.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
const MONTH = 2_629_800 * SECOND;
const YEAR = 31_557_600 * SECOND;

const UNITS: readonly (readonly [RegExp, Millis])[] = [
  [/^(?:seconds?|sec|s)$/, SECOND],
  [/^(?:minutes?|min|m)$/, MINUTE],
  [/^(?:hours?|hr|h)$/, HOUR],
  [/^(?:days?|d)$/, DAY],
  [/^(?:weeks?|w)$/, WEEK],
  [/^(?:months?|M)$/, MONTH],
  [/^(?:years?|y)$/, YEAR],
  [/^(?:msec|ms)$/, 1],
  [/^(?:usec|us|µs)$/, 0.001],
];

/** `1min 30s` → 90000; a bare number counts seconds; `infinity` → Infinity; undefined for what is no span. */
export function parseTimeSpan(text: string): Millis | undefined {
  const trimmed = text.trim();
  if (trimmed === 'infinity') return Number.POSITIVE_INFINITY;
  if (!/^(?:\d+(?:\.\d+)?\s*[a-zA-Zµ]*\s*)+$/.test(trimmed)) return undefined;
  let sum = 0;
  for (const [, amount, unit] of trimmed.matchAll(/(\d+(?:\.\d+)?)\s*([a-zA-Zµ]*)/g)) {
    const size = unit === '' ? SECOND : UNITS.find(([pattern]) => pattern.test(unit))?.[1];
    if (size === undefined) return undefined;
    sum += Number(amount) * size;
  }
  return sum;
}

/** `1min 2.345s`, `86ms`; models format_timespan(). `accuracy` 1000 drops the fraction of a second. */
export function formatTimeSpan(span: Millis, accuracy: Millis = 1): string {
  if (span === Number.POSITIVE_INFINITY) return 'infinity';
  if (span <= 0) return '0';
  const parts: string[] = [];
  let rest = span;
  const table: readonly (readonly [string, Millis])[] = [
    ['y', YEAR],
    ['month', MONTH],
    ['w', WEEK],
    ['d', DAY],
    ['h', HOUR],
    ['min', MINUTE],
    ['s', SECOND],
    ['ms', 1],
  ];
  for (const [suffix, size] of table) {
    if (rest <= 0 || (rest < accuracy && parts.length > 0)) break;
    if (rest < size) continue;
    if (suffix === 's' && accuracy < SECOND && rest % SECOND >= accuracy) {
      parts.push(`${((Math.floor(rest / accuracy) * accuracy) / SECOND).toFixed(3)}s`);
      break;
    }
    const count = Math.floor(rest / size);
    parts.push(`${count}${suffix}`);
    rest -= count * size;
  }
  return parts.join(' ');
}

/** How long ago: `4s ago`, `8min ago`, `1h 2min ago`, `2 days ago`. Models format_timestamp_relative(). */
export function formatAgo(span: Millis): string {
  const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;
  const two = (big: Millis, small: Millis, bigWord: string, smallWord: string) => {
    const rest = Math.floor((span % big) / small);
    return `${plural(Math.floor(span / big), bigWord)}${rest > 0 ? ` ${plural(rest, smallWord)}` : ''} ago`;
  };
  if (span >= YEAR) return two(YEAR, MONTH, 'year', 'month');
  if (span >= MONTH) return two(MONTH, DAY, 'month', 'day');
  if (span >= WEEK) return two(WEEK, DAY, 'week', 'day');
  if (span >= 2 * DAY) return `${Math.floor(span / DAY)} days ago`;
  if (span >= 25 * HOUR) return `1 day ${Math.floor((span - DAY) / HOUR)}h ago`;
  if (span >= DAY) return '1 day ago';
  if (span >= 6 * HOUR) return `${Math.floor(span / HOUR)}h ago`;
  if (span >= HOUR) return `${Math.floor(span / HOUR)}h ${Math.floor((span % HOUR) / MINUTE)}min ago`;
  if (span >= 5 * MINUTE) return `${Math.floor(span / MINUTE)}min ago`;
  if (span >= MINUTE) return `${Math.floor(span / MINUTE)}min ${Math.floor((span % MINUTE) / SECOND)}s ago`;
  if (span >= SECOND) return `${Math.floor(span / SECOND)}s ago`;
  if (span >= 1) return `${Math.floor(span)}ms ago`;
  return 'now';
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
export const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Fri 2026-02-27 14:39:57 UTC`, of Unix milliseconds. */
export function formatTimestamp(unix: Millis): string {
  const date = new Date(unix);
  return `${DAYS[date.getUTCDay()]} ${date.toISOString().slice(0, 10)} ${date.toISOString().slice(11, 19)} UTC`;
}

/** `Nov 20 10:35:50`, as syslog writes it. */
export function formatSyslogTime(unix: Millis): string {
  const date = new Date(unix);
  return `${MONTHS[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2, '0')} ${date.toISOString().slice(11, 19)}`;
}
