// What the API server fills into every pod and pod template. Models pkg/apis/core/v1/defaults.go and the
// generated zz_generated.defaults.go that calls it.

import type { Container, Handler, PodSpec, Probe, Volume } from './types/pod.ts';

/** 0644, as JSON carries it. */
const DEFAULT_FILE_MODE = 420;
/** How long an injected service account token lives. */
const TOKEN_EXPIRATION_SECONDS = 3600;

export function setPodSpecDefaults(spec: PodSpec): void {
  spec.dnsPolicy ||= 'ClusterFirst';
  spec.restartPolicy ||= 'Always';
  if (spec.hostNetwork) for (const container of containersOf(spec)) mirrorHostPorts(container);
  spec.securityContext ??= {};
  spec.terminationGracePeriodSeconds ??= 30;
  spec.schedulerName ||= 'default-scheduler';
  mirrorServiceAccount(spec);
  for (const container of containersOf(spec)) setContainerDefaults(container);
  for (const volume of spec.volumes ?? []) setVolumeDefaults(volume);
  for (const constraint of spec.topologySpreadConstraints ?? []) {
    constraint.nodeAffinityPolicy ??= 'Honor';
    constraint.nodeTaintsPolicy ??= 'Ignore';
  }
}

/** Only pods, not templates: a limit without a request is a request, and service links are wanted. */
export function setPodDefaults(spec: PodSpec): void {
  for (const container of [...(spec.containers ?? []), ...(spec.initContainers ?? [])]) {
    const { limits } = container.resources ?? {};
    if (!limits) continue;
    const requests = { ...container.resources?.requests };
    for (const [resource, amount] of Object.entries(limits)) requests[resource] ??= amount;
    container.resources = { ...container.resources, requests };
  }
  spec.enableServiceLinks ??= true;
}

/** IfNotPresent unless the tag is `latest`, said or unsaid. A digest is never latest. */
export function defaultPullPolicy(image: string): Container['imagePullPolicy'] {
  if (image.includes('@')) return 'IfNotPresent';
  const tag = /:([^:/]+)$/.exec(image)?.[1] ?? 'latest';
  return tag === 'latest' ? 'Always' : 'IfNotPresent';
}

export function containersOf(spec: PodSpec): Container[] {
  return [...(spec.containers ?? []), ...(spec.initContainers ?? []), ...(spec.ephemeralContainers ?? [])];
}

function setContainerDefaults(container: Container): void {
  container.resources ??= {};
  container.imagePullPolicy ||= defaultPullPolicy(container.image ?? '');
  container.terminationMessagePath ||= '/dev/termination-log';
  container.terminationMessagePolicy ||= 'File';
  for (const port of container.ports ?? []) port.protocol ||= 'TCP';
  for (const variable of container.env ?? []) {
    if (variable.valueFrom?.fieldRef) variable.valueFrom.fieldRef.apiVersion ||= 'v1';
    if (variable.valueFrom?.resourceFieldRef) variable.valueFrom.resourceFieldRef.divisor ??= '0';
  }
  for (const probe of [container.livenessProbe, container.readinessProbe, container.startupProbe]) {
    if (probe) setProbeDefaults(probe);
  }
  for (const handler of [container.lifecycle?.postStart, container.lifecycle?.preStop]) {
    if (handler) setHandlerDefaults(handler);
  }
}

function setProbeDefaults(probe: Probe): void {
  probe.timeoutSeconds ||= 1;
  probe.periodSeconds ||= 10;
  probe.successThreshold ||= 1;
  probe.failureThreshold ||= 3;
  if (probe.grpc) probe.grpc.service ??= '';
  setHandlerDefaults(probe);
}

function setHandlerDefaults(handler: Handler): void {
  if (!handler.httpGet) return;
  handler.httpGet.path ||= '/';
  handler.httpGet.scheme ||= 'HTTP';
}

function setVolumeDefaults(volume: Volume): void {
  if (Object.keys(volume).every((key) => key === 'name')) volume.emptyDir = {};
  if (volume.hostPath) volume.hostPath.type ??= '';
  if (volume.configMap) volume.configMap.defaultMode ??= DEFAULT_FILE_MODE;
  if (volume.secret) volume.secret.defaultMode ??= DEFAULT_FILE_MODE;
  if (volume.downwardAPI) volume.downwardAPI.defaultMode ??= DEFAULT_FILE_MODE;
  for (const item of fieldRefs(volume.downwardAPI?.items)) item.apiVersion ??= 'v1';
  if (!volume.projected) return;
  volume.projected.defaultMode ??= DEFAULT_FILE_MODE;
  for (const source of volume.projected.sources ?? []) {
    const token = record(source.serviceAccountToken);
    if (token) token.expirationSeconds ??= TOKEN_EXPIRATION_SECONDS;
    for (const item of fieldRefs(record(source.downwardAPI)?.items)) item.apiVersion ??= 'v1';
  }
}

function fieldRefs(items: unknown): Record<string, unknown>[] {
  if (!Array.isArray(items)) return [];
  return items.map((item: unknown) => record(record(item)?.fieldRef)).filter((reference) => reference !== undefined);
}

function record(value: unknown): Record<string, unknown> | undefined {
  return isRecord(value) ? value : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mirrorHostPorts(container: Container): void {
  for (const port of container.ports ?? []) port.hostPort ||= port.containerPort;
}

/** The deprecated `serviceAccount` repeats `serviceAccountName`, in both directions. */
function mirrorServiceAccount(spec: PodSpec): void {
  const name = spec.serviceAccountName || spec.serviceAccount;
  if (!name) return;
  spec.serviceAccountName = name;
  spec.serviceAccount = name;
}
