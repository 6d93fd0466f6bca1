// Distinguished names: read from -subj, printed as -nameopt asks. `CN = jane, O = devs` is what OpenSSL 3.0 prints
// unless told otherwise.

import { decode, encode } from '../../../base/bytes.ts';
import { TAG } from '../../../base/x509/der.ts';
import type { NamePart } from '../../../base/x509/structure.ts';
import { longName, objectIdOf, shortName } from './objects.ts';

export interface NameStyle {
  readonly between: string;
  readonly joined: string;
  readonly equals: string;
  readonly isReversed?: boolean;
  readonly field: 'short' | 'long' | 'oid' | 'none';
  /** RFC 2253: special characters are escaped with a backslash. */
  readonly escapes: boolean;
  /** What is not ASCII is shown as UTF-8 instead of \XX. */
  readonly isUtf8: boolean;
  /** Lines of their own, indented. */
  readonly isMultiline?: boolean;
  /** The old one-line form: `/CN=jane/O=devs`. */
  readonly isCompat?: boolean;
  readonly alignsFields?: boolean;
}

const ONE_LINE: NameStyle = {
  between: ', ',
  joined: ' + ',
  equals: ' = ',
  field: 'short',
  escapes: true,
  isUtf8: false,
};

/** The options of -nameopt, each a change to the style so far; undefined for one that is not known. */
export function styleOf(options: string | undefined): NameStyle | undefined {
  let style: NameStyle = ONE_LINE;
  for (const option of options?.split(',') ?? []) {
    const [, off, name] = /^(-?)(.*)$/.exec(option) ?? ['', '', option];
    const change = CHANGES[name];
    if (!change) return undefined;
    style = { ...style, ...change(off === '') };
  }
  return style;
}

const CHANGES: Readonly<Record<string, (isOn: boolean) => Partial<NameStyle>>> = {
  oneline: () => ONE_LINE,
  RFC2253: () => ({ ...ONE_LINE, between: ',', joined: '+', equals: '=', isReversed: true }),
  rfc2253: () => ({ ...ONE_LINE, between: ',', joined: '+', equals: '=', isReversed: true }),
  multiline: () => ({
    ...ONE_LINE,
    between: '\n',
    field: 'long',
    escapes: false,
    isMultiline: true,
    alignsFields: true,
  }),
  compat: () => ({ isCompat: true }),
  sep_comma_plus: () => ({ between: ',', joined: '+' }),
  sep_comma_plus_space: () => ({ between: ', ', joined: ' + ' }),
  sep_semi_plus_space: () => ({ between: '; ', joined: ' + ' }),
  sep_multiline: () => ({ between: '\n', joined: ' + ', isMultiline: true }),
  dn_rev: (isOn) => ({ isReversed: isOn }),
  lname: () => ({ field: 'long' }),
  sname: () => ({ field: 'short' }),
  nofname: () => ({ field: 'none' }),
  oid: () => ({ field: 'oid' }),
  align: (isOn) => ({ alignsFields: isOn }),
  space_eq: (isOn) => ({ equals: isOn ? ' = ' : '=' }),
  utf8: (isOn) => ({ isUtf8: isOn }),
  esc_msb: (isOn) => ({ isUtf8: !isOn }),
  esc_2253: (isOn) => ({ escapes: isOn }),
  esc_ctrl: () => ({}),
  use_quote: () => ({}),
  show_type: () => ({}),
  ca_default: () => ONE_LINE,
};

export function nameText(parts: readonly NamePart[], style: NameStyle = ONE_LINE): string {
  if (style.isCompat) return parts.map((part) => `/${shortName(part.id)}=${partText(part, style)}`).join('');
  const sets: NamePart[][] = [];
  for (const part of parts) {
    if (part.isJoined) sets.at(-1)?.push(part);
    else sets.push([part]);
  }
  if (style.isReversed) sets.reverse();
  const one = (part: NamePart) => `${fieldText(part.id, style)}${partText(part, style)}`;
  const texts = sets.map((set) => set.map(one).join(style.joined));
  return style.isMultiline ? texts.map((text) => `    ${text}`).join('\n') : texts.join(style.between);
}

/** -subject and -issuer put a multi-line name below their own line. */
export const labelledName = (label: string, parts: readonly NamePart[], style: NameStyle): string =>
  `${label}=${style.isMultiline ? '\n' : ''}${nameText(parts, style)}\n`;

function fieldText(id: string, style: NameStyle): string {
  if (style.field === 'none') return '';
  const name = style.field === 'oid' ? id : style.field === 'long' ? longName(id) : shortName(id);
  return `${style.alignsFields ? name.padEnd(style.field === 'long' ? 25 : 10) : name}${style.equals}`;
}

const BMP_STRING = 0x1e;

function partText({ tag, bytes }: NamePart, style: NameStyle): string {
  const text =
    tag === BMP_STRING
      ? Array.from({ length: bytes.length / 2 }, (_, at) =>
          String.fromCharCode(bytes[2 * at] * 256 + bytes[2 * at + 1]),
        ).join('')
      : decode(bytes);
  const escaped = style.escapes ? text.replace(/[,+"\\<>;]|^[# ]| $/g, (letter) => `\\${letter}`) : text;
  if (style.isUtf8) return escaped;
  return [...escaped].map((letter) => (letter > '~' || letter < ' ' ? escapeBytes(letter) : letter)).join('');
}

const escapeBytes = (letter: string): string =>
  [...encode(letter)].map((byte) => `\\${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');

// ——— -subj ———

export interface ParsedSubject {
  readonly parts: readonly NamePart[];
  readonly warnings: readonly string[];
}

/** `/CN=jane/O=devs`; undefined for a text that is not in that form. */
export function parseSubject(text: string): ParsedSubject | undefined {
  if (!text.startsWith('/')) return undefined;
  const parts: NamePart[] = [];
  const warnings: string[] = [];
  let at = 1;
  let isJoined = false;
  while (at < text.length) {
    const equals = text.indexOf('=', at);
    if (equals < 0) return undefined;
    const type = text.slice(at, equals).trim();
    let value = '';
    let end = equals + 1;
    let joinsNext = false;
    for (; end < text.length && text[end] !== '/'; end++) {
      if (text[end] === '+' && /^\+[\w.]+=/.test(text.slice(end))) {
        joinsNext = true;
        break;
      }
      if (text[end] === '\\' && end + 1 < text.length) end++;
      value += text[end];
    }
    const id = objectIdOf(type);
    if (id === undefined) warnings.push(`Skipping unknown subject name attribute "${type}"`);
    else if (value === '') warnings.push(`No value provided for subject name attribute "${type}", skipped`);
    else parts.push(namePart(id, value, isJoined));
    isJoined = joinsNext;
    at = end + 1;
  }
  return { parts, warnings };
}

const COUNTRY = '2.5.4.6';
const SERIAL_NUMBER = '2.5.4.5';
const QUALIFIER = '2.5.4.46';
const EMAIL = '1.2.840.113549.1.9.1';
const DOMAIN_COMPONENT = '0.9.2342.19200300.100.1.25';
const IA5_STRING = 0x16;

/** In the string type that the standard wants of this attribute. */
export function namePart(id: string, value: string, isJoined = false): NamePart {
  const tag = [COUNTRY, SERIAL_NUMBER, QUALIFIER].includes(id)
    ? TAG.printableString
    : [EMAIL, DOMAIN_COMPONENT].includes(id)
      ? IA5_STRING
      : TAG.utf8String;
  return { id, tag, bytes: encode(value), isJoined };
}
