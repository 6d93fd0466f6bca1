// What Tab and its relatives do with the candidates: insert what they share, ring, list them in columns.
//
//   root@node01:~# kubectl get po⇥⇥
//   poddisruptionbudgets  pods  podtemplates

import type { Task } from '../../sim/task.ts';
import { columnsOf, PAGE_PROMPT } from './columns.ts';
import {
  type Candidate,
  type CompletionKind,
  type Completions,
  commonPrefix,
  commonPrefixOfAnyCase,
} from './completions.ts';
import type { Command, Editor } from './editor.ts';

const completes =
  (kind: CompletionKind): Command =>
  (editor) =>
    complete(editor, kind);

const lists =
  (kind: CompletionKind): Command =>
  (editor) =>
    possible(editor, kind);

function* complete(editor: Editor, kind: CompletionKind): Task<void> {
  // The second Tab in a row lists, unless the first one found something to insert.
  if (editor.previousKind === 'complete') {
    editor.kind = 'complete';
    yield* possible(editor, kind);
    return;
  }
  const found = yield* candidates(editor, kind);
  if (!found) {
    yield* editor.ding();
    return;
  }
  const words = found.candidates.map((one) => one.word);
  const shared = editor.options.bindings.isOn('completion-ignore-case')
    ? commonPrefixOfAnyCase(words)
    : commonPrefix(words);
  const isUnique = found.candidates.length === 1;
  const { text, point } = editor.line;
  // Nothing shared is nothing to insert: what was typed stays.
  const insertion = shared === '' && !isUnique ? text.slice(found.start, point) : found.insertion(shared);
  const ending = isUnique ? found.ending(shared) : '';
  // A quote, slash or blank that is there already is not doubled.
  const rest = text.slice(point);
  const missing = [...ending].filter((one) => !rest.startsWith(one)).join('');
  const before = text.slice(0, found.start) + insertion + missing;
  const next = { text: before + rest, point: before.length };
  const changed = next.text !== text;
  if (changed) editor.change(next);
  else editor.line = next;
  editor.kind = changed ? 'other' : 'complete';
  if (isUnique) return;
  const { bindings } = editor.options;
  if (bindings.isOn('show-all-if-ambiguous') || (!changed && bindings.isOn('show-all-if-unmodified'))) {
    yield* list(editor, found.candidates);
  } else yield* editor.ding();
}

function* candidates(editor: Editor, kind: CompletionKind): Task<Completions | undefined> {
  const { complete: ask } = editor.options;
  if (!ask) return undefined;
  const found = yield* ask(editor.text, editor.point, kind);
  return found && found.candidates.length > 0 ? found : undefined;
}

function* possible(editor: Editor, kind: CompletionKind): Task<void> {
  const found = yield* candidates(editor, kind);
  if (!found) {
    yield* editor.ding();
    return;
  }
  yield* list(editor, found.candidates);
}

function* list(editor: Editor, all: readonly Candidate[]): Task<void> {
  if (all.length === 1) {
    yield* editor.leave();
    yield* editor.write(`${shownAs(all[0])}\n`);
    yield* editor.fresh();
    return;
  }
  yield* editor.leave();
  const askFrom = Number(editor.options.bindings.variable('completion-query-items'));
  if (askFrom > 0 && all.length >= askFrom) {
    yield* editor.write(`Display all ${all.length} possibilities? (y or n)`);
    const wanted = yield* isYes(editor);
    yield* editor.write('\n');
    if (!wanted) {
      yield* editor.fresh();
      return;
    }
  }
  yield* page(editor, columnsOf(all, editor.terminal.size.columns));
  yield* editor.fresh();
}

const shownAs = (candidate: Candidate): string => candidate.shown ?? candidate.word;

function* isYes(editor: Editor): Task<boolean> {
  for (;;) {
    const key = yield* editor.nextKey();
    if (key === 'y' || key === 'Y' || key === ' ') return true;
    if (key === 'n' || key === 'N' || key === '\x7f' || key === '\x07') return false;
    yield* editor.ding();
  }
}

/** A list longer than the screen stops with `--More--`: blank for a page, Return for a line, q for no more. */
function* page(editor: Editor, rows: readonly string[]): Task<void> {
  const pages = editor.options.bindings.isOn('page-completions');
  const height = pages ? editor.terminal.size.rows - 1 : Number.POSITIVE_INFINITY;
  let room = height;
  for (const row of rows) {
    if (room === 0) {
      yield* editor.write(PAGE_PROMPT);
      const more = yield* askForMore(editor);
      yield* editor.write(`\r${' '.repeat(PAGE_PROMPT.length)}\r`);
      if (more === 0) return;
      room = more === 1 ? 1 : height;
    }
    yield* editor.write(`${row}\n`);
    room--;
  }
}

function* askForMore(editor: Editor): Task<number> {
  for (;;) {
    const key = yield* editor.nextKey();
    if (key === ' ' || key === 'y' || key === 'Y') return 2;
    if (key === '\r' || key === '\n') return 1;
    if (key === 'q' || key === 'Q' || key === 'n' || key === 'N' || key === '\x7f') return 0;
    yield* editor.ding();
  }
}

/** One candidate after the other in the place of the word: `menu-complete`. */
const menu =
  (by: 1 | -1): Command =>
  (editor, count) =>
    menuComplete(editor, by * count);

function* menuComplete(editor: Editor, by: number): Task<void> {
  if (editor.previousKind !== 'menu' || !editor.menu) {
    const found = yield* candidates(editor, 'default');
    if (!found) {
      yield* editor.ding();
      return;
    }
    editor.menu = {
      found,
      rest: editor.text.slice(editor.point),
      before: editor.text.slice(0, found.start),
      at: by > 0 ? -1 : 0,
    };
  }
  const { found, rest, before } = editor.menu;
  const length = found.candidates.length;
  // Behind the last candidate stands what they share.
  const round = length > 1 ? length + 1 : length;
  const at = (((editor.menu.at + by) % round) + round) % round;
  editor.menu.at = at;
  const word = found.candidates[at]?.word;
  const put =
    before +
    (word === undefined
      ? found.insertion(commonPrefix(found.candidates.map((one) => one.word)))
      : found.insertion(word) + (length === 1 ? found.ending(word) : ''));
  if (word === undefined) yield* editor.ding();
  editor.change({ text: put + rest, point: put.length });
  editor.kind = 'menu';
}

/** Alt-*: all of them, one after another. */
function* insertAll(editor: Editor): Task<void> {
  const found = yield* candidates(editor, 'default');
  if (!found) {
    yield* editor.ding();
    return;
  }
  const words = found.candidates.map((one) => `${found.insertion(one.word)} `).join('');
  const before = editor.text.slice(0, found.start) + words;
  editor.change({ text: before + editor.text.slice(editor.point), point: before.length });
}

export const COMPLETE_COMMANDS: Readonly<Record<string, Command>> = {
  complete: completes('default'),
  'menu-complete': menu(1),
  'menu-complete-backward': menu(-1),
  'old-menu-complete': menu(1),
  'delete-char-or-list': (editor, count, keys) =>
    editor.text !== '' && editor.point === editor.text.length
      ? possible(editor, 'default')
      : editor.perform('delete-char', count > 1 ? keys : keys),
  'glob-complete-word': completes('pattern'),
  'glob-list-expansions': lists('pattern'),
  'complete-filename': completes('filename'),
  'complete-command': completes('command'),
  'complete-variable': completes('variable'),
  'complete-username': completes('username'),
  'complete-hostname': completes('hostname'),
  'possible-completions': lists('default'),
  'possible-filename-completions': lists('filename'),
  'possible-command-completions': lists('command'),
  'possible-variable-completions': lists('variable'),
  'possible-username-completions': lists('username'),
  'possible-hostname-completions': lists('hostname'),
  'insert-completions': (editor) => insertAll(editor),
};
