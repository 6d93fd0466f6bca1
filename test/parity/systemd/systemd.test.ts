// systemctl, journalctl and hostnamectl of systemd 252 on Debian 12, replayed on our 255 on Ubuntu 24.04.

import { describe } from 'vitest';
import type { Program } from '../../../src/linux/host/process.ts';
import { coreutils } from '../../../src/programs/coreutils/index.ts';
import { type Outcome, type Recording, recordings, replay } from '../../support/recording.ts';
import { typed } from '../../support/typed.ts';
import { type Machine, ubuntuMachine } from '../../support/ubuntu.ts';

const LIBRARY = '/usr/lib/systemd/system';
const CONFIGURATION = '/var/lib/kubelet/config.yaml';

const MANAGED = 'Labels:map[string]string{io.cri-containerd.image: managed,},XXX_unrecognized:[],}';
const created = (name: string) =>
  `ImageCreate event &ImageCreate{Name:${name},Labels:map[string]string{},XXX_unrecognized:[],}`;
const updated = (name: string) => `ImageUpdate event &ImageUpdate{Name:${name},${MANAGED}`;
const NGINX = 'sha256:01bc26e4959301c6a948e095ccf779a5d05a5f38c467922133f6956d0a7e4ab2';
const PAUSE = 'sha256:35dffcc876d6f9d78f253303e84f1382832dddbb52cfaed41639efaae6386a99';
const IMAGE_EVENTS = [
  updated('docker.io/library/nginx:1.27'),
  created('docker.io/library/nginx:alpine'),
  updated(NGINX),
  updated('docker.io/library/nginx:alpine'),
  created('docker.io/library/nginx:latest'),
  updated(NGINX),
  updated('docker.io/library/nginx:latest'),
  created('registry.k8s.io/pause:3.10'),
  `ImageCreate event &ImageCreate{Name:${PAUSE},${MANAGED}`,
  updated('registry.k8s.io/pause:3.10'),
];

/** Dies as the real one does without its configuration. */
const kubelet: Program = function* (process) {
  yield* process.compute(56);
  if (process.files.exists(CONFIGURATION)) yield* process.sleep(1e9);
  yield* process.complain(
    `E1120 12:19:37.216087      73 run.go:72] "command failed" err="failed to load kubelet config file, path: ${CONFIGURATION}, error: failed to load Kubelet config file ${CONFIGURATION}, error failed to read kubelet config file \\"${CONFIGURATION}\\", error: open ${CONFIGURATION}: no such file or directory"\n`,
  );
  return 1;
};

/** Says of the images the recorder had brought what the real one said last. */
const containerd: Program = function* (process) {
  yield* process.compute(6_131);
  for (const message of IMAGE_EVENTS)
    yield* process.complain(`time="2026-11-20T12:19:36.702341987Z" level=info msg="${message}"\n`);
  yield* process.sleep(1e9);
  return 0;
};

const UNITS: Readonly<Record<string, string>> = {
  'kubelet.service':
    '[Unit]\nDescription=kubelet: The Kubernetes Node Agent\nDocumentation=https://kubernetes.io/docs/\nWants=network-online.target\nAfter=network-online.target\n\n[Service]\nExecStart=/usr/bin/kubelet\nRestart=always\nStartLimitInterval=0\nRestartSec=10\n\n[Install]\nWantedBy=multi-user.target\n',
  'kubelet.service.d/10-kubeadm.conf':
    '[Service]\nEnvironment="KUBELET_KUBECONFIG_ARGS=--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf --kubeconfig=/etc/kubernetes/kubelet.conf"\nEnvironment="KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml"\nEnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env\nEnvironmentFile=-/etc/default/kubelet\nExecStart=\nExecStart=/usr/bin/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS\n',
  'containerd.service':
    '[Unit]\nDescription=containerd container runtime\nDocumentation=https://containerd.io\nAfter=network.target local-fs.target\n\n[Service]\nExecStartPre=-/sbin/modprobe overlay\nExecStart=/usr/bin/containerd\nType=simple\nDelegate=yes\nKillMode=process\nRestart=always\nRestartSec=5\n\n[Install]\nWantedBy=multi-user.target\n',
};

function machine(): Machine {
  return ubuntuMachine({
    name: 'controlplane',
    programs: { ...coreutils, kubelet, containerd },
    prepare: ({ files }) => {
      // The recorder's machine was a container and could count neither tasks nor memory.
      files.writeFile('/etc/systemd/system.conf', '[Manager]\nDefaultTasksAccounting=no\nDefaultMemoryAccounting=no\n');
      files.makeDirectory(`${LIBRARY}/kubelet.service.d`);
      for (const [name, text] of Object.entries(UNITS)) files.writeFile(`${LIBRARY}/${name}`, text);
      files.makeDirectory('/etc/systemd/system/multi-user.target.wants', { recursive: true });
      files.symlink(`${LIBRARY}/containerd.service`, '/etc/systemd/system/multi-user.target.wants/containerd.service');
    },
  });
}

function prepare(node: Machine, line: string): void {
  const unit = /^# (\/etc\/systemd\/system\/\S+):\n([\s\S]*)$/.exec(line);
  if (unit) node.host.files.writeFile(unit[1], unit[2]);
  else if (!line.startsWith('#')) typed(node, line);
}

function run({ setup = [], cmd }: Recording): Outcome {
  const node = machine();
  for (const [at, line] of setup.entries()) {
    prepare(node, line);
    // The recorder looked on for a while after the first start, and hurried through the rest.
    node.simulation.advance(setup.indexOf('systemctl start kubelet') === at ? 2_000 : 10);
  }
  return typed(node, cmd);
}

/** 255 knows UpheldBy= and words its advice anew; the rest is the same. */
const NOT_MEANT_252 =
  /^The unit files have no installation config[\s\S]*?Possible reasons for having this kind of units are:[\s\S]*?\.wants\/ or \.requires\/ directory\.$/m;
const NOT_MEANT_255 = `The unit files have no installation config (WantedBy=, RequiredBy=, UpheldBy=,
Also=, or Alias= settings in the [Install] section, and DefaultInstance= for
template units). This means they are not meant to be enabled or disabled using systemctl.
 
Possible reasons for having these kinds of units are:
• A unit may be statically enabled by being symlinked from another unit's
  .wants/, .requires/, or .upholds/ directory.`;

describe('systemd', () => {
  replay({
    records: recordings(new URL('./recorded.json', import.meta.url)),
    translate: (text) => text.replaceAll('(/lib/systemd', '(/usr/lib/systemd').replace(NOT_MEANT_252, NOT_MEANT_255),
    accepted: {
      'list-units': 'another distribution has other services',
      'nosuch-enabled': 'since systemd 253 the answer is a word on standard output and status 4',
      deps: 'another distribution has other units below sysinit.target',
      'mask-status': 'without the warning about changed files, which 255 does not give here',
      hostnamectl: 'a virtual machine instead of a container, another distribution',
    },
    run,
  });
});
