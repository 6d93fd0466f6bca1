// Questions about the server: version, api-resources, api-versions, cluster-info.

import { goJson } from '../../../base/go-json.ts';
import { printYaml } from '../../../base/yaml/print.ts';
import { release } from '../../../kube/releases/releases.ts';
import type { Task } from '../../../sim/task.ts';
import { KubectlError, RequestFailed } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { ColumnWidths } from '../print/table.ts';
import { apiVersionOf, qualified, type Resource } from '../resources/discovery.ts';
import { type AnyList, listOf, numberOf, textOf } from '../resources/objects.ts';
import type { Verb } from './verb.ts';

export const version: Verb = {
  name: 'version',
  flags: ['client', 'output', 'warnings-as-errors'],
  *run(invocation) {
    const { flags } = invocation;
    const output = flags.string('output');
    if (output !== '' && output !== 'json' && output !== 'yaml')
      throw new KubectlError("--output must be 'yaml' or 'json'");
    const known = release(invocation.version);
    const own = clientVersion(invocation.version, known.goVersion);
    const { server, failure } = yield* serverVersion(invocation);
    if (output === '') {
      yield* invocation.print(`Client Version: ${invocation.version}\nKustomize Version: ${known.kustomize}\n`);
      if (server) yield* invocation.print(`Server Version: ${textOf(server, 'gitVersion')}\n`);
    } else {
      const info = { clientVersion: own, kustomizeVersion: known.kustomize, serverVersion: server };
      yield* invocation.print(output === 'json' ? `${goJson(info, '  ')}\n` : printYaml(info));
    }
    if (failure) throw failure;
    if (server) yield* warnAboutSkew(invocation, textOf(server, 'gitVersion'));
    return 0;
  },
};

function clientVersion(gitVersion: string, goVersion: string): Record<string, string> {
  const [major, minor] = gitVersion.slice(1).split('.');
  return { major, minor, gitVersion, gitTreeState: 'clean', goVersion, compiler: 'gc', platform: 'linux/amd64' };
}

function* serverVersion(invocation: Invocation): Task<{ server?: unknown; failure?: unknown }> {
  if (invocation.flags.bool('client')) return {};
  try {
    const session = yield* invocation.session();
    return { server: yield* session.json('GET', '/version', { query: { timeout: session.discoveryTimeout } }) };
  } catch (failure) {
    return { failure };
  }
}

function* warnAboutSkew(invocation: Invocation, server: string): Task<void> {
  const minor = Number(server.split('.')[1]);
  if (Math.abs(minor - invocation.minor) <= 1) return;
  const text = `version difference between client (1.${invocation.minor}) and server (1.${minor}) exceeds the supported minor version skew of +/-1`;
  yield* invocation.process.complain(`${invocation.minor <= 33 ? 'WARNING' : 'Warning'}: ${text}\n`);
}

export const apiVersions: Verb = {
  name: 'api-versions',
  flags: [],
  *run(invocation) {
    if (invocation.args.length > 0) throw invocation.usageError(`unexpected arguments: [${invocation.args.join(' ')}]`);
    const session = yield* invocation.session();
    try {
      const versions = [...(yield* session.discovery.groupVersions())].sort();
      yield* invocation.print(versions.map((one) => `${one}\n`).join(''));
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      throw new KubectlError(`couldn't get available api versions from server: ${error.message}`);
    }
    return 0;
  },
};

export const apiResources: Verb = {
  name: 'api-resources',
  flags: ['api-group', 'cached', 'categories', 'namespaced', 'no-headers', 'output', 'sort-by', 'verbs'],
  *run(invocation) {
    const { flags, args } = invocation;
    if (args.length > 0) throw invocation.usageError(`unexpected arguments: [${args.join(' ')}]`);
    const output = flags.string('output');
    const allowed = invocation.minor >= 34 ? ['json', 'kyaml', 'name', 'wide', 'yaml'] : ['name', 'wide'];
    if (output !== '' && output !== 'wide' && output !== 'name') {
      if (invocation.minor <= 33) throw new KubectlError(`--output ${output} is not available`);
      throw new KubectlError(
        `unable to match a printer suitable for the output format "${output}", allowed formats are: ${allowed.join(',')}`,
      );
    }
    const sortBy = flags.string('sort-by');
    if (sortBy !== '' && sortBy !== 'name' && sortBy !== 'kind') {
      throw new KubectlError(`--sort-by accepts only name or kind`);
    }
    const session = yield* invocation.session();
    yield* session.discovery.refresh();
    const chosen = (yield* session.discovery.all()).filter((resource) => isWanted(invocation, resource));
    const key = (resource: Resource) =>
      sortBy === 'kind' ? resource.kind : sortBy === 'name' ? resource.name : `${resource.group} ${resource.name}`;
    const sorted = [...chosen].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
    if (output === 'name') {
      yield* invocation.print(sorted.map((resource) => `${qualified(resource)}\n`).join(''));
      return 0;
    }
    const rows = sorted.map((resource) => [
      resource.name,
      resource.shortNames.join(','),
      apiVersionOf(resource),
      String(resource.namespaced),
      resource.kind,
      ...(output === 'wide' ? [resource.verbs.join(','), resource.categories.join(',')] : []),
    ]);
    if (!flags.bool('no-headers')) {
      rows.unshift([
        'NAME',
        'SHORTNAMES',
        'APIVERSION',
        'NAMESPACED',
        'KIND',
        ...(output === 'wide' ? ['VERBS', 'CATEGORIES'] : []),
      ]);
    }
    yield* invocation.print(new ColumnWidths().pad(rows));
    return 0;
  },
};

function isWanted({ flags }: Invocation, resource: Resource): boolean {
  if (flags.changed('api-group') && resource.group !== flags.string('api-group')) return false;
  if (flags.changed('namespaced') && resource.namespaced !== flags.bool('namespaced')) return false;
  if (!flags.list('verbs').every((verb) => resource.verbs.includes(verb))) return false;
  return flags.list('categories').every((category) => resource.categories.includes(category));
}

export const clusterInfo: Verb = {
  name: 'cluster-info',
  flags: [],
  *run(invocation) {
    const session = yield* invocation.session();
    const hint = "\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n";
    try {
      yield* session.discovery.named('services');
      yield* invocation.print(`Kubernetes control plane is running at ${session.server}\n`);
      const path = '/api/v1/namespaces/kube-system/services';
      const list = (yield* session.json('GET', path, {
        query: { labelSelector: 'kubernetes.io/cluster-service=true' },
      })) as AnyList;
      for (const service of list.items) {
        const name = service.metadata.labels?.['kubernetes.io/name'] ?? service.metadata.name;
        const port = listOf(service, 'spec', 'ports')[0];
        const portName = textOf(port, 'name') || String(numberOf(port, 'port'));
        yield* invocation.print(
          `${name} is running at ${session.server}${path}/${service.metadata.name}:${portName}/proxy\n`,
        );
      }
    } finally {
      yield* invocation.print(hint);
    }
    return 0;
  },
};
