// Text that came from bytes and must go back to the very same bytes. What is not UTF-8 is carried as a
// lone surrogate, U+DC80 … U+DCFF for byte 0x80 … 0xFF (Python's "surrogateescape").
//
//   bytes 61 FF 62  →  "a\uDCFFb"  →  bytes 61 FF 62

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();
const LONE_SURROGATE = /\p{Surrogate}/u;
const ESCAPED_BYTE = 0xdc00;

export function decodeRaw(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    return decodeBytewise(bytes);
  }
}

export function encodeRaw(text: string): Uint8Array {
  if (!LONE_SURROGATE.test(text)) return encoder.encode(text);
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (code >= 0xdc80 && code <= 0xdcff) bytes.push(code - ESCAPED_BYTE);
    else for (const byte of encoder.encode(character)) bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

/** Whether a piece of text carries bytes that were not UTF-8. */
export const hasStrayBytes = (text: string): boolean => LONE_SURROGATE.test(text);

function decodeBytewise(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes[at]);
    const part = bytes.subarray(at, at + length);
    const character = length > 1 && part.length === length ? decodeCharacter(part) : undefined;
    if (character !== undefined) {
      text += character;
      at += length;
    } else {
      text += String.fromCharCode(bytes[at] < 0x80 ? bytes[at] : ESCAPED_BYTE + bytes[at]);
      at++;
    }
  }
  return text;
}

function sequenceLength(lead: number): number {
  if (lead >= 0xf0) return 4;
  if (lead >= 0xe0) return 3;
  return lead >= 0xc2 ? 2 : 1;
}

function decodeCharacter(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}
