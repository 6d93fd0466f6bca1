// visudo: sudoers edited in a copy, which takes the file's place only when it makes sense.

import { SystemError, strerror } from '../../../linux/errors.ts';
import { type ExitCode, type Process, type Program, STDIN } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import { executableOf } from '../../editors/chosen-editor.ts';
import { readLine } from '../accounts/secret.ts';
import { type Tool, tool } from '../tool.ts';
import { Policy, type ReadSudoers, readSudoers, SUDOERS } from './policy.ts';
import { settingsOf } from './settings.ts';
import { chosenEditor } from './sudoedit.ts';
import { VISUDO_HELP, VISUDO_USAGE } from './usage.ts';

const MODE = 0o440;

const CHOICES = `Options are:
  (e)dit sudoers file again
  e(x)it without saving changes to sudoers file
  (Q)uit and save changes to sudoers file (DANGER!)

`;

export const visudo: Program = tool(
  'visudo',
  {
    options: [
      'c,check',
      'f,file=',
      'h,help',
      'I,no-includes',
      'O,owner',
      'P,perms',
      'q,quiet',
      's,strict',
      'V,version',
      '!x,export=',
    ],
    hint: VISUDO_USAGE,
  },
  function* (run): Task<ExitCode> {
    if (run.has('help')) {
      yield* run.print(VISUDO_HELP);
      return 0;
    }
    if (run.has('version')) {
      yield* run.print('visudo version 1.9.15p5\nvisudo grammar version 50\n');
      return 0;
    }
    const path = run.process.absolute(run.value('file') ?? run.operands[0] ?? SUDOERS);
    const isDefault = !run.has('file') && run.operands.length === 0;
    return run.has('check') ? yield* check(run, path, isDefault) : yield* edit(run, path, isDefault);
  },
);

// ——— checking ———

function* check(run: Tool, path: string, isDefault: boolean): Task<ExitCode> {
  const { files, process } = run;
  let read: ReadSudoers;
  try {
    files.readFile(path, process.credentials);
    read = readSudoers(files, path);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    return yield* run.fail(`unable to open ${path}: ${strerror(error.code)}`);
  }
  const problems = yield* report(run, read);
  if (problems > 0) return 1;
  let bad = false;
  for (const { path: one } of read.files) {
    const complaint = isDefault || run.has('owner') || run.has('perms') ? ownershipComplaint(run, one) : undefined;
    if (complaint) {
      bad = true;
      yield* run.say(`${one}: ${complaint}`);
    } else if (!run.has('quiet')) yield* run.print(`${one}: parsed OK\n`);
  }
  return bad ? 1 : 0;
}

function ownershipComplaint({ files }: Tool, path: string): string | undefined {
  const { uid, gid, mode } = files.stat(path);
  if (uid !== 0 || gid !== 0) return 'wrong owner (uid, gid) should be (0, 0)';
  return (mode & 0o7777) === MODE ? undefined : 'bad permissions, should be mode 0440';
}

/** Says what is wrong, and gives the number of things that make the file useless. */
function* report(run: Tool, read: ReadSudoers): Task<number> {
  const isQuiet = run.has('quiet');
  let count = 0;
  for (const { errors } of read.files) {
    count += errors.length;
    if (!isQuiet) for (const error of errors) yield* run.say(error);
  }
  for (const path of read.missing) {
    count++;
    if (!isQuiet) yield* run.complain(`${path}: ${strerror('ENOENT')}`);
  }
  if (count > 0) return count;
  for (const complaint of aliasComplaints(read, run.has('strict'))) {
    if (complaint.isError) count++;
    if (!isQuiet) yield* run.say(complaint.text);
  }
  return count;
}

interface Complaint {
  readonly text: string;
  readonly isError: boolean;
}

/** Aliases used but not defined, and defined but not used. Only -s makes errors of the first kind. */
function aliasComplaints(read: ReadSudoers, strict: boolean): Complaint[] {
  const complaints: Complaint[] = [];
  const isDefined = (kind: string, name: string) => read.aliases.some((one) => one.kind === kind && one.name === name);
  for (const { kind, name, place } of read.uses)
    if (!isDefined(kind, name))
      complaints.push({
        text: `${place.file}:${place.line}:${place.column}: ${kind} "${name}" referenced but not defined`,
        isError: strict,
      });
  for (const { kind, name, place } of read.aliases)
    if (!read.uses.some((use) => use.kind === kind && use.name === name))
      complaints.push({
        text: `Warning: ${place.file}:${place.line}:${place.column}: unused ${kind} "${name}"`,
        isError: false,
      });
  return complaints;
}

// ——— editing ———

function* edit(run: Tool, path: string, isDefault: boolean): Task<ExitCode> {
  const { files, process } = run;
  if (process.credentials.uid !== 0) return yield* run.fail(`${path}: Permission denied`);
  const paths = isDefault && !run.has('no-includes') ? filesToEdit(run, path) : [path];
  for (const one of paths) {
    const code = yield* editOne(run, one, paths.length > 1 && one !== path);
    if (code !== undefined) return code;
  }
  return files.exists(path) ? 0 : 1;
}

/** The file, and those of its includes that are broken: only they need a hand. */
function filesToEdit({ files }: Tool, path: string): string[] {
  if (!files.exists(path)) return [path];
  const broken = readSudoers(files, path).files.filter((one) => one.path !== path && one.errors.length > 0);
  return [path, ...broken.map((one) => one.path)];
}

function* editOne(run: Tool, path: string, announces: boolean): Task<ExitCode | undefined> {
  const { files, process } = run;
  const temporary = `${path}.tmp`;
  const isNew = !files.exists(path);
  if (announces) {
    yield* run.print(`press return to edit ${path}: `);
    yield* readLine(process);
  }
  files.writeFile(temporary, isNew ? '' : files.readFile(path), { mode: 0o700 });
  files.changeMode(temporary, 0o600);
  const before = files.stat(temporary).mtime;
  try {
    let line = 0;
    for (;;) {
      yield* runEditor(run, temporary, line);
      if (!files.exists(temporary))
        return yield* run.fail(`unable to re-open temporary file (${temporary}), ${path} unchanged.`);
      if (files.stat(temporary).mtime === before && line === 0) {
        yield* run.complain(`${temporary} unchanged`);
        break;
      }
      const errors = yield* errorsOf(run, path, temporary);
      if (errors.length === 0) break;
      const choice = yield* askWhatNow(run);
      if (choice === 'x') return 1;
      if (choice === 'Q') break;
      line = Number(/:(\d+):\d+:/.exec(errors[0])?.[1] ?? 1);
    }
    install(run, path, temporary, isNew);
    return undefined;
  } finally {
    if (files.exists(temporary)) files.unlink(temporary);
  }
}

function* runEditor(run: Tool, temporary: string, line: number): Task<void> {
  const { process, files } = run;
  const defaults = files.exists(SUDOERS) ? new Policy(files, readSudoers(files, SUDOERS)).everybodysDefaults : [];
  const editor = chosenEditor(process, settingsOf(defaults));
  if (!executableOf(process, editor[0])) yield* run.fail(`no editor found (editor path = ${editor[0]})`);
  const takesLine = /(?:^|\/)(?:vi|vim|vim\.\w+|nano|editor|view|emacs)$/.test(editor[0]);
  const status = yield* process.run({
    argv: [...editor, ...(takesLine && line > 0 ? [`+${line}`] : []), '--', temporary],
  });
  if (status.code !== 0 && status.signal) yield* run.complain(`${editor[0]} failed`);
}

/** What is wrong with the copy, told under the name of the file it will become. */
function* errorsOf(run: Tool, path: string, temporary: string): Task<string[]> {
  const { files } = run;
  const read = readSudoers(files, temporary);
  const errors = read.files.flatMap((one) => one.errors).map((error) => error.replace(temporary, path));
  for (const error of errors) yield* run.say(error);
  if (errors.length > 0) return errors;
  for (const { text, isError } of aliasComplaints(read, run.has('strict'))) {
    yield* run.say(text.replaceAll(temporary, path));
    if (isError) errors.push(text);
  }
  return errors;
}

function* askWhatNow(run: Tool): Task<'e' | 'x' | 'Q'> {
  const { process } = run;
  for (;;) {
    yield* run.print('What now? ');
    const answer = yield* answerOf(process);
    if (answer === undefined) return 'x';
    const choice = answer[0];
    if (choice === 'e' || choice === 'x' || choice === 'Q') return choice;
    yield* run.print(CHOICES);
  }
}

function* answerOf(process: Process): Task<string | undefined> {
  return process.descriptors.has(STDIN) ? yield* readLine(process) : undefined;
}

function install({ files }: Tool, path: string, temporary: string, isNew: boolean): void {
  const mode = path === SUDOERS || isNew ? MODE : files.stat(path).mode;
  files.changeOwner(temporary, { uid: 0, gid: 0 });
  files.changeMode(temporary, isNew && path !== SUDOERS ? 0o640 : mode);
  files.rename(temporary, path);
}
