// Command line flags as spf13/pflag parses them: `-oyaml`, `-n=x`, `--flag value`, `--flag=value`, `-it`, repeated
// lists, `--` ends them. What is wrong is said in pflag's words.

import { goDurationError, parseGoDuration } from '../../base/duration.ts';

export type FlagType = 'string' | 'bool' | 'int' | 'duration' | 'list' | 'array';

export interface Flag {
  readonly name: string;
  /** One letter, or ''. */
  readonly shorthand: string;
  /** A `list` splits its value at commas, an `array` does not. */
  readonly type: FlagType;
  /** The default, as the help shows it: `''`, `false`, `[]`, `500`. */
  readonly shown: string;
  /** What `--flag` means without a value; missing: a value must follow. */
  readonly bare?: string;
  /** Neither help nor completion shows it. */
  readonly hidden?: boolean;
}

/** What is wrong with the command line: `unknown flag: --x`. */
export class FlagError extends Error {
  override readonly name = 'FlagError';
}

export interface ParsedArguments {
  readonly positional: readonly string[];
  readonly flags: FlagValues;
  /** How many positional arguments stood before `--`; undefined without one. */
  readonly dash: number | undefined;
}

/** The values of one command line: what was given, else the defaults. */
export class FlagValues {
  readonly #flags: ReadonlyMap<string, Flag>;
  readonly #given = new Map<string, string[]>();

  constructor(flags: ReadonlyMap<string, Flag>) {
    this.#flags = flags;
  }

  give(flag: Flag, value: string): void {
    const before = this.#given.get(flag.name);
    if (before && (flag.type === 'list' || flag.type === 'array')) before.push(value);
    else this.#given.set(flag.name, [value]);
  }

  /** The same values as seen by somebody who knows only these flags. */
  only(flags: readonly Flag[]): FlagValues {
    const values = new FlagValues(new Map(flags.map((flag) => [flag.name, flag])));
    for (const flag of flags) {
      if (this.#flags.get(flag.name) !== flag) continue; // a command's own flag of that name
      for (const value of this.#given.get(flag.name) ?? []) values.give(flag, value);
    }
    return values;
  }

  changed(name: string): boolean {
    return this.#given.has(name);
  }

  /** Names of the flags that were given, in order. */
  get given(): readonly string[] {
    return [...this.#given.keys()];
  }

  has(name: string): boolean {
    return this.#flags.has(name);
  }

  string(name: string): string {
    return this.#given.get(name)?.at(-1) ?? unquoted(this.#flags.get(name)?.shown ?? '');
  }

  bool(name: string): boolean {
    return parseBool(this.string(name)) === true;
  }

  int(name: string): number {
    return Number(this.string(name) || 0);
  }

  /** Milliseconds. */
  duration(name: string): number {
    return parseGoDuration(this.string(name) || '0') ?? 0;
  }

  list(name: string): readonly string[] {
    const given = this.#given.get(name) ?? [];
    return this.#flags.get(name)?.type === 'array' ? given : given.flatMap(splitCsv);
  }
}

/** Takes `args` apart. Throws FlagError. */
export function parseFlags(flags: readonly Flag[], args: readonly string[]): ParsedArguments {
  const byName = new Map(flags.map((flag) => [flag.name, flag]));
  const byShorthand = new Map(flags.filter((flag) => flag.shorthand).map((flag) => [flag.shorthand, flag]));
  const values = new FlagValues(byName);
  const positional: string[] = [];
  let dash: number | undefined;
  const rest = [...args];
  while (rest.length > 0) {
    const word = rest.shift()!;
    if (word === '--') {
      dash = positional.length;
      positional.push(...rest.splice(0));
    } else if (word.startsWith('--')) long(word, rest, byName, values);
    else if (word.startsWith('-') && word !== '-') shorthands(word, rest, byShorthand, values);
    else positional.push(word);
  }
  return { positional, flags: values, dash };
}

function long(word: string, rest: string[], byName: ReadonlyMap<string, Flag>, values: FlagValues): void {
  const [, name, value] = /^--([^=]*)(?:=([\s\S]*))?$/.exec(word)!;
  if (name === '' || name.startsWith('-')) throw new FlagError(`bad flag syntax: ${word}`);
  const flag = byName.get(name);
  if (!flag) throw new FlagError(`unknown flag: --${name}`);
  const text = value ?? flag.bare ?? rest.shift();
  if (text === undefined) throw new FlagError(`flag needs an argument: --${name}`);
  give(values, flag, text);
}

function shorthands(word: string, rest: string[], known: ReadonlyMap<string, Flag>, values: FlagValues): void {
  let letters = word.slice(1);
  while (letters.length > 0) {
    const letter = letters[0];
    const flag = known.get(letter);
    if (!flag) throw new FlagError(`unknown shorthand flag: '${letter}' in -${letters}`);
    const after = letters.slice(1);
    if (flag.bare !== undefined && !after.startsWith('=')) {
      give(values, flag, flag.bare);
      letters = after;
      continue;
    }
    const text = after === '' ? rest.shift() : after.replace(/^=/, '');
    if (text === undefined) throw new FlagError(`flag needs an argument: '${letter}' in -${letters}`);
    give(values, flag, text);
    return;
  }
}

function give(values: FlagValues, flag: Flag, value: string): void {
  const complaint = complaintAbout(flag, value);
  if (complaint !== undefined) {
    const shown = flag.shorthand ? `-${flag.shorthand}, --${flag.name}` : `--${flag.name}`;
    throw new FlagError(`invalid argument ${JSON.stringify(value)} for "${shown}" flag: ${complaint}`);
  }
  values.give(flag, value);
}

function complaintAbout(flag: Flag, value: string): string | undefined {
  switch (flag.type) {
    case 'bool':
      return parseBool(value) === undefined ? parsing('ParseBool', value) : undefined;
    case 'int':
      return /^[-+]?(0x[0-9a-fA-F]+|\d+)$/.test(value) ? undefined : parsing('ParseInt', value);
    case 'duration':
      return parseGoDuration(value) === undefined ? goDurationError(value) : undefined;
    default:
      return undefined;
  }
}

const parsing = (call: string, value: string): string =>
  `strconv.${call}: parsing ${JSON.stringify(value)}: invalid syntax`;

/** strconv.ParseBool. */
function parseBool(text: string): boolean | undefined {
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text)) return true;
  return ['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text) ? false : undefined;
}

const unquoted = (shown: string): string => (shown === '[]' ? '' : shown.replace(/^'([\s\S]*)'$/, '$1'));

/** One line of CSV: `a,"b,c"` → a and b,c. */
function splitCsv(text: string): string[] {
  if (text === '') return [];
  const parts = text.match(/("([^"]|"")*"|[^,]*)(,|$)/g) ?? [];
  const cells = parts.map((part) => part.replace(/,$/, ''));
  if (!text.endsWith(',')) cells.pop();
  return cells.map((cell) => (/^".*"$/s.test(cell) ? cell.slice(1, -1).replaceAll('""', '"') : cell));
}
