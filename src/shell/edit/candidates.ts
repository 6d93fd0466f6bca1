// What a word could become: commands, files, variables, users …, and what a completion specification says.

import { SystemError } from '../../linux/errors.ts';
import { accounts, groups } from '../../linux/host/accounts.ts';
import { SIGNALS } from '../../linux/host/signals.ts';
import type { Task } from '../../sim/task.ts';
import { KEYWORDS } from '../run/builtins/lookup.ts';
import { BUILTINS } from '../run/builtins.ts';
import { expandTilde, expandWords } from '../run/expand.ts';
import { SET_OPTIONS } from '../run/options.ts';
import { matchingPaths } from '../run/pathname.ts';
import { executeText } from '../run/script.ts';
import type { CompletionSpec, Shell } from '../run/shell.ts';
import { substituteCommand } from '../run/substitution.ts';
import { PSEUDO_SIGNALS } from '../run/traps.ts';
import { elementsOf } from '../run/variables.ts';
import { endOfSingleQuote, skipQuotedOrExpansion } from '../syntax/nesting.ts';
import { makeWord } from '../syntax/word.ts';
import { FUNCTION_NAMES } from './function-names.ts';

/** Offered in the order of bash's own tables. */
const IN_TABLE_ORDER: ReadonlySet<string> = new Set(['binding', 'keyword', 'setopt', 'shopt', 'signal']);

type Action = (shell: Shell, word: string) => readonly string[];

const ACTIONS: Readonly<Record<string, Action>> = {
  alias: (shell) => [...shell.aliases.keys()],
  arrayvar: (shell) => shell.variables.names.filter((name) => shell.variables.value(name)?.kind === 'indexed'),
  binding: () => [...FUNCTION_NAMES].sort(),
  builtin: () => [...BUILTINS.keys()],
  command: (shell, word) => commandNames(shell, word),
  directory: (shell, word) => fileNames(shell, word, true),
  disabled: (shell) => [...shell.disabledBuiltins],
  enabled: (shell) => [...BUILTINS.keys()].filter((name) => !shell.disabledBuiltins.has(name)),
  export: (shell) => shell.variables.names.filter((name) => shell.variables.find(name)?.exported),
  file: (shell, word) => fileNames(shell, word, false),
  function: (shell) => [...shell.functions.keys()],
  group: (shell) => groups(shell.process.files).map((group) => group.name),
  helptopic: () => [...BUILTINS.keys()],
  hostname: (shell) => hostNames(shell),
  job: (shell) => shell.jobs.listed.map((job) => job.text.split(' ')[0]),
  keyword: () => KEYWORDS,
  running: (shell) => shell.jobs.listed.map((job) => job.text.split(' ')[0]),
  service: () => [],
  setopt: () => SET_OPTIONS.map(([name]) => name),
  shopt: (shell) => shell.options.shoptNames,
  signal: () => [...Object.keys(SIGNALS), ...PSEUDO_SIGNALS],
  stopped: (shell) =>
    shell.jobs.listed.filter((job) => job.members.some((one) => one.stopped)).map((job) => job.text.split(' ')[0]),
  user: (shell) => accounts(shell.process.files).map((account) => account.name),
  variable: (shell) => shell.variables.names.filter((name) => !name.startsWith('\0')),
};

export const COMPLETION_ACTIONS: readonly string[] = Object.keys(ACTIONS);

/** Sorted, without doubles, matching the word; what a function put into COMPREPLY comes as it is. */
export function* candidatesOf(
  shell: Shell,
  spec: CompletionSpec,
  word: string,
  run?: (spec: CompletionSpec) => Task<string[]>,
): Task<string[]> {
  const found: string[] = [];
  for (const action of spec.actions) {
    const fitting = (ACTIONS[action]?.(shell, word) ?? []).filter((one) => one.startsWith(word));
    found.push(...(IN_TABLE_ORDER.has(action) ? fitting : fitting.sort()));
  }
  if (spec.pattern !== undefined) found.push(...matchingPaths(shell, spec.pattern));
  if (spec.words !== undefined) {
    const words = yield* expandWords(shell, splitWordList(shell, spec.words));
    found.push(...words.filter((one) => one.startsWith(word)));
  }
  if (run) found.push(...(yield* run(spec)));
  let result = found;
  if (spec.filter !== undefined) result = filtered(shell, result, spec.filter, word);
  if (result.length === 0 && spec.options.has('dirnames')) result = fileNames(shell, word, true);
  if (spec.options.has('plusdirs')) result = [...result, ...fileNames(shell, word, true)];
  return result.map((one) => `${spec.prefix ?? ''}${one}${spec.suffix ?? ''}`);
}

/** `-W` splits at IFS outside of quotes and substitutions; each word is expanded then. */
function splitWordList(shell: Shell, list: string) {
  const separators = shell.variables.get('IFS') ?? ' \t\n';
  const words: string[] = [];
  let start = 0;
  for (let at = 0; at <= list.length; at++) {
    if (at === list.length || separators.includes(list[at])) {
      if (at > start) words.push(list.slice(start, at));
      start = at + 1;
    } else if (list[at] === "'") at = Math.min(endOfSingleQuote(list, at + 1), list.length - 1);
    else at = Math.min(skipQuotedOrExpansion(list, at), list.length - 1);
  }
  return words.map((one) => makeWord(one, 1));
}

/** `-X '*.txt'` removes what matches, `-X '!*.txt'` what does not; `&` is the word. */
function filtered(shell: Shell, found: readonly string[], filter: string, word: string): string[] {
  const negated = filter.startsWith('!');
  const pattern = (negated ? filter.slice(1) : filter).replaceAll(
    /(^|[^\\])&/g,
    (_all, before: string) => before + word,
  );
  const expression = shell.patterns.compile(pattern, { extended: true, ignoreCase: false });
  return found.filter((one) => expression.test(one) === negated);
}

export function commandNames(shell: Shell, word: string): string[] {
  if (word.includes('/')) return fileNames(shell, word, false);
  const names = new Set<string>([...shell.aliases.keys(), ...BUILTINS.keys(), ...KEYWORDS, ...shell.functions.keys()]);
  const { files, credentials } = shell.process;
  for (const place of (shell.variables.get('PATH') ?? '').split(':')) {
    try {
      const directory = shell.absolute(place || '.');
      for (const name of files.readDirectory(directory, credentials)) {
        if (!name.startsWith(word)) continue;
        const path = `${directory}/${name}`;
        if (files.exists(path) && !files.isDirectory(path) && files.access(path, 1, credentials)) names.add(name);
      }
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
    }
  }
  return [...names].filter((name) => name.startsWith(word)).sort();
}

/** Paths that begin with `word`, as it is written: a tilde stays. */
export function fileNames(shell: Shell, word: string, directoriesOnly: boolean): string[] {
  const slash = word.lastIndexOf('/') + 1;
  const written = word.slice(0, slash);
  const tilde = /^~([^/]*)\//.exec(written);
  const real = tilde ? `${expandTilde(shell, tilde[1])}/${written.slice(tilde[0].length)}` : written;
  const start = word.slice(slash);
  try {
    const names = shell.process.files.readDirectory(shell.absolute(real || '.'), shell.process.credentials);
    return names
      .filter((name) => name.startsWith(start))
      .filter((name) => !directoriesOnly || shell.isDirectory(`${real || './'}${name}`))
      .map((name) => written + name);
  } catch (error) {
    if (error instanceof SystemError) return [];
    throw error;
  }
}

export function hostNames(shell: Shell): string[] {
  if (!shell.process.files.exists('/etc/hosts')) return [];
  const lines = shell.process.files.readText('/etc/hosts').split('\n');
  return lines.flatMap((line) => line.replace(/#.*/, '').trim().split(/\s+/).slice(1));
}

const COMPLETION_VARIABLES = [
  'COMP_WORDS',
  'COMP_CWORD',
  'COMP_LINE',
  'COMP_POINT',
  'COMP_TYPE',
  'COMP_KEY',
  'COMPREPLY',
];

/** The command, the word and the word before it, as both kinds of helpers get them. */
const argumentsOf = (words: readonly string[], index: number): string =>
  [words[0] ?? '', words[index] ?? '', words[index - 1] ?? '']
    .map((word) => `'${word.replaceAll("'", "'\\''")}'`)
    .join(' ');

function setCompletionLine(shell: Shell, line: string, point: number): void {
  shell.variables.set('COMP_LINE', line);
  shell.variables.set('COMP_POINT', String(point));
  shell.variables.set('COMP_TYPE', '9');
  shell.variables.set('COMP_KEY', '9');
}

/** `-C`: a command in a subshell, whose lines are the candidates. */
export function* runCompletionCommand(
  shell: Shell,
  command: string,
  words: readonly string[],
  index: number,
  line: string,
  point: number,
): Task<string[]> {
  setCompletionLine(shell, line, point);
  for (const name of ['COMP_LINE', 'COMP_POINT', 'COMP_TYPE', 'COMP_KEY']) shell.variables.claim(name).exported = true;
  const { status } = shell;
  const output = yield* substituteCommand(shell, `${command} ${argumentsOf(words, index)}`, 1);
  for (const name of COMPLETION_VARIABLES) shell.variables.remove(name);
  shell.status = status;
  return output === '' ? [] : output.split('\n');
}

/** Runs a completion function with COMP_WORDS and the rest set; gives COMPREPLY. */
export function* runCompletionFunction(
  shell: Shell,
  name: string,
  words: readonly string[],
  index: number,
  line: string,
  point: number,
): Task<{ readonly replies: string[]; readonly status: number }> {
  shell.variables.setArray('COMP_WORDS', [...words]);
  shell.variables.set('COMP_CWORD', String(index));
  setCompletionLine(shell, line, point);
  shell.variables.setArray('COMPREPLY', []);
  const { status } = shell;
  const result = yield* executeText(shell, `${name} ${argumentsOf(words, index)}`, 1);
  const replies = elementsOf(shell.variables.value('COMPREPLY')).map(([, item]) => item);
  for (const variable of COMPLETION_VARIABLES) shell.variables.remove(variable);
  shell.status = status;
  return { replies, status: result };
}
