// `set -o vi`: the command mode. A movement gives a place; an operator (d, c, y) acts on what lies between.

import type { Task } from '../../sim/task.ts';
import type { Command, Editor } from './editor.ts';
import { after, before, characterAt, insert, type Movement, skipBackward, skipForward } from './line.ts';
import { askBelow, goToMatch } from './search.ts';

type Class = 'blank' | 'word' | 'other';

const classOf = (character: string): Class =>
  /\s/.test(character) ? 'blank' : /[\p{L}\p{N}_]/u.test(character) ? 'word' : 'other';
const bigClassOf = (character: string): Class => (/\s/.test(character) ? 'blank' : 'word');

const nextWord =
  (classify: (character: string) => Class): Movement =>
  (text, point) => {
    const here = classify(characterAt(text, point));
    const end = here === 'blank' ? point : skipForward(text, point, (one) => classify(one) === here);
    return skipForward(text, end, (one) => classify(one) === 'blank');
  };

const previousWord =
  (classify: (character: string) => Class): Movement =>
  (text, point) => {
    const end = skipBackward(text, point, (one) => classify(one) === 'blank');
    const here = classify(characterAt(text, before(text, end)));
    return skipBackward(text, end, (one) => classify(one) === here);
  };

/** On the last character of the word. */
const endOfWord =
  (classify: (character: string) => Class): Movement =>
  (text, point) => {
    const start = skipForward(text, after(text, point), (one) => classify(one) === 'blank');
    if (start >= text.length) return before(text, text.length);
    const here = classify(characterAt(text, start));
    return before(
      text,
      skipForward(text, start, (one) => classify(one) === here),
    );
  };

const firstCharacter: Movement = (text) => skipForward(text, 0, (one) => classOf(one) === 'blank');

const matchingBracket: Movement = (text, point) => {
  const pairs = '()[]{}';
  const open = skipForward(text, point, (one) => !pairs.includes(one));
  const kind = pairs.indexOf(text[open] ?? ' ');
  if (kind < 0) return point;
  const partner = pairs[kind ^ 1];
  const by = kind % 2 === 0 ? 1 : -1;
  let depth = 0;
  for (let at = open; at >= 0 && at < text.length; at += by) {
    if (text[at] === text[open]) depth++;
    else if (text[at] === partner && --depth === 0) return at;
  }
  return point;
};

interface Motion {
  readonly go: Movement;
  /** An operator takes the character it lands on too. */
  readonly inclusive?: boolean;
}

const MOTIONS: Readonly<Record<string, Motion>> = {
  h: { go: before },
  l: { go: after },
  ' ': { go: after },
  '0': { go: () => 0 },
  '^': { go: firstCharacter },
  $: { go: (text) => text.length },
  w: { go: nextWord(classOf) },
  W: { go: nextWord(bigClassOf) },
  b: { go: previousWord(classOf) },
  B: { go: previousWord(bigClassOf) },
  e: { go: endOfWord(classOf), inclusive: true },
  E: { go: endOfWord(bigClassOf), inclusive: true },
  '%': { go: matchingBracket, inclusive: true },
  '|': { go: () => 0 },
};

/** Where a movement leads `count` times; `f` and its kin read the character to look for. */
function* destination(editor: Editor, key: string, count: number): Task<Motion | undefined> {
  if ('fFtT;,'.includes(key)) return yield* characterMotion(editor, key, count);
  if (key === '`' || key === "'") {
    const mark = editor.viMarks.get(yield* editor.nextKey());
    return mark === undefined ? undefined : { go: (text) => Math.min(mark, text.length) };
  }
  const motion = MOTIONS[key];
  if (!motion) return undefined;
  if (key === '|') return { go: (text) => Math.min(count - 1, text.length) };
  return {
    ...motion,
    go: (text, point) => {
      let at = point;
      for (let i = 0; i < count; i++) at = motion.go(text, at);
      return at;
    },
  };
}

function* characterMotion(editor: Editor, key: string, count: number): Task<Motion | undefined> {
  if (key !== ';' && key !== ',') editor.memory.viFind = { key, character: yield* editor.nextKey() };
  const find = editor.memory.viFind;
  if (!find) return undefined;
  const reversed = key === ',';
  const how = reversed ? swapCase(find.key) : find.key;
  const forward = how === 'f' || how === 't';
  const { text, point } = editor.line;
  let at = point;
  for (let i = 0; i < count; i++) {
    at = forward
      ? text.indexOf(find.character, after(text, at))
      : at === 0
        ? -1
        : text.lastIndexOf(find.character, at - 1);
    if (at < 0) return undefined;
  }
  const place = how === 't' ? before(text, at) : how === 'T' ? after(text, at) : at;
  return { go: () => place, inclusive: forward };
}

const swapCase = (text: string): string => (text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase());

function* move(editor: Editor, count: number, keys: string): Task<void> {
  const motion = yield* destination(editor, keys, count);
  if (!motion) {
    yield* editor.ding();
    return;
  }
  const to = motion.go(editor.text, editor.point);
  const stuck = to === editor.point && (keys === 'h' || keys === 'l');
  editor.moveTo(to);
  editor.stepOntoCharacter();
  if (stuck) yield* editor.ding();
}

/** `dw`, `3dw`, `d3w`, `cc`: from the point to where the next key leads. */
function* operate(editor: Editor, count: number, operator: string): Task<void> {
  if (operator !== 'y') editor.record(operator);
  let key = yield* editor.nextKey();
  let times = '';
  while (/[0-9]/.test(key) && (times !== '' || key !== '0')) {
    times += key;
    key = yield* editor.nextKey();
  }
  const { text, point } = editor.line;
  if (key === operator) {
    if (operator === 'y') {
      editor.memory.killRing.add(text, 'forward', false);
      return;
    }
    yield* actOn(editor, operator, 0, text.length);
    return;
  }
  const total = count * Number(times || 1);
  const motion =
    operator === 'c' && (key === 'w' || key === 'W')
      ? { go: restOfWords(key === 'w' ? classOf : bigClassOf, total) }
      : yield* destination(editor, key, total);
  if (!motion) {
    yield* editor.ding();
    return;
  }
  const landed = motion.go(text, point);
  yield* actOn(editor, operator, point, motion.inclusive && landed >= point ? after(text, landed) : landed);
}

/** `cw` changes the word, not the blank behind it. */
const restOfWords =
  (classify: (character: string) => Class, count: number): Movement =>
  (text, point) => {
    let at = point;
    for (let i = 0; i < count; i++) {
      const start = i === 0 ? at : skipForward(text, at, (one) => classify(one) === 'blank');
      const here = classify(characterAt(text, start));
      at = skipForward(text, start, (one) => classify(one) === here);
    }
    return at;
  };

// biome-ignore lint/correctness/useYield: one shape for all that act
function* actOn(editor: Editor, operator: string, from: number, to: number): Task<void> {
  const { text } = editor;
  if (operator === 'y') {
    if (from !== to) editor.memory.killRing.add(text.slice(Math.min(from, to), Math.max(from, to)), 'forward', false);
    editor.moveTo(Math.min(from, to, editor.point));
    return;
  }
  editor.moveTo(from);
  editor.previousKind = 'other';
  editor.kill(to);
  editor.kind = 'other';
  if (operator === 'c') editor.viCommandMode = false;
  editor.stepOntoCharacter();
}

const toEnd =
  (operator: string): Command =>
  (editor, _count, keys) => {
    if (operator !== 'y') editor.record(keys);
    return actOn(editor, operator, editor.point, editor.text.length);
  };

/** Into the insert mode, at the place the movement gives. */
const insertsAt =
  (place: Movement): Command =>
  (editor, _count, keys) => {
    editor.record(keys);
    editor.move(place);
    editor.viCommandMode = false;
    return undefined;
  };

const deletes =
  (movement: Movement, thenInserts: boolean): Command =>
  (editor, count, keys) => {
    editor.record(keys);
    let to = editor.point;
    for (let i = 0; i < count; i++) to = movement(editor.text, to);
    if (to === editor.point && !thenInserts) return editor.ding();
    return actOn(editor, thenInserts ? 'c' : 'd', editor.point, to);
  };

function* changeCharacter(editor: Editor, count: number, keys: string): Task<void> {
  editor.record(keys);
  const character = yield* editor.nextKey();
  if (character === '\x1b') return;
  const { text, point } = editor.line;
  let end = point;
  for (let i = 0; i < count; i++) end = after(text, end);
  const put = character.repeat(count);
  editor.change({ text: text.slice(0, point) + put + text.slice(end), point: point + put.length - character.length });
}

const changeLetterCase: Command = (editor, count, keys) => {
  editor.record(keys);
  for (let i = 0; i < count && editor.point < editor.text.length; i++) {
    const character = characterAt(editor.text, editor.point);
    const end = after(editor.text, editor.point);
    editor.change({
      text: editor.text.slice(0, editor.point) + swapCase(character) + editor.text.slice(end),
      point: end,
    });
  }
  editor.stepOntoCharacter();
  return undefined;
};

const put =
  (behind: boolean): Command =>
  (editor, count, keys) => {
    const text = editor.memory.killRing.current;
    if (text === undefined) return editor.ding();
    editor.record(keys);
    const at = behind ? after(editor.text, editor.point) : editor.point;
    const next = insert({ text: editor.text, point: at }, text.repeat(count));
    editor.change({ text: next.text, point: before(next.text, next.point) });
    return undefined;
  };

function* searchHistory(editor: Editor, _count: number, keys: string): Task<void> {
  const pattern = yield* askBelow(editor, keys);
  if (pattern === undefined) return;
  const text = pattern || (editor.memory.viSearch?.text ?? '');
  editor.memory.viSearch = { key: keys, text };
  // `/` looks into the past, `?` towards the present.
  yield* goToMatch(editor, text, keys === '/');
}

function* searchAgain(editor: Editor, _count: number, keys: string): Task<void> {
  const last = editor.memory.viSearch;
  if (last) yield* goToMatch(editor, last.text, (last.key === '/') === (keys === 'n'));
  else yield* editor.ding();
}

/** `_`: the last word of the line before, behind a blank; and on in the insert mode. */
const yankArgument: Command = (editor, count, keys) => {
  editor.viCommandMode = false;
  editor.move(after);
  editor.change(insert(editor.line, ' '));
  return editor.perform('yank-last-arg', count > 1 ? keys : keys);
};

function* completeWord(editor: Editor, how: string, keys: string): Task<void> {
  const { text, point } = editor;
  if (point < text.length && !/\s/.test(text[point]))
    editor.moveTo(after(text, skipForward(text, point, (one) => !/\s/.test(one)) - 1));
  editor.viCommandMode = how === 'possible-completions';
  yield* editor.perform(how, keys);
  if (editor.viCommandMode) editor.stepOntoCharacter();
}

function* setMark(editor: Editor): Task<void> {
  const key = yield* editor.nextKey();
  if (/^[a-z]$/.test(key)) editor.viMarks.set(key, editor.point);
  else yield* editor.ding();
}

export const VI_COMMANDS: Readonly<Record<string, Command>> = {
  'vi-yank-arg': yankArgument,
  'vi-complete': (editor, _count, keys) =>
    completeWord(
      editor,
      keys === '=' ? 'possible-completions' : keys === '*' ? 'insert-completions' : 'complete',
      keys,
    ),
  'vi-set-mark': (editor) => setMark(editor),
  'vi-replace': (editor, _count, keys) => {
    editor.record(keys);
    editor.viCommandMode = false;
    editor.overwrites = true;
    return undefined;
  },
  'vi-revert': (editor) => {
    editor.revert();
    editor.moveTo(0);
    return undefined;
  },
  'vi-move': move,
  'vi-operate': operate,
  'vi-delete-to-end': toEnd('d'),
  'vi-change-to-end': toEnd('c'),
  'vi-yank-to-end': toEnd('y'),
  'vi-substitute-line': (editor, _count, keys) => {
    editor.record(keys);
    return actOn(editor, 'c', 0, editor.text.length);
  },
  'vi-substitute': deletes(after, true),
  'vi-delete': deletes(after, false),
  'vi-rubout': deletes(before, false),
  'vi-insertion-mode': insertsAt((_text, point) => point),
  'vi-insert-beginning': insertsAt(() => 0),
  'vi-append-mode': insertsAt(after),
  'vi-append-end': insertsAt((text) => text.length),
  'vi-change-char': changeCharacter,
  'vi-change-case': changeLetterCase,
  'vi-put': put(true),
  'vi-put-before': put(false),
  'vi-search': searchHistory,
  'vi-search-again': searchAgain,
  'vi-movement-mode': (editor) => {
    if (editor.point > 0) editor.move(before);
    editor.viCommandMode = true;
    editor.overwrites = false;
    editor.inserted();
    editor.finishRecord();
    return undefined;
  },
  'vi-eof-maybe': (editor) => {
    if (editor.text === '') editor.ended = true;
    else editor.accepted = true;
    return undefined;
  },
  'vi-redo': (editor) => {
    const keys = editor.memory.viChange;
    if (keys === '') return editor.ding();
    editor.pushBack(keys);
    return undefined;
  },
  'vi-fetch-history': (editor, count) => {
    const to = editor.explicitArgument ? count - 1 : 0;
    if (to >= 0 && to < editor.history.length) editor.visit(to);
    return undefined;
  },
};
