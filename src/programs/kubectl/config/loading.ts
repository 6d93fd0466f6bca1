// Which configuration holds for one run: the files of --kubeconfig, KUBECONFIG or ~/.kube/config, merged; then the
// flags on top; inside a pod the service account's.

import {
  type ClientConfiguration,
  type Kubeconfig,
  KubeconfigError,
  type NamedCluster,
  type NamedUser,
  resolve,
} from '../../../kube/client/kubeconfig.ts';
import { SystemError } from '../../../linux/errors.ts';
import { resolvePath } from '../../../linux/files/paths.ts';
import type { Process } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import type { FlagValues } from '../../cobra/flags.ts';
import { ConfigurationError, KubectlError } from '../errors.ts';
import { goFileError } from '../invocation.ts';
import { type Entry, emptyConfig, type Fields, type MergedConfig, mergeConfigs, parseConfig } from './kubeconfig.ts';

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

export class KubectlConfig {
  readonly #process: Process;
  readonly #flags: FlagValues;
  readonly #forgiving: boolean;
  #merged: MergedConfig | undefined;

  /** `forgiving`: --kubeconfig may name a file that is still to be made. */
  constructor(process: Process, flags: FlagValues, forgiving: boolean) {
    this.#process = process;
    this.#flags = flags;
    this.#forgiving = forgiving;
  }

  /** Where configuration is read from, in order. */
  get files(): readonly string[] {
    if (this.#flags.string('kubeconfig') !== '') return [this.#absolute(this.#flags.string('kubeconfig'))];
    const variable = this.#process.environment.get('KUBECONFIG');
    if (variable) return [...new Set(variable.split(':').filter(Boolean))].map((path) => this.#absolute(path));
    return [this.defaultFile];
  }

  get defaultFile(): string {
    return `${this.#process.environment.get('HOME') ?? ''}/.kube/config`;
  }

  get isExplicit(): boolean {
    return this.#flags.string('kubeconfig') !== '';
  }

  /** All files as one. Throws KubectlError. */
  get merged(): MergedConfig {
    this.#merged ??= this.#load();
    return this.#merged;
  }

  /** The name of the context in force: --context, else current-context. */
  get contextName(): string {
    return this.#flags.string('context') || this.merged.currentContext;
  }

  get namespace(): { readonly name: string; readonly enforced: boolean } {
    const flag = this.#flags.string('namespace');
    if (flag !== '') return { name: flag, enforced: true };
    const context = this.merged.contexts.get(this.contextName);
    if (context) return { name: text(context.fields.namespace) || 'default', enforced: false };
    if (this.#inPod) {
      const name = this.#process.files.readText(`${SERVICE_ACCOUNT}/namespace`, this.#process.credentials).trim();
      return { name, enforced: false };
    }
    return { name: 'default', enforced: false };
  }

  /** Where to dial and as whom. Asks for a user name, as kubectl does, when there is nobody to be. */
  *client(): Task<ClientConfiguration> {
    const { merged } = this;
    const isEmpty = merged.clusters.size === 0 && merged.contexts.size === 0;
    if (isEmpty && this.#flags.string('server') === '' && this.#inPod) return this.#podConfiguration();
    const context = this.#context();
    const cluster = this.#cluster(context);
    const user = this.#user(context);
    const usesTls = cluster.fields.server !== undefined && text(cluster.fields.server).startsWith('https://');
    if (usesTls && !identifies(user.fields)) yield* this.#askUser();
    const { files, credentials } = this.#process;
    const config: Kubeconfig = {
      'current-context': 'kubectl',
      contexts: [{ name: 'kubectl', context: { cluster: cluster.name, user: user.name } }],
      clusters: [{ name: cluster.name, cluster: cluster.fields as NamedCluster }],
      users: [{ name: user.name, user: user.fields as NamedUser }],
    };
    const configuration = resolve(config, files, '/', credentials);
    try {
      configuration.credentials(); // kubectl reads certificate files before it dials
    } catch (error) {
      if (error instanceof KubeconfigError) throw new KubectlError(error.message);
      throw error;
    }
    return configuration;
  }

  #load(): MergedConfig {
    const { files, credentials } = this.#process;
    const configs: MergedConfig[] = [];
    for (const path of this.files) {
      let content: string;
      try {
        content = files.readText(path, credentials);
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        if (error.code === 'ENOENT' && (this.#forgiving || !this.isExplicit)) continue;
        if (error.code === 'ENOENT') throw goFileError(error, 'stat', path);
        const reason = goFileError(error, 'open', path);
        throw new KubectlError(`error loading config file "${path}": ${reason instanceof Error ? reason.message : ''}`);
      }
      configs.push(parseConfig(content, path));
    }
    return configs.length === 0 ? emptyConfig() : mergeConfigs(configs);
  }

  #context(): Fields {
    const named = this.#flags.string('context');
    if (named !== '' && !this.merged.contexts.has(named)) throw new KubectlError(`context "${named}" does not exist`);
    const name = this.contextName;
    if (name === '') return {};
    const context = this.merged.contexts.get(name);
    if (!context) throw new ConfigurationError(`context was not found for specified context: ${name}`);
    return context.fields;
  }

  #cluster(context: Fields): Named {
    const flag = this.#flags.string('cluster');
    const name = flag || text(context.cluster);
    const entry = this.merged.clusters.get(name);
    if (flag !== '' && !entry) throw new KubectlError(`cluster "${flag}" does not exist`);
    const fields: Fields = { ...withAbsolutePaths(entry, ['certificate-authority']) };
    const server = this.#flags.string('server');
    if (server !== '') fields.server = /^https?:\/\//.test(server) ? server : `http://${server}`;
    if (this.#flags.changed('certificate-authority')) {
      fields['certificate-authority'] = this.#absolute(this.#flags.string('certificate-authority'));
      delete fields['certificate-authority-data'];
    }
    if (this.#flags.bool('insecure-skip-tls-verify')) {
      fields['insecure-skip-tls-verify'] = true;
      delete fields['certificate-authority'];
      delete fields['certificate-authority-data'];
    }
    const serverName = this.#flags.string('tls-server-name');
    if (serverName !== '') fields['tls-server-name'] = serverName;
    if (text(fields.server) === '') return { name, fields: { server: 'http://localhost:8080' } };
    return { name, fields };
  }

  #user(context: Fields): Named {
    const flag = this.#flags.string('user');
    const name = flag || text(context.user);
    const entry = this.merged.users.get(name);
    if (flag !== '' && !entry) throw new KubectlError(`auth info "${flag}" does not exist`);
    const fields: Fields = { ...withAbsolutePaths(entry, ['client-certificate', 'client-key', 'tokenFile']) };
    for (const option of ['client-certificate', 'client-key']) {
      const path = this.#flags.string(option);
      if (path === '') continue;
      fields[option] = this.#absolute(path);
      delete fields[`${option}-data`];
    }
    const token = this.#flags.string('token');
    if (token !== '') fields.token = token;
    return { name, fields };
  }

  get #inPod(): boolean {
    const { environment, files, credentials } = this.#process;
    return environment.has('KUBERNETES_SERVICE_HOST') && files.exists(`${SERVICE_ACCOUNT}/token`, credentials);
  }

  #podConfiguration(): ClientConfiguration {
    const { environment, files, credentials } = this.#process;
    const server = `https://${environment.get('KUBERNETES_SERVICE_HOST')}:${environment.get('KUBERNETES_SERVICE_PORT')}`;
    return resolve(
      {
        'current-context': 'pod',
        contexts: [{ name: 'pod', context: { cluster: 'pod', user: 'pod' } }],
        clusters: [{ name: 'pod', cluster: { server, 'certificate-authority': `${SERVICE_ACCOUNT}/ca.crt` } }],
        users: [{ name: 'pod', user: { tokenFile: `${SERVICE_ACCOUNT}/token` } }],
      },
      files,
      '/',
      credentials,
    );
  }

  *#askUser(): Task<void> {
    yield* this.#process.print('Please enter Username: ');
    const answer = yield* this.#process.read(0);
    // Password logins ended with Kubernetes 1.19; whatever is typed, nobody is let in.
    if (answer.length > 0) throw new KubectlError('You must be logged in to the server (Unauthorized)');
    throw new KubectlError('EOF');
  }

  #absolute(path: string): string {
    return resolvePath(this.#process.directory, path);
  }
}

interface Named {
  readonly name: string;
  readonly fields: Fields;
}

const identifies = (user: Fields): boolean =>
  ['client-certificate', 'client-certificate-data', 'token', 'tokenFile', 'username', 'exec', 'auth-provider'].some(
    (field) => user[field] !== undefined && user[field] !== '',
  );

/** Relative file names count from the directory of the file they stand in. */
function withAbsolutePaths(entry: Entry | undefined, names: readonly string[]): Fields {
  if (!entry) return {};
  const fields = { ...entry.fields };
  const directory = entry.origin.slice(0, entry.origin.lastIndexOf('/')) || '/';
  for (const name of names) {
    const path = text(fields[name]);
    if (path !== '') fields[name] = resolvePath(directory, path);
  }
  return fields;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
