// What a candidate's fingers expect of Tab, at a prompt of the control plane.

import { beforeAll, describe, expect, it } from 'vitest';
import { ClusterShell, type Keyboard } from '../support/cluster-shell.ts';

let cluster: ClusterShell;
let keyboard: Keyboard;

beforeAll(() => {
  cluster = new ClusterShell('two-workers');
  keyboard = cluster.login();
});

/** The line as it stands after these keys; what came above it when Tab had to list. */
function typed(keys: string): string {
  const shown = keyboard.type(keys).replaceAll('\x07', '');
  keyboard.type('\x05\x15');
  return shown.replace(/^root@controlplane:~# /, '');
}

describe('kubectl', () => {
  it.each([
    ['kubectl get po\t', 'kubectl get pod'],
    ['kubectl -n kube-system logs kube-ap\t', 'kubectl -n kube-system logs kube-apiserver-controlplane '],
    ['kubectl -n ku\tsy\t', 'kubectl -n kube-system '],
    ['kubectl get pods -n=kube-n\t', 'kubectl get pods -n=kube-node-lease '],
    ['kubectl get nodes -o=js\t', 'kubectl get nodes -o=json'],
    ['kubectl drain node01 --ig\t', 'kubectl drain node01 --ignore-daemonsets '],
    ['kubectl uncordon con\t', 'kubectl uncordon controlplane '],
    ['kubectl -n kube-system rollout restart deploy/c\t', 'kubectl -n kube-system rollout restart deploy/coredns '],
    ['kubectl config use-context \t', 'kubectl config use-context kubernetes-admin@kubernetes '],
    [
      'kubectl -n kube-system exec kube-apiserver-controlplane -c \t',
      'kubectl -n kube-system exec kube-apiserver-controlplane -c kube-apiserver ',
    ],
    ['sudo kubectl get no\t', 'sudo kubectl get nodes '],
    ['kubectl get pods > /et\t', 'kubectl get pods > /etc/'],
    ['k roll\t', 'k rollout '],
    ['k cordon node01 && k get serviceac\t', 'k cordon node01 && k get serviceaccounts '],
  ])('%j', (keys, line) => {
    expect(typed(keys)).toBe(line);
  });

  it('lists the nodes a drain could mean', () => {
    expect(typed('k drain no\t\t\t')).toMatchInlineSnapshot(`
      "
      node01  node02  
      root@controlplane:~# k drain node0"
    `);
  });

  it('says what commands and flags are for', () => {
    expect(typed('kubectl get pods --all\t\t')).toMatchInlineSnapshot(`
      "
      --all-namespaces               (Look in every namespace.)
      --allow-missing-template-keys  (A field that is missing in a template is no er…)
      root@controlplane:~# kubectl get pods --all"
    `);
  });

  it('completes for whatever name a candidate gives it', () => {
    keyboard.type('alias kc=kubectl; complete -o default -F __start_kubectl kc\r');
    expect(typed('kc get no\t')).toBe('kc get nodes ');
  });

  it('reads its completion again where a candidate sources it', () => {
    keyboard.type('source <(kubectl completion bash)\r');
    expect(typed('k get no\t')).toBe('k get nodes ');
  });
});

describe('the system', () => {
  it.each([
    ['systemctl restart kubel\t', 'systemctl restart kubelet.service '],
    ['systemctl daemon-rel\t', 'systemctl daemon-reload '],
    ['journalctl -u contai\t', 'journalctl -u containerd.service '],
    ['apt-mark unhold kubea\t', 'apt-mark unhold kubeadm '],
    ['cd /etc/kub\t', 'cd /etc/kubernetes/'],
    ['vim /etc/kubernetes/manif\t', 'vim /etc/kubernetes/manifests/'],
  ])('%j', (keys, line) => {
    expect(typed(keys)).toBe(line);
  });
});

it('completion for other shells is not simulated, and says so', () => {
  expect(cluster.run('kubectl completion zsh')).toBe('cka-lab: not simulated: kubectl completion zsh\n(1)\n');
});
