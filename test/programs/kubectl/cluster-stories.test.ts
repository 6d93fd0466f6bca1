// What an administrator does with kubectl that needs running containers: copying files, looking inside with a
// container for debugging, keeping data on a volume.

import { describe, expect, it } from 'vitest';
import { ClusterShell } from '../../support/cluster-shell.ts';

const shell = new ClusterShell();
shell.world.simulation.advance(30_000);
shell.run('kubectl run web --image=nginx; kubectl wait pod/web --for=condition=Ready');

describe('kubectl cp', () => {
  it('takes a file there, and the web server serves it', () => {
    expect(
      shell.run(`echo '<h1>mine</h1>' > index.html
kubectl cp index.html web:/usr/share/nginx/html/index.html
curl -s $(kubectl get pod web -o jsonpath='{.status.podIP}')`),
    ).toBe('<h1>mine</h1>\n');
  });

  it('takes a directory into a directory, and back under another name', () => {
    expect(
      shell.run(`mkdir -p d/e; echo 1 > d/e/f; echo 2 > d/g
kubectl cp d web:/tmp 2>&1; kubectl exec web -- find /tmp -type f | sort
kubectl cp web:/tmp/d back 2>&1; cat back/e/f back/g`),
    ).toBe(`/tmp/d/e/f
/tmp/d/g
tar: Removing leading \`/' from member names
1
2
`);
  });

  it.each([
    ['nosuch x', 'error: one of src or dest must be a remote file specification'],
    ['a:/x b:/y', 'error: one of src or dest must be a local file specification'],
    ['nofile web:/tmp', "error: nofile doesn't exist in local filesystem"],
    ['nopod:/a b', 'Error from server (NotFound): pods "nopod" not found'],
    ['a/b/c:/x y', 'error: filespec must match the canonical format: [[namespace/]pod:]file/path'],
    ['web: x', 'error: filepath can not be empty'],
    ['x', 'error: source and destination are required'],
  ])('%s: %s', (words, message) => {
    expect(shell.run(`kubectl cp ${words}`)).toBe(`${message}\n(1)\n`);
  });

  it('a file that is not there ends with the status of tar', () => {
    expect(shell.run('kubectl cp web:/nosuch x')).toMatch(/Cannot stat[\s\S]*terminated with exit code 2\n\(2\)\n$/);
  });
});

it('a container for debugging shares the network of its pod', () => {
  shell.run('kubectl debug web --image=busybox -c look -- sleep 1000; sleep 5');
  const status = "jsonpath='{.status.ephemeralContainerStatuses[0].state.running}'";
  expect(shell.run(`kubectl get pod web -o ${status}`)).toMatch(/startedAt/);
  expect(shell.run('kubectl exec web -c look -- wget -qO- localhost')).toBe('<h1>mine</h1>\n');
  expect(shell.run('kubectl get pod web --no-headers | tr -s " "')).toMatch(/^web 1\/1 Running 0 /);
});

it('data on a volume outlive the pod, and a claim in use its deletion', () => {
  shell.apply(
    {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: 'disk' },
      spec: {
        storageClassName: 'manual',
        capacity: { storage: '10Gi' },
        accessModes: ['ReadWriteOnce'],
        hostPath: { path: '/mnt/data' },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data', namespace: 'default' },
      spec: {
        storageClassName: 'manual',
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: '3Gi' } },
      },
    },
  );
  const writer = (name: string, command: string) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    spec: {
      restartPolicy: 'Never',
      containers: [
        {
          name: 'c',
          image: 'busybox',
          command: ['sh', '-c', command],
          volumeMounts: [{ name: 'v', mountPath: '/data' }],
        },
      ],
      volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }],
    },
  });
  shell.apply(writer('first', 'echo kept > /data/file'));
  shell.run('sleep 10; kubectl delete pod first');
  shell.apply(writer('second', 'cat /data/file; sleep 1000'));
  expect(shell.run('sleep 10; kubectl logs second')).toBe('kept\n');
  expect(shell.run('kubectl delete pvc data --wait=false; kubectl get pvc data --no-headers | tr -s " "')).toMatch(
    /^persistentvolumeclaim "data" deleted.*\ndata Terminating disk 10Gi RWO manual /,
  );
  shell.run('kubectl delete pod second --now; sleep 5');
  expect(shell.run('kubectl get pvc 2>&1; kubectl get pv --no-headers | tr -s " "')).toMatch(
    /^No resources found.*\ndisk 10Gi RWO Retain Released default\/data manual /,
  );
});
