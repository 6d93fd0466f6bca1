// Whether a text is a schedule of cron, in the words of github.com/robfig/cron: five fields, or `@daily` and its like.

import { goDurationError, parseGoDuration } from '../../../base/duration.ts';

interface Bounds {
  readonly least: number;
  readonly most: number;
  readonly names: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Minutes, hours, days of the month, months, days of the week. */
const FIELDS: readonly Bounds[] = [
  { least: 0, most: 59, names: [] },
  { least: 0, most: 23, names: [] },
  { least: 1, most: 31, names: [] },
  { least: 1, most: 12, names: MONTHS },
  { least: 0, most: 6, names: DAYS },
];

const DESCRIPTORS = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];

/** Undefined: it is one. */
export function scheduleProblem(schedule: string): string | undefined {
  const text = schedule.replace(/^(?:TZ|CRON_TZ)=\S+\s+/, '').trim();
  if (text.startsWith('@')) return descriptorProblem(text);
  const fields = text.split(/\s+/).filter(Boolean);
  if (fields.length !== FIELDS.length) {
    return `expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`;
  }
  for (const [at, field] of fields.entries()) {
    for (const part of field.split(',')) {
      const problem = rangeProblem(part, FIELDS[at]);
      if (problem !== undefined) return problem;
    }
  }
  return undefined;
}

function descriptorProblem(text: string): string | undefined {
  if (DESCRIPTORS.includes(text)) return undefined;
  if (!text.startsWith('@every ')) return `unrecognized descriptor: ${text}`;
  const span = text.slice('@every '.length);
  return parseGoDuration(span) === undefined ? `failed to parse duration ${text}: ${goDurationError(span)}` : undefined;
}

/** `*`, `?`, `5`, `5-10`, `mon-fri`, each with `/step`. */
function rangeProblem(expression: string, bounds: Bounds): string | undefined {
  const [range, step, ...more] = expression.split('/');
  const [low, high, ...further] = range.split('-');
  if (more.length > 0) return `too many slashes: ${expression}`;
  if (further.length > 0) return `too many hyphens: ${expression}`;
  let start = bounds.least;
  let end = bounds.most;
  if (low !== '*' && low !== '?') {
    const first = numberOf(low, bounds);
    if (typeof first === 'string') return first;
    const last = high === undefined ? first : numberOf(high, bounds);
    if (typeof last === 'string') return last;
    start = first;
    end = high === undefined && step !== undefined ? bounds.most : last;
  }
  if (step !== undefined) {
    const every = numberOf(step, { ...bounds, names: [] });
    if (typeof every === 'string') return every;
    if (every === 0) return `step of range should be a positive number: ${expression}`;
  }
  if (start < bounds.least) return `beginning of range (${start}) below minimum (${bounds.least}): ${expression}`;
  if (end > bounds.most) return `end of range (${end}) above maximum (${bounds.most}): ${expression}`;
  if (start > end) return `beginning of range (${start}) beyond end of range (${end}): ${expression}`;
  return undefined;
}

/** A number or a name; else what is wrong with it. */
function numberOf(text: string, { names, least }: Bounds): number | string {
  const named = names.indexOf(text.toLowerCase());
  if (named !== -1) return named + least;
  if (/^[+-]?\d+$/.test(text)) {
    return Number(text) < 0 ? `negative number (${Number(text)}) not allowed: ${text}` : Number(text);
  }
  return `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`;
}
