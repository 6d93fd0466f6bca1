// cd, pwd and the directory stack.

import { SystemError } from '../../../linux/errors.ts';
import { resolvePath } from '../../../linux/files/paths.ts';
import { permits } from '../../../linux/files/permissions.ts';
import type { Task } from '../../../sim/task.ts';
import { reasonOf, type Shell } from '../shell.ts';
import { refuse } from './arguments.ts';

export function* cd(shell: Shell, argv: readonly string[]): Task<number> {
  let physical = shell.options.has('physical');
  let at = 1;
  for (; at < argv.length && /^-[LPe@]+$/.test(argv[at]); at++)
    physical = argv[at].lastIndexOf('P') > argv[at].lastIndexOf('L');
  if (/^-[^-]/.test(argv[at] ?? '')) {
    yield* shell.complain(`cd: ${argv[at].slice(0, 2)}: invalid option`);
    yield* shell.printError('cd: usage: cd [-L|[-P [-e]] [-@]] [dir]\n');
    return 2;
  }
  if (argv[at] === '--') at++;
  if (argv.length - at > 1) {
    yield* shell.complain('cd: too many arguments');
    return 1;
  }
  let target = argv[at];
  let announce = false;
  if (target === undefined) {
    const home = shell.variables.get('HOME');
    if (home === undefined) {
      yield* shell.complain('cd: HOME not set');
      return 1;
    }
    target = home;
  } else if (target === '-') {
    const old = shell.variables.get('OLDPWD');
    if (old === undefined) {
      yield* shell.complain('cd: OLDPWD not set');
      return 1;
    }
    target = old;
    announce = true;
    if (old === '') {
      yield* shell.print('\n');
      return 0;
    }
  } else if (!/^\.{0,2}(\/|$)/.test(target)) {
    for (const place of (shell.variables.get('CDPATH') ?? '').split(':').filter(Boolean)) {
      if (!shell.isDirectory(`${place}/${target}`)) continue;
      target = `${place}/${target}`;
      announce = true;
      break;
    }
  }
  if (target === '') target = '.';
  const complaint = changeDirectory(shell, target, physical);
  if (complaint !== undefined) {
    const isDash = shell.dialect !== 'bash';
    yield* shell.complain(isDash ? `cd: can't cd to ${target}` : `cd: ${target}: ${complaint}`);
    return shell.dialect === 'dash' ? 2 : 1;
  }
  if (announce) yield* shell.print(`${shell.variables.get('PWD')}\n`);
  return 0;
}

/** Moves the shell; the reason when it cannot. $PWD keeps the links that led there. */
export function changeDirectory(shell: Shell, target: string, physical = false): string | undefined {
  const { process } = shell;
  const logical = resolvePath(currentDirectory(shell), target);
  try {
    const path = physical ? process.files.realpath(process.absolute(target), process.credentials) : logical;
    const inode = process.files.stat(path, process.credentials);
    if (inode.type !== 'directory') return 'Not a directory';
    if (!permits(inode, 1, process.credentials)) return 'Permission denied';
    const before = currentDirectory(shell);
    process.directory = path;
    setDirectoryVariable(shell, 'OLDPWD', before);
    setDirectoryVariable(shell, 'PWD', path);
    return undefined;
  } catch (error) {
    if (error instanceof SystemError) return reasonOf(error);
    throw error;
  }
}

function setDirectoryVariable(shell: Shell, name: string, path: string): void {
  shell.variables.set(name, path);
  if (name === 'OLDPWD' || name === 'PWD') shell.variables.claim(name).exported ||= shell.exportsDirectories;
}

export const currentDirectory = (shell: Shell): string => shell.variables.get('PWD') ?? shell.process.directory;

export function* pwd(shell: Shell, argv: readonly string[]): Task<number> {
  const physical = argv.slice(1).some((word) => /^-.*P/.test(word));
  const bad = argv.slice(1).find((word) => /^-./.test(word) && !/^-[LP]+$/.test(word));
  if (bad) {
    yield* shell.complain(`pwd: ${bad.slice(0, 2)}: invalid option`);
    yield* shell.printError('pwd: usage: pwd [-LP]\n');
    return 2;
  }
  const { process } = shell;
  try {
    yield* shell.print(
      `${physical ? process.files.realpath(process.directory, process.credentials) : process.directory}\n`,
    );
  } catch (error) {
    yield* shell.complain(
      `pwd: error retrieving current directory: getcwd: cannot access parent directories: ${reasonOf(error)}`,
    );
    return 1;
  }
  return 0;
}

export function* dirs(shell: Shell, argv: readonly string[]): Task<number> {
  const options = argv
    .slice(1)
    .filter((word) => /^-[clpv]+$/.test(word))
    .join('');
  const bad = argv.slice(1).find((word) => !/^-[clpv]+$|^[-+]\d+$|^--$/.test(word));
  if (bad !== undefined) {
    yield* shell.complain(
      `dirs: ${bad}: invalid ${bad.startsWith('-') ? 'option' : 'argument'}`.replace('option', 'number'),
    );
    return (yield* refuse(shell, 'dirs')).status;
  }
  if (options.includes('c')) {
    shell.directories = [];
    return 0;
  }
  const all = [currentDirectory(shell), ...shell.directories].map((path) =>
    options.includes('l') ? path : withTilde(shell, path),
  );
  const index = argv
    .slice(1)
    .map((word) => indexOf(word, all.length))
    .find((found) => found !== undefined);
  if (index !== undefined) {
    if (index < 0 || index >= all.length) {
      const why =
        all.length === 1
          ? 'directory stack empty'
          : `${argv.at(-1)?.replace(/^[-+]/, '')}: directory stack index out of range`;
      yield* shell.complain(`dirs: ${why}`);
      return 1;
    }
    yield* shell.print(`${all[index]}\n`);
  } else if (options.includes('v'))
    yield* shell.print(all.map((path, at) => `${String(at).padStart(2)}  ${path}\n`).join(''));
  else yield* shell.print(`${all.join(options.includes('p') ? '\n' : ' ')}\n`);
  return 0;
}

/** `+n` counts from the left, `-n` from the right. */
function indexOf(word: string, length: number): number | undefined {
  const found = /^([-+])(\d+)$/.exec(word);
  if (!found) return undefined;
  return found[1] === '+' ? Number(found[2]) : length - 1 - Number(found[2]);
}

function withTilde(shell: Shell, path: string): string {
  const home = shell.variables.get('HOME');
  if (!home || (path !== home && !path.startsWith(`${home}/`))) return path;
  return `~${path.slice(home.length)}`;
}

export function* pushd(shell: Shell, argv: readonly string[]): Task<number> {
  const stay = argv[1] === '-n';
  const [target] = argv.slice(stay ? 2 : 1);
  const all = [currentDirectory(shell), ...shell.directories];
  if (target === undefined) {
    if (all.length < 2) {
      yield* shell.complain('pushd: no other directory');
      return 1;
    }
    return yield* moveTo(shell, 'pushd', [all[1], all[0], ...all.slice(2)]);
  }
  const index = indexOf(target, all.length);
  if (index !== undefined) {
    if (index < 0 || index >= all.length) {
      yield* shell.complain(`pushd: ${target}: directory stack index out of range`);
      return 1;
    }
    return yield* moveTo(shell, 'pushd', [...all.slice(index), ...all.slice(0, index)]);
  }
  if (stay) {
    shell.directories = [target, ...shell.directories];
    return yield* dirs(shell, ['dirs']);
  }
  return yield* moveTo(shell, 'pushd', [target, ...all]);
}

export function* popd(shell: Shell, argv: readonly string[]): Task<number> {
  const stay = argv[1] === '-n';
  const [target = stay ? '+1' : '+0'] = argv.slice(stay ? 2 : 1);
  const all = [currentDirectory(shell), ...shell.directories];
  if (all.length < 2) {
    yield* shell.complain('popd: directory stack empty');
    return 1;
  }
  const index = indexOf(target, all.length);
  if (index === undefined || index < 0 || index >= all.length) {
    yield* shell.complain(
      `popd: ${target}: ${index === undefined ? 'invalid argument' : 'directory stack index out of range'}`,
    );
    return 1;
  }
  const rest = all.filter((_path, at) => at !== index);
  if (index === 0) return yield* moveTo(shell, 'popd', rest);
  shell.directories = rest.slice(1);
  return yield* dirs(shell, ['dirs']);
}

function* moveTo(shell: Shell, command: string, [target, ...rest]: readonly string[]): Task<number> {
  const complaint = changeDirectory(shell, target);
  if (complaint !== undefined) {
    yield* shell.complain(`${command}: ${target}: ${complaint}`);
    return 1;
  }
  shell.directories = rest;
  return yield* dirs(shell, ['dirs']);
}
