// kubectl against a control plane, recorded from the real ones and replayed here: each file is one session, in which
// later records see what earlier ones did. What does not match yet is listed with its reason; the count may only rise.
// SHOW=work.undo prints how the records whose names match differ.

import { expect, it } from 'vitest';
import type { KubectlHost, Ran } from '../../programs/kubectl/world.ts';
import { kubectlLab } from '../../support/kubectl-lab.ts';
import { difference, labFiles, matches, type Recording, readSession } from '../kubectl/recordings.ts';

/** How many records of each file must match. */
const MATCHED: Readonly<Record<string, number>> = {
  'admin-1.33.1': 77,
  'apply-1.33.1': 45,
  'apply-1.35.6': 46,
  'comp-1.33.1': 21,
  'read-1.33.1': 93,
  'read-1.35.6': 94,
  'work-1.33.1': 69,
  'work-1.35.6': 70,
};

it.each(Object.entries(MATCHED))('%s: at least %i records match', (name, least) => {
  const session = readSession(name);
  const lab = kubectlLab(session.kubectl, session.server);
  const { machine } = lab;
  const files = labFiles();
  for (const [path, text] of Object.entries(files)) machine.write(`/root/lab/${path}`, text);
  const unmatched: string[] = [];
  for (const record of session.records) {
    for (const line of record.setup ?? []) {
      if (line === '# deploy.yaml: replicas changed to 4')
        machine.write('/root/lab/deploy.yaml', files['deploy.yaml'].replace('replicas: 2', 'replicas: 4'));
      else runLine(machine, line);
    }
    if (record.manifest !== undefined) machine.write('/root/lab/t.yaml', record.manifest);
    if (record.running) lab.markRunning();
    const ran = runLine(machine, record.cmd, record);
    // The recorder cleared away what a manifest of its series of mistakes had made all the same.
    if (record.manifest !== undefined && ran.code === 0) runLine(machine, 'kubectl delete -f t.yaml --force');
    if (!matches(session, record, ran)) {
      unmatched.push(`${record.id}: ${reason(record, ran.stderr)}`);
      if (process.env.SHOW && new RegExp(process.env.SHOW).test(`${name} ${record.id}`)) {
        console.log(`${name} ${record.id}\n$ ${record.cmd}\n${difference(session, record, ran)}`);
      }
    }
  }
  const matched = session.records.length - unmatched.length;
  console.log(`${name}: ${matched}/${session.records.length} match; not yet:\n  ${unmatched.join('\n  ')}`);
  expect(matched).toBeGreaterThanOrEqual(least);
});

/** Why the rest differs, as far as it is known. */
const DIFFERENCES: readonly (readonly [ids: RegExp, reason: string])[] = [
  [/read\.cs$/, 'the components answer in no certain order'],
  [/clusterroles-count/, 'one role of the distribution that was recorded'],
  [/pods-spec/, 'a field that only 1.35 had, and words of 1.33 only'],
  [/version-json/, "the builds' dates and commits"],
  [/raw-readyz/, 'the recording server lists no checks of etcd'],
  [/get-pods-node/, 'the scheduler threw other dice'],
  [/describe-dep2/, 'the order of events in one second'],
  [/describe-cj/, 'the controller says nothing of a job it did not make'],
  [/imm-image-name/, "Go's dump of a pod spec"],
  [/nosel|get-dep-yaml/, 'words of 1.33 only'],
];

/** `# stdin: "..."` after a line tells what it read. */
function runLine(machine: KubectlHost, line: string, { stdin, env }: Partial<Recording> = {}): Ran {
  const told = /^(.*?) {3}# stdin: (".*")$/.exec(line);
  const input: string | undefined = told ? JSON.parse(told[2]) : stdin;
  const ran = machine.shell(told?.[1] ?? line, { patience: 40_000, stdin: input, environment: env });
  machine.simulation.advance(100);
  return ran;
}

function reason(record: Recording, stderr: string): string {
  if (record.omitted !== undefined) return record.omitted;
  const unsimulated = /cka-lab: not simulated: .*/.exec(stderr);
  if (unsimulated) return unsimulated[0];
  if (/the server doesn't have a resource type|no matches for kind/.test(stderr)) return 'a kind that is not modelled';
  return DIFFERENCES.find(([ids]) => ids.test(record.id))?.[1] ?? 'open';
}
