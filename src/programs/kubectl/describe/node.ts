// kubectl describe node: conditions, capacity, and the pods with what they ask for.

import { age } from '../../../base/duration.ts';
import { addQuantities, quantityMilliValue, quantityValue } from '../../../base/quantity.ts';
import { StatusError } from '../../../kube/client/client.ts';
import type { Task } from '../../../sim/task.ts';
import { type AnyList, type AnyObject, fieldOf, listOf, mapOf, textOf } from '../resources/objects.ts';
import type { Describe, DescribeContext } from './describer.ts';
import { longTime, orNone, type Report } from './report.ts';

const ROLE = 'node-role.kubernetes.io/';

export const describeNode: Describe = function* (report, node, context) {
  report.field('Name', node.metadata.name);
  report.field('Roles', rolesOf(node));
  report.labels('Labels', node.metadata.labels ?? {});
  report.annotations('Annotations', node.metadata.annotations ?? {});
  report.field('CreationTimestamp', longTime(node.metadata.creationTimestamp));
  report.list('Taints', listOf(node, 'spec', 'taints').map(taintText));
  report.field('Unschedulable', String(fieldOf(node, 'spec', 'unschedulable') === true));
  yield* describeLease(report, node, context);
  const conditions = listOf(node, 'status', 'conditions');
  if (conditions.length > 0) {
    report.line(0, 'Conditions:');
    report.line(1, 'Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage');
    report.line(1, '----\t------\t-----------------\t------------------\t------\t-------');
    for (const one of conditions) {
      const times = [longTime(one.lastHeartbeatTime), longTime(one.lastTransitionTime)];
      const cells = [one.type, one.status, ...times, textOf(one, 'reason')].map((cell) => `${cell} \t`);
      report.line(1, `${cells.join('')}${textOf(one, 'message')}`);
    }
  }
  report.line(0, 'Addresses:');
  for (const one of listOf(node, 'status', 'addresses')) report.line(1, `${one.type}:\t${one.address}`);
  amounts(report, 'Capacity', mapOf(node, 'status', 'capacity'));
  amounts(report, 'Allocatable', mapOf(node, 'status', 'allocatable'));
  systemInfo(report, node, context.minor);
  yield* describePods(report, node, context);
};

/** `control-plane`, sorted and joined; `<none>`. */
export function rolesOf(node: AnyObject): string {
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(node.metadata.labels ?? {})) {
    if (key.startsWith(ROLE) && key.length > ROLE.length) roles.add(key.slice(ROLE.length));
    else if (key === 'kubernetes.io/role' && value !== '') roles.add(value);
  }
  return orNone([...roles].sort().join(','));
}

const taintText = (taint: Record<string, unknown>): string =>
  `${taint.key}${taint.value ? `=${taint.value}` : ''}:${taint.effect}`;

function* describeLease(report: Report, node: AnyObject, context: DescribeContext): Task<void> {
  const path = `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${node.metadata.name}`;
  try {
    const lease = yield* context.session.json('GET', path);
    report.line(0, 'Lease:');
    report.line(1, `HolderIdentity:\t${textOf(lease, 'spec', 'holderIdentity') || '<unset>'}`);
    report.line(1, `AcquireTime:\t${longTime(fieldOf(lease, 'spec', 'acquireTime'))}`);
    report.line(1, `RenewTime:\t${longTime(fieldOf(lease, 'spec', 'renewTime'))}`);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    report.field('Lease', `Failed to get lease: ${error.message}`);
  }
}

function amounts(report: Report, title: string, values: Readonly<Record<string, string>>): void {
  if (Object.keys(values).length === 0) return;
  report.line(0, `${title}:`);
  for (const name of Object.keys(values).sort()) report.line(1, `${name}:\t${values[name]}`);
}

function systemInfo(report: Report, node: AnyObject, minor: number): void {
  const of = (field: string) => textOf(node, 'status', 'nodeInfo', field);
  report.line(0, 'System Info:');
  const rows: [string, string][] = [
    ['Machine ID', of('machineID')],
    ['System UUID', of('systemUUID')],
    ['Boot ID', of('bootID')],
    ['Kernel Version', of('kernelVersion')],
    ['OS Image', of('osImage')],
    ['Operating System', of('operatingSystem')],
    ['Architecture', of('architecture')],
    ['Container Runtime Version', of('containerRuntimeVersion')],
    ['Kubelet Version', of('kubeletVersion')],
  ];
  for (const [name, value] of rows) report.line(1, `${name}:\t${value}`);
  if (minor <= 35) report.line(1, `Kube-Proxy Version:\t${of('kubeProxyVersion')}`);
  const podCidr = textOf(node, 'spec', 'podCIDR');
  if (podCidr !== '') {
    report.field('PodCIDR', podCidr);
    const all = fieldOf(node, 'spec', 'podCIDRs');
    report.field('PodCIDRs', Array.isArray(all) ? all.join(',') : podCidr);
  }
  const provider = textOf(node, 'spec', 'providerID');
  if (provider !== '') report.field('ProviderID', provider);
}

function* describePods(report: Report, node: AnyObject, context: DescribeContext): Task<void> {
  const fieldSelector = `spec.nodeName=${node.metadata.name},status.phase!=Failed,status.phase!=Succeeded`;
  let pods: AnyObject[];
  try {
    const list = yield* context.session.json('GET', '/api/v1/pods', { query: { fieldSelector, limit: '500' } });
    pods = (list as AnyList).items;
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    report.field('Pods', 'not authorized');
    return;
  }
  const allocatable = {
    ...mapOf(node, 'status', 'capacity'),
    ...mapOf(node, 'status', 'allocatable'),
  };
  report.line(0, `Non-terminated Pods:\t(${pods.length} in total)`);
  report.line(1, 'Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge');
  report.line(1, '---------\t----\t\t------------\t----------\t---------------\t-------------\t---');
  for (const pod of pods) {
    const { requests, limits } = podAmounts(pod);
    const cells = ['cpu', 'memory'].flatMap((name) => [
      share(name, requests[name] ?? '0', allocatable),
      share(name, limits[name] ?? '0', allocatable),
    ]);
    const since = age(pod.metadata.creationTimestamp, context.now);
    report.line(1, `${pod.metadata.namespace}\t${pod.metadata.name}\t\t${cells.join('\t')}\t${since}`);
  }
  allocated(report, pods, allocatable);
}

function allocated(report: Report, pods: readonly AnyObject[], allocatable: Readonly<Record<string, string>>): void {
  report.line(0, 'Allocated resources:');
  report.line(1, '(Total limits may be over 100 percent, i.e., overcommitted.)');
  report.line(1, 'Resource\tRequests\tLimits');
  report.line(1, '--------\t--------\t------');
  const totals = pods.map(podAmounts);
  const sum = (field: 'requests' | 'limits', name: string) =>
    totals.reduce((total, one) => (one[field][name] ? addQuantities(total, one[field][name]) : total), '0');
  const extended = Object.keys(allocatable)
    .filter((name) => name.startsWith('hugepages-') || (name.includes('/') && !name.startsWith('kubernetes.io/')))
    .sort();
  for (const name of ['cpu', 'memory', 'ephemeral-storage', ...extended]) {
    const isPlain = name.includes('/');
    const show = (text: string) => (isPlain ? text : share(name, text, allocatable));
    report.line(1, `${name}\t${show(sum('requests', name))}\t${show(sum('limits', name))}`);
  }
}

type Amounts = Record<string, string>;

/** Containers together, or the largest init container where that is more; plus the pod's overhead. */
function podAmounts(pod: AnyObject): { readonly requests: Amounts; readonly limits: Amounts } {
  const total = (field: 'requests' | 'limits'): Amounts => {
    const sums: Amounts = {};
    const add = (values: Readonly<Amounts>) => {
      for (const [name, value] of Object.entries(values)) sums[name] = addQuantities(sums[name] ?? '0', value);
    };
    for (const container of listOf(pod, 'spec', 'containers')) add(mapOf(container, 'resources', field));
    const initContainers = listOf(pod, 'spec', 'initContainers');
    const sidecars = initContainers.filter((one) => one.restartPolicy === 'Always');
    for (const container of sidecars) add(mapOf(container, 'resources', field));
    for (const container of initContainers) {
      for (const [name, value] of Object.entries(mapOf(container, 'resources', field))) {
        if (quantityMilliValue(value) > quantityMilliValue(sums[name] ?? '0')) sums[name] = value;
      }
    }
    const overhead = mapOf(pod, 'spec', 'overhead');
    if (field === 'requests') add(overhead);
    return sums;
  };
  return { requests: total('requests'), limits: total('limits') };
}

/** `100m (5%)`: the percentage is cut, not rounded. */
function share(name: string, amount: string, allocatable: Readonly<Record<string, string>>): string {
  const measure = name === 'cpu' ? quantityMilliValue : quantityValue;
  const whole = measure(allocatable[name] ?? '0');
  const percent = whole === 0 ? 0 : Math.trunc((measure(amount) / whole) * 100);
  return `${amount} (${percent}%)`;
}
