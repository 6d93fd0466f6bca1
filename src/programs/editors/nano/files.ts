// Files in and out of nano, and what it says about them.

import { decodeRaw, encodeRaw } from '../../../base/raw-text.ts';
import { SystemError, strerror } from '../../../linux/errors.ts';
import type { Process } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import { Buffer } from './buffer.ts';
import type { Nano } from './editor.ts';
import { INSERT, WRITE } from './shortcuts.ts';

const counted = (count: number): string => `${count} line${count === 1 ? '' : 's'}`;

const directoryOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0)) || '/';

/** A new buffer with a file's text; without a path, or with one that cannot be used, an empty one. */
export function openFile(nano: Nano, path: string): void {
  const { process } = nano;
  let message = path === '' ? '' : 'New File';
  let name = path;
  let text = '';
  let time: number | undefined;
  try {
    if (path !== '') {
      const absolute = process.absolute(path);
      const { files, credentials } = process;
      if (files.isDirectory(absolute, credentials)) {
        message = `"${path}" is a directory`;
        name = '';
      } else if (files.exists(absolute, credentials)) {
        text = decodeRaw(files.readFile(absolute, credentials));
        time = files.stat(absolute, credentials).mtime;
        message = readMessage(text);
        if (!files.access(absolute, 2, credentials)) message = `File '${path}' is unwritable`;
      } else if (!files.exists(directoryOf(absolute))) message = `Directory '${directoryOf(absolute)}' does not exist`;
      else files.lstat(directoryOf(absolute), credentials);
    }
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    message = `Error reading ${path}: ${strerror(error.code)}`;
    name = '';
  }
  const buffer = new Buffer(name, text);
  buffer.fileTime = time;
  buffer.isReadOnly = nano.options.view;
  buffer.hasMagicLine = !nano.options.noNewlines;
  nano.buffers.push(buffer);
  nano.current = nano.buffers.length - 1;
  if (message !== '') nano.say(message);
}

function readMessage(text: string): string {
  const count = text === '' ? 0 : text.replace(/\n$/, '').split('\n').length;
  return `Read ${counted(count)}${text.includes('\r\n') ? ' (Converted from DOS format)' : ''}`;
}

/** What is shown of a buffer one comes back to. */
export function announce(nano: Nano): void {
  const { buffer } = nano;
  nano.say(`${buffer.path === '' ? 'New Buffer' : buffer.path} -- ${counted(buffer.lineCount)}`);
}

// ——— writing ———

/** Ctrl-O: asks for the name. True when the text is saved. */
export function* writeOut(nano: Nano): Task<boolean> {
  const { buffer } = nano;
  let name = buffer.path;
  let isDos = buffer.isDos;
  for (;;) {
    const answered = yield* nano.ask({
      label: () =>
        `${nano.buffer.mark ? 'Write Selection to File' : 'File Name to Write'}${isDos ? ' [DOS Format]' : ''}${nano.options.backup ? ' [Backup]' : ''}`,
      shortcuts: WRITE,
      text: buffer.mark ? '' : name,
      onKey: (key) => {
        if (key === '<M-d>') isDos = !isDos;
        if (key === '<M-b>') nano.options.backup = !nano.options.backup;
        return false;
      },
    });
    if (!answered || answered.text === '') {
      nano.say('Cancelled');
      return false;
    }
    name = answered.text;
    const isOther = name !== buffer.path;
    const exists = nano.process.files.exists(nano.process.absolute(name), nano.process.credentials);
    if (isOther && buffer.path !== '' && !buffer.mark) {
      const answer = yield* nano.askYesNo('Save file under DIFFERENT NAME? ');
      if (answer !== 'yes') continue;
    }
    if (isOther && exists) {
      const answer = yield* nano.askYesNo(`File "${name}" exists; OVERWRITE? `);
      if (answer !== 'yes') continue;
    }
    buffer.isDos = isDos;
    return yield* write(nano, name);
  }
}

/** Ctrl-S, and what Ctrl-O ends with. */
export function* write(nano: Nano, name: string): Task<boolean> {
  const { buffer, process } = nano;
  const path = process.absolute(name);
  const region = buffer.region;
  if (!region && (yield* wasChangedByOthers(nano, path))) {
    const answer = yield* nano.askYesNo('File on disk has changed; continue saving? ');
    if (answer !== 'yes') {
      nano.say('Cancelled');
      return false;
    }
  }
  const text = region ? buffer.between(...region) : buffer.text();
  try {
    save(process, path, text, nano.options.backup);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    nano.say(`Error writing ${name}: ${strerror(error.code)}`);
    return false;
  }
  if (!region) {
    buffer.path = name;
    buffer.fileTime = process.files.stat(path).mtime;
    buffer.keepMagicLine();
    buffer.saved();
  }
  nano.say(`Wrote ${counted(text === '' ? 0 : text.replace(/\n$/, '').split('\n').length)}`);
  return true;
}

// biome-ignore lint/correctness/useYield: asks only the disk
function* wasChangedByOthers({ buffer, process }: Nano, path: string): Task<boolean> {
  if (buffer.fileTime === undefined || process.absolute(buffer.path) !== path) return false;
  return process.files.exists(path, process.credentials) && process.files.stat(path).mtime !== buffer.fileTime;
}

function save(process: Process, path: string, text: string, backup: boolean): void {
  const { files, credentials, umask } = process;
  if (backup && files.exists(path, credentials))
    files.writeFile(`${path}~`, files.readFile(path, credentials), { who: credentials, mode: files.stat(path).mode });
  files.writeFile(path, encodeRaw(text), { who: credentials, mode: 0o666 & ~umask });
}

// ——— inserting ———

export function* insertFile(nano: Nano): Task<void> {
  const answered = yield* nano.ask({ label: () => 'File to insert [from ./]', shortcuts: INSERT });
  if (!answered || answered.text === '') {
    nano.say('Cancelled');
    return;
  }
  const { buffer, process } = nano;
  const path = process.absolute(answered.text);
  try {
    if (process.files.isDirectory(path, process.credentials)) {
      nano.say(`"${answered.text}" is a directory`);
      return;
    }
    const text = decodeRaw(process.files.readFile(path, process.credentials)).replaceAll('\r\n', '\n');
    buffer.change('insertion', () => buffer.insert(text));
    nano.say(readMessage(text));
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    nano.say(
      error.code === 'ENOENT'
        ? `File "${answered.text}" not found`
        : `Error reading ${answered.text}: ${strerror(error.code)}`,
    );
  }
}
