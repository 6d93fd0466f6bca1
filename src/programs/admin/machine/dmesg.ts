// dmesg: what the kernel said since this boot, from the journal that keeps it.

import { strftime } from '../../../base/strftime.ts';
import type { Program } from '../../../linux/host/process.ts';
import { findJournal } from '../../../linux/systemd/journal.ts';
import { page } from '../pager.ts';
import { tool } from '../tool.ts';

const LEVELS = ['emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'debug'];

export const dmesg: Program = tool(
  'dmesg',
  {
    options: [
      'T,ctime',
      't,notime',
      'l,level=',
      'k,kernel',
      'P,nopager',
      'L,color[=]',
      'n,console-level=',
      'V,version',
      '!H,human',
      '!w,follow',
      '!W,follow-new',
      '!C,clear',
      '!c,read-clear',
      '!d,show-delta',
      '!e,reltime',
      '!f,facility=',
      '!F,file=',
      '!J,json',
      '!r,raw',
      '!u,userspace',
      '!x,decode',
      '!time-format=',
      '!since=',
      '!until=',
      '!h,help',
    ],
    hint: "Try 'dmesg --help' for more information.\n",
  },
  function* (run) {
    const { process } = run;
    if (run.has('version')) {
      yield* run.print('dmesg from util-linux 2.39.3\n');
      return 0;
    }
    // kernel.dmesg_restrict=1 is Ubuntu's default.
    if (!run.isRoot) return yield* run.fail('read kernel buffer failed: Operation not permitted');
    const levels = run.values('level').flatMap((one) => one.split(','));
    const unknown = levels.find((level) => !LEVELS.includes(level));
    if (unknown !== undefined) return yield* run.fail(`unknown level '${unknown}'`);
    const entries = (findJournal(process.files)?.entries ?? []).filter(
      (entry) =>
        entry.boot === process.host.bootId &&
        entry.transport === 'kernel' &&
        (levels.length === 0 || levels.includes(LEVELS[entry.priority])),
    );
    const stamp = (entry: (typeof entries)[number]) => {
      if (run.has('notime')) return '';
      if (run.has('ctime')) return `[${strftime('%a %b %e %H:%M:%S %Y', entry.time)}] `;
      return `[${(entry.monotonic / 1000).toFixed(6).padStart(12)}] `;
    };
    yield* page(process, entries.map((entry) => `${stamp(entry)}${entry.message}\n`).join(''), { paged: false });
    return 0;
  },
);
