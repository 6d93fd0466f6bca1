// scp: files between machines, over sftp as OpenSSH 9 does it.

import { SystemError, strerror } from '../../../linux/errors.ts';
import type { FileSystem } from '../../../linux/files/file-system.ts';
import type { Credentials } from '../../../linux/files/permissions.ts';
import type { ExitCode, Program } from '../../../linux/host/process.ts';
import type { FileTransfer } from '../../../linux/net/ssh.ts';
import type { Task } from '../../../sim/task.ts';
import { baseName, type Tool, tool } from '../tool.ts';
import { connectSsh } from './connect.ts';

const USAGE = `usage: scp [-346ABCOpqRrsTv] [-c cipher] [-D sftp_server_path] [-F ssh_config]
           [-i identity_file] [-J destination] [-l limit] [-o ssh_option]
           [-P port] [-S program] [-X sftp_option] source ... target
`;

interface Place {
  /** undefined: here. */
  readonly machine: string | undefined;
  readonly path: string;
}

/** `node01:/tmp`; a slash before the colon makes it a name of this machine. */
function placeOf(word: string): Place {
  const colon = word.indexOf(':');
  if (colon <= 0 || word.slice(0, colon).includes('/')) return { machine: undefined, path: word };
  return { machine: word.slice(0, colon), path: word.slice(colon + 1) };
}

/** One side of a copy. */
interface Side {
  readonly files: FileSystem;
  readonly who: Credentials;
  readonly absolute: (path: string) => string;
  readonly close?: () => void;
}

export const scp: Program = tool(
  'scp',
  {
    options: [
      '4',
      '6',
      'A',
      'B',
      'C',
      'p',
      'q',
      'r',
      'T',
      'O',
      's',
      'c=',
      'F=',
      'i=',
      'l=',
      'o=',
      'P=',
      '3',
      '!R',
      '!v',
      '!D=',
      'J=',
      '!S=',
      '!X=',
    ],
    usageStatus: 1,
    hint: USAGE,
  },
  function* (run): Task<ExitCode> {
    const { process } = run;
    const places = run.operands.map(placeOf);
    const target = places.at(-1);
    const sources = places.slice(0, -1);
    if (!target || sources.length === 0) {
      yield* process.complain(USAGE);
      return 1;
    }
    const local: Side = {
      files: run.files,
      who: process.credentials,
      absolute: (path) => process.absolute(path),
    };
    if (target.machine === undefined && sources.every((one) => one.machine === undefined)) {
      const argv = ['cp', ...(run.has('r') ? ['-r'] : []), ...(run.has('p') ? ['-p'] : []), ...run.operands];
      return (yield* process.run({ argv })).code;
    }
    let code = 0;
    for (const source of sources) {
      if (source.machine !== undefined && target.machine !== undefined) {
        // Since OpenSSH 8.7 the files pass through here.
        const [near, far] = [yield* connect(run, source.machine), yield* connect(run, target.machine)];
        code = (yield* copy(run, near, source.path, far, target.path, false)) || code;
        near.close?.();
        far.close?.();
        continue;
      }
      const remote = yield* connect(run, source.machine ?? target.machine ?? '');
      const up = source.machine === undefined;
      code = (yield* copy(run, up ? local : remote, source.path, up ? remote : local, target.path, up)) || code;
      remote.close?.();
    }
    return code;
  },
);

function* connect(run: Tool, destination: string): Task<Side> {
  const port = run.value('P');
  const configuration = run.value('F');
  try {
    const jump = run.value('J');
    const { service, connection, target } = yield* connectSsh(run.process, destination, {
      ...(jump === undefined ? {} : { jump }),
      options: run.values('o'),
      identities: run.values('i'),
      ...(port === undefined ? {} : { port }),
      ...(configuration === undefined ? {} : { configuration }),
    });
    return remoteSide(service.transfer(target.user), () => connection.close());
  } catch (error) {
    yield* run.complain('Connection closed');
    throw error;
  }
}

const remoteSide = ({ files, who, home }: FileTransfer, close: () => void): Side => ({
  files,
  who,
  close,
  absolute: (path) =>
    path === '' || path === '~' ? home : path.startsWith('/') ? path : `${home}/${path.replace(/^~\//, '')}`,
});

/** Copies what a path with wildcards stands for. */
function* copy(run: Tool, from: Side, source: string, to: Side, target: string, up: boolean): Task<ExitCode> {
  const absolute = from.absolute(source);
  const paths = up ? [absolute] : expanded(from, absolute);
  if (paths.length === 0 || !from.files.exists(paths[0], from.who)) {
    yield* run.complain(
      up ? `stat local "${source}": No such file or directory` : `${absolute}: No such file or directory`,
    );
    return 1;
  }
  let code = 0;
  for (const path of paths) {
    const wanted = to.absolute(target);
    const into = to.files.isDirectory(wanted, to.who) || (!up && target.endsWith('/'));
    const destination = into ? `${wanted.replace(/\/$/, '')}/${baseName(path)}` : wanted;
    code = (yield* copyOne(run, from, path, to, destination, up, source, target)) || code;
  }
  return code;
}

/** The server expands wildcards in the last part of a path. */
function expanded({ files, who }: Side, path: string): string[] {
  const name = baseName(path);
  if (!/[*?[]/.test(name)) return [path.replace(/(.)\/$/, '$1')];
  const directory = path.slice(0, path.length - name.length - 1) || '/';
  if (!files.isDirectory(directory, who)) return [];
  const pattern = name
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return files
    .readDirectory(directory, who)
    .filter((one) => !one.startsWith('.') && new RegExp(`^${pattern}$`).test(one))
    .map((one) => `${directory === '/' ? '' : directory}/${one}`);
}

function* copyOne(
  run: Tool,
  from: Side,
  path: string,
  to: Side,
  destination: string,
  up: boolean,
  source: string,
  target: string,
): Task<ExitCode> {
  if (from.files.isDirectory(path, from.who)) {
    if (!run.has('r')) {
      if (up) {
        yield* run.complain(`local "${source}" is not a regular file`);
        yield* run.complain(`failed to upload file ${source} to ${target}`);
      } else yield* run.complain(`download ${path}: not a regular file`);
      return 1;
    }
    if (!to.files.exists(destination, to.who)) to.files.makeDirectory(destination, { who: to.who, mode: 0o755 });
    let code = 0;
    for (const name of from.files.readDirectory(path, from.who))
      code = (yield* copyOne(run, from, `${path}/${name}`, to, `${destination}/${name}`, up, source, target)) || code;
    return code;
  }
  try {
    const bytes = from.files.readFile(path, from.who);
    const { mode } = from.files.stat(path, from.who);
    to.files.writeFile(destination, bytes, { who: to.who, mode: run.has('p') ? mode : mode & 0o755 });
    yield* run.process.sleep(5 + bytes.length / 50_000);
    if (run.process.isTerminal(1) && !run.has('q')) yield* progress(run, baseName(path), bytes.length);
    return 0;
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    const why = strerror(error.code);
    if (up) {
      yield* run.complain(`dest open "${target}": ${why}`);
      yield* run.complain(`failed to upload file ${source} to ${target}`);
    } else
      yield* run.complain(error.subject === destination ? `open local "${destination}": ${why}` : `${path}: ${why}`);
    return 1;
  }
}

function* progress(run: Tool, name: string, size: number): Task<void> {
  const columns = run.process.terminal?.size.columns ?? 80;
  const shown = size < 10_000 ? `${size}  ` : `${Math.round(size / 1024)}KB`;
  const rate = `${((size / 1024) * 20).toFixed(1)}KB/s`;
  yield* run.print(
    `${name.slice(0, columns - 36).padEnd(columns - 36)} 100% ${shown.padStart(6)} ${rate.padStart(11)}   00:00    \n`,
  );
}
