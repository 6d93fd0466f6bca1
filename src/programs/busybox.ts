// In images built on busybox the small programs are its applets. They do the same work and say other words when it
// fails; here GNU's complaints become busybox's. An applet knows itself by its executable, which says whose it is.

import type { Process } from '../linux/host/process.ts';

export const isApplet = ({ version }: Process): boolean => version.startsWith('BusyBox');

interface Rewording {
  /** Applets that say it so; missing: all. */
  readonly applets?: readonly string[];
  /** GNU's complaint behind `NAME: `. A name in quotes is `(?<name>)`. */
  readonly gnu: RegExp;
  readonly busybox: string;
}

const NAME = `['‘"]?(?<name>.+?)['’"]?`;
const gnu = (start: string, end: string): RegExp => new RegExp(`^${start}${NAME}${end}$`, 's');
const WHY = '(?<why>[A-Z][^:]*)';

/** The first that fits is taken. */
const REWORDINGS: readonly Rewording[] = [
  { gnu: /^invalid option -- '(?<name>.)'$/, busybox: 'unrecognized option: $<name>' },
  { gnu: /^unrecognized option '--(?<name>.*)'$/, busybox: 'unrecognized option: $<name>' },
  { applets: ['rm'], gnu: gnu('cannot remove ', ': Is a directory'), busybox: "'$<name>' is a directory" },
  { applets: ['rm'], gnu: gnu('cannot remove ', `: ${WHY}`), busybox: "can't remove '$<name>': $<why>" },
  {
    applets: ['mkdir'],
    gnu: gnu('cannot create directory ', `: ${WHY}`),
    busybox: "can't create directory '$<name>': $<why>",
  },
  { applets: ['rmdir'], gnu: gnu('failed to remove ', `: ${WHY}`), busybox: "'$<name>': $<why>" },
  { applets: ['cp'], gnu: gnu('-r not specified; omitting directory ', ''), busybox: "omitting directory '$<name>'" },
  { applets: ['cp'], gnu: gnu('cannot stat ', `: ${WHY}`), busybox: "can't stat '$<name>': $<why>" },
  { applets: ['cp'], gnu: gnu('cannot create regular file ', `: ${WHY}`), busybox: "can't create '$<name>': $<why>" },
  { applets: ['mv'], gnu: gnu('cannot stat ', `: ${WHY}`), busybox: "can't rename '$<name>': $<why>" },
  { applets: ['ln'], gnu: gnu('failed to create (?:symbolic|hard) link ', `: ${WHY}`), busybox: '$<name>: $<why>' },
  { applets: ['touch'], gnu: gnu('(?:cannot touch|setting times of) ', `: ${WHY}`), busybox: '$<name>: $<why>' },
  {
    applets: ['ls', 'chmod', 'chown', 'chgrp', 'du'],
    gnu: gnu('cannot (?:access|open directory) ', `: ${WHY}`),
    busybox: '$<name>: $<why>',
  },
  { applets: ['chmod', 'chown', 'chgrp'], gnu: gnu('changing \\w+ of ', `: ${WHY}`), busybox: '$<name>: $<why>' },
  { applets: ['stat'], gnu: gnu('cannot statx? ', `: ${WHY}`), busybox: "can't stat '$<name>': $<why>" },
  {
    applets: ['head', 'tail'],
    gnu: gnu('cannot open ', ` for reading: ${WHY}`),
    busybox: "can't open '$<name>': $<why>",
  },
  { applets: ['sort'], gnu: gnu('cannot read: ', `: ${WHY}`), busybox: "can't open '$<name>': $<why>" },
  {
    applets: ['cat', 'wc', 'cut', 'md5sum', 'sha256sum', 'uniq', 'tee'],
    gnu: gnu('', `: (?<why>No such file or directory|Permission denied)`),
    busybox: "can't open '$<name>': $<why>",
  },
  {
    applets: ['cat', 'head', 'tail'],
    gnu: gnu('(?:error reading )?', ': Is a directory'),
    busybox: 'read error: Is a directory',
  },
];

/** `cannot remove 'x': No such file or directory` of rm → `can't remove 'x': No such file or directory`. */
export function busyboxWords(applet: string, complaint: string): string {
  for (const { applets, gnu: pattern, busybox } of REWORDINGS) {
    if (applets && !applets.includes(applet)) continue;
    if (pattern.test(complaint)) return complaint.replace(pattern, busybox);
  }
  return complaint;
}

/** GNU's ls tells great troubles from small ones; the applet knows only failure. */
export const appletStatus = (applet: string, status: number): number =>
  applet === 'ls' ? Math.min(status, 1) : status;

/** What follows the complaint about a wrong option. */
export const appletUsage = (process: Process, applet: string, usage: string): string =>
  `${process.version} (2024-09-26 21:31:42 UTC) multi-call binary.\n\nUsage: ${applet} ${usage}\n`;
