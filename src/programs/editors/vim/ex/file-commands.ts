// Ex commands about files and about leaving: :w :wq :x :q :e :r :n :file :!cmd and their kin. Models ex_cmds.c, ex_docmd.c.

import { decodeRaw, encodeRaw } from '../../../../base/raw-text.ts';
import { createPipe } from '../../../../linux/files/pipe.ts';
import type { Process } from '../../../../linux/host/process.ts';
import { start, type Task } from '../../../../sim/task.ts';
import type { Editor } from '../editor.ts';
import { ExError } from '../errors.ts';
import { Position } from '../text-buffer.ts';
import { firstNonBlank } from '../walk.ts';
import type { ExCall, ExCommand } from './command.ts';
import { runCommands } from './run.ts';

/** `%` and `#` in file names and shell commands. */
function expandNames(editor: Editor, text: string): string {
  return text.replace(/\\([%#!])|%(:[phtre])*|#(?=$|[\s:/.])/g, (one, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped;
    const name = one.startsWith('%') ? editor.files.name : editor.files.alternate;
    if (name === '')
      throw new ExError(
        one.startsWith('%')
          ? "E499: Empty file name for '%' or '#', only works with \":p:h\""
          : "E194: No alternate file name to substitute for '#'",
      );
    let value = name;
    for (const modifier of one.slice(1).split(':').slice(1)) value = modified(editor, value, modifier);
    return value;
  });
}

function modified(editor: Editor, name: string, modifier: string): string {
  if (modifier === 'p') return editor.process.absolute(name);
  if (modifier === 'h') return name.includes('/') ? name.slice(0, name.lastIndexOf('/')) || '/' : '.';
  if (modifier === 't') return name.slice(name.lastIndexOf('/') + 1);
  if (modifier === 'r') return name.replace(/(?<=[^/])\.[^./]*$/, '');
  return /\.([^./]*)$/.exec(name)?.[1] ?? '';
}

function fileName(editor: Editor, argument: string): string {
  const text = argument.trim();
  const name = expandNames(editor, text).replace(/\\ /g, ' ');
  const home = editor.process.environment.get('HOME') ?? '/root';
  return name === '~' || name.startsWith('~/') ? home + name.slice(1) : name;
}

function* write(call: ExCall): Task<void> {
  const { editor, range, bang } = call;
  const argument = call.argument.trim();
  if (argument.startsWith('!')) return yield* writeToCommand(call, argument.slice(1));
  const append = argument.startsWith('>>');
  const name = fileName(editor, append ? argument.slice(2) : argument);
  yield* editor.files.write({
    name,
    first: Math.max(0, range.first),
    last: Math.max(0, range.last),
    isWhole: range.given === 0 || (range.first <= 0 && range.last >= editor.buffer.lastLine()),
    force: bang,
    append,
  });
}

const whole = (call: ExCall): ExCall => ({
  ...call,
  range: { first: 0, last: call.editor.buffer.lastLine(), given: 0 },
});

function* writeAndQuit(call: ExCall): Task<void> {
  yield* write(call);
  if (call.editor.message.kind !== 'error') yield* leave(call.editor, call.bang);
}

function* exit(call: ExCall): Task<void> {
  const { editor } = call;
  if (editor.files.isChanged || call.argument.trim() !== '') yield* write(call);
  if (editor.message.kind !== 'error') yield* leave(editor, call.bang);
}

// biome-ignore lint/correctness/useYield: commands are tasks
function* leave(editor: Editor, force: boolean): Task<void> {
  const { files } = editor;
  const left = files.list.length - files.at - 1;
  if (left > 0 && !force && !editor.mayLeaveFiles) {
    editor.mayLeaveFiles = true;
    throw new ExError(left === 1 ? 'E173: 1 more file to edit' : `E173: ${left} more files to edit`);
  }
  editor.exitCode ??= 0;
}

function* quit({ editor, bang }: ExCall): Task<void> {
  if (!bang) mayAbandon(editor, false);
  yield* leave(editor, bang);
}

function mayAbandon(editor: Editor, forAll: boolean): void {
  if (!editor.files.isChanged) return;
  if (!forAll) throw new ExError('E37: No write since last change (add ! to override)');
  throw new ExError(
    `E162: No write since last change for buffer "${editor.files.name === '' ? '[No Name]' : editor.files.shownName}"`,
  );
}

function* edit({ editor, argument, bang }: ExCall): Task<void> {
  const { files } = editor;
  const command = /^\+(\S*)\s*/.exec(argument);
  const name = fileName(editor, command ? argument.slice(command[0].length) : argument);
  if (!bang && !(name !== '' && files.name === '' && !files.isChanged)) mayAbandon(editor, false);
  if (name === '' && files.name === '' && !bang) throw new ExError('E32: No file name');
  const isSame = name === '' || name === files.name;
  const place = editor.buffer.getCursor();
  const target = isSame ? files.name : name;
  if (!(yield* files.open(target))) return;
  if (isSame) {
    const line = Math.min(place.line, editor.buffer.lastLine());
    editor.buffer.setCursor(line, firstNonBlank(editor.buffer.getLine(line)));
  }
  if (command) yield* goTo(editor, command[1]);
}

/** `+`, `+12`, `+/pattern`, `+command`. */
export function* goTo(editor: Editor, text: string): Task<void> {
  if (text === '') return yield* runCommands(editor, '$');
  yield* runCommands(editor, text);
}

function* read(call: ExCall): Task<void> {
  const { editor, range } = call;
  const argument = call.argument.trim();
  const at = range.given === 0 ? editor.buffer.getCursor().line : range.last;
  if (argument.startsWith('!')) {
    const output = yield* runCaptured(editor, expandBang(editor, argument.slice(1)), '');
    const lines = output === '' ? [] : output.replace(/\n$/, '').split('\n');
    insertLines(editor, at, lines);
    const last = Math.min(editor.buffer.lastLine(), at + lines.length);
    if (lines.length > 0) editor.buffer.setCursor(last, firstNonBlank(editor.buffer.getLine(last)));
    return;
  }
  const name = argument === '' ? editor.files.name : fileName(editor, argument);
  if (name === '') throw new ExError('E32: No file name');
  const { lines, message } = editor.files.readLines(name);
  insertLines(editor, at, lines);
  editor.say(message);
}

function insertLines(editor: Editor, after: number, lines: readonly string[]): void {
  if (lines.length === 0) return;
  const { buffer } = editor;
  const text = lines.join('\n');
  editor.hasNoLines = false;
  if (after < 0) buffer.replaceRange(`${text}\n`, new Position(0, 0));
  else buffer.replaceRange(`\n${text}`, new Position(after, Number.POSITIVE_INFINITY));
  buffer.setCursor(after + 1, firstNonBlank(buffer.getLine(after + 1)));
  editor.reportLines(lines.length);
}

// ——— shell commands ———

/** `!` in a command is the one before. */
function expandBang(editor: Editor, text: string): string {
  const withBang = text.replace(/\\!|!/g, (one) => {
    if (one.length > 1) return '!';
    if (editor.lastShellCommand === undefined) throw new ExError('E34: No previous command');
    return editor.lastShellCommand;
  });
  editor.lastShellCommand = withBang;
  return expandNames(editor, withBang);
}

/** Runs with input and output of its own; standard error comes along, as with vim's 'shellredir'. */
function* runCaptured(editor: Editor, command: string, input: string): Task<string> {
  const { process } = editor;
  const [stdin, stdout] = [createPipe(), createPipe()];
  const child = process.spawn({
    argv: [editor.options.text('shell'), '-c', command],
    descriptors: new Map([
      [0, stdin.reader],
      [1, stdout.writer],
      [2, stdout.writer],
    ]),
  });
  stdin.reader.release();
  stdout.writer.release();
  start(process.simulation, 'filter', feed(stdin.writer, encodeRaw(input)), () => {});
  let output = '';
  for (;;) {
    const part = yield* stdout.reader.read(65_536);
    if (part.length === 0) break;
    output += decodeRaw(part);
  }
  stdout.reader.release();
  const status = yield* process.waitFor(child);
  if (status.code !== 0) editor.show(`shell returned ${status.code}`);
  return output;
}

function* feed(pipe: ReturnType<typeof createPipe>['writer'], bytes: Uint8Array): Task<void> {
  try {
    if (bytes.length > 0) yield* pipe.write(bytes);
  } catch {
    // A filter that does not read all of it: EPIPE is its right.
  } finally {
    pipe.release();
  }
}

function* shellCommand(call: ExCall): Task<void> {
  const { editor, range } = call;
  const command = expandBang(editor, call.argument);
  if (range.given > 0) {
    const { buffer } = editor;
    const from = new Position(Math.max(0, range.first), 0);
    const to = new Position(Math.max(0, range.last), Number.POSITIVE_INFINITY);
    const output = yield* runCaptured(editor, command, `${buffer.getRange(from, to)}\n`);
    const lines = output === '' ? [] : output.replace(/\n$/, '').split('\n');
    if (lines.length > 0) buffer.replaceRange(lines.join('\n'), from, to);
    else if (range.last < buffer.lastLine()) buffer.replaceRange('', from, new Position(range.last + 1, 0));
    else buffer.replaceRange('', from, to);
    buffer.setCursor(from.line, firstNonBlank(buffer.getLine(from.line)));
    const count = range.last - range.first + 1;
    if (count > editor.options.number('report')) editor.say(`${count} lines filtered`);
    return;
  }
  yield* onTerminal(editor, command);
}

/** A command that has the terminal to itself until ENTER is pressed. */
function* onTerminal(editor: Editor, command: string): Task<void> {
  const { process, screen } = editor;
  const run = function* (): Task<void> {
    screen?.print(command === '' ? '' : `\r\n:!${command}\r\n`);
    const argv = command === '' ? [editor.options.text('shell')] : [editor.options.text('shell'), '-c', command];
    const status = yield* runInForeground(process, argv);
    if (status !== 0) screen?.print(`\nshell returned ${status}\n`);
    if (command === '') return;
    screen?.print('\nPress ENTER or type command to continue');
    if (screen) {
      screen.print('');
      yield* screen.anyKey();
      screen.print('\n');
    }
  };
  if (screen) yield* screen.away(run());
  else yield* run();
}

function* runInForeground(process: Process, argv: readonly string[]): Task<number> {
  const child = process.spawn({ argv });
  return (yield* process.waitFor(child)).code;
}

function* writeToCommand({ editor, range }: ExCall, command: string): Task<void> {
  const { buffer } = editor;
  const text = buffer.getRange(
    new Position(Math.max(0, range.first), 0),
    new Position(range.last, Number.POSITIVE_INFINITY),
  );
  const output = yield* runCaptured(editor, expandBang(editor, command), `${text}\n`);
  for (const line of output.replace(/\n$/, '').split('\n')) editor.show(line);
}

// ——— the argument list ———

function step(amount: 1 | -1) {
  return function* ({ editor, bang, argument }: ExCall): Task<void> {
    const { files } = editor;
    if (!bang) mayAbandon(editor, false);
    const target = files.at + amount * Number(argument.trim() || '1');
    if (files.list.length < 2) throw new ExError('E163: There is only one file to edit');
    if (target < 0) throw new ExError('E164: Cannot go before first file');
    if (target >= files.list.length) throw new ExError('E165: Cannot go beyond last file');
    yield* toFile(editor, target);
  };
}

function* toFile(editor: Editor, at: number): Task<void> {
  const { files } = editor;
  if (at >= files.list.length) throw new ExError('E165: Cannot go beyond last file');
  files.at = at;
  editor.mayLeaveFiles ||= at === files.list.length - 1;
  yield* files.open(files.list[at]);
}

const notSimulated = (what: string) => (): void => {
  throw new ExError(`cka-lab: not simulated: :${what}`);
};

export const FILE_COMMANDS: readonly ExCommand[] = [
  { name: 'w[rite]', lines: 'whole', bang: true, takesBar: false, run: write },
  {
    name: 'up[date]',
    lines: 'whole',
    bang: true,
    run: (call) => (call.editor.files.isChanged ? write(call) : undefined),
  },
  { name: 'wq', lines: 'whole', bang: true, run: writeAndQuit },
  { name: 'x[it]', lines: 'whole', bang: true, run: exit },
  { name: 'exi[t]', lines: 'whole', bang: true, run: exit },
  { name: 'wqa[ll]', lines: 'none', bang: true, run: (call) => exit(whole(call)) },
  { name: 'xa[ll]', lines: 'none', bang: true, run: (call) => exit(whole(call)) },
  {
    name: 'wa[ll]',
    lines: 'none',
    bang: true,
    run: (call) => (call.editor.files.isChanged ? write(whole(call)) : undefined),
  },
  { name: 'q[uit]', lines: 'none', bang: true, run: quit },
  {
    name: 'clo[se]',
    lines: 'none',
    bang: true,
    run: () => {
      throw new ExError('E444: Cannot close last window');
    },
  },
  {
    name: 'qa[ll]',
    lines: 'none',
    bang: true,
    run: ({ editor, bang }) => {
      if (!bang) mayAbandon(editor, editor.files.list.length > 1);
      editor.exitCode = 0;
    },
  },
  {
    name: 'quita[ll]',
    lines: 'none',
    bang: true,
    run: ({ editor, bang }) => {
      if (!bang) mayAbandon(editor, false);
      editor.exitCode = 0;
    },
  },
  {
    name: 'cq[uit]',
    lines: 'cursor',
    bang: true,
    run: ({ editor, range }) => {
      editor.exitCode = range.given > 0 ? range.last + 1 : 1;
    },
  },
  { name: 'e[dit]', lines: 'none', bang: true, run: edit },
  { name: 'ex', lines: 'none', bang: true, run: edit },
  { name: 'vi[sual]', lines: 'none', bang: true, run: edit },
  {
    name: 'vie[w]',
    lines: 'none',
    bang: true,
    run: function* (call) {
      yield* edit(call);
      call.editor.options.put('readonly', true);
    },
  },
  {
    name: 'ene[w]',
    lines: 'none',
    bang: true,
    run: function* ({ editor, bang }) {
      if (!bang) mayAbandon(editor, false);
      yield* editor.files.open('');
    },
  },
  { name: 'r[ead]', lines: 'cursor', takesBar: false, changes: true, run: read },
  { name: '!', lines: 'cursor', takesBar: true, run: shellCommand },
  { name: 'sh[ell]', lines: 'none', run: ({ editor }) => onTerminal(editor, '') },
  { name: 'n[ext]', lines: 'none', bang: true, run: step(1) },
  {
    name: 'wn[ext]',
    lines: 'none',
    bang: true,
    run: function* (call) {
      yield* write({ ...whole(call), argument: '' });
      yield* step(1)({ ...call, bang: true, argument: '' });
    },
  },
  {
    name: 'wp[revious]',
    lines: 'none',
    bang: true,
    run: function* (call) {
      yield* write({ ...whole(call), argument: '' });
      yield* step(-1)({ ...call, bang: true, argument: '' });
    },
  },
  { name: 'N[ext]', lines: 'none', bang: true, run: step(-1) },
  { name: 'prev[ious]', lines: 'none', bang: true, run: step(-1) },
  { name: 'bn[ext]', lines: 'none', bang: true, run: step(1) },
  { name: 'bp[revious]', lines: 'none', bang: true, run: step(-1) },
  {
    name: 'rew[ind]',
    lines: 'none',
    bang: true,
    run: function* ({ editor, bang }) {
      if (!bang) mayAbandon(editor, false);
      yield* toFile(editor, 0);
    },
  },
  {
    name: 'fir[st]',
    lines: 'none',
    bang: true,
    run: function* ({ editor, bang }) {
      if (!bang) mayAbandon(editor, false);
      yield* toFile(editor, 0);
    },
  },
  {
    name: 'la[st]',
    lines: 'none',
    bang: true,
    run: function* ({ editor, bang }) {
      if (!bang) mayAbandon(editor, false);
      yield* toFile(editor, editor.files.list.length - 1);
    },
  },
  {
    name: 'ar[gs]',
    lines: 'none',
    run: ({ editor }) =>
      editor.show(editor.files.list.map((name, at) => (at === editor.files.at ? `[${name}]` : name)).join(' ')),
  },
  {
    name: 'f[ile]',
    lines: 'none',
    bang: true,
    run: ({ editor, argument }) => {
      if (argument.trim() !== '') editor.files.name = fileName(editor, argument);
      editor.say(editor.files.description());
    },
  },
  { name: 'ls', lines: 'none', bang: true, run: listBuffers },
  { name: 'files', lines: 'none', bang: true, run: listBuffers },
  { name: 'buffers', lines: 'none', bang: true, run: listBuffers },
  { name: 'pw[d]', lines: 'none', run: ({ editor }) => editor.show(editor.process.directory) },
  {
    name: 'cd',
    lines: 'none',
    bang: true,
    run: ({ editor, argument }) => {
      const { process } = editor;
      const path = process.absolute(fileName(editor, argument) || (process.environment.get('HOME') ?? '/'));
      if (!process.files.isDirectory(path, process.credentials))
        throw new ExError(`E344: Can't find directory "${argument.trim()}" in cdpath`);
      process.directory = process.files.realpath(path, process.credentials);
    },
  },
  { name: 'st[op]', lines: 'none', bang: true, run: suspend },
  { name: 'sus[pend]', lines: 'none', bang: true, run: suspend },
  { name: 'sp[lit]', lines: 'cursor', bang: true, run: notSimulated('split: there is one window') },
  { name: 'vs[plit]', lines: 'cursor', bang: true, run: notSimulated('vsplit: there is one window') },
  { name: 'new', lines: 'cursor', bang: true, run: notSimulated('new: there is one window') },
  { name: 'vne[w]', lines: 'cursor', bang: true, run: notSimulated('vnew: there is one window') },
  { name: 'tabe[dit]', lines: 'none', bang: true, run: notSimulated('tabedit: there are no tab pages') },
  { name: 'tabnew', lines: 'none', bang: true, run: notSimulated('tabnew: there are no tab pages') },
  { name: 'on[ly]', lines: 'none', bang: true, run: () => {} },
  { name: 'Ex[plore]', lines: 'none', bang: true, run: notSimulated('Explore') },
  { name: 'b[uffer]', lines: 'none', bang: true, run: notSimulated('buffer') },
  { name: 'bd[elete]', lines: 'none', bang: true, run: notSimulated('bdelete') },
  { name: 'rec[over]', lines: 'none', bang: true, run: notSimulated('recover') },
  { name: 'mak[e]', lines: 'none', bang: true, takesBar: true, run: notSimulated('make') },
  { name: 'vim[grep]', lines: 'none', bang: true, takesBar: true, run: notSimulated('vimgrep') },
  { name: 'gr[ep]', lines: 'none', bang: true, takesBar: true, run: notSimulated('grep') },
  { name: 'h[elp]', lines: 'none', bang: true, takesBar: true, run: notSimulated('help') },
  { name: 'diffs[plit]', lines: 'none', takesBar: true, run: notSimulated('diffsplit') },
  { name: 'ter[minal]', lines: 'none', takesBar: true, run: notSimulated('terminal') },
  { name: 'a[ppend]', lines: 'cursor', bang: true, run: notSimulated('append') },
  { name: 'i[nsert]', lines: 'cursor', bang: true, run: notSimulated('insert') },
  { name: 'c[hange]', lines: 'cursor', bang: true, run: notSimulated('change') },
];

function listBuffers({ editor }: ExCall): void {
  const { files, buffer } = editor;
  const names = files.list.length > 0 ? files.list : [files.name];
  for (const [at, name] of names.entries()) {
    const isHere = name === files.name;
    const flags = `${isHere ? '%a' : '  '} ${isHere && files.isChanged ? '+' : ' '}`;
    const shown = name === '' ? '[No Name]' : name;
    editor.show(
      `${String(at + 1).padStart(3)} ${flags} "${shown}"`
        .padEnd(40)
        .concat(` line ${isHere ? buffer.getCursor().line + 1 : 0}`),
    );
  }
}

function* suspend({ editor }: ExCall): Task<void> {
  if (editor.screen) yield* editor.screen.suspend();
}
