// A store as text: what member/snap/db holds and what `snapshot save` writes. A header line, then one line
// per key with its versions. The last line carries a hash of all before it, so damage is noticed.

import { hash } from '../../base/random.ts';
import type { Simulation } from '../../sim/simulation.ts';
import { Mvcc, type Version } from './mvcc.ts';
import { StoreError } from './store.ts';

const MARK = 'cka-lab etcd database';

/** [revision], or [revision, value, createRevision, version, lease]. */
type VersionLine = [number] | [number, string, number, number, string | null];

export function writeSnapshot(store: Mvcc): string {
  const { revision, compactedRevision, keys, leases } = store.content;
  const lines = [
    MARK,
    JSON.stringify({ revision, compactedRevision, leases: leases.map(({ id, ttl }) => ({ id, ttl })) }),
  ];
  for (const [key, versions] of keys) lines.push(JSON.stringify([key, ...versions.map(toLine)]));
  const text = `${lines.join('\n')}\n`;
  return `${text}${hash(text).toString(16).padStart(8, '0')}\n`;
}

/** Throws StoreError when the text is no snapshot, or a damaged one. */
export function readSnapshot(simulation: Simulation, text: string): Mvcc {
  const lines = text.split('\n');
  const end = lines.length - 2;
  if (lines[0] !== MARK || end < 2) throw new StoreError('invalid database');
  const body = `${lines.slice(0, end).join('\n')}\n`;
  if (lines[end] !== hash(body).toString(16).padStart(8, '0')) throw new StoreError('checksum error');
  const header = JSON.parse(lines[1]) as {
    revision: number;
    compactedRevision: number;
    leases: { id: string; ttl: number }[];
  };
  return new Mvcc(simulation, {
    ...header,
    leases: header.leases.map((lease) => ({ ...lease, expires: 0, keys: new Set() })),
    keys: lines.slice(2, end).map((line) => {
      const [key, ...versions] = JSON.parse(line) as [string, ...VersionLine[]];
      return [key, versions.map((version) => fromLine(key, version))] as const;
    }),
  });
}

function toLine({ revision, keyValue }: Version): VersionLine {
  if (!keyValue) return [revision];
  return [revision, keyValue.value, keyValue.createRevision, keyValue.version, keyValue.lease ?? null];
}

function fromLine(key: string, line: VersionLine): Version {
  const [revision] = line;
  if (line.length === 1) return { revision, keyValue: undefined };
  const [, value, createRevision, version, lease] = line;
  return {
    revision,
    keyValue: { key, value, createRevision, modRevision: revision, version, lease: lease ?? undefined },
  };
}
