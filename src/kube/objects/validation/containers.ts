// Containers, init containers and what hangs on them. Models validateContainers of pkg/apis/core/validation.

import type { FieldError } from '../kind.ts';
import type { Container, ContainerPort, EnvVar, Handler, Probe, VolumeMount } from '../types/pod.ts';
import { portErrors, resourceErrors } from './amounts.ts';
import {
  duplicate,
  forbidden,
  invalid,
  invalids,
  nonnegative,
  notFound,
  oneOf,
  positive,
  required,
  unsupported,
} from './errors.ts';
import {
  configKeyProblems,
  environmentNameProblems,
  headerNameProblems,
  labelProblems,
  portNameProblems,
  portNumberProblems,
  subdomainProblems,
} from './names.ts';

const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const MESSAGE_POLICIES = ['FallbackToLogsOnError', 'File'];
const HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'] as const;

export function containersErrors(
  field: string,
  containers: readonly Container[],
  volumes: ReadonlySet<string>,
): FieldError[] {
  if (containers.length === 0) return [required(field)];
  const names = new Set<string>();
  const errors = containers.flatMap((container, index) => {
    const at = `${field}[${index}]`;
    return [
      ...containerErrors(at, container, volumes, names),
      ...lifecycleErrors(`${at}.lifecycle`, container),
      ...probesErrors(at, container),
      ...(container.restartPolicy && container.restartPolicy !== 'Always'
        ? [forbidden(`${at}.restartPolicy`, 'may not be set for non-init containers')]
        : []),
    ];
  });
  return [...errors, ...hostPortErrors(field, containers)];
}

/** Only sidecars may have probes and hooks. `taken` are the names of the ordinary containers. */
export function initContainersErrors(
  field: string,
  containers: readonly Container[],
  ordinary: readonly Container[],
  volumes: ReadonlySet<string>,
): FieldError[] {
  const names = new Set(ordinary.map(({ name }) => name));
  return containers.flatMap((container, index) => {
    const at = `${field}[${index}]`;
    const errors = containerErrors(at, container, volumes, names);
    if (container.restartPolicy === 'Always') {
      return [...errors, ...lifecycleErrors(`${at}.lifecycle`, container), ...probesErrors(at, container)];
    }
    const notAllowed = (['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const).filter(
      (member) => container[member] !== undefined,
    );
    return [
      ...errors,
      ...notAllowed.map((member) =>
        forbidden(`${at}.${member}`, 'may not be set for init containers without restartPolicy=Always'),
      ),
    ];
  });
}

function containerErrors(
  field: string,
  container: Container,
  volumes: ReadonlySet<string>,
  names: Set<string>,
): FieldError[] {
  const errors: FieldError[] = [];
  if (!container.name) errors.push(required(`${field}.name`));
  else errors.push(...invalids(`${field}.name`, container.name, labelProblems(container.name)));
  if (names.has(container.name)) errors.push(duplicate(`${field}.name`, container.name));
  if (container.name) names.add(container.name);
  if (!container.image) errors.push(required(`${field}.image`));
  else if (container.image !== container.image.trim()) {
    errors.push(invalid(`${field}.image`, container.image, 'must not have leading or trailing whitespace'));
  }
  errors.push(...oneOf(`${field}.terminationMessagePolicy`, container.terminationMessagePolicy, MESSAGE_POLICIES));
  errors.push(...portsErrors(`${field}.ports`, container.ports ?? []));
  errors.push(
    ...(container.env ?? []).flatMap((variable, index) => variableErrors(`${field}.env[${index}]`, variable)),
  );
  errors.push(...environmentSourceErrors(`${field}.envFrom`, container));
  errors.push(...mountErrors(`${field}.volumeMounts`, container.volumeMounts ?? [], volumes));
  errors.push(...oneOf(`${field}.imagePullPolicy`, container.imagePullPolicy, PULL_POLICIES));
  errors.push(...resourceErrors(`${field}.resources`, container.resources ?? {}));
  return errors;
}

function portsErrors(field: string, ports: readonly ContainerPort[]): FieldError[] {
  const names = new Set<string>();
  return ports.flatMap((port, index) => {
    const at = `${field}[${index}]`;
    const errors: FieldError[] = [];
    if (port.name) {
      const problems = portNameProblems(port.name);
      errors.push(...invalids(`${at}.name`, port.name, problems));
      if (problems.length === 0 && names.has(port.name)) errors.push(duplicate(`${at}.name`, port.name));
      names.add(port.name);
    }
    if (port.containerPort === 0) errors.push(required(`${at}.containerPort`));
    else errors.push(...invalids(`${at}.containerPort`, port.containerPort, portNumberProblems(port.containerPort)));
    if (port.hostPort) errors.push(...invalids(`${at}.hostPort`, port.hostPort, portNumberProblems(port.hostPort)));
    errors.push(...oneOf(`${at}.protocol`, port.protocol, PROTOCOLS));
    return errors;
  });
}

/** Two containers of a pod cannot bind one port of the host. */
function hostPortErrors(field: string, containers: readonly Container[]): FieldError[] {
  const taken = new Set<string>();
  return containers.flatMap((container, index) =>
    (container.ports ?? []).flatMap(({ protocol, hostIP = '', hostPort }, position) => {
      if (!hostPort) return [];
      const identity = `${protocol}/${hostIP}/${hostPort}`;
      const clash = taken.has(identity);
      taken.add(identity);
      return clash ? [duplicate(`${field}[${index}].ports[${position}].hostPort`, identity)] : [];
    }),
  );
}

function variableErrors(field: string, { name, value, valueFrom }: EnvVar): FieldError[] {
  const errors = name ? invalids(`${field}.name`, name, environmentNameProblems(name)) : [required(`${field}.name`)];
  if (!valueFrom) return errors;
  const at = `${field}.valueFrom`;
  const sources = Object.keys(valueFrom).length;
  if (sources === 0) {
    errors.push(
      invalid(at, '', 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`'),
    );
  } else if (value) errors.push(invalid(at, '', 'may not be specified when `value` is not empty'));
  else if (sources > 1) errors.push(invalid(at, '', 'may not have more than one field specified at a time'));
  const { fieldRef, configMapKeyRef, secretKeyRef, resourceFieldRef } = valueFrom;
  if (fieldRef) errors.push(...fieldPathErrors(`${at}.fieldRef`, fieldRef.fieldPath));
  if (resourceFieldRef && !resourceFieldRef.resource) errors.push(required(`${at}.resourceFieldRef.resource`));
  for (const [source, reference] of Object.entries({ configMapKeyRef, secretKeyRef })) {
    if (!reference) continue;
    if (!reference.name) errors.push(required(`${at}.${source}.name`));
    if (!reference.key) errors.push(required(`${at}.${source}.key`));
    else errors.push(...invalids(`${at}.${source}.key`, reference.key, configKeyProblems(reference.key)));
  }
  return errors;
}

const POD_FIELDS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];

function fieldPathErrors(field: string, path: string | undefined): FieldError[] {
  if (!path) return [required(`${field}.fieldPath`)];
  if (POD_FIELDS.includes(path) || /^metadata\.(labels|annotations)\['[^']+'\]$/.test(path)) return [];
  if (!/^(metadata|spec|status)\./.test(path) || /\[/.test(path)) {
    return [invalid(`${field}.fieldPath`, path, `error converting fieldPath: field label not supported: ${path}`)];
  }
  return /^metadata\.(labels|annotations)$/.test(path) || path === 'spec.restartPolicy' || path === 'status.phase'
    ? [unsupported(`${field}.fieldPath`, path, POD_FIELDS)]
    : [invalid(`${field}.fieldPath`, path, `error converting fieldPath: field label not supported: ${path}`)];
}

function environmentSourceErrors(field: string, { envFrom = [] }: Container): FieldError[] {
  return envFrom.flatMap(({ prefix, configMapRef, secretRef }, index) => {
    const at = `${field}[${index}]`;
    const errors = prefix ? invalids(`${at}.prefix`, prefix, environmentNameProblems(prefix)) : [];
    if (configMapRef && secretRef) {
      errors.push(invalid(`${at}.valueFrom`, '', 'may not have more than one field specified at a time'));
    }
    if (!configMapRef && !secretRef) errors.push(invalid(at, '', 'must specify one of: `configMapRef` or `secretRef`'));
    if (configMapRef && !configMapRef.name) errors.push(required(`${at}.configMapRef.name`));
    if (secretRef && !secretRef.name) errors.push(required(`${at}.secretRef.name`));
    for (const [source, reference] of Object.entries({ configMapRef, secretRef })) {
      if (reference?.name)
        errors.push(...invalids(`${at}.${source}.name`, reference.name, subdomainProblems(reference.name)));
    }
    return errors;
  });
}

function mountErrors(field: string, mounts: readonly VolumeMount[], volumes: ReadonlySet<string>): FieldError[] {
  const paths = new Set<string>();
  return mounts.flatMap((mount, index) => {
    const at = `${field}[${index}]`;
    const errors: FieldError[] = [];
    if (!mount.name) errors.push(required(`${at}.name`));
    if (!volumes.has(mount.name)) errors.push(notFound(`${at}.name`, mount.name));
    if (!mount.mountPath) errors.push(required(`${at}.mountPath`));
    if (paths.has(mount.mountPath)) errors.push(invalid(`${at}.mountPath`, mount.mountPath, 'must be unique'));
    paths.add(mount.mountPath);
    if (mount.subPath?.startsWith('/')) errors.push(invalid(`${at}.subPath`, mount.subPath, 'must be a relative path'));
    if (mount.subPath?.split('/').includes('..')) {
      errors.push(invalid(`${at}.subPath`, mount.subPath, "must not contain '..'"));
    }
    return errors;
  });
}

function lifecycleErrors(field: string, { lifecycle }: Container): FieldError[] {
  const errors: FieldError[] = [];
  for (const hook of ['postStart', 'preStop'] as const) {
    const handler = lifecycle?.[hook];
    if (handler) errors.push(...handlerErrors(`${field}.${hook}`, handler));
  }
  return errors;
}

function probesErrors(field: string, container: Container): FieldError[] {
  const errors: FieldError[] = [];
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
    const probe = container[name];
    if (!probe) continue;
    errors.push(...probeErrors(`${field}.${name}`, probe));
    if (name !== 'readinessProbe' && probe.successThreshold !== 1) {
      errors.push(invalid(`${field}.${name}.successThreshold`, probe.successThreshold, 'must be 1'));
    }
    if (name === 'readinessProbe' && probe.terminationGracePeriodSeconds !== undefined) {
      errors.push(
        invalid(
          `${field}.${name}.terminationGracePeriodSeconds`,
          probe.terminationGracePeriodSeconds,
          'must not be set for readinessProbes',
        ),
      );
    }
  }
  return errors;
}

function probeErrors(field: string, probe: Probe): FieldError[] {
  return [
    ...handlerErrors(field, probe),
    ...nonnegative(`${field}.initialDelaySeconds`, probe.initialDelaySeconds),
    ...nonnegative(`${field}.timeoutSeconds`, probe.timeoutSeconds),
    ...nonnegative(`${field}.periodSeconds`, probe.periodSeconds),
    ...nonnegative(`${field}.successThreshold`, probe.successThreshold),
    ...nonnegative(`${field}.failureThreshold`, probe.failureThreshold),
    ...positive(`${field}.terminationGracePeriodSeconds`, probe.terminationGracePeriodSeconds),
  ];
}

function handlerErrors(field: string, handler: Handler): FieldError[] {
  const [first, ...others] = HANDLERS.filter((name) => handler[name] !== undefined);
  if (first === undefined) return [required(field, 'must specify a handler type')];
  const errors = others.map((name) => forbidden(`${field}.${name}`, 'may not specify more than 1 handler type'));
  const { exec, httpGet, tcpSocket, grpc } = handler;
  if (exec && (exec.command ?? []).length === 0) errors.push(required(`${field}.exec.command`));
  if (httpGet) {
    if (!httpGet.path) errors.push(required(`${field}.httpGet.path`));
    errors.push(...portErrors(`${field}.httpGet.port`, httpGet.port));
    errors.push(...oneOf(`${field}.httpGet.scheme`, httpGet.scheme, ['HTTP', 'HTTPS']));
    for (const { name } of httpGet.httpHeaders ?? []) {
      errors.push(...invalids(`${field}.httpGet.httpHeaders`, name, headerNameProblems(name)));
    }
  }
  if (tcpSocket) errors.push(...portErrors(`${field}.tcpSocket.port`, tcpSocket.port));
  if (grpc) errors.push(...portErrors(`${field}.grpc.port`, grpc.port));
  return errors;
}
