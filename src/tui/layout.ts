// Where the lab screen puts things. Wide windows: the task left, the terminal right. Narrow ones: the task
// above, the terminal below, so that kubectl's tables keep their columns.

import type { Panel, Size } from './model.ts';
import type { Pane } from './terminal/compositor.ts';

export interface LabLayout {
  readonly wide: boolean;
  /** Room for the task, without its frame. */
  readonly task: Size;
  readonly pane: Pane;
}

const WIDE = 116;
/** What kubectl's tables need to stay on one line. */
const TERMINAL_COLUMNS = 80;

export function labLayout({ columns, rows }: Size): LabLayout {
  const body = rows - 2; // the status line above, the keys below
  if (columns >= WIDE) {
    const left = Math.max(34, Math.min(60, columns - TERMINAL_COLUMNS - 1, Math.floor(columns * 0.38)));
    return {
      wide: true,
      task: { columns: left - 2, rows: body },
      pane: { column: left + 1, row: 1, columns: columns - left - 1, rows: body },
    };
  }
  const above = Math.max(5, Math.floor(body * 0.36));
  return {
    wide: false,
    task: { columns: columns - 2, rows: above },
    pane: { column: 0, row: above + 2, columns, rows: body - above - 1 },
  };
}

/** In narrow windows a long text takes the terminal's place while it is read. */
export function covers(size: Size, panel: Panel): boolean {
  const isLong = panel.type === 'help' || panel.type === 'grade' || panel.type === 'undo';
  return isLong && !labLayout(size).wide;
}
