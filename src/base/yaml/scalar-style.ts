// How a string is written so that a YAML 1.1 reader gives the same string back. Ports the choices of go-yaml v2
// (resolve.go, emitterc.go), which every Kubernetes tool prints through.
//
//   yes → "yes"   0x1f → "0x1f"   a: b → 'a: b'   tab→x → "tab\tx"   two lines → |-

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal';

/** The style of a value, or of a key when `asKey`. */
export function styleOf(text: string, asKey = false): ScalarStyle {
  const allowed = allowedStyles(text);
  if (text.includes('\n')) return allowed.literal && !asKey ? 'literal' : 'double';
  if (resolvesToOther(text)) return 'double';
  if (allowed.plain) return 'plain';
  return allowed.single ? 'single' : 'double';
}

const WORDS = new Set(
  ['y', 'yes', 'true', 'on', 'n', 'no', 'false', 'off', 'null', '.nan', '.inf', '+.inf', '-.inf']
    .flatMap((word) => [word, word.toUpperCase(), capitalize(word)])
    .concat('', '~', '.NaN'),
);

function capitalize(word: string): string {
  const at = word.search(/[a-z]/);
  return word.slice(0, at) + word[at].toUpperCase() + word.slice(at + 1);
}

/** Whether a plain `text` would be read as something else than a string: null, bool, number, date. */
export function resolvesToOther(text: string): boolean {
  if (WORDS.has(text)) return true;
  if (!/^[-+.0-9]/.test(text)) return false;
  return isNumber(text) || isSexagesimal(text) || isTimestamp(text);
}

function isNumber(text: string): boolean {
  if (text.startsWith('.')) return /^\.[0-9_]+([eE][-+]?[0-9]+)?$/.test(text) && /[0-9]/.test(text);
  const plain = text.replaceAll('_', '');
  return (
    /^[-+]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|[0-9]+)$/.test(plain) ||
    /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/.test(plain)
  );
}

const isSexagesimal = (text: string): boolean => /^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$/.test(text);

function isTimestamp(text: string): boolean {
  const parts =
    /^(\d{4})-(\d{1,2})-(\d{1,2})(?:([Tt ])(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.\d+)?(Z|[-+]\d\d:\d\d)?)?$/.exec(text);
  if (!parts) return false;
  const [year, month, day, hour = 0, minute = 0, second = 0] = [1, 2, 3, 5, 6, 7].map((at) => Number(parts[at] ?? 0));
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return false;
  if (hour > 23 || minute > 59 || second > 59) return false;
  // With a T comes a zone, with a blank none.
  return parts[4] === undefined || (parts[4] === ' ') === (parts[8] === undefined);
}

interface Allowed {
  readonly plain: boolean;
  readonly single: boolean;
  readonly literal: boolean;
}

/** yaml_emitter_analyze_scalar for block context. */
function allowedStyles(text: string): Allowed {
  const characters = [...text];
  const last = characters.length - 1;
  let indicators = text.startsWith('---') || text.startsWith('...');
  let special = false;
  let lineBreaks = false;
  let edge = false;
  let trailingSpace = false;
  let breakSpace = false;
  let spaceBreak = false;
  let afterSpace = false;
  let afterBreak = false;
  let afterWhitespace = true;
  characters.forEach((character, at) => {
    const beforeWhitespace = at === last || isWhitespace(characters[at + 1]);
    if (at === 0) {
      if (',[]{}#&*!|>\'"%@`'.includes(character)) indicators = true;
      if ('?:-'.includes(character) && beforeWhitespace) indicators = true;
    } else {
      if (character === ':' && beforeWhitespace) indicators = true;
      if (character === '#' && afterWhitespace) indicators = true;
    }
    if (!isPrintable(character)) special = true;
    if (character === ' ') {
      if (at === 0 || at === last) edge = true;
      if (at === last) trailingSpace = true;
      if (afterBreak) breakSpace = true;
    } else if (isBreak(character)) {
      lineBreaks = true;
      if (at === 0 || at === last) edge = true;
      if (afterSpace) spaceBreak = true;
    }
    afterSpace = character === ' ';
    afterBreak = isBreak(character);
    afterWhitespace = isWhitespace(character);
  });
  return {
    plain: !(indicators || special || lineBreaks || edge),
    single: !(special || breakSpace || spaceBreak),
    literal: text !== '' && !(special || spaceBreak || trailingSpace),
  };
}

const isBreak = (character: string): boolean => '\r\n\u0085\u2028\u2029'.includes(character);
const isWhitespace = (character: string): boolean => character === ' ' || character === '\t' || isBreak(character);

/** What go-yaml writes as it is: no control characters, no tab, nothing beyond the basic plane. */
export function isPrintable(character: string): boolean {
  const code = character.codePointAt(0)!;
  if (code === 0x0a || (code >= 0x20 && code <= 0x7e)) return true;
  return code >= 0xa0 && code <= 0xfffd && code !== 0xfeff && !(code >= 0xd800 && code <= 0xdfff);
}
