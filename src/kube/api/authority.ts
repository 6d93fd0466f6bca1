// Who may do what, asked as a question: first the fixed trust, then the cluster's roles.

import type { User } from './api.ts';
import type { Attributes, Authorize } from './authorization.ts';
import { grantFor, rulesFor } from './rbac.ts';
import type { Authority } from './reviews.ts';
import type { Storage } from './storage.ts';

export const authorityOf = (authorize: Authorize, storage: Storage): Authority => ({
  allows: (user, attributes) => (authorize(user, attributes) ? '' : reasonOf(storage, user, attributes)),
  rulesFor: (user, namespace) => rulesFor(storage, user, namespace),
});

/** `RBAC: allowed by RoleBinding "read/dev" of Role "pod-reader" to ServiceAccount "bot/dev"` */
function reasonOf(storage: Storage, user: User, attributes: Attributes): string | undefined {
  const granted = grantFor(storage, user, attributes);
  if (!granted) return undefined;
  const { binding, subject } = granted;
  const { namespace, name } = binding.metadata;
  const which = namespace ? `RoleBinding "${name}/${namespace}"` : `ClusterRoleBinding "${name}"`;
  const whom = `${subject.kind} "${subject.name}${subject.kind === 'ServiceAccount' ? `/${subject.namespace ?? ''}` : ''}"`;
  return `RBAC: allowed by ${which} of ${binding.roleRef.kind} "${binding.roleRef.name}" to ${whom}`;
}
