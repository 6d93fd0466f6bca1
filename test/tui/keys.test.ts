import { expect, it } from 'vitest';
import { KeyDecoder } from '../../src/tui/keys/decode.ts';

const names = (text: string) => new KeyDecoder().feed(text).map((key) => key.name);

it.each([
  ['letters and Korean', 'a한', ['a', '한']],
  ['function keys of several terminals', '\x1bOP\x1b[12~\x1b[[C\x1b[20~', ['f1', 'f2', 'f3', 'f9']],
  [
    'cursor keys with and without modifiers',
    '\x1b[A\x1bOB\x1b[1;3A\x1b[5;2~\x1b[6~',
    ['up', 'down', 'alt-up', 'shift-pageup', 'pagedown'],
  ],
  ['control letters', '\x03\x04\r\t\x7f ', ['ctrl-c', 'ctrl-d', 'enter', 'tab', 'backspace', 'space']],
  ['alt with a letter', '\x1bf', ['alt-f']],
  ['two escapes', '\x1b\x1b[A', ['escape', 'up']],
  ['a paste is one key', '\x1b[200~rm -rf /\nls\x1b[201~x', ['paste', 'x']],
])('%s', (_, text, expected) => expect(names(text)).toEqual(expected));

it('a sequence may arrive in pieces, and a lone escape waits until nothing follows', () => {
  const decoder = new KeyDecoder();
  expect(decoder.feed('\x1b[1')).toEqual([]);
  expect(decoder.feed(';3B').map((key) => key.name)).toEqual(['alt-down']);
  expect(decoder.feed('\x1b')).toEqual([]);
  expect(decoder.waiting).toBe(true);
  expect(decoder.flush()).toEqual([{ name: 'escape', text: '\x1b' }]);
});

it('keys keep the bytes they came as', () => {
  const text = 'ls\x1b[D\x1b[1;5C\x17\x1b.\r';
  expect(
    new KeyDecoder()
      .feed(text)
      .map((key) => key.text)
      .join(''),
  ).toBe(text);
});
