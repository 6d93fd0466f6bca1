// crictl 1.33.0 and ctr as recorded on a kubeadm cluster of 1.33, replayed on the control plane of such a cluster here.

import { describe } from 'vitest';
import { ClusterShell } from '../../support/cluster-shell.ts';
import { type Outcome, type Recording, recordings, replay } from '../../support/recording.ts';

/** IDs, times and ages differ between any two clusters. */
const ALWAYS: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{64}/g, '~'],
  [/\b[0-9a-f]{13}\b/g, '~'],
  [/(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/g, '~'],
  [/(?<=container.hash": {2}")[0-9a-f]+/g, '~'],
  [/(?:About a minute|\d+ (?:seconds|minutes)) ago +/g, '~'],
  [/CREATED +/g, '~'],
  [/\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\dZ?/g, '~'],
  [/E\d{4} \d\d:\d\d:\d\d\.\d{6} +\d+/g, '~'],
];

/** Debian's containerd of the recording, and Docker's that belongs to 1.33. */
const CONTAINERD = ['1.6.20~ds1\n', '1.7.28\n'] as const;
const REVISION = [/1\.6\.20~ds1-1\+deb12u3/g, 'b98a3aace656320842a23f4a392a33f46af97866'] as const;

const plain = (text: string): string => ALWAYS.reduce((rest, [pattern, mark]) => rest.replace(pattern, mark), text);

/** What was different on the recorder's node: its pod network, and the jobs that a kubeadm upgrade had left. */
const RECORDER = `
kubectl delete namespace kube-flannel
rm /etc/cni/net.d/*
mkdir -p /etc/cni/net.d
echo '{"cniVersion":"1.0.0","name":"lab","plugins":[{"type":"bridge","ipam":{"type":"host-local","ranges":[[{"subnet":"10.244.0.0/24"}]]}}]}' > /etc/cni/net.d/10-lab.conflist
for moment in 1795177402842 1795177417937 1795177433024; do
kubectl create -f - <<JOB
apiVersion: batch/v1
kind: Job
metadata: { name: upgrade-health-check-$moment, namespace: kube-system }
spec:
  template:
    spec:
      restartPolicy: Never
      tolerations: [{ operator: Exists }]
      containers: [{ name: upgrade-health-check, image: 'registry.k8s.io/pause:3.10', args: [-v] }]
JOB
done
sleep 30
kubectl -n kube-system delete pod -l k8s-app=kube-dns
`;

describe('crictl', () => {
  const shell = new ClusterShell('one-node', 'v1.33.13');
  shell.run(RECORDER);
  shell.world.simulation.advance(300_000);
  /** The recorder went on in one cluster. */
  const done: string[] = [];
  const run = ({ setup = [], cmd, id }: Recording): Outcome => {
    if (id.includes('.down-')) shell.run('systemctl stop containerd');
    if (id.includes('.up-')) shell.run('systemctl start containerd; sleep 30');
    for (const line of setup.slice(done.length)) {
      shell.run(line);
      // The recorder looked again after a few seconds.
      shell.world.simulation.advance(5_000);
      done.push(line);
    }
    const { stdout, stderr, code } = shell.outcome(cmd);
    return { stdout: plain(stdout), stderr: plain(stderr), code };
  };
  replay({
    records: recordings(new URL('./recorded.json', import.meta.url)),
    translate: (text) =>
      plain(
        text
          .replaceAll(...CONTAINERD)
          .replace(...REVISION)
          .replace('go1.19.8', 'go1.24.9'),
      ),
    accepted: {
      'img-alias': 'the recorder had built its own small busybox',
      inspecti: 'the recorder had given one image all the tags of nginx',
      'ctr-images': 'images that were pulled have names by digest as well',
      exec: 'etcdctl is not in the image yet',
      statsp: 'an error of containerd 1.6, which does not find its cgroups in a container',
    },
    run,
  });
});
