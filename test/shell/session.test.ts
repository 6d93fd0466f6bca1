import { expect, it } from 'vitest';
import { Machine } from '../support/machine.ts';

it('lets somebody type commands, stop them, bring them back and look at their end', async () => {
  const session = new Machine().sit();
  session
    .type('echo hello\r')
    .type('for i in 1 2\rdo echo $i\rdone\r')
    .type('sleep 100\r')
    .type('\x03')
    .type('echo $?\r');
  session
    .type('sleep 50\r')
    .type('\x1a')
    .type('jobs\r')
    .type('fg\r')
    .type('\x03')
    .type('sleep 1 &\r', 2000)
    .type('nope\r');
  expect(await session.screen()).toMatchInlineSnapshot(`
    "$ echo hello
    hello
    $ for i in 1 2
    > do echo $i
    > done
    1
    2
    $ sleep 100
    ^C
    $ echo $?
    130
    $ sleep 50
    ^Z
    [1]+  Stopped                 sleep 50
    $ jobs
    [1]+  Stopped                 sleep 50
    $ fg
    sleep 50
    ^C
    $ sleep 1 &
    [1] 5
    $ nope
    bash: nope: command not found
    [1]+  Done                    sleep 1
    $ "
  `);
  session.type('exit 3\r');
  expect(session.process.status?.code).toBe(3);
});

it('takes Ctrl-C in a loop of builtins', async () => {
  const session = new Machine().sit();
  session.type('while true; do :; done\r', 50).type('\x03').type('echo $?\r');
  expect(await session.screen()).toContain('130');
});

it('counts to 100,000 without keeping anybody waiting', () => {
  const begun = performance.now();
  expect(new Machine().run('i=0; while ((i<100000)); do ((i++)); done; echo $i').stdout).toBe('100000\n');
  expect(performance.now() - begun).toBeLessThan(5_000);
});

it('streams through pipes, so that an endless writer ends with its reader', () => {
  expect(new Machine().run('while true; do echo x; done | head -2; echo ${PIPESTATUS[0]}').stdout).toBe('x\nx\n141\n');
});
