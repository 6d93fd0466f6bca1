// The blocks of a tar archive (ustar with GNU's long names): 512 bytes of header, then the content in blocks.

import { concat, decode, encode } from '../../../base/bytes.ts';

export interface Member {
  readonly name: string;
  readonly type: 'file' | 'directory' | 'symlink' | 'hard link';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly user: string;
  readonly group: string;
  /** Seconds. */
  readonly mtime: number;
  readonly link: string;
  readonly content: Uint8Array;
}

export class NotTar extends Error {
  override readonly name = 'NotTar';
}

const BLOCK = 512;
const RECORD = 20 * BLOCK;
const TYPES: Readonly<Record<Member['type'], string>> = { file: '0', 'hard link': '1', symlink: '2', directory: '5' };
const LONG_NAME = 'L';
const LONG_LINK = 'K';

export function writeTar(members: readonly Member[]): Uint8Array {
  const parts = members.flatMap((member) => [
    ...(encode(member.name).length > 100 ? long(LONG_NAME, member.name) : []),
    ...(encode(member.link).length > 100 ? long(LONG_LINK, member.link) : []),
    header(member, TYPES[member.type], member.content.length),
    filled(member.content),
  ]);
  const whole = concat(parts);
  const size = Math.ceil((whole.length + 2 * BLOCK) / RECORD) * RECORD;
  const archive = new Uint8Array(size);
  archive.set(whole);
  return archive;
}

function long(type: string, text: string): Uint8Array[] {
  const content = encode(`${text}\0`);
  const member: Omit<Member, 'content'> = {
    name: '././@LongLink',
    type: 'file',
    mode: 0o644,
    uid: 0,
    gid: 0,
    user: 'root',
    group: 'root',
    mtime: 0,
    link: '',
  };
  return [header(member, type, content.length), filled(content)];
}

function filled(content: Uint8Array): Uint8Array {
  const blocks = new Uint8Array(Math.ceil(content.length / BLOCK) * BLOCK);
  blocks.set(content);
  return blocks;
}

function header(member: Omit<Member, 'content'>, type: string, size: number): Uint8Array {
  const block = new Uint8Array(BLOCK);
  const put = (at: number, text: string, most: number) => block.set(encode(text).subarray(0, most), at);
  const octal = (at: number, value: number, digits: number) =>
    put(at, `${value.toString(8).padStart(digits, '0')}\0`, digits + 1);
  put(0, member.name, 100);
  octal(100, member.mode & 0o7777, 7);
  octal(108, member.uid, 7);
  octal(116, member.gid, 7);
  octal(124, size, 11);
  octal(136, member.mtime, 11);
  put(148, '        ', 8);
  put(156, type, 1);
  put(157, member.link, 100);
  put(257, 'ustar  \0', 8);
  put(265, member.user, 31);
  put(297, member.group, 31);
  put(148, `${sumOf(block).toString(8).padStart(6, '0')}\0 `, 8);
  return block;
}

/** All bytes of the header, with blanks where the sum itself stands. */
const sumOf = (block: Uint8Array): number =>
  block.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 32 : byte), 0);

/** Throws NotTar for what is none. */
export function readTar(archive: Uint8Array): Member[] {
  const members: Member[] = [];
  let [longName, longLink] = ['', ''];
  for (let at = 0; at + BLOCK <= archive.length; ) {
    const block = archive.subarray(at, at + BLOCK);
    if (block.every((byte) => byte === 0)) break;
    const text = (from: number, length: number) =>
      decode(block.subarray(from, from + length)).replace(/\0[\s\S]*$/, '');
    const octal = (from: number, length: number) => Number.parseInt(text(from, length).trim() || '0', 8);
    if (octal(148, 8) !== sumOf(block)) throw new NotTar('This does not look like a tar archive');
    const size = octal(124, 12);
    const content = archive.slice(at + BLOCK, at + BLOCK + size);
    if (content.length < size) throw new NotTar('Unexpected EOF in archive');
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    const mark = text(156, 1) || '0';
    if (mark === LONG_NAME) longName = decode(content).replace(/\0$/, '');
    else if (mark === LONG_LINK) longLink = decode(content).replace(/\0$/, '');
    else {
      const type = (Object.keys(TYPES) as Member['type'][]).find((one) => TYPES[one] === mark);
      const prefix = text(257, 6) === 'ustar' && text(345, 155) !== '' ? `${text(345, 155)}/` : '';
      if (type) {
        members.push({
          name: longName || prefix + text(0, 100),
          type,
          mode: octal(100, 8),
          uid: octal(108, 8),
          gid: octal(116, 8),
          user: text(265, 32),
          group: text(297, 32),
          mtime: octal(136, 12),
          link: longLink || text(157, 100),
          content,
        });
      }
      [longName, longLink] = ['', ''];
    }
  }
  if (members.length === 0 && archive.length < BLOCK) throw new NotTar('This does not look like a tar archive');
  return members;
}
