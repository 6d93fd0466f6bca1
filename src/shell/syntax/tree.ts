// The shell's syntax tree: commands as the evaluator runs them, words cut into pieces.

/** One part of a word. Quotes are gone; what they meant is in the kind of piece. */
export type Piece =
  /** Unquoted text: may be a pattern, is not split. */
  | { readonly kind: 'literal'; readonly text: string }
  /** Text behind a backslash or in quotes. */
  | { readonly kind: 'quoted'; readonly text: string }
  | { readonly kind: 'double'; readonly pieces: readonly Piece[] }
  /** `~`, `~user`, `~+`: what stands behind the tilde. */
  | { readonly kind: 'tilde'; readonly user: string }
  | ParameterPiece
  | { readonly kind: 'command'; readonly source: string; readonly line: number }
  | { readonly kind: 'arithmetic'; readonly text: string; readonly pieces: readonly Piece[] }
  | { readonly kind: 'process'; readonly direction: '<' | '>'; readonly source: string; readonly line: number };

export interface ParameterPiece {
  readonly kind: 'parameter';
  readonly name: string;
  /** `${!name}`. */
  readonly indirect: boolean;
  /** `${#name}`. */
  readonly length: boolean;
  readonly subscript: Subscript | undefined;
  readonly operation: ParameterOperation | undefined;
  /** As written, for messages. */
  readonly text: string;
}

/** `[@]`, `[*]`, or what stands between the brackets. */
export type Subscript = '@' | '*' | readonly Piece[];

export type ParameterOperation =
  | {
      readonly type: 'default';
      readonly operator: '-' | '=' | '+' | '?';
      readonly colon: boolean;
      readonly operand: readonly Piece[];
    }
  | { readonly type: 'remove'; readonly operator: '#' | '##' | '%' | '%%'; readonly pattern: readonly Piece[] }
  | {
      readonly type: 'replace';
      readonly all: boolean;
      readonly anchor: '#' | '%' | undefined;
      readonly pattern: readonly Piece[];
      readonly replacement: readonly Piece[];
    }
  | { readonly type: 'slice'; readonly offset: readonly Piece[]; readonly length: readonly Piece[] | undefined }
  | {
      readonly type: 'case';
      readonly operator: '^' | '^^' | ',' | ',,' | '~' | '~~';
      readonly pattern: readonly Piece[];
    }
  | { readonly type: 'transform'; readonly operator: string }
  /** `${!prefix*}` and `${!prefix@}`. */
  | { readonly type: 'names'; readonly operator: '*' | '@' }
  | { readonly type: 'bad' };

export interface Word {
  /** As written. */
  readonly text: string;
  /** One list of pieces per word that brace expansion makes of it. */
  readonly braces: readonly (readonly Piece[])[];
  /** The word without brace expansion: assignments, `case` words, redirections. */
  readonly pieces: readonly Piece[];
  /** The value, when nothing in the word expands. */
  readonly constant: string | undefined;
}

export interface Assignment {
  readonly kind: 'assignment';
  readonly name: string;
  readonly subscript: readonly Piece[] | undefined;
  readonly append: boolean;
  readonly value: Word | readonly ArrayElement[];
  readonly text: string;
}

export interface ArrayElement {
  readonly key: readonly Piece[] | undefined;
  readonly append: boolean;
  readonly value: Word;
}

export type RedirectOperator = '>' | '>>' | '<' | '<>' | '<&' | '>&' | '>|' | '&>' | '&>>' | '<<<' | '<<';

export interface Redirect {
  readonly operator: RedirectOperator;
  /** `2>`: a number; `{name}>`: a variable that receives a free number; missing: the operator's own. */
  readonly descriptor: number | string | undefined;
  readonly target: Word;
  /** For here-documents: how they were written. */
  readonly delimiter?: string;
}

export interface SimpleCommand {
  readonly kind: 'simple';
  readonly line: number;
  readonly assignments: readonly Assignment[];
  readonly words: readonly (Word | Assignment)[];
  readonly redirects: readonly Redirect[];
}

export interface Pipeline {
  readonly kind: 'pipeline';
  readonly line: number;
  readonly negated: boolean;
  readonly timed: 'no' | 'yes' | 'posix';
  readonly commands: readonly Command[];
  /** For each bar: whether it carries standard error too (`|&`). */
  readonly withErrors: readonly boolean[];
}

export interface AndOr {
  readonly kind: 'and-or';
  readonly line: number;
  readonly commands: readonly Command[];
  readonly operators: readonly ('&&' | '||')[];
}

export interface Statement {
  readonly command: Command;
  readonly background: boolean;
}

export type Body = readonly Statement[];

export interface FunctionDefinition {
  readonly kind: 'function';
  readonly line: number;
  readonly name: string;
  readonly body: Command;
}

export type Command =
  | SimpleCommand
  | Pipeline
  | AndOr
  | FunctionDefinition
  | {
      readonly kind: 'if';
      readonly line: number;
      readonly branches: readonly { readonly test: Body; readonly body: Body }[];
      readonly otherwise: Body | undefined;
    }
  | WordLoop<'for'>
  | WordLoop<'select'>
  | {
      readonly kind: 'arithmetic-for';
      readonly line: number;
      readonly initialize: string;
      readonly test: string;
      readonly update: string;
      readonly body: Body;
    }
  | { readonly kind: 'while'; readonly line: number; readonly until: boolean; readonly test: Body; readonly body: Body }
  | { readonly kind: 'case'; readonly line: number; readonly word: Word; readonly items: readonly CaseItem[] }
  | Group<'group'>
  | Group<'subshell'>
  | { readonly kind: 'test'; readonly line: number; readonly expression: TestExpression }
  | { readonly kind: 'arithmetic'; readonly line: number; readonly text: string; readonly pieces: readonly Piece[] }
  | { readonly kind: 'coproc'; readonly line: number; readonly name: string; readonly body: Command }
  | {
      readonly kind: 'redirected';
      readonly line: number;
      readonly command: Command;
      readonly redirects: readonly Redirect[];
    };

export interface WordLoop<K extends string> {
  readonly kind: K;
  readonly line: number;
  readonly name: string;
  /** Missing: the positional parameters. */
  readonly words: readonly Word[] | undefined;
  readonly body: Body;
}

export interface Group<K extends string> {
  readonly kind: K;
  readonly line: number;
  readonly body: Body;
}

export interface CaseItem {
  readonly patterns: readonly Word[];
  readonly body: Body;
  readonly terminator: ';;' | ';&' | ';;&';
}

export type TestExpression =
  | { readonly type: 'unary'; readonly operator: string; readonly operand: Word }
  | { readonly type: 'binary'; readonly operator: string; readonly left: Word; readonly right: Word }
  | { readonly type: 'logical'; readonly operator: '&&' | '||'; readonly operands: readonly TestExpression[] }
  | { readonly type: 'not'; readonly operand: TestExpression }
  | { readonly type: 'group'; readonly operand: TestExpression };
