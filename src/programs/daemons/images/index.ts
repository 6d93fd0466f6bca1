// The programs that only exist inside images, by the name their executables carry.

import type { Program } from '../../../linux/host/process.ts';
import { busybox } from './busybox.ts';
import { flanneld } from './flanneld.ts';
import { httpd } from './httpd.ts';
import { nginx, nginxEntrypoint } from './nginx.ts';
import { pause } from './pause.ts';
import { memcached, mysqld, postgres, redisServer } from './stores.ts';

export const imagePrograms: Readonly<Record<string, Program>> = {
  busybox,
  flanneld,
  httpd,
  memcached,
  mysqld,
  nginx,
  'nginx-entrypoint': nginxEntrypoint,
  pause,
  postgres,
  'redis-server': redisServer,
};
