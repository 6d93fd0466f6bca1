// What the shell makes of a line that is still being edited: for tilde-expand, shell-expand-line and their relatives.

import type { Task } from '../../sim/task.ts';
import { expandTilde, expandWords } from '../run/expand.ts';
import { matchingPaths } from '../run/pathname.ts';
import { quoteWithBackslashes } from '../run/quoting.ts';
import type { Shell } from '../run/shell.ts';
import type { ExpandLine, LineExpansion } from './expansion-commands.ts';
import { expandShellHistory } from './history.ts';

export const lineExpansions =
  (shell: Shell): ExpandLine =>
  (text, how) =>
    expand(shell, text, how);

function* expand(shell: Shell, text: string, how: LineExpansion): Task<readonly string[] | undefined> {
  switch (how) {
    case 'tilde': {
      const found = /^~([^/]*)(.*)$/s.exec(text);
      return found ? [expandTilde(shell, found[1]) + found[2]] : [text];
    }
    case 'pattern':
      return matchingPaths(shell, text).map(quoteWithBackslashes);
    case 'alias':
      return [withAlias(shell, text)];
    case 'history':
      return withHistory(shell, text);
    case 'history-and-alias': {
      const expanded = withHistory(shell, text);
      return expanded?.map((line) => withAlias(shell, line));
    }
    case 'shell':
      return yield* words(shell, text);
  }
}

function withHistory(shell: Shell, text: string): readonly string[] | undefined {
  const expanded = expandShellHistory(shell, text);
  return expanded.ok ? [expanded.text] : undefined;
}

function withAlias(shell: Shell, text: string): string {
  const [, blanks, name, rest] = /^(\s*)(\S+)(.*)$/s.exec(text) ?? [];
  const value = name === undefined ? undefined : shell.aliases.get(name);
  return value === undefined ? text : `${blanks}${value}${rest}`;
}

/** The words of a simple command with everything expanded. */
function* words(shell: Shell, text: string): Task<readonly string[] | undefined> {
  const command = shell.parse(withAlias(shell, text), 1).statements[0]?.command;
  if (command?.kind !== 'simple') return undefined;
  return yield* expandWords(
    shell,
    command.words.flatMap((word) => ('kind' in word ? [] : [word])),
  );
}
