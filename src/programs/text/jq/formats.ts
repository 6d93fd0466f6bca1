// @text @json @csv @tsv @html @uri @sh @base64 @base64d @base32 @base32d: a value as text for another language.

import { fromBase64, toBase64 } from '../../../base/base64.ts';
import { decode, encode } from '../../../base/bytes.ts';
import { compactText, describe, isArray, isObject, JqError, type Json, numberText, plainText } from './values.ts';

const HTML: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', "'": '&#39;', '"': '&quot;' };
const TSV: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r', '\\': '\\\\' };
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

const FORMATS: Readonly<Record<string, (value: Json) => string>> = {
  text: plainText,
  json: compactText,
  csv: (value) => row(value, 'csv', ',', (text) => `"${text.replaceAll('"', '""')}"`),
  tsv: (value) => row(value, 'tsv', '\t', (text) => text.replaceAll(/[\t\n\r\\]/g, (one) => TSV[one])),
  html: (value) => plainText(value).replaceAll(/[<>&'"]/g, (one) => HTML[one]),
  uri: (value) =>
    [...encode(plainText(value))]
      .map((byte) => {
        const letter = String.fromCharCode(byte);
        return /[A-Za-z0-9\-_.~]/.test(letter) ? letter : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
      })
      .join(''),
  sh: (value) => (isArray(value) ? value : [value]).map(shellWord).join(' '),
  base64: (value) => toBase64(encode(plainText(value))),
  base64d: (value) => {
    const text = plainText(value).replace(/=+$/, '');
    const whole = text.length % 4 === 1 ? text.slice(0, -1) : text;
    const bytes = fromBase64(whole.padEnd(Math.ceil(whole.length / 4) * 4, '='));
    if (!bytes || (bytes.length === 0 && text !== '')) throw new JqError(`${describe(value)} is not valid base64 data`);
    return decode(bytes);
  },
  base32: (value) => toBase32(encode(plainText(value))),
  base32d: (value) => decode(fromBase32(plainText(value))),
};

export function format(name: string, value: Json): string {
  const found = FORMATS[name];
  if (!Object.hasOwn(FORMATS, name)) throw new JqError(`${name} is not a valid format`);
  return found(value);
}

function row(value: Json, name: string, separator: string, text: (one: string) => string): string {
  if (!isArray(value)) throw new JqError(`${describe(value)} cannot be ${name}-formatted, only array`);
  return value
    .map((cell) => {
      if (cell === null) return '';
      if (typeof cell === 'string') return text(cell);
      if (typeof cell === 'number') return numberText(cell);
      if (typeof cell === 'boolean') return String(cell);
      throw new JqError(`${describe(cell)} is not valid in a csv row`);
    })
    .join(separator);
}

function shellWord(value: Json): string {
  if (isArray(value) || isObject(value)) throw new JqError(`${describe(value)} can not be escaped for shell`);
  return typeof value === 'string' ? `'${value.replaceAll("'", "'\\''")}'` : compactText(value);
}

function toBase32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const letters = (bits.match(/.{1,5}/g) ?? []).map((five) => BASE32[Number.parseInt(five.padEnd(5, '0'), 2)]).join('');
  return letters.padEnd(Math.ceil(letters.length / 8) * 8, '=');
}

function fromBase32(text: string): Uint8Array {
  const bits = [...text.replace(/=+$/, '')]
    .map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  return Uint8Array.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
