// kubectl auth reconcile: makes roles and bindings grant at least what files say. Models
// component-helpers/auth/rbac/reconciliation.

import { equalJson } from '../../../base/json.ts';
import { StatusError } from '../../../kube/client/client.ts';
import { KubectlError } from '../errors.ts';
import { nameOf, printerFor } from '../print/objects.ts';
import { fetchOne } from '../resources/arguments.ts';
import { readManifests, resolveManifests } from '../resources/manifests.ts';
import { type AnyObject, copyOf, listOf, pathOf, pathOfTarget, stringsOf, textOf } from '../resources/objects.ts';
import { FILES, PRINTING, type Verb } from './verb.ts';

type Part = Record<string, unknown>;

export const authReconcile: Verb = {
  name: 'auth reconcile',
  flags: [...PRINTING, ...FILES, 'dry-run', 'remove-extra-permissions', 'remove-extra-subjects'],
  *run(invocation) {
    const { flags, args, process } = invocation;
    if (args.length > 0) throw new KubectlError('no arguments allowed');
    const dryRun = yield* invocation.dryRun();
    const printer = yield* printerFor(invocation);
    const session = yield* invocation.session();
    const manifests = yield* readManifests(invocation);
    for (const target of yield* resolveManifests(invocation, session, manifests, false)) {
      const wanted = target.object as AnyObject | undefined;
      if (!wanted || target.resource.group !== 'rbac.authorization.k8s.io') continue;
      const parts = wanted.kind.endsWith('Binding') ? 'subjects' : 'rules';
      const removes = flags.bool(parts === 'subjects' ? 'remove-extra-subjects' : 'remove-extra-permissions');
      let current: AnyObject | undefined;
      try {
        current = yield* fetchOne(session, target);
      } catch (error) {
        if (!(error instanceof StatusError && error.reason === 'NotFound')) throw error;
      }
      const asked = listOf(wanted, parts);
      const present = current ? listOf(current, parts) : [];
      const missing = asked.filter((one) => !present.some((other) => covers(other, one)));
      const extra = present.filter((one) => !asked.some((other) => covers(other, one)));
      const changes = missing.length > 0 || (removes && extra.length > 0);
      let result = current ?? wanted;
      if (!current) {
        const query = { dryRun: dryRun === 'server' ? 'All' : undefined };
        if (dryRun !== 'client') {
          const path = pathOf(target.resource, target.namespace);
          result = (yield* session.json('POST', path, { body: wanted, query })) as AnyObject;
        }
      } else if (changes) {
        const changed = copyOf(current) as AnyObject & Part;
        const kept = removes ? present.filter((one) => !extra.includes(one)) : present;
        changed[parts] = [...kept, ...missing];
        const query = { dryRun: dryRun === 'server' ? 'All' : undefined };
        if (dryRun !== 'client')
          result = (yield* session.json('PUT', pathOfTarget(target), { body: changed, query })) as AnyObject;
      }
      if (printer) {
        yield* invocation.print(printer.print(result));
        continue;
      }
      yield* invocation.print(`${nameOf(result)} reconciled\n`);
      const lines: string[] = [];
      if (!current || changes) lines.push(`\treconciliation required ${current ? 'update' : 'create'}`);
      const show = parts === 'subjects' ? subjectText : ruleText;
      const list = (title: string, items: readonly Part[]) => {
        if (items.length > 0) lines.push(`\t${title}`, ...items.map((one) => `\t\t${show(one)}`));
      };
      list(`missing ${parts} added:`, missing);
      list(removes ? `extra ${parts} removed:` : `extra ${parts} found:`, removes ? extra : []);
      if (lines.length > 0) yield* process.complain(`${lines.join('\n')}\n`);
    }
    return 0;
  },
};

/** A rule covers another that asks for no more in any of its lists; subjects are equal or not. */
function covers(one: Part, other: Part): boolean {
  if (!Array.isArray(one.verbs)) return equalJson(withoutEmpty(one), withoutEmpty(other));
  return ['verbs', 'apiGroups', 'resources', 'resourceNames', 'nonResourceURLs'].every((list) => {
    const has = stringsOf(one, list);
    const wants = stringsOf(other, list);
    return (
      (list === 'resourceNames' && has.length === 0) || has.includes('*') || wants.every((each) => has.includes(each))
    );
  });
}

const withoutEmpty = (part: Part): Part => Object.fromEntries(Object.entries(part).filter(([, value]) => value !== ''));

const subjectText = (subject: Part): string =>
  `{Kind:${textOf(subject, 'kind')} APIGroup:${textOf(subject, 'apiGroup')} Name:${textOf(subject, 'name')} Namespace:${textOf(subject, 'namespace')}}`;

function ruleText(rule: Part): string {
  const list = (name: string) => `[${stringsOf(rule, name).join(' ')}]`;
  return `{Verbs:${list('verbs')} APIGroups:${list('apiGroups')} Resources:${list('resources')} ResourceNames:${list('resourceNames')} NonResourceURLs:${list('nonResourceURLs')}}`;
}
