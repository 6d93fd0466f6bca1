// `cka-lab serve` as it is typed: what it refuses, what it writes and prints, and how it ends.

import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { serve } from '../../src/cli/serve.ts';
import { eventually } from '../support/served.ts';

let folder: string;
let printed = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cka-lab-serve-'));
  printed = '';
  const print = (text: unknown) => {
    printed += String(text);
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(print);
  vi.spyOn(process.stderr, 'write').mockImplementation(print);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

test.each([
  [['--port', 'x'], '--port: "x" is no port; there are 1 … 65535, and 0 for any free one'],
  [['--port', '70000'], '--port: "70000" is no port; there are 1 … 65535, and 0 for any free one'],
  [['--speed', '0'], '--speed: "0" is no positive number'],
  [['--speed', 'fast'], '--speed: "fast" is no positive number'],
  [['--topology', 'plain-host'], 'nothing to serve: this topology has no control plane'],
  [['--topology', 'nosuch'], '--topology: "nosuch" is neither a file nor one of'],
  [['--version', '1.12'], '--version: 1.12 is not simulated'],
  [['--lab', 'nosuch'], 'no lab "nosuch"; there are: '],
  [['--address', 'nonsense'], '--address: "nonsense" is no IP address; this computer has '],
  [['--nosuch'], "Unknown option '--nosuch'"],
  [['extra'], "Unexpected argument 'extra'"],
])('%j is refused before anything is built', async (args, words) => {
  await expect(serve(args)).rejects.toThrow(words);
});

test('a port that is taken is said to be', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  const path = join(folder, 'config');
  const refused = serve(['--topology', 'one-node', '--port', String(port), '--kubeconfig', path]);
  await expect(refused).rejects.toThrow(`--port: 127.0.0.1 port ${port} is taken by another program`);
  other.close();
});

test('serves until Ctrl-C, with a kubeconfig that only its owner can read', async () => {
  const path = join(folder, 'below', 'config');
  const ended = serve(['--version', '1.34', '--kubeconfig', path, '--lab', 'os-upgrade']);
  await eventually('it serves', () => printed.includes('Ctrl-C stops it.'), 30_000);
  expect(printed).toMatch(/serving Kubernetes v1\.34\.\d+ at https:\/\/127\.0\.0\.1:\d+\n/);
  expect(printed).toContain(`\n  export KUBECONFIG=${path}\n`);
  expect(statSync(path).mode & 0o777).toBe(0o600);

  const config = new KubeConfig();
  config.loadFromString(readFileSync(path, 'utf8'));
  const { items } = await config.makeApiClient(CoreV1Api).listNode();
  expect(items.map(({ status }) => status?.nodeInfo?.kubeletVersion)).toEqual(
    items.map(() => expect.stringMatching(/^v1\.34\./)),
  );
  const age = Date.now() - Number(items[0].metadata?.creationTimestamp);
  expect(age).toBeGreaterThan(0);
  expect(age).toBeLessThan(3600_000);

  process.emit('SIGINT');
  expect(await ended).toBe(0);
  expect(printed).toContain('cka-lab: stopped');
  await expect(config.makeApiClient(CoreV1Api).listNode()).rejects.toThrow('ECONNREFUSED');
});
