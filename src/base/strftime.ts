// strftime(3) in the C locale and UTC, with GNU date's flags (`%-d`, `%_H`, `%^a`, `%3N`, `%:z`).

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

const DAY = 86_400_000;

/** `at` in Unix milliseconds; `nanoseconds` replaces the part below a second where it is known more finely. */
export function strftime(format: string, at: number, nanoseconds = (((at % 1000) + 1000) % 1000) * 1e6): string {
  return format.replaceAll(
    /%([-_0^#+]*)(\d*)(:{0,3})([a-zA-Z%])/g,
    (all, flags: string, width: string, colons: string, letter: string) => {
      const field = FIELDS[letter];
      if (letter === 'z') return offset(colons.length);
      if (letter === 'N')
        return String(nanoseconds)
          .padStart(9, '0')
          .slice(0, flags.includes('-') && !width ? 9 : Number(width) || 9);
      if (colons || !field) return all;
      const found = field(new Date(at));
      const text = typeof found === 'string' ? found : number(found, flags, width);
      if (typeof found !== 'string') return text;
      const cased = flags.includes('^') ? text.toUpperCase() : flags.includes('#') ? swapped(letter, text) : text;
      return cased.padStart(Number(width || 0), flags.includes('0') ? '0' : ' ');
    },
  );
}

interface Padded {
  readonly value: number;
  readonly digits: number;
  readonly fill: string;
}

type Field = (at: Date) => string | Padded;

const zeros = (value: number, digits = 2): Padded => ({ value, digits, fill: '0' });
const blanks = (value: number): Padded => ({ value, digits: 2, fill: ' ' });

function number(field: Padded, flags: string, width: string): string {
  if (flags.includes('-')) return String(field.value);
  const fill = flags.includes('_') ? ' ' : flags.includes('0') ? '0' : field.fill;
  return String(field.value).padStart(Number(width) || field.digits, fill);
}

const swapped = (letter: string, text: string): string =>
  letter === 'p' || letter === 'Z' ? text.toLowerCase() : text.toUpperCase();

const offset = (colons: number): string => ['+0000', '+00:00', '+00:00:00', '+00'][colons];

const FIELDS: Readonly<Record<string, Field>> = {
  '%': () => '%',
  a: (at) => DAYS[at.getUTCDay()].slice(0, 3),
  A: (at) => DAYS[at.getUTCDay()],
  b: (at) => MONTHS[at.getUTCMonth()].slice(0, 3),
  B: (at) => MONTHS[at.getUTCMonth()],
  c: (at) => strftime('%a %b %e %H:%M:%S %Y', at.getTime()),
  C: (at) => zeros(Math.floor(at.getUTCFullYear() / 100)),
  d: (at) => zeros(at.getUTCDate()),
  D: (at) => strftime('%m/%d/%y', at.getTime()),
  e: (at) => blanks(at.getUTCDate()),
  F: (at) => strftime('%Y-%m-%d', at.getTime()),
  g: (at) => zeros(isoWeek(at).year % 100),
  G: (at) => zeros(isoWeek(at).year, 4),
  h: (at) => MONTHS[at.getUTCMonth()].slice(0, 3),
  H: (at) => zeros(at.getUTCHours()),
  I: (at) => zeros(at.getUTCHours() % 12 || 12),
  j: (at) => zeros(dayOfYear(at) + 1, 3),
  k: (at) => blanks(at.getUTCHours()),
  l: (at) => blanks(at.getUTCHours() % 12 || 12),
  m: (at) => zeros(at.getUTCMonth() + 1),
  M: (at) => zeros(at.getUTCMinutes()),
  n: () => '\n',
  p: (at) => (at.getUTCHours() < 12 ? 'AM' : 'PM'),
  P: (at) => (at.getUTCHours() < 12 ? 'am' : 'pm'),
  q: (at) => zeros(Math.floor(at.getUTCMonth() / 3) + 1, 1),
  r: (at) => strftime('%I:%M:%S %p', at.getTime()),
  R: (at) => strftime('%H:%M', at.getTime()),
  s: (at) => zeros(Math.floor(at.getTime() / 1000), 1),
  S: (at) => zeros(at.getUTCSeconds()),
  t: () => '\t',
  T: (at) => strftime('%H:%M:%S', at.getTime()),
  u: (at) => zeros(at.getUTCDay() || 7, 1),
  U: (at) => zeros(Math.floor((dayOfYear(at) + 7 - at.getUTCDay()) / 7)),
  V: (at) => zeros(isoWeek(at).week),
  w: (at) => zeros(at.getUTCDay(), 1),
  W: (at) => zeros(Math.floor((dayOfYear(at) + 7 - ((at.getUTCDay() + 6) % 7)) / 7)),
  x: (at) => strftime('%m/%d/%y', at.getTime()),
  X: (at) => strftime('%H:%M:%S', at.getTime()),
  y: (at) => zeros(at.getUTCFullYear() % 100),
  Y: (at) => zeros(at.getUTCFullYear(), 4),
  Z: () => 'UTC',
};

const dayOfYear = (at: Date): number => Math.floor((at.getTime() - Date.UTC(at.getUTCFullYear(), 0, 1)) / DAY);

/** ISO 8601: week 1 holds the year's first Thursday. */
function isoWeek(at: Date): { readonly year: number; readonly week: number } {
  const thursday = new Date(at.getTime() + (4 - (at.getUTCDay() || 7)) * DAY);
  return { year: thursday.getUTCFullYear(), week: Math.floor(dayOfYear(thursday) / 7) + 1 };
}
