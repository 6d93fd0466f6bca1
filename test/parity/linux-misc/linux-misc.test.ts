// Small everyday commands of a Debian 12 control plane, typed on ours.

import { describe } from 'vitest';
import { ClusterShell } from '../../support/cluster-shell.ts';
import { recordings, replay } from '../../support/recording.ts';

describe('everyday commands on a control plane', () => {
  const shell = new ClusterShell('one-worker', 'v1.33.13');
  shell.world.simulation.advance(180_000);
  const address = shell.host().network.address;
  replay({
    records: recordings(new URL('./recorded.json', import.meta.url)),
    translate: (text) =>
      text
        .replaceAll('192.168.100.11', address)
        .replaceAll('192.168.100.', '172.30.1.')
        // netplan of Ubuntu sets the default route
        .replaceAll('via 172.30.1.1 dev eth0 ', 'via 172.30.1.1 dev eth0 proto static ')
        .replaceAll('tmux 3.3a', 'tmux 3.4')
        // Debian's containerd is 1.6, and its runc as old
        .replaceAll('pause:3.6', 'pause:3.8')
        .replaceAll('1.1.5+ds1-1+deb12u1', 'v1.3.0-0-g4ca628d1')
        .replaceAll('1.1.5+ds1', '1.3.0')
        .replaceAll('1.0.2-dev', '1.2.1')
        .replaceAll('go1.19.8', 'go1.24.6')
        .replaceAll('libseccomp: 2.5.4', 'libseccomp: 2.5.5')
        // of the recorded build
        .replaceAll('2df3632e823a813f64218dfc6f5c2e70d28ecdf0', 'c5c9104614cce4da87e9748ce37058da21fdbc29')
        .replaceAll('go1.24.4', 'go1.24.11'),
    accepted: {
      'lsof-6443': 'process numbers have more digits there, which moves the columns',
      'ps-api': 'process numbers have more digits there, which moves the columns',
      pgrep: 'process numbers have more digits there, and the line is cut at a column',
      'cni-conf': 'a file of that machine; flannel has another name',
    },
    run: ({ cmd }) => shell.outcome(cmd.replaceAll('192.168.100.11', address)),
  });
});
