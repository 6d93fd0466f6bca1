// What the shadow suite, adduser and PAM read beside /etc/passwd: defaults for new accounts, and group passwords.

export const LOGIN_DEFS = `#
# /etc/login.defs - Configuration control definitions for the login package.
#
MAIL_DIR        /var/mail
FAILLOG_ENAB		yes
LOG_UNKFAIL_ENAB	no
LOG_OK_LOGINS		no
SYSLOG_SU_ENAB		yes
SYSLOG_SG_ENAB		yes
FTMP_FILE	/var/log/btmp
SU_NAME		su
HUSHLOGIN_FILE	.hushlogin
ENV_SUPATH	PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
ENV_PATH	PATH=/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games

TTYGROUP	tty
TTYPERM		0600

ERASECHAR	0177
KILLCHAR	025
UMASK		022

# HOME_MODE is used by useradd(8) and newusers(8) to set the mode for new
# home directories.
HOME_MODE	0750

# Password aging controls:
PASS_MAX_DAYS	99999
PASS_MIN_DAYS	0
PASS_WARN_AGE	7

# Min/max values for automatic uid selection in useradd(8)
UID_MIN			 1000
UID_MAX			60000
SYS_UID_MIN		  100
SYS_UID_MAX		  999
SUB_UID_MIN		   100000
SUB_UID_MAX		600100000
SUB_UID_COUNT		    65536

# Min/max values for automatic gid selection in groupadd(8)
GID_MIN			 1000
GID_MAX			60000
SYS_GID_MIN		  100
SYS_GID_MAX		  999
SUB_GID_MIN		   100000
SUB_GID_MAX		600100000
SUB_GID_COUNT		    65536

LOGIN_RETRIES		5
LOGIN_TIMEOUT		60
CHFN_RESTRICT		rwh
DEFAULT_HOME	yes
USERGROUPS_ENAB yes
ENCRYPT_METHOD SHA512
NONEXISTENT	/nonexistent
PREVENT_NO_AUTH superuser
`;

export const DEFAULT_USERADD = `# Default values for useradd(8)
#
# The SHELL variable specifies the default login shell on your
# system.
# Similar to DSHELL in adduser. However, we use "sh" here because
# useradd is a low level utility and should be as general
# as possible
SHELL=/bin/sh
#
# The default group for users
# 100=users on Debian systems
# GROUP=100
#
# The default home directory. Same as DHOME for adduser
# HOME=/home
#
# The number of days after a password expires until the account
# is permanently disabled
# INACTIVE=-1
#
# The default expire date
# EXPIRE=
#
# The SKEL variable specifies the directory containing "skeletal" user
# files; in other words, files such as a sample .profile that will be
# copied to the new user's home directory when it is created.
# SKEL=/etc/skel
#
# Defines whether the mail spool should be created while
# creating the account
# CREATE_MAIL_SPOOL=no
`;

export const ADDUSER_CONF = `# /etc/adduser.conf: \`adduser' configuration.
# See adduser(8) and adduser.conf(5) for full documentation.

# The login shell to be used for all new users.
# Default: DSHELL=/bin/bash
#DSHELL=/bin/bash

# The directory in which new home directories should  be  created.
# Default: DHOME=/home
#DHOME=/home

# The directory from which skeletal user configuration files
# will be copied.
# Default: SKEL=/etc/skel
#SKEL=/etc/skel

# Default: FIRST_UID=1000, LAST_UID=59999
#FIRST_UID=1000
#LAST_UID=59999

# Default: USERGROUPS=yes
#USERGROUPS=yes

# Default: DIR_MODE=0750
#DIR_MODE=0750

# Default: ADD_EXTRA_GROUPS=1, EXTRA_GROUPS=users
#EXTRA_GROUPS="users"
#ADD_EXTRA_GROUPS=1
`;

/** A line per group: nobody has a group password, members are those of /etc/group. */
export const gshadow = (group: string): string =>
  group
    .trim()
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name, , gid, members]) => `${name}:${Number(gid) < 1000 ? '*' : '!'}::${members}\n`)
    .join('');

export const SUBORDINATE_IDS = 'ubuntu:100000:65536\n';

/** Directories and programs that are not root:root, or carry a set-ID bit. */
export const SPECIAL_FILES: readonly (readonly [path: string, mode: number, group: string])[] = [
  ['/etc/shadow', 0o640, 'shadow'],
  ['/etc/gshadow', 0o640, 'shadow'],
  ['/usr/bin/chage', 0o2755, 'shadow'],
  ['/usr/bin/chfn', 0o4755, 'root'],
  ['/usr/bin/chsh', 0o4755, 'root'],
  ['/usr/bin/crontab', 0o2755, 'crontab'],
  ['/usr/bin/gpasswd', 0o4755, 'root'],
  ['/usr/bin/mount', 0o4755, 'root'],
  ['/usr/bin/newgrp', 0o4755, 'root'],
  ['/usr/bin/passwd', 0o4755, 'root'],
  ['/usr/bin/su', 0o4755, 'root'],
  ['/usr/bin/sudo', 0o4755, 'root'],
  ['/usr/bin/umount', 0o4755, 'root'],
  ['/var/mail', 0o2775, 'mail'],
  ['/var/spool/cron/crontabs', 0o1730, 'crontab'],
];
