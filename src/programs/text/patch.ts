// patch: applies what diff printed. Lines around a change find its place again when line numbers have moved;
// what finds no place goes to a file of rejects. patch-format.ts reads the differences.

import { baseName } from '../../base/path-names.ts';
import { decodeRaw, encodeRaw } from '../../base/raw-text.ts';
import { SystemError } from '../../linux/errors.ts';
import type { ExitCode, Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { lookAt } from '../coreutils/tree.ts';
import { UsageError } from '../getopt.ts';
import { Failure, type Invocation, reason, utility } from '../utility.ts';
import { type FilePatch, type Hunk, PatchFormatError, readPatches, reversed } from './patch-format.ts';

export const patch: Program = utility(
  {
    usage: '[OPTION]... [ORIGFILE [PATCHFILE]]',
    suite: 'GNU patch 2.7.6',
    usageStatus: 2,
    hint: (name) => `${name}: Try '${name} --help' for more information.`,
    options: [
      'p,strip=',
      'F,fuzz=',
      'l,ignore-whitespace',
      'c,context',
      'e,ed',
      'n,normal',
      'u,unified',
      'N,forward',
      'R,reverse',
      'i,input=',
      'o,output=',
      'r,reject-file=',
      '!D,ifdef=',
      '!m,merge',
      'E,remove-empty-files',
      '!Z,set-utc',
      '!T,set-time',
      '!quoting-style=',
      'b,backup',
      'backup-if-mismatch',
      'no-backup-if-mismatch',
      '!V,version-control=',
      'B,prefix=',
      '!Y,basename-prefix=',
      'z,suffix=',
      '!g,get=',
      't,batch',
      'f,force',
      's,quiet,silent',
      'verbose',
      'dry-run',
      'posix',
      'd,directory=',
      '!reject-format=',
      'binary',
      '!read-only=',
      'follow-symlinks',
    ],
  },
  work,
);

function* work(run: Invocation): Task<ExitCode> {
  if (run.operands.length > 2) throw new UsageError(`${run.operands[2]}: extra operand`);
  const number = (name: string, what: string): number | undefined => {
    const text = run.value(name);
    if (text !== undefined && !/^\d+$/.test(text)) throw new Failure(`**** ${what} ${text} is not a number`, 2);
    return text === undefined ? undefined : Number(text);
  };
  const strip = number('strip', 'strip count');
  const fuzz = number('fuzz', 'fuzz factor') ?? 2;
  const input = run.value('input') ?? run.operands[1] ?? '-';
  const directory = run.value('directory');
  let text: string;
  try {
    text = decodeRaw(yield* run.bytesOf(input));
  } catch (error) {
    throw new Failure(`**** Can't open patch file ${input} : ${reason(error)}`, 2);
  }
  if (directory !== undefined) {
    const { files, credentials } = run.process;
    try {
      run.process.directory = files.realpath(run.absolute(directory), credentials);
    } catch (error) {
      throw new Failure(`**** Can't change to directory ${directory} : ${reason(error)}`, 2);
    }
  }
  let patches: FilePatch[];
  try {
    patches = readPatches(text);
  } catch (error) {
    if (!(error instanceof PatchFormatError)) throw error;
    throw new Failure(`**** ${error.message}`, 2);
  }
  if (patches.length === 0) {
    if (text === '') return 0;
    throw new Failure('**** Only garbage was found in the patch input.', 2);
  }
  let status = 0;
  for (const one of patches) {
    const oriented = run.has('reverse') ? reversed(one) : one;
    status = Math.max(status, yield* applyFile(run, oriented, run.operands[0] ?? targetOf(run, oriented, strip), fuzz));
  }
  return status;
}

/** Of the names a patch gives, the existing one with the fewest directories. */
function targetOf(run: Invocation, { from, to }: FilePatch, strip: number | undefined): string | undefined {
  const names = [from, to].flatMap((name) => {
    if (name === undefined || name === '/dev/null') return [];
    const stripped = stripName(name, strip);
    return stripped === undefined || stripped === '' ? [] : [stripped];
  });
  const depth = (name: string) => name.split('/').length;
  const existing = names.filter((name) => lookAt(run, name, true)?.type === 'file');
  const best = [...existing].sort(
    (a, b) => depth(a) - depth(b) || baseName(a).length - baseName(b).length || a.length - b.length,
  )[0];
  if (best !== undefined) return best;
  const creates = from === '/dev/null' || from === undefined;
  return creates && to !== undefined ? stripName(to, strip) : undefined;
}

/** Without -p only the last part of the name counts. */
function stripName(name: string, strip: number | undefined): string | undefined {
  if (strip === undefined) return baseName(name);
  const parts = name.split(/\/+/);
  return parts.length <= strip ? undefined : parts.slice(strip).join('/');
}

interface Target {
  readonly lines: readonly string[];
  readonly complete: boolean;
}

function* applyFile(run: Invocation, one: FilePatch, path: string | undefined, fuzz: number): Task<ExitCode> {
  const say = function* (line: string): Task<void> {
    if (!run.has('quiet')) yield* run.print(`${line}\n`);
  };
  if (path === undefined) {
    yield* run.print("can't find file to patch at input line ");
    yield* run.print(
      `${one.line}\n${run.has('strip') ? 'Perhaps you used the wrong -p or --strip option?' : 'Perhaps you should have used the -p or --strip option?'}\nThe text leading up to this was:\n--------------------------\n${one.header.map((line) => `|${line}\n`).join('')}--------------------------\n`,
    );
    yield* run.print('File to patch: \nSkip this patch? [y] \nSkipping patch.\n');
    const count = one.hunks.length;
    yield* run.print(`${count} out of ${count} hunk${count === 1 ? '' : 's'} ignored\n`);
    return 1;
  }
  const exists = lookAt(run, path, true) !== undefined;
  let target: Target;
  try {
    target = exists ? readTarget(decodeRaw(yield* run.bytesOf(path))) : { lines: [], complete: true };
  } catch (error) {
    const why = reason(error);
    if (why === 'Is a directory') {
      yield* say(`File ${path} is not a regular file -- refusing to patch`);
      return 1;
    }
    throw new Failure(`**** Can't open file ${path} : ${why}`, 2);
  }
  const output = run.value('output');
  if (exists && target.lines.length > 0 && one.from === '/dev/null' && !run.has('force')) {
    yield* run.print(
      `The next patch would create the file ${path},\nwhich already exists!  ${run.has('forward') ? 'Skipping patch.\n' : 'Assume -R? [n] '}`,
    );
    if (!run.has('forward')) {
      yield* isYes(run);
      yield* run.print('Apply anyway? [n] ');
      yield* isYes(run);
      yield* say('Skipping patch.');
    }
    const total = one.hunks.length;
    yield* run.print(`${total} out of ${total} hunk${total === 1 ? '' : 's'} ignored\n`);
    return 1;
  }
  const shownPath = output === undefined || output === '-' ? path : `${output} (read from ${path})`;
  yield* say(`${run.has('dry-run') ? 'checking' : 'patching'} file ${shownPath}`);
  let hunks = one.hunks;
  let plan = placeAll(target.lines, hunks, fuzz, run.has('ignore-whitespace'));
  if (plan.placed.length > 0 && plan.placed[0] === undefined) {
    const other = reversed(one);
    const back = placeAll(target.lines, other.hunks, 0, run.has('ignore-whitespace'));
    if (back.placed[0] !== undefined) {
      const already = run.has('reverse') ? 'Unreversed' : 'Reversed';
      if (run.has('forward')) {
        yield* say(`${already} (or previously applied) patch detected!  Skipping patch.`);
        return yield* reject(run, path, one, one.hunks, 'ignored');
      }
      if (run.has('force')) {
        // It tries as told, and fails hunk by hunk.
      } else if (run.has('batch')) {
        yield* say(`${already} (or previously applied) patch detected!  Assuming -R.`);
        hunks = other.hunks;
        plan = back;
      } else {
        const assume = run.has('reverse') ? 'Ignore -R?' : 'Assume -R?';
        yield* run.print(`${already} (or previously applied) patch detected!  ${assume} [n] `);
        if (yield* isYes(run)) {
          hunks = other.hunks;
          plan = back;
        } else {
          yield* run.print('Apply anyway? [n] ');
          if (!(yield* isYes(run))) {
            yield* say('Skipping patch.');
            return yield* reject(run, path, one, one.hunks, 'ignored');
          }
        }
      }
    }
  }
  const failed: Hunk[] = [];
  let hasMoved = false;
  for (const [index, hunk] of hunks.entries()) {
    const place = plan.placed[index];
    if (place === undefined) {
      failed.push(hunk);
      yield* say(`Hunk #${index + 1} FAILED at ${hunk.fromLine}.`);
      if (!exists) throw new Failure(`**** Can't reopen file ${path} : No such file or directory`, 2);
      continue;
    }
    hasMoved ||= place.moved !== 0 || place.fuzz > 0;
    if (place.moved !== 0 || place.fuzz > 0) {
      const fuzzed = place.fuzz > 0 ? ` with fuzz ${place.fuzz}` : '';
      const offset = place.moved !== 0 ? ` (offset ${place.moved} line${Math.abs(place.moved) === 1 ? '' : 's'})` : '';
      yield* say(`Hunk #${index + 1} succeeded at ${place.shown}${fuzzed}${offset}.`);
    }
  }
  if (!run.has('dry-run') && failed.length < hunks.length) {
    const result = textOf(plan.lines, target, one, plan.lastIsOpen);
    yield* write(
      run,
      path,
      result,
      one,
      exists &&
        (run.has('backup') ||
          ((failed.length > 0 || hasMoved) && !run.has('no-backup-if-mismatch') && !run.has('posix'))),
    );
  }
  return failed.length > 0 ? yield* reject(run, path, one, failed, 'FAILED') : 0;
}

function* isYes(run: Invocation): Task<boolean> {
  yield* run.flush();
  const terminal = run.process.terminal;
  if (!terminal) {
    yield* run.print('\n');
    return false;
  }
  const answer = yield* terminal.read(1024);
  return /^[yY]/.test(new TextDecoder().decode(answer));
}

function readTarget(text: string): Target {
  const lines = text.split('\n');
  const complete = lines.at(-1) === '';
  if (complete) lines.pop();
  return { lines, complete };
}

function textOf(lines: readonly string[], target: Target, one: FilePatch, lastIsOpen: boolean | undefined): string {
  const isOpen = lastIsOpen ?? (!target.complete && one.hunks.length > 0);
  return lines.join('\n') + (lines.length > 0 && !isOpen ? '\n' : '');
}

function* write(run: Invocation, path: string, text: string, one: FilePatch, keepsOld: boolean): Task<void> {
  const { files, credentials } = run.process;
  const output = run.value('output');
  try {
    if (output === '-') {
      yield* run.print(text);
      return;
    }
    const mode = lookAt(run, path, true)?.mode;
    if (keepsOld && output === undefined) {
      const old = (run.value('prefix') ?? '') + path + (run.value('suffix') ?? (run.has('prefix') ? '' : '.orig'));
      const file = run.create(old);
      yield* file.write(yield* run.bytesOf(path));
      file.release();
    }
    const isGone = text === '' && (one.to === '/dev/null' || one.deletes || run.has('remove-empty-files'));
    if (isGone && output === undefined) {
      files.unlink(run.absolute(path), credentials);
      return;
    }
    makeParents(run, output ?? path);
    const file = run.create(output ?? path);
    yield* file.write(encodeRaw(text));
    file.release();
    if (mode !== undefined && output === undefined) files.changeMode(run.absolute(path), mode, credentials);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new Failure(`**** Can't create file ${output ?? path} : ${reason(error)}`, 2);
  }
}

function makeParents(run: Invocation, path: string): void {
  const at = path.lastIndexOf('/');
  if (at <= 0 || lookAt(run, path.slice(0, at), true)) return;
  run.process.files.makeDirectory(run.absolute(path.slice(0, at)), {
    recursive: true,
    mode: 0o777 & ~run.process.umask,
    who: run.process.credentials,
  });
}

/** What found no place, in the unified form, beside the file. */
function* reject(
  run: Invocation,
  path: string,
  one: FilePatch,
  hunks: readonly Hunk[],
  what: 'FAILED' | 'ignored',
): Task<ExitCode> {
  const total = one.hunks.length;
  const target = run.value('reject-file') ?? `${run.value('output') ?? path}.rej`;
  const saves = !run.has('dry-run') && target !== '-';
  const note = `${hunks.length} out of ${total} hunk${total === 1 ? '' : 's'} ${what}${saves ? ` -- saving rejects to file ${target}` : ''}\n`;
  if (!run.has('quiet') || what === 'FAILED') yield* run.print(note);
  if (!saves) return 1;
  const body = hunks
    .map((hunk) => {
      const span = (line: number, count: number) => `${line}${count === 1 ? '' : `,${count}`}`;
      const counts = {
        from: hunk.lines.filter((line) => line.mark !== '+').length,
        to: hunk.lines.filter((line) => line.mark !== '-').length,
      };
      return `@@ -${span(hunk.fromLine, counts.from)} +${span(hunk.toLine, counts.to)} @@\n${hunk.lines
        .map((line) => `${line.mark}${line.text}\n${line.isOpen ? '\\ No newline at end of file\n' : ''}`)
        .join('')}`;
    })
    .join('');
  const names = [one.fromHeader ?? path, one.toHeader ?? path];
  const file = run.create(target);
  yield* file.write(encodeRaw(`--- ${names[0]}\n+++ ${names[1]}\n${body}`));
  file.release();
  return 1;
}

interface Place {
  /** As messages name it: the line in the new file. */
  readonly shown: number;
  readonly moved: number;
  readonly fuzz: number;
}

interface Plan {
  readonly lines: readonly string[];
  readonly placed: readonly (Place | undefined)[];
  /** Whether the last line lost or got its newline by a hunk; undefined where none touched it. */
  readonly lastIsOpen: boolean | undefined;
}

/** Looks for the place of every hunk, nearest first, from where it says and by how far the last one had moved. */
function placeAll(original: readonly string[], hunks: readonly Hunk[], fuzz: number, isLoose: boolean): Plan {
  const output: string[] = [];
  const placed: (Place | undefined)[] = [];
  let copied = 0;
  let moved = 0;
  let lastIsOpen: boolean | undefined;
  const same = (a: string, b: string) =>
    a === b || (isLoose && a.replaceAll(/\s+/g, ' ').trimEnd() === b.replaceAll(/\s+/g, ' ').trimEnd());
  for (const hunk of hunks) {
    const found = find(original, hunk, copied, moved, fuzz, same);
    if (!found) {
      placed.push(undefined);
      continue;
    }
    const { at, trimmedStart, trimmedEnd, fuzz: used } = found;
    moved = at - trimmedStart - expectedAt(hunk);
    const lines = hunk.lines.slice(trimmedStart, hunk.lines.length - trimmedEnd);
    output.push(...original.slice(copied, at));
    placed.push({ shown: output.length - trimmedStart + 1, moved, fuzz: used });
    let from = at;
    for (const line of lines) {
      if (line.mark === '+') output.push(line.text);
      else if (line.mark === '-') from++;
      else output.push(original[from++]);
    }
    copied = from;
    if (copied >= original.length) lastIsOpen = hunk.lines.findLast((line) => line.mark !== '-')?.isOpen ?? false;
  }
  output.push(...original.slice(copied));
  return { lines: output, placed, lastIsOpen: copied >= original.length ? lastIsOpen : undefined };
}

/** The index of the first old line; a hunk that only adds names the line before. */
const expectedAt = (hunk: Hunk): number =>
  hunk.lines.some((line) => line.mark !== '+') ? hunk.fromLine - 1 : hunk.fromLine;

function find(
  original: readonly string[],
  hunk: Hunk,
  from: number,
  moved: number,
  most: number,
  same: (a: string, b: string) => boolean,
): { at: number; trimmedStart: number; trimmedEnd: number; fuzz: number } | undefined {
  const isContext = (line: Hunk['lines'][number]) => line.mark === ' ';
  const firstChange = hunk.lines.findIndex((line) => !isContext(line));
  const prefix = firstChange < 0 ? hunk.lines.length : firstChange;
  const suffix = [...hunk.lines].reverse().findIndex((line) => !isContext(line));
  const contextLength = Math.max(prefix, suffix);
  for (let fuzz = 0; fuzz <= Math.min(most, contextLength); fuzz++) {
    const trimmedStart = Math.max(0, fuzz + prefix - contextLength);
    const trimmedEnd = Math.max(0, fuzz + suffix - contextLength);
    const old = hunk.lines.slice(trimmedStart, hunk.lines.length - trimmedEnd).filter((line) => line.mark !== '+');
    const fits = (at: number) =>
      at >= from &&
      at + old.length <= original.length &&
      old.every((line, index) => same(line.text, original[at + index]));
    const guess = expectedAt(hunk) + moved + trimmedStart;
    // Less context before than behind says that the hunk stands at the start of the file.
    if (fuzz === 0 && prefix < suffix && hunk.fromLine <= 1) {
      if (fits(0)) return { at: 0, trimmedStart, trimmedEnd, fuzz };
      continue;
    }
    for (let distance = 0; distance <= original.length + Math.abs(guess); distance++) {
      if (fits(guess + distance)) return { at: guess + distance, trimmedStart, trimmedEnd, fuzz };
      if (distance > 0 && fits(guess - distance)) return { at: guess - distance, trimmedStart, trimmedEnd, fuzz };
    }
  }
  return undefined;
}
