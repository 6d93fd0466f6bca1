// What a keyboard sends, as names: `a`, `<Esc>`, `<C-w>`, `<Up>`, `<S-Tab>`, `<M-u>`; and a bracketed paste as one piece.
// Bytes arrive in parts of any size, so the decoder keeps what is not yet complete.

import { decode } from '../../base/bytes.ts';

export type Input =
  | { readonly kind: 'key'; readonly key: string }
  /** What the terminal marked as pasted; its lines end with newlines. */
  | { readonly kind: 'paste'; readonly text: string };

const LETTERS: Readonly<Record<string, string>> = {
  A: 'Up',
  B: 'Down',
  C: 'Right',
  D: 'Left',
  E: '5',
  F: 'End',
  H: 'Home',
  P: 'F1',
  Q: 'F2',
  R: 'F3',
  S: 'F4',
  Z: 'S-Tab',
};
const NUMBERS: Readonly<Record<string, string>> = {
  1: 'Home',
  2: 'Insert',
  3: 'Del',
  4: 'End',
  5: 'PageUp',
  6: 'PageDown',
  7: 'Home',
  8: 'End',
  11: 'F1',
  12: 'F2',
  13: 'F3',
  14: 'F4',
  15: 'F5',
  17: 'F6',
  18: 'F7',
  19: 'F8',
  20: 'F9',
  21: 'F10',
  23: 'F11',
  24: 'F12',
};
const CONTROLS: Readonly<Record<number, string>> = {
  8: '<C-h>',
  9: '<Tab>',
  13: '<CR>',
  27: '<Esc>',
  127: '<BS>',
};

const ESCAPE = 27;
const PASTE_BEGINS = '\x1b[200~';
const PASTE_ENDS = '\x1b[201~';

export class KeyDecoder {
  /** Bytes as characters 0 … 255. */
  #pending = '';
  #paste: string | undefined;
  readonly #meta: boolean;

  /** `meta`: Escape followed at once by a character is one key, `<M-x>`. */
  constructor(meta: boolean) {
    this.#meta = meta;
  }

  feed(bytes: Uint8Array): void {
    for (const byte of bytes) this.#pending += String.fromCharCode(byte);
  }

  /** The next whole key, if there is one. An Escape that nothing follows is the Escape key. */
  next(): Input | undefined {
    for (;;) {
      if (this.#paste === undefined && this.#pending.startsWith(PASTE_BEGINS)) {
        this.#pending = this.#pending.slice(PASTE_BEGINS.length);
        this.#paste = '';
      }
      if (this.#paste !== undefined) return this.#pasted();
      if (this.#pending === '') return undefined;
      const [length, key] = this.#measure();
      if (length === 0) return undefined;
      this.#pending = this.#pending.slice(length);
      if (key !== '') return { kind: 'key', key };
    }
  }

  #pasted(): Input | undefined {
    const end = this.#pending.indexOf(PASTE_ENDS);
    if (end < 0) return undefined;
    const text = latin(this.#pending.slice(0, end)).replace(/\r\n?/g, '\n');
    this.#pending = this.#pending.slice(end + PASTE_ENDS.length);
    this.#paste = undefined;
    return { kind: 'paste', text };
  }

  /** How many bytes the first key takes and its name; an unknown sequence has none. */
  #measure(): readonly [number, string] {
    const first = this.#pending.charCodeAt(0);
    if (first === ESCAPE) return this.#escape();
    if (first < 0x80) return [1, controlOrCharacter(first)];
    const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (this.#pending.length < length) return [0, ''];
    return [length, latin(this.#pending.slice(0, length))];
  }

  #escape(): readonly [number, string] {
    const sequence = /^\x1b(?:\[([\d;]*)([A-Za-z~])|O([A-Za-z]))/.exec(this.#pending);
    if (sequence) {
      const [whole, parameters = '', final = '', letter = ''] = sequence;
      return [whole.length, named(parameters, final || letter)];
    }
    if (this.#meta && this.#pending.length > 1 && this.#pending.charCodeAt(1) !== ESCAPE) {
      const inner = controlOrCharacter(this.#pending.charCodeAt(1));
      return [2, inner.startsWith('<') && inner.length > 1 ? `<M-${inner.slice(1)}` : `<M-${inner}>`];
    }
    return [1, '<Esc>'];
  }
}

const latin = (characters: string): string => decode(Uint8Array.from(characters, (one) => one.charCodeAt(0)));

function controlOrCharacter(code: number): string {
  if (code in CONTROLS) return CONTROLS[code];
  if (code === 0) return '<C-@>';
  if (code < 27) return `<C-${String.fromCharCode(code + 96)}>`;
  if (code < 32) return `<C-${String.fromCharCode(code + 64)}>`;
  return String.fromCharCode(code);
}

/** `1;5` `C` → `<C-Right>`, `3` `~` → `<Del>`. */
function named(parameters: string, final: string): string {
  const [number = '', modifier = '1'] = parameters.split(';');
  const name = final === '~' ? NUMBERS[number] : LETTERS[final];
  if (name === undefined) return '';
  const bits = Number(modifier || '1') - 1;
  const prefix = `${bits & 4 ? 'C-' : ''}${bits & 2 ? 'M-' : ''}${bits & 1 ? 'S-' : ''}`;
  return `<${prefix}${name}>`;
}
