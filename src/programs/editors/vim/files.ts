// The files of an editor: the one in the buffer, the others of the argument list, reading and writing with the messages vim
// prints for it. Models fileio.c and bufwrite.c.

import { EMPTY } from '../../../base/bytes.ts';
import { decodeRaw, encodeRaw } from '../../../base/raw-text.ts';
import { SystemError } from '../../../linux/errors.ts';
import { permits, WRITE } from '../../../linux/files/permissions.ts';
import type { Task } from '../../../sim/task.ts';
import type { Editor } from './editor.ts';
import { ExError } from './errors.ts';
import { applyFileType } from './file-types.ts';
import { SwapFile } from './swap-file.ts';
import { Position } from './text-buffer.ts';
import { firstNonBlank } from './walk.ts';

export interface WriteRequest {
  /** '' is the buffer's own file. */
  readonly name: string;
  readonly first: number;
  readonly last: number;
  readonly isWhole: boolean;
  readonly force: boolean;
  readonly append: boolean;
}

export class Files {
  readonly #editor: Editor;
  /** As given; '' is a buffer without a name. */
  name = '';
  alternate = '';
  list: string[] = [];
  at = 0;
  /** `view` and -R. */
  opensReadOnly = false;
  usesSwap = true;
  #savedVersion = 0;
  #mtime: number | undefined;
  #isNew = false;
  #swap: SwapFile | undefined;
  /** Cursor lines of files left behind. */
  readonly #places = new Map<string, Position>();

  constructor(editor: Editor) {
    this.#editor = editor;
    this.#savedVersion = editor.buffer.version;
  }

  get isChanged(): boolean {
    return this.#editor.buffer.version !== this.#savedVersion && !this.#editor.buffer.isAtSavedState;
  }

  markSaved(): void {
    this.#savedVersion = this.#editor.buffer.version;
    this.#editor.buffer.rememberSavedState();
  }

  /** The text came from standard input: nothing of it is on disk. */
  markPiped(): void {
    this.#savedVersion = -1;
    this.#editor.buffer.forgetSavedState();
  }

  /** As messages show it: below the home directory and the working directory shorter. */
  get shownName(): string {
    return shortName(this.#editor, this.name);
  }

  // ——— reading ———

  /** Brings a file into the buffer. False when the user did not want it after all. */
  *open(name: string): Task<boolean> {
    const editor = this.#editor;
    if (this.name !== '' && this.name !== name) {
      this.alternate = this.name;
      this.#places.set(this.name, editor.buffer.getCursor());
    }
    this.close();
    this.name = name;
    editor.options.put('readonly', this.opensReadOnly);
    editor.options.put('fileformat', 'unix');
    editor.options.put('endofline', true);
    const read = this.#read(name);
    editor.buffer.load(read.text);
    editor.hasNoLines = read.text === '' && read.isEmpty;
    this.#mtime = read.mtime;
    this.#isNew = read.isNew;
    if (read.isReadOnly) editor.options.put('readonly', true);
    editor.search.isHighlighted = editor.search.isHighlighted && editor.search.pattern !== '';
    this.markSaved();
    const place = this.#places.get(name);
    editor.buffer.setCursor(place ?? new Position(0, 0));
    editor.window.topLine = 0;
    if (!place) editor.buffer.setCursor(0, 0);
    yield* applyFileType(editor, name, read.text);
    if (name === '') return true;
    if (!read.isDirectory && this.usesSwap && editor.options.flag('swapfile')) {
      const swap = new SwapFile(editor, name);
      const decision = yield* swap.claim();
      if (decision === 'quit') return false;
      if (decision === 'readonly') editor.options.put('readonly', true);
      this.#swap = swap;
    }
    editor.say(read.message, read.isError ? 'error' : 'plain');
    return true;
  }

  #read(name: string): ReadFile {
    const editor = this.#editor;
    const { process } = editor;
    const nothing = {
      text: '',
      isEmpty: true,
      isNew: false,
      isReadOnly: false,
      isDirectory: false,
      isError: false,
      mtime: undefined,
    };
    if (name === '') return { ...nothing, message: '' };
    const shown = `"${shortName(editor, name)}"`;
    try {
      const path = process.absolute(name);
      const inode = process.files.stat(path, process.credentials);
      if (inode.type === 'directory')
        return { ...nothing, isDirectory: true, message: `${shown} is a directory`, isError: true };
      const bytes = process.files.readFile(path, process.credentials);
      const isReadOnly = this.opensReadOnly || !permits(inode, WRITE, process.credentials);
      const raw = decodeRaw(bytes);
      const isDos = /\r\n/.test(raw) && !/(^|[^\r])\n/.test(raw);
      if (isDos) editor.options.put('fileformat', 'dos');
      const text = isDos ? raw.replaceAll('\r\n', '\n') : raw;
      const hasEnd = text === '' || text.endsWith('\n');
      editor.options.put('endofline', hasEnd);
      const lines = text === '' ? 0 : text.split('\n').length - (hasEnd ? 1 : 0);
      const marks = `${isReadOnly ? '[readonly]' : ''}${hasEnd ? '' : '[noeol]'}${isDos ? '[dos]' : ''}`;
      return {
        ...nothing,
        text: text.replace(/\n$/, ''),
        isEmpty: text === '',
        isReadOnly,
        mtime: inode.mtime,
        message: `${shown} ${marks}${marks === '' ? '' : ' '}${lines}L, ${bytes.length}B`,
      };
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      if (error.code === 'ENOENT') return { ...nothing, isNew: true, message: `${shown} [New]` };
      if (error.code === 'ENOTDIR') return { ...nothing, isNew: true, message: `${shown} [New]` };
      return { ...nothing, message: `${shown} [Permission Denied]`, isError: true };
    }
  }

  /** `:r file`: its lines, and what is said about them. Throws ExError. */
  readLines(name: string): { readonly lines: readonly string[]; readonly message: string } {
    const { process } = this.#editor;
    try {
      const bytes = process.files.readFile(process.absolute(name), process.credentials);
      const text = decodeRaw(bytes);
      const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
      const marks = text === '' || text.endsWith('\n') ? '' : '[noeol] ';
      return { lines, message: `"${shortName(this.#editor, name)}" ${marks}${lines.length}L, ${bytes.length}B` };
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      if (error.code === 'EISDIR') throw new ExError(`"${name}" is a directory`);
      if (error.code === 'EACCES') throw new ExError(`"${name}" [Permission Denied]`);
      throw new ExError(`E484: Can't open file ${name}`);
    }
  }

  // ——— writing ———

  /** Throws ExError with the reason. */
  *write(request: WriteRequest): Task<void> {
    const editor = this.#editor;
    const { process, options } = editor;
    const isOwn = request.name === '' || this.#isOwnName(request.name);
    const name = request.name || this.name;
    if (name === '') throw new ExError('E32: No file name');
    if (isOwn && options.flag('readonly') && !request.force)
      throw new ExError("E45: 'readonly' option is set (add ! to override)");
    if (isOwn && !request.isWhole && !request.force && !request.append)
      throw new ExError('E140: Use ! to write partial buffer');
    const shown = `"${shortName(editor, name)}"`;
    const path = process.absolute(name);
    const old = this.#existing(path);
    if (old?.type === 'directory') throw new ExError(`E502: ${shown} is a directory`);
    if (!isOwn && old && !request.force && !request.append) throw new ExError('E13: File exists (add ! to override)');
    if (isOwn && old && this.#mtime !== undefined && old.mtime !== this.#mtime && !request.append) {
      const answer = yield* editor.ask(
        ['WARNING: The file has been changed since reading it!!!', 'Do you really want to write to it (y/n)?'],
        'yn',
      );
      if (answer !== 'y') return;
    }
    const content = this.#content(request);
    this.#store(path, content.text, request, shown, old !== undefined);
    const written = !old ? '[New] ' : '';
    const marks = `${content.isComplete ? '' : '[noeol]'}${options.text('fileformat') === 'dos' ? '[dos]' : ''}`;
    editor.say(
      `${shown} ${written}${marks}${marks === '' ? '' : ' '}${content.lines}L, ${encodeRaw(content.text).length}B ${request.append ? 'appended' : 'written'}`,
    );
    if (this.name === '' && request.isWhole) {
      this.name = name;
      yield* applyFileType(editor, name, editor.buffer.getValue());
    }
    if (!isOwn && request.name !== this.name) return;
    this.#mtime = this.#existing(path)?.mtime;
    this.#isNew = false;
    if (request.isWhole) {
      this.markSaved();
      if (request.force && isOwn) options.put('readonly', this.opensReadOnly);
    }
  }

  #isOwnName(name: string): boolean {
    const { process } = this.#editor;
    return this.name !== '' && process.absolute(name) === process.absolute(this.name);
  }

  #existing(path: string) {
    const { process } = this.#editor;
    try {
      return process.files.stat(path, process.credentials);
    } catch (error) {
      if (error instanceof SystemError) return undefined;
      throw error;
    }
  }

  #content({ first, last, isWhole }: WriteRequest): {
    readonly text: string;
    readonly lines: number;
    readonly isComplete: boolean;
  } {
    const { buffer, options, hasNoLines } = this.#editor;
    if (isWhole && hasNoLines && buffer.getValue() === '') return { text: '', lines: 0, isComplete: true };
    const text = buffer.getRange(new Position(first, 0), new Position(last, Number.POSITIVE_INFINITY));
    const isComplete = options.flag('endofline') || options.flag('fixendofline') || last < buffer.lastLine();
    const end = isComplete ? '\n' : '';
    const all = options.text('fileformat') === 'dos' ? `${text}${end}`.replaceAll('\n', '\r\n') : `${text}${end}`;
    return { text: all, lines: last - first + 1, isComplete };
  }

  /** Writes in place, so that owner, mode and links stay. What could not be written whole is put back. */
  #store(path: string, text: string, { force, append }: WriteRequest, shown: string, exists: boolean): void {
    const { process } = this.#editor;
    const { files, credentials: who } = process;
    const mode = 0o666 & ~process.umask;
    const bytes = encodeRaw(text);
    let before = EMPTY;
    if (exists && !append) {
      try {
        before = files.readFile(path, who);
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
      }
    }
    try {
      files.writeFile(path, bytes, { who, append, mode });
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      if (error.code === 'ENOSPC') {
        if (exists && !append) files.writeFile(path, before, { who });
        throw new ExError(`${shown} E514: Write error (file system full?)`);
      }
      if (error.code === 'EACCES' && force && exists && this.#replace(path, bytes)) return;
      throw new ExError(`${shown} E212: Can't open file for writing`);
    }
  }

  /** `:w!` on a file one may not write, in a directory one may: makes it writable for the moment, as its owner can. */
  #replace(path: string, bytes: Uint8Array): boolean {
    const { files, credentials: who } = this.#editor.process;
    try {
      const { mode } = files.stat(path, who);
      files.changeMode(path, mode | 0o200, who);
      files.writeFile(path, bytes, { who });
      files.changeMode(path, mode, who);
      return true;
    } catch (error) {
      if (error instanceof SystemError) return false;
      throw error;
    }
  }

  // ——— about the file ———

  /** Ctrl-G. */
  description(): string {
    const { buffer, options } = this.#editor;
    const { line, ch } = buffer.getCursor();
    const marks = `${this.isChanged ? ' [Modified]' : ''}${this.#isNew ? '[New]' : ''}${options.flag('readonly') ? '[RO]' : ''}`;
    const name = this.name === '' ? '[No Name]' : this.shownName;
    const count = buffer.lineCount();
    if (buffer.getValue() === '' && this.#editor.hasNoLines) return `"${name}"${marks} --No lines in buffer--`;
    if (options.flag('ruler'))
      return `"${name}"${marks} ${count} line${count === 1 ? '' : 's'} --${Math.floor(((line + 1) * 100) / count)}%--`;
    return `"${name}"${marks} line ${line + 1} of ${count} --${Math.floor(((line + 1) * 100) / count)}%-- col ${ch + 1}`;
  }

  goToText(): void {
    const { buffer } = this.#editor;
    const { line } = buffer.getCursor();
    buffer.setCursor(line, firstNonBlank(buffer.getLine(line)));
  }

  /** The first change: the swap file says so from then on. */
  noteChange(): void {
    if (this.isChanged) this.#swap?.markModified();
  }

  /** Takes the swap file away. */
  close(): void {
    this.#swap?.remove();
    this.#swap = undefined;
  }
}

interface ReadFile {
  readonly text: string;
  readonly isEmpty: boolean;
  readonly isNew: boolean;
  readonly isReadOnly: boolean;
  readonly isDirectory: boolean;
  readonly isError: boolean;
  readonly mtime: number | undefined;
  readonly message: string;
}

/** Vim shows names relative to the working directory, and the home directory as `~`. */
export function shortName(editor: Editor, name: string): string {
  const { process } = editor;
  if (!name.startsWith('/')) return name;
  const directory = process.directory === '/' ? '/' : `${process.directory}/`;
  if (name.startsWith(directory) && name.length > directory.length) return name.slice(directory.length);
  const home = process.environment.get('HOME');
  return home && name.startsWith(`${home}/`) ? `~${name.slice(home.length)}` : name;
}
