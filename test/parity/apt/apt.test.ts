// apt 2.6 of Debian 12 with a local repository of stand-in packages, replayed on our apt of Ubuntu 24.04 (2.8) with
// the same packages on the network.

import { describe } from 'vitest';
import { executable } from '../../../src/linux/host/host.ts';
import type { Archive, Package } from '../../../src/linux/packages/package.ts';
import { packageTools } from '../../../src/programs/admin/apt/index.ts';
import { type Outcome, type Recording, recordings, replay } from '../../support/recording.ts';
import { typed } from '../../support/typed.ts';
import { ubuntuMachine } from '../../support/ubuntu.ts';

/** How many files a machine has. */
const FILE_COUNT = /\d+(?= files and directories)/;
const URI = 'https://packages.example/';

const STAND_INS: readonly (readonly [name: string, size: number, description: string])[] = [
  ['kubeadm', 816, 'Command-line utility for administering a Kubernetes cluster'],
  ['kubectl', 820, 'Command-line utility for interacting with a Kubernetes cluster'],
  ['kubelet', 800, 'Node agent for Kubernetes clusters'],
];

const packages = STAND_INS.flatMap(([name, size, description]) =>
  ['1.32.5', '1.33.0', '1.33.1', '1.33.2'].map(
    (version): Package => ({
      name,
      version: `${version}-1.1`,
      section: 'admin',
      priority: 'optional',
      maintainer: 'Lab <lab@lab.test>',
      description: `${description}\n Kubernetes ${name} (stand-in package)`,
      depends: [],
      size,
      installedSize: 0,
      files: { [`/usr/bin/${name}`]: executable(name) },
    }),
  ),
);

const archive: Archive = { sources: [{ uri: URI, suite: '/', release: 'localhost', packages }] };

function run({ setup = [], cmd }: Recording): Outcome {
  const machine = ubuntuMachine({
    name: 'controlplane',
    // The recording machine had no needrestart.
    programs: Object.fromEntries(Object.entries(packageTools(archive)).filter(([name]) => name !== 'needrestart')),
    prepare: ({ files }) => {
      files.unlink('/etc/apt/sources.list.d/ubuntu.sources');
      files.writeFile('/etc/apt/sources.list.d/kubernetes.list', `deb [trusted=yes] ${URI} /\n`);
    },
  });
  for (const line of setup) if (!/^#|^\(|^echo|^dpkg -i/.test(line)) typed(machine, line);
  const ran = /^\(/.test(cmd) ? { stdout: '', stderr: '', code: 0 } : typed(machine, cmd);
  // A repository on the disk needs no download.
  return { ...ran, stdout: ran.stdout.replace(/^Fetched .*\n/gm, '').replace(FILE_COUNT, 'N') };
}

describe('apt', () => {
  replay({
    records: recordings(new URL('./recorded.json', import.meta.url)),
    translate: (text) =>
      text
        .replaceAll('file:/srv/k8s ./', `${URI.slice(0, -1)} `)
        .replace(FILE_COUNT, 'N')
        .replace(/Need to get 0 B\//, 'Need to get ')
        .replaceAll('..././', '.../')
        .replace('debconf: delaying package configuration, since apt-utils is not installed\n', ''),
    accepted: {
      update: 'a flat repository on the disk is asked for other files than a signed one on the network',
      'update-again': 'the same',
      'apt-update': 'the same',
      'update-offline': 'the same',
      show: 'stanzas have the order of the Kubernetes archive',
      'dpkg-l-grep': 'other packages around make other columns',
      lock: 'nobody but dpkg itself locks here; the recorder used another program for it',
      'mark-showmanual': 'the recorder had installed another package from a file before',
      'dpkg-L': 'the stand-in package has another file',
    },
    run,
  });
});
