// What a name means: type, command, builtin, hash, alias, unalias, enable.

import { SystemError } from '../../../linux/errors.ts';
import { findExecutable } from '../../../linux/host/host.ts';
import type { Task } from '../../../sim/task.ts';
import { printFunction } from '../../syntax/print.ts';
import { BUILTINS, findBuiltin } from '../builtins.ts';
import { quoteSingly } from '../quoting.ts';
import type { Shell } from '../shell.ts';
import { runWords } from '../simple-command.ts';

export const KEYWORDS: readonly string[] = [
  'if',
  'then',
  'else',
  'elif',
  'fi',
  'case',
  'esac',
  'for',
  'select',
  'while',
  'until',
  'do',
  'done',
  'in',
  'function',
  'time',
  '{',
  '}',
  '!',
  '[[',
  ']]',
  'coproc',
];

type Meaning =
  | { readonly kind: 'alias'; readonly text: string }
  | { readonly kind: 'keyword' | 'function' | 'builtin' }
  | { readonly kind: 'file'; readonly path: string; readonly hashed: boolean };

function meanings(
  shell: Shell,
  name: string,
  options: { readonly all: boolean; readonly functions: boolean },
): Meaning[] {
  const found: Meaning[] = [];
  const alias = shell.aliases.get(name);
  if (alias !== undefined && shell.options.shopt('expand_aliases')) found.push({ kind: 'alias', text: alias });
  if (KEYWORDS.includes(name)) found.push({ kind: 'keyword' });
  if (options.functions && shell.functions.has(name)) found.push({ kind: 'function' });
  if (findBuiltin(shell, name)) found.push({ kind: 'builtin' });
  if (found.length > 0 && !options.all) return found.slice(0, 1);
  return [...found, ...files(shell, name, options.all)];
}

function files(shell: Shell, name: string, all: boolean): Meaning[] {
  const hashed = shell.hashed.get(name);
  if (hashed && !all) return [{ kind: 'file', path: hashed.path, hashed: true }];
  const { files, directory, credentials } = shell.process;
  const places = name.includes('/') ? [''] : (shell.variables.get('PATH') ?? '').split(':');
  const found: Meaning[] = [];
  for (const place of places) {
    const path = name.includes('/') ? name : `${place || '.'}/${name}`;
    try {
      const absolute = findExecutable(files, shell.absolute(path), directory, '', credentials);
      if (
        !files.exists(absolute, credentials) ||
        files.isDirectory(absolute) ||
        !files.access(absolute, 1, credentials)
      )
        continue;
      found.push({ kind: 'file', path, hashed: false });
      if (!all) break;
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
    }
  }
  return found;
}

export function* type(shell: Shell, argv: readonly string[]): Task<number> {
  let letters = '';
  let at = 1;
  for (; at < argv.length && /^-[afptP]+$/.test(argv[at]); at++) letters += argv[at].slice(1);
  if (argv[at] === '--') at++;
  else if (/^-./.test(argv[at] ?? '')) {
    yield* shell.complain(`type: ${argv[at].slice(0, 2)}: invalid option`);
    yield* shell.printError('type: usage: type [-afptP] name [name ...]\n');
    return 2;
  }
  let status = 0;
  for (const name of argv.slice(at)) {
    const options = { all: letters.includes('a'), functions: !letters.includes('f') };
    let found = letters.includes('P') ? files(shell, name, options.all) : meanings(shell, name, options);
    if (letters.includes('p'))
      found = found[0]?.kind === 'file' || options.all ? found.filter((one) => one.kind === 'file') : found;
    if (found.length === 0) {
      if (!/[tpP]/.test(letters)) yield* shell.complain(`type: ${name}: not found`);
      status = 1;
      continue;
    }
    for (const meaning of found) {
      if (letters.includes('t')) yield* shell.print(`${meaning.kind}\n`);
      else if (/[pP]/.test(letters)) {
        if (meaning.kind === 'file') yield* shell.print(`${meaning.path}\n`);
      } else yield* shell.print(describe(shell, name, meaning));
    }
  }
  return status;
}

function describe(shell: Shell, name: string, meaning: Meaning): string {
  switch (meaning.kind) {
    case 'alias':
      return `${name} is aliased to \`${meaning.text}'\n`;
    case 'keyword':
      return `${name} is a shell keyword\n`;
    case 'function':
      return `${name} is a function\n${printFunction(name, shell.functions.get(name)!.body)}`;
    case 'builtin':
      return `${name} is a shell builtin\n`;
    case 'file':
      return meaning.hashed ? `${name} is hashed (${meaning.path})\n` : `${name} is ${meaning.path}\n`;
  }
}

export function* command(shell: Shell, argv: readonly string[]): Task<number> {
  let letters = '';
  let at = 1;
  for (; at < argv.length && /^-[pvV]+$/.test(argv[at]); at++) letters += argv[at].slice(1);
  if (argv[at] === '--') at++;
  else if (/^-./.test(argv[at] ?? '')) {
    yield* shell.complain(`command: ${argv[at].slice(0, 2)}: invalid option`);
    yield* shell.printError('command: usage: command [-pVv] command [arg ...]\n');
    return 2;
  }
  const words = argv.slice(at);
  if (words.length === 0) return 0;
  if (!/[vV]/.test(letters)) return yield* runWords(shell, words, { withoutFunctions: true });
  let status = 1;
  for (const name of words) {
    const [meaning] = meanings(shell, name, { all: false, functions: true });
    if (!meaning) {
      if (letters.includes('V')) yield* shell.complain(`command: ${name}: not found`);
      continue;
    }
    status = 0;
    if (letters.includes('V')) yield* shell.print(describe(shell, name, meaning));
    else if (meaning.kind === 'alias') yield* shell.print(`alias ${name}=${quoteSingly(meaning.text)}\n`);
    else yield* shell.print(`${meaning.kind === 'file' ? meaning.path : name}\n`);
  }
  return status;
}

export function* builtin(shell: Shell, argv: readonly string[]): Task<number> {
  const words = argv[1] === '--' ? argv.slice(2) : argv.slice(1);
  const [name] = words;
  if (name === undefined) return 0;
  const found = BUILTINS.get(name);
  if (!found) {
    yield* shell.complain(`builtin: ${name}: not a shell builtin`);
    return 1;
  }
  return yield* found(shell, words);
}

export function* hash(shell: Shell, argv: readonly string[]): Task<number> {
  const [, ...words] = argv;
  if (words[0] === '-r') {
    shell.hashed.clear();
    return 0;
  }
  if (words[0] === '-p' && words.length >= 3) {
    shell.hashed.set(words[2], { path: words[1], hits: 0 });
    return 0;
  }
  if (words[0] === '-d') {
    for (const name of words.slice(1)) shell.hashed.delete(name);
    return 0;
  }
  if (words[0] === '-t') {
    for (const name of words.slice(1)) {
      const found = shell.hashed.get(name);
      if (!found) {
        yield* shell.complain(`hash: ${name}: not found`);
        return 1;
      }
      yield* shell.print(words.length > 2 ? `${name}\t${found.path}\n` : `${found.path}\n`);
    }
    return 0;
  }
  if (words.length === 0) {
    if (shell.hashed.size === 0) {
      yield* shell.print('hash: hash table empty\n');
      return 0;
    }
    yield* shell.print(
      `hits\tcommand\n${[...shell.hashed.values()].map((one) => `${String(one.hits).padStart(4)}\t${one.path}\n`).join('')}`,
    );
    return 0;
  }
  let status = 0;
  for (const name of words) {
    if (findBuiltin(shell, name) || shell.functions.has(name)) continue;
    const [found] = files(shell, name, true);
    if (found?.kind === 'file') shell.hashed.set(name, { path: found.path, hits: 0 });
    else {
      yield* shell.complain(`hash: ${name}: not found`);
      status = 1;
    }
  }
  return status;
}

export function* alias(shell: Shell, argv: readonly string[]): Task<number> {
  if (/^-[^p-]/.test(argv[1] ?? '')) {
    yield* shell.complain(`alias: ${argv[1].slice(0, 2)}: invalid option`);
    yield* shell.printError('alias: usage: alias [-p] [name[=value] ... ]\n');
    return 2;
  }
  const words = argv.slice(1).filter((word) => word !== '-p' && word !== '--');
  const line = (name: string, text: string) => `alias ${name}=${quoteSingly(text)}\n`;
  if (words.length === 0) {
    const names = [...shell.aliases.keys()].sort();
    yield* shell.print(names.map((name) => line(name, shell.aliases.get(name)!)).join(''));
    return 0;
  }
  let status = 0;
  for (const word of words) {
    const at = word.indexOf('=', 1);
    if (at > 0) {
      const name = word.slice(0, at);
      if (/[\s/$`"'\\<>|&;()]/.test(name)) {
        yield* shell.complain(`alias: \`${name}': invalid alias name`);
        status = 1;
      } else shell.aliases.set(name, word.slice(at + 1));
      continue;
    }
    const text = shell.aliases.get(word);
    if (text !== undefined) yield* shell.print(line(word, text));
    else {
      yield* shell.complain(`alias: ${word}: not found`);
      status = 1;
    }
  }
  return status;
}

export function* unalias(shell: Shell, argv: readonly string[]): Task<number> {
  if (argv.length === 1) {
    yield* shell.printError('unalias: usage: unalias [-a] name [name ...]\n');
    return 2;
  }
  if (argv[1] === '-a') {
    shell.aliases.clear();
    return 0;
  }
  let status = 0;
  for (const name of argv.slice(1)) {
    if (shell.aliases.delete(name)) continue;
    yield* shell.complain(`unalias: ${name}: not found`);
    status = 1;
  }
  return status;
}

export function* enable(shell: Shell, argv: readonly string[]): Task<number> {
  const disabling = argv[1] === '-n';
  const names = argv.slice(disabling ? 2 : 1).filter((word) => !word.startsWith('-'));
  if (names.length === 0) {
    const shown = [...BUILTINS.keys()].filter((name) => shell.disabledBuiltins.has(name) === disabling).sort();
    yield* shell.print(shown.map((name) => `enable ${disabling ? '-n ' : ''}${name}\n`).join(''));
    return 0;
  }
  let status = 0;
  for (const name of names) {
    if (!BUILTINS.has(name)) {
      yield* shell.complain(`enable: ${name}: not a shell builtin`);
      status = 1;
    } else if (disabling) shell.disabledBuiltins.add(name);
    else shell.disabledBuiltins.delete(name);
  }
  return status;
}
