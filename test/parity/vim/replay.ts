// Types a recorded key sequence into our vim, on a small machine with a terminal, and looks at the editor itself.

import type { Program } from '../../../src/linux/host/process.ts';
import { readArguments } from '../../../src/programs/editors/vim/arguments.ts';
import { Editor } from '../../../src/programs/editors/vim/editor.ts';
import { executeLine } from '../../../src/programs/editors/vim/ex/run.ts';
import { splitKeys, writtenKeys } from '../../../src/programs/editors/vim/mappings.ts';
import { start } from '../../../src/programs/editors/vim/vim.ts';
import { Machine } from '../../support/machine.ts';
import { STARTS } from './starts.mjs';
import { TEXTS } from './texts.mjs';

export interface Typed {
  readonly start: string;
  readonly file: string;
  readonly keys: string;
}

export interface Result {
  /** What the file held when vim was left. */
  readonly left?: string;
  readonly text?: string;
  readonly cursor?: readonly number[];
  readonly register?: string;
  readonly kind?: string;
}

export function replay({ start: startName, file, keys }: Typed): Result {
  let result: Result = {};
  const probe: Program = function* (process) {
    const editor = new Editor(process, undefined, executeLine);
    const { options } = STARTS[startName];
    yield* start(editor, readArguments(['vim', '-n', ...options, file]));
    yield* editor.keyboard.type(typedKeys(keys));
    if (editor.exitCode === undefined) {
      yield* editor.keyboard.type(['<Esc>', '<Esc>']);
      const { buffer } = editor;
      const { line, ch } = buffer.getCursor();
      const { text, kind } = editor.readableRegister('"');
      result = {
        text: buffer.getValue(),
        cursor: [line + 1, [...buffer.getLine(line).slice(0, ch)].length + 1],
        register: text.length > 60 ? `${text.length}:${text.slice(0, 60)}` : text,
        kind: text === '' ? 'v' : kind === 'line' ? 'V' : kind === 'block' ? '\x16' : 'v',
      };
    } else result = { left: process.files.readText(process.absolute(file)) };
    return 0;
  };
  const { vimrc } = STARTS[startName];
  const machine = new Machine({
    programs: { probe },
    files: { [`/root/${file}`]: TEXTS[file], ...(vimrc === undefined ? {} : { '/root/.vimrc': vimrc }) },
  });
  machine.run('probe');
  return result;
}

/** `<Esc>` and the like as keys; everything else stands for itself. */
const typedKeys = (keys: string): string[] =>
  keys
    .split(/(<(?:CR|Esc|Tab|BS|Space|lt|Bar|Del|C-.)>)/)
    .flatMap((part, index) => (index % 2 === 1 ? writtenKeys(part) : splitKeys(part)));
