// The swap file `.name.swp`: it says that somebody edits a file, and stays behind when vim dies. What was typed is not kept
// in it; recovering is not simulated. Models memline.c as far as one sees it.

import { SystemError } from '../../../linux/errors.ts';
import { userName } from '../../../linux/host/accounts.ts';
import type { Task } from '../../../sim/task.ts';
import type { Editor } from './editor.ts';
import { shortName } from './files.ts';

const MAGIC = 'b0VIM 9.1';
type Decision = 'edit' | 'readonly' | 'quit';

interface Record_ {
  readonly file: string;
  readonly user: string;
  readonly host: string;
  readonly pid: number;
  readonly isModified: boolean;
}

export class SwapFile {
  readonly #editor: Editor;
  readonly #name: string;
  #path: string | undefined;

  constructor(editor: Editor, name: string) {
    this.#editor = editor;
    this.#name = name;
  }

  /** Asks when there is one already; then lays down our own. */
  *claim(): Task<Decision> {
    const [first, ...others] = this.#candidates();
    let decision: Decision = 'edit';
    const found = this.#readRecord(first);
    if (found) {
      const answer = yield* this.#ask(first, found);
      if (answer === 'q' || answer === 'a' || answer === '\x03') {
        if (answer === 'a') this.#editor.exitCode = 1;
        return 'quit';
      }
      if (answer === 'r') {
        this.#editor.complain('cka-lab: not simulated: recovering from a swap file');
        return 'quit';
      }
      if (answer === 'd') this.#unlink(first);
      if (answer === 'o') return 'readonly';
      decision = 'edit';
    }
    for (const path of [first, ...others]) if (this.#create(path)) break;
    return decision;
  }

  /** Beside the file; where one may not write, in the directories of 'directory'. With the first name taken, .swo and so on. */
  #candidates(): string[] {
    const { process } = this.#editor;
    const path = process.absolute(this.#name);
    const slash = path.lastIndexOf('/');
    const [directory, base] = [path.slice(0, slash), path.slice(slash + 1)];
    const names = ['swp', 'swo', 'swn', 'swm'].map((end) => `${directory}/.${base}.${end}`.replace('/..', '/.'));
    const home = process.environment.get('HOME') ?? '/root';
    return [...names, ...[`${home}/tmp`, '/var/tmp', '/tmp'].map((elsewhere) => `${elsewhere}/${base}.swp`)];
  }

  #create(path: string): boolean {
    const { files, credentials: who } = this.#editor.process;
    if (files.exists(path, who)) return false;
    try {
      files.writeFile(path, this.#content(false), { who, mode: 0o600 });
      this.#path = path;
      return true;
    } catch (error) {
      if (error instanceof SystemError) return false;
      throw error;
    }
  }

  #content(isModified: boolean): string {
    const { process } = this.#editor;
    const fields = [
      MAGIC,
      process.absolute(this.#name),
      userName(process.files, process.credentials.uid),
      process.namespaces.hostname,
      String(process.pid),
      isModified ? 'U' : ' ',
    ];
    // Real swap files are blocks of 4096 bytes.
    return fields.join('\0').padEnd(4096, '\0');
  }

  markModified(): void {
    const path = this.#path;
    if (path === undefined) return;
    const { files, credentials: who } = this.#editor.process;
    try {
      const content = this.#content(true);
      if (files.readText(path, who) !== content) files.writeFile(path, content, { who });
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
    }
  }

  remove(): void {
    if (this.#path !== undefined) this.#unlink(this.#path);
    this.#path = undefined;
  }

  #unlink(path: string): void {
    const { files, credentials: who } = this.#editor.process;
    try {
      files.unlink(path, who);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
    }
  }

  #readRecord(path: string): Record_ | undefined {
    const { files, credentials: who } = this.#editor.process;
    if (!files.exists(path, who)) return undefined;
    try {
      const [magic, file = '', user = '', host = '', pid = '', modified = ''] = files.readText(path, who).split('\0');
      if (magic !== MAGIC) return { file: '', user: '', host: '', pid: 0, isModified: false };
      return { file, user, host, pid: Number(pid), isModified: modified === 'U' };
    } catch (error) {
      if (error instanceof SystemError) return undefined;
      throw error;
    }
  }

  *#ask(path: string, found: Record_): Task<string> {
    const editor = this.#editor;
    const { process } = editor;
    const { files } = process;
    const swap = files.stat(path);
    const shown = shortName(editor, path);
    const name = shortName(editor, this.#name);
    const isRunning =
      process.host.processes.get(found.pid) !== undefined &&
      found.pid !== 0 &&
      found.host === process.namespaces.hostname;
    const file = files.exists(process.absolute(this.#name)) ? files.stat(process.absolute(this.#name)) : undefined;
    const lines = [
      'E325: ATTENTION',
      `Found a swap file by the name "${shown}"`,
      `          owned by: ${userName(files, swap.uid)}   dated: ${dateText(swap.mtime)}`,
      ...(found.file === ''
        ? ['         [does not look like a Vim swap file]']
        : [
            `         file name: ${homeName(found.file, process.environment.get('HOME') ?? '')}`,
            `          modified: ${found.isModified ? 'YES' : 'no'}`,
            `         user name: ${found.user}   host name: ${found.host}`,
            `        process ID: ${found.pid}${isRunning ? ' (STILL RUNNING)' : ''}`,
          ]),
      `While opening file "${name}"`,
      ...(file ? [`             dated: ${dateText(file.mtime)}`] : ['      CANNOT BE FOUND']),
      ...(file && file.mtime > swap.mtime ? ['      NEWER than swap file!'] : []),
      '',
      '(1) Another program may be editing the same file.  If this is the case,',
      '    be careful not to end up with two different instances of the same',
      '    file when making changes.  Quit, or continue with caution.',
      '(2) An edit session for this file crashed.',
      '    If this is the case, use ":recover" or "vim -r '.concat(name, '"'),
      '    to recover the changes (see ":help recovery").',
      `    If you did this already, delete the swap file "${shown}"`,
      '    to avoid this message.',
      '',
      `Swap file "${shown}" already exists!`,
      `[O]pen Read-Only, (E)dit anyway, (R)ecover, ${isRunning ? '' : '(D)elete it, '}(Q)uit, (A)bort:`,
    ];
    const answer = yield* editor.ask(lines, isRunning ? 'oerqa' : 'oerdqa', 'o');
    return answer;
  }
}

const homeName = (path: string, home: string): string =>
  home !== '' && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function dateText(time: number): string {
  const date = new Date(time);
  const clock = date.toISOString().slice(11, 19);
  return `${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2, '0')} ${clock} ${date.getUTCFullYear()}`;
}
