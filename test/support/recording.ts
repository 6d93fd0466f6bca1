// Recordings of real programs, and how close ours must come: equal but for what varied between two real runs.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

export interface Recording {
  readonly id: string;
  readonly cmd: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
  /** Lines that ran before, since the fixture; those with `#` say what was done in words. */
  readonly setup?: readonly string[];
  /** What may differ: patterns, or `column-width`, `line-order`. */
  readonly volatile?: readonly string[];
}

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

export const recordings = (url: URL): Recording[] => JSON.parse(readFileSync(url, 'utf8'));

/** What is left to compare of a text; of one that came from a race, only whether there was any. */
function essence(text: string, volatile: readonly string[], stream: 'stdout' | 'stderr'): string {
  if (volatile.includes(`whole:${stream}`)) return text === '' ? '' : '…';
  let result = text;
  for (const one of volatile) {
    if (one === 'column-width') result = result.replace(/[ \t-]+/g, ' ');
    else if (one === 'line-order') result = result.split('\n').sort().join('\n');
    else if (!/^(?:whole:|code:|single-pass|nbsp)/.test(one)) result = result.replace(pattern(one), '…');
  }
  return result;
}

const pattern = (source: string): RegExp =>
  source.startsWith('(?i)') ? new RegExp(source.slice(4), 'gi') : new RegExp(source, 'g');

export interface Replay {
  readonly records: readonly Recording[];
  /** Differences that are right, by the case's name (between the dots and the @), each with its reason. */
  readonly accepted: Readonly<Record<string, string>>;
  /** Words that differ between the recorded release and the simulated one. */
  readonly translate?: (text: string) => string;
  readonly run: (recording: Recording) => Outcome;
}

/** One test per recording; an accepted difference must still be one. */
export function replay({ records, accepted, translate = (text) => text, run }: Replay): void {
  let matched = 0;
  for (const recording of records) {
    const { volatile = [], code } = recording;
    const name = recording.id.split('@')[0].replace(/^.*\./, '');
    const reason = accepted[name];
    it(`${recording.cmd}${reason === undefined ? '' : ` (differs: ${reason})`}`, () => {
      const ran = run(recording);
      const ours = {
        stdout: essence(ran.stdout, volatile, 'stdout'),
        stderr: essence(ran.stderr, volatile, 'stderr'),
        code: ran.code,
      };
      const theirs = {
        stdout: essence(translate(recording.stdout), volatile, 'stdout'),
        stderr: essence(translate(recording.stderr), volatile, 'stderr'),
        code,
      };
      if (reason === undefined) {
        expect(ours).toEqual(theirs);
        matched++;
      } else expect(ours, 'this difference is gone; strike it from the list').not.toEqual(theirs);
    });
  }
  it('matches the rest', () => {
    const counted = `${matched}/${records.length} recordings match, ${Object.keys(accepted).length} differ for a reason`;
    process.stdout.write(`${counted}\n`);
    expect(matched + Object.keys(accepted).length).toBe(records.length);
  });
}
