// inputrc files: what keys and variables they set, and what their conditions leave out.

import { expect, it } from 'vitest';
import { Bindings } from '../../../src/shell/edit/bindings.ts';
import { keysWritten, readInputrc } from '../../../src/shell/edit/inputrc.ts';
import { Machine } from '../../support/machine.ts';

it('keys, macros, variables and conditions of a file take effect', () => {
  const bindings = new Bindings();
  const text = [
    '# history with what is typed',
    '"\\e[A": history-search-backward',
    'Control-o: "> output"',
    'set completion-ignore-case On',
    '$if mode=vi',
    '"\\C-a": abort',
    '$else',
    '"\\C-xq": kill-whole-line',
    '$endif',
    '$include ~/more',
  ].join('\n');
  const include = (path: string) => (path === '~/more' ? 'set bell-style none' : undefined);
  readInputrc(text, { bindings, mode: 'emacs', terminal: 'xterm', include });
  const keymap = bindings.keymap('emacs');
  const shown = ['\x1b[A', '\x0f', '\x01', '\x18q'].map((keys) => `${keysWritten(keys)} ${keymap.get(keys)}`);
  expect(shown).toEqual([
    '\\e[A history-search-backward',
    '\\C-o "> output',
    '\\C-a beginning-of-line',
    '\\C-xq kill-whole-line',
  ]);
  expect(bindings.isOn('completion-ignore-case')).toBe(true);
  expect(bindings.variable('bell-style')).toBe('none');
});

it('a shell reads ~/.inputrc when it starts', async () => {
  const machine = new Machine({ files: { '/root/.inputrc': '"\\C-o": "echo from inputrc\\n"\n' } });
  const session = machine.sit({ columns: 60 });
  session.type('\x0f');
  expect(await session.screen()).toBe('$ echo from inputrc\nfrom inputrc\n$ ');
});
