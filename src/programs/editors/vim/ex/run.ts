// Executes a line of ex commands: `:1,5s/a/b/ | w`. Models do_one_cmd() of ex_docmd.c.

import type { Task } from '../../../../sim/task.ts';
import type { Editor } from '../editor.ts';
import { ExError } from '../errors.ts';
import { firstNonBlank } from '../walk.ts';
import type { ExCommand } from './command.ts';
import { COMMANDS } from './commands.ts';
import { type LineRange, parseRange } from './range.ts';

/** What vim refuses becomes a message; the rest of the line is given up. */
export function* executeLine(editor: Editor, line: string): Task<void> {
  try {
    yield* runCommands(editor, line);
  } catch (error) {
    if (!(error instanceof ExError)) throw error;
    editor.complain(error.message);
  }
}

/** Throws ExError. */
export function* runCommands(editor: Editor, line: string): Task<void> {
  let rest: string | undefined = line;
  while (rest !== undefined && editor.exitCode === undefined) rest = yield* runOne(editor, rest);
}

function* runOne(editor: Editor, line: string): Task<string | undefined> {
  const text = line.replace(/^[\s:]+/, '');
  if (text === '' || text.startsWith('"')) return undefined;
  const modifier = /^(?:sil(?:e(?:n(?:t)?)?)?!?|keepj\w*|keepp\w*|noa\w*|verb\w*)\s+(?=\S)/.exec(text);
  if (modifier) {
    const isQuiet = modifier[0].startsWith('sil');
    const message = editor.message;
    const said = editor.said.length;
    yield* runCommands(editor, text.slice(modifier[0].length));
    if (isQuiet) {
      editor.message = message;
      editor.said.length = said;
    }
    return undefined;
  }
  const { range, rest } = parseRange(editor, text);
  if (rest === '' || rest.startsWith('|') || rest.startsWith('"')) {
    if (range.given > 0) goToLine(editor, range.last);
    return rest.startsWith('|') ? rest.slice(1) : undefined;
  }
  const { command, name, behind } = findCommand(rest, text);
  const bang = behind.startsWith('!') && command.bang !== undefined;
  if (behind.startsWith('!') && !bang && !/^[!&]/.test(name)) throw new ExError('E477: No ! allowed');
  const { argument, next } = command.takesBar
    ? { argument: behind.slice(bang ? 1 : 0), next: undefined }
    : splitBar(behind.slice(bang ? 1 : 0));
  if (command.lines === undefined || command.lines === 'none') {
    if (range.given > 0) throw new ExError('E481: No range allowed');
  }
  if (command.changes && !editor.options.flag('modifiable'))
    throw new ExError("E21: Cannot make changes, 'modifiable' is off");
  const lines = yield* checkedRange(editor, range, command);
  if (command.changes) editor.warnIfReadOnly();
  const running = command.run({ editor, name: nameOf(command), bang, argument: argument.trimStart(), range: lines });
  if (running) yield* running;
  return next;
}

const nameOf = (command: ExCommand): string => command.name.replace(/[[\]]/g, '');

function findCommand(text: string, whole: string) {
  const special = /^(?:&&|[!&<>#=@~*])/.exec(text)?.[0];
  // `:sg` and `:si` are flags of :s, `:sp` is another command.
  const substitute = /^s(?=[^\w\s"|]|$|[\d\s]|(?:[cgI]|i(?![mlg])|r(?!e))[cegiInp#lr&]*(?:\s|$|\d))/.exec(text)?.[0];
  // `:k` takes its mark at once, `:d` its register.
  const letters = special ?? substitute ?? /^(?:k(?=[a-zA-Z]\b)|[A-Za-z]+)/.exec(text)?.[0];
  if (letters === undefined) throw new ExError(`E492: Not an editor command: ${whole}`);
  const command = COMMANDS.find((one) => fits(one.name, letters));
  if (!command) throw new ExError(`E492: Not an editor command: ${whole}`);
  return { command, name: letters, behind: text.slice(letters.length) };
}

/** `w[rite]` is called `w`, `wr`, … `write`. */
function fits(pattern: string, typed: string): boolean {
  const [short, rest = ''] = pattern.split('[');
  const full = short + rest.replace(']', '');
  return typed.startsWith(short) && full.startsWith(typed);
}

/** The argument up to a `|` that no backslash or Ctrl-V hides. */
function splitBar(text: string): { readonly argument: string; readonly next: string | undefined } {
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\' && text[at + 1] === '|') at++;
    else if (text[at] === '|') return { argument: text.slice(0, at).trimEnd(), next: text.slice(at + 1) };
  }
  return { argument: text.trimEnd(), next: undefined };
}

function* checkedRange(editor: Editor, range: LineRange, command: ExCommand): Task<LineRange> {
  const { buffer } = editor;
  if (range.given === 0) {
    if (command.lines === 'whole') return { first: 0, last: buffer.lastLine(), given: 0 };
    return range;
  }
  if (range.first < -1 || range.last > buffer.lastLine() || range.first > buffer.lastLine() || range.last < -1)
    throw new ExError('E16: Invalid range');
  if (range.first > range.last) {
    if (editor.isSilent || !editor.screen) throw new ExError('E493: Backwards range given');
    const answer = yield* editor.ask(['Backwards range given, OK to swap (y/n)?'], 'yn');
    if (answer !== 'y') throw new ExError('');
    return { first: range.last, last: range.first, given: range.given };
  }
  return range;
}

function goToLine(editor: Editor, line: number): void {
  const { buffer } = editor;
  if (line > buffer.lastLine() && editor.isSilent) throw new ExError('E16: Invalid range');
  const target = Math.max(0, Math.min(line, buffer.lastLine()));
  editor.previousContext = buffer.setBookmark(buffer.getCursor());
  buffer.setCursor(target, firstNonBlank(buffer.getLine(target)));
  if (editor.message.text.startsWith(':')) editor.message = { text: '', kind: 'plain' };
}
