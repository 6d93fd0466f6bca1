// Variables the shell computes when they are read: $RANDOM, $SECONDS, FUNCNAME, PIPESTATUS …

import { realUser } from '../../linux/files/permissions.ts';
import { parentPid } from '../../linux/host/process-files.ts';
import { printCommand } from '../syntax/print.ts';
import type { Shell } from './shell.ts';

export const BASH_VERSION = '5.2.21(1)-release';

export function installSpecialVariables(shell: Shell): void {
  const { variables } = shell;
  const { simulation } = shell.process;
  const now = () => simulation.epoch + simulation.now;
  const random = simulation.random;
  let sequence: number | undefined;

  variables.compute('RANDOM', {
    read: () => {
      if (sequence === undefined) return String(random.integer(32_768));
      sequence = nextRandom(sequence);
      return String(((sequence >>> 16) ^ (sequence & 0xffff)) & 32_767);
    },
    write: (text) => {
      sequence = Number.parseInt(text, 10) >>> 0 || 0;
    },
  });
  variables.compute('SRANDOM', { read: () => String(random.uint32()) });
  variables.compute('SECONDS', {
    read: () => String(Math.floor((simulation.now - shell.secondsFrom) / 1000)),
    write: (text) => {
      shell.secondsFrom = simulation.now - (Number.parseInt(text, 10) || 0) * 1000;
    },
  });
  variables.compute('EPOCHSECONDS', { read: () => String(Math.floor(now() / 1000)), write: () => {} });
  variables.compute('EPOCHREALTIME', {
    read: () => `${Math.floor(now() / 1000)}.${String(now() % 1000).padStart(3, '0')}000`,
    write: () => {},
  });
  variables.compute('LINENO', { read: () => String(shell.line), write: () => {} });
  variables.compute('BASHPID', { read: () => String(shell.process.ownPid), write: () => {} });
  variables.compute('BASH_COMMAND', {
    read: () => (typeof shell.running === 'string' ? shell.running : printCommand(shell.running)),
    write: () => {},
  });
  variables.compute('BASH_SUBSHELL', { read: () => String(shell.subshellDepth), write: () => {} });
  variables.compute('PIPESTATUS', { read: () => shell.pipeStatus.map(String), write: () => {} });
  variables.compute('FUNCNAME', {
    read: () => {
      if (!shell.frames.some((frame) => frame.name !== 'source')) return [];
      const names = shell.frames.map((frame) => frame.name).reverse();
      return shell.origin === 'script' ? [...names, 'main'] : names;
    },
    write: () => {},
  });
  variables.compute('BASH_SOURCE', {
    read: () => {
      const sources = shell.frames.map((frame) => frame.source).reverse();
      return shell.origin === 'script' ? [...sources, shell.name] : sources;
    },
    write: () => {},
  });
  variables.compute('BASH_LINENO', {
    read: () => {
      const lines = shell.frames.map((frame) => String(frame.calledFrom)).reverse();
      return shell.origin === 'script' ? [...lines, '0'] : lines;
    },
    write: () => {},
  });
  variables.compute('DIRSTACK', { read: () => [shell.process.directory, ...shell.directories], write: () => {} });
  variables.compute('GROUPS', { read: () => shell.process.credentials.groups.map(String), write: () => {} });
  variables.compute('UID', { read: () => String(realUser(shell.process.credentials)) });
  variables.compute('EUID', { read: () => String(shell.process.credentials.uid) });
  variables.compute('PPID', { read: () => String(parentPid(shell.process, shell.process.namespaces)) });
  variables.compute('SHELLOPTS', { read: () => shell.options.names });
  variables.compute('BASHOPTS', {
    read: () => shell.options.shoptNames.filter((name) => shell.options.shopt(name)).join(':'),
  });
  variables.compute('HISTCMD', { read: () => String(shell.historyBase + shell.history.length + 1), write: () => {} });
  variables.compute('BASH_VERSION', { read: () => BASH_VERSION });
  variables.compute('BASH_VERSINFO', { read: () => ['5', '2', '21', '1', 'release', 'x86_64-pc-linux-gnu'] });
  variables.compute('BASH_ALIASES', { read: () => [] });
  variables.compute('_', { read: () => shell.lastArgument, write: () => {} });
}

/** The generator of Park and Miller, which bash uses for a seeded RANDOM. */
function nextRandom(seed: number): number {
  const last = seed === 0 ? 123_459_876 : seed;
  const high = Math.floor(last / 127_773);
  const low = last - 127_773 * high;
  const next = 16_807 * low - 2_836 * high;
  return next < 0 ? next + 0x7fff_ffff : next;
}
