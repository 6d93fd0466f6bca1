// kubectl describe pod.

import { humanDuration } from '../../../base/duration.ts';
import { type AnyObject, fieldOf, listOf, mapOf, textOf } from '../resources/objects.ts';
import { type ContainerContext, describeContainers, describeTolerations, describeVolumes } from './containers.ts';
import type { Describe } from './describer.ts';
import { longTime, type Report } from './report.ts';

export const describePod: Describe = function* (report, pod, context) {
  report.field('Name', pod.metadata.name);
  report.field('Namespace', pod.metadata.namespace ?? '');
  const priority = fieldOf(pod, 'spec', 'priority');
  if (typeof priority === 'number') report.field('Priority', priority);
  optional(report, 'Priority Class Name', textOf(pod, 'spec', 'priorityClassName'));
  optional(report, 'Runtime Class Name', textOf(pod, 'spec', 'runtimeClassName'));
  optional(report, 'Service Account', textOf(pod, 'spec', 'serviceAccountName'));
  const node = textOf(pod, 'spec', 'nodeName');
  report.field('Node', node === '' ? '<none>' : `${node}/${textOf(pod, 'status', 'hostIP')}`);
  const started = textOf(pod, 'status', 'startTime');
  if (started !== '') report.field('Start Time', longTime(started));
  report.labels('Labels', pod.metadata.labels ?? {});
  report.annotations('Annotations', pod.metadata.annotations ?? {});
  describeStatus(report, pod, context.now);
  report.field('IP', textOf(pod, 'status', 'podIP'));
  const addresses = listOf(pod, 'status', 'podIPs').map((one) => textOf(one, 'ip'));
  if (addresses.length === 0) report.field('IPs', '<none>');
  else report.line(0, 'IPs:');
  for (const address of addresses) report.line(1, `IP:\t${address}`);
  const controller = pod.metadata.ownerReferences?.find((owner) => owner.controller);
  if (controller) report.field('Controlled By', `${controller.kind}/${controller.name}`);
  optional(report, 'NominatedNodeName', textOf(pod, 'status', 'nominatedNodeName'));
  describeAllContainers(report, pod, context.minor);
  describeConditions(report, pod);
  describeVolumes(report, listOf(pod, 'spec', 'volumes'), '');
  report.field('QoS Class', textOf(pod, 'status', 'qosClass') || 'BestEffort');
  report.labels('Node-Selectors', mapOf(pod, 'spec', 'nodeSelector'));
  describeTolerations(report, 'Tolerations', listOf(pod, 'spec', 'tolerations'));
};

const optional = (report: Report, name: string, value: string): void => {
  if (value !== '') report.field(name, value);
};

function describeStatus(report: Report, pod: AnyObject, now: number): void {
  const phase = textOf(pod, 'status', 'phase');
  const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = pod.metadata;
  if (deletionTimestamp && phase !== 'Failed' && phase !== 'Succeeded') {
    report.field('Status', `Terminating (lasts ${humanDuration(now - Date.parse(deletionTimestamp))})`);
    report.field('Termination Grace Period', `${deletionGracePeriodSeconds}s`);
  } else report.field('Status', phase);
  optional(report, 'Reason', textOf(pod, 'status', 'reason'));
  optional(report, 'Message', textOf(pod, 'status', 'message'));
  optional(report, 'SeccompProfile', textOf(pod, 'spec', 'securityContext', 'seccompProfile', 'type'));
}

function describeAllContainers(report: Report, pod: AnyObject, minor: number): void {
  const contextFor = (field: string): ContainerContext => ({
    statuses: new Map(listOf(pod, 'status', field).map((status) => [textOf(status, 'name'), status])),
    space: '',
    valueOfField: (path) => podField(pod, path),
    minor,
  });
  const initContainers = listOf(pod, 'spec', 'initContainers');
  if (initContainers.length > 0) {
    describeContainers(report, 'Init Containers', initContainers, contextFor('initContainerStatuses'));
  }
  describeContainers(report, 'Containers', listOf(pod, 'spec', 'containers'), contextFor('containerStatuses'));
  const ephemeral = listOf(pod, 'spec', 'ephemeralContainers');
  if (ephemeral.length > 0) {
    describeContainers(report, 'Ephemeral Containers', ephemeral, contextFor('ephemeralContainerStatuses'));
  }
}

/** Fields a fieldRef may name, as far as the object itself knows them. */
function podField(pod: AnyObject, path: string): string {
  const key = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path);
  if (key) return textOf(pod, 'metadata', key[1], key[2]);
  if (path.startsWith('metadata.')) return textOf(pod, ...path.split('.'));
  return ''; // status and spec fields are left empty by kubectl too
}

function describeConditions(report: Report, pod: AnyObject): void {
  const conditions = listOf(pod, 'status', 'conditions');
  const gates = listOf(pod, 'spec', 'readinessGates').map((gate) => textOf(gate, 'conditionType'));
  if (gates.length > 0) {
    report.line(0, 'Readiness Gates:');
    report.line(1, 'Type\tStatus');
    for (const gate of gates) {
      const status = conditions.find((condition) => condition.type === gate)?.status;
      report.line(1, `${gate} \t${status ?? '<none>'} `);
    }
  }
  if (conditions.length === 0) return;
  report.line(0, 'Conditions:');
  report.line(1, 'Type\tStatus');
  for (const condition of conditions) report.line(1, `${condition.type} \t${condition.status} `);
}
