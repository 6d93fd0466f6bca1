// Spans of time in the ways Kubernetes writes them: Go durations (`1m30s`), the ages of `kubectl get`
// (`5m12s`, `3d4h`), and the timestamps they are counted from (RFC 3339).

/** As sim/simulation has it; base knows no floor above. */
type Millis = number;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: SECOND,
  m: MINUTE,
  h: HOUR,
};

/** time.ParseDuration: `1h30m`, `-1.5s`, `300ms`, `0`. Undefined for what Go calls an invalid duration. */
export function parseGoDuration(text: string): Millis | undefined {
  const sign = text.startsWith('-') ? -1 : 1;
  const rest = text.replace(/^[+-]/, '');
  if (rest === '0') return 0;
  if (!/^((\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$/.test(rest)) return undefined;
  let sum = 0;
  for (const [, amount, unit] of rest.matchAll(/([\d.]+)([^\d.]+)/g)) sum += Number(amount) * UNITS[unit];
  return sign * sum;
}

/** Why Go refuses `text`: `time: invalid duration "5"` has three spellings. */
export function goDurationError(text: string): string {
  const quoted = JSON.stringify(text);
  if (/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) return `time: missing unit in duration ${quoted}`;
  const unknown = /^[+-]?(?:[\d.]+(?:ns|us|µs|μs|ms|s|m|h))*[\d.]+([^\d.]+)/.exec(text);
  if (unknown && UNITS[unknown[1]] === undefined) {
    return `time: unknown unit ${JSON.stringify(unknown[1])} in duration ${quoted}`;
  }
  return `time: invalid duration ${quoted}`;
}

/** time.Duration.String(): 90_000 → `1m30s`, 1_500 → `1.5s`, 250 → `250ms`, 0 → `0s`. */
export function formatGoDuration(span: Millis): string {
  if (span === 0) return '0s';
  const sign = span < 0 ? '-' : '';
  const size = Math.abs(span);
  if (size < 1e-3) return `${sign}${Math.round(size * 1e6)}ns`;
  if (size < 1) return `${sign}${trimmed(size * 1e3)}µs`;
  if (size < SECOND) return `${sign}${trimmed(size)}ms`;
  const hours = Math.floor(size / HOUR);
  const minutes = Math.floor((size % HOUR) / MINUTE);
  const seconds = `${trimmed((size % MINUTE) / SECOND)}s`;
  if (hours > 0) return `${sign}${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${sign}${minutes}m${seconds}` : `${sign}${seconds}`;
}

/**
 * duration.HumanDuration, the age columns of kubectl: two units while the second still tells something.
 * 90 s → `90s`, 5 min 30 s → `5m30s`, 3 h 18 min → `3h18m`, 50 h → `2d2h`, 400 d → `400d`, 3 y 5 d → `3y5d`.
 */
export function humanDuration(span: Millis): string {
  const seconds = Math.trunc(span / SECOND);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 2 * 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return two(minutes, 'm', seconds % 60, 's');
  if (minutes < 3 * 60) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return two(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  if (hours < 24 * 8) return two(Math.floor(hours / 24), 'd', hours % 24, 'h');
  if (hours < 24 * 365 * 2) return `${Math.floor(hours / 24)}d`;
  const days = Math.floor(hours / 24);
  if (hours < 24 * 365 * 8) return two(Math.floor(days / 365), 'y', days % 365, 'd');
  return `${Math.floor(days / 365)}y`;
}

/** duration.ShortHumanDuration: one unit only. 150 s → `2m`, 30 h → `1d`. */
export function shortHumanDuration(span: Millis): string {
  const seconds = Math.trunc(span / SECOND);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(span / MINUTE);
  if (minutes < 60) return `${minutes}m`;
  const hours = Math.floor(span / HOUR);
  if (hours < 24) return `${hours}h`;
  if (hours < 24 * 365) return `${Math.floor(hours / 24)}d`;
  return `${Math.floor(hours / 24 / 365)}y`;
}

/** The age of a timestamp at `now` (Unix milliseconds), as kubectl prints it; `<unknown>` without one. */
export function age(since: string | null | undefined, now: Millis): string {
  const start = since ? parseTime(since) : undefined;
  return start === undefined ? '<unknown>' : humanDuration(now - start);
}

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** RFC 3339 → Unix milliseconds; undefined when it is no such time. */
export function parseTime(text: string): Millis | undefined {
  if (!RFC_3339.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

/** metav1.Time: whole seconds in UTC, `2026-11-02T09:00:00Z`. */
export const formatTime = (at: Millis): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

/** metav1.MicroTime: `2026-11-02T09:00:00.000000Z`. */
export const formatMicroTime = (at: Millis): string => `${new Date(at).toISOString().slice(0, 23)}000Z`;

function two(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`;
}

/** Up to nine decimals, no trailing zeros. */
const trimmed = (value: number): string => String(Number(value.toFixed(9)));
