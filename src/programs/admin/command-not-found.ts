// command-not-found: what an interactive shell of Ubuntu says about a command that is not there, with the
// packages that would bring it.

import { findGroup } from '../../linux/host/accounts.ts';
import type { Process, Program } from '../../linux/host/process.ts';

/** An offer with a version is one of several; the only one is named alone. */
type Offer = readonly [source: 'snap' | 'apt', packageName: string, version: string];

/** One line per command: `command: source package version, ...`. */
const OFFERS = `
calicoctl: snap calicoctl 3.29.3
docker: snap docker 28.4.0, apt podman-docker 4.9.3+ds1-1ubuntu0.2, apt docker.io 28.2.2-0ubuntu1~24.04.1
emacs: snap emacs 30.2, apt emacs-gtk 1:29.3+1-1ubuntu2, apt emacs-nox 1:29.3+1-1ubuntu2
etcdctl: apt etcd-client 3.4.30-1ubuntu0.24.04.3
fish: apt fish 3.7.0-1build1
gcc: apt gcc 4:13.2.0-7ubuntu1
go: snap go 1.25.4, apt golang-go 2:1.22~2build1, apt gccgo-go 2:1.22~2build1
helm: snap helm 4.0.1
java: apt default-jre 2:1.17-75
k9s: snap k9s 0.50.16
kubeadm: snap kubeadm 1.34.2
kubectl: snap kubectl 1.34.2
kubelet: snap kubelet 1.34.2
make: apt make 4.3-4.1build2, apt make-guile 4.3-4.1build2
mc: apt mc 3:4.8.30-1ubuntu0.1
node: apt nodejs 18.19.1+dfsg-6ubuntu5
npm: apt npm 9.2.0~ds1-2
pip: apt python3-pip 24.0+dfsg-1ubuntu1.3
pip3: apt python3-pip 24.0+dfsg-1ubuntu1.3
podman: apt podman 4.9.3+ds1-1ubuntu0.2
sl: apt sl 5.02-1
traceroute: apt inetutils-traceroute 2:2.5-3ubuntu4, apt traceroute 1:2.1.5-1
tree: apt tree 2.1.1-2ubuntu3.24.04.2
zip: apt zip 3.0-13ubuntu0.2
zsh: apt zsh 5.9-6ubuntu2
`;

const NOT_FOUND = 127;

export const commandNotFound: Program = function* (process) {
  const words = process.argv.slice(1);
  const name = words[0] === '--' ? words[1] : words[0];
  if (name === undefined) {
    yield* process.complain('usage: command-not-found [options] <command-name>\n');
    return 2;
  }
  const offers = offersOf(name);
  yield* process.complain(
    offers.length === 0 ? `${name}: command not found\n` : `\n${advice(name, offers, privilege(process))}\n`,
  );
  return NOT_FOUND;
};

function offersOf(name: string): Offer[] {
  const line = OFFERS.split('\n').find((one) => one.startsWith(`${name}: `));
  if (!line) return [];
  const offers = line.slice(name.length + 2).split(', ');
  return offers.map((offer): Offer => {
    const [source, packageName, version] = offer.split(' ');
    return [source === 'snap' ? 'snap' : 'apt', packageName, version];
  });
}

type Privilege = 'root' | 'administrator' | 'none';

function privilege({ credentials, files }: Process): Privilege {
  if (credentials.uid === 0) return 'root';
  const gid = findGroup(files, 'sudo')?.gid;
  return gid !== undefined && [credentials.gid, ...credentials.groups].includes(gid) ? 'administrator' : 'none';
}

function advice(name: string, offers: readonly Offer[], privilege: Privilege): string {
  const sudo = privilege === 'administrator' ? 'sudo ' : '';
  const snaps = offers.filter(([source]) => source === 'snap');
  const ordered = [...snaps, ...offers.filter(([source]) => source === 'apt')];
  const isMixed = snaps.length > 0 && snaps.length < offers.length;
  const width = Math.max(...ordered.map(([, packageName]) => packageName.length));
  const lines = ordered.map(([source, packageName, version], index) => {
    const command = `${sudo}${isMixed ? source.padEnd(4) : source} install `;
    if (ordered.length === 1) return `${command}${packageName}\n`;
    // Among packages of both kinds only the snap's line says that there is another way.
    const hasMore = isMixed ? source === 'snap' : index < ordered.length - 1;
    return `${command}${packageName.padEnd(width)}  # version ${version}${hasMore ? ', or' : ''}\n`;
  });
  const ask = privilege === 'none' ? 'Please ask your administrator.\n' : '';
  const more = isMixed ? `\nSee 'snap info ${snaps[0][1]}' for additional versions.\n` : '';
  return `Command '${name}' not found, but can be installed with:\n\n${lines.join('')}${ask}${more}`;
}
