// Prints objects as `kubectl get` would from the server's table, for tests that look at whole rows.

import type { Kind } from '../../../src/kube/objects/kind.ts';
import { decode } from '../../../src/kube/objects/schema.ts';
import type { KubeObject } from '../../../src/kube/objects/types/meta.ts';

export const NOW = Date.UTC(2026, 10, 2, 9);

/** `seconds` before NOW, as a timestamp. */
export const ago = (seconds: number): string => `${new Date(NOW - seconds * 1000).toISOString().slice(0, 19)}Z`;

/** What the server holds after a create, except that the status is kept. */
export function stored<T extends KubeObject>(kind: Kind<T>, body: object): T {
  const { object } = decode(kind, body);
  kind.setDefaults?.(object);
  return object;
}

export function table<T extends KubeObject>(kind: Kind<T>, bodies: readonly object[], wide = false): string {
  const columns = kind.columns.filter(({ priority }) => wide || priority === 0);
  const rows = bodies.map((body) => {
    const object = stored(kind, body);
    return columns.map((column) => String(column.cell(object, NOW)));
  });
  const all = [columns.map(({ name }) => name.toUpperCase()), ...rows];
  const widths = columns.map((_column, index) => Math.max(...all.map((row) => row[index].length)));
  return all
    .map((row) =>
      row
        .map((cell, index) => cell.padEnd(widths[index] + 3))
        .join('')
        .trimEnd(),
    )
    .join('\n');
}
