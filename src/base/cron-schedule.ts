// When a cron schedule comes round next. The dialect is that of github.com/robfig/cron, which Kubernetes uses:
// five fields with names and steps, `@daily` and its like, `@every 90m`, and a time zone before it or beside it.

import { parseGoDuration } from './duration.ts';

type Millis = number;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** 29 February of a leap year comes round within eight years; what does not, never does. */
const PATIENCE = 9 * 366;

const DESCRIPTORS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

const NAMES: readonly (readonly string[])[] = [
  [],
  [],
  [],
  ['', 'jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'],
];
const BOUNDS: readonly (readonly [number, number])[] = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 6],
];

/** The first time after `after` (Unix milliseconds); undefined when there is none. */
export type CronSchedule = (after: Millis) => Millis | undefined;

/** `schedule` has been found valid before. Throws RangeError for a time zone nobody knows. */
export function cronSchedule(schedule: string, timeZone?: string): CronSchedule {
  const [, ownZone, text] = /^(?:(?:CRON_)?TZ=(\S+)\s+)?(.*)$/s.exec(schedule.trim())!;
  if (text.startsWith('@every ')) {
    const period = Math.max(SECOND, Math.floor((parseGoDuration(text.slice(7)) ?? 0) / SECOND) * SECOND);
    return (after) => Math.floor(after / SECOND) * SECOND + period;
  }
  const fields = (DESCRIPTORS[text] ?? text).split(/\s+/).map(fieldValues);
  const offset = zoneOffset(ownZone ?? timeZone ?? 'UTC');
  return (after) => nextTime(fields, offset, after);
}

interface FieldValues {
  readonly values: ReadonlySet<number>;
  readonly sorted: readonly number[];
  /** `*` and `?`, with or without a step: a day field like that leaves the decision to the other one. */
  readonly isStar: boolean;
}

function fieldValues(field: string, at: number): FieldValues {
  const [least, most] = BOUNDS[at];
  const values = new Set<number>();
  let isStar = false;
  for (const part of field.split(',')) {
    const [range, step] = part.split('/');
    const [low, high] = range.split('-').map((word) => numberOf(word, at));
    const isAll = range === '*' || range === '?';
    isStar ||= isAll;
    const first = isAll ? least : low;
    const last = isAll || (high === undefined && step !== undefined) ? most : (high ?? low);
    for (let value = first; value <= last; value += Number(step ?? 1)) values.add(value);
  }
  return { values, sorted: [...values].sort((a, b) => a - b), isStar };
}

function numberOf(word: string, at: number): number {
  const named = NAMES[at].indexOf(word.toLowerCase());
  return named > -1 && word !== '' ? named : Number(word);
}

/** What to add to UTC for the wall clock of a zone. */
function zoneOffset(timeZone: string): (at: Millis) => Millis {
  if (timeZone === 'UTC' || timeZone === 'Etc/UTC') return () => 0;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (at) => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
    const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
    return wall - Math.floor(at / SECOND) * SECOND;
  };
}

/** Days on the wall clock, then the hours and minutes of a day that fits. An hour that summer time skips is no time. */
function nextTime(fields: readonly FieldValues[], offset: (at: Millis) => Millis, after: Millis): Millis | undefined {
  const [minutes, hours, days, months, weekdays] = fields;
  const start = after + offset(after);
  const firstDay = Math.floor(start / DAY) * DAY;
  for (let count = 0; count < PATIENCE; count++) {
    const day = firstDay + count * DAY;
    const date = new Date(day);
    if (!months.values.has(date.getUTCMonth() + 1)) continue;
    const inMonth = days.values.has(date.getUTCDate());
    const inWeek = weekdays.values.has(date.getUTCDay());
    if (!(days.isStar || weekdays.isStar ? inMonth && inWeek : inMonth || inWeek)) continue;
    for (const hour of hours.sorted) {
      for (const minute of minutes.sorted) {
        const wall = day + hour * HOUR + minute * MINUTE;
        if (count === 0 && wall + DAY < start) continue;
        const at = wall - offset(wall - offset(wall));
        if (at > after && at + offset(at) === wall) return at;
      }
    }
  }
  return undefined;
}
