// Calling a function: its arguments, its local scope, its `return`, and the traps it does not inherit.

import type { Task } from '../../sim/task.ts';
import type { FunctionDefinition } from '../syntax/tree.ts';
import { ReturnFrom } from './control.ts';
import { debugTrap, executeCommand } from './execute.ts';
import type { Shell } from './shell.ts';
import { runTrap } from './traps.ts';

const DEEPEST = 2000;

export function* callFunction(shell: Shell, definition: FunctionDefinition, argv: readonly string[]): Task<number> {
  const { positional, loopDepth, line } = shell;
  const limit = Number(shell.variables.get('FUNCNEST') ?? 0);
  if (shell.frames.length >= (limit || DEEPEST)) {
    yield* shell.complain(`${definition.name}: maximum function nesting level exceeded (${limit || DEEPEST})`);
    return shell.exit(1);
  }
  shell.frames.push({ name: definition.name, source: shell.definedIn(definition), calledFrom: shell.line });
  shell.variables.pushScope();
  shell.positional = argv.slice(1);
  shell.loopDepth = 0;
  const restoreTraps = shell.traps.size === 0 ? undefined : setTrapsAside(shell, ['DEBUG', 'RETURN', 'ERR']);
  try {
    if (shell.traps.has('DEBUG') && !(yield* debugTrap(shell))) return 0;
    let status: number;
    try {
      status = yield* executeCommand(shell, definition.body);
    } catch (error) {
      if (!(error instanceof ReturnFrom)) throw error;
      status = error.status;
    }
    yield* runReturnTrap(shell);
    return status;
  } finally {
    restoreTraps?.();
    shell.variables.popScope();
    const { options } = shell.frames.pop() ?? {};
    if (options) shell.options.take(options);
    shell.positional = positional;
    shell.loopDepth = loopDepth;
    shell.line = line;
  }
}

/** `set -T` hands DEBUG and RETURN down, `set -E` ERR; without them they sleep. Gives what wakes them up again. */
export function setTrapsAside(shell: Shell, names: readonly string[]): () => void {
  const aside: [string, string][] = [];
  for (const name of names) {
    const action = shell.traps.get(name);
    if (action === undefined || shell.options.has(name === 'ERR' ? 'errtrace' : 'functrace')) continue;
    aside.push([name, action]);
    shell.traps.delete(name);
  }
  return () => {
    for (const [name, action] of aside) if (!shell.traps.has(name)) shell.traps.set(name, action);
  };
}

/** When a function or a sourced file is done. */
export function* runReturnTrap(shell: Shell): Task<void> {
  const action = shell.traps.get('RETURN');
  if (action && !shell.inTrap) yield* runTrap(shell, action, 'return trap');
}
