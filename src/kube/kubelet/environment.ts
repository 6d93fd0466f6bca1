// The environment of a container: service links, envFrom, env with references. Models makeEnvironmentVariables
// of pkg/kubelet/kubelet_pods.go.

import { fromBase64 } from '../../base/base64.ts';
import { decode } from '../../base/bytes.ts';
import { isZeroQuantity, quantityMilliValue } from '../../base/quantity.ts';
import type { Task } from '../../sim/task.ts';
import type { ConfigMap, Secret } from '../objects/types/configuration.ts';
import type { Node } from '../objects/types/node.ts';
import type { Container, Pod } from '../objects/types/pod.ts';
import type { Service } from '../objects/types/service.ts';
import type { ObjectCache } from './object-cache.ts';

/** CreateContainerConfigError and its message. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export interface EnvironmentSources {
  readonly configMaps: ObjectCache<ConfigMap>;
  readonly secrets: ObjectCache<Secret>;
  readonly services: () => readonly Service[];
  readonly node: () => Node | undefined;
  readonly nodeName: string;
  readonly nodeAddress: string;
}

export function* makeEnvironment(
  pod: Pod,
  container: Container,
  podAddress: string,
  sources: EnvironmentSources,
): Task<[string, string][]> {
  const namespace = pod.metadata.namespace ?? 'default';
  const result = new Map<string, string>();
  for (const source of container.envFrom ?? []) {
    const pairs = yield* sourcePairs(namespace, source, sources);
    for (const [name, value] of pairs) result.set(`${source.prefix ?? ''}${name}`, value);
  }
  const links = serviceLinks(namespace, pod.spec.enableServiceLinks ?? true, sources.services());
  for (const variable of container.env ?? []) {
    let value: string | undefined;
    if (variable.value !== undefined) {
      value = expand(variable.value, (name) => result.get(name) ?? links.get(name));
    } else if (variable.valueFrom?.fieldRef) {
      value = fieldValue(variable.valueFrom.fieldRef.fieldPath, pod, podAddress, sources);
    } else if (variable.valueFrom?.resourceFieldRef) {
      const reference = variable.valueFrom.resourceFieldRef;
      const of = pod.spec.containers.find((one) => one.name === reference.containerName) ?? container;
      value = resourceValue(reference.resource, reference.divisor ?? '0', of, sources.node());
    } else if (variable.valueFrom?.configMapKeyRef) {
      const { name, key, optional } = variable.valueFrom.configMapKeyRef;
      const found = yield* sources.configMaps.get(namespace, name);
      if (!found && !optional) throw new ConfigError(`configmap "${name}" not found`);
      value = found?.data?.[key];
      if (found && value === undefined && !optional) {
        throw new ConfigError(`couldn't find key ${key} in ConfigMap ${namespace}/${name}`);
      }
      if (value === undefined) continue;
    } else if (variable.valueFrom?.secretKeyRef) {
      const { name, key, optional } = variable.valueFrom.secretKeyRef;
      const found = yield* sources.secrets.get(namespace, name);
      if (!found && !optional) throw new ConfigError(`secret "${name}" not found`);
      const data = found?.data?.[key];
      if (found && data === undefined && !optional) {
        throw new ConfigError(`couldn't find key ${key} in Secret ${namespace}/${name}`);
      }
      if (data === undefined) continue;
      value = decode(fromBase64(data) ?? new Uint8Array(0));
    }
    result.set(variable.name, value ?? '');
  }
  for (const [name, value] of links) if (!result.has(name)) result.set(name, value);
  return [...result];
}

function* sourcePairs(
  namespace: string,
  source: NonNullable<Container['envFrom']>[number],
  { configMaps, secrets }: EnvironmentSources,
): Task<[string, string][]> {
  if (source.configMapRef) {
    const { name, optional } = source.configMapRef;
    const found = yield* configMaps.get(namespace, name);
    if (!found && !optional) throw new ConfigError(`configmap "${name}" not found`);
    return Object.entries(found?.data ?? {});
  }
  if (source.secretRef) {
    const { name, optional } = source.secretRef;
    const found = yield* secrets.get(namespace, name);
    if (!found && !optional) throw new ConfigError(`secret "${name}" not found`);
    return Object.entries(found?.data ?? {}).map(([key, data]) => [key, decode(fromBase64(data) ?? new Uint8Array(0))]);
  }
  return [];
}

/** `$(NAME)` is replaced when NAME is known; `$$(NAME)` is a dollar sign. Models third_party/forked/golang/expansion. */
export function expand(text: string, value: (name: string) => string | undefined): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (whole, name: string | undefined) =>
    whole === '$$' ? '$' : (value(name ?? '') ?? whole),
  );
}

/** Downward API fields; labels and annotations as a whole are printed like files of a volume. */
export function fieldValue(
  path: string,
  pod: Pod,
  podAddress: string,
  { nodeName, nodeAddress }: Pick<EnvironmentSources, 'nodeName' | 'nodeAddress'>,
): string {
  const { metadata, spec } = pod;
  const subscript = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path);
  if (subscript) return metadata[subscript[1] === 'labels' ? 'labels' : 'annotations']?.[subscript[2]] ?? '';
  switch (path) {
    case 'metadata.name':
      return metadata.name;
    case 'metadata.namespace':
      return metadata.namespace ?? '';
    case 'metadata.uid':
      return metadata.uid;
    case 'metadata.labels':
      return formatMap(metadata.labels ?? {});
    case 'metadata.annotations':
      return formatMap(metadata.annotations ?? {});
    case 'spec.nodeName':
      return spec.nodeName ?? nodeName;
    case 'spec.serviceAccountName':
      return spec.serviceAccountName ?? '';
    case 'status.hostIP':
    case 'status.hostIPs':
      return nodeAddress;
    case 'status.podIP':
    case 'status.podIPs':
      return podAddress;
    default:
      throw new ConfigError(`unsupported fieldPath: ${path}`);
  }
}

const formatMap = (map: Readonly<Record<string, string>>): string =>
  Object.keys(map)
    .sort()
    .map((key) => `${key}=${JSON.stringify(map[key])}`)
    .join('\n');

export function resourceValue(resource: string, divisor: string, container: Container, node: Node | undefined): string {
  const [kind, name] = resource.split('.');
  const amounts = kind === 'limits' ? container.resources?.limits : container.resources?.requests;
  const fallback = kind === 'limits' ? node?.status.allocatable?.[name] : undefined;
  const unit = isZeroQuantity(divisor) ? '1' : divisor;
  return String(Math.ceil(quantityMilliValue(amounts?.[name] ?? fallback ?? '0') / quantityMilliValue(unit)));
}

/** Docker-style variables of the namespace's services, and of `kubernetes` always. Models pkg/kubelet/envvars. */
function serviceLinks(namespace: string, all: boolean, services: readonly Service[]): Map<string, string> {
  const result = new Map<string, string>();
  for (const service of services) {
    const isMaster = service.metadata.name === 'kubernetes' && service.metadata.namespace === 'default';
    if (!isMaster && !(all && service.metadata.namespace === namespace)) continue;
    const address = service.spec.clusterIP;
    if (!address || address === 'None' || service.spec.type === 'ExternalName') continue;
    const prefix = service.metadata.name.toUpperCase().replaceAll('-', '_');
    const ports = service.spec.ports ?? [];
    if (ports.length === 0) continue;
    result.set(`${prefix}_SERVICE_HOST`, address);
    result.set(`${prefix}_SERVICE_PORT`, String(ports[0].port));
    for (const port of ports) {
      if (port.name)
        result.set(`${prefix}_SERVICE_PORT_${port.name.toUpperCase().replaceAll('-', '_')}`, String(port.port));
    }
    for (const [index, port] of ports.entries()) {
      const protocol = (port.protocol ?? 'TCP').toLowerCase();
      const url = `${protocol}://${address}:${port.port}`;
      if (index === 0) result.set(`${prefix}_PORT`, url);
      const one = `${prefix}_PORT_${port.port}_${protocol.toUpperCase()}`;
      result.set(one, url);
      result.set(`${one}_PROTO`, protocol);
      result.set(`${one}_PORT`, String(port.port));
      result.set(`${one}_ADDR`, address);
    }
  }
  return result;
}
