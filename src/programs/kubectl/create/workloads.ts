// kubectl create deployment, job, cronjob.

import { KubectlError } from '../errors.ts';
import type { AnyObject } from '../resources/objects.ts';
import { pathOf } from '../resources/objects.ts';
import { containerName, type Fields, type Generator, metadataOf } from './generators.ts';

export const deployment: Generator = {
  name: 'deployment',
  flags: ['image', 'port', 'replicas'],
  required: ['image'],
  *make(invocation, name) {
    const { flags } = invocation;
    const command = invocation.args.slice(1);
    const images = flags.list('image');
    if (images.length > 1 && command.length > 0) {
      throw new KubectlError('cannot specify multiple --image options and command');
    }
    if (flags.int('replicas') < 0) {
      throw new KubectlError(`replicas must be greater than or equal to 0, got ${flags.int('replicas')}`);
    }
    const labels = { app: name };
    const port = flags.int('port');
    const containers = images.map((image, at) => ({
      name: containerName(image),
      image,
      command: command.length > 0 ? command : undefined,
      ports: at === 0 && flags.changed('port') && port >= 0 ? [{ containerPort: port }] : undefined,
      resources: {},
    }));
    return {
      kind: 'Deployment',
      apiVersion: 'apps/v1',
      metadata: metadataOf(invocation, { name, labels }),
      spec: {
        replicas: flags.int('replicas'),
        selector: { matchLabels: labels },
        template: { metadata: metadataOf(invocation, { labels }), spec: { containers } },
        strategy: {},
      },
      status: {},
    };
  },
};

export const job: Generator = {
  name: 'job',
  flags: ['image', 'from'],
  *make(invocation, name) {
    const { flags } = invocation;
    const image = flags.string('image');
    const from = flags.string('from');
    const command = invocation.args.slice(1);
    if ((image === '') === (from === '')) throw new KubectlError('either --image or --from must be specified');
    if (from !== '' && command.length > 0) throw new KubectlError('cannot specify --from and command');
    if (from === '') {
      return {
        kind: 'Job',
        apiVersion: 'batch/v1',
        metadata: metadataOf(invocation, { name }),
        spec: jobSpec(invocation, name, image, command, 'Never'),
        status: {},
      };
    }
    const session = yield* invocation.session();
    const [type, source = ''] = from.split('/');
    const [resource] = yield* session.discovery.named(type);
    if (resource.kind !== 'CronJob') throw new KubectlError('from must be an existing cronjob');
    const cron = (yield* session.json('GET', pathOf(resource, invocation.namespace, source))) as AnyObject & {
      spec: { jobTemplate: { metadata?: { annotations?: Fields; labels?: Fields }; spec: Fields } };
    };
    const { jobTemplate } = cron.spec;
    const annotations = { 'cronjob.kubernetes.io/instantiate': 'manual', ...jobTemplate.metadata?.annotations };
    const { uid } = cron.metadata;
    return {
      kind: 'Job',
      apiVersion: 'batch/v1',
      metadata: {
        ...metadataOf(invocation, { name, labels: jobTemplate.metadata?.labels, annotations }),
        ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name: source, uid, controller: true }],
      },
      spec: jobTemplate.spec,
      status: {},
    };
  },
};

export const cronjob: Generator = {
  name: 'cronjob',
  flags: ['image', 'schedule', 'restart'],
  required: ['image', 'schedule'],
  // biome-ignore lint/correctness/useYield: see deployment
  *make(invocation, name) {
    const { flags } = invocation;
    const restart = flags.string('restart') || 'OnFailure';
    return {
      kind: 'CronJob',
      apiVersion: 'batch/v1',
      metadata: metadataOf(invocation, { name }),
      spec: {
        schedule: flags.string('schedule'),
        jobTemplate: {
          metadata: { name, creationTimestamp: invocation.minor <= 33 ? null : undefined },
          spec: jobSpec(invocation, name, flags.string('image'), invocation.args.slice(1), restart),
        },
      },
      status: {},
    };
  },
};

function jobSpec(
  invocation: Parameters<Generator['make']>[0],
  name: string,
  image: string,
  command: readonly string[],
  restartPolicy: string,
): Fields {
  const container = { name, image, command: command.length > 0 ? command : undefined, resources: {} };
  return { template: { metadata: metadataOf(invocation, {}), spec: { containers: [container], restartPolicy } } };
}
