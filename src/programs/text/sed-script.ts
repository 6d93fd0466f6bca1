// The language of sed, read into commands. Messages give the expression and the character, as GNU sed does.

import { compile, RegexError } from './regex.ts';

export type Address =
  | { readonly kind: 'line'; readonly line: number }
  | { readonly kind: 'step'; readonly first: number; readonly step: number }
  | { readonly kind: 'last' }
  | { readonly kind: 'pattern'; readonly pattern: Pattern }
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'multiple'; readonly multiple: number };

/** Undefined: the empty expression, which means the last one used. */
export type Pattern = RegExp | undefined;

export interface Substitution {
  readonly pattern: Pattern;
  readonly replacement: readonly Piece[];
  readonly global: boolean;
  readonly print: boolean;
  readonly which: number;
  readonly evaluate: boolean;
  readonly file: string | undefined;
}

export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'group'; readonly group: number }
  | { readonly kind: 'case'; readonly change: string };

export interface Command {
  readonly first: Address | undefined;
  readonly second: Address | undefined;
  readonly negated: boolean;
  readonly name: string;
  /** Text of a, i, c; label of b, t, T; file of r, R, w, W; exit status of q, Q. */
  readonly text: string;
  readonly substitution: Substitution | undefined;
  readonly exchange: ReadonlyMap<string, string> | undefined;
  /** For `{`: the index behind its `}`. */
  end: number;
  /** Whether a range is open, and where it ends. */
  active: boolean;
  until: number;
}

export class ScriptError extends Error {
  override readonly name = 'ScriptError';
  readonly status: number;
  constructor(message: string, status = 1) {
    super(message);
    this.status = status;
  }
}

/** Several -e and -f parts are lines of one script. */
export function parseScript(
  parts: readonly { readonly text: string; readonly origin: string }[],
  extended: boolean,
): Command[] {
  const commands: Command[] = [];
  const open: Command[] = [];
  const labels = new Set<string>();
  // `a\` at the end of one -e takes its text from the next.
  const joined: { text: string; origin: string }[] = [];
  for (const part of parts) {
    const previous = joined.at(-1);
    if (previous && /(^|[^\\])(\\\\)*\\$/.test(previous.text)) previous.text += `\n${part.text}`;
    else joined.push({ ...part });
  }
  for (const part of joined) new Reader(part.text, part.origin, extended, commands, open, labels).read();
  if (open.length > 0) throw new ScriptError("-e expression #1, char 0: unmatched `{'");
  for (const command of commands) {
    if ('btT'.includes(command.name) && command.text !== '' && !labels.has(command.text)) {
      throw new ScriptError(`can't find label for jump to \`${command.text}'`, 4);
    }
  }
  return commands;
}

const COMMANDS = '{}=abcdDeFgGhHiIlLnNpPqQrRstTvwWxyz:#';

class Reader {
  readonly #text: string;
  readonly #origin: string;
  readonly #extended: boolean;
  readonly #commands: Command[];
  readonly #open: Command[];
  readonly #labels: Set<string>;
  #at = 0;

  constructor(
    text: string,
    origin: string,
    extended: boolean,
    commands: Command[],
    open: Command[],
    labels: Set<string>,
  ) {
    this.#text = text;
    this.#origin = origin;
    this.#extended = extended;
    this.#commands = commands;
    this.#open = open;
    this.#labels = labels;
  }

  read(): void {
    for (;;) {
      this.#skip(/[\s;]/);
      if (this.#at >= this.#text.length) return;
      this.#command();
    }
  }

  #fail(message: string, at = this.#at): never {
    const line = this.#text.slice(0, this.#at).split('\n').length;
    const place = this.#origin.startsWith('-e') ? `, char ${Math.min(at, this.#text.length)}` : ` line ${line}`;
    throw new ScriptError(`${this.#origin}${place}: ${message}`);
  }

  #skip(what: RegExp): void {
    while (this.#at < this.#text.length && what.test(this.#text[this.#at])) this.#at++;
  }

  #command(): void {
    const first = this.#address(false);
    let second: Address | undefined;
    this.#skip(/[ \t]/);
    if (first && this.#text[this.#at] === ',') {
      this.#at++;
      this.#skip(/[ \t]/);
      second = this.#address(true);
      if (!second) this.#fail("unexpected `,'", this.#at + 1);
    }
    this.#skip(/[ \t]/);
    let negated = false;
    while (this.#text[this.#at] === '!') {
      if (negated) this.#fail("multiple `!'s", this.#at + 1);
      negated = true;
      this.#at++;
      this.#skip(/[ \t]/);
    }
    const name = this.#text[this.#at++];
    if (name === undefined) this.#fail('missing command');
    if (!COMMANDS.includes(name)) this.#fail(`unknown command: \`${name}'`);
    if (name === '#') {
      if (first) this.#fail("comments don't accept any addresses");
      while (this.#at < this.#text.length && this.#text[this.#at] !== '\n') this.#at++;
      return;
    }
    const make = (rest: Partial<Command> = {}): Command => {
      const command: Command = {
        first,
        second,
        negated,
        name,
        text: '',
        substitution: undefined,
        exchange: undefined,
        end: 0,
        active: false,
        until: 0,
        ...rest,
      };
      this.#commands.push(command);
      return command;
    };
    switch (name) {
      case '{':
        this.#open.push(make());
        return;
      case '}': {
        const block = this.#open.pop();
        if (!block) this.#fail("unexpected `}'");
        if (first) this.#fail("} doesn't want any addresses");
        block.end = this.#commands.length;
        this.#endOfCommand();
        return;
      }
      case ':': {
        if (first) this.#fail(": doesn't want any addresses");
        const label = this.#word(/[^\s;]/);
        if (label === '') this.#fail('":" lacks a label');
        this.#labels.add(label);
        make({ text: label });
        return;
      }
      case 'b':
      case 't':
      case 'T':
        make({ text: this.#word(/[^\s;}]/) });
        this.#endOfCommand();
        return;
      case 'a':
      case 'i':
      case 'c':
        make({ text: this.#textArgument() });
        return;
      case 'r':
      case 'R':
      case 'w':
      case 'W': {
        const file = this.#word(/[^\n]/);
        if (file === '') this.#fail('missing filename in r/R/w/W commands');
        make({ text: file });
        return;
      }
      case 'q':
      case 'Q':
        if (second) this.#fail('command only uses one address');
        make({ text: this.#word(/\d/) });
        this.#endOfCommand();
        return;
      case 'l':
      case 'L':
        make({ text: this.#word(/\d/) });
        this.#endOfCommand();
        return;
      case 's':
        make({ substitution: this.#substitution() });
        this.#endOfCommand();
        return;
      case 'y':
        make({ exchange: this.#exchange() });
        this.#endOfCommand();
        return;
      case 'v':
        this.#word(/[^\s;]/);
        return;
      default:
        make();
        this.#endOfCommand();
    }
  }

  #word(what: RegExp): string {
    this.#skip(/[ \t]/);
    const start = this.#at;
    this.#skip(what);
    return this.#text.slice(start, this.#at);
  }

  #endOfCommand(): void {
    this.#skip(/[ \t]/);
    const next = this.#text[this.#at];
    if (next === undefined || next === '\n' || next === ';' || next === '}' || next === '#') return;
    this.#fail('extra characters after command', this.#at + 1);
  }

  #address(isSecond: boolean): Address | undefined {
    const next = this.#text[this.#at];
    if (next === undefined) return undefined;
    if (isSecond && (next === '+' || next === '~')) {
      this.#at++;
      const count = Number(this.#word(/\d/));
      return next === '+' ? { kind: 'count', count } : { kind: 'multiple', multiple: count };
    }
    if (/\d/.test(next)) {
      const line = Number(this.#word(/\d/));
      if (this.#text[this.#at] === '~') {
        this.#at++;
        return { kind: 'step', first: line, step: Number(this.#word(/\d/)) };
      }
      if (line === 0 && !isSecond && !/^\s*,\s*[/\\]/.test(this.#text.slice(this.#at))) {
        this.#skip(/[ \t]/);
        this.#fail('invalid usage of line address 0', this.#at + 1);
      }
      return { kind: 'line', line };
    }
    if (next === '$') {
      this.#at++;
      return { kind: 'last' };
    }
    if (next !== '/' && next !== '\\') return undefined;
    this.#at++;
    const delimiter = next === '/' ? '/' : this.#text[this.#at++];
    const source = this.#delimited(delimiter, true);
    if (source === undefined) this.#fail('unterminated address regex', this.#text.length);
    let flags = '';
    for (; 'IM'.includes(this.#text[this.#at] ?? ' '); this.#at++) flags += this.#text[this.#at] === 'I' ? 'i' : 'm';
    return { kind: 'pattern', pattern: this.#compile(source, flags) };
  }

  /** Up to the delimiter; `\n` and an escaped delimiter are made plain. Undefined when it never comes. */
  #delimited(delimiter: string, isPattern: boolean): string | undefined {
    let text = '';
    let inBrackets = false;
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at++];
      if (character === '\\') {
        const next = this.#text[this.#at++];
        if (next === undefined) return undefined;
        if (next === delimiter && !inBrackets)
          text +=
            isPattern && /[.*[\]^$+?(){}|]/.test(delimiter) && this.#isSpecial(delimiter) ? `[${delimiter}]` : next;
        else if (next === 'n' && isPattern) text += '\n';
        else if (next === 't' && isPattern) text += '\t';
        else text += character + next;
        continue;
      }
      if (character === delimiter && !inBrackets) return text;
      if (character === delimiter && inBrackets) return text;
      if (character === '\n' && isPattern) return undefined;
      text += character;
      inBrackets = false;
    }
    return undefined;
  }

  #isSpecial(delimiter: string): boolean {
    return this.#extended ? delimiter !== ']' : '.*['.includes(delimiter);
  }

  #compile(source: string, flags: string): Pattern {
    if (source === '') return undefined;
    try {
      return compile(source, this.#extended ? 'extended' : 'basic', `g${flags}`, true);
    } catch (error) {
      if (error instanceof RegexError) this.#fail(error.message);
      throw error;
    }
  }

  #substitution(): Substitution {
    const delimiter = this.#text[this.#at++];
    if (delimiter === undefined || delimiter === '\n' || delimiter === '\\') this.#fail("unterminated `s' command");
    const source = this.#delimited(delimiter, true);
    const replacement = source === undefined ? undefined : this.#delimited(delimiter, false);
    if (source === undefined || replacement === undefined) this.#fail("unterminated `s' command", this.#text.length);
    let global = false;
    let print = false;
    let evaluate = false;
    let which = 0;
    let flags = '';
    let file: string | undefined;
    for (;;) {
      const flag = this.#text[this.#at];
      if (flag === undefined || flag === '\n' || flag === ';' || flag === '}' || flag === '#' || /\s/.test(flag)) break;
      this.#at++;
      if (flag === 'g') {
        if (global) this.#fail("multiple `g' options to `s' command");
        global = true;
      } else if (flag === 'p') {
        if (print) this.#fail("multiple `p' options to `s' command");
        print = true;
      } else if (flag === 'i' || flag === 'I') flags += 'i';
      else if (flag === 'm' || flag === 'M') flags += 'm';
      else if (flag === 'e') evaluate = true;
      else if (flag === 'w') {
        file = this.#word(/[^\n]/);
        break;
      } else if (/\d/.test(flag)) {
        this.#at--;
        if (which) this.#fail("multiple number options to `s' command", this.#at + 1);
        which = Number(this.#word(/\d/));
        if (which === 0) this.#fail("number option to `s' command may not be zero");
      } else this.#fail("unknown option to `s'");
    }
    const pattern = this.#compile(source, flags);
    const pieces = readReplacement(replacement);
    const groups = pattern ? new RegExp(`${pattern.source}|`, pattern.flags).exec('')!.length - 1 : 9;
    for (const piece of pieces) {
      if (piece.kind === 'group' && piece.group > groups) {
        this.#fail(`invalid reference \\${piece.group} on \`s' command's RHS`);
      }
    }
    return { pattern, replacement: pieces, global, print, which, evaluate, file };
  }

  #exchange(): ReadonlyMap<string, string> {
    const delimiter = this.#text[this.#at++];
    const from = this.#delimited(delimiter, false);
    const to = from === undefined ? undefined : this.#delimited(delimiter, false);
    if (from === undefined || to === undefined) this.#fail("unterminated `y' command", this.#text.length);
    const letters = (text: string) => [
      ...text.replaceAll(/\\(.)/gs, (_, one: string) => ({ n: '\n', t: '\t', '\\': '\\' })[one] ?? `\\${one}`),
    ];
    const left = letters(from);
    const right = letters(to);
    if (left.length !== right.length) this.#fail("strings for `y' command are different lengths");
    return new Map(left.map((letter, index) => [letter, right[index]]));
  }

  /** `a\` newline text, or GNU's one-liner `a text`. Lines end with a backslash to go on. */
  #textArgument(): string {
    this.#skip(/[ \t]/);
    if (this.#text[this.#at] === undefined) this.#fail("expected \\ after `a', `c' or `i'");
    if (this.#text[this.#at] === '\\') {
      this.#at++;
      // `a\` with the text on the same line keeps the blanks in front of it.
      const rest = /^[ \t]*\n/.exec(this.#text.slice(this.#at));
      if (rest) this.#at += rest[0].length;
      if (this.#at >= this.#text.length) this.#fail("expected \\ after `a', `c' or `i'");
    }
    let text = '';
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at++];
      if (character === '\n') break;
      if (character === '\\') {
        const next = this.#text[this.#at++] ?? '';
        text += next === 't' ? '\t' : next;
      } else text += character;
    }
    return `${text}\n`;
  }
}

function readReplacement(text: string): Piece[] {
  const pieces: Piece[] = [];
  let plain = '';
  const flush = () => {
    if (plain !== '') pieces.push({ kind: 'text', text: plain });
    plain = '';
  };
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '&') {
      flush();
      pieces.push({ kind: 'group', group: 0 });
    } else if (character === '\\') {
      const next = text[++at] ?? '';
      if (/\d/.test(next)) {
        flush();
        pieces.push({ kind: 'group', group: Number(next) });
      } else if ('LUlEu'.includes(next) && next !== '') {
        flush();
        pieces.push({ kind: 'case', change: next });
      } else
        plain +=
          ({ n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', a: '\x07' } as Readonly<Record<string, string>>)[next] ??
          next;
    } else plain += character;
  }
  flush();
  return pieces;
}
