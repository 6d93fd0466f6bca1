// kubectl describe of ingresses and network policies.

import { StatusError } from '../../../kube/client/client.ts';
import type { Task } from '../../../sim/task.ts';
import { type AnyObject, fieldOf, isObject, listOf, stringsOf, textOf } from '../resources/objects.ts';
import type { Session } from '../session.ts';
import type { Describe } from './describer.ts';
import type { Report } from './report.ts';
import { endpointsText, slicesOf } from './simple.ts';
import { selectorText } from './workloads.ts';

export const describeIngress: Describe = function* (report, ingress, { session }) {
  const namespace = ingress.metadata.namespace ?? '';
  report.field('Name', ingress.metadata.name);
  report.labels('Labels', ingress.metadata.labels ?? {});
  report.field('Namespace', namespace);
  const addresses = listOf(ingress, 'status', 'loadBalancer', 'ingress').map(
    (one) => textOf(one, 'ip') || textOf(one, 'hostname'),
  );
  report.field('Address', addresses.join(','));
  report.field('Ingress Class', textOf(ingress, 'spec', 'ingressClassName') || '<none>');
  const fallback = fieldOf(ingress, 'spec', 'defaultBackend');
  report.field('Default backend', isObject(fallback) ? yield* backendText(session, namespace, fallback) : '<default>');
  const tls = listOf(ingress, 'spec', 'tls');
  if (tls.length > 0) report.line(0, 'TLS:');
  for (const one of tls) {
    const hosts = stringsOf(one, 'hosts').join(',');
    const secret = textOf(one, 'secretName');
    report.line(1, secret === '' ? `SNI routes ${hosts}` : `${secret} terminates ${hosts}`);
  }
  report.line(0, 'Rules:');
  report.line(1, 'Host\tPath\tBackends');
  report.line(1, '----\t----\t--------');
  const rules = listOf(ingress, 'spec', 'rules').filter((rule) => isObject(rule.http));
  for (const rule of rules) {
    report.line(1, `${textOf(rule, 'host') || '*'}\t`);
    for (const path of listOf(rule, 'http', 'paths')) {
      report.line(2, `\t${textOf(path, 'path')} \t${yield* backendText(session, namespace, path.backend)}`);
    }
  }
  if (rules.length === 0) {
    report.line(1, `*\t*\t${isObject(fallback) ? yield* backendText(session, namespace, fallback) : '<default>'}`);
  }
  report.annotations('Annotations', ingress.metadata.annotations ?? {});
};

/** `web:80 (10.244.1.2:80)` */
function* backendText(session: Session, namespace: string, backend: unknown): Task<string> {
  const resource = fieldOf(backend, 'resource');
  if (isObject(resource)) {
    const group = textOf(resource, 'apiGroup') || '<none>';
    return `APIGroup: ${group}, Kind: ${textOf(resource, 'kind')}, Name: ${textOf(resource, 'name')}`;
  }
  const name = textOf(backend, 'service', 'name');
  const port = textOf(backend, 'service', 'port', 'name') || textOf(backend, 'service', 'port', 'number');
  let service: AnyObject;
  try {
    service = (yield* session.json('GET', `/api/v1/namespaces/${namespace}/services/${name}`)) as AnyObject;
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return `${name}:${port} (<error: ${error.message}>)`;
  }
  const named = listOf(service, 'spec', 'ports').find(
    (one) => textOf(one, 'name') === port || textOf(one, 'port') === port,
  );
  const slices = yield* slicesOf(session, service);
  return `${name}:${port} (${endpointsText(slices, textOf(named, 'name'))})`;
}

// biome-ignore lint/correctness/useYield: describers share one shape, and some ask for more
export const describeIngressClass: Describe = function* (report, ingressClass) {
  report.field('Name', ingressClass.metadata.name);
  report.labels('Labels', ingressClass.metadata.labels ?? {});
  report.annotations('Annotations', ingressClass.metadata.annotations ?? {});
  report.field('Controller', textOf(ingressClass, 'spec', 'controller'));
  const parameters = fieldOf(ingressClass, 'spec', 'parameters');
  if (!isObject(parameters)) return;
  report.line(0, 'Parameters:');
  if (textOf(parameters, 'apiGroup') !== '') report.line(1, `APIGroup:\t${textOf(parameters, 'apiGroup')}`);
  report.line(1, `Kind:\t${textOf(parameters, 'kind')}`);
  report.line(1, `Name:\t${textOf(parameters, 'name')}`);
};

// biome-ignore lint/correctness/useYield: see describeIngressClass
export const describeNetworkPolicy: Describe = function* (report, policy) {
  report.field('Name', policy.metadata.name);
  report.field('Namespace', policy.metadata.namespace ?? '');
  const created = String(policy.metadata.creationTimestamp).replace('T', ' ').replace('Z', ' +0000 UTC');
  report.field('Created on', created);
  report.labels('Labels', policy.metadata.labels ?? {});
  report.annotations('Annotations', policy.metadata.annotations ?? {});
  report.line(0, 'Spec:');
  const selector = selectorText(fieldOf(policy, 'spec', 'podSelector'), '');
  const all = '<none> (Allowing the specific traffic to all pods in this namespace)';
  report.line(1, `PodSelector:     ${selector === '<none>' || selector === '' ? all : selector}`);
  const types = stringsOf(policy, 'spec', 'policyTypes');
  if (types.includes('Ingress')) {
    report.line(1, 'Allowing ingress traffic:');
    rules(report, listOf(policy, 'spec', 'ingress'), 'from', 'ingress');
  } else report.line(1, 'Not affecting ingress traffic');
  if (types.includes('Egress')) {
    report.line(1, 'Allowing egress traffic:');
    rules(report, listOf(policy, 'spec', 'egress'), 'to', 'egress');
  } else report.line(1, 'Not affecting egress traffic');
  report.line(1, `Policy Types: ${types.join(', ')}`);
};

function rules(report: Report, list: readonly Record<string, unknown>[], side: 'from' | 'to', direction: string): void {
  if (list.length === 0) report.line(2, `<none> (Selected pods are isolated for ${direction} connectivity)`);
  for (const [at, rule] of list.entries()) {
    const ports = listOf(rule, 'ports');
    if (ports.length === 0) report.line(2, 'To Port: <any> (traffic allowed to all ports)');
    for (const port of ports) {
      const end = textOf(port, 'endPort');
      const protocol = textOf(port, 'protocol') || 'TCP';
      report.line(2, `To Port: ${textOf(port, 'port') || '<any>'}${end === '' ? '' : `-${end}`}/${protocol}`);
    }
    const peers = listOf(rule, side);
    const title = side === 'from' ? 'From' : 'To';
    if (peers.length === 0) {
      report.line(2, `${title}: <any> (traffic not restricted by ${side === 'from' ? 'source' : 'destination'})`);
    }
    for (const peer of peers) {
      report.line(2, `${title}:`);
      peerLines(report, peer);
    }
    if (at !== list.length - 1) report.line(2, '----------');
  }
}

function peerLines(report: Report, peer: Record<string, unknown>): void {
  const { podSelector, namespaceSelector, ipBlock } = peer;
  if (isObject(namespaceSelector)) report.line(3, `NamespaceSelector: ${selectorText(namespaceSelector)}`);
  if (isObject(podSelector)) report.line(3, `PodSelector: ${selectorText(podSelector)}`);
  if (!isObject(ipBlock)) return;
  report.line(3, 'IPBlock:');
  report.line(4, `CIDR: ${textOf(ipBlock, 'cidr')}`);
  report.line(4, `Except: ${stringsOf(ipBlock, 'except').join(', ')}`);
}
