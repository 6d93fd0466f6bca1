// echo and its escapes, as the executable in /usr/bin has them; every word is output, even `--`.

import { encodeRaw } from '../../base/raw-text.ts';
import type { Program } from '../../linux/host/process.ts';
import { readEscape } from './escapes.ts';

export const echo: Program = function* (process) {
  const words = process.argv.slice(1);
  let newline = true;
  let escapes = false;
  while (/^-[neE]+$/.test(words[0] ?? '')) {
    for (const letter of words.shift()!.slice(1)) {
      if (letter === 'n') newline = false;
      else escapes = letter === 'e';
    }
  }
  let text = words.join(' ');
  if (escapes) {
    const expanded = expandEscapes(text);
    text = expanded.text;
    newline &&= !expanded.stopped;
  }
  yield* process.print(encodeRaw(newline ? `${text}\n` : text));
  return 0;
};

/** `\c` ends all output. */
export function expandEscapes(text: string): { readonly text: string; readonly stopped: boolean } {
  let result = '';
  for (let at = 0; at < text.length; ) {
    if (text[at] !== '\\') {
      result += text[at++];
      continue;
    }
    const found = readEscape(text, at, 'echo');
    if (found.stops) return { text: result, stopped: true };
    result += found.text;
    at = found.end;
  }
  return { text: result, stopped: false };
}
