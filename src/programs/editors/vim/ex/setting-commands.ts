// Ex commands about the editor itself: :set, mappings, file types, :autocmd, registers, marks, and the little of vim's script
// language that start files use.

import { SystemError } from '../../../../linux/errors.ts';
import type { Task } from '../../../../sim/task.ts';
import type { Editor } from '../editor.ts';
import { ExError } from '../errors.ts';
import { setFileType } from '../file-types.ts';
import type { MapMode } from '../mappings.ts';
import { readRegister } from '../registers.ts';
import type { ExCall, ExCommand } from './command.ts';
import { runCommands } from './run.ts';
import { sourceText } from './script.ts';

function set({ editor, argument }: ExCall): void {
  // A quote begins a comment.
  const words = (
    argument.replace(/(^|\s)".*$/, '').match(/(?:\\.|[^\s\\])+(?:\s*[-+^]?=\s*(?:\\.|[^\s\\])*)?/g) ?? []
  ).map((word) => word.trim());
  if (words.length === 0 || words[0] === 'all') {
    const lines =
      words[0] === 'all' ? editor.options.names.map((name) => editor.options.show(name)) : editor.options.changed();
    editor.show(`--- Options ---`);
    for (const line of lines) editor.show(line);
    return;
  }
  for (const word of words) {
    const shown = editor.options.set(word.replace(/\\(.)/g, '$1'));
    if (shown !== undefined) editor.show(shown);
    else applySideEffects(editor, word);
  }
}

function applySideEffects(editor: Editor, word: string): void {
  const name = editor.options.find(
    /^(?:no|inv)?([A-Za-z_]+)/.exec(word)![0].replace(/^(?:no|inv)(?!rformats|umber|u\b)/, ''),
  ).name;
  if (name === 'filetype') setFileType(editor, editor.options.text('filetype'));
  if (name === 'hlsearch') editor.search.isHighlighted = true;
  if (name === 'compatible' && editor.options.flag('compatible')) editor.options.put('compatible', false);
}

const MODES: Readonly<Record<string, readonly MapMode[]>> = {
  '': ['n', 'v', 'o'],
  '!': ['i', 'c'],
  n: ['n'],
  v: ['v'],
  x: ['v'],
  i: ['i'],
  c: ['c'],
  o: ['o'],
};

function mapCommands(): ExCommand[] {
  const commands: ExCommand[] = [];
  for (const [letter, short, mapped] of [
    ['', 'map', 'map'],
    ['n', 'nm[ap]', 'nm[ap]'],
    ['v', 'vm[ap]', 'vm[ap]'],
    ['x', 'xm[ap]', 'xm[ap]'],
    ['i', 'im[ap]', 'im[ap]'],
    ['c', 'cm[ap]', 'cm[ap]'],
    ['o', 'om[ap]', 'om[ap]'],
  ] as const) {
    commands.push({
      name: mapped,
      lines: 'none',
      bang: true,
      takesBar: true,
      run: (call) => define(call, letter, true),
    });
    const plain = short.replace(/[[\]]/g, '');
    const base =
      letter === ''
        ? 'no[remap]'
        : `${letter}no[remap]`
            .replace('nno[remap]', 'nn[oremap]')
            .replace('vno[remap]', 'vn[oremap]')
            .replace('xno[remap]', 'xn[oremap]');
    commands.push({
      name: base,
      lines: 'none',
      bang: true,
      takesBar: true,
      run: (call) => define(call, letter, false),
    });
    commands.push({
      name: `${plain}c[lear]`,
      lines: 'none',
      bang: true,
      run: ({ editor }) => editor.mappings.clear(MODES[letter]),
    });
    commands.push({
      name:
        letter === '' ? 'unm[ap]' : `${letter}unm[ap]`.replace('nunm', 'nun[map]').replace(/\[map\]\[ap\]/, '[map]'),
      lines: 'none',
      bang: true,
      takesBar: true,
      run: ({ editor, argument }) => {
        if (!editor.mappings.remove(MODES[letter], argument.trim())) throw new ExError('E31: No such mapping');
      },
    });
  }
  return commands;
}

function define({ editor, argument, bang }: ExCall, letter: string, remap: boolean): void {
  const modes = bang ? MODES['!'] : MODES[letter];
  const text = argument.replace(/^(?:<(?:silent|buffer|expr|nowait|unique|script)>\s*)+/, (special) => {
    if (special.includes('<expr>')) throw new ExError('cka-lab: not simulated: mappings with <expr>');
    return '';
  });
  const parts = /^(\S+)(?:\s+([\s\S]*))?$/.exec(text);
  if (!parts || parts[2] === undefined) {
    const lines = editor.mappings.list(modes);
    if (lines.length === 0) editor.show('No mapping found');
    for (const line of lines) editor.show(line);
    return;
  }
  editor.mappings.define(
    modes,
    parts[1].replaceAll('<leader>', editor.leader).replaceAll('<Leader>', editor.leader),
    parts[2].replace(/\|.*$/, ''),
    remap,
  );
}

function autocmd({ editor, argument }: ExCall): void {
  const text = argument.trim();
  if (text === '') return;
  const parts = /^(?:(\w+)\s+(?=[A-Z][\w,]*\s+\S+\s))?([A-Za-z,]+)\s+(\S+)\s+(.+)$/.exec(text);
  if (!parts) throw new ExError(`cka-lab: not simulated: :autocmd ${text}`);
  const [, , events, pattern, command] = parts;
  const names = events.toLowerCase().split(',');
  const known = /^(?:filetype|bufread|bufreadpost|bufnewfile|bufenter|bufwinenter)$/;
  if (!names.every((name) => known.test(name))) throw new ExError(`cka-lab: not simulated: :autocmd ${events}`);
  const globs = pattern.split(/,(?![^{]*\})/).map((glob) =>
    glob
      .replace(/[.+^$()|\\]/g, '\\$&')
      .replace(/\{([^}]*)\}/g, (_all, inner: string) => `(?:${inner.replaceAll(',', '|')})`)
      .replaceAll('*', '.*')
      .replaceAll('?', '.'),
  );
  editor.startup.automatic.push({ events: names, pattern: new RegExp(`^(?:${globs.join('|')})$`), command });
}

function filetype({ editor, argument }: ExCall): void {
  const words = argument.trim().split(/\s+/);
  const { startup } = editor;
  const isOn = words.includes('on');
  if (words.includes('off')) {
    if (words.includes('plugin')) startup.usesPlugins = false;
    if (words.includes('indent')) startup.usesIndents = false;
    if (words.length === 1) startup.detectsFileTypes = false;
    return;
  }
  if (!isOn)
    return editor.show(
      `filetype detection:${startup.detectsFileTypes ? 'ON' : 'OFF'}  plugin:${startup.usesPlugins ? 'ON' : 'OFF'}  indent:${startup.usesIndents ? 'ON' : 'OFF'}`,
    );
  startup.detectsFileTypes = true;
  startup.usesPlugins ||= words.includes('plugin');
  startup.usesIndents ||= words.includes('indent');
}

function syntax({ editor, argument }: ExCall): void {
  const word = argument.trim();
  if (word === 'on' || word === 'enable') {
    editor.startup.highlightsSyntax = true;
    editor.startup.detectsFileTypes = true;
    editor.options.put('syntax', editor.options.text('filetype'));
  } else if (word === 'off') {
    editor.startup.highlightsSyntax = false;
    editor.options.put('syntax', '');
  }
}

const printable = (text: string): string =>
  [...text].map((one) => (one < ' ' ? `^${String.fromCharCode(one.charCodeAt(0) + 64)}` : one)).join('');

function registers({ editor, argument }: ExCall): void {
  const wanted = argument.replaceAll(' ', '');
  editor.show('Type Name Content');
  for (const name of '"0123456789-abcdefghijklmnopqrstuvwxyz.:%/') {
    if (wanted !== '' && !wanted.includes(name)) continue;
    const { text, kind } = editor.readableRegister(name);
    if (text === '') continue;
    const letter = kind === 'line' ? 'l' : kind === 'block' ? 'b' : 'c';
    editor.show(
      `  ${letter}  "${name}   ${printable(text.replaceAll('\n', '\n')).slice(0, Math.max(10, editor.window.columns - 12))}`,
    );
  }
}

function marks({ editor }: ExCall): void {
  editor.show('mark line  col file/text');
  const { buffer } = editor;
  for (const name of '\'abcdefghijklmnopqrstuvwxyz"[]^.<>') {
    const place =
      name === "'"
        ? (editor.previousContext?.find() ?? undefined)
        : name === '"'
          ? undefined
          : editor.markPosition(name, buffer.vim);
    if (place)
      editor.show(
        ` ${name}  ${String(place.line + 1).padStart(5)} ${String(place.ch).padStart(4)} ${buffer.getLine(place.line).trim()}`,
      );
  }
}

function history({ editor, argument }: ExCall): void {
  const isSearch = /^(?:s|\/|search)/.test(argument.trim());
  const lines = editor.commandLines[isSearch ? '/' : ':'];
  editor.show(isSearch ? '      #  search history' : '      #  cmd history');
  for (const [at, line] of lines.entries())
    editor.show(`${at === lines.length - 1 ? '>' : ' '}${String(at + 1).padStart(6)}  ${line}`);
}

function* source({ editor, argument }: ExCall): Task<void> {
  const { process } = editor;
  const name = argument
    .trim()
    .replace(/^~(?=\/|$)/, process.environment.get('HOME') ?? '/root')
    .replace(/^\$MYVIMRC$/, `${process.environment.get('HOME')}/.vimrc`);
  try {
    const text = process.files.readText(process.absolute(name), process.credentials);
    yield* sourceText(editor, text, name);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new ExError(`E484: Can't open file ${name}`);
  }
}

const ignored = (): void => {};

export const SETTING_COMMANDS: readonly ExCommand[] = [
  { name: 'se[t]', lines: 'none', run: set },
  { name: 'setl[ocal]', lines: 'none', run: set },
  { name: 'setg[lobal]', lines: 'none', run: set },
  {
    name: 'noh[lsearch]',
    lines: 'none',
    run: ({ editor }) => {
      editor.search.isHighlighted = false;
    },
  },
  ...mapCommands(),
  { name: 'au[tocmd]', lines: 'none', bang: true, takesBar: true, run: autocmd },
  { name: 'aug[roup]', lines: 'none', bang: true, run: ignored },
  { name: 'filet[ype]', lines: 'none', run: filetype },
  { name: 'setf[iletype]', lines: 'none', run: ({ editor, argument }) => setFileType(editor, argument.trim()) },
  { name: 'sy[ntax]', lines: 'none', run: syntax },
  { name: 'hi[ghlight]', lines: 'none', bang: true, run: ignored },
  {
    name: 'colo[rscheme]',
    lines: 'none',
    run: ({ editor, argument }) => {
      const schemes =
        'blue darkblue default delek desert elflord evening habamax industry koehler lunaperche morning murphy pablo peachpuff quiet ron shine slate torte zellner';
      if (argument.trim() === '') editor.show('default');
      else if (!schemes.split(' ').includes(argument.trim()))
        throw new ExError(`E185: Cannot find color scheme '${argument.trim()}'`);
    },
  },
  { name: 'reg[isters]', lines: 'none', run: registers },
  { name: 'di[splay]', lines: 'none', run: registers },
  { name: 'marks', lines: 'none', run: marks },
  {
    name: 'delm[arks]',
    lines: 'none',
    bang: true,
    run: ({ editor, argument, bang }) => {
      const { marks: all } = editor.buffer.vim;
      const names = bang
        ? 'abcdefghijklmnopqrstuvwxyz'
        : argument.replace(/([a-zA-Z])-([a-zA-Z])/g, (_one, from: string, to: string) => {
            let letters = '';
            for (let code = from.charCodeAt(0); code <= to.charCodeAt(0); code++) letters += String.fromCharCode(code);
            return letters;
          });
      for (const name of names.replaceAll(' ', '')) {
        all[name]?.clear();
        delete all[name];
      }
    },
  },
  { name: 'his[tory]', lines: 'none', run: history },
  { name: 'so[urce]', lines: 'none', bang: true, run: source },
  { name: 'ru[ntime]', lines: 'none', bang: true, run: ignored },
  {
    name: 'ec[ho]',
    lines: 'none',
    takesBar: true,
    run: ({ editor, argument }) => {
      const text = /^\s*(["'])(.*)\1\s*$/.exec(argument);
      const option = /^\s*&(?:[lg]:)?(\w+)\s*$/.exec(argument);
      if (text) editor.show(text[2]);
      else if (option) {
        const { value } = editor.options.find(option[1]);
        editor.show(String(typeof value === 'boolean' ? Number(value) : value));
      } else throw new ExError(`cka-lab: not simulated: :echo ${argument}`);
    },
  },
  {
    name: 'exe[cute]',
    lines: 'none',
    takesBar: true,
    run: function* ({ editor, argument }) {
      const text = /^\s*(["'])([\s\S]*)\1\s*$/.exec(argument);
      if (!text) throw new ExError(`cka-lab: not simulated: :execute ${argument}`);
      const line = text[1] === '"' ? text[2].replace(/\\<([^>]+)>/g, '<$1>').replace(/\\(.)/g, '$1') : text[2];
      yield* runCommands(editor, line);
    },
  },
  {
    name: 'let',
    lines: 'none',
    takesBar: true,
    run: ({ editor, argument }) => {
      const leader = /^(?:g:)?mapleader\s*=\s*(["'])(.*)\1\s*$/.exec(argument.trim());
      const option = /^&(?:[lg]:)?(\w+)\s*=\s*["']?([^"']*)["']?\s*$/.exec(argument.trim());
      if (leader) editor.leader = leader[2].replace('\\<Space>', ' ').replace('\\\\', '\\');
      else if (option) {
        const { name, value } = editor.options.find(option[1]);
        editor.options.put(
          name,
          typeof value === 'boolean' ? option[2] !== '0' : typeof value === 'number' ? Number(option[2]) : option[2],
        );
      } else if (!/^[a-zA-Z_:]\w*(?:[:.]\w+)*\s*[.+-]?=/.test(argument.trim()))
        throw new ExError(`E121: Undefined variable: ${argument.trim()}`);
    },
  },
  { name: 'star[tinsert]', lines: 'none', bang: true, run: ({ editor, bang }) => editor.startInsert(bang) },
  { name: 'stopi[nsert]', lines: 'none', bang: true, run: ignored },
  { name: 'redr[aw]', lines: 'none', bang: true, run: ({ editor }) => editor.repaint() },
  { name: 'ver[sion]', lines: 'none', run: ({ editor }) => editor.show('VIM - Vi IMproved 9.1 (2024 Jan 02)') },
  {
    name: 'f[unction]',
    lines: 'none',
    bang: true,
    takesBar: true,
    run: () => {
      throw new ExError('cka-lab: not simulated: :function');
    },
  },
  {
    name: 'cal[l]',
    lines: 'none',
    takesBar: true,
    run: ({ argument }) => {
      throw new ExError(`cka-lab: not simulated: :call ${argument}`);
    },
  },
  {
    name: 'com[mand]',
    lines: 'none',
    bang: true,
    takesBar: true,
    run: ({ argument }) => {
      throw new ExError(`cka-lab: not simulated: :command ${argument}`);
    },
  },
  {
    name: '@',
    lines: 'cursor',
    takesBar: true,
    run: function* ({ editor, argument }) {
      const name = argument.trim() || '@';
      const text = name === ':' || name === '@' ? editor.lastCommand : readRegister(editor.buffer.core, name).text;
      for (const line of text.split('\n')) if (line !== '') yield* runCommands(editor, line);
    },
  },
];
