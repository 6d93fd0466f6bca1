// Pieces of the tables `kubectl get` prints. Models k8s.io/kubernetes pkg/printers/internalversion.

import { age } from '../../base/duration.ts';
import type { Column } from './kind.ts';
import { formatLabelSelector } from './selectors.ts';
import type { KubeObject, LabelSelector } from './types/meta.ts';
import type { Container } from './types/pod.ts';

type Cell<T extends KubeObject> = Column<T>['cell'];

export const NAME: Column<KubeObject> = {
  name: 'Name',
  type: 'string',
  format: 'name',
  priority: 0,
  cell: (object) => object.metadata.name,
};

export const AGE: Column<KubeObject> = {
  name: 'Age',
  type: 'string',
  priority: 0,
  cell: (object, now) => age(object.metadata.creationTimestamp, now),
};

export const CREATED_AT: Column<KubeObject> = {
  name: 'Created At',
  type: 'date',
  priority: 0,
  cell: (object) => object.metadata.creationTimestamp,
};

export function column<T extends KubeObject>(name: string, cell: Cell<T>): Column<T> {
  return { name, type: 'string', priority: 0, cell };
}

export function integerColumn<T extends KubeObject>(name: string, cell: Cell<T>): Column<T> {
  return { name, type: 'integer', priority: 0, cell };
}

/** Only with -o wide. */
export function wideColumn<T extends KubeObject>(name: string, cell: Cell<T>): Column<T> {
  return { name, type: 'string', priority: 1, cell };
}

/** The wide columns of everything that has a pod template. */
export function containerColumns<T extends KubeObject>(containersOf: (object: T) => readonly Container[]): Column<T>[] {
  return [
    wideColumn('Containers', (object) =>
      containersOf(object)
        .map((container) => container.name)
        .join(','),
    ),
    wideColumn('Images', (object) =>
      containersOf(object)
        .map((container) => container.image)
        .join(','),
    ),
  ];
}

export function selectorColumn<T extends KubeObject>(selectorOf: (object: T) => LabelSelector | undefined): Column<T> {
  return wideColumn('Selector', (object) => formatLabelSelector(selectorOf(object)));
}

/** `Go`'s "no value" in most cells. */
export const NONE = '<none>';
export const UNKNOWN = '<unknown>';
export const UNSET = '<unset>';

export const orNone = (text: string | undefined): string => (text ? text : NONE);

/** labels.FormatLabels: `a=1,b=2`, `<none>` for no labels. */
export function formatLabels(labels: Readonly<Record<string, string>> | undefined): string {
  const text = Object.keys(labels ?? {})
    .sort()
    .map((key) => `${key}=${labels?.[key]}`)
    .join(',');
  return orNone(text);
}
