// Help in the layout of kubectl's templates: description, aliases, examples, commands or options, usage.

import type { Command } from './command.ts';
import type { Flag } from './flags.ts';

export interface HelpTexts {
  /** Long description of a command; missing: its short one with a full stop. */
  readonly descriptions: Readonly<Record<string, string>>;
  /** Example lines by command path. */
  readonly examples: Readonly<Record<string, string>>;
  /** What a flag is for; `path flag` before `flag`. */
  readonly flags: Readonly<Record<string, string>>;
  /** A heading of its own, with nothing below it, before the group of this name. */
  readonly headingsBefore?: Readonly<Record<string, string>>;
}

export function helpFor(command: Command, texts: HelpTexts): string {
  const description = texts.descriptions[command.path] ?? `${command.short}.`;
  return `${description}\n\n${usageOf(command, texts)}`;
}

/** Everything below the description; cobra prints it after some mistakes too. */
export function usageOf(command: Command, texts: HelpTexts): string {
  const sections: string[] = [];
  if (command.aliases.length > 0) sections.push(`Aliases:\n${[command.name, ...command.aliases].join(', ')}`);
  const examples = texts.examples[command.path];
  if (examples) sections.push(`Examples:\n${indent(examples)}`);
  if (command.commands.length > 0) sections.push(...commandLists(command, texts));
  if (command.flags.length > 0) sections.push(`Options:\n${optionList(command, texts)}`);
  sections.push(`Usage:\n  ${command.usage}`);
  const more =
    command.commands.length > 0
      ? `Use "${command.path} <command> --help" for more information about a given command.\n`
      : '';
  const root = command.path.split(' ')[0];
  sections.push(`${more}Use "${root} options" for a list of global command-line options (applies to all commands).`);
  return `${sections.join('\n\n')}\n`;
}

/** `kubectl options`. */
export function globalOptions(globals: readonly Flag[], texts: HelpTexts): string {
  const list = globals.map((flag) => option(flag, texts.flags[flag.name] ?? ''));
  return `The following options can be passed to any command:\n\n${list.join('\n\n')}\n\n`;
}

function commandLists(command: Command, texts: HelpTexts): string[] {
  const groups = new Map<string, Command[]>();
  const listed = command.commands.filter((child) => !child.hidden);
  for (const child of listed) groups.set(child.group, [...(groups.get(child.group) ?? []), child]);
  const width = Math.max(...listed.map((child) => child.name.length));
  return [...groups].flatMap(([group, children]) => {
    const lines = children.map((child) => `  ${child.name.padEnd(width)}   ${child.short}`);
    const list = `${group || 'Available Commands'}:\n${lines.join('\n')}`;
    const before = texts.headingsBefore?.[group];
    return before === undefined ? [list] : [before, list];
  });
}

function optionList(command: Command, texts: HelpTexts): string {
  return command.flags
    .filter(({ hidden }) => !hidden)
    .map((flag) => option(flag, texts.flags[`${command.path} ${flag.name}`] ?? texts.flags[flag.name] ?? ''))
    .join('\n\n');
}

const option = (flag: Flag, usage: string): string =>
  `    ${flag.shorthand ? `-${flag.shorthand}, ` : ''}--${flag.name}=${flag.shown}:\n\t${usage}`;

const indent = (text: string): string =>
  text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
