// A kubeconfig, as daemons read it: which server, which authorities to trust, who we are. Models
// client-go's tools/clientcmd; kubectl's own reading (merging, editing, prompts) is its own business.

import { load } from 'js-yaml';
import { fromBase64 } from '../../base/base64.ts';
import { decode } from '../../base/bytes.ts';
import { type ErrorCode, SystemError } from '../../linux/errors.ts';
import type { FileSystem } from '../../linux/files/file-system.ts';
import type { Credentials } from '../../linux/files/permissions.ts';
import type { TlsClient } from '../../linux/net/tls.ts';

/** Where to dial and what to show there. */
export interface ClientConfiguration {
  /** `https://172.30.1.2:6443` */
  readonly server: string;
  /** Read anew for every connection, so that rotated certificate files are noticed. Throws KubeconfigError. */
  credentials(): { readonly tls: TlsClient; readonly token: string | undefined };
  readonly namespace: string | undefined;
}

/** The configuration cannot be used; the message is clientcmd's. */
export class KubeconfigError extends Error {
  override readonly name = 'KubeconfigError';
}

export interface NamedCluster {
  server?: string;
  'certificate-authority'?: string;
  'certificate-authority-data'?: string;
  'insecure-skip-tls-verify'?: boolean;
  'tls-server-name'?: string;
}

export interface NamedUser {
  'client-certificate'?: string;
  'client-certificate-data'?: string;
  'client-key'?: string;
  'client-key-data'?: string;
  token?: string;
  tokenFile?: string;
}

export interface Kubeconfig {
  'current-context'?: string;
  clusters?: { name: string; cluster?: NamedCluster }[] | null;
  users?: { name: string; user?: NamedUser }[] | null;
  contexts?: { name: string; context?: { cluster?: string; user?: string; namespace?: string } }[] | null;
}

/** Reads `path` and resolves its current context. Throws KubeconfigError. */
export function readKubeconfig(files: FileSystem, path: string, who?: Credentials): ClientConfiguration {
  let text: string;
  try {
    text = files.readText(path, who);
  } catch (error) {
    throw new KubeconfigError(`error loading config file "${path}": ${reading(error, path)}`);
  }
  let config: Kubeconfig;
  try {
    config = (load(text) ?? {}) as Kubeconfig;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
    throw new KubeconfigError(`error loading config file "${path}": yaml: ${reason}`);
  }
  return resolve(config, files, path.slice(0, path.lastIndexOf('/')) || '/', who);
}

/** What the current context says; relative file names count from `directory`. */
export function resolve(
  config: Kubeconfig,
  files: FileSystem,
  directory: string,
  who?: Credentials,
): ClientConfiguration {
  const wanted = config['current-context'];
  const context = config.contexts?.find((one) => one.name === wanted)?.context;
  if (!wanted || !context) {
    throw new KubeconfigError(
      wanted
        ? `invalid configuration: [context was not found for specified context: ${wanted}, cluster has no server defined]`
        : 'invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable',
    );
  }
  const cluster = config.clusters?.find((one) => one.name === context.cluster)?.cluster;
  const user = config.users?.find((one) => one.name === context.user)?.user;
  if (!cluster?.server) throw new KubeconfigError('invalid configuration: cluster has no server defined');
  const at = (file: string) => (file.startsWith('/') ? file : `${directory === '/' ? '' : directory}/${file}`);

  const part = (kind: string, data: string | undefined, file: string | undefined): string | undefined => {
    if (data) {
      const bytes = fromBase64(data.replace(/\s/g, ''));
      if (!bytes) throw new KubeconfigError('illegal base64 data at input byte 0');
      return decode(bytes);
    }
    if (!file) return undefined;
    try {
      return files.readText(at(file), who);
    } catch (error) {
      throw new KubeconfigError(
        `unable to read ${kind} ${at(file)} for ${owner(kind)} due to ${reading(error, at(file))}`,
      );
    }
  };
  const owner = (kind: string) => (kind === 'certificate-authority' ? (context.cluster ?? '') : (context.user ?? ''));

  return {
    server: cluster.server.replace(/\/+$/, ''),
    namespace: context.namespace,
    credentials: () => ({
      token: user?.token ?? (user?.tokenFile && files.readText(at(user.tokenFile), who).trim()) ?? undefined,
      tls: {
        authorities: part(
          'certificate-authority',
          cluster['certificate-authority-data'],
          cluster['certificate-authority'],
        ),
        certificate: part('client-cert', user?.['client-certificate-data'], user?.['client-certificate']),
        key: part('client-key', user?.['client-key-data'], user?.['client-key']),
        serverName: cluster['tls-server-name'],
        insecure: cluster['insecure-skip-tls-verify'],
      },
    }),
  };
}

const GO_ERRNO: Partial<Record<ErrorCode, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EISDIR: 'is a directory',
  ENOTDIR: 'not a directory',
};

/** `open /etc/x: no such file or directory`, as Go prints a failed open. */
function reading(error: unknown, path: string): string {
  if (!(error instanceof SystemError)) throw error;
  const verb = error.code === 'EISDIR' ? 'read' : 'open';
  return `${verb} ${path}: ${GO_ERRNO[error.code] ?? error.message}`;
}
