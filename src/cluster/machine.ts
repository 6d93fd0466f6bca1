// A machine as an administrator hands it over: Ubuntu, known to its neighbours, and, for a member of the
// cluster, with containerd and the Kubernetes packages installed and held.

import { assert } from '../base/assert.ts';
import { release } from '../kube/releases/releases.ts';
import { defaultConfiguration, defaultSandboxImage } from '../linux/containers/containerd-package.ts';
import type { Host } from '../linux/host/host.ts';
import { installPackage, setHold } from '../linux/packages/database.ts';
import { kubernetesSources, kubernetesUri } from '../linux/packages/kubernetes-archive.ts';
import type { Package } from '../linux/packages/package.ts';
import { containerdPackage } from '../linux/packages/ubuntu-archive.ts';
import { installUbuntu } from '../linux/ubuntu/install.ts';
import { NOT_PREINSTALLED } from '../programs/programs.ts';
import { installKubectlCompletion } from './kubectl-completion.ts';
import type { HostPlan } from './topology.ts';

export interface MachinePlan {
  readonly plan: HostPlan;
  /** Lines of /etc/hosts, the same on all machines. */
  readonly names: readonly (readonly [string, ...string[]])[];
  /** `v1.35.9` */
  readonly version: string;
}

const KEYRING = '/etc/apt/keyrings/kubernetes-apt-keyring.gpg';
const HELD = ['kubelet', 'kubeadm', 'kubectl'];

export function installMachine(host: Host, { plan, names, version }: MachinePlan): void {
  installUbuntu(host, {
    hosts: names.filter(([, name]) => name !== host.name),
    withoutPrograms: NOT_PREINSTALLED,
  });
  if (plan.role === 'plain') return;
  installKubernetesPackages(host, version);
  installKubectlCompletion(host.files);
}

function installKubernetesPackages(host: Host, version: string): void {
  const { minor, newestPatch, containerd, pause } = release(version);
  const [source] = kubernetesSources([{ minor, newestPatch }]);
  const find = (name: string): Package => {
    const wanted = source.packages.filter((one) => one.name === name);
    const found = wanted.find((one) => one.version.startsWith(`${version.slice(1)}-`)) ?? wanted.at(-1);
    assert(found, `no package ${name} for ${version}`);
    return found;
  };
  installPackage(host, containerdPackage(containerd));
  for (const name of ['cri-tools', 'kubernetes-cni', ...HELD]) installPackage(host, find(name));
  for (const name of HELD) setHold(host.files, name, true);
  host.files.writeFile(KEYRING, '\x99\x02\r\x04\n');
  host.files.writeFile(
    '/etc/apt/sources.list.d/kubernetes.list',
    `deb [signed-by=${KEYRING}] ${kubernetesUri(minor)} /\n`,
  );
  host.files.makeDirectory('/etc/containerd');
  host.files.writeFile('/etc/containerd/config.toml', kubeadmConfiguration(containerd, pause));
  const socket = 'unix:///run/containerd/containerd.sock';
  host.files.writeFile('/etc/crictl.yaml', `runtime-endpoint: ${socket}\nimage-endpoint: ${socket}\n`);
  const wants = '/etc/systemd/system/multi-user.target.wants';
  host.files.makeDirectory(wants, { recursive: true });
  for (const unit of ['containerd.service', 'kubelet.service']) {
    if (!host.files.exists(`${wants}/${unit}`))
      host.files.symlink(`/usr/lib/systemd/system/${unit}`, `${wants}/${unit}`);
  }
}

/** containerd's own configuration, with the two changes kubeadm asks for. */
const kubeadmConfiguration = (containerd: string, pause: string): string =>
  defaultConfiguration(containerd)
    .replace('SystemdCgroup = false', 'SystemdCgroup = true')
    .replace(defaultSandboxImage(containerd), `registry.k8s.io/pause:${pause}`);
