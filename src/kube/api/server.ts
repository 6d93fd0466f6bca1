// The API server: route → authenticate → authorize → decode → admit → validate → store → shape. This file
// is the way a request takes; each station has a file of its own.

import { formatTime } from '../../base/duration.ts';
import type { LeasingStore } from '../../etcd/store/leases.ts';
import { StoreError } from '../../etcd/store/store.ts';
import type { HttpRequest, HttpService } from '../../linux/net/http.ts';
import type { Millis, Simulation } from '../../sim/simulation.ts';
import { type Task, wait } from '../../sim/task.ts';
import { delay } from '../../sim/waits.ts';
import { type Kind, qualifiedResource } from '../objects/kind.ts';
import { COMPONENT_STATUS } from '../objects/kinds.ts';
import type { KubeObject, Status } from '../objects/types/meta.ts';
import type { AdmissionPlugin } from './admission/admission.ts';
import { ADMISSION_CHAIN } from './admission/chain.ts';
import type { ApiRequest, ApiResponse, ApiServer, User } from './api.ts';
import { applyOnServer, isApplyPatch } from './apply-patch.ts';
import { authorityOf } from './authority.ts';
import { ANONYMOUS, type Attributes, type Authorize, authorizeAsBootstrapped, denial } from './authorization.ts';
import { bodyOf, type FieldValidation, fieldValidationOf, objectOf, patchedObjectOf } from './body.ts';
import { ensureSystemObjects } from './bootstrap.ts';
import { componentStatuses } from './component-statuses.ts';
import { Definitions } from './custom/definitions.ts';
import { Discovery } from './discovery.ts';
import { EventLeases } from './event-leases.ts';
import { healthAnswer } from './health.ts';
import { listObjects } from './lists.ts';
import { OpenApi } from './openapi.ts';
import { patchOf } from './patch.ts';
import { escalationGuard } from './rbac-escalation.ts';
import { deleteOptionsOf, dryRunOf, isDry } from './request-options.ts';
import { type Caller, Resources } from './resources.ts';
import { type Authority, answerReview, REVIEW_KINDS } from './reviews.ts';
import { parameter, type Route, routeOf } from './route.ts';
import { selectionOf } from './selection.ts';
import { ServedKinds } from './served-kinds.ts';
import { ServiceAddresses, type ServiceRanges } from './service-addresses.ts';
import { served, shapeOf } from './shape.ts';
import {
  badRequest,
  forbidden,
  forbiddenPath,
  methodNotAllowed,
  notFound,
  Refusal,
  tooSlow,
  unauthorized,
  unknownError,
} from './status.ts';
import { Storage } from './storage.ts';
import { BINDING } from './subresources/binding.ts';
import { ATTACH, EXEC, PORT_FORWARD } from './subresources/connect.ts';
import { EVICTION } from './subresources/eviction.ts';
import { KubeletUnreachable } from './subresources/kubelet.ts';
import { LOG } from './subresources/log.ts';
import { SCALE } from './subresources/scale.ts';
import {
  answer,
  type KubeletAddress,
  type SubresourceHandler,
  type SubresourceServices,
} from './subresources/subresource.ts';
import { TOKEN } from './subresources/token.ts';
import { TokenSigner } from './tokens.ts';
import { versionInfo } from './version.ts';
import { Watches } from './watches.ts';

export interface ApiServerOptions {
  readonly simulation: Simulation;
  readonly store: LeasingStore;
  /** Missing: the store can always be reached. */
  readonly connection?: StoreConnection;
  /** `v1.35.9` */
  readonly version: string;
  readonly address: string;
  readonly port: number;
  readonly ranges?: ServiceRanges;
  readonly admission?: readonly AdmissionPlugin[];
  readonly authorize?: Authorize;
  /** What tokens are signed with. */
  readonly tokenKey?: string;
  readonly eventTtlSeconds?: number;
  /** Opens a connection to a kubelet. Throws KubeletUnreachable. Missing: no kubelet can be reached. */
  dialKubelet?(address: string, port: number): Task<HttpService>;
}

/** Whether etcd answers at the moment. */
export interface StoreConnection {
  readonly reachable: boolean;
  /** Gives etcd that long to come back. */
  await(patience: Millis): Task<boolean>;
}

export interface RunningApiServer extends ApiServer {
  readonly storage: Storage;
  /** Etcd is there (again): fills the caches. Called by whoever made the connection. */
  connected(): void;
  /** Compacts etcd and keeps the system objects in place, for ever. */
  housekeep(): Task<never>;
  /** Ends all watches. */
  stop(): void;
}

export function createApiServer(options: ApiServerOptions): RunningApiServer {
  return new Server(options);
}

const SUBRESOURCES: readonly SubresourceHandler[] = [EVICTION, BINDING, SCALE, LOG, TOKEN, EXEC, ATTACH, PORT_FORWARD];
const DEFAULT_RANGES: ServiceRanges = { clusterIps: '10.96.0.0/12', nodePorts: '30000-32767' };
const SYSTEM: User = { name: 'system:apiserver', groups: ['system:masters', 'system:authenticated'] };
/** --request-timeout: so long does a request wait for an etcd that is away. */
const REQUEST_TIMEOUT: Millis = 60_000;
const HOUSEKEEPING_PERIOD: Millis = 10_000;
const COMPACTION_PERIOD: Millis = 300_000;

class Server implements RunningApiServer {
  readonly storage: Storage;
  readonly #options: ApiServerOptions;
  readonly #simulation: Simulation;
  readonly #resources: Resources;
  readonly #watches: Watches;
  readonly #definitions: Definitions;
  readonly #discovery: Discovery;
  readonly #openApi: OpenApi;
  readonly #tokens: TokenSigner;
  readonly #authority: Authority;
  readonly #addresses: ServiceAddresses;
  readonly #services: SubresourceServices;
  readonly #kinds: ServedKinds;
  readonly #minor: number;
  readonly #users = new WeakMap<User, User>();

  constructor(options: ApiServerOptions) {
    const { simulation } = options;
    this.#options = options;
    this.#minor = Number(options.version.split('.')[1]);
    this.#simulation = simulation;
    this.#kinds = new ServedKinds(this.#minor);
    const kinds = this.#kinds;
    this.storage = new Storage(
      options.store,
      kinds.builtIn.filter(({ storedAs }) => !storedAs),
    );
    this.#addresses = new ServiceAddresses(options.ranges ?? DEFAULT_RANGES);
    const eventLeases = new EventLeases(simulation, options.store, options.eventTtlSeconds ?? 3600);
    this.#authority = authorityOf(options.authorize ?? authorizeAsBootstrapped, this.storage);
    this.#resources = new Resources(this.storage, {
      simulation,
      kinds,
      admission: [...(options.admission ?? ADMISSION_CHAIN), escalationGuard(this.#authority, this.storage)],
      allocators: [this.#addresses],
      leaseFor: (kind) => (kind.kind === 'Event' ? eventLeases.current() : undefined),
    });
    const caller = { user: SYSTEM, dryRun: false };
    this.#definitions = new Definitions(simulation, this.storage, kinds, this.#resources, caller);
    this.#watches = new Watches(simulation, this.storage);
    this.storage.onReload = () => this.#watches.endAll();
    this.#discovery = new Discovery(() => [...kinds.all, ...REVIEW_KINDS], `${options.address}:${options.port}`);
    this.#openApi = new OpenApi(() => kinds.all, options.version);
    this.#tokens = new TokenSigner(options.tokenKey ?? '');
    this.#services = {
      askKubelet: (kubelet, asked) => this.#askKubelet(kubelet, asked),
      issueToken: (user, seconds, claims) => {
        const expires = this.#now + seconds * 1000;
        return { token: this.#tokens.sign(user, this.#now, expires, claims), expires };
      },
    };
    if (options.connection?.reachable !== false) this.connected();
  }

  connected(): void {
    this.storage.connect();
    this.#definitions.start();
    this.#ensureSystemObjects(true);
  }

  stop(): void {
    this.#watches.endAll();
    this.storage.disconnect();
  }

  *handle(request: ApiRequest): Task<ApiResponse> {
    try {
      return yield* this.#serve(request);
    } catch (error) {
      if (error instanceof Refusal) return refused(error);
      if (error instanceof StoreError) return refused(unknownError(error.message));
      throw error;
    }
  }

  *housekeep(): Task<never> {
    const { simulation, store } = this.#options;
    let compactAt = simulation.now + COMPACTION_PERIOD;
    let seen = 0;
    for (;;) {
      yield* wait(delay(simulation, HOUSEKEEPING_PERIOD, 'API server housekeeping'));
      try {
        this.#ensureSystemObjects(false);
        if (simulation.now < compactAt) continue;
        compactAt = simulation.now + COMPACTION_PERIOD;
        if (seen > store.compactedRevision && seen <= store.revision) store.compact(seen);
        seen = store.revision;
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
      }
    }
  }

  get #now(): Millis {
    return this.#simulation.epoch + this.#simulation.now;
  }

  *#serve(request: ApiRequest): Task<ApiResponse> {
    const user = this.#impersonated(request, this.#userOf(request));
    const route = routeOf(request);
    if (!route) return this.#servePath(request, user);
    const attributes: Attributes = {
      verb: route.verb,
      group: route.group,
      resource: route.subresource === '' ? route.plural : `${route.plural}/${route.subresource}`,
      namespace: route.namespace,
      name: route.name,
      path: request.path,
    };
    this.#mayAsk(user, attributes);
    const review = answerReview(request, route, {
      user,
      now: formatTime(this.#now),
      authority: this.#authority,
      userOfToken: (token) => {
        const found = this.#tokens.verify(token, this.#now);
        return found && this.#authenticated(found);
      },
    });
    if (review) return review;
    const kind = this.#kinds.resource(route.group, route.version, route.plural);
    const subresource = kind?.subresources.find((one) => one === route.subresource);
    if (!kind || (route.subresource !== '' && !subresource)) return NOT_FOUND;
    if (!kind.namespaced && route.namespace !== '' && kind.kind !== 'Namespace') return NOT_FOUND;

    const { connection } = this.#options;
    if (connection && !connection.reachable && !(yield* connection.await(REQUEST_TIMEOUT))) {
      throw tooSlow(`${route.verb} ${qualifiedResource(kind)}`);
    }
    const manager = parameter(request, 'fieldManager');
    const caller: Caller = { user, dryRun: dryRunOf(request), ...(manager !== '' && { manager }) };
    const special = SUBRESOURCES.find((one) => one.name === subresource);
    if (special) {
      if (!special.verbs.includes(route.verb)) throw methodNotAllowed();
      // A WebSocket begins with GET; from 1.35 on that alone does not let anybody into a container.
      if (special.connects && route.verb === 'get' && this.#minor >= 35)
        this.#mayAsk(user, { ...attributes, verb: 'create' });
      const services = this.#services;
      return yield* special.handle({
        request,
        route,
        kind: storedKind(kind),
        caller,
        resources: this.#resources,
        services,
      });
    }
    const answered =
      kind.kind === COMPONENT_STATUS.kind
        ? yield* this.#componentStatuses(request, route)
        : this.#serveObjects(request, route, kind, caller, subresource);
    return withWarnings(answered, this.#deprecations(kind));
  }

  *#componentStatuses(request: ApiRequest, { verb, name }: Route): Task<ApiResponse> {
    const kind = COMPONENT_STATUS as Kind;
    if (!kind.verbs?.includes(verb)) throw methodNotAllowed();
    const { dialKubelet, connection } = this.#options;
    const all = yield* componentStatuses(dialKubelet, connection?.reachable !== false);
    const shape = shapeOf(request, kind, this.#now, this.#minor);
    if (verb === 'list') return answer(200, shape.list(all, { resourceVersion: '' }));
    const found = all.find(({ metadata }) => metadata.name === name);
    if (!found) throw notFound(kind, name);
    return answer(200, shape.one(found));
  }

  #serveObjects(
    request: ApiRequest,
    route: Route,
    kind: Kind,
    caller: Caller,
    subresource: Kind['subresources'][number] | undefined,
  ): ApiResponse {
    const { verb, namespace, name } = route;
    const stored = storedKind(kind);
    if (kind.verbs && subresource === undefined && !kind.verbs.includes(verb)) throw methodNotAllowed();
    const shape = () => shapeOf(request, kind, this.#now, this.#minor);
    const scope = kind.namespaced ? namespace : '';
    const warnings: string[] = [];
    const warn = (warning: string) => warnings.push(warning);
    const done = (status: number, object: KubeObject | Status): ApiResponse => {
      const body = object.kind === 'Status' ? object : shape().one(object as KubeObject);
      return withWarnings(answer(status, body), warnings);
    };
    switch (verb) {
      case 'get':
        return done(200, this.#get(request, stored, scope, name));
      case 'list': {
        const { objects, metadata } = listObjects(this.storage, stored, selectionOf(request, route, stored), request);
        return answer(200, shape().list(objects, metadata));
      }
      case 'watch': {
        const stream = this.#watches.begin(stored, selectionOf(request, route, stored), shape, request);
        return { status: 200, headers: { 'content-type': 'application/json' }, stream };
      }
      case 'create': {
        if (name !== '' || (kind.namespaced && namespace === '')) throw methodNotAllowed();
        const object = objectOf(kind, bodyOf(request, kind.kind), fieldValidationOf(request), warn);
        place(kind, object, scope);
        return done(201, this.#resources.create(stored, toStored(kind, object), caller));
      }
      case 'update':
      case 'patch': {
        if (verb === 'patch' && isApplyPatch(request)) {
          const complete = (merged: unknown): KubeObject => {
            const object = objectOf(kind, merged, fieldValidationOf(request), warn);
            place(kind, object, scope);
            return toStored(kind, object);
          };
          const at = { name, namespace: scope };
          const applied = applyOnServer(request, at, kind, subresource, caller, this.#resources, complete);
          return done(applied.created ? 201 : 200, applied.object);
        }
        const change = this.#change(request, route, kind, fieldValidationOf(request), warn);
        return done(200, this.#resources.update(stored, scope, name, change, caller, subresource));
      }
      case 'delete': {
        const options = deleteOptionsOf(request);
        return done(
          200,
          this.#resources.remove(stored, scope, name, options, { ...caller, dryRun: caller.dryRun || isDry(options) }),
        );
      }
      case 'deletecollection': {
        const options = deleteOptionsOf(request);
        const { objects, metadata } = listObjects(this.storage, stored, selectionOf(request, route, stored), {
          ...request,
          body: undefined,
        });
        for (const { metadata: each } of objects) {
          this.#resources.remove(stored, each.namespace ?? '', each.name, options, caller);
        }
        return answer(200, shape().list(objects, metadata));
      }
    }
  }

  #deprecations({ version, kind, deprecated }: Kind): string[] {
    if (!deprecated || deprecated.sinceMinor > this.#minor) return [];
    const { sinceMinor, instead, warning } = deprecated;
    if (warning !== undefined) return [warning];
    return [`${version} ${kind} is deprecated in v1.${sinceMinor}+${instead === undefined ? '' : `; ${instead}`}`];
  }

  #get(request: ApiRequest, kind: Kind, namespace: string, name: string): KubeObject {
    if (parameter(request, 'resourceVersion') !== '0') return this.#resources.get(kind, namespace, name).object;
    return this.storage.cached(kind, namespace, name) ?? this.#resources.get(kind, namespace, name).object;
  }

  /** What a PUT or PATCH makes of the present object. */
  #change(
    request: ApiRequest,
    { verb, name, namespace }: Route,
    kind: Kind,
    validation: FieldValidation,
    warn: (warning: string) => void,
  ): (current: KubeObject) => KubeObject {
    const checked = (object: KubeObject): KubeObject => {
      place(kind, object, kind.namespaced ? namespace : '');
      object.metadata.name ||= name;
      if (object.metadata.name !== name) {
        throw badRequest(
          `the name of the object (${object.metadata.name}) does not match the name on the URL (${name})`,
        );
      }
      return object;
    };
    if (verb === 'update') {
      const object = checked(objectOf(kind, bodyOf(request, kind.kind), validation, warn));
      return () => toStored(kind, object);
    }
    const patch = patchOf(request, kind);
    return (current) =>
      toStored(kind, checked(patchedObjectOf(kind, patch.apply(served(kind, current)), patch.body, validation, warn)));
  }

  #servePath(request: ApiRequest, user: User): ApiResponse {
    const verb = request.method.toLowerCase();
    this.#mayAsk(user, { verb, group: '', resource: '', namespace: '', name: '', path: request.path });
    const health = healthAnswer(request, this.#options.connection?.reachable !== false);
    if (health) return health;
    if (request.path.replace(/\/$/, '') === '/version') return answer(200, versionInfo(this.#options.version));
    return this.#discovery.answer(request) ?? this.#openApi.answer(request.path) ?? NOT_FOUND;
  }

  #userOf(request: ApiRequest): User {
    const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const found = request.user ?? (token === undefined ? undefined : this.#tokens.verify(token, this.#now));
    if (found) return this.#authenticated(found);
    if (token !== undefined) throw unauthorized();
    return ANONYMOUS;
  }

  /** A connection's user is the same object in all its requests. */
  #authenticated(user: User): User {
    const known = this.#users.get(user) ?? {
      ...user,
      groups: [...new Set([...user.groups, 'system:authenticated'])],
    };
    this.#users.set(user, known);
    return known;
  }

  /** `kubectl --as`: whoever may impersonate is taken for somebody else. */
  #impersonated(request: ApiRequest, user: User): User {
    const name = request.headers['impersonate-user'];
    if (name === undefined) return user;
    const groups = (request.headers['impersonate-group'] ?? '')
      .split(',')
      .map((group) => group.trim())
      .filter(Boolean);
    const wanted = [['users', name], ...groups.map((group) => ['groups', group])];
    for (const [resource, who] of wanted) {
      this.#mayAsk(user, { verb: 'impersonate', group: '', resource, namespace: '', name: who, path: request.path });
    }
    const status = name === ANONYMOUS.name ? 'system:unauthenticated' : 'system:authenticated';
    return { name, groups: [...new Set([...groups, status])] };
  }

  #mayAsk(user: User, attributes: Attributes): void {
    if (this.#authority.allows(user, attributes) !== undefined) return;
    const why = denial(user, attributes);
    if (attributes.resource === '') throw forbiddenPath(why);
    throw forbidden({ group: attributes.group, plural: attributes.resource.split('/')[0] }, attributes.name, why);
  }

  *#askKubelet({ address, port }: KubeletAddress, request: HttpRequest): Task<ApiResponse> {
    if (!this.#options.dialKubelet) throw new KubeletUnreachable('no kubelet can be reached from here');
    const kubelet = yield* this.#options.dialKubelet(address, port);
    return yield* kubelet.handle(request);
  }

  #ensureSystemObjects(isStart: boolean): void {
    const { address, port } = this.#options;
    const own = { address, port, clusterIp: this.#addresses.first };
    ensureSystemObjects(this.#resources, own, isStart, this.#minor, (kind, draft) => {
      const object = objectOf(kind, draft, 'Ignore', () => {});
      this.#resources.create(kind, object, { user: SYSTEM, dryRun: false });
    });
  }
}

const storedKind = (kind: Kind): Kind => kind.storedAs?.kind ?? kind;

/** As it is stored, with the defaults of that version. */
function toStored({ storedAs }: Kind, object: KubeObject): KubeObject {
  if (!storedAs) return object;
  const stored = storedAs.toStored(object);
  storedAs.kind.setDefaults?.(stored);
  return stored;
}

const NOT_FOUND: ApiResponse = {
  status: 404,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: '404 page not found\n',
};

function refused({ status }: Refusal): ApiResponse {
  const response = answer(status.code ?? 500, status);
  const after = status.details?.retryAfterSeconds;
  return after ? { ...response, headers: { ...response.headers, 'retry-after': String(after) } } : response;
}

function withWarnings(response: ApiResponse, warnings: readonly string[]): ApiResponse {
  if (warnings.length === 0) return response;
  const { warning: before } = response.headers;
  const warning = warningHeader(warnings);
  return { ...response, headers: { ...response.headers, warning: before ? `${before}, ${warning}` : warning } };
}

/** Puts an object where the URL says, or refuses when it says something else itself. */
function place(kind: Kind, { metadata }: KubeObject, namespace: string): void {
  if (!kind.namespaced) {
    delete metadata.namespace;
    return;
  }
  if (metadata.namespace && metadata.namespace !== namespace) {
    throw badRequest(`the namespace of the provided object does not match the namespace sent on the request`);
  }
  metadata.namespace = namespace;
}

/** `299 - "unknown field \"spec.x\""`; several are separated by commas, as one header line may hold. */
const warningHeader = (warnings: readonly string[]): string =>
  warnings.map((warning) => `299 - ${JSON.stringify(warning)}`).join(', ');
