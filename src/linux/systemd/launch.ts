// From a line like ExecStart= to a process: environment, user, directory, where output goes. Models core/execute.c.

import { SystemError } from '../errors.ts';
import type { OpenFile } from '../files/open-file.ts';
import { NullDevice } from '../files/open-file.ts';
import { accounts, credentialsOf, findAccount, findGroup } from '../host/accounts.ts';
import { findExecutable } from '../host/host.ts';
import type { Process, Program } from '../host/process.ts';
import { type Command, expandWords, parseEnvironmentFile } from './command-line.ts';
import type { ServiceDefinition } from './definition.ts';
import type { Journal } from './journal.ts';
import { JournalStream } from './journal-stream.ts';
import { NOTIFY_SOCKET } from './protocol.ts';

export interface Launch {
  readonly owner: Process;
  readonly journal: Journal;
  readonly unit: string;
  readonly service: ServiceDefinition;
  readonly controlGroup: string;
  readonly environment: ReadonlyMap<string, string>;
  readonly mainPid: number | undefined;
  readonly notifies: boolean;
}

const SEARCH_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Undefined when an environment file that must exist is missing. */
export function serviceEnvironment(
  owner: Process,
  service: ServiceDefinition,
  invocation: string,
): Map<string, string> | undefined {
  const { files } = owner.host;
  const account = service.user ? findAccount(files, service.user) : undefined;
  const environment = new Map([
    ['LANG', 'C.UTF-8'],
    ['PATH', SEARCH_PATH],
    ['INVOCATION_ID', invocation],
    ...(account
      ? ([
          ['HOME', account.home],
          ['LOGNAME', account.name],
          ['USER', account.name],
          ['SHELL', account.shell],
        ] as const)
      : []),
    ...service.environment,
  ] as const);
  for (const { path, optional } of service.environmentFiles) {
    if (files.exists(path)) {
      for (const [name, value] of parseEnvironmentFile(files.readText(path))) environment.set(name, value);
    } else if (!optional) return undefined;
  }
  return environment;
}

/** Why a process never became the program it was to be. */
interface LoadFailure {
  readonly lines: readonly string[];
  readonly status: number;
}

/** A started command; with `failure` when the process never became the program it was to be. */
export interface Launched {
  readonly process: Process;
  readonly failure: LoadFailure | undefined;
}

export function launch(options: Launch, command: Command): Launched {
  const { owner, controlGroup } = options;
  const environment = new Map(options.environment);
  if (options.mainPid !== undefined) environment.set('MAINPID', String(options.mainPid));
  if (options.notifies) environment.set('NOTIFY_SOCKET', NOTIFY_SOCKET);
  const words = expandWords(command.words, environment);
  const path = words[0];
  const argv = command.renames ? words.slice(1) : words;
  const descriptors = standardFiles(options, path);
  const common = {
    environment,
    descriptors: descriptors.files,
    controlGroup,
    session: { terminal: undefined },
    umask: 0o022,
  };
  try {
    const process = owner.spawn({ ...common, argv, ...identity(options, path), path: locate(owner, path) });
    descriptors.writer.process = process;
    return { process, failure: undefined };
  } catch (error) {
    const failure = explain(error, path);
    // biome-ignore lint/correctness/useYield: it ends at once
    const program: Program = function* () {
      return failure.status;
    };
    const process = owner.spawn({ ...common, argv: [`(${path.slice(path.lastIndexOf('/') + 1)})`], path: '', program });
    descriptors.writer.process = process;
    return { process, failure };
  } finally {
    for (const file of new Set(descriptors.files.values())) file.release();
  }
}

const locate = (owner: Process, path: string): string => {
  const { files } = owner.host;
  const found = path.startsWith('/') ? path : findExecutable(files, path, '/', SEARCH_PATH);
  files.stat(found);
  return found;
};

class LaunchError extends Error {
  readonly failure: LoadFailure;
  constructor(failure: LoadFailure) {
    super(failure.lines[0]);
    this.failure = failure;
  }
}

function identity(options: Launch, path: string) {
  const { service, owner } = options;
  const { files } = owner.host;
  const refuse = (step: string, status: number, lines: readonly string[], why: string) =>
    new LaunchError({ status, lines: [...lines, `Failed at step ${step} spawning ${path}: ${why}`] });
  const known = service.user
    ? findAccount(files, /^\d+$/.test(service.user) ? Number(service.user) : service.user)
    : undefined;
  if (service.user && !known) {
    throw refuse('USER', 217, ['Failed to determine user credentials: No such process'], 'No such process');
  }
  const group = service.group ? findGroup(files, service.group) : undefined;
  if (service.group && !group) {
    throw refuse('GROUP', 216, ['Failed to determine group credentials: No such process'], 'No such process');
  }
  const root = accounts(files).find((account) => account.uid === 0);
  const account = known ?? root;
  const credentials = account ? credentialsOf(files, account) : { uid: 0, gid: 0, groups: [0] };
  for (const name of service.runtimeDirectories) {
    files.makeDirectory(`/run/${name}`, { recursive: true });
    files.changeOwner(`/run/${name}`, credentials);
  }
  const directory = service.directory === '~' ? (account?.home ?? '/') : service.directory;
  if (!files.isDirectory(directory)) {
    throw refuse(
      'CHDIR',
      200,
      [`Changing to the requested working directory failed: No such file or directory`],
      'No such file or directory',
    );
  }
  return { directory, credentials: group ? { ...credentials, gid: group.gid } : credentials };
}

function explain(error: unknown, path: string): LoadFailure {
  if (error instanceof LaunchError) return error.failure;
  if (!(error instanceof SystemError)) throw error;
  const why = error.message.slice(error.message.lastIndexOf(': ') + 2);
  const spawning = `Failed at step EXEC spawning ${path}: ${why}`;
  const missing = error.code === 'ENOENT';
  return {
    status: 203,
    lines: missing
      ? [`Unable to locate executable '${path}': ${why}`, spawning]
      : [`Failed to execute ${path}: ${why}`, spawning],
  };
}

/** stdin from nowhere, stdout and stderr to where the unit says. */
function standardFiles(options: Launch, path: string) {
  const { owner, service, journal, unit } = options;
  const writer: { process: Process | undefined } = { process: undefined };
  const identifier = service.syslogIdentifier ?? path.slice(path.lastIndexOf('/') + 1);
  const { host } = owner;
  const open = (where: string): OpenFile => {
    const file = /^(file|append|truncate):(.*)$/.exec(where);
    if (file)
      return host.files.open(file[2], {
        write: true,
        create: true,
        append: file[1] === 'append',
        truncate: file[1] === 'truncate',
      });
    if (where === 'null') return new NullDevice();
    return new JournalStream((message, priority = 6) =>
      journal.append({
        time: host.simulation.epoch + host.simulation.now,
        monotonic: host.simulation.now - (host.bootedAt ?? 0),
        boot: host.bootId,
        transport: 'stdout',
        identifier,
        pid: writer.process?.pid,
        priority,
        message,
        unit,
        uid: writer.process?.credentials.uid,
        command: writer.process?.argv.join(' '),
      }),
    );
  };
  const output = open(service.standardOutput);
  const errors = service.standardError === 'inherit' ? output : open(service.standardError);
  return {
    writer,
    files: new Map<number, OpenFile>([
      [0, new NullDevice()],
      [1, output],
      [2, errors],
    ]),
  };
}
