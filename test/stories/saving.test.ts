// Nothing is lost, and no file on the disk can stop the program.

import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { ApplicationOnScreen, type OpenOptions } from '../support/application.ts';

const open: ApplicationOnScreen[] = [];
const WINDOW = { columns: 130, rows: 36 };
const start = async (options?: OpenOptions): Promise<ApplicationOnScreen> => {
  const screen = new ApplicationOnScreen({ size: WINDOW, ...options });
  open.push(screen);
  await screen.settled();
  return screen;
};
afterEach(() => {
  for (const screen of open.splice(0)) screen.stop();
});

const HOME = '\x1b[21~';
const UNDO = '\x1b[18~';
const folderWith = (name: string, text: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'cka-lab-'));
  writeFileSync(join(folder, name), text);
  return folder;
};

it.each([
  ['truncated', '{"format":1,"version":"0.1.0","wor'],
  ['garbage', '\0\x01\x02 what'],
  ['empty', ''],
  ['of another format', '{"format":99}'],
  ['of a lab that is not here', undefined],
])('a running lab that is %s is set aside with a message', async (_, text) => {
  let folder = folderWith('running.json', text ?? '');
  if (text === undefined) {
    const first = await start();
    await first.type('\r');
    await first.shows('root@controlplane:~#');
    first.stop();
    folder = first.folder;
    const save = JSON.parse(readFileSync(join(folder, 'running.json'), 'utf8'));
    writeFileSync(join(folder, 'running.json'), JSON.stringify({ ...save, lab: 'gone' }));
  }
  const screen = await start({ folder });
  if (text === undefined) await screen.type('\r');
  await screen.shows('running.json.unreadable');
  expect(readdirSync(folder)).toContain('running.json.unreadable');
  expect(screen.text).toContain('Sandbox cluster');
  expect(screen.text).not.toContain('Resume');
});

it.each([
  ['progress.json', '{"labs":{"os-upgrade":{"points":"many"}}}'],
  ['progress.json', '{"labs'],
  ['settings.json', '{"language":"tlh"}'],
  ['settings.json', '[]'],
])('a bad %s is set aside with a message: %s', async (name, text) => {
  const screen = await start({ folder: folderWith(name, text) });
  expect(screen.text).toContain(`${name}.unreadable`);
  expect(screen.text).toContain('Labs · cluster-maintenance');
});

it('a folder that cannot be written is told once, and the lab goes on', async () => {
  const screen = await start({ folder: '/dev/null/cka-lab' });
  await screen.type('\r');
  await screen.shows('Nothing can be saved');
  await screen.type('\x1b');
  await screen.shows('1. Look around');
  await screen.type('echo still here\r');
  await screen.shows(/^.*│still here/m);
  expect(screen.text).not.toContain('Nothing can be saved');
});

it('a lab resumes where it was, down to the screen', async () => {
  const first = await start();
  await first.type('\r');
  await first.shows('root@controlplane:~#');
  await first.type('cd /tmp; touch mark\r');
  await first.shows('root@controlplane:/tmp#');
  const before = first.text.split('\n').slice(1).join('\n');
  // As after kill -9: nobody saved at the end.
  const again = await start({ folder: first.folder });
  await again.type('\r');
  await again.shows('root@controlplane:/tmp#');
  expect(again.text.split('\n').slice(1).join('\n')).toBe(before);
  await again.type('ls\r');
  await again.shows(/│mark/);
});

it('a save whose replay goes another way starts the lab again and says why', async () => {
  const first = await start();
  await first.type('\r');
  await first.shows('root@controlplane:~#');
  first.stop();
  const path = join(first.folder, 'running.json');
  const save = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(path, JSON.stringify({ ...save, version: '0.0.9', trace: 'another' }));
  const again = await start({ folder: first.folder });
  await again.type('\r');
  await again.shows('made by another version');
  expect(again.text).toContain('root@controlplane:~#');
});

it('undo takes back a command from inside a pager on another machine', async () => {
  const screen = await start();
  await screen.type('\r');
  await screen.shows('root@controlplane:~#');
  await screen.type('touch first\r');
  await screen.type('ssh node01\r');
  await screen.shows('root@node01:~#');
  await screen.type('less /etc/passwd\r');
  await screen.shows('_apt:x:42');
  await screen.type(UNDO);
  expect(screen.text).toContain('❯ less /etc/passwd');
  await screen.type('\x1b[A\r');
  await screen.shows(/│root@controlplane:~# *$/m);
  await screen.type('ls\r');
  await screen.shows(/│answers +first/);
});

it('home keeps the lab, and says so', async () => {
  const screen = await start();
  await screen.type('\r');
  await screen.shows('root@controlplane:~#');
  await screen.type(HOME);
  expect(screen.text).toContain('❯ Resume: Take a node out for an OS upgrade');
});
