// kubectl certificate approve|deny: a verdict on signing requests, through their approval subresource.

import { StatusError } from '../../../kube/client/client.ts';
import { KubectlError, throwAll } from '../errors.ts';
import { nameOf, printerFor } from '../print/objects.ts';
import { fetchOne, targetsOf } from '../resources/arguments.ts';
import { readManifests, resolveManifests } from '../resources/manifests.ts';
import { type AnyObject, copyOf, listOf, pathOfTarget, type Target, textOf } from '../resources/objects.ts';
import { FILES, PRINTING, type Verb } from './verb.ts';

interface Verdict {
  readonly verb: 'approve' | 'deny';
  readonly type: 'Approved' | 'Denied';
  readonly done: string;
}

export const certificate: readonly Verb[] = [
  verdict({ verb: 'approve', type: 'Approved', done: 'approved' }),
  verdict({ verb: 'deny', type: 'Denied', done: 'denied' }),
];

function verdict({ verb, type, done }: Verdict): Verb {
  return {
    name: `certificate ${verb}`,
    flags: [...PRINTING, ...FILES, 'force'],
    *run(invocation) {
      const { flags, args } = invocation;
      if (args.length === 0 && flags.list('filename').length === 0 && flags.string('kustomize') === '') {
        throw new KubectlError('one or more CSRs must be specified as <name> or -f <filename>');
      }
      const printer = yield* printerFor(invocation);
      const session = yield* invocation.session();
      const targets: Target[] =
        flags.list('filename').length > 0
          ? yield* resolveManifests(invocation, session, yield* readManifests(invocation), false)
          : (yield* targetsOf(session, { args: ['csr', ...args], namespace: invocation.namespace })).targets;
      const errors: Error[] = [];
      for (const target of targets) {
        try {
          const request = yield* fetchOne(session, target);
          const is = listOf(request, 'status', 'conditions').some((one) => textOf(one, 'type') === type);
          let result = request;
          if (!is || flags.bool('force')) {
            const changed = copyOf(request) as AnyObject & { status?: Record<string, unknown> };
            const condition = {
              type,
              status: 'True',
              reason: `Kubectl${verb === 'approve' ? 'Approve' : 'Deny'}`,
              message: `This CSR was ${done} by kubectl certificate ${verb}.`,
            };
            const others = listOf(request, 'status', 'conditions').filter((one) => textOf(one, 'type') !== type);
            changed.status = { ...changed.status, conditions: [...others, condition] };
            result = (yield* session.json('PUT', pathOfTarget(target, 'approval'), { body: changed })) as AnyObject;
          }
          yield* invocation.print(printer?.print(result) ?? `${nameOf(result)} ${done}\n`);
        } catch (error) {
          if (!(error instanceof StatusError)) throw error;
          errors.push(error);
        }
      }
      throwAll(errors);
      return 0;
    },
  };
}
