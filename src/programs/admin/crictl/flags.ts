// Options as urfave/cli reads them: before the arguments only, one dash or two, short ones may stand together.

export interface FlagDeclaration {
  /** All names, the long one first; short ones have one letter. */
  readonly names: readonly string[];
  readonly takesValue: boolean;
  /** Known to the real crictl, not to this one. */
  readonly unmodelled: boolean;
}

/** `output,o=` takes a value, `all,a` does not, `!watch` is not modelled. */
export const declareFlags = (...specs: readonly string[]): FlagDeclaration[] =>
  specs.map((spec) => ({
    names: spec.replace(/^!|=$/g, '').split(','),
    takesValue: spec.endsWith('='),
    unmodelled: spec.startsWith('!'),
  }));

export class FlagProblem extends Error {
  override readonly name = 'FlagProblem';
}

export class Unmodelled extends Error {
  override readonly name = 'Unmodelled';
}

export class Given {
  readonly #values: ReadonlyMap<string, readonly string[]>;
  readonly args: readonly string[];

  constructor(values: ReadonlyMap<string, readonly string[]>, args: readonly string[]) {
    this.#values = values;
    this.args = args;
  }

  has(name: string): boolean {
    return this.#values.has(name) && this.#values.get(name)?.at(-1) !== 'false';
  }

  text(name: string): string {
    return this.#values.get(name)?.at(-1) ?? '';
  }

  list(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  /** Throws FlagProblem in the words of Go's flag package. */
  number(name: string, otherwise: number): number {
    if (!this.#values.has(name)) return otherwise;
    const value = this.text(name);
    if (/^-?\d+$/.test(value)) return Number(value);
    throw new FlagProblem(`invalid value "${value}" for flag -${name}: parse error`);
  }
}

/** Throws FlagProblem, Unmodelled. */
export function readFlags(declared: readonly FlagDeclaration[], words: readonly string[]): Given {
  const values = new Map<string, string[]>();
  const rest = [...words];
  while (rest.length > 0 && /^-./.test(rest[0])) {
    const word = rest.shift() ?? '';
    if (word === '--') break;
    const [, name, assigned] = /^--?([^=]*)(?:=(.*))?$/s.exec(word) ?? ['', '', undefined];
    const found = declared.find((flag) => flag.names.includes(name));
    if (!found) {
      const letters = !word.startsWith('--') && assigned === undefined ? [...name] : [];
      const together = letters.length > 1 && letters.every((one) => declared.some((flag) => flag.names.includes(one)));
      if (!together) throw new FlagProblem(`flag provided but not defined: -${name}`);
      rest.unshift(...letters.map((letter) => `-${letter}`));
      continue;
    }
    if (found.unmodelled) throw new Unmodelled(`--${found.names[0]}`);
    let value = assigned ?? 'true';
    if (found.takesValue && assigned === undefined) {
      const next = rest.shift();
      if (next === undefined) throw new FlagProblem(`flag needs an argument: -${name}`);
      value = next;
    }
    const list = values.get(found.names[0]) ?? [];
    list.push(value);
    values.set(found.names[0], list);
  }
  return new Given(values, rest);
}
