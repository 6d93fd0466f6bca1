import { expect, it } from 'vitest';
import { Bench } from './bench.ts';

it('an endless writer ends when head has seen enough', () => {
  expect(new Bench().run('yes | head -n 2')).toEqual({ stdout: 'y\ny\n', stderr: '', code: 0 });
});

it('grep passes on what it found before its input is over', () => {
  const bench = new Bench();
  bench.write('log', 'one\n');
  const before = bench.host.simulation.now;
  expect(bench.run('timeout 5 tail -f log | grep one | head -n 1').stdout).toBe('one\n');
  expect(bench.host.simulation.now - before).toBeLessThan(10_000);
});

it('tail -f shows what is appended, a second later at most', () => {
  const bench = new Bench();
  bench.write('log', 'one\n');
  bench.host.simulation.schedule(2_500, 'append', () =>
    bench.host.files.writeFile('/root/lab/log', 'two\n', { append: true }),
  );
  expect(bench.run('timeout 5 tail -f log').stdout).toBe('one\ntwo\n');
});

it('bytes that are not UTF-8 pass through text filters unharmed', () => {
  const bench = new Bench();
  bench.write('raw', Uint8Array.of(0x61, 0xff, 0x62, 10));
  bench.run('sed s/a/x/ raw > changed');
  expect([...bench.host.files.readFile('/root/lab/changed')]).toEqual([0x78, 0xff, 0x62, 10]);
});

it('ps shows who runs', () => {
  expect(new Bench().run('ps -e -o pid,ppid,comm').stdout).toMatchInlineSnapshot(`
    "    PID    PPID COMMAND
          1       0 systemd
          2       1 ps
    "
  `);
});
