// lsb_release: which distribution this is, from /etc/lsb-release.

import type { Program } from '../../../linux/host/process.ts';
import { tool } from '../tool.ts';

const FIELDS: readonly (readonly [option: string, key: string, label: string])[] = [
  ['id', 'DISTRIB_ID', 'Distributor ID'],
  ['description', 'DISTRIB_DESCRIPTION', 'Description'],
  ['release', 'DISTRIB_RELEASE', 'Release'],
  ['codename', 'DISTRIB_CODENAME', 'Codename'],
];

export const lsbRelease: Program = tool(
  'lsb_release',
  {
    options: ['i,id', 'd,description', 'r,release', 'c,codename', 'a,all', 's,short', 'v,version', 'h,help'],
    usageStatus: 2,
  },
  function* (run) {
    if (run.has('help')) return yield* run.notSimulated('--help');
    if (run.has('all') || run.options.every((option) => option.name === 'version' || option.name === 'short'))
      yield* run.say('No LSB modules are available.');
    const text = run.files.exists('/etc/lsb-release') ? run.files.readText('/etc/lsb-release') : '';
    const fieldOf = (key: string) => new RegExp(`^${key}="?([^"\\n]*)"?$`, 'm').exec(text)?.[1] ?? 'n/a';
    const wanted = FIELDS.filter(([option]) => run.has('all') || run.has(option));
    for (const [, key, label] of wanted)
      yield* run.print(run.has('short') ? `${fieldOf(key)}\n` : `${label}:\t${fieldOf(key)}\n`);
    return 0;
  },
);
