// enable, disable, mask and friends: links below /etc/systemd/system, then a daemon-reload.

import type { ExitCode } from '../../../linux/host/process.ts';
import {
  baseName,
  findUnit,
  installLinks,
  isUnitName,
  linksTo,
  unitFileState,
  unitName,
} from '../../../linux/systemd/unit-search.ts';
import type { Task } from '../../../sim/task.ts';
import type { Command } from './systemctl.ts';
import { globPattern, refusePermission, runJobs } from './verbs.ts';

const NO_INSTALL_SECTION = `The unit files have no installation config (WantedBy=, RequiredBy=, UpheldBy=,
Also=, or Alias= settings in the [Install] section, and DefaultInstance= for
template units). This means they are not meant to be enabled or disabled using systemctl.
 
Possible reasons for having these kinds of units are:
• A unit may be statically enabled by being symlinked from another unit's
  .wants/, .requires/, or .upholds/ directory.
• A unit's purpose may be to act as a helper for some other unit which has
  a requirement dependency on it.
• A unit may be started when needed via activation (socket, path, timer,
  D-Bus, udev, scripted systemctl call, ...).
• In case of template units, the unit is meant to be enabled with some
  instance name specified.`;

export function* enable(command: Command): Task<ExitCode> {
  const { tool, process } = command;
  const names = command.operands.map(nameOfOperand);
  if (!(yield* mayChange(command))) return 1;
  for (const name of names) {
    const state = unitFileState(process.files, name);
    if (!state) return yield* tool.failPlainly(`Failed to enable unit: Unit file ${name} does not exist.`);
    if (state === 'masked')
      return yield* tool.failPlainly(`Failed to enable unit: Unit file ${maskPath(name)} is masked.`);
  }
  let carried = 0;
  for (const name of names) carried += yield* link(command, name, new Set());
  if (carried === 0 && !tool.has('quiet')) yield* tool.say(NO_INSTALL_SECTION);
  return yield* finish(command, 'start');
}

/** Gives how many links the units' [Install] sections ask for. */
function* link(command: Command, name: string, seen: Set<string>): Task<number> {
  const { tool, process } = command;
  const { files } = process;
  if (seen.has(name)) return 0;
  seen.add(name);
  const { links, also } = installLinks(files, name);
  for (const [path, target] of links) {
    const directory = path.slice(0, path.lastIndexOf('/'));
    files.makeDirectory(directory, { recursive: true });
    const present = files.readDirectory(directory).includes(baseName(path));
    if (present && files.lstat(path).type === 'symlink' && files.readLink(path) === target) continue;
    if (present) files.unlink(path);
    files.symlink(target, path);
    if (!tool.has('quiet')) yield* tool.say(`Created symlink ${path} → ${target}.`);
  }
  let count = links.length;
  for (const other of also) count += 1 + (yield* link(command, other, seen));
  return count;
}

export function* disable(command: Command): Task<ExitCode> {
  const { tool, process } = command;
  if (!(yield* mayChange(command))) return 1;
  const names = command.operands.map(nameOfOperand);
  for (const name of names) {
    if (!unitFileState(process.files, name) && linksTo(process.files, name).length === 0) {
      return yield* tool.failPlainly(`Failed to disable unit: Unit file ${name} does not exist.`);
    }
  }
  let carried = 0;
  for (const name of names) {
    const { links, also } = installLinks(process.files, name);
    carried += links.length + also.length;
    const removed = linksTo(process.files, name);
    carried += removed.length;
    for (const path of removed) {
      process.files.unlink(path);
      if (!tool.has('quiet')) yield* tool.say(`Removed "${path}".`);
    }
  }
  if (carried === 0 && !tool.has('quiet')) yield* tool.say(NO_INSTALL_SECTION);
  return yield* finish(command, 'stop');
}

export function* reenable(command: Command): Task<ExitCode> {
  for (const name of command.operands.map(nameOfOperand))
    for (const path of linksTo(command.process.files, name)) command.process.files.unlink(path);
  return yield* enable(command);
}

export function* mask(command: Command): Task<ExitCode> {
  const { tool, process } = command;
  if (!(yield* mayChange(command))) return 1;
  for (const name of command.operands.map(unitName)) {
    const path = maskPath(name);
    const { files } = process;
    const present = files.readDirectory('/etc/systemd/system').includes(name);
    if (present && files.lstat(path).type === 'symlink' && files.readLink(path) === '/dev/null') continue;
    if (present && files.lstat(path).type !== 'symlink') {
      return yield* tool.failPlainly(`Failed to mask unit: File '${path}' already exists.`);
    }
    if (!findUnit(files, name).fragment) yield* tool.say(`Unit ${name} does not exist, proceeding anyway.`);
    if (present) files.unlink(path);
    files.symlink('/dev/null', path);
    yield* tool.say(`Created symlink ${path} → /dev/null.`);
  }
  return yield* finish(command, 'stop');
}

export function* unmask(command: Command): Task<ExitCode> {
  const { tool, process } = command;
  if (!(yield* mayChange(command))) return 1;
  for (const name of command.operands.map(unitName)) {
    const path = maskPath(name);
    const { files } = process;
    if (!findUnit(files, name).masked) continue;
    if (!files.readDirectory('/etc/systemd/system').includes(name)) continue;
    files.unlink(path);
    yield* tool.say(`Removed "${path}".`);
  }
  return yield* finish(command, undefined);
}

export function* setDefault(command: Command): Task<ExitCode> {
  const { tool, process } = command;
  if (!(yield* mayChange(command))) return 1;
  const name = isUnitName(command.operands[0]) ? command.operands[0] : `${command.operands[0]}.target`;
  const { fragment } = findUnit(process.files, name);
  if (!fragment) return yield* tool.failPlainly(`Failed to set default target: Unit file ${name} does not exist.`);
  const path = '/etc/systemd/system/default.target';
  if (process.files.readDirectory('/etc/systemd/system').includes('default.target')) {
    process.files.unlink(path);
    yield* tool.say(`Removed "${path}".`);
  }
  process.files.symlink(fragment, path);
  yield* tool.say(`Created symlink ${path} → ${fragment}.`);
  return yield* finish(command, undefined);
}

export function* isEnabled({ tool, process, operands }: Command): Task<ExitCode> {
  let code = 1;
  let unknown = false;
  for (const name of operands.map(unitName)) {
    const state = unitFileState(process.files, name);
    if (!state) {
      unknown = true;
      if (!tool.has('quiet')) yield* tool.print('not-found\n');
      continue;
    }
    if (!tool.has('quiet')) yield* tool.print(`${state}\n`);
    if (state !== 'disabled' && state !== 'masked' && state !== 'linked') code = 0;
  }
  return unknown && code !== 0 ? 4 : code;
}

const maskPath = (name: string): string => `/etc/systemd/system/${name}`;

/** A path names the file it leads to. */
const nameOfOperand = (operand: string): string => unitName(operand.startsWith('/') ? baseName(operand) : operand);

function* mayChange(command: Command): Task<boolean> {
  if (command.tool.isRoot) return true;
  yield* refusePermission(command, `${command.verb} unit`);
  return false;
}

function* finish(command: Command, now: 'start' | 'stop' | undefined): Task<ExitCode> {
  const { tool, process, systemd } = command;
  if (!tool.has('no-reload')) {
    yield* process.compute(180);
    systemd.reload();
  }
  if (now && tool.has('now'))
    return yield* runJobs({ ...command, verb: now, operands: command.operands.map(nameOfOperand) });
  return 0;
}

export const matches = (patterns: readonly string[], name: string): boolean =>
  patterns.length === 0 ||
  patterns.some((pattern) => (/[*?[]/.test(pattern) ? globPattern(pattern).test(name) : unitName(pattern) === name));
