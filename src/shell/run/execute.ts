// The evaluator: compound commands, lists, `set -e`. Simple commands, pipelines and the rest have files of
// their own.

import type { Task } from '../../sim/task.ts';
import type { Body, Command, Redirect, Statement } from '../syntax/tree.ts';
import { parsePieces } from '../syntax/word.ts';
import { ArithmeticError, isTrue } from './arithmetic.ts';
import { assignText } from './assign.ts';
import { BreakLoop, CommandFailure, ContinueLoop, Discard, ExitShell } from './control.ts';
import { expandPattern, expandPiecesToText, expandText, expandWords, expansionFailed } from './expand.ts';
import { executePipeline, runBackground, runCoprocess, runSubshell } from './pipeline.ts';
import { applyRedirects, restoreDescriptors } from './redirect.ts';
import { selectLoop } from './select.ts';
import { type Shell, UnboundVariable } from './shell.ts';
import { executeSimple } from './simple-command.ts';
import { closeSubstitutions } from './substitution.ts';
import { evaluateTest } from './test-expression.ts';
import { runErrorTrap, runPendingTraps, runTrap } from './traps.ts';
import { NAME } from './variables.ts';
import { trace } from './xtrace.ts';

export function* executeBody(shell: Shell, body: Body): Task<number> {
  let status = 0;
  for (const statement of body) status = yield* executeStatement(shell, statement);
  return status;
}

export function* executeStatement(shell: Shell, statement: Statement): Task<number> {
  if (statement.background) return yield* runBackground(shell, statement);
  return yield* executeCommand(shell, statement.command);
}

export function* executeCommand(shell: Shell, command: Command): Task<number> {
  yield* shell.worked();
  if (shell.pendingTraps.length > 0 && !shell.inTrap) yield* runPendingTraps(shell);
  if (shell.options.noexec && !shell.interactive) return 0;
  const open = shell.openSubstitutions.length;
  try {
    const status = yield* dispatch(shell, command);
    shell.status = status;
    if (command.kind === 'test' || command.kind === 'arithmetic') shell.pipeStatus = [status];
    if (status !== 0 && isChecked(command) && !(command.kind === 'pipeline' && command.negated))
      yield* failed(shell, status);
    return status;
  } catch (error) {
    if (error instanceof UnboundVariable || error instanceof CommandFailure) yield* expansionFailed(shell, error);
    throw error;
  } finally {
    if (shell.openSubstitutions.length > open) closeSubstitutions(shell, open);
  }
}

const isChecked = (command: Command): boolean =>
  CHECKED.has(command.kind === 'redirected' ? command.command.kind : command.kind);

/** Kinds whose failure counts for `set -e` and ERR by themselves; of the others their parts do. */
const CHECKED: ReadonlySet<Command['kind']> = new Set(['simple', 'pipeline', 'subshell', 'test', 'arithmetic']);

function* failed(shell: Shell, status: number): Task<void> {
  if (shell.conditionDepth > 0) return;
  if (shell.traps.has('ERR')) yield* runErrorTrap(shell);
  if (shell.options.errexit) throw new ExitShell(status);
}

/** Runs a condition: failures in it are answers. */
export function* condition(shell: Shell, work: Task<number>): Task<number> {
  shell.conditionDepth++;
  try {
    return yield* work;
  } finally {
    shell.conditionDepth--;
  }
}

function* dispatch(shell: Shell, command: Command): Task<number> {
  switch (command.kind) {
    case 'simple':
      return yield* executeSimple(shell, command);
    case 'pipeline':
      return yield* executePipeline(shell, command);
    case 'and-or':
      return yield* andOr(shell, command);
    case 'group':
      return yield* executeBody(shell, command.body);
    case 'subshell':
      shell.line = command.line;
      if (!shell.inTrap) shell.running = command;
      return yield* runSubshell(shell, command);
    case 'if':
      return yield* ifCommand(shell, command);
    case 'while':
      return yield* whileLoop(shell, command);
    case 'for':
      return yield* forLoop(shell, command);
    case 'select':
      return yield* selectLoop(shell, command);
    case 'arithmetic-for':
      return yield* arithmeticFor(shell, command);
    case 'case':
      return yield* caseCommand(shell, command);
    case 'test':
      return yield* testCommand(shell, command);
    case 'arithmetic':
      return yield* arithmeticCommand(shell, command);
    case 'function':
      return yield* define(shell, command);
    case 'coproc':
      return yield* runCoprocess(shell, command);
    case 'redirected':
      return yield* redirected(shell, command.redirects, () => dispatch(shell, command.command));
  }
}

type Kind<K extends Command['kind']> = Extract<Command, { readonly kind: K }>;

/** Runs `work` with other descriptors; a failed redirection is a failed command. */
export function* redirected(shell: Shell, redirects: readonly Redirect[], work: () => Task<number>): Task<number> {
  const saved = yield* redirectOrComplain(shell, redirects);
  if (!saved) return shell.redirectFailure;
  try {
    return yield* work();
  } finally {
    restoreDescriptors(shell, saved);
  }
}

export function* redirectOrComplain(shell: Shell, redirects: readonly Redirect[]) {
  try {
    return yield* applyRedirects(shell, redirects);
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    yield* shell.complain(error.message);
    return undefined;
  }
}

function* andOr(shell: Shell, command: Kind<'and-or'>): Task<number> {
  const last = command.commands.length - 1;
  let status = yield* condition(shell, executeCommand(shell, command.commands[0]));
  for (let i = 1; i <= last; i++) {
    const wanted = command.operators[i - 1] === '&&';
    if ((status === 0) !== wanted) continue;
    status = yield* i === last
      ? executeCommand(shell, command.commands[i])
      : condition(shell, executeCommand(shell, command.commands[i]));
  }
  return status;
}

function* ifCommand(shell: Shell, command: Kind<'if'>): Task<number> {
  for (const branch of command.branches) {
    if ((yield* condition(shell, executeBody(shell, branch.test))) === 0) return yield* executeBody(shell, branch.body);
  }
  return command.otherwise ? yield* executeBody(shell, command.otherwise) : 0;
}

/** Runs a loop's body once; false: the loop is over. */
export function* round(shell: Shell, body: Body, result: { status: number }): Task<boolean> {
  try {
    result.status = yield* executeBody(shell, body);
    return true;
  } catch (error) {
    if (error instanceof BreakLoop || error instanceof ContinueLoop) {
      result.status = error instanceof BreakLoop ? error.status : 0;
      shell.status = result.status;
      if (--error.levels > 0) throw error;
      return error instanceof ContinueLoop;
    }
    throw error;
  }
}

function* whileLoop(shell: Shell, command: Kind<'while'>): Task<number> {
  const result = { status: 0 };
  shell.loopDepth++;
  try {
    for (;;) {
      const test: { status: number } = { status: 0 };
      if (!(yield* round2(shell, command.test, test))) break;
      if ((test.status === 0) === command.until) break;
      if (!(yield* round(shell, command.body, result))) break;
      yield* shell.worked();
    }
  } finally {
    shell.loopDepth--;
  }
  return result.status;
}

/** The condition of a loop, in which `break` works too. */
function* round2(shell: Shell, body: Body, result: { status: number }): Task<boolean> {
  shell.conditionDepth++;
  try {
    return yield* round(shell, body, result);
  } finally {
    shell.conditionDepth--;
  }
}

function* forLoop(shell: Shell, command: Kind<'for'>): Task<number> {
  if (!NAME.test(command.name)) {
    yield* shell.complain(`\`${command.name}': not a valid identifier`);
    return 1;
  }
  const words = command.words ? yield* expandWords(shell, command.words) : shell.positional;
  const result = { status: 0 };
  shell.loopDepth++;
  try {
    for (const word of words) {
      shell.line = command.line;
      const header = `for ${command.name} in ${command.words ? command.words.map((one) => one.text).join(' ') : '"$@"'}`;
      if (shell.options.xtrace) yield* trace(shell, header);
      if (!shell.inTrap) shell.running = header;
      if (shell.traps.has('DEBUG') && !(yield* debugTrap(shell))) continue;
      const variable = shell.variables.find(command.name);
      if (variable?.readonly) {
        yield* shell.complain(`${command.name}: readonly variable`);
        return 1;
      }
      if (variable?.nameref && variable.value.kind === 'scalar') variable.value.text = word;
      else assignText(shell, command.name, undefined, word);
      if (!(yield* round(shell, command.body, result))) break;
    }
  } finally {
    shell.loopDepth--;
  }
  return result.status;
}

function* arithmeticFor(shell: Shell, command: Kind<'arithmetic-for'>): Task<number> {
  const result = { status: 0 };
  const evaluate = function* (text: string): Task<boolean> {
    const pieces = parsePieces(text, command.line, 'double');
    const expanded = yield* expandPiecesToText(shell, pieces, true);
    if (shell.options.xtrace && text.trim() !== '') yield* trace(shell, `(( ${text.trim()} ))`);
    try {
      return expanded.trim() === '' || isTrue(shell.arithmetic.evaluate(expanded));
    } catch (error) {
      if (!(error instanceof ArithmeticError)) throw error;
      yield* shell.complain(`((: ${error.message}`);
      throw new Discard(1);
    }
  };
  yield* evaluate(command.initialize);
  shell.loopDepth++;
  try {
    while (yield* evaluate(command.test)) {
      if (!(yield* round(shell, command.body, result))) break;
      yield* evaluate(command.update);
      yield* shell.worked();
    }
  } finally {
    shell.loopDepth--;
  }
  return result.status;
}

function* caseCommand(shell: Shell, command: Kind<'case'>): Task<number> {
  shell.line = command.line;
  if (!shell.inTrap) shell.running = `case ${command.word.text} in `;
  if (shell.traps.has('DEBUG') && !(yield* debugTrap(shell))) return 0;
  const word = yield* expandText(shell, command.word);
  if (shell.options.xtrace) yield* trace(shell, `case ${command.word.text} in`);
  const options = { extended: shell.options.extglob, ignoreCase: shell.options.shopt('nocasematch') };
  let status = 0;
  let falling = false;
  for (const item of command.items) {
    let matches = falling;
    for (const pattern of matches ? [] : item.patterns) {
      const text = pattern.constant ?? (yield* expandPattern(shell, pattern.pieces));
      matches =
        pattern.constant !== undefined && !options.ignoreCase
          ? word === text
          : shell.patterns
              .compile(pattern.constant === undefined ? text : yield* expandPattern(shell, pattern.pieces), options)
              .test(word);
      if (matches) break;
    }
    if (!matches) continue;
    status = yield* executeBody(shell, item.body);
    if (item.terminator === ';;') return status;
    falling = item.terminator === ';&';
  }
  return status;
}

function* testCommand(shell: Shell, command: Kind<'test'>): Task<number> {
  shell.line = command.line;
  if (shell.dialect === 'dash') {
    yield* shell.complain('[[: not found');
    return 127;
  }
  if (!shell.inTrap) shell.running = command;
  if (shell.traps.has('DEBUG') && !(yield* debugTrap(shell))) return 0;
  try {
    return (yield* evaluateTest(shell, command.expression)) ? 0 : 1;
  } catch (error) {
    if (error instanceof ArithmeticError) {
      yield* shell.complain(`[[: ${error.message}`);
      return 1;
    }
    if (!(error instanceof CommandFailure)) throw error;
    yield* shell.complain(error.message);
    return error.status;
  }
}

function* arithmeticCommand(shell: Shell, command: Kind<'arithmetic'>): Task<number> {
  shell.line = command.line;
  if (!shell.inTrap) shell.running = command;
  if (shell.traps.has('DEBUG') && !(yield* debugTrap(shell))) return 0;
  const text = yield* expandPiecesToText(shell, command.pieces, true);
  if (shell.options.xtrace) yield* trace(shell, `(( ${text} ))`);
  try {
    return isTrue(shell.arithmetic.evaluate(text)) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof ArithmeticError)) throw error;
    yield* shell.complain(`((: ${error.message}`);
    return 1;
  }
}

/** Runs the DEBUG trap; false: it failed, and under `extdebug` the command it announces is not run. */
export function* debugTrap(shell: Shell): Task<boolean> {
  const action = shell.traps.get('DEBUG');
  if (!action || shell.inTrap) return true;
  const status = yield* runTrap(shell, action, 'debug trap');
  return status === 0 || !shell.options.shopt('extdebug');
}

function* define(shell: Shell, command: Kind<'function'>): Task<number> {
  if (/[$'"`\\]/.test(command.name)) {
    yield* shell.complain(`\`${command.name}': not a valid identifier`);
    return 1;
  }
  if (shell.readonlyFunctions.has(command.name)) {
    yield* shell.complain(`${command.name}: readonly function`);
    return 1;
  }
  shell.functions.set(command.name, command);
  const file = shell.frames.findLast((frame) => frame.name === 'source');
  if (file) shell.functionSources.set(command, file.source);
  return 0;
}
