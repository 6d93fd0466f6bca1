// kubectl logs.

import { decode } from '../../../base/bytes.ts';
import { parseTime } from '../../../base/duration.ts';
import { StatusError } from '../../../kube/client/client.ts';
import { type Task, wait } from '../../../sim/task.ts';
import { selectorText } from '../describe/workloads.ts';
import { KubectlError } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { fetchAll, fetchOne, parseTypes, scopeOf } from '../resources/arguments.ts';
import type { Resource } from '../resources/discovery.ts';
import { type AnyObject, fieldOf, listOf, pathOf, textOf } from '../resources/objects.ts';
import type { Session } from '../session.ts';
import type { Verb } from './verb.ts';

const USAGE = `expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.
POD or TYPE/NAME is a required argument for the logs command`;

export const logs: Verb = {
  name: 'logs',
  flags: [
    'all-containers',
    'container',
    'follow',
    'ignore-errors',
    'limit-bytes',
    'prefix',
    'previous',
    'selector',
    'since',
    'since-time',
    'tail',
    'timestamps',
  ],
  *run(invocation) {
    const { args, flags } = invocation;
    const selector = flags.string('selector');
    if (args.length === 0 && selector === '') throw invocation.usageError(USAGE);
    if (args.length > 2) throw invocation.usageError(USAGE);
    if (args.length > 0 && selector !== '')
      throw invocation.usageError('only a selector (-l) or a POD name is allowed');
    if (flags.bool('all-containers') && flags.string('container') !== '') {
      throw new KubectlError(
        `--all-containers=true should not be specified with container name ${flags.string('container')}`,
      );
    }
    if (flags.int('tail') < -1) throw new KubectlError(`--tail must be greater than or equal to -1`);
    const session = yield* invocation.session();
    const [pods] = yield* session.discovery.named('pods');
    const found = yield* podsFor(invocation, session, pods);
    const wanted = args[1] ?? flags.string('container');
    for (const pod of found) {
      const containers = flags.bool('all-containers') ? allContainers(pod) : [yield* chosen(invocation, pod, wanted)];
      for (const container of containers) yield* printLog(invocation, session, pods, pod, container, found.length > 1);
    }
    return 0;
  },
};

function* podsFor(invocation: Invocation, session: Session, pods: Resource): Task<AnyObject[]> {
  const { args, flags, namespace } = invocation;
  const selector = flags.string('selector');
  if (selector !== '') {
    const all = yield* fetchAll(session, pods, namespace, { labels: selector, fields: '' });
    if (all.length === 0) yield* invocation.process.complain(`No resources found in ${namespace} namespace.\n`);
    return all;
  }
  const word = args[0].includes('/') ? args[0] : `pods/${args[0]}`;
  const { selections } = yield* parseTypes(session, [word]);
  const [{ resource, names }] = selections;
  const name = names?.[0] ?? '';
  const object = yield* fetchNamed(invocation, session, resource, name);
  if (resource.kind === 'Pod') return [object];
  const labels = fieldOf(object, 'spec', 'selector');
  const text = resource.kind === 'Service' ? selectorText({ matchLabels: labels }, '') : selectorText(labels, '');
  if (text === '' || text === '<none>')
    throw new KubectlError(`cannot get the logs from ${object.apiVersion}.${object.kind}: selector is empty`);
  const all = yield* fetchAll(session, pods, namespace, { labels: text, fields: '' });
  if (all.length === 0) throw new KubectlError('timed out waiting for the condition');
  if (all.length > 1) {
    yield* invocation.process.complain(`Found ${all.length} pods, using pod/${all[0].metadata.name}\n`);
  }
  return [all[0]];
}

/** From 1.30 on kubectl says where it looked. */
function* fetchNamed(invocation: Invocation, session: Session, resource: Resource, name: string): Task<AnyObject> {
  const { namespace, minor } = invocation;
  try {
    return yield* fetchOne(session, { resource, namespace: scopeOf(resource, namespace), name, source: '' });
  } catch (error) {
    if (!(error instanceof StatusError) || error.reason !== 'NotFound' || minor < 30) throw error;
    throw new KubectlError(`error from server (NotFound): ${error.message} in namespace ${JSON.stringify(namespace)}`);
  }
}

const allContainers = (pod: AnyObject): string[] =>
  ['initContainers', 'containers', 'ephemeralContainers'].flatMap((field) =>
    listOf(pod, 'spec', field).map((container) => textOf(container, 'name')),
  );

function* chosen(invocation: Invocation, pod: AnyObject, wanted: string): Task<string> {
  const names = allContainers(pod);
  if (wanted !== '') {
    if (names.includes(wanted)) return wanted;
    throw new KubectlError(`container ${wanted} is not valid for pod ${pod.metadata.name}`);
  }
  const main = listOf(pod, 'spec', 'containers').map((container) => textOf(container, 'name'));
  const annotated = pod.metadata.annotations?.['kubectl.kubernetes.io/default-container'];
  if (annotated && names.includes(annotated)) return annotated;
  if (names.length > 1) {
    yield* invocation.process.complain(`Defaulted container ${JSON.stringify(main[0])} out of: ${outOf(pod)}\n`);
  }
  return main[0];
}

/** `web, side, setup (init)` */
function outOf(pod: AnyObject): string {
  const names = (field: string) => listOf(pod, 'spec', field).map((container) => textOf(container, 'name'));
  return [
    ...names('containers'),
    ...names('initContainers').map((name) => `${name} (init)`),
    ...names('ephemeralContainers').map((name) => `${name} (ephem)`),
  ].join(', ');
}

/** How long ago --since-time was. */
function sinceTime({ flags, now }: Invocation): number {
  const text = flags.string('since-time');
  if (text === '') return 0;
  const at = parseTime(text);
  if (at === undefined) {
    throw new KubectlError(
      `parsing time ${JSON.stringify(text)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(text)} as "2006"`,
    );
  }
  return Math.max(1, now - at);
}

function* printLog(
  invocation: Invocation,
  session: Session,
  pods: Resource,
  pod: AnyObject,
  container: string,
  several: boolean,
): Task<void> {
  const { flags } = invocation;
  const tail = flags.changed('tail') ? flags.int('tail') : several ? 10 : -1;
  const since = Math.ceil((flags.duration('since') || sinceTime(invocation)) / 1000);
  const prefix = flags.bool('prefix') ? `[pod/${pod.metadata.name}/${container}] ` : '';
  const query = {
    container,
    follow: flags.bool('follow') ? 'true' : undefined,
    limitBytes: flags.int('limit-bytes') > 0 ? flags.string('limit-bytes') : undefined,
    previous: flags.bool('previous') ? 'true' : undefined,
    sinceSeconds: since > 0 ? String(since) : undefined,
    tailLines: tail >= 0 ? String(tail) : undefined,
    timestamps: flags.bool('timestamps') ? 'true' : undefined,
  };
  try {
    const response = yield* session.request('GET', pathOf(pods, pod.metadata.namespace, pod.metadata.name, 'log'), {
      query,
    });
    yield* invocation.print(withPrefix(textOfBody(response.body), prefix));
    const { stream } = response;
    if (!stream) return;
    try {
      for (;;) {
        const part = yield* wait(stream.receive('log'));
        if (part === undefined) return;
        yield* invocation.print(withPrefix(textOfBody(part), prefix));
      }
    } finally {
      stream.abandon();
    }
  } catch (error) {
    if (!(error instanceof StatusError) || !flags.bool('ignore-errors')) throw error;
    yield* invocation.process.complain(`error: ${error.message}\n`);
  }
}

const textOfBody = (body: unknown): string =>
  typeof body === 'string' ? body : body instanceof Uint8Array ? decode(body) : '';

const withPrefix = (text: string, prefix: string): string => (prefix === '' ? text : text.replace(/^(?=.)/gm, prefix));
