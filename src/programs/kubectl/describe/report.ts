// The lines of `kubectl describe`: labels, colons and tabs, aligned at the end in blocks as Go's tabwriter does it.

import { alignColumns } from '../../../base/tabwriter.ts';

const MAX_ANNOTATION = 140;
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

export class Report {
  readonly #parts: string[] = [''];

  /** `level` steps of two blanks before the text; cells are separated by tabs. */
  line(level: number, text: string): void {
    this.#parts[this.#parts.length - 1] += `${'  '.repeat(level)}${text}\n`;
  }

  /** `Name:` and its value at the top level. */
  field(name: string, value: string | number | boolean): void {
    this.line(0, `${name}:\t${value}`);
  }

  /** What follows is aligned by itself. */
  flush(): void {
    this.#parts.push('');
  }

  text(): string {
    return this.#parts.map((part) => alignColumns(part, { minimum: 0, padding: 2 })).join('');
  }

  /** As it is before alignment; `rollout history` prints it so. */
  unaligned(): string {
    return this.#parts.join('');
  }

  /** `a=b` one below the other, sorted. `title` may begin with blanks. */
  labels(title: string, labels: Readonly<Record<string, string>>): void {
    this.#column(
      title,
      Object.keys(labels)
        .sort()
        .map((key) => `${key}=${labels[key]}`),
    );
  }

  annotations(title: string, annotations: Readonly<Record<string, string>>): void {
    const keys = Object.keys(annotations)
      .filter((key) => key !== LAST_APPLIED)
      .sort();
    this.#column(
      title,
      keys.flatMap((key) => {
        const value = annotations[key].replace(/\n$/, '');
        const isLong = value.length + key.length + 2 > MAX_ANNOTATION || value.includes('\n');
        if (!isLong) return [`${key}: ${value}`];
        return [`${key}:`, ...value.split('\n').map((line) => `  ${shorten(line, MAX_ANNOTATION - 2)}`)];
      }),
    );
  }

  list(title: string, values: readonly string[]): void {
    this.#column(title, values);
  }

  #column(title: string, values: readonly string[]): void {
    if (values.length === 0) this.line(0, `${title}:\t<none>`);
    values.forEach((value, at) => {
      this.line(0, `${at === 0 ? `${title}:` : ''}\t${value}`);
    });
  }
}

const shorten = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length)}...` : text);

/** `Fri, 20 Nov 2026 12:54:48 +0000` */
export function longTime(time: unknown): string {
  if (typeof time !== 'string' || time === '') return '<unset>';
  return new Date(time).toUTCString().replace('GMT', '+0000');
}

export const orNone = (text: string): string => (text === '' ? '<none>' : text);
export const capitalized = (value: boolean): string => (value ? 'True' : 'False');
