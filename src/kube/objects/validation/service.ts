// Services. Models ValidateService of pkg/apis/core/validation. Whether an address or node port is free is
// asked of the allocators, not here.

import type { FieldError } from '../kind.ts';
import type { Service, ServicePort } from '../types/service.ts';
import { portErrors } from './amounts.ts';
import { duplicate, forbidden, invalid, invalids, oneOf, required } from './errors.ts';
import { labelsErrors } from './metadata.ts';
import { ipProblems, labelProblems, portNumberProblems, subdomainProblems } from './names.ts';

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const TRAFFIC_POLICIES = ['Cluster', 'Local'];
const LONGEST_AFFINITY_SECONDS = 86_400;

export function serviceErrors({ spec }: Service): FieldError[] {
  const ports = spec.ports ?? [];
  const headless = spec.clusterIP === 'None';
  const errors: FieldError[] = [];
  if (ports.length === 0 && !headless && spec.type !== 'ExternalName') errors.push(required('spec.ports'));
  if (headless && (spec.type === 'LoadBalancer' || spec.type === 'NodePort')) {
    errors.push(invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${spec.type} services`));
  }
  if (spec.type === 'ExternalName') errors.push(...externalNameErrors(spec));
  const names = new Set<string>();
  for (const [index, port] of ports.entries()) {
    errors.push(...servicePortErrors(`spec.ports[${index}]`, port, ports.length > 1, names));
  }
  errors.push(...labelsErrors('spec.selector', spec.selector));
  errors.push(...oneOf('spec.sessionAffinity', spec.sessionAffinity, ['ClientIP', 'None']));
  errors.push(...affinityErrors(spec));
  if (!headless && spec.clusterIP)
    errors.push(...invalids('spec.clusterIPs[0]', spec.clusterIP, ipProblems(spec.clusterIP)));
  for (const [index, address] of (spec.externalIPs ?? []).entries()) {
    errors.push(...invalids(`spec.externalIPs[${index}]`, address, ipProblems(address)));
  }
  errors.push(...oneOf('spec.type', spec.type, TYPES));
  errors.push(...nodePortErrors(spec));
  errors.push(...duplicatePortErrors(ports));
  if (spec.internalTrafficPolicy) {
    errors.push(...oneOf('spec.internalTrafficPolicy', spec.internalTrafficPolicy, TRAFFIC_POLICIES));
  }
  if (spec.externalTrafficPolicy) {
    errors.push(
      ...(spec.type === 'NodePort' || spec.type === 'LoadBalancer' || (spec.externalIPs ?? []).length > 0
        ? oneOf('spec.externalTrafficPolicy', spec.externalTrafficPolicy, TRAFFIC_POLICIES)
        : [
            invalid(
              'spec.externalTrafficPolicy',
              spec.externalTrafficPolicy,
              'may only be set for externally-accessible services',
            ),
          ]),
    );
  }
  return errors;
}

/** An address stays with its Service; only a change to or from ExternalName frees it. */
export function serviceUpdateErrors({ spec }: Service, { spec: old }: Service): FieldError[] {
  if (spec.type === 'ExternalName' || old.type === 'ExternalName' || !old.clusterIP) return [];
  if (spec.clusterIP === old.clusterIP) return [];
  return [invalid('spec.clusterIPs[0]', spec.clusterIP ? [spec.clusterIP] : null, 'may not change once set')];
}

function externalNameErrors({ clusterIP, clusterIPs, externalName }: Service['spec']): FieldError[] {
  const errors: FieldError[] = [];
  if (clusterIP || clusterIPs?.length) {
    errors.push(forbidden('spec.clusterIPs', 'may not be set for ExternalName services'));
  }
  const name = externalName?.replace(/\.$/, '');
  return [
    ...errors,
    ...(name ? invalids('spec.externalName', name, subdomainProblems(name)) : [required('spec.externalName')]),
  ];
}

function servicePortErrors(field: string, port: ServicePort, named: boolean, names: Set<string>): FieldError[] {
  const errors: FieldError[] = [];
  if (!port.name) {
    if (named) errors.push(required(`${field}.name`));
  } else {
    errors.push(...invalids(`${field}.name`, port.name, labelProblems(port.name)));
    if (names.has(port.name)) errors.push(duplicate(`${field}.name`, port.name));
    names.add(port.name);
  }
  errors.push(...invalids(`${field}.port`, port.port, portNumberProblems(port.port)));
  errors.push(...oneOf(`${field}.protocol`, port.protocol, PROTOCOLS));
  errors.push(...portErrors(`${field}.targetPort`, port.targetPort));
  return errors;
}

function affinityErrors({ sessionAffinity, sessionAffinityConfig }: Service['spec']): FieldError[] {
  if (sessionAffinity !== 'ClientIP') return [];
  const seconds = sessionAffinityConfig?.clientIP?.timeoutSeconds;
  const field = 'spec.sessionAffinityConfig.clientIP.timeoutSeconds';
  if (seconds === undefined) return [required(field)];
  return seconds > 0 && seconds <= LONGEST_AFFINITY_SECONDS
    ? []
    : [invalid(field, seconds, `must be greater than 0 and less than ${LONGEST_AFFINITY_SECONDS}`)];
}

function nodePortErrors({ type, ports = [] }: Service['spec']): FieldError[] {
  if (type === 'ClusterIP') {
    return ports.flatMap(({ nodePort }, index) =>
      nodePort ? [forbidden(`spec.ports[${index}].nodePort`, "may not be used when `type` is 'ClusterIP'")] : [],
    );
  }
  const taken = new Set<string>();
  return ports.flatMap(({ protocol, nodePort }, index) => {
    if (!nodePort) return [];
    const identity = `${protocol}/${nodePort}`;
    const clash = taken.has(identity);
    taken.add(identity);
    return clash ? [duplicate(`spec.ports[${index}].nodePort`, nodePort)] : [];
  });
}

function duplicatePortErrors(ports: readonly ServicePort[]): FieldError[] {
  const taken = new Set<string>();
  return ports.flatMap(({ protocol, port }, index) => {
    const identity = `${protocol}/${port}`;
    const clash = taken.has(identity);
    taken.add(identity);
    // The server's internal struct, whose fields have no JSON names.
    const shown = { Name: '', Protocol: protocol, AppProtocol: null, Port: port, TargetPort: 0, NodePort: 0 };
    return clash ? [duplicate(`spec.ports[${index}]`, shown)] : [];
  });
}
