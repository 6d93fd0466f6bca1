// What Tab offers: what a completion specification says, else variables behind `$`, users behind `~`, hosts behind `@`,
// command names where a command stands, file names everywhere else.

import { SystemError } from '../../linux/errors.ts';
import { accounts } from '../../linux/host/accounts.ts';
import type { Task } from '../../sim/task.ts';
import { expandTilde } from '../run/expand.ts';
import { matchingPaths } from '../run/pathname.ts';
import type { Shell } from '../run/shell.ts';
import { commandNames, hostNames } from './candidates.ts';
import { findWord, quotedFor, WORD_BREAKS, type WordPlace } from './completion-word.ts';
import type { Candidate, Complete, CompletionKind, Completions } from './completions.ts';
import { programmedCompletions } from './programmable-completion.ts';

/** Of these only directories are wanted; bash-completion teaches bash so. */
const TAKE_DIRECTORIES: ReadonlySet<string> = new Set(['cd', 'pushd', 'rmdir']);

/** The completion of a shell's command line. */
export const shellCompletion =
  (shell: Shell): Complete =>
  (text, point, kind) =>
    completionsAt(shell, text, point, kind);

function* completionsAt(
  shell: Shell,
  text: string,
  point: number,
  kind: CompletionKind,
): Task<Completions | undefined> {
  const place = findWord(text.slice(0, point), shell.variables.get('COMP_WORDBREAKS') ?? WORD_BREAKS);
  switch (kind) {
    case 'pattern':
      return patterns(shell, place);
    case 'filename':
      return files(shell, place, () => true);
    case 'command':
      return commands(shell, place);
    case 'variable':
      return variables(shell, place);
    case 'username':
      return users(shell, place);
    case 'hostname':
      return hosts(shell, place);
  }
  if (place.isCommand && text.trim() === '' && shell.options.shopt('no_empty_cmd_completion')) return undefined;
  if (shell.options.shopt('progcomp')) {
    const programmed = yield* programmedCompletions(shell, text, point, place);
    if (programmed) return programmed.completions ?? fallback(shell, text, place, programmed.also);
  }
  return fallback(shell, text, place, 'everything');
}

/** What bash offers by itself. */
function fallback(
  shell: Shell,
  text: string,
  place: WordPlace,
  what: 'everything' | 'files' | 'nothing',
): Completions | undefined {
  if (what === 'nothing') return undefined;
  if (what === 'everything') {
    const { word, quote } = place;
    if (/\$\{?\w*$/.test(word) && quote !== "'") return variables(shell, place);
    if (/^~[^/]*$/.test(word) && quote === '') return users(shell, place);
    if (place.isCommand) return commands(shell, place);
    if (word.includes('@') && shell.options.shopt('hostcomplete')) {
      const found = hosts(shell, place);
      if (found.candidates.length > 0) return found;
    }
  }
  const command = commandOf(text.slice(0, place.start));
  return files(shell, place, TAKE_DIRECTORIES.has(command) ? (isDirectory) => isDirectory : () => true);
}

const commandOf = (before: string): string =>
  /([^\s;|&(){}]+)\s[^;|&(){}]*$/
    .exec(before.replace(/\s\S*$/, ' '))?.[0]
    .trim()
    .split(/\s+/)[0] ?? '';

function commands(shell: Shell, place: WordPlace): Completions {
  const isProgram = (isDirectory: boolean, path: string) =>
    isDirectory || shell.process.files.access(shell.absolute(path), 1, shell.process.credentials);
  if (place.word.includes('/')) return files(shell, place, isProgram);
  const names = words(commandNames(shell, place.word));
  // Directories that lie here count too: `Doc⇥` goes on to `Documents/`.
  const here = place.word === '' ? [] : files(shell, place, (isDirectory) => isDirectory).candidates;
  return {
    start: place.start,
    candidates: [...names, ...here].sort((a, b) => (a.word < b.word ? -1 : 1)),
    insertion: (word) => quotedFor(place.quote, word),
    ending: (word) => (here.some((one) => one.word === word) ? '/' : `${place.quote} `),
  };
}

function variables(shell: Shell, place: WordPlace): Completions {
  const [, head, sign, name] = /^([\s\S]*?)(\$\{?)?(\w*)$/.exec(place.word)!;
  const brace = sign === '${' ? '}' : '';
  const found = shell.variables.names.filter((one) => one.startsWith(name) && /^\w+$/.test(one));
  return {
    start: place.start,
    candidates: words(found.map((one) => `${head}${sign ?? ''}${one}${brace}`)),
    insertion: (word) => word,
    ending: (word) => {
      const value = shell.variables.get(word.replace(/^.*\$\{?/, '').replace(/\}$/, '')) ?? '';
      return place.quote + (value !== '' && shell.isDirectory(value) ? '/' : ' ');
    },
  };
}

/** File names that a pattern fits. */
function patterns(shell: Shell, place: WordPlace): Completions {
  const pattern = /[*?[]/.test(place.word) ? place.word : `${place.word}*`;
  return {
    start: place.start,
    candidates: words(matchingPaths(shell, pattern)),
    insertion: (word) => quotedFor(place.quote, word),
    ending: () => ' ',
  };
}

function users(shell: Shell, place: WordPlace): Completions {
  const name = place.word.replace(/^~/, '');
  const found = accounts(shell.process.files).map((account) => account.name);
  return {
    start: place.start,
    candidates: words(found.filter((one) => one.startsWith(name)).map((one) => `~${one}`)),
    insertion: (word) => word,
    ending: () => '/',
  };
}

function hosts(shell: Shell, place: WordPlace): Completions {
  const at = place.word.lastIndexOf('@') + 1;
  const found = hostNames(shell).filter((one) => one.startsWith(place.word.slice(at)));
  return {
    start: place.start,
    candidates: words(found.map((one) => place.word.slice(0, at) + one)),
    insertion: (word) => word,
    ending: () => ' ',
  };
}

const words = (found: readonly string[]): Candidate[] => [...new Set(found)].sort().map((word) => ({ word }));

/** Names in the directory that the word leads to; that part of the word stays as it was typed. */
function files(shell: Shell, place: WordPlace, wanted: (isDirectory: boolean, path: string) => boolean): Completions {
  const slash = place.word.lastIndexOf('/') + 1;
  const written = place.word.slice(0, slash);
  const typed = place.raw.slice(0, place.raw.lastIndexOf('/') + 1);
  // Quotes that are closed already give way to backslashes.
  const rawDirectory = place.quote === '' && /["']/.test(typed) ? quotedFor('', written) : typed;
  const real = realDirectory(shell, written, place);
  const candidates: Candidate[] = [];
  for (const name of namesIn(shell, real, place.word.slice(slash))) {
    const path = real + name;
    const isDirectory = shell.isDirectory(path);
    if (wanted(isDirectory, path)) candidates.push({ word: written + name, shown: isDirectory ? `${name}/` : name });
  }
  return {
    start: place.start,
    candidates,
    insertion: (word) => rawDirectory + quotedFor(place.quote, word.slice(slash)),
    ending: (word) => {
      if (!shell.isDirectory(real + word.slice(slash))) return `${place.quote} `;
      return place.quote + (shell.bindings.isOn('mark-directories') ? '/' : '');
    },
  };
}

function realDirectory(shell: Shell, written: string, place: WordPlace): string {
  const home =
    place.quote === '' ? written.replace(/^~([^/]*)/, (_all, user: string) => expandTilde(shell, user)) : written;
  if (place.quote === "'") return home;
  return home.replaceAll(/\$(?:\{(\w+)\}|(\w+))/g, (all, braced: string, bare: string) => {
    return shell.variables.get(braced ?? bare) ?? all;
  });
}

/** Whether a name goes on with what was typed, as readline's variables will have it. */
function begins(shell: Shell, name: string, start: string): boolean {
  const { bindings } = shell;
  if (start === '' && name.startsWith('.') && !bindings.isOn('match-hidden-files')) return false;
  if (!bindings.isOn('completion-ignore-case')) return name.startsWith(start);
  const plain = (text: string) => {
    const lower = text.toLowerCase();
    return bindings.isOn('completion-map-case') ? lower.replaceAll('_', '-') : lower;
  };
  return plain(name).startsWith(plain(start));
}

function namesIn(shell: Shell, directory: string, start: string): string[] {
  const { files: tree, credentials } = shell.process;
  try {
    const names = tree.readDirectory(shell.absolute(directory || '.'), credentials);
    return ['.', '..', ...names]
      .filter((name) => begins(shell, name, start) && (start !== '' || !/^\.\.?$/.test(name)))
      .sort();
  } catch (error) {
    if (error instanceof SystemError) return [];
    throw error;
  }
}
