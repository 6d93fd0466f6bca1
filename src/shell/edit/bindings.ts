// What `bind` and inputrc files change: keys that mean something else, and readline's variables. The keymaps of
// keymap.ts stay as they are; a shell lays its own on top.

import { EMACS, VI_COMMAND, VI_INSERT } from './keymap.ts';

export const KEYMAPS: Readonly<Record<string, 'emacs' | 'vi-command' | 'vi-insert'>> = {
  emacs: 'emacs',
  'emacs-standard': 'emacs',
  'emacs-meta': 'emacs',
  'emacs-ctlx': 'emacs',
  vi: 'vi-command',
  'vi-move': 'vi-command',
  'vi-command': 'vi-command',
  'vi-insert': 'vi-insert',
};

export type KeymapName = (typeof KEYMAPS)[string];

const DEFAULTS: Readonly<Record<KeymapName, ReadonlyMap<string, string>>> = {
  emacs: EMACS,
  'vi-command': VI_COMMAND,
  'vi-insert': VI_INSERT,
};

/** In front of the keys a macro types, and of the command that `bind -x` runs; other bindings are function names. */
export const MACRO = '"';
export const SHELL_COMMAND = '!';

/** readline's variables in the order of `bind -v`, with what they are on Ubuntu. */
const VARIABLES: Readonly<Record<string, string>> = {
  'bind-tty-special-chars': 'on',
  'blink-matching-paren': 'off',
  'byte-oriented': 'off',
  'colored-completion-prefix': 'off',
  'colored-stats': 'off',
  'completion-ignore-case': 'off',
  'completion-map-case': 'off',
  'convert-meta': 'off',
  'disable-completion': 'off',
  'echo-control-characters': 'on',
  'enable-active-region': 'on',
  'enable-bracketed-paste': 'on',
  'enable-keypad': 'off',
  'enable-meta-key': 'on',
  'expand-tilde': 'off',
  'history-preserve-point': 'off',
  'horizontal-scroll-mode': 'off',
  'input-meta': 'on',
  'mark-directories': 'on',
  'mark-modified-lines': 'off',
  'mark-symlinked-directories': 'off',
  'match-hidden-files': 'on',
  'menu-complete-display-prefix': 'off',
  'meta-flag': 'on',
  'output-meta': 'on',
  'page-completions': 'on',
  'prefer-visible-bell': 'on',
  'print-completions-horizontally': 'off',
  'revert-all-at-newline': 'off',
  'show-all-if-ambiguous': 'off',
  'show-all-if-unmodified': 'off',
  'show-mode-in-prompt': 'off',
  'skip-completed-text': 'off',
  'visible-stats': 'off',
  'bell-style': 'audible',
  'comment-begin': '#',
  'completion-display-width': '-1',
  'completion-prefix-display-length': '0',
  'completion-query-items': '100',
  'editing-mode': 'emacs',
  'emacs-mode-string': '@',
  'history-size': '0',
  keymap: 'emacs',
  'keyseq-timeout': '500',
  'vi-cmd-mode-string': '(cmd)',
  'vi-ins-mode-string': '(ins)',
};

export class Bindings {
  readonly #changes: Readonly<Record<KeymapName, Map<string, string | null>>> = {
    emacs: new Map(),
    'vi-command': new Map(),
    'vi-insert': new Map(),
  };
  readonly #merged = new Map<KeymapName, ReadonlyMap<string, string>>();
  readonly #variables = new Map<string, string>();

  keymap(name: KeymapName): ReadonlyMap<string, string> {
    let merged = this.#merged.get(name);
    if (!merged) {
      const keys = new Map(DEFAULTS[name]);
      for (const [sequence, meaning] of this.#changes[name]) {
        if (meaning === null) keys.delete(sequence);
        else keys.set(sequence, meaning);
      }
      merged = keys;
      this.#merged.set(name, merged);
    }
    return merged;
  }

  /** null: the keys mean nothing any more. */
  bind(name: KeymapName, sequence: string, meaning: string | null): void {
    this.#changes[name].set(sequence, meaning);
    this.#merged.delete(name);
  }

  get variableNames(): readonly string[] {
    return Object.keys(VARIABLES);
  }

  variable(name: string): string {
    return this.#variables.get(name) ?? VARIABLES[name] ?? '';
  }

  isOn(name: string): boolean {
    return this.variable(name) === 'on';
  }

  /** Unknown names are passed over, as readline does. */
  setVariable(name: string, value: string): void {
    const known = VARIABLES[name.toLowerCase()];
    if (known === undefined) return;
    const isSwitch = known === 'on' || known === 'off';
    const on = value === '' || value === '1' || value.toLowerCase() === 'on';
    this.#variables.set(name.toLowerCase(), isSwitch ? (on ? 'on' : 'off') : value);
  }

  /** The keymap that lines without `-m` bind in. */
  get current(): KeymapName {
    return KEYMAPS[this.variable('keymap')] ?? 'emacs';
  }
}
