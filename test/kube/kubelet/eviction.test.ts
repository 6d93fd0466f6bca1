// A node whose disk fills up: what the kubelet says, whom it ends, and when all is well again.

import { expect, it } from 'vitest';
import { ClusterShell } from '../../support/cluster-shell.ts';

const OTHER = /web-[0-9a-z]+-[0-9a-z]+/g;

it('a kubelet short of disk reports it, evicts pods and takes no others until there is room', () => {
  const shell = new ClusterShell('two-workers');
  const { simulation } = shell.world;
  const said = (script: string) => shell.run(script).replace(OTHER, 'web-x');
  shell.run('kubectl cordon node02; kubectl create deployment web --image=nginx:1.27 --replicas=3');
  simulation.advance(60_000);
  const condition = `kubectl get node node01 -o jsonpath='{.status.conditions[?(@.type=="DiskPressure")].status}{" "}{.spec.taints[*].key}{"\\n"}'`;
  expect(said(condition)).toBe('False \n');

  shell.run('ssh node01 fallocate -l 37G /var/big');
  simulation.advance(30_000);
  expect(said(condition)).toBe('True node.kubernetes.io/disk-pressure\n');
  const failed = '{range .items[?(@.status.phase=="Failed")]}{.status.reason}: {.status.message}{"\\n"}{end}';
  expect(
    said(
      `kubectl get pods -o jsonpath='${failed}' | sed 's/available: [^.]*/available: N/; s/using [^,]*,/using N,/' | sort -u`,
    ),
  ).toMatchInlineSnapshot(`
    "Evicted: Pod was rejected: The node had condition: [DiskPressure]. 
    Evicted: The node was low on resource: ephemeral-storage. Threshold quantity: 4Gi, available: N. Container nginx was using N, request is 0, has larger consumption of ephemeral-storage. 
    "
  `);
  expect(
    said("kubectl get events --field-selector reason=EvictionThresholdMet -o jsonpath='{.items[0].message}'"),
  ).toBe('Attempting to reclaim ephemeral-storage');
  expect(said('ssh node01 crictl ps -q --name web | wc -l').trim()).toBe('0');

  shell.run('ssh node01 rm /var/big');
  simulation.advance(120_000);
  expect(said(condition)).toBe('True node.kubernetes.io/disk-pressure\n');
  simulation.advance(240_000);
  expect(said(condition)).toBe('False \n');
});

it('an image does not fit on a full disk', () => {
  const shell = new ClusterShell('one-worker');
  shell.run("ssh node01 'fallocate -l $(($(stat -f -c %a /) * 4096 - 10000000)) /var/big'");
  expect(
    shell.run('ssh node01 crictl pull nginx:1.27').replace(/[0-9a-f]{64}|E\d{4}.*?log.go|time="\S+"/g, '…'),
  ).toMatchInlineSnapshot(`
    "…:32] "PullImage from image service failed" err="rpc error: code = Unknown desc = failed to pull and unpack image \\"docker.io/library/nginx:1.27\\": failed to copy: write /var/lib/containerd/io.containerd.content.v1.content/ingest/…/data: no space left on device" image="nginx:1.27"
    … level=fatal msg="pulling image: rpc error: code = Unknown desc = failed to pull and unpack image \\"docker.io/library/nginx:1.27\\": failed to copy: write /var/lib/containerd/io.containerd.content.v1.content/ingest/…/data: no space left on device"
    (1)
    "
  `);
  expect(shell.run("ssh node01 'head -c 20000000 /dev/urandom > /root/x'")).toBe(
    'head: write error: No space left on device\n(1)\n',
  );
});

it('an unknown eviction signal keeps the kubelet from starting', () => {
  const shell = new ClusterShell('one-worker');
  shell.run(
    'ssh node01 \'printf "evictionHard:\\n  disk.free: 1Gi\\n" >> /var/lib/kubelet/config.yaml; systemctl restart kubelet\'',
  );
  shell.world.simulation.advance(5_000);
  expect(shell.run("ssh node01 'journalctl -u kubelet -o cat -g unsupported -n 1'")).toContain(
    'unsupported eviction signal disk.free',
  );
});
