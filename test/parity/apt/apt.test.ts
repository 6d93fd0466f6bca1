// apt 2.6 of Debian 12 with a repository of stand-in packages on its disk, replayed on our apt of Ubuntu 24.04 (2.8)
// with such a repository.

import { describe } from 'vitest';
import type { Host } from '../../../src/linux/host/host.ts';
import { debFile } from '../../../src/linux/packages/local-source.ts';
import type { Package } from '../../../src/linux/packages/package.ts';
import { packageTools } from '../../../src/programs/admin/apt/index.ts';
import { type Outcome, type Recording, recordings, replay } from '../../support/recording.ts';
import { typed } from '../../support/typed.ts';
import { type Machine, ubuntuMachine } from '../../support/ubuntu.ts';

const STAND_INS: readonly (readonly [name: string, size: number, description: string])[] = [
  ['kubeadm', 816, 'Command-line utility for administering a Kubernetes cluster'],
  ['kubectl', 820, 'Command-line utility for interacting with a Kubernetes cluster'],
  ['kubelet', 800, 'Node agent for Kubernetes clusters'],
];

const packages = ['1.32.5', '1.33.0', '1.33.1', '1.33.2'].flatMap((version) =>
  STAND_INS.map(
    ([name, size, description]): Package => ({
      name,
      version: `${version}-1.1`,
      section: 'admin',
      priority: 'optional',
      maintainer: 'Lab <lab@lab.test>',
      description: `${description}\n Kubernetes ${name} (stand-in package)`,
      depends: [],
      size,
      installedSize: 0,
      files: { [`/usr/share/lab/${name}`]: '' },
      undocumented: true,
    }),
  ),
);

/** A stanza of the repository's index. */
const record = ({ name, version, maintainer, section, priority, description, size }: Package): string => {
  const digest = (length: number) => `${'0123456789abcdef'.repeat(4)}`.slice(0, length);
  return `Package: ${name}\nVersion: ${version}\nArchitecture: amd64\nMaintainer: ${maintainer}\nSection: ${section}\nPriority: ${priority}\nDescription: ${description}\nDescription-md5: ${digest(32)}\nFilename: ./${name}_${version}_amd64.deb\nSize: ${size}\nSHA256: ${digest(64)}\nMD5sum: ${digest(32)}\n\n`;
};

function makeRepository({ files }: Host): void {
  files.makeDirectory('/srv/k8s');
  for (const pkg of packages) files.writeFile(`/srv/k8s/${pkg.name}_${pkg.version}_amd64.deb`, debFile(pkg));
  files.writeFile('/srv/k8s/Packages', packages.map(record).join(''));
}

/** The recorder locked with what it had at hand; see what runs beside it. */
const LOCKING = /^\((python3) .*& sleep \.5; (.*); wait\)$/;

function typedBesideLock(machine: Machine, line: string): Outcome {
  const [, locker, command] = LOCKING.exec(line) ?? [];
  machine.host.spawn({
    argv: [locker],
    path: `/usr/bin/${locker}`,
    program: function* (process) {
      process.open('/var/lib/dpkg/lock-frontend', { write: true, create: true });
      yield* process.sleep(3_000);
      return 0;
    },
  });
  machine.simulation.advance(500);
  const ran = typed(machine, command);
  machine.simulation.advance(3_000);
  return { ...ran, code: 0 };
}

function prepare(machine: Machine, line: string): void {
  const [, text, path, directory] = /^echo "(.*)" > (\S+?)(?:; mkdir -p (\S+))?$/.exec(line) ?? [];
  if (text !== undefined) {
    machine.host.files.writeFile(path, `${text}\n`);
    if (directory) machine.host.files.makeDirectory(directory, { recursive: true });
  } else if (LOCKING.test(line)) typedBesideLock(machine, line);
  else if (!line.startsWith('#')) typed(machine, line);
}

function run({ setup = [], cmd }: Recording): Outcome {
  const machine = ubuntuMachine({
    name: 'controlplane',
    // The recording machine had no needrestart.
    programs: Object.fromEntries(
      Object.entries(packageTools({ sources: [] })).filter(([name]) => name !== 'needrestart'),
    ),
    prepare: (host) => {
      host.files.unlink('/etc/apt/sources.list.d/ubuntu.sources');
      host.files.writeFile('/etc/apt/sources.list.d/kubernetes.list', 'deb [trusted=yes] file:/srv/k8s ./\n');
      makeRepository(host);
    },
  });
  for (const line of setup) prepare(machine, line);
  // It had no network either.
  if (cmd === 'apt-get update' && setup.length > 5) machine.host.network.up = false;
  const ran = LOCKING.test(cmd) ? typedBesideLock(machine, cmd) : typed(machine, cmd);
  return { ...ran, stdout: leveled(ran.stdout), stderr: leveled(ran.stderr) };
}

/** Numbers of files, processes and bytes that are the machine's own. */
const leveled = (text: string): string =>
  text
    .replace(/\d+(?= files and directories)/, 'N')
    .replace(/(?<=held by process )\d+/, 'N')
    .replace(/(?<=Packages \[)\d+/g, 'N');

describe('apt', () => {
  replay({
    records: recordings(new URL('./recorded.json', import.meta.url)),
    translate: (text) =>
      leveled(text.replace('debconf: delaying package configuration, since apt-utils is not installed\n', '')),
    accepted: {
      'dpkg-l-grep': 'other packages around make other columns',
    },
    run,
  });
});
