// How crictl shows things: its table, durations and sizes as Docker counts them, JSON and YAML.

import { alignColumns } from '../../../base/tabwriter.ts';
import { printYaml } from '../../../base/yaml/print.ts';

/** Columns are at least 20 wide. */
export const table = (rows: readonly (readonly string[])[]): string =>
  alignColumns(`${rows.map((row) => row.join('\t')).join('\n')}\n`, { minimum: 20, padding: 3 });

export const shortId = (id: string): string => id.replace(/^sha256:/, '').slice(0, 13);

/** `About a minute ago`. Models go-units' HumanDuration. */
export function ago(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(seconds / 3600 + 0.5);
  const days = Math.floor(hours / 24);
  if (seconds < 1) return 'Less than a second ago';
  if (seconds === 1) return '1 second ago';
  if (seconds < 60) return `${seconds} seconds ago`;
  if (minutes === 1) return 'About a minute ago';
  if (minutes < 60) return `${minutes} minutes ago`;
  if (hours === 1) return 'About an hour ago';
  if (hours < 48) return `${hours} hours ago`;
  if (days < 14) return `${days} days ago`;
  if (days < 60) return `${Math.floor(days / 7)} weeks ago`;
  if (days < 730) return `${Math.floor(days / 30)} months ago`;
  return `${Math.floor(days / 365)} years ago`;
}

/** `60.2MB`: three significant digits, decimal units. */
export function humanSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${Number(value.toPrecision(3))}${units[unit]}`;
}

/** protojson's way: two blanks after the colon in lists, one in what passed through encoding/json. */
export function json(value: unknown, blanks: 1 | 2 = 2): string {
  const text = JSON.stringify(value, undefined, 2);
  return `${blanks === 2 ? text.replace(/^(\s*"(?:[^"\\]|\\.)*":) /gm, '$1  ') : text}\n`;
}

export const yaml = (value: unknown): string => printYaml(value);

/** Maps as encoding/json writes them. */
export function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sortedKeys(one)]),
  );
}

/** Unix milliseconds as CRI has times. */
export const nanoseconds = (milliseconds: number): string => (milliseconds === 0 ? '0' : `${milliseconds}000000`);
