// Distinguished names: read from -subj, printed as -nameopt asks. `CN = jane, O = devs` is what OpenSSL 3.0 prints
// unless told otherwise.

import { decode, encode } from '../../../base/bytes.ts';
import { decodeRaw } from '../../../base/raw-text.ts';
import { TAG } from '../../../base/x509/der.ts';
import type { NamePart } from '../../../base/x509/structure.ts';
import { longName, objectIdOf, shortName } from './objects.ts';

export interface NameStyle {
  readonly between: string;
  readonly joined: string;
  readonly equals: string;
  readonly isReversed?: boolean;
  readonly field: 'short' | 'long' | 'oid' | 'none';
  readonly alignsFields?: boolean;
  /** RFC 2253: special characters are escaped with a backslash, or the value put in quotes. */
  readonly escapes?: 'backslash' | 'quotes';
  /** What leaves ASCII is shown byte by byte. */
  readonly escapesBytes?: boolean;
  /** The bytes are those of UTF-8; Latin 1 otherwise. */
  readonly isUtf8?: boolean;
  /** Lines of their own, indented. */
  readonly isMultiline?: boolean;
  /** The old one-line form: `/CN=jane/O=devs`. */
  readonly isCompat?: boolean;
}

const PLAIN: NameStyle = { between: ', ', joined: ' + ', equals: '=', field: 'short' };
const ONE_LINE: NameStyle = { ...PLAIN, equals: ' = ', escapes: 'quotes', escapesBytes: true, isUtf8: true };
const RFC2253: NameStyle = {
  ...PLAIN,
  between: ',',
  joined: '+',
  isReversed: true,
  escapes: 'backslash',
  escapesBytes: true,
  isUtf8: true,
};
const MULTI_LINE: NameStyle = {
  ...PLAIN,
  between: '\n',
  equals: ' = ',
  field: 'long',
  escapesBytes: true,
  isMultiline: true,
  alignsFields: true,
};

/** The options of -nameopt, each a change to the style so far; undefined for one that is not known. */
export function styleOf(options: string | undefined): NameStyle | undefined {
  if (options === undefined) return ONE_LINE;
  let style = PLAIN;
  for (const option of options.split(',')) {
    const [, off, name] = /^([-~]?)(.*)$/.exec(option) ?? ['', '', option];
    const change = Object.hasOwn(CHANGES, name) ? CHANGES[name] : undefined;
    if (!change) return undefined;
    style = { ...style, ...change(off === '') };
  }
  return style;
}

const CHANGES: Readonly<Record<string, (isOn: boolean) => Partial<NameStyle>>> = {
  oneline: () => ONE_LINE,
  RFC2253: () => RFC2253,
  rfc2253: () => RFC2253,
  multiline: () => MULTI_LINE,
  compat: () => ({ isCompat: true }),
  ca_default: () => MULTI_LINE,
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
  esc_msb: (isOn) => ({ escapesBytes: isOn }),
  esc_2253: (isOn) => (isOn ? { escapes: 'backslash' } : { escapes: undefined }),
  use_quote: (isOn) => ({ escapes: isOn ? 'quotes' : 'backslash' }),
};

export function nameText(parts: readonly NamePart[], style: NameStyle = ONE_LINE): string {
  if (style.isCompat)
    return parts.map((part) => `${part.isJoined ? '+' : '/'}${shortName(part.id)}=${compatText(part)}`).join('');
  const sets: NamePart[][] = [];
  for (const part of parts) {
    if (part.isJoined) sets.at(-1)?.push(part);
    else sets.push([part]);
  }
  if (style.isReversed) for (const set of sets.reverse()) set.reverse();
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

const charactersOf = ({ tag, bytes }: NamePart): string =>
  tag === BMP_STRING
    ? Array.from({ length: bytes.length / 2 }, (_, at) =>
        String.fromCharCode(bytes[2 * at] * 256 + bytes[2 * at + 1]),
      ).join('')
    : decode(bytes);

function partText(part: NamePart, style: NameStyle): string {
  const text = charactersOf(part);
  const isSpecial = /[,+"\\<>;]|^[# ]| $/.test(text);
  const quotes = style.escapes === 'quotes' && isSpecial && !/["\\]/.test(text);
  const escaped = style.escapes && !quotes ? text.replace(/[,+"\\<>;]|^[# ]| $/g, (letter) => `\\${letter}`) : text;
  const shown = style.isUtf8 ? encode(escaped) : latinBytes(escaped);
  const body = style.escapesBytes ? escapeHigh(shown, '\\') : decode(shown);
  return quotes ? `"${body}"` : body;
}

const compatText = ({ bytes }: NamePart): string => escapeHigh(bytes, '\\x');

const escapeHigh = (bytes: Uint8Array, mark: string): string =>
  Array.from(bytes, (byte) =>
    byte < 0x20 || byte > 0x7e
      ? `${mark}${byte.toString(16).toUpperCase().padStart(2, '0')}`
      : String.fromCharCode(byte),
  ).join('');

/** One byte for each character; what has none is written out. */
const latinBytes = (text: string): Uint8Array =>
  Uint8Array.from(
    Array.from(text, (letter) => {
      const code = letter.codePointAt(0) ?? 0;
      return code < 256 ? [code] : [...encode(`\\U${code.toString(16).toUpperCase().padStart(4, '0')}`)];
    }).flat(),
  );

// ——— -subj ———

export interface ParsedSubject {
  readonly parts: readonly NamePart[];
  readonly warnings: readonly string[];
}

/** `/CN=jane/O=devs`; undefined for a text that is not in that form. Without -utf8 each byte is a character of its own. */
export function parseSubject(text: string, isUtf8 = false): ParsedSubject | undefined {
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
    else parts.push(namePart(id, isUtf8 ? value : decodeRaw(encode(value)), isJoined));
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
