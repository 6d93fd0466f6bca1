// What /version says.

import { hash } from '../../base/random.ts';
import { release } from '../releases/releases.ts';

/** `version` like `v1.35.9`. The commit and build date stand for the real ones, which nobody can check here. */
export function versionInfo(version: string): Readonly<Record<string, string>> {
  const [major, minor] = version.slice(1).split('.');
  const commit = Array.from({ length: 5 }, (_, at) => hash(version, at).toString(16).padStart(8, '0')).join('');
  return {
    major,
    minor,
    emulationMajor: major,
    emulationMinor: minor,
    minCompatibilityMajor: major,
    minCompatibilityMinor: String(Number(minor) - 1),
    gitVersion: version,
    gitCommit: commit,
    gitTreeState: 'clean',
    buildDate: '2026-10-13T12:00:00Z',
    goVersion: release(version).goVersion,
    compiler: 'gc',
    platform: 'linux/amd64',
  };
}
