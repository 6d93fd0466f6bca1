// Every executable of a world by name. A host's files say which of them are installed where; a container's
// image brings its own.

import { RELEASES } from '../kube/releases/releases.ts';
import type { Programs } from '../linux/host/host.ts';
import type { Program } from '../linux/host/process.ts';
import { kubernetesSources } from '../linux/packages/kubernetes-archive.ts';
import type { Archive } from '../linux/packages/package.ts';
import { ubuntuSources } from '../linux/packages/ubuntu-archive.ts';
import { bash, sh } from '../shell/bash.ts';
import { packageTools } from './admin/apt/index.ts';
import { crictl } from './admin/crictl/crictl.ts';
import { ctr } from './admin/crictl/ctr.ts';
import { adminTools } from './admin/index.ts';
import { ipmitool } from './admin/ipmitool.ts';
import { coreutils } from './coreutils/index.ts';
import { containerd } from './daemons/containerd.ts';
import { coredns } from './daemons/coredns.ts';
import { etcd } from './daemons/etcd.ts';
import { imagePrograms } from './daemons/images/index.ts';
import { kubeApiserver } from './daemons/kube-apiserver.ts';
import { kubeControllerManager } from './daemons/kube-controller-manager.ts';
import { kubeProxy } from './daemons/kube-proxy.ts';
import { kubeScheduler } from './daemons/kube-scheduler.ts';
import { kubelet } from './daemons/kubelet.ts';
import { runc } from './daemons/runc.ts';
import { nano } from './editors/nano/nano.ts';
import { selectEditor, sensibleEditor } from './editors/sensible-editor.ts';
import { vim } from './editors/vim/vim.ts';
import { kubectl } from './kubectl/kubectl.ts';
import { textTools } from './text/index.ts';

/** What apt finds on the network: Ubuntu's archive, Docker's for containerd, and one of Kubernetes' per minor release. */
const ARCHIVE: Archive = {
  sources: [...kubernetesSources(RELEASES), ...ubuntuSources(RELEASES.map((release) => release.containerd))],
};

/** On every Ubuntu machine. */
const SYSTEM: Readonly<Record<string, Program>> = {
  bash,
  sh,
  ...coreutils,
  ...textTools,
  ...adminTools,
  ...packageTools(ARCHIVE),
  ipmitool,
  nano,
  'select-editor': selectEditor,
  'sensible-editor': sensibleEditor,
  vim,
  'vim.basic': vim,
};

/** Brought by packages. */
const PACKAGED: Readonly<Record<string, Program>> = { containerd, crictl, ctr, kubelet, kubectl, runc };

/** Found only inside container images. */
const CONTAINED: Readonly<Record<string, Program>> = {
  etcd,
  coredns,
  'kube-apiserver': kubeApiserver,
  'kube-controller-manager': kubeControllerManager,
  'kube-scheduler': kubeScheduler,
  'kube-proxy': kubeProxy,
  ...imagePrograms,
};

export const PROGRAMS: Programs = new Map(Object.entries({ ...CONTAINED, ...SYSTEM, ...PACKAGED }));

/** Not on a machine until a package or an image brings them. */
export const NOT_PREINSTALLED: ReadonlySet<string> = new Set(
  [...Object.keys(PACKAGED), ...Object.keys(CONTAINED)].filter((name) => !Object.hasOwn(SYSTEM, name)),
);
