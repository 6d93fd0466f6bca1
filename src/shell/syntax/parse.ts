// Shell text → tree, a line at a time as bash reads it: what one line does (an alias, `shopt -s extglob`) is in
// force for the next, and a mistake is only met when its line is reached.

import { complaintOf, type SyntaxComplaint, SyntaxFailure } from './failure.ts';
import { Grammar, type OpenHereDocument } from './grammar.ts';
import type { Dialect } from './nesting.ts';
import type { Statement } from './tree.ts';

export interface ParseOptions {
  readonly dialect: Dialect;
  readonly extglob: boolean;
  readonly aliases: ReadonlyMap<string, string>;
}

/** The commands of one line, and of the lines they reach over. */
export interface Unit {
  readonly statements: readonly Statement[];
  readonly complaint: SyntaxComplaint | undefined;
  /** Here-documents that the end of the text cut short. */
  readonly openHereDocuments: readonly OpenHereDocument[];
  /** Where the next unit begins, and on which line. */
  readonly end: number;
  readonly nextLine: number;
}

export interface Parsed {
  readonly statements: readonly Statement[];
  /** The first thing wrong with the text. The statements before it are good. */
  readonly complaint: SyntaxComplaint | undefined;
  readonly openHereDocuments: readonly OpenHereDocument[];
}

export const PLAIN_BASH: ParseOptions = { dialect: 'bash', extglob: true, aliases: new Map() };

/** The unit that begins at `start`; `line` is the number of the line there. Undefined: there is none. */
export function parseUnit(source: string, start: number, line: number, options: ParseOptions): Unit | undefined {
  const grammar = new Grammar(source, { ...options, line, start });
  const { lexer, openHereDocuments } = grammar;
  try {
    const statements = grammar.line();
    if (!statements) return undefined;
    const end = lexer.position;
    return {
      statements,
      complaint: undefined,
      openHereDocuments,
      end: end - grammar.growth,
      nextLine: lexer.lineAt(end),
    };
  } catch (error) {
    if (!(error instanceof SyntaxFailure)) throw error;
    const text = lexer.source;
    const lineAt = (position: number) => lexer.lineAt(position);
    const lastLine = lexer.lineAt(text.length) + (text.endsWith('\n') ? 0 : 1);
    const complaint = complaintOf(error, { source: text, lineAt, lastLine }, options.dialect);
    // After bad elements of an array the next line is another matter.
    const newline = text.indexOf('\n', lexer.position);
    const end = newline < 0 ? text.length : newline + 1;
    return { statements: [], complaint, openHereDocuments, end: end - grammar.growth, nextLine: lineAt(end) };
  }
}

/** A whole text. */
export function parseShell(source: string, line = 1, options: ParseOptions = PLAIN_BASH): Parsed {
  const statements: Statement[] = [];
  const openHereDocuments: OpenHereDocument[] = [];
  for (let at = 0, here = line; ; ) {
    const unit = parseUnit(source, at, here, options);
    if (!unit) return { statements, complaint: undefined, openHereDocuments };
    openHereDocuments.push(...unit.openHereDocuments);
    if (unit.complaint) return { statements, complaint: unit.complaint, openHereDocuments };
    statements.push(...unit.statements);
    at = unit.end;
    here = unit.nextLine;
  }
}
