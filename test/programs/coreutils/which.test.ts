import { expect, it } from 'vitest';
import { Bench } from '../bench.ts';

it('which says where a command is, and only its status tells that there is none', () => {
  const bench = new Bench();
  expect(bench.run('which ls nosuch')).toMatchObject({ stdout: '/usr/bin/ls\n', stderr: '', code: 1 });
  expect(bench.run('which ls')).toMatchObject({ code: 0 });
});
