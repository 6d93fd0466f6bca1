// What the keyboard sends, cut into keys. A key keeps the bytes it came as, so that whatever is not ours
// reaches the learner's terminal untouched.

export interface Key {
  /** `f1`, `up`, `alt-up`, `shift-pageup`, `enter`, `escape`, `ctrl-c`, `a`, `paste`. */
  readonly name: string;
  readonly text: string;
}

const SEQUENCES: readonly (readonly [RegExp, string])[] = [
  [/^\x1b(?:OP|\[11~|\[\[A)/, 'f1'],
  [/^\x1b(?:OQ|\[12~|\[\[B)/, 'f2'],
  [/^\x1b(?:OR|\[13~|\[\[C)/, 'f3'],
  [/^\x1b(?:OS|\[14~|\[\[D)/, 'f4'],
  [/^\x1b(?:\[15~|\[\[E)/, 'f5'],
  [/^\x1b\[17~/, 'f6'],
  [/^\x1b\[18~/, 'f7'],
  [/^\x1b\[19~/, 'f8'],
  [/^\x1b\[20~/, 'f9'],
  [/^\x1b\[21~/, 'f10'],
  [/^\x1b\[23~/, 'f11'],
  [/^\x1b\[24~/, 'f12'],
  [/^\x1b\[Z/, 'shift-tab'],
];

const CURSOR: Record<string, string> = { A: 'up', B: 'down', C: 'right', D: 'left', H: 'home', F: 'end' };
const TILDE: Record<string, string> = {
  1: 'home',
  2: 'insert',
  3: 'delete',
  4: 'end',
  5: 'pageup',
  6: 'pagedown',
  7: 'home',
  8: 'end',
};
const MODIFIERS: Record<string, string> = { 2: 'shift-', 3: 'alt-', 4: 'alt-shift-', 5: 'ctrl-', 6: 'ctrl-shift-' };
const PASTE_BEGIN = '\x1b[200~';
const PASTE_END = '\x1b[201~';

/** Cuts a stream of text into keys; what may still be the beginning of a sequence waits for more. */
export class KeyDecoder {
  #pending = '';

  /** True while a lone escape, or the beginning of a sequence, is held back. */
  get waiting(): boolean {
    return this.#pending !== '';
  }

  feed(text: string): Key[] {
    this.#pending += text;
    const keys: Key[] = [];
    while (this.#pending !== '') {
      const key = next(this.#pending);
      if (!key) break;
      keys.push(key);
      this.#pending = this.#pending.slice(key.text.length);
    }
    return keys;
  }

  /** Nothing more came: what is held back is what it is. */
  flush(): Key[] {
    const rest = this.#pending;
    this.#pending = '';
    if (rest === '') return [];
    return [{ name: rest === '\x1b' ? 'escape' : 'unknown', text: rest }];
  }
}

/** The first key of `text`; undefined when it may be incomplete. */
function next(text: string): Key | undefined {
  if (text.startsWith(PASTE_BEGIN)) {
    const end = text.indexOf(PASTE_END);
    return end < 0 ? undefined : { name: 'paste', text: text.slice(0, end + PASTE_END.length) };
  }
  if (!text.startsWith('\x1b')) return plain(text);
  for (const [pattern, name] of SEQUENCES) {
    const match = pattern.exec(text);
    if (match) return { name, text: match[0] };
  }
  const cursor = /^\x1b(?:\[(?:1;(\d))?|O)([ABCDHF])/.exec(text);
  if (cursor) return { name: `${MODIFIERS[cursor[1]] ?? ''}${CURSOR[cursor[2]]}`, text: cursor[0] };
  const tilde = /^\x1b\[(\d)(?:;(\d))?~/.exec(text);
  if (tilde) return { name: `${MODIFIERS[tilde[2]] ?? ''}${TILDE[tilde[1]] ?? 'unknown'}`, text: tilde[0] };
  const other = /^\x1b\[[0-9;?<>=]*[@-~]/.exec(text);
  if (other) return { name: 'unknown', text: other[0] };
  if (/^\x1b(?:\[[0-9;?<>=]*|O)?$/.test(text)) return undefined;
  const letter = String.fromCodePoint(text.codePointAt(1) ?? 0);
  if (letter === '\x1b') return { name: 'escape', text: '\x1b' };
  return { name: `alt-${plain(letter).name}`, text: `\x1b${letter}` };
}

function plain(text: string): Key {
  const letter = String.fromCodePoint(text.codePointAt(0) ?? 0);
  const code = letter.charCodeAt(0);
  if (letter === '\r' || letter === '\n') return { name: 'enter', text: letter };
  if (letter === '\t') return { name: 'tab', text: letter };
  if (code === 127 || code === 8) return { name: 'backspace', text: letter };
  if (letter === ' ') return { name: 'space', text: letter };
  if (code < 32) return { name: `ctrl-${String.fromCharCode(code + 64).toLowerCase()}`, text: letter };
  return { name: letter, text: letter };
}

/** What a paste contains, without its brackets. */
export const pasted = (key: Key): string => key.text.slice(PASTE_BEGIN.length, -PASTE_END.length);
