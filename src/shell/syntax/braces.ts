// Brace expansion: `a{b,c}d` → `abd acd`, `{1..3}` → `1 2 3`. Purely textual, before everything else; it works on
// pieces so that quotes and `${…}` stay opaque.

import type { Piece } from './tree.ts';

/** A piece, or one unquoted character. */
type Item = string | Piece;

export function expandBraces(pieces: readonly Piece[]): readonly (readonly Piece[])[] {
  const opens = pieces.some((piece) => piece.kind === 'literal' && piece.text.includes('{'));
  if (!opens) return [pieces];
  const items = pieces.flatMap((piece): Item[] => (piece.kind === 'literal' ? [...piece.text] : [piece]));
  return expand(items).map(join);
}

function expand(items: readonly Item[]): Item[][] {
  for (let open = 0; open < items.length; open++) {
    if (items[open] !== '{') continue;
    const found = alternatives(items, open);
    if (!found) continue;
    const before = items.slice(0, open);
    const after = expand(items.slice(found.end + 1));
    return found.choices.flatMap((choice) => after.map((tail) => [...before, ...choice, ...tail]));
  }
  return [[...items]];
}

function alternatives(
  items: readonly Item[],
  open: number,
): { readonly choices: readonly (readonly Item[])[]; readonly end: number } | undefined {
  let depth = 0;
  let start = open + 1;
  const parts: Item[][] = [];
  for (let i = open + 1; i < items.length; i++) {
    const item = items[i];
    if (item === '{') depth++;
    else if (item === '}' && depth > 0) depth--;
    else if (item === ',' && depth === 0) {
      parts.push(items.slice(start, i));
      start = i + 1;
    } else if (item === '}') {
      if (parts.length > 0) {
        parts.push(items.slice(start, i));
        return { choices: parts.flatMap((part) => expand(part)), end: i };
      }
      const body = items.slice(open + 1, i);
      const choices = body.every((one) => typeof one === 'string') ? sequence(body.join('')) : undefined;
      return choices ? { choices: choices.map((text) => [...text]), end: i } : undefined;
    }
  }
  return undefined;
}

/** `1..10..2`, `a..e`, `05..10`. */
function sequence(text: string): string[] | undefined {
  const found = /^(?:(-?\d+)\.\.(-?\d+)|([A-Za-z])\.\.([A-Za-z]))(?:\.\.(-?\d+))?$/.exec(text);
  if (!found) return undefined;
  const step = Math.abs(Number(found[5] ?? 1)) || 1;
  if (found[3] !== undefined) {
    return range(found[3].charCodeAt(0), found[4].charCodeAt(0), step).map((code) => String.fromCharCode(code));
  }
  const padded = /^-?0\d/.test(found[1]) || /^-?0\d/.test(found[2]);
  const width = padded ? Math.max(found[1].length, found[2].length) : 0;
  return range(Number(found[1]), Number(found[2]), step).map((value) =>
    value < 0 ? `-${String(-value).padStart(width - 1, '0')}` : String(value).padStart(width, '0'),
  );
}

function range(from: number, to: number, step: number): number[] {
  const length = Math.floor(Math.abs(to - from) / step) + 1;
  const direction = from <= to ? step : -step;
  return Array.from({ length }, (_, index) => from + index * direction);
}

function join(items: readonly Item[]): Piece[] {
  const pieces: Piece[] = [];
  let literal = '';
  for (const item of items) {
    if (typeof item === 'string') {
      literal += item;
      continue;
    }
    if (literal) pieces.push({ kind: 'literal', text: literal });
    literal = '';
    pieces.push(item);
  }
  if (literal) pieces.push({ kind: 'literal', text: literal });
  return pieces;
}
