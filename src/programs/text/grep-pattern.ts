// What grep looks for: one or many patterns, in one of four languages, as words or whole lines.

import { Exit } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { Failure, type Invocation, reason } from '../utility.ts';
import { RegexError, translate } from './regex.ts';

export interface Pattern {
  readonly syntax: 'basic' | 'extended' | 'fixed' | 'perl';
  matches(line: string): boolean;
  /** Every non-empty match: where it starts, and its text. */
  occurrences(line: string): Iterable<readonly [number, string]>;
}

export function* readPattern(
  run: Invocation,
  standard: Pattern['syntax'],
): Task<{ readonly pattern: Pattern; readonly paths: readonly string[] }> {
  let paths = run.operands;
  let texts: string[] = [];
  const given = run.options.filter((option) => option.name === 'regexp' || option.name === 'file');
  for (const option of given) {
    if (option.name === 'regexp') {
      texts.push(...option.value.split('\n'));
      continue;
    }
    try {
      const input = run.open(option.value);
      const text = yield* input.text();
      input.close();
      if (text !== '') texts.push(...text.replace(/\n$/, '').split('\n'));
    } catch (error) {
      throw new Failure(`${option.value}: ${reason(error)}`, 2);
    }
  }
  if (given.length === 0) {
    if (paths.length === 0) {
      yield* run.note(
        `Usage: ${run.name} [OPTION]... PATTERNS [FILE]...\nTry '${run.name} --help' for more information.\n`,
      );
      throw new NoPattern();
    }
    texts = paths[0].split('\n');
    paths = paths.slice(1);
  }
  const matchers = new Set(
    run.options.flatMap(({ name }) =>
      ['extended-regexp', 'fixed-strings', 'basic-regexp', 'perl-regexp'].includes(name) ? [name] : [],
    ),
  );
  if (matchers.size > 1) throw new Failure('conflicting matchers specified', 2);
  const chosen = run.lastOf('extended-regexp', 'fixed-strings', 'basic-regexp', 'perl-regexp');
  const syntax = chosen === undefined ? standard : SYNTAX[chosen];
  const ignoresCase = run.lastOf('ignore-case', 'y', 'no-ignore-case');
  const options = {
    ignoreCase: ignoresCase === 'ignore-case' || ignoresCase === 'y',
    words: run.has('word-regexp'),
    lines: run.has('line-regexp'),
  };
  try {
    return { pattern: createPattern(texts, syntax, options), paths };
  } catch (error) {
    if (error instanceof RegexError) throw new Failure(error.message, 2);
    throw error;
  }
}

/** The message is out already; only the status is left to say. */
class NoPattern extends Exit {
  constructor() {
    super(2);
  }
}

const SYNTAX: Readonly<Record<string, Pattern['syntax']>> = {
  'extended-regexp': 'extended',
  'fixed-strings': 'fixed',
  'basic-regexp': 'basic',
  'perl-regexp': 'perl',
};

export interface MatchOptions {
  readonly ignoreCase: boolean;
  readonly words: boolean;
  readonly lines: boolean;
}

export function createPattern(texts: readonly string[], syntax: Pattern['syntax'], options: MatchOptions): Pattern {
  const flags = options.ignoreCase ? 'gi' : 'g';
  const sources = texts.map((text) => source(text, syntax));
  const whole = (one: string) => {
    if (options.lines) return `^(?:${one})$`;
    return options.words ? `(?<![\\p{L}\\p{Nd}_])(?:${one})(?![\\p{L}\\p{Nd}_])` : one;
  };
  const expressions = sources.map((one) => build(whole(one), flags, syntax));
  const occurrences = (line: string): (readonly [number, string])[] => {
    const found: (readonly [number, string])[] = [];
    let at = 0;
    while (at <= line.length) {
      let best: RegExpExecArray | undefined;
      for (const expression of expressions) {
        expression.lastIndex = at;
        const match = expression.exec(line);
        if (!match) continue;
        const isBetter =
          !best || match.index < best.index || (match.index === best.index && match[0].length > best[0].length);
        if (isBetter) best = match;
      }
      if (!best) break;
      if (best[0] !== '') found.push([best.index, best[0]]);
      at = best.index + Math.max(best[0].length, 1);
    }
    return found;
  };
  return {
    syntax,
    matches: (line) =>
      expressions.some((expression) => {
        expression.lastIndex = 0;
        return expression.test(line);
      }),
    occurrences,
  };
}

function source(text: string, syntax: Pattern['syntax']): string {
  if (syntax === 'fixed') return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return syntax === 'perl' ? perl(text) : translate(text, syntax);
}

/** What PCRE has and JavaScript writes in another way. */
function perl(text: string): string {
  return text
    .replaceAll(/\(\?P?<([A-Za-z_]\w*)>/g, '(?<$1>')
    .replaceAll('\\h', '[ \\t]')
    .replaceAll('\\A', '^')
    .replaceAll(/\\[zZ]/g, '$')
    .replaceAll(/\[\[:(\w+):\]\]/g, (_, name: string) => translate(`[[:${name}:]]`, 'extended'));
}

function build(text: string, flags: string, syntax: Pattern['syntax']): RegExp {
  const [, before, after] = syntax === 'perl' ? (/^(.*?)\\K(.*)$/s.exec(text) ?? []) : [];
  const expression = before === undefined ? text : `(?<=${before})${after}`;
  try {
    return new RegExp(expression, `${flags}u`);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    try {
      return new RegExp(expression, flags); // escapes that only the strict mode refuses
    } catch (again) {
      if (again instanceof SyntaxError) throw new RegexError('Invalid regular expression');
      throw again;
    }
  }
}
