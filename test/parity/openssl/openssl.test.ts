// Replays what the real openssl printed, over the same files, and compares byte for byte. Left out of the comparison:
// the thread's number and the line of OpenSSL's own source in each line of its error queue.

import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { OPENSSL_CONFIGURATION } from '../../../src/linux/ubuntu/openssl-configuration.ts';
import { openssl } from '../../../src/programs/admin/openssl/openssl.ts';
import { Machine } from '../../support/machine.ts';
import { ACCEPTED } from './accepted.ts';

interface Case {
  readonly cmd: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

const recorded: {
  readonly time: number;
  readonly files: Readonly<Record<string, string>>;
  readonly cases: readonly Case[];
} = JSON.parse(readFileSync(new URL('./recorded.json', import.meta.url), 'utf8'));

let matched = 0;

function replay(cmd: string): Omit<Case, 'cmd'> {
  const machine = new Machine({
    programs: { openssl },
    files: { '/usr/lib/ssl/openssl.cnf': OPENSSL_CONFIGURATION },
  });
  const { simulation } = machine;
  simulation.advance(Math.max(0, recorded.time + 60_000 - simulation.epoch - simulation.now));
  const { files } = machine.host;
  files.makeDirectory('/lab');
  for (const [name, content] of Object.entries(recorded.files))
    files.writeFile(`/lab/${name}`, Uint8Array.from(Buffer.from(content, 'base64')));
  const { stdout, stderr, code } = machine.run(cmd, { directory: '/lab' });
  return { stdout, stderr, code };
}

const essence = ({ stdout, stderr, code }: Omit<Case, 'cmd'>) => {
  const plain = (text: string) =>
    text.replace(/\b40[0-9A-F]{8}7[EF]0000:/g, '40…:').replace(/(\/\w+\.c):\d+:/g, '$1:…:');
  return { stdout: plain(stdout), stderr: plain(stderr), code };
};

describe('openssl answers as the real one does', () => {
  it.each(recorded.cases)('$cmd', ({ cmd, ...real }) => {
    const ours = essence(replay(cmd));
    if (cmd in ACCEPTED) {
      expect(ours, 'an accepted difference that is none').not.toEqual(essence(real));
      return;
    }
    expect(ours).toEqual(essence(real));
    matched++;
  });
});

afterAll(() => {
  console.log(
    `openssl: ${matched} of ${recorded.cases.length} recordings matched, ${Object.keys(ACCEPTED).length} accepted differences`,
  );
});
