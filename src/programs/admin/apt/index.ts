// The package tools; which archives the world has is told by whoever builds it.

import type { Program } from '../../../linux/host/process.ts';
import type { Archive } from '../../../linux/packages/package.ts';
import { aptCache } from './apt-cache.ts';
import { apt, aptGet } from './apt-get.ts';
import { aptMark } from './apt-mark.ts';
import { dpkg } from './dpkg.ts';
import { dpkgQuery } from './dpkg-query.ts';
import { needrestart } from './needrestart.ts';

export const packageTools = (archive: Archive): Readonly<Record<string, Program>> => ({
  apt: apt(archive),
  'apt-cache': aptCache(archive),
  'apt-get': aptGet(archive),
  'apt-mark': aptMark(archive),
  dpkg,
  'dpkg-query': dpkgQuery,
  needrestart,
});
