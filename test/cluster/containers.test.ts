// What an administrator does inside and around containers, in a whole cluster: exec, attach, run -it, port-forward,
// crictl, logs; and what the kubelet makes of hooks, probes, sidecars and changed ConfigMaps.

import { beforeAll, describe, expect, it } from 'vitest';
import { ClusterShell } from '../support/cluster-shell.ts';

const busybox = (name: string, script: string, more: object = {}) => ({
  name,
  image: 'busybox:1.36',
  imagePullPolicy: 'IfNotPresent',
  command: ['sh', '-c', script],
  ...more,
});

const pod = (name: string, spec: object) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec });

let shell: ClusterShell;
const run = (script: string) => shell.run(script);

beforeAll(() => {
  shell = new ClusterShell();
  shell.apply(
    pod('two', { containers: [busybox('one', 'sleep 1d'), busybox('side', 'sleep 1d')] }),
    pod('done', { restartPolicy: 'Never', containers: [busybox('c', 'true')] }),
    pod('waiting', { nodeSelector: { disk: 'none' }, containers: [busybox('c', 'true')] }),
    pod('pulling', { containers: [{ name: 'c', image: 'nginx:nope' }] }),
  );
  run('kubectl run web --image=nginx --port=80; kubectl wait --for=condition=Ready pod/two pod/web; sleep 5');
});

describe('kubectl exec', () => {
  it.each([
    ['gives output and status of the command', `kubectl exec web -- sh -c 'echo out; echo err >&2; exit 3'`],
    ['says which container it chose', 'kubectl exec two -- hostname'],
    ['takes a container', 'kubectl exec two -c side -- hostname'],
    ['refuses a container that is not there', 'kubectl exec two -c nope -- hostname'],
    ['refuses a pod that is not there', 'kubectl exec nope -- ls'],
    ['finds the pod of a workload', 'kubectl exec -n kube-system deploy/nope -- ls'],
    ['needs a command', 'kubectl exec web'],
    ['needs the two dashes', 'kubectl exec web ls'],
    ['needs a pod', 'kubectl exec'],
    ['does not enter a completed pod', 'kubectl exec done -- ls'],
    ['does not enter a pod without a node', 'kubectl exec waiting -- ls'],
    ['does not enter a container that has not started', 'kubectl exec pulling -- ls'],
    ['tells runc apart from the command', 'kubectl exec web -- nosuch'],
    ['passes standard input on', 'echo hello | kubectl exec -i web -- cat'],
    ['keeps standard input without -i', 'echo hello | kubectl exec web -- cat'],
    ['cannot use a terminal that is none', 'kubectl exec -it web -- echo hi'],
  ])('%s', (_, command) => {
    expect(run(command).replace(/[0-9a-f]{64}/, 'ID')).toMatchSnapshot();
  });

  it('runs on a terminal of the container; afterwards the own one is as before', () => {
    const keyboard = shell.login();
    const before = keyboard.terminal.modes;
    expect(keyboard.type('kubectl exec -it two -- sh\r')).toContain('Defaulted container "one" out of: one, side\n');
    expect(keyboard.terminal.modes).toMatchObject({ canonical: false, signals: false });
    expect(keyboard.type('cd /etc\r')).toContain('/etc # ');
    expect(keyboard.type('tty\r')).toContain('/dev/pts/0');
    keyboard.type('sleep 1000\r');
    expect(keyboard.type('\x03')).toContain('^C\n/etc # ');
    expect(keyboard.type('exit 5\r')).toContain('command terminated with exit code 5\n');
    expect(keyboard.type('echo $?\r')).toContain('\n5\n');
    expect(keyboard.terminal.modes).toEqual(before);
  });

  it('loses the connection when the kubelet stops', () => {
    const keyboard = shell.login();
    keyboard.type('kubectl exec web -- sleep 1000\r');
    shell.run('systemctl stop kubelet', 'node01');
    expect(keyboard.type('')).toContain('error: error reading from error stream');
    expect(run('kubectl exec web -- hostname')).toMatchInlineSnapshot(`
      "error: Internal error occurred: error sending request: Post "https://172.30.2.2:10250/exec/default/web/web?command=hostname&error=1&output=1": dial tcp 172.30.2.2:10250: connect: connection refused
      (1)
      "
    `);
    shell.run('systemctl start kubelet', 'node01');
    shell.world.simulation.advance(15_000);
  });

  it('needs the right to get and, from 1.35 on, to create pods/exec', () => {
    run(
      'kubectl create role look --verb=get --resource=pods,pods/exec; kubectl create rolebinding look --role=look --user=jane',
    );
    expect(run('kubectl exec web --as=jane -- ls')).toMatchInlineSnapshot(`
      "Error from server (Forbidden): pods "web" is forbidden: User "jane" cannot create resource "pods/exec" in API group "" in the namespace "default"
      (1)
      "
    `);
  });
});

describe('the kubelet', () => {
  it('answers nobody without a certificate of the cluster', () => {
    expect(run('curl -sk https://node01:10250/pods')).toMatchInlineSnapshot(`"Unauthorized"`);
  });

  it('lets the API server decide about those who have one', () => {
    const files =
      '--cert /etc/kubernetes/pki/apiserver-kubelet-client.crt --key /etc/kubernetes/pki/apiserver-kubelet-client.key';
    expect(run(`curl -sk ${files} https://node01:10250/pods | head -c 16`)).toMatchInlineSnapshot(`
      "{
        "kind": "Pod"
    `);
    const other = '--cert /etc/kubernetes/pki/front-proxy-client.crt --key /etc/kubernetes/pki/front-proxy-client.key';
    expect(run(`curl -sk ${other} https://node01:10250/pods`)).toMatchInlineSnapshot(`"Unauthorized"`);
  });
});

describe('kubectl run', () => {
  it('attaches, waits for the end and cleans up', () => {
    expect(
      run('kubectl run -i --rm once --image=busybox:1.36 --restart=Never -- sh -c "sleep 4; echo late"'),
    ).toMatchInlineSnapshot(`
      "late
      pod "once" deleted from default namespace
      All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.
      If you don't see a command prompt, try pressing enter.
      "
    `);
    expect(run('echo piped | kubectl run -i --rm once --image=busybox:1.36 --restart=Never --quiet -- cat')).toBe(
      'piped\n',
    );
    expect(
      run('kubectl run -i --rm once --image=busybox:1.36 --restart=Never -- sh -c "sleep 3; exit 4"'),
    ).toMatchInlineSnapshot(`
      "pod "once" deleted from default namespace
      All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.
      If you don't see a command prompt, try pressing enter.
      pod default/once terminated (Error)
      (4)
      "
    `);
  });

  it('gives a shell in a new pod', () => {
    const keyboard = shell.login();
    const begun = keyboard.type('kubectl run -it --rm box --image=busybox:1.36 -- sh\r', 8);
    expect(begun).toContain("If you don't see a command prompt, try pressing enter.\n");
    expect(keyboard.type('hostname\r')).toContain('\nbox\n');
    expect(keyboard.type('exit\r').split('Session')[1]).toMatchInlineSnapshot(`
      " ended, resume using 'kubectl attach box -c box -i -t' command when the pod is running
      pod "box" deleted from default namespace
      root@controlplane:~# "
    `);
    keyboard.type('', 40);
    expect(run('kubectl get pod box')).toBe('Error from server (NotFound): pods "box" not found\n(1)\n');
  });
});

describe('kubectl port-forward', () => {
  it('leads to a port of the pod', () => {
    const script =
      'kubectl port-forward pod/web 8080:80 > /tmp/out & sleep 1; curl -s localhost:8080 | head -4; kill %1; wait; cat /tmp/out';
    expect(run(script)).toMatchInlineSnapshot(`
      "<!DOCTYPE html>
      <html>
      <head>
      <title>Welcome to nginx!</title>
      Forwarding from 127.0.0.1:8080 -> 80
      Forwarding from [::1]:8080 -> 80
      Handling connection for 8080
      "
    `);
  });

  it('leads to the target port of a service', () => {
    run('kubectl expose pod web --port=8000 --target-port=80');
    const script = 'kubectl port-forward svc/web :8000 & sleep 1; kill %1; wait';
    expect(run(script).replaceAll(/:\d{5}/g, ':PORT')).toMatchInlineSnapshot(`
      "Forwarding from 127.0.0.1:PORT -> 80
      Forwarding from [::1]:PORT -> 80
      "
    `);
  });

  it.each([['pod/web'], ['pod/web abc'], ['pod/web 70000'], ['svc/web 80'], ['pod/waiting 80']])(
    'refuses %s',
    (words) => {
      expect(run(`kubectl port-forward ${words}`)).toMatchSnapshot();
    },
  );
});

describe('logs', () => {
  it('follow a container until it ends', () => {
    shell.apply(
      pod('counting', {
        restartPolicy: 'Never',
        containers: [busybox('c', 'for i in 1 2 3; do echo $i; sleep 5; done')],
      }),
    );
    run('sleep 8');
    expect(run('kubectl logs -f counting; date +%S')).toMatchInlineSnapshot(`
      "1
      2
      3
      42
      "
    `);
  });

  it('of the attempt before are there with --previous', () => {
    shell.apply(pod('crashing', { containers: [busybox('c', 'echo attempt on $(date +%H); exit 1')] }));
    run('sleep 8');
    expect(run('kubectl logs crashing --previous')).toMatchInlineSnapshot(`
      "attempt on 09
      "
    `);
    expect(run('kubectl logs web --previous')).toMatchInlineSnapshot(`
      "Error from server (BadRequest): previous terminated container "web" in pod "web" not found
      (1)
      "
    `);
  });
});

describe('containers of a pod', () => {
  it('a sidecar starts before the others and stops after them', () => {
    const sidecar = busybox('proxy', 'echo up; trap "echo down; exit 0" TERM; while true; do sleep 1; done', {
      restartPolicy: 'Always',
    });
    shell.apply(
      pod('car', {
        terminationGracePeriodSeconds: 20,
        initContainers: [sidecar],
        containers: [busybox('main', 'sleep 10')],
        restartPolicy: 'Never',
      }),
    );
    run('sleep 7');
    expect(run('kubectl get pod car --no-headers | tr -s " " | cut -d" " -f2,3')).toMatchInlineSnapshot(`
      "2/2 Running
      "
    `);
    run('sleep 25');
    expect(
      run('kubectl get pod car --no-headers | tr -s " " | cut -d" " -f2,3; kubectl logs car -c proxy'),
    ).toMatchInlineSnapshot(`
      "0/2 Completed
      up
      down
      "
    `);
  });

  it('postStart runs beside the start, preStop before the signal', () => {
    const exec = (script: string) => ({ exec: { command: ['sh', '-c', script] } });
    const lifecycle = { postStart: exec('echo started > /tmp/hook'), preStop: exec('sleep 4') };
    shell.apply(
      pod('hooked', {
        terminationGracePeriodSeconds: 10,
        containers: [busybox('c', 'trap "exit 0" TERM; while true; do sleep 1; done', { lifecycle })],
      }),
    );
    run('kubectl wait --for=condition=Ready pod/hooked');
    expect(run('kubectl exec hooked -- cat /tmp/hook')).toBe('started\n');
    const span = run('begun=$(date +%s); kubectl delete pod hooked > /dev/null; echo $(($(date +%s) - begun))');
    expect(Number(span)).toBeGreaterThanOrEqual(4);
    expect(Number(span)).toBeLessThan(9);
  });

  it('a startup probe holds the others back', () => {
    const probe = { exec: { command: ['cat', '/tmp/up'] }, periodSeconds: 2, failureThreshold: 20 };
    shell.apply(
      pod('slow', {
        containers: [
          busybox('c', 'sleep 10; touch /tmp/up; sleep 1d', {
            startupProbe: probe,
            livenessProbe: { ...probe, failureThreshold: 1, initialDelaySeconds: 0 },
          }),
        ],
      }),
    );
    run('sleep 8');
    const state = 'kubectl get pod slow --no-headers | tr -s " " | cut -d" " -f2,3,4';
    expect(run(state)).toBe('0/1 Running 0\n');
    run('sleep 12');
    expect(run(state)).toBe('1/1 Running 0\n');
  });

  it('a changed ConfigMap reaches the files of a running container', () => {
    run('kubectl create configmap settings --from-literal=color=red');
    shell.apply(
      pod('reader', {
        volumes: [{ name: 'v', configMap: { name: 'settings' } }],
        containers: [busybox('c', 'sleep 1d', { volumeMounts: [{ name: 'v', mountPath: '/settings' }] })],
      }),
    );
    run('kubectl wait --for=condition=Ready pod/reader');
    expect(run('kubectl exec reader -- cat /settings/color')).toBe('red');
    run(`kubectl patch configmap settings -p '{"data":{"color":"blue"}}'; sleep 90`);
    expect(run('kubectl exec reader -- cat /settings/color')).toBe('blue');
  });
});
