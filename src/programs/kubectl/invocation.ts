// One run of kubectl: the command that was found, its arguments and flags, and the way to everything it needs.

import { decode } from '../../base/bytes.ts';
import { SystemError } from '../../linux/errors.ts';
import type { Process } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import type { FlagValues } from '../cobra/flags.ts';
import { KubectlConfig } from './config/loading.ts';
import { KubectlError, UsageError } from './errors.ts';
import { Session } from './session.ts';
import { TREE } from './tree.ts';

export type DryRun = 'none' | 'client' | 'server';

export class Invocation {
  readonly process: Process;
  /** `kubectl rollout undo` */
  readonly path: string;
  readonly args: readonly string[];
  readonly flags: FlagValues;
  /** Those every command knows: which configuration, which server, as whom. */
  readonly globals: FlagValues;
  /** How many arguments stood before `--`. */
  readonly dash: number | undefined;
  /** kubectl's own version, `v1.35.9`. */
  readonly version: string;
  #session: Session | undefined;
  #config: KubectlConfig | undefined;

  constructor(
    process: Process,
    path: string,
    args: readonly string[],
    flags: FlagValues,
    dash: number | undefined,
    version: string,
  ) {
    this.process = process;
    this.path = path;
    this.args = args;
    this.flags = flags;
    this.globals = flags.only(TREE.globals);
    this.dash = dash;
    this.version = version;
  }

  /** 35 for v1.35.9: what is printed differs between releases. */
  get minor(): number {
    return Number(this.version.split('.')[1]);
  }

  /** The name as the user typed the command: `create`, `rollout undo`. */
  get verb(): string {
    return this.path.slice(this.path.indexOf(' ') + 1);
  }

  get config(): KubectlConfig {
    this.#config ??= new KubectlConfig(this.process, this.globals, this.verb.startsWith('config '));
    return this.#config;
  }

  /** The way to the API server. Nothing is dialled before the first request. */
  *session(): Task<Session> {
    if (!this.#session) {
      const configuration = yield* this.config.client();
      this.#session = new Session(this.process, configuration, this.globals, this.path);
    }
    return this.#session;
  }

  /** Where namespaced objects are looked for. */
  get namespace(): string {
    return this.config.namespace.name;
  }

  /** Whether -n was given. */
  get enforcesNamespace(): boolean {
    return this.config.namespace.enforced;
  }

  // ——— output ———

  *print(text: string): Task<void> {
    yield* this.process.print(text);
  }

  *warn(text: string): Task<void> {
    yield* this.process.complain(`Warning: ${text}\n`);
  }

  usageError(text: string): UsageError {
    return new UsageError(text);
  }

  /** klog's header and message, on standard error. */
  *log(severity: 'E' | 'W', source: string, message: string): Task<void> {
    yield* this.process.complain(logLine(this.process, severity, source, message));
  }

  // ——— files ———

  /** All of a file, or standard input for `-`. Throws `open x: no such file or directory`. */
  *readFile(path: string): Task<Uint8Array> {
    if (path === '-') return yield* this.process.readAll();
    try {
      // Opened, not looked up: it may be a pipe or /dev/stdin.
      const descriptor = this.process.open(path, { read: true });
      try {
        return yield* this.process.readAll(descriptor);
      } finally {
        this.process.close(descriptor);
      }
    } catch (error) {
      throw goFileError(error, 'open', path);
    }
  }

  *readText(path: string): Task<string> {
    return decode(yield* this.readFile(path));
  }

  /** Unix milliseconds. */
  get now(): number {
    const { simulation } = this.process;
    return simulation.epoch + simulation.now;
  }

  /** `--dry-run`, in all spellings it ever had. */
  *dryRun(): Task<DryRun> {
    if (!this.flags.has('dry-run')) return 'none';
    const value = this.flags.string('dry-run');
    switch (value) {
      case 'none':
      case 'client':
      case 'server':
        return value;
      case 'unchanged':
        yield* this.log(
          'W',
          this.minor <= 33 ? 'helpers.go:703' : 'helpers.go:719',
          '--dry-run is deprecated and can be replaced with --dry-run=client.',
        );
        return 'client';
      case 'true':
      case 'false': {
        const meant = value === 'true' ? 'client' : 'none';
        const text = `--dry-run=${value} is deprecated (boolean value) and can be replaced with --dry-run=${meant}.`;
        const line = (value === 'true' ? 733 : 736) - (this.minor <= 33 ? 16 : 0);
        yield* this.log('W', `helpers.go:${line}`, text);
        return meant;
      }
      default:
        throw new KubectlError(`Invalid dry-run value (${value}). Must be "none", "server", or "client".`);
    }
  }
}

/** What kubectl adds to its messages when nothing is really done. */
export const dryRunSuffix = (dryRun: DryRun): string =>
  dryRun === 'none' ? '' : dryRun === 'client' ? ' (dry run)' : ' (server dry run)';

const GO_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EISDIR: 'is a directory',
  ENOTDIR: 'not a directory',
};

/** A refused system call in the words of Go's os package: `open x: no such file or directory`. */
export function goFileError(error: unknown, call: string, path: string): unknown {
  if (!(error instanceof SystemError)) return error;
  const verb = error.code === 'EISDIR' ? 'read' : call;
  return new KubectlError(`${verb} ${path}: ${GO_ERRORS[error.code] ?? error.message.toLowerCase()}`);
}

/** `E1120 12:49:53.657216    5575 memcache.go:265] ...` */
export function logLine(process: Process, severity: 'E' | 'W', source: string, message: string): string {
  const now = new Date(process.simulation.epoch + process.simulation.now).toISOString();
  const day = now.slice(5, 10).replace('-', '');
  const micros = String(process.pid % 1000).padStart(3, '0');
  return `${severity}${day} ${now.slice(11, 23)}${micros} ${String(process.pid).padStart(7)} ${source}] ${message}\n`;
}
