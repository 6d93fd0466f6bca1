// Command lines of unit files and environment files. Models "COMMAND LINES" of systemd.service(5) and
// EnvironmentFile= of systemd.exec(5).
//
// `$NAME` alone as a word is split at blanks, and vanishes when empty; `${NAME}` inside a word is not split.

export interface Command {
  /** As written, for `Process: 94 ExecStart=…`. */
  readonly text: string;
  /** Words before variables are put in. */
  readonly words: readonly string[];
  /** A leading `-`: failure is ignored. */
  readonly mayFail: boolean;
  /** A leading `@`: the second word is argv[0]. */
  readonly renames: boolean;
}

/** Words in quotes stay together; C escapes count. Undefined for unbalanced quotes. */
export function parseCommand(value: string): Command | undefined {
  const prefix = /^[-@:+!]*/.exec(value)![0];
  const text = value.slice(prefix.length);
  const words = splitWords(text);
  if (!words || words.length === 0) return undefined;
  return { text, words, mayFail: prefix.includes('-'), renames: prefix.includes('@') };
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', s: ' ', r: '\r', '\\': '\\', '"': '"', "'": "'" };

export function splitWords(text: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '\\' && at + 1 < text.length && quote !== "'") {
      word = (word ?? '') + (ESCAPES[text[at + 1]] ?? `\\${text[at + 1]}`);
      at++;
    } else if (quote) {
      if (character === quote) quote = '';
      else word += character;
    } else if ((character === '"' || character === "'") && word === undefined) {
      quote = character;
      word = '';
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + character;
  }
  if (quote) return undefined;
  if (word !== undefined) words.push(word);
  return words;
}

/** Puts the variables in: `['/bin/x', '$ARGS']` with ARGS=`-a "b c"` → `['/bin/x', '-a', 'b c']`. */
export function expandWords(words: readonly string[], environment: ReadonlyMap<string, string>): string[] {
  const [path, ...rest] = words;
  const expanded = [path];
  for (const word of rest) {
    const whole = /^\$([A-Za-z_]\w*)$/.exec(word);
    if (whole) expanded.push(...(splitWords(environment.get(whole[1]) ?? '') ?? []));
    else {
      expanded.push(
        word.replace(/\$(?:\$|\{([A-Za-z_]\w*)\})/g, (all, name?: string) =>
          name === undefined ? (all === '$$' ? '$' : all) : (environment.get(name) ?? ''),
        ),
      );
    }
  }
  return expanded;
}

/** `Environment="A=b c" D=e` → the assignments. */
export function parseAssignments(value: string): [string, string][] {
  return (splitWords(value) ?? []).flatMap((word): [string, string][] => {
    const equals = word.indexOf('=');
    return equals > 0 ? [[word.slice(0, equals), word.slice(equals + 1)]] : [];
  });
}

/** A file of `NAME=value` lines; values may be quoted as in a shell. */
export function parseEnvironmentFile(text: string): [string, string][] {
  const assignments: [string, string][] = [];
  for (const line of text.replaceAll('\\\n', '').split('\n')) {
    const match = /^\s*([A-Za-z_]\w*)=(.*)$/.exec(line);
    if (!match) continue;
    assignments.push([match[1], unquote(match[2].trim())]);
  }
  return assignments;
}

function unquote(value: string): string {
  let plain = '';
  let quote = '';
  for (let at = 0; at < value.length; at++) {
    const character = value[at];
    if (character === '\\' && quote !== "'" && at + 1 < value.length) plain += value[++at];
    else if (quote) {
      if (character === quote) quote = '';
      else plain += character;
    } else if (character === '"' || character === "'") quote = character;
    else plain += character;
  }
  return plain;
}
