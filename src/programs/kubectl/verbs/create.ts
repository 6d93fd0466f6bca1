// kubectl create: from files, or an object made from flags (the generators in create/).

import { goJson, sortedKeys } from '../../../base/go-json.ts';
import { StatusError } from '../../../kube/client/client.ts';
import type { Task } from '../../../sim/task.ts';
import { configmap, secretDockerRegistry, secretGeneric, secretTls } from '../create/config.ts';
import type { Fields, Generator } from '../create/generators.ts';
import { ingress } from '../create/ingress.ts';
import {
  bindings,
  namespace,
  poddisruptionbudget,
  priorityclass,
  quota,
  roles,
  serviceaccount,
} from '../create/policies.ts';
import { services } from '../create/services.ts';
import { cronjob, deployment, job } from '../create/workloads.ts';
import { KubectlError, NotSimulated, RequestFailed, throwAll, withSource } from '../errors.ts';
import { type DryRun, dryRunSuffix, type Invocation } from '../invocation.ts';
import { nameOf, printerFor } from '../print/objects.ts';
import { readManifests, resolveManifests } from '../resources/manifests.ts';
import { type AnyObject, pathOf, type Target } from '../resources/objects.ts';
import type { Session } from '../session.ts';
import { CHANGING, FILES, PRINTING, type Verb, WrongArguments } from './verb.ts';

const GENERATORS: readonly Generator[] = [
  deployment,
  job,
  cronjob,
  configmap,
  secretGeneric,
  secretTls,
  secretDockerRegistry,
  ...services,
  ingress,
  namespace,
  serviceaccount,
  poddisruptionbudget,
  priorityclass,
  quota,
  ...roles,
  ...bindings,
];

/** --raw: one file, as it stands, to a path of the server. */
function* postRaw(invocation: Invocation): Task<number> {
  const { flags } = invocation;
  const [file, ...more] = flags.list('filename');
  if (file === undefined || more.length > 0) throw new KubectlError('--raw can only use a single local file or stdin');
  const [path, query = ''] = flags.string('raw').split('?');
  const session = yield* invocation.session();
  const parameters = Object.fromEntries(new URLSearchParams(query));
  const answer = yield* session.json('POST', path, {
    query: parameters,
    body: yield* invocation.readText(file),
  });
  yield* invocation.print(`${JSON.stringify(answer)}\n`);
  return 0;
}

export const create: Verb = {
  name: 'create',
  flags: [...PRINTING, ...FILES, ...CHANGING, 'edit', 'raw', 'save-config', 'validate'],
  *run(invocation) {
    const { args, flags } = invocation;
    if (flags.bool('edit') && flags.string('raw') !== '') {
      throw new KubectlError('--raw and --edit are mutually exclusive');
    }
    if (flags.bool('edit')) throw new NotSimulated('kubectl create --edit');
    if (flags.string('raw') !== '') return yield* postRaw(invocation);
    if (flags.list('filename').length === 0 && flags.string('kustomize') === '') {
      if (args.length > 0) throw new WrongArguments(`Unexpected args: [${args.join(' ')}]`);
      throw new WrongArguments('must specify one of -f and -k');
    }
    if (args.length > 0) throw new WrongArguments(`Unexpected args: [${args.join(' ')}]`);
    const printer = yield* printerFor(invocation);
    const dryRun = yield* invocation.dryRun();
    const session = yield* invocation.session();
    const manifests = yield* readManifests(invocation);
    const targets = yield* resolveManifests(invocation, session, manifests, validation(invocation) !== 'Ignore');
    if (targets.length === 0) throw new KubectlError('no objects passed to create');
    const errors: Error[] = [];
    for (const target of targets) {
      try {
        const made = yield* submit(session, invocation, target, dryRun);
        yield* invocation.print(printer?.print(made) ?? `${nameOf(made)} created${dryRunSuffix(dryRun)}\n`);
      } catch (error) {
        const told = withSource('creating', target.source, error);
        if (!(told instanceof StatusError || told instanceof KubectlError)) throw told;
        errors.push(told);
      }
    }
    throwAll(errors);
    return 0;
  },
};

function* submit(session: Session, invocation: Invocation, target: Target, dryRun: DryRun): Task<AnyObject> {
  const object = target.object!;
  const body = invocation.flags.bool('save-config') ? withLastApplied(object) : object;
  if (dryRun === 'client') return body;
  return (yield* session.json('POST', pathOf(target.resource, target.namespace), {
    body,
    query: creationQuery(invocation, dryRun),
  })) as AnyObject;
}

/** Queries of a POST in kubectl's order. */
export const creationQuery = (invocation: Invocation, dryRun: DryRun): Record<string, string | undefined> => ({
  dryRun: dryRun === 'server' ? 'All' : undefined,
  fieldManager: invocation.flags.string('field-manager') || undefined,
  fieldValidation: validation(invocation),
});

/** --validate in the server's words. */
export function validation(invocation: Invocation): 'Strict' | 'Warn' | 'Ignore' {
  const value = invocation.flags.string('validate');
  switch (value) {
    case '':
    case 'true':
    case 'strict':
      return 'Strict';
    case 'warn':
      return 'Warn';
    case 'false':
    case 'ignore':
      return 'Ignore';
    default:
      throw new KubectlError(
        `invalid - validate option ${JSON.stringify(value)}; must be one of: strict (or true), warn, ignore (or false)`,
      );
  }
}

export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** The object with its own text as an annotation, as apply wants to find it later. */
export function withLastApplied(object: AnyObject): AnyObject {
  const { [LAST_APPLIED]: _, ...annotations } = object.metadata.annotations ?? {};
  const plain = { ...object, metadata: { ...object.metadata, annotations } };
  return {
    ...object,
    metadata: { ...object.metadata, annotations: { ...annotations, [LAST_APPLIED]: lastApplied(plain) } },
  };
}

/** Keys sorted, one line, final newline. */
const lastApplied = (object: unknown): string => `${goJson(sortedKeys(object))}\n`;

// ——— generators ———

export const generated: readonly Verb[] = GENERATORS.map((generator) => ({
  name: `create ${generator.name}`,
  flags: [...PRINTING, ...CHANGING, 'save-config', 'validate', ...generator.flags],
  required: generator.required,
  run: (invocation: Invocation) => generate(invocation, generator),
}));

function* generate(invocation: Invocation, generator: Generator): Task<number> {
  const printer = yield* printerFor(invocation, { asMade: true });
  const before = invocation.dash ?? invocation.args.length;
  const takesCommand = ['deployment', 'job', 'cronjob'].includes(generator.name);
  const count = takesCommand ? Math.min(before, 1) : invocation.args.length;
  if (count !== 1) {
    throw invocation.usageError(`exactly one NAME is required, got ${count}`);
  }
  const dryRun = yield* invocation.dryRun();
  const made = (yield* generator.make(invocation, invocation.args[0])) as Fields & AnyObject;
  const object = invocation.flags.bool('save-config') ? withLastApplied(made) : made;
  const result = dryRun === 'client' ? object : yield* post(invocation, generator, object, dryRun);
  yield* invocation.print(printer?.print(result) ?? `${nameOf(result)} created${dryRunSuffix(dryRun)}\n`);
  return 0;
}

/** These commands know their type's path without discovery. */
function* post(invocation: Invocation, generator: Generator, object: AnyObject, dryRun: DryRun): Task<AnyObject> {
  const session = yield* invocation.session();
  const [group, version] = object.apiVersion.includes('/') ? object.apiVersion.split('/') : ['', object.apiVersion];
  const name = pluralOf(object.kind);
  const scope = generator.clusterScoped ? undefined : invocation.namespace;
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const path = scope === undefined ? `${root}/${name}` : `${root}/namespaces/${scope}/${name}`;
  const body = scope === undefined ? object : { ...object, metadata: { ...object.metadata, namespace: scope } };
  try {
    return (yield* session.json('POST', path, { body, query: creationQuery(invocation, dryRun) })) as AnyObject;
  } catch (error) {
    const failure = FAILURES[generator.name];
    if (failure !== undefined && (error instanceof StatusError || error instanceof RequestFailed)) {
      throw new KubectlError(`${failure} ${error.message}`);
    }
    throw error;
  }
}

const pluralOf = (kind: string): string => (kind.endsWith('s') ? `${kind.toLowerCase()}es` : `${kind.toLowerCase()}s`);

/** What some commands put before whatever went wrong; the others say it bare. */
const FAILURES: Readonly<Record<string, string>> = {
  deployment: 'failed to create deployment:',
  job: 'failed to create job:',
  cronjob: 'failed to create cronjob:',
  configmap: 'failed to create configmap:',
  'secret generic': 'failed to create secret',
  'secret tls': 'failed to create secret',
  'secret docker-registry': 'failed to create secret',
  'service clusterip': 'failed to create ClusterIP service:',
  'service nodeport': 'failed to create NodePort service:',
  'service loadbalancer': 'failed to create LoadBalancer service:',
  'service externalname': 'failed to create ExternalName service:',
  ingress: 'failed to create ingress:',
  serviceaccount: 'failed to create serviceaccount:',
  poddisruptionbudget: 'failed to create poddisruptionbudgets:',
  priorityclass: 'failed to create priorityclass:',
  quota: 'failed to create quota:',
  rolebinding: 'failed to create rolebinding:',
  clusterrolebinding: 'failed to create clusterrolebinding:',
};
