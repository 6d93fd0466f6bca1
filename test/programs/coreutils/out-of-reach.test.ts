// A directory that may be read and not entered.

import { describe, expect, it } from 'vitest';
import { ClusterShell } from '../../support/cluster-shell.ts';

const UNKNOWN = `total 0
-????????? ? ? ? ?            ? f
l????????? ? ? ? ?            ? l
d????????? ? ? ? ?            ? s
`;

const refused = (...names: string[]): string =>
  names.map((name) => `ls: cannot access 'd/${name}': Permission denied\n`).join('');

describe('a directory without the right to enter it', () => {
  const shell = new ClusterShell('one-worker');
  shell.run('mkdir -p /tmp/r/d/s; cd /tmp/r; touch d/f; ln -s nowhere d/l; chmod 744 d; echo echo hi >u; chmod 0 u');
  const run = (script: string) => shell.run(`su nobody -s /bin/bash -c "cd /tmp/r; ${script}"`);

  it.each([
    ['ls d', 'f\nl\ns\n'],
    ['ls -l d', `${UNKNOWN}${refused('f', 'l', 's')}(1)\n`],
    ['ls -F d', `f\nl@\ns/\n${refused('f')}(1)\n`],
    ['TERM=xterm ls --color=always d', `f\n\x1b[0m\x1b[01;36ml\x1b[0m\n\x1b[01;34ms\x1b[0m\n${refused('f', 's')}(1)\n`],
    ['ls -i d', `? f\n? l\n? s\n${refused('f', 'l', 's')}(1)\n`],
    ['ls -a d', '.\n..\nf\nl\ns\n'],
    ['ls -s d', `total 0\n? f\n? l\n? s\n${refused('f', 'l', 's')}(1)\n`],
    ['ls -t d', `f\nl\ns\n${refused('f', 'l', 's')}(1)\n`],
    ['ls -R d', "d:\nf\nl\ns\nls: cannot open directory 'd/s': Permission denied\n(1)\n"],
    ['mkdir -p d/x/y', 'mkdir: cannot create directory ‘d’: Permission denied\n(1)\n'],
    ['mkdir -p d/s', 'mkdir: cannot create directory ‘d’: Permission denied\n(1)\n'],
    ['mkdir -p /root/a/b', 'mkdir: cannot create directory ‘/root’: Permission denied\n(1)\n'],
    ['mkdir -p /etc/a/b', 'mkdir: cannot create directory ‘/etc/a’: Permission denied\n(1)\n'],
    ['mkdir -p /etc/passwd/x', 'mkdir: cannot create directory ‘/etc/passwd’: Not a directory\n(1)\n'],
    ['. ./u', 'bash: line 1: ./u: Permission denied\n(1)\n'],
    ['. d/f', 'bash: line 1: d/f: Permission denied\n(1)\n'],
    ['. d/', 'bash: line 1: .: d/: is a directory\n(1)\n'],
    ["sh -c '. ./u; echo no'", 'sh: 1: .: cannot open ./u: Permission denied\n(2)\n'],
    ["sh -c '. ./d/f; echo no'", 'sh: 1: .: cannot open ./d/f: Permission denied\n(2)\n'],
    ['. u/x', 'bash: line 1: u/x: Not a directory\n(1)\n'],
  ])('%s', (script, output) => {
    expect(run(script)).toBe(output);
  });
});
