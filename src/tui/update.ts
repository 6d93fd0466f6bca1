// The one function that changes the model: a message in, the new model and effects out. Nothing here knows a
// terminal, a world or a clock.

import type { LabTask, Language } from '../lab/schema.ts';
import { startQuiz, updateQuiz } from '../quiz/ask.ts';
import type { Settings } from '../storage.ts';
import type { Key } from './keys/decode.ts';
import { covers, labLayout } from './layout.ts';
import {
  type Effect,
  type Entry,
  isTooSmall,
  type LabView,
  type Message,
  type Model,
  type Panel,
  type Screen,
} from './model.ts';
import { say } from './texts.ts';

export type Update = (model: Model, message: Message) => readonly [Model, ...Effect[]];

export const update: Update = (model, message) => {
  switch (message.type) {
    case 'resized':
      return [{ ...model, size: message.size }];
    case 'measured':
      return [measured(model, message.overflow)];
    case 'replaying':
      return model.screen.name === 'wait'
        ? [{ ...model, screen: { ...model.screen, percent: message.percent } }]
        : [model];
    case 'opened': {
      const panel: Panel = message.notice ? { type: 'note', text: message.notice } : { type: 'task' };
      return [{ ...model, lab: message.view, screen: { name: 'lab', panel, map: false, scroll: 0, prefix: false } }];
    }
    case 'observed':
      return [observed(model, message.view)];
    case 'graded':
      return [onPanel(model, { type: 'grade', grade: message.grade })];
    case 'passed':
      return [onPanel(model, { ...message })];
    case 'complained':
      return [complained(model, message.text)];
    case 'finished':
      return [finished(model, message)];
    case 'refused':
      return [{ ...home(model), lab: undefined, notices: [message.why] }];
    case 'left':
      return [
        {
          ...home(model),
          lab: undefined,
          entries: message.entries,
          progress: message.progress,
          notices: message.notices,
        },
      ];
    case 'judged':
      return model.screen.name === 'quiz'
        ? [{ ...model, screen: { name: 'quiz', quiz: updateQuiz(model.screen.quiz, message), scroll: 0 } }]
        : [model];
    case 'key':
      return pressed(model, message.key);
  }
};

const home = (model: Model): Model => ({ ...model, screen: { name: 'home', cursor: 0 } });

/** A finished task brings its successor's text to the front; a learner in the middle of a question is left alone. */
function observed(model: Model, view: LabView): Model {
  const moved = model.lab !== undefined && view.current !== model.lab.current;
  const next = { ...model, lab: view };
  if (!moved || model.screen.name !== 'lab') return next;
  const isReading = ['task', 'hint', 'solution', 'grade', 'note', 'passed'].includes(model.screen.panel.type);
  return isReading ? onPanel(next, { type: 'task' }) : next;
}

function onPanel(model: Model, panel: Panel): Model {
  return model.screen.name === 'lab'
    ? { ...model, screen: { ...model.screen, panel, scroll: 0, prefix: false } }
    : model;
}

/** The text was laid out: it cannot be scrolled further than its end. */
function measured(model: Model, overflow: number): Model {
  const { screen } = model;
  const next = { ...model, overflow };
  return 'scroll' in screen && screen.scroll > overflow ? { ...next, screen: { ...screen, scroll: overflow } } : next;
}

/** The screen with its text scrolled; positive: further down. */
function scrolled<S extends { readonly scroll: number }>(model: Model, screen: S, by: number): S {
  return { ...screen, scroll: Math.max(0, Math.min(model.overflow, screen.scroll + by)) };
}

/** A page of the text: a little less than the window. */
const pageOf = (model: Model): number => Math.max(1, model.size.rows - 6);

function complained(model: Model, text: string): Model {
  if (model.screen.name === 'home') return { ...model, notices: [...model.notices, text] };
  return model.screen.name === 'lab' && model.screen.panel.type === 'task'
    ? onPanel(model, { type: 'note', text })
    : model;
}

function finished(model: Model, message: Extract<Message, { type: 'finished' }>): Model {
  const { lab } = model;
  const next = { ...model, lab: undefined, entries: message.entries, progress: message.progress };
  if (!lab?.lab) return home(next);
  const { costs, elapsed } = lab;
  return {
    ...next,
    screen: { name: 'result', title: lab.lab.title, grade: message.grade, costs, elapsed, scroll: 0 },
  };
}

// ——— keys, by screen ———

type Changed = readonly [Model, ...Effect[]];

function pressed(model: Model, key: Key): Changed {
  if (isTooSmall(model.size))
    return key.name === 'ctrl-c' && model.screen.name === 'home' ? [model, { type: 'quit' }] : [model];
  switch (model.screen.name) {
    case 'home':
      return atHome(model, model.screen, key);
    case 'settings':
      return inSettings(model, model.screen, key);
    case 'wait':
      return [model];
    case 'quiz':
      return inQuiz(model, model.screen, key);
    case 'result':
      return atResult(model, model.screen, key);
    case 'lab':
      return inLab(model, model.screen, key);
  }
}

function atHome(model: Model, screen: Extract<Screen, { name: 'home' }>, key: Key): Changed {
  const last = model.entries.length - 1;
  const to = (cursor: number): Changed => [
    { ...model, notices: [], screen: { name: 'home', cursor: Math.max(0, Math.min(last, cursor)) } },
  ];
  switch (key.name) {
    case 'up':
    case 'k':
      return to(screen.cursor - 1);
    case 'down':
    case 'j':
      return to(screen.cursor + 1);
    case 'home':
      return to(0);
    case 'end':
      return to(last);
    case 'l':
    case 'f9':
      return switchLanguage(model);
    case 'q':
    case 'ctrl-c':
    case 'ctrl-d':
    case 'f10':
      return [model, { type: 'quit' }];
    case 'enter':
    case 'right':
      return enter(model, model.entries[screen.cursor]);
    default:
      return [model];
  }
}

function enter(model: Model, entry: Entry): Changed {
  const { language } = model.settings;
  switch (entry.type) {
    case 'settings':
      return [{ ...model, screen: { name: 'settings', cursor: 0 } }];
    case 'quiz':
      return [{ ...model, screen: { name: 'quiz', quiz: startQuiz(entry.quiz), scroll: 0 } }];
    case 'resume':
      return [waiting(model, entry.title, 'resuming'), { type: 'open', entry }];
    case 'lab':
      return [waiting(model, entry.lab.title[language], 'starting'), { type: 'open', entry }];
    case 'sandbox':
      return [waiting(model, say(language, 'sandbox'), 'starting'), { type: 'open', entry }];
  }
}

const waiting = (model: Model, title: string, why: Extract<Screen, { name: 'wait' }>['why']): Model => ({
  ...model,
  screen: { name: 'wait', title, why, percent: 0 },
});

function switchLanguage(model: Model): Changed {
  return changed(model, { ...model.settings, language: model.settings.language === 'en' ? 'ko' : 'en' });
}

const changed = (model: Model, settings: Settings): Changed => [
  { ...model, settings },
  { type: 'settings', settings },
];

export const CHOICES = {
  language: ['en', 'ko'],
  theme: ['auto', 'dark', 'light', 'plain'],
  speed: [1, 2, 5, 10],
} as const;
export const SETTINGS = ['language', 'theme', 'speed'] as const;

function inSettings(model: Model, screen: Extract<Screen, { name: 'settings' }>, key: Key): Changed {
  const turn = (by: number): Changed => {
    const name = SETTINGS[screen.cursor];
    const choices: readonly (string | number)[] = CHOICES[name];
    const at = choices.indexOf(model.settings[name]);
    return changed(model, { ...model.settings, [name]: choices[(at + by + choices.length) % choices.length] });
  };
  switch (key.name) {
    case 'up':
    case 'k':
      return [{ ...model, screen: { ...screen, cursor: Math.max(0, screen.cursor - 1) } }];
    case 'down':
    case 'j':
      return [{ ...model, screen: { ...screen, cursor: Math.min(SETTINGS.length - 1, screen.cursor + 1) } }];
    case 'left':
      return turn(-1);
    case 'right':
    case 'enter':
    case 'space':
      return turn(1);
    case 'escape':
    case 'q':
    case 'f10':
    case 'ctrl-c':
      return [home(model)];
    default:
      return [model];
  }
}

function inQuiz(model: Model, screen: Extract<Screen, { name: 'quiz' }>, key: Key): Changed {
  const { quiz } = screen;
  if (key.name === 'escape' || key.name === 'f10' || key.name === 'ctrl-c') return [home(model), { type: 'leave' }];
  if (key.name === 'f9' || (key.name === 'l' && !quiz.typing)) return switchLanguage(model);
  const lines = scrollOf(model, key) ?? (quiz.stage === 'answered' ? ARROWS[key.name] : undefined);
  if (lines !== undefined) return [{ ...model, screen: scrolled(model, screen, lines) }];
  const next = updateQuiz(quiz, { type: 'key', name: key.name, text: key.text });
  // The cursor takes a long list of answers with it; another question begins at its top.
  const last = Math.max(1, next.options.length - 1);
  const moved = next.cursor === quiz.cursor ? screen.scroll : Math.round((model.overflow * next.cursor) / last);
  const isSame = next.at === quiz.at && next.stage === quiz.stage;
  const nextModel: Model = { ...model, screen: { name: 'quiz', quiz: next, scroll: isSame ? moved : 0 } };
  if (next.stage === 'judging' && quiz.stage !== 'judging') return [nextModel, { type: 'judge', quiz: next }];
  if (next.stage === 'over' && quiz.stage !== 'over') return [nextModel, { type: 'quizDone', quiz: next }];
  if (quiz.stage === 'over' && key.name === 'enter') return [home(model), { type: 'leave' }];
  return [nextModel];
}

/** Keys that scroll a text whatever else the screen does; positive: down. */
function scrollOf(model: Model, key: Key): number | undefined {
  const amounts: Record<string, number> = {
    'alt-up': -2,
    'alt-down': 2,
    pageup: -pageOf(model),
    pagedown: pageOf(model),
  };
  return amounts[key.name];
}

/** What the arrows (and so the mouse wheel) scroll where nothing is to be chosen. */
const ARROWS: Readonly<Record<string, number>> = { up: -1, down: 1 };

function atResult(model: Model, screen: Extract<Screen, { name: 'result' }>, key: Key): Changed {
  const lines = scrollOf(model, key) ?? ARROWS[key.name];
  if (lines !== undefined) return [{ ...model, screen: scrolled(model, screen, lines) }];
  if (key.name === 'f9' || key.name === 'l') return switchLanguage(model);
  return ['enter', 'escape', 'q', 'f10', 'ctrl-c'].includes(key.name) ? [home(model), { type: 'leave' }] : [model];
}

type LabScreen = Extract<Screen, { name: 'lab' }>;

const PREFIX = 'ctrl-]';

function inLab(model: Model, screen: LabScreen, key: Key): Changed {
  const view = model.lab;
  if (!view) return [model];
  if (screen.prefix) {
    const plain = { ...model, screen: { ...screen, prefix: false } };
    return /^\d$/.test(key.name)
      ? inLab(plain, plain.screen, { name: `f${key.name === '0' ? 10 : key.name}`, text: '' })
      : [plain];
  }
  const command = commanded(model, screen, view, key);
  if (command) return command;
  const answer = inPanel(model, screen, view, key);
  if (answer) return answer;
  return [model, { type: 'type', text: key.text }];
}

/** The keys that work everywhere in a lab. */
function commanded(model: Model, screen: LabScreen, view: LabView, key: Key): Changed | undefined {
  const task = view.lab?.tasks[view.current];
  const toggled = (panel: Panel): Changed => [
    onPanel(model, screen.panel.type === panel.type ? { type: 'task' } : panel),
  ];
  switch (key.name) {
    case PREFIX:
      return [{ ...model, screen: { ...screen, prefix: true } }];
    case 'f1':
      return toggled({ type: 'help' });
    case 'f2':
      return task ? askHint(model, view, task) : undefined;
    case 'f3':
      if (!view.lab) return undefined;
      return screen.panel.type === 'grade'
        ? toggled(screen.panel)
        : [model, { type: 'grade', ended: isFinished(view) }];
    case 'f4':
      return [{ ...model, screen: { ...screen, map: !screen.map } }];
    case 'f5':
      return task ? toggled({ type: 'confirm', question: 'solution' }) : undefined;
    case 'f6':
      return toggled({ type: 'skip' });
    case 'f7':
      return toggled({ type: 'undo', cursor: view.commands.length - 1 });
    case 'f8':
      return toggled({ type: 'confirm', question: 'reset' });
    case 'f9':
      return switchLanguage(model);
    case 'f10':
      return [model, { type: isFinished(view) ? 'finish' : 'leave' }];
    case 'alt-up':
    case 'alt-down':
      return [{ ...model, screen: scrolled(model, screen, key.name === 'alt-up' ? -2 : 2) }];
    case 'shift-pageup':
    case 'ctrl-pageup':
    case 'alt-pageup':
      return [model, { type: 'scroll', lines: paneOf(model) }];
    case 'shift-pagedown':
    case 'ctrl-pagedown':
    case 'alt-pagedown':
      return [model, { type: 'scroll', lines: -paneOf(model) }];
    default:
      return undefined;
  }
}

const isFinished = (view: LabView): boolean => view.lab !== undefined && view.current >= view.lab.tasks.length;

/** A page of the terminal; one line stays for orientation. */
const paneOf = (model: Model): number => Math.max(1, labLayout(model.size).pane.rows - 1);

function askHint(model: Model, view: LabView, task: LabTask): Changed {
  const shown = view.hints.get(task.id) ?? 0;
  if (shown >= task.hints.length) return [onPanel(model, { type: 'hint', task, shown })];
  return [onPanel(model, { type: 'confirm', question: 'hint' })];
}

const SKIPS: Readonly<Record<string, number>> = { 1: 10_000, 2: 60_000, 3: 300_000, 4: 600_000 };

/** Keys that belong to a question on the panel; undefined: they belong to the terminal. */
function inPanel(model: Model, screen: LabScreen, view: LabView, key: Key): Changed | undefined {
  const { panel } = screen;
  const back: Changed = [onPanel(model, { type: 'task' })];
  switch (panel.type) {
    case 'task':
      return undefined;
    case 'confirm':
      if (key.name === 'enter' || key.name === 'y') return confirmed(model, view, panel.question);
      return key.name === 'escape' || key.name === 'n' || key.name === 'ctrl-c' ? back : [model];
    case 'skip':
      if (SKIPS[key.name]) return [onPanel(model, { type: 'task' }), { type: 'skip', by: SKIPS[key.name] }];
      return key.name === 'escape' || key.name === 'ctrl-c' ? back : [model];
    case 'undo':
      return inUndo(model, panel.cursor, view, key);
    default:
      if (key.name === 'escape') return back;
      return covers(model.size, panel) ? inCover(model, screen, key) : undefined;
  }
}

/** A text that hides the terminal is scrolled with any keys; typing puts it away. */
function inCover(model: Model, screen: LabScreen, key: Key): Changed {
  const lines = scrollOf(model, key) ?? ARROWS[key.name];
  if (lines !== undefined) return [{ ...model, screen: scrolled(model, screen, lines) }];
  const away = onPanel(model, { type: 'task' });
  return key.name === 'enter' || key.name === 'space' ? [away] : [away, { type: 'type', text: key.text }];
}

function inUndo(model: Model, cursor: number, view: LabView, key: Key): Changed {
  const last = view.commands.length - 1;
  const to = (at: number): Changed => [onPanel(model, { type: 'undo', cursor: Math.max(0, Math.min(last, at)) })];
  if (key.name === 'escape' || key.name === 'ctrl-c' || last < 0) return [onPanel(model, { type: 'task' })];
  if (key.name === 'up') return to(cursor - 1);
  if (key.name === 'down') return to(cursor + 1);
  if (key.name !== 'enter') return [model];
  return [waiting(model, view.commands[cursor], 'replaying'), { type: 'undo', count: view.commands.length - cursor }];
}

function confirmed(model: Model, view: LabView, question: 'hint' | 'solution' | 'reset'): Changed {
  const task = view.lab?.tasks[view.current];
  if (question === 'reset') {
    const { language } = model.settings;
    return [waiting(model, view.lab?.title[language] ?? say(language, 'sandbox'), 'starting'), { type: 'reset' }];
  }
  if (!task) return [onPanel(model, { type: 'task' })];
  if (question === 'solution') return [onPanel(model, { type: 'solution', task }), { type: 'solution', task: task.id }];
  const shown = (view.hints.get(task.id) ?? 0) + 1;
  return [onPanel(model, { type: 'hint', task, shown }), { type: 'hint', task: task.id }];
}

export const languageOf = (model: Model): Language => model.settings.language;
