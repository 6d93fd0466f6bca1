// Descriptions of kinds that need few lines.

import { fromBase64 } from '../../../base/base64.ts';
import { StatusError } from '../../../kube/client/client.ts';
import type { Task } from '../../../sim/task.ts';
import {
  type AnyList,
  type AnyObject,
  fieldOf,
  listOf,
  mapOf,
  numberOf,
  stringsOf,
  textOf,
} from '../resources/objects.ts';
import type { Session } from '../session.ts';
import type { Describe } from './describer.ts';
import { head } from './head.ts';
import { limitLines, quotaLines } from './limits.ts';
import { orNone } from './report.ts';
import { selectorText } from './workloads.ts';

export const describeService: Describe = function* (report, service, { session, minor }) {
  head(report, service);
  const spec = (field: string) => textOf(service, 'spec', field);
  const selector = mapOf(service, 'spec', 'selector');
  report.field(
    'Selector',
    orNone(
      Object.keys(selector)
        .sort()
        .map((key) => `${key}=${selector[key]}`)
        .join(','),
    ),
  );
  report.field('Type', spec('type'));
  if (spec('ipFamilyPolicy') !== '') report.field('IP Family Policy', spec('ipFamilyPolicy'));
  const families = stringsOf(service, 'spec', 'ipFamilies');
  report.field('IP Families', orNone(families.join(',')));
  report.field('IP', spec('clusterIP'));
  report.field('IPs', orNone(stringsOf(service, 'spec', 'clusterIPs').join(',')));
  const external = stringsOf(service, 'spec', 'externalIPs');
  if (external.length > 0) report.field('External IPs', external.join(','));
  if (spec('loadBalancerIP') !== '') report.field('Desired LoadBalancer IP', spec('loadBalancerIP'));
  if (spec('externalName') !== '') report.field('External Name', spec('externalName'));
  const ingress = listOf(service, 'status', 'loadBalancer', 'ingress').map(
    (one) => textOf(one, 'ip') || textOf(one, 'hostname'),
  );
  if (ingress.length > 0) report.field('LoadBalancer Ingress', ingress.join(', '));
  const slices = yield* slicesOf(session, service);
  for (const port of listOf(service, 'spec', 'ports')) {
    const name = textOf(port, 'name');
    const protocol = textOf(port, 'protocol');
    report.field('Port', `${name || '<unset>'}\t${textOf(port, 'port')}/${protocol}`);
    report.field('TargetPort', `${textOf(port, 'targetPort')}/${protocol}`);
    if (numberOf(port, 'nodePort') !== 0)
      report.field('NodePort', `${name || '<unset>'}\t${numberOf(port, 'nodePort')}/${protocol}`);
    report.field('Endpoints', endpointsText(slices, name));
  }
  report.field('Session Affinity', spec('sessionAffinity'));
  if (spec('externalTrafficPolicy') !== '') report.field('External Traffic Policy', spec('externalTrafficPolicy'));
  if (minor >= 30 && spec('internalTrafficPolicy') !== '')
    report.field('Internal Traffic Policy', spec('internalTrafficPolicy'));
};

export function* slicesOf(session: Session, service: AnyObject): Task<AnyObject[]> {
  const path = `/apis/discovery.k8s.io/v1/namespaces/${service.metadata.namespace}/endpointslices`;
  try {
    const labelSelector = `kubernetes.io/service-name=${service.metadata.name}`;
    return ((yield* session.json('GET', path, { query: { labelSelector } })) as AnyList).items;
  } catch (error) {
    if (error instanceof StatusError) return [];
    throw error;
  }
}

/** Three at most: `10.244.1.5:80,10.244.1.6:80,10.244.1.7:80 + 2 more...`. */
export function endpointsText(slices: readonly AnyObject[], portName: string): string {
  const all: string[] = [];
  for (const slice of slices) {
    const ports = listOf(slice, 'ports').filter((port) => textOf(port, 'name') === portName);
    for (const port of ports) {
      for (const endpoint of listOf(slice, 'endpoints')) {
        if (fieldOf(endpoint, 'conditions', 'ready') === false) continue;
        for (const address of stringsOf(endpoint, 'addresses')) all.push(`${address}:${textOf(port, 'port')}`);
      }
    }
  }
  const shown = all.slice(0, 3).join(',');
  return all.length > 3 ? `${shown} + ${all.length - 3} more...` : shown;
}

export const describeNamespace: Describe = function* (report, namespace, { session }) {
  report.field('Name', namespace.metadata.name);
  report.labels('Labels', namespace.metadata.labels ?? {});
  report.annotations('Annotations', namespace.metadata.annotations ?? {});
  report.field('Status', textOf(namespace, 'status', 'phase'));
  const conditions = listOf(namespace, 'status', 'conditions');
  if (conditions.length > 0) {
    report.line(0, 'Conditions:');
    report.line(1, 'Type\tStatus\tLastTransitionTime\tReason\tMessage');
    report.line(1, '----\t------\t------------------\t------\t-------');
    for (const one of conditions) {
      const cells = [
        one.type,
        one.status,
        textOf(one, 'lastTransitionTime'),
        textOf(one, 'reason'),
        textOf(one, 'message'),
      ];
      report.line(1, cells.join('\t'));
    }
  }
  const quotas = yield* listIn(session, namespace.metadata.name, 'resourcequotas');
  report.line(0, quotas.length === 0 ? '\nNo resource quota.' : '\nResource Quotas');
  for (const quota of quotas) {
    report.line(1, `Name:\t${quota.metadata.name}`);
    for (const line of quotaLines(quota, '---', '---')) report.line(1, line);
  }
  const limits = yield* listIn(session, namespace.metadata.name, 'limitranges');
  report.line(0, limits.length === 0 ? '\nNo LimitRange resource.' : '\nResource Limits');
  if (limits.length > 0) for (const line of limitLines(limits)) report.line(0, ` ${line}`);
};

function* listIn(session: Session, namespace: string, type: string): Task<AnyObject[]> {
  try {
    return ((yield* session.json('GET', `/api/v1/namespaces/${namespace}/${type}`)) as AnyList).items;
  } catch (error) {
    if (error instanceof StatusError) return [];
    throw error;
  }
}

// biome-ignore lint/correctness/useYield: describers share one shape, and some ask for more
export const describeConfigMap: Describe = function* (report, map) {
  head(report, map);
  report.line(0, '\nData\n====');
  const data = mapOf(map, 'data');
  for (const key of Object.keys(data).sort()) report.line(0, `${key}:\n----\n${data[key]}\n`);
  report.line(0, '\nBinaryData\n====');
  const binary = mapOf(map, 'binaryData');
  for (const key of Object.keys(binary).sort()) report.line(0, `${key}: ${fromBase64(binary[key])?.length ?? 0} bytes`);
  report.line(0, '');
};

// biome-ignore lint/correctness/useYield: see describeConfigMap
export const describeSecret: Describe = function* (report, secret) {
  head(report, secret);
  report.line(0, `\nType:\t${textOf(secret, 'type')}`);
  report.line(0, '\nData\n====');
  const data = mapOf(secret, 'data');
  for (const key of Object.keys(data).sort()) {
    const bytes = fromBase64(data[key]);
    const isToken = key === 'token' && textOf(secret, 'type') === 'kubernetes.io/service-account-token';
    report.line(0, isToken ? `${key}:\t${new TextDecoder().decode(bytes)}` : `${key}:\t${bytes?.length ?? 0} bytes`);
  }
};

export const describeServiceAccount: Describe = function* (report, account, { session }) {
  head(report, account);
  const names = (field: string) => listOf(account, field).map((one) => textOf(one, 'name'));
  report.list('Image pull secrets', names('imagePullSecrets'));
  report.list('Mountable secrets', names('secrets'));
  const secrets = yield* listIn(session, account.metadata.namespace ?? '', 'secrets');
  const tokens = secrets.filter(
    (secret) =>
      textOf(secret, 'type') === 'kubernetes.io/service-account-token' &&
      secret.metadata.annotations?.['kubernetes.io/service-account.name'] === account.metadata.name,
  );
  report.list(
    'Tokens',
    tokens.map((secret) => secret.metadata.name),
  );
};

export const describePodDisruptionBudget: Describe = function* (report, budget) {
  report.field('Name', budget.metadata.name);
  report.field('Namespace', budget.metadata.namespace ?? '');
  const minimum = textOf(budget, 'spec', 'minAvailable');
  const maximum = textOf(budget, 'spec', 'maxUnavailable');
  if (minimum !== '') report.field('Min available', minimum);
  else if (maximum !== '') report.field('Max unavailable', maximum);
  report.field('Selector', selectorText(fieldOf(budget, 'spec', 'selector'), '<unset>'));
  report.line(0, 'Status:');
  const status = (field: string) => numberOf(budget, 'status', field);
  report.line(2, `Allowed disruptions:\t${status('disruptionsAllowed')}`);
  report.line(2, `Current:\t${status('currentHealthy')}`);
  report.line(2, `Desired:\t${status('desiredHealthy')}`);
  report.line(2, `Total:\t${status('expectedPods')}`);
};

// biome-ignore lint/correctness/useYield: see describeConfigMap
export const describePriorityClass: Describe = function* (report, priority) {
  report.field('Name', priority.metadata.name);
  report.field('Value', numberOf(priority, 'value'));
  report.field('GlobalDefault', String(fieldOf(priority, 'globalDefault') === true));
  report.field('PreemptionPolicy', textOf(priority, 'preemptionPolicy'));
  report.field('Description', textOf(priority, 'description'));
  report.annotations('Annotations', priority.metadata.annotations ?? {});
};
