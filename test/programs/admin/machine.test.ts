import { describe, expect, test } from 'vitest';
import { coreutils } from '../../../src/programs/coreutils/index.ts';
import { ubuntuMachine } from '../../support/ubuntu.ts';

const node = () => ubuntuMachine({ name: 'node01', address: '172.30.2.2', programs: coreutils });
const shown = (commands: readonly string[], machine = node()) =>
  commands
    .map((command) => {
      const { stdout, stderr, code } = machine.run(command);
      return `$ ${command}\n${stdout}${stderr}${code === 0 ? '' : `[${code}]\n`}`;
    })
    .join('');

test('the machine says what it is', () => {
  expect(
    shown([
      'hostnamectl',
      'hostnamectl hostname',
      'hostnamectl set-hostname x',
      'lsb_release -a',
      'lsb_release -cs',
      'timedatectl',
      'timedatectl show -p NTP',
    ]),
  ).toMatchInlineSnapshot(`
    "$ hostnamectl
     Static hostname: node01
           Icon name: computer-vm
             Chassis: vm 🖴
          Machine ID: 158af15fa849afd85e9f1b7b80747a86
             Boot ID: 4d000c9146e84fe38e3ca619d1eb4bf9
      Virtualization: kvm
    Operating System: Ubuntu 24.04.3 LTS
              Kernel: Linux 6.8.0-90-generic
        Architecture: x86-64
     Hardware Vendor: QEMU
      Hardware Model: Standard PC _Q35 + ICH9, 2009_
    $ hostnamectl hostname
    node01
    $ hostnamectl set-hostname x
    cka-lab: not simulated: hostnamectl set-hostname x
    [1]
    $ lsb_release -a
    Distributor ID:	Ubuntu
    Description:	Ubuntu 24.04.3 LTS
    Release:	24.04
    Codename:	noble
    No LSB modules are available.
    $ lsb_release -cs
    noble
    $ timedatectl
                   Local time: Fri 2026-11-20 12:00:20 UTC
               Universal time: Fri 2026-11-20 12:00:20 UTC
                     RTC time: Fri 2026-11-20 12:00:20
                    Time zone: Etc/UTC (UTC, +0000)
    System clock synchronized: yes
                  NTP service: active
              RTC in local TZ: no
    $ timedatectl show -p NTP
    NTP=yes
    "
  `);
});

test('dmesg tells of this boot, to root only', () => {
  const machine = node();
  expect(shown(['dmesg', 'dmesg -T -l notice'], machine)).toMatchInlineSnapshot(`
    "$ dmesg
    [    0.000000] Linux version 6.8.0-90-generic (buildd@lcy02-amd64-047) (x86_64-linux-gnu-gcc-13 (Ubuntu 13.3.0-6ubuntu2~24.04) 13.3.0, GNU ld (GNU Binutils for Ubuntu) 2.42) #91-Ubuntu SMP PREEMPT_DYNAMIC Tue Nov 18 14:14:30 UTC 2025
    [    0.000000] Command line: BOOT_IMAGE=/boot/vmlinuz-6.8.0-90-generic root=LABEL=cloudimg-rootfs ro console=tty1 console=ttyS0
    [    0.000000] Hypervisor detected: KVM
    [    0.120000] Memory: 2033664K/2097152K available
    [    0.210000] smp: Brought up 1 node, 2 CPUs
    [    1.450000] virtio_blk virtio2: [vda] new disk
    [    1.900000] EXT4-fs (vda1): mounted filesystem with ordered data mode. Quota mode: none.
    [    2.700000] systemd[1]: Inserted module 'autofs4'
    $ dmesg -T -l notice
    [Fri Nov 20 12:00:02 2026] systemd[1]: Inserted module 'autofs4'
    "
  `);
  expect(machine.run('dmesg', { uid: 1000 })).toEqual({
    stdout: '',
    stderr: 'dmesg: read kernel buffer failed: Operation not permitted\n',
    code: 1,
  });
});

test('last knows when the machine was started', () => {
  const machine = node();
  machine.run('reboot');
  machine.simulation.advance(60_000);
  expect(shown(['last reboot', 'last', 'who -b', 'who', 'w'], machine)).toMatchInlineSnapshot(`
    "$ last reboot
    reboot   system boot  6.8.0-90-generic Fri Nov 20 12:00   still running
    reboot   system boot  6.8.0-90-generic Fri Nov 20 12:00 - 12:00  (00:00)

    wtmp begins Fri Nov 20 12:00:00 2026
    $ last
    reboot   system boot  6.8.0-90-generic Fri Nov 20 12:00   still running
    reboot   system boot  6.8.0-90-generic Fri Nov 20 12:00 - 12:00  (00:00)

    wtmp begins Fri Nov 20 12:00:00 2026
    $ who -b
             system boot  2026-11-20 12:00
    $ who
    $ w
     12:01:20 up 0 min,  0 user,  load average: 0.05, 0.02, 0.01
    USER     TTY      FROM             LOGIN@   IDLE   JCPU   PCPU WHAT
    "
  `);
});

test('file systems and disks', () => {
  expect(
    shown([
      'lsblk',
      'lsblk -dn -o NAME,SIZE',
      'findmnt',
      'findmnt -n -o SOURCE /',
      'findmnt /nope',
      'mount -t ext4',
      'mount -a',
      'mount /nope',
      'umount /opt',
      'umount /proc',
      'blkid',
      'blkid -s TYPE -o value /dev/vda1',
    ]),
  ).toMatchInlineSnapshot(`
    "$ lsblk
    NAME    MAJ:MIN RM SIZE RO TYPE MOUNTPOINTS
    vda       253:0  0  21G  0 disk 
    ├─vda1    253:1  0  20G  0 part /
    ├─vda14  253:14  0   4M  0 part 
    ├─vda15  253:15  0 106M  0 part /boot/efi
    └─vda16   259:0  0 913M  0 part /boot
    $ lsblk -dn -o NAME,SIZE
    vda 21G
    $ findmnt
    TARGET             SOURCE     FSTYPE   OPTIONS
    /                  /dev/vda1  ext4     rw,relatime,discard,errors=remount-ro,commit=30
    ├─/sys             sysfs      sysfs    rw,nosuid,nodev,noexec,relatime
    │ └─/sys/fs/cgroup cgroup2    cgroup2  rw,nosuid,nodev,noexec,relatime,nsdelegate,memory_recursiveprot
    ├─/proc            proc       proc     rw,nosuid,nodev,noexec,relatime
    ├─/dev             udev       devtmpfs rw,nosuid,relatime,size=1048576k,nr_inodes=262144,mode=755,inode64
    │ ├─/dev/pts       devpts     devpts   rw,nosuid,noexec,relatime,gid=5,mode=620,ptmxmode=000
    │ └─/dev/shm       tmpfs      tmpfs    rw,nosuid,nodev,inode64
    ├─/run             tmpfs      tmpfs    rw,nosuid,nodev,noexec,relatime,size=209712k,mode=755,inode64
    │ └─/run/lock      tmpfs      tmpfs    rw,nosuid,nodev,noexec,relatime,size=5120k,inode64
    └─/boot            /dev/vda16 ext4     rw,relatime
      └─/boot/efi      /dev/vda15 vfat     rw,relatime
    $ findmnt -n -o SOURCE /
    /dev/vda1
    $ findmnt /nope
    [1]
    $ mount -t ext4
    /dev/vda1 on / type ext4 (rw,relatime,discard,errors=remount-ro,commit=30)
    /dev/vda16 on /boot type ext4 (rw,relatime)
    $ mount -a
    $ mount /nope
    mount: /nope: can't find in /etc/fstab.
    [1]
    $ umount /opt
    umount: /opt: not mounted.
    [32]
    $ umount /proc
    umount: /proc: target is busy.
    [32]
    $ blkid
    /dev/vda1: LABEL="cloudimg-rootfs" UUID="3648ff1c-fe59-4886-8a6d-b56e582a55fd" BLOCK_SIZE="4096" TYPE="ext4"
    /dev/vda15: LABEL="UEFI" UUID="0059-AC51" BLOCK_SIZE="512" TYPE="vfat"
    /dev/vda16: LABEL="BOOT" UUID="dea5cf3b-19c5-40eb-a5ef-160400d82f79" BLOCK_SIZE="4096" TYPE="ext4"
    $ blkid -s TYPE -o value /dev/vda1
    ext4
    "
  `);
});

describe('accounts', () => {
  test('come and go', () => {
    expect(
      shown([
        'groupadd ops',
        'useradd -m -s /bin/bash -G ops,sudo -c Ann ann',
        'id ann',
        'getent passwd ann',
        'ls -A /home/ann',
        'usermod -aG adm ann',
        'groups ann',
        'usermod -G ops ann',
        'groups ann',
        'passwd -S ann',
        'passwd -l ann',
        'passwd -u ann',
        'passwd ann',
        'userdel -r ann',
        'id ann',
        'getent group ann ops',
        'groupdel ops',
      ]),
    ).toMatchInlineSnapshot(`
      "$ groupadd ops
      $ useradd -m -s /bin/bash -G ops,sudo -c Ann ann
      useradd: Warning: missing or non-executable shell '/bin/bash'
      $ id ann
      uid=1001(ann) gid=1002(ann) groups=1002(ann),27(sudo),1001(ops)
      $ getent passwd ann
      ann:x:1001:1002:Ann:/home/ann:/bin/bash
      $ ls -A /home/ann
      .bash_logout
      .bashrc
      .profile
      $ usermod -aG adm ann
      $ groups ann
      ann : ann adm sudo ops
      $ usermod -G ops ann
      $ groups ann
      ann : ann ops
      $ passwd -S ann
      ann L 2026-11-20 0 99999 7 -1
      $ passwd -l ann
      passwd: password changed.
      $ passwd -u ann
      passwd: unlocking the password would result in a passwordless account.
      You should set a password with usermod -p to unlock the password of this account.
      [3]
      $ passwd ann
      New password: Password change has been aborted.
      passwd: Authentication token manipulation error
      passwd: password unchanged
      [10]
      $ userdel -r ann
      userdel: ann mail spool (/var/mail/ann) not found
      $ id ann
      id: ‘ann’: no such user
      [1]
      $ getent group ann ops
      ops:x:1001:
      [2]
      $ groupdel ops
      "
    `);
  });

  test.each([
    ['useradd root', 9, "useradd: user 'root' already exists\n"],
    ['userdel nosuch', 6, "userdel: user 'nosuch' does not exist\n"],
    ['groupadd root', 9, "groupadd: group 'root' already exists\n"],
    ['usermod -aG foo root', 6, "usermod: group 'foo' does not exist\n"],
    ['usermod -s /bin/sh nosuch', 6, "usermod: user 'nosuch' does not exist\n"],
    ['passwd -l nosuch', 1, "passwd: user 'nosuch' does not exist\n"],
    ['useradd -m a:b', 3, "useradd: invalid user name 'a:b': use --badname to ignore\n"],
  ])('%s is refused', (command, code, stderr) => {
    expect(node().run(command)).toEqual({ stdout: '', stderr, code });
  });

  test('belong to root', () => {
    expect(node().run('useradd x', { uid: 1000 })).toEqual({
      stdout: '',
      stderr: 'useradd: Permission denied.\nuseradd: cannot lock /etc/passwd; try again later.\n',
      code: 1,
    });
  });
});

describe('kernel parameters, modules and swap', () => {
  test('are set until the next boot', () => {
    const machine = node();
    machine.host.files.writeFile(
      '/etc/sysctl.d/k8s.conf',
      'net.bridge.bridge-nf-call-iptables = 1\nnet.ipv4.ip_forward = 1\n',
    );
    expect(
      shown(
        [
          'sysctl net.ipv4.ip_forward',
          'sysctl -w net.ipv4.ip_forward=1',
          'sysctl -n net.ipv4.ip_forward',
          'cat /proc/sys/net/ipv4/ip_forward',
          'sysctl foo.bar',
          'sysctl -w foo.bar=1',
          'sysctl --system',
          'modprobe br_netfilter',
          'lsmod',
          'sysctl -p /etc/sysctl.d/k8s.conf',
          'sysctl -p /nope',
          'modprobe nosuch',
          'modprobe -r br_netfilter',
          'lsmod',
        ],
        machine,
      ),
    ).toMatchInlineSnapshot(`
      "$ sysctl net.ipv4.ip_forward
      net.ipv4.ip_forward = 0
      $ sysctl -w net.ipv4.ip_forward=1
      net.ipv4.ip_forward = 1
      $ sysctl -n net.ipv4.ip_forward
      1
      $ cat /proc/sys/net/ipv4/ip_forward
      1
      $ sysctl foo.bar
      sysctl: cannot stat /proc/sys/foo/bar: No such file or directory
      [1]
      $ sysctl -w foo.bar=1
      sysctl: cannot stat /proc/sys/foo/bar: No such file or directory
      [255]
      $ sysctl --system
      * Applying /etc/sysctl.d/k8s.conf ...
      net.ipv4.ip_forward = 1
      * Applying /etc/sysctl.conf ...
      sysctl: cannot stat /proc/sys/net/bridge/bridge-nf-call-iptables: No such file or directory
      [255]
      $ modprobe br_netfilter
      $ lsmod
      Module                  Size  Used by
      br_netfilter           32768  0
      bridge                421888  1 br_netfilter
      stp                    12288  1 bridge
      llc                    16384  2 bridge,stp
      $ sysctl -p /etc/sysctl.d/k8s.conf
      net.bridge.bridge-nf-call-iptables = 1
      net.ipv4.ip_forward = 1
      $ sysctl -p /nope
      sysctl: cannot open "/nope": No such file or directory
      [255]
      $ modprobe nosuch
      modprobe: FATAL: Module nosuch not found in directory /lib/modules/6.8.0-90-generic
      [1]
      $ modprobe -r br_netfilter
      $ lsmod
      Module                  Size  Used by
      "
    `);
    machine.run('reboot');
    machine.simulation.advance(60_000);
    // What a file says comes back with the boot, as far as its module is there.
    expect(shown(['sysctl -n net.ipv4.ip_forward', 'lsmod'], machine)).toMatchInlineSnapshot(`
      "$ sysctl -n net.ipv4.ip_forward
      1
      $ lsmod
      Module                  Size  Used by
      "
    `);
  });

  test('swap goes off, and comes back unless fstab forgets it', () => {
    const machine = node();
    const { files } = machine.host;
    machine.run('fallocate -l 64M /swap.img');
    machine.run('chmod 600 /swap.img');
    machine.run('mkswap /swap.img');
    files.writeFile('/etc/fstab', '/swap.img none swap sw 0 0\n', { append: true });
    machine.run('swapon -a');
    expect(
      shown(
        ['swapon --show', 'cat /proc/swaps', 'swapoff /nope', 'swapoff -a', 'swapon --show', 'swapon /nope'],
        machine,
      ),
    ).toMatchInlineSnapshot(`
      "$ swapon --show
      NAME      TYPE SIZE USED PRIO
      /swap.img file  64M   0B   -2
      $ cat /proc/swaps
      Filename				Type		Size		Used		Priority
      /swap.img                               file		65532		0		-2
      $ swapoff /nope
      swapoff: /nope: swapoff failed: No such file or directory
      [4]
      $ swapoff -a
      $ swapon --show
      $ swapon /nope
      swapon: cannot open /nope: No such file or directory
      [255]
      "
    `);
    machine.run('reboot');
    machine.simulation.advance(60_000);
    expect(machine.run('swapon --show --noheadings').stdout).toContain('/swap.img');
    expect(machine.run('swapoff -a', { uid: 1000 })).toEqual({
      stdout: '',
      stderr: 'swapoff: Not superuser.\n',
      code: 4,
    });
  });
});

test('what has nothing behind it says so', () => {
  expect(shown(['tmux', 'strace ls'])).toMatchInlineSnapshot(`
    "$ tmux
    cka-lab: not simulated: tmux
    [1]
    $ strace ls
    cka-lab: not simulated: strace ls
    [1]
    "
  `);
});
