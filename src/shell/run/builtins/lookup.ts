// What a name means: type, command, builtin, hash, alias, unalias, enable.

import { SystemError } from '../../../linux/errors.ts';
import { findExecutable } from '../../../linux/host/host.ts';
import type { Task } from '../../../sim/task.ts';
import { printFunction } from '../../syntax/print.ts';
import { BUILTINS, findBuiltin, SPECIAL_BUILTINS } from '../builtins.ts';
import { hashOrdered } from '../hash-order.ts';
import { quotePlainly, quoteSingly } from '../quoting.ts';
import type { Shell } from '../shell.ts';
import { runWords } from '../simple-command.ts';
import { readArguments } from './arguments.ts';

export const KEYWORDS: readonly string[] =
  'if then else elif fi case esac for select while until do done in function time { } ! [[ ]] coproc'.split(' ');

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
      if (shell.dialect === 'dash') {
        yield* shell.print(`${name}: not found\n`);
        status = 127;
        continue;
      }
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
  const missing = shell.dialect === 'dash' ? 127 : 1;
  let status = missing;
  for (const name of words) {
    const [meaning] = meanings(shell, name, { all: false, functions: true });
    if (!meaning) {
      if (letters.includes('V')) {
        if (shell.dialect === 'dash') yield* shell.print(`${name}: not found\n`);
        else yield* shell.complain(`command: ${name}: not found`);
      }
      if (missing === 127) status = 127;
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

const HASH_BUCKETS = 256;

/** `hash -t` shows, `hash -d` forgets. */
function* hashedNames(shell: Shell, names: readonly string[], shows: boolean): Task<number> {
  let status = 0;
  for (const name of names) {
    const found = shell.hashed.get(name);
    if (!found) {
      yield* shell.complain(`hash: ${name}: not found`);
      status = 1;
    } else if (!shows) shell.hashed.delete(name);
    else yield* shell.print(names.length > 1 ? `${name}\t${found.path}\n` : `${found.path}\n`);
  }
  return status;
}

export function* hash(shell: Shell, argv: readonly string[]): Task<number> {
  if (!shell.options.has('hashall')) {
    yield* shell.complain('hash: hashing disabled');
    return 1;
  }
  const given = yield* readArguments(shell, argv, 'dlp:rt');
  if ('status' in given) return given.status;
  const { options, operands: words } = given;
  if (options.has('r')) shell.hashed.clear();
  const path = options.get('p');
  if (path !== undefined) {
    for (const name of words) shell.hashed.set(name, { path, hits: 0 });
    return 0;
  }
  if (words.length === 0 && (options.has('t') || options.has('d'))) {
    yield* shell.complain(`hash: -${options.has('t') ? 't' : 'd'}: option requires an argument`);
    return 1;
  }
  if (options.has('t') || options.has('d')) return yield* hashedNames(shell, words, options.has('t'));
  const all = hashOrdered(shell.hashed, HASH_BUCKETS);
  if (words.length === 0) {
    if (options.has('r')) return 0;
    if (all.length === 0) yield* shell.print('hash: hash table empty\n');
    else if (options.has('l'))
      yield* shell.print(all.map(([name, one]) => `builtin hash -p ${one.path} ${name}\n`).join(''));
    else {
      const lines = all.map(([, one]) => `${String(one.hits).padStart(4)}\t${one.path}\n`);
      yield* shell.print(`hits\tcommand\n${lines.join('')}`);
    }
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
  const line = (name: string, text: string) =>
    `${shell.dialect === 'dash' ? '' : 'alias '}${name}=${quotePlainly(text)}\n`;
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
  const given = yield* readArguments(shell, argv, 'adnpsf:');
  if ('status' in given) return given.status;
  const { options, operands } = given;
  if (options.has('f') || options.has('d')) {
    yield* shell.printError('cka-lab: not simulated: builtins from files\n');
    return 1;
  }
  const disabling = options.has('n');
  if (operands.length === 0 || options.has('p')) {
    const isShown = (name: string) =>
      (options.has('a') || shell.disabledBuiltins.has(name) === disabling) &&
      (!options.has('s') || SPECIAL_BUILTINS.has(name));
    const shown = [...BUILTINS.keys()].filter(isShown).sort();
    const line = (name: string) => `enable ${shell.disabledBuiltins.has(name) ? '-n ' : ''}${name}\n`;
    yield* shell.print(shown.map(line).join(''));
    return 0;
  }
  let status = 0;
  for (const name of operands) {
    if (!BUILTINS.has(name)) {
      yield* shell.complain(`enable: ${name}: not a shell builtin`);
      status = 1;
    } else if (disabling) shell.disabledBuiltins.add(name);
    else shell.disabledBuiltins.delete(name);
  }
  return status;
}
