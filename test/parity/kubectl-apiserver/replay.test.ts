// kubectl against a control plane, recorded from the real ones and replayed here: each file is one session, in which
// later records see what earlier ones did. What does not match yet is listed with its reason; the count may only rise.

import { expect, it } from 'vitest';
import type { KubectlHost, Ran } from '../../programs/kubectl/world.ts';
import { kubectlLab } from '../../support/kubectl-lab.ts';
import { labFiles, matches, type Recording, readSession } from './recordings.ts';

/** How many records of each file must match. */
const MATCHED: Readonly<Record<string, number>> = {
  'admin-1.33.1': 0,
  'apply-1.33.1': 0,
  'apply-1.35.6': 0,
  'comp-1.33.1': 0,
  'read-1.33.1': 0,
  'read-1.35.6': 0,
  'work-1.33.1': 0,
  'work-1.35.6': 0,
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
    if (!matches(session, record, ran)) {
      unmatched.push(`${record.id}: ${reason(record, ran.stderr)}`);
      if (process.env.SHOW && new RegExp(process.env.SHOW).test(`${name} ${record.id}`))
        console.log(
          `===== ${name} ${record.id}\n$ ${record.cmd}\n--- real ${record.code ?? 0}\n${record.stdout ?? ''}--- \n${record.stderr ?? ''}--- ours ${ran.code}\n${ran.stdout}--- \n${ran.stderr}`,
        );
    }
  }
  const matched = session.records.length - unmatched.length;
  console.log(`${name}: ${matched}/${session.records.length} match; not yet:\n  ${unmatched.join('\n  ')}`);
  expect(matched).toBeGreaterThanOrEqual(least);
});

/** One line of a shell as far as the recordings go: here-documents, assignments before a command, `;`. */
function runLine(machine: KubectlHost, line: string, { stdin, env }: Partial<Recording> = {}): Ran {
  const here = /^(.*?) <<EOF\n([\s\S]*\n)EOF$/.exec(line);
  const told = /^(.*?) {3}# stdin: (".*")$/.exec(line);
  const assigned = /^(\w+)="([^"]*)" (kubectl .*)$/.exec(line);
  const options = { patience: 40_000, stdin, environment: env };
  let ran: Ran = { stdout: '', stderr: 'cka-lab: not simulated: a shell', code: 127 };
  if (here) ran = machine.run(here[1], { ...options, stdin: here[2] });
  else if (told) ran = machine.run(told[1], { ...options, stdin: JSON.parse(told[2]) });
  else if (assigned) ran = machine.run(assigned[3], { ...options, environment: { [assigned[1]]: assigned[2] } });
  else if (!/[|$<>]/.test(line.replace(/'[^']*'/g, '')))
    for (const one of line.split('; ')) if (one.startsWith('kubectl ')) ran = machine.run(one, options);
  machine.simulation.advance(100);
  return ran;
}

function reason(record: Recording, stderr: string): string {
  if (record.omitted !== undefined) return record.omitted;
  const unsimulated = /cka-lab: not simulated: .*/.exec(stderr);
  if (unsimulated) return unsimulated[0];
  if (/the server doesn't have a resource type|no matches for kind/.test(stderr)) return 'a kind that is not modelled';
  return 'open';
}
