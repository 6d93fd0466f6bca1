// What bytes are: formats known by their first bytes, then kinds of text, then text itself, then data.

import { sha1 } from '../../base/digests.ts';
import { gunzip } from '../../base/gzip.ts';
import { hexadecimal } from '../../base/sha256.ts';
import { strftime } from '../../base/strftime.ts';
import { readExecutable } from '../../linux/host/host.ts';

export interface Kind {
  readonly text: string;
  readonly mime: string;
  readonly charset: string;
}

const binary = (text: string, mime = 'application/octet-stream'): Kind => ({ text, mime, charset: 'binary' });

export function kindOfBytes(bytes: Uint8Array): Kind {
  if (bytes.length === 0) return binary('empty', 'inode/x-empty');
  if (bytes.length === 1) return binary('very short file (no magic)');
  return formatOf(bytes) ?? textOf(bytes) ?? binary('data');
}

/** What a compressed file holds; undefined for any other. */
export function unpacked(bytes: Uint8Array): Uint8Array | undefined {
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzip(bytes).data : undefined;
}

const begins = (bytes: Uint8Array, mark: string, at = 0): boolean =>
  [...mark].every((letter, index) => bytes[at + index] === letter.charCodeAt(0));

function formatOf(bytes: Uint8Array): Kind | undefined {
  if (begins(bytes, '\x7fELF')) return elf(bytes);
  if (begins(bytes, '\x1f\x8b')) return gzip(bytes);
  if (begins(bytes, 'BZh'))
    return binary(`bzip2 compressed data, block size = ${String.fromCharCode(bytes[3])}00k`, 'application/x-bzip2');
  if (begins(bytes, '\xfd7zXZ\0')) return binary('XZ compressed data, checksum CRC64', 'application/x-xz');
  if (begins(bytes, '\x28\xb5\x2f\xfd'))
    return binary('Zstandard compressed data (v0.8+), Dictionary ID: None', 'application/zstd');
  if (begins(bytes, 'ustar', 257))
    return binary(`POSIX tar archive${begins(bytes, 'ustar  ', 257) ? ' (GNU)' : ''}`, 'application/x-tar');
  if (begins(bytes, 'PK\x03\x04'))
    return binary('Zip archive data, at least v2.0 to extract, compression method=deflate', 'application/zip');
  if (begins(bytes, '!<arch>\ndebian'))
    return binary('Debian binary package (format 2.0)', 'application/vnd.debian.binary-package');
  if (begins(bytes, '\x89PNG')) return binary('PNG image data', 'image/png');
  if (begins(bytes, '%PDF-'))
    return binary(`PDF document, version ${new TextDecoder().decode(bytes.slice(5, 8))}`, 'application/pdf');
  if (begins(bytes, 'SQLite format 3\0')) return binary('SQLite 3.x database', 'application/vnd.sqlite3');
  if (
    bytes[0] === 0x30 &&
    bytes[1] === 0x82 &&
    bytes[4] === 0x30 &&
    bytes[5] === 0x82 &&
    begins(bytes, '\xa0\x03\x02\x01\x02', 8)
  )
    return binary('Certificate, Version=3');
  return undefined;
}

/** Tools of Kubernetes are written in Go and need no libraries. */
const GO = /^(kube|etcd|crictl|containerd|ctr$|runc|coredns|helm|calico|cilium|flannel)/;

function elf(bytes: Uint8Array): Kind {
  const ours = readExecutable(bytes);
  if (!ours) {
    const size = bytes[4] === 1 ? '32-bit' : '64-bit';
    return binary(`ELF ${size} ${bytes[5] === 2 ? 'MSB' : 'LSB'} (SYSV)`);
  }
  const id = hexadecimal(sha1(new TextEncoder().encode(`${ours.program} ${ours.version}`)));
  if (GO.test(ours.program))
    return binary(
      `ELF 64-bit LSB executable, x86-64, version 1 (SYSV), statically linked, BuildID[sha1]=${id}, stripped`,
      'application/x-executable',
    );
  return binary(
    `ELF 64-bit LSB pie executable, x86-64, version 1 (SYSV), dynamically linked, interpreter /lib64/ld-linux-x86-64.so.2, BuildID[sha1]=${id}, for GNU/Linux 3.2.0, stripped`,
    'application/x-pie-executable',
  );
}

function gzip(bytes: Uint8Array): Kind {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts = ['gzip compressed data'];
  const flags = bytes[3];
  if (flags & 8) {
    const from = 10;
    parts.push(`was "${new TextDecoder().decode(bytes.slice(from, bytes.indexOf(0, from)))}"`);
  }
  const time = bytes.length >= 8 ? view.getUint32(4, true) : 0;
  if (time > 0) parts.push(`last modified: ${strftime('%a %b %e %H:%M:%S %Y', time * 1000)}`);
  if (bytes[8] === 2) parts.push('max compression');
  if (bytes[8] === 4) parts.push('max speed');
  parts.push(bytes[9] === 3 ? 'from Unix' : bytes[9] === 0 ? 'from FAT filesystem (MS-DOS, OS/2, NT)' : 'from Unix');
  if (bytes.length >= 4) parts.push(`original size modulo 2^32 ${view.getUint32(bytes.length - 4, true)}`);
  return binary(parts.join(', '), 'application/gzip');
}

interface Encoding {
  readonly name: string;
  readonly charset: string;
  readonly text: string;
}

function encodingOf(bytes: Uint8Array): Encoding | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe)
    return {
      name: 'Unicode text, UTF-16, little-endian',
      charset: 'utf-16le',
      text: new TextDecoder('utf-16le').decode(bytes),
    };
  // What no text has: control characters other than the usual ones.
  const isText = (byte: number) => (byte >= 32 ? byte !== 127 : (byte >= 7 && byte <= 13) || byte === 27);
  if (!bytes.every(isText)) return undefined;
  const latin = new TextDecoder('latin1').decode(bytes);
  if (bytes.every((byte) => byte < 128)) return { name: 'ASCII', charset: 'us-ascii', text: latin };
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const hasMark = begins(bytes, '\xef\xbb\xbf');
    return { name: `Unicode text, UTF-8${hasMark ? ' (with BOM)' : ''}`, charset: 'utf-8', text };
  } catch {
    // 0x80 to 0x9f are control characters in ISO 8859.
    if (bytes.every((byte) => byte < 128 || byte >= 160))
      return { name: 'ISO-8859', charset: 'iso-8859-1', text: latin };
    return { name: 'Non-ISO extended-ASCII', charset: 'unknown-8bit', text: latin };
  }
}

/** Text known by its beginning: the whole description, or what stands before the encoding. */
const BEGINNINGS: readonly (readonly [RegExp, string, string])[] = [
  [/^-----BEGIN CERTIFICATE-----/, 'PEM certificate', 'text/plain'],
  [/^-----BEGIN (NEW )?CERTIFICATE REQUEST-----/, 'PEM certificate request', 'text/plain'],
  [/^-----BEGIN RSA PRIVATE KEY-----/, 'PEM RSA private key', 'text/plain'],
  [/^-----BEGIN DSA PRIVATE KEY-----/, 'PEM DSA private key', 'text/plain'],
  [/^-----BEGIN EC PRIVATE KEY-----/, 'PEM EC private key', 'text/plain'],
  [/^-----BEGIN OPENSSH PRIVATE KEY-----/, 'OpenSSH private key', 'text/plain'],
  [/^-----BEGIN PGP PUBLIC KEY BLOCK-/, 'PGP public key block Public-Key (old)', 'application/pgp-keys'],
  [/^ssh-rsa /, 'OpenSSH RSA public key', 'text/plain'],
  [/^ssh-ed25519 /, 'OpenSSH ED25519 public key', 'text/plain'],
  [/^ecdsa-sha2-nistp/, 'OpenSSH ECDSA public key', 'text/plain'],
];

const SCRIPTS: readonly (readonly [RegExp, string, string])[] = [
  [/^#! ?\/(usr\/)?(local\/)?bin\/(env )?bash\b/, 'Bourne-Again shell script', 'text/x-shellscript'],
  [/^#! ?\/(usr\/)?bin\/(env )?sh\b/, 'POSIX shell script', 'text/x-shellscript'],
  [/^#! ?\/(usr\/)?bin\/(env )?zsh\b/, "Paul Falstad's zsh script", 'text/x-shellscript'],
  [/^#! ?\/(usr\/)?(local\/)?bin\/(env )?python[\d.]*\b/, 'Python script', 'text/x-script.python'],
  [/^#! ?\/(usr\/)?bin\/(env )?[gm]?awk\b/, 'awk script', 'text/x-awk'],
  [/^#! ?\/(usr\/)?bin\/(env )?ruby\b/, 'Ruby script', 'text/x-ruby'],
];

function textOf(bytes: Uint8Array): Kind | undefined {
  const encoding = encodingOf(bytes);
  if (!encoding) return undefined;
  const { text, charset } = encoding;
  const plain = (name: string, mime: string): Kind => ({ text: name, mime, charset });
  for (const [pattern, name, mime] of BEGINNINGS) if (pattern.test(text)) return plain(name, mime);
  const json = jsonKind(text);
  if (json) return plain(json, json.startsWith('New') ? 'application/x-ndjson' : 'application/json');
  if (/^#! ?\/(usr\/)?bin\/(env )?perl\b/.test(text)) return plain('Perl script text executable', 'text/x-perl');
  if (/^#! ?\/(usr\/)?bin\/(env )?node\b/.test(text))
    return plain(`Node.js script executable, ${encoding.name} text${details(text)}`, 'application/javascript');
  const whole = `${encoding.name.startsWith('Unicode') ? encoding.name : encoding.name} text`;
  for (const [pattern, name, mime] of SCRIPTS)
    if (pattern.test(text)) return plain(`${name}, ${whole} executable${details(text)}`, mime);
  const [, interpreter] = /^#! ?(\/[^\n]*)/.exec(text) ?? [];
  if (interpreter !== undefined)
    return plain(`a ${interpreter.trim()} script, ${whole} executable${details(text)}`, 'text/plain');
  const language = languageOf(text);
  if (language)
    return plain(
      `${language[0]}, ${whole}${language[0] === 'Python script' ? ' executable' : ''}${details(text)}`,
      language[1],
    );
  return plain(`${whole}${details(text)}`, 'text/plain');
}

function jsonKind(text: string): string | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  const parses = (one: string) => {
    try {
      JSON.parse(one);
      return true;
    } catch {
      return false;
    }
  };
  if (parses(text)) return 'JSON text data';
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.length > 1 && lines.every(parses) ? 'New Line Delimited JSON text data' : undefined;
}

function languageOf(text: string): readonly [string, string] | undefined {
  if (/^\s*<\?xml version="(1\.\d)"/.test(text)) return ['XML 1.0 document', 'text/xml'];
  if (/^\s*<(!doctype html|html|head|title)\b/i.test(text)) return ['HTML document', 'text/html'];
  if (/^(diff .*\n)?(index .*\n)?--- .*\n\+\+\+ .*\n@@ /m.test(text) && /^(diff|---) /.test(text))
    return ['unified diff output', 'text/x-diff'];
  if (/^\*\*\* .*\n--- .*\n\*{15}/.test(text)) return ['context diff output', 'text/x-diff'];
  if (/^#include\b/m.test(text)) return ['C source', 'text/x-c'];
  if (/^(import|from)\s+\w+/.test(text) && /^\s*def \w+\(.*\):/m.test(text))
    return ['Python script', 'text/x-script.python'];
  if (/^(From|Return-Path|Received): /.test(text) && /^(To|Subject): /m.test(text))
    return ['news or mail', 'message/news'];
  return undefined;
}

/** Long lines, how lines end, and control characters. */
function details(text: string): string {
  let shown = '';
  const longest = Math.max(0, ...text.split(/\r\n|\n|\r/).map((line) => line.length));
  if (longest > 300) shown += `, with very long lines (${longest})`;
  const ends = [
    [/\r\n/.test(text), 'CRLF'],
    [/\r(?!\n)/.test(text), 'CR'],
    [/(^|[^\r])\n/.test(text), 'LF'],
  ] as const;
  const found = ends.filter(([has]) => has).map(([, name]) => name);
  if (found.length === 0) shown += ', with no line terminators';
  else if (found.length > 1 || found[0] !== 'LF') shown += `, with ${found.join(', ')} line terminators`;
  if (text.includes('\x1b')) shown += ', with escape sequences';
  if (text.includes('\b')) shown += ', with overstriking';
  return shown;
}
