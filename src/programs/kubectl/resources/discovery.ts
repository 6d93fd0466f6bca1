// What the server offers, and which of it a word means: `po`, `pods`, `Pod`, `deployments.apps`, `deployments.v1.apps`.
// Kept in ~/.kube/cache for six hours like the real thing, so that a warm kubectl asks nothing twice.

import { StatusError } from '../../../kube/client/client.ts';
import { SystemError } from '../../../linux/errors.ts';
import type { Task } from '../../../sim/task.ts';
import { KubectlError, RequestFailed } from '../errors.ts';
import { logLine } from '../invocation.ts';
import type { Session } from '../session.ts';

export interface Resource {
  /** '' for core. */
  readonly group: string;
  readonly version: string;
  readonly name: string;
  readonly singular: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
}

interface ApiResourceList {
  readonly groupVersion: string;
  readonly resources: readonly {
    readonly name: string;
    readonly singularName: string;
    readonly namespaced: boolean;
    readonly kind: string;
    readonly verbs: readonly string[];
    readonly shortNames?: readonly string[];
    readonly categories?: readonly string[];
  }[];
}

interface ApiGroup {
  readonly name: string;
  readonly versions: readonly { readonly groupVersion: string; readonly version: string }[];
  readonly preferredVersion?: { readonly groupVersion: string; readonly version: string };
}

interface Catalogue {
  readonly groups: readonly ApiGroup[];
  readonly resources: readonly Resource[];
  /** `pods/log`, `deployments.apps/scale` */
  readonly subresources: ReadonlySet<string>;
}

const SIX_HOURS = 6 * 3_600_000;

/** How often a command asks for the group list before it gives up; each time leaves a line. The rest ask five times. */
const ATTEMPTS: Readonly<Record<string, number>> = {
  logs: 4,
  exec: 4,
  'rollout status': 4,
  'rollout history': 4,
  'rollout undo': 4,
  'rollout restart': 4,
  'rollout pause': 4,
  'rollout resume': 4,
  cordon: 4,
  uncordon: 4,
  drain: 4,
  'set image': 4,
  scale: 4,
  wait: 4,
  debug: 4,
  'certificate approve': 4,
  'certificate deny': 4,
  'top node': 0,
  'top pod': 0,
  cp: 0,
  explain: 2,
  'auth can-i': 2,
  'create role': 2,
  'create clusterrole': 2,
  taint: 2,
  run: 1,
  'api-versions': 1,
  'api-resources': 1,
  apply: 1,
  create: 1,
  diff: 1,
};

export const apiVersionOf = (resource: Pick<Resource, 'group' | 'version'>): string =>
  resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;

/** `pods`, `deployments.apps` */
export const qualified = (resource: Pick<Resource, 'group' | 'name'>): string =>
  resource.group === '' ? resource.name : `${resource.name}.${resource.group}`;

/** How messages and `-o name` name an object's kind: `pod`, `deployment.apps`. */
export const singularOf = (resource: Pick<Resource, 'group' | 'kind'>): string =>
  resource.group === '' ? resource.kind.toLowerCase() : `${resource.kind.toLowerCase()}.${resource.group}`;

export class Discovery {
  readonly #session: Session;
  readonly #cacheDirectory: string;
  readonly #verb: string;
  #catalogue: Catalogue | undefined;
  #isFresh = false;
  /** How often it asks before it gives up, where it is not the command that says so. */
  attempts: number | undefined;
  /** A failure is told in other words by who asks. */
  #quiet = false;

  constructor(session: Session, cacheDirectory: string, path: string) {
    this.#session = session;
    const { environment } = session.process;
    this.#cacheDirectory = cacheDirectory.replace('$HOME', environment.get('HOME') ?? '');
    this.#verb = path.slice(path.indexOf(' ') + 1);
  }

  /** Everything, preferred versions only, in the server's order. */
  *all(): Task<readonly Resource[]> {
    return preferred((yield* this.#load()).resources);
  }

  /** Everything in all its versions. */
  *everyVersion(): Task<readonly Resource[]> {
    return (yield* this.#load()).resources;
  }

  /** `v1`, `apps/v1`, ... */
  *groupVersions(): Task<readonly string[]> {
    const { groups } = yield* this.#load();
    return groups.flatMap((group) => group.versions.map((version) => version.groupVersion));
  }

  /** Whether the server knows `pods/log` or `deployments.apps/scale`. */
  *hasSubresource(resource: Resource, subresource: string): Task<boolean> {
    return (yield* this.#load()).subresources.has(`${qualified(resource)}/${subresource}`);
  }

  /** Forgets what is cached: the next question goes to the server. */
  *refresh(): Task<void> {
    this.#catalogue = yield* this.#fetch();
  }

  /** The resource a word means, or the members of a category. Throws `the server doesn't have a resource type`. */
  *named(word: string): Task<readonly Resource[]> {
    const found = this.#find(yield* this.#load(), word);
    if (found.length > 0) return found;
    if (!this.#isFresh) {
      yield* this.refresh();
      return yield* this.named(word);
    }
    throw new KubectlError(`the server doesn't have a resource type "${word}"`);
  }

  /** The resource of a manifest; undefined when the server does not know it. */
  *ofKind(apiVersion: string, kind: string, quietly = false): Task<Resource | undefined> {
    this.#quiet = quietly;
    this.attempts = 1;
    const match = (catalogue: Catalogue) =>
      catalogue.resources.find((one) => one.kind === kind && apiVersionOf(one) === apiVersion);
    const found = match(yield* this.#load());
    if (found || this.#isFresh) return found;
    yield* this.refresh();
    return yield* this.ofKind(apiVersion, kind, quietly);
  }

  #find(catalogue: Catalogue, word: string): readonly Resource[] {
    const byShortName = catalogue.resources.find((one) => one.shortNames.includes(word));
    if (byShortName) return [byShortName];
    const members = preferred(catalogue.resources).filter((one) => one.categories.includes(word));
    if (members.length > 0 && !catalogue.resources.some((one) => one.name === word)) return members;
    const [name, ...rest] = word.toLowerCase().split('.');
    const tail = rest.join('.');
    const candidates = catalogue.resources.filter(
      (one) =>
        one.name === name || one.singular === name || one.kind.toLowerCase() === name || one.shortNames.includes(name),
    );
    const match = candidates.find((one) => {
      if (tail === '') return true;
      if (one.group === tail || (tail.length > 0 && one.group.startsWith(`${tail}.`))) return true;
      return tail === (one.group === '' ? one.version : `${one.version}.${one.group}`);
    });
    return match ? [match] : [];
  }

  *#load(): Task<Catalogue> {
    this.#catalogue ??= this.#readCache() ?? (yield* this.#fetch());
    return this.#catalogue;
  }

  *#fetch(): Task<Catalogue> {
    const session = this.#session;
    const query = { timeout: session.discoveryTimeout };
    let core: { versions?: readonly string[] };
    let groups: { groups?: readonly ApiGroup[] };
    try {
      core = (yield* session.json('GET', '/api', { query })) as typeof core;
      groups = (yield* session.json('GET', '/apis', { query })) as typeof groups;
    } catch (error) {
      yield* this.#complain(error);
      throw error;
    }
    const versions = (core.versions ?? ['v1']).map((version) => ({ groupVersion: version, version }));
    const all: ApiGroup[] = [{ name: '', versions, preferredVersion: versions[0] }, ...(groups.groups ?? [])];
    const lists: ApiResourceList[] = [];
    for (const group of all) {
      for (const { groupVersion } of group.versions) {
        const path = groupVersion.includes('/') ? `/apis/${groupVersion}` : `/api/${groupVersion}`;
        try {
          lists.push((yield* session.json('GET', path, { query })) as ApiResourceList);
        } catch (error) {
          if (!(error instanceof StatusError)) throw error; // a broken group hides only itself
        }
      }
    }
    this.#isFresh = true;
    this.#writeCache(all, lists);
    return catalogueOf(all, lists);
  }

  /** `memcache.go` says so every time. */
  *#complain(error: unknown): Task<void> {
    if (this.#quiet || !(error instanceof RequestFailed || error instanceof StatusError)) return;
    const { process } = this.#session;
    const text = JSON.stringify(`couldn't get current server API group list: ${error.message}`);
    const message = `"Unhandled Error" err=${text}`;
    const times = this.attempts ?? ATTEMPTS[this.#verb] ?? ATTEMPTS[this.#verb.split(' ')[0]] ?? 5;
    for (let at = 0; at < times; at++) yield* process.complain(logLine(process, 'E', 'memcache.go:265', message));
  }

  // ——— the cache on disk ———

  get #directory(): string {
    const host = this.#session.host.replace(/[^(\w/.)]/g, '_');
    return `${this.#cacheDirectory}/discovery/${host}`;
  }

  #readCache(): Catalogue | undefined {
    const groups = this.#readFile('servergroups.json') as { groups: ApiGroup[] } | undefined;
    if (!groups) return undefined;
    const lists: ApiResourceList[] = [];
    for (const group of groups.groups) {
      for (const { groupVersion } of group.versions) {
        const list = this.#readFile(`${groupVersion}/serverresources.json`);
        if (list) lists.push(list as ApiResourceList);
      }
    }
    return catalogueOf(groups.groups, lists);
  }

  #readFile(name: string): unknown {
    const { files, credentials, simulation } = this.#session.process;
    const path = `${this.#directory}/${name}`;
    try {
      if (files.stat(path, credentials).mtime + SIX_HOURS < simulation.epoch + simulation.now) return undefined;
      return JSON.parse(files.readText(path, credentials));
    } catch (error) {
      if (error instanceof SystemError || error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  /** A cache that cannot be written is done without. */
  #writeCache(groups: readonly ApiGroup[], lists: readonly ApiResourceList[]): void {
    const { files, credentials } = this.#session.process;
    const write = (name: string, value: unknown) => {
      const path = `${this.#directory}/${name}`;
      files.makeDirectory(path.slice(0, path.lastIndexOf('/')), { mode: 0o750, recursive: true, who: credentials });
      files.writeFile(path, JSON.stringify(value), { mode: 0o660, who: credentials });
    };
    try {
      write('servergroups.json', { kind: 'APIGroupList', apiVersion: 'v1', groups });
      for (const list of lists) write(`${list.groupVersion}/serverresources.json`, list);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
    }
  }
}

/** A group's preferred version stands first. */
const preferred = (resources: readonly Resource[]): Resource[] => {
  const seen = new Set<string>();
  return resources.filter((one) => {
    const name = qualified(one);
    const isFirst = !seen.has(name);
    seen.add(name);
    return isFirst;
  });
};

function catalogueOf(groups: readonly ApiGroup[], lists: readonly ApiResourceList[]): Catalogue {
  const resources: Resource[] = [];
  const subresources = new Set<string>();
  const seen = new Set<string>();
  for (const group of groups) {
    const preferred = group.preferredVersion?.version;
    const versions = [...group.versions].sort(
      (a, b) => Number(b.version === preferred) - Number(a.version === preferred),
    );
    for (const { groupVersion, version } of versions) {
      for (const one of lists.find((list) => list.groupVersion === groupVersion)?.resources ?? []) {
        const [name, subresource] = one.name.split('/');
        const resource: Resource = {
          group: group.name,
          version,
          name,
          singular: one.singularName || one.kind.toLowerCase(),
          kind: one.kind,
          namespaced: one.namespaced,
          shortNames: one.shortNames ?? [],
          categories: one.categories ?? [],
          verbs: one.verbs,
        };
        if (subresource !== undefined) subresources.add(`${qualified(resource)}/${subresource}`);
        else if (!seen.has(`${qualified(resource)}/${version}`)) {
          seen.add(`${qualified(resource)}/${version}`);
          resources.push(resource);
        }
      }
    }
  }
  return { groups, resources, subresources };
}
