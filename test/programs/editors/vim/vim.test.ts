// vim at a terminal: files and their dangers, modes seen on the screen, and what goes on around the editor.

import { expect, test } from 'vitest';
import { vim } from '../../../../src/programs/editors/vim/vim.ts';
import { Machine, type Session } from '../../../support/machine.ts';

const POD = 'kind: Pod\nmetadata:\n  name: web\n';

const machineWith = (files: Readonly<Record<string, string>> = {}) =>
  new Machine({ programs: { vim, vi: vim, view: vim }, files: { '/root/pod.yaml': POD, ...files } });

const rows = async (session: Session, count = 3): Promise<string[]> =>
  (await session.screen()).split('\n').slice(-count);
const read = (machine: Machine, path: string): string => machine.host.files.readText(path);

test('a change is written and the shell is back', async () => {
  const machine = machineWith();
  const session = machine.sit({ rows: 8 });
  session.type('vim pod.yaml\r').type('A # x\x1b:wq\r');
  expect(read(machine, '/root/pod.yaml')).toBe('kind: Pod # x\nmetadata:\n  name: web\n');
  expect(await session.screen()).toBe('$ vim pod.yaml\n$ ');
});

test('a file keeps its mode, its owner and its links', () => {
  const machine = machineWith();
  const { files } = machine.host;
  files.changeMode('/root/pod.yaml', 0o640);
  files.changeOwner('/root/pod.yaml', { uid: 1000, gid: 1000 });
  files.hardLink('/root/pod.yaml', '/root/other.yaml');
  files.symlink('pod.yaml', '/root/link.yaml');
  machine.sit().type('vim link.yaml\r').type('x:wq\r');
  const inode = files.stat('/root/other.yaml');
  expect([inode.mode & 0o777, inode.uid, inode.links, files.lstat('/root/link.yaml').type]).toEqual([
    0o640,
    1000,
    2,
    'symlink',
  ]);
  expect(read(machine, '/root/other.yaml')).toBe(POD.slice(1));
});

test('a swap file lies beside the file while it is edited', () => {
  const machine = machineWith();
  const session = machine.sit();
  session.type('vim pod.yaml\r');
  expect(machine.host.files.exists('/root/.pod.yaml.swp')).toBe(true);
  session.type(':q\r');
  expect(machine.host.files.exists('/root/.pod.yaml.swp')).toBe(false);
});

test('a vim that was killed leaves its swap file, and the next one asks', async () => {
  const machine = machineWith();
  const first = machine.sit();
  first.type('vim pod.yaml\r').type('x');
  machine.run('kill -9 $(pgrep vim || pidof vim || ps -eo pid,comm | awk \'$2=="vim"{print $1}\')');
  const session = machine.sit({ rows: 30 });
  session.type('vim pod.yaml\r');
  const screen = await session.screen();
  expect(screen).toContain('E325: ATTENTION\nFound a swap file by the name ".pod.yaml.swp"');
  expect(screen).toContain('modified: YES');
  expect(screen).toContain('[O]pen Read-Only, (E)dit anyway, (R)ecover, (D)elete it, (Q)uit, (A)bort:');
  session.type('d');
  expect(await rows(session, 1)).toEqual([
    '"pod.yaml" 3L, 32B                                            1,1           All',
  ]);
  session.type(':q\r');
  expect(machine.host.files.exists('/root/.pod.yaml.swp')).toBe(false);
});

test('Quit at the swap file question is quitting vim', async () => {
  const machine = machineWith();
  machine.sit().type('vim pod.yaml\r');
  const session = machine.sit({ rows: 30 });
  session.type('vim pod.yaml\r').type('q').type('echo $?\r');
  expect(await session.screen()).toBe('$ vim pod.yaml\n$ echo $?\n1\n$ ');
});

test('who may not write is told so in time', async () => {
  const machine = machineWith();
  machine.host.files.makeDirectory('/srv');
  machine.host.files.writeFile('/srv/hosts', 'a\n', { mode: 0o644 });
  const session = machine.sit({ rows: 6, argv: ['bash', '--norc'] });
  session.process.credentials = { uid: 1000, gid: 1000, groups: [1000] };
  session.type('vim /srv/hosts\r');
  expect(await rows(session, 1)).toEqual([
    '"/srv/hosts" [readonly] 1L, 2B                                1,1           All',
  ]);
  session.type('x:w\r');
  expect(await rows(session, 1)).toEqual([
    "E45: 'readonly' option is set (add ! to override)             1,0-1         All",
  ]);
  session.type(':w!\r');
  expect(await rows(session, 1)).toEqual([
    '"/srv/hosts" E212: Can\'t open file for writing                1,0-1         All',
  ]);
  expect(read(machine, '/srv/hosts')).toBe('a\n');
});

test('the file that changed underneath is not overwritten unasked', async () => {
  const machine = machineWith();
  const session = machine.sit({ rows: 6 });
  session.type('vim pod.yaml\r').type('x').settle(5_000);
  machine.host.files.writeFile('/root/pod.yaml', 'other\n');
  session.type(':w\r');
  expect(await rows(session, 2)).toEqual([
    'WARNING: The file has been changed since reading it!!!',
    'Do you really want to write to it (y/n)?',
  ]);
  session.type('n');
  expect(read(machine, '/root/pod.yaml')).toBe('other\n');
});

test('a pasted manifest keeps its indentation', () => {
  const machine = machineWith();
  const text = 'spec:\n  containers:\n  - name: a\n    image: b';
  machine
    .sit()
    .type('vim new.yaml\r')
    .type('i')
    .type(`\x1b[200~${text.replaceAll('\n', '\r')}\x1b[201~`)
    .type('\x1b:wq\r');
  expect(read(machine, '/root/new.yaml')).toBe(`${text}\n`);
});

test('with `set paste` typed text keeps its indentation too', () => {
  const machine = machineWith({ '/root/.vimrc': 'set ai et sw=2\n' });
  machine.sit().type('vim new.yaml\r').type(':set paste\ri').type('a:\r  b:\r    c: 1\rd: 2').type('\x1b:wq\r');
  expect(read(machine, '/root/new.yaml')).toBe('a:\n  b:\n    c: 1\nd: 2\n');
});

test('Ctrl-Z gives the shell back, fg the editor', async () => {
  const machine = machineWith();
  const session = machine.sit({ rows: 6 });
  session.type('vim pod.yaml\r').type('x\x1a').type('fg\r');
  expect((await session.screen()).split('\n')[0]).toBe('ind: Pod');
  session.type(':q\r');
  expect(await rows(session, 1)).toEqual([
    'E37: No write since last change (add ! to override)           1,1           All',
  ]);
});

test('a window of another size is drawn anew', async () => {
  const machine = machineWith();
  const session = machine.sit({ rows: 6 });
  session.type('vim pod.yaml\r');
  await session.screen();
  session.resize(40, 5);
  expect(await session.screen()).toBe('kind: Pod\nmetadata:\n  name: web\n~\n"pod.yaml" 3L, 32B    1,1           All');
});

test('text from a pipe is edited and not yet on any disk', async () => {
  const machine = machineWith();
  const session = machine.sit({ rows: 6 });
  session.type('echo hello | vim -\r').type(':q\r');
  expect(await rows(session, 1)).toEqual([
    'E37: No write since last change (add ! to override)           1,1           All',
  ]);
  session.type(':w out\r:q\r');
  expect(read(machine, '/root/out')).toBe('hello\n');
});

test('without a terminal vim says so and still does what it is told', () => {
  const machine = machineWith();
  expect(machine.run("printf 'x:wq\\r' | vim pod.yaml")).toEqual({
    stdout: '',
    stderr: 'Vim: Warning: Output is not to a terminal\nVim: Warning: Input is not from a terminal\n',
    code: 0,
  });
  expect(machine.run("vim -es -c '%s/Pod/Job/' -c 'wq' pod.yaml; cat pod.yaml").stdout).toBe(
    'ind: Job\nmetadata:\n  name: web\n',
  );
});

test('what a start file gets wrong is named with its line, and the rest of it counts', async () => {
  const machine = machineWith({ '/root/.vimrc': 'set nosuch\nset nu\n' });
  const session = machine.sit({ rows: 8 });
  session.type('vim pod.yaml\r');
  expect((await rows(session, 4)).map((row) => row.trim())).toEqual([
    'Error detected while processing /root/.vimrc:',
    'line    1:',
    'E518: Unknown option: nosuch',
    'Press ENTER or type command to continue',
  ]);
  session.type('\r');
  expect((await session.screen()).split('\n')[0]).toBe('  1 kind: Pod');
});

test.each([
  [':sp\r', 'cka-lab: not simulated: :split: there is one window'],
  [':nosuch\r', 'E492: Not an editor command: nosuch'],
  [':set nosuch\r', 'E518: Unknown option: nosuch'],
  [':set ts=0\r', 'E487: Argument must be positive: ts=0'],
  [':set ts=x\r', 'E521: Number required after =: ts=x'],
  [':set spell\r', 'cka-lab: not simulated: :set spell'],
  [':99d\r', 'E16: Invalid range'],
  [':s/nosuch/x/\r', 'E486: Pattern not found: nosuch'],
  [':r nosuch\r', "E484: Can't open file nosuch"],
  [':1,2w\r', 'E140: Use ! to write partial buffer'],
  [':w /\r', 'E502: "/" is a directory'],
  [':e nosuch/\r', '"nosuch/" [New]'],
  [':n\r', 'E163: There is only one file to edit'],
  [':k\r', 'E471: Argument required'],
  [':s/\\(a/b/\r', 'E54: Unmatched \\('],
])('%j is answered by %s', async (keys, answer) => {
  const session = machineWith().sit({ rows: 6 });
  session.type('vim -u NONE -N pod.yaml\r').type(keys);
  expect((await rows(session, 1))[0].trimEnd()).toBe(answer);
});

test('two editors in two worlds have their own registers, options and mappings', () => {
  const [one, two] = [machineWith(), machineWith()];
  const [first, second] = [one.sit(), two.sit()];
  first.type('vim pod.yaml\r').type('yy:set nu\r:nmap x dd\r');
  second.type('vim pod.yaml\r').type('x:wq\r');
  first.type('x:wq\r');
  expect([read(one, '/root/pod.yaml'), read(two, '/root/pod.yaml')]).toEqual([
    'metadata:\n  name: web\n',
    POD.slice(1),
  ]);
  expect('document' in globalThis || 'window' in globalThis).toBe(false);
});
