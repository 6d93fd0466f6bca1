// A tree of commands as spf13/cobra walks it: which command a line means, and what to suggest when it means none.

import type { Flag } from './flags.ts';

export interface Command {
  readonly name: string;
  /** Words from the root: `kubectl rollout undo`. */
  readonly path: string;
  readonly aliases: readonly string[];
  /** One line, for the list of its parent. */
  readonly short: string;
  /** After `Usage:`, without the common closing lines. */
  readonly usage: string;
  readonly flags: readonly Flag[];
  readonly commands: readonly Command[];
  /** Heading it stands under in its parent's help; '' for `Available Commands`. */
  readonly group: string;
  /** Works, and no list shows it. */
  readonly hidden?: boolean;
}

export interface Found {
  readonly command: Command;
  /** The line without the words that named the command. */
  readonly args: readonly string[];
}

/** Follows the words of the line as far as they name commands. `globals` are flags every command knows. */
export function findCommand(root: Command, args: readonly string[], globals: readonly Flag[]): Found {
  let command = root;
  let rest: readonly string[] = args;
  for (;;) {
    const at = firstWord(rest, [...globals, ...command.flags]);
    const next = at === undefined ? undefined : childOf(command, rest[at]);
    if (at === undefined || !next) return { command, args: rest };
    command = next;
    rest = [...rest.slice(0, at), ...rest.slice(at + 1)];
  }
}

export const childOf = (command: Command, name: string): Command | undefined =>
  command.commands.find((child) => child.name === name || child.aliases.includes(name));

/** Where the first word stands that is neither a flag nor a flag's value. An unknown flag is taken to have a value. */
export function firstWord(args: readonly string[], flags: readonly Flag[]): number | undefined {
  for (let at = 0; at < args.length; at++) {
    const word = args[at];
    if (word === '--') return undefined;
    if (word.startsWith('--')) {
      const isBare = flags.some((flag) => `--${flag.name}` === word && flag.bare !== undefined);
      if (!word.includes('=') && !isBare) at++;
    } else if (word.startsWith('-') && word.length > 1) {
      const isBare = flags.some((flag) => `-${flag.shorthand}` === word && flag.bare !== undefined);
      if (word.length === 2 && !isBare) at++;
    } else if (word !== '') return at;
  }
  return undefined;
}

/** Commands at most two edits away from `typed`, or beginning with it. */
export function suggestionsFor(command: Command, typed: string): string[] {
  const wanted = typed.toLowerCase();
  return command.commands
    .filter((child) => !child.hidden)
    .map((child) => child.name)
    .filter((name) => distance(wanted, name.toLowerCase()) <= 2 || name.toLowerCase().startsWith(wanted));
}

/** Levenshtein. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length];
}
