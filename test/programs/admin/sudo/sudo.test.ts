import { expect, test } from 'vitest';
import { sha512Crypt } from '../../../../src/base/sha-crypt.ts';
import { machineWithShell, Sitting, script } from '../../../support/sitting.ts';

/** bob is an administrator, al may do little, carl's rules are aliases, dave has none. All passwords are pw. */
const RULES = `al ALL=(ALL) NOPASSWD: /usr/bin/ls, /usr/bin/id, !/usr/bin/whoami, (bob) /usr/bin/cat /etc/*
User_Alias ADMINS = carl
Cmnd_Alias SVC = /usr/bin/uptime, /bin/df ""
Host_Alias HERE = ALL
Runas_Alias OPS = bob, al
ADMINS HERE = (OPS) SVC, PASSWD: /usr/bin/env
ed ALL=(root) sudoedit /etc/issue, /usr/bin/env
`;

/** Hashed once: every hash takes its time. */
const PASSWORD = sha512Crypt('pw', '$6$salt');

const office = () => {
  const machine = machineWithShell();
  script(
    machine,
    `for user in bob al carl dave ed; do useradd -m -s /bin/bash -p '${PASSWORD}' $user; done
     usermod -aG sudo bob`,
  );
  machine.host.files.writeFile('/etc/sudoers.d/office', RULES, { mode: 0o440 });
  return machine;
};

const asks = (user: string, ...keys: string[]): string => {
  const sitting = new Sitting(office(), user);
  return keys.map((key) => sitting.type(key)).join('');
};

test('the password is asked for unseen, three times, and remembered for fifteen minutes', () => {
  const machine = office();
  const bob = new Sitting(machine, 'bob');
  expect(
    ['sudo id -un\r', 'bad\r', 'pw\r', 'sudo id -un\r', 'sudo -k\r', 'sudo -n id\r']
      .map((keys) => bob.type(keys))
      .join(''),
  ).toMatchInlineSnapshot(`
    "sudo id -un
    [sudo] password for bob: 
    Sorry, try again.
    [sudo] password for bob: 
    root
    $ sudo id -un
    root
    $ sudo -k
    $ sudo -n id
    sudo: a password is required
    $ "
  `);
  bob.type('sudo -v\r');
  bob.type('pw\r');
  machine.simulation.advance(14 * 60_000);
  expect(bob.type('sudo -n id -un\r')).toContain('root');
  machine.simulation.advance(15 * 60_000);
  expect(bob.type('sudo -n id -un\r')).toContain('sudo: a password is required');
  expect(['sudo id\r', 'a\r', 'b\r', 'c\r', 'echo $?\r'].map((keys) => bob.type(keys)).join('')).toMatchInlineSnapshot(`
    "sudo id
    [sudo] password for bob: 
    Sorry, try again.
    [sudo] password for bob: 
    Sorry, try again.
    [sudo] password for bob: 
    sudo: 3 incorrect password attempts
    $ echo $?
    1
    $ "
  `);
});

test('Ctrl-D and Ctrl-C at the question', () => {
  expect(asks('bob', 'sudo id\r', '\x04', 'echo $?\r', 'sudo id\r', '\x03', 'echo $?\r')).toMatchInlineSnapshot(`
    "sudo id
    [sudo] password for bob: 
    sudo: no password was provided
    sudo: a password is required
    $ echo $?
    1
    $ sudo id
    [sudo] password for bob: 
    sudo: a password is required
    $ echo $?
    1
    $ "
  `);
});

test('rules name commands, targets and exceptions', () => {
  expect(
    asks(
      'al',
      'sudo ls -d /etc\r',
      'sudo whoami\r',
      'sudo -u bob cat /etc/hostname\r',
      'sudo cat /etc/hostname\r',
      'pw\r',
      'sudo -l\r',
    ),
  ).toMatchInlineSnapshot(`
    "sudo ls -d /etc
    /etc
    $ sudo whoami
    Sorry, user al is not allowed to execute '/usr/bin/whoami' as root on node01.
    $ sudo -u bob cat /etc/hostname
    node01
    $ sudo cat /etc/hostname
    [sudo] password for al: 
    Sorry, user al is not allowed to execute '/usr/bin/cat /etc/hostname' as root on node01.
    $ sudo -l
    Matching Defaults entries for al on node01:
        env_reset, mail_badpass,
        secure_path=/usr/local/sbin\\:/usr/local/bin\\:/usr/sbin\\:/usr/bin\\:/sbin\\:/bin\\:/snap/bin,
        use_pty

    User al may run the following commands on node01:
        (ALL) NOPASSWD: /usr/bin/ls, /usr/bin/id, !/usr/bin/whoami
        (bob) NOPASSWD: /usr/bin/cat /etc/*
    $ "
  `);
});

test('aliases stand for users, hosts, targets and commands', () => {
  expect(
    asks(
      'carl',
      'sudo id\r',
      'pw\r',
      'sudo -u bob df >/dev/null && echo fine\r',
      'sudo -u bob df /\r',
      'sudo -l\r',
      'sudo -l -u bob df\r',
      'sudo -l id; echo $?\r',
    ),
  ).toMatchInlineSnapshot(`
    "sudo id
    [sudo] password for carl: 
    Sorry, user carl is not allowed to execute '/usr/bin/id' as root on node01.
    $ sudo -u bob df >/dev/null && echo fine
    [sudo] password for carl: 
    Sorry, try again.
    [sudo] password for carl: 
    Sorry, try again.
    [sudo] password for carl: 
    sudo: 3 incorrect password attempts
    $ sudo -l id; echo $?
    [sudo] password for carl: "
  `);
});

test('whoever has no rule hears so after the password', () => {
  expect(asks('dave', 'sudo id\r', 'pw\r', 'sudo -l\r', 'pw\r')).toMatchInlineSnapshot(`
    "sudo id
    [sudo] password for dave: 
    dave is not in the sudoers file.
    $ sudo -l
    [sudo] password for dave: 
    Sorry, user dave may not run sudo on node01.
    $ "
  `);
});

test('root shells of three kinds', () => {
  const shown = 'pwd; echo $0 $HOME $SHELL $USER $SUDO_USER $SUDO_COMMAND; exit\r';
  expect(
    asks(
      'bob',
      'sudo -i\r',
      'pw\r',
      shown,
      'sudo -s\r',
      shown,
      'sudo su -\r',
      shown,
      'sudo -i pwd\r',
      'sudo -u al -i pwd\r',
    ),
  ).toMatchInlineSnapshot(`
    "sudo -i
    [sudo] password for bob: 
    root@node01:~# pwd; echo $0 $HOME $SHELL $USER $SUDO_USER $SUDO_COMMAND; exit
    /root
    -bash /root /bin/bash root bob /bin/bash
    logout
    $ sudo -s
    root@node01:/home/bob# pwd; echo $0 $HOME $SHELL $USER $SUDO_USER $SUDO_COMMAND; exit
    /home/bob
    /bin/bash /root /bin/bash root bob /bin/bash
    exit
    $ sudo su -
    root@node01:~# pwd; echo $0 $HOME $SHELL $USER $SUDO_USER $SUDO_COMMAND; exit
    /root
    -bash /root /bin/bash root
    logout
    $ sudo -i pwd
    /root
    $ sudo -u al -i pwd
    /home/al
    $ "
  `);
});

test('the environment is made anew', () => {
  const bob = new Sitting(office(), 'bob');
  bob.type('sudo -v\r');
  bob.type('pw\r');
  expect(bob.type('FOO=x sudo env | grep -v LS_COLORS | sort\r')).toMatchInlineSnapshot(`
    "FOO=x sudo env | grep -v LS_COLORS | sort
    HOME=/root
    LANG=C.UTF-8
    LOGNAME=root
    MAIL=/var/mail/root
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin
    SHELL=/bin/bash
    SUDO_COMMAND=/usr/bin/env
    SUDO_GID=1001
    SUDO_UID=1001
    SUDO_USER=bob
    TERM=xterm-256color
    USER=root
    $ "
  `);
  expect(
    bob.type('FOO=x sudo -E env | grep FOO; FOO=y sudo --preserve-env=FOO env | grep FOO; sudo FOO=z env | grep FOO\r'),
  ).toMatchInlineSnapshot(`
    "FOO=x sudo -E env | grep FOO; FOO=y sudo --preserve-env=FOO env | grep FOO; sudo FOO=z env | grep FOO
    FOO=x
    FOO=y
    FOO=z
    $ "
  `);
});

test.each([
  ['sudo -u nope id', 'sudo: unknown user nope\nsudo: error initializing audit plugin sudoers_audit\n'],
  ['sudo -g nope id', 'sudo: unknown group nope\nsudo: error initializing audit plugin sudoers_audit\n'],
  ['sudo -u "#4444" id', 'sudo: unknown user #4444\n'],
  [
    'sudo id',
    'sudo: a terminal is required to read the password; either use the -S option to read from standard input or configure an askpass helper\nsudo: a password is required\n',
  ],
  ['echo pw | sudo -S id -un', '[sudo] password for bob: root\n'],
  ['echo pw | sudo -S nosuch', '[sudo] password for bob: sudo: nosuch: command not found\n'],
  [
    'echo pw | sudo -S -g adm id',
    '[sudo] password for bob: uid=1001(bob) gid=4(adm) groups=4(adm),27(sudo),1001(bob)\n',
  ],
  ['echo pw | sudo -Sp "Give %u %p %h %U: " true', 'Give bob bob node01 root: '],
  ['sudo -n id', 'sudo: a password is required\n'],
])('bob: %s', (command, said) => {
  const machine = office();
  expect(script(machine, command, 1001).replace(/\(\d+\)\n$/, '')).toBe(said);
});

test.each([
  [
    'chmod o+w /etc/sudoers',
    'sudo: /etc/sudoers is world writable\nsudo: no valid sudoers sources found, quitting\nsudo: error initializing audit plugin sudoers_audit\n(1)\n',
  ],
  [
    'chown bob /etc/sudoers',
    'sudo: /etc/sudoers is owned by uid 1001, should be 0\nsudo: no valid sudoers sources found, quitting\nsudo: error initializing audit plugin sudoers_audit\n(1)\n',
  ],
  ['chmod u-s /usr/bin/sudo', 'sudo: /usr/bin/sudo must be owned by uid 0 and have the setuid bit set\n(1)\n'],
  [
    'echo junk junk > /etc/sudoers.d/bad',
    '/etc/sudoers.d/bad:1:10: syntax error\njunk junk\n         ^\nsudo: a password is required\n(1)\n',
  ],
])('broken: %s', (damage, said) => {
  const machine = office();
  script(machine, damage);
  expect(script(machine, 'sudo -n id', 1001)).toBe(said);
});

test('what was done is in the log', () => {
  const machine = office();
  script(machine, 'sudo ls /', 1002);
  script(machine, 'sudo -n whoami', 1002);
  expect(
    script(machine, 'journalctl -t sudo -o cat --no-pager; grep -c sudo /var/log/auth.log'),
  ).toMatchInlineSnapshot(`
    "      al : PWD=/home/ubuntu ; USER=root ; COMMAND=/usr/bin/ls /
          al : command not allowed ; PWD=/home/ubuntu ; USER=root ; COMMAND=/usr/bin/whoami
    2
    "
  `);
});
