import { describe, expect, test } from 'vitest';
import { ubuntuMachine } from '../../support/ubuntu.ts';

const UNITS: Readonly<Record<string, string>> = {
  'backup.timer': '[Timer]\nOnCalendar=daily\n[Install]\nWantedBy=timers.target\n',
  'backup.service': '[Service]\nType=oneshot\nExecStart=/usr/sbin/sysctl -w vm.swappiness=1\n',
  'echo.socket': '[Socket]\nListenStream=7\n',
  'watch.path': '[Path]\nPathExists=/tmp/go\n',
  'mnt-data.mount': '[Mount]\nWhat=/dev/vdb1\nWhere=/mnt/data\n',
  'needs-mount.service': '[Unit]\nRequires=mnt-data.mount\nAfter=mnt-data.mount\n[Service]\nExecStart=/usr/sbin/cron\n',
};

const machine = () =>
  ubuntuMachine({
    prepare: ({ files }) => {
      for (const [name, text] of Object.entries(UNITS)) files.writeFile(`/etc/systemd/system/${name}`, text);
    },
  });

describe('what would do nothing here is never said to have started', () => {
  test.each([
    ['backup.timer', 'timer units'],
    ['echo.socket', 'socket units'],
    ['watch.path', 'path units'],
    ['mnt-data.mount', 'mount units'],
    ['rescue.target', 'a machine without its services'],
  ])('%s', (name, what) => {
    const node = machine();
    for (const verb of ['start', 'restart']) {
      expect(node.run(`systemctl ${verb} ${name}`)).toEqual({
        stdout: '',
        stderr: `cka-lab: not simulated: systemctl ${verb} ${name}: ${what}\n`,
        code: 1,
      });
    }
    expect(node.run(`systemctl is-active ${name}`).stdout).toBe('inactive\n');
  });

  test('an enabled timer stays inactive over a reboot, and the journal says why', () => {
    const node = machine();
    node.run('systemctl enable backup.timer');
    node.run('systemctl reboot');
    node.simulation.advance(60_000);
    expect(node.run('systemctl is-active backup.timer').stdout).toBe('inactive\n');
    expect(node.run('journalctl -b --no-pager -o cat -g simulated').stdout).toBe(
      'backup.timer: cka-lab: not simulated: timer units\n',
    );
  });

  test('a service that requires a mount does not start without it', () => {
    expect(machine().run('systemctl start needs-mount')).toEqual({
      stdout: '',
      stderr: "A dependency job for needs-mount.service failed. See 'journalctl -xe' for details.\n",
      code: 1,
    });
  });
});

describe('isolate', () => {
  test('stops what the target does not want', () => {
    const node = machine();
    node.host.files.writeFile('/etc/systemd/system/extra.service', '[Service]\nExecStart=/usr/sbin/agetty\n');
    node.run('systemctl start extra');
    expect(node.run('systemctl isolate multi-user.target')).toEqual({ stdout: '', stderr: '', code: 0 });
    node.simulation.advance(1_000);
    expect(node.run('systemctl is-active extra cron ssh graphical.target multi-user.target').stdout).toBe(
      'inactive\nactive\nactive\ninactive\nactive\n',
    );
  });

  test('is refused for a unit that does not allow it', () => {
    expect(machine().run('systemctl isolate cron')).toMatchInlineSnapshot(`
      {
        "code": 4,
        "stderr": "Failed to start cron.service: Operation refused, unit may not be isolated.
      See system logs and 'systemctl status cron.service' for details.
      ",
        "stdout": "",
      }
    `);
  });
});

test.each(['systemctl start reboot.target', 'systemctl isolate reboot.target', 'init 6', 'reboot'])(
  '%s boots the machine again',
  (command) => {
    const node = machine();
    const before = node.host.bootId;
    node.run(command);
    node.simulation.advance(60_000);
    expect(node.host.isOn).toBe(true);
    expect(node.host.bootId).not.toBe(before);
  },
);
