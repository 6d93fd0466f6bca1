// Completion by specification (`complete -F __start_kubectl k`): the line as words for the function, its answers as
// candidates.

import type { Task } from '../../sim/task.ts';
import type { CompletionSpec, Shell } from '../run/shell.ts';
import { candidatesOf, runCompletionCommand, runCompletionFunction } from './candidates.ts';
import { quotedFor, WORD_BREAKS, type WordPlace } from './completion-word.ts';
import type { Candidate, Completions } from './completions.ts';

export interface Programmed {
  readonly completions: Completions | undefined;
  /** What else may be offered when it offers nothing: -o bashdefault, -o default. */
  readonly also: 'everything' | 'files' | 'nothing';
}

/** A completion function that loaded another specification asks to be tried again. */
const TRY_AGAIN = 124;
const MOST_TRIES = 8;

export function* programmedCompletions(
  shell: Shell,
  text: string,
  point: number,
  place: WordPlace,
): Task<Programmed | undefined> {
  const breaks = shell.variables.get('COMP_WORDBREAKS') ?? WORD_BREAKS;
  const from = commandStart(text.slice(0, place.start));
  const line = text.slice(from);
  const { words, index } = completionWords(line, point - from, breaks);
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const spec = place.isCommand
      ? shell.completions.get(index === 0 && line.trim() === '' ? ' -E' : ' -I')
      : specificationOf(shell, words[0]);
    if (!spec) return undefined;
    const options = new Set(spec.options);
    const outer = shell.completing;
    shell.completing = { options };
    let status = 0;
    try {
      const found = yield* candidatesOf(shell, spec, place.word, function* (one) {
        if (one.command !== undefined)
          return yield* runCompletionCommand(shell, one.command, words, index, line, point - from);
        if (one.function === undefined) return [];
        const result = yield* runCompletionFunction(shell, one.function, words, index, line, point - from);
        status = result.status;
        return result.replies;
      });
      if (status === TRY_AGAIN) continue;
      const also = options.has('bashdefault') ? 'everything' : options.has('default') ? 'files' : 'nothing';
      return { completions: found.length === 0 ? undefined : completionsOf(shell, found, options, place, spec), also };
    } finally {
      shell.completing = outer;
    }
  }
  return undefined;
}

function specificationOf(shell: Shell, command: string): CompletionSpec | undefined {
  const name = command.slice(command.lastIndexOf('/') + 1);
  return shell.completions.get(command) ?? shell.completions.get(name) ?? shell.completions.get(' -D');
}

function completionsOf(
  shell: Shell,
  found: readonly string[],
  options: ReadonlySet<string>,
  place: WordPlace,
  spec: CompletionSpec,
): Completions {
  const areFiles =
    options.has('filenames') ||
    spec.actions.some((action) => action === 'file' || action === 'directory') ||
    options.has('dirnames') ||
    options.has('plusdirs');
  const unique = [...new Set(found)];
  const ordered = options.has('nosort') ? unique : unique.sort();
  const candidates = ordered.map((word): Candidate => {
    if (!areFiles) return { word };
    const name = word.replace(/\/$/, '').replace(/^.*\//, '');
    return { word, shown: shell.isDirectory(word) ? `${name}/` : name };
  });
  const quotes = areFiles && !options.has('noquote');
  return {
    start: place.start,
    candidates,
    insertion: (word) => (quotes ? quotedFor(place.quote, word) : word),
    ending: (word) => {
      if (areFiles && shell.isDirectory(word)) return word.endsWith('/') ? '' : '/';
      return `${place.quote}${options.has('nospace') ? '' : ' '}`;
    },
  };
}

/** Where the simple command begins that the text ends in. */
function commandStart(before: string): number {
  let start = 0;
  let quote = '';
  for (let at = 0; at < before.length; at++) {
    const character = before[at];
    if (quote !== '') {
      if (character === '\\' && quote === '"') at++;
      else if (character === quote) quote = '';
    } else if (character === '\\') at++;
    else if (character === '"' || character === "'") quote = character;
    else if (';|&({`\n'.includes(character) && !/[<>]/.test(before[at - 1] ?? '')) start = at + 1;
  }
  const rest = before.slice(start);
  const leading = /^(?:\s*(?:[A-Za-z_]\w*=\S*|sudo|time|!|then|do|else|if|while|until|exec|command|nohup)\s)*\s*/.exec(
    rest,
  );
  return start + (leading?.[0].length ?? 0);
}

/**
 * COMP_WORDS: split at blanks, and at the other breaks, which are words of their own: `--x=y` is `--x`, `=`, `y`. A word
 * keeps its quotes.
 */
export function completionWords(
  line: string,
  point: number,
  breaks: string,
): { readonly words: string[]; readonly index: number } {
  const marks = [...breaks].filter((one) => !/[\s"']/.test(one));
  const words: string[] = [];
  let index = -1;
  let at = 0;
  const isBlank = () => /\s/.test(line[at]);
  while (at < line.length) {
    if (isBlank()) {
      at++;
      continue;
    }
    const start = at;
    if (marks.includes(line[at])) while (at < line.length && marks.includes(line[at])) at++;
    else at = wordEnd(line, at, marks);
    if (index < 0 && point <= at) {
      if (point < start) {
        index = words.length;
        words.push('');
      } else index = words.length;
    }
    words.push(line.slice(start, at));
  }
  if (index < 0) {
    index = words.length;
    words.push('');
  }
  return { words, index };
}

function wordEnd(line: string, from: number, marks: readonly string[]): number {
  let at = from;
  let quote = '';
  for (; at < line.length; at++) {
    const character = line[at];
    if (quote !== '') {
      if (character === '\\' && quote === '"') at++;
      else if (character === quote) quote = '';
    } else if (character === '\\') at++;
    else if (character === '"' || character === "'") quote = character;
    else if (/\s/.test(character) || marks.includes(character)) break;
  }
  return Math.min(at, line.length);
}
