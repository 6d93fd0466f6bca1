import { beforeAll, expect, it } from 'vitest';
import { ClusterShell } from '../../support/cluster-shell.ts';

let shell: ClusterShell;
const run = (script: string) => shell.run(script);

beforeAll(() => {
  shell = new ClusterShell();
});

it('a stopped container of a static pod comes back with the next attempt', () => {
  const id = run('crictl ps -q --name kube-scheduler');
  expect(run('crictl stop $(crictl ps -q --name kube-scheduler)')).toBe(id);
  run('sleep 10');
  expect(run("crictl ps -a --name kube-scheduler | awk 'NR > 1 {print $6, $8}'").trim().split('\n')).toHaveLength(2);
  expect(run('crictl rm $(crictl ps -aq --state exited --name kube-scheduler)')).toBe(id);
});

it('refuses to remove what still runs', () => {
  const id = run('crictl ps -q --name etcd').trim();
  expect(run('crictl rm $(crictl ps -q --name etcd)')).toContain(
    `container \\"${id}\\" is running, please stop it first`,
  );
  const sandbox = run('crictl pods -q --name etcd').trim();
  expect(run('crictl rmp $(crictl pods -q --name etcd)')).toContain(`pod sandbox \\"${sandbox}\\" is running`);
});

it('tells everything about a container and its sandbox as JSON', () => {
  const container = JSON.parse(run('crictl inspect $(crictl ps -q --name etcd)'));
  expect(container.status).toMatchObject({
    state: 'CONTAINER_RUNNING',
    metadata: { attempt: 0, name: 'etcd' },
    logPath: expect.stringMatching(/^\/var\/log\/pods\/kube-system_etcd-controlplane_\w+\/etcd\/0\.log$/),
  });
  expect(Object.keys(container.status).join()).toBe(
    'annotations,createdAt,exitCode,finishedAt,id,image,imageId,imageRef,labels,logPath,message,metadata,mounts,reason,resources,startedAt,state,stopSignal,user',
  );
  const sandbox = JSON.parse(run('crictl inspectp $(crictl pods -q --name etcd)'));
  expect(sandbox.status).toMatchObject({ state: 'SANDBOX_READY', network: { additionalIps: [], ip: '' } });
});

it('pulls, lists and removes images', () => {
  expect(run('crictl pull busybox:1.36')).toMatch(/^Image is up to date for sha256:[0-9a-f]{64}\n$/);
  expect(run('crictl images | grep busybox | tr -s " " | cut -d" " -f1,2')).toBe('docker.io/library/busybox 1.36\n');
  expect(run('crictl rmi busybox:1.36')).toBe('Deleted: docker.io/library/busybox:1.36\n');
  expect(run('crictl rmi busybox:1.36')).toContain('level=fatal msg="unable to remove the image(s)"');
  expect(run('crictl pull nginx:nope')).toContain('level=fatal msg="pulling image: rpc error: code = NotFound');
});

it('a command in a container gives its status', () => {
  run('kubectl run box --image=busybox:1.36 -- sleep 1d; kubectl wait --for=condition=Ready pod/box');
  const inside = (command: string) => shell.run(`crictl exec ${command}`, 'node01').replace(/[0-9a-f]{64}/, 'ID');
  expect(inside('$(crictl ps -q --name box) hostname')).toBe('box\n');
  expect(inside('$(crictl ps -q --name box) sh -c "exit 3"')).toBe(
    'execing command in container ID: command terminated with exit code 3\n(3)\n',
  );
  expect(inside('-it $(crictl ps -q --name box) sh')).toContain('input is not a terminal');
});

it('says why the runtime does not answer', () => {
  expect(run('systemctl stop containerd; crictl ps; systemctl start containerd')).toContain(
    'validate CRI v1 runtime API for endpoint \\"unix:///run/containerd/containerd.sock\\": rpc error: code = Unavailable',
  );
  expect(
    run('mv /etc/crictl.yaml /tmp; crictl pods -q > /dev/null; mv /tmp/crictl.yaml /etc').match(/level=warning/g),
  ).toHaveLength(2);
});
