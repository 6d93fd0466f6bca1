import { describe, expect, it } from 'vitest';
import { POD } from '../../../src/kube/objects/kinds.ts';
import { ago, table } from './tables.ts';

const SPEC = { nodeName: 'node01', containers: [{ name: 'c', image: 'nginx' }] };

const pod = (name: string, status: object, spec: object = {}, metadata: object = {}) => ({
  metadata: { name, creationTimestamp: ago(90), ...metadata },
  spec: { ...SPEC, ...spec },
  status,
});

const container = (state: object, rest: object = {}) => ({ name: 'c', state, ready: false, restartCount: 0, ...rest });
const running = { running: { startedAt: ago(80) } };
const ended = (reason: string, exitCode = 1, seconds = 20) => ({
  terminated: { reason, exitCode, finishedAt: ago(seconds) },
});
const initialized = { conditions: [{ type: 'Initialized', status: 'True' }] };
const init = {
  initContainers: [
    { name: 'i', image: 'busybox' },
    { name: 'j', image: 'busybox' },
  ],
};
const sidecar = { initContainers: [{ name: 'i', image: 'busybox', restartPolicy: 'Always' }] };
const deleted = { deletionTimestamp: ago(5) };

describe('kubectl get pods', () => {
  it('says in one word what a pod is doing', () => {
    expect(
      table(POD, [
        pod('pending', { phase: 'Pending' }, { nodeName: undefined }),
        pod('creating', {
          phase: 'Pending',
          ...initialized,
          containerStatuses: [container({ waiting: { reason: 'ContainerCreating' } })],
        }),
        pod('running', { phase: 'Running', ...initialized, containerStatuses: [container(running, { ready: true })] }),
        pod('unready', { phase: 'Running', ...initialized, containerStatuses: [container(running)] }),
        pod('crashing', {
          phase: 'Running',
          ...initialized,
          containerStatuses: [
            container({ waiting: { reason: 'CrashLoopBackOff' } }, { restartCount: 3, lastState: ended('Error') }),
          ],
        }),
        pod('done', { phase: 'Succeeded', ...initialized, containerStatuses: [container(ended('Completed', 0))] }),
        pod('killed', {
          phase: 'Failed',
          ...initialized,
          containerStatuses: [container({ terminated: { exitCode: 137, signal: 9 } })],
        }),
        pod('exited', {
          phase: 'Failed',
          ...initialized,
          containerStatuses: [container({ terminated: { exitCode: 3 } })],
        }),
        pod('evicted', { phase: 'Failed', reason: 'Evicted' }),
        pod('gated', {
          phase: 'Pending',
          conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }],
        }),
        pod(
          'leaving',
          { phase: 'Running', ...initialized, containerStatuses: [container(running, { ready: true })] },
          {},
          deleted,
        ),
        pod(
          'left',
          { phase: 'Succeeded', ...initialized, containerStatuses: [container(ended('Completed', 0))] },
          {},
          deleted,
        ),
        pod(
          'lost',
          { phase: 'Running', reason: 'NodeLost', containerStatuses: [container(running, { ready: true })] },
          {},
          deleted,
        ),
      ]),
    ).toMatchInlineSnapshot(`
      "NAME       READY   STATUS              RESTARTS      AGE
      pending    0/1     Pending             0             90s
      creating   0/1     ContainerCreating   0             90s
      running    1/1     Running             0             90s
      unready    0/1     Running             0             90s
      crashing   0/1     CrashLoopBackOff    3 (20s ago)   90s
      done       0/1     Completed           0             90s
      killed     0/1     Signal:9            0             90s
      exited     0/1     ExitCode:3          0             90s
      evicted    0/1     Evicted             0             90s
      gated      0/1     SchedulingGated     0             90s
      leaving    1/1     Terminating         0             90s
      left       0/1     Completed           0             90s
      lost       1/1     Unknown             0             90s"
    `);
  });

  it('follows init containers and sidecars', () => {
    const waiting = { phase: 'Pending', containerStatuses: [container({ waiting: { reason: 'PodInitializing' } })] };
    const first = (state: object, rest: object = {}) => ({ ...container(state, rest), name: 'i' });
    expect(
      table(POD, [
        pod('first', { ...waiting, initContainerStatuses: [first(running)] }, init),
        pod(
          'second',
          { ...waiting, initContainerStatuses: [first(ended('Completed', 0)), { ...container(running), name: 'j' }] },
          init,
        ),
        pod(
          'failing',
          {
            ...waiting,
            initContainerStatuses: [first(ended('Error'), { restartCount: 2, lastState: ended('Error', 1, 22) })],
          },
          init,
        ),
        pod(
          'backing-off',
          { ...waiting, initContainerStatuses: [first({ waiting: { reason: 'CrashLoopBackOff' } })] },
          init,
        ),
        pod(
          'sidecar',
          {
            phase: 'Running',
            ...initialized,
            initContainerStatuses: [
              first(running, { started: true, ready: true, restartCount: 1, lastState: ended('Error', 1, 40) }),
            ],
            containerStatuses: [container(running, { ready: true })],
          },
          sidecar,
        ),
        pod(
          'half-done',
          {
            phase: 'Running',
            conditions: [
              { type: 'Initialized', status: 'True' },
              { type: 'Ready', status: 'True' },
            ],
            containerStatuses: [
              container(ended('Completed', 0)),
              { ...container(running, { ready: true }), name: 'd' },
            ],
          },
          { containers: [...SPEC.containers, { name: 'd', image: 'nginx' }] },
        ),
      ]),
    ).toMatchInlineSnapshot(`
      "NAME          READY   STATUS                  RESTARTS      AGE
      first         0/1     Init:0/2                0             90s
      second        0/1     Init:1/2                0             90s
      failing       0/1     Init:Error              2 (22s ago)   90s
      backing-off   0/1     Init:CrashLoopBackOff   0             90s
      sidecar       2/2     Running                 1 (40s ago)   90s
      half-done     1/2     Running                 0             90s"
    `);
  });

  it('-o wide adds where it is', () => {
    expect(
      table(
        POD,
        [
          pod('web', {
            phase: 'Running',
            podIP: '10.244.1.5',
            podIPs: [{ ip: '10.244.1.5' }],
            containerStatuses: [container(running, { ready: true })],
          }),
          pod(
            'gates',
            { phase: 'Pending', conditions: [{ type: 'a/b', status: 'True' }] },
            { nodeName: undefined, readinessGates: [{ conditionType: 'a/b' }, { conditionType: 'c' }] },
          ),
        ],
        true,
      ),
    ).toMatchInlineSnapshot(`
      "NAME    READY   STATUS    RESTARTS   AGE   IP           NODE     NOMINATED NODE   READINESS GATES
      web     1/1     Running   0          90s   10.244.1.5   node01   <none>           <none>
      gates   0/1     Pending   0          90s   <none>       <none>   <none>           1/2"
    `);
  });
});
