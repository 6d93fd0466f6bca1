// Ex commands that change or show lines: :d :y :pu :m :t :j :> :< :norm :g :k :r :p :sort :retab. Models ex_cmds.c.

import type { Task } from '../../../../sim/task.ts';
import { joinLines } from '../actions.ts';
import { columnOf } from '../columns.ts';
import type { Editor } from '../editor.ts';
import { ExError } from '../errors.ts';
import { splitKeys } from '../mappings.ts';
import { deleteLines, reportShift, shiftLines } from '../operators.ts';
import { put } from '../put.ts';
import { fileText, readRegister } from '../registers.ts';
import { splitPattern } from '../search.ts';
import { Position } from '../text-buffer.ts';
import { firstNonBlank } from '../walk.ts';
import type { ExCall, ExCommand } from './command.ts';
import { addressArgument, type LineRange } from './range.ts';
import { runCommands } from './run.ts';

const textOf = ({ buffer }: Editor, { first, last }: LineRange): string =>
  buffer.getRange(new Position(first, 0), new Position(last, Number.POSITIVE_INFINITY));

const toText = (editor: Editor, line: number): void => {
  const { buffer } = editor;
  const target = Math.max(0, Math.min(line, buffer.lastLine()));
  buffer.setCursor(target, firstNonBlank(buffer.getLine(target)));
};

/** `:d x 3`: a register, and a count that begins at the last line of the range. */
function registerAndCount(call: ExCall): { readonly register: string | undefined; readonly range: LineRange } {
  const parts = /^([a-zA-Z"_*+-]?)\s*(\d*)$/.exec(call.argument.trim());
  if (!parts) throw new ExError('E488: Trailing characters: '.concat(call.argument));
  const [, register, count] = parts;
  return { register: register || undefined, range: counted(call, count) };
}

function counted({ range, editor }: ExCall, count: string): LineRange {
  if (count === '') return { ...range, first: Math.max(0, range.first), last: Math.max(0, range.last) };
  if (Number(count) === 0) throw new ExError('E939: Positive count required');
  return { first: range.last, last: Math.min(editor.buffer.lastLine(), range.last + Number(count) - 1), given: 2 };
}

function remove(call: ExCall): void {
  const { editor } = call;
  const { register, range } = registerAndCount(call);
  fileText(editor.buffer.core, register, 'delete', { text: `${textOf(editor, range)}\n`, kind: 'line' });
  const count = range.last - range.first + 1;
  deleteLines(editor, range.first, range.last);
  toText(editor, range.first);
  editor.reportLines(-count);
}

function yank(call: ExCall): void {
  const { editor } = call;
  const { register, range } = registerAndCount(call);
  fileText(editor.buffer.core, register, 'yank', { text: `${textOf(editor, range)}\n`, kind: 'line' });
  const count = range.last - range.first + 1;
  if (count > editor.options.number('report'))
    editor.say(`${count} lines yanked${register ? ` into "${register}` : ''}`);
}

function putLines({ editor, argument, range, bang }: ExCall): void {
  const name = argument.trim() || '"';
  const what = editor.readableRegister(name);
  if (what.text === '') throw new ExError(`E353: Nothing in register ${name}`);
  const before = readRegister(editor.buffer.core, '"');
  const temporary = editor.buffer.core.getRegisterController().unnamedRegister;
  temporary.setText(`${what.text.replace(/\n$/, '')}\n`, true);
  const isBefore = bang || range.first < 0;
  editor.buffer.setCursor(Math.max(0, range.last), 0);
  put(editor, { register: '"', after: !isBefore, count: 1 });
  const added = what.text.replace(/\n$/, '').split('\n').length;
  toText(editor, Math.max(0, isBefore ? Math.max(0, range.last) : range.last + 1) + added - 1);
  temporary.setText(before.text, before.kind === 'line', before.kind === 'block');
}

function move({ editor, argument, range }: ExCall): void {
  const target = addressArgument(editor, argument);
  const { first, last } = range;
  if (target >= first && target < last) throw new ExError('E134: Cannot move a range of lines into itself');
  if (target === last || target === first - 1) return toText(editor, last);
  const { buffer } = editor;
  const text = textOf(editor, range);
  const count = last - first + 1;
  // Copied to the target, then taken away: marks in all other lines stay with them.
  if (target < 0) buffer.replaceRange(`${text}\n`, new Position(0, 0));
  else buffer.replaceRange(`\n${text}`, new Position(target, Number.POSITIVE_INFINITY));
  const old = target < first ? first + count : first;
  if (old + count - 1 === buffer.lastLine()) {
    buffer.replaceRange(
      '',
      new Position(old - 1, Number.POSITIVE_INFINITY),
      new Position(old + count - 1, Number.POSITIVE_INFINITY),
    );
  } else buffer.replaceRange('', new Position(old, 0), new Position(old + count, 0));
  const at = target < first ? target + 1 : target + 1 - count;
  toText(editor, at + count - 1);
  if (count > editor.options.number('report')) editor.say(`${count} lines moved`);
  editor.setMark('[', new Position(at, 0));
  editor.setMark(']', new Position(at + count - 1, buffer.getLine(at + count - 1).length));
}

function copy({ editor, argument, range }: ExCall): void {
  const target = addressArgument(editor, argument);
  const text = textOf(editor, range);
  const { buffer } = editor;
  if (target < 0) buffer.replaceRange(`${text}\n`, new Position(0, 0));
  else buffer.replaceRange(`\n${text}`, new Position(target, Number.POSITIVE_INFINITY));
  const count = range.last - range.first + 1;
  toText(editor, target + count);
  if (count > editor.options.number('report')) editor.reportLines(count);
}

function join(call: ExCall): void {
  const { editor, argument, range, bang } = call;
  const count = argument.trim();
  let { first, last } = range;
  if (/^\d+$/.test(count)) [first, last] = [range.last, range.last + Number(count) - 1];
  else if (range.given < 2) last = first + 1;
  last = Math.min(last, editor.buffer.lastLine());
  if (last <= first) return toText(editor, first);
  joinLines(editor, first, last, !bang);
  toText(editor, first);
}

function shift(call: ExCall): void {
  const { editor, name, argument } = call;
  const more = new RegExp(`^[${name}]*`).exec(argument)![0].length;
  const range = counted(call, argument.slice(more).trim());
  const times = more + 1;
  shiftLines(editor, range.first, range.last, name === '>' ? times : -times);
  toText(editor, range.last);
  reportShift(editor, range.last - range.first + 1, name === '>' ? '>' : '<', times);
}

function* normal({ editor, argument, range, bang }: ExCall): Task<void> {
  if (argument === '') throw new ExError('E471: Argument required');
  const keys = splitKeys(argument.replaceAll('<lt>', '<'));
  if (range.given === 0) return yield* editor.keyboard.execute(keys, !bang);
  const marks = Array.from({ length: range.last - range.first + 1 }, (_one, index) =>
    editor.buffer.setBookmark(new Position(range.first + index, 0)),
  );
  for (const mark of marks) {
    const place = mark.find();
    mark.clear();
    if (!place) continue;
    editor.buffer.setCursor(place);
    yield* editor.keyboard.execute(keys, !bang);
  }
}

/** :g and :v: marks the lines first, then runs the command on each that is still there. */
function* global({ editor, argument, range, bang, name }: ExCall): Task<void> {
  const delimiter = argument[0];
  if (delimiter === undefined || /[\w\s"|\\]/.test(delimiter))
    throw new ExError('E148: Regular expression missing from :global');
  const { pattern, rest } = splitPattern(argument.slice(1), delimiter);
  const { buffer, search } = editor;
  if (pattern !== '') search.remember(pattern);
  const regexp = search.compile('');
  const inverted = bang || name === 'vglobal';
  const marks = [];
  for (let line = range.first; line <= range.last; line++) {
    regexp.lastIndex = 0;
    if (regexp.test(buffer.getLine(line)) !== inverted)
      marks.push(buffer.setBookmark(new Position(line, 0), { insertLeft: true }));
  }
  if (marks.length === 0) {
    throw new ExError(
      inverted ? `E538: Pattern found in every line: ${search.pattern}` : `E486: Pattern not found: ${search.pattern}`,
    );
  }
  if (/^\s*d(?:e|el|ele|elet|elete)?\s*$/.test(rest ?? '')) {
    const lines = marks.map((one) => one.find()!.line);
    for (const one of marks) one.clear();
    deleteEach(editor, lines);
    return;
  }
  const before = buffer.lineCount();
  const command = rest === undefined || rest.trim() === '' ? 'p' : rest;
  editor.isGlobal = true;
  editor.output.length = 0;
  try {
    for (const mark of marks) {
      const place = mark.find();
      mark.clear();
      if (!place || (place.ch !== 0 && buffer.getLine(place.line).length < place.ch)) continue;
      buffer.setCursor(place.line, 0);
      yield* runCommands(editor, command);
      if (editor.exitCode !== undefined) return;
    }
  } finally {
    editor.isGlobal = false;
  }
  editor.finishSubstitutions();
  const difference = buffer.lineCount() - before;
  if (difference !== 0) {
    editor.message = { text: '', kind: 'plain' };
    editor.reportLines(difference);
  }
}

/** `:g/…/d`: all lines at once, which is what makes it quick in long files. */
function deleteEach(editor: Editor, lines: readonly number[]): void {
  const { buffer } = editor;
  for (const line of lines.slice(-9))
    fileText(buffer.core, undefined, 'delete', { text: `${buffer.getLine(line)}\n`, kind: 'line' });
  if (lines.length === buffer.lineCount()) return deleteLines(editor, 0, buffer.lastLine());
  const { length } = buffer.getValue();
  const last = buffer.lastLine();
  const gone = new Set(lines);
  // The break before the first of the lines that end the text goes instead of the one behind the last.
  let kept = last;
  while (gone.has(kept)) kept--;
  const changes = lines
    .filter((line) => line < kept)
    .map((line) => ({ from: buffer.lineStarts[line], to: buffer.lineStarts[line + 1], insert: '' }));
  if (kept < last) changes.push({ from: buffer.lineStarts[kept + 1] - 1, to: length, insert: '' });
  buffer.cursorBeforeChange = buffer.getCursor();
  buffer.change(changes);
  toText(editor, lines.at(-1)! - lines.length + 1);
  editor.reportLines(-lines.length);
}

function print(call: ExCall): void {
  const { editor, name } = call;
  const parts = /^(\d*)\s*([lp#]*)$/.exec(call.argument.trim());
  if (!parts) throw new ExError(`E488: Trailing characters: ${call.argument}`);
  const range = counted(call, parts[1]);
  const numbered = name === 'number' || name === '#' || editor.options.flag('number');
  const width = Math.max(3, String(editor.buffer.lineCount()).length);
  for (let line = range.first; line <= range.last; line++) {
    const text = editor.buffer.getLine(line);
    const shown = name === 'list' ? `${text.replaceAll('\t', '^I')}$` : expanded(text, editor.tabStop);
    editor.show(numbered ? `${String(line + 1).padStart(width)} ${shown}` : shown);
  }
  toText(editor, range.last);
}

function expanded(text: string, tabStop: number): string {
  let line = '';
  for (const character of text)
    line += character === '\t' ? ' '.repeat(tabStop - (columnOf(line, line.length, tabStop) % tabStop)) : character;
  return line;
}

function mark({ editor, argument, range }: ExCall): void {
  const name = argument.trim();
  if (name === '') throw new ExError('E471: Argument required');
  if (name.length > 1) throw new ExError(`E488: Trailing characters: ${name.slice(1)}`);
  if (!/[a-zA-Z'`[\]<>]/.test(name)) throw new ExError('E191: Argument must be a letter or forward/backward quote');
  editor.setMark(name, new Position(range.last, 0));
}

/** :sort with `!`, `n`, `u`, `i`, `r` and a pattern that is skipped. */
function sort({ editor, argument, range, bang }: ExCall): void {
  const parts = /^\s*([nfxobuir\s]*)(?:\/((?:\\.|[^/\\])*)\/)?\s*([nfxobuir\s]*)$/.exec(argument);
  if (!parts) throw new ExError(`E474: Invalid argument: ${argument}`);
  const flags = parts[1] + parts[3];
  const regexp = parts[2] === undefined ? undefined : editor.search.compile(parts[2]);
  const lines = textOf(editor, range).split('\n');
  const keyOf = (line: string): string => {
    let key = line;
    if (regexp) {
      regexp.lastIndex = 0;
      const match = regexp.exec(line);
      if (match) key = flags.includes('r') ? match[0] : line.slice(match.index + match[0].length);
    }
    return flags.includes('i') ? key.toLowerCase() : key;
  };
  const numberOf = (line: string): number => {
    const found = /-?\d+/.exec(keyOf(line));
    return found ? Number(found[0]) : Number.NEGATIVE_INFINITY;
  };
  const compare = (a: string, b: string): number => {
    if (/[nf]/.test(flags)) return numberOf(a) === numberOf(b) ? 0 : numberOf(a) < numberOf(b) ? -1 : 1;
    const [x, y] = [keyOf(a), keyOf(b)];
    return x < y ? -1 : x > y ? 1 : 0;
  };
  const sorted = lines.sort((a, b) => (bang ? compare(b, a) : compare(a, b)));
  const kept = flags.includes('u')
    ? sorted.filter((line, at) => at === 0 || compare(line, sorted[at - 1]) !== 0)
    : sorted;
  editor.buffer.replaceRange(
    kept.join('\n'),
    new Position(range.first, 0),
    new Position(range.last, Number.POSITIVE_INFINITY),
  );
  editor.reportLines(kept.length - (range.last - range.first + 1));
  toText(editor, range.first);
}

/** :retab: blanks as 'expandtab' and 'tabstop' want them. */
function retab({ editor, argument, range, bang }: ExCall): void {
  const oldStop = editor.tabStop;
  if (/^\d+$/.test(argument.trim())) editor.options.put('tabstop', Number(argument.trim()));
  const expands = editor.options.flag('expandtab');
  for (let line = range.first; line <= range.last; line++) {
    const text = editor.buffer.getLine(line);
    let column = 0;
    let next = '';
    for (const [piece] of text.matchAll(/[ \t]+|[^ \t]+/g)) {
      if (!/^[ \t]/.test(piece)) {
        next += piece;
        column += columnOf(piece, piece.length, oldStop);
        continue;
      }
      let end = column;
      for (const blank of piece) end += blank === '\t' ? oldStop - (end % oldStop) : 1;
      if (!piece.includes('\t') && !(bang && piece.length > 1)) next += piece;
      else if (expands) next += ' '.repeat(end - column);
      else {
        let at = column;
        while (at + (editor.tabStop - (at % editor.tabStop)) <= end) {
          next += '\t';
          at += editor.tabStop - (at % editor.tabStop);
        }
        next += ' '.repeat(end - at);
      }
      column = end;
    }
    if (next !== text) editor.buffer.replaceRange(next, new Position(line, 0), new Position(line, text.length));
  }
}

export const TEXT_COMMANDS: readonly ExCommand[] = [
  { name: 'd[elete]', lines: 'cursor', changes: true, run: remove },
  { name: 'y[ank]', lines: 'cursor', run: yank },
  { name: 'pu[t]', lines: 'cursor', bang: true, changes: true, run: putLines },
  { name: 'm[ove]', lines: 'cursor', changes: true, run: move },
  { name: 'co[py]', lines: 'cursor', changes: true, run: copy },
  { name: 't', lines: 'cursor', changes: true, run: copy },
  { name: 'j[oin]', lines: 'cursor', bang: true, changes: true, run: join },
  { name: '>', lines: 'cursor', changes: true, run: shift },
  { name: '<', lines: 'cursor', changes: true, run: shift },
  { name: 'norm[al]', lines: 'cursor', bang: true, takesBar: true, run: normal },
  { name: 'g[lobal]', lines: 'whole', bang: true, takesBar: true, run: global },
  { name: 'v[global]', lines: 'whole', takesBar: true, run: global },
  { name: 'p[rint]', lines: 'cursor', run: print },
  { name: 'P[rint]', lines: 'cursor', run: print },
  { name: 'nu[mber]', lines: 'cursor', run: print },
  { name: '#', lines: 'cursor', run: print },
  { name: 'l[ist]', lines: 'cursor', run: print },
  { name: 'sor[t]', lines: 'whole', bang: true, takesBar: true, changes: true, run: sort },
  { name: 'ret[ab]', lines: 'whole', bang: true, changes: true, run: retab },
  {
    name: '=',
    lines: 'whole',
    run: ({ editor, range }) => editor.show(String(range.given === 0 ? editor.buffer.lineCount() : range.last + 1)),
  },
  {
    name: 'ma[rk]',
    lines: 'cursor',
    run: mark,
  },
  { name: 'k', lines: 'cursor', run: mark },
  { name: 'u[ndo]', lines: 'none', run: ({ editor }) => editor.undo('undo', 1) },
  { name: 'red[o]', lines: 'none', run: ({ editor }) => editor.undo('redo', 1) },
];
