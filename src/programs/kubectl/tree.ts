// kubectl's commands as a tree, read once from the inventory.

import type { Command } from '../cobra/command.ts';
import type { Flag, FlagType } from '../cobra/flags.ts';
import { INVENTORY } from './inventory.ts';

export interface CommandTree {
  readonly root: Command;
  readonly globals: readonly Flag[];
}

export const HELP_FLAG: Flag = { name: 'help', shorthand: 'h', type: 'bool', shown: 'false', bare: 'true' };

/** Deprecated: they work, and no help shows them. */
const HIDDEN_FLAGS: readonly (readonly [path: string, flag: Flag])[] = [
  ['kubectl autoscale', { name: 'cpu-percent', shorthand: '', type: 'int', shown: '-1', hidden: true }],
];

export const TREE: CommandTree = readInventory(INVENTORY);

/** The commands as a release has them: the inventory is that of 1.35. */
export function rootIn(minor: number): Command {
  if (minor === 34 || minor === 35) return TREE.root;
  const commands = TREE.root.commands.map((command): Command => {
    if (command.name === 'alpha') return { ...command, commands: [], hidden: true };
    if (command.name === 'wait' && minor < 34) return { ...command, short: `Experimental: ${command.short}` };
    return command;
  });
  if (minor < 36) return { ...TREE.root, commands };
  const kuberc = TREE.root.commands.flatMap((command) => (command.name === 'alpha' ? command.commands : []));
  const plugin = commands.findIndex(({ name }) => name === 'plugin');
  commands.splice(plugin, 0, ...kuberc.map((command) => ({ ...released(command), group: 'Other Commands' })));
  return { ...TREE.root, commands };
}

/** `kubectl alpha kuberc` became `kubectl kuberc`. */
function released(command: Command): Command {
  return {
    ...command,
    path: command.path.replace(' alpha ', ' '),
    usage: command.usage.replace(' alpha ', ' '),
    commands: command.commands.map(released),
  };
}

interface Draft extends Omit<Command, 'flags' | 'commands'> {
  readonly flags: Flag[];
  readonly commands: Draft[];
}

function readInventory(text: string): CommandTree {
  const globals: Flag[] = [];
  const drafts = new Map<string, Draft>();
  let flags = globals;
  for (const line of text.split('\n').slice(1)) {
    if (line === '') continue;
    if (line.startsWith(' --')) {
      flags.push(readFlag(line));
      continue;
    }
    const [path, aliases, group, short, ...usage] = line.split(' | ');
    const draft: Draft = {
      path,
      name: path.slice(path.lastIndexOf(' ') + 1),
      aliases: aliases === '' ? [] : aliases.split(','),
      group,
      short,
      usage: usage.join(' | ').replaceAll('\\n', '\n'),
      flags: [],
      commands: [],
    };
    drafts.set(path, draft);
    drafts.get(path.slice(0, Math.max(0, path.lastIndexOf(' '))))?.commands.push(draft);
    flags = draft.flags;
  }
  for (const [path, flag] of HIDDEN_FLAGS) drafts.get(path)?.flags.push(flag);
  return { root: drafts.get('kubectl')!, globals };
}

/** ` --dry-run - string?unchanged 'none'` */
function readFlag(line: string): Flag {
  const [, name, shorthand, kind, shown] = /^ --(\S+) (\S+) (\S+) ?(.*)$/.exec(line)!;
  const [type, bare] = kind.split('?');
  return {
    name,
    shorthand: shorthand === '-' ? '' : shorthand,
    type: typeNamed(type),
    shown,
    bare: type === 'bool' ? 'true' : bare,
  };
}

function typeNamed(name: string): FlagType {
  return name === 'bool' || name === 'int' || name === 'duration' || name === 'list' || name === 'array'
    ? name
    : 'string';
}
