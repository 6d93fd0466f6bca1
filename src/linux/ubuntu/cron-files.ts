// cron's own files on a fresh Ubuntu: the system's table and the scripts of the day.

export const CRONTAB = `# /etc/crontab: system-wide crontab
# Unlike any other crontab you don't have to run the \`crontab'
# command to install the new version when you edit this file
# and files in /etc/cron.d. These files also have username fields,
# that none of the other crontabs do.

SHELL=/bin/sh
# You can also override PATH, but by default, newer versions inherit it from the environment
#PATH=/usr/local/sbin:/usr/local/bin:/sbin:/bin:/usr/sbin:/usr/bin

# Example of job definition:
# .---------------- minute (0 - 59)
# |  .------------- hour (0 - 23)
# |  |  .---------- day of month (1 - 31)
# |  |  |  .------- month (1 - 12) OR jan,feb,mar,apr ...
# |  |  |  |  .---- day of week (0 - 6) (Sunday=0 or 7) OR sun,mon,tue,wed,thu,fri,sat
# |  |  |  |  |
# *  *  *  *  * user-name command to be executed
17 *	* * *	root	cd / && run-parts --report /etc/cron.hourly
25 6	* * *	root	test -x /usr/sbin/anacron || { cd / && run-parts --report /etc/cron.daily; }
47 6	* * 7	root	test -x /usr/sbin/anacron || { cd / && run-parts --report /etc/cron.weekly; }
52 6	1 * *	root	test -x /usr/sbin/anacron || { cd / && run-parts --report /etc/cron.monthly; }
#
`;

const PLACEHOLDER = `# DO NOT EDIT OR REMOVE
# This file is a simple placeholder to keep dpkg from removing this directory
`;

export const CRON_FILES: Readonly<Record<string, string>> = {
  '/etc/crontab': CRONTAB,
  '/etc/default/cron': `# Cron configuration options

# Whether to read the system's default environment files (if present)
READ_ENV="yes"

# Extra options for cron, see cron(8)
#EXTRA_OPTS=""
`,
  '/etc/cron.d/.placeholder': PLACEHOLDER,
  '/etc/cron.hourly/.placeholder': PLACEHOLDER,
  '/etc/cron.daily/.placeholder': PLACEHOLDER,
  '/etc/cron.weekly/.placeholder': PLACEHOLDER,
  '/etc/cron.monthly/.placeholder': PLACEHOLDER,
};
