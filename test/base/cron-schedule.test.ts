import { expect, test } from 'vitest';
import { cronSchedule } from '../../src/base/cron-schedule.ts';

const at = (time: string) => Date.parse(time);
const iso = (time: number | undefined) => (time === undefined ? undefined : new Date(time).toISOString().slice(0, 16));

test.each([
  ['* * * * *', '2026-11-02T09:00:00Z', '2026-11-02T09:01'],
  ['*/5 * * * *', '2026-11-02T09:01:00Z', '2026-11-02T09:05'],
  ['30 4 1,15 * *', '2026-11-02T09:00:00Z', '2026-11-15T04:30'],
  ['0 0 * * mon-fri', '2026-11-06T09:00:00Z', '2026-11-09T00:00'],
  ['0 0 13 * 5', '2026-11-02T09:00:00Z', '2026-11-06T00:00'],
  ['0 0 29 feb *', '2026-11-02T09:00:00Z', '2028-02-29T00:00'],
  ['0 0 31 2 *', '2026-11-02T09:00:00Z', undefined],
  ['5/20 10-12 * * ?', '2026-11-02T09:00:00Z', '2026-11-02T10:05'],
  ['@hourly', '2026-11-02T09:30:00Z', '2026-11-02T10:00'],
  ['@weekly', '2026-11-02T09:30:00Z', '2026-11-08T00:00'],
  ['@every 90m', '2026-11-02T09:30:00Z', '2026-11-02T11:00'],
  ['59 23 31 12 *', '2026-12-31T23:59:00Z', '2027-12-31T23:59'],
])('after %s comes %s → %s', (schedule, after, next) => {
  expect(iso(cronSchedule(schedule)(at(after)))).toBe(next);
});

test.each([
  ['0 9 * * *', 'Asia/Seoul', '2026-11-02T09:00:00Z', '2026-11-03T00:00'],
  ['0 9 * * *', 'America/New_York', '2026-11-02T09:00:00Z', '2026-11-02T14:00'],
  // 02:30 does not exist on the day summer time begins.
  ['30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z', '2026-03-30T00:30'],
])('%s in %s', (schedule, zone, after, next) => {
  expect(iso(cronSchedule(schedule, zone)(at(after)))).toBe(next);
});

test('a zone before the schedule counts', () => {
  expect(iso(cronSchedule('TZ=Asia/Seoul 0 9 * * *')(at('2026-11-02T09:00:00Z')))).toBe('2026-11-03T00:00');
  expect(() => cronSchedule('* * * * *', 'Mars/Olympus')).toThrow(RangeError);
});
