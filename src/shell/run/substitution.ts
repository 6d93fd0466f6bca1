// `$( … )` and `<( … )`: the output of commands as text, or as a file name.

import { concat } from '../../base/bytes.ts';
import { decodeRaw } from '../../base/raw-text.ts';
import { createPipe } from '../../linux/files/pipe.ts';
import type { Task } from '../../sim/task.ts';
import type { Piece } from '../syntax/tree.ts';
import { CommandFailure, Interrupted } from './control.ts';
import { expandText } from './expand.ts';
import { complainAboutSyntax } from './script.ts';
import { reasonOf, type Shell } from './shell.ts';
import { forkShell, runBodyAsChild } from './subshell.ts';

/** Text with the last newlines gone; the status goes to `$?` of a command without a name. */
export function* substituteCommand(shell: Shell, source: string, line: number): Task<string> {
  // bash does not count the newlines in front of the first command.
  const parsed = shell.parse(source, line - leadingNewlines(source));
  const only = parsed.statements.length === 1 ? parsed.statements[0].command : undefined;
  if (
    only?.kind === 'simple' &&
    only.words.length === 0 &&
    only.assignments.length === 0 &&
    only.redirects.length === 1
  ) {
    const [redirect] = only.redirects;
    if (redirect.operator === '<' && redirect.descriptor === undefined)
      return yield* contentOf(shell, yield* expandText(shell, redirect.target));
  }
  const { reader, writer } = createPipe();
  const descriptors = new Map(shell.process.descriptors).set(1, writer);
  const process = forkShell(shell, { descriptors }, function* (child) {
    child.traceDepth++;
    if (!shell.options.shopt('inherit_errexit') && !shell.options.has('posix')) child.options.set('errexit', false);
    for (const open of parsed.openHereDocuments) {
      yield* child.printError(
        `${child.name}: warning: here-document at line ${open.line} delimited by end-of-file (wanted \`${open.delimiter}')\n`,
      );
    }
    if (parsed.complaint) {
      yield* complainAboutSyntax(child, parsed.complaint, 'command substitution');
      return 2;
    }
    return yield* runBodyAsChild(child, parsed.statements);
  });
  writer.release();
  const parts: Uint8Array[] = [];
  try {
    for (;;) {
      const part = yield* reader.read(65_536);
      if (part.length === 0) break;
      parts.push(part);
    }
  } finally {
    reader.release();
  }
  const status = yield* shell.process.waitFor(process);
  if (status.signal === 'SIGINT' && shell.interactive) throw new Interrupted();
  shell.substitutionStatus = status.code;
  shell.status = status.code;
  return withoutTail(decodeRaw(concat(parts)));
}

const leadingNewlines = (source: string): number => (/^\s*/.exec(source)?.[0].split('\n').length ?? 1) - 1;

function withoutTail(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === '\n') end--;
  return text.slice(0, end).replaceAll('\0', '');
}

function* contentOf(shell: Shell, path: string): Task<string> {
  try {
    const file = shell.process.files.open(shell.absolute(path), { read: true }, 0, shell.process.credentials);
    const parts: Uint8Array[] = [];
    try {
      for (;;) {
        const part = yield* file.read(65_536);
        if (part.length === 0) break;
        parts.push(part);
      }
    } finally {
      file.release();
    }
    shell.substitutionStatus = 0;
    return withoutTail(decodeRaw(concat(parts)));
  } catch (error) {
    yield* shell.complain(`${path}: ${reasonOf(error)}`);
    shell.substitutionStatus = 1;
    shell.status = 1;
    return '';
  }
}

/** Starts the commands with a pipe and names its other end: /dev/fd/63. */
export function processSubstitution(shell: Shell, piece: Piece & { readonly kind: 'process' }): string {
  const parsed = shell.parse(piece.source, shell.line - leadingNewlines(piece.source));
  if (parsed.complaint) throw new CommandFailure(parsed.complaint.messages[0].text);
  const { reader, writer } = createPipe();
  const reads = piece.direction === '<';
  const [theirs, ours] = reads ? [writer, reader] : [reader, writer];
  const descriptors = new Map(shell.process.descriptors).set(reads ? 1 : 0, theirs);
  forkShell(shell, { descriptors, asynchronous: true }, (child) => {
    child.traceDepth++;
    return runBodyAsChild(child, parsed.statements);
  });
  theirs.release();
  let number = 63;
  while (shell.process.descriptors.has(number)) number--;
  shell.process.descriptors.set(number, ours);
  shell.openSubstitutions.push(number);
  return `/dev/fd/${number}`;
}

/** Closes the shell's ends when the command that used them is done. */
export function closeSubstitutions(shell: Shell, from: number): void {
  for (const number of shell.openSubstitutions.splice(from)) {
    if (shell.process.descriptors.has(number)) shell.process.close(number);
  }
}
