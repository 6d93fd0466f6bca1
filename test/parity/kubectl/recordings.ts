// Recordings of the real kubectl: their form, and when two outputs are equal.

import { readFileSync } from 'node:fs';
import type { Ran } from '../../programs/kubectl/world.ts';

export interface Recording {
  readonly id: string;
  /** Lines that ran since the record before, in the same session. */
  readonly setup?: readonly string[];
  /** Bound pods were marked Running before the command. */
  readonly running?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** The content of t.yaml. */
  readonly manifest?: string;
  readonly cmd: string;
  readonly stdout?: string;
  readonly stderr?: string;
  /** A second real run that differs in more than patterns explain. */
  readonly alt?: { readonly stdout?: string; readonly stderr?: string };
  /** null: it was stopped, still running. */
  readonly code?: number | null;
  /** Indexes into the file's patterns. */
  readonly volatile?: readonly number[];
  /** Why the output was left out of the file. */
  readonly omitted?: string;
}

export interface RecordedSession {
  readonly kubectl: string;
  readonly server: string;
  readonly volatile: readonly string[];
  readonly records: readonly Recording[];
}

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));

export const readSession = (name: string): RecordedSession =>
  read(`../kubectl-apiserver/${name}.json`) as RecordedSession;
export const labFiles = (): Record<string, string> => read('./files.json') as Record<string, string>;

/** Whether a run is one that the real tool might have given. */
export function matches(session: RecordedSession, record: Recording, ran: Ran): boolean {
  if (record.omitted !== undefined) return false;
  const expected = record.code === undefined ? 0 : (record.code ?? undefined);
  const variants = [record, ...(record.alt ? [{ ...record, ...record.alt }] : [])];
  const patterns = (record.volatile ?? []).map((index) => session.volatile[index]);
  return (
    ran.code === expected &&
    variants.some(
      ({ stdout = '', stderr = '' }) => same(stdout, ran.stdout, patterns) && same(stderr, ran.stderr, patterns),
    )
  );
}

/** Lines only the real tool (-) or only ours (+) printed, after masking. */
export function difference(session: RecordedSession, record: Recording, ran: Ran): string {
  const patterns = (record.volatile ?? []).map((index) => session.volatile[index]);
  const lines = (code: unknown, ...texts: readonly string[]) => [
    `exit ${code}`,
    ...texts.flatMap((text) => comparable(text, patterns).split('\n')),
  ];
  const real = lines(record.code ?? 0, record.stdout ?? '', record.stderr ?? '');
  const ours = lines(ran.code, ran.stdout, ran.stderr);
  const missing = real.filter((line) => !ours.includes(line)).map((line) => `- ${line}`);
  return [...missing, ...ours.filter((line) => !real.includes(line)).map((line) => `+ ${line}`)].join('\n');
}

const same = (expected: string, actual: string, patterns: readonly string[]): boolean =>
  expected === actual || comparable(expected, patterns) === comparable(actual, patterns);

/** Words that stand for a looser comparison; every other pattern is a regular expression. */
const LOOSE: Readonly<Record<string, (text: string) => string>> = {
  'column-width': (text) => text.replace(/[ \t\u00a0]+/g, ' ').replace(/-{2,}/g, '--'),
  'line-order': (text) => text.split('\n').sort().join('\n'),
  nbsp: (text) => text.replaceAll('\u00a0', ' '),
  // Pods come from a map: sentences and lines in any order, with the names of generated pods masked.
  'whole:stderr': (text) =>
    text
      .replace(/-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '-*')
      .split(/[\n,[\]]\s*/)
      .sort()
      .join('\n'),
};

/**
 * The number of a pod template is a hash over Go's dump of a struct with all fields of its release; ours hashes what
 * we know of it. Only that it is the same number everywhere matters.
 */
function withoutTemplateHashes(text: string): string {
  const seen: string[] = [];
  return text.replace(/(?<=[-=])(?=\w*\d)[bcdfghjklmnpqrstvwxz2456789]{8,10}\b/g, (hash) => {
    if (!seen.includes(hash)) seen.push(hash);
    return `template${seen.indexOf(hash)}`;
  });
}

function comparable(text: string, patterns: readonly string[]): string {
  let result = withoutTemplateHashes(text).replace(/\b[0-9a-f]{64}\b/g, '*');
  // Which of two equal nodes gets a pod is a throw of dice, in the real scheduler too.
  result = result.replace(/\b192\.168\.100\.1[23]:10250\b/g, 'node:10250');
  for (const pattern of patterns) if (!LOOSE[pattern]) result = result.replace(new RegExp(pattern, 'g'), '*');
  // Masked ages and names still pad their columns.
  if (patterns.some((pattern) => !LOOSE[pattern])) result = LOOSE['column-width'](result).replace(/ +$/gm, '');
  for (const pattern of patterns) if (LOOSE[pattern]) result = LOOSE[pattern](result);
  return result;
}
