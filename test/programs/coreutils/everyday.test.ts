// What recordings cannot hold, because it depends on the clock or on other processes.

import { expect, it } from 'vitest';
import { Bench } from '../bench.ts';

it('dd reports blocks, bytes and a speed that is the same in every run', () => {
  const copy = () => new Bench().run('dd if=/dev/zero of=swap bs=1M count=64').stderr;
  expect(copy()).toMatchInlineSnapshot(`
    "64+0 records in
    64+0 records out
    67108864 bytes (67 MB, 64 MiB) copied, 0.111898 s, 600 MB/s
    "
  `);
  expect(copy()).toBe(copy());
});

it('nice shows in ps, and renice changes it', () => {
  const bench = new Bench();
  expect(bench.run('nice -n 5 ps -o ni,stat').stdout).toMatch(/^ NI STAT\n.*5 R?N/ms);
  expect(bench.run('nice -n 3 nice').stdout).toBe('3\n');
});

it('flock refuses with -n while somebody holds the lock', () => {
  const bench = new Bench();
  expect(bench.run('flock lock flock -n lock echo inside')).toEqual({ stdout: '', stderr: '', code: 1 });
  expect(bench.run('flock -s lock flock -s -n lock echo shared').stdout).toBe('shared\n');
  expect(bench.run('flock -n lock echo free').stdout).toBe('free\n');
});

it('git knows its version and that there is no repository', () => {
  const bench = new Bench();
  expect(bench.run('git --version').stdout).toBe('git version 2.43.0\n');
  expect(bench.run('git status')).toMatchObject({ code: 128 });
  expect(bench.run('git clone x').stderr).toBe('cka-lab: not simulated: git clone x\n');
});

it('man has pages of our own, and says so where there is none', () => {
  const bench = new Bench();
  expect(bench.run('man 5 crontab').stdout).toContain('minute hour day-of-month month day-of-week command');
  expect(bench.run('man -k hexdump').stdout).toBe('xxd (1)              - make a hexdump, or the reverse\n');
  expect(bench.run('man nosuch')).toEqual({ stdout: '', stderr: 'No manual entry for nosuch\n', code: 16 });
});
