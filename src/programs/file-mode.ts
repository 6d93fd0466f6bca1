// Permission bits in the three ways people write them: 0644, u=rw,go=r, -rw-r--r--.

import type { Inode } from '../linux/files/inode.ts';

/** What a mode string does to the bits a file has. */
export type ModeChange = (mode: number, isDirectory: boolean) => number;

/** `644`, `u+x,go-w`, `a=rX`; undefined for what is no mode. `umask` matters when nobody is named: `+x`. */
export function parseMode(text: string, umask: number): ModeChange | undefined {
  if (/^[0-7]+$/.test(text)) {
    const bits = Number.parseInt(text, 8);
    if (bits > 0o7777) return undefined;
    // Numeric modes of fewer than five digits leave a directory's set-id bits alone.
    return (mode, isDirectory) => (isDirectory && text.length < 5 ? bits | (mode & 0o6000) : bits);
  }
  const clauses = text.split(',');
  if (!clauses.every((clause) => CLAUSE.test(clause))) return undefined;
  return (mode, isDirectory) => clauses.reduce((now, clause) => applyClause(now, clause, isDirectory, umask), mode);
}

const CLAUSE = /^[ugoa]*([-+=]([rwxXst]*|[ugo]|[0-7]+))+$/;

function applyClause(mode: number, clause: string, isDirectory: boolean, umask: number): number {
  const who = /^[ugoa]*/.exec(clause)![0];
  const everybody = who === '' || who.includes('a');
  const classes = everybody ? 0o7777 : [...who].reduce((bits, one) => bits | CLASSES[one], 0);
  const allowed = who === '' ? classes & ~umask : classes;
  let result = mode;
  for (const [, operator, what] of clause.slice(who.length).matchAll(/([-+=])([rwxXstugo]*|[0-7]+)/g)) {
    const bits = permissionBits(what, result, isDirectory) & (allowed | (who === '' ? 0o7000 : 0));
    if (operator === '+') result |= bits;
    else if (operator === '-') result &= ~bits;
    else result = (result & ~(classes & (isDirectory ? 0o1777 : 0o7777))) | bits;
  }
  return result;
}

const CLASSES: Readonly<Record<string, number>> = { u: 0o4700, g: 0o2070, o: 0o1007, a: 0o7777 };

function permissionBits(what: string, mode: number, isDirectory: boolean): number {
  if (/^[0-7]+$/.test(what)) return Number.parseInt(what, 8);
  let bits = 0;
  for (const letter of what) {
    if (letter === 'r') bits |= 0o444;
    else if (letter === 'w') bits |= 0o222;
    else if (letter === 'x' || (letter === 'X' && (isDirectory || mode & 0o111))) bits |= 0o111;
    else if (letter === 's') bits |= 0o6000;
    else if (letter === 't') bits |= 0o1000;
    else if (letter === 'u') bits |= ((mode >> 6) & 7) * 0o111;
    else if (letter === 'g') bits |= ((mode >> 3) & 7) * 0o111;
    else if (letter === 'o') bits |= (mode & 7) * 0o111;
  }
  return bits;
}

/** The letter `ls -l` begins with. */
export function typeLetter(inode: Inode): string {
  switch (inode.type) {
    case 'directory':
      return 'd';
    case 'symlink':
      return 'l';
    case 'device':
      return inode.isBlock ? 'b' : 'c';
    case 'socket':
      return 's';
    case 'fifo':
      return 'p';
    default:
      return '-';
  }
}

/** `rwxr-sr-t`. */
export function permissionText(mode: number): string {
  const triple = (bits: number, special: boolean, letter: string) => {
    const execute = bits & 1 ? (special ? letter : 'x') : special ? letter.toUpperCase() : '-';
    return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${execute}`;
  };
  return (
    triple((mode >> 6) & 7, (mode & 0o4000) !== 0, 's') +
    triple((mode >> 3) & 7, (mode & 0o2000) !== 0, 's') +
    triple(mode & 7, (mode & 0o1000) !== 0, 't')
  );
}

export const modeText = (inode: Inode): string => typeLetter(inode) + permissionText(inode.mode);

/** `0644`. */
export const octalMode = (mode: number): string => mode.toString(8).padStart(4, '0');
