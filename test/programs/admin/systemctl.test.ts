import { describe, expect, test } from 'vitest';
import type { Program } from '../../../src/linux/host/process.ts';
import { ubuntuMachine } from '../../support/ubuntu.ts';

const kubelet: Program = function* (process) {
  yield* process.sleep(56);
  if (process.argv.includes('--good')) yield* process.sleep(1e9);
  yield* process.complain('E1120 command failed\n');
  return 1;
};
const failing: Program = function* (process) {
  yield* process.sleep(1);
  return 1;
};

const node = () =>
  ubuntuMachine({
    programs: { kubelet, false: failing },
    prepare: ({ files }) => {
      const library = '/usr/lib/systemd/system';
      files.writeFile(
        `${library}/kubelet.service`,
        '[Unit]\nDescription=kubelet: The Kubernetes Node Agent\nDocumentation=https://kubernetes.io/docs/\n[Service]\nExecStart=/usr/bin/kubelet\nRestart=always\nStartLimitInterval=0\nRestartSec=10\n[Install]\nWantedBy=multi-user.target\n',
      );
      files.makeDirectory(`${library}/kubelet.service.d`);
      files.writeFile(
        `${library}/kubelet.service.d/10-kubeadm.conf`,
        '[Service]\nEnvironmentFile=-/etc/default/kubelet\nExecStart=\nExecStart=/usr/bin/kubelet $EXTRA\n',
      );
      files.writeFile(
        '/etc/systemd/system/demo.service',
        '[Unit]\nDescription=Demo oneshot\n[Service]\nType=oneshot\nExecStart=/bin/false\n',
      );
    },
  });

describe('a service that dies at once', () => {
  test('is started without complaint, dies, and waits for its restart', () => {
    const machine = node();
    expect(machine.run('systemctl start kubelet')).toEqual({ stdout: '', stderr: '', code: 0 });
    machine.simulation.advance(2_000);
    expect(machine.run('systemctl status kubelet')).toMatchInlineSnapshot(`
      {
        "code": 3,
        "stderr": "",
        "stdout": "● kubelet.service - kubelet: The Kubernetes Node Agent
           Loaded: loaded (/usr/lib/systemd/system/kubelet.service; disabled; preset: enabled)
          Drop-In: /usr/lib/systemd/system/kubelet.service.d
                   └─10-kubeadm.conf
           Active: activating (auto-restart) (Result: exit-code) since Fri 2026-11-20 12:00:20 UTC; 1s ago
             Docs: https://kubernetes.io/docs/
          Process: 23 ExecStart=/usr/bin/kubelet $EXTRA (code=exited, status=1/FAILURE)
         Main PID: 23 (code=exited, status=1/FAILURE)
              CPU: 1ms
      ",
      }
    `);
    machine.simulation.advance(10_000);
    expect(machine.run('journalctl -u kubelet --no-pager -o cat').stdout).toMatchInlineSnapshot(`
      "Started kubelet.service - kubelet: The Kubernetes Node Agent.
      E1120 command failed
      kubelet.service: Main process exited, code=exited, status=1/FAILURE
      kubelet.service: Failed with result 'exit-code'.
      kubelet.service: Scheduled restart job, restart counter is at 1.
      Started kubelet.service - kubelet: The Kubernetes Node Agent.
      E1120 command failed
      kubelet.service: Main process exited, code=exited, status=1/FAILURE
      kubelet.service: Failed with result 'exit-code'.
      "
    `);
  });

  test('stays stopped when it is stopped, and remembers why it failed', () => {
    const machine = node();
    machine.run('systemctl start kubelet');
    machine.simulation.advance(2_000);
    machine.run('systemctl stop kubelet');
    machine.simulation.advance(60_000);
    expect(machine.run('systemctl status kubelet -n 3').stdout).toMatchInlineSnapshot(`
      "○ kubelet.service - kubelet: The Kubernetes Node Agent
           Loaded: loaded (/usr/lib/systemd/system/kubelet.service; disabled; preset: enabled)
          Drop-In: /usr/lib/systemd/system/kubelet.service.d
                   └─10-kubeadm.conf
           Active: inactive (dead)
             Docs: https://kubernetes.io/docs/

      Nov 20 12:00:20 node01 systemd[1]: kubelet.service: Main process exited, code=exited, status=1/FAILURE
      Nov 20 12:00:20 node01 systemd[1]: kubelet.service: Failed with result 'exit-code'.
      Nov 20 12:00:22 node01 systemd[1]: Stopped kubelet.service - kubelet: The Kubernetes Node Agent.
      "
    `);
  });
});

test('variables of an environment file reach the command line', () => {
  const machine = node();
  machine.host.files.writeFile('/etc/default/kubelet', 'EXTRA="--good -v 2"\n');
  machine.run('systemctl start kubelet');
  machine.simulation.advance(1_000);
  expect(machine.run('systemctl status kubelet -n 0').stdout).toMatchInlineSnapshot(`
    "● kubelet.service - kubelet: The Kubernetes Node Agent
         Loaded: loaded (/usr/lib/systemd/system/kubelet.service; disabled; preset: enabled)
        Drop-In: /usr/lib/systemd/system/kubelet.service.d
                 └─10-kubeadm.conf
         Active: active (running) since Fri 2026-11-20 12:00:20 UTC; 1s ago
           Docs: https://kubernetes.io/docs/
       Main PID: 23 (kubelet)
          Tasks: 1 (limit: 2457)
         Memory: 4.0M (peak: 4.0M)
            CPU: 1ms
         CGroup: /system.slice/kubelet.service
                 └─23 /usr/bin/kubelet --good -v 2
    "
  `);
});

test('a oneshot that fails is told to whoever starts it', () => {
  expect(node().run('systemctl start demo')).toMatchInlineSnapshot(`
    {
      "code": 1,
      "stderr": "Job for demo.service failed because the control process exited with error code.
    See "systemctl status demo.service" and "journalctl -xeu demo.service" for details.
    ",
      "stdout": "",
    }
  `);
});

test.each([
  ['systemctl start nosuch', 5],
  ['systemctl stop nosuch', 5],
  ['systemctl enable nosuch', 1],
  ['systemctl status nosuch', 4],
  ['systemctl is-enabled kubelet', 1],
  ['systemctl is-active kubelet', 3],
  ['systemctl start', 1],
  ['systemctl --bogus', 1],
  ['systemctl reload kubelet', 3],
])('%s ends with %i', (command, code) => {
  expect(node().run(command).code).toBe(code);
});

test('enabling makes the link that a later boot follows', () => {
  const machine = node();
  machine.host.files.writeFile('/etc/default/kubelet', 'EXTRA=--good\n');
  expect(machine.run('systemctl enable kubelet').stderr).toBe(
    'Created symlink /etc/systemd/system/multi-user.target.wants/kubelet.service → /usr/lib/systemd/system/kubelet.service.\n',
  );
  expect(machine.run('systemctl enable kubelet').stderr).toBe('');
  machine.host.files.writeFile('/tmp/note', 'x');
  machine.run('systemctl reboot');
  machine.simulation.advance(40_000);
  expect(machine.run('systemctl is-active kubelet').stdout).toBe('active\n');
  expect(machine.host.files.exists('/tmp/note')).toBe(false);
});

test('a changed file counts after daemon-reload only', () => {
  const machine = node();
  machine.run('systemctl enable kubelet');
  machine.simulation.advance(10);
  machine.host.files.writeFile(
    '/usr/lib/systemd/system/kubelet.service',
    '[Service]\nExecStart=/usr/bin/kubelet\n[Install]\nWantedBy=multi-user.target\n',
  );
  expect(machine.run('systemctl start kubelet').stderr).toContain('changed on disk');
  machine.run('systemctl daemon-reload');
  expect(machine.run('systemctl start kubelet').stderr).toBe('');
});
