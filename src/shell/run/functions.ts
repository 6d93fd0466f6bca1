// Calling a function: its arguments, its local scope, its `return`.

import type { Task } from '../../sim/task.ts';
import type { FunctionDefinition } from '../syntax/tree.ts';
import { ReturnFrom } from './control.ts';
import { executeCommand } from './execute.ts';
import type { Shell } from './shell.ts';
import { runTrap } from './traps.ts';

const DEEPEST = 2000;

export function* callFunction(shell: Shell, definition: FunctionDefinition, argv: readonly string[]): Task<number> {
  const { positional, loopDepth, line } = shell;
  const returnTrap = shell.traps.get('RETURN');
  const limit = Number(shell.variables.get('FUNCNEST') ?? 0);
  if (shell.frames.length >= (limit || DEEPEST)) {
    yield* shell.complain(`${definition.name}: maximum function nesting level exceeded (${limit || DEEPEST})`);
    return shell.exit(1);
  }
  shell.frames.push({ name: definition.name, source: shell.definedIn(definition), calledFrom: shell.line });
  shell.variables.pushScope();
  shell.positional = argv.slice(1);
  shell.loopDepth = 0;
  let status: number;
  try {
    status = yield* executeCommand(shell, definition.body);
  } catch (error) {
    if (!(error instanceof ReturnFrom)) throw error;
    status = error.status;
  } finally {
    shell.variables.popScope();
    shell.frames.pop();
    shell.positional = positional;
    shell.loopDepth = loopDepth;
    shell.line = line;
  }
  const onReturn = shell.traps.get('RETURN');
  if (onReturn && (shell.options.has('functrace') || onReturn !== returnTrap))
    yield* runTrap(shell, onReturn, 'return trap');
  return status;
}
