// kubectl debug: a container beside those of a running pod, a copy of a pod that may be changed, or a pod on a node
// that sees the node's files. Models k8s.io/kubectl/pkg/cmd/debug.

import { NAME_SUFFIX } from '../../../base/random.ts';
import type { Task } from '../../../sim/task.ts';
import { KubectlError, NotSimulated } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { attachToPod } from '../remote/attach.ts';
import { fetchOne, targetsOf } from '../resources/arguments.ts';
import {
  type AnyObject,
  copyOf,
  fieldOf,
  listOf,
  pathOf,
  pathOfTarget,
  type Target,
  textOf,
} from '../resources/objects.ts';
import type { Session } from '../session.ts';
import type { Verb } from './verb.ts';

type Part = Record<string, unknown>;

const LEGACY =
  '--profile=legacy is deprecated and will be removed in the future. It is recommended to explicitly specify a profile, for example "--profile=general".\n';
const PROFILES = ['legacy', 'general', 'baseline', 'restricted', 'netadmin', 'sysadmin'];
const POLL = 250;

export const debug: Verb = {
  name: 'debug',
  flags: [
    'arguments-only',
    'attach',
    'container',
    'copy-to',
    'env',
    'image',
    'image-pull-policy',
    'keep-annotations',
    'keep-init-containers',
    'keep-labels',
    'keep-liveness',
    'keep-readiness',
    'keep-startup',
    'profile',
    'quiet',
    'replace',
    'same-node',
    'set-image',
    'share-processes',
    'stdin',
    'target',
    'tty',
  ],
  *run(invocation) {
    const { flags, args } = invocation;
    const before = invocation.dash ?? args.length;
    const copy = flags.string('copy-to');
    if (copy === '' && flags.string('image') === '') {
      throw new KubectlError('you must specify --image when not using --copy-to.');
    }
    if (copy !== '' && flags.string('image') === '' && flags.list('set-image').length === 0 && args.length === before) {
      throw new KubectlError('you must specify --image, --set-image or command arguments.');
    }
    if (before === 0) throw new KubectlError('NAME or filename is required for debug');
    const profile = flags.changed('profile') ? flags.string('profile') : invocation.minor >= 36 ? 'general' : 'legacy';
    if (!PROFILES.includes(profile)) throw new KubectlError(`unknown profile: ${profile}`);
    if (profile === 'legacy') yield* invocation.process.complain(LEGACY);
    if (profile !== 'legacy' && profile !== 'general') throw new NotSimulated(`kubectl debug --profile=${profile}`);
    const session = yield* invocation.session();
    const words = args.slice(0, before).flatMap((word) => (word.includes('/') ? [word] : [`pod/${word}`]));
    const { targets } = yield* targetsOf(session, { args: words, namespace: invocation.namespace });
    for (const target of targets) {
      const object = yield* fetchOne(session, target);
      const command = args.slice(before);
      const made =
        object.kind === 'Node'
          ? yield* onNode(invocation, session, object, command)
          : object.kind !== 'Pod'
            ? undefined
            : copy === ''
              ? yield* beside(invocation, session, target, object, command)
              : yield* asCopy(invocation, session, target, object, command);
      if (!made) throw new KubectlError(`"${target.resource.name}.${target.resource.group}" not supported by debug`);
      if (flags.bool('stdin') || flags.bool('attach')) yield* attachTo(invocation, session, made);
    }
    return 0;
  },
};

interface Made {
  readonly pod: AnyObject;
  readonly container: string;
}

function containerFor(invocation: Invocation, name: string, command: readonly string[]): Part {
  const { flags } = invocation;
  const env = flags.list('env').map((pair) => {
    const [key, ...value] = pair.split('=');
    return { name: key, value: value.join('=') };
  });
  return {
    name,
    image: flags.string('image'),
    ...(command.length > 0 && { [flags.bool('arguments-only') ? 'args' : 'command']: command }),
    ...(env.length > 0 && { env }),
    ...(flags.string('image-pull-policy') !== '' && { imagePullPolicy: flags.string('image-pull-policy') }),
    resources: {},
    ...(flags.bool('stdin') && { stdin: true }),
    ...(flags.bool('tty') && { tty: true }),
    terminationMessagePolicy: 'File',
  };
}

function* nameFor(invocation: Invocation, pod: AnyObject): Task<string> {
  const { flags } = invocation;
  const given = flags.string('container');
  if (given !== '') return given;
  const taken = ['containers', 'initContainers', 'ephemeralContainers'].flatMap((list) =>
    listOf(pod, 'spec', list).map((one) => textOf(one, 'name')),
  );
  let name = '';
  do name = `debugger-${invocation.process.simulation.random.text(5, NAME_SUFFIX)}`;
  while (taken.includes(name));
  if (!flags.bool('quiet')) yield* invocation.print(`Defaulting debug container name to ${name}.\n`);
  return name;
}

const isGeneral = (invocation: Invocation): boolean =>
  invocation.flags.string('profile') === 'general' || (!invocation.flags.changed('profile') && invocation.minor >= 36);

const PTRACE = { capabilities: { add: ['SYS_PTRACE'] } };

function* beside(
  invocation: Invocation,
  session: Session,
  target: Target,
  pod: AnyObject,
  command: readonly string[],
): Task<Made> {
  const { flags } = invocation;
  const container = yield* nameFor(invocation, pod);
  const of = flags.string('target');
  if (of !== '' && !flags.bool('quiet')) {
    yield* invocation.print(
      `Targeting container ${JSON.stringify(of)}. If you don't see processes from this container it may be because the container runtime doesn't support this feature.\n`,
    );
  }
  const added = {
    ...containerFor(invocation, container, command),
    ...(of !== '' && { targetContainerName: of }),
    ...(isGeneral(invocation) && { securityContext: PTRACE }),
  };
  const changed = (yield* session.json('PATCH', pathOfTarget(target, 'ephemeralcontainers'), {
    contentType: 'application/strategic-merge-patch+json',
    body: { spec: { ephemeralContainers: [added] } },
  })) as AnyObject;
  return { pod: changed, container };
}

function* asCopy(
  invocation: Invocation,
  session: Session,
  target: Target,
  pod: AnyObject,
  command: readonly string[],
): Task<Made> {
  const { flags } = invocation;
  const spec = copyOf(fieldOf(pod, 'spec') ?? {}) as Part & { containers: Part[]; initContainers?: Part[] };
  if (!flags.bool('same-node')) delete spec.nodeName;
  delete spec.ephemeralContainers;
  if (!flags.bool('keep-init-containers')) delete spec.initContainers;
  if (flags.changed('share-processes') || flags.bool('share-processes')) {
    spec.shareProcessNamespace = flags.bool('share-processes');
  }
  for (const one of spec.containers) {
    if (!flags.bool('keep-liveness')) delete one.livenessProbe;
    if (!flags.bool('keep-readiness')) delete one.readinessProbe;
    if (!flags.bool('keep-startup')) delete one.startupProbe;
  }
  for (const pair of flags.list('set-image')) {
    const [name, image = ''] = pair.split('=');
    for (const one of spec.containers) if (name === '*' || one.name === name) one.image = image;
  }
  const wanted = flags.string('container');
  const present = spec.containers.find((one) => one.name === wanted);
  let container = wanted;
  if (present) {
    if (flags.string('image') !== '') present.image = flags.string('image');
    if (command.length > 0) {
      present.command = command;
      delete present.args;
    }
    if (flags.bool('stdin')) present.stdin = true;
    if (flags.bool('tty')) present.tty = true;
  } else if (flags.string('image') !== '') {
    container = yield* nameFor(invocation, pod);
    spec.containers.push(containerFor(invocation, container, command));
  } else container = textOf(spec.containers[0], 'name');
  const metadata: Part = { name: flags.string('copy-to'), namespace: pod.metadata.namespace };
  if (flags.bool('keep-labels')) metadata.labels = pod.metadata.labels;
  if (flags.bool('keep-annotations')) metadata.annotations = pod.metadata.annotations;
  const body = { apiVersion: 'v1', kind: 'Pod', metadata, spec };
  const made = (yield* session.json('POST', pathOf(target.resource, target.namespace), { body })) as AnyObject;
  if (flags.bool('replace')) yield* session.json('DELETE', pathOfTarget(target));
  return { pod: made, container };
}

function* onNode(invocation: Invocation, session: Session, node: AnyObject, command: readonly string[]): Task<Made> {
  const { flags } = invocation;
  const container = flags.string('container') || 'debugger';
  const suffix = invocation.process.simulation.random.text(5, NAME_SUFFIX);
  const name = `node-debugger-${node.metadata.name}-${suffix}`;
  if (!flags.bool('quiet')) {
    yield* invocation.print(
      `Creating debugging pod ${name} with container ${container} on node ${node.metadata.name}.\n`,
    );
  }
  const body = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { 'app.kubernetes.io/managed-by': 'kubectl-debug' } },
    spec: {
      containers: [
        { ...containerFor(invocation, container, command), volumeMounts: [{ mountPath: '/host', name: 'host-root' }] },
      ],
      hostIPC: true,
      hostNetwork: true,
      hostPID: true,
      nodeName: node.metadata.name,
      restartPolicy: 'Never',
      tolerations: [{ operator: 'Exists' }],
      volumes: [{ name: 'host-root', hostPath: { path: '/' } }],
    },
  };
  const [pods] = yield* session.discovery.named('pods');
  const pod = (yield* session.json('POST', pathOf(pods, invocation.namespace), { body })) as AnyObject;
  return { pod, container };
}

/** Waits until the container runs or has ended, then speaks with it. */
function* attachTo(invocation: Invocation, session: Session, { pod, container }: Made): Task<void> {
  const { flags, process } = invocation;
  const [pods] = yield* session.discovery.named('pods');
  for (;;) {
    const now = (yield* session.json('GET', pathOf(pods, pod.metadata.namespace, pod.metadata.name))) as AnyObject;
    const statuses = ['containerStatuses', 'ephemeralContainerStatuses'].flatMap((list) => listOf(now, 'status', list));
    const status = statuses.find((one) => textOf(one, 'name') === container);
    if (fieldOf(status, 'state', 'running') !== undefined) {
      yield* attachToPod(invocation, session, pods, now, { stdin: flags.bool('stdin'), tty: flags.bool('tty') });
      return;
    }
    if (fieldOf(status, 'state', 'terminated') !== undefined) return;
    yield* process.sleep(POLL);
  }
}
