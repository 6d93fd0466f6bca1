// kubectl describe of volumes, claims and storage classes.

import { humanDuration } from '../../../base/duration.ts';
import { StatusError } from '../../../kube/client/client.ts';
import type { Task } from '../../../sim/task.ts';
import {
  type AnyList,
  type AnyObject,
  fieldOf,
  isObject,
  listOf,
  mapOf,
  stringsOf,
  textOf,
} from '../resources/objects.ts';
import type { Session } from '../session.ts';
import type { Describe } from './describer.ts';
import { inOneLine } from './head.ts';
import type { Report } from './report.ts';

const ACCESS_MODES: readonly (readonly [string, string])[] = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
];

const shortModes = (modes: readonly string[]): string =>
  ACCESS_MODES.filter(([mode]) => modes.includes(mode))
    .map(([, short]) => short)
    .join(',');

const finalizersText = (object: AnyObject): string => `[${stringsOf(object, 'metadata', 'finalizers').join(' ')}]`;

function statusText(object: AnyObject, now: number): string {
  const gone = textOf(object, 'metadata', 'deletionTimestamp');
  return gone === ''
    ? textOf(object, 'status', 'phase')
    : `Terminating (lasts ${humanDuration(now - Date.parse(gone))})`;
}

const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class';

const classOf = (object: AnyObject): string =>
  object.metadata.annotations?.[BETA_CLASS] ?? textOf(object, 'spec', 'storageClassName');

// biome-ignore lint/correctness/useYield: describers share one shape, and some ask for more
export const describeVolume: Describe = function* (report, volume, { now }) {
  report.field('Name', volume.metadata.name);
  report.labels('Labels', volume.metadata.labels ?? {});
  report.annotations('Annotations', volume.metadata.annotations ?? {});
  report.field('Finalizers', finalizersText(volume));
  report.field('StorageClass', classOf(volume));
  report.field('Status', statusText(volume, now));
  const claim = fieldOf(volume, 'spec', 'claimRef');
  report.field('Claim', isObject(claim) ? `${textOf(claim, 'namespace')}/${textOf(claim, 'name')}` : '');
  report.field('Reclaim Policy', textOf(volume, 'spec', 'persistentVolumeReclaimPolicy'));
  report.field('Access Modes', shortModes(stringsOf(volume, 'spec', 'accessModes')));
  const mode = textOf(volume, 'spec', 'volumeMode');
  if (mode !== '') report.field('VolumeMode', mode);
  report.field('Capacity', textOf(volume, 'spec', 'capacity', 'storage') || '0');
  nodeAffinity(report, fieldOf(volume, 'spec', 'nodeAffinity', 'required'));
  report.field('Message', textOf(volume, 'status', 'message'));
  report.line(0, 'Source:');
  source(report, volume);
};

function nodeAffinity(report: Report, required: unknown): void {
  if (!isObject(required)) {
    report.field('Node Affinity', '<none>');
    return;
  }
  report.field('Node Affinity', '');
  report.line(1, 'Required Terms:\t');
  for (const [at, term] of listOf(required, 'nodeSelectorTerms').entries()) {
    const expressions = listOf(term, 'matchExpressions').map((one) => {
      const values = stringsOf(one, 'values');
      const list = values.length > 0 ? ` [${values.join(', ')}]` : '';
      return `${textOf(one, 'key')} ${textOf(one, 'operator').toLowerCase()}${list}`;
    });
    if (expressions.length === 0) report.line(2, `Term ${at}:\t<none>`);
    for (const [index, text] of expressions.entries()) report.line(2, `${index === 0 ? `Term ${at}:` : ''}\t${text}`);
  }
}

interface SourceLines {
  readonly type: string;
  readonly fields: readonly (readonly [title: string, field: string])[];
}

const SOURCES: Readonly<Record<string, SourceLines>> = {
  hostPath: {
    type: 'HostPath (bare host directory volume)',
    fields: [
      ['Path', 'path'],
      ['HostPathType', 'type'],
    ],
  },
  local: { type: 'LocalVolume (a persistent volume backed by local storage on a node)', fields: [['Path', 'path']] },
  nfs: {
    type: 'NFS (an NFS mount that lasts the lifetime of a pod)',
    fields: [
      ['Server', 'server'],
      ['Path', 'path'],
      ['ReadOnly', 'readOnly'],
    ],
  },
  csi: {
    type: 'CSI (a Container Storage Interface (CSI) volume source)',
    fields: [
      ['Driver', 'driver'],
      ['FSType', 'fsType'],
      ['VolumeHandle', 'volumeHandle'],
      ['ReadOnly', 'readOnly'],
    ],
  },
};

function source(report: Report, volume: AnyObject): void {
  for (const [name, { type, fields }] of Object.entries(SOURCES)) {
    const given = fieldOf(volume, 'spec', name);
    if (!isObject(given)) continue;
    report.line(2, `Type:\t${type}`);
    for (const [title, field] of fields) {
      report.line(2, `${title}:\t${field === 'readOnly' ? String(given.readOnly === true) : textOf(given, field)}`);
    }
    if (name !== 'csi') return;
    const attributes = mapOf(given, 'volumeAttributes');
    const lines = Object.keys(attributes)
      .sort()
      .map((key) => `${key}=${attributes[key]}`);
    if (lines.length === 0) report.line(2, 'VolumeAttributes:\t<none>');
    lines.forEach((line, at) => {
      report.line(2, `${at === 0 ? 'VolumeAttributes:' : ''}\t${line}`);
    });
    return;
  }
  report.line(1, '<unknown>');
}

export const describeClaim: Describe = function* (report, claim, { session, now }) {
  report.field('Name', claim.metadata.name);
  report.field('Namespace', claim.metadata.namespace ?? '');
  report.field('StorageClass', classOf(claim));
  report.field('Status', statusText(claim, now));
  const volume = textOf(claim, 'spec', 'volumeName');
  report.field('Volume', volume);
  report.labels('Labels', claim.metadata.labels ?? {});
  report.annotations('Annotations', claim.metadata.annotations ?? {});
  report.field('Finalizers', finalizersText(claim));
  report.field('Capacity', volume === '' ? '' : textOf(claim, 'status', 'capacity', 'storage') || '0');
  report.field('Access Modes', volume === '' ? '' : shortModes(stringsOf(claim, 'status', 'accessModes')));
  const mode = textOf(claim, 'spec', 'volumeMode');
  if (mode !== '') report.field('VolumeMode', mode);
  const data = fieldOf(claim, 'spec', 'dataSource');
  if (isObject(data)) {
    report.line(0, 'DataSource:');
    if (textOf(data, 'apiGroup') !== '') report.line(1, `APIGroup:\t${textOf(data, 'apiGroup')}`);
    report.line(1, `Kind:\t${textOf(data, 'kind')}`);
    report.line(1, `Name:\t${textOf(data, 'name')}`);
  }
  report.list('Used By', yield* podsUsing(session, claim));
  const conditions = listOf(claim, 'status', 'conditions');
  if (conditions.length === 0) return;
  report.line(0, 'Conditions:');
  report.line(1, 'Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage');
  report.line(1, '----\t------\t-----------------\t------------------\t------\t-------');
  for (const one of conditions) {
    const time = (field: string) =>
      textOf(one, field) === '' ? 'Mon, 01 Jan 0001 00:00:00 +0000' : utc(textOf(one, field));
    report.line(
      1,
      [
        `${textOf(one, 'type')} `,
        textOf(one, 'status'),
        time('lastProbeTime'),
        time('lastTransitionTime'),
        textOf(one, 'reason'),
        textOf(one, 'message'),
      ].join(' \t'),
    );
  }
};

const utc = (time: string): string => new Date(time).toUTCString().replace('GMT', '+0000');

function* podsUsing(session: Session, claim: AnyObject): Task<string[]> {
  try {
    const { items } = (yield* session.json('GET', `/api/v1/namespaces/${claim.metadata.namespace}/pods`)) as AnyList;
    const uses = (pod: AnyObject) =>
      listOf(pod, 'spec', 'volumes').some(
        (volume) => textOf(volume, 'persistentVolumeClaim', 'claimName') === claim.metadata.name,
      );
    return items.filter(uses).map((pod) => pod.metadata.name);
  } catch (error) {
    if (error instanceof StatusError) return [];
    throw error;
  }
}

const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';

export const describeStorageClass: Describe = function* (report, storageClass) {
  const { annotations } = storageClass.metadata;
  report.field('Name', storageClass.metadata.name);
  report.field('IsDefaultClass', annotations?.[DEFAULT_CLASS] === 'true' ? 'Yes' : 'No');
  report.field('Annotations', inOneLine(annotations));
  report.field('Provisioner', textOf(storageClass, 'provisioner'));
  report.field('Parameters', inOneLine(mapOf(storageClass, 'parameters')));
  const expansion = fieldOf(storageClass, 'allowVolumeExpansion');
  report.field('AllowVolumeExpansion', expansion === undefined ? '<unset>' : expansion === true ? 'True' : 'False');
  const options = stringsOf(storageClass, 'mountOptions');
  if (options.length === 0) report.field('MountOptions', '<none>');
  else {
    report.line(0, 'MountOptions:');
    for (const option of options) report.line(1, option);
  }
  report.field('ReclaimPolicy', textOf(storageClass, 'reclaimPolicy'));
  report.field('VolumeBindingMode', textOf(storageClass, 'volumeBindingMode'));
  const topologies = listOf(storageClass, 'allowedTopologies');
  if (topologies.length === 0) return;
  report.line(0, 'AllowedTopologies:\t');
  for (const [at, term] of topologies.entries()) {
    const labels = listOf(term, 'matchLabelExpressions').map(
      (one) => `${textOf(one, 'key')} in [${stringsOf(one, 'values').join(', ')}]`,
    );
    for (const [index, text] of labels.entries()) report.line(1, `${index === 0 ? `Term ${at}:` : ''}\t${text}`);
  }
};
