// kubectl 1.35.6 without a cluster: generators, usage, kubeconfig, connection errors, replayed on a bare host.
//
// Recordings of these groups are left out, because what they show is not modelled, or not on purpose:
//   help          our help texts have our own words; only the layout is the same
//   conn          certificates and broken servers of the recording machine; connection.test.ts has their like
//   exec, edit, top, debug, replace, diff, explain, certificate, port-forward, attach, cp, kustomize, autoscale: not simulated
//   config set, unset, set-credentials --exec-*; --append-hash; set env|resources|selector|subject|serviceaccount: not simulated

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { KubectlHost, type Ran, withApi } from '../../programs/kubectl/world.ts';

interface Recording {
  readonly id: string;
  readonly cmd: string;
  readonly setup?: readonly string[];
  readonly api?: boolean;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly code?: number;
}

const { version, files, records }: { version: string; files: Record<string, string>; records: Recording[] } =
  JSON.parse(readFileSync(new URL('./offline-1.35.6.json', import.meta.url), 'utf8'));

describe(`kubectl ${version} without a cluster`, () => {
  it.each(records.map((record) => [record.cmd, record] as const))('%s', (_, record) => {
    const machine = record.api ? machineWithApi() : new KubectlHost(version);
    for (const [name, text] of Object.entries(files)) machine.write(`/root/lab/${name}`, text);
    for (const line of record.setup ?? []) {
      const kubeconfig = /~\/\.kube\/config is the file (\S+) of README/.exec(line);
      if (kubeconfig) machine.write('/root/.kube/config', files[kubeconfig[1]]);
      else if (line.startsWith('kubectl ')) machine.run(line);
    }
    expect(comparable(machine.run(record.cmd))).toEqual({
      stdout: record.stdout ?? '',
      stderr: record.stderr ?? '',
      code: record.code ?? 0,
    });
  });
});

function machineWithApi(): KubectlHost {
  const { machine, api } = withApi(version);
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } };
  api.send('POST', '/api/v1/namespaces/default/serviceaccounts', account);
  return machine;
}

const comparable = (ran: Ran): Ran => ({
  ...ran,
  stderr: ran.stderr.replace(/^([EWI])\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ /gm, '$1TIME '),
});
