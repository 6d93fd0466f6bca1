// Where a text stopped being shell, and how bash and dash say so.
//
//   if true; echo a; fi   →   bash: syntax error near unexpected token `fi'
//                             dash: Syntax error: "fi" unexpected (expecting "then")

import type { Token } from './lexer.ts';
import type { Dialect } from './nesting.ts';

export type Failure =
  /** A token that no rule allows here; dash knows what it waited for. */
  | { readonly type: 'token'; readonly token: Token; readonly expecting?: string | undefined }
  /** A quote or bracket that is never closed. */
  | { readonly type: 'open'; readonly mark: string; readonly opened: number }
  /** Said in words of its own, one or two of them. */
  | { readonly type: 'words'; readonly at: number; readonly texts: readonly string[]; readonly atEnd?: boolean };

/** What becomes of the text behind the failure. */
export type Consequence =
  /** Nothing more is run, status 2. */
  | 'fatal'
  /** Bad elements of an array: status 1, and on with the next line. */
  | 'line'
  /** Inside `[[ ]]`: bash takes it for the end of the text, and the status stays what it was. */
  | 'end';

export class SyntaxFailure {
  readonly failure: Failure;
  readonly consequence: Consequence;
  /** It happened inside `$( … )`. */
  inSubstitution = false;

  constructor(failure: Failure, consequence: Consequence = 'fatal') {
    this.failure = failure;
    this.consequence = consequence;
  }
}

export interface SyntaxComplaint {
  /** More text could make it whole: an interactive shell asks for another line. */
  readonly incomplete: boolean;
  /** Line number and message, one or two of them. */
  readonly messages: readonly { readonly line: number; readonly text: string }[];
  readonly consequence: Consequence;
  readonly inSubstitution: boolean;
}

/** What the wording needs to know of the text. */
export interface Place {
  readonly source: string;
  lineAt(position: number): number;
  /** The line on which the shell notices that there is no more: one behind the last. */
  readonly lastLine: number;
}

export function complaintOf(problem: SyntaxFailure, place: Place, dialect: Dialect): SyntaxComplaint {
  const { failure, consequence, inSubstitution } = problem;
  const complaint = (incomplete: boolean, messages: readonly (readonly [number, string])[]): SyntaxComplaint => ({
    incomplete,
    messages: messages.map(([line, text]) => ({ line, text })),
    consequence,
    inSubstitution,
  });
  const atEnd = failure.type === 'open' || (failure.type === 'token' && failure.token.type === 'end');
  if (dialect !== 'bash') {
    const at = failure.type === 'token' ? failure.token.end : failure.type === 'words' ? failure.at : 0;
    const line = place.lineAt(atEnd ? place.source.length : at);
    const text = failure.type === 'words' ? failure.texts[0] : ashWords(failure, place.source, dialect);
    return complaint(atEnd, [[line, dialect === 'dash' ? `Syntax error: ${text}` : `syntax error: ${text}`]]);
  }
  if (failure.type === 'words') {
    const line = place.lineAt(failure.at);
    return complaint(
      failure.atEnd ?? false,
      failure.texts.map((text) => [line, text]),
    );
  }
  if (failure.type === 'open') {
    const { source } = place;
    const isCommand = source.startsWith('$(', failure.opened) && !source.startsWith('$((', failure.opened);
    const line = isCommand ? place.lastLine : place.lineAt(failure.opened);
    return complaint(true, [[line, `unexpected EOF while looking for matching \`${failure.mark}'`]]);
  }
  const { token } = failure;
  if (token.type === 'end') return complaint(true, [[place.lastLine, 'syntax error: unexpected end of file']]);
  const line = place.lineAt(token.start);
  return complaint(false, [
    [line, `syntax error near unexpected token \`${nameOf(token)}'`],
    [line, `\`${lineOf(place.source, token.start)}'`],
  ]);
}

export const nameOf = (token: Token): string => (token.type === 'newline' ? 'newline' : token.text);

function lineOf(source: string, at: number): string {
  const start = source.lastIndexOf('\n', at - 1) + 1;
  const end = source.indexOf('\n', at);
  return source.slice(start, end < 0 ? source.length : end);
}

const OPEN: Readonly<Record<string, string>> = {
  '"': 'Unterminated quoted string',
  "'": 'Unterminated quoted string',
  '`': 'EOF in backquote substitution',
  '}': "Missing '}'",
};

/** The words that the lexer of dash and ash knows. */
const RESERVED: ReadonlySet<string> = new Set(
  '! case do done elif else esac fi for if in then until while { }'.split(' '),
);

function ashWords(failure: Failure & { readonly type: 'token' | 'open' }, source: string, dialect: Dialect): string {
  if (failure.type === 'open') {
    const text = source.startsWith('((', failure.opened) ? "Missing '))'" : OPEN[failure.mark];
    if (text === undefined) return unexpected('end of file', ')', dialect);
    return dialect === 'dash' ? text : text[0].toLowerCase() + text.slice(1);
  }
  return unexpected(ashName(failure.token), failure.expecting, dialect);
}

function unexpected(name: string, expecting: string | undefined, dialect: Dialect): string {
  const wanted = expecting === undefined ? '' : ` (expecting "${expecting}")`;
  return (dialect === 'dash' ? `${name} unexpected` : `unexpected ${name}`) + wanted;
}

function ashName(token: Token): string {
  if (token.type === 'end') return 'end of file';
  if (token.type === 'newline') return 'newline';
  if (token.type === 'redirect') return 'redirection';
  if (token.type === 'operator' || RESERVED.has(token.text)) return `"${token.text}"`;
  return 'word';
}
