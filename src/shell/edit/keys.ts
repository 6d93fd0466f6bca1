// Bytes from the keyboard, one key at a time: a character, a control key, or a named key from its escape sequence.

import { concat } from '../../base/bytes.ts';
import { decodeRaw } from '../../base/raw-text.ts';
import type { OpenFile } from '../../linux/files/open-file.ts';
import type { Task } from '../../sim/task.ts';

const SEQUENCES: Readonly<Record<string, string>> = {
  '[A': 'up',
  '[B': 'down',
  '[C': 'right',
  '[D': 'left',
  OA: 'up',
  OB: 'down',
  OC: 'right',
  OD: 'left',
  '[H': 'home',
  '[F': 'end',
  OH: 'home',
  OF: 'end',
  '[1~': 'home',
  '[4~': 'end',
  '[7~': 'home',
  '[8~': 'end',
  '[3~': 'delete',
  '[5~': 'page-up',
  '[6~': 'page-down',
  '[1;5C': 'word-right',
  '[1;5D': 'word-left',
  '[1;3C': 'word-right',
  '[1;3D': 'word-left',
  '[200~': 'paste',
};

/** `a`, `ctrl-a`, `meta-b`, `up`; `paste` with its text; undefined at end of input. */
export interface Key {
  readonly name: string;
  readonly text: string;
}

export function* readKey(file: OpenFile): Task<Key | undefined> {
  const character = yield* readCharacter(file);
  if (character === undefined) return undefined;
  if (character === '\x1b') return yield* readEscape(file);
  return plainKey(character);
}

function plainKey(character: string): Key {
  const code = character.charCodeAt(0);
  if (code === 13 || code === 10) return { name: 'return', text: '\n' };
  if (code === 9) return { name: 'tab', text: '\t' };
  if (code === 127 || code === 8) return { name: 'backspace', text: '' };
  if (code === 31) return { name: 'ctrl-_', text: character };
  if (code < 32) return { name: `ctrl-${String.fromCharCode(code + 96)}`, text: character };
  return { name: 'character', text: character };
}

export function* readCharacter(file: OpenFile): Task<string | undefined> {
  const bytes: Uint8Array[] = [];
  let missing = 1;
  while (missing > 0) {
    const byte = yield* file.read(1);
    if (byte.length === 0) return undefined;
    if (bytes.length === 0) missing = byte[0] >= 0xf0 ? 4 : byte[0] >= 0xe0 ? 3 : byte[0] >= 0xc0 ? 2 : 1;
    bytes.push(byte);
    missing--;
  }
  return decodeRaw(concat(bytes));
}

function* readEscape(file: OpenFile): Task<Key | undefined> {
  const second = yield* readCharacter(file);
  if (second === undefined) return undefined;
  if (second !== '[' && second !== 'O') {
    const plain = plainKey(second);
    return { name: `meta-${plain.name === 'character' ? second : plain.name}`, text: second };
  }
  let sequence = second;
  for (;;) {
    const next = yield* readCharacter(file);
    if (next === undefined) return undefined;
    sequence += next;
    if (/[@-~]/.test(next) && !(sequence.length === 2 && next === '[')) break;
  }
  const name = SEQUENCES[sequence] ?? 'unknown';
  return name === 'paste' ? { name, text: yield* readPaste(file) } : { name, text: '' };
}

function* readPaste(file: OpenFile): Task<string> {
  let text = '';
  while (!text.endsWith('\x1b[201~')) {
    const character = yield* readCharacter(file);
    if (character === undefined) return text;
    text += character;
  }
  return text.slice(0, -6).replaceAll('\r', '\n');
}
