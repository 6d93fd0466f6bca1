// The grammar of sudoers(5): aliases, defaults, and who may run what where as whom. Errors point at the word
// that does not fit; reading goes on with the next line, as sudo's own parser recovers.

import { isKnownDefault, isNumericDefault } from './sudoers-defaults.ts';
import { type LogicalLine, readLines, type Token, type TokenKind } from './sudoers-tokens.ts';

export type AliasKind = 'User_Alias' | 'Runas_Alias' | 'Host_Alias' | 'Cmnd_Alias';

/** A user, host, command or alias in a list. */
export interface Member {
  readonly negated: boolean;
  readonly kind: 'all' | 'alias' | 'name';
  readonly text: string;
}

export interface Alias {
  readonly kind: AliasKind;
  readonly name: string;
  readonly members: readonly Member[];
  readonly place: Place;
}

export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Default {
  /** Whom it concerns: `Defaults:bob`, `Defaults@host`, `Defaults>root`; '' for everybody. */
  readonly scope: string;
  readonly name: string;
  readonly operator: '=' | '+=' | '-=' | undefined;
  readonly value: string;
  readonly negated: boolean;
}

export interface CommandSpec {
  readonly command: Member;
  /** Missing: root only. */
  readonly runAsUsers: readonly Member[] | undefined;
  readonly runAsGroups: readonly Member[] | undefined;
  readonly tags: ReadonlySet<string>;
}

export interface Privilege {
  readonly hosts: readonly Member[];
  readonly commands: readonly CommandSpec[];
}

export interface UserSpec {
  readonly users: readonly Member[];
  readonly privileges: readonly Privilege[];
}

export interface Include {
  readonly isDirectory: boolean;
  readonly path: string;
}

/** A reference to an alias, to see later whether it is defined. */
export interface AliasUse {
  readonly kind: AliasKind;
  readonly name: string;
  readonly place: Place;
}

export type Statement =
  | { readonly type: 'include'; readonly include: Include }
  | { readonly type: 'alias'; readonly alias: Alias }
  | { readonly type: 'default'; readonly entry: Default }
  | { readonly type: 'user'; readonly spec: UserSpec };

export interface ParsedFile {
  readonly statements: readonly Statement[];
  /** As visudo prints them, a caret under the word. */
  readonly errors: readonly string[];
  readonly uses: readonly AliasUse[];
}

export function parseSudoers(text: string, file: string): ParsedFile {
  const statements: Statement[] = [];
  const errors: string[] = [];
  const uses: AliasUse[] = [];
  const names = new Set<string>();
  for (const line of readLines(text)) {
    const parser = new LineParser(line, file, uses, errors, names);
    try {
      statements.push(...parser.statements());
    } catch (error) {
      if (!(error instanceof SyntaxProblem)) throw error;
      errors.push(error.message);
    }
  }
  return { statements, errors, uses };
}

class SyntaxProblem extends Error {}

class LineParser {
  readonly #line: LogicalLine;
  readonly #file: string;
  readonly #uses: AliasUse[];
  readonly #errors: string[];
  readonly #names: Set<string>;
  #at = 0;

  constructor(line: LogicalLine, file: string, uses: AliasUse[], errors: string[], names: Set<string>) {
    this.#line = line;
    this.#file = file;
    this.#uses = uses;
    this.#errors = errors;
    this.#names = names;
  }

  statements(): Statement[] {
    switch (this.#peek.kind) {
      case 'include':
        return [{ type: 'include', include: this.#include() }];
      case 'defaults':
        return this.#defaults().map((entry) => ({ type: 'default', entry }));
      case 'aliasKind':
        return this.#aliases().map((alias) => ({ type: 'alias', alias }));
      default:
        return [{ type: 'user', spec: this.#userSpec() }];
    }
  }

  // ——— words ———

  get #peek(): Token {
    return this.#line.tokens[this.#at] ?? this.#line.tokens[this.#line.tokens.length - 1];
  }

  #take(...kinds: readonly TokenKind[]): Token {
    const token = this.#peek;
    if (!kinds.includes(token.kind)) throw this.#problem('syntax error', token);
    this.#at++;
    return token;
  }

  #skip(kind: TokenKind): boolean {
    if (this.#peek.kind !== kind) return false;
    this.#at++;
    return true;
  }

  #problem(what: string, { line, column, length }: Token): SyntaxProblem {
    const text = this.#line.texts.get(line) ?? '';
    const mark = `${' '.repeat(column - 1)}^${'~'.repeat(Math.max(0, length - 1))}`;
    return new SyntaxProblem(`${this.#file}:${line}:${column}: ${what}\n${text}\n${mark}`);
  }

  #place({ line, column }: Token): Place {
    return { file: this.#file, line, column };
  }

  // ——— statements ———

  #include(): Include {
    const isDirectory = this.#take('include').text === 'includedir';
    return { isDirectory, path: this.#take('word').text };
  }

  #defaults(): Default[] {
    const scope = this.#take('defaults').text.slice('Defaults'.length);
    // `Defaults:bob`: the colon splits the word off.
    const whole = scope === '' && this.#skip(':') ? `:${this.#take('word', 'alias', 'all').text}` : scope;
    const entries: Default[] = [];
    do {
      const negated = this.#skip('!');
      const name = this.#take('word', 'alias').text;
      const operator = (['=', '+=', '-='] as const).find((one) => this.#skip(one));
      const at = this.#peek;
      const value = operator === undefined ? '' : this.#value();
      if (!isKnownDefault(name)) this.#fail(`unknown defaults entry "${name}"`, this.#peek);
      else if (operator === '=' && isNumericDefault(name) && !/^-?\d+(?:\.\d+)?$/.test(value))
        this.#fail(`value "${value}" is invalid for option "${name}"`, at);
      entries.push({ scope: whole, name, operator, value, negated });
    } while (this.#skip(','));
    this.#take('end');
    return entries;
  }

  /** A complaint without the line: found when the file is used, not when it is read. */
  #fail(what: string, { line, column }: Token): void {
    this.#errors.push(`${this.#file}:${line}:${column}: ${what}`);
  }

  #value(): string {
    let text = this.#take('string', 'word', 'alias', 'all', 'command').text;
    // A path such as /a:/b falls apart at its colons.
    while (this.#skip(':')) text += `:${this.#take('word', 'alias', 'string', 'command').text}`;
    return text;
  }

  #aliases(): Alias[] {
    const kind = this.#take('aliasKind').text as AliasKind;
    const aliases: Alias[] = [];
    do {
      const name = this.#take('alias');
      const firstUse = this.#uses.length;
      this.#take('=');
      const members = kind === 'Cmnd_Alias' ? this.#list(() => this.#command()) : this.#list(() => this.#member(kind));
      if (this.#names.has(`${kind} ${name.text}`))
        throw this.#problem(`Alias "${name.text}" already defined`, this.#peek);
      this.#names.add(`${kind} ${name.text}`);
      this.#blame(firstUse, name);
      aliases.push({ kind, name: name.text, members, place: this.#place(name) });
    } while (this.#skip(':'));
    this.#take('end');
    return aliases;
  }

  /** Uses of aliases are complained of at the place of what uses them. */
  #blame(firstUse: number, token: Token): void {
    for (let at = firstUse; at < this.#uses.length; at++)
      this.#uses[at] = { ...this.#uses[at], place: this.#place(token) };
  }

  #userSpec(): UserSpec {
    const firstUse = this.#uses.length;
    const users = this.#list(() => this.#member('User_Alias'));
    const privileges: Privilege[] = [];
    do {
      const hosts = this.#list(() => this.#member('Host_Alias'));
      this.#take('=');
      privileges.push({ hosts, commands: this.#commands() });
    } while (this.#skip(':'));
    this.#blame(firstUse, this.#take('end'));
    return { users, privileges };
  }

  /** Runas lists and tags hold until others are given. */
  #commands(): CommandSpec[] {
    const specs: CommandSpec[] = [];
    let users: readonly Member[] | undefined;
    let groups: readonly Member[] | undefined;
    let tags = new Set<string>();
    do {
      if (this.#skip('(')) {
        users = this.#peek.kind === ':' || this.#peek.kind === ')' ? [] : this.#list(() => this.#member('Runas_Alias'));
        groups = this.#skip(':') ? this.#list(() => this.#member('Runas_Alias')) : undefined;
        this.#take(')');
      }
      while (this.#peek.kind === 'tag') tags = withTag(tags, this.#take('tag').text);
      specs.push({ command: this.#command(), runAsUsers: users, runAsGroups: groups, tags });
    } while (this.#skip(','));
    return specs;
  }

  #list(read: () => Member): Member[] {
    const members = [read()];
    while (this.#skip(',')) members.push(read());
    return members;
  }

  #member(kind: AliasKind): Member {
    const negated = this.#skip('!');
    const token = this.#take('word', 'alias', 'all', 'string');
    if (token.kind === 'all') return { negated, kind: 'all', text: 'ALL' };
    if (token.kind !== 'alias') return { negated, kind: 'name', text: token.text };
    this.#uses.push({ kind, name: token.text, place: this.#place(token) });
    return { negated, kind: 'alias', text: token.text };
  }

  #command(): Member {
    const negated = this.#skip('!');
    const token = this.#peek;
    if (token.kind === 'word') {
      // Recorded, and read on: the rest of the line may be right.
      this.#errors.push(this.#problem('expected a fully-qualified path name', token).message);
      this.#at = this.#line.tokens.length - 1;
      return { negated, kind: 'name', text: token.text };
    }
    this.#take('command', 'alias', 'all');
    if (token.kind === 'all') return { negated, kind: 'all', text: 'ALL' };
    if (token.kind === 'command') return { negated, kind: 'name', text: token.text };
    this.#uses.push({ kind: 'Cmnd_Alias', name: token.text, place: this.#place(token) });
    return { negated, kind: 'alias', text: token.text };
  }
}

/** NOPASSWD takes PASSWD's place and the other way round. */
function withTag(tags: ReadonlySet<string>, tag: string): Set<string> {
  const opposite = tag.startsWith('NO') ? tag.slice(2) : `NO${tag}`;
  return new Set([...tags].filter((one) => one !== opposite).concat(tag));
}
