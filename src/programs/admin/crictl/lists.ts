// crictl ps, pods, images: what there is.

import type { ContainerRecord, ContainerRuntime, ImageRecord, Sandbox } from '../../../linux/containers/cri.ts';
import { Exit } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import type { CrictlRun } from './invocation.ts';
import { ago, humanSize, json, nanoseconds, shortId, table, yaml } from './print.ts';

const STATES = { created: 'Created', running: 'Running', exited: 'Exited' };

export function* ps(run: CrictlRun): Task<number> {
  const { given } = run;
  const state = given.text('state').toLowerCase();
  if (state !== '' && !['created', 'running', 'exited', 'unknown'].includes(state)) {
    yield* plainFatal(run, '--state should be one of created, running, exited or unknown');
  }
  const runtime = yield* run.runtime(true);
  const shown = state !== '' ? state : given.has('all') || given.has('last') || given.has('latest') ? '' : 'running';
  let found = newestFirst(runtime.containers()).filter(
    (one) =>
      (shown === '' || one.state === shown) &&
      one.id.startsWith(given.text('id')) &&
      one.sandbox.startsWith(given.text('pod')) &&
      isNamed(one.config.name, given.text('name')) &&
      hasLabels(one.config.labels, given.list('label')) &&
      (given.text('image') === '' || one.imageId === runtime.image(given.text('image'))?.id),
  );
  const last = given.has('latest') ? 1 : given.number('last', 0);
  if (last > 0) found = found.slice(0, last);
  if (given.has('quiet')) return yield* printIds(run, found);
  if (yield* structured(run, 'listing containers', () => ({ containers: found.map(containerMessage) }))) return 0;
  const id = (text: string) => (given.has('no-trunc') ? text : shortId(text));
  const namespaces = run.minor >= 32;
  const rows = [
    [
      'CONTAINER',
      'IMAGE',
      'CREATED',
      'STATE',
      'NAME',
      'ATTEMPT',
      'POD ID',
      'POD',
      ...(namespaces ? ['NAMESPACE'] : []),
    ],
    ...found.map(({ id: own, imageId, createdAt, state: now, config, sandbox }) => [
      id(own),
      id(imageId),
      ago(run.now - createdAt),
      STATES[now],
      config.name,
      String(config.attempt),
      id(sandbox),
      config.labels['io.kubernetes.pod.name'] ?? 'unknown',
      ...(namespaces ? [config.labels['io.kubernetes.pod.namespace'] ?? 'unknown'] : []),
    ]),
  ];
  yield* run.print(table(rows));
  return 0;
}

export function* pods(run: CrictlRun): Task<number> {
  const { given } = run;
  const state = given.text('state').toLowerCase();
  if (state !== '' && state !== 'ready' && state !== 'notready') {
    yield* plainFatal(run, '--state should be ready or notready');
  }
  const runtime = yield* run.runtime();
  let found = newestFirst(runtime.sandboxes()).filter(
    (one) =>
      (state === '' || one.state.replace('-', '') === state) &&
      one.id.startsWith(given.text('id')) &&
      isNamed(one.config.name, given.text('name')) &&
      isNamed(one.config.namespace, given.text('namespace')) &&
      hasLabels(one.config.labels, given.list('label')),
  );
  const last = given.has('latest') ? 1 : given.number('last', 0);
  if (last > 0) found = found.slice(0, last);
  if (given.has('quiet')) return yield* printIds(run, found);
  if (yield* structured(run, 'listing pod sandboxes', () => ({ items: found.map(sandboxMessage) }))) return 0;
  const rows = [
    ['POD ID', 'CREATED', 'STATE', 'NAME', 'NAMESPACE', 'ATTEMPT', 'RUNTIME'],
    ...found.map(({ id, createdAt, state: now, config }) => [
      given.has('no-trunc') ? id : shortId(id),
      ago(run.now - createdAt),
      now === 'ready' ? 'Ready' : 'NotReady',
      config.name,
      config.namespace,
      String(config.attempt),
      '(default)',
    ]),
  ];
  yield* run.print(table(rows));
  return 0;
}

export function* images(run: CrictlRun): Task<number> {
  const { given } = run;
  const runtime = yield* run.runtime(true);
  const all = imagesById(runtime);
  if (given.has('quiet')) return yield* printIds(run, all);
  if (yield* structured(run, 'listing images', () => ({ images: all.map(imageMessage) }))) return 0;
  const rows = all.flatMap((image) => {
    const id = given.has('no-trunc') ? image.id : shortId(image.id);
    return image.tags.map((name) => {
      const at = name.lastIndexOf(':');
      const digest = given.has('digests') ? [shortId(image.digests[0]?.split('@')[1] ?? '')] : [];
      return [name.slice(0, at), name.slice(at + 1), ...digest, id, humanSize(image.size)];
    });
  });
  rows.sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : 1));
  const head = ['IMAGE', 'TAG', ...(given.has('digests') ? ['DIGEST'] : []), 'IMAGE ID', 'SIZE'];
  yield* run.print(table([head, ...rows]));
  return 0;
}

/** The same image under several tags is one. */
export function imagesById(runtime: ContainerRuntime): ImageRecord[] {
  const found = new Map<string, ImageRecord>();
  for (const image of runtime.images()) {
    const known = found.get(image.id);
    found.set(image.id, known ? { ...known, tags: [...known.tags, ...image.tags] } : image);
  }
  return [...found.values()];
}

function* plainFatal(run: CrictlRun, message: string): Task<never> {
  const iso = new Date(run.now).toISOString();
  yield* run.process.complain(`${iso.slice(0, 10).replaceAll('-', '/')} ${iso.slice(11, 19)} ${message}\n`);
  throw new Exit(1);
}

const newestFirst = <T extends { readonly createdAt: number }>(all: readonly T[]): T[] =>
  [...all].reverse().sort((a, b) => b.createdAt - a.createdAt);

/** A regular expression, as crictl takes names. */
function isNamed(name: string, wanted: string): boolean {
  if (wanted === '') return true;
  try {
    return new RegExp(wanted).test(name);
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

const hasLabels = (labels: Readonly<Record<string, string>>, wanted: readonly string[]): boolean =>
  wanted.every((pair) => {
    const [key, ...value] = pair.split('=');
    return labels[key] === value.join('=');
  });

function* printIds(run: CrictlRun, found: readonly { readonly id: string }[]): Task<number> {
  yield* run.print(found.map(({ id }) => `${id}\n`).join(''));
  return 0;
}

/** Prints with -o json or yaml; false: a table is wanted. */
function* structured(run: CrictlRun, doing: string, value: () => unknown): Task<boolean> {
  const format = run.given.text('output');
  if (format === '' || format === 'table') return false;
  if (format === 'json') yield* run.print(json(value()));
  else if (format === 'yaml') yield* run.print(yaml(value()));
  else return yield* run.fatal(`${doing}: unsupported output format ${JSON.stringify(format)}`);
  return true;
}

// ——— CRI messages ———

const containerMessage = (one: ContainerRecord): unknown => ({
  id: one.id,
  podSandboxId: one.sandbox,
  metadata: { name: one.config.name, attempt: one.config.attempt },
  image: { image: one.imageId, annotations: {}, userSpecifiedImage: '', runtimeHandler: '' },
  imageRef: one.imageId,
  state: `CONTAINER_${one.state.toUpperCase()}`,
  createdAt: nanoseconds(one.createdAt),
  labels: one.config.labels,
  annotations: one.config.annotations,
  imageId: '',
});

const sandboxMessage = ({ id, config, state, createdAt }: Sandbox): unknown => ({
  id,
  metadata: { name: config.name, uid: config.uid, namespace: config.namespace, attempt: config.attempt },
  state: state === 'ready' ? 'SANDBOX_READY' : 'SANDBOX_NOTREADY',
  createdAt: nanoseconds(createdAt),
  labels: config.labels,
  annotations: config.annotations,
  runtimeHandler: '',
});

export const imageMessage = (image: ImageRecord): Record<string, unknown> => ({
  id: image.id,
  repoTags: image.tags,
  repoDigests: image.digests,
  size: String(image.size),
  uid: image.uid > 0 ? { value: String(image.uid) } : null,
  username: '',
  spec: null,
  pinned: image.pinned,
});
