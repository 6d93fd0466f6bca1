// Colours of names, from LS_COLORS (`di=01;34:*.tar=01;31`) or the built-in table. Models ls' print_color_indicator.

import type { Inode } from '../../linux/files/inode.ts';

export interface Colors {
  /** `broken`: a link to nowhere, or the nowhere it points to. */
  paint(text: string, inode: Inode | undefined, name: string, broken: boolean): string;
}

const BUILT_IN =
  'di=01;34:ln=01;36:pi=33:so=01;35:bd=01;33:cd=01;33:ex=01;32:su=37;41:sg=30;43:tw=30;42:ow=34;42:st=37;44';

/** Without LS_COLORS, a terminal nobody named gets none. */
export function readColors(environment: ReadonlyMap<string, string>): Colors | undefined {
  const variable = environment.get('LS_COLORS');
  const terminal = environment.get('TERM') ?? 'dumb';
  if (!variable && (terminal === 'dumb' || terminal === '')) return undefined;
  const codes = new Map<string, string>();
  for (const entry of (variable || BUILT_IN).split(':')) {
    const at = entry.indexOf('=');
    if (at > 0) codes.set(entry.slice(0, at), entry.slice(at + 1));
  }
  const suffixes = [...codes].filter(([key]) => key.startsWith('*'));
  let painted = false;
  return {
    paint(text, inode, name, broken) {
      const code = codeFor(codes, suffixes, inode, name, broken);
      if (!code || code === '0' || code === '00') return text;
      // The first colour is preceded by a reset, as ls does.
      const start = painted ? '' : '\x1b[0m';
      painted = true;
      return `${start}\x1b[${code}m${text}\x1b[0m`;
    },
  };
}

function codeFor(
  codes: ReadonlyMap<string, string>,
  suffixes: readonly (readonly [string, string])[],
  inode: Inode | undefined,
  name: string,
  broken: boolean,
): string | undefined {
  if (!inode) return codes.get('mi');
  switch (inode.type) {
    case 'symlink':
      return (broken && codes.get('or')) || codes.get('ln');
    case 'device':
      return codes.get('cd');
    case 'socket':
      return codes.get('so');
    case 'fifo':
      return codes.get('pi');
    case 'directory': {
      const sticky = (inode.mode & 0o1000) !== 0;
      const open = (inode.mode & 0o002) !== 0;
      if (sticky && open && codes.has('tw')) return codes.get('tw');
      if (open && codes.has('ow')) return codes.get('ow');
      return (sticky && codes.get('st')) || codes.get('di');
    }
    default: {
      if (inode.mode & 0o4000 && codes.has('su')) return codes.get('su');
      if (inode.mode & 0o2000 && codes.has('sg')) return codes.get('sg');
      if (inode.mode & 0o111 && codes.has('ex')) return codes.get('ex');
      return suffixes.find(([suffix]) => name.endsWith(suffix.slice(1)))?.[1] ?? codes.get('fi');
    }
  }
}
