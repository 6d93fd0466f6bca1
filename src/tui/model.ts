// The whole state of the application as one value, and the one function that changes it. Views read it;
// the runtime performs the effects that come back. Nothing here knows a terminal, a world or a clock.

import type { Grade } from '../lab/grading.ts';
import type { Lab, LabTask, Language } from '../lab/schema.ts';
import { type QuizState, startQuiz, updateQuiz } from '../quiz/ask.ts';
import type { Quiz } from '../quiz/schema.ts';
import type { Progress, Settings } from '../storage.ts';
import type { Key } from './keys/decode.ts';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export const SMALLEST: Size = { columns: 60, rows: 18 };

/** One line of the home screen. */
export type Entry =
  | { readonly type: 'resume'; readonly title: string }
  | { readonly type: 'lab'; readonly lab: Lab }
  | { readonly type: 'quiz'; readonly quiz: Quiz }
  | { readonly type: 'sandbox' }
  | { readonly type: 'settings' };

/** What the lab screen shows of the running session; made anew by the runtime whenever it changes. */
export interface LabView {
  readonly lab: Lab | undefined;
  /** Index of the task at hand; the number of tasks when all are done. */
  readonly current: number;
  readonly done: readonly boolean[];
  readonly points: number;
  readonly of: number;
  /** `00:03:12` since the learner sat down, in virtual time. */
  readonly elapsed: string;
  /** `09:01:45` on the machines' clocks. */
  readonly clock: string;
  readonly speed: number;
  readonly hints: ReadonlyMap<string, number>;
  readonly nodes: readonly NodeView[];
  readonly commands: readonly string[];
  readonly scrolledBack: boolean;
}

export interface NodeView {
  readonly name: string;
  readonly isOn: boolean;
  readonly status: string;
  readonly isReady: boolean;
  readonly isCordoned: boolean;
  readonly pods: readonly PodView[];
}

export interface PodView {
  readonly name: string;
  readonly namespace: string;
  readonly state: 'ready' | 'starting' | 'ending' | 'failed' | 'finished';
}

export type Panel =
  | { readonly type: 'task' }
  | { readonly type: 'help' }
  | { readonly type: 'hint'; readonly task: LabTask; readonly shown: number }
  | { readonly type: 'solution'; readonly task: LabTask }
  | { readonly type: 'grade'; readonly grade: Grade }
  | { readonly type: 'skip' }
  | { readonly type: 'undo'; readonly cursor: number }
  | { readonly type: 'confirm'; readonly question: 'hint' | 'solution' | 'reset' }
  | { readonly type: 'note'; readonly text: string };

export type Screen =
  | { readonly name: 'home'; readonly cursor: number }
  | { readonly name: 'settings'; readonly cursor: number }
  | { readonly name: 'wait'; readonly title: string; readonly why: 'starting' | 'replaying' }
  | {
      readonly name: 'lab';
      readonly panel: Panel;
      readonly map: boolean;
      readonly scroll: number;
      readonly prefix: boolean;
    }
  | { readonly name: 'quiz'; readonly quiz: QuizState };

export interface Model {
  readonly size: Size;
  readonly settings: Settings;
  readonly progress: Progress;
  readonly entries: readonly Entry[];
  readonly screen: Screen;
  readonly lab: LabView | undefined;
  /** Shown at the bottom of the home screen. */
  readonly notices: readonly string[];
}

export type Message =
  | { readonly type: 'key'; readonly key: Key }
  | { readonly type: 'resized'; readonly size: Size }
  | { readonly type: 'opened'; readonly view: LabView; readonly notice?: string }
  | { readonly type: 'observed'; readonly view: LabView }
  | { readonly type: 'graded'; readonly grade: Grade }
  | { readonly type: 'refused'; readonly why: string }
  | { readonly type: 'left'; readonly entries: readonly Entry[]; readonly progress: Progress }
  | { readonly type: 'judged'; readonly right: boolean; readonly answer: string };

export type Effect =
  | { readonly type: 'quit' }
  | { readonly type: 'open'; readonly entry: Extract<Entry, { type: 'resume' | 'lab' | 'sandbox' }> }
  | { readonly type: 'leave' }
  | { readonly type: 'type'; readonly text: string }
  | { readonly type: 'scroll'; readonly lines: number }
  | { readonly type: 'grade' }
  | { readonly type: 'hint'; readonly task: string }
  | { readonly type: 'solution'; readonly task: string }
  | { readonly type: 'skip'; readonly by: number }
  | { readonly type: 'undo'; readonly count: number }
  | { readonly type: 'reset' }
  | { readonly type: 'settings'; readonly settings: Settings }
  | { readonly type: 'judge'; readonly quiz: QuizState }
  | { readonly type: 'quizDone'; readonly quiz: QuizState };

export type Update = (model: Model, message: Message) => readonly [Model, ...Effect[]];

export const update: Update = (model, message) => {
  switch (message.type) {
    case 'resized':
      return [{ ...model, size: message.size }];
    case 'opened': {
      const panel: Panel = message.notice ? { type: 'note', text: message.notice } : { type: 'task' };
      return [{ ...model, lab: message.view, screen: { name: 'lab', panel, map: false, scroll: 0, prefix: false } }];
    }
    case 'observed':
      return [observed(model, message.view)];
    case 'graded':
      return [onPanel(model, { type: 'grade', grade: message.grade })];
    case 'refused':
      return [{ ...home(model), notices: [message.why] }];
    case 'left':
      return [{ ...home(model), lab: undefined, entries: message.entries, progress: message.progress }];
    case 'judged':
      return model.screen.name === 'quiz'
        ? [{ ...model, screen: { name: 'quiz', quiz: updateQuiz(model.screen.quiz, message) } }]
        : [model];
    case 'key':
      return pressed(model, message.key);
  }
};

export const isTooSmall = (size: Size): boolean => size.columns < SMALLEST.columns || size.rows < SMALLEST.rows;

const home = (model: Model): Model => ({ ...model, screen: { name: 'home', cursor: 0 } });

/** A finished task brings its successor's text to the front; a learner in the middle of a question is left alone. */
function observed(model: Model, view: LabView): Model {
  const moved = model.lab !== undefined && view.current !== model.lab.current;
  const next = { ...model, lab: view };
  if (!moved || model.screen.name !== 'lab') return next;
  const isReading = ['task', 'hint', 'solution', 'grade', 'note'].includes(model.screen.panel.type);
  return isReading ? onPanel(next, { type: 'task' }) : next;
}

function onPanel(model: Model, panel: Panel): Model {
  return model.screen.name === 'lab'
    ? { ...model, screen: { ...model.screen, panel, scroll: 0, prefix: false } }
    : model;
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
      return inQuiz(model, model.screen.quiz, key);
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
      return [{ ...model, screen: { name: 'quiz', quiz: startQuiz(entry.quiz) } }];
    case 'resume':
      return [
        { ...model, screen: { name: 'wait', title: entry.title, why: 'replaying' } },
        { type: 'open', entry },
      ];
    case 'lab':
      return [
        { ...model, screen: { name: 'wait', title: entry.lab.title[language], why: 'starting' } },
        { type: 'open', entry },
      ];
    case 'sandbox':
      return [
        { ...model, screen: { name: 'wait', title: 'sandbox', why: 'starting' } },
        { type: 'open', entry },
      ];
  }
}

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

function inQuiz(model: Model, quiz: QuizState, key: Key): Changed {
  if (key.name === 'escape' || key.name === 'f10' || key.name === 'ctrl-c') return [home(model), { type: 'leave' }];
  if (key.name === 'f9' || (key.name === 'l' && !quiz.typing)) return switchLanguage(model);
  const next = updateQuiz(quiz, { type: 'key', name: key.name, text: key.text });
  const nextModel: Model = { ...model, screen: { name: 'quiz', quiz: next } };
  if (next.stage === 'judging' && quiz.stage !== 'judging') return [nextModel, { type: 'judge', quiz: next }];
  if (next.stage === 'over' && quiz.stage !== 'over') return [nextModel, { type: 'quizDone', quiz: next }];
  if (quiz.stage === 'over' && key.name === 'enter') return [home(model), { type: 'leave' }];
  return [nextModel];
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
      return view.lab ? [model, { type: 'grade' }] : undefined;
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
      return [model, { type: 'leave' }];
    case 'alt-up':
    case 'alt-down':
      return [
        { ...model, screen: { ...screen, scroll: Math.max(0, screen.scroll + (key.name === 'alt-up' ? -2 : 2)) } },
      ];
    case 'shift-pageup':
    case 'ctrl-pageup':
    case 'alt-pageup':
      return [model, { type: 'scroll', lines: Math.max(1, model.size.rows - 6) }];
    case 'shift-pagedown':
    case 'ctrl-pagedown':
    case 'alt-pagedown':
      return [model, { type: 'scroll', lines: -Math.max(1, model.size.rows - 6) }];
    default:
      return undefined;
  }
}

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
      return key.name === 'escape' ? back : undefined;
  }
}

function inUndo(model: Model, cursor: number, view: LabView, key: Key): Changed {
  const last = view.commands.length - 1;
  const to = (at: number): Changed => [onPanel(model, { type: 'undo', cursor: Math.max(0, Math.min(last, at)) })];
  if (key.name === 'escape' || key.name === 'ctrl-c' || last < 0) return [onPanel(model, { type: 'task' })];
  if (key.name === 'up') return to(cursor - 1);
  if (key.name === 'down') return to(cursor + 1);
  if (key.name !== 'enter') return [model];
  return [
    { ...model, screen: { name: 'wait', title: view.commands[cursor], why: 'replaying' } },
    { type: 'undo', count: view.commands.length - cursor },
  ];
}

function confirmed(model: Model, view: LabView, question: 'hint' | 'solution' | 'reset'): Changed {
  const task = view.lab?.tasks[view.current];
  if (question === 'reset') {
    const title = view.lab?.title[model.settings.language] ?? 'sandbox';
    return [{ ...model, screen: { name: 'wait', title, why: 'starting' } }, { type: 'reset' }];
  }
  if (!task) return [onPanel(model, { type: 'task' })];
  if (question === 'solution') return [onPanel(model, { type: 'solution', task }), { type: 'solution', task: task.id }];
  const shown = (view.hints.get(task.id) ?? 0) + 1;
  return [onPanel(model, { type: 'hint', task, shown }), { type: 'hint', task: task.id }];
}

export const languageOf = (model: Model): Language => model.settings.language;
