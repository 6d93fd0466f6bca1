// As many columns as fit a width: down each column as ls does, or across.

export interface Cell {
  readonly text: string;
  /** Screen columns of `text`; colours take none. */
  readonly width: number;
}

const GAP = 2;

export function inColumns(cells: readonly Cell[], width: number, direction: 'down' | 'across', tab = 8): string {
  if (cells.length === 0) return '';
  const columns = mostColumns(cells, width, direction);
  const rows = Math.ceil(cells.length / columns);
  const widths = columnWidths(cells, columns, rows, direction);
  let text = '';
  for (let row = 0; row < rows; row++) {
    let at = 0;
    let edge = 0;
    for (let column = 0; column < columns; column++) {
      const cell = cells[direction === 'down' ? column * rows + row : row * columns + column];
      if (!cell) break;
      text += indent(at, edge, tab) + cell.text;
      at = edge + cell.width;
      edge += widths[column] + GAP;
    }
    text += '\n';
  }
  return text;
}

function mostColumns(cells: readonly Cell[], width: number, direction: 'down' | 'across'): number {
  for (let columns = Math.min(cells.length, Math.max(1, Math.floor(width / 3))); columns > 1; columns--) {
    const rows = Math.ceil(cells.length / columns);
    const widths = columnWidths(cells, columns, rows, direction);
    const total = widths.reduce((sum, one) => sum + one, 0) + GAP * (widths.length - 1);
    if (total < width && widths.length === columns) return columns;
  }
  return 1;
}

function columnWidths(cells: readonly Cell[], columns: number, rows: number, direction: 'down' | 'across'): number[] {
  const widths: number[] = [];
  cells.forEach((cell, index) => {
    const column = direction === 'down' ? Math.floor(index / rows) : index % columns;
    widths[column] = Math.max(widths[column] ?? 0, cell.width);
  });
  return widths;
}

/** From one screen column to another, with tabs where they reach, as ls indents. */
function indent(from: number, to: number, tab: number): string {
  let text = '';
  let at = from;
  while (at < to) {
    const stop = (Math.floor(at / tab) + 1) * tab;
    if (tab > 0 && Math.floor(to / tab) > Math.floor((at + 1) / tab)) {
      text += '\t';
      at = stop;
    } else {
      text += ' ';
      at++;
    }
  }
  return text;
}
