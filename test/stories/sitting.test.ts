// Sitting at the terminal: logging out, rebooting the machine one sits at, waiting, watching.

import { afterEach, beforeEach, expect, it } from 'vitest';
import { ApplicationOnScreen } from '../support/application.ts';

let screen: ApplicationOnScreen;
beforeEach(async () => {
  screen = new ApplicationOnScreen({ size: { columns: 130, rows: 36 } });
  await screen.type('\r');
  await screen.shows('root@controlplane:~#');
});
afterEach(() => screen.stop());

it('logging out brings the next login', async () => {
  await screen.type('cd /tmp; exit\r');
  await screen.shows('controlplane login: root (automatic login)');
  await screen.shows(/│root@controlplane:~# *$/m);
  await screen.type('pwd\r');
  await screen.shows(/│\/root/);
});

it('whoever reboots the machine they sit at can log in again when it is back, and undo still works', async () => {
  await screen.type('echo before > mark; reboot\r');
  await screen.shows('The system will reboot now!');
  await screen.shows('controlplane login: root', 60_000);
  await screen.shows(/login\)(?:[^#]|\n)*│root@controlplane:~# *$/m);
  await screen.type('cat mark; uptime\r');
  await screen.shows(/│before[^#]* up 0 min/);
  await screen.type('\x1b[18~');
  await screen.shows('❯ cat mark; uptime');
  await screen.type('\r');
  await screen.shows(/login\)(?:[^#]|\n)*│root@controlplane:~# *$/m);
});

it('time runs faster while a command keeps its user waiting, also on another machine, but not while watching', async () => {
  await screen.type('sleep 30\r');
  await screen.shows('time ×10', 5_000);
  await screen.shows(/sleep 30[^#]*root@controlplane:~#/, 10_000);
  await screen.type('ssh node01\r');
  await screen.shows('root@node01:~#');
  await screen.type('sleep 30\r');
  await screen.shows('time ×10', 5_000);
  await screen.shows(/sleep 30[^#]*root@node01:~#/, 10_000);
  await screen.type('exit\r');
  await screen.shows('Connection to node01 closed.');
  await screen.type('kubectl get pods -w\r');
  for (let i = 0; i < 50; i++) await screen.settled();
  expect(screen.text).not.toContain('time ×10');
  await screen.type('\x03');
  await screen.shows(/\^C[^#]*root@controlplane:~#/);
});

it('skipping time tells what happened meanwhile', async () => {
  await screen.type('ipmitool -H node02-bmc power off\r');
  await screen.shows('Down/Off');
  await screen.type('\x1b[17~');
  await screen.type('2');
  await screen.shows('1 minute later');
  expect(screen.text).toContain('node02: Ready, switched off → NotReady,');
});
