// :s, :&, :~ with flags, `\=` excepted; the replacement's own language (\1 & ~ \u \L \n \r). Models do_sub().

import type { Task } from '../../../../sim/task.ts';
import { joinLines } from '../actions.ts';
import type { Editor } from '../editor.ts';
import { ExError } from '../errors.ts';
import { compilePattern } from '../pattern.ts';
import { splitPattern } from '../search.ts';
import { Position } from '../text-buffer.ts';
import { firstNonBlank } from '../walk.ts';
import type { ExCall, ExCommand } from './command.ts';

export interface LastSubstitution {
  readonly replacement: string;
  readonly flags: string;
}

function* substitute(call: ExCall): Task<void> {
  const { editor, argument, name } = call;
  const last = editor.lastSubstitution;
  const isRepeat = name !== 's' || argument === '' || /^[\scegriIp|"\d]/.test(argument);
  let [pattern, replacement, tail] = ['', last?.replacement ?? '', argument];
  if (!isRepeat) {
    const delimiter = argument[0];
    if (/[\w\s"|\\]/.test(delimiter)) throw new ExError("E146: Regular expressions can't be delimited by letters");
    const first = splitPattern(argument.slice(1), delimiter);
    pattern = first.pattern;
    const second = splitReplacement(first.rest ?? '', delimiter);
    replacement = second.replacement;
    tail = second.rest;
  } else if (!last) throw new ExError('E35: No previous regular expression');
  if (name === '&&') tail = `&${tail}`;
  const parsed = /^\s*(&{0,2})([cegiInp#lr]*)\s*(\d*)\s*$/.exec(tail);
  if (!parsed) throw new ExError(`E488: Trailing characters: ${tail.trim()}`);
  const flags = (parsed[1] === '' ? '' : (last?.flags ?? '')) + parsed[2];
  const count = parsed[3];
  const { first, last: end } =
    count === ''
      ? call.range
      : { first: call.range.last, last: Math.min(editor.buffer.lastLine(), call.range.last + Number(count) - 1) };
  if (replacement.startsWith('\\=')) throw new ExError('cka-lab: not simulated: :s with an expression (\\=)');
  const { search } = editor;
  const tilde = search.tilde;
  if (pattern !== '') search.remember(pattern);
  const text = replacement.replace(/(?<!\\)~/g, () => tilde);
  search.tilde = text;
  editor.lastSubstitution = { replacement: text, flags };
  const regexp =
    flags.includes('i') || flags.includes('I')
      ? compilePattern(search.pattern, { ignoreCase: flags.includes('i'), smartCase: false, tilde })
      : search.compile('');
  if (search.pattern === '\\n' && text === '' && !/[cn]/.test(flags)) {
    // Vim makes a join of it.
    const lastLine = editor.buffer.lastLine();
    if (first < lastLine) joinLines(editor, Math.max(0, first), Math.min(end + 1, lastLine), false);
    return;
  }
  yield* substituteLines(editor, regexp, text, flags, Math.max(0, first), end);
}

function* substituteLines(
  editor: Editor,
  regexp: RegExp,
  replacement: string,
  flags: string,
  first: number,
  last: number,
): Task<void> {
  const { buffer } = editor;
  const everywhere = flags.includes('g') !== editor.options.flag('gdefault');
  const state = { substitutions: 0, lines: 0, all: false, stop: false, lastLine: first };
  // Where nobody is asked, all changes are made at once.
  const asks = flags.includes('c');
  const changes: { from: number; to: number; insert: string }[] = [];
  let shift = 0;
  let end = last;
  for (let line = first; line <= end && !state.stop; line++) {
    let lineEnd = buffer.getLine(line).length;
    const joint = buffer.getValue().slice(buffer.lineStarts[line], lookAhead(editor, regexp, line));
    const pieces: string[] = [];
    let copied = 0;
    let hits = 0;
    regexp.lastIndex = 0;
    for (let match = regexp.exec(joint); match && match.index <= lineEnd; match = regexp.exec(joint)) {
      const isAtEnd = match[0].length === 0;
      const { lastIndex } = regexp;
      if (!asks || state.all || (yield* confirm(editor, state, line, match, replacement))) {
        pieces.push(joint.slice(copied, match.index), expand(replacement, match));
        copied = match.index + match[0].length;
        hits++;
      }
      regexp.lastIndex = isAtEnd ? lastIndex + 1 : lastIndex;
      const crosses = match[0].includes('\n');
      if (crosses) {
        // What the match joined is searched as the line it was.
        const next = joint.indexOf('\n', copied);
        lineEnd = next < 0 ? joint.length : next;
      }
      if ((!everywhere && !crosses) || state.stop || regexp.lastIndex > joint.length) break;
    }
    if (hits === 0) continue;
    state.substitutions += hits;
    state.lines++;
    state.lastLine = line;
    if (flags.includes('n')) continue;
    const inserted = pieces.join('');
    const from = buffer.lineStarts[line];
    const takenLines = joint.slice(0, copied).split('\n').length - 1;
    if (!buffer.cursorBeforeChange) buffer.cursorBeforeChange = new Position(line, 0);
    const insertedLines = inserted.split('\n').length - 1;
    if (asks) {
      buffer.change([{ from, to: from + copied, insert: inserted }]);
      end += insertedLines - takenLines;
      line += insertedLines;
      state.lastLine = line;
    } else {
      changes.push({ from, to: from + copied, insert: inserted });
      state.lastLine = line + shift + insertedLines;
      shift += insertedLines - takenLines;
      line += takenLines;
    }
    editor.hasNoLines = false;
  }
  if (changes.length > 0) buffer.change(changes);
  finish(editor, flags, state);
}

/** How far a match that begins in a line may reach: patterns without line breaks stay in it. */
function lookAhead({ buffer }: Editor, regexp: RegExp, line: number): number {
  const isMultiline = /\\n|\[\^\](?!\))/.test(regexp.source.replace(/\[\^(?:[^\]\\]|\\.)+\]/g, ''));
  return isMultiline ? buffer.getValue().length : buffer.lineStarts[line] + buffer.getLine(line).length;
}

interface Progress {
  substitutions: number;
  lines: number;
  all: boolean;
  stop: boolean;
  lastLine: number;
}

function* confirm(
  editor: Editor,
  state: Progress,
  line: number,
  match: RegExpExecArray,
  replacement: string,
): Task<boolean> {
  editor.buffer.setCursor(line, match.index);
  editor.drawNow();
  const answer = yield* editor.askBelow(`replace with ${replacement} (y/n/a/q/l/^E/^Y)?`, 'ynaql');
  if (answer === 'a') state.all = true;
  if (answer === 'q') state.stop = true;
  if (answer === 'l') state.stop = true;
  return answer === 'y' || answer === 'a' || answer === 'l';
}

function finish(editor: Editor, flags: string, state: Progress): void {
  const { buffer, search } = editor;
  if (state.substitutions === 0) {
    if (flags.includes('e') || flags.includes('c') || editor.isGlobal) return;
    throw new ExError(`E486: Pattern not found: ${search.pattern}`);
  }
  const line = Math.min(state.lastLine, buffer.lastLine());
  if (flags.includes('n')) {
    editor.say(counts(state.substitutions, state.lines, 'match', 'matches'));
    return;
  }
  // Whoever was asked stays at the last question.
  if (!flags.includes('c')) buffer.setCursor(line, firstNonBlank(buffer.getLine(line)));
  if (editor.isGlobal) {
    editor.globalSubstitutions.count += state.substitutions;
    editor.globalSubstitutions.lines += state.lines;
    return;
  }
  if (state.substitutions > editor.options.number('report'))
    editor.say(counts(state.substitutions, state.lines, 'substitution', 'substitutions'));
  else if (editor.message.text.startsWith(':')) editor.message = { text: editor.message.text, kind: 'plain' };
}

export const counts = (many: number, lines: number, one: string, more: string): string =>
  `${many} ${many === 1 ? one : more} on ${lines} line${lines === 1 ? '' : 's'}`;

function splitReplacement(text: string, delimiter: string): { readonly replacement: string; readonly rest: string } {
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === delimiter) return { replacement: text.slice(0, at), rest: text.slice(at + 1) };
    // A bar that no backslash hides begins the next command.
  }
  return { replacement: text, rest: '' };
}

/** `&` and `\0` are the match, `\1` … its groups, `\r` a line break, `\u \l \U \L \e` change the case of what follows. */
function expand(replacement: string, match: RegExpExecArray): string {
  let result = '';
  let next: 'u' | 'l' | '' = '';
  let run: 'U' | 'L' | '' = '';
  const add = (text: string) => {
    let piece = run === 'U' ? text.toUpperCase() : run === 'L' ? text.toLowerCase() : text;
    if (next !== '' && piece !== '') {
      piece = (next === 'u' ? piece[0].toUpperCase() : piece[0].toLowerCase()) + piece.slice(1);
      next = '';
    }
    result += piece;
  };
  for (let at = 0; at < replacement.length; at++) {
    const character = replacement[at];
    if (character === '&') add(match[0]);
    else if (character === '\r') add('\n');
    else if (character !== '\\') add(character);
    else {
      const escaped = replacement[++at] ?? '\\';
      if (/\d/.test(escaped)) add(match[Number(escaped)] ?? '');
      else if (escaped === 'u' || escaped === 'l') next = escaped;
      else if (escaped === 'U' || escaped === 'L') run = escaped;
      else if (escaped === 'e' || escaped === 'E') run = '';
      else if (escaped === 'r') add('\n');
      else if (escaped === 'n') add('\0');
      else if (escaped === 't') add('\t');
      else add(escaped);
    }
  }
  return result;
}

export const SUBSTITUTE_COMMANDS: readonly ExCommand[] = ['s[ubstitute]', '&&', '&', '~'].map((name) => ({
  name,
  lines: 'cursor' as const,
  changes: true,
  takesBar: false,
  run: (call: ExCall) => substitute({ ...call, name: call.name === 'substitute' ? 's' : call.name }),
}));
