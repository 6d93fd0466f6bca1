// Containers, volumes, tolerations: what pods and pod templates have in common.

import { fieldOf, isObject, listOf, mapOf, numberOf, stringsOf, textOf } from '../resources/objects.ts';
import { capitalized, longTime, orNone, type Report } from './report.ts';

type Part = Record<string, unknown>;

export interface ContainerContext {
  /** Statuses by container name; templates have none. */
  readonly statuses: ReadonlyMap<string, Part>;
  /** Before the labels: templates stand two blanks deeper. */
  readonly space: string;
  /** Gives the value behind a fieldRef. */
  readonly valueOfField?: (path: string) => string;
  readonly minor: number;
}

export function describeContainers(
  report: Report,
  label: string,
  containers: readonly Part[],
  context: ContainerContext,
): void {
  report.line(0, `${context.space}${label}:${containers.length === 0 ? ' <none>' : ''}`);
  for (const container of containers) {
    const status = context.statuses.get(textOf(container, 'name'));
    report.line(1, `${context.space === '' ? '' : ' '}${textOf(container, 'name')}:`);
    if (status) report.line(2, `Container ID:\t${textOf(status, 'containerID')}`);
    report.line(2, `Image:\t${textOf(container, 'image')}`);
    if (status) report.line(2, `Image ID:\t${textOf(status, 'imageID')}`);
    ports(report, container, context.minor);
    const seccomp = textOf(container, 'securityContext', 'seccompProfile', 'type');
    if (seccomp !== '') report.line(2, `SeccompProfile:\t${seccomp}`);
    words(report, 'Command', stringsOf(container, 'command'));
    words(report, 'Args', stringsOf(container, 'args'));
    if (status) state(report, status);
    amounts(report, 'Limits', mapOf(container, 'resources', 'limits'));
    amounts(report, 'Requests', mapOf(container, 'resources', 'requests'));
    for (const name of ['liveness', 'readiness', 'startup']) {
      const probe = fieldOf(container, `${name}Probe`);
      if (isObject(probe))
        report.line(2, `${name[0].toUpperCase()}${name.slice(1)}:\t${probeText(probe, context.minor)}`);
    }
    environmentFrom(report, container);
    environment(report, container, context);
    mounts(report, container);
  }
}

/** From 1.34 on ports are told with their names. */
function ports(report: Report, container: Part, minor: number): void {
  const all = listOf(container, 'ports');
  const nameOf = (port: Part) => (minor < 34 || textOf(port, 'name') === '' ? '' : ` (${textOf(port, 'name')})`);
  const protocolOf = (port: Part) => textOf(port, 'protocol') || 'TCP';
  const containerPorts = all.map((port) => `${textOf(port, 'containerPort')}/${protocolOf(port)}${nameOf(port)}`);
  const hostPorts = all.map((port) => `${numberOf(port, 'hostPort')}/${protocolOf(port)}${nameOf(port)}`);
  const several = all.length > 1 ? 's' : '';
  report.line(2, `Port${several}:\t${orNone(containerPorts.join(', '))}`);
  report.line(2, `Host Port${several}:\t${orNone(hostPorts.join(', '))}`);
}

function words(report: Report, title: string, list: readonly string[]): void {
  if (list.length === 0) return;
  report.line(2, `${title}:`);
  for (const line of list.flatMap((word) => word.split('\n'))) report.line(3, line);
}

function state(report: Report, status: Part): void {
  oneState(report, 'State', fieldOf(status, 'state'));
  const last = fieldOf(status, 'lastState');
  if (fieldOf(last, 'terminated') !== undefined) oneState(report, 'Last State', last);
  report.line(2, `Ready:\t${capitalized(fieldOf(status, 'ready') === true)}`);
  report.line(2, `Restart Count:\t${numberOf(status, 'restartCount')}`);
}

function oneState(report: Report, title: string, value: unknown): void {
  const running = fieldOf(value, 'running');
  const terminated = fieldOf(value, 'terminated');
  if (isObject(running)) {
    report.line(2, `${title}:\tRunning`);
    report.line(3, `Started:\t${longTime(running.startedAt)}`);
  } else if (isObject(terminated)) {
    report.line(2, `${title}:\tTerminated`);
    if (textOf(terminated, 'reason') !== '') report.line(3, `Reason:\t${textOf(terminated, 'reason')}`);
    if (textOf(terminated, 'message') !== '') report.line(3, `Message:\t${textOf(terminated, 'message')}`);
    report.line(3, `Exit Code:\t${numberOf(terminated, 'exitCode')}`);
    if (numberOf(terminated, 'signal') > 0) report.line(3, `Signal:\t${numberOf(terminated, 'signal')}`);
    report.line(3, `Started:\t${longTime(terminated.startedAt)}`);
    report.line(3, `Finished:\t${longTime(terminated.finishedAt)}`);
  } else {
    report.line(2, `${title}:\tWaiting`);
    const reason = textOf(value, 'waiting', 'reason');
    if (reason !== '') report.line(3, `Reason:\t${reason}`);
  }
}

function amounts(report: Report, title: string, values: Readonly<Record<string, string>>): void {
  const names = Object.keys(values).sort();
  if (names.length > 0) report.line(2, `${title}:`);
  for (const name of names) report.line(3, `${name}:\t${values[name]}`);
}

/** `http-get http://:80/ delay=0s timeout=1s period=10s #success=1 #failure=3` */
function probeText(probe: Part, minor: number): string {
  const times = `delay=${numberOf(probe, 'initialDelaySeconds')}s timeout=${numberOf(probe, 'timeoutSeconds')}s period=${numberOf(probe, 'periodSeconds')}s`;
  const counts = [numberOf(probe, 'successThreshold'), numberOf(probe, 'failureThreshold')];
  const thresholds =
    minor >= 37
      ? `successThreshold=${counts[0]} failureThreshold=${counts[1]}`
      : `#success=${counts[0]} #failure=${counts[1]}`;
  return `${handlerText(probe)} ${times} ${thresholds}`;
}

function handlerText(probe: Part): string {
  if (isObject(probe.exec)) return `exec [${stringsOf(probe.exec, 'command').join(' ')}]`;
  if (isObject(probe.httpGet)) {
    const { httpGet } = probe;
    const scheme = (textOf(httpGet, 'scheme') || 'HTTP').toLowerCase();
    const path = textOf(httpGet, 'path');
    return `http-get ${scheme}://${textOf(httpGet, 'host')}:${textOf(httpGet, 'port')}${path.startsWith('/') ? '' : '/'}${path}`;
  }
  if (isObject(probe.tcpSocket))
    return `tcp-socket ${textOf(probe.tcpSocket, 'host')}:${textOf(probe.tcpSocket, 'port')}`;
  if (isObject(probe.grpc)) return `grpc <pod>:${textOf(probe.grpc, 'port')} ${textOf(probe.grpc, 'service')}`;
  return 'unknown';
}

function environmentFrom(report: Report, container: Part): void {
  const sources = listOf(container, 'envFrom');
  if (sources.length === 0) return;
  report.line(2, 'Environment Variables from:');
  for (const source of sources) {
    const isSecret = isObject(source.secretRef);
    const reference = isSecret ? source.secretRef : source.configMapRef;
    const prefix = textOf(source, 'prefix');
    const withPrefix = prefix === '' ? '' : ` with prefix '${prefix}'`;
    const optional = fieldOf(reference, 'optional') === true;
    report.line(
      3,
      `${textOf(reference, 'name')}\t${isSecret ? 'Secret' : 'ConfigMap'}${withPrefix}\tOptional: ${optional}`,
    );
  }
}

function environment(report: Report, container: Part, context: ContainerContext): void {
  const variables = listOf(container, 'env');
  report.line(2, `Environment:${variables.length === 0 ? '\t<none>' : ''}`);
  for (const variable of variables) {
    const name = textOf(variable, 'name');
    const source = fieldOf(variable, 'valueFrom');
    if (!isObject(source)) {
      textOf(variable, 'value')
        .split('\n')
        .forEach((line, at) => {
          report.line(3, `${at === 0 ? `${name}:` : ''}\t${line}`);
        });
      continue;
    }
    const optional = (reference: unknown) => fieldOf(reference, 'optional') === true;
    const { fieldRef, resourceFieldRef, secretKeyRef, configMapKeyRef } = source;
    if (isObject(fieldRef)) {
      const value = context.valueOfField?.(textOf(fieldRef, 'fieldPath')) ?? '';
      report.line(3, `${name}:\t${value} (${textOf(fieldRef, 'apiVersion') || 'v1'}:${textOf(fieldRef, 'fieldPath')})`);
    } else if (isObject(resourceFieldRef)) {
      report.line(3, `${name}:\t${textOf(resourceFieldRef, 'resource')} (${textOf(resourceFieldRef, 'resource')})`);
    } else if (isObject(secretKeyRef)) {
      const where = `<set to the key '${textOf(secretKeyRef, 'key')}' in secret '${textOf(secretKeyRef, 'name')}'>`;
      report.line(3, `${name}:\t${where}\tOptional: ${optional(secretKeyRef)}`);
    } else if (isObject(configMapKeyRef)) {
      const where = `<set to the key '${textOf(configMapKeyRef, 'key')}' of config map '${textOf(configMapKeyRef, 'name')}'>`;
      report.line(3, `${name}:\t${where}\tOptional: ${optional(configMapKeyRef)}`);
    }
  }
}

function mounts(report: Report, container: Part): void {
  const all = listOf(container, 'volumeMounts').sort((a, b) =>
    textOf(a, 'mountPath') < textOf(b, 'mountPath') ? -1 : 1,
  );
  report.line(2, `Mounts:${all.length === 0 ? '\t<none>' : ''}`);
  for (const mount of all) {
    const flags = [fieldOf(mount, 'readOnly') === true ? 'ro' : 'rw'];
    if (textOf(mount, 'subPath') !== '') flags.push(`path=${JSON.stringify(textOf(mount, 'subPath'))}`);
    report.line(3, `${textOf(mount, 'mountPath')} from ${textOf(mount, 'name')} (${flags.join(',')})`);
  }
}

export function describeVolumes(report: Report, volumes: readonly Part[], space: string): void {
  if (volumes.length === 0) {
    report.line(0, `${space}Volumes:\t<none>`);
    return;
  }
  report.line(0, `${space}Volumes:`);
  for (const volume of volumes) {
    report.line(1, `${space === '' ? '' : ' '}${textOf(volume, 'name')}:`);
    for (const [name, value] of volumeFields(volume)) report.line(2, `${name}:\t${value}`);
  }
}

function volumeFields(volume: Part): [string, string][] {
  const optional = (reference: unknown) => String(fieldOf(reference, 'optional') === true);
  const { hostPath, emptyDir, secret, configMap, projected, persistentVolumeClaim } = volume;
  if (isObject(hostPath)) {
    return [
      ['Type', 'HostPath (bare host directory volume)'],
      ['Path', textOf(hostPath, 'path')],
      ['HostPathType', textOf(hostPath, 'type')],
    ];
  }
  if (isObject(emptyDir)) {
    return [
      ['Type', "EmptyDir (a temporary directory that shares a pod's lifetime)"],
      ['Medium', textOf(emptyDir, 'medium')],
      ['SizeLimit', textOf(emptyDir, 'sizeLimit') || '<unset>'],
    ];
  }
  if (isObject(secret)) {
    return [
      ['Type', 'Secret (a volume populated by a Secret)'],
      ['SecretName', textOf(secret, 'secretName')],
      ['Optional', optional(secret)],
    ];
  }
  if (isObject(configMap)) {
    return [
      ['Type', 'ConfigMap (a volume populated by a ConfigMap)'],
      ['Name', textOf(configMap, 'name')],
      ['Optional', optional(configMap)],
    ];
  }
  if (isObject(persistentVolumeClaim)) {
    return [
      ['Type', 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)'],
      ['ClaimName', textOf(persistentVolumeClaim, 'claimName')],
      ['ReadOnly', String(persistentVolumeClaim.readOnly === true)],
    ];
  }
  if (isObject(projected)) {
    const fields: [string, string][] = [
      ['Type', 'Projected (a volume that contains injected data from multiple sources)'],
    ];
    for (const source of listOf(projected, 'sources')) {
      if (isObject(source.secret)) {
        fields.push(['SecretName', textOf(source.secret, 'name')], ['Optional', optional(source.secret)]);
      } else if (isObject(source.downwardAPI)) fields.push(['DownwardAPI', 'true']);
      else if (isObject(source.configMap)) {
        fields.push(['ConfigMapName', textOf(source.configMap, 'name')], ['Optional', optional(source.configMap)]);
      } else if (isObject(source.serviceAccountToken)) {
        fields.push(['TokenExpirationSeconds', String(numberOf(source.serviceAccountToken, 'expirationSeconds'))]);
      }
    }
    return fields;
  }
  return [['Type', '<unknown>']];
}

export function describeTolerations(report: Report, title: string, tolerations: readonly Part[]): void {
  report.list(
    title,
    tolerations.map((toleration) => {
      const [key, value, effect] = ['key', 'value', 'effect'].map((field) => textOf(toleration, field));
      let text = `${key}${value === '' ? '' : `=${value}`}${effect === '' ? '' : `:${effect}`}`;
      if (textOf(toleration, 'operator') === 'Exists' && value === '') text += text === '' ? 'op=Exists' : ' op=Exists';
      const seconds = fieldOf(toleration, 'tolerationSeconds');
      return typeof seconds === 'number' ? `${text} for ${seconds}s` : text;
    }),
  );
}

/** `Pod Template:` and everything below it. */
export function describePodTemplate(report: Report, template: unknown, minor: number): void {
  report.line(0, 'Pod Template:');
  const context: ContainerContext = { statuses: new Map(), space: '  ', minor };
  report.labels('  Labels', mapOf(template, 'metadata', 'labels'));
  const annotations = mapOf(template, 'metadata', 'annotations');
  if (Object.keys(annotations).length > 0) report.annotations('  Annotations', annotations);
  const account = textOf(template, 'spec', 'serviceAccountName');
  if (account !== '') report.line(1, `Service Account:\t${account}`);
  const initContainers = listOf(template, 'spec', 'initContainers');
  if (initContainers.length > 0) describeContainers(report, 'Init Containers', initContainers, context);
  describeContainers(report, 'Containers', listOf(template, 'spec', 'containers'), context);
  describeVolumes(report, listOf(template, 'spec', 'volumes'), '  ');
  const priority = textOf(template, 'spec', 'priorityClassName');
  if (priority !== '') report.line(1, `Priority Class Name:\t${priority}`);
  report.labels('  Node-Selectors', mapOf(template, 'spec', 'nodeSelector'));
  describeTolerations(report, '  Tolerations', listOf(template, 'spec', 'tolerations'));
}
