// What completion offers, and what the editor does with it: insert what all candidates share, list them.

import type { Task } from '../../sim/task.ts';

export interface Candidate {
  /** The whole word as it is meant, unquoted: what is compared. */
  readonly word: string;
  /** As the list shows it; missing: the word. */
  readonly shown?: string;
}

export interface Completions {
  /** What is replaced on the line: from here to the point. */
  readonly start: number;
  /** Sorted, each once. */
  readonly candidates: readonly Candidate[];
  /** The text for a word that all candidates begin with, quoted for its place on the line. */
  readonly insertion: (word: string) => string;
  /** What follows a word that is complete: a closing quote, a blank, a slash. */
  readonly ending: (word: string) => string;
}

/** `default`: whatever fits; the others: that kind only. */
export type CompletionKind = 'default' | 'filename' | 'command' | 'variable' | 'username' | 'hostname' | 'pattern';

export type Complete = (text: string, point: number, kind: CompletionKind) => Task<Completions | undefined>;

/** What all begin with. */
export function commonPrefix(words: readonly string[]): string {
  let prefix = words[0] ?? '';
  for (const word of words) {
    let same = 0;
    while (same < prefix.length && prefix[same] === word[same]) same++;
    prefix = prefix.slice(0, same);
  }
  return prefix;
}

/** The same when letters count in either case; the first word gives the spelling. */
export function commonPrefixOfAnyCase(words: readonly string[]): string {
  const length = commonPrefix(words.map((word) => word.toLowerCase())).length;
  return (words[0] ?? '').slice(0, length);
}
