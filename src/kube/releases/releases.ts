// Everything that differs between releases, as data. Nothing else in the code names a version.

import { assert } from '../../base/assert.ts';

/** What kubeadm of one minor release installs. */
export interface Release {
  readonly minor: number;
  /** The newest patch known here; any patch up to it is accepted. */
  readonly newestPatch: number;
  /** Image tag. */
  readonly etcd: string;
  /** Image tag. */
  readonly coredns: string;
  /** Image tag. */
  readonly pause: string;
  /** What the containerd package of that time calls itself. */
  readonly containerd: string;
  /** Toolchain in `kubectl version -o yaml`. */
  readonly goVersion: string;
  /** Built into kubectl. */
  readonly kustomize: string;
  /** What the kubelet says of an image that is there: `Container image "nginx" ...`. */
  readonly imagePresent: string;
  /** The kubelet's events of a container that was made and started. */
  readonly containerEvents: { readonly created: (name: string) => string; readonly started: (name: string) => string };
  /** Pod status and conditions say which generation they are about. */
  readonly observesPodGeneration: boolean;
}

const NAMED_CONTAINER = {
  created: (name: string) => `Created container: ${name}`,
  started: (name: string) => `Started container ${name}`,
};
const PLAIN_CONTAINER = { created: () => 'Container created', started: () => 'Container started' };
const PRESENT = 'already present on machine';
const PRESENT_AND_ALLOWED = 'already present on machine and can be accessed by the pod';

export const RELEASES: readonly Release[] = [
  {
    minor: 32,
    newestPatch: 13,
    etcd: '3.5.16-0',
    coredns: 'v1.11.3',
    pause: '3.10',
    containerd: '1.7.27',
    goVersion: 'go1.23.12',
    kustomize: 'v5.5.0',
    imagePresent: PRESENT,
    containerEvents: NAMED_CONTAINER,
    observesPodGeneration: false,
  },
  {
    minor: 33,
    newestPatch: 13,
    etcd: '3.5.21-0',
    coredns: 'v1.12.0',
    pause: '3.10',
    containerd: '1.7.28',
    goVersion: 'go1.24.11',
    kustomize: 'v5.6.0',
    imagePresent: PRESENT,
    containerEvents: NAMED_CONTAINER,
    observesPodGeneration: false,
  },
  {
    minor: 34,
    newestPatch: 11,
    etcd: '3.6.5-0',
    coredns: 'v1.12.1',
    pause: '3.10.1',
    containerd: '2.1.5',
    goVersion: 'go1.24.11',
    kustomize: 'v5.7.1',
    imagePresent: PRESENT,
    containerEvents: NAMED_CONTAINER,
    observesPodGeneration: true,
  },
  {
    minor: 35,
    newestPatch: 9,
    etcd: '3.6.6-0',
    coredns: 'v1.13.1',
    pause: '3.10.1',
    containerd: '2.2.1',
    goVersion: 'go1.25.7',
    kustomize: 'v5.7.1',
    imagePresent: PRESENT_AND_ALLOWED,
    containerEvents: PLAIN_CONTAINER,
    observesPodGeneration: true,
  },
  {
    minor: 36,
    newestPatch: 5,
    etcd: '3.6.8-0',
    coredns: 'v1.14.2',
    pause: '3.10.2',
    containerd: '2.2.3',
    goVersion: 'go1.26.2',
    kustomize: 'v5.8.1',
    imagePresent: PRESENT_AND_ALLOWED,
    containerEvents: PLAIN_CONTAINER,
    observesPodGeneration: true,
  },
];

export const DEFAULT_VERSION = 'v1.35.9';

/** `v1.35.9` → its release; undefined for a version this program does not know. */
export function releaseOf(version: string): Release | undefined {
  const parts = /^v?1\.(\d+)\.(\d+)$/.exec(version);
  return RELEASES.find(
    (release) => parts && release.minor === Number(parts[1]) && Number(parts[2]) <= release.newestPatch,
  );
}

/** For versions already checked. */
export function release(version: string): Release {
  const found = releaseOf(version);
  assert(found, `no release ${version}`);
  return found;
}
