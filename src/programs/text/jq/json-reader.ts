// Reads a stream of JSON texts piece by piece, with jq's words for what is wrong. Follows jv_parse.c: a value
// is complete as soon as its last character is seen, numbers and names when something else follows.

import type { Json } from './values.ts';

export class JsonFault extends Error {
  override readonly name = 'JsonFault';
}

type Open = { readonly array: Json[] } | { readonly object: Map<string, Json>; key?: string };

export class JsonReader {
  readonly #open: Open[] = [];
  #next: Json | undefined;
  #word = '';
  #string: string | undefined;
  #escaping = false;
  #line = 1;
  #column = 0;

  /** Gives each value that is completed by this text to `done`. Throws JsonFault. */
  *read(text: string): Generator<Json> {
    for (const character of text) {
      this.#column += utf8Length(character);
      if (character === '\n') {
        this.#line++;
        this.#column = 0;
      }
      if (this.#string !== undefined) this.#inString(character);
      else if (character === '"') {
        this.#checkWord();
        if (this.#completed()) yield this.#take();
        this.#string = '';
      } else if (/[\s[\]{}:,]/.test(character)) {
        this.#checkWord();
        if (/\S/.test(character)) {
          if (/[[{]/.test(character) && this.#completed()) yield this.#take();
          this.#structure(character);
        }
        if (this.#completed()) yield this.#take();
      } else this.#word += character;
    }
  }

  /** The end of the text: what was still open is a fault. */
  *end(): Generator<Json> {
    if (this.#string !== undefined) throw this.#fault('Unfinished string', true);
    this.#checkWord(true);
    if (this.#open.length > 0) throw this.#fault('Unfinished JSON term', true);
    if (this.#completed()) yield this.#take();
  }

  #completed(): boolean {
    return this.#open.length === 0 && this.#next !== undefined;
  }

  #take(): Json {
    const value = this.#next!;
    this.#next = undefined;
    return value;
  }

  #fault(message: string, atEnd = false): JsonFault {
    return new JsonFault(`${message}${atEnd ? ' at EOF' : ''} at line ${this.#line}, column ${this.#column}`);
  }

  #value(value: Json, atEnd = false): void {
    if (this.#next !== undefined) throw this.#fault('Expected separator between values', atEnd);
    this.#next = value;
  }

  #checkWord(atEnd = false): void {
    const word = this.#word;
    if (word === '') return;
    this.#word = '';
    const literals: Readonly<Record<string, Json>> = { true: true, false: false, null: null };
    if (word in literals) this.#value(literals[word], atEnd);
    else if (/^[tfn]/.test(word)) throw this.#fault('Invalid literal', atEnd);
    else if (/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(word)) {
      this.#value(Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, Number(word))), atEnd);
    } else throw this.#fault('Invalid numeric literal', atEnd);
  }

  #structure(character: string): void {
    const top = this.#open.at(-1);
    switch (character) {
      case '[':
      case '{':
        if (this.#next !== undefined) throw this.#fault('Expected separator between values');
        this.#open.push(character === '[' ? { array: [] } : { object: new Map() });
        break;
      case ':':
        if (this.#next === undefined) throw this.#fault("Expected string key before ':'");
        if (!top || !('object' in top)) throw this.#fault("':' not as part of an object");
        if (typeof this.#next !== 'string') throw this.#fault('Object keys must be strings');
        if (top.key !== undefined) throw this.#fault("':' should follow a key");
        top.key = this.#take() as string;
        break;
      case ',':
        if (this.#next === undefined) throw this.#fault("Expected value before ','");
        if (!top) throw this.#fault("',' not as part of an object or array");
        this.#add(top);
        break;
      case ']':
        if (!top || !('array' in top)) throw this.#fault("Unmatched ']'");
        if (this.#next !== undefined) this.#add(top);
        else if (top.array.length > 0) throw this.#fault('Expected another array element');
        this.#open.pop();
        this.#next = top.array;
        break;
      default:
        if (!top) throw this.#fault("Unmatched '}'");
        if (this.#next !== undefined) {
          if ('array' in top) throw this.#fault('Objects must consist of key:value pairs');
          this.#add(top);
        } else {
          if ('array' in top || top.key !== undefined) throw this.#fault("Unmatched '}'");
          if (top.object.size > 0) throw this.#fault('Expected another key-value pair');
        }
        this.#open.pop();
        this.#next = (top as { readonly object: Map<string, Json> }).object;
    }
  }

  #add(top: Open): void {
    const value = this.#take();
    if ('array' in top) top.array.push(value);
    else if (top.key === undefined) throw this.#fault('Objects must consist of key:value pairs');
    else {
      top.object.set(top.key, value);
      top.key = undefined;
    }
  }

  #inString(character: string): void {
    if (character === '"' && !this.#escaping) {
      const text = this.#unescaped(this.#string!);
      this.#string = undefined;
      this.#value(text);
      return;
    }
    this.#escaping = character === '\\' && !this.#escaping;
    this.#string += character;
  }

  #unescaped(raw: string): string {
    if (/[\0-\x1f]/.test(raw)) {
      throw this.#fault('Invalid string: control characters from U+0000 through U+001F must be escaped');
    }
    return raw.replaceAll(
      /\\(u([0-9a-fA-F]{4})?|.)/gs,
      (all, letter: string, digits: string | undefined, at: number) => {
        if (letter[0] === 'u') {
          if (digits === undefined) throw this.#fault('Invalid \\uXXXX escape');
          const code = Number.parseInt(digits, 16);
          const isLoneHigh = code >= 0xd800 && code < 0xdc00 && !/^\\u[dD][c-fC-F]/.test(raw.slice(at + all.length));
          if (isLoneHigh) throw this.#fault('Invalid \\uXXXX\\uXXXX surrogate pair escape');
          return String.fromCharCode(code);
        }
        const found = ESCAPES[letter];
        if (found === undefined) throw this.#fault('Invalid escape');
        return found;
      },
    );
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

const utf8Length = (character: string): number => {
  const code = character.codePointAt(0)!;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
};

/** One text with exactly one value. Throws JsonFault. */
export function parseJson(text: string): Json {
  const reader = new JsonReader();
  const values = [...reader.read(text), ...reader.end()];
  if (values.length > 1) throw new JsonFault('Unexpected extra JSON values');
  return values.length === 0 ? null : values[0];
}
