import { expect, test } from 'vitest';
import { machineWithShell, Sitting, script } from '../../../support/sitting.ts';

test('adduser asks for a password and who it is', () => {
  const root = new Sitting(machineWithShell());
  expect(
    [
      'adduser bob\r',
      'pw\r',
      'pw\r',
      'Bob B\r',
      '\r',
      '\r',
      '\r',
      '\r',
      'y\r',
      'id bob; getent passwd bob; ls -A /home/bob\r',
    ]
      .map((keys) => root.type(keys))
      .join(''),
  ).toMatchInlineSnapshot(`
    "adduser bob
    info: Adding user \`bob' ...
    info: Selecting UID/GID from range 1000 to 59999 ...
    info: Adding new group \`bob' (1001) ...
    info: Adding new user \`bob' (1001) with group \`bob (1001)' ...
    info: Creating home directory \`/home/bob' ...
    info: Copying files from \`/etc/skel' ...
    New password: 
    Retype new password: 
    passwd: password updated successfully
    Changing the user information for bob
    Enter the new value, or press ENTER for the default
    	Full Name []: Bob B
    	Room Number []: 
    	Work Phone []: 
    	Home Phone []: 
    	Other []: 
    Is the information correct? [Y/n] y
    info: Adding new user \`bob' to supplemental / extra groups \`users' ...
    info: Adding user \`bob' to group \`users' ...
    $ id bob; getent passwd bob; ls -A /home/bob
    uid=1001(bob) gid=1001(bob) groups=1001(bob),100(users)
    bob:x:1001:1001:Bob B,,,:/home/bob:/bin/bash
    .bash_logout  .bashrc  .profile
    $ "
  `);
});

test('users and groups come and go', () => {
  expect(
    script(
      machineWithShell(),
      `adduser --disabled-password --gecos '' al
       adduser al; adduser 'Bad!'; adduser UPPER
       adduser al sudo; adduser al sudo; adduser al nope; adduser nope sudo; id al
       adduser --system svc; id svc
       adduser --system --group svc2 | tail -3
       addgroup devs; addgroup devs
       adduser --quiet --ingroup devs --disabled-password --comment Carl --home /srv/carl carl; getent passwd carl
       adduser --uid 1000 x1
       deluser al sudo; deluser al sudo
       deluser --remove-home al; ls -d /home/al; deluser nope
       delgroup devs; deluser carl; delgroup devs; delgroup nope; adduser; adduser a b c`,
    ),
  ).toMatchInlineSnapshot(`
    "info: Adding user \`al' ...
    info: Selecting UID/GID from range 1000 to 59999 ...
    info: Adding new group \`al' (1001) ...
    info: Adding new user \`al' (1001) with group \`al (1001)' ...
    info: Creating home directory \`/home/al' ...
    info: Copying files from \`/etc/skel' ...
    info: Adding new user \`al' to supplemental / extra groups \`users' ...
    info: Adding user \`al' to group \`users' ...
    fatal: The user \`al' already exists.
    fatal: To avoid problems, the username should consist only of
                letters, digits, underscores, periods, at signs and dashes, and
                not start with a dash (as defined by IEEE Std 1003.1-2001). For
                compatibility with Samba machine accounts, $ is also supported
                at the end of the username.  (Use the \`--allow-all-names' option
                to bypass this restriction.)
    fatal: Please enter a username matching the regular expression
                configured via the NAME_REGEX configuration variable.  Use the
                \`--allow-bad-names' option to relax this check or reconfigure
                NAME_REGEX in configuration.
    info: Adding user \`al' to group \`sudo' ...
    info: The user \`al' is already a member of \`sudo'.
    fatal: The group \`nope' does not exist.
    fatal: The user \`nope' does not exist.
    uid=1001(al) gid=1001(al) groups=1001(al),27(sudo),100(users)
    info: Selecting UID from range 100 to 999 ...

    info: Adding system user \`svc' (UID 104) ...
    info: Adding new user \`svc' (UID 104) with group \`nogroup' ...
    info: Not creating \`/nonexistent'.
    uid=104(svc) gid=65534(nogroup) groups=65534(nogroup)
    info: Adding new group \`svc2' (GID 104) ...
    info: Adding new user \`svc2' (UID 105) with group \`svc2' ...
    info: Not creating \`/nonexistent'.
    info: Selecting GID from range 1000 to 59999 ...
    info: Adding group \`devs' (GID 1002) ...
    fatal: The group \`devs' already exists.
    carl:x:1003:1002:Carl,,,:/srv/carl:/bin/bash
    fatal: The UID 1000 is already in use.
    info: Removing user \`al' from group \`sudo' ...
    fatal: The user \`al' is not a member of group \`sudo'.
    info: Looking for files to backup/remove ...
    info: Removing files ...
    info: Removing crontab ...
    info: Removing user \`al' ...
    ls: cannot access '/home/al': No such file or directory
    fatal: The user \`nope' does not exist.
    info: Removing group \`devs' ...
    groupdel: cannot remove the primary group of user 'carl'
    fatal: \`/usr/sbin/groupdel devs' returned error code 8. Exiting.
    info: Removing crontab ...
    info: Removing user \`carl' ...
    info: Removing group \`devs' ...
    fatal: The group \`nope' does not exist.
    fatal: Only one or two names allowed.
    fatal: Only one or two names allowed.
    (1)
    "
  `);
  expect(script(machineWithShell(), 'adduser x; deluser x', 1000)).toMatchInlineSnapshot(`
    "fatal: Only root may add a user or group to the system.
    fatal: Only root may remove a user or group from the system.
    (1)
    "
  `);
});
