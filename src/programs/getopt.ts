// Command lines as GNU getopt_long(3) reads them: bundled letters, abbreviated long options, operands
// anywhere, `--`. A program declares its options in short strings:
//
//   'a,all'         -a, --all                 'color[=]'  --color, --color=WHEN
//   'w,width='      -w N, --width=N           '!Z,context'  known to the real tool, not simulated here
//
// An option is known by its long name when it has one, by its letter otherwise.

export interface GivenOption {
  readonly name: string;
  /** '' for an option without an argument. */
  readonly value: string;
  /** Whether an argument was given, for optional ones. */
  readonly hasValue: boolean;
  /** As typed: `-w`, `--width`. */
  readonly typed: string;
}

export interface CommandLine {
  readonly options: readonly GivenOption[];
  readonly operands: readonly string[];
}

/** What getopt prints behind the program's name; the program adds its `Try '… --help'`. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** Missing: what the program ends with after any wrong command line. */
  readonly status: number | undefined;
  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }
}

/** The real tool has it; this one does not. */
export class NotSimulated extends Error {
  override readonly name = 'NotSimulated';
}

type Argument = 'none' | 'required' | 'optional';

interface Declared {
  readonly name: string;
  readonly argument: Argument;
  readonly isSimulated: boolean;
}

/** The declarations of a program, read once. */
export class Options {
  readonly #letters = new Map<string, Declared>();
  readonly #words = new Map<string, Declared>();

  constructor(declarations: readonly string[]) {
    for (const declaration of declarations) {
      const [, not, spellings, mark] = /^(!?)([^=[]*)(=|\[=\])?$/.exec(declaration)!;
      const names = spellings.split(',');
      const declared: Declared = {
        name: names.find((name) => name.length > 1) ?? names[0],
        argument: mark === '=' ? 'required' : mark === '[=]' ? 'optional' : 'none',
        isSimulated: not === '',
      };
      for (const name of names) (name.length === 1 ? this.#letters : this.#words).set(name, declared);
    }
  }

  /** One line for each option that works, as `--help` lists them: `  -w, --width=VALUE`. */
  get listing(): string {
    const lines = [...new Set([...this.#letters.values(), ...this.#words.values()])].flatMap((declared) => {
      if (!declared.isSimulated) return [];
      const letters = [...this.#letters].filter(([, one]) => one === declared).map(([letter]) => `-${letter}`);
      const words = [...this.#words].filter(([, one]) => one === declared).map(([word]) => `--${word}`);
      const value = { none: '', required: words.length > 0 ? '=VALUE' : ' VALUE', optional: '[=VALUE]' }[
        declared.argument
      ];
      const spelled = [...letters, ...words].join(', ') + value;
      return [`${letters.length > 0 ? '  ' : '      '}${spelled}\n`];
    });
    return lines.join('');
  }

  /** `stopAtOperand`: everything after the first operand is an operand (`+` in getopt's own string). */
  read(words: readonly string[], stopAtOperand = false): CommandLine {
    const options: GivenOption[] = [];
    const operands: string[] = [];
    const queue = [...words];
    const give = (declared: Declared, typed: string, value: string | undefined) => {
      if (!declared.isSimulated) throw new NotSimulated(typed);
      options.push({ name: declared.name, value: value ?? '', hasValue: value !== undefined, typed });
    };
    while (queue.length > 0) {
      const word = queue.shift()!;
      if (word === '--') {
        operands.push(...queue.splice(0));
      } else if (word.startsWith('--')) {
        this.#readWord(word, queue, give);
      } else if (word.startsWith('-') && word !== '-') {
        this.#readLetters(word, queue, give);
      } else {
        operands.push(word);
        if (stopAtOperand) operands.push(...queue.splice(0));
      }
    }
    return { options, operands };
  }

  #readWord(
    word: string,
    queue: string[],
    give: (declared: Declared, typed: string, value: string | undefined) => void,
  ): void {
    const at = word.indexOf('=');
    const name = at < 0 ? word.slice(2) : word.slice(2, at);
    const declared = this.#abbreviated(name, word);
    const full = [...this.#words].find(([spelling, one]) => one === declared && spelling.startsWith(name))![0];
    let value = at < 0 ? undefined : word.slice(at + 1);
    if (value !== undefined && declared.argument === 'none') {
      throw new UsageError(`option '--${full}' doesn't allow an argument`);
    }
    if (value === undefined && declared.argument === 'required') {
      value = queue.shift();
      if (value === undefined) throw new UsageError(`option '--${full}' requires an argument`);
    }
    give(declared, `--${full}`, value);
  }

  #abbreviated(name: string, word: string): Declared {
    const exact = this.#words.get(name);
    if (exact) return exact;
    const candidates = [...this.#words].filter(([spelling]) => spelling.startsWith(name));
    if (candidates.length === 0) throw new UsageError(`unrecognized option '${word}'`);
    if (new Set(candidates.map(([, declared]) => declared)).size > 1) {
      const possibilities = candidates.map(([spelling]) => `'--${spelling}'`).join(' ');
      throw new UsageError(`option '${word}' is ambiguous; possibilities: ${possibilities}`);
    }
    return candidates[0][1];
  }

  #readLetters(
    word: string,
    queue: string[],
    give: (declared: Declared, typed: string, value: string | undefined) => void,
  ): void {
    const letters = [...word.slice(1)];
    while (letters.length > 0) {
      const letter = letters.shift()!;
      const declared = this.#letters.get(letter);
      if (!declared) throw new UsageError(`invalid option -- '${letter}'`);
      if (declared.argument === 'none') {
        give(declared, `-${letter}`, undefined);
        continue;
      }
      let value = letters.length > 0 ? letters.splice(0).join('') : undefined;
      if (value === undefined && declared.argument === 'required') {
        value = queue.shift();
        if (value === undefined) throw new UsageError(`option requires an argument -- '${letter}'`);
      }
      give(declared, `-${letter}`, value);
    }
  }
}
