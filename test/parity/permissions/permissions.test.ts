// Where a real Linux denies: commands.sh run by root on a Debian 12 with the users bob and al, and what it printed.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { machineWithShell, script } from '../../support/sitting.ts';

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

/** Differences we accept, and why. */
const ACCEPTED: Readonly<Record<string, string>> = {
  'mv /tmp/alfile /srv/p/open/': '/tmp was a file system of its own there',
  'find . -name s': 'directories are in no order there, and find needs no look at what it only names',
  'sed -i s/a/b/ ro.txt': 'the temporary name is random',
};

/** What each command of the script printed, by the command; what comes before the next `$ ` belongs to it. */
function answers(text: string): Map<string, string> {
  const blocks = text.split(/^\$ /m).slice(1);
  return new Map(blocks.map((block) => [block.slice(0, block.indexOf('\n')), block.slice(block.indexOf('\n') + 1)]));
}

test('permission is denied where Linux denies it', () => {
  const machine = machineWithShell();
  machine.host.files.writeFile('/root/commands.sh', read('commands.sh'));
  script(machine, 'useradd -m -s /bin/bash -u 1001 bob; useradd -m -s /bin/bash -u 1002 al; usermod -aG users bob');
  const ours = answers(script(machine, 'cd /; bash /root/commands.sh; true'));
  const wanted = answers(read('recorded.txt'));
  const different = [...wanted].filter(([command, said]) => ours.get(command) !== said);
  console.log(`permissions: ${wanted.size - different.length}/${wanted.size}`);
  const unexpected = different.filter(([command]) => !(command in ACCEPTED));
  expect(unexpected.map(([command, said]) => ({ command, said, ours: ours.get(command) }))).toEqual([]);
  expect(different.map(([command]) => command).sort()).toEqual(Object.keys(ACCEPTED).sort());
});
