// nano's options: letters of the command line, lines of nanorc, keys that toggle.

import type { Process } from '../../../linux/host/process.ts';
import { Options as Getopt, NotSimulated } from '../../getopt.ts';

export interface NanoOptions {
  autoIndent: boolean;
  backup: boolean;
  caseSensitive: boolean;
  constantPosition: boolean;
  lineNumbers: boolean;
  noHelp: boolean;
  noNewlines: boolean;
  noWrap: boolean;
  regexp: boolean;
  saveOnExit: boolean;
  softWrap: boolean;
  tabSize: number;
  tabsToSpaces: boolean;
  view: boolean;
}

export const defaultOptions = (): NanoOptions => ({
  autoIndent: false,
  backup: false,
  caseSensitive: false,
  constantPosition: false,
  lineNumbers: false,
  noHelp: false,
  noNewlines: false,
  noWrap: true,
  regexp: false,
  saveOnExit: false,
  softWrap: false,
  tabSize: 8,
  tabsToSpaces: false,
  view: false,
});

type Flag = { [Key in keyof NanoOptions]: NanoOptions[Key] extends boolean ? Key : never }[keyof NanoOptions];

/** By the option's long name on the command line, which is nanorc's name too. */
const FLAGS: Readonly<Record<string, Flag>> = {
  autoindent: 'autoIndent',
  backup: 'backup',
  casesensitive: 'caseSensitive',
  constantshow: 'constantPosition',
  linenumbers: 'lineNumbers',
  nohelp: 'noHelp',
  nonewlines: 'noNewlines',
  nowrap: 'noWrap',
  regexp: 'regexp',
  saveonexit: 'saveOnExit',
  softwrap: 'softWrap',
  tabstospaces: 'tabsToSpaces',
  view: 'view',
};

const COMMAND_LINE = new Getopt([
  '!A,smarthome',
  'B,backup',
  '!C,backupdir=',
  'D,boldtext',
  'E,tabstospaces',
  '!F,multibuffer',
  '!G,locking',
  '!H,historylog',
  'I,ignorercfiles',
  '!J,guidestripe=',
  'K,rawsequences',
  'L,nonewlines',
  'M,trimblanks',
  '!N,noconvert',
  '!O,bookstyle',
  '!P,positionlog',
  '!Q,quotestr=',
  '!R,restricted',
  'S,softwrap',
  'T,tabsize=',
  'U,quickblank',
  'V,version',
  '!W,wordbounds',
  '!X,wordchars=',
  '!Y,syntax=',
  '!Z,zap',
  '!a,atblanks',
  '!b,breaklonglines',
  'c,constantshow',
  'd,rebinddelete',
  '!e,emptyline',
  '!f,rcfile=',
  'g,showcursor',
  'h,help',
  'i,autoindent',
  '!j,jumpyscrolling',
  'k,cutfromcursor',
  'l,linenumbers',
  'm,mouse',
  '!n,noread',
  '!o,operatingdir=',
  'p,preserve',
  '!q,indicator',
  '!r,fill=',
  '!s,speller=',
  't,saveonexit',
  'u,unix',
  'v,view',
  'w,nowrap',
  'x,nohelp',
  '!y,afterends',
  'z,listsyntaxes',
  '!%,stateflags',
  '!_,minibar',
  '!0,zero',
  '!/,modernbindings',
]);

export interface GivenFile {
  readonly path: string;
  /** From 1; negative from the end, 0 unsaid. */
  readonly line: number;
  readonly column: number;
  /** `+/text` */
  readonly search: string | undefined;
}

export interface CommandLine {
  readonly options: NanoOptions;
  readonly files: readonly GivenFile[];
  readonly page: 'help' | 'version' | undefined;
  /** A tab size that is none. */
  readonly complaint: string | undefined;
}

/** Throws UsageError and NotSimulated. */
export function readCommandLine(process: Process): CommandLine {
  const { options: given, operands } = COMMAND_LINE.read(process.argv.slice(1));
  const has = (name: string) => given.some((one) => one.name === name);
  const options = defaultOptions();
  if (!has('ignorercfiles')) readConfiguration(process, options);
  if (has('cutfromcursor') || has('listsyntaxes')) throw new NotSimulated(has('cutfromcursor') ? '-k' : '-z');
  for (const { name } of given) if (name in FLAGS) options[FLAGS[name]] = true;
  const size = given.findLast((one) => one.name === 'tabsize')?.value;
  const isSize = size === undefined || (/^\d+$/.test(size) && Number(size) > 0);
  if (size !== undefined && isSize) options.tabSize = Number(size);
  return {
    options,
    files: filesOf(operands),
    page: has('help') ? 'help' : has('version') ? 'version' : undefined,
    complaint: isSize ? undefined : `Requested tab size "${size}" is invalid`,
  };
}

/** `+3,4 name`, `+/text name`: where to begin goes in front of the file it is for. */
function filesOf(operands: readonly string[]): GivenFile[] {
  const files: GivenFile[] = [];
  let start = { line: 0, column: 0, search: undefined as string | undefined };
  for (const [at, word] of operands.entries()) {
    const isStart = word.startsWith('+') && at + 1 < operands.length;
    if (!isStart) {
      files.push({ path: word, ...start });
      start = { line: 0, column: 0, search: undefined };
    } else if (/^\+[cCrR]*[/?]/.test(word)) start = { ...start, search: word.replace(/^\+[cCrR]*[/?]/, '') };
    else {
      const [line, column] = word.slice(1).split(/[,.]/);
      start = { ...start, line: Number(line) || (word === '+' ? -1 : 1), column: Number(column) || 1 };
    }
  }
  return files;
}

/** `set tabsize 4`, `unset linenumbers`: the basics of nanorc. Keys, colours and syntaxes stay as they are. */
function readConfiguration(process: Process, options: NanoOptions): void {
  const home = process.environment.get('HOME') ?? '/';
  for (const path of ['/etc/nanorc', `${home}/.nanorc`, `${home}/.config/nano/nanorc`]) {
    if (!process.files.exists(path, process.credentials) || !process.files.access(path, 4, process.credentials))
      continue;
    for (const line of process.files.readText(path).split('\n')) {
      const [verb, name = '', value = ''] = line.trim().split(/\s+/);
      if (verb !== 'set' && verb !== 'unset') continue;
      if (name in FLAGS) options[FLAGS[name]] = verb === 'set';
      if (name === 'tabsize' && /^[1-9]\d*$/.test(value)) options.tabSize = Number(value);
    }
  }
}
