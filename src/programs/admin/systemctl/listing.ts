// systemctl list-units, list-unit-files and list-dependencies.

import type { ExitCode } from '../../../linux/host/process.ts';
import type { UnitStatus } from '../../../linux/systemd/status.ts';
import { allUnitFiles, unitFileState, unitName } from '../../../linux/systemd/unit-search.ts';
import type { Task } from '../../../sim/task.ts';
import { page } from '../pager.ts';
import { columnsOf, paint, UNDERLINE } from './colours.ts';
import { matches } from './enablement.ts';
import { dot } from './status-page.ts';
import type { Command } from './systemctl.ts';

export function* listUnits(command: Command): Task<ExitCode> {
  const { tool, systemd, process } = command;
  const states = [...tool.values('state').flatMap((one) => one.split(',')), ...(tool.has('failed') ? ['failed'] : [])];
  const types = tool.values('type').flatMap((one) => one.split(','));
  const everything = tool.has('all') || states.length > 0 || command.operands.length > 0;
  const units = systemd.list().filter((unit) => {
    const type = unit.name.slice(unit.name.lastIndexOf('.') + 1);
    if (types.length > 0 && !types.includes(type) && !types.includes(unit.load)) return false;
    if (states.length > 0 && !states.includes(unit.active) && !states.includes(unit.sub) && !states.includes(unit.load))
      return false;
    if (!matches(command.operands, unit.name)) return false;
    return everything || unit.active !== 'inactive' || unit.job !== undefined;
  });
  const coloured = process.isTerminal(1);
  const rows = units.map((unit) => [unit.name, unit.load, unit.active, unit.sub, unit.definition.description]);
  const header = ['UNIT', 'LOAD', 'ACTIVE', 'SUB', 'DESCRIPTION'];
  const widths = header.map((title, index) =>
    Math.max(index === 4 ? 0 : title.length, ...rows.map((row) => (index === 4 ? 0 : row[index].length))),
  );
  const width = columnsOf(process);
  const line = (cells: readonly string[]) => {
    const whole = cells.map((cell, index) => (index === 4 ? cell : cell.padEnd(widths[index]))).join(' ');
    return tool.has('full') || whole.length + 2 <= width ? whole : `${whole.slice(0, width - 3)}…`;
  };
  const marks = tool.has('plain') ? '' : '  ';
  let text = '';
  if (!tool.has('no-legend'))
    text += `${coloured ? paint(`${marks}${line(header)}`.padEnd(Math.min(width, 200)), UNDERLINE) : `${marks}${line(header)}`}\n`;
  for (const [index, unit] of units.entries()) {
    const failed =
      unit.active === 'failed' || unit.load === 'not-found' || unit.load === 'bad-setting' || unit.load === 'masked';
    const mark = marks === '' ? '' : failed ? `${dot(unit, coloured, true)} ` : '  ';
    text += `${mark}${line(rows[index])}\n`;
  }
  if (!tool.has('no-legend')) text += legend(units, everything);
  yield* page(process, text, { paged: !tool.has('no-pager') });
  return 0;
}

function legend(units: readonly UnitStatus[], everything: boolean): string {
  const explanation = `
LOAD   = Reflects whether the unit definition was properly loaded.
ACTIVE = The high-level unit activation state, i.e. generalization of SUB.
SUB    = The low-level unit activation state, values depend on unit type.
`;
  const count = `${units.length} loaded units listed.`;
  if (units.length === 0)
    return `${count}${everything ? '' : ' Pass --all to see loaded but inactive units, too.'}\n${everything ? '' : "To show all installed unit files use 'systemctl list-unit-files'.\n"}`;
  return `${explanation}${count}${everything ? '' : ' Pass --all to see loaded but inactive units, too.'}\nTo show all installed unit files use 'systemctl list-unit-files'.\n`;
}

export function* listUnitFiles(command: Command): Task<ExitCode> {
  const { tool, process } = command;
  const types = tool.values('type').flatMap((one) => one.split(','));
  const states = tool.values('state').flatMap((one) => one.split(','));
  const rows = allUnitFiles(process.files)
    .filter(
      (name) =>
        (types.length === 0 || types.includes(name.slice(name.lastIndexOf('.') + 1))) &&
        matches(command.operands, name),
    )
    .map((name) => {
      const state = unitFileState(process.files, name) ?? 'static';
      const preset =
        state === 'enabled' || state === 'disabled' || state === 'masked' || state === 'indirect' ? 'enabled' : '-';
      return [name, state, preset];
    })
    .filter(([, state]) => states.length === 0 || states.includes(state));
  const widths = ['UNIT FILE', 'STATE', 'PRESET'].map((title, index) =>
    Math.max(title.length, ...rows.map((row) => row[index].length)),
  );
  const line = (cells: readonly string[]) =>
    `${cells.map((cell, index) => (index === 2 ? cell : cell.padEnd(widths[index]))).join(' ')}\n`;
  const body = rows.map(line).join('');
  const text = tool.has('no-legend')
    ? body
    : `${line(['UNIT FILE', 'STATE', 'PRESET'])}${body}\n${rows.length} unit files listed.\n`;
  yield* page(process, text, { paged: !tool.has('no-pager') });
  return 0;
}

export function* listDependencies(command: Command): Task<ExitCode> {
  const { tool, systemd, process } = command;
  const name = unitName(command.operands[0] ?? 'default.target');
  const root = systemd.status(name);
  const coloured = process.isTerminal(1);
  const lines = [root.name];
  const seen = new Set<string>();
  const walk = (unit: UnitStatus, indent: string): void => {
    const children = dependenciesOf(command, unit);
    for (const [index, child] of children.entries()) {
      const last = index === children.length - 1;
      const mark = tool.has('plain') ? '' : `${dot(child, coloured)} `;
      lines.push(tool.has('plain') ? `${indent}  ${child.name}` : `${mark}${indent}${last ? '└─' : '├─'}${child.name}`);
      const open = child.definition.type === 'target' || tool.has('all');
      if (!open || seen.has(child.name)) continue;
      seen.add(child.name);
      walk(child, `${indent}${tool.has('plain') ? '  ' : last ? '  ' : '│ '}`);
    }
  };
  walk(root, '');
  yield* page(process, `${lines.join('\n')}\n`, { paged: !tool.has('no-pager') });
  return 0;
}

/** Sorted as systemctl does: other types first, targets last, each by name. */
function dependenciesOf({ systemd, tool }: Command, unit: UnitStatus): UnitStatus[] {
  const names = tool.has('reverse')
    ? systemd
        .list()
        .filter((one) => one.definition.requires.has(unit.name) || one.definition.wants.has(unit.name))
        .map((one) => one.name)
    : [
        ...unit.definition.requires,
        ...unit.definition.wants,
        ...(unit.definition.service && unit.definition.requires.has('sysinit.target') ? ['system.slice'] : []),
      ];
  const rank = (name: string) => (name.endsWith('.target') ? `1${name}` : `0${name}`);
  return [...new Set(names)]
    .sort((a, b) => (rank(a) < rank(b) ? -1 : 1))
    .map((name) => systemd.status(name))
    .filter((one) => one.load !== 'not-found');
}
