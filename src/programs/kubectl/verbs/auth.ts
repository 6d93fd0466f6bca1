// Who one is and what one may: auth whoami, auth can-i, create token.

import { StatusError } from '../../../kube/client/client.ts';
import { STDOUT } from '../../../linux/host/process.ts';
import { terminalOf } from '../../../linux/terminal/terminal.ts';
import type { Task } from '../../../sim/task.ts';
import { KubectlError, RequestFailed, Silent } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { printerFor } from '../print/objects.ts';
import { ColumnWidths } from '../print/table.ts';
import { ruleRows } from '../rbac/rules.ts';
import type { Resource } from '../resources/discovery.ts';
import { fieldOf, isObject, listOf, stringsOf, textOf } from '../resources/objects.ts';
import type { Session } from '../session.ts';
import { PRINTING, type Verb } from './verb.ts';

export const whoami: Verb = {
  name: 'auth whoami',
  flags: PRINTING,
  *run(invocation) {
    const printer = yield* printerFor(invocation, { asMade: true });
    const session = yield* invocation.session();
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview', metadata: {} };
    const review = yield* session.json('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', { body });
    if (printer) {
      yield* invocation.print(printer.print(review));
      return 0;
    }
    const rows = [['ATTRIBUTE', 'VALUE']];
    const user = (field: string) => textOf(review, 'status', 'userInfo', field);
    if (user('username') !== '') rows.push(['Username', user('username')]);
    if (user('uid') !== '') rows.push(['UID', user('uid')]);
    const groups = stringsOf(review, 'status', 'userInfo', 'groups');
    if (groups.length > 0) rows.push(['Groups', `[${groups.join(' ')}]`]);
    const extra = fieldOf(review, 'status', 'userInfo', 'extra');
    for (const key of isObject(extra) ? Object.keys(extra).sort() : []) {
      rows.push([`Extra: ${key}`, `[${stringsOf(extra, key).join(' ')}]`]);
    }
    yield* invocation.print(new ColumnWidths().pad(rows));
    return 0;
  },
};

export const canI: Verb = {
  name: 'auth can-i',
  flags: ['all-namespaces', 'list', 'no-headers', 'quiet', 'subresource'],
  *run(invocation) {
    const { args, flags } = invocation;
    if (flags.bool('list')) return yield* listRules(invocation);
    if (args.length < 2) {
      throw new KubectlError(
        "you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.",
      );
    }
    const session = yield* invocation.session();
    const [verb, what, resourceName] = args;
    const namespace = flags.bool('all-namespaces') ? '' : invocation.namespace;
    const spec = what.startsWith('/')
      ? { nonResourceAttributes: { verb, path: what } }
      : { resourceAttributes: { namespace, verb, name: resourceName, ...(yield* attributes(what)) } };
    const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', metadata: {}, spec };
    const review = yield* session.json('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', { body });
    const isAllowed = fieldOf(review, 'status', 'allowed') === true;
    const reason = textOf(review, 'status', 'reason');
    if (!flags.bool('quiet'))
      yield* invocation.print(isAllowed ? 'yes\n' : `no${reason === '' ? '' : ` - ${reason}`}\n`);
    if (!isAllowed) throw new Silent(1);
    return 0;

    function* attributes(word: string) {
      const [type, rest = ''] = word.split('/');
      const subresource = flags.string('subresource') || (resourceName === undefined && rest !== '' ? rest : '');
      if (type === '*') return { resource: '*', group: '*', subresource };
      const resource = yield* typeNamed(session, type);
      if (!resource) {
        yield* invocation.warn(`the server doesn't have a resource type '${type}'\n`);
        const [name, ...group] = type.split('.');
        return { resource: name, group: group.join('.'), subresource };
      }
      if (!resource.namespaced && !flags.bool('all-namespaces')) {
        yield* invocation.warn(`resource '${resource.name}' is not namespace scoped\n`);
      }
      return { resource: resource.name, group: resource.group, subresource };
    }
  },
};

/** Undefined: the server knows no such type, which does not keep anybody from having a right to it. */
function* typeNamed(session: Session, word: string): Task<Resource | undefined> {
  try {
    return (yield* session.discovery.named(word))[0];
  } catch (error) {
    if (error instanceof KubectlError) return undefined;
    throw error;
  }
}

/** Everything the user may do in the namespace. */
function* listRules(invocation: Invocation): Task<number> {
  const { flags, args, namespace } = invocation;
  if (args.length > 0) throw new KubectlError('list option must be specified with no arguments');
  const session = yield* invocation.session();
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectRulesReview',
    metadata: {},
    spec: { namespace },
  };
  const review = yield* session.json('POST', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', { body });
  const rules = (field: string) => listOf(review, 'status', field);
  const rows = ruleRows([...rules('resourceRules'), ...rules('nonResourceRules')]);
  if (!flags.bool('no-headers')) rows.unshift(['Resources', 'Non-Resource URLs', 'Resource Names', 'Verbs']);
  yield* invocation.print(new ColumnWidths().pad(rows));
  return 0;
}

export const token: Verb = {
  name: 'create token',
  flags: [...PRINTING, 'audience', 'duration'],
  *run(invocation) {
    const { args, flags } = invocation;
    if (args.length !== 1) throw invocation.usageError(`exactly one NAME is required, got ${args.length}`);
    const printer = yield* printerFor(invocation, { asMade: true });
    const session = yield* invocation.session();
    const seconds = Math.floor(flags.duration('duration') / 1000);
    const audiences = flags.list('audience');
    const spec = {
      ...(audiences.length > 0 ? { audiences } : {}),
      ...(seconds > 0 ? { expirationSeconds: seconds } : {}),
    };
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', metadata: {}, spec };
    const path = `/api/v1/namespaces/${invocation.namespace}/serviceaccounts/${encodeURIComponent(args[0])}/token`;
    try {
      const answer = yield* session.json('POST', path, { body });
      // Who looks at it gets a line; who keeps it, the token alone.
      const end = terminalOf(invocation.process.descriptors.get(STDOUT)) ? '\n' : '';
      yield* invocation.print(printer?.print(answer) ?? `${textOf(answer, 'status', 'token')}${end}`);
    } catch (error) {
      if (!(error instanceof StatusError || error instanceof RequestFailed)) throw error;
      throw new KubectlError(`failed to create token: ${error.message}`);
    }
    return 0;
  },
};
