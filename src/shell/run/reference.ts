// Names as arguments: `name` or `name[subscript]`, where `read`, `printf -v`, `unset` and others store.

import { assignText } from './assign.ts';
import type { Shell } from './shell.ts';
import { NAME } from './variables.ts';

export function isReference(text: string): boolean {
  const open = text.indexOf('[');
  return (
    NAME.test(open < 0 ? text : text.slice(0, open)) && (open < 0 || (text.endsWith(']') && text.length > open + 2))
  );
}

/** Throws CommandFailure for readonly variables, ArithmeticError for bad subscripts. */
export function assignReference(shell: Shell, reference: string, text: string): void {
  const open = reference.indexOf('[');
  if (open < 0) {
    assignText(shell, reference, undefined, text);
    return;
  }
  const name = reference.slice(0, open);
  assignText(shell, name, keyOf(shell, name, reference.slice(open + 1, -1)), text);
}

export function keyOf(shell: Shell, name: string, subscript: string): string {
  const isMap = shell.variables.value(name)?.kind === 'associative';
  return isMap ? subscript.replaceAll(/^(["'])(.*)\1$/g, '$2') : String(shell.arithmetic.evaluate(subscript));
}
