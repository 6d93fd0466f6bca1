// The language of inputrc files, which `bind` speaks too.
//
//   "\e[A": history-search-backward     Control-o: "> output"     set completion-ignore-case on     $if mode=vi … $endif

import { type Bindings, type KeymapName, MACRO } from './bindings.ts';
import { FUNCTION_NAMES } from './function-names.ts';

export interface InputrcContext {
  readonly bindings: Bindings;
  readonly mode: 'emacs' | 'vi';
  readonly terminal: string;
  /** The text of a file to include; undefined when there is none. */
  readonly include: (path: string) => string | undefined;
}

/** Obeys a whole file; what is wrong in it is passed over, as readline does when nobody watches. */
export function readInputrc(text: string, context: InputrcContext): void {
  /** For each `$if` that is open: whether its lines count, and whether the ones around it do. */
  const conditions: { counts: boolean; readonly outer: boolean }[] = [];
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const directive = /^\$(if|else|endif|include)\s*(.*)$/.exec(line);
    const counts = conditions.at(-1)?.counts ?? true;
    if (directive?.[1] === 'if') conditions.push({ counts: counts && holds(directive[2], context), outer: counts });
    else if (directive?.[1] === 'else') {
      const last = conditions.at(-1);
      if (last) last.counts = last.outer && !last.counts;
    } else if (directive?.[1] === 'endif') conditions.pop();
    else if (directive && counts) {
      const included = context.include(directive[2]);
      if (included !== undefined) readInputrc(included, context);
    } else if (counts) obeyLine(line, context.bindings, context.bindings.current);
  }
}

function holds(condition: string, context: InputrcContext): boolean {
  const [, name, value] = /^(\w+)\s*=\s*(.*)$/.exec(condition) ?? [];
  if (name === 'mode') return value === context.mode;
  if (name === 'term') return value === context.terminal || value === context.terminal.replace(/-.*/, '');
  return condition.toLowerCase() === 'bash';
}

/** One line: a variable or a binding. What is wrong with it, when something is; unknown names are passed over. */
export function obeyLine(line: string, bindings: Bindings, keymap: KeymapName): string | undefined {
  const setting = /^set\s+([\w-]+)\s*(.*?)\s*$/i.exec(line);
  if (setting) {
    bindings.setVariable(setting[1], setting[2]);
    return undefined;
  }
  const quoted = line.startsWith('"');
  const end = quoted ? endOfQuote(line, 0) : line.indexOf(':');
  const colon = line.indexOf(':', quoted ? end : 0);
  if (end < 0 || colon < 0) return `\`${line}': missing colon separator`;
  const keys = quoted ? keysOf(line.slice(1, end)) : namedKey(line.slice(0, colon).trim());
  const meaning = line.slice(colon + 1).trim();
  if (/^["']/.test(meaning)) {
    const close = endOfQuote(meaning, 0);
    bindings.bind(keymap, keys, MACRO + keysOf(meaning.slice(1, close < 0 ? meaning.length : close)));
    return undefined;
  }
  const [name] = meaning.toLowerCase().split(/\s/);
  if (FUNCTION_NAMES.includes(name)) bindings.bind(keymap, keys, name);
  return undefined;
}

/** The index of the quote that closes the one at `at`. */
export function endOfQuote(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === text[at]) return i;
  }
  return -1;
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  d: '\x7f',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

const control = (key: string): string =>
  key === '?' ? '\x7f' : String.fromCharCode(key.toUpperCase().charCodeAt(0) & 31);

/** `\C-x\C-e`, `\e[A`, `\M-f`: the characters a terminal sends. */
export function keysOf(text: string): string {
  return text.replaceAll(
    /\\(?:(C-\\M-|M-\\C-)(.)|(C-)(\\e|.)|(M-)(.)|([0-7]{1,3})|x([0-9a-fA-F]{1,2})|(.))/gs,
    (_all, both, bothKey, withControl, controlKey, withMeta, metaKey, octal, hex, letter) => {
      if (both) return `\x1b${control(bothKey)}`;
      if (withControl) return control(controlKey);
      if (withMeta) return `\x1b${metaKey}`;
      if (octal) return String.fromCharCode(Number.parseInt(octal, 8) & 255);
      if (hex) return String.fromCharCode(Number.parseInt(hex, 16));
      return ESCAPES[letter] ?? letter;
    },
  );
}

const NAMED: Readonly<Record<string, string>> = {
  del: '\x7f',
  esc: '\x1b',
  escape: '\x1b',
  lfd: '\n',
  newline: '\n',
  ret: '\r',
  return: '\r',
  rubout: '\x7f',
  space: ' ',
  spc: ' ',
  tab: '\t',
};

/** `Control-u`, `Meta-Rubout`, `TAB`. */
function namedKey(text: string): string {
  const parts = text.split('-');
  const name = parts.at(-1)!;
  const key = NAMED[name.toLowerCase()] ?? name[0] ?? '';
  const prefixes = parts.slice(0, -1).map((part) => part.toLowerCase());
  const controlled = prefixes.some((part) => part === 'control' || part === 'c') ? control(key) : key;
  // With convert-meta off this is a character of eight bits, not Escape and a character.
  const isMeta = prefixes.some((part) => part === 'meta' || part === 'm');
  return isMeta ? String.fromCharCode(controlled.charCodeAt(0) | 0x80) : controlled;
}

/** Keys as `bind -p` writes them. */
export function keysWritten(keys: string): string {
  let text = '';
  for (const key of keys) {
    const code = key.charCodeAt(0);
    if (key === '\x1b') text += '\\e';
    else if (code === 127) text += '\\C-?';
    else if (code < 32) text += `\\C-${String.fromCharCode(code + 64).toLowerCase()}`;
    else if (key === '"' || key === '\\') text += `\\${key}`;
    else text += key;
  }
  return text;
}
