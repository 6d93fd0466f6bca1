// The whole state of the application as one value, what can happen to it, and what it can ask of the world.
// Views read it; `update.ts` changes it; the runtime performs the effects.

import type { Grade } from '../lab/grading.ts';
import type { Bilingual, Lab, LabTask } from '../lab/schema.ts';
import type { QuizState } from '../quiz/ask.ts';
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
  /** Points lost to hints and solutions, by task. */
  readonly costs: ReadonlyMap<string, number>;
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
  /** What happened while time was skipped. */
  | {
      readonly type: 'passed';
      readonly span: number;
      readonly before: readonly NodeView[];
      readonly after: readonly NodeView[];
    }
  | { readonly type: 'note'; readonly text: string };

export type Screen =
  | { readonly name: 'home'; readonly cursor: number }
  | { readonly name: 'settings'; readonly cursor: number }
  | {
      readonly name: 'wait';
      readonly title: string;
      readonly why: 'starting' | 'replaying' | 'resuming';
      /** How far a replay has come, in percent. */
      readonly percent: number;
    }
  | {
      readonly name: 'lab';
      readonly panel: Panel;
      readonly map: boolean;
      readonly scroll: number;
      readonly prefix: boolean;
    }
  | { readonly name: 'quiz'; readonly quiz: QuizState; readonly scroll: number }
  /** The end of a lab: its final grade. */
  | {
      readonly name: 'result';
      readonly title: Bilingual;
      readonly grade: Grade;
      readonly costs: ReadonlyMap<string, number>;
      readonly elapsed: string;
      readonly scroll: number;
    };

export interface Model {
  readonly size: Size;
  readonly settings: Settings;
  readonly progress: Progress;
  readonly entries: readonly Entry[];
  readonly screen: Screen;
  readonly lab: LabView | undefined;
  /** How many lines of the text being read lie beyond its room, as last laid out. */
  readonly overflow: number;
  /** Shown at the bottom of the home screen. */
  readonly notices: readonly string[];
}

export type Message =
  | { readonly type: 'key'; readonly key: Key }
  | { readonly type: 'resized'; readonly size: Size }
  | { readonly type: 'measured'; readonly overflow: number }
  | { readonly type: 'replaying'; readonly percent: number }
  | { readonly type: 'opened'; readonly view: LabView; readonly notice?: string }
  | { readonly type: 'observed'; readonly view: LabView }
  | { readonly type: 'graded'; readonly grade: Grade }
  | {
      readonly type: 'passed';
      readonly span: number;
      readonly before: readonly NodeView[];
      readonly after: readonly NodeView[];
    }
  | { readonly type: 'complained'; readonly text: string }
  | {
      readonly type: 'finished';
      readonly grade: Grade;
      readonly entries: readonly Entry[];
      readonly progress: Progress;
    }
  | { readonly type: 'refused'; readonly why: string }
  | {
      readonly type: 'left';
      readonly entries: readonly Entry[];
      readonly progress: Progress;
      readonly notices: readonly string[];
    }
  | { readonly type: 'judged'; readonly right: boolean; readonly answer: string };

export type Effect =
  | { readonly type: 'quit' }
  | { readonly type: 'open'; readonly entry: Extract<Entry, { type: 'resume' | 'lab' | 'sandbox' }> }
  | { readonly type: 'leave' }
  /** The lab is over: its final grade. */
  | { readonly type: 'finish' }
  | { readonly type: 'type'; readonly text: string }
  | { readonly type: 'scroll'; readonly lines: number }
  /** `ended`: everything is done, so what is judged at the end can be told already. */
  | { readonly type: 'grade'; readonly ended: boolean }
  | { readonly type: 'hint'; readonly task: string }
  | { readonly type: 'solution'; readonly task: string }
  | { readonly type: 'skip'; readonly by: number }
  | { readonly type: 'undo'; readonly count: number }
  | { readonly type: 'reset' }
  | { readonly type: 'settings'; readonly settings: Settings }
  | { readonly type: 'judge'; readonly quiz: QuizState }
  | { readonly type: 'quizDone'; readonly quiz: QuizState };

export const isTooSmall = (size: Size): boolean => size.columns < SMALLEST.columns || size.rows < SMALLEST.rows;
