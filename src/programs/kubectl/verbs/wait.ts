// kubectl wait: until a condition, a JSONPath value, or the end of objects.

import { JsonPathError, parseJsonPath, relaxedJsonPath } from '../../../base/jsonpath.ts';
import { StatusError } from '../../../kube/client/client.ts';
import type { Task } from '../../../sim/task.ts';
import { KubectlError, throwAll } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { fetchOne, targetsOf } from '../resources/arguments.ts';
import { singularOf } from '../resources/discovery.ts';
import { readManifests, resolveManifests } from '../resources/manifests.ts';
import { type AnyObject, listOf, numberOf, type Target } from '../resources/objects.ts';
import type { Session } from '../session.ts';
import { FILES, type Verb } from './verb.ts';

const POLL = 500;

/** Whether an object (undefined: gone) is as wanted. */
type Condition = (object: AnyObject | undefined) => boolean;

interface Goal {
  readonly isMet: Condition;
  /** Gone objects are what is wanted. */
  readonly isDelete: boolean;
  /** Objects may still be missing. */
  readonly isCreate: boolean;
}

export const wait: Verb = {
  name: 'wait',
  flags: [...FILES, 'all', 'all-namespaces', 'field-selector', 'for', 'selector', 'timeout'],
  *run(invocation) {
    const goal = readGoal(invocation.flags.string('for'), invocation.minor);
    const { flags, process } = invocation;
    const session = yield* invocation.session();
    const timeout = flags.duration('timeout');
    const deadline = timeout < 0 ? process.simulation.now + 7 * 86_400_000 : process.simulation.now + timeout;
    const targets = yield* findTargets(invocation, session);
    if (targets.length === 0 && !goal.isDelete) throw new KubectlError('no matching resources found');
    const errors: Error[] = [];
    for (const target of targets) {
      try {
        const waited = yield* waitForOne(invocation, session, target, goal, deadline);
        // Of what was gone already there is nothing to say.
        if (waited || !goal.isDelete) {
          yield* invocation.print(`${singularOf(target.resource)}/${target.name} condition met\n`);
        }
      } catch (error) {
        if (!(error instanceof KubectlError || error instanceof StatusError)) throw error;
        errors.push(error);
      }
    }
    throwAll(errors);
    return 0;
  },
};

function* findTargets(invocation: Invocation, session: Session): Task<Target[]> {
  const { flags, args } = invocation;
  if (flags.list('filename').length > 0) {
    return yield* resolveManifests(invocation, session, yield* readManifests(invocation), false);
  }
  const found = yield* targetsOf(session, {
    args,
    namespace: invocation.namespace,
    allNamespaces: flags.bool('all-namespaces'),
    all: flags.bool('all'),
    selectors: { labels: flags.string('selector'), fields: flags.string('field-selector') },
  });
  return found.targets;
}

/** Whether it had to be waited for. */
function* waitForOne(
  invocation: Invocation,
  session: Session,
  target: Target,
  goal: Goal,
  deadline: number,
): Task<boolean> {
  const { process } = invocation;
  for (let isFirst = true; ; isFirst = false) {
    const object = yield* find(session, target, isFirst && !goal.isDelete && !goal.isCreate);
    if (goal.isMet(object)) return !isFirst;
    const left = deadline - process.simulation.now;
    if (left <= 0)
      throw new KubectlError(`timed out waiting for the condition on ${target.resource.name}/${target.name}`);
    yield* process.sleep(Math.min(POLL, left));
  }
}

function* find(session: Session, target: Target, mustExist: boolean): Task<AnyObject | undefined> {
  try {
    return yield* fetchOne(session, target);
  } catch (error) {
    if (error instanceof StatusError && error.reason === 'NotFound' && !mustExist) return undefined;
    throw error;
  }
}

/** `delete`, `create`, `condition=Ready`, `condition=Ready=false`, `jsonpath={.status.phase}=Running`. */
function readGoal(text: string, minor: number): Goal {
  if (text.toLowerCase() === 'delete')
    return { isMet: (object) => object === undefined, isDelete: true, isCreate: false };
  if (text.toLowerCase() === 'create')
    return { isMet: (object) => object !== undefined, isDelete: false, isCreate: true };
  const condition = /^condition=([^=]+)(?:=(.*))?$/.exec(text);
  if (condition) return { isMet: hasCondition(condition[1], condition[2] ?? 'true'), isDelete: false, isCreate: false };
  const path = /^jsonpath=(.*?\}?)(?:=([^=}]*))?$/.exec(text);
  if (path) return { isMet: hasValue(path[1].replace(/^'|'$/g, ''), path[2]), isDelete: false, isCreate: false };
  throw new KubectlError(`unrecognized condition: ${minor >= 36 && text === '' ? '[]' : JSON.stringify(text)}`);
}

function hasCondition(type: string, status: string): Condition {
  return (object) => {
    const found = listOf(object, 'status', 'conditions').find(
      (one) => String(one.type).toLowerCase() === type.toLowerCase(),
    );
    if (!found || String(found.status).toLowerCase() !== status.toLowerCase()) return false;
    const observed = numberOf(found, 'observedGeneration') || numberOf(object, 'status', 'observedGeneration');
    return observed === 0 || observed >= (object?.metadata.generation ?? 0);
  };
}

function hasValue(expression: string, value: string | undefined): Condition {
  try {
    const path = parseJsonPath(relaxedJsonPath(expression));
    return (object) => {
      const values = object === undefined ? [] : path.results(object).flat();
      if (value === undefined) return values.length > 0;
      return values.length === 1 && String(values[0]) === value.replace(/^"(.*)"$/, '$1');
    };
  } catch (error) {
    if (error instanceof JsonPathError) throw new KubectlError(error.message);
    throw error;
  }
}
