import { describe, expect, it } from 'vitest';
import {
  age,
  formatGoDuration,
  goDurationError,
  humanDuration,
  parseGoDuration,
  shortHumanDuration,
} from '../../src/base/duration.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('ages', () => {
  it.each([
    [-5 * SECOND, '<invalid>'],
    [-1 * SECOND, '0s'],
    [0, '0s'],
    [118 * SECOND, '118s'],
    [2 * MINUTE, '2m'],
    [5 * MINUTE + 30 * SECOND, '5m30s'],
    [10 * MINUTE + 30 * SECOND, '10m'],
    [179 * MINUTE, '179m'],
    [3 * HOUR, '3h'],
    [3 * HOUR + 18 * MINUTE, '3h18m'],
    [8 * HOUR + 18 * MINUTE, '8h'],
    [47 * HOUR, '47h'],
    [49 * HOUR, '2d1h'],
    [7 * DAY, '7d'],
    [9 * DAY + HOUR, '9d'],
    [729 * DAY, '729d'],
    [764 * DAY, '2y34d'],
    [3000 * DAY, '8y'],
  ])('%d ms is %s', (span, text) => {
    expect(humanDuration(span)).toBe(text);
  });

  it('short ages have one unit', () => {
    expect([59 * SECOND, 150 * SECOND, 30 * HOUR, 400 * DAY].map(shortHumanDuration)).toEqual([
      '59s',
      '2m',
      '1d',
      '1y',
    ]);
  });

  it('are unknown without a time', () => {
    expect(age(undefined, 0)).toBe('<unknown>');
    expect(age('1970-01-01T00:00:00Z', 90_000)).toBe('90s');
  });
});

describe('Go durations', () => {
  it.each([
    ['0', 0, '0s'],
    ['90s', 90_000, '1m30s'],
    ['1h', HOUR, '1h0m0s'],
    ['1.5s', 1_500, '1.5s'],
    ['300ms', 300, '300ms'],
    ['-10s', -10_000, '-10s'],
    ['1h2m3s', HOUR + 2 * MINUTE + 3 * SECOND, '1h2m3s'],
  ])('%s is %d ms, written %s', (text, span, written) => {
    expect(parseGoDuration(text)).toBe(span);
    expect(formatGoDuration(span)).toBe(written);
  });

  it.each([
    ['5', 'time: missing unit in duration "5"'],
    ['5x', 'time: unknown unit "x" in duration "5x"'],
    ['soon', 'time: invalid duration "soon"'],
    ['', 'time: invalid duration ""'],
  ])('%j is refused', (text, message) => {
    expect(parseGoDuration(text)).toBeUndefined();
    expect(goDurationError(text)).toBe(message);
  });
});
