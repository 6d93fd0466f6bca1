// Searching the history while typing: Ctrl-R, Ctrl-S. The prompt becomes (reverse-i-search)`what was typed': and the
// line is the newest one that fits.

import type { Task } from '../../sim/task.ts';
import type { Command, Editor } from './editor.ts';
import { characterAt, isWordCharacter, skipForward } from './line.ts';

/** One step of a search; Backspace goes back to the one before. */
interface Step {
  readonly pattern: string;
  readonly index: number;
  readonly point: number;
  readonly failed: boolean;
  readonly backward: boolean;
}

interface Found {
  readonly index: number;
  readonly point: number;
}

const CONTROL_R = '\x12';
const CONTROL_S = '\x13';
const CONTROL_W = '\x17';
const CONTROL_Y = '\x19';
const CONTROL_G = '\x07';
const ESCAPE = '\x1b';

function* incrementalSearch(editor: Editor, _count: number, keys: string): Task<void> {
  const origin = { at: editor.at, line: editor.line };
  const lines = Array.from({ length: editor.history.length + 1 }, (_, index) => editor.textAt(index));
  let now: Step = { pattern: '', index: editor.at, point: editor.point, failed: false, backward: keys !== CONTROL_S };
  const steps: Step[] = [];
  const advance = (next: Step) => {
    steps.push(now);
    now = next;
  };
  for (;;) {
    if (now.pattern !== '' && now.index !== editor.at) editor.visit(now.index);
    if (now.pattern !== '') editor.moveTo(Math.min(now.point, editor.text.length));
    editor.message = promptOf(now);
    yield* editor.redraw();
    const key = yield* editor.nextKey();
    if (key === CONTROL_R || key === CONTROL_S) {
      const backward = key === CONTROL_R;
      const pattern = now.pattern || editor.memory.lastSearch;
      if (pattern === '') {
        now = { ...now, backward };
        yield* editor.ding();
        continue;
      }
      // Turning round finds the same place first.
      const again = now.pattern !== '' && now.backward === backward;
      const found = again ? findNext(lines, pattern, now, backward) : find(lines, pattern, now, backward);
      advance(found ? { ...found, pattern, failed: false, backward } : { ...now, pattern, failed: true, backward });
      if (!found) yield* editor.ding();
    } else if (key === '\x7f' || key === '\b') {
      const last = steps.pop();
      // The prompt goes on saying "failed", as readline's does, until something is found again.
      const index = last?.pattern === '' ? editor.at : (last?.index ?? now.index);
      if (last) now = { ...last, index, failed: now.failed, backward: now.backward };
      else yield* editor.ding();
    } else if (key === CONTROL_G) {
      if (editor.at !== origin.at) editor.visit(origin.at);
      editor.line = origin.line;
      editor.message = undefined;
      yield* editor.ding();
      return;
    } else if (key === CONTROL_W || key === CONTROL_Y) {
      const more = taken(editor.text, now, key === CONTROL_W);
      if (more === '') yield* editor.ding();
      else advance({ ...now, pattern: now.pattern + more });
    } else if (key >= ' ') {
      const pattern = now.pattern + key;
      const found = find(lines, pattern, now, now.backward);
      advance(found ? { ...now, ...found, pattern, failed: false } : { ...now, pattern, failed: true });
      if (!found) yield* editor.ding();
    } else {
      editor.message = undefined;
      if (now.pattern !== '') editor.memory.lastSearch = now.pattern;
      // Escape alone ends the search; another key is obeyed.
      if (key !== ESCAPE || editor.hasMoreKeys) editor.pushBack(key);
      return;
    }
  }
}

const promptOf = ({ pattern, failed, backward }: Step): string =>
  `(${failed ? 'failed ' : ''}${backward ? 'reverse-' : ''}i-search)\`${pattern}': `;

/** From the present place on, that place included. */
function find(lines: readonly string[], pattern: string, from: Found, backward: boolean): Found | undefined {
  const here = lines[from.index];
  const point = backward ? here.lastIndexOf(pattern, from.point) : here.indexOf(pattern, from.point);
  if (point >= 0) return { index: from.index, point };
  return findLine(lines, pattern, from.index, backward);
}

/** The next place: further in the same line, then in lines that differ from it. */
function findNext(lines: readonly string[], pattern: string, from: Found, backward: boolean): Found | undefined {
  const here = lines[from.index];
  const further = backward ? from.point - 1 : from.point + 1;
  const point = further < 0 ? -1 : backward ? here.lastIndexOf(pattern, further) : here.indexOf(pattern, further);
  if (point >= 0) return { index: from.index, point };
  return findLine(lines, pattern, from.index, backward, here);
}

function findLine(
  lines: readonly string[],
  pattern: string,
  from: number,
  backward: boolean,
  except?: string,
): Found | undefined {
  const by = backward ? -1 : 1;
  for (let index = from + by; index >= 0 && index < lines.length; index += by) {
    if (lines[index] === except) continue;
    const point = backward ? lines[index].lastIndexOf(pattern) : lines[index].indexOf(pattern);
    if (point >= 0) return { index, point };
  }
  return undefined;
}

/** The next word or character of the line found, behind what was typed. */
function taken(text: string, now: Step, wholeWord: boolean): string {
  const from = now.point + now.pattern.length;
  if (!wholeWord) return characterAt(text, from);
  const start = skipForward(text, from, (character) => !isWordCharacter(character));
  return text.slice(from, skipForward(text, start, isWordCharacter));
}

/** Alt-P, Alt-N: asks for the whole text first. */
function* search(editor: Editor, _count: number, keys: string): Task<void> {
  const backward = keys !== '\x1bn' && keys !== '?';
  const pattern = yield* askBelow(editor, ':');
  if (pattern === undefined) return;
  const wanted = pattern || editor.memory.lastSearch;
  editor.memory.lastSearch = wanted;
  yield* goToMatch(editor, wanted, backward);
}

export function* goToMatch(editor: Editor, wanted: string, backward: boolean): Task<void> {
  const anchored = wanted.startsWith('^');
  const text = anchored ? wanted.slice(1) : wanted;
  for (let index = editor.at + (backward ? -1 : 1); index >= 0 && index < editor.history.length; ) {
    const candidate = editor.textAt(index);
    if (anchored ? candidate.startsWith(text) : candidate.includes(text)) {
      editor.visit(index, editor.viCommandMode ? 0 : candidate.indexOf(text));
      return;
    }
    index += backward ? -1 : 1;
  }
  yield* editor.ding();
}

/** A line typed after a one-character prompt; undefined when it was given up. */
export function* askBelow(editor: Editor, prompt: string): Task<string | undefined> {
  const { line } = editor;
  editor.line = { text: '', point: 0 };
  editor.message = prompt;
  try {
    for (;;) {
      yield* editor.redraw();
      const key = yield* editor.nextKey();
      if (key === '\r' || key === '\n') return editor.text;
      if (key === CONTROL_G || key === '\x03') return undefined;
      if (key === '\x7f' || key === '\b') {
        if (editor.text === '') return undefined;
        const text = [...editor.text].slice(0, -1).join('');
        editor.line = { text, point: text.length };
      } else editor.line = { text: editor.text + key, point: editor.text.length + key.length };
    }
  } finally {
    editor.line = line;
    editor.message = undefined;
  }
}

export const SEARCH_COMMANDS: Readonly<Record<string, Command>> = {
  'reverse-search-history': incrementalSearch,
  'forward-search-history': incrementalSearch,
  'non-incremental-reverse-search-history': search,
  'non-incremental-forward-search-history': search,
};
