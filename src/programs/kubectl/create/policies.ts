// kubectl create namespace, serviceaccount, poddisruptionbudget, priorityclass, quota, role, rolebinding and their
// cluster-wide forms.

import type { Task } from '../../../sim/task.ts';
import { KubectlError, Silent } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import type { Resource } from '../resources/discovery.ts';
import type { Session } from '../session.ts';
import { type Fields, type Generator, intOrString, metadataOf, pairsOf } from './generators.ts';

const RBAC = 'rbac.authorization.k8s.io';

export const namespace: Generator = {
  name: 'namespace',
  flags: [],
  clusterScoped: true,
  // biome-ignore lint/correctness/useYield: generators share one shape, and some read files
  *make(invocation, name) {
    const metadata = metadataOf(invocation, { name, clusterScoped: true });
    return { kind: 'Namespace', apiVersion: 'v1', metadata, spec: {}, status: {} };
  },
};

export const serviceaccount: Generator = {
  name: 'serviceaccount',
  flags: [],
  // biome-ignore lint/correctness/useYield: see namespace
  *make(invocation, name) {
    return { kind: 'ServiceAccount', apiVersion: 'v1', metadata: metadataOf(invocation, { name }) };
  },
};

export const poddisruptionbudget: Generator = {
  name: 'poddisruptionbudget',
  flags: ['min-available', 'max-unavailable', 'selector'],
  // biome-ignore lint/correctness/useYield: see namespace
  *make(invocation, name) {
    const { flags } = invocation;
    const selector = flags.string('selector');
    const minimum = flags.string('min-available');
    const maximum = flags.string('max-unavailable');
    if (selector === '') throw new KubectlError('a selector must be specified');
    if (minimum === '' && maximum === '') {
      throw new KubectlError('one of min-available or max-unavailable must be specified');
    }
    if (minimum !== '' && maximum !== '') {
      throw new KubectlError('min-available and max-unavailable cannot be both specified');
    }
    return {
      kind: 'PodDisruptionBudget',
      apiVersion: 'policy/v1',
      metadata: metadataOf(invocation, { name }),
      spec: {
        minAvailable: minimum === '' ? undefined : intOrString(minimum),
        selector: { matchLabels: pairsOf(selector.split(','), 'selector') },
        maxUnavailable: maximum === '' ? undefined : intOrString(maximum),
      },
      status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
    };
  },
};

export const priorityclass: Generator = {
  name: 'priorityclass',
  flags: ['value', 'global-default', 'description', 'preemption-policy'],
  clusterScoped: true,
  // biome-ignore lint/correctness/useYield: see namespace
  *make(invocation, name) {
    const { flags } = invocation;
    return {
      kind: 'PriorityClass',
      apiVersion: 'scheduling.k8s.io/v1',
      metadata: metadataOf(invocation, { name, clusterScoped: true }),
      value: flags.int('value'),
      globalDefault: flags.bool('global-default') || undefined,
      description: flags.string('description') || undefined,
      preemptionPolicy: flags.string('preemption-policy') || 'PreemptLowerPriority',
    };
  },
};

export const quota: Generator = {
  name: 'quota',
  flags: ['hard', 'scopes'],
  // biome-ignore lint/correctness/useYield: see namespace
  *make(invocation, name) {
    const { flags } = invocation;
    const hard: Fields = {};
    for (const pair of flags.string('hard').split(',').filter(Boolean)) {
      const [key, value, ...rest] = pair.split('=');
      if (value === undefined || rest.length > 0) {
        throw new KubectlError(`Invalid argument syntax ${pair}, expected <resource>=<value>`);
      }
      hard[key] = value;
    }
    const scopes = flags.string('scopes').split(',').filter(Boolean);
    return {
      kind: 'ResourceQuota',
      apiVersion: 'v1',
      metadata: metadataOf(invocation, { name }),
      spec: {
        hard: Object.keys(hard).length > 0 ? hard : undefined,
        scopes: scopes.length > 0 ? scopes : undefined,
      },
      status: {},
    };
  },
};

export const roles: readonly Generator[] = [role('Role', 'role'), role('ClusterRole', 'clusterrole')];

const STANDARD_VERBS =
  'get,delete,list,create,update,patch,watch,proxy,deletecollection,use,bind,escalate,impersonate,*'.split(',');

function role(kind: string, name: string): Generator {
  const clusterScoped = kind === 'ClusterRole';
  return {
    name,
    flags: ['verb', 'resource', 'resource-name', ...(clusterScoped ? ['non-resource-url', 'aggregation-rule'] : [])],
    clusterScoped,
    *make(invocation, roleName) {
      const { flags } = invocation;
      const head = {
        kind,
        apiVersion: `${RBAC}/v1`,
        metadata: metadataOf(invocation, { name: roleName, clusterScoped }),
      };
      if (clusterScoped && flags.changed('aggregation-rule')) {
        const matchLabels = Object.fromEntries(
          flags
            .string('aggregation-rule')
            .split(',')
            .map((pair) => pair.split('=')),
        );
        return { ...head, rules: null, aggregationRule: { clusterRoleSelectors: [{ matchLabels }] } };
      }
      const verbs = flags.list('verb').includes('*') ? ['*'] : [...new Set(flags.list('verb'))];
      const urls = clusterScoped ? flags.list('non-resource-url') : [];
      const resources = flags.list('resource');
      if (verbs.length === 0) throw new KubectlError('at least one verb must be specified');
      if (resources.length === 0 && urls.length === 0) {
        throw new KubectlError(
          clusterScoped
            ? 'one of resource or nonResourceURL must be specified'
            : 'at least one resource must be specified',
        );
      }
      for (const verb of verbs) {
        if (urls.length > 0 && !['get', 'post', 'put', 'delete', 'patch', 'head', 'options', '*'].includes(verb)) {
          throw new KubectlError(`invalid verb: '${verb}' for nonResourceURL`);
        }
        if (urls.length === 0 && !STANDARD_VERBS.includes(verb))
          yield* invocation.warn(`'${verb}' is not a standard resource verb`);
      }
      const rules = resources.length > 0 ? yield* resourceRules(invocation, verbs, resources) : [];
      if (urls.length > 0) rules.push({ verbs, nonResourceURLs: urls });
      return { ...head, rules };
    },
  };
}

/** What the server does not know is said without the usual `error: `. */
function* typeNamed(invocation: Invocation, session: Session, type: string): Task<Resource> {
  try {
    return (yield* session.discovery.named(type))[0];
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error;
    yield* invocation.process.complain(`${error.message}\n`);
    throw new Silent(1);
  }
}

/** One rule per API group; needs the server to know the groups. */
function* resourceRules(invocation: Invocation, verbs: readonly string[], words: readonly string[]): Task<Fields[]> {
  const session = yield* invocation.session();
  const names = invocation.flags.list('resource-name');
  const byGroup = new Map<string, string[]>();
  for (const word of words) {
    const [type, subresource] = word.split('/');
    let group = '';
    let name = '*';
    if (type !== '*') {
      const resource = yield* typeNamed(invocation, session, type);
      group = resource.group;
      name = resource.name;
    }
    byGroup.set(group, [...(byGroup.get(group) ?? []), subresource ? `${name}/${subresource}` : name]);
  }
  return [...byGroup].map(([group, resources]) => ({
    verbs,
    apiGroups: [group],
    resources,
    resourceNames: names.length > 0 ? names : undefined,
  }));
}

export const bindings: readonly Generator[] = [binding('RoleBinding'), binding('ClusterRoleBinding')];

function binding(kind: string): Generator {
  const clusterScoped = kind === 'ClusterRoleBinding';
  return {
    name: kind.toLowerCase(),
    flags: ['clusterrole', 'user', 'group', 'serviceaccount', ...(clusterScoped ? [] : ['role'])],
    required: clusterScoped ? ['clusterrole'] : [],
    clusterScoped,
    *make(invocation, name) {
      const { flags } = invocation;
      const clusterRole = flags.string('clusterrole');
      const roleName = flags.has('role') ? flags.string('role') : '';
      if ((clusterRole === '') === (roleName === '')) {
        throw new KubectlError('exactly one of clusterrole or role must be specified');
      }
      const subjects: Fields[] = [
        ...flags.list('user').map((user) => ({ kind: 'User', apiGroup: RBAC, name: user })),
        ...flags.list('group').map((group) => ({ kind: 'Group', apiGroup: RBAC, name: group })),
        ...flags.list('serviceaccount').map(serviceAccountSubject),
      ];
      return {
        kind,
        apiVersion: `${RBAC}/v1`,
        metadata: metadataOf(invocation, { name, clusterScoped }),
        subjects: subjects.length > 0 ? subjects : undefined,
        roleRef: {
          apiGroup: RBAC,
          kind: clusterRole === '' ? 'Role' : 'ClusterRole',
          name: clusterRole || roleName,
        },
      };
    },
  };
}

function serviceAccountSubject(word: string): Fields {
  const [namespaceName, name, ...rest] = word.split(':');
  if (!namespaceName || !name || rest.length > 0) {
    throw new KubectlError('serviceaccount must be <namespace>:<name>');
  }
  return { kind: 'ServiceAccount', name, namespace: namespaceName };
}
