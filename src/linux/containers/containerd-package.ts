// What Docker's containerd.io package of one version brings: the runc beside containerd, and the configuration
// containerd starts from.

import { configurationVersion2 } from './configuration-version-2.ts';
import { configurationVersion3 } from './configuration-version-3.ts';

interface Runc {
  readonly version: string;
  readonly commit: string;
  /** Of the OCI runtime specification it implements. */
  readonly specification: string;
  readonly go: string;
}

interface Bundle {
  readonly runc: Runc;
  /** Tag of the pause image containerd uses unless it is told otherwise. */
  readonly pause: string;
}

const RUNC_1_2_5 = { version: '1.2.5', commit: 'v1.2.5-0-g59923ef', specification: '1.2.0', go: 'go1.23.7' };
const RUNC_1_3_0 = { version: '1.3.0', commit: 'v1.3.0-0-g4ca628d1', specification: '1.2.1', go: 'go1.24.6' };
const RUNC_1_3_3 = { version: '1.3.3', commit: 'v1.3.3-0-gd842d771', specification: '1.2.1', go: 'go1.24.9' };
const RUNC_1_3_4 = { version: '1.3.4', commit: 'v1.3.4-0-gd6d73eb8', specification: '1.2.1', go: 'go1.24.11' };

const NEWEST: Bundle = { runc: RUNC_1_3_4, pause: '3.10.1' };

const BUNDLES: Readonly<Record<string, Bundle>> = {
  '1.7.27': { runc: RUNC_1_2_5, pause: '3.8' },
  '1.7.28': { runc: RUNC_1_3_0, pause: '3.8' },
  '2.1.5': { runc: RUNC_1_3_3, pause: '3.10' },
};

const bundleOf = (version: string): Bundle => BUNDLES[version] ?? NEWEST;

/** The runc that comes with this containerd. */
export const runcOf = (containerd: string): string => bundleOf(containerd).runc.version;

/** `runc --version`; undefined for a runc of no package. */
export function runcVersionText(version: string): string | undefined {
  const runc = [NEWEST, ...Object.values(BUNDLES)].find((bundle) => bundle.runc.version === version)?.runc;
  if (!runc) return undefined;
  return `runc version ${runc.version}
commit: ${runc.commit}
spec: ${runc.specification}
go: ${runc.go}
libseccomp: 2.5.5
`;
}

export const defaultSandboxImage = (containerd: string): string =>
  `registry.k8s.io/pause:${bundleOf(containerd).pause}`;

/** `containerd config default`. */
export function defaultConfiguration(containerd: string): string {
  const text = Number.parseInt(containerd, 10) >= 2 ? configurationVersion3 : configurationVersion2;
  return text(defaultSandboxImage(containerd));
}
