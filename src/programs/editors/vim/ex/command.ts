// What an ex command gets: its range, its arguments and the editor.

import type { Task } from '../../../../sim/task.ts';
import type { Editor } from '../editor.ts';
import type { LineRange } from './range.ts';

export interface ExCall {
  readonly editor: Editor;
  /** The full name. */
  readonly name: string;
  readonly bang: boolean;
  readonly argument: string;
  readonly range: LineRange;
}

export interface ExCommand {
  /** `w[rite]`: the shortest form, and what may follow. */
  readonly name: string;
  /** What lines it works on without a range; `none` refuses one. */
  readonly lines?: 'cursor' | 'whole' | 'none';
  /** `|` and `"` belong to the argument. */
  readonly takesBar?: boolean;
  /** Whether `!` may follow. */
  readonly bang?: boolean;
  /** Whether it changes text, which 'nomodifiable' forbids. */
  readonly changes?: boolean;
  readonly run: (call: ExCall) => Task<void> | void;
}
