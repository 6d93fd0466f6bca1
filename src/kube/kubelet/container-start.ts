// Turns a container of a pod's spec into what the runtime wants: environment, mounts, identity, log path.
// Models pkg/kubelet/kuberuntime/kuberuntime_container.go.

import type { ContainerConfig, ContainerMount, ImageRecord } from '../../linux/containers/cri.ts';
import type { FileSystem } from '../../linux/files/file-system.ts';
import type { Simulation } from '../../sim/simulation.ts';
import type { Task } from '../../sim/task.ts';
import { fnv1a } from '../objects/template-hash.ts';
import type { Container, Pod } from '../objects/types/pod.ts';
import { ConfigError, expand, makeEnvironment } from './environment.ts';
import { podDirectory, type VolumeSources } from './volumes.ts';

export const HASH = 'io.kubernetes.container.hash';

/** Changes when a running container has to be replaced: its image, as the only field a pod may change. */
export const containerHash = ({ name, image }: Container): string =>
  fnv1a(JSON.stringify({ name, image })).toString(16);

export function* containerConfig(
  pod: Pod,
  container: Container,
  attempt: number,
  image: ImageRecord,
  podAddress: string,
  volumes: ReadonlyMap<string, string>,
  files: FileSystem,
  simulation: Simulation,
  sources: VolumeSources,
): Task<ContainerConfig> {
  const environment = yield* makeEnvironment(pod, container, podAddress, sources);
  const known = new Map(environment);
  const expanded = (words: readonly string[] = []) => words.map((word) => expand(word, (name) => known.get(name)));
  const credentials = identity(pod, container, image);
  const messageFile = `${podDirectory(pod.metadata.uid)}/containers/${container.name}/${simulation.random.text(8, '0123456789abcdef')}`;
  files.makeDirectory(messageFile.slice(0, messageFile.lastIndexOf('/')), { recursive: true });
  files.writeFile(messageFile, '', { mode: 0o666 });
  files.changeMode(messageFile, 0o666);
  const mounts = mountsOf(pod, container, volumes, files);
  if (!mounts.some((one) => one.containerPath === '/etc/hosts')) {
    mounts.push({
      containerPath: '/etc/hosts',
      hostPath: `${podDirectory(pod.metadata.uid)}/etc-hosts`,
      readOnly: false,
    });
  }
  if (container.terminationMessagePath) {
    mounts.push({ containerPath: container.terminationMessagePath, hostPath: messageFile, readOnly: false });
  }
  return {
    name: container.name,
    attempt,
    image: image.tags[0] ?? container.image,
    command: expanded(container.command),
    arguments: expanded(container.args),
    directory: container.workingDir || undefined,
    environment,
    mounts,
    logPath: `${container.name}/${attempt}.log`,
    credentials,
    readOnlyRoot: container.securityContext?.readOnlyRootFilesystem === true,
    stdin: container.stdin === true,
    stdinOnce: container.stdinOnce === true,
    tty: container.tty === true,
    labels: {
      'io.kubernetes.container.name': container.name,
      'io.kubernetes.pod.name': pod.metadata.name,
      'io.kubernetes.pod.namespace': pod.metadata.namespace ?? 'default',
      'io.kubernetes.pod.uid': pod.metadata.uid,
    },
    annotations: {
      [HASH]: containerHash(container),
      'io.kubernetes.container.restartCount': String(attempt),
      'io.kubernetes.container.terminationMessagePath': container.terminationMessagePath,
      'io.kubernetes.container.terminationMessagePolicy': container.terminationMessagePolicy,
      'io.kubernetes.pod.terminationGracePeriod': String(pod.spec.terminationGracePeriodSeconds),
    },
  };
}

const LONGEST_MESSAGE = 4096;

/** What a container left in its termination log; with the fallback policy, the end of its output when it failed. */
export function terminationMessage(
  files: FileSystem,
  container: Container,
  mounts: readonly ContainerMount[],
  exitCode: number,
  lastLines: () => string,
): string {
  const path = mounts.find((mount) => mount.containerPath === container.terminationMessagePath)?.hostPath;
  const text = path && files.exists(path) ? files.readText(path) : '';
  if (text !== '') return text.slice(0, LONGEST_MESSAGE);
  return container.terminationMessagePolicy === 'FallbackToLogsOnError' && exitCode !== 0 ? lastLines() : '';
}

function mountsOf(
  pod: Pod,
  container: Container,
  volumes: ReadonlyMap<string, string>,
  files: FileSystem,
): ContainerMount[] {
  return (container.volumeMounts ?? []).map((mount) => {
    const root = volumes.get(mount.name);
    if (root === undefined)
      throw new ConfigError(`cannot find volume "${mount.name}" to mount into container "${container.name}"`);
    let hostPath = root;
    if (mount.subPath) {
      hostPath = `${root}/${mount.subPath}`;
      if (!files.exists(hostPath)) files.makeDirectory(hostPath, { recursive: true });
    }
    const spec = pod.spec.volumes?.find((one) => one.name === mount.name);
    const fromApi = spec?.configMap ?? spec?.secret ?? spec?.projected ?? spec?.downwardAPI;
    return { containerPath: mount.mountPath, hostPath, readOnly: mount.readOnly === true || fromApi !== undefined };
  });
}

function identity(pod: Pod, container: Container, image: ImageRecord): ContainerConfig['credentials'] {
  const setting = (name: string) => container.securityContext?.[name] ?? pod.spec.securityContext[name];
  const user = setting('runAsUser');
  const group = setting('runAsGroup');
  const uid = typeof user === 'number' ? user : image.uid;
  if (setting('runAsNonRoot') === true && uid === 0) {
    const which =
      typeof user === 'number'
        ? "container's runAsUser breaks non-root policy"
        : 'container has runAsNonRoot and image will run as root';
    throw new ConfigError(
      `${which} (pod: "${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})", container: ${container.name})`,
    );
  }
  const fsGroup = pod.spec.securityContext.fsGroup;
  if (user === undefined && group === undefined && fsGroup === undefined) return undefined;
  const gid = typeof group === 'number' ? group : typeof user === 'number' ? 0 : image.uid;
  return { uid, gid, groups: [gid, ...(typeof fsGroup === 'number' ? [fsGroup] : [])] };
}
