// vim, vi and view as programs: start files, the files named, then keys until it ends. The core and everything around it is
// made when an editor starts, one of each per process.

import { decodeRaw } from '../../../base/raw-text.ts';
import { SystemError } from '../../../linux/errors.ts';
import { Killed, type Process, type Program } from '../../../linux/host/process.ts';
import { terminalOf } from '../../../linux/terminal/terminal.ts';
import type { Task } from '../../../sim/task.ts';
import { Screen, screenTerminal } from '../screen.ts';
import { ArgumentError, readArguments, type VimArguments } from './arguments.ts';
import { Editor, type Message } from './editor.ts';
import { goTo } from './ex/file-commands.ts';
import { executeLine } from './ex/run.ts';
import { sourceText } from './ex/script.ts';
import { HELP, VERSION } from './help.ts';
import { splitKeys } from './mappings.ts';

/** As Ubuntu's /usr/share/vim/vim91/debian.vim and defaults.vim set them; the latter only where there is no ~/.vimrc. */
const DEBIAN = 'set backspace=indent,eol,start history=50 ruler nomodeline';
const DEFAULTS = [
  'set backspace=indent,eol,start history=200 ruler showcmd wildmenu ttimeout ttimeoutlen=100',
  'set display=truncate scrolloff=5 incsearch nrformats-=octal mouse=a',
  'map Q gq',
  'filetype plugin indent on',
  'syntax on',
];

export const vim: Program = function* (process) {
  if (process.argv[0].endsWith('vimdiff')) {
    yield* process.complain('cka-lab: not simulated: vimdiff (use diff -u)\n');
    return 1;
  }
  if (process.argv.includes('--version')) return yield* printed(process, VERSION);
  if (process.argv.includes('--help') || process.argv.includes('-h')) return yield* printed(process, HELP);
  let given: ReturnType<typeof readArguments>;
  try {
    given = readArguments(process.argv);
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    yield* process.complain(
      `VIM - Vi IMproved 9.1 (2024 Jan 02, compiled Apr 01 2026 00:00:00)\n${error.message}\nMore info with: "vim -h"\n`,
    );
    return 1;
  }
  if (given.notSimulated) {
    yield* process.complain(`cka-lab: not simulated: vim ${given.notSimulated}\n`);
    return 1;
  }
  return yield* edit(process, given);
};

function* printed(process: Process, text: string): Task<number> {
  yield* process.print(text);
  return 0;
}

function* edit(process: Process, given: VimArguments): Task<number> {
  const terminal = given.isSilent ? undefined : screenTerminal(process);
  const piped = given.readsStdin ? decodeRaw(yield* process.readAll()) : undefined;
  if (!given.isSilent && !given.notATerminal) {
    if (!process.isTerminal(1)) yield* process.complain('Vim: Warning: Output is not to a terminal\n');
    if (!process.isTerminal(0) && !given.readsStdin)
      yield* process.complain('Vim: Warning: Input is not from a terminal\n');
  }
  const screen = terminal && (process.isTerminal(0) || given.readsStdin) ? new Screen(process, terminal) : undefined;
  const editor = new Editor(process, screen, executeLine);
  editor.isSilent = given.isSilent;
  process.memory = 12 * 2 ** 20;
  screen?.enter();
  try {
    yield* start(editor, given, piped);
    if (given.isSilent) yield* commandsFromInput(editor);
    else yield* screen ? keysFromScreen(editor, screen) : keysFromInput(editor);
    // A vim that is killed leaves its swap file behind.
    if (!editor.hasHungUp) editor.files.close();
  } catch (error) {
    screen?.leave();
    if (error instanceof Killed && error.signal === 'SIGTERM')
      yield* process.complain('Vim: Caught deadly signal TERM\nVim: preserving files...\nVim: Finished.\n');
    throw error;
  } finally {
    screen?.leave();
  }
  return editor.exitCode ?? 0;
}

/** Start files, files, and what `+` and -c ask for. */
export function* start(editor: Editor, given: VimArguments, piped?: string): Task<void> {
  const { process, options, files } = editor;
  for (const line of given.before) yield* editor.execute(line);
  yield* startFiles(editor, given);
  files.opensReadOnly = given.readOnly;
  files.usesSwap = !given.noSwap;
  files.list = [...given.files];
  if (given.noModify) options.put('modifiable', false);
  for (const name of given.files) {
    if (process.files.isDirectory(process.absolute(name), process.credentials)) {
      editor.show(`cka-lab: not simulated: editing a directory ("${name}")`, 'error');
    }
  }
  const opened = yield* files.open(given.files[0] ?? '');
  // To quit at the swap file's question is to quit vim.
  if (!opened) editor.exitCode ??= 1;
  if (given.files.length > 1 && editor.message.kind === 'plain') editor.show(`${given.files.length} files to edit`);
  if (piped !== undefined) {
    editor.buffer.load(piped.replace(/\n$/, ''));
    editor.hasNoLines = piped === '';
    editor.buffer.setCursor(0, 0);
    options.put('modified', true);
    files.markPiped();
  }
  for (const command of given.after) yield* goTo(editor, command);
  if (given.keyScript !== undefined) {
    const keys = splitKeys(decodeRaw(process.files.readFile(process.absolute(given.keyScript), process.credentials)));
    yield* editor.keyboard.type(keys);
  }
}

function* startFiles(editor: Editor, { startFile, isClean, isSilent }: VimArguments): Task<void> {
  if (startFile === 'NONE') return;
  const { process } = editor;
  const home = process.environment.get('HOME') ?? '/root';
  if (startFile !== undefined && startFile !== 'NORC' && startFile !== 'DEFAULTS') {
    const text = readStartFile(process, startFile);
    if (text === undefined) editor.complain(`E282: Cannot read from "${startFile}"`);
    else yield* sourceText(editor, text, startFile);
    return;
  }
  if (isSilent) return;
  if (startFile !== 'DEFAULTS' && !isClean) {
    yield* editor.execute(DEBIAN);
    const system = readStartFile(process, '/etc/vim/vimrc');
    if (system !== undefined) yield* sourceText(editor, system, '/etc/vim/vimrc');
  }
  const own =
    isClean || startFile !== undefined
      ? undefined
      : ['.vimrc', '.vim/vimrc']
          .map((name) => `${home}/${name}`)
          .find((path) => process.files.exists(path, process.credentials));
  const text = own && readStartFile(process, own);
  if (own && text !== undefined) yield* sourceText(editor, text, own);
  else if (startFile !== 'NORC') for (const line of DEFAULTS) yield* editor.execute(line);
}

function readStartFile(process: Process, path: string): string | undefined {
  try {
    return process.files.readText(process.absolute(path), process.credentials);
  } catch (error) {
    if (error instanceof SystemError) return undefined;
    throw error;
  }
}

// ——— where keys come from ———

function* keysFromScreen(editor: Editor, screen: Screen): Task<void> {
  const draw = () => {
    if (editor.output.length === 0) screen.draw(editor.window.picture());
  };
  editor.drawNow = () => screen.draw(editor.window.picture());
  screen.onResize = draw;
  yield* waitForEnter(editor, screen);
  draw();
  while (editor.exitCode === undefined) {
    const input = yield* screen.next();
    if (!input) {
      // The terminal is gone. Vim keeps the swap file and ends.
      editor.hasHungUp = true;
      editor.exitCode = 1;
      return;
    }
    if (input.kind === 'paste') yield* editor.keyboard.paste(input.text);
    else yield* editor.keyboard.type([input.key]);
    editor.files.noteChange();
    if (editor.exitCode !== undefined) return;
    yield* waitForEnter(editor, screen);
    if (editor.exitCode === undefined) draw();
  }
}

/** What does not fit in the last line stays until a key is pressed; `:` begins the next command at once. */
function* waitForEnter(editor: Editor, screen: Screen): Task<void> {
  while (editor.output.length > 0 && editor.exitCode === undefined) {
    const lines = [...editor.output];
    const isShort =
      lines.length === 1 && editor.message.kind !== 'error' && [...lines[0].text].length < screen.columns - 1;
    if (isShort) {
      editor.output.length = 0;
      editor.message = lines[0];
      return;
    }
    const last = editor.message.kind === 'error' && editor.message.text !== '' ? [editor.message] : [];
    editor.output.length = 0;
    editor.message = { text: '', kind: 'plain' };
    const all = [
      ...(editor.lastTyped === '' ? [] : [{ text: editor.lastTyped, kind: 'plain' as const }]),
      ...lines,
      ...last,
    ];
    yield* pages(
      screen,
      all.flatMap((line) => wrapped(line, screen.columns)),
    );
    const key = yield* screen.next();
    if (!key) return;
    screen.repaint();
    if (key.kind === 'key' && !/^(?:<CR>|<Space>| |<Esc>|<C-c>)$/.test(key.key)) yield* editor.keyboard.type([key.key]);
  }
}

const COLOURS: Readonly<Record<Message['kind'], string>> = { plain: '', error: '\x1b[37;41m', warning: '\x1b[31m' };

const wrapped = ({ text, kind }: Message, columns: number): string[] => {
  const rows: string[] = [];
  for (let at = 0; at === 0 || at < text.length; at += columns) rows.push(text.slice(at, at + columns));
  return rows.map((row) => (kind === 'plain' ? row : `${COLOURS[kind]}${row}\x1b[0m`));
};

/** Shows lines page by page, with `-- More --` between. */
function* pages(screen: Screen, lines: readonly string[]): Task<void> {
  const room = Math.max(1, screen.rows - 1);
  let shown = Math.min(room, lines.length);
  const show = (end: number, prompt: string) => {
    const rows = lines.slice(Math.max(0, end - room), end);
    const padding = Array.from({ length: Math.max(0, room - rows.length) }, () => '');
    screen.draw({
      rows: [...padding, ...rows, prompt],
      cursor: {
        row: screen.rows - 1,
        column: Math.min(screen.columns - 1, prompt.replace(/\x1b\[[\d;]*m/g, '').length),
      },
    });
  };
  while (shown < lines.length) {
    show(shown, '\x1b[1;32m-- More --\x1b[0m');
    const input = yield* screen.next();
    if (!input || (input.kind === 'key' && /^[qQ]$|^<(?:Esc|C-c)>$/.test(input.key))) break;
    shown = Math.min(lines.length, shown + (input.kind === 'key' && input.key === '<CR>' ? 1 : room));
  }
  show(shown, '\x1b[1;32mPress ENTER or type command to continue\x1b[0m');
}

/** Standard input is no terminal: what comes from there are keys. */
function* keysFromInput(editor: Editor): Task<void> {
  const { process } = editor;
  while (editor.exitCode === undefined) {
    const bytes = yield* process.read(0);
    if (bytes.length === 0) {
      yield* process.complain('Vim: Error reading input, exiting...\n');
      editor.exitCode = 1;
      return;
    }
    yield* editor.keyboard.type(splitKeys(decodeRaw(bytes)));
  }
}

/** -es: one ex command per line; what they print goes to standard output. */
function* commandsFromInput(editor: Editor): Task<void> {
  const { process } = editor;
  yield* flushOutput(editor);
  if (process.isTerminal(0)) return;
  const text = decodeRaw(yield* process.readAll());
  for (const line of text.replace(/\n$/, '').split('\n')) {
    if (editor.exitCode !== undefined) return;
    yield* editor.execute(line);
    yield* flushOutput(editor);
  }
  editor.exitCode ??= terminalOf(process.descriptors.get(0)) ? 0 : 1;
}

function* flushOutput(editor: Editor): Task<void> {
  for (const { text } of editor.output.splice(0)) yield* editor.process.print(`${text}\n`);
}
