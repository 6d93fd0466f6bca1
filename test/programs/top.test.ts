// top as pages and on a screen, and what a container sees of the machine's processes.

import { expect, it } from 'vitest';
import { coreutils } from '../../src/programs/coreutils/index.ts';
import { ClusterShell } from '../support/cluster-shell.ts';
import { ubuntuMachine } from '../support/ubuntu.ts';

it('top -b prints a page of what uses the machine', () => {
  const machine = ubuntuMachine({ programs: coreutils });
  expect(machine.run('top -b -n 1 -p 1').stdout.replace(/\d+\.\d/g, 'N.N')).toMatchInlineSnapshot(`
    "top - 12:00:20 up 0 min,  0 users,  load average: N.N9, N.N2, N.N1
    Tasks:   1 total,   0 running,   1 sleeping,   0 stopped,   0 zombie
    %Cpu(s): N.N us,  N.N sy,  N.N ni, N.N id,  N.N wa,  N.N hi,  N.N si,  N.N st 
    MiB Mem :   N.N total,   N.N free,    N.N used,    N.N buff/cache     
    MiB Swap:      N.N total,      N.N free,      N.N used.   N.N avail Mem 

        PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND
          1 root      20   0   16384   4096   2458 S   N.N   N.N   0:N.N0 systemd
    "
  `);
  expect(machine.run('top -b -n 2 -d 5').stdout.match(/^top - /gm)).toHaveLength(2);
  expect(machine.run('top -b -n 1 -o %MEM').stdout.split('\n')[7]).toContain('unattended-upgr');
  expect(machine.run('top -n 0')).toEqual({
    stdout: '',
    stderr: expect.stringContaining("bad iterations argument '0'"),
    code: 1,
  });
  expect(machine.run('top').stderr).toBe('top: failed tty get\n');
});

it('top on a screen sorts at a key, asks whom to kill, and leaves with q', () => {
  const shell = new ClusterShell('one-node');
  const keyboard = shell.login();
  keyboard.type('sleep 5000 &\r');
  expect(keyboard.type('top\r')).toContain('Tasks:');
  const [, pid] = /(\d+) root .* sleep\b/.exec(shell.run('top -bn1')) ?? [];
  keyboard.type('k');
  expect(keyboard.type(`${pid}\r`)).toContain(`Send pid ${pid} signal [15/sigterm]`);
  keyboard.type('\r');
  expect(keyboard.type('q')).toContain('Terminated');
});

it('a container sees its own processes under its own numbers, and its own mounts', () => {
  const shell = new ClusterShell('one-worker');
  shell.run('kubectl run box --image=busybox:1.36 --command -- sleep 3600; kubectl wait --for=condition=Ready pod/box');
  expect(
    shell.run(
      "kubectl exec box -- sh -c 'ps | head -2; cat /proc/1/comm; echo $$; head -1 /proc/mounts; df / | tail -1 | cut -c1-8'",
    ),
  ).toMatchInlineSnapshot(`
    "PID   USER     TIME  COMMAND
        1 root      0:00 sleep 3600
    sleep
    2
    overlay / overlay rw,relatime 0 0
    overlay 
    "
  `);
  const restarts = () => shell.run("kubectl get pod box -o jsonpath='{.status.containerStatuses[0].restartCount}'");
  shell.run("kubectl exec box -- sh -c 'sleep 100 & kill $!; kill -9 2'");
  expect(restarts()).toBe('0');
});
