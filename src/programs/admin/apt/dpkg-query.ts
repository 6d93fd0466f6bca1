// dpkg-query: dpkg's questions, and -W with a format of one's own.

import type { Program } from '../../../linux/host/process.ts';
import { type Installed, installedPackages } from '../../../linux/packages/database.ts';
import { tool } from '../tool.ts';
import { answer } from './dpkg.ts';

const DEFAULT_FORMAT = '${binary:Package}\\t${Version}\\n';

export const dpkgQuery: Program = tool(
  'dpkg-query',
  {
    options: [
      'l,list',
      's,status',
      'L,listfiles',
      'S,search',
      'W,show',
      'f,showformat=',
      '!p,print-avail',
      '!c,control-path',
      '!control-list',
      '!control-show',
      'version',
      'help',
    ],
    usageStatus: 2,
  },
  function* (run) {
    const packages = installedPackages(run.process.host.files);
    if (run.has('version')) {
      yield* run.print('Debian dpkg-query package management program query tool version 1.22.6 (amd64).\n');
      return 0;
    }
    if (!run.has('show')) {
      const asked = yield* answer(run, packages);
      if (asked !== undefined) return asked;
      yield* run.say('dpkg-query: error: need an action option\n\nUse --help for help about querying packages.');
      return 2;
    }
    // dpkg's own options may have an equals sign: -f='${Package}'.
    const format = (run.value('showformat') ?? DEFAULT_FORMAT).replace(/^=/, '');
    let code = 0;
    for (const pattern of run.operands.length > 0 ? run.operands : ['*']) {
      const expression = new RegExp(
        `^${pattern
          .replace(/[.+^${}()|[\]\\]/g, '\\$&')
          .replaceAll('*', '.*')
          .replaceAll('?', '.')}$`,
      );
      const found = [...packages.values()].filter(({ name }) => expression.test(name));
      if (found.length === 0) {
        yield* run.say(`dpkg-query: no packages found matching ${pattern}`);
        code = 1;
      }
      for (const one of found) yield* run.print(filled(format, one));
    }
    return code;
  },
);

/** `${Package;-20}`: a field, perhaps in a width; `\n` and `\t` are what they are in C. */
const filled = (format: string, one: Installed): string =>
  format
    .replaceAll(/\\([nt\\])/g, (_all, letter: string) => ({ n: '\n', t: '\t' })[letter] ?? '\\')
    .replaceAll(/\$\{([^};]*)(?:;(-?\d+))?\}/g, (_all, name: string, width: string | undefined) => {
      const text = field(name, one);
      if (width === undefined) return text;
      return Number(width) < 0 ? text.padStart(-Number(width)) : text.padEnd(Number(width));
    });

function field(name: string, { name: own, stanza }: Installed): string {
  const [want = '', flags = '', state = ''] = (stanza.get('Status') ?? '').split(' ');
  switch (name) {
    case 'binary:Package':
      return own;
    case 'binary:Summary':
      return (stanza.get('Description') ?? '').split('\n')[0];
    case 'db:Status-Abbrev':
      return `${want === 'hold' ? 'h' : want === 'deinstall' ? 'r' : 'i'}${state === 'installed' ? 'i' : 'c'} `;
    case 'db:Status-Want':
      return want;
    case 'db:Status-Status':
      return state;
    case 'db:Status-Eflag':
      return flags;
    default:
      return stanza.get(name) ?? '';
  }
}
