// The two texts sed makes: what takes the place of a match, and what `l` shows.

import { encodeRaw } from '../../base/raw-text.ts';
import type { Substitution } from './sed-script.ts';

/** The pieces joined; \U and \L hold until \E, \u and \l for one letter. */
export function replacementFor(substitution: Substitution, match: RegExpExecArray): string {
  let text = '';
  let mode = '';
  let once = '';
  for (const piece of substitution.replacement) {
    if (piece.kind === 'case') {
      if (piece.change === 'u' || piece.change === 'l') once = piece.change;
      else mode = piece.change === 'E' ? '' : piece.change;
      continue;
    }
    let part = piece.kind === 'text' ? piece.text : (match[piece.group] ?? '');
    if (mode === 'U') part = part.toUpperCase();
    else if (mode === 'L') part = part.toLowerCase();
    if (once !== '' && part !== '') {
      const [letter] = part;
      part = (once === 'u' ? letter.toUpperCase() : letter.toLowerCase()) + part.slice(letter.length);
      once = '';
    }
    text += part;
  }
  return text;
}

/** `l`: escapes for everything invisible, `$` at the end, folded with `\`. */
export function unambiguous(text: string, width: number): string {
  const names: Readonly<Record<string, string>> = {
    '\\': '\\\\',
    '\x07': '\\a',
    '\b': '\\b',
    '\f': '\\f',
    '\n': '\\n',
    '\r': '\\r',
    '\t': '\\t',
    '\v': '\\v',
  };
  const units: string[] = [];
  for (const byte of encodeRaw(text)) {
    const character = String.fromCharCode(byte);
    units.push(names[character] ?? (byte < 32 || byte > 126 ? `\\${byte.toString(8).padStart(3, '0')}` : character));
  }
  let lines = '';
  let line = '';
  for (const unit of units) {
    if (width > 1 && line.length + unit.length > width - 1) {
      lines += `${line}\\\n`;
      line = '';
    }
    line += unit;
  }
  return `${lines}${line}$\n`;
}
