// Asking a quiz, question by question, as a value and a function. Answers to fixed questions are judged
// here; commands and values need a live cluster, so the runtime judges them and reports back.

import { Random } from '../base/random.ts';
import type { Bilingual } from '../lab/schema.ts';
import type { Question, Quiz } from './schema.ts';

/** One line to choose from. `because` is there for wrong answers. */
export interface Option {
  readonly text: Bilingual;
  readonly right: boolean;
  readonly because: Bilingual | undefined;
}

export interface QuizState {
  readonly quiz: Quiz;
  readonly at: number;
  readonly stage: 'asking' | 'judging' | 'answered' | 'over';
  readonly options: readonly Option[];
  readonly cursor: number;
  readonly marked: ReadonlySet<number>;
  /** Typed answers, as they stand. */
  readonly typed: string;
  /** True while letters belong to the answer. */
  readonly typing: boolean;
  readonly wasRight: boolean;
  /** What the live cluster said, for commands and values. */
  readonly verdict: string;
  readonly right: number;
}

export type QuizMessage =
  | { readonly type: 'key'; readonly name: string; readonly text: string }
  | { readonly type: 'judged'; readonly right: boolean; readonly answer: string };

export const questionOf = (state: QuizState): Question => state.quiz.questions[state.at];

export function startQuiz(quiz: Quiz): QuizState {
  return ask({ quiz, right: 0 }, 0);
}

function ask(so: Pick<QuizState, 'quiz' | 'right'>, at: number): QuizState {
  const question = so.quiz.questions[at];
  return {
    ...so,
    at,
    stage: 'asking',
    options: optionsOf(question),
    cursor: 0,
    marked: new Set(),
    typed: '',
    typing: question.kind === 'command' || question.kind === 'value',
    wasRight: false,
    verdict: '',
  };
}

/** Shuffled by the question's own name, so that everybody who talks about it means the same letter. */
function optionsOf(question: Question): Option[] {
  const random = new Random(question.id);
  const shuffle = <T>(items: readonly T[]): T[] =>
    items
      .map((item) => ({ item, order: random.fraction() }))
      .sort((a, b) => a.order - b.order)
      .map(({ item }) => item);
  switch (question.kind) {
    case 'one':
    case 'several': {
      const right = question.kind === 'one' ? [question.right] : question.right;
      return shuffle([
        ...right.map(({ text }) => ({ text, right: true, because: undefined })),
        ...question.wrong.map(({ text, because }) => ({ text, right: false, because })),
      ]);
    }
    case 'order': {
      const shuffled = shuffle(question.steps);
      const inOrder = shuffled.every((step, i) => step === question.steps[i]);
      return (inOrder ? [...shuffled].reverse() : shuffled).map((text) => ({ text, right: true, because: undefined }));
    }
    default:
      return [];
  }
}

export function updateQuiz(state: QuizState, message: QuizMessage): QuizState {
  if (message.type === 'judged') return answered(state, message.right, message.answer);
  if (state.stage === 'judging' || state.stage === 'over') return state;
  if (state.stage === 'answered') return message.name === 'enter' || message.name === 'space' ? next(state) : state;
  return state.typing ? typed(state, message) : chosen(state, message.name);
}

function typed(state: QuizState, key: Extract<QuizMessage, { type: 'key' }>): QuizState {
  if (key.name === 'enter') return state.typed.trim() === '' ? state : { ...state, stage: 'judging' };
  if (key.name === 'backspace') return { ...state, typed: [...state.typed].slice(0, -1).join('') };
  if (key.name === 'ctrl-u') return { ...state, typed: '' };
  if (key.name === 'paste') return { ...state, typed: state.typed + key.text.slice(6, -6).replace(/\s+/g, ' ') };
  return key.text >= ' ' && !key.text.startsWith('\x1b') ? { ...state, typed: state.typed + key.text } : state;
}

function chosen(state: QuizState, key: string): QuizState {
  const question = questionOf(state);
  const last = state.options.length - 1;
  const digit = /^[1-9]$/.test(key) ? Number(key) - 1 : -1;
  if (key === 'up' || key === 'k') return { ...state, cursor: Math.max(0, state.cursor - 1) };
  if (key === 'down' || key === 'j') return { ...state, cursor: Math.min(last, state.cursor + 1) };
  if (digit >= 0 && digit <= last) return { ...state, cursor: digit };
  if (key === 'space' && question.kind === 'several') return { ...state, marked: toggled(state.marked, state.cursor) };
  if (key === 'space' && question.kind === 'order') return placed(state);
  return key === 'enter' ? judged(state, question) : state;
}

function toggled(marked: ReadonlySet<number>, at: number): ReadonlySet<number> {
  const next = new Set(marked);
  if (!next.delete(at)) next.add(at);
  return next;
}

/** The step under the cursor takes the next place; marking counts the places given. A placed one goes back with its successors. */
function placed(state: QuizState): QuizState {
  const places = state.marked.size;
  if (state.cursor < places) return { ...state, marked: new Set(Array.from({ length: state.cursor }, (_, i) => i)) };
  const options = [...state.options];
  const [step] = options.splice(state.cursor, 1);
  options.splice(places, 0, step);
  return {
    ...state,
    options,
    marked: new Set(Array.from({ length: places + 1 }, (_, i) => i)),
    cursor: Math.min(places + 1, options.length - 1),
  };
}

function judged(state: QuizState, question: Question): QuizState {
  switch (question.kind) {
    case 'one':
      return answered({ ...state, marked: new Set([state.cursor]) }, state.options[state.cursor].right, '');
    case 'several':
      return state.marked.size === 0
        ? state
        : answered(
            state,
            state.options.every((option, i) => option.right === state.marked.has(i)),
            '',
          );
    case 'order':
      return answered(
        state,
        state.options.every((option, i) => option.text === question.steps[i]),
        '',
      );
    default:
      return state;
  }
}

const answered = (state: QuizState, right: boolean, verdict: string): QuizState => ({
  ...state,
  stage: 'answered',
  wasRight: right,
  verdict,
  right: state.right + (right ? 1 : 0),
});

function next(state: QuizState): QuizState {
  const at = state.at + 1;
  return at < state.quiz.questions.length ? ask(state, at) : { ...state, stage: 'over' };
}
