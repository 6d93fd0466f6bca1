// Which key does what.

import { textWidth } from '../../../base/width.ts';
import type { Task } from '../../../sim/task.ts';
import { type ChangeKind, isBefore, type Position } from './buffer.ts';
import { columnOf } from './columns.ts';
import * as editing from './editing.ts';
import type { Nano } from './editor.ts';
import { keyOf } from './editor.ts';
import { announce, insertFile, write, writeOut } from './files.ts';
import { goToLine } from './go-to.ts';
import { HELP_TITLE, helpLines } from './help.ts';
import type { NanoOptions } from './options.ts';
import { replace, search, searchAgain } from './search.ts';
import { HELP, shortcutRows } from './shortcuts.ts';

type Command = (nano: Nano) => Task<void> | void;

/** Commands that change the text, which view mode forbids. */
const CHANGES: Readonly<Record<string, Command>> = {
  '<CR>': editing.breakLine,
  '<C-m>': editing.breakLine,
  '<Tab>': (nano) => (nano.buffer.region && !nano.buffer.isSoftMark ? editing.indent(nano) : editing.type(nano, '\t')),
  '<BS>': editing.deleteBackward,
  '<C-h>': editing.deleteBackward,
  '<Del>': editing.deleteForward,
  '<C-d>': editing.deleteForward,
  '<C-k>': editing.cut,
  '<F9>': editing.cut,
  '<C-u>': editing.paste,
  '<F10>': editing.paste,
  '<M-t>': editing.cutToEnd,
  '<M-BS>': (nano) => editing.erase(nano, editing.previousWord(nano.buffer), nano.buffer.cursor),
  '<C-Del>': (nano) => editing.erase(nano, nano.buffer.cursor, editing.nextWord(nano.buffer)),
  '<M-}>': editing.indent,
  '<M-{>': editing.unindent,
  '<S-Tab>': editing.unindent,
  '<M-3>': editing.comment,
  '<M-u>': (nano) => tell(nano, nano.buffer.undo(), 'Undid', 'undo'),
  '<M-e>': (nano) => tell(nano, nano.buffer.redo(), 'Redid', 'redo'),
  '<C-j>': editing.justify,
  '<F4>': editing.justify,
  '<C-r>': insertFile,
  '<Insert>': insertFile,
  '<C-\\>': (nano) => replace(nano),
  '<M-r>': (nano) => replace(nano),
  '<M-v>': verbatim,
};

const COMMANDS: Readonly<Record<string, Command>> = {
  '<C-g>': help,
  '<F1>': help,
  '<C-x>': exit,
  '<F2>': exit,
  '<C-o>': function* (nano) {
    yield* writeOut(nano);
  },
  '<F3>': function* (nano) {
    yield* writeOut(nano);
  },
  '<C-s>': function* (nano) {
    yield* nano.buffer.path === '' ? writeOut(nano) : write(nano, nano.buffer.path);
  },
  '<C-w>': (nano) => search(nano, false),
  '<F6>': (nano) => search(nano, false),
  '<C-q>': (nano) => search(nano, true),
  '<M-w>': (nano) => searchAgain(nano, false),
  '<M-q>': (nano) => searchAgain(nano, true),
  '<C-c>': position,
  '<F11>': position,
  '<C-_>': goToLine,
  '<M-g>': goToLine,
  '<M-a>': toggleMark,
  '<C-^>': toggleMark,
  '<M-6>': editing.copy,
  '<M-^>': editing.copy,
  '<M-]>': bracket,
  '<M-d>': count,
  '<C-l>': (nano) => nano.screen.repaint(),
  '<M-<>': (nano) => switchTo(nano, -1),
  '<M-,>': (nano) => switchTo(nano, -1),
  '<M->>': (nano) => switchTo(nano, 1),
  '<M-.>': (nano) => switchTo(nano, 1),
  '<M-f>': (nano) => nano.say('No formatter is defined for this type of file'),
  '<M-b>': (nano) => nano.say('No linter is defined for this type of file'),
  // Escape waits for the key it makes a Meta key of.
  '<Esc>': () => {},
  '<C-z>': (nano) => nano.say('To suspend, type ^T^Z'),
  '<C-t>': (nano) => nano.say('cka-lab: not simulated: ^T (execute a command)'),
  '<M-i>': toggles('autoIndent', 'Auto indent'),
  '<M-n>': toggles('lineNumbers', 'Line numbering'),
  '<M-#>': toggles('lineNumbers', 'Line numbering'),
  '<M-c>': toggles('constantPosition', 'Constant cursor position display'),
  '<M-o>': toggles('tabsToSpaces', 'Conversion of typed tabs to spaces'),
  '<M-s>': toggles('softWrap', 'Soft wrapping of overlong lines'),
  '<M-x>': toggles('noHelp', 'Help mode', true),
};

/** Where these keys lead; with Shift they mark on the way. */
const MOVES: Readonly<Record<string, (nano: Nano) => void>> = {
  Left: (nano) => nano.moveTo(nano.buffer.before(nano.buffer.cursor)),
  Right: (nano) => nano.moveTo(nano.buffer.after(nano.buffer.cursor)),
  Up: (nano) => nano.moveVertically(-1),
  Down: (nano) => nano.moveVertically(1),
  Home: (nano) => nano.moveTo({ line: nano.buffer.cursor.line, column: 0 }),
  End: (nano) => nano.moveTo({ line: nano.buffer.cursor.line, column: nano.buffer.line.length }),
  PageUp: (nano) => turnPage(nano, -1),
  PageDown: (nano) => turnPage(nano, 1),
  'C-Left': (nano) => nano.moveTo(editing.previousWord(nano.buffer)),
  'C-Right': (nano) => nano.moveTo(editing.nextWord(nano.buffer)),
  'C-Home': (nano) => nano.moveTo({ line: 0, column: 0 }),
  'C-End': toEnd,
  'C-Up': (nano) => toParagraph(nano, -1),
  'C-Down': (nano) => toParagraph(nano, 1),
  'M-Up': (nano) => scroll(nano, -1),
  'M-Down': (nano) => scroll(nano, 1),
};

/** The same by other keys. */
const MOVE_KEYS: Readonly<Record<string, string>> = {
  '<C-b>': 'Left',
  '<C-f>': 'Right',
  '<C-p>': 'Up',
  '<C-n>': 'Down',
  '<C-a>': 'Home',
  '<C-e>': 'End',
  '<C-y>': 'PageUp',
  '<F7>': 'PageUp',
  '<C-v>': 'PageDown',
  '<F8>': 'PageDown',
  '<M- >': 'C-Right',
  '<M-\\>': 'C-Home',
  '<M-|>': 'C-Home',
  '<M-/>': 'C-End',
  '<M-?>': 'C-End',
  '<M-7>': 'C-Up',
  '<M-8>': 'C-Down',
  '<M-->': 'M-Up',
  '<M-+>': 'M-Down',
  '<M-=>': 'M-Down',
};

/** One key, from the screen to the text and back. */
export function* press(nano: Nano, key: string): Task<void> {
  const { buffer } = nano;
  const keptCutting = nano.keepsCutting;
  const isCut = ['<C-k>', '<F9>', '<M-6>', '<M-^>'].includes(key);
  nano.spotlight = undefined;
  if (!isCut) nano.keepsCutting = false;
  const line = buffer.cursor.line;
  const move = MOVE_KEYS[key] ?? key.replace(/^<(.*)>$/, '$1');
  const bare = move.replace('S-', '');
  if (bare in MOVES) {
    markFor(nano, move !== bare);
    MOVES[bare](nano);
    buffer.closeChange();
  } else if (key in COMMANDS) {
    buffer.closeChange();
    const task = COMMANDS[key](nano);
    if (task) yield* task;
  } else {
    const isText = !/^<.+>$/.test(key);
    const change = CHANGES[key];
    if (!change && !isText) nano.say(`Unbound key: ${nameOf(key)}`);
    else if (buffer.isReadOnly) nano.say('Key is invalid in view mode');
    else if (change) {
      if (isCut) nano.keepsCutting = keptCutting;
      const task = change(nano);
      if (task) yield* task;
    } else editing.type(nano, key);
  }
  if (buffer === nano.buffer) nano.showCursor(Math.abs(nano.buffer.cursor.line - line) > 1);
  if (nano.options.constantPosition && !nano.hasStatus) position(nano);
}

const nameOf = (key: string): string =>
  key
    .replace(/^<C-(.)>$/, (_all, letter: string) => `^${letter.toUpperCase()}`)
    .replace(/^<M-(.)>$/, (_all, letter: string) => `M-${letter.toUpperCase()}`)
    .replace(/[<>]/g, '');

/** Shift begins a mark that the next move without it ends. */
function markFor({ buffer }: Nano, withShift: boolean): void {
  if (withShift && !buffer.mark) {
    buffer.mark = buffer.cursor;
    buffer.isSoftMark = true;
  } else if (!withShift && buffer.isSoftMark) {
    buffer.mark = undefined;
    buffer.isSoftMark = false;
  }
}

function tell(nano: Nano, kind: ChangeKind | undefined, did: string, verb: string): void {
  nano.say(kind === undefined ? `Nothing to ${verb}` : `${did} ${kind}`);
  nano.moveTo(nano.buffer.cursor);
}

type Flag = 'autoIndent' | 'lineNumbers' | 'constantPosition' | 'tabsToSpaces' | 'softWrap' | 'noHelp';

function toggles(flag: Flag & keyof NanoOptions, name: string, isInverse = false): Command {
  return (nano) => {
    nano.options[flag] = !nano.options[flag];
    if (flag === 'constantPosition') nano.clearStatus();
    else nano.say(`${name} ${nano.options[flag] !== isInverse ? 'enabled' : 'disabled'}`);
  };
}

function toggleMark(nano: Nano): void {
  const { buffer } = nano;
  buffer.isSoftMark = false;
  buffer.mark = buffer.mark ? undefined : buffer.cursor;
  nano.say(buffer.mark ? 'Mark Set' : 'Mark Unset');
}

// ——— moves ———

function turnPage(nano: Nano, direction: 1 | -1): void {
  const { buffer, textHeight: height } = nano;
  const step = Math.max(1, height - 2);
  const target = buffer.cursor.line + direction * step;
  if (target < 0) {
    buffer.top = 0;
    nano.moveTo({ line: 0, column: 0 });
  } else if (target >= buffer.lines.length) toEnd(nano);
  else {
    const row = buffer.cursor.line - buffer.top;
    nano.moveVertically(direction * step);
    buffer.top = Math.max(0, buffer.cursor.line - row);
  }
}

/** The last line stands at the bottom. */
function toEnd(nano: Nano): void {
  const { buffer, textHeight: height } = nano;
  nano.moveTo(buffer.end);
  buffer.top = Math.max(buffer.top, Math.max(0, buffer.lines.length - height));
}

function toParagraph(nano: Nano, step: 1 | -1): void {
  const { lines, cursor } = nano.buffer;
  let line = cursor.line;
  const isText = (at: number) => lines[at] !== undefined && lines[at].trim() !== '';
  if (step > 0) {
    while (isText(line)) line++;
    while (line < lines.length - 1 && !isText(line)) line++;
  } else {
    line--;
    while (line > 0 && !isText(line)) line--;
    while (line > 0 && isText(line - 1)) line--;
  }
  nano.moveTo({ line: Math.min(Math.max(line, 0), lines.length - 1), column: 0 });
}

function scroll(nano: Nano, step: 1 | -1): void {
  const { buffer, textHeight: height } = nano;
  buffer.top = Math.min(Math.max(0, buffer.top + step), buffer.lines.length - 1);
  if (buffer.cursor.line < buffer.top) nano.moveVertically(buffer.top - buffer.cursor.line);
  if (buffer.cursor.line >= buffer.top + height) nano.moveVertically(buffer.top + height - 1 - buffer.cursor.line);
}

function bracket(nano: Nano): void {
  const { buffer } = nano;
  const PAIRS = '([{<)]}>';
  const here = buffer.line[buffer.cursor.column] ?? '';
  const kind = here === '' ? -1 : PAIRS.indexOf(here);
  if (kind < 0) {
    nano.say('Not a bracket');
    return;
  }
  const other = PAIRS[(kind + 4) % 8];
  const step = (place: Position) => (kind < 4 ? buffer.after(place) : buffer.before(place));
  let depth = 0;
  for (let place = buffer.cursor; ; ) {
    const next = step(place);
    if (next.line === place.line && next.column === place.column) break;
    place = next;
    const character = buffer.lines[place.line][place.column];
    if (character === here) depth++;
    else if (character === other && depth-- === 0) {
      nano.moveTo(place);
      return;
    }
  }
  nano.say('No matching bracket');
}

// ——— reports ———

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.floor((100 * part) / whole);
}

function position(nano: Nano): void {
  const { buffer, options } = nano;
  const { line, column } = buffer.cursor;
  const count = buffer.lines.length;
  const [at, width] = [
    columnOf(buffer.line, column, options.tabSize) + 1,
    columnOf(buffer.line, buffer.line.length, options.tabSize) + 1,
  ];
  const characters = (text: string): number => [...text].length;
  const before = buffer.between({ line: 0, column: 0 }, { line, column });
  const [seen, all] = [characters(before), characters(buffer.lines.join('\n'))];
  const number = (value: number, of: number): string => String(value).padStart(String(of).length);
  nano.say(
    `line ${number(line + 1, count).padStart(2)}/${count} (${percent(line + 1, count)}%), col ${String(at).padStart(2)}/${String(width).padStart(2)} (${String(percent(at, width)).padStart(3)}%), char ${String(seen).padStart(String(all).length)}/${all} (${percent(seen, all)}%)`,
  );
}

function count(nano: Nano): void {
  const { buffer } = nano;
  const region = buffer.region;
  const text = region ? buffer.between(...region) : buffer.lines.join('\n');
  const lines = region ? region[1].line - region[0].line + (isBefore(region[0], region[1]) ? 1 : 0) : buffer.lineCount;
  const words = text.split(/[^\p{L}\p{N}]+/u).filter(Boolean).length;
  const characters = [...text].length;
  const counted = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`;
  nano.say(
    `${region ? 'In Selection:  ' : ''}${counted(lines, 'line')},  ${counted(words, 'word')},  ${counted(characters, 'character')}`,
  );
}

/** The next key goes into the text as it is. */
function* verbatim(nano: Nano): Task<void> {
  nano.say('Verbatim Input');
  nano.draw();
  const input = yield* nano.screen.next();
  nano.clearStatus();
  if (!input) return;
  const key = keyOf(input);
  const control = /^<C-(.)>$/.exec(key);
  const text = control
    ? String.fromCharCode(control[1].charCodeAt(0) & 31)
    : key === '<Tab>'
      ? '\t'
      : key === '<CR>'
        ? '\r'
        : key === '<Esc>'
          ? '\x1b'
          : key;
  if (!/^<.+>$/.test(text)) editing.type(nano, text);
}

// ——— buffers ———

function switchTo(nano: Nano, step: 1 | -1): void {
  if (nano.buffers.length === 1) {
    nano.say('No more open file buffers');
    return;
  }
  nano.current = (nano.current + step + nano.buffers.length) % nano.buffers.length;
  announce(nano);
}

/** Closes the buffer, saved if that is wanted; after the last one nano ends. */
function* exit(nano: Nano): Task<void> {
  const { buffer } = nano;
  if (buffer.isModified && !buffer.isReadOnly) {
    const answer =
      nano.options.saveOnExit && buffer.path !== '' ? 'yes' : yield* nano.askYesNo('Save modified buffer? ');
    if (nano.isOver) return;
    if (answer === 'cancel') {
      nano.say('Cancelled');
      return;
    }
    const isSaved = answer === 'no' || (yield* nano.options.saveOnExit ? write(nano, buffer.path) : writeOut(nano));
    if (!isSaved) return;
  }
  nano.buffers.splice(nano.current, 1);
  if (nano.buffers.length === 0) nano.isOver = true;
  else {
    nano.current = Math.min(nano.current, nano.buffers.length - 1);
    announce(nano);
  }
}

function* help(nano: Nano): Task<void> {
  const lines = helpLines();
  let top = 0;
  for (;;) {
    const { columns, rows } = nano.screen;
    const height = Math.max(1, rows - 4);
    const offset = Math.max(0, Math.floor((columns - textWidth(HELP_TITLE)) / 2));
    const title = `\x1b[7m${' '.repeat(offset)}${HELP_TITLE}${' '.repeat(Math.max(0, columns - offset - HELP_TITLE.length))}\x1b[0m`;
    const shown = lines.slice(top, top + height).map((line) => line.slice(0, columns));
    while (shown.length < height) shown.push('');
    nano.screen.draw({ rows: [title, ...shown, '', ...shortcutRows(HELP, columns)], cursor: { row: 1, column: 0 } });
    const input = yield* nano.screen.next();
    if (!input) {
      nano.isOver = true;
      return;
    }
    const most = Math.max(0, lines.length - height);
    const key = keyOf(input);
    if (['<C-x>', '<C-g>', '<C-c>', 'q', 'x', '<Esc>'].includes(key)) break;
    if (['<C-n>', '<Down>'].includes(key)) top++;
    if (['<C-p>', '<Up>'].includes(key)) top--;
    if (['<C-v>', '<PageDown>', ' '].includes(key)) top += height - 2;
    if (['<C-y>', '<PageUp>', '-'].includes(key)) top -= height - 2;
    if (key === '<M-\\>') top = 0;
    if (key === '<M-/>') top = most;
    top = Math.min(Math.max(0, top), most);
  }
  nano.clearStatus();
}
