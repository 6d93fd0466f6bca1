import { beforeEach, expect, it } from 'vitest';
import type { TestApi } from '../../support/api.ts';
import { type KubectlHost, withApi } from './world.ts';

let machine: KubectlHost;
let api: TestApi;

const out = (line: string) => {
  const { stdout, stderr } = machine.run(line);
  return stdout + stderr;
};

beforeEach(() => {
  ({ machine, api } = withApi());
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } };
  api.send('POST', '/api/v1/namespaces/default/serviceaccounts', account);
});

it('prints the tables the server made, several types apart', () => {
  machine.run('kubectl run web --image=nginx');
  expect(out('kubectl get po,svc')).toMatchInlineSnapshot(`
    "NAME      READY   STATUS    RESTARTS   AGE
    pod/web   0/1     Pending   0          0s

    NAME                 TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE
    service/kubernetes   ClusterIP   10.96.0.1    <none>        443/TCP   0s
    "
  `);
});

it('prints what it found and then what it did not find', () => {
  machine.run('kubectl run web --image=nginx');
  expect(out('kubectl get pod web nope')).toMatchInlineSnapshot(`
    "NAME   READY   STATUS    RESTARTS   AGE
    web    0/1     Pending   0          0s
    Error from server (NotFound): pods "nope" not found
    "
  `);
});

it('sets the last applied configuration, and tells what changed', () => {
  machine.write('/root/lab/cm.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: x, b: was}\n');
  const said = [out('kubectl apply -f cm.yaml'), out('kubectl apply -f cm.yaml')];
  machine.run('kubectl patch cm c --type=merge -p \'{"data":{"z":"theirs"}}\'');
  machine.write('/root/lab/cm.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: changed}\n');
  said.push(out('kubectl apply -f cm.yaml'), out('kubectl get cm c -o jsonpath={.data}'));
  expect(said).toEqual([
    'configmap/c created\n',
    'configmap/c unchanged\n',
    'configmap/c configured\n',
    '{"a":"changed","z":"theirs"}',
  ]);
});

it('names the namespace of what it deleted since 1.34', () => {
  machine.run('kubectl create configmap c');
  expect(out('kubectl delete cm c')).toBe('configmap "c" deleted from default namespace\n');
  ({ machine, api } = withApi('v1.33.5'));
  machine.run('kubectl create configmap c');
  expect(out('kubectl delete cm c')).toBe('configmap "c" deleted\n');
});

it('needs no discovery while its cache is warm, so a dead server leaves one line', () => {
  machine.run('kubectl get pods');
  machine.write('/root/.kube/config', machine.host.files.readText('/root/.kube/config').replace(':6443', ':6444'));
  expect(
    out('kubectl get pods')
      .split('\n')
      .filter((line) => line.includes('memcache.go')),
  ).toHaveLength(5);
  machine.write('/root/.kube/config', machine.host.files.readText('/root/.kube/config').replace(':6444', ':6443'));
  machine.host.network.closeAll();
  expect(out('kubectl get pods')).toBe(
    'The connection to the server 192.168.100.11:6443 was refused - did you specify the right host or port?\n',
  );
});

it('goes on with what changes', () => {
  machine.run('kubectl run web --image=nginx');
  api.simulation.schedule(5_000, 'somebody deletes it', () => {
    api.send('DELETE', '/api/v1/namespaces/default/pods/web?gracePeriodSeconds=0');
  });
  expect(machine.run('kubectl get pods -w --no-headers', { patience: 10_000 }).stdout).toMatchInlineSnapshot(`
    "web   0/1   Pending   0     0s
    web   0/1   Pending   0     5s
    "
  `);
});

it.each([
  ['kubectl get pods -v=6', 'cka-lab: not simulated: kubectl get --v\n'],
  ['kubectl get pods --nope', "error: unknown flag: --nope\nSee 'kubectl get --help' for usage.\n"],
  ['kubectl get pods -Z', "error: unknown shorthand flag: 'Z' in -Z\nSee 'kubectl get --help' for usage.\n"],
])('%s succeeds at nothing', (line, answer) => {
  expect(machine.run(line)).toEqual({ stdout: '', stderr: answer, code: 1 });
});
