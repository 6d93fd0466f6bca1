import { expect, test } from 'vitest';
import { machineWithShell, Sitting, script } from '../../../support/sitting.ts';

/** Recorded from visudo -cf: the rules, and what it says of /tmp/s. */
test.each([
  ['root ALL=(ALL:ALL) ALL', '/tmp/s: parsed OK'],
  ['bob ALL=(ALL) NOPASSWD ALL', '/tmp/s:1:24: syntax error\nbob ALL=(ALL) NOPASSWD ALL\n                       ^~~'],
  ['bob ALL=(ALL NOPASSWD: ALL', '/tmp/s:1:14: syntax error\nbob ALL=(ALL NOPASSWD: ALL\n             ^~~~~~~~~'],
  ['bob', '/tmp/s:1:4: syntax error\nbob\n   ^'],
  ['bob ALL', '/tmp/s:1:8: syntax error\nbob ALL\n       ^'],
  ['bob ALL=', '/tmp/s:1:9: syntax error\nbob ALL=\n        ^'],
  ['bob ALL=ls', '/tmp/s:1:9: expected a fully-qualified path name\nbob ALL=ls\n        ^~'],
  ['bob ALL=(ALL) /bin/ls,', '/tmp/s:1:23: syntax error\nbob ALL=(ALL) /bin/ls,\n                      ^'],
  ['bob ALL=(ALL) NOPASWD: ALL', '/tmp/s:1:27: syntax error\nbob ALL=(ALL) NOPASWD: ALL\n                          ^'],
  ['\n\nfoo bar baz', '/tmp/s:3:9: syntax error\nfoo bar baz\n        ^~~'],
  ['User_Alias FOO = a, b\nFOO ALL = ALL', '/tmp/s: parsed OK'],
  ['FOO ALL = ALL', '/tmp/s:1:14: User_Alias "FOO" referenced but not defined\n/tmp/s: parsed OK'],
  ['User_Alias foo = a', '/tmp/s:1:12: syntax error\nUser_Alias foo = a\n           ^~~'],
  ['User_Alias FOO = a', 'Warning: /tmp/s:1:12: unused User_Alias "FOO"\n/tmp/s: parsed OK'],
  [
    'User_Alias A = x\nUser_Alias A = y\nA ALL=ALL',
    '/tmp/s:2:17: Alias "A" already defined\nUser_Alias A = y\n                ^',
  ],
  ['Defaults nonsense', '/tmp/s:1:18: unknown defaults entry "nonsense"'],
  ['Defaults timestamp_timeout=abc', '/tmp/s:1:28: value "abc" is invalid for option "timestamp_timeout"'],
  ['Defaults timestamp_timeout=5\nDefaults !authenticate\nDefaults:bob lecture=always', '/tmp/s: parsed OK'],
  ['@includedir /nope', '/tmp/s: parsed OK'],
  ['@include /nope', 'visudo: /nope: No such file or directory'],
  ['%sudo ALL=(ALL) ALL\n%#27 ALL=ALL\n#1000 ALL=ALL', '/tmp/s: parsed OK'],
  [
    'bob ALL = (root) NOPASSWD: /usr/bin/systemctl restart kubelet, /usr/bin/journalctl -u kubelet',
    '/tmp/s: parsed OK',
  ],
  ['bob ALL=(ALL) \\\n  NOPASSWD: ALL', '/tmp/s: parsed OK'],
  [
    'bob ALL=(ALL) ALL\nthis is = wrong = x\nand another one',
    '/tmp/s:2:11: expected a fully-qualified path name\nthis is = wrong = x\n          ^~~~~\n/tmp/s:3:13: syntax error\nand another one\n            ^~~',
  ],
])('%j', (rules, said) => {
  const machine = machineWithShell();
  machine.host.files.writeFile('/tmp/s', `${rules}\n`, { mode: 0o440 });
  const { stdout, stderr } = machine.run('visudo -cf /tmp/s');
  expect((stderr + stdout).trimEnd()).toBe(said);
});

test('the files of a fresh machine are right, and who may look', () => {
  const machine = machineWithShell();
  expect(script(machine, 'visudo -c; chmod 640 /etc/sudoers; visudo -c; visudo -cf /nope')).toMatchInlineSnapshot(`
    "/etc/sudoers: parsed OK
    /etc/sudoers.d/90-cloud-init-users: parsed OK
    /etc/sudoers: bad permissions, should be mode 0440
    /etc/sudoers.d/90-cloud-init-users: parsed OK
    visudo: unable to open /nope: No such file or directory
    (1)
    "
  `);
  expect(script(machine, 'visudo; visudo -c', 1000)).toMatchInlineSnapshot(`
    "visudo: /etc/sudoers: Permission denied
    visudo: unable to open /etc/sudoers: Permission denied
    (1)
    "
  `);
});

/** An editor that adds a line to the file it is given last. */
const editor = (line: string) => `#!/bin/sh\nfor file do :; done\nsleep 1\necho '${line}' >> "$file"\n`;

test('a broken file is kept back until somebody decides', () => {
  const machine = machineWithShell();
  machine.host.files.writeFile('/usr/local/bin/ed', editor('junk junk'), { mode: 0o755 });
  const root = new Sitting(machine);
  expect(
    ['EDITOR=ed visudo\r', '?\r', 'e\r', 'x\r', 'tail -1 /etc/sudoers\r'].map((keys) => root.type(keys)).join(''),
  ).toMatchInlineSnapshot(`
    "EDITOR=ed visudo
    /etc/sudoers:21:10: syntax error
    junk junk
             ^
    What now? ?
    Options are:
      (e)dit sudoers file again
      e(x)it without saving changes to sudoers file
      (Q)uit and save changes to sudoers file (DANGER!)

    What now? e
    /etc/sudoers:21:10: syntax error
    junk junk
             ^
    /etc/sudoers:22:10: syntax error
    junk junk
             ^
    What now? x
    $ tail -1 /etc/sudoers
    @includedir /etc/sudoers.d
    $ "
  `);
  expect(
    ['EDITOR=ed visudo\r', 'Q\r', 'tail -1 /etc/sudoers; ls -l /etc/sudoers\r'].map((keys) => root.type(keys)).join(''),
  ).toMatchInlineSnapshot(`
    "EDITOR=ed visudo
    /etc/sudoers:21:10: syntax error
    junk junk
             ^
    What now? Q
    $ tail -1 /etc/sudoers; ls -l /etc/sudoers
    junk junk
    -r--r----- 1 root root 530 Nov 20 12:00 /etc/sudoers
    $ "
  `);
});

test('a good change is installed, none is said so', () => {
  const machine = machineWithShell();
  machine.host.files.writeFile('/usr/local/bin/ed', editor('bob ALL=(ALL) NOPASSWD: ALL'), { mode: 0o755 });
  expect(
    script(
      machine,
      `useradd -m bob; EDITOR=true visudo
       EDITOR=ed visudo -f /etc/sudoers.d/bob; cat /etc/sudoers.d/bob
       su bob -c "sudo -n id -un"`,
    ),
  ).toMatchInlineSnapshot(`
    "visudo: /etc/sudoers.tmp unchanged
    bob ALL=(ALL) NOPASSWD: ALL
    root
    "
  `);
});

test('sudoedit edits a copy as the caller and writes it back as root', () => {
  const machine = machineWithShell();
  machine.host.files.writeFile('/usr/local/bin/ed', editor('by $(id -un)').replaceAll("'", '"'), { mode: 0o755 });
  expect(
    script(
      machine,
      `EDITOR=ed sudoedit /etc/issue; tail -1 /etc/issue; stat -c '%U %a' /etc/issue
       EDITOR=true sudoedit /etc/issue
       EDITOR=false sudoedit /etc/issue
       EDITOR=true sudoedit /etc`,
      1000,
    ),
  ).toMatchInlineSnapshot(`
    "by ubuntu
    root 644
    sudoedit: /etc/issue unchanged
    sudoedit: /etc/issue unchanged
    sudoedit: /etc: not a regular file
    (1)
    "
  `);
});
