// containerd's own command line, and the configuration kubeadm's instructions make from it.

import { describe, expect, it } from 'vitest';
import { ClusterShell } from '../../support/cluster-shell.ts';

describe.each([
  ['v1.33.13', '"registry.k8s.io/pause:3.8"', '"registry.k8s.io/pause:3.10"', 'sandbox_image'],
  ['v1.34.9', "'registry.k8s.io/pause:3.10'", "'registry.k8s.io/pause:3.10.1'", 'sandbox'],
])('containerd of a %s cluster', (version, original, chosen, key) => {
  const shell = new ClusterShell('one-worker', version);

  it('has the configuration that the usual sed makes of its default', () => {
    expect(
      shell.run(
        "containerd config default | sed 's/SystemdCgroup = false/SystemdCgroup = true/' | diff - /etc/containerd/config.toml | sed 's/  */ /g'",
      ),
    ).toMatch(new RegExp(`^\\w+\n< ${key} = ${original}\n---\n> ${key} = ${chosen}\n$`));
  });

  it('starts again from a default somebody wrote there', () => {
    expect(
      shell.run(
        "containerd config default | sed 's/SystemdCgroup = false/SystemdCgroup = true/' > /etc/containerd/config.toml; " +
          'systemctl restart containerd && systemctl is-active containerd; grep -c "SystemdCgroup = true" /etc/containerd/config.toml',
      ),
    ).toBe('active\n1\n');
  });
});
