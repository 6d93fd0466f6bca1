// A line being edited: its text and the point, the index before which the next character goes. Everything here is
// a pure function from one line to the next. Words are readline's: runs of letters and digits.
//
//   kubectl get po|ds  —backward-word→  kubectl get |pods

import { characterWidth } from '../../base/width.ts';

export interface Line {
  readonly text: string;
  readonly point: number;
}

export const EMPTY_LINE: Line = { text: '', point: 0 };

export const isWordCharacter = (character: string): boolean => /[\p{L}\p{N}]/u.test(character);
const isBlank = (character: string): boolean => character === ' ' || character === '\t';

/** Index after the character at `at`, with the marks that combine with it. */
export function after(text: string, at: number): number {
  if (at >= text.length) return text.length;
  let next = at + characterAt(text, at).length;
  while (next < text.length && isCombining(characterAt(text, next))) next += characterAt(text, next).length;
  return next;
}

/** Index of the character before `at`. */
export function before(text: string, at: number): number {
  let previous = at;
  while (previous > 0) {
    previous -= /[\udc00-\udfff]/.test(text[previous - 1]) && /[\ud800-\udbff]/.test(text[previous - 2] ?? '') ? 2 : 1;
    if (!isCombining(characterAt(text, previous))) break;
  }
  return Math.max(0, previous);
}

export const characterAt = (text: string, at: number): string =>
  at < text.length ? String.fromCodePoint(text.codePointAt(at)!) : '';

const isCombining = (character: string): boolean => character >= '\u0300' && characterWidth(character) === 0;

// ——— where a movement leads ———

export type Movement = (text: string, point: number) => number;

export const forwardCharacter: Movement = after;
export const backwardCharacter: Movement = before;
export const beginningOfLine: Movement = () => 0;
export const endOfLine: Movement = (text) => text.length;

export const forwardWord: Movement = (text, point) => {
  const start = skipForward(text, point, (character) => !isWordCharacter(character));
  return skipForward(text, start, isWordCharacter);
};

export const backwardWord: Movement = (text, point) => {
  const end = skipBackward(text, point, (character) => !isWordCharacter(character));
  return skipBackward(text, end, isWordCharacter);
};

/** Words between blanks: `unix-word-rubout`. */
export const backwardBlankWord: Movement = (text, point) => {
  const end = skipBackward(text, point, isBlank);
  return skipBackward(text, end, (character) => !isBlank(character));
};

export function skipForward(text: string, from: number, wanted: (character: string) => boolean): number {
  let at = from;
  while (at < text.length && wanted(characterAt(text, at))) at = after(text, at);
  return at;
}

/** Back over the characters before `from` that are wanted. */
export function skipBackward(text: string, from: number, wanted: (character: string) => boolean): number {
  let at = from;
  while (at > 0) {
    const previous = before(text, at);
    if (!wanted(characterAt(text, previous))) break;
    at = previous;
  }
  return at;
}

/** A movement done several times; a negative count goes the opposite way. */
export function repeated(movement: Movement, opposite: Movement, count: number): Movement {
  return (text, point) => {
    let at = point;
    for (let i = 0; i < Math.abs(count); i++) at = (count < 0 ? opposite : movement)(text, at);
    return at;
  };
}

// ——— changes ———

export const insert = ({ text, point }: Line, what: string): Line => ({
  text: text.slice(0, point) + what + text.slice(point),
  point: point + what.length,
});

/** Without what stands between two indexes; the point goes where it was. */
export function without({ text }: Line, one: number, other: number): Line {
  const from = Math.min(one, other);
  return { text: text.slice(0, from) + text.slice(Math.max(one, other)), point: from };
}

/** The character before the point goes one to the right; at the end the last two change places. */
export function transposeCharacters(line: Line): Line | undefined {
  const { text } = line;
  const point = line.point === text.length ? before(text, line.point) : line.point;
  if (point === 0 || text.length < 2) return undefined;
  const start = before(text, point);
  const end = after(text, point);
  const swapped = text.slice(point, end) + text.slice(start, point);
  return { text: text.slice(0, start) + swapped + text.slice(end), point: end };
}

/** `get pods|` → `pods get|`. */
export function transposeWords({ text, point }: Line): Line | undefined {
  const secondEnd = forwardWord(text, point);
  const secondStart = backwardWord(text, secondEnd);
  const firstStart = backwardWord(text, secondStart);
  const firstEnd = forwardWord(text, firstStart);
  if (firstStart === secondStart || secondStart < firstEnd) return undefined;
  const between = text.slice(firstEnd, secondStart);
  const swapped = text.slice(secondStart, secondEnd) + between + text.slice(firstStart, firstEnd);
  return { text: text.slice(0, firstStart) + swapped + text.slice(secondEnd), point: secondEnd };
}

export type LetterCase = 'upper' | 'lower' | 'capitalize';

/** Changes the letters between the point and `to`, which lies behind it or before it. */
export function changeCase({ text, point }: Line, to: number, letterCase: LetterCase): Line {
  const from = Math.min(point, to);
  const end = Math.max(point, to);
  const part = text.slice(from, end);
  const changed =
    letterCase === 'upper'
      ? part.toUpperCase()
      : letterCase === 'lower'
        ? part.toLowerCase()
        : part.replaceAll(/[\p{L}\p{N}]+/gu, (word) => {
            const first = characterAt(word, 0);
            return first.toUpperCase() + word.slice(first.length).toLowerCase();
          });
  return { text: text.slice(0, from) + changed + text.slice(end), point: to > point ? from + changed.length : point };
}
