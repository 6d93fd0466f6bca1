// kubectl set subject: more users, groups and service accounts for a binding.

import { equalJson } from '../../../base/json.ts';
import { KubectlError } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { listOf } from '../resources/objects.ts';
import type { Verb } from '../verbs/verb.ts';
import { SETTING, updateObjects } from './update.ts';

const RBAC = 'rbac.authorization.k8s.io';

export const setSubject: Verb = {
  name: 'set subject',
  flags: [...SETTING, 'group', 'serviceaccount', 'user'],
  *run(invocation) {
    const added = subjects(invocation);
    return yield* updateObjects(invocation, {
      words: invocation.args,
      done: 'subjects updated',
      failed: 'failed to patch subjects to binding: ',
      change(binding) {
        if (binding.kind !== 'RoleBinding' && binding.kind !== 'ClusterRoleBinding') {
          throw new KubectlError('setting subjects is only supported for RoleBinding/ClusterRoleBinding');
        }
        const present = listOf(binding, 'subjects');
        binding.subjects = [...present, ...added.filter((one) => !present.some((other) => equalJson(one, other)))];
      },
    });
  },
};

function subjects({ flags }: Invocation): Record<string, string>[] {
  const accounts = flags.list('serviceaccount').map((text) => {
    const [namespace, name, ...more] = text.split(':');
    if (!namespace || !name || more.length > 0) throw new KubectlError('serviceaccount must be <namespace>:<name>');
    return { kind: 'ServiceAccount', name, namespace };
  });
  const named = (kind: string, names: readonly string[]) => names.map((name) => ({ apiGroup: RBAC, kind, name }));
  const all = [...named('User', flags.list('user')), ...named('Group', flags.list('group')), ...accounts];
  if (all.length === 0) throw new KubectlError('you must specify at least one value of user, group or serviceaccount');
  return all;
}
