// crictl inspect, inspectp, inspecti, info, version: one thing in full.

import { type ContainerRecord, RpcError, type Sandbox } from '../../../linux/containers/cri.ts';
import type { Task } from '../../../sim/task.ts';
import { Unmodelled } from './flags.ts';
import { type CrictlRun, findContainer, findSandbox } from './invocation.ts';
import { imageMessage } from './lists.ts';
import { json, nanoseconds, sortedKeys, yaml } from './print.ts';

export function* inspect(run: CrictlRun): Task<number> {
  const runtime = yield* run.runtime();
  for (const id of yield* run.ids()) {
    const found = findContainer(runtime, id);
    if (found instanceof RpcError) {
      yield* run.rpcFailed('ContainerStatus from runtime service', found, { containerID: id });
      return yield* run.fatal(`getting the status of the container ${JSON.stringify(id)}: ${found}`);
    }
    const sandbox = runtime.sandboxes().find((one) => one.id === found.sandbox);
    yield* show(run, { info: containerInfo(found), status: containerStatus(found, sandbox) });
  }
  return 0;
}

export function* inspectp(run: CrictlRun): Task<number> {
  const runtime = yield* run.runtime();
  for (const id of yield* run.ids()) {
    const found = findSandbox(runtime, id);
    if (found instanceof RpcError) {
      yield* run.rpcFailed('PodSandboxStatus from runtime service', found, { podSandboxID: id });
      return yield* run.fatal(`getting the pod sandbox status for ${JSON.stringify(id)}: ${found}`);
    }
    yield* show(run, { info: sandboxInfo(found), status: sandboxStatus(found) });
  }
  return 0;
}

export function* inspecti(run: CrictlRun): Task<number> {
  const runtime = yield* run.runtime(true);
  for (const id of yield* run.ids()) {
    const found = runtime.image(id) ?? runtime.images().find((image) => image.id.replace('sha256:', '').startsWith(id));
    if (!found) return yield* run.fatal(`no such image ${JSON.stringify(id)} present`);
    const tags = runtime
      .images()
      .filter((image) => image.id === found.id)
      .flatMap((image) => image.tags);
    yield* show(run, { status: { ...imageMessage(found), repoTags: tags } });
  }
  return 0;
}

export function* info(run: CrictlRun): Task<number> {
  const runtime = yield* run.runtime();
  const problem = runtime.networkProblem();
  const condition = (type: string, why: string, message: string | undefined) => ({
    message: message ?? '',
    reason: message === undefined ? '' : why,
    status: message === undefined,
    type,
  });
  const conditions = [
    condition('RuntimeReady', 'RuntimeNotReady', undefined),
    condition('NetworkReady', 'NetworkPluginNotReady', problem),
  ];
  const config = {
    cni: { binDir: '/opt/cni/bin', confDir: '/etc/cni/net.d', maxConfNum: 1 },
    containerd: { defaultRuntimeName: 'runc', snapshotter: 'overlayfs' },
    containerdEndpoint: '/run/containerd/containerd.sock',
    containerdRootDir: '/var/lib/containerd',
    rootDir: '/var/lib/containerd/io.containerd.grpc.v1.cri',
    stateDir: '/run/containerd/io.containerd.grpc.v1.cri',
  };
  yield* show(run, { config, lastCNILoadStatus: problem ?? 'OK', status: { conditions } });
  return 0;
}

/** Where images live and what they take there. */
export function* imagefsinfo(run: CrictlRun): Task<number> {
  const runtime = yield* run.runtime(true);
  const usedBytes = runtime.images().reduce((sum, image) => sum + image.size, 0);
  const imageFilesystem = {
    fsId: { mountpoint: '/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs' },
    inodesUsed: { value: String(Math.ceil(usedBytes / 40_000)) },
    timestamp: nanoseconds(run.now),
    usedBytes: { value: String(usedBytes) },
  };
  yield* show(run, { status: { containerFilesystems: [], imageFilesystems: [imageFilesystem] } });
  return 0;
}

export function* version(run: CrictlRun): Task<number> {
  const { name, version: number } = (yield* run.runtime()).version();
  yield* run.print(
    `Version:  0.1.0\nRuntimeName:  ${name}\nRuntimeVersion:  v${number.replace(/^v/, '')}\nRuntimeApiVersion:  v1\n`,
  );
  return 0;
}

function* show(run: CrictlRun, value: unknown): Task<void> {
  const format = run.given.text('output') || 'json';
  const sorted = sortedKeys(value);
  if (format === 'json') yield* run.print(json(sorted, 1));
  else if (format === 'yaml') yield* run.print(yaml(sorted));
  else if (format === 'go-template' || format === 'table') {
    throw new Unmodelled(`inspect -o ${format}`);
  } else yield* run.fatal(`unsupported output format ${JSON.stringify(format)}`);
}

const timeOf = (milliseconds: number): string =>
  milliseconds === 0 ? '0001-01-01T00:00:00Z' : `${new Date(milliseconds).toISOString().slice(0, -1)}000000Z`;

function containerStatus(one: ContainerRecord, sandbox: Sandbox | undefined): unknown {
  const { config } = one;
  const { uid, gid, groups } = config.credentials ?? { uid: 0, gid: 0, groups: [0] };
  return {
    annotations: config.annotations,
    createdAt: timeOf(one.createdAt),
    exitCode: one.exitCode,
    finishedAt: timeOf(one.finishedAt),
    id: one.id,
    image: { annotations: {}, image: one.imageName, runtimeHandler: '', userSpecifiedImage: '' },
    imageId: one.imageId,
    imageRef: one.imageDigest,
    labels: config.labels,
    logPath: `${sandbox?.config.logDirectory ?? ''}/${config.logPath}`,
    message: one.message,
    metadata: { attempt: config.attempt, name: config.name },
    mounts: config.mounts.map(({ containerPath, hostPath, readOnly }) => ({
      containerPath,
      gidMappings: [],
      hostPath,
      image: null,
      propagation: 'PROPAGATION_PRIVATE',
      readonly: readOnly,
      recursiveReadOnly: false,
      selinuxRelabel: false,
      uidMappings: [],
    })),
    reason: one.reason,
    resources: null,
    startedAt: timeOf(one.startedAt),
    state: `CONTAINER_${one.state.toUpperCase()}`,
    stopSignal: 'SIGTERM',
    user: { linux: { gid: String(gid), supplementalGroups: groups.map(String), uid: String(uid) } },
  };
}

const containerInfo = (one: ContainerRecord): unknown => ({
  config: {
    annotations: one.config.annotations,
    args: one.config.arguments,
    command: one.config.command,
    envs: one.config.environment.map(([key, value]) => ({ key, value })),
    image: { image: one.imageId, user_specified_image: one.config.image },
    labels: one.config.labels,
    log_path: one.config.logPath,
    metadata: { attempt: one.config.attempt, name: one.config.name },
    mounts: one.config.mounts.map(({ containerPath, hostPath, readOnly }) => ({
      container_path: containerPath,
      host_path: hostPath,
      readonly: readOnly,
    })),
  },
  pid: one.pid,
  removing: false,
  runtimeType: 'io.containerd.runc.v2',
  sandboxID: one.sandbox,
  snapshotKey: one.id,
  snapshotter: 'overlayfs',
});

const sandboxStatus = ({ id, config, state, createdAt, address }: Sandbox): unknown => ({
  annotations: config.annotations,
  createdAt: timeOf(createdAt),
  id,
  labels: config.labels,
  linux: {
    namespaces: {
      options: {
        ipc: config.hostNetwork ? 'NODE' : 'POD',
        network: config.hostNetwork ? 'NODE' : 'POD',
        pid: 'CONTAINER',
        targetId: '',
        usernsOptions: null,
      },
    },
  },
  metadata: { attempt: config.attempt, name: config.name, namespace: config.namespace, uid: config.uid },
  network: { additionalIps: [], ip: address },
  runtimeHandler: '',
  state: state === 'ready' ? 'SANDBOX_READY' : 'SANDBOX_NOTREADY',
});

const sandboxInfo = ({ id, config }: Sandbox): unknown => ({
  config: {
    annotations: config.annotations,
    hostname: config.hostname,
    labels: config.labels,
    linux: { cgroup_parent: config.controlGroup },
    log_directory: config.logDirectory,
    metadata: { attempt: config.attempt, name: config.name, namespace: config.namespace, uid: config.uid },
  },
  runtimeType: 'io.containerd.runc.v2',
  snapshotKey: id,
  snapshotter: 'overlayfs',
});
