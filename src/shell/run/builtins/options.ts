// set, shopt, shift, getopts, let.

import type { Task } from '../../../sim/task.ts';
import { printFunction } from '../../syntax/print.ts';
import { ArithmeticError, isTrue } from '../arithmetic.ts';
import { assignText } from '../assign.ts';
import { Abandon } from '../control.ts';
import { assignmentOf } from '../declaration.ts';
import { SET_OPTIONS } from '../options.ts';
import type { Shell } from '../shell.ts';
import { NAME } from '../variables.ts';

const SET_USAGE = 'set: usage: set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]\n';

export function* set(shell: Shell, argv: readonly string[]): Task<number> {
  if (argv.length === 1) {
    for (const name of shell.variables.names) {
      const value = name.startsWith('\0') ? undefined : shell.variables.value(name);
      const line = value && assignmentOf(name, value);
      if (line !== undefined) yield* shell.print(`${line}\n`);
    }
    if (!shell.options.has('posix')) {
      for (const name of [...shell.functions.keys()].sort())
        yield* shell.print(printFunction(name, shell.functions.get(name)!.body));
    }
    return 0;
  }
  for (let at = 1; at < argv.length; at++) {
    const word = argv[at];
    if (word === '--') {
      shell.positional = argv.slice(at + 1);
      return 0;
    }
    if (word === '-') {
      shell.options.set('xtrace', false);
      shell.options.set('verbose', false);
      if (at + 1 < argv.length) shell.positional = argv.slice(at + 1);
      return 0;
    }
    if (!/^[-+]./.test(word)) {
      shell.positional = argv.slice(at);
      return 0;
    }
    const on = word[0] === '-';
    for (const letter of word.slice(1)) {
      if (letter === 'o') {
        const name = argv[at + 1];
        if (name === undefined) {
          yield* listOptions(shell, on);
          return 0;
        }
        at++;
        if (shell.dialect === 'dash' && name === 'pipefail') {
          yield* shell.complain('set: Illegal option -o pipefail');
          return shell.exit(2);
        }
        if (!SET_OPTIONS.some(([known]) => known === name)) {
          yield* shell.complain(`set: ${name}: invalid option name`);
          return 2;
        }
        shell.options.set(name, on);
        continue;
      }
      const option = SET_OPTIONS.find(([, known]) => known === letter && known !== '');
      if (!option) {
        yield* shell.complain(`set: ${word[0]}${letter}: invalid option`);
        yield* shell.printError(SET_USAGE);
        return 2;
      }
      shell.options.set(option[0], on);
    }
  }
  return 0;
}

function* listOptions(shell: Shell, table: boolean): Task<void> {
  for (const [name] of SET_OPTIONS) {
    const on = shell.options.has(name);
    yield* shell.print(table ? `${name.padEnd(15)}\t${on ? 'on' : 'off'}\n` : `set ${on ? '-' : '+'}o ${name}\n`);
  }
}

export function* shopt(shell: Shell, argv: readonly string[]): Task<number> {
  let letters = '';
  let at = 1;
  for (; at < argv.length && /^-[opqsu]+$/.test(argv[at]); at++) letters += argv[at].slice(1);
  if (/^-./.test(argv[at] ?? '')) {
    yield* shell.complain(`shopt: ${argv[at].slice(0, 2)}: invalid option`);
    yield* shell.printError('shopt: usage: shopt [-pqsu] [-o] [optname ...]\n');
    return 2;
  }
  const forSet = letters.includes('o');
  const known = (name: string) => (forSet ? SET_OPTIONS.some(([one]) => one === name) : shell.options.isShopt(name));
  const value = (name: string) => (forSet ? shell.options.has(name) : shell.options.shopt(name));
  const names = argv.slice(at);
  const all = forSet ? SET_OPTIONS.map(([name]) => name) : shell.options.shoptNames;
  const changes = /[su]/.test(letters);
  if (names.length === 0) {
    const shown = changes ? all.filter((name) => value(name) === letters.includes('s')) : all;
    for (const name of shown) yield* show(shell, name, value(name), letters);
    return 0;
  }
  let status = 0;
  for (const name of names) {
    if (!known(name)) {
      yield* shell.complain(`shopt: ${name}: invalid ${forSet ? 'option name' : 'shell option name'}`);
      status = 1;
    } else if (changes) {
      if (forSet) shell.options.set(name, letters.includes('s'));
      else shell.options.setShopt(name, letters.includes('s'));
    } else {
      if (!value(name)) status = 1;
      yield* show(shell, name, value(name), letters);
    }
  }
  return status;
}

function* show(shell: Shell, name: string, on: boolean, letters: string): Task<void> {
  if (letters.includes('q')) return;
  if (letters.includes('p')) {
    yield* shell.print(
      letters.includes('o') ? `set ${on ? '-' : '+'}o ${name}\n` : `shopt ${on ? '-s' : '-u'} ${name}\n`,
    );
  } else yield* shell.print(`${name.padEnd(15)}\t${on ? 'on' : 'off'}\n`);
}

export function* shift(shell: Shell, argv: readonly string[]): Task<number> {
  const [, count = '1'] = argv;
  if (!/^[-+]?\d+$/.test(count)) {
    yield* shell.complain(`shift: ${count}: numeric argument required`);
    return 1;
  }
  if (argv.length > 2) {
    yield* shell.complain('shift: too many arguments');
    throw new Abandon(1);
  }
  const number = Number(count);
  if (number < 0) {
    yield* shell.complain(`shift: ${count}: shift count out of range`);
    return 1;
  }
  if (number > shell.positional.length) {
    if (shell.dialect === 'dash') {
      yield* shell.complain("shift: can't shift that many");
      return shell.exit(2);
    }
    if (shell.options.shopt('shift_verbose')) yield* shell.complain(`shift: ${count}: shift count out of range`);
    return 1;
  }
  shell.positional = shell.positional.slice(number);
  return 0;
}

export function* getopts(shell: Shell, argv: readonly string[]): Task<number> {
  const [, specification, name, ...given] = argv;
  if (specification === undefined || name === undefined) {
    yield* shell.printError('getopts: usage: getopts optstring name [arg ...]\n');
    return 2;
  }
  if (!NAME.test(name)) {
    yield* shell.complain(`getopts: \`${name}': not a valid identifier`);
    return 1;
  }
  const words = given.length > 0 ? given : shell.positional;
  const silent = specification.startsWith(':');
  let index = Number(shell.variables.get('OPTIND') ?? 1) || 1;
  if (index !== shell.getoptsState.index) shell.getoptsState.offset = 1;
  let { offset } = shell.getoptsState;
  const finish = (status: number, option: string, argument: string | undefined): number => {
    shell.getoptsState = { index, offset };
    assignText(shell, 'OPTIND', undefined, String(index));
    shell.getoptsState.index = index;
    assignText(shell, name, undefined, option);
    if (argument === undefined) shell.variables.remove('OPTARG');
    else assignText(shell, 'OPTARG', undefined, argument);
    return status;
  };
  const word = words[index - 1];
  if (offset === 1) {
    if (word === undefined || !/^-./.test(word)) return finish(1, '?', undefined);
    if (word === '--') {
      index++;
      return finish(1, '?', undefined);
    }
  }
  const letter = word[offset++];
  const at = specification.indexOf(letter, silent ? 1 : 0);
  const isLast = offset >= word.length;
  const advance = () => {
    index++;
    offset = 1;
  };
  if (letter === ':' || at < 0) {
    if (isLast) advance();
    if (silent) return finish(0, '?', letter);
    if (shell.dialect === 'dash') yield* shell.printError(`Illegal option -${letter}\n`);
    else if (shell.variables.get('OPTERR') !== '0')
      yield* shell.printError(`${shell.name}: illegal option -- ${letter}\n`);
    return finish(0, '?', undefined);
  }
  if (specification[at + 1] !== ':') {
    if (isLast) advance();
    return finish(0, letter, undefined);
  }
  if (!isLast) {
    const argument = word.slice(offset);
    advance();
    return finish(0, letter, argument);
  }
  advance();
  const argument = words[index - 1];
  if (argument !== undefined) {
    index++;
    return finish(0, letter, argument);
  }
  if (silent) return finish(0, ':', letter);
  if (shell.dialect === 'dash') yield* shell.printError(`No arg for -${letter} option\n`);
  else if (shell.variables.get('OPTERR') !== '0')
    yield* shell.printError(`${shell.name}: option requires an argument -- ${letter}\n`);
  return finish(0, '?', undefined);
}

export function* letBuiltin(shell: Shell, argv: readonly string[]): Task<number> {
  const words = argv[1] === '--' ? argv.slice(2) : argv.slice(1);
  if (words.length === 0) {
    yield* shell.complain('let: expression expected');
    return 1;
  }
  let value = false;
  for (const word of words) {
    try {
      value = isTrue(shell.arithmetic.evaluate(word));
    } catch (error) {
      if (!(error instanceof ArithmeticError)) throw error;
      yield* shell.complain(`let: ${error.message}`);
      return 1;
    }
  }
  return value ? 0 : 1;
}
