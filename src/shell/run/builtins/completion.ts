// complete, compgen, compopt: programmable completion.

import type { Task } from '../../../sim/task.ts';
import {
  COMPLETION_ACTIONS,
  candidatesOf,
  runCompletionCommand,
  runCompletionFunction,
} from '../../edit/candidates.ts';
import { hashOrdered } from '../hash-order.ts';
import { quoteSingly } from '../quoting.ts';
import type { CompletionSpec, Shell } from '../shell.ts';

const ACTION_LETTERS: Readonly<Record<string, string>> = {
  a: 'alias',
  b: 'builtin',
  c: 'command',
  d: 'directory',
  e: 'export',
  f: 'file',
  g: 'group',
  j: 'job',
  k: 'keyword',
  s: 'service',
  u: 'user',
  v: 'variable',
};
const OPTIONS = ['bashdefault', 'default', 'dirnames', 'filenames', 'noquote', 'nosort', 'nospace', 'plusdirs'];
const COMPLETE_USAGE =
  'complete: usage: complete [-abcdefgjksuv] [-pr] [-DEI] [-o option] [-A action] [-G globpat] [-W wordlist] [-F function] [-C command] [-X filterpat] [-P prefix] [-S suffix] [name ...]\n';
const COMPGEN_USAGE =
  'compgen: usage: compgen [-abcdefgjksuv] [-o option] [-A action] [-G globpat] [-W wordlist] [-F function] [-C command] [-X filterpat] [-P prefix] [-S suffix] [word]\n';

interface Read {
  readonly spec: CompletionSpec;
  readonly flags: ReadonlySet<string>;
  readonly names: readonly string[];
}

function* readSpec(shell: Shell, argv: readonly string[], usage: string): Task<Read | undefined> {
  const actions: string[] = [];
  const options = new Set<string>();
  const flags = new Set<string>();
  const values: Record<string, string> = {};
  const words = argv.slice(1);
  while (/^-./.test(words[0] ?? '')) {
    const word = words.shift()!;
    if (word === '--') break;
    for (let i = 1; i < word.length; i++) {
      const letter = word[i];
      if (ACTION_LETTERS[letter]) actions.push(ACTION_LETTERS[letter]);
      else if ('prDEI'.includes(letter)) flags.add(letter);
      else if ('oAGWFCXPS'.includes(letter)) {
        const value = word.slice(i + 1) || words.shift();
        if (value === undefined) {
          yield* shell.complain(`${argv[0]}: -${letter}: option requires an argument`);
          yield* shell.printError(usage);
          return undefined;
        }
        if (letter === 'A' && !COMPLETION_ACTIONS.includes(value)) {
          yield* shell.complain(`${argv[0]}: ${value}: invalid action name`);
          return undefined;
        }
        if (letter === 'o' && !OPTIONS.includes(value)) {
          yield* shell.complain(`${argv[0]}: ${value}: invalid option name`);
          return undefined;
        }
        if (letter === 'A') actions.push(value);
        else if (letter === 'o') options.add(value);
        else values[letter] = value;
        break;
      } else {
        yield* shell.complain(`${argv[0]}: -${letter}: invalid option`);
        yield* shell.printError(usage);
        return undefined;
      }
    }
  }
  const spec: CompletionSpec = {
    actions,
    options,
    ...(values.W === undefined ? {} : { words: values.W }),
    ...(values.F === undefined ? {} : { function: values.F }),
    ...(values.C === undefined ? {} : { command: values.C }),
    ...(values.G === undefined ? {} : { pattern: values.G }),
    ...(values.X === undefined ? {} : { filter: values.X }),
    ...(values.P === undefined ? {} : { prefix: values.P }),
    ...(values.S === undefined ? {} : { suffix: values.S }),
  };
  return { spec, flags, names: words };
}

/** Under these names the shell keeps the specifications of -D, -E and -I. */
export const DEFAULT_COMPLETION = ' -D';

const COMPLETION_BUCKETS = 512;

export function* complete(shell: Shell, argv: readonly string[]): Task<number> {
  const read = yield* readSpec(shell, argv, COMPLETE_USAGE);
  if (!read) return 2;
  const { spec, flags } = read;
  const names = [...read.names, ...['D', 'E', 'I'].filter((flag) => flags.has(flag)).map((flag) => ` -${flag}`)];
  if (argv.length === 1 || flags.has('p')) {
    let status = 0;
    const all = hashOrdered(shell.completions, COMPLETION_BUCKETS).map(([name]) => name);
    for (const name of names.length > 0 ? names : all) {
      const found = shell.completions.get(name);
      if (found) yield* shell.print(`${printSpec(name, found)}\n`);
      else {
        yield* shell.complain(`complete: ${name}: no completion specification`);
        status = 1;
      }
    }
    return status;
  }
  if (flags.has('r')) {
    if (names.length === 0) shell.completions.clear();
    let status = 0;
    for (const name of names) {
      if (shell.completions.delete(name)) continue;
      yield* shell.complain(`complete: ${name}: no completion specification`);
      status = 1;
    }
    return status;
  }
  if (names.length === 0) {
    yield* shell.printError(COMPLETE_USAGE);
    return 2;
  }
  for (const name of names) shell.completions.set(name, spec);
  return 0;
}

function printSpec(name: string, spec: CompletionSpec): string {
  const letters = Object.entries(ACTION_LETTERS);
  const parts = ['complete', ...OPTIONS.filter((option) => spec.options.has(option)).map((option) => `-o ${option}`)];
  const rank = (action: string) => letters.findIndex(([, known]) => known === action) + 1 || letters.length + 1;
  for (const action of [...spec.actions].sort((a, b) => rank(a) - rank(b))) {
    const letter = letters.find(([, known]) => known === action)?.[0];
    parts.push(letter ? `-${letter}` : `-A ${action}`);
  }
  const quoted: readonly (readonly [string, string | undefined])[] = [
    ['G', spec.pattern],
    ['W', spec.words],
    ['P', spec.prefix],
    ['S', spec.suffix],
    ['X', spec.filter],
    ['C', spec.command],
  ];
  for (const [letter, value] of quoted) if (value !== undefined) parts.push(`-${letter} ${quoteSingly(value)}`);
  if (spec.function !== undefined) parts.push(`-F ${spec.function}`);
  return [...parts, name.trim()].join(' ');
}

export function* compgen(shell: Shell, argv: readonly string[]): Task<number> {
  const read = yield* readSpec(shell, argv, COMPGEN_USAGE);
  if (!read) return 2;
  const [word = ''] = read.names;
  if (argv.length === 1) return 0;
  const { spec } = read;
  for (const [letter, used] of [
    ['F', spec.function],
    ['C', spec.command],
  ]) {
    if (used !== undefined) yield* shell.complain(`compgen: warning: -${letter} option may not work as you expect`);
  }
  const found = yield* candidatesOf(shell, spec, word, function* (one) {
    const words = ['compgen', '', word];
    if (one.command !== undefined) return yield* runCompletionCommand(shell, one.command, words, 2, '', 0);
    if (one.function === undefined) return [];
    return (yield* runCompletionFunction(shell, one.function, words, 2, '', 0)).replies;
  });
  if (found.length === 0) return 1;
  yield* shell.print(found.map((one) => `${one}\n`).join(''));
  return 0;
}

export function* compopt(shell: Shell, argv: readonly string[]): Task<number> {
  const words = argv.slice(1);
  const changes: { readonly option: string; readonly on: boolean }[] = [];
  while (/^[-+]o$/.test(words[0] ?? '')) {
    const on = words.shift() === '-o';
    const option = words.shift() ?? '';
    if (!OPTIONS.includes(option)) {
      yield* shell.complain(`compopt: ${option}: invalid option name`);
      return 2;
    }
    changes.push({ option, on });
  }
  if (words.length === 0 && !shell.completing) {
    yield* shell.complain('compopt: not currently executing completion function');
    return 1;
  }
  const targets: Set<string>[] = shell.completing && words.length === 0 ? [shell.completing.options] : [];
  for (const name of words) {
    const spec = shell.completions.get(name);
    if (!spec) {
      yield* shell.complain(`compopt: ${name}: no completion specification`);
      return 1;
    }
    const options = new Set(spec.options);
    if (changes.length === 0) {
      const shown = OPTIONS.map((option) => `${options.has(option) ? '-' : '+'}o ${option}`);
      yield* shell.print(`compopt ${shown.join(' ')} ${name}\n`);
      continue;
    }
    shell.completions.set(name, { ...spec, options });
    targets.push(options);
  }
  for (const options of targets) {
    for (const { option, on } of changes) {
      if (on) options.add(option);
      else options.delete(option);
    }
  }
  return 0;
}
