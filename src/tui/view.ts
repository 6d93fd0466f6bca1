// What the lab screen shows of a session, read off it several times a second.

import { NODE, POD } from '../kube/objects/kinds.ts';
import type { Node } from '../kube/objects/types/node.ts';
import type { Pod } from '../kube/objects/types/pod.ts';
import type { Session } from '../lab/session.ts';
import type { LabView, NodeView, PodView } from './model.ts';

export function viewOf(session: Session, speed: number, scrolledBack: boolean): LabView {
  const { lab, grading, world } = session;
  const tasks = lab?.tasks ?? [];
  const done = tasks.map((task) => grading?.isDone(task) ?? false);
  const pointsOf = (at: number) => tasks[at].checks.reduce((sum, check) => sum + check.points, 0);
  const current = done.indexOf(false);
  return {
    lab,
    current: current < 0 ? tasks.length : current,
    done,
    points: tasks.reduce((sum, task, at) => {
      const cost = session.costOf({ id: task.id, of: pointsOf(at) });
      return sum + Math.max(0, (grading?.pointsSoFar(task) ?? 0) - cost);
    }, 0),
    of: tasks.reduce((sum, _, at) => sum + pointsOf(at), 0),
    elapsed: clockText(session.now),
    clock: new Date(world.simulation.epoch + world.simulation.now).toISOString().slice(11, 19),
    speed,
    hints: new Map(session.hints),
    costs: new Map(tasks.map(({ id }, at) => [id, session.costOf({ id, of: pointsOf(at) })])),
    nodes: nodesOf(session),
    commands: session.commands.map((command) => command.text),
    scrolledBack,
  };
}

/** `1:02:03` */
function clockText(span: number): string {
  const seconds = Math.floor(span / 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

export function nodesOf({ world }: Session): NodeView[] {
  if (!world.informers) return [];
  const pods = world.informers.of(POD).list();
  return world.informers
    .of(NODE)
    .list()
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
    .map((node) => {
      const { name } = node.metadata;
      const here = pods
        .filter((pod) => pod.spec.nodeName === name)
        .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
      const isReady = readiness(node) === 'Ready';
      const isCordoned = node.spec.unschedulable === true;
      return {
        name,
        isOn: world.hosts.get(name)?.isOn ?? true,
        status: isCordoned ? `${readiness(node)},SchedulingDisabled` : readiness(node),
        isReady,
        isCordoned,
        pods: here.map(podView),
      };
    });
}

const readiness = (node: Node): string =>
  node.status.conditions?.some((one) => one.type === 'Ready' && one.status === 'True') ? 'Ready' : 'NotReady';

function podView(pod: Pod): PodView {
  const { name, namespace = '' } = pod.metadata;
  return { name, namespace, state: stateOf(pod) };
}

function stateOf({ metadata, status }: Pod): PodView['state'] {
  if (metadata.deletionTimestamp) return 'ending';
  if (status.phase === 'Failed') return 'failed';
  if (status.phase === 'Succeeded') return 'finished';
  const isReady = status.conditions?.some((one) => one.type === 'Ready' && one.status === 'True');
  if (isReady) return 'ready';
  const isCrashing = status.containerStatuses?.some((one) => /BackOff|Err/.test(one.state.waiting?.reason ?? ''));
  return isCrashing ? 'failed' : 'starting';
}
