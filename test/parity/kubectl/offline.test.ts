// kubectl 1.33.1, 1.35.6 and 1.36.4 without a cluster (or, for `gen`, with only an API server): generators, usage, kubeconfig, connection
// errors, completion, each replayed on a machine of its own. What does not match yet is listed; the count may only rise.
// SHOW=config.view prints how the records whose names match differ.
//
// Not in the file at all, because what they show is not modelled, or not on purpose:
//   help        our help texts have our own words; only the layout is the same
//   conn        certificates and broken servers of the recording machine; connection.test.ts has their like
//   kustomize   kustomize is not simulated

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { coreutils } from '../../../src/programs/coreutils/index.ts';
import { textTools } from '../../../src/programs/text/index.ts';
import { bash } from '../../../src/shell/bash.ts';
import { createSimulation } from '../../../src/sim/simulation.ts';
import { KubectlHost, withApi } from '../../programs/kubectl/world.ts';
import { difference, labFiles, matches, type RecordedSession, type Recording } from './recordings.ts';

/** How many records of each kubectl must match. */
const MATCHED: Readonly<Record<string, number>> = { '1.33.1': 425, '1.35.6': 425, '1.36.4': 425 };

interface OfflineRecording extends Omit<Recording, 'setup'> {
  /** Indexes into `lines`. */
  readonly setup?: readonly number[];
  readonly api?: boolean;
}

interface Offline extends Omit<RecordedSession, 'records'> {
  readonly lines: readonly string[];
  readonly records: readonly OfflineRecording[];
}

const PROGRAMS = { bash, ...coreutils, ...textTools };
const FILES = labFiles();
const readOffline = (version: string): Offline =>
  JSON.parse(readFileSync(new URL(`./offline-${version}.json`, import.meta.url), 'utf8'));

it.each(Object.entries(MATCHED))('kubectl %s without a cluster: at least %i records match', (version, least) => {
  const offline = readOffline(version);
  const unmatched: string[] = [];
  const pki = certificates(offline);
  /** Generators only ask what there is, so one machine does for all. */
  let generating: KubectlHost | undefined;
  for (const { setup, ...record } of offline.records) {
    if (record.api) generating ??= machineWithApi(offline);
    const fresh = () => new KubectlHost(`v${offline.kubectl}`, createSimulation('kubectl'), PROGRAMS);
    const machine = record.api && generating ? generating : fresh();
    for (const [name, text] of Object.entries(FILES)) machine.write(`/root/lab/${name}`, text);
    for (const [path, text] of pki) machine.write(path, text);
    for (const index of setup ?? []) prepare(machine, offline.lines[index]);
    const session: RecordedSession = { ...offline, records: [] };
    const ran = machine.shell(record.cmd, { stdin: record.stdin, environment: record.env, patience: 40_000 });
    if (matches(session, IN_ANY_ORDER.test(record.id) ? inAnyOrder(session, record) : record, ran)) continue;
    const unsimulated = /cka-lab: not simulated: .*/.exec(ran.stderr);
    unmatched.push(`${record.id}: ${unsimulated?.[0] ?? reason(record.id)}`);
    if (process.env.SHOW && new RegExp(process.env.SHOW).test(`${version} ${record.id}`)) {
      console.log(`${version} ${record.id}\n$ ${record.cmd}\n${difference(session, record, ran)}`);
    }
  }
  const { length } = offline.records;
  const matched = length - unmatched.length;
  console.log(`offline-${version}: ${matched}/${length} match; not yet:\n  ${unmatched.join('\n  ')}`);
  expect(matched).toBeGreaterThanOrEqual(least);
});

/** Names come out of a Go map: that two recordings had the same order was luck. */
const IN_ANY_ORDER = /^config\.multi\.get-clusters$|^complete\.c\.(?:config-del|user-flag)/;

function inAnyOrder({ volatile }: RecordedSession, record: Recording): Recording {
  const at = volatile.indexOf('line-order');
  return { ...record, volatile: [...(record.volatile ?? []), ...(at === -1 ? [] : [at])] };
}

/** Why the rest differs, as far as it is known. */
const DIFFERENCES: readonly (readonly [ids: RegExp, reason: string])[] = [
  [/use-none|use-two|rename-one|set-prop-none|del-none|help-bad-sub|get-flags|apply-flags/, 'help in our own words'],
  [/version-(?:client-)?json/, "the builds' dates and commits"],
  [/create\.raw/, 'the first of several errors stands for all'],
  [/usage\.s-bad/, 'a server that is no address'],
];

const reason = (id: string): string => DIFFERENCES.find(([ids]) => ids.test(id))?.[1] ?? 'open';

/** The certificates of the recording machine, which multi.conf names: `config view --flatten` shows what is in them. */
function certificates({ records }: Offline): readonly (readonly [path: string, text: string])[] {
  const flat = records.find(({ id }) => id === 'config.merge.flatten')?.stdout ?? '';
  const content = (field: string): string => {
    const [, data = ''] = new RegExp(`${field}: (\\S{200,})`).exec(flat) ?? [];
    return Buffer.from(data, 'base64').toString();
  };
  return [
    ['/etc/kubernetes/pki/ca.crt', content('certificate-authority-data')],
    ['/etc/kubernetes/pki/apiserver-kubelet-client.crt', content('client-certificate-data')],
    ['/etc/kubernetes/pki/apiserver-kubelet-client.key', content('client-key-data')],
  ];
}

/** Setup lines in words say which kubeconfig there is. */
function prepare(machine: KubectlHost, line: string): void {
  const config = /^# ~\/\.kube\/config is (?:the file )?(\S+)/.exec(line);
  const two = /^# KUBECONFIG=(\S+):(\S+) \((\S+), (\S+)\)$/.exec(line);
  if (config) machine.write('/root/.kube/config', FILES[config[1]]);
  else if (two) {
    machine.write(two[1], FILES[two[3]]);
    machine.write(two[2], FILES[two[4]]);
  } else if (!line.startsWith('#')) machine.shell(line);
}

function machineWithApi({ kubectl, server }: Offline): KubectlHost {
  const { machine, api } = withApi(`v${kubectl}`, PROGRAMS, `v${server}`);
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } };
  api.send('POST', '/api/v1/namespaces/default/serviceaccounts', account);
  return machine;
}
