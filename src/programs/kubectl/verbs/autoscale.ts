// kubectl autoscale: a horizontal pod autoscaler for something that can be scaled.

import { isQuantity } from '../../../base/quantity.ts';
import { metadataOf } from '../create/generators.ts';
import { KubectlError } from '../errors.ts';
import { dryRunSuffix, type Invocation } from '../invocation.ts';
import { nameOf, printerFor } from '../print/objects.ts';
import { fetchOne, targetsOf } from '../resources/arguments.ts';
import { readManifests, resolveManifests } from '../resources/manifests.ts';
import type { AnyObject, Target } from '../resources/objects.ts';
import { CHANGING, FILES, PRINTING, type Verb } from './verb.ts';

const DEPRECATED =
  "Flag --cpu-percent has been deprecated, Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).\n";

export const autoscale: Verb = {
  name: 'autoscale',
  flags: [...PRINTING, ...FILES, ...CHANGING, 'cpu', 'cpu-percent', 'memory', 'max', 'min', 'name', 'save-config'],
  required: ['max'],
  *run(invocation) {
    const { flags, args } = invocation;
    if (flags.changed('cpu-percent') && invocation.minor >= 35) yield* invocation.process.complain(DEPRECATED);
    const [least, most] = [flags.int('min'), flags.int('max')];
    if (most < 1) throw new KubectlError(`--max=MAXPODS is required and must be at least 1, max: ${most}`);
    if (most < least) {
      throw new KubectlError(`--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${most}, min: ${least}`);
    }
    const dryRun = yield* invocation.dryRun();
    const printer = yield* printerFor(invocation, { asMade: true });
    const session = yield* invocation.session();
    const targets: Target[] =
      flags.list('filename').length > 0
        ? yield* resolveManifests(invocation, session, yield* readManifests(invocation), false)
        : (yield* targetsOf(session, { args, namespace: invocation.namespace })).targets;
    for (const target of targets) {
      const object = yield* fetchOne(session, target);
      if (!(yield* session.discovery.hasSubresource(target.resource, 'scale'))) {
        const { group, version, name } = target.resource;
        throw new KubectlError(
          `cannot autoscale a ${object.kind}: no scale subresource for ${group}/${version}, Resource=${name}`,
        );
      }
      const autoscaler = autoscalerFor(invocation, object) as AnyObject;
      let made = autoscaler;
      if (dryRun !== 'client') {
        const path = `/apis/${autoscaler.apiVersion}/namespaces/${invocation.namespace}/horizontalpodautoscalers`;
        made = (yield* session.json('POST', path, {
          body: autoscaler,
          query: { dryRun: dryRun === 'server' ? 'All' : undefined, fieldManager: 'kubectl-autoscale' },
        })) as AnyObject;
      }
      yield* invocation.print(printer?.print(made) ?? `${nameOf(made)} autoscaled${dryRunSuffix(dryRun)}\n`);
    }
    return 0;
  },
};

/** 1.35 asks for autoscaling/v2, earlier ones for v1, which can say no more than a share of the CPU. */
function autoscalerFor(invocation: Invocation, object: AnyObject): unknown {
  const { flags } = invocation;
  const least = flags.int('min');
  const percent = flags.int('cpu-percent');
  const metadata = metadataOf(invocation, { name: flags.string('name') || object.metadata.name });
  const spec = {
    scaleTargetRef: { kind: object.kind, name: object.metadata.name, apiVersion: object.apiVersion },
    minReplicas: least > 0 ? least : undefined,
    maxReplicas: flags.int('max'),
  };
  if (invocation.minor < 34) {
    return {
      kind: 'HorizontalPodAutoscaler',
      apiVersion: 'autoscaling/v1',
      metadata,
      spec: { ...spec, targetCPUUtilizationPercentage: percent >= 0 ? percent : undefined },
      status: { currentReplicas: 0, desiredReplicas: 0 },
    };
  }
  const cpu = flags.string('cpu') || (percent >= 0 ? `${percent}%` : '');
  const metrics = [
    ...(cpu === '' ? [] : [metric('cpu', cpu)]),
    ...(flags.string('memory') === '' ? [] : [metric('memory', flags.string('memory'))]),
  ];
  if (metrics.length === 0) {
    throw new KubectlError(
      'failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1: empty input',
    );
  }
  return {
    kind: 'HorizontalPodAutoscaler',
    apiVersion: 'autoscaling/v2',
    metadata,
    spec: { ...spec, metrics },
    status: { desiredReplicas: 0, currentMetrics: null },
  };
}

/** `80%` is a share of what is requested, `500m` an amount. */
function metric(name: string, text: string): unknown {
  const share = /^(\d+)%?$/.exec(text);
  if (text.endsWith('%') && share) {
    return {
      type: 'Resource',
      resource: { name, target: { type: 'Utilization', averageUtilization: Number(share[1]) } },
    };
  }
  if (!isQuantity(text)) throw new KubectlError(`invalid resource ${name} value: ${text}`);
  return { type: 'Resource', resource: { name, target: { type: 'AverageValue', averageValue: text } } };
}
