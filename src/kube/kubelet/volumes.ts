// The volumes of a pod as directories below /var/lib/kubelet/pods/<uid>/volumes. What comes from the API is
// written the way AtomicWriter does: `key` → `..data/key`, `..data` → a dated directory that is swapped whole.

import { fromBase64, toBase64 } from '../../base/base64.ts';
import { encode } from '../../base/bytes.ts';
import type { FileSystem } from '../../linux/files/file-system.ts';
import type { Simulation } from '../../sim/simulation.ts';
import type { Task } from '../../sim/task.ts';
import type { KeyToPath, Pod, Volume } from '../objects/types/pod.ts';
import { ConfigError, type EnvironmentSources, fieldValue, resourceValue } from './environment.ts';
import { NotSynced } from './object-cache.ts';

/** Why a volume is not there: `MountVolume.SetUp failed for volume "v" : ...`. */
export class MountFailed extends Error {
  override readonly name = 'MountFailed';
}

export interface VolumeSources extends EnvironmentSources {
  /** A token for the pod's service account. Throws MountFailed. */
  token(pod: Pod, audience: string | undefined, expirationSeconds: number): Task<string>;
  /** Where the volume of a claim is on this machine. Throws MountFailed. */
  claimed(pod: Pod, claimName: string): Task<string>;
}

export const podDirectory = (uid: string): string => `/var/lib/kubelet/pods/${uid}`;

type Payload = Map<string, { readonly bytes: Uint8Array; readonly mode: number }>;

const DEFAULT_MODE = 0o644;

/** Makes or refreshes every volume; gives the path on the host by volume name. Throws MountFailed. */
export function* mountVolumes(
  pod: Pod,
  files: FileSystem,
  simulation: Simulation,
  podAddress: string,
  sources: VolumeSources,
): Task<Map<string, string>> {
  const paths = new Map<string, string>();
  for (const volume of pod.spec.volumes ?? []) {
    try {
      paths.set(volume.name, yield* mount(pod, volume, files, simulation, podAddress, sources));
    } catch (error) {
      if (!(error instanceof ConfigError || error instanceof NotSynced)) throw error;
      throw new MountFailed(`MountVolume.SetUp failed for volume "${volume.name}" : ${error.message}`);
    }
  }
  return paths;
}

function* mount(
  pod: Pod,
  volume: Volume,
  files: FileSystem,
  simulation: Simulation,
  podAddress: string,
  sources: VolumeSources,
): Task<string> {
  const place = (plugin: string) => `${podDirectory(pod.metadata.uid)}/volumes/kubernetes.io~${plugin}/${volume.name}`;
  if (volume.hostPath) return checkHostPath(volume.hostPath, files);
  if (volume.persistentVolumeClaim) return yield* sources.claimed(pod, volume.persistentVolumeClaim.claimName);
  if (volume.emptyDir) {
    const path = place('empty-dir');
    if (!files.exists(path)) {
      files.makeDirectory(path, { recursive: true });
      files.changeMode(path, 0o777);
      applyGroup(pod, files, path);
    }
    return path;
  }
  const kind = API_VOLUMES.find(({ field }) => volume[field] !== undefined);
  if (!kind) {
    const source = Object.keys(volume).find((key) => key !== 'name') ?? 'none';
    throw new ConfigError(`cka-lab: not simulated: volumes of type ${source}`);
  }
  const payload = yield* kind.read(pod, volume, podAddress, sources);
  const path = place(kind.plugin);
  writeAtomically(files, simulation, path, payload);
  applyGroup(pod, files, path);
  return path;
}

interface ApiVolume {
  readonly field: string;
  readonly plugin: string;
  read(pod: Pod, volume: Volume, podAddress: string, sources: VolumeSources): Task<Payload>;
}

const API_VOLUMES: readonly ApiVolume[] = [
  {
    field: 'configMap',
    plugin: 'configmap',
    *read(pod, { configMap }, _, sources) {
      return yield* configMapFiles(pod, configMap ?? { name: '' }, configMap?.defaultMode, sources);
    },
  },
  {
    field: 'secret',
    plugin: 'secret',
    *read(pod, { secret }, _, sources) {
      const source = { ...secret, name: secret?.secretName ?? '' };
      return yield* secretFiles(pod, source, secret?.defaultMode, sources);
    },
  },
  {
    field: 'downwardAPI',
    plugin: 'downward-api',
    // biome-ignore lint/correctness/useYield: everything is known here
    *read(pod, { downwardAPI }, podAddress, sources) {
      const source = downwardAPI as unknown as DownwardSource;
      return downwardFiles(pod, source, source.defaultMode, podAddress, sources);
    },
  },
  {
    field: 'projected',
    plugin: 'projected',
    *read(pod, { projected }, podAddress, sources) {
      const payload: Payload = new Map();
      const mode = projected?.defaultMode;
      for (const one of (projected?.sources ?? []) as unknown as ProjectedSource[]) {
        const part = one.serviceAccountToken
          ? yield* tokenFile(pod, one.serviceAccountToken, mode, sources)
          : one.configMap
            ? yield* configMapFiles(pod, one.configMap, mode, sources)
            : one.secret
              ? yield* secretFiles(pod, one.secret, mode, sources)
              : downwardFiles(pod, one.downwardAPI ?? {}, mode, podAddress, sources);
        for (const [path, file] of part) payload.set(path, file);
      }
      return payload;
    },
  },
];

interface KeySource {
  readonly name: string;
  readonly items?: readonly KeyToPath[];
  readonly optional?: boolean;
}

interface DownwardSource {
  readonly items?: readonly {
    readonly path: string;
    readonly mode?: number;
    readonly fieldRef?: { readonly fieldPath: string };
    readonly resourceFieldRef?: {
      readonly containerName?: string;
      readonly resource: string;
      readonly divisor?: string;
    };
  }[];
  readonly defaultMode?: number;
}

interface TokenSource {
  readonly path: string;
  readonly audience?: string;
  readonly expirationSeconds?: number;
}

interface ProjectedSource {
  readonly serviceAccountToken?: TokenSource;
  readonly configMap?: KeySource;
  readonly secret?: KeySource;
  readonly downwardAPI?: DownwardSource;
}

function* configMapFiles(
  pod: Pod,
  source: KeySource,
  mode: number | undefined,
  { configMaps }: VolumeSources,
): Task<Payload> {
  const namespace = pod.metadata.namespace ?? '';
  const found = yield* configMaps.get(namespace, source.name);
  if (!found && !source.optional) throw new ConfigError(`configmap "${source.name}" not found`);
  const data = new Map<string, Uint8Array>();
  for (const [key, text] of Object.entries(found?.data ?? {})) data.set(key, encode(text));
  for (const [key, text] of Object.entries(found?.binaryData ?? {})) data.set(key, fromBase64(text) ?? encode(''));
  return selectKeys(data, source, mode);
}

function* secretFiles(
  pod: Pod,
  source: KeySource,
  mode: number | undefined,
  { secrets }: VolumeSources,
): Task<Payload> {
  const namespace = pod.metadata.namespace ?? '';
  const found = yield* secrets.get(namespace, source.name);
  if (!found && !source.optional) throw new ConfigError(`secret "${source.name}" not found`);
  const data = new Map<string, Uint8Array>();
  for (const [key, text] of Object.entries(found?.data ?? {})) data.set(key, fromBase64(text) ?? encode(''));
  return selectKeys(data, source, mode);
}

function selectKeys(data: ReadonlyMap<string, Uint8Array>, source: KeySource, mode = DEFAULT_MODE): Payload {
  const payload: Payload = new Map();
  if (!source.items) {
    for (const [key, bytes] of data) payload.set(key, { bytes, mode });
    return payload;
  }
  for (const item of source.items) {
    const bytes = data.get(item.key);
    if (bytes) payload.set(item.path, { bytes, mode: item.mode ?? mode });
    else if (!source.optional) throw new ConfigError(`references non-existent config key: ${item.key}`);
  }
  return payload;
}

function downwardFiles(
  pod: Pod,
  source: DownwardSource,
  mode: number | undefined,
  podAddress: string,
  sources: VolumeSources,
): Payload {
  const payload: Payload = new Map();
  for (const item of source.items ?? []) {
    const reference = item.resourceFieldRef;
    const container =
      pod.spec.containers.find((one) => one.name === reference?.containerName) ?? pod.spec.containers[0];
    const text = item.fieldRef
      ? fieldValue(item.fieldRef.fieldPath, pod, podAddress, sources)
      : resourceValue(reference?.resource ?? '', reference?.divisor ?? '0', container, sources.node());
    payload.set(item.path, { bytes: encode(text), mode: item.mode ?? mode ?? DEFAULT_MODE });
  }
  return payload;
}

function* tokenFile(pod: Pod, source: TokenSource, mode: number | undefined, sources: VolumeSources): Task<Payload> {
  const token = yield* sources.token(pod, source.audience, source.expirationSeconds ?? 3600);
  return new Map([[source.path, { bytes: encode(token), mode: mode ?? DEFAULT_MODE }]]);
}

function writeAtomically(files: FileSystem, simulation: Simulation, path: string, payload: Payload): void {
  files.makeDirectory(path, { recursive: true });
  const link = `${path}/..data`;
  const current = files.exists(link) ? `${path}/${files.readLink(link)}` : undefined;
  if (current && isSame(files, current, payload)) return;
  const now = new Date(simulation.epoch + simulation.now).toISOString();
  const name = `..${now.slice(0, 19).replace(/[-T:]/g, '_')}.${simulation.random.integer(4_000_000_000)}`;
  files.makeDirectory(`${path}/${name}`);
  for (const [file, { bytes, mode }] of payload) {
    const target = `${path}/${name}/${file}`;
    files.makeDirectory(target.slice(0, target.lastIndexOf('/')), { recursive: true });
    files.writeFile(target, bytes, { mode });
  }
  files.symlink(name, `${path}/..data_tmp`);
  files.rename(`${path}/..data_tmp`, link);
  const visible = new Set([...payload.keys()].map((file) => file.split('/')[0]));
  for (const old of files.readDirectory(path)) {
    if (!old.startsWith('..') && !visible.has(old)) files.unlink(`${path}/${old}`);
  }
  for (const top of visible) {
    if (!files.readDirectory(path).includes(top)) files.symlink(`..data/${top}`, `${path}/${top}`);
  }
  if (current) files.removeTree(current);
}

function isSame(files: FileSystem, directory: string, payload: Payload): boolean {
  for (const [file, { bytes }] of payload) {
    if (!files.exists(`${directory}/${file}`)) return false;
    if (toBase64(files.readFile(`${directory}/${file}`)) !== toBase64(bytes)) return false;
  }
  return files.readDirectory(directory).length === new Set([...payload.keys()].map((file) => file.split('/')[0])).size;
}

/** fsGroup owns what the kubelet makes. */
function applyGroup(pod: Pod, files: FileSystem, path: string): void {
  const group = pod.spec.securityContext.fsGroup;
  if (typeof group !== 'number') return;
  files.changeOwner(path, { gid: group });
  files.changeMode(path, files.stat(path).mode | 0o2070);
}

const HOST_PATH_TYPES: Readonly<Record<string, readonly [types: readonly string[], words: string]>> = {
  Directory: [['directory'], 'is not a directory'],
  File: [['file', 'generated'], 'is not a file'],
  Socket: [['socket'], 'is not a socket file'],
  CharDevice: [['device'], 'is not a character device'],
  BlockDevice: [['device'], 'is not a block device'],
};

export function checkHostPath({ path, type }: NonNullable<Volume['hostPath']>, files: FileSystem): string {
  if (type === 'DirectoryOrCreate' || ((type ?? '') === '' && !files.exists(path))) {
    // Without a type the runtime makes what is missing, as a directory.
    files.makeDirectory(path, { recursive: true });
  } else if (type === 'FileOrCreate') {
    if (!files.exists(path)) files.writeFile(path, '');
  } else if (type && HOST_PATH_TYPES[type]) {
    const [types, words] = HOST_PATH_TYPES[type];
    if (!files.exists(path) || !types.includes(files.stat(path).type)) {
      throw new ConfigError(`hostPath type check failed: ${path} ${words}`);
    }
  }
  return path;
}
