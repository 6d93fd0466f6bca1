// Running a text: command lines one after another, aliases of earlier lines in force, a syntax error only
// reported when its line is reached.

import type { Task } from '../../sim/task.ts';
import { expandAliases } from '../syntax/aliases.ts';
import type { SyntaxComplaint } from '../syntax/complaint.ts';
import type { Statement } from '../syntax/tree.ts';
import { BadSyntax, Discard } from './control.ts';
import { executeStatement } from './execute.ts';
import type { Shell } from './shell.ts';

/** `eval`, `source`, `-c`, traps: in the present shell. */
export function* executeText(shell: Shell, text: string, line: number): Task<number> {
  const parsed = shell.parse(text, line);
  for (const open of parsed.openHereDocuments) {
    yield* shell.printError(
      `${shell.name}: line ${line + newlines(text.replace(/\n$/, ''))}: warning: here-document at line ${open.line} delimited by end-of-file (wanted \`${open.delimiter}')\n`,
    );
  }
  if (parsed.complaint) return yield* executeUpTo(shell, text, line, parsed.complaint);
  shell.status = parsed.statements.length === 0 ? 0 : shell.status;
  const { statements } = parsed;
  for (let i = 0; i < statements.length; ) {
    const end = endOfLine(text, statements, i);
    const from = statements[i].position;
    const to = statements[end]?.position ?? text.length;
    if (shell.options.has('verbose')) yield* shell.printError(withNewline(text.slice(i === 0 ? 0 : from, to)));
    const unit = aliased(shell, text.slice(from, to), line + newlines(text.slice(0, from))) ?? statements.slice(i, end);
    try {
      for (const statement of unit) yield* executeStatement(shell, statement);
    } catch (error) {
      // The rest of this line is given up; the next one is another matter, except at a prompt and in a child.
      if (!(error instanceof Discard) || error instanceof BadSyntax || shell.interactive || shell.subshellDepth > 0)
        throw error;
      shell.status = error.status;
    }
    i = end;
  }
  return shell.status;
}

const withNewline = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);

const newlines = (text: string): number => text.split('\n').length - 1;

/** Index of the first statement that starts on a later line than statement `from` ends. */
function endOfLine(text: string, statements: readonly Statement[], from: number): number {
  let end = from + 1;
  while (end < statements.length) {
    const previous = statements[end - 1];
    const between = text.slice(previous.position + previous.text.length, statements[end].position);
    if (between.includes('\n')) break;
    end++;
  }
  return end;
}

function aliased(shell: Shell, text: string, line: number): readonly Statement[] | undefined {
  if (shell.aliases.size === 0 || !shell.options.shopt('expand_aliases')) return undefined;
  const expanded = expandAliases(text, shell.aliases);
  if (expanded === text) return undefined;
  const parsed = shell.parse(expanded, line);
  return parsed.complaint ? undefined : parsed.statements;
}

/** Runs the lines before the one that is wrong, then says what is wrong with it. */
function* executeUpTo(shell: Shell, text: string, line: number, complaint: SyntaxComplaint): Task<number> {
  const lines = text.split(/(?<=\n)/);
  let chunk = '';
  let start = line;
  let next = line;
  let last = complaint;
  for (const one of lines) {
    chunk += one;
    next++;
    const parsed = shell.parse(chunk, start);
    if (parsed.complaint) {
      last = parsed.complaint;
      if (parsed.complaint.incomplete) continue;
      break;
    }
    if (parsed.openHereDocuments.length > 0) continue;
    yield* executeText(shell, chunk, start);
    chunk = '';
    start = next;
  }
  yield* complainAboutSyntax(
    shell,
    last,
    shell.evaluations > 0 ? 'eval' : shell.origin === 'command' && shell.frames.length === 0 ? '-c' : '',
  );
  shell.status = 2;
  throw new BadSyntax();
}

/** `where`: what stands between the name and the line, as in `bash: -c: line 1:`. */
export function* complainAboutSyntax(shell: Shell, complaint: SyntaxComplaint, where: string): Task<void> {
  for (const { line, text } of complaint.messages) {
    if (shell.interactive && where !== 'eval') {
      if (!text.startsWith('`')) yield* shell.printError(`${shell.name}: ${text}\n`);
      continue;
    }
    shell.line = line;
    const middle = where === '' ? '' : `${where}: `;
    const source = shell.frames.findLast((frame) => frame.name === 'source')?.source ?? shell.name;
    yield* shell.printError(`${source}: ${middle}line ${line}: ${text}\n`);
  }
}
