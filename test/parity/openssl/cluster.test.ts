// What OpenSSL 3.0 of Debian 12 said about a kubeadm cluster's certificates, asked again about ours.

import { describe } from 'vitest';
import { ClusterShell } from '../../support/cluster-shell.ts';
import { recordings, replay } from '../../support/recording.ts';

describe('openssl on a control plane', () => {
  const shell = new ClusterShell();
  shell.run('true');
  const address = shell.host().network.address;
  const prepared = new Set<string>();
  replay({
    records: recordings(new URL('./golden.json', import.meta.url)),
    translate: (text) =>
      text
        .replaceAll('192.168.100.11', address)
        .replaceAll('3.0.20 7 Apr 2026', '3.0.13 30 Jan 2024')
        .replaceAll(/(\.\.\/\S+\.c):\d+:/g, '$1:…:'),
    accepted: {},
    run: ({ cmd, setup = [] }) => {
      for (const line of setup) if (!line.startsWith('#') && !prepared.has(line)) shell.run(line);
      for (const line of setup) prepared.add(line);
      const { stdout, stderr, code } = shell.outcome(cmd.replaceAll('192.168.100.11', address));
      return { stdout, stderr: stderr.replaceAll(/(\.\.\/\S+\.c):\d+:/g, '$1:…:'), code };
    },
  });
});
