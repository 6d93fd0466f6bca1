// Questions to the server that are asked as objects and stored nowhere: may this user do that, may I, what may I,
// who am I. Models pkg/registry/authorization and pkg/registry/authentication/selfsubjectreview.

import { isRecord } from '../../base/json.ts';
import type { Kind } from '../objects/kind.ts';
import type { PolicyRule } from '../objects/types/policy.ts';
import type { ApiRequest, ApiResponse, User } from './api.ts';
import type { Attributes } from './authorization.ts';
import { bodyOf } from './body.ts';
import type { Route } from './route.ts';
import { badRequest, methodNotAllowed } from './status.ts';
import { answer } from './subresources/subresource.ts';

/** What decides. */
export interface Authority {
  /** Why it is allowed, '' without a reason; undefined: it is not. */
  allows(user: User, attributes: Attributes): string | undefined;
  rulesFor(user: User, namespace: string): readonly PolicyRule[];
}

interface Context {
  readonly user: User;
  /** As timestamps are written. */
  readonly now: string;
  readonly authority: Authority;
  /** Undefined: nobody's. */
  userOfToken(token: string): User | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

interface Review {
  readonly kind: string;
  readonly plural: string;
  readonly group: 'authorization.k8s.io' | 'authentication.k8s.io';
  readonly namespaced?: boolean;
  status(context: Context, spec: Fields, namespace: string): unknown;
}

const REVIEWS: readonly Review[] = [
  {
    kind: 'SubjectAccessReview',
    plural: 'subjectaccessreviews',
    group: 'authorization.k8s.io',
    status: ({ authority }, spec) => verdict(authority, subjectOf(spec), spec),
  },
  {
    kind: 'LocalSubjectAccessReview',
    plural: 'localsubjectaccessreviews',
    group: 'authorization.k8s.io',
    namespaced: true,
    status({ authority }, spec, namespace) {
      const about = isRecord(spec.resourceAttributes) ? spec.resourceAttributes : {};
      if (textOf(about, 'namespace') !== namespace) {
        throw badRequest(`spec.resourceAttributes.namespace must match namespace: ${namespace}`);
      }
      return verdict(authority, subjectOf(spec), spec);
    },
  },
  {
    kind: 'SelfSubjectAccessReview',
    plural: 'selfsubjectaccessreviews',
    group: 'authorization.k8s.io',
    status: ({ authority, user }, spec) => verdict(authority, user, spec),
  },
  {
    kind: 'SelfSubjectRulesReview',
    plural: 'selfsubjectrulesreviews',
    group: 'authorization.k8s.io',
    status({ authority, user }, spec) {
      const namespace = textOf(spec, 'namespace');
      if (namespace === '') throw badRequest('no namespace on request');
      const rules = authority.rulesFor(user, namespace);
      return {
        resourceRules: rules
          .filter((rule) => rule.resources)
          .map(({ verbs, apiGroups, resources, resourceNames }) => ({
            verbs,
            apiGroups,
            resources,
            ...(resourceNames && { resourceNames }),
          })),
        nonResourceRules: rules
          .filter((rule) => rule.nonResourceURLs)
          .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs })),
        incomplete: false,
      };
    },
  },
  {
    kind: 'TokenReview',
    plural: 'tokenreviews',
    group: 'authentication.k8s.io',
    status({ userOfToken }, spec) {
      const token = textOf(spec, 'token');
      if (token === '') throw badRequest('token is required for TokenReview in authentication');
      const user = userOfToken(token);
      if (!user) return { user: {}, error: '[invalid bearer token, service account token has been invalidated]' };
      return {
        authenticated: true,
        user: { username: user.name, groups: user.groups, ...(user.extra && { extra: user.extra }) },
        audiences: Array.isArray(spec.audiences) ? spec.audiences : ['https://kubernetes.default.svc.cluster.local'],
      };
    },
  },
  {
    kind: 'SelfSubjectReview',
    plural: 'selfsubjectreviews',
    group: 'authentication.k8s.io',
    status: ({ user }) => ({
      userInfo: { username: user.name, groups: user.groups, ...(user.extra && { extra: user.extra }) },
    }),
  },
];

/** For discovery: they can only be created. */
export const REVIEW_KINDS: readonly Kind[] = REVIEWS.map(({ kind, plural, group, namespaced = false }) => ({
  group,
  version: 'v1',
  kind,
  plural,
  singular: kind.toLowerCase(),
  shortNames: [],
  categories: [],
  namespaced,
  verbs: ['create'],
  subresources: [],
  schema: `V1${kind}`,
  nameRule: 'subdomain',
  columns: [],
}));

/** Undefined: the path is no review's. */
export function answerReview(request: ApiRequest, route: Route, context: Context): ApiResponse | undefined {
  const review = REVIEWS.find(({ group, plural }) => group === route.group && plural === route.plural);
  if (!review || route.version !== 'v1' || route.subresource !== '') return undefined;
  if (route.verb !== 'create') throw methodNotAllowed();
  const body = bodyOf(request, review.kind);
  const given = isRecord(body) ? body : {};
  const spec = isRecord(given.spec) ? given.spec : undefined;
  return answer(201, {
    kind: review.kind,
    apiVersion: `${review.group}/v1`,
    metadata: { creationTimestamp: review.kind === 'SelfSubjectReview' ? context.now : null },
    ...(spec && { spec }),
    status: review.status(context, spec ?? {}, route.namespace),
  });
}

function verdict(authority: Authority, user: User, spec: Fields): unknown {
  const reason = authority.allows(user, attributesOf(spec));
  return { allowed: reason !== undefined, ...(reason && { reason }) };
}

function subjectOf(spec: Fields): User {
  const groups = Array.isArray(spec.groups) ? spec.groups.map(String) : [];
  if (textOf(spec, 'user') === '' && groups.length === 0) {
    throw badRequest('at least one of user or group must be specified');
  }
  return { name: textOf(spec, 'user'), groups };
}

function attributesOf(spec: Fields): Attributes {
  const about = isRecord(spec.resourceAttributes) ? spec.resourceAttributes : undefined;
  const path = isRecord(spec.nonResourceAttributes) ? spec.nonResourceAttributes : undefined;
  if (!about === !path) {
    throw badRequest('exactly one of nonResourceAttributes or resourceAttributes must be specified');
  }
  const resource = textOf(about, 'resource');
  const subresource = textOf(about, 'subresource');
  return {
    verb: textOf(about ?? path, 'verb'),
    group: textOf(about, 'group'),
    resource: subresource === '' ? resource : `${resource}/${subresource}`,
    namespace: textOf(about, 'namespace'),
    name: textOf(about, 'name'),
    path: textOf(path, 'path'),
  };
}

function textOf(from: Fields | undefined, name: string): string {
  const value = from?.[name];
  return typeof value === 'string' ? value : '';
}
