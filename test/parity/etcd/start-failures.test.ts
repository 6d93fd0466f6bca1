// How etcd 3.5.21 and 3.6.5 refuse to start: the exit status and the last word, for the same command lines.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { controlPlane } from '../../support/control-plane.ts';

interface Recorded {
  readonly id: string;
  readonly version: string;
  readonly argv: readonly string[];
  readonly code: number;
  readonly last?: Readonly<Record<string, string>>;
  /** For messages that are no log lines: the first line. */
  readonly first?: string;
}

const RECORDED = JSON.parse(
  readFileSync(new URL('start-failures.json', import.meta.url), 'utf8'),
) as readonly Recorded[];

/** Differences we accept, and why. */
const ACCEPTED: Readonly<Record<string, string>> = {
  'cfg-missing': 'configuration files are not simulated',
  'cfg-invalid': 'configuration files are not simulated',
  'bad-loglevel': 'log levels are not simulated',
  'dd-readonly': 'the test machine has no /proc',
  'unsafe-nofsync': 'starts well, and was stopped by the recorder',
  'enable-v2': 'a flag of 3.5 only, which no kubeadm writes',
};

it.each(RECORDED.filter(({ id }) => !ACCEPTED[caseOf(id)]))('$id', ({ argv, version, code, last, first }) => {
  const { simulation, spawn } = controlPlane();
  const { process, log } = spawn(argv, version);
  simulation.advance(10_000);
  const lines = log.text.trim().split('\n');
  expect(process.status?.code, log.text).toBe(code);
  if (first !== undefined) expect(lines.find((line) => !line.startsWith('{'))).toBe(first);
  if (last !== undefined) expect(JSON.parse(lines[lines.length - 1])).toMatchObject(last);
});

it('matches all but the accepted differences', () => {
  const matched = RECORDED.filter(({ id }) => !ACCEPTED[caseOf(id)]).length;
  console.log(`etcd start failures: ${matched} of ${RECORDED.length} recordings match`);
});

function caseOf(id: string): string {
  return id.replace('etcd.srvfail.', '').replace(/@.*/, '');
}
