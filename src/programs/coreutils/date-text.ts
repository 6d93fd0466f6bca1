// What `date -d` and `touch -d` understand: dates, times, zones, and steps from now (`2 days ago`,
// `next monday`, `yesterday 10:00`). Items may come in any order, as in GNU parse_datetime. All in UTC.

const DAY = 86_400_000;

const UNITS: Readonly<Record<string, number>> = {
  sec: 1000,
  second: 1000,
  min: 60_000,
  minute: 60_000,
  hour: 3_600_000,
  day: DAY,
  week: 7 * DAY,
  fortnight: 14 * DAY,
};

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const ZONES: Readonly<Record<string, number>> = {
  utc: 0,
  gmt: 0,
  z: 0,
  est: -5,
  edt: -4,
  cst: -6,
  pst: -8,
  cet: 1,
  cest: 2,
  kst: 9,
  jst: 9,
};

interface Reading {
  year: number;
  month: number;
  day: number;
  /** Milliseconds since midnight; undefined while no time was said. */
  time: number | undefined;
  /** Minutes east of Greenwich. */
  zone: number;
  months: number;
  span: number;
  weekday: { readonly day: number; readonly step: number } | undefined;
  hasDate: boolean;
  absolute: number | undefined;
}

type Rule = readonly [RegExp, (match: RegExpExecArray, reading: Reading) => void];

const name = (words: readonly string[], match: string) => words.indexOf(match.slice(0, 3).toLowerCase());
const MONTH =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?';

const setDate = (reading: Reading, year: number, month: number, day: number) => {
  reading.year = year;
  reading.month = month;
  reading.day = day;
  reading.hasDate = true;
};

const fullYear = (digits: string): number =>
  digits.length > 2 ? Number(digits) : Number(digits) + (Number(digits) < 69 ? 2000 : 1900);

const step = (reading: Reading, count: number, unit: string) => {
  const singular = unit.toLowerCase().replace(/s$/, '');
  if (singular === 'year') reading.months += 12 * count;
  else if (singular === 'month') reading.months += count;
  else reading.span += count * UNITS[singular];
};

const RULES: readonly Rule[] = [
  [
    /^@(-?\d+)(\.\d+)?/,
    (m, r) => {
      r.absolute = Number(m[1]) * 1000 + Math.floor(Number(m[2] ?? 0) * 1000);
    },
  ],
  [/^(\d{4})-(\d{1,2})-(\d{1,2})(?=$|[\sT])/i, (m, r) => setDate(r, Number(m[1]), Number(m[2]) - 1, Number(m[3]))],
  [/^(\d{4})\/(\d{1,2})\/(\d{1,2})(?=$|\s)/, (m, r) => setDate(r, Number(m[1]), Number(m[2]) - 1, Number(m[3]))],
  [/^(\d{4})(\d\d)(\d\d)(?=$|[\sT])/i, (m, r) => setDate(r, Number(m[1]), Number(m[2]) - 1, Number(m[3]))],
  [
    /^(\d{1,2})\/(\d{1,2})(?:\/(\d{2,4}))?(?=$|\s)/,
    (m, r) => setDate(r, m[3] ? fullYear(m[3]) : r.year, Number(m[1]) - 1, Number(m[2])),
  ],
  [
    /^t?(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*([ap]\.?m\.?)?/i,
    (m, r) => {
      let hours = Number(m[1]);
      if (m[5]) hours = (hours % 12) + (/^p/i.test(m[5]) ? 12 : 0);
      if (hours > 23 || Number(m[2]) > 59 || Number(m[3] ?? 0) > 60) throw new RangeError('time');
      r.time =
        hours * 3_600_000 +
        Number(m[2]) * 60_000 +
        Number(m[3] ?? 0) * 1000 +
        Math.floor(Number(`0.${m[4] ?? 0}`) * 1000);
    },
  ],
  [
    /^(\d{1,2})\s*([ap]\.?m\.?)(?=$|\s)/i,
    (m, r) => {
      r.time = ((Number(m[1]) % 12) + (/^p/i.test(m[2]) ? 12 : 0)) * 3_600_000;
    },
  ],
  [
    new RegExp(`^(\\d{1,2})[-\\s]*${MONTH}(?:[-\\s,]*(\\d{4}))?(?=$|[\\s,])`, 'i'),
    (m, r) => setDate(r, m[3] ? Number(m[3]) : r.year, name(MONTHS, m[2]), Number(m[1])),
  ],
  [
    new RegExp(`^${MONTH}\\s+(\\d{1,2})(?!:|\\d)(?:\\s*,\\s*(\\d{4})|\\s+(\\d{4})(?!:))?`, 'i'),
    (m, r) => setDate(r, m[3] || m[4] ? Number(m[3] ?? m[4]) : r.year, name(MONTHS, m[1]), Number(m[2])),
  ],
  [/^(now|today)(?![a-z])/i, () => {}],
  [
    /^yesterday(?![a-z])/i,
    (_, r) => {
      r.span -= DAY;
    },
  ],
  [
    /^tomorrow(?![a-z])/i,
    (_, r) => {
      r.span += DAY;
    },
  ],
  [
    /^midnight(?![a-z])/i,
    (_, r) => {
      r.time = 0;
    },
  ],
  [
    /^noon(?![a-z])/i,
    (_, r) => {
      r.time = 12 * 3_600_000;
    },
  ],
  [
    /^([-+]?)\s*(\d+)\s*(sec|second|min|minute|hour|day|week|fortnight|month|year)s?(?![a-z])(\s+ago(?![a-z]))?/i,
    (m, r) => step(r, Number(m[2]) * (m[1] === '-' ? -1 : 1) * (m[4] ? -1 : 1), m[3]),
  ],
  [
    /^(next|last|this|an?)\s+(sec|second|min|minute|hour|day|week|fortnight|month|year)(?![a-z])(\s+ago(?![a-z]))?/i,
    (m, r) => {
      const word = m[1].toLowerCase();
      step(r, (word === 'last' ? -1 : word === 'this' ? 0 : 1) * (m[3] ? -1 : 1), m[2]);
    },
  ],
  [
    /^(sec|second|min|minute|hour|day|week|fortnight|month|year)s?(?![a-z])(\s+ago(?![a-z]))?/i,
    (m, r) => step(r, m[2] ? -1 : 1, m[1]),
  ],
  [
    /^(?:(next|last|this)\s+)?(sun|mon|tue|wed|thu|fri|sat)(?:day|sday|nesday|rsday|urday|s|rs|nes)?(?![a-z]),?/i,
    (m, r) => {
      const word = m[1]?.toLowerCase();
      r.weekday = { day: name(DAYS, m[2]), step: word === 'next' ? 1 : word === 'last' ? -1 : 0 };
    },
  ],
  [
    /^([-+])(\d\d):?(\d\d)?(?=$|\s)/,
    (m, r) => {
      r.zone = (Number(m[2]) * 60 + Number(m[3] ?? 0)) * (m[1] === '-' ? -1 : 1);
    },
  ],
  [
    /^(utc|gmt|z|est|edt|cst|pst|cet|cest|kst|jst)(?![a-z])/i,
    (m, r) => {
      r.zone = ZONES[m[1].toLowerCase()] * 60;
    },
  ],
];

/** Unix milliseconds; undefined for what is no date. */
export function parseDate(text: string, now: number): number | undefined {
  const today = new Date(now);
  const reading: Reading = {
    year: today.getUTCFullYear(),
    month: today.getUTCMonth(),
    day: today.getUTCDate(),
    time: undefined,
    zone: 0,
    months: 0,
    span: 0,
    weekday: undefined,
    hasDate: false,
    absolute: undefined,
  };
  let rest = text.trim();
  const isEmpty = rest === '';
  while (rest !== '') {
    const rule = RULES.find(([pattern]) => pattern.test(rest));
    if (!rule) return undefined;
    const match = rule[0].exec(rest)!;
    try {
      rule[1](match, reading);
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
    rest = rest.slice(match[0].length).replace(/^[\s,]+/, '');
  }
  if (reading.absolute !== undefined) return reading.absolute;
  return resolve(reading, now, isEmpty);
}

function resolve(reading: Reading, now: number, isEmpty: boolean): number | undefined {
  // A date or a week day without a time means midnight; steps alone start from this very moment.
  const keepsTime = reading.time === undefined && !reading.hasDate && !reading.weekday && !isEmpty;
  const time = keepsTime ? ((now % DAY) + DAY) % DAY : (reading.time ?? 0);
  const date = new Date(Date.UTC(reading.year, reading.month, reading.day));
  if (reading.hasDate && (date.getUTCMonth() !== reading.month || date.getUTCDate() !== reading.day)) return undefined;
  if (reading.weekday && !reading.hasDate) {
    const ahead = (reading.weekday.day - date.getUTCDay() + 7) % 7;
    const weeks = reading.weekday.step - (reading.weekday.step > 0 && ahead !== 0 ? 1 : 0);
    date.setUTCDate(date.getUTCDate() + ahead + 7 * weeks);
  }
  date.setUTCMonth(date.getUTCMonth() + reading.months);
  return date.getTime() + time + reading.span - reading.zone * 60_000;
}

/** touch -t: [[CC]YY]MMDDhhmm[.ss]. */
export function parseStamp(text: string, now: number): number | undefined {
  const match = /^(\d{2}|\d{4})?(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d\d))?$/.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hours, minutes, seconds] = match;
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > 31) return undefined;
  if (Number(hours) > 23 || Number(minutes) > 59) return undefined;
  const full = year ? fullYear(year) : new Date(now).getUTCFullYear();
  return Date.UTC(full, Number(month) - 1, Number(day), Number(hours), Number(minutes), Number(seconds ?? 0));
}
