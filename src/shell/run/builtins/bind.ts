// bind: shows and changes what keys do in the line editor.

import type { Task } from '../../../sim/task.ts';
import { type Bindings, KEYMAPS, type KeymapName, MACRO, SHELL_COMMAND } from '../../edit/bindings.ts';
import { FUNCTION_NAMES } from '../../edit/function-names.ts';
import { endOfQuote, keysOf, keysWritten, obeyLine, readInputrc } from '../../edit/inputrc.ts';
import { reasonOf, type Shell } from '../shell.ts';
import { type Arguments, readArguments } from './arguments.ts';

export function* bind(shell: Shell, argv: readonly string[]): Task<number> {
  if (!shell.interactive) yield* shell.complain('bind: warning: line editing not enabled');
  const given = yield* readArguments(shell, argv, 'lvpVPsSXf:q:u:m:r:x:');
  if ('status' in given) return given.status;
  const { options, operands } = given;
  const { bindings } = shell;
  const map = options.get('m');
  const keymap = map === undefined ? bindings.current : KEYMAPS[map];
  if (keymap === undefined) {
    yield* shell.complain(`bind: \`${map}': invalid keymap name`);
    return 1;
  }
  yield* shell.print(listing(bindings, keymap, options));
  const path = options.get('f');
  if (path !== undefined) {
    try {
      readInputrc(shell.readText(path), inputrcContext(shell));
    } catch (error) {
      yield* shell.complain(`bind: ${path}: cannot read: ${reasonOf(error)}`);
      return 1;
    }
  }
  const status = yield* changes(shell, bindings, keymap, options);
  if (status !== undefined) return status;
  for (const line of operands) {
    const complaint = obeyLine(line.trim(), bindings, keymap);
    if (complaint !== undefined)
      yield* shell.printError(
        `readline: ${complaint.replace(/^`(.*)': missing.*/, '$1: no key sequence terminator')}\n`,
      );
  }
  return 0;
}

export const inputrcContext = (shell: Shell) => ({
  bindings: shell.bindings,
  mode: shell.options.has('vi') ? ('vi' as const) : ('emacs' as const),
  terminal: shell.variables.get('TERM') ?? 'dumb',
  include: (path: string) => {
    const real = path.replace(/^~(?=\/)/, shell.variables.get('HOME') ?? '~');
    return shell.process.files.exists(shell.absolute(real), shell.process.credentials)
      ? shell.readText(real)
      : undefined;
  },
});

function listing(bindings: Bindings, keymap: KeymapName, options: Arguments['options']): string {
  let text = '';
  if (options.has('l')) text += FUNCTION_NAMES.map((name) => `${name}\n`).join('');
  const all = [...bindings.keymap(keymap)];
  if (options.has('p') || options.has('P')) {
    for (const name of FUNCTION_NAMES) text += functionListing(name, all, options.has('P'));
  }
  const macros = all.filter(([, meaning]) => meaning.startsWith(MACRO));
  if (options.has('s'))
    text += macros.map(([keys, to]) => `"${keysWritten(keys)}": "${keysWritten(to.slice(1))}"\n`).join('');
  if (options.has('S'))
    text += macros.map(([keys, to]) => `${keysWritten(keys)} outputs ${keysWritten(to.slice(1))}\n`).join('');
  const commands = all.filter(([, meaning]) => meaning.startsWith(SHELL_COMMAND));
  if (options.has('X')) text += commands.map(([keys, to]) => `"${keysWritten(keys)}": "${to.slice(1)}"\n`).join('');
  for (const name of options.has('v') || options.has('V') ? bindings.variableNames : []) {
    const value = bindings.variable(name);
    text += options.has('v') ? `set ${name} ${value}\n` : `${name} is set to \`${value}'\n`;
  }
  return text;
}

const keysFor = (name: string, all: readonly (readonly [string, string])[]): string[] =>
  all.filter(([, meaning]) => meaning === name).map(([keys]) => `"${keysWritten(keys)}"`);

function functionListing(name: string, all: readonly (readonly [string, string])[], inWords: boolean): string {
  const keys = keysFor(name, all);
  if (!inWords) return keys.length === 0 ? `# ${name} (not bound)\n` : keys.map((key) => `${key}: ${name}\n`).join('');
  if (keys.length === 0) return `${name} is not bound to any keys\n`;
  return `${name} can be found on ${keys.slice(0, 5).join(', ')}${keys.length > 5 ? ', ...' : '.'}\n`;
}

/** -q, -u, -r and -x; a status when one of them failed or answered. */
function* changes(
  shell: Shell,
  bindings: Bindings,
  keymap: KeymapName,
  options: Arguments['options'],
): Task<number | undefined> {
  for (const letter of ['q', 'u']) {
    const name = options.get(letter);
    if (name === undefined) continue;
    if (!FUNCTION_NAMES.includes(name)) {
      yield* shell.complain(`bind: \`${name}': unknown function name`);
      return 1;
    }
    const keys = keysFor(name, [...bindings.keymap(keymap)]);
    if (letter === 'q') {
      if (keys.length === 0) {
        yield* shell.print(`${name} is not bound to any keys.\n`);
        return 1;
      }
      yield* shell.print(
        `${name} can be invoked via ${keys.slice(0, 5).join(', ')}${keys.length > 5 ? ', ...' : '.'}\n`,
      );
    } else
      for (const [sequence, meaning] of [...bindings.keymap(keymap)])
        if (meaning === name) bindings.bind(keymap, sequence, null);
  }
  const removed = options.get('r');
  if (removed !== undefined) bindings.bind(keymap, keysOf(removed), null);
  const command = options.get('x');
  if (command !== undefined) {
    const close = command.startsWith('"') ? endOfQuote(command, 0) : -1;
    const colon = command.indexOf(':', Math.max(close, 0));
    if (close < 0 || colon < 0) {
      yield* shell.complain(`bind: ${command}: missing colon separator`);
      return 1;
    }
    const text = command.slice(colon + 1).trim();
    const plain = text.startsWith('"') && endOfQuote(text, 0) > 0 ? text.slice(1, endOfQuote(text, 0)) : text;
    bindings.bind(keymap, keysOf(command.slice(1, close)), SHELL_COMMAND + plain);
  }
  return undefined;
}
