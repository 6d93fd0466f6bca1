// How running commands is cut short: thrown through the evaluator, caught where each means something.

export class BreakLoop {
  levels: number;
  readonly status: number;
  constructor(levels: number, status = 0) {
    this.levels = levels;
    this.status = status;
  }
}

export class ContinueLoop {
  levels: number;
  constructor(levels: number) {
    this.levels = levels;
  }
}

export class ReturnFrom {
  readonly status: number;
  constructor(status: number) {
    this.status = status;
  }
}

/** The rest of the command line is given up: an arithmetic error, `${x?}` at a prompt. */
export class Discard {
  readonly status: number;
  constructor(status: number) {
    this.status = status;
  }
}

/** The same, but `bash -c` has no next line to go on with: bad subscripts, integers that are none, too many words. */
export class Abandon extends Discard {}

/** A text could not be parsed: fatal for the shell's own text, a status for `eval` and `source`. */
export class BadSyntax extends Discard {}

/** The shell itself ends: `exit`, `set -e`, an unset variable under `set -u`. */
export class ExitShell {
  readonly status: number;
  constructor(status: number) {
    this.status = status;
  }
}

/** Ctrl-C at an interactive shell: the whole command line is given up. */
export class Interrupted {
  readonly status = 130;
}

/** A redirection or an expansion failed with this message; only the command it belongs to fails. */
export class CommandFailure {
  readonly message: string;
  readonly status: number;
  constructor(message: string, status = 1) {
    this.message = message;
    this.status = status;
  }
}
