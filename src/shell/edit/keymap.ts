// Which key does what: readline's names for commands, and the default bindings of Ubuntu's bash, /etc/inputrc included.

/** `\C-a`. */
const control = (key: string): string => String.fromCharCode(key.toUpperCase().charCodeAt(0) & 31);
const meta = (key: string): string => `\x1b${key}`;

export const ESCAPE = '\x1b';
export const ABORT = control('g');

/** Keys of both modes: what terminals send for arrows and the like. */
const CURSOR_KEYS: readonly (readonly [string, string])[] = [
  ['\x1b[A', 'previous-history'],
  ['\x1b[B', 'next-history'],
  ['\x1b[C', 'forward-char'],
  ['\x1b[D', 'backward-char'],
  ['\x1b[H', 'beginning-of-line'],
  ['\x1b[F', 'end-of-line'],
  ['\x1bOA', 'previous-history'],
  ['\x1bOB', 'next-history'],
  ['\x1bOC', 'forward-char'],
  ['\x1bOD', 'backward-char'],
  ['\x1bOH', 'beginning-of-line'],
  ['\x1bOF', 'end-of-line'],
  ['\x1b[1~', 'beginning-of-line'],
  ['\x1b[4~', 'end-of-line'],
  ['\x1b[3~', 'delete-char'],
  ['\x1b[2~', 'quoted-insert'],
  ['\x1b[1;5C', 'forward-word'],
  ['\x1b[1;5D', 'backward-word'],
  ['\x1b[1;3C', 'forward-word'],
  ['\x1b[1;3D', 'backward-word'],
  ['\x1b[5C', 'forward-word'],
  ['\x1b[5D', 'backward-word'],
  ['\x1b\x1b[C', 'forward-word'],
  ['\x1b\x1b[D', 'backward-word'],
  ['\x1b[3;5~', 'kill-word'],
  ['\x1b[200~', 'bracketed-paste-begin'],
];

const COMMON: readonly (readonly [string, string])[] = [
  [control('j'), 'accept-line'],
  [control('m'), 'accept-line'],
  [control('i'), 'complete'],
  [control('h'), 'backward-delete-char'],
  ['\x7f', 'backward-delete-char'],
  [control('u'), 'unix-line-discard'],
  [control('w'), 'unix-word-rubout'],
  [control('v'), 'quoted-insert'],
  [control('q'), 'quoted-insert'],
  [control('r'), 'reverse-search-history'],
  [control('s'), 'forward-search-history'],
  [control('t'), 'transpose-chars'],
  [control('y'), 'yank'],
  [control('l'), 'clear-screen'],
  ['\x1f', 'undo'],
];

export const EMACS: ReadonlyMap<string, string> = new Map([
  ...COMMON,
  ...CURSOR_KEYS,
  [control('a'), 'beginning-of-line'],
  [control('b'), 'backward-char'],
  [control('d'), 'delete-char'],
  [control('e'), 'end-of-line'],
  [control('f'), 'forward-char'],
  [control('g'), 'abort'],
  [control('k'), 'kill-line'],
  [control('n'), 'next-history'],
  [control('o'), 'operate-and-get-next'],
  [control('p'), 'previous-history'],
  ['\x00', 'set-mark'],
  ['\x1d', 'character-search'],
  [meta('\x1d'), 'character-search-backward'],
  [meta('b'), 'backward-word'],
  [meta('c'), 'capitalize-word'],
  [meta('d'), 'kill-word'],
  [meta('f'), 'forward-word'],
  [meta('l'), 'downcase-word'],
  [meta('n'), 'non-incremental-forward-search-history'],
  [meta('p'), 'non-incremental-reverse-search-history'],
  [meta('r'), 'revert-line'],
  [meta('t'), 'transpose-words'],
  [meta('u'), 'upcase-word'],
  [meta('y'), 'yank-pop'],
  [meta('.'), 'yank-last-arg'],
  [meta('_'), 'yank-last-arg'],
  [meta('\x19'), 'yank-nth-arg'],
  [meta('<'), 'beginning-of-history'],
  [meta('>'), 'end-of-history'],
  [meta('#'), 'insert-comment'],
  [meta('?'), 'possible-completions'],
  [meta('='), 'possible-completions'],
  [meta('*'), 'insert-completions'],
  [meta('/'), 'complete-filename'],
  [meta('!'), 'complete-command'],
  [meta('$'), 'complete-variable'],
  [meta('~'), 'complete-username'],
  [meta('@'), 'complete-hostname'],
  [meta('^'), 'history-expand-line'],
  [meta(' '), 'set-mark'],
  [meta('\\'), 'delete-horizontal-space'],
  [meta('&'), 'tilde-expand'],
  [meta('\x7f'), 'backward-kill-word'],
  [meta(control('h')), 'backward-kill-word'],
  [meta(control('l')), 'clear-display'],
  [meta(control('r')), 'revert-line'],
  [meta(control('e')), 'shell-expand-line'],
  [meta(control('i')), 'tab-insert'],
  [meta(control('g')), 'abort'],
  ...[...'0123456789-'].map((digit): [string, string] => [meta(digit), 'digit-argument']),
  [meta('g'), 'glob-complete-word'],
  [meta(control('b')), 'shell-backward-word'],
  [meta(control('d')), 'shell-kill-word'],
  [meta(control('f')), 'shell-forward-word'],
  [control('x') + control('u'), 'undo'],
  [`${control('x')}(`, 'start-kbd-macro'],
  [`${control('x')})`, 'end-kbd-macro'],
  [`${control('x')}e`, 'call-last-kbd-macro'],
  [`${control('x')}g`, 'glob-list-expansions'],
  [control('x') + control('e'), 'edit-and-execute-command'],
  [control('x') + control('x'), 'exchange-point-and-mark'],
  [control('x') + control('r'), 're-read-init-file'],
  [control('x') + control('v'), 'display-shell-version'],
  [control('x') + control('g'), 'abort'],
  [`${control('x')}\x7f`, 'backward-kill-line'],
  [`${control('x')}*`, 'glob-expand-word'],
  [`${control('x')}/`, 'possible-filename-completions'],
  [`${control('x')}!`, 'possible-command-completions'],
  [`${control('x')}$`, 'possible-variable-completions'],
  [`${control('x')}~`, 'possible-username-completions'],
  [`${control('x')}@`, 'possible-hostname-completions'],
]);

export const VI_INSERT: ReadonlyMap<string, string> = new Map([
  ...COMMON,
  ...CURSOR_KEYS,
  [control('d'), 'vi-eof-maybe'],
  [ESCAPE, 'vi-movement-mode'],
]);

export const VI_COMMAND: ReadonlyMap<string, string> = new Map([
  ...CURSOR_KEYS,
  [control('j'), 'accept-line'],
  [control('m'), 'accept-line'],
  [control('d'), 'vi-eof-maybe'],
  [control('g'), 'abort'],
  [control('h'), 'backward-char'],
  [control('l'), 'clear-screen'],
  [control('n'), 'next-history'],
  [control('p'), 'previous-history'],
  [control('r'), 'reverse-search-history'],
  [control('s'), 'forward-search-history'],
  [control('u'), 'unix-line-discard'],
  [control('w'), 'unix-word-rubout'],
  [control('v'), 'edit-and-execute-command'],
  ['\x7f', 'backward-char'],
  [' ', 'vi-move'],
  ...[...'hl0^$wWbBeE|'].map((key): [string, string] => [key, 'vi-move']),
  ...[...'fFtT;,%'].map((key): [string, string] => [key, 'vi-move']),
  ...[...'dcy'].map((key): [string, string] => [key, 'vi-operate']),
  ['D', 'vi-delete-to-end'],
  ['C', 'vi-change-to-end'],
  ['Y', 'vi-yank-to-end'],
  ['S', 'vi-substitute-line'],
  ['s', 'vi-substitute'],
  ['x', 'vi-delete'],
  ['X', 'vi-rubout'],
  ['i', 'vi-insertion-mode'],
  ['I', 'vi-insert-beginning'],
  ['a', 'vi-append-mode'],
  ['A', 'vi-append-end'],
  ['r', 'vi-change-char'],
  ['~', 'vi-change-case'],
  ['u', 'undo'],
  ['U', 'vi-revert'],
  ['R', 'vi-replace'],
  ['m', 'vi-set-mark'],
  ['`', 'vi-move'],
  ['p', 'vi-put'],
  ['P', 'vi-put-before'],
  ['.', 'vi-redo'],
  ['k', 'previous-history'],
  ['-', 'previous-history'],
  ['j', 'next-history'],
  ['+', 'next-history'],
  ['G', 'vi-fetch-history'],
  ['/', 'vi-search'],
  ['?', 'vi-search'],
  ['n', 'vi-search-again'],
  ['N', 'vi-search-again'],
  ['#', 'insert-comment'],
  ['=', 'vi-complete'],
  ['*', 'vi-complete'],
  ['\\', 'vi-complete'],
  ['_', 'vi-yank-arg'],
  ['v', 'edit-and-execute-command'],
  ...[...'123456789'].map((digit): [string, string] => [digit, 'digit-argument']),
]);

/** What a sequence of keys means so far. */
export interface Meaning {
  readonly command: string | undefined;
  /** Longer sequences begin with it. */
  readonly isPrefix: boolean;
}

export function meaningOf(keymap: ReadonlyMap<string, string>, sequence: string): Meaning {
  // Alt with a capital letter is Alt with the small one.
  const plain = /^\x1b[A-Z]$/.test(sequence) && sequence !== '\x1bO' ? sequence.toLowerCase() : sequence;
  let isPrefix = false;
  for (const keys of keymap.keys()) {
    if (keys.length > sequence.length && keys.startsWith(sequence)) {
      isPrefix = true;
      break;
    }
  }
  return { command: keymap.get(plain), isPrefix };
}
