// :map and its kin, and how keys are written there: `<Esc>`, `<C-w>`, `<leader>`.

export type MapMode = 'n' | 'v' | 'i' | 'c' | 'o';

interface Mapping {
  readonly mode: MapMode;
  readonly from: readonly string[];
  readonly keys: readonly string[];
  readonly remap: boolean;
  readonly text: string;
}

export class Mappings {
  #all: Mapping[] = [];

  get isEmpty(): boolean {
    return this.#all.length === 0;
  }

  define(modes: readonly MapMode[], from: string, to: string, remap: boolean): void {
    const keys = writtenKeys(from);
    this.remove(modes, from);
    for (const mode of modes) this.#all.push({ mode, from: keys, keys: writtenKeys(to), remap, text: to });
  }

  /** False when there was none. */
  remove(modes: readonly MapMode[], from: string): boolean {
    const wanted = writtenKeys(from).join('');
    const before = this.#all.length;
    this.#all = this.#all.filter((one) => !(modes.includes(one.mode) && one.from.join('') === wanted));
    return this.#all.length < before;
  }

  clear(modes: readonly MapMode[]): void {
    this.#all = this.#all.filter((one) => !modes.includes(one.mode));
  }

  find(mode: MapMode, keys: readonly string[]): Mapping | undefined {
    return this.#all.find((one) => one.mode === mode && one.from.join('') === keys.join(''));
  }

  /** Whether the keys may become a mapping. */
  mayFollow(mode: MapMode, keys: readonly string[]): boolean {
    const typed = keys.join('');
    return this.#all.some(
      (one) => one.mode === mode && one.from.length > keys.length && one.from.join('').startsWith(typed),
    );
  }

  list(modes: readonly MapMode[]): string[] {
    return this.#all
      .filter((one) => modes.includes(one.mode))
      .map(({ mode, from, text, remap }) => `${mode}  ${from.join('').padEnd(11)} ${remap ? ' ' : '*'} ${text}`);
  }
}

const NAMES: Readonly<Record<string, string>> = {
  cr: '<CR>',
  enter: '<CR>',
  return: '<CR>',
  nl: '<C-j>',
  esc: '<Esc>',
  bs: '<BS>',
  tab: '<Tab>',
  space: ' ',
  lt: '<',
  bar: '|',
  bslash: '\\',
  del: '<Del>',
  up: '<Up>',
  down: '<Down>',
  left: '<Left>',
  right: '<Right>',
  home: '<Home>',
  end: '<End>',
  pageup: '<PageUp>',
  pagedown: '<PageDown>',
  insert: '<Insert>',
  leader: '\\',
  nop: '',
};

/** Keys as `:map` writes them. */
export function writtenKeys(text: string): string[] {
  const keys: string[] = [];
  for (const [one] of text.matchAll(/<[^<>\s]+>|[\s\S]/gu)) {
    const name = one.slice(1, -1).toLowerCase();
    if (one.length > 2 && one.startsWith('<')) {
      if (name in NAMES) {
        if (NAMES[name] !== '') keys.push(NAMES[name]);
        continue;
      }
      const control = /^c-(.+)$/.exec(name);
      if (control) {
        keys.push(`<C-${control[1].length === 1 ? control[1] : capital(control[1])}>`);
        continue;
      }
      if (/^(?:s-|m-)?(?:f\d+|tab|up|down|left|right)$/.test(name)) {
        keys.push(`<${name.split('-').map(capital).join('-')}>`);
        continue;
      }
      keys.push(...one);
    } else keys.push(...splitKeys(one));
  }
  return keys;
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** Text, as a register or a script holds it, as keys. */
export function splitKeys(text: string): string[] {
  const keys: string[] = [];
  for (const [one, name] of text.matchAll(/\u0080(<[^>]+>)|[\s\S]/gu)) keys.push(name ?? keyOf(one));
  return keys;
}

function keyOf(character: string): string {
  const code = character.codePointAt(0)!;
  if (character === '\r' || character === '\n') return '<CR>';
  if (character === '\t') return '<Tab>';
  if (character === '\x1b') return '<Esc>';
  if (character === '\x7f') return '<BS>';
  if (code === 0) return '<C-@>';
  if (code < 27) return `<C-${String.fromCharCode(code + 96)}>`;
  if (code < 32) return `<C-${String.fromCharCode(code + 64)}>`;
  return character;
}
