// The syntax of Go's text/template, as far as `-o go-template` is used with: text and actions, pipelines, blocks.

export class GoTemplateError extends Error {
  override readonly name = 'GoTemplateError';
}

export type Node =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'print'; readonly pipe: Pipe }
  | {
      readonly type: 'if' | 'with';
      readonly pipe: Pipe;
      readonly then: readonly Node[];
      readonly otherwise: readonly Node[];
    }
  | {
      readonly type: 'range';
      readonly pipe: Pipe;
      readonly then: readonly Node[];
      readonly otherwise: readonly Node[];
    }
  | { readonly type: 'break' | 'continue' };

export interface Pipe {
  /** Variables that get the value: one, or index and element of a range. */
  readonly variables: readonly string[];
  /** `=` instead of `:=`. */
  readonly assigns: boolean;
  readonly commands: readonly (readonly Operand[])[];
}

export type Operand =
  | { readonly type: 'value'; readonly value: unknown }
  | { readonly type: 'name'; readonly name: string }
  | {
      readonly type: 'path' /** `dot`, or a variable: `$`, `$x`. */;
      readonly from: string;
      readonly fields: readonly string[];
    }
  | { readonly type: 'pipe'; readonly pipe: Pipe; readonly fields: readonly string[] };

/** Throws GoTemplateError. */
export const parseNodes = (source: string): readonly Node[] => new Parser(pieces(source)).list();

// ——— pieces ———

type Piece = { readonly text: string } | { readonly action: readonly Token[] };

type Token = { readonly kind: 'word' | 'string' | 'number' | 'symbol' | 'char'; readonly text: string };

function pieces(source: string): Piece[] {
  const found: Piece[] = [];
  let at = 0;
  let trimNext = false;
  while (at < source.length) {
    const open = source.indexOf('{{', at);
    let text = source.slice(at, open === -1 ? undefined : open);
    if (trimNext) text = text.trimStart();
    trimNext = false;
    if (open === -1) {
      found.push({ text });
      break;
    }
    let start = open + 2;
    if (/^-\s/.test(source.slice(start, start + 2))) {
      text = text.trimEnd();
      start += 1;
    }
    found.push({ text });
    const { tokens, end, trims } = tokensFrom(source, start);
    trimNext = trims;
    if (tokens.length > 0) found.push({ action: tokens });
    at = end;
  }
  return found;
}

const TOKEN =
  /\s+|"(?:\\.|[^"\\\n])*"|`[^`]*`|'(?:\\.|[^'\\])+'|[+-]?(?:0[xX][0-9a-fA-F]+|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)|\$?[A-Za-z_][\w]*|\$|\.[A-Za-z_][\w]*|\.|:=|=|\||\(|\)|,/y;

function tokensFrom(source: string, start: number): { tokens: Token[]; end: number; trims: boolean } {
  const tokens: Token[] = [];
  let at = start;
  const comment = /^\s*\/\*[\s\S]*?\*\/\s*(-)?\}\}/.exec(source.slice(start));
  if (comment) return { tokens, end: start + comment[0].length, trims: comment[1] !== undefined };
  for (;;) {
    const close = /^\s*(?:\s-)?\}\}/.exec(source.slice(at));
    if (close) return { tokens, end: at + close[0].length, trims: close[0].includes('-') };
    TOKEN.lastIndex = at;
    const [text] = TOKEN.exec(source) ?? [];
    if (text === undefined) {
      if (at >= source.length) throw new GoTemplateError('unclosed action');
      throw new GoTemplateError(`unexpected ${JSON.stringify(source[at])} in operand`);
    }
    at += text.length;
    if (/^\s/.test(text)) {
      tokens.push({ kind: 'symbol', text: ' ' });
      continue;
    }
    const kind = /^["`]/.test(text)
      ? 'string'
      : text.startsWith("'")
        ? 'char'
        : /^[+-]?\d/.test(text)
          ? 'number'
          : /^[$.A-Za-z_]/.test(text)
            ? 'word'
            : 'symbol';
    tokens.push({ kind, text });
  }
}

// ——— parsing ———

class Parser {
  readonly #pieces: readonly Piece[];
  #at = 0;

  constructor(all: readonly Piece[]) {
    this.#pieces = all;
  }

  list(): Node[] {
    const nodes = this.#nodes([]);
    if (this.#at < this.#pieces.length) throw new GoTemplateError(`unexpected {{${this.#keyword()}}}`);
    return nodes;
  }

  #keyword(): string {
    const piece = this.#pieces[this.#at];
    return 'action' in piece ? (piece.action.find(({ text }) => text !== ' ')?.text ?? '') : '';
  }

  /** Up to an action that begins with one of `ends`. */
  #nodes(ends: readonly string[]): Node[] {
    const nodes: Node[] = [];
    while (this.#at < this.#pieces.length) {
      const piece = this.#pieces[this.#at];
      if ('text' in piece) {
        nodes.push({ type: 'text', text: piece.text });
        this.#at++;
        continue;
      }
      const keyword = this.#keyword();
      if (ends.includes(keyword)) return nodes;
      if (keyword === 'end' || keyword === 'else') return nodes;
      this.#at++;
      nodes.push(this.#action(keyword, piece.action));
    }
    if (ends.length > 0) throw new GoTemplateError('unexpected EOF');
    return nodes;
  }

  #action(keyword: string, tokens: readonly Token[]): Node {
    switch (keyword) {
      case 'if':
      case 'with':
      case 'range':
        return this.#block(keyword, new Pipes(withoutFirst(tokens)).whole());
      case 'break':
      case 'continue':
        return { type: keyword };
      case 'define':
      case 'template':
      case 'block':
        throw new GoTemplateError(`cka-lab: not simulated: {{${keyword}}} in a template`);
      default:
        return { type: 'print', pipe: new Pipes(tokens).whole() };
    }
  }

  #block(type: 'if' | 'with' | 'range', pipe: Pipe): Node {
    const then = this.#nodes(['end', 'else']);
    let otherwise: Node[] = [];
    const piece = this.#pieces[this.#at++];
    if (this.#at > this.#pieces.length || !('action' in piece)) throw new GoTemplateError('unexpected EOF');
    const words = piece.action.filter(({ text }) => text !== ' ');
    if (words[0]?.text === 'else') {
      if (words[1]?.text === 'if' || words[1]?.text === 'with') {
        const rest = withoutFirst(withoutFirst(piece.action));
        otherwise = [this.#block(words[1].text, new Pipes(rest).whole())];
        return { type, pipe, then, otherwise };
      }
      otherwise = this.#nodes(['end']);
      this.#at++;
    }
    return { type, pipe, then, otherwise };
  }
}

function withoutFirst(tokens: readonly Token[]): readonly Token[] {
  const first = tokens.findIndex(({ text }) => text !== ' ');
  return tokens.slice(first + 1);
}

class Pipes {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Pipe {
    const pipe = this.#pipe();
    this.#blanks();
    if (this.#at < this.#tokens.length)
      throw new GoTemplateError(`unexpected ${JSON.stringify(this.#tokens[this.#at].text)} in operand`);
    return pipe;
  }

  #blanks(): void {
    while (this.#tokens[this.#at]?.text === ' ') this.#at++;
  }

  get #next(): Token | undefined {
    return this.#tokens[this.#at];
  }

  #pipe(): Pipe {
    const { variables, assigns } = this.#declaration();
    const commands: Operand[][] = [];
    for (;;) {
      const command: Operand[] = [];
      this.#blanks();
      while (this.#next && this.#next.text !== '|' && this.#next.text !== ')') {
        command.push(this.#operand());
        this.#blanks();
      }
      if (command.length === 0) throw new GoTemplateError('missing value for command');
      commands.push(command);
      if (this.#next?.text !== '|') return { variables, assigns, commands };
      this.#at++;
    }
  }

  /** `$i, $one := ` */
  #declaration(): { variables: string[]; assigns: boolean } {
    const start = this.#at;
    const variables: string[] = [];
    for (;;) {
      this.#blanks();
      if (!this.#next?.text.startsWith('$')) break;
      variables.push(this.#next.text);
      this.#at++;
      this.#blanks();
      const sign: string | undefined = this.#next?.text;
      if (sign === ',') this.#at++;
      else if (sign === ':=' || sign === '=') {
        this.#at++;
        return { variables, assigns: sign === '=' };
      } else break;
    }
    this.#at = start;
    return { variables: [], assigns: false };
  }

  #operand(): Operand {
    const token = this.#tokens[this.#at++];
    if (token.text === '(') {
      const pipe = this.#pipe();
      if (this.#next?.text !== ')') throw new GoTemplateError('unclosed left paren');
      this.#at++;
      return { type: 'pipe', pipe, fields: this.#fields() };
    }
    if (token.kind === 'string') return { type: 'value', value: stringOf(token.text) };
    if (token.kind === 'char') return { type: 'value', value: stringOf(`"${token.text.slice(1, -1)}"`).codePointAt(0) };
    if (token.kind === 'number') return { type: 'value', value: Number(token.text) };
    if (token.kind !== 'word') throw new GoTemplateError(`unexpected ${JSON.stringify(token.text)} in operand`);
    if (token.text === 'true' || token.text === 'false') return { type: 'value', value: token.text === 'true' };
    if (token.text === 'nil') return { type: 'value', value: null };
    if (token.text === '.') return { type: 'path', from: 'dot', fields: this.#fields() };
    if (token.text.startsWith('.'))
      return { type: 'path', from: 'dot', fields: [token.text.slice(1), ...this.#fields()] };
    if (token.text.startsWith('$')) return { type: 'path', from: token.text, fields: this.#fields() };
    return { type: 'name', name: token.text };
  }

  /** `.a.b` without blanks between. */
  #fields(): string[] {
    const fields: string[] = [];
    while (this.#next?.kind === 'word' && /^\.\w/.test(this.#next.text))
      fields.push(this.#tokens[this.#at++].text.slice(1));
    return fields;
  }
}

function stringOf(text: string): string {
  if (text.startsWith('`')) return text.slice(1, -1);
  try {
    return JSON.parse(text.replace(/\\'/g, "'").replace(/\\([av])/g, '\\u000b')) as string;
  } catch (error) {
    if (error instanceof SyntaxError) throw new GoTemplateError('invalid syntax');
    throw error;
  }
}
