// A node taken down and up from another machine, as the documentation's steps have it, with a shell that only splits words.

import { expect, test } from 'vitest';
import type { Program } from '../../../src/linux/host/process.ts';
import { giveKey } from '../../../src/linux/ubuntu/ssh-keys.ts';
import { coreutils } from '../../../src/programs/coreutils/index.ts';
import { ubuntuMachine } from '../../support/ubuntu.ts';

const bash: Program = function* (process) {
  return (yield* process.run({ argv: process.argv[2].split(' ') })).code;
};

const pair = () => {
  const programs = { ...coreutils, bash };
  const ubuntu = { hosts: [['10.0.0.11', 'node01']] as const };
  const near = ubuntuMachine({ name: 'controlplane', address: '10.0.0.10', programs, ubuntu });
  const far = ubuntuMachine({ fabric: near.fabric, programs });
  giveKey(near.host, 'root', [far.host]);
  near.run('ssh -o StrictHostKeyChecking=accept-new node01 true');
  return { near, far };
};

test('what ssh says while the machine goes down and comes back', () => {
  const { near } = pair();
  const said: string[] = [];
  const begun = near.simulation.now;
  const note = (text: string) => {
    if (said.at(-1)?.replace(/^.{6}/, '') === text) return;
    said.push(`${String(Math.round((near.simulation.now - begun) / 1000)).padStart(3)}s  ${text}`);
  };
  note(near.run('ssh node01 sudo reboot').stderr.trim());
  near.simulation.advance(500);
  for (let tries = 0; tries < 60; tries++) {
    const { stdout, stderr } = near.run('ssh -o ConnectTimeout=5 node01 uptime');
    note((stderr || stdout.replace(/.*( up .*?),.*/s, '$1')).trim());
    if (stdout) break;
    near.simulation.advance(500);
  }
  expect(said.join('\n')).toMatchInlineSnapshot(`
    "  0s  Connection to node01 closed by remote host.
      1s  ssh: connect to host node01 port 22: Connection refused
      4s  ssh: connect to host node01 port 22: No route to host
     19s  up 0 min"
  `);
});

test('files go over and come back', () => {
  const { near, far } = pair();
  const { files } = near.host;
  files.writeFile('/root/a.txt', 'a\n');
  const outputs = [
    'scp a.txt node01:/tmp/',
    'scp node01:/etc/hostname got',
    'scp a.txt nope.txt node01:',
    'scp node01:/nope .',
    'scp -r node01:/etc/apt/sources.list.d .',
    'scp node01:/etc/apt .',
    'scp a.txt node01:/proc/nope/x',
    'scp a.txt nosuch:/tmp',
    'scp a.txt b.txt',
    'ls',
  ].map((command) => {
    const { stdout, stderr, code } = near.run(command);
    return `$ ${command}\n${stdout}${stderr}${code === 0 ? '' : `[${code}]\n`}`;
  });
  expect(outputs.join('')).toMatchInlineSnapshot(`
    "$ scp a.txt node01:/tmp/
    $ scp node01:/etc/hostname got
    $ scp a.txt nope.txt node01:
    scp: stat local "nope.txt": No such file or directory
    [1]
    $ scp node01:/nope .
    scp: /nope: No such file or directory
    [1]
    $ scp -r node01:/etc/apt/sources.list.d .
    $ scp node01:/etc/apt .
    scp: download /etc/apt: not a regular file
    [1]
    $ scp a.txt node01:/proc/nope/x
    scp: dest open "/proc/nope/x": No such file or directory
    scp: failed to upload file a.txt to /proc/nope/x
    [1]
    $ scp a.txt nosuch:/tmp
    ssh: Could not resolve hostname nosuch: Temporary failure in name resolution
    scp: Connection closed
    [255]
    $ scp a.txt b.txt
    $ ls
    a.txt
    b.txt
    got
    sources.list.d
    "
  `);
  expect(far.host.files.readText('/tmp/a.txt')).toBe('a\n');
});

test('a key is made, shown, and let in where its owner can get in already', () => {
  const { near, far } = pair();
  const outputs = [
    'ssh-keygen -t ed25519 -f /root/key -N "" -C ann',
    'ssh-keygen -lf /root/key.pub',
    'ssh-keygen -q -t rsa -b 2048 -N "" -f /root/old',
    'ssh-keygen -t foo -f /root/x',
    'ssh-keygen -lf /root/none',
    'ssh-copy-id -i /root/key.pub node01',
    'ssh -i /root/key node01 hostname',
    'ssh-keygen -R node01',
  ].map((command) => {
    const { stdout, stderr, code } = near.run(command);
    return `$ ${command}\n${stdout}${stderr}${code === 0 ? '' : `[${code}]\n`}`;
  });
  // The dice of the machine make the key: its picture is a different one after any change to what a machine starts with.
  const said = outputs
    .join('')
    .replace(/SHA256:[A-Za-z0-9+/]{43}/g, 'SHA256:…')
    .replace(/^\|[ .o+=*BOX@%&#/^SE]{17}\|\n/gm, '');
  expect(said).toMatchInlineSnapshot(`
    "$ ssh-keygen -t ed25519 -f /root/key -N "" -C ann
    Generating public/private ed25519 key pair.
    Your identification has been saved in /root/key
    Your public key has been saved in /root/key.pub
    The key fingerprint is:
    SHA256:… ann
    The key's randomart image is:
    +--[ED25519 256]--+
    +----[SHA256]-----+
    $ ssh-keygen -lf /root/key.pub
    256 SHA256:… ann (ED25519)
    $ ssh-keygen -q -t rsa -b 2048 -N "" -f /root/old
    $ ssh-keygen -t foo -f /root/x
    unknown key type foo
    [255]
    $ ssh-keygen -lf /root/none
    /root/none: No such file or directory
    [255]
    $ ssh-copy-id -i /root/key.pub node01

    Number of key(s) added: 1

    Now try logging into the machine, with:   "ssh 'node01'"
    and check to make sure that only the key(s) you wanted were added.

    /usr/bin/ssh-copy-id: INFO: Source of key(s) to be installed: "/root/key.pub"
    /usr/bin/ssh-copy-id: INFO: attempting to log in with the new key(s), to filter out any that are already installed
    /usr/bin/ssh-copy-id: INFO: 1 key(s) remain to be installed -- if you are prompted now it is to install the new keys
    $ ssh -i /root/key node01 hostname
    node01
    $ ssh-keygen -R node01
    # Host node01 found: line 1
    /root/.ssh/known_hosts updated.
    Original contents retained as /root/.ssh/known_hosts.old
    "
  `);
  expect(far.host.files.readText('/root/.ssh/authorized_keys')).toContain(' ann\n');
  near.host.files.removeTree('/root/.ssh');
  expect(near.run('ssh-copy-id -o StrictHostKeyChecking=no -i /root/old.pub node01')).toMatchInlineSnapshot(`
    {
      "code": 1,
      "stderr": "/usr/bin/ssh-copy-id: INFO: Source of key(s) to be installed: "/root/old.pub"
    /usr/bin/ssh-copy-id: INFO: attempting to log in with the new key(s), to filter out any that are already installed
    Warning: Permanently added 'node01' (ED25519) to the list of known hosts.
    root@node01: Permission denied (publickey).
    ",
      "stdout": "",
    }
  `);
});
