// crictl logs: a container's log file, its two streams apart again.

import { parseGoDuration } from '../../../base/duration.ts';
import { type ContainerRecord, type ContainerRuntime, RpcError } from '../../../linux/containers/cri.ts';
import { STDERR, STDOUT } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import { type CrictlRun, findContainer } from './invocation.ts';

/** How often a followed file is looked at. */
const LOOK = 200;

export function* logs(run: CrictlRun): Task<number> {
  const { given, process } = run;
  const [id] = yield* run.ids();
  const runtime = yield* run.runtime();
  const tail = given.number('tail', -1);
  const since = given.text('since');
  const from = since === '' ? 0 : sinceTime(since, run.now);
  if (Number.isNaN(from)) {
    return yield* run.fatal(`failed parsing timestamp: ${JSON.stringify(since)} is neither a time nor a duration`);
  }
  const found = findContainer(runtime, id);
  if (found instanceof RpcError) {
    yield* run.rpcFailed('ContainerStatus from runtime service', found, { containerID: id });
    return yield* run.fatal(String(found));
  }
  const container = given.has('previous') ? previousOf(runtime, found) : found;
  if (!container) return yield* run.fatal(`previous terminated container ${found.config.name} not found`);
  const sandbox = runtime.sandboxes().find((one) => one.id === container.sandbox);
  const path = `${sandbox?.config.logDirectory ?? ''}/${container.config.logPath}`;
  if (!process.files.exists(path)) {
    return yield* run.fatal(
      `failed to try resolving symlinks in path ${JSON.stringify(path)}: lstat ${path}: no such file or directory`,
    );
  }
  const read = () => process.files.readText(path).split('\n').slice(0, -1);
  let lines = read();
  let at = lines.length;
  if (tail >= 0) lines = tail === 0 ? [] : lines.slice(-tail);
  for (;;) {
    for (const line of lines) yield* printLine(run, line, from);
    const running = runtime.containers().some((one) => one.id === container.id && one.state === 'running');
    if (!given.has('follow') || (!running && read().length === at)) return 0;
    yield* process.sleep(LOOK);
    lines = read().slice(at);
    at += lines.length;
  }
}

function* printLine(run: CrictlRun, line: string, from: number): Task<void> {
  const parts = /^(\S+) (stdout|stderr) ([FP]) ?(.*)$/s.exec(line);
  if (!parts) return;
  const [, time, stream, tag, text] = parts;
  if (Date.parse(time) < from) return;
  const stamp = run.given.has('timestamps') ? `${time} ` : '';
  yield* run.process.write(stream === 'stdout' ? STDOUT : STDERR, `${stamp}${text}${tag === 'F' ? '\n' : ''}`);
}

/** Unix milliseconds from `10m` or an RFC 3339 time; NaN for neither. */
function sinceTime(text: string, now: number): number {
  const span = parseGoDuration(text);
  return span === undefined ? Date.parse(text) : now - span;
}

/** The attempt before, in the same pod. */
function previousOf(runtime: ContainerRuntime, { sandbox, config }: ContainerRecord): ContainerRecord | undefined {
  return runtime
    .containers()
    .find(
      (one) => one.sandbox === sandbox && one.config.name === config.name && one.config.attempt === config.attempt - 1,
    );
}
