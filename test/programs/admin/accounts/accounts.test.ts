import { expect, test } from 'vitest';
import { machineWithShell, Sitting, script } from '../../../support/sitting.ts';

test('useradd writes the account, its group, its home and its subordinate IDs', () => {
  const machine = machineWithShell();
  expect(
    script(
      machine,
      `useradd -m -s /bin/bash -G sudo,adm -c 'Alice A' alice
       grep alice /etc/passwd /etc/shadow /etc/group /etc/gshadow /etc/subuid /etc/subgid
       id alice
       ls -la /home/alice
       useradd alice
       useradd -r svc; getent passwd svc
       useradd -m -d /srv/data/deep deep; ls -ld /srv/data /srv/data/deep`,
    ),
  ).toMatchInlineSnapshot(`
    "/etc/passwd:alice:x:1001:1001:Alice A:/home/alice:/bin/bash
    /etc/shadow:alice:!:20777:0:99999:7:::
    /etc/group:adm:x:4:syslog,ubuntu,alice
    /etc/group:sudo:x:27:ubuntu,alice
    /etc/group:alice:x:1001:
    /etc/gshadow:adm:*::syslog,ubuntu,alice
    /etc/gshadow:sudo:*::ubuntu,alice
    /etc/gshadow:alice:!::
    /etc/subuid:alice:165536:65536
    /etc/subgid:alice:165536:65536
    uid=1001(alice) gid=1001(alice) groups=1001(alice),4(adm),27(sudo)
    total 20
    drwxr-x--- 2 alice alice 4096 Nov 20 12:00 .
    drwxr-xr-x 4 root  root  4096 Nov 20 12:00 ..
    -rw-r--r-- 1 alice alice  220 Nov 20 12:00 .bash_logout
    -rw-r--r-- 1 alice alice 2452 Nov 20 12:00 .bashrc
    -rw-r--r-- 1 alice alice  807 Nov 20 12:00 .profile
    useradd: user 'alice' already exists
    svc:x:999:994::/home/svc:/bin/sh
    drwxr-xr-x 3 root root 4096 Nov 20 12:00 /srv/data
    drwxr-x--- 2 deep deep 4096 Nov 20 12:00 /srv/data/deep
    "
  `);
});

/** Recorded from shadow 4.13: what is said, then the status. */
test.each([
  ['useradd -u 1000 x', 'useradd: UID 1000 is not unique\n(4)\n'],
  ['useradd -u abc x', "useradd: invalid user ID 'abc'\n(3)\n"],
  ['useradd -g nope x', "useradd: group 'nope' does not exist\n(6)\n"],
  ['useradd -G nope,nope2 x', "useradd: group 'nope' does not exist\nuseradd: group 'nope2' does not exist\n(6)\n"],
  ['useradd -s /bin/nope x', "useradd: Warning: missing or non-executable shell '/bin/nope'\n"],
  ['useradd -e nonsense z', "useradd: invalid date 'nonsense'\n(3)\n"],
  ['useradd -f abc z', "useradd: invalid numeric argument 'abc'\n(3)\n"],
  ['useradd -d relative z', "useradd: invalid home directory 'relative'\n(3)\n"],
  ['useradd -c a:b z', "useradd: invalid comment 'a:b'\n(3)\n"],
  ['useradd sudo', 'useradd: group sudo exists - if you want to add this user to that group, use -g.\n(9)\n'],
  ['useradd -u 70000 big', "useradd warning: big's uid 70000 outside of the UID_MIN 1000 and UID_MAX 60000 range.\n"],
  ['useradd -e 2026-12-31 -f 5 y; grep ^y: /etc/shadow', 'y:!:20777:0:99999:7:5:20818:\n'],
  ['useradd -M -N nn; id nn', 'uid=1001(nn) gid=100(users) groups=100(users)\n'],
  ['useradd -m mask -K UMASK=077; stat -c %A /home/mask', 'drwx------\n'],
  [
    'useradd -D',
    'GROUP=100\nHOME=/home\nINACTIVE=-1\nEXPIRE=\nSHELL=/bin/sh\nSKEL=/etc/skel\nCREATE_MAIL_SPOOL=no\nLOG_INIT=yes\n',
  ],
  ['useradd -D -s /bin/bash; useradd b; getent passwd b', 'b:x:1001:1001::/home/b:/bin/bash\n'],
  ['usermod -aG sudo nope', "usermod: user 'nope' does not exist\n(6)\n"],
  ['usermod -u 1000 ubuntu', 'usermod: no changes\n'],
  ['usermod -u 0 ubuntu', "usermod: UID '0' already exists\n(4)\n"],
  ['useradd -m al; usermod -d /home/ubuntu -m al', 'usermod: directory /home/ubuntu exists\n(12)\n'],
  ['useradd -m al; usermod -d /home/bert -m al; ls -d /home/*', '/home/bert\n/home/ubuntu\n'],
  ['useradd -m al; usermod -u 1500 al; stat -c %u /home/al /home/al/.bashrc', '1500\n1500\n'],
  ['useradd al; usermod -l bert al; grep -c bert /etc/passwd /etc/shadow', '/etc/passwd:1\n/etc/shadow:1\n'],
  [
    'useradd al; usermod -aG adm al; usermod -l bert al; id bert',
    'uid=1001(bert) gid=1001(al) groups=1001(al),4(adm)\n',
  ],
  [
    'useradd al; usermod -aG sudo,adm al; usermod -rG adm al; id al',
    'uid=1001(al) gid=1001(al) groups=1001(al),27(sudo)\n',
  ],
  [
    'useradd al; usermod -U al',
    "usermod: unlocking the user's password would result in a passwordless account.\nYou should set a password with usermod -p to unlock this user's password.\n",
  ],
  [
    "useradd al; usermod -p '$6$abc' al; usermod -L al; usermod -L al; grep ^al: /etc/shadow",
    'al:!$6$abc:20777:0:99999:7:::\n',
  ],
  ['userdel nope', "userdel: user 'nope' does not exist\n(6)\n"],
  [
    'useradd -m al; userdel -r al; ls -d /home/al',
    "userdel: al mail spool (/var/mail/al) not found\nls: cannot access '/home/al': No such file or directory\n(2)\n",
  ],
  [
    'useradd c1; usermod -aG c1 ubuntu; userdel c1; getent group c1',
    'userdel: group c1 not removed because it has other members.\nc1:x:1001:ubuntu\n',
  ],
  ['userdel root', 'userdel: user root is currently used by process 1\n(8)\n'],
  ['groupadd sudo', "groupadd: group 'sudo' already exists\n(9)\n"],
  ['groupadd -f sudo', ''],
  ['groupadd -g 1 zz', "groupadd: GID '1' already exists\n(4)\n"],
  ['groupadd -g abc zz', "groupadd: invalid group ID 'abc'\n(3)\n"],
  [
    'groupadd -g 5000 zz; groupadd -f -g 5000 z3; tail -n 2 /etc/group /etc/gshadow',
    '==> /etc/group <==\nzz:x:5000:\nz3:x:5001:\n\n==> /etc/gshadow <==\nzz:!::\nz3:!::\n',
  ],
  ['groupadd -U nope hasv', 'Invalid member username nope\n(10)\n'],
  ['groupmod -n devs nope', "groupmod: group 'nope' does not exist\n(6)\n"],
  ['groupmod -n sudo users', "groupmod: group 'sudo' already exists\n(9)\n"],
  [
    'groupmod -g 6000 ubuntu; id ubuntu',
    'uid=1000(ubuntu) gid=6000(ubuntu) groups=6000(ubuntu),4(adm),24(cdrom),27(sudo),30(dip),105(lxd)\n',
  ],
  ['groupdel root', "groupdel: cannot remove the primary group of user 'root'\n(8)\n"],
  [
    'gpasswd -a ubuntu users; gpasswd -d ubuntu users; gpasswd -d ubuntu users',
    "Adding user ubuntu to group users\nRemoving user ubuntu from group users\nRemoving user ubuntu from group users\ngpasswd: user 'ubuntu' is not a member of 'users'\n(3)\n",
  ],
  ['gpasswd -a nope users', "gpasswd: user 'nope' does not exist\n(3)\n"],
  [
    'useradd al; passwd -S al; passwd -d al; passwd -S al; passwd -e al; passwd -S al',
    'al L 2026-11-20 0 99999 7 -1\npasswd: password changed.\nal NP 2026-11-20 0 99999 7 -1\npasswd: password changed.\nal NP 1970-01-01 0 99999 7 -1\n',
  ],
  [
    'echo nope:x | chpasswd',
    'chpasswd: (user nope) pam_chauthtok() failed, error:\nAuthentication token manipulation error\nchpasswd: (line 1, user nope) password not changed\n(1)\n',
  ],
  ['echo nocolon | chpasswd', 'chpasswd: line 1: missing new password\n(1)\n'],
  [
    'printf "a\\nb\\n" | passwd ubuntu',
    'New password: Retype new password: Sorry, passwords do not match.\npasswd: Authentication token manipulation error\npasswd: password unchanged\n(10)\n',
  ],
  [
    'printf "a\\na\\n" | passwd ubuntu; passwd -S ubuntu',
    'New password: Retype new password: passwd: password updated successfully\nubuntu P 2026-11-20 0 99999 7 -1\n',
  ],
  ['echo ubuntu:secret | chpasswd; grep ^ubuntu /etc/shadow | cut -c1-10', 'ubuntu:$6$\n'],
  ['chage -l nope', "chage: user 'nope' does not exist in /etc/passwd\n(1)\n"],
  ['su nope', 'su: user nope does not exist or the user entry does not contain all the required fields\n(1)\n'],
  ['su daemon -c id', 'This account is currently not available.\n(1)\n'],
  ['su -s /bin/sh daemon -c id', 'uid=1(daemon) gid=1(daemon) groups=1(daemon)\n'],
  ['newgrp nope', "newgrp: group 'nope' does not exist\n(1)\n"],
])('%s', (command, said) => {
  expect(script(machineWithShell(), command)).toBe(said);
});

test.each([
  ['useradd x', 'useradd: Permission denied.\nuseradd: cannot lock /etc/passwd; try again later.\n(1)\n'],
  ['groupadd x', 'groupadd: Permission denied.\ngroupadd: cannot lock /etc/group; try again later.\n(10)\n'],
  ['usermod -aG sudo ubuntu', 'usermod: Permission denied.\nusermod: cannot lock /etc/passwd; try again later.\n(1)\n'],
  ['passwd -S root', 'passwd: You may not view or modify password information for root.\n(1)\n'],
  ['passwd -S', 'ubuntu L 2025-07-31 0 99999 7 -1\n'],
  ['passwd -l ubuntu', 'passwd: Permission denied.\n(1)\n'],
  ['chage -l root', 'chage: Permission denied.\n(1)\n'],
  ['cat /etc/shadow', 'cat: /etc/shadow: Permission denied\n(1)\n'],
  ['gpasswd -a ubuntu sudo', 'gpasswd: Permission denied.\n(1)\n'],
  ['su -c id </dev/null', 'Password: su: Authentication failure\n(1)\n'],
])('nobody but root: %s', (command, said) => {
  expect(script(machineWithShell(), command, 1000)).toBe(said);
});

test('chage shows and changes ages', () => {
  expect(
    script(
      machineWithShell(),
      `useradd own
       chage -M 90 -m 1 -W 14 -I 10 -E 2027-05-05 own; chage -l own
       chage -d 0 own; chage -l own | head -3
       chage -M -1 -E -1 -I -1 -d 2026-01-02 own; chage -i -l own`,
    ),
  ).toMatchInlineSnapshot(`
    "Last password change					: Nov 20, 2026
    Password expires					: Feb 18, 2027
    Password inactive					: Feb 28, 2027
    Account expires						: May 05, 2027
    Minimum number of days between password change		: 1
    Maximum number of days between password change		: 90
    Number of days of warning before password expires	: 14
    Last password change					: password must be changed
    Password expires					: password must be changed
    Password inactive					: password must be changed
    Last password change					: 2026-01-02
    Password expires					: never
    Password inactive					: never
    Account expires						: never
    Minimum number of days between password change		: 1
    Maximum number of days between password change		: -1
    Number of days of warning before password expires	: 14
    "
  `);
});

test('last tells who was logged in, and who is', () => {
  const machine = machineWithShell();
  const first = new Sitting(machine, 'ubuntu');
  machine.simulation.advance(10 * 60_000);
  first.type('exit\r');
  new Sitting(machine, 'root');
  expect(script(machine, 'last; last -n 1 ubuntu | head -1')).toMatchInlineSnapshot(`
    "root     pts/1                         Fri Nov 20 12:10   still logged in
    ubuntu   pts/0                         Fri Nov 20 12:00 - 12:10  (00:10)
    reboot   system boot  6.8.0-90-generic Fri Nov 20 12:00   still running

    wtmp begins Fri Nov 20 12:00:00 2026
    ubuntu   pts/0                         Fri Nov 20 12:00 - 12:10  (00:10)
    "
  `);
  expect(script(machine, 'getent gshadow sudo; getent initgroups ubuntu')).toMatchInlineSnapshot(`
    "sudo:*::ubuntu
    ubuntu                4 24 27 30 105
    "
  `);
});

test('an expired password is changed before su lets anybody in; an expired account lets nobody in', () => {
  const machine = machineWithShell();
  script(machine, 'useradd -m -s /bin/bash bob; echo bob:old-pw | chpasswd; chage -d 0 bob');
  const user = new Sitting(machine, 'ubuntu');
  expect(
    ['su bob -c id\r', 'old-pw\r', 'old-pw\r', 'new-pw\r', 'new-pw\r'].map((keys) => user.type(keys)).join(''),
  ).toMatchInlineSnapshot(`
    "su bob -c id
    Password: 
    You are required to change your password immediately (administrator enforced).
    Changing password for bob.
    Current password: 
    New password: 
    Retype new password: 
    uid=1001(bob) gid=1001(bob) groups=1001(bob)
    $ "
  `);
  script(machine, 'chage -E 2026-01-01 bob');
  expect(['su bob -c id\r', 'new-pw\r'].map((keys) => user.type(keys)).join('')).toMatchInlineSnapshot(`
    "su bob -c id
    Password: 
    Your account has expired; please contact your system administrator.
    su: User account has expired
    $ "
  `);
});

test('passwd asks its caller for the old password first', () => {
  const machine = machineWithShell();
  script(machine, 'echo ubuntu:old-pw | chpasswd');
  const user = new Sitting(machine, 'ubuntu');
  expect(
    [
      'passwd\r',
      'wrong\r',
      'passwd\r',
      'old-pw\r',
      'abc\r',
      'abc\r',
      'new-pw\r',
      'new-pw\r',
      'su ubuntu -c id\r',
      'new-pw\r',
    ]
      .map((keys) => user.type(keys))
      .join(''),
  ).toMatchInlineSnapshot(`
    "passwd
    Changing password for ubuntu.
    Current password: 
    passwd: Authentication token manipulation error
    passwd: password unchanged
    $ passwd
    Changing password for ubuntu.
    Current password: 
    New password: 
    Retype new password: 
    You must choose a longer password.
    New password: 
    Retype new password: 
    passwd: password updated successfully
    $ su ubuntu -c id
    Password: 
    uid=1000(ubuntu) gid=1000(ubuntu) groups=1000(ubuntu),4(adm),24(cdrom),27(sudo),30(dip),105(lxd)
    $ "
  `);
});

test('vipw puts a changed copy in the place of the file', () => {
  const machine = machineWithShell();
  machine.host.files.writeFile('/usr/local/bin/ed', "#!/bin/sh\nsleep 1\nsed -i 's/Ubuntu/Somebody/' $1\n", {
    mode: 0o755,
  });
  expect(
    script(machine, 'EDITOR=true vipw; EDITOR=ed vipw; getent passwd ubuntu; ls /etc/passwd*'),
  ).toMatchInlineSnapshot(`
    "vipw: /etc/passwd is unchanged
    You have modified /etc/passwd.
    You may need to modify /etc/shadow for consistency.
    Please use the command 'vipw -s' to do so.
    ubuntu:x:1000:1000:Somebody:/home/ubuntu:/bin/bash
    /etc/passwd
    /etc/passwd-
    "
  `);
});
