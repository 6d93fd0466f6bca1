// crictl stop, rm, stopp, rmp, pull, rmi: what changes something.

import { RpcError } from '../../../linux/containers/cri.ts';
import type { Task } from '../../../sim/task.ts';
import { type CrictlRun, findContainer, findSandbox } from './invocation.ts';
import { imagesById } from './lists.ts';

export function* stop(run: CrictlRun): Task<number> {
  const runtime = yield* run.runtime();
  for (const id of yield* run.ids()) {
    const found = findContainer(runtime, id);
    if (found instanceof RpcError) {
      yield* run.rpcFailed('StopContainer from runtime service', found, { containerID: id });
      return yield* run.fatal(`stopping the container ${JSON.stringify(id)}: ${found}`);
    }
    yield* runtime.stopContainer(found.id, run.given.number('timeout', 0));
    yield* run.print(`${id}\n`);
  }
  return 0;
}

export function* rm(run: CrictlRun): Task<number> {
  const { given } = run;
  const runtime = yield* run.runtime();
  const ids = given.has('all') ? runtime.containers().map(({ id }) => id) : yield* run.ids();
  for (const id of ids) {
    const found = findContainer(runtime, id);
    if (found instanceof RpcError) {
      yield* run.rpcFailed('ContainerStatus from runtime service', found, { containerID: id });
      return yield* run.fatal(String(found));
    }
    if (found.state === 'running') {
      if (!given.has('force')) {
        return yield* run.fatal(`container ${JSON.stringify(id)} is running, please stop it first`);
      }
      yield* runtime.stopContainer(found.id, 0);
    }
    yield* runtime.removeContainer(found.id);
    yield* run.print(`${id}\n`);
  }
  return 0;
}

export function* stopp(run: CrictlRun): Task<number> {
  const runtime = yield* run.runtime();
  for (const id of yield* run.ids()) {
    const found = findSandbox(runtime, id);
    if (found instanceof RpcError) {
      yield* run.rpcFailed('StopPodSandbox from runtime service', found, { podSandboxID: id });
      return yield* run.fatal(`stopping the pod sandbox ${JSON.stringify(id)}: ${found}`);
    }
    yield* runtime.stopSandbox(found.id);
    yield* run.print(`Stopped sandbox ${id}\n`);
  }
  return 0;
}

export function* rmp(run: CrictlRun): Task<number> {
  const { given } = run;
  const runtime = yield* run.runtime();
  const ids = given.has('all') ? runtime.sandboxes().map(({ id }) => id) : yield* run.ids();
  for (const id of ids) {
    const found = findSandbox(runtime, id);
    if (found instanceof RpcError) {
      yield* run.rpcFailed('PodSandboxStatus from runtime service', found, { podSandboxID: id });
      return yield* run.fatal(`getting sandbox status of pod ${JSON.stringify(id)}: ${found}`);
    }
    if (found.state === 'ready' && !given.has('force')) {
      return yield* run.fatal(`pod sandbox ${JSON.stringify(id)} is running, please stop it first`);
    }
    yield* runtime.removeSandbox(found.id);
    yield* run.print(`Removed sandbox ${id}\n`);
  }
  return 0;
}

export function* pull(run: CrictlRun): Task<number> {
  const [image] = run.args;
  if (image === undefined) return yield* run.fatal('Image name cannot be empty');
  const runtime = yield* run.runtime(true);
  try {
    const id = yield* runtime.pullImage(image);
    yield* run.print(`Image is up to date for ${id}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    yield* run.rpcFailed('PullImage from image service', error, { image });
    return yield* run.fatal(`pulling image: ${error}`);
  }
}

export function* rmi(run: CrictlRun): Task<number> {
  const { given } = run;
  const runtime = yield* run.runtime(true);
  const inUse = new Set(runtime.containers().map(({ imageId }) => imageId));
  const all = imagesById(runtime);
  let wanted: readonly string[] = run.args;
  if (given.has('prune')) wanted = all.filter(({ id, pinned }) => !inUse.has(id) && !pinned).map(({ id }) => id);
  else if (given.has('all')) wanted = all.map(({ id }) => id);
  else if (wanted.length === 0) return yield* run.fatal('ID cannot be empty');
  let failed = false;
  for (const name of wanted) {
    const found = runtime.image(name) ?? all.find(({ id }) => id.replace('sha256:', '').startsWith(name));
    if (!found) {
      yield* run.log('error', `no such image ${name}`);
      failed = true;
      continue;
    }
    const tags = all.find(({ id }) => id === found.id)?.tags ?? found.tags;
    for (const tag of tags) runtime.removeImage(tag);
    yield* run.print(tags.map((tag) => `Deleted: ${tag}\n`).join(''));
  }
  return failed ? yield* run.fatal('unable to remove the image(s)') : 0;
}
