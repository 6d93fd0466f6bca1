// systemctl status: what a unit is, does and lately said. Models systemctl-show.c.

import type { ExitCode } from '../../../linux/host/process.ts';
import { findJournal } from '../../../linux/systemd/journal.ts';
import { exitText, type UnitStatus } from '../../../linux/systemd/status.ts';
import { formatAgo, formatTimeSpan, formatTimestamp } from '../../../linux/systemd/time-span.ts';
import type { Task } from '../../../sim/task.ts';
import { formatEntry, isAbout } from '../journal-lines.ts';
import { page, wouldPage } from '../pager.ts';
import { baseName } from '../tool.ts';
import { columnsOf, GREEN, paint, RED, YELLOW } from './colours.ts';
import type { Command } from './systemctl.ts';
import { expandNames, warnChanged } from './verbs.ts';

export function* showStatus(command: Command): Task<ExitCode> {
  const { systemd, tool, process } = command;
  if (command.operands.length === 0) return yield* showSystem(command);
  const pages: string[] = [];
  let code = 0;
  let shortened = false;
  for (const name of expandNames(command, command.operands.map(withoutProcess(command)))) {
    const unit = systemd.status(name);
    if (unit.load === 'not-found' && unit.active === 'inactive') {
      yield* tool.say(`Unit ${name} could not be found.`);
      code ||= 4;
      continue;
    }
    if (unit.needsReload) yield* warnChanged(command, unit.name);
    const { text, ellipsized } = statusPage(command, unit);
    shortened ||= ellipsized;
    pages.push(text);
    if (unit.active !== 'active' && unit.active !== 'reloading') code ||= 3;
  }
  const hint = shortened ? 'Hint: Some lines were ellipsized, use -l to show in full.\n' : '';
  yield* page(process, pages.join('\n') + hint, { paged: !tool.has('no-pager') });
  return code;
}

/** A process ID stands for the unit it belongs to. */
const withoutProcess =
  ({ systemd }: Command) =>
  (operand: string): string =>
    /^\d+$/.test(operand)
      ? (systemd.list().find((unit) => unit.members.some((one) => one.pid === Number(operand)))?.name ?? operand)
      : operand;

const DOTS: Readonly<Record<string, string>> = {
  active: '●',
  reloading: '↻',
  inactive: '○',
  failed: '×',
  activating: '●',
  deactivating: '●',
};

export function dot(unit: UnitStatus, coloured: boolean, broken = false): string {
  const mark = broken && unit.active !== 'failed' ? '●' : (DOTS[unit.active] ?? '●');
  if (!coloured) return broken ? '●' : mark;
  return paint(
    broken ? '●' : mark,
    broken || unit.active === 'failed' ? RED : unit.active === 'active' || unit.active === 'reloading' ? GREEN : '',
  );
}

const row = (key: string, value: string): string => `${`${key}:`.padStart(12)} ${value}\n`;
const INDENT = ' '.repeat(13);

function statusPage(command: Command, unit: UnitStatus): { readonly text: string; readonly ellipsized: boolean } {
  const { process, tool } = command;
  const coloured = process.isTerminal(1);
  const now = process.simulation.epoch + process.simulation.now;
  const { definition } = unit;
  const title =
    definition.description === unit.name || unit.load === 'masked'
      ? unit.name
      : `${unit.name} - ${definition.description}`;
  let text = `${dot(unit, coloured)} ${title}\n`;
  text += row('Loaded', loadedText(unit, coloured));
  text += dropInRows(definition.found.dropIns);
  text += row('Active', activeText(unit, now, coloured));
  const { activeEnter = 0, activeExit = 0 } = unit.stamps;
  if ((unit.active === 'inactive' || unit.active === 'failed') && activeEnter > 0 && activeExit >= activeEnter) {
    text += row('Duration', formatTimeSpan(activeExit - activeEnter) || '0');
  }
  for (const [index, url] of (unit.load === 'masked' ? [] : definition.documentation).entries()) {
    text += index === 0 ? row('Docs', url) : `${INDENT}${url}\n`;
  }
  for (const run of unit.executions) {
    if (!run.exit) continue;
    const failed = run.exit.code === 'killed' || run.exit.status !== 0;
    const line = `${run.pid} ${run.key}=${run.text} (${exitText(run.exit)})`;
    text += row(
      'Process',
      coloured && failed && !run.ignored ? line.replace(/status=\S+(?=\))|signal=\w+/, (all) => paint(all, RED)) : line,
    );
  }
  if (unit.mainPid > 0) text += row('Main PID', `${unit.mainPid} (${unit.mainName})`);
  else if (unit.mainExit) text += row('Main PID', `${unit.lastMainPid} (${exitText(unit.mainExit)})`);
  if (unit.statusText !== '' && unit.active !== 'inactive') text += row('Status', `"${unit.statusText}"`);
  if (unit.members.length > 0) {
    const { tasks, memory, tasksMax } = unit.accounting;
    if (tasks) text += row('Tasks', `${unit.members.length}${tasksMax === undefined ? '' : ` (limit: ${tasksMax})`}`);
    if (memory) text += row('Memory', memoryText(unit));
  }
  if (unit.cpu > 0 || unit.executions.length > 0) text += row('CPU', formatTimeSpan(Math.max(1, Math.round(unit.cpu))));
  if (unit.members.length > 0) {
    text += row('CGroup', unit.controlGroup);
    const width = String(unit.members.at(-1)!.pid).length;
    for (const [index, member] of unit.members.entries()) {
      const branch = index === unit.members.length - 1 ? '└─' : '├─';
      text += `${INDENT}${branch}${String(member.pid).padStart(width)} ${coloured ? paint(member.command, '\x1b[38;5;245m') : member.command}\n`;
    }
  }
  const count = linesWanted(command);
  const journal = findJournal(process.files);
  const entries = journal
    ? journal.entries
        .slice(Math.max(0, unit.journalMark - journal.first))
        .filter((entry) => entry.boot === process.host.bootId && isAbout(entry, unit.name))
    : [];
  if (!canReadJournal(command)) {
    if (count > 0)
      return {
        text: `${text}\nWarning: some journal files were not opened due to insufficient permissions.\n`,
        ellipsized: false,
      };
  }
  const shown = count === 0 ? [] : entries.slice(-count);
  let ellipsized = false;
  if (shown.length > 0) {
    text += '\n';
    const cut = coloured && !tool.has('full') && !(wouldPage(process) && !tool.has('no-pager'));
    for (const entry of shown) {
      const line = formatEntry(entry, process.host.namespaces.hostname, 'short', coloured);
      const fitted = cut ? ellipsize(line, columnsOf(process)) : line;
      ellipsized ||= fitted !== line;
      text += `${fitted}\n`;
    }
  }
  return { text, ellipsized };
}

const canReadJournal = ({ process }: Command): boolean =>
  process.credentials.uid === 0 || process.credentials.groups.some((group) => group === 4 || group === 999);

function linesWanted({ tool }: Command): number {
  const given = tool.value('lines');
  return given === undefined ? 10 : Number(given);
}

function loadedText(unit: UnitStatus, coloured: boolean): string {
  const { found } = unit.definition;
  switch (unit.load) {
    case 'masked':
      return `${coloured ? paint('masked', RED) : 'masked'} (Reason: Unit ${unit.name} is masked.)`;
    case 'not-found':
      return `${coloured ? paint('not-found', RED) : 'not-found'} (Reason: Unit ${unit.name} not found.)`;
    case 'bad-setting':
      return `bad-setting (Reason: Unit ${unit.name} has a bad unit file setting.)`;
    case 'loaded': {
      if (!found.fragment) return 'loaded';
      const state = unit.fileState ?? 'static';
      const colourOf = (word: string) => (word === 'enabled' ? GREEN : word === 'disabled' ? YELLOW : '');
      const word = coloured ? paint(state, colourOf(state)) : state;
      const preset =
        state === 'static' || state === 'alias' ? '' : `; preset: ${coloured ? paint('enabled', GREEN) : 'enabled'}`;
      return `loaded (${found.fragment}; ${word}${preset})`;
    }
  }
}

function dropInRows(paths: readonly string[]): string {
  let text = '';
  const directories = [...new Set(paths.map((path) => path.slice(0, path.lastIndexOf('/'))))];
  for (const directory of directories) {
    text += text === '' ? row('Drop-In', directory) : `${INDENT}${directory}\n`;
    const names = paths.filter((path) => path.startsWith(`${directory}/`)).map(baseName);
    text += `${INDENT}└─${names.join(', ')}\n`;
  }
  return text;
}

function activeText(unit: UnitStatus, now: number, coloured: boolean): string {
  const { stamps } = unit;
  const since = {
    active: stamps.activeEnter,
    reloading: stamps.activeEnter,
    inactive: stamps.inactiveEnter,
    failed: stamps.inactiveEnter,
    activating: stamps.inactiveExit,
    deactivating: stamps.activeExit,
  }[unit.active];
  const state = unit.sub === unit.active ? unit.active : `${unit.active} (${unit.sub})`;
  const painted = !coloured
    ? state
    : paint(
        state,
        unit.active === 'failed' ? RED : unit.active === 'active' || unit.active === 'reloading' ? GREEN : '',
      );
  const result = unit.result === 'success' ? '' : ` (Result: ${unit.result})`;
  const when = since === undefined ? '' : ` since ${formatTimestamp(since)}; ${formatAgo(now - since)}`;
  return `${painted}${result}${when}`;
}

/** `22.1M`: one decimal, powers of 1024. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'K', 'M', 'G', 'T'];
  let size = bytes;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return unit === 0 ? `${bytes}B` : `${(Math.floor(size * 10) / 10).toFixed(1)}${units[unit]}`;
}

/** Cut in the middle, at 75 %, as systemd does. */
function ellipsize(line: string, columns: number): string {
  if (line.length <= columns) return line;
  const head = Math.floor(((columns - 1) * 75) / 100);
  return `${line.slice(0, head)}…${line.slice(line.length - (columns - 1 - head))}`;
}

function* showSystem(command: Command): Task<ExitCode> {
  const { systemd, process, tool } = command;
  const coloured = process.isTerminal(1);
  const units = systemd.list().filter((unit) => unit.load !== 'not-found');
  const failed = units.filter((unit) => unit.active === 'failed').length;
  const colour = systemd.state === 'running' ? GREEN : systemd.state === 'degraded' ? RED : '';
  const started = process.simulation.epoch + (process.host.bootedAt ?? 0);
  const now = process.simulation.epoch + process.simulation.now;
  const own = (key: string, value: string) => `${`${key}:`.padStart(11)} ${value}\n`;
  let text = `${coloured ? paint('●', colour) : '●'} ${process.namespaces.hostname}\n`;
  text += own('State', coloured ? paint(systemd.state, colour) : systemd.state);
  text += own('Units', `${units.length} loaded (incl. loaded aliases)`);
  text += own('Jobs', `${units.filter((unit) => unit.job).length} queued`);
  text += own('Failed', `${failed} units`);
  text += own('Since', `${formatTimestamp(started)}; ${formatAgo(now - started)}`);
  text += own('systemd', '255.4-1ubuntu8.12');
  text += own('CGroup', '/');
  const services = units.filter((unit) => unit.members.length > 0);
  text += `${' '.repeat(12)}├─init.scope\n${' '.repeat(12)}│ └─1 /sbin/init\n${' '.repeat(12)}└─system.slice\n`;
  for (const [index, unit] of services.entries()) {
    const last = index === services.length - 1;
    text += `${' '.repeat(14)}${last ? '└─' : '├─'}${unit.name}\n`;
    for (const [at, member] of unit.members.entries()) {
      text += `${' '.repeat(14)}${last ? '  ' : '│ '}${at === unit.members.length - 1 ? '└─' : '├─'}${member.pid} ${member.command}\n`;
    }
  }
  yield* page(process, text, { paged: !tool.has('no-pager') });
  return 0;
}

/** `21.6M (max: 512.0M available: 490.4M peak: 22.1M)`. */
function memoryText({ memory, memoryPeak, accounting: { memoryMax, memoryHigh } }: UnitStatus): string {
  const limits = [
    ...(memoryHigh === undefined ? [] : [`high: ${formatBytes(memoryHigh)}`]),
    ...(memoryMax === undefined ? [] : [`max: ${formatBytes(memoryMax)}`]),
  ];
  const lowest = Math.min(memoryMax ?? Number.POSITIVE_INFINITY, memoryHigh ?? Number.POSITIVE_INFINITY);
  if (limits.length > 0) limits.push(`available: ${formatBytes(Math.max(0, lowest - memory))}`);
  return `${formatBytes(memory)} (${[...limits, `peak: ${formatBytes(Math.max(memory, memoryPeak))}`].join(' ')})`;
}
