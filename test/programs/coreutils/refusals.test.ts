// Behaviour that is too dangerous to record on a real machine: what rm refuses and what kill signals.

import { describe, expect, it } from 'vitest';
import { Bench } from '../bench.ts';

describe('rm refuses', () => {
  it.each([
    [
      'the root directory',
      'rm -rf /',
      "rm: it is dangerous to operate recursively on '/'\nrm: use --no-preserve-root to override this failsafe\n",
    ],
    ['the directory one stands in', 'rm -r .', "rm: refusing to remove '.' or '..' directory: skipping '.'\n"],
    ['the one above', 'rm -rf ..', "rm: refusing to remove '.' or '..' directory: skipping '..'\n"],
  ])('%s', (_what, line, stderr) => {
    const bench = new Bench();
    bench.write('kept', 'x');
    expect(bench.run(line)).toEqual({ stdout: '', stderr, code: 1 });
    expect(bench.run('cat kept').stdout).toBe('x');
  });
});

describe('signals', () => {
  it.each([
    [
      'pkill',
      {
        stdout: '',
        stderr: "pkill: no matching criteria specified\nTry `pkill --help' for more information.\n",
        code: 2,
      },
    ],
    ['pkill nosuchprocess', { stdout: '', stderr: '', code: 1 }],
    ['killall nosuchprocess', { stdout: '', stderr: 'nosuchprocess: no process found\n', code: 1 }],
    ['/usr/bin/kill 999999', { stdout: '', stderr: '/usr/bin/kill: (999999): No such process\n', code: 1 }],
    ['/usr/bin/kill abc', { stdout: '', stderr: "/usr/bin/kill: failed to parse argument: 'abc'\n", code: 1 }],
  ])('%s', (line, expected) => {
    expect(new Bench().run(line)).toEqual(expected);
  });

  it('end a process by number, by name and by pattern', () => {
    const bench = new Bench();
    const sleeper = () => bench.root.spawn({ argv: ['sleep', '1000'] });
    for (const line of ['pkill sleep', 'killall sleep', 'pkill -f "sleep 1000"', 'killall -9 sleep']) {
      const child = sleeper();
      bench.host.simulation.advance(10);
      expect(bench.run(line)).toEqual({ stdout: '', stderr: '', code: 0 });
      bench.host.simulation.advance(10);
      expect([line, child.alive]).toEqual([line, false]);
      child.reap();
    }
    const child = sleeper();
    expect(bench.run(`/usr/bin/kill -STOP ${child.pid}`).code).toBe(0);
    expect(child.state).toBe('stopped');
    expect(bench.run(`/usr/bin/kill -9 ${child.pid}`).code).toBe(0);
    expect(child.status).toEqual({ code: 137, signal: 'SIGKILL' });
  });
});
