// Running a text: command lines one after another, each parsed when the one before has been run, so that aliases
// and options are in force and a mistake is only met when its line is reached.

import type { Task } from '../../sim/task.ts';
import type { SyntaxComplaint } from '../syntax/failure.ts';
import { Abandon, BadSyntax, Discard } from './control.ts';
import { executeStatement } from './execute.ts';
import type { Shell } from './shell.ts';

/** `eval`, `source`, `-c`, traps: in the present shell. `where`: what messages about syntax say in front of the line. */
export function* executeText(shell: Shell, text: string, line: number, where = ''): Task<number> {
  let start = 0;
  let number = line;
  let isEmpty = true;
  for (;;) {
    const unit = shell.parseUnit(text, line, start, number);
    if (!unit) break;
    if (shell.options.has('verbose')) yield* shell.printError(withNewline(text.slice(start, unit.end)));
    for (const open of shell.dialect === 'bash' ? unit.openHereDocuments : []) {
      const last = number + newlines(text.slice(start).replace(/\n$/, ''));
      yield* shell.printError(
        `${shell.name}: ${shell.interactive && where === '' ? '' : `line ${last}: `}warning: here-document at line ${open.line} delimited by end-of-file (wanted \`${open.delimiter}')\n`,
      );
    }
    start = unit.end;
    number = unit.nextLine;
    isEmpty = false;
    if (unit.complaint) {
      if ((yield* refuse(shell, unit.complaint, where)) === 'end') break;
      continue;
    }
    try {
      for (const statement of unit.statements) yield* executeStatement(shell, statement);
    } catch (error) {
      if (error instanceof Abandon && where === '-c') shell.exit(error.status);
      // The rest of this line is given up; the next one is another matter, except at a prompt and in a child.
      if (!(error instanceof Discard) || error instanceof BadSyntax || shell.interactive || shell.subshellDepth > 0)
        throw error;
      shell.status = error.status;
      shell.pipeStatus = [error.status];
    }
  }
  if (isEmpty) shell.status = 0;
  return shell.status;
}

const withNewline = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);

const newlines = (text: string): number => text.split('\n').length - 1;

/** Says what is wrong; then the text ends, or only the line was bad. */
function* refuse(shell: Shell, complaint: SyntaxComplaint, where: string): Task<'end' | 'line'> {
  yield* complainAboutSyntax(shell, complaint, where);
  if (complaint.consequence === 'line') {
    shell.status = 1;
    return 'line';
  }
  if (shell.options.errexit) shell.exit(2);
  if (complaint.consequence === 'end' && where !== 'eval') return 'end';
  shell.status = complaint.inSubstitution && where === '-c' && shell.dialect === 'bash' ? 127 : 2;
  if (where === 'exit trap') return 'end';
  throw new BadSyntax(shell.status);
}

/** `where`: what stands between the name and the line, as in `bash: -c: line 1:`. */
export function* complainAboutSyntax(shell: Shell, complaint: SyntaxComplaint, where: string): Task<void> {
  for (const { line, text } of complaint.messages) {
    shell.line = line;
    // Under `set -e` bash leaves after the first message.
    if (shell.options.errexit && text.startsWith('`')) return;
    if (shell.dialect !== 'bash') {
      yield* shell.complain(where === 'eval' ? `eval: ${text}` : text);
      continue;
    }
    if (shell.interactive && where === '') {
      if (!text.startsWith('`')) yield* shell.printError(`${shell.name}: ${text}\n`);
      continue;
    }
    const middle = where === '' ? '' : `${where}: `;
    const source = shell.frames.findLast((frame) => frame.name === 'source')?.source ?? shell.name;
    yield* shell.printError(`${source}: ${middle}line ${line}: ${text}\n`);
  }
}
