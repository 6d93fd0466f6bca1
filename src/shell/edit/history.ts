// What goes into the history, and how: HISTCONTROL, HISTIGNORE, HISTSIZE, and the lines of one command as one entry.
//
//   for i in 1 2⏎ do echo $i⏎ done   →   for i in 1 2; do echo $i; done

import type { Shell } from '../run/shell.ts';
import { parseShell } from '../syntax/parse.ts';
import { type Expanded, expandHistory } from './history-expansion.ts';

export function addToHistory(shell: Shell, text: string): void {
  if (!shell.options.has('history') || text.trim() === '' || !isWanted(shell, text)) return;
  const { history, process, variables } = shell;
  if (controls(shell).has('erasedups')) {
    for (let at = history.length - 1; at >= 0; at--) if (history[at].text === text) history.splice(at, 1);
  }
  const { simulation } = process;
  history.push({ text, at: Math.floor((simulation.epoch + simulation.now) / 1000) });
  const most = Number.parseInt(variables.get('HISTSIZE') ?? '', 10);
  if (most >= 0 && history.length > most) shell.historyBase += history.splice(0, history.length - most).length;
}

function controls(shell: Shell): ReadonlySet<string> {
  const words = (shell.variables.get('HISTCONTROL') ?? '').split(':');
  return new Set(words.includes('ignoreboth') ? [...words, 'ignorespace', 'ignoredups'] : words);
}

function isWanted(shell: Shell, text: string): boolean {
  const control = controls(shell);
  const last = shell.history.at(-1)?.text;
  if (control.has('ignorespace') && /^[ \t]/.test(text)) return false;
  if (control.has('ignoredups') && text === last) return false;
  const patterns = (shell.variables.get('HISTIGNORE') ?? '').split(':').filter(Boolean);
  return !patterns.some((pattern) => {
    // `&` is the line before.
    const wanted = pattern.replaceAll(/(\\?)&/g, (_all, escaped: string) => (escaped ? '&' : (last ?? '')));
    return shell.patterns.compile(wanted, { extended: true, ignoreCase: false }).test(text);
  });
}

/** After these a command goes on without a semicolon. */
const GOES_ON = /(?:^|[\s;&|(){}])(?:case|do|else|if|in|then|until|while|elif)$|[{(;&|]$|\(\s*\)$/;

/** One more line of a command that was not complete yet: shopt cmdhist and lithist decide how they are joined. */
export function joinLines(shell: Shell, text: string, line: string): string {
  if (!shell.options.shopt('cmdhist') || shell.options.shopt('lithist')) return `${text}\n${line}`;
  if (/(?:^|[^\\])(?:\\\\)*\\$/.test(text)) return text.slice(0, -1) + line;
  const isInHereDocument = (lines: string) => parseShell(`${lines}\n`).openHereDocuments.length > 0;
  if (isInHereDocument(text)) {
    const longer = `${text}\n${line}`;
    return isInHereDocument(longer) ? longer : `${longer}\n`;
  }
  if (text.endsWith('\n')) return text + line;
  if (isQuoted(text)) return `${text}\n${line}`;
  const before = text.trimEnd();
  const inCase = /(?:^|[\s;&|(){}])case\s/.test(before) && !/(?:^|[\s;])esac\b/.test(before);
  const separator = GOES_ON.test(before) || (inCase && before.endsWith(')')) ? ' ' : '; ';
  return text + separator + line;
}

function isQuoted(text: string): boolean {
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '\\' && quote !== "'") at++;
    else if (quote === '' && (character === '"' || character === "'" || character === '`')) quote = character;
    else if (character === quote) quote = '';
  }
  return quote !== '';
}

/** History expansion as the shell's history has it. */
export function expandShellHistory(shell: Shell, line: string): Expanded {
  const memory = { substitution: shell.lastSubstitution, base: shell.historyBase };
  const texts = shell.history.map((entry) => entry.text);
  const expanded = expandHistory(line, texts, memory);
  shell.lastSubstitution = memory.substitution;
  return expanded;
}
