// kubectl cp: files as a tar archive through a command in the container. Models k8s.io/kubectl/pkg/cmd/cp.

import { concat } from '../../../base/bytes.ts';
import { baseName, directoryName, joinPath } from '../../../base/path-names.ts';
import { SystemError } from '../../../linux/errors.ts';
import type { Inode } from '../../../linux/files/inode.ts';
import type { Process } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import { type Member, NotTar, readTar, writeTar } from '../../text/archive/tar-format.ts';
import { KubectlError } from '../errors.ts';
import { goFileError, type Invocation } from '../invocation.ts';
import { chosenContainer, converse, type LocalEnds, refuseCompleted, tellExit } from '../remote/converse.ts';
import { fetchOne } from '../resources/arguments.ts';
import type { AnyObject } from '../resources/objects.ts';
import type { Verb } from './verb.ts';

/** `[[namespace/]pod:]path` */
interface FileSpec {
  readonly namespace?: string;
  readonly pod?: string;
  readonly path: string;
}

export const cp: Verb = {
  name: 'cp',
  flags: ['container', 'no-preserve', 'retries'],
  *run(invocation) {
    if (invocation.args.length !== 2) throw new KubectlError('source and destination are required');
    const [source, destination] = invocation.args.map(fileSpec);
    if (source.pod !== undefined && destination.pod !== undefined) {
      throw new KubectlError('one of src or dest must be a local file specification');
    }
    if (source.path === '' || destination.path === '') throw new KubectlError('filepath can not be empty');
    if (source.pod !== undefined) return yield* fromPod(invocation, source, destination.path);
    if (destination.pod !== undefined) return yield* toPod(invocation, source.path, destination);
    throw new KubectlError('one of src or dest must be a remote file specification');
  },
};

function fileSpec(word: string): FileSpec {
  const colon = word.indexOf(':');
  if (colon === -1) return { path: word };
  const owner = word.slice(0, colon).split('/');
  if (colon === 0 || owner.length > 2) {
    throw new KubectlError('filespec must match the canonical format: [[namespace/]pod:]file/path');
  }
  const [pod, namespace] = owner.reverse();
  return { namespace, pod, path: word.slice(colon + 1) };
}

// ——— the container's side ———

interface Container {
  readonly pod: AnyObject;
  /** Runs a command to its end; gives its exit status. */
  run(command: readonly string[], stdin: boolean, ends: LocalEnds): Task<number>;
}

function* containerOf(invocation: Invocation, { namespace, pod: name = '' }: FileSpec): Task<Container> {
  const session = yield* invocation.session();
  const [resource] = yield* session.discovery.named('pods');
  const where = namespace ?? invocation.namespace;
  const pod = yield* fetchOne(session, { resource, namespace: where, name, source: '' });
  refuseCompleted(pod, 'exec into');
  const container = yield* chosenContainer(invocation, pod);
  return {
    pod,
    run: (command, stdin, ends) =>
      converse(invocation, session, resource, { pod, container, command, stdin, tty: false }, undefined, ends),
  };
}

// ——— from here to there ———

function* toPod(invocation: Invocation, source: string, destination: FileSpec): Task<number> {
  const { process } = invocation;
  if (!process.files.exists(process.absolute(source), process.credentials)) {
    throw new KubectlError(`${source} doesn't exist in local filesystem`);
  }
  const container = yield* containerOf(invocation, destination);
  const quiet = { output: () => {} };
  const isDirectory = (yield* container.run(['test', '-d', destination.path], false, quiet)) === 0;
  const target = isDirectory ? joinPath(destination.path, baseName(source)) : destination.path;
  const archive = writeTar(members(process, process.absolute(source), baseName(target)));
  const parts = [archive, new Uint8Array(0)];
  const tar = invocation.flags.bool('no-preserve')
    ? ['tar', '--no-same-permissions', '--no-same-owner', '-xmf', '-']
    : ['tar', '-xmf', '-'];
  const directory = directoryName(target);
  const command = directory === '' ? tar : [...tar, '-C', directory];
  return yield* tellExit(
    invocation,
    yield* container.run(command, true, {
      // biome-ignore lint/correctness/useYield: the archive is ready
      *input() {
        return parts.shift() ?? new Uint8Array(0);
      },
    }),
  );
}

/** A file, or a tree with its directories; other kinds of files are left out, as by the real one. */
function members(process: Process, path: string, name: string): Member[] {
  const { files, credentials } = process;
  try {
    const inode = files.lstat(path, credentials);
    if (inode.type === 'directory') {
      const names = files.readDirectory(path, credentials);
      const inside = names.sort().flatMap((one) => members(process, joinPath(path, one), `${name}/${one}`));
      // Only an empty directory needs a member of its own.
      return names.length > 0 ? inside : [memberOf(inode, `${name}/`, 'directory')];
    }
    if (inode.type === 'symlink') return [{ ...memberOf(inode, name, 'symlink'), link: inode.target }];
    if (inode.type !== 'file') return [];
    return [{ ...memberOf(inode, name, 'file'), content: files.readFile(path, credentials) }];
  } catch (error) {
    throw goFileError(error, 'open', path);
  }
}

const memberOf = ({ mode, uid, gid, mtime }: Inode, name: string, type: Member['type']): Member => ({
  name,
  type,
  mode,
  uid,
  gid,
  user: '',
  group: '',
  mtime: Math.floor(mtime / 1000),
  link: '',
  content: new Uint8Array(0),
});

// ——— from there to here ———

function* fromPod(invocation: Invocation, source: FileSpec, destination: string): Task<number> {
  const container = yield* containerOf(invocation, source);
  const received: Uint8Array[] = [];
  const status = yield* container.run(['tar', 'cf', '-', source.path], false, {
    output: (bytes) => received.push(bytes.slice()),
    // The archive is not for the eyes; what tar complains of takes its place.
    errorsAside: true,
  });
  if (status !== 0) return yield* tellExit(invocation, status);
  const prefix = source.path
    .replace(/^\/+/, '')
    .replace(/^(?:\.\.?\/)+/, '')
    .replace(/\/+$/, '');
  yield* unpack(invocation, source, membersOf(concat(received)), prefix, destination);
  return 0;
}

function membersOf(archive: Uint8Array): readonly Member[] {
  try {
    return readTar(archive);
  } catch (error) {
    if (error instanceof NotTar) throw new KubectlError('unexpected EOF');
    throw error;
  }
}

function* unpack(
  invocation: Invocation,
  source: FileSpec,
  all: readonly Member[],
  prefix: string,
  destination: string,
): Task<void> {
  const { process } = invocation;
  const { files, credentials: who } = process;
  let toldOfLinks = false;
  for (const { name, type, mode, link, content } of all) {
    if (!name.startsWith(prefix)) throw new KubectlError('tar contents corrupted');
    const rest = name.slice(prefix.length).replace(/^\/+|\/+$/g, '');
    const shown = rest === '' ? destination : joinPath(destination, rest);
    if (rest.split('/').includes('..')) {
      const words = `file ${JSON.stringify(shown)} is outside target destination, skipping`;
      yield* process.complain(`warning: ${words}\n`);
      continue;
    }
    const path = process.absolute(shown);
    try {
      if (type === 'directory') {
        files.makeDirectory(path, { recursive: true, mode: 0o755, who });
      } else if (type === 'symlink') {
        const namespace = source.namespace ?? invocation.namespace;
        const hint = `(consider using "kubectl exec -n ${JSON.stringify(namespace)} ${JSON.stringify(source.pod)} -- tar cf - ${JSON.stringify(source.path)} | tar xf -")`;
        yield* process.complain(
          `warning: skipping symlink: ${JSON.stringify(shown)} -> ${JSON.stringify(link)}${toldOfLinks ? '' : ` ${hint}`}\n`,
        );
        toldOfLinks = true;
      } else {
        files.makeDirectory(directoryName(path), { recursive: true, mode: 0o755, who });
        files.writeFile(path, content, { mode: (mode & 0o777) | 0o600, who });
      }
    } catch (error) {
      if (error instanceof SystemError && error.code === 'EISDIR')
        throw new KubectlError(`open ${shown}: is a directory`);
      throw goFileError(error, 'open', shown);
    }
  }
}
