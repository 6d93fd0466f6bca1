// Tables as kubectl prints them. The server chooses the columns; this only pads: each as wide as its longest cell and
// three blanks, never under six, and never narrower than it was before (a watch keeps its columns).

import { fieldOf } from '../resources/objects.ts';

export interface ServerTable {
  readonly kind: 'Table';
  readonly metadata?: { readonly resourceVersion?: string };
  readonly columnDefinitions: readonly { readonly name: string; readonly type: string; readonly priority: number }[];
  readonly rows: readonly { readonly cells: readonly unknown[]; readonly object?: unknown }[];
}

export interface TableOptions {
  readonly wide: boolean;
  readonly noHeaders: boolean;
  readonly withNamespace: boolean;
  readonly showLabels: boolean;
  readonly labelColumns: readonly string[];
  /** `pod`, `deployment.apps`: written before names. */
  readonly kindPrefix?: string;
}

export const isTable = (value: unknown): value is ServerTable => fieldOf(value, 'kind') === 'Table';

/** Rows of text, header first unless there is none. */
export function tableRows(table: ServerTable, options: TableOptions): string[][] {
  const columns = table.columnDefinitions
    .map((column, at) => ({ column, at }))
    .filter(({ column }) => options.wide || column.priority === 0);
  const rows = table.rows.map((row) => {
    const labels = labelsOf(row.object);
    const cells = columns.map(({ at }) => cellText(row.cells[at]));
    if (options.kindPrefix) cells[0] = `${options.kindPrefix}/${cells[0]}`;
    if (options.withNamespace) cells.unshift(String(fieldOf(row.object, 'metadata', 'namespace') ?? ''));
    cells.push(...options.labelColumns.map((label) => labels[label] ?? ''));
    if (options.showLabels) cells.push(formatLabels(labels));
    return cells;
  });
  if (options.noHeaders) return rows;
  const header = columns.map(({ column }) => column.name.toUpperCase());
  if (options.withNamespace) header.unshift('NAMESPACE');
  header.push(...options.labelColumns.map((label) => label.slice(label.lastIndexOf('/') + 1).toUpperCase()));
  if (options.showLabels) header.push('LABELS');
  return [header, ...rows];
}

const labelsOf = (object: unknown): Record<string, string> => {
  const labels = fieldOf(object, 'metadata', 'labels');
  return typeof labels === 'object' && labels !== null ? { ...(labels as Record<string, string>) } : {};
};

/** `a=b,c=d`, sorted; `<none>` without any. */
export function formatLabels(labels: Readonly<Record<string, string>>): string {
  const keys = Object.keys(labels).sort();
  return keys.length === 0 ? '<none>' : keys.map((key) => `${key}=${labels[key]}`).join(',');
}

/** One line: what follows the first line break is cut. */
function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '<nil>';
  const text = String(cell);
  const end = text.search(/[\f\n\r]/);
  return end < 0 ? text : `${text.slice(0, end)}...`;
}

/** Pads rows to columns; keeps the widths it has seen. */
export class ColumnWidths {
  readonly #widths: number[] = [];

  pad(rows: readonly (readonly string[])[]): string {
    for (const row of rows) {
      row.slice(0, -1).forEach((cell, at) => {
        this.#widths[at] = Math.max(this.#widths[at] ?? 6, [...cell].length + 3);
      });
    }
    return rows
      .map((row) => `${row.map((cell, at) => (at === row.length - 1 ? cell : this.#padded(cell, at))).join('')}\n`)
      .join('');
  }

  #padded(cell: string, at: number): string {
    return cell + ' '.repeat(Math.max(0, this.#widths[at] - [...cell].length));
  }
}
