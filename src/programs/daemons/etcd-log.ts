// etcd's log: zap's JSON lines on standard error. Each message comes from a line of etcd's source, which moved
// between 3.5 and 3.6.

import { formatMicroTime } from '../../base/duration.ts';
import { Exit, type Process } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';

const SOURCES: Readonly<Record<string, readonly [before36: string, since36: string]>> = {
  'failed to save Raft hard state and entries': ['etcdserver/raft.go:266', 'etcdserver/raft.go:267'],
  'failed to commit tx': ['backend/batch_tx.go:269', 'backend/batch_tx.go:285'],
  'failed to create WAL': ['etcdserver/raft.go:460', 'etcdserver/bootstrap.go:650'],
  'Running: ': ['etcdmain/etcd.go:73', 'etcdmain/etcd.go:64'],
  'failed to verify flags': ['etcdmain/etcd.go:75', 'etcdmain/etcd.go:66'],
  'advertise client URLs are not set': ['etcdmain/etcd.go:78', 'etcdmain/etcd.go:69'],
  'server has already been initialized': ['etcdmain/etcd.go:116', 'etcdmain/etcd.go:107'],
  'failed to list data directory': ['etcdmain/etcd.go:435', 'etcdmain/etcd.go:227'],
  'discovery failed': ['etcdmain/etcd.go:204', 'etcdmain/etcd.go:183'],
  'listener failed': ['etcdmain/etcd.go:219', 'etcdmain/etcd.go:198'],
  'starting an etcd server': ['embed/etcd.go:323', 'embed/etcd.go:323'],
  'failed to open database': ['backend/backend.go:189', 'backend/backend.go:206'],
  'kvstore restored': ['mvcc/kvstore.go:425', 'mvcc/kvstore.go:408'],
  'serving metrics': ['embed/etcd.go:908', 'embed/etcd.go:890'],
  'ready to serve client requests': ['embed/serve.go:124', 'embed/serve.go:138'],
  'serving client traffic securely': ['embed/serve.go:275', 'embed/serve.go:283'],
  'serving client traffic insecurely; this is strongly discouraged!': ['embed/serve.go:212', 'embed/serve.go:220'],
};

export class EtcdLog {
  readonly #process: Process;

  constructor(process: Process) {
    this.#process = process;
  }

  *info(message: string, fields: object = {}): Task<void> {
    yield* this.#line('info', message, fields);
  }

  *warn(message: string, fields: object = {}): Task<void> {
    yield* this.#line('warn', message, fields);
  }

  *panic(message: string, fields: object): Task<void> {
    yield* this.#line('panic', message, fields);
  }

  /** Logs and exits. */
  *fatal(message: string, fields: object): Task<never> {
    const main = 'go.etcd.io/etcd/server/v3/etcdmain';
    yield* this.#line('fatal', message, {
      ...fields,
      stacktrace: `${main}.startEtcdOrProxyV2\n\tgo.etcd.io/etcd/server/v3/${this.#source(message)}\n${main}.Main\n\t${main}/main.go:40\nmain.main\n\tgo.etcd.io/etcd/server/v3/main.go:31\nruntime.main\n\truntime/proc.go:283`,
    });
    throw new Exit(1);
  }

  #source(message: string): string {
    const [before36, since36] = SOURCES[message];
    return this.#process.version.startsWith('3.5') ? before36 : since36;
  }

  *#line(level: string, msg: string, fields: object): Task<void> {
    const { simulation } = this.#process;
    const ts = formatMicroTime(simulation.epoch + simulation.now);
    yield* this.#process.complain(`${JSON.stringify({ level, ts, caller: this.#source(msg), msg, ...fields })}\n`);
  }
}
