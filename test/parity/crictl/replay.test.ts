// crictl 1.33.0 as recorded on a kubeadm cluster of 1.33, replayed on the control plane of such a cluster here.

import { expect, it } from 'vitest';
import { ClusterShell } from '../../support/cluster-shell.ts';
import recorded from './recorded.json' with { type: 'json' };

/** Differences we accept, with the reason. */
const ACCEPTED: Readonly<Record<string, string>> = {
  'ps-q': 'the recorded node ran coredns as well, and no network plugin',
  'ps-json': 'annotations carry what this kubelet needs instead of the container hash',
};

/** IDs, times and ages differ between any two clusters. */
const ALWAYS = [
  /[0-9a-f]{64}/g,
  /\b[0-9a-f]{13}\b/g,
  /_[0-9a-f]{32}\//g,
  /(?:About a minute|\d+ (?:seconds|minutes)) ago +/g,
  /CREATED +/g,
  /\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\dZ?/g,
  /E\d{4} \d\d:\d\d:\d\d\.\d{6} +\d+/g,
];

const plain = (text: string): string => ALWAYS.reduce((rest, pattern) => rest.replace(pattern, '~'), text);

it('prints what the real one prints', () => {
  const shell = new ClusterShell('one-node', 'v1.33.13');
  const matched: string[] = [];
  const differing: Record<string, unknown> = {};
  for (const { id, command, stdout, stderr, code } of recorded) {
    const name = id.replace(/^node\.crictl\.|@.*$/g, '');
    const wanted = plain(`${stdout}${stderr}${code === 0 ? '' : `(${code})\n`}`);
    const got = plain(shell.run(command));
    if (got === wanted) matched.push(name);
    else if (!ACCEPTED[name]) differing[name] = { wanted, got };
  }
  console.log(`crictl: ${matched.length} of ${recorded.length} recordings match`);
  expect(differing).toEqual({});
  expect(matched.filter((name) => ACCEPTED[name])).toEqual([]);
});
