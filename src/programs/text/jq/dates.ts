// Times as numbers of seconds and as "broken down" arrays: [year, month from 0, day, hours, minutes, seconds,
// day of the week, day of the year]. Machines here live in UTC.

import { strftime } from '../../../base/strftime.ts';
import { isArray, JqError, type Json } from './values.ts';

const MONTH_NAMES = 'january february march april may june july august september october november december'.split(' ');

export function brokenDown(seconds: Json): Json {
  if (typeof seconds !== 'number') throw new JqError('gmtime() requires a number');
  const at = new Date(Math.floor(seconds) * 1000);
  const fraction = seconds - Math.floor(seconds);
  return [
    at.getUTCFullYear(),
    at.getUTCMonth(),
    at.getUTCDate(),
    at.getUTCHours(),
    at.getUTCMinutes(),
    at.getUTCSeconds() + fraction,
    at.getUTCDay(),
    dayOfYear(at),
  ];
}

const dayOfYear = (at: Date): number => Math.floor((at.getTime() - Date.UTC(at.getUTCFullYear(), 0, 1)) / 86_400_000);

export function makeTime(value: Json): number {
  if (!isArray(value)) throw new JqError('mktime requires array inputs');
  if (value.length < 6) throw new JqError('mktime requires array of 6 numbers');
  const parts = value.map(Number);
  if (!value.every((one) => typeof one === 'number')) throw new JqError('mktime requires parsed datetime inputs');
  return Math.floor(Date.UTC(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5]) / 1000);
}

export function formatTime(value: Json, format: Json, name: string): string {
  const isTime = typeof value === 'number' || isArray(value);
  if (!isTime) throw new JqError(`${name}/1 requires parsed datetime inputs`);
  if (typeof format !== 'string') throw new JqError(`${name}/1 requires a string format`);
  return strftime(format, (typeof value === 'number' ? Math.floor(value) : makeTime(value)) * 1000);
}

interface Fields {
  year: number;
  month: number;
  day: number;
  hours: number;
  minutes: number;
  seconds: number;
  afternoon?: boolean;
  epoch?: number;
}

type Reader = readonly [pattern: string, meaning: (text: string) => Partial<Fields>];

const named = (names: readonly string[], text: string): number =>
  names.findIndex((name) => name.slice(0, 3) === text.slice(0, 3).toLowerCase());

const READERS: Readonly<Record<string, Reader>> = {
  Y: ['[+-]?\\d{1,4}', (text) => ({ year: Number(text) })],
  y: ['\\d{1,2}', (text) => ({ year: Number(text) + (Number(text) < 69 ? 2000 : 1900) })],
  m: ['\\d{1,2}', (text) => ({ month: Number(text) - 1 })],
  d: ['\\s*\\d{1,2}', (text) => ({ day: Number(text) })],
  e: ['\\s*\\d{1,2}', (text) => ({ day: Number(text) })],
  H: ['\\d{1,2}', (text) => ({ hours: Number(text) })],
  I: ['\\d{1,2}', (text) => ({ hours: Number(text) % 12 })],
  M: ['\\d{1,2}', (text) => ({ minutes: Number(text) })],
  S: ['\\d{1,2}', (text) => ({ seconds: Number(text) })],
  p: ['[AaPp][Mm]', (text) => ({ afternoon: /p/i.test(text) })],
  b: ['[A-Za-z]+', (text) => ({ month: named(MONTH_NAMES, text) })],
  a: ['[A-Za-z]+', () => ({})],
  j: ['\\d{1,3}', (text) => ({ month: 0, day: Number(text) })],
  Z: ['[A-Za-z]+', () => ({})],
  z: ['[+-]\\d{2}:?\\d{2}|Z', () => ({})],
  s: ['\\d+', (text) => ({ epoch: Number(text) })],
  n: ['\\s+', () => ({})],
  t: ['\\s+', () => ({})],
  '%': ['%', () => ({})],
};
const SHORTHANDS: Readonly<Record<string, string>> = {
  T: '%H:%M:%S',
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  R: '%H:%M',
  c: '%a %b %e %H:%M:%S %Y',
  B: '%b',
  h: '%b',
  A: '%a',
  k: '%H',
  l: '%I',
};

export function parseTime(text: Json, format: Json): Json {
  if (typeof text !== 'string') throw new JqError('strptime/1 requires string inputs and arguments');
  if (typeof format !== 'string') throw new JqError('strptime/1 requires string inputs and arguments');
  let long = format;
  while (/%[TDFRcBhAkl]/.test(long))
    long = long.replaceAll(/%([TDFRcBhAkl])/g, (_all, letter: string) => SHORTHANDS[letter]);
  const meanings: Reader[1][] = [];
  const pattern = long.replaceAll(/%(.)|(\s+)|(.)/gs, (_all, letter?: string, space?: string, other?: string) => {
    if (space !== undefined) return '\\s*';
    if (letter === undefined) return (other ?? '').replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    const reader = READERS[letter] ?? READERS['%'];
    meanings.push(reader[1]);
    return `(${reader[0]})`;
  });
  const found = new RegExp(`^${pattern}$`).exec(text);
  if (!found) throw new JqError(`date "${text}" does not match format "${format}"`);
  const fields: Fields = { year: 1900, month: 0, day: 0, hours: 0, minutes: 0, seconds: 0 };
  for (const [at, meaning] of meanings.entries()) Object.assign(fields, meaning(found[at + 1]));
  if (fields.epoch !== undefined) return brokenDown(fields.epoch);
  const hours = fields.hours + (fields.afternoon ? 12 : 0);
  const at = new Date(Date.UTC(fields.year, fields.month, fields.day, hours, fields.minutes, fields.seconds));
  return [fields.year, fields.month, fields.day, hours, fields.minutes, fields.seconds, at.getUTCDay(), dayOfYear(at)];
}
