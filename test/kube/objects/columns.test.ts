import { expect, it } from 'vitest';
import { columnsIn } from '../../../src/kube/objects/kind.ts';
import * as kinds from '../../../src/kube/objects/kinds.ts';
import { decode } from '../../../src/kube/objects/schema.ts';
import { ago, table } from './tables.ts';

const named = (name: string, rest: object = {}) => ({ metadata: { name, creationTimestamp: ago(120), ...rest } });
const template = {
  metadata: { labels: { app: 'web' } },
  spec: { nodeSelector: { disk: 'ssd' }, containers: [{ name: 'nginx', image: 'nginx:1.25' }] },
};
const selector = { matchLabels: { app: 'web' } };

it('nodes say whether they work, what for, and whether they take more', () => {
  const node = (name: string, labels: object, spec: object, conditions: object[]) => ({
    ...named(name, { labels }),
    spec,
    status: {
      conditions,
      nodeInfo: { kubeletVersion: 'v1.35.9', osImage: 'Ubuntu 24.04.1 LTS', kernelVersion: '6.8.0-90-generic' },
      addresses: [{ type: 'InternalIP', address: '172.30.1.2' }],
    },
  });
  const control = { 'node-role.kubernetes.io/control-plane': '', 'node-role.kubernetes.io/infra': '' };
  expect(
    table(
      kinds.NODE,
      [
        node('controlplane', control, {}, [{ type: 'Ready', status: 'True' }]),
        node('node01', {}, { unschedulable: true }, [{ type: 'Ready', status: 'Unknown' }]),
        node('node02', {}, {}, []),
      ],
      true,
    ),
  ).toMatchInlineSnapshot(`
    "NAME           STATUS                        ROLES                 AGE   VERSION   INTERNAL-IP   EXTERNAL-IP   OS-IMAGE             KERNEL-VERSION     CONTAINER-RUNTIME
    controlplane   Ready                         control-plane,infra   2m    v1.35.9   172.30.1.2    <none>        Ubuntu 24.04.1 LTS   6.8.0-90-generic   <unknown>
    node01         NotReady,SchedulingDisabled   <none>                2m    v1.35.9   172.30.1.2    <none>        Ubuntu 24.04.1 LTS   6.8.0-90-generic   <unknown>
    node02         Unknown                       <none>                2m    v1.35.9   172.30.1.2    <none>        Ubuntu 24.04.1 LTS   6.8.0-90-generic   <unknown>"
  `);
});

it('workloads count', () => {
  expect(
    [
      table(
        kinds.DEPLOYMENT,
        [
          {
            ...named('web'),
            spec: { replicas: 3, selector, template },
            status: { readyReplicas: 2, updatedReplicas: 3, availableReplicas: 2 },
          },
        ],
        true,
      ),
      table(kinds.REPLICA_SET, [
        { ...named('web-1'), spec: { replicas: 3, selector, template }, status: { replicas: 3, readyReplicas: 2 } },
      ]),
      table(kinds.DAEMON_SET, [
        {
          ...named('agent'),
          spec: { selector, template },
          status: { desiredNumberScheduled: 2, currentNumberScheduled: 2, numberReady: 1 },
        },
      ]),
      table(kinds.STATEFUL_SET, [
        { ...named('db'), spec: { replicas: 2, selector, template }, status: { readyReplicas: 2 } },
      ]),
      table(kinds.JOB, [
        { ...named('running'), spec: { completions: 3, template }, status: { succeeded: 1, startTime: ago(20) } },
        {
          ...named('queue'),
          spec: { parallelism: 2, template },
          status: { startTime: ago(20), completionTime: ago(14), conditions: [{ type: 'Complete', status: 'True' }] },
        },
      ]),
    ].join('\n\n'),
  ).toMatchInlineSnapshot(`
    "NAME   READY   UP-TO-DATE   AVAILABLE   AGE   CONTAINERS   IMAGES       SELECTOR
    web    2/3     3            2           2m    nginx        nginx:1.25   app=web

    NAME    DESIRED   CURRENT   READY   AGE
    web-1   3         3         2       2m

    NAME    DESIRED   CURRENT   READY   UP-TO-DATE   AVAILABLE   NODE SELECTOR   AGE
    agent   2         2         1       0            0           disk=ssd        2m

    NAME   READY   AGE
    db     2/2     2m

    NAME      STATUS     COMPLETIONS   DURATION   AGE
    running   Running    1/3           20s        2m
    queue     Complete   0/1 of 2      6s         2m"
  `);
});

it('services say how they are reached', () => {
  const service = (name: string, spec: object, status: object = {}) => ({ ...named(name), spec, status });
  expect(
    table(
      kinds.SERVICE,
      [
        service('web', {
          clusterIP: '10.96.7.7',
          ports: [{ port: 80 }, { port: 53, protocol: 'UDP' }],
          selector: { b: '2', a: '1' },
        }),
        service('np', { type: 'NodePort', clusterIP: '10.96.7.8', ports: [{ port: 80, nodePort: 30080 }] }),
        service('lb', { type: 'LoadBalancer', clusterIP: '10.96.7.9', ports: [{ port: 80, nodePort: 30081 }] }),
        service('headless', { clusterIP: 'None' }),
        service('elsewhere', { type: 'ExternalName', externalName: 'db.example.com' }),
      ],
      true,
    ),
  ).toMatchInlineSnapshot(`
    "NAME        TYPE           CLUSTER-IP   EXTERNAL-IP      PORT(S)         AGE   SELECTOR
    web         ClusterIP      10.96.7.7    <none>           80/TCP,53/UDP   2m    a=1,b=2
    np          NodePort       10.96.7.8    <none>           80:30080/TCP    2m    <none>
    lb          LoadBalancer   10.96.7.9    <pending>        80:30081/TCP    2m    <none>
    headless    ClusterIP      None         <none>           <none>          2m    <none>
    elsewhere   ExternalName   <none>       db.example.com   <none>          2m    <none>"
  `);
});

it('the small kinds', () => {
  const event = {
    involvedObject: { kind: 'Pod', name: 'web', namespace: 'default' },
    type: 'Warning',
    reason: 'FailedScheduling',
    message: '0/3 nodes are available\n',
  };
  expect(
    [
      table(kinds.NAMESPACE, [{ ...named('dev') }]),
      table(kinds.CONFIG_MAP, [{ ...named('app'), data: { a: '1' }, binaryData: { b: 'AA==' } }]),
      table(kinds.SECRET, [{ ...named('db'), data: { a: 'AA==' }, stringData: { b: 'x' } }]),
      table(kinds.SERVICE_ACCOUNT, [{ ...named('default') }]),
      table(kinds.POD_DISRUPTION_BUDGET, [
        { ...named('web'), spec: { minAvailable: '50%' }, status: { disruptionsAllowed: 1 } },
      ]),
      table(kinds.PRIORITY_CLASS, [{ ...named('high'), value: 1000 }]),
      table(kinds.LEASE, [{ ...named('node01'), spec: { holderIdentity: 'node01' } }]),
      table(
        kinds.EVENT,
        [
          {
            ...named('web.1'),
            ...event,
            firstTimestamp: ago(300),
            lastTimestamp: ago(7),
            count: 4,
            source: { component: 'kubelet', host: 'node01' },
          },
          {
            ...named('web.2'),
            ...event,
            eventTime: '2026-11-02T08:59:30.000000Z',
            reportingComponent: 'default-scheduler',
            reportingInstance: '',
          },
        ],
        true,
      ),
      table(kinds.ENDPOINT_SLICE, [
        {
          ...named('web-abc'),
          addressType: 'IPv4',
          endpoints: ['10.244.1.2', '10.244.1.3', '10.244.2.2', '10.244.2.3'].map((address) => ({
            addresses: [address],
          })),
          ports: [{ port: 80 }],
        },
        { ...named('none'), addressType: 'IPv4' },
      ]),
      table(kinds.ENDPOINTS, [
        { ...named('web'), subsets: [{ addresses: [{ ip: '10.244.1.2' }], ports: [{ port: 80 }] }] },
        { ...named('none') },
      ]),
      table(kinds.CONTROLLER_REVISION, [
        {
          ...named('agent-5d', {
            ownerReferences: [{ apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'agent', uid: 'u', controller: true }],
          }),
          revision: 2,
        },
      ]),
      table(kinds.CLUSTER_ROLE, [named('view')]),
      table(
        kinds.ROLE_BINDING,
        [
          {
            ...named('b'),
            roleRef: { kind: 'Role', name: 'r' },
            subjects: [
              { kind: 'User', name: 'jane' },
              { kind: 'ServiceAccount', name: 'bot', namespace: 'dev' },
            ],
          },
        ],
        true,
      ),
    ].join('\n\n'),
  ).toMatchInlineSnapshot(`
    "NAME   STATUS   AGE
    dev    Active   2m

    NAME   DATA   AGE
    app    2      2m

    NAME   TYPE     DATA   AGE
    db     Opaque   2      2m

    NAME      SECRETS   AGE
    default   0         2m

    NAME   MIN AVAILABLE   MAX UNAVAILABLE   ALLOWED DISRUPTIONS   AGE
    web    50%             N/A               1                     2m

    NAME   VALUE   GLOBAL-DEFAULT   AGE   PREEMPTIONPOLICY
    high   1000    false            2m    PreemptLowerPriority

    NAME     HOLDER   AGE
    node01   node01   2m

    LAST SEEN   TYPE      REASON             OBJECT    SUBOBJECT   SOURCE              MESSAGE                   FIRST SEEN   COUNT   NAME
    7s          Warning   FailedScheduling   pod/web               kubelet, node01     0/3 nodes are available   5m           4       web.1
    30s         Warning   FailedScheduling   pod/web               default-scheduler   0/3 nodes are available   30s          1       web.2

    NAME      ADDRESSTYPE   PORTS     ENDPOINTS                                      AGE
    web-abc   IPv4          80        10.244.1.2,10.244.1.3,10.244.2.2 + 1 more...   2m
    none      IPv4          <unset>   <unset>                                        2m

    NAME   ENDPOINTS       AGE
    web    10.244.1.2:80   2m
    none   <none>          2m

    NAME       CONTROLLER             REVISION   AGE
    agent-5d   daemonset.apps/agent   2          2m

    NAME   CREATED AT
    view   2026-11-02T08:58:00Z

    NAME   ROLE     AGE   USERS   GROUPS   SERVICEACCOUNTS
    b      Role/r   2m    jane             dev/bot"
  `);
});

it('every kind is found by its group and plural, and has a model', () => {
  for (const kind of kinds.KINDS) {
    expect(kinds.findResource(kind.group, kind.version, kind.plural)).toBe(kind);
    expect(kinds.findKind(kind.group, kind.kind)).toBe(kind);
    expect(decode(kind, {}).problem).toBeUndefined();
  }
  expect(
    kinds.KINDS.map(({ plural, shortNames }) => [plural, ...shortNames].join('|')).join(' '),
  ).toMatchInlineSnapshot(
    `"apiservices certificatesigningrequests|csr clusterroles clusterrolebindings configmaps|cm controllerrevisions cronjobs|cj csidrivers csinodes csistoragecapacities customresourcedefinitions|crd|crds daemonsets|ds deployments|deploy endpoints|ep endpointslices events|ev flowschemas horizontalpodautoscalers|hpa ingresses|ing ingressclasses jobs leases limitranges|limits mutatingwebhookconfigurations namespaces|ns networkpolicies|netpol nodes|no persistentvolumes|pv persistentvolumeclaims|pvc pods|po poddisruptionbudgets|pdb podtemplates priorityclasses|pc prioritylevelconfigurations replicationcontrollers|rc replicasets|rs resourcequotas|quota roles rolebindings runtimeclasses secrets services|svc serviceaccounts|sa statefulsets|sts storageclasses|sc validatingadmissionpolicies validatingadmissionpolicybindings validatingwebhookconfigurations volumeattachments"`,
  );
});

it('service accounts lost their SECRETS column after 1.34', () => {
  const columns = (minor: number) => columnsIn(kinds.SERVICE_ACCOUNT, minor).map(({ name }) => name);
  expect(columns(33)).toEqual(['Name', 'Secrets', 'Age']);
  expect(columns(35)).toEqual(['Name', 'Age']);
});
