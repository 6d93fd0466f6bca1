// kubectl set resources, selector and serviceaccount.

import { isQuantity } from '../../../base/quantity.ts';
import { KubectlError } from '../errors.ts';
import { type AnyObject, isObject } from '../resources/objects.ts';
import type { Verb } from '../verbs/verb.ts';
import { containersNamed, podSpecOf, SETTING, updateObjects } from './update.ts';

export const setResources: Verb = {
  name: 'set resources',
  flags: [...SETTING, 'containers', 'limits', 'requests'],
  *run(invocation) {
    const { flags } = invocation;
    const pattern = flags.string('containers');
    if (flags.string('limits') === '' && flags.string('requests') === '') {
      throw new KubectlError('you must specify an update to requests or limits (in the form of --requests/--limits)');
    }
    const limits = quantities(flags.string('limits'));
    const requests = quantities(flags.string('requests'));
    return yield* updateObjects(invocation, {
      words: invocation.args,
      done: 'resource requirements updated',
      failed: 'failed to patch resources update to pod template ',
      change(object) {
        const containers = containersNamed(podSpecOf(object), pattern);
        if (containers.length === 0) throw new KubectlError(`unable to find container named ${pattern}`);
        for (const container of containers) {
          const resources = isObject(container.resources) ? container.resources : {};
          const merged = (field: string, more: Record<string, string>) =>
            Object.keys(more).length === 0
              ? {}
              : { [field]: { ...(isObject(resources[field]) ? resources[field] : {}), ...more } };
          container.resources = { ...resources, ...merged('limits', limits), ...merged('requests', requests) };
        }
      },
    });
  },
};

/** `cpu=1,memory=1Gi` */
function quantities(text: string): Record<string, string> {
  const result: Record<string, string> = {};
  for (const pair of text.split(',').filter(Boolean)) {
    const parts = pair.split('=');
    if (parts.length !== 2) throw new KubectlError(`Invalid argument syntax ${pair}, expected <resource>=<value>`);
    if (!isQuantity(parts[1])) {
      throw new KubectlError(
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
      );
    }
    result[parts[0]] = parts[1];
  }
  return result;
}

export const setServiceAccount: Verb = {
  name: 'set serviceaccount',
  flags: SETTING,
  *run(invocation) {
    const { args } = invocation;
    const name = args.at(-1);
    if (name === undefined) throw new KubectlError('serviceaccount is required');
    return yield* updateObjects(invocation, {
      words: args.slice(0, -1),
      done: 'serviceaccount updated',
      failed: 'failed to patch ServiceAccountName ',
      change(object) {
        const spec = podSpecOf(object);
        spec.serviceAccountName = name;
        if ('serviceAccount' in spec) spec.serviceAccount = name;
      },
    });
  },
};

export const setSelector: Verb = {
  name: 'set selector',
  flags: SETTING,
  *run(invocation) {
    const { args } = invocation;
    const selector = equalities(args.at(-1) ?? '');
    return yield* updateObjects(invocation, {
      words: args.slice(0, -1),
      done: 'selector updated',
      saysAlways: true,
      failed: '',
      change(object: AnyObject) {
        if (object.kind !== 'Service' || !isObject(object.spec)) {
          throw new KubectlError(`setting a selector is only supported for Services`);
        }
        object.spec.selector = selector;
      },
    });
  },
};

/** `a in (b,c)` → `{a In [b c]}`, as Go prints the requirement. */
function expressionText(text: string): string {
  const set = /^\s*(\S+)\s+(in|notin)\s*\(([^)]*)\)\s*$/.exec(text);
  if (set)
    return `{${set[1]} ${set[2] === 'in' ? 'In' : 'NotIn'} [${set[3]
      .split(',')
      .map((one) => one.trim())
      .join(' ')}]}`;
  const unequal = /^\s*(\S+?)\s*!=\s*(\S*)\s*$/.exec(text);
  if (unequal) return `{${unequal[1]} NotIn [${unequal[2]}]}`;
  return text.trim().startsWith('!') ? `{${text.trim().slice(1)} DoesNotExist []}` : `{${text.trim()} Exists []}`;
}

/** `app=web,tier=fe`; nothing but equality can be set. */
function equalities(text: string): Record<string, string> {
  if (text === '')
    throw new KubectlError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  const selector: Record<string, string> = {};
  for (const part of text.split(',')) {
    const found = /^\s*([^\s=!]+)\s*==?\s*([^\s=!]*)\s*$/.exec(part);
    if (!found) {
      throw new KubectlError(`match expression [${expressionText(text)}] not supported on this object`);
    }
    selector[found[1]] = found[2];
  }
  return selector;
}
