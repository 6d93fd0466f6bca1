// history and fc.

import { encodeRaw } from '../../../base/raw-text.ts';
import { strftime } from '../../../base/strftime.ts';
import { SystemError } from '../../../linux/errors.ts';
import type { Task } from '../../../sim/task.ts';
import { expandShellHistory } from '../../edit/history.ts';
import { executeText } from '../script.ts';
import { type HistoryEntry, reasonOf, type Shell } from '../shell.ts';
import { readArguments } from './arguments.ts';

export function* history(shell: Shell, argv: readonly string[]): Task<number> {
  const given = yield* readArguments(shell, argv, 'cd:anrwsp');
  if ('status' in given) return given.status;
  const { options, operands } = given;
  const files = ['a', 'n', 'r', 'w'].filter((letter) => options.has(letter));
  if (files.length > 1) {
    yield* shell.complain('history: cannot use more than one of -anrw');
    return 1;
  }
  if (options.has('c')) {
    shell.history.length = 0;
    shell.historySession = { written: 0, read: 0 };
    if (files.length === 0 && !options.has('d')) return 0;
  }
  if (options.has('s')) {
    if (operands.length > 0) {
      forgetThisCommand(shell);
      shell.history.push({ text: operands.join(' '), at: now(shell) });
    }
    return 0;
  }
  if (options.has('p')) return yield* printExpanded(shell, operands);
  const deleted = options.get('d');
  if (deleted !== undefined) return yield* remove(shell, deleted);
  if (files.length === 1) return yield* withFile(shell, files[0], operands[0]);
  const [count, more] = operands;
  if (count !== undefined && !/^[-+]?\d+$/.test(count)) {
    yield* shell.complain(`history: ${count}: numeric argument required`);
    return 1;
  }
  if (more !== undefined) {
    yield* shell.complain('history: too many arguments');
    return 1;
  }
  yield* show(shell, count === undefined ? shell.history.length : Math.abs(Number(count)));
  return 0;
}

const now = ({ process: { simulation } }: Shell): number => Math.floor((simulation.epoch + simulation.now) / 1000);

/** The command line that asks is the last entry already; what it stores or looks at is not to be itself. */
function forgetThisCommand(shell: Shell): void {
  if (shell.interactive) shell.history.pop();
}

function* printExpanded(shell: Shell, words: readonly string[]): Task<number> {
  forgetThisCommand(shell);
  let status = 0;
  for (const word of words) {
    const expanded = expandShellHistory(shell, word);
    if (expanded.ok) yield* shell.print(`${expanded.text}\n`);
    else {
      yield* shell.complain(`history: ${word}: history expansion failed`);
      status = 1;
    }
  }
  return status;
}

/** -a adds this session's lines to the file, -n reads those that are new in it, -r and -w take it whole. */
function* withFile(shell: Shell, letter: string, name: string | undefined): Task<number> {
  const path = name ?? shell.variables.get('HISTFILE');
  if (!path) return 0;
  const session = shell.historySession;
  if (letter === 'w') return yield* writeHistory(shell, path);
  if (letter === 'a') {
    const status = yield* writeLines(shell, path, shell.history.slice(session.written), true);
    session.written = shell.history.length;
    return status;
  }
  try {
    const text = shell.readText(path);
    const lines = text.split('\n').slice(0, -1);
    loadHistory(shell, letter === 'n' ? lines.slice(session.read).join('\n') : text);
    session.read = lines.length;
    return 0;
  } catch (error) {
    yield* shell.complain(`history: ${path}: cannot read: ${reasonOf(error)}`);
    return 1;
  }
}

function* show(shell: Shell, count: number): Task<void> {
  const format = shell.variables.get('HISTTIMEFORMAT');
  const start = Math.max(0, shell.history.length - count);
  for (let at = start; at < shell.history.length; at++) {
    const entry = shell.history[at];
    const time = format ? strftime(format, entry.at * 1000) : '';
    yield* shell.print(
      `${String(shell.historyBase + at + 1).padStart(5)}${entry.edited ? '*' : ' '} ${time}${entry.text}\n`,
    );
  }
}

function* remove(shell: Shell, spec: string): Task<number> {
  const found = /^(-?\d+)(?:-(-?\d+))?$/.exec(spec);
  const index = (text: string) =>
    Number(text) < 0 ? shell.history.length + Number(text) : Number(text) - 1 - shell.historyBase;
  const from = found ? index(found[1]) : -1;
  const to = found?.[2] === undefined ? from : index(found[2]);
  if (!found || from < 0 || to < from || to >= shell.history.length) {
    yield* shell.complain(`history: ${spec}: history position out of range`);
    return 1;
  }
  shell.history.splice(from, to - from + 1);
  return 0;
}

export function loadHistory(shell: Shell, text: string): void {
  let at = now(shell);
  for (const line of text.split('\n')) {
    if (/^#\d+$/.test(line)) at = Number(line.slice(1));
    else if (line !== '') shell.history.push({ text: line, at });
  }
}

/** What a shell leaves behind: everything, or with histappend only what is new; cut to HISTFILESIZE lines. */
export function* writeHistory(shell: Shell, path = shell.variables.get('HISTFILE')): Task<number> {
  if (!path) return 0;
  return yield* writeLines(shell, path, shell.history, false);
}

export function* saveSession(shell: Shell): Task<void> {
  const path = shell.variables.get('HISTFILE');
  if (!path || shell.history.length === 0) return;
  if (shell.options.shopt('histappend'))
    yield* writeLines(shell, path, shell.history.slice(shell.historySession.written), true);
  else yield* writeHistory(shell, path);
}

function* writeLines(shell: Shell, path: string, entries: readonly HistoryEntry[], appends: boolean): Task<number> {
  const { files, credentials } = shell.process;
  const stamped = shell.variables.get('HISTTIMEFORMAT') !== undefined;
  const added = entries.map((entry) => `${stamped ? `#${entry.at}\n` : ''}${entry.text}\n`).join('');
  try {
    const before = appends && files.exists(shell.absolute(path), credentials) ? shell.readText(path) : '';
    const most = Number(shell.variables.get('HISTFILESIZE') ?? 500);
    const text = most >= 0 ? lastLines(before + added, most) : before + added;
    files.writeFile(shell.absolute(path), encodeRaw(text), { mode: 0o600, who: credentials });
    return 0;
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    yield* shell.complain(`history: ${path}: cannot create: ${reasonOf(error)}`);
    return 1;
  }
}

/** Lines with a time stamp in front count as one. */
function lastLines(text: string, most: number): string {
  const entries = text.match(/(?:#\d+\n)?.*\n/g) ?? [];
  return entries.slice(Math.max(0, entries.length - most)).join('');
}

const EDITOR = '${FCEDIT:-${EDITOR:-vi}}';

export function* fc(shell: Shell, argv: readonly string[]): Task<number> {
  // `fc -5` is a position, not an option.
  const numbered = argv.findIndex((word, at) => at > 0 && /^-\d+$/.test(word));
  const words = numbered < 0 ? argv : [...argv.slice(0, numbered), '--', ...argv.slice(numbered)];
  const given = yield* readArguments(shell, words, 'e:lnrs');
  if ('status' in given) return given.status;
  const { options, operands } = given;
  const editor = options.get('e');
  if (options.has('s') || editor === '-') return yield* runAgain(shell, operands);
  // The command line of fc itself does not count.
  const length = shell.history.length - (shell.interactive ? 1 : 0);
  if (length <= 0) return 0;
  const lists = options.has('l');
  const first = position(shell, operands[0], lists ? Math.max(0, length - 16) : length - 1, length);
  const last = position(shell, operands[1], lists || first === undefined ? length - 1 : first, length);
  if (first === undefined || last === undefined) {
    yield* shell.complain('fc: no command found');
    return 1;
  }
  const [from, to] = first <= last ? [first, last] : [last, first];
  const backwards = options.has('r') !== first > last;
  const entries = shell.history
    .slice(from, to + 1)
    .map((entry, index) => ({ entry, number: shell.historyBase + from + index + 1 }));
  if (backwards) entries.reverse();
  if (lists) {
    const lines = entries.map(({ entry, number }) => `${options.has('n') ? '' : number}\t ${entry.text}\n`);
    yield* shell.print(lines.join(''));
    return 0;
  }
  return yield* editAndRun(shell, editor ?? EDITOR, entries.map(({ entry }) => `${entry.text}\n`).join(''));
}

/** A number, a number from the end, or the beginning of a command. */
function position(shell: Shell, word: string | undefined, otherwise: number, length: number): number | undefined {
  if (word === undefined) return otherwise;
  if (/^[-+]?\d+$/.test(word)) {
    const number = Number(word);
    const at = number < 0 ? length + number : number === 0 ? length - 1 : number - 1 - shell.historyBase;
    return Math.min(Math.max(at, 0), length - 1);
  }
  const at = shell.history.slice(0, length).findLastIndex((entry) => entry.text.startsWith(word));
  return at < 0 ? undefined : at;
}

/** `fc -s old=new command`. */
function* runAgain(shell: Shell, operands: readonly string[]): Task<number> {
  const words = [...operands];
  const changes: [string, string][] = [];
  while (words[0]?.includes('=')) {
    const [change] = words.splice(0, 1);
    const at = change.indexOf('=');
    changes.push([change.slice(0, at), change.slice(at + 1)]);
  }
  const length = shell.history.length - (shell.interactive ? 1 : 0);
  const at = length <= 0 ? undefined : position(shell, words[0], length - 1, length);
  if (at === undefined) {
    yield* shell.complain('fc: no command found');
    return 1;
  }
  let { text } = shell.history[at];
  for (const [from, to] of changes) text = text.replaceAll(from, () => to);
  return yield* replaceAndRun(shell, text);
}

/** What runs stands in the history, not the `fc` that brought it. */
function* replaceAndRun(shell: Shell, text: string): Task<number> {
  yield* shell.printError(`${text}\n`);
  forgetThisCommand(shell);
  shell.history.push({ text, at: now(shell) });
  return yield* executeText(shell, text, shell.line);
}

/** The commands in an editor, and what is left of them afterwards run: `fc`, Ctrl-X Ctrl-E, `v` in vi mode. */
export function* editAndRun(shell: Shell, editor: string, text: string): Task<number> {
  const { files, credentials, simulation } = shell.process;
  const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
  const suffix = Array.from({ length: 6 }, () => letters[simulation.random.integer(letters.length)]).join('');
  const path = `/tmp/bash-fc.${suffix}`;
  files.writeFile(path, encodeRaw(text), { mode: 0o600, who: credentials });
  try {
    const status = yield* executeText(shell, `${editor} ${path}`, 1);
    if (status !== 0) return 1;
    const edited = shell.readText(path);
    if (edited.trim() === '') return 0;
    return yield* replaceAndRun(shell, edited.replace(/\n$/, ''));
  } finally {
    if (files.exists(path, credentials)) files.unlink(path);
  }
}
