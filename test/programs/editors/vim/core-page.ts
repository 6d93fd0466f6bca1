// A page for the core's own test suite: the program's buffer, with the prompts and notifications that its tests look at
// and a keyboard that types into whichever of them is open. The suite is the one that the package ships.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { VimBuffer } from '../../../../src/programs/editors/vim/adapter.ts';
import { onStage, StageElement } from '../../../../src/programs/editors/vim/stage.ts';
import { Position } from '../../../../src/programs/editors/vim/text-buffer.ts';

export interface SuiteCase {
  readonly name: string;
  readonly run: () => Promise<void>;
}

interface DialogOptions {
  readonly value?: string;
  readonly onKeyDown?: (event: object, value: string, close: (value?: string) => void) => unknown;
  readonly onKeyUp?: (event: object, value: string, close: (value?: string) => void) => unknown;
  readonly onClose?: () => void;
}

interface Dialog {
  value: string;
  readonly options: DialogOptions;
  readonly submit: ((value: string) => void) | undefined;
  readonly close: (value?: string) => void;
}

class TestPage extends VimBuffer {
  dialog: Dialog | undefined;
  notification: StageElement | undefined;
  save: unknown;

  constructor(options: Record<string, unknown>) {
    super(String(options.value ?? ''), options);
  }

  openDialog(template: StageElement, submit: ((value: string) => void) | undefined, options: DialogOptions = {}) {
    if (!hasInput(template)) {
      this.notification = template;
      return () => options.onClose?.();
    }
    const dialog: Dialog = {
      value: options.value ?? '',
      options,
      submit,
      close: (value) => {
        if (typeof value === 'string') dialog.value = value;
        else if (this.dialog === dialog) this.dialog = undefined;
      },
    };
    this.dialog = dialog;
    return dialog.close;
  }

  override getWrapperElement(): StageElement {
    const find = (selector: string) =>
      this.notification ? findByClass(this.notification, selector.slice(1)) : undefined;
    return Object.assign(new StageElement('div'), { querySelector: find, remove: () => {} });
  }

  override openNotification(node: StageElement): () => void {
    this.notification = node;
    return () => {
      this.notification = undefined;
    };
  }
}

const hasInput = (node: { textContent: string }): boolean =>
  node instanceof StageElement && (node.tag === 'input' || node.children.some(hasInput));

function findByClass(node: { textContent: string }, name: string): { textContent: string } | undefined {
  if (!(node instanceof StageElement)) return undefined;
  if (node.attributes.class === name) return node;
  return node.children.map((child) => findByClass(child, name)).find((found) => found !== undefined);
}

const NAMES: Readonly<Record<string, string>> = {
  '\n': 'CR',
  Return: 'CR',
  Enter: 'CR',
  Esc: 'Esc',
  Escape: 'Esc',
  Backspace: 'BS',
  Delete: 'Del',
  Del: 'Del',
  Ins: 'Ins',
  Insert: 'Ins',
  Left: 'Left',
  Right: 'Right',
  Up: 'Up',
  Down: 'Down',
  Home: 'Home',
  End: 'End',
  PageUp: 'PageUp',
  PageDown: 'PageDown',
  Tab: 'Tab',
  '\t': 'Tab',
  Space: 'Space',
};
const EVENT_NAMES: Readonly<Record<string, string>> = {
  CR: 'Enter',
  Esc: 'Escape',
  BS: 'Backspace',
  Up: 'ArrowUp',
  Down: 'ArrowDown',
  Left: 'ArrowLeft',
  Right: 'ArrowRight',
};
const CODES: Readonly<Record<string, number>> = { CR: 13, Esc: 27, BS: 8, Del: 46 };

/** The suite's cases, each of which types on a page of its own. */
export function suiteCases(): SuiteCase[] {
  const path = createRequire(import.meta.url).resolve('@replit/codemirror-vim-core/test/vim_test.js');
  const source = readFileSync(path, 'utf8').replace('export function vimTests', 'function vimTests');
  const cases: SuiteCase[] = [];
  let page: TestPage | undefined;
  // One core for the whole suite, as in a browser.
  const shared = new VimBuffer('');
  const core = shared.core;
  const make = Object.assign(
    (_place: unknown, options: Record<string, unknown>) => {
      page = new TestPage(options);
      Object.assign(make.Vim, { ...page.core });
      return page;
    },
    {
      Pos: Position,
      Vim: { ...core },
      commands: {} as Record<string, unknown>,
      isMac: false,
      version: '6',
      defineMode: () => {},
      on: () => {},
    },
  );
  const type = Object.assign((...keys: unknown[]) => press(page!, keys), {
    optionTextInput: (_letter: string, text: string) => press(page!, [text]),
    utfTextInput: (_letter: string, text: string) => press(page!, [text]),
    clipboard: {},
  });
  const element = () => ({ style: {}, remove() {}, querySelector: () => undefined });
  const body = {
    getElementById: element,
    get activeElement() {
      return page?.dialog ?? page?.getInputField();
    },
  };
  const keyboard = source.indexOf('var typeKey = function');
  new Function(
    'CodeMirror',
    'test',
    'typeKey',
    'document',
    'window',
    `${source.slice(0, keyboard)}\nvimTests(CodeMirror, test);`,
  )(make, (name: string, run: () => Promise<void>) => cases.push({ name, run }), type, body, { verbose: false });
  return cases;
}

function press(page: TestPage, keys: readonly unknown[]): void {
  for (const key of keys) {
    if (Array.isArray(key)) press(page, key);
    else pressOne(page, String(key));
  }
}

function pressOne(page: TestPage, key: string): void {
  if (key.length <= 1 || NAMES[key]) return send(page, '', NAMES[key] ?? key);
  const parts = /^((?:(?:Ctrl|Shift|Alt|Cmd|C|S|A)-)+)(.+)$/.exec(key);
  if (!parts) {
    for (const one of key) pressOne(page, one);
    return;
  }
  const modifiers = parts[1].replace(/[a-z]+-/g, '-').replace(/^-+/, '');
  send(page, modifiers, NAMES[parts[2]] ?? parts[2]);
}

function send(page: TestPage, modifiers: string, name: string): void {
  const key = modifiers !== '' || name.length > 1 ? `<${modifiers}${name}>` : name;
  if (page.dialog) typeInDialog(page, page.dialog, modifiers, name);
  else typeInText(page, key, name);
}

function typeInDialog(page: TestPage, dialog: Dialog, modifiers: string, name: string): void {
  const event = {
    key: EVENT_NAMES[name] ?? name,
    keyCode: CODES[name] ?? 0,
    ctrlKey: modifiers.includes('C-'),
    preventDefault() {},
    stopPropagation() {},
    target: dialog,
  };
  onStage(() => {
    if (dialog.options.onKeyDown?.(event, dialog.value, dialog.close) || page.dialog !== dialog) return;
    if (name === 'CR') {
      dialog.close();
      dialog.submit?.(dialog.value);
      return;
    }
    if (name === 'BS') dialog.value = dialog.value.slice(0, -1);
    else if (modifiers === '' && name.length === 1) dialog.value += name;
    dialog.options.onKeyUp?.(event, dialog.value, dialog.close);
  });
}

function typeInText(page: TestPage, key: string, name: string): void {
  const wasInserting = page.vim.insertMode;
  if (!wasInserting) page.endUndoStep();
  if (page.press(key) || !page.vim.insertMode) {
    if (!page.vim.insertMode) page.endUndoStep();
    return;
  }
  onStage(() => {
    for (const handler of page.getInputField()._handlers.keydown ?? [])
      handler({ key: EVENT_NAMES[name] ?? name, keyCode: CODES[name] ?? 0 });
    if (key.length === 1) {
      if (page.state.overwrite) page.overWriteSelection(key);
      else page.replaceSelection(key);
    } else if (key === '<CR>') {
      const { line, ch } = page.getCursor();
      page.replaceSelection(`\n${/^\s*/.exec(page.getLine(line))![0].slice(0, ch)}`);
    } else if (key === '<Tab>') page.replaceSelection('\t');
    else if (key === '<Space>') page.replaceSelection(' ');
    else if (key === '<BS>') page.erase(-1);
    else if (key === '<Del>') page.erase(1);
    else move(page, key);
  });
}

function move(page: TestPage, key: string): void {
  const { line, ch } = page.getCursor();
  if (key === '<Left>') page.setCursor(line, ch - 1);
  else if (key === '<Right>') page.setCursor(line, ch + 1);
  else if (key === '<Up>') page.setCursor(Math.max(0, line - 1), ch);
  else if (key === '<Down>') page.setCursor(Math.min(page.lastLine(), line + 1), ch);
}
