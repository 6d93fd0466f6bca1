import { expect, test } from 'vitest';
import type { Program } from '../../../src/linux/host/process.ts';
import { kubernetesSources } from '../../../src/linux/packages/kubernetes-archive.ts';
import { ubuntuSources } from '../../../src/linux/packages/ubuntu-archive.ts';
import { compareVersions } from '../../../src/linux/packages/version.ts';
import { packageTools } from '../../../src/programs/admin/apt/index.ts';
import { ubuntuMachine } from '../../support/ubuntu.ts';

const archive = { sources: [...kubernetesSources([{ minor: 34, newestPatch: 3 }]), ...ubuntuSources()] };
const kubelet: Program = function* (process) {
  yield* process.sleep(1e9);
  return 0;
};

const node = () => {
  const machine = ubuntuMachine({
    programs: { ...packageTools(archive), kubelet },
    prepare: ({ files }) => {
      files.writeFile('/etc/apt/keyrings/k.gpg', 'x');
      files.writeFile(
        '/etc/apt/sources.list.d/kubernetes.list',
        'deb [signed-by=/etc/apt/keyrings/k.gpg] https://pkgs.k8s.io/core:/stable:/v1.34/deb/ /\n',
      );
    },
  });
  machine.run('apt-get update');
  machine.run('apt-get install -y kubeadm=1.34.0-1.1 kubelet=1.34.0-1.1 kubectl=1.34.0-1.1');
  return machine;
};

test('a held package stays until somebody insists', () => {
  const machine = node();
  expect(machine.run('apt-mark hold kubeadm').stdout).toBe('kubeadm set on hold.\n');
  expect(machine.run('apt-get install -y kubeadm=1.34.1-1.1')).toMatchInlineSnapshot(`
    {
      "code": 100,
      "stderr": "E: Held packages were changed and -y was used without --allow-change-held-packages.
    ",
      "stdout": "Reading package lists...
    Building dependency tree...
    Reading state information...
    The following held packages will be changed:
      kubeadm
    The following packages will be upgraded:
      kubeadm
    1 upgraded, 0 newly installed, 0 to remove and 20 not upgraded.
    ",
    }
  `);
  machine.run('apt-get install -y --allow-change-held-packages kubeadm=1.34.1-1.1');
  expect(machine.run('apt-mark showhold').stdout).toBe('');
  expect(machine.run('apt-cache policy kubeadm').stdout).toMatchInlineSnapshot(`
    "kubeadm:
      Installed: 1.34.1-1.1
      Candidate: 1.34.3-1.1
      Version table:
         1.34.3-1.1 500
            500 https://pkgs.k8s.io/core:/stable:/v1.34/deb  Packages
         1.34.2-1.1 500
            500 https://pkgs.k8s.io/core:/stable:/v1.34/deb  Packages
     *** 1.34.1-1.1 500
            500 https://pkgs.k8s.io/core:/stable:/v1.34/deb  Packages
            100 /var/lib/dpkg/status
         1.34.0-1.1 500
            500 https://pkgs.k8s.io/core:/stable:/v1.34/deb  Packages
    "
  `);
});

test('a version that is not there', () => {
  expect(node().run('apt-get install -y kubeadm=9.9.9')).toMatchInlineSnapshot(`
    {
      "code": 100,
      "stderr": "E: Version '9.9.9' for 'kubeadm' was not found
    ",
      "stdout": "Reading package lists...
    Building dependency tree...
    Reading state information...
    Package kubeadm is not available, but is referred to by another package.
    This may mean that the package is missing, has been obsoleted, or
    is only available from another source

    ",
    }
  `);
});

test('an upgrade keeps the new kernel back, a dist-upgrade brings it, the next boot runs it', () => {
  const machine = node();
  machine.run('apt-get upgrade -y');
  expect(machine.host.files.exists('/var/run/reboot-required')).toBe(true);
  const upgraded = machine.run('apt-get dist-upgrade -y').stdout;
  expect(upgraded.slice(upgraded.indexOf('\n\n'))).toMatchInlineSnapshot(`
    "

    Pending kernel upgrade!
    Running kernel version:
      6.8.0-90-generic
    Diagnostics:
      The currently running kernel version is not the expected kernel version 6.8.0-94-generic.

    Restarting the system to load the new kernel will not be handled automatically, so you should consider rebooting.

    No services need to be restarted.

    No containers need to be restarted.

    No user sessions are running outdated binaries.

    No VM guests are running outdated hypervisor (qemu) binaries on this host.
    "
  `);
  expect(machine.host.files.readText('/proc/sys/kernel/osrelease')).toBe('6.8.0-90-generic\n');
  machine.run('systemctl reboot');
  machine.simulation.advance(40_000);
  expect(machine.host.files.readText('/proc/sys/kernel/osrelease')).toBe('6.8.0-94-generic\n');
  expect(machine.host.files.exists('/var/run/reboot-required')).toBe(false);
});

test.each([
  ['1.10-1', '1.9-1', 1],
  ['1.0~rc1-1', '1.0-1', -1],
  ['1:0.1', '9.9', 1],
  ['1.34.0-1.1', '1.34.0-1.1', 0],
])('version %s against %s', (a, b, sign) => {
  expect(Math.sign(compareVersions(a, b))).toBe(sign);
});
