// The shape of a command of kubectl.

import type { Task } from '../../../sim/task.ts';
import type { Invocation } from '../invocation.ts';

export interface Verb {
  /** Words after `kubectl`. */
  readonly name: string;
  /** The flags it models; other known flags answer `not simulated`. */
  readonly flags: readonly string[];
  /** Flags that must be given. */
  readonly required?: readonly string[];
  /** The exit status; nothing means 0. Throws what errors.ts can say. */
  run(invocation: Invocation): Task<number | undefined>;
}

/** Answered with the command's help on standard output, and this on standard error. */
export class WrongArguments extends Error {
  override readonly name = 'WrongArguments';
}

/** Flags of commands that print an object. */
export const PRINTING = ['output', 'template', 'show-managed-fields', 'allow-missing-template-keys'];
/** Flags of commands that read objects from files. */
export const FILES = ['filename', 'recursive', 'kustomize'];
/** Flags of commands that change something. */
export const CHANGING = ['dry-run', 'field-manager'];
