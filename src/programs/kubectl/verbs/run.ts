// kubectl run: one pod, perhaps with a service before it.

import { applyMergePatch } from '../../../base/merge-patch.ts';
import type { Task } from '../../../sim/task.ts';
import { type Fields, intOrString, metadataOf, pairsOf } from '../create/generators.ts';
import { KubectlError, NotSimulated } from '../errors.ts';
import { type DryRun, dryRunSuffix, type Invocation } from '../invocation.ts';
import { nameOf, printerFor } from '../print/objects.ts';
import { attachAndWait, removeCreated } from '../remote/attached-run.ts';
import type { AnyObject } from '../resources/objects.ts';
import { withLastApplied } from './create.ts';
import { CHANGING, PRINTING, type Verb } from './verb.ts';

export const run: Verb = {
  name: 'run',
  flags: [
    ...PRINTING,
    ...CHANGING,
    'annotations',
    'attach',
    'command',
    'env',
    'expose',
    'image',
    'image-pull-policy',
    'labels',
    'leave-stdin-open',
    'overrides',
    'override-type',
    'pod-running-timeout',
    'port',
    'privileged',
    'quiet',
    'restart',
    'rm',
    'save-config',
    'stdin',
    'tty',
  ],
  *run(invocation) {
    const { flags, args } = invocation;
    if (args.length === 0) throw invocation.usageError('NAME is required for run');
    const [name, ...words] = args;
    const image = flags.string('image');
    if (!flags.changed('image')) throw new KubectlError('required flag(s) "image" not set');
    if (image === '') throw new KubectlError('--image is required');
    if (!/^[a-zA-Z0-9][\w./:@-]*$/.test(image)) {
      throw new KubectlError(`Invalid image name ${JSON.stringify(image)}: invalid reference format`);
    }
    const dryRun = yield* invocation.dryRun();
    const attached = flags.bool('stdin') || flags.bool('tty') || flags.bool('attach');
    checkFlags(invocation, attached, dryRun);
    const session = yield* invocation.session();
    yield* session.discovery.all(); // even a client dry run asks what the server offers
    const printer = yield* printerFor(invocation, { asMade: true });
    const made: AnyObject[] = [];
    const created: AnyObject[] = [];
    if (flags.bool('expose')) made.push(serviceFor(invocation, name) as AnyObject);
    made.push(overridden(invocation, podFor(invocation, name, image, words)) as AnyObject);
    for (const object of made) {
      const body = flags.bool('save-config') ? withLastApplied(object) : object;
      const result = dryRun === 'client' ? body : yield* post(invocation, body, dryRun);
      created.push(result);
      if (attached && object.kind === 'Pod') continue;
      const separator =
        printer && made.length > 1 && object === made[0] && flags.string('output') === 'yaml' ? '---\n' : '';
      yield* invocation.print(
        printer ? `${printer.print(result)}${separator}` : `${nameOf(result)} created${dryRunSuffix(dryRun)}\n`,
      );
    }
    if (!attached) return 0;
    try {
      return yield* attachAndWait(invocation, session, name);
    } finally {
      if (flags.bool('rm')) yield* removeCreated(invocation, session, created);
    }
  },
};

function checkFlags(invocation: Invocation, attached: boolean, dryRun: DryRun): void {
  const { flags } = invocation;
  const restart = flags.string('restart');
  if (flags.bool('rm') && !attached) throw invocation.usageError('--rm should only be used for attached containers');
  if (attached && dryRun !== 'none') {
    throw invocation.usageError(
      "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)",
    );
  }
  if (flags.bool('tty') && !flags.bool('stdin'))
    throw invocation.usageError('-i/--stdin is required for containers with -t/--tty=true');
  if (flags.bool('expose') && flags.string('port') === '') {
    throw invocation.usageError('--port must be set when exposing a service');
  }
  if (restart !== '' && !['Always', 'OnFailure', 'Never'].includes(restart)) {
    throw invocation.usageError(`invalid restart policy: ${restart}`);
  }
  const pull = flags.string('image-pull-policy');
  if (pull !== '' && !['Always', 'IfNotPresent', 'Never'].includes(pull)) {
    throw invocation.usageError(`invalid image pull policy: ${pull}`);
  }
}

function podFor(invocation: Invocation, name: string, image: string, words: readonly string[]): Fields {
  const { flags } = invocation;
  const labels = flags.string('labels') === '' ? { run: name } : pairsOf(flags.string('labels').split(','), 'label');
  const annotations = pairsOf(flags.list('annotations'), 'annotation');
  const isCommand = flags.bool('command');
  const port = flags.string('port');
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: metadataOf(invocation, {
      name,
      labels,
      annotations: Object.keys(annotations).length > 0 ? annotations : undefined,
    }),
    spec: {
      containers: [
        {
          name,
          image,
          command: isCommand && words.length > 0 ? words : undefined,
          args: !isCommand && words.length > 0 ? words : undefined,
          ports: port === '' ? undefined : [{ containerPort: portNumber(port) }],
          env: environment(flags.list('env')),
          resources: {},
          imagePullPolicy: flags.string('image-pull-policy') || undefined,
          securityContext: flags.bool('privileged') ? { privileged: true } : undefined,
          stdin: flags.bool('stdin') || undefined,
          stdinOnce: (flags.bool('stdin') && !flags.bool('leave-stdin-open')) || undefined,
          tty: flags.bool('tty') || undefined,
        },
      ],
      restartPolicy: flags.string('restart') || 'Always',
      dnsPolicy: 'ClusterFirst',
    },
    status: {},
  };
}

function portNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new KubectlError(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

function environment(pairs: readonly string[]): Fields[] | undefined {
  if (pairs.length === 0) return undefined;
  return pairs.map((pair) => {
    const equals = pair.indexOf('=');
    if (equals <= 0) throw new KubectlError(`invalid env: ${pair}`);
    return { name: pair.slice(0, equals), value: pair.slice(equals + 1) || undefined };
  });
}

function serviceFor(invocation: Invocation, name: string): Fields {
  const { flags } = invocation;
  const port = portNumber(flags.string('port'));
  const selector = flags.string('labels') === '' ? { run: name } : pairsOf(flags.string('labels').split(','), 'label');
  return {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: metadataOf(invocation, { name }),
    spec: { ports: [{ protocol: 'TCP', port, targetPort: intOrString(String(port)) }], selector },
    status: { loadBalancer: {} },
  };
}

function overridden(invocation: Invocation, pod: Fields): Fields {
  const overrides = invocation.flags.string('overrides');
  if (overrides === '') return pod;
  const type = invocation.flags.string('override-type') || 'merge';
  if (type !== 'merge') throw new NotSimulated(`kubectl run --override-type=${type}`);
  let patch: unknown;
  try {
    patch = JSON.parse(overrides);
  } catch (error) {
    if (error instanceof SyntaxError) throw new KubectlError('Invalid JSON Patch');
    throw error;
  }
  return applyMergePatch(JSON.parse(JSON.stringify(pod)), patch) as Fields;
}

function* post(invocation: Invocation, object: AnyObject, dryRun: DryRun): Task<AnyObject> {
  const session = yield* invocation.session();
  const type = object.kind === 'Pod' ? 'pods' : 'services';
  const { namespace } = invocation;
  return (yield* session.json('POST', `/api/v1/namespaces/${namespace}/${type}`, {
    body: { ...object, metadata: { ...object.metadata, namespace } },
    query: {
      dryRun: dryRun === 'server' ? 'All' : undefined,
      fieldManager: invocation.flags.string('field-manager') || 'kubectl-run',
    },
  })) as AnyObject;
}
