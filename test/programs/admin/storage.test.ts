// File systems as an administrator meets them: mounted, full, write-protected, taken away.

import { expect, it } from 'vitest';
import { coreutils } from '../../../src/programs/coreutils/index.ts';
import { type Machine, ubuntuMachine } from '../../support/ubuntu.ts';

const machine = (): Machine => ubuntuMachine({ programs: coreutils });

/** Commands as typed, and all they said. */
const session = (node: Machine, ...commands: readonly string[]): string =>
  commands
    .map((command) => {
      const { stdout, stderr, code } = node.run(command);
      return `$ ${command}\n${stdout}${stderr}${code === 0 ? '' : `[${code}]\n`}`;
    })
    .join('');

it('df follows what is written, and a full file system says so', () => {
  const node = machine();
  expect(
    session(
      node,
      'df -h',
      'fallocate -l 3G /var/big',
      'df -h /',
      'rm /var/big',
      'df -h /',
      'fallocate -l 100G /var/big',
      'df --output=target,ipcent /boot',
      'df -hT -t tmpfs --total',
      'df --output=nope',
      'df /nope',
    ),
  ).toMatchInlineSnapshot(`
    "$ df -h
    Filesystem      Size  Used Avail Use% Mounted on
    tmpfs           205M   28K  205M   1% /run
    /dev/vda1        20G  1.8G   19G   9% /
    tmpfs           1.0G     0  1.0G   0% /dev/shm
    tmpfs           5.0M     0  5.0M   0% /run/lock
    /dev/vda16      881M   38M  844M   5% /boot
    /dev/vda15      105M  6.1M   99M   6% /boot/efi
    $ fallocate -l 3G /var/big
    $ df -h /
    Filesystem      Size  Used Avail Use% Mounted on
    /dev/vda1        20G  4.8G   16G  24% /
    $ rm /var/big
    $ df -h /
    Filesystem      Size  Used Avail Use% Mounted on
    /dev/vda1        20G  1.8G   19G   9% /
    $ fallocate -l 100G /var/big
    fallocate: fallocate failed: No space left on device
    [1]
    $ df --output=target,ipcent /boot
    Mounted on IUse%
    /boot         1%
    $ df -hT -t tmpfs --total
    Filesystem     Type   Size  Used Avail Use% Mounted on
    tmpfs          tmpfs  205M   28K  205M   1% /run
    tmpfs          tmpfs  1.0G     0  1.0G   0% /dev/shm
    tmpfs          tmpfs  5.0M     0  5.0M   0% /run/lock
    total          -      1.3G   28K  1.3G   1% -
    $ df --output=nope
    df: option --output: field ‘nope’ unknown
    Try 'df --help' for more information.
    [1]
    $ df /nope
    df: /nope: No such file or directory
    [1]
    "
  `);
});

it('tmpfs and bind mounts come and go', () => {
  const node = machine();
  node.run('mkdir -p /mnt/a /mnt/b');
  expect(
    session(
      node,
      'mount -t tmpfs -o size=1M scratch /mnt/a',
      'cp /etc/passwd /mnt/a/one',
      'fallocate -l 2M /mnt/a/two',
      'df -h /mnt/a',
      'mount --bind /mnt/a /mnt/b',
      'ls /mnt/b',
      'mount -o remount,ro,bind /mnt/b',
      'rm /mnt/b/one',
      'rm /mnt/a/two',
      'findmnt /mnt/a',
      'umount /mnt/b',
      'umount /mnt/a',
      'ls /mnt/a',
      'umount /mnt/a',
      'mount /dev/vdb /mnt/a',
      'mount /dev/vda14 /mnt/a',
      'mount -t tmpfs x /nope',
      'mount -o remount,ro /opt',
      'mount -o remount,ro /',
      'umount /boot',
      'mountpoint /boot',
    ),
  ).toMatchInlineSnapshot(`
    "$ mount -t tmpfs -o size=1M scratch /mnt/a
    $ cp /etc/passwd /mnt/a/one
    $ fallocate -l 2M /mnt/a/two
    fallocate: fallocate failed: No space left on device
    [1]
    $ df -h /mnt/a
    Filesystem      Size  Used Avail Use% Mounted on
    scratch         1.0M  4.0K 1020K   1% /mnt/a
    $ mount --bind /mnt/a /mnt/b
    $ ls /mnt/b
    one
    two
    $ mount -o remount,ro,bind /mnt/b
    $ rm /mnt/b/one
    rm: cannot remove '/mnt/b/one': Read-only file system
    [1]
    $ rm /mnt/a/two
    $ findmnt /mnt/a
    TARGET SOURCE  FSTYPE OPTIONS
    /mnt/a scratch tmpfs  rw,relatime,size=1024k,inode64
    $ umount /mnt/b
    $ umount /mnt/a
    $ ls /mnt/a
    $ umount /mnt/a
    umount: /mnt/a: not mounted.
    [32]
    $ mount /dev/vdb /mnt/a
    mount: /mnt/a: special device /dev/vdb does not exist.
           dmesg(1) may have more information after failed mount system call.
    [32]
    $ mount /dev/vda14 /mnt/a
    mount: /mnt/a: wrong fs type, bad option, bad superblock on /dev/vda14, missing codepage or helper program, or other error.
           dmesg(1) may have more information after failed mount system call.
    [32]
    $ mount -t tmpfs x /nope
    mount: /nope: mount point does not exist.
           dmesg(1) may have more information after failed mount system call.
    [32]
    $ mount -o remount,ro /opt
    mount: /opt: mount point not mounted or bad option.
           dmesg(1) may have more information after failed mount system call.
    [32]
    $ mount -o remount,ro /
    mount: /: mount point is busy.
           dmesg(1) may have more information after failed mount system call.
    [32]
    $ umount /boot
    umount: /boot: target is busy.
    [32]
    $ mountpoint /boot
    /boot is a mountpoint
    "
  `);
});

it('a file system that was forced read-only refuses until it is mounted anew', () => {
  const node = machine();
  node.host.files.writeFile('/proc/sysrq-trigger', 'u');
  expect(
    session(node, 'touch /root/x', 'touch /run/x', 'mount -o remount,rw /', 'touch /root/x'),
  ).toMatchInlineSnapshot(`
    "$ touch /root/x
    touch: cannot touch '/root/x': Read-only file system
    [1]
    $ touch /run/x
    $ mount -o remount,rw /
    $ touch /root/x
    "
  `);
});

it('what fstab names is mounted at boot', () => {
  const node = machine();
  node.run('mkdir -p /srv/cache');
  node.host.files.writeFile('/etc/fstab', 'cache /srv/cache tmpfs size=10M 0 0\n/dev/vdx /mnt ext4 defaults 0 2\n', {
    append: true,
  });
  node.run('mount -a');
  node.run('reboot');
  node.simulation.advance(60_000);
  expect(
    session(node, 'df --output=source,size,target /srv/cache', 'journalctl -b -o cat -g vdx --no-pager'),
  ).toMatchInlineSnapshot(`
    "$ df --output=source,size,target /srv/cache
    Filesystem     1K-blocks Mounted on
    cache              10240 /srv/cache
    $ journalctl -b -o cat -g vdx --no-pager
    Timed out waiting for device /dev/vdx.
    "
  `);
});

it('a file deleted while it is open keeps its space', () => {
  const { host } = machine();
  const { files } = host;
  const used = () => files.volume.used;
  const before = used();
  const file = files.open('/var/log/held', { write: true, create: true });
  files.allocate('/var/log/held', 10 * 2 ** 20);
  files.unlink('/var/log/held');
  expect(used() - before).toBe(10 * 2 ** 20);
  file.release();
  expect(used()).toBe(before);
});
