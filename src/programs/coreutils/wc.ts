// wc: lines, words, characters and bytes, in columns as wide as the largest input could need.

import { decodeRaw } from '../../base/raw-text.ts';
import { sizeOf } from '../../linux/files/inode.ts';
import type { Program } from '../../linux/host/process.ts';
import { quotedIfNeeded } from '../quote.ts';
import { type Invocation, reason, utility } from '../utility.ts';

const COLUMNS = ['lines', 'words', 'chars', 'bytes', 'max-line-length'] as const;
type Counts = Record<(typeof COLUMNS)[number], number>;

export const wc: Program = utility(
  {
    usage: '[OPTION]... [FILE]...',
    options: ['l,lines', 'w,words', 'm,chars', 'c,bytes', 'L,max-line-length', 'files0-from=', 'total='],
  },
  function* (run) {
    let wanted: readonly (keyof Counts)[] = COLUMNS.filter((column) => run.has(column));
    if (wanted.length === 0) wanted = ['lines', 'words', 'bytes'];
    const from = run.value('files0-from');
    let paths = run.operands;
    if (from !== undefined) {
      const input = run.open(from);
      paths = (yield* input.text()).split('\0').filter(Boolean);
      input.close();
    }
    const when = run.choice('total', [['auto'], ['always'], ['only'], ['never']]) ?? 'auto';
    const width = columnWidth(run, paths, wanted.length);
    const line = (counts: Counts, name: string) =>
      `${wanted.map((column) => String(counts[column]).padStart(width)).join(' ')}${name}\n`;
    const total: Counts = { lines: 0, words: 0, chars: 0, bytes: 0, 'max-line-length': 0 };
    for (const path of paths.length > 0 ? paths : ['-']) {
      if (path === '') {
        yield* run.complain('invalid zero-length file name');
        continue;
      }
      let counts: Counts = { lines: 0, words: 0, chars: 0, bytes: 0, 'max-line-length': 0 };
      try {
        const input = run.open(path);
        try {
          if (input.file.kind === 'directory') yield* run.complain(`${quotedIfNeeded(path)}: Is a directory`);
          else counts = count(yield* input.all(), new Set(wanted));
        } finally {
          input.close();
        }
      } catch (error) {
        yield* run.complain(`${quotedIfNeeded(path)}: ${reason(error)}`);
        continue;
      }
      for (const column of COLUMNS) {
        total[column] =
          column === 'max-line-length' ? Math.max(total[column], counts[column]) : total[column] + counts[column];
      }
      if (when !== 'only') yield* run.print(line(counts, paths.length > 0 ? ` ${path}` : ''));
    }
    if (when === 'only') yield* run.print(line(total, '').trimStart());
    else if (when === 'always' || (when === 'auto' && paths.length > 1)) yield* run.print(line(total, ' total'));
  },
);

/** One number of one input needs no padding; a pipe's length is unknown and gets seven columns. */
function columnWidth(run: Invocation, paths: readonly string[], numbers: number): number {
  if (numbers === 1 && paths.length <= 1) return 1;
  let size = 0;
  let least = 1;
  for (const path of paths.length > 0 ? paths : ['-']) {
    try {
      const inode = path === '-' ? run.process.file(0).inode : run.process.files.stat(run.absolute(path));
      if (inode?.type === 'file') size += sizeOf(inode);
      else least = 7;
    } catch (error) {
      reason(error);
    }
  }
  return Math.max(least, String(size).length);
}

function count(bytes: Uint8Array, wanted: ReadonlySet<string>): Counts {
  const counts: Counts = { lines: 0, words: 0, chars: 0, bytes: bytes.length, 'max-line-length': 0 };
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) counts.lines++;
  if (wanted.has('words')) counts.words = words(bytes);
  if (!wanted.has('chars') && !wanted.has('max-line-length')) return counts;
  const text = decodeRaw(bytes);
  if (wanted.has('max-line-length'))
    for (const line of text.split(/[\n\r\f]/))
      counts['max-line-length'] = Math.max(counts['max-line-length'], columns(line));
  for (const character of text) if (!/[\udc80-\udcff]/.test(character)) counts.chars++;
  return counts;
}

/** Byte by byte; only what is not ASCII has to be read as characters, because there are blanks among them. */
function words(bytes: Uint8Array): number {
  let found = 0;
  let isInside = false;
  for (const byte of bytes) {
    if (byte >= 128) return decodeRaw(bytes).match(/[^\s\u2060]+/g)?.length ?? 0;
    const isBlank = byte === 32 || (byte >= 9 && byte <= 13);
    if (!isBlank && !isInside) found++;
    isInside = !isBlank;
  }
  return found;
}

function columns(line: string): number {
  let width = 0;
  for (const character of line) {
    if (character === '\t') width += 8 - (width % 8);
    else if (character >= ' ' && character !== '\x7f') width++;
  }
  return width;
}
