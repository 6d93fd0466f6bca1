// Earlier pod templates, by their numbers: the ReplicaSets of a Deployment, the ControllerRevisions of a DaemonSet or
// StatefulSet. Models k8s.io/kubectl/pkg/polymorphichelpers/history.go.

import type { Task } from '../../../sim/task.ts';
import { replicaSetsOf, revisionOf } from '../describe/workloads.ts';
import { KubectlError } from '../errors.ts';
import { type AnyList, type AnyObject, fieldOf, isObject, listOf, numberOf } from '../resources/objects.ts';
import type { Session } from '../session.ts';

export const CAUSE = 'kubernetes.io/change-cause';

export interface Revision {
  readonly number: number;
  readonly cause: string | undefined;
  readonly template: unknown;
  /** What it was read from. */
  readonly source: AnyObject;
}

/** Lowest number first. Throws KubectlError for what has no history. */
export function* revisionsOf(session: Session, object: AnyObject): Task<Revision[]> {
  const cause = (source: AnyObject) => source.metadata.annotations?.[CAUSE];
  switch (object.kind) {
    case 'Deployment':
      return (yield* replicaSetsOf(session, object)).map((source) => ({
        number: revisionOf(source),
        cause: cause(source),
        template: fieldOf(source, 'spec', 'template'),
        source,
      }));
    case 'DaemonSet':
    case 'StatefulSet': {
      const path = `/apis/apps/v1/namespaces/${object.metadata.namespace}/controllerrevisions`;
      const { items } = (yield* session.json('GET', path)) as AnyList;
      const isOwn = (one: AnyObject) =>
        listOf(one, 'metadata', 'ownerReferences').some(({ uid }) => uid === object.metadata.uid);
      return items
        .filter(isOwn)
        .map((source) => ({
          number: numberOf(source, 'revision'),
          cause: cause(source),
          template: withoutDirective(fieldOf(source, 'data', 'spec', 'template')),
          source,
        }))
        .sort((a, b) => a.number - b.number);
    }
    default:
      throw new KubectlError(
        `error retrieving history for ${JSON.stringify(object.kind)}, no visitor method exists for {${groupOf(object)} ${object.kind}}`,
      );
  }
}

/** The template is kept as a patch that replaces. */
function withoutDirective(template: unknown): unknown {
  if (!isObject(template)) return template;
  const { $patch: _, ...rest } = template;
  return rest;
}

const groupOf = ({ apiVersion }: AnyObject): string => (apiVersion.includes('/') ? apiVersion.split('/')[0] : '');
