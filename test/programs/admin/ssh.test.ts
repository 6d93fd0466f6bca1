import { expect, test } from 'vitest';
import { decode, encode } from '../../../src/base/bytes.ts';
import type { Program } from '../../../src/linux/host/process.ts';
import { openLogin } from '../../../src/linux/ubuntu/login.ts';
import { giveKey } from '../../../src/linux/ubuntu/ssh-keys.ts';
import { ubuntuMachine } from '../../support/ubuntu.ts';

/** As much of a shell as these stories type. */
const bash: Program = function* (process) {
  process.onSignal('SIGTERM', () => {});
  if (process.argv[1] === '-c') return (yield* process.run({ argv: process.argv[2].split(' ') })).code;
  for (;;) {
    yield* process.print(`${process.namespaces.hostname}# `);
    const line = decode(yield* process.read(0)).trim();
    if (line === 'exit') return 0;
    const child = process.spawn({ argv: line.split(' '), group: 0 });
    process.terminal!.foreground = child.group;
    yield* process.waitFor(child);
    process.terminal!.foreground = process.group;
  }
};

const hello: Program = function* (process) {
  yield* process.print(`hi ${yield* process.readAllText()}\n`);
  return 7;
};

const pair = () => {
  const programs = { bash, hello };
  const near = ubuntuMachine({
    name: 'controlplane',
    address: '10.0.0.10',
    programs,
    ubuntu: { hosts: [['10.0.0.11', 'node01']] },
  });
  const far = ubuntuMachine({ fabric: near.fabric, programs });
  giveKey(near.host, 'root', [far.host]);
  return { near, far };
};

test('a command runs on the other machine, with its input, output and status', () => {
  const { near } = pair();
  expect(near.run('ssh -o StrictHostKeyChecking=no node01 hello', { stdin: 'x' })).toMatchInlineSnapshot(`
    {
      "code": 7,
      "stderr": "Warning: Permanently added 'node01' (ED25519) to the list of known hosts.
    ",
      "stdout": "hi x
    ",
    }
  `);
  expect(near.run('ssh node01 hello', { stdin: 'x' }).stderr).toBe('');
});

test('a session ends when the other machine reboots', () => {
  const { near } = pair();
  const { terminal } = openLogin(near.host, 'root', { columns: 80, rows: 24 });
  let screen = '';
  terminal.onOutput = (bytes) => {
    screen += decode(bytes).replaceAll('\r', '');
  };
  const type = (text: string) => {
    terminal.input(encode(`${text}\r`));
    near.simulation.advance(4_000);
  };
  type('ssh -o StrictHostKeyChecking=accept-new node01');
  screen = '';
  type('systemctl reboot');
  type('ssh node01');
  expect(screen).toMatchInlineSnapshot(`
    "systemctl reboot

    Broadcast message from root@node01 on pts/0 (Fri 2026-11-20 12:00:44 UTC):

    The system will reboot now!

    node01# Connection to node01 closed by remote host.
    Connection to node01 closed.
    controlplane# ssh node01
    ssh: connect to host node01 port 22: No route to host
    controlplane# "
  `);
});

test.each([
  ['ssh nosuch true', 'ssh: Could not resolve hostname nosuch: Temporary failure in name resolution\n'],
  ['ssh 10.0.0.99 true', 'ssh: connect to host 10.0.0.99 port 22: No route to host\n'],
])('%s', (command, stderr) => {
  expect(pair().near.run(command)).toEqual({ stdout: '', stderr, code: 255 });
});

test('sudo lets the sudo group in without a password', () => {
  const { far } = pair();
  expect(far.run('sudo hello', { uid: 1000, stdin: 'y' }).stdout).toBe('hi y\n');
  expect(far.run('sudo nope', { uid: 1000 }).stderr).toBe('sudo: nope: command not found\n');
});
