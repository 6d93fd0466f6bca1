// A reader over one line, as CodeMirror hands it to parsers of commands.

export class StringStream {
  readonly string: string;
  pos = 0;
  start = 0;

  constructor(string: string) {
    this.string = string;
  }

  eol(): boolean {
    return this.pos >= this.string.length;
  }

  sol(): boolean {
    return this.pos === 0;
  }

  peek(): string | undefined {
    return this.string.charAt(this.pos) || undefined;
  }

  next(): string | undefined {
    return this.eol() ? undefined : this.string.charAt(this.pos++);
  }

  eat(wanted: string | RegExp | ((character: string) => boolean)): string | undefined {
    const character = this.string.charAt(this.pos);
    if (character === '') return undefined;
    const fits =
      typeof wanted === 'string'
        ? character === wanted
        : wanted instanceof RegExp
          ? wanted.test(character)
          : wanted(character);
    if (!fits) return undefined;
    this.pos++;
    return character;
  }

  eatWhile(wanted: string | RegExp | ((character: string) => boolean)): boolean {
    const start = this.pos;
    while (this.eat(wanted) !== undefined);
    return this.pos > start;
  }

  eatSpace(): boolean {
    return this.eatWhile(/\s/);
  }

  skipToEnd(): void {
    this.pos = this.string.length;
  }

  skipTo(character: string): boolean {
    const at = this.string.indexOf(character, this.pos);
    if (at < 0) return false;
    this.pos = at;
    return true;
  }

  backUp(count: number): void {
    this.pos -= count;
  }

  column(): number {
    return this.start;
  }

  current(): string {
    return this.string.slice(this.start, this.pos);
  }

  match(pattern: string | RegExp, consume = true, ignoreCase = false): boolean | RegExpMatchArray | null {
    if (typeof pattern === 'string') {
      const there = this.string.slice(this.pos, this.pos + pattern.length);
      const fits = ignoreCase ? there.toLowerCase() === pattern.toLowerCase() : there === pattern;
      if (fits && consume) this.pos += pattern.length;
      return fits;
    }
    const found = this.string.slice(this.pos).match(pattern);
    if (found?.index !== 0) return null;
    if (consume) this.pos += found[0].length;
    return found;
  }
}
