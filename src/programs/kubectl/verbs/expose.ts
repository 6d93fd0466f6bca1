// kubectl expose: a service in front of the pods of an object.

import type { Task } from '../../../sim/task.ts';
import { type Fields, intOrString, metadataOf, pairsOf } from '../create/generators.ts';
import { KubectlError } from '../errors.ts';
import { dryRunSuffix, type Invocation } from '../invocation.ts';
import { nameOf, printerFor } from '../print/objects.ts';
import { fetchOne, targetsOf } from '../resources/arguments.ts';
import { readManifests, resolveManifests } from '../resources/manifests.ts';
import { type AnyObject, listOf, mapOf, numberOf, type Target, textOf } from '../resources/objects.ts';
import { CHANGING, FILES, PRINTING, type Verb } from './verb.ts';

const EXPOSABLE = ['Pod', 'Service', 'ReplicationController', 'Deployment', 'ReplicaSet'];

export const expose: Verb = {
  name: 'expose',
  flags: [
    ...PRINTING,
    ...FILES,
    ...CHANGING,
    'cluster-ip',
    'external-ip',
    'labels',
    'load-balancer-ip',
    'name',
    'port',
    'protocol',
    'selector',
    'session-affinity',
    'target-port',
    'type',
  ],
  *run(invocation) {
    const { flags, args } = invocation;
    const dryRun = yield* invocation.dryRun();
    const printer = yield* printerFor(invocation, { asMade: true });
    if (args.length === 0 && flags.list('filename').length === 0) {
      yield* targetsOf(yield* invocation.session(), { args, namespace: '' });
    }
    const session = yield* invocation.session();
    const targets: Target[] =
      flags.list('filename').length > 0
        ? yield* resolveManifests(invocation, session, yield* readManifests(invocation), false)
        : (yield* targetsOf(session, { args, namespace: invocation.namespace })).targets;
    for (const target of targets) {
      const object = yield* fetchOne(session, target);
      if (!EXPOSABLE.includes(object.kind)) {
        throw new KubectlError(`cannot expose a ${object.kind}.${target.resource.group}`);
      }
      const service = serviceFor(invocation, object) as AnyObject;
      const made = dryRun === 'client' ? service : yield* post(invocation, service, dryRun === 'server');
      yield* invocation.print(printer?.print(made) ?? `${nameOf(made)} exposed${dryRunSuffix(dryRun)}\n`);
    }
    return 0;
  },
};

function* post(invocation: Invocation, service: AnyObject, isDry: boolean): Task<AnyObject> {
  const session = yield* invocation.session();
  const { namespace } = invocation;
  return (yield* session.json('POST', `/api/v1/namespaces/${namespace}/services`, {
    body: { ...service, metadata: { ...service.metadata, namespace } },
    query: { dryRun: isDry ? 'All' : undefined, fieldManager: 'kubectl-expose' },
  })) as AnyObject;
}

function serviceFor(invocation: Invocation, object: AnyObject): Fields {
  const { flags } = invocation;
  const labels =
    flags.string('labels') === '' ? object.metadata.labels : pairsOf(flags.string('labels').split(','), 'label');
  return {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: metadataOf(invocation, {
      name: flags.string('name') || object.metadata.name,
      labels: labels && Object.keys(labels).length > 0 ? labels : undefined,
    }),
    spec: {
      ports: portsFor(invocation, object),
      selector:
        flags.string('selector') === ''
          ? selectorFor(object)
          : pairsOf(flags.string('selector').split(','), 'selector'),
      clusterIP: flags.string('cluster-ip') || undefined,
      type: flags.string('type') || undefined,
      externalIPs: flags.string('external-ip') === '' ? undefined : [flags.string('external-ip')],
      sessionAffinity: flags.string('session-affinity') || undefined,
      loadBalancerIP: flags.string('load-balancer-ip') || undefined,
    },
    status: { loadBalancer: {} },
  };
}

function selectorFor(object: AnyObject): Record<string, string> {
  const labels =
    object.kind === 'Pod'
      ? mapOf(object, 'metadata', 'labels')
      : object.kind === 'Service' || object.kind === 'ReplicationController'
        ? mapOf(object, 'spec', 'selector')
        : mapOf(object, 'spec', 'selector', 'matchLabels');
  if (Object.keys(labels).length === 0) {
    throw new KubectlError(
      `couldn't retrieve selectors via --selector flag or introspection: the ${object.kind.toLowerCase()} has no labels and cannot be exposed`,
    );
  }
  return labels;
}

function portsFor(invocation: Invocation, object: AnyObject): Fields[] {
  const { flags } = invocation;
  const target = flags.string('target-port');
  const declared = declaredPorts(object);
  const wanted =
    flags.string('port') === ''
      ? declared
      : flags
          .string('port')
          .split(',')
          .map((port) => ({ port, protocol: '' }));
  if (wanted.length === 0) {
    throw new KubectlError("couldn't find port via --port flag or introspection");
  }
  return wanted.map(({ port, protocol }, at) => ({
    name: wanted.length > 1 ? `port-${at + 1}` : undefined,
    protocol: flags.string('protocol') || protocol || 'TCP',
    port: Number(port),
    targetPort: intOrString(target || port),
  }));
}

function declaredPorts(object: AnyObject): { port: string; protocol: string }[] {
  if (object.kind === 'Service') {
    return listOf(object, 'spec', 'ports').map((one) => ({
      port: String(numberOf(one, 'port')),
      protocol: textOf(one, 'protocol'),
    }));
  }
  const path = object.kind === 'Pod' ? ['spec', 'containers'] : ['spec', 'template', 'spec', 'containers'];
  return listOf(object, ...path).flatMap((container) =>
    listOf(container, 'ports').map((one) => ({
      port: textOf(one, 'containerPort'),
      protocol: textOf(one, 'protocol'),
    })),
  );
}
