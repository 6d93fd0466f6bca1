// Completion indexes of Indexed jobs: pods numbered from 0, done ones remembered as `1,3-5`. Models
// pkg/controller/job/indexed_job_utils.go.

import type { Container, Pod, PodTemplate } from '../../objects/types/pod.ts';

const INDEX = 'batch.kubernetes.io/job-completion-index';
const VARIABLE = 'JOB_COMPLETION_INDEX';

export function indexOf(pod: Pod): number | undefined {
  const text = pod.metadata.annotations?.[INDEX];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** `1,3-5` → 1, 3, 4, 5. */
export function parseIndexes(text: string): Set<number> {
  const indexes = new Set<number>();
  for (const part of text.split(',')) {
    if (part === '') continue;
    const [first, last = first] = part.split('-').map(Number);
    for (let index = first; index <= last; index++) indexes.add(index);
  }
  return indexes;
}

/** 1, 3, 4, 5 → `1,3-5`; two neighbours stay apart: `1,2`. */
export function formatIndexes(indexes: ReadonlySet<number>): string {
  const parts: string[] = [];
  const sorted = [...indexes].sort((a, b) => a - b);
  for (let at = 0; at < sorted.length; ) {
    let end = at;
    while (sorted[end + 1] === sorted[end] + 1) end++;
    if (end > at) parts.push(`${sorted[at]}${end - at === 1 ? ',' : '-'}${sorted[end]}`);
    else parts.push(String(sorted[at]));
    at = end + 1;
  }
  return parts.join(',');
}

/** The template of one numbered pod: its number as annotation, label, variable and host name. */
export function indexedTemplate(template: PodTemplate, index: number): PodTemplate {
  const fieldPath = `metadata.annotations['${INDEX}']`;
  const withVariable = (container: Container): Container =>
    container.env?.some(({ name }) => name === VARIABLE)
      ? container
      : { ...container, env: [...(container.env ?? []), { name: VARIABLE, valueFrom: { fieldRef: { fieldPath } } }] };
  return {
    metadata: {
      ...template.metadata,
      annotations: { ...template.metadata.annotations, [INDEX]: String(index) },
      labels: { ...template.metadata.labels, [INDEX]: String(index) },
    },
    spec: {
      ...template.spec,
      containers: template.spec.containers.map(withVariable),
      ...(template.spec.initContainers && { initContainers: template.spec.initContainers.map(withVariable) }),
    },
  };
}
