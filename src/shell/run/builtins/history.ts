// history and fc.

import { strftime } from '../../../base/strftime.ts';
import { SystemError } from '../../../linux/errors.ts';
import type { Task } from '../../../sim/task.ts';
import { executeText } from '../script.ts';
import { reasonOf, type Shell } from '../shell.ts';

export function* history(shell: Shell, argv: readonly string[]): Task<number> {
  const [, option, ...rest] = argv;
  if (option === undefined || /^\d+$/.test(option)) {
    yield* show(shell, option === undefined ? shell.history.length : Number(option));
    return 0;
  }
  switch (option) {
    case '-c':
      shell.history.length = 0;
      return 0;
    case '-d':
      return yield* remove(shell, rest[0] ?? '');
    case '-s':
      shell.history.push({
        text: rest.join(' '),
        at: Math.floor((shell.process.simulation.epoch + shell.process.simulation.now) / 1000),
      });
      return 0;
    case '-p':
      for (const word of rest) yield* shell.print(`${word}\n`);
      return 0;
    case '-a':
    case '-w':
      return yield* writeHistory(shell, rest[0]);
    case '-r':
    case '-n': {
      const path = rest[0] ?? shell.variables.get('HISTFILE') ?? '';
      try {
        loadHistory(shell, shell.readText(path));
        return 0;
      } catch (error) {
        yield* shell.complain(`history: ${path}: cannot read: ${reasonOf(error)}`);
        return 1;
      }
    }
  }
  if (option.startsWith('-')) {
    yield* shell.complain(`history: ${option.slice(0, 2)}: invalid option`);
    yield* shell.printError(
      'history: usage: history [-c] [-d offset] [n] or history -anrw [filename] or history -ps arg [arg...]\n',
    );
    return 2;
  }
  yield* shell.complain(`history: ${option}: numeric argument required`);
  return 1;
}

function* show(shell: Shell, count: number): Task<void> {
  const format = shell.variables.get('HISTTIMEFORMAT');
  const start = Math.max(0, shell.history.length - count);
  for (let at = start; at < shell.history.length; at++) {
    const entry = shell.history[at];
    const time = format ? strftime(format, entry.at * 1000) : '';
    yield* shell.print(`${String(at + 1).padStart(5)}${entry.edited ? '*' : ' '} ${time}${entry.text}\n`);
  }
}

function* remove(shell: Shell, spec: string): Task<number> {
  const found = /^(-?\d+)(?:-(-?\d+))?$/.exec(spec);
  const index = (text: string) => (Number(text) < 0 ? shell.history.length + Number(text) : Number(text) - 1);
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
  let at = Math.floor((shell.process.simulation.epoch + shell.process.simulation.now) / 1000);
  for (const line of text.split('\n')) {
    if (/^#\d+$/.test(line)) at = Number(line.slice(1));
    else if (line !== '') shell.history.push({ text: line, at });
  }
}

export function* writeHistory(shell: Shell, path = shell.variables.get('HISTFILE')): Task<number> {
  if (!path) return 0;
  const most = Number(shell.variables.get('HISTFILESIZE') ?? 500);
  const stamped = shell.variables.get('HISTTIMEFORMAT') !== undefined;
  const entries = most >= 0 ? shell.history.slice(-most || shell.history.length) : shell.history;
  const text = entries.map((entry) => `${stamped ? `#${entry.at}\n` : ''}${entry.text}\n`).join('');
  try {
    shell.process.files.writeFile(shell.absolute(path), text, { mode: 0o600, who: shell.process.credentials });
    return 0;
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    yield* shell.complain(`history: ${path}: cannot create: ${reasonOf(error)}`);
    return 1;
  }
}

export function* fc(shell: Shell, argv: readonly string[]): Task<number> {
  const letters = argv
    .slice(1)
    .filter((word) => /^-[lnrs]+$/.test(word))
    .join('');
  const words = argv.slice(1).filter((word) => !/^-[lnrs]+$/.test(word));
  const length = shell.history.length;
  const position = (word: string | undefined, otherwise: number): number => {
    if (word === undefined) return otherwise;
    if (/^-?\d+$/.test(word)) return Number(word) < 0 ? length + Number(word) - 1 : Number(word) - 1;
    return shell.history.findLastIndex((entry) => entry.text.startsWith(word));
  };
  if (letters.includes('l')) {
    const from = Math.max(0, position(words[0], length - 17));
    const to = Math.min(length - 1, position(words[1], length - 2));
    const lines = shell.history
      .slice(from, to + 1)
      .map((entry, index) => `${letters.includes('n') ? '' : from + index + 1}\t ${entry.text}\n`);
    yield* shell.print((letters.includes('r') ? lines.reverse() : lines).join(''));
    return 0;
  }
  if (!letters.includes('s')) {
    yield* shell.printError('cka-lab: not simulated: fc with an editor\n');
    return 1;
  }
  const change = words[0]?.includes('=') ? words.shift() : undefined;
  const entry = shell.history[position(words[0], length - 2)];
  if (!entry) {
    yield* shell.complain('fc: no command found');
    return 1;
  }
  const [from, to] = change ? [change.slice(0, change.indexOf('=')), change.slice(change.indexOf('=') + 1)] : ['', ''];
  const text = from ? entry.text.replaceAll(from, to) : entry.text;
  yield* shell.printError(`${text}\n`);
  return yield* executeText(shell, text, shell.line);
}
