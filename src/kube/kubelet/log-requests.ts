// Container logs as the kubelet serves them: the file of one attempt, and what is appended while it runs.

import { decode, encode } from '../../base/bytes.ts';
import type { ContainerRecord } from '../../linux/containers/cri.ts';
import type { HttpRequest, HttpResponse } from '../../linux/net/http.ts';
import { type Task, type Wait, wait } from '../../sim/task.ts';
import { Channel, delay, first, Signal } from '../../sim/waits.ts';
import type { Kubelet } from './kubelet.ts';
import { formatLog, type LogOptions } from './logs.ts';
import { logDirectory } from './pod-files.ts';
import type { PodWorker } from './pod-worker.ts';
import { refusal, TEXT } from './text-answers.ts';

export function* containerLogs(
  kubelet: Kubelet,
  worker: PodWorker,
  container: string,
  { query }: HttpRequest,
): Task<HttpResponse> {
  const { process } = kubelet.context;
  const { name } = worker.pod.metadata;
  const one = (key: string) => query[key]?.[0];
  const number = (key: string) => (one(key) === undefined ? undefined : Number(one(key)));
  const attempts = kubelet.context.containersOf(worker.uid).filter((record) => record.config.name === container);
  const started = attempts.filter((record) => record.state !== 'created');
  let record: ContainerRecord | undefined;
  if (one('previous') === 'true') {
    record = started.filter((each) => each.state === 'exited').at(-1);
    if (!record) return refusal(400, `previous terminated container "${container}" in pod "${name}" not found`);
  } else {
    record = started.at(-1);
    if (!record) {
      const status = [
        ...(worker.status?.containerStatuses ?? []),
        ...(worker.status?.initContainerStatuses ?? []),
      ].find((each) => each.name === container);
      const reason = status?.state.waiting?.reason;
      if (reason === undefined) return refusal(400, `container "${container}" in pod "${name}" is not available`);
      const failing = reason.startsWith('ErrImage') || reason === 'ImagePullBackOff' || reason === 'InvalidImageName';
      const why = failing ? `trying and failing to pull image` : reason;
      return refusal(400, `container "${container}" in pod "${name}" is waiting to start: ${why}`);
    }
  }
  const since = number('sinceSeconds');
  const sinceTime = one('sinceTime');
  const options: LogOptions = {
    tailLines: number('tailLines'),
    since: since !== undefined ? kubelet.context.now() - since * 1000 : sinceTime ? Date.parse(sinceTime) : undefined,
    timestamps: one('timestamps') === 'true',
    limitBytes: number('limitBytes'),
  };
  const path = `${logDirectory(worker.pod)}/${record.config.logPath}`;
  const text = process.files.exists(path) ? process.files.readText(path) : '';
  if (one('follow') !== 'true') return { status: 200, headers: TEXT, body: formatLog(text, options) };
  const stream = new Channel<unknown>();
  process.thread('log reader', follow(kubelet, record, path, text.length, options, stream));
  const begun = formatLog(text, options);
  if (begun !== '') stream.send(encode(begun));
  return { status: 200, headers: TEXT, stream };
}

/** Sends what is appended until the container has ended. */
function* follow(
  kubelet: Kubelet,
  record: ContainerRecord,
  path: string,
  from: number,
  options: LogOptions,
  stream: Channel<unknown>,
): Task<void> {
  const { process } = kubelet.context;
  const { files } = process;
  const directory = path.slice(0, path.lastIndexOf('/'));
  if (!files.exists(directory)) return stream.close();
  const written = new Signal();
  const unwatch = files.watch(directory, () => written.emit());
  let over = false;
  stream.onAbandon = () => {
    over = true;
    written.emit();
  };
  let at = from;
  try {
    while (!over) {
      // The file is read as bytes of text: container logs are mostly ASCII, and a cut character waits for its rest.
      const text = files.exists(path) ? decode(files.readFile(path)) : '';
      const fresh = text.slice(at);
      at = text.length;
      if (fresh !== '') stream.send(encode(formatLog(fresh, { ...options, tailLines: undefined })));
      const current = kubelet.context.containersOf(record.config.labels['io.kubernetes.pod.uid']);
      if (!current.some((each) => each.id === record.id && each.state === 'running')) break;
      const more = written.next('more log') as Wait<void>;
      const look = delay(process.simulation, 1_000, 'log reader');
      yield* wait(first({ more, look }));
    }
  } finally {
    unwatch();
    stream.close();
  }
}
