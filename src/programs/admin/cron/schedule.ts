// The five fields of a crontab line, or one of its nicknames: minutes as a schedule. Models Vixie cron 3.0pl1.

export interface Schedule {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly weekdays: ReadonlySet<number>;
  /** A day field that begins with `*` does not choose: then both must fit, otherwise one is enough. */
  readonly anyDay: boolean;
  readonly anyWeekday: boolean;
}

interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly names: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

const FIELDS: readonly Field[] = [
  { name: 'minute', least: 0, most: 59, names: [] },
  { name: 'hour', least: 0, most: 23, names: [] },
  { name: 'day-of-month', least: 1, most: 31, names: [] },
  { name: 'month', least: 1, most: 12, names: MONTHS },
  { name: 'day-of-week', least: 0, most: 7, names: WEEKDAYS },
];

const NICKNAMES: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

export type ReadSchedule =
  | { readonly when: Schedule | '@reboot'; readonly rest: string }
  /** `atEnd`: the word that does not fit is the line's last, so cron counts the next line already. */
  | { readonly complaint: string; readonly atEnd: boolean };

/** The schedule in front of a line, and what follows it. */
export function readSchedule(line: string): ReadSchedule {
  if (line.startsWith('@')) {
    const [, name, rest] = /^(\S+)\s*(.*)$/.exec(line) ?? ['', line, ''];
    if (name === '@reboot') return { when: '@reboot', rest };
    const fields = NICKNAMES[name.toLowerCase()];
    if (fields === undefined) return { complaint: 'bad time specifier', atEnd: rest === '' };
    const read = readSchedule(fields);
    return 'when' in read ? { when: read.when, rest } : read;
  }
  const sets: Set<number>[] = [];
  const stars: boolean[] = [];
  let rest = line;
  for (const field of FIELDS) {
    const word = /^\S*/.exec(rest)?.[0] ?? '';
    const set = readField(word, field);
    if (!set) return { complaint: `bad ${field.name}`, atEnd: word.length === rest.length };
    sets.push(set);
    stars.push(word.startsWith('*'));
    rest = rest.slice(word.length).trimStart();
  }
  const [minutes, hours, days, months, weekdays] = sets;
  // Sunday is 0 and 7.
  if (weekdays.has(7)) weekdays.add(0);
  return { when: { minutes, hours, days, months, weekdays, anyDay: stars[2], anyWeekday: stars[4] }, rest };
}

/** `1-5,10`, `*` with or without `/5`, `mon-fri`; undefined when it makes no sense. */
function readField(word: string, field: Field): Set<number> | undefined {
  const numbers = new Set<number>();
  for (const part of word.split(',')) {
    const match = /^(?:(\*)|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/.exec(part);
    if (!match) return undefined;
    const [, star, from, to, step] = match;
    if (step !== undefined && Number(step) === 0) return undefined;
    const first = star ? field.least : numberOf(from, field);
    const last = star ? field.most : to === undefined ? (step === undefined ? first : field.most) : numberOf(to, field);
    if (first === undefined || last === undefined) return undefined;
    for (let number = first; number <= last; number += Number(step ?? 1)) numbers.add(number);
  }
  return numbers;
}

function numberOf(word: string, { least, most, names }: Field): number | undefined {
  const named = names.indexOf(word.toLowerCase());
  const number = named >= 0 ? named + least : /^\d+$/.test(word) ? Number(word) : Number.NaN;
  return number >= least && number <= most ? number : undefined;
}

/** Whether the schedule means this minute, in Unix milliseconds. */
export function isDue(schedule: Schedule, time: number): boolean {
  const date = new Date(time);
  const day = schedule.days.has(date.getUTCDate());
  const weekday = schedule.weekdays.has(date.getUTCDay());
  return (
    schedule.minutes.has(date.getUTCMinutes()) &&
    schedule.hours.has(date.getUTCHours()) &&
    schedule.months.has(date.getUTCMonth() + 1) &&
    (schedule.anyDay || schedule.anyWeekday ? day && weekday : day || weekday)
  );
}
