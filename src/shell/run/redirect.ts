// Redirections: changes of the descriptor table that can be taken back.

import { EMPTY } from '../../base/bytes.ts';
import { encodeRaw } from '../../base/raw-text.ts';
import { SystemError } from '../../linux/errors.ts';
import { Description, type OpenFile, type OpenFlags } from '../../linux/files/open-file.ts';
import type { Task } from '../../sim/task.ts';
import type { Redirect } from '../syntax/tree.ts';
import { assignText } from './assign.ts';
import { CommandFailure } from './control.ts';
import { expandText, expandWord } from './expand.ts';
import { openConnection } from './network-redirect.ts';
import { reasonOf, type Shell } from './shell.ts';

/** What was there before, in the order it was changed. */
export type Saved = { readonly descriptor: number; readonly file: OpenFile | undefined }[];

/** Applies all; when one fails, takes the others back and throws CommandFailure. */
export function* applyRedirects(shell: Shell, redirects: readonly Redirect[]): Task<Saved> {
  const saved: Saved = [];
  try {
    for (const redirect of redirects) yield* apply(shell, redirect, saved);
  } catch (error) {
    restoreDescriptors(shell, saved);
    throw error;
  }
  return saved;
}

export function restoreDescriptors(shell: Shell, saved: Saved): void {
  const { descriptors } = shell.process;
  for (const { descriptor, file } of saved.splice(0).reverse()) {
    descriptors.get(descriptor)?.release();
    if (file) descriptors.set(descriptor, file);
    else descriptors.delete(descriptor);
  }
}

/** `exec` without a command: the changes stay. */
export function keepDescriptors(saved: Saved): void {
  for (const { file } of saved.splice(0)) file?.release();
}

/** Puts `file` (already retained for us) at a descriptor and remembers what it replaces. */
function put(shell: Shell, descriptor: number, file: OpenFile | undefined, saved: Saved): void {
  const { descriptors } = shell.process;
  saved.push({ descriptor, file: descriptors.get(descriptor) });
  if (file) descriptors.set(descriptor, file);
  else descriptors.delete(descriptor);
}

const MODES: Readonly<Record<string, OpenFlags>> = {
  '<': { read: true },
  '>': { write: true, create: true, truncate: true },
  '>|': { write: true, create: true, truncate: true },
  '>>': { write: true, create: true, append: true },
  '<>': { read: true, write: true, create: true },
  '&>': { write: true, create: true, truncate: true },
  '&>>': { write: true, create: true, append: true },
};

function* apply(shell: Shell, redirect: Redirect, saved: Saved): Task<void> {
  const { operator } = redirect;
  if (operator === '<<' || operator === '<<<') {
    const text = yield* expandText(shell, redirect.target);
    const bytes = encodeRaw(operator === '<<<' ? `${text}\n` : text);
    place(shell, redirect, 0, new HereDocument(bytes), saved);
    return;
  }
  const name = yield* targetName(shell, redirect);
  if (operator === '<&' || operator === '>&') {
    duplicate(shell, redirect, name, saved);
    return;
  }
  const file = (yield* openConnection(shell, name)) ?? open(shell, redirect, name);
  if (operator === '&>' || operator === '&>>') {
    put(shell, 1, file, saved);
    put(shell, 2, file.retain(), saved);
    return;
  }
  place(shell, redirect, operator[0] === '<' ? 0 : 1, file, saved);
}

/** The descriptor named in front, the operator's own, or a free one for `{name}`. */
function place(shell: Shell, redirect: Redirect, usual: number, file: OpenFile, saved: Saved): void {
  if (typeof redirect.descriptor !== 'string') {
    put(shell, redirect.descriptor ?? usual, file, saved);
    return;
  }
  // `{name}>file` outlives the command.
  assignText(shell, redirect.descriptor, undefined, String(shell.process.install(file, 10)));
}

function* targetName(shell: Shell, redirect: Redirect): Task<string> {
  const names: string[] = [];
  yield* expandWord(shell, redirect.target, names);
  if (names.length !== 1) throw new CommandFailure(`${redirect.target.text}: ambiguous redirect`);
  return names[0];
}

function open(shell: Shell, redirect: Redirect, name: string): OpenFile {
  const { process } = shell;
  const flags = MODES[redirect.operator];
  try {
    if (name === '') throw new SystemError('ENOENT', '');
    const path = process.absolute(name);
    if ((redirect.operator === '>' || redirect.operator === '&>') && shell.options.has('noclobber')) {
      if (process.files.exists(path) && process.files.stat(path).type === 'file') {
        throw new CommandFailure(`${name}: cannot overwrite existing file`);
      }
    }
    return process.files.open(path, flags, 0o666 & ~process.umask, process.credentials);
  } catch (error) {
    if (error instanceof CommandFailure) throw error;
    if (shell.dialect === 'dash') throw new CommandFailure(dashRefusal(name, flags, reasonOf(error)), 2);
    throw new CommandFailure(`${name}: ${reasonOf(error)}`);
  }
}

/** dash tells reading from writing. */
function dashRefusal(name: string, flags: OpenFlags, reason: string): string {
  const isMissing = reason === 'No such file or directory';
  if (flags.create) return `cannot create ${name}: ${isMissing ? 'Directory nonexistent' : reason}`;
  return `cannot open ${name}: ${isMissing ? 'No such file' : reason}`;
}

function duplicate(shell: Shell, redirect: Redirect, name: string, saved: Saved): void {
  const usual = redirect.operator === '<&' ? 0 : 1;
  const { descriptors } = shell.process;
  const own =
    typeof redirect.descriptor === 'string'
      ? Number(shell.variables.get(redirect.descriptor))
      : (redirect.descriptor ?? usual);
  if (name === '-') {
    if (descriptors.has(own)) put(shell, own, undefined, saved);
    return;
  }
  const moves = /^\d+-$/.test(name);
  const number = Number(moves ? name.slice(0, -1) : name);
  if (!/^\d+-?$/.test(name)) {
    if (redirect.operator === '>&' && redirect.descriptor === undefined) {
      // `>&file` is `&>file`.
      const file = open(shell, { ...redirect, operator: '&>' }, name);
      put(shell, 1, file, saved);
      put(shell, 2, file.retain(), saved);
      return;
    }
    throw new CommandFailure(`${redirect.target.text}: ambiguous redirect`);
  }
  const source = descriptors.get(number);
  if (!source) throw new CommandFailure(`${redirect.target.text}: ${reasonOf(new SystemError('EBADF'))}`);
  if (typeof redirect.descriptor === 'string') {
    place(shell, redirect, usual, source.retain(), saved);
  } else put(shell, own, source.retain(), saved);
  if (moves && number !== own) put(shell, number, undefined, saved);
}

/** The text of a here-document or here-string as an open file. */
class HereDocument extends Description {
  override readonly kind = 'file';
  #rest: Uint8Array;

  constructor(bytes: Uint8Array) {
    super();
    this.#rest = bytes;
  }

  // biome-ignore lint/correctness/useYield: it is all there
  override *read(most: number): Task<Uint8Array> {
    if (this.#rest.length === 0) return EMPTY;
    const part = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(part.length);
    return part;
  }

  // biome-ignore lint/correctness/useYield: refuses at once
  override *write(): Task<void> {
    throw new SystemError('EBADF');
  }
}
