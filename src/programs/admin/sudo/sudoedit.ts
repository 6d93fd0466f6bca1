// sudoedit, sudo -e: the caller edits a copy with an editor of his own; what he changed is written back as the target.

import { SystemError, strerror } from '../../../linux/errors.ts';
import type { Account } from '../../../linux/host/accounts.ts';
import { credentialsOf } from '../../../linux/host/accounts.ts';
import type { ExitCode, Process } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import { editorFrom, executableOf } from '../../editors/chosen-editor.ts';
import { baseName, type Tool } from '../tool.ts';
import type { Policy } from './policy.ts';
import { runAs } from './run-as.ts';
import type { Settings } from './settings.ts';
import { obtainPermission, requestOf, type Wish } from './sudo.ts';

const NAME_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

interface Copy {
  readonly original: string;
  readonly temporary: string;
  readonly modified: number;
}

export function* editFiles(run: Tool, policy: Policy, settings: Settings, wish: Wish): Task<ExitCode> {
  const { process } = run;
  const paths = wish.words.map((word) => process.absolute(word));
  yield* obtainPermission(run, policy, settings, wish, {
    ...requestOf(process, wish),
    path: 'sudoedit',
    words: paths,
  });
  const editor = chosenEditor(process, settings);
  if (!executableOf(process, editor[0]))
    return yield* run.failPlainly(`${baseName(process.argv[0])}: no editor found (editor path = ${editor[0]})`);
  const copies: Copy[] = [];
  for (const [at, path] of paths.entries()) {
    const copy = yield* copyOut(run, wish.words[at], path, wish.caller);
    if (copy) copies.push(copy);
  }
  if (copies.length === 0) return 1;
  const code = yield* runAs(process, {
    argv: [...editor, '--', ...copies.map(({ temporary }) => temporary)].filter((word) => word !== '--'),
    credentials: credentialsOf(process.files, wish.caller),
  });
  for (const copy of copies) yield* copyBack(run, copy, wish.target);
  return code;
}

/** An editor that is named but not there is passed over, as sudo does. */
export function chosenEditor(process: Process, settings: Settings): string[] {
  for (const name of settings.honoursEditor ? ['SUDO_EDITOR', 'VISUAL', 'EDITOR'] : []) {
    const words = editorFrom(process, [name]);
    if (words && executableOf(process, words[0])) return words;
  }
  return settings.editor.split(':').slice(0, 1);
}

function* copyOut(run: Tool, word: string, path: string, caller: Account): Task<Copy | undefined> {
  const { process, files } = run;
  const name = baseName(process.argv[0]);
  if (files.exists(path) && files.stat(path).type !== 'file') {
    yield* run.say(`${name}: ${word}: not a regular file`);
    return undefined;
  }
  const [stem, extension] = splitName(baseName(path));
  const temporary = `/var/tmp/${stem}.${process.simulation.random.text(8, NAME_LETTERS)}${extension}`;
  files.writeFile(temporary, files.exists(path) ? files.readFile(path) : '', { mode: 0o600 });
  files.changeOwner(temporary, { uid: caller.uid, gid: caller.gid });
  return { original: path, temporary, modified: files.stat(temporary).mtime };
}

/** `kubelet.conf` → `kubelet`, `.conf`: the copy keeps what editors know a file by. */
function splitName(name: string): readonly [string, string] {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
}

function* copyBack(run: Tool, { original, temporary, modified }: Copy, target: Account): Task<void> {
  const { files, process } = run;
  const name = baseName(process.argv[0]);
  if (!files.exists(temporary)) return;
  const isChanged = files.stat(temporary).mtime !== modified;
  if (!isChanged) yield* run.say(`${name}: ${original} unchanged`);
  else {
    try {
      files.writeFile(original, files.readFile(temporary), { who: credentialsOf(files, target) });
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      yield* run.say(
        `${name}: ${original}: ${strerror(error.code)}\n${name}: contents of edit session left in ${temporary}`,
      );
      return;
    }
  }
  files.unlink(temporary);
}
